//! One visit from the phone call to the note.

use e2e::Outcome;
use e2e::failure::holds;
use e2e::screens::{DOCTOR, DOCTOR_NAME, Newcomer, RECEPTION, minute_of};

use crate::arranged::Arranger;
use crate::floor::Floor;

const WHO: Newcomer =
    Newcomer { family: "Quillfeather", given: "Marguerite", born: "1984-06-17", phone: "+44 20 7946 0018" };

const OTHER: Newcomer =
    Newcomer { family: "Thistlewood", given: "Percy", born: "1971-02-03", phone: "+44 20 7946 0019" };

const COMES: Newcomer =
    Newcomer { family: "Fairweather", given: "Octavia", born: "1990-05-21", phone: "+44 20 7946 0063" };

#[tokio::test]
async fn a_patient_is_registered_booked_moved_checked_in_and_seen() -> Outcome {
    let floor = Floor::new("day").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.register(WHO).await?;

    // B, letters, Enter; then the doctor is chosen so that the other window is theirs.
    page.begin_booking(WHO.family).await?;
    page.book_with_room_to_move(DOCTOR_NAME).await?;
    page.click("button", "Book this time").await?;
    let notice = page.notice("Booked").await?;
    let days_on = page.show_day_of(WHO.family).await?;
    let booked = page.visit_words(WHO.family).await?;
    holds(notice.contains(DOCTOR_NAME), format!("booked with somebody else: {notice}"))?;
    holds(booked.contains("Scheduled"), format!("booked, and it says {booked:?}"))?;

    let by_keys = page.move_by_keys(WHO.family, DOCTOR_NAME).await?;
    page.press("Control+z").await?;
    page.visit_becomes(WHO.family, "back after the move by keys", |words| words == booked).await?;
    let by_pointer = page.move_by_pointer(WHO.family, DOCTOR_NAME).await?;
    page.press("Control+z").await?;
    page.visit_becomes(WHO.family, "back after the drag", |words| words == booked).await?;
    holds(by_keys > minute_of(&booked) && by_pointer > minute_of(&booked), "both moved it to a later time")?;

    page.open_visit(WHO.family).await?;
    page.press("i").await?;
    // Nobody comes before their day.
    page.sees(if days_on == 0 { "is checked in" } else { "This visit is not today" }).await?;

    let room = floor.signed_in("room", DOCTOR).await?;
    let note = &room.page;
    note.show_my_day_of(WHO.family).await?;
    note.open_note(WHO.family).await?;
    note.fill("History of present illness", "Headaches for three weeks.").await?;
    note.fill("Plan", "Readings at home, then again.").await?;
    note.note_is_saved().await?;
    page.press("Escape").await?;
    page.visit_becomes(WHO.family, "with the doctor", |words| words.contains("With the doctor")).await?;
    note.press("Control+Enter").await?;
    note.find("dialog", "Complete the visit").await?;
    note.press("Control+Enter").await?;
    note.sees(&format!("by {DOCTOR_NAME}")).await?;
    page.visit_becomes(WHO.family, "completed", |words| words.contains("Completed")).await
}

/// What `B`, letters, Enter, Enter; three keys; and one key must be enough for.
#[tokio::test]
async fn the_counted_keys_book_move_and_check_in_and_a_reason_puts_one_visit_on_top_of_another() -> Outcome {
    let floor = Floor::new("keys").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.register(WHO).await?;
    page.press("b").await?;
    page.find("combobox", "Book for whom?").await?;
    page.type_keys("quill marg").await?;
    page.find("option", WHO.family).await?;
    page.press("Enter").await?;
    page.press("Enter").await?;
    let notice = page.notice("Booked").await?;
    holds(notice.contains(WHO.family), format!("booked for somebody else: {notice}"))?;

    Arranger::of(&floor).await?.squeeze_in(COMES, DOCTOR_NAME, 5).await?;
    page.press("t").await?;
    page.cursor_on(COMES.family).await?;
    page.press("i").await?;
    page.visit_becomes(COMES.family, "checked in by one key", |words| words.contains("Checked in")).await?;
    page.press("Control+z").await?;
    page.visit_becomes(COMES.family, "not checked in", |words| words.contains("Scheduled")).await?;

    // On a day that nobody has booked yet, the first two times.
    let day = page.workday(60).await?;
    page.register(OTHER).await?;
    for who in [OTHER, WHO] {
        page.begin_booking(who.family).await?;
        page.fill("From date", &day).await?;
        page.book_with(DOCTOR_NAME).await?;
        page.click("button", "Book this time").await?;
        page.is_bare().await?;
    }
    page.go_to(&day).await?;
    let (first, second) = (page.visit_words(OTHER.family).await?, page.visit_words(WHO.family).await?);
    page.cursor_on(WHO.family).await?;
    for key in ["m", "ArrowDown", "Enter"] {
        page.press(key).await?;
    }
    let later = |words: &str| minute_of(words) == minute_of(&second) + 20;
    page.visit_becomes(WHO.family, "moved by three keys", later).await?;
    page.press("Control+z").await?;
    page.visit_becomes(WHO.family, "back", |words| words == second).await?;
    for key in ["m", "ArrowUp", "Enter"] {
        page.press(key).await?;
    }
    page.sees("is taken until").await?;
    page.press("o").await?;
    page.type_keys("Cannot wait").await?;
    page.press("Enter").await?;
    page.visit_becomes(WHO.family, "on top of the other", |words| minute_of(words) == minute_of(&first)).await?;
    page.sees("1 overbooked").await
}

#[tokio::test]
async fn the_pointer_works_on_a_day_sheet_that_is_scrolled() -> Outcome {
    let floor = Floor::new("scrolled").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.register(WHO).await?;
    page.begin_booking(WHO.family).await?;
    page.fill("From date", &page.workday(2).await?).await?;
    page.book_with_room_to_move(DOCTOR_NAME).await?;
    // Not the first: a visit at the sheet's top has nothing above it that could be scrolled away.
    let second = page.all("option", "–").await?.into_iter().nth(1);
    page.click_on(&second.ok_or_else(|| e2e::Failure::new("one time only"))?).await?;
    page.press("Enter").await?;
    page.notice("Booked").await?;
    page.show_day_of(WHO.family).await?;
    page.settles().await?;
    let before = page.scroll_sheet_to(WHO.family).await?;
    holds(before > 0.0, "the sheet does not scroll")?;
    let visit = page.all("gridcell", WHO.family).await?.into_iter().next();
    let visit = visit.ok_or_else(|| e2e::Failure::new("the visit is gone"))?;
    page.click_on(&visit).await?;
    let after = page.sheet_scroll().await?;
    holds((after - before).abs() < 1.0, format!("pressing a visit scrolls the sheet from {before} to {after}"))?;
    page.press("Enter").await?;
    page.find("button", "Open the patient").await?;
    page.press("Escape").await?;
    let booked = minute_of(&page.visit_words(WHO.family).await?);
    let moved = page.move_by_pointer(WHO.family, DOCTOR_NAME).await?;
    holds(moved > booked, "dragging moves it on a scrolled sheet")
}
