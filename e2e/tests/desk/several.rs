//! Several visits: parked while the day is changed, put down, swapped, and all of it undone.

use e2e::Outcome;
use e2e::failure::{Failure, holds};
use e2e::page::Page;
use e2e::screens::{DOCTOR_NAME, Newcomer, RECEPTION, minute_of};

use crate::arranged::Arranger;
use crate::floor::Floor;

const ONE: Newcomer =
    Newcomer { family: "Quillfeather", given: "Marguerite", born: "1984-06-17", phone: "+44 20 7946 0018" };
const OTHER: Newcomer =
    Newcomer { family: "Thistlewood", given: "Percy", born: "1971-02-03", phone: "+44 20 7946 0019" };

async fn park(page: &Page, patient: &str) -> Outcome {
    page.cursor_on(patient).await?;
    page.press("y").await?;
    page.visit_becomes(patient, "parked", |words| words.contains("parked in the tray")).await
}

/// Drags a parked visit to the doctor's first free time after a minute of the day: the minute at which it begins.
async fn take_out_of_tray(page: &Page, patient: &str, after: u32) -> Outcome<u32> {
    let (cell, free) = page.free_cell(DOCTOR_NAME, after).await?;
    let parked = page.find("button", patient).await?;
    page.drag(page.point_at(&parked).await?, page.middle(&cell).await?).await?;
    Ok(free)
}

/// Goes on to the next day on which the doctor has two free times one after the other.
async fn day_with_room(page: &Page) -> Outcome {
    for _ in 0..14 {
        page.click("button", "Day after").await?;
        page.settles().await?;
        let Ok((_, first)) = page.free_cell(DOCTOR_NAME, 8 * 60).await else { continue };
        if page.free_cell(DOCTOR_NAME, first).await.is_ok() {
            return Ok(());
        }
    }
    Err(Failure::new("the doctor has room on none of the next days"))
}

#[tokio::test]
async fn two_visits_are_parked_put_down_on_another_day_swapped_and_all_of_it_is_undone() -> Outcome {
    let floor = Floor::new("several").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let arranger = Arranger::of(&floor).await?;
    for who in [ONE, OTHER] {
        arranger.book(who, DOCTOR_NAME, Some(&page.workday(1).await?)).await?;
    }
    page.show_day_of(ONE.family).await?;
    let (one, other) = (page.visit_words(ONE.family).await?, page.visit_words(OTHER.family).await?);
    park(page, ONE.family).await?;
    park(page, OTHER.family).await?;
    page.sees("Tray: 2 visits").await?;
    day_with_room(page).await?;

    // The first by keys, to where the cursor stands; the second by the pointer.
    let (cell, first) = page.free_cell(DOCTOR_NAME, 8 * 60).await?;
    page.click_on(&cell).await?;
    page.press("v").await?;
    page.sees(&format!("Moving {}", ONE.family)).await?;
    page.press("Enter").await?;
    page.visit_becomes(ONE.family, "put down by keys", |words| minute_of(words) == first).await?;
    page.sees("Tray: 1 visit").await?;
    let second = take_out_of_tray(page, OTHER.family, first).await?;
    page.visit_becomes(OTHER.family, "put down by the pointer", |words| minute_of(words) == second).await?;
    page.no_longer_sees("Tray:").await?;

    page.cursor_on(ONE.family).await?;
    page.press("w").await?;
    page.sees(&format!("Swap {}", ONE.family)).await?;
    page.click_on(&page.visit(OTHER.family).await?).await?;
    page.visit_becomes(ONE.family, "where the other was", |words| minute_of(words) == second).await?;
    page.visit_becomes(OTHER.family, "where the one was", |words| minute_of(words) == first).await?;

    page.press("Control+z").await?;
    page.visit_becomes(ONE.family, "back after the swap", |words| minute_of(words) == first).await?;
    page.press("Control+z").await?;
    page.waits_for("the other to leave the day", async || Ok(!page.has("gridcell", OTHER.family).await?)).await?;
    page.press("Control+z").await?;
    page.waits_for("the one to leave the day", async || Ok(!page.has("gridcell", ONE.family).await?)).await?;
    page.press("t").await?;
    page.show_day_of(ONE.family).await?;
    page.visit_becomes(ONE.family, "as it was", |words| words == one).await?;
    page.visit_becomes(OTHER.family, "as it was", |words| words == other).await?;
    holds(minute_of(&one) != minute_of(&other), "they were two visits")
}

/// The first two times of a doctor's day that nobody else has, taken; the day is shown.
async fn two_on_an_empty_day(floor: &Floor, page: &Page) -> Outcome {
    let (arranger, day) = (Arranger::of(floor).await?, page.workday(60).await?);
    for who in [ONE, OTHER] {
        arranger.book(who, DOCTOR_NAME, Some(&day)).await?;
    }
    page.go_to(&day).await
}

/// The minutes of the day at which a visit begins and ends.
fn span(words: &str) -> (u32, u32) {
    (minute_of(words), minute_of(words.split(" to ").nth(1).unwrap_or_default()))
}

#[tokio::test]
async fn visits_get_longer_are_swapped_and_moved_together_by_keys_alone_undone_and_done_again() -> Outcome {
    let floor = Floor::new("several-keys").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    two_on_an_empty_day(&floor, page).await?;
    let (one, other) = (page.visit_words(ONE.family).await?, page.visit_words(OTHER.family).await?);
    let (from, to) = span(&other);

    page.arrow_down_to(OTHER.family).await?;
    for key in ["Shift+ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Enter"] {
        page.press(key).await?;
    }
    let longer = |words: &str| span(words) == (from, to + 10);
    page.visit_becomes(OTHER.family, "ten minutes longer", longer).await?;
    page.press("Control+z").await?;
    page.visit_becomes(OTHER.family, "as long as it was", |words| words == other).await?;
    page.press("Control+y").await?;
    page.visit_becomes(OTHER.family, "longer again", longer).await?;
    page.press("Control+z").await?;
    page.visit_becomes(OTHER.family, "as long as it was, once more", |words| words == other).await?;

    page.press("w").await?;
    page.sees(&format!("Swap {}", OTHER.family)).await?;
    page.arrow_up_to(ONE.family).await?;
    page.press("Enter").await?;
    page.visit_becomes(ONE.family, "where the other was", |words| minute_of(words) == from).await?;
    page.press("Control+z").await?;
    page.visit_becomes(ONE.family, "back", |words| words == one).await?;

    page.press("Shift+m").await?;
    page.focuses("textbox", "Shift (minutes)").await?;
    page.type_keys("60").await?;
    page.press("Tab").await?;
    page.sees("All 2 visits can be moved").await?;
    page.press("Control+Enter").await?;
    page.visit_becomes(OTHER.family, "an hour later", |words| span(words) == (from + 60, to + 60)).await?;
    page.visit_becomes(ONE.family, "an hour later", |words| minute_of(words) == minute_of(&one) + 60).await?;
    page.press("Control+z").await?;
    page.visit_becomes(OTHER.family, "back from an hour later", |words| words == other).await?;

    // Parked, and put down a week on where it stood.
    page.arrow_up_to(ONE.family).await?;
    page.press("y").await?;
    page.sees("Tray: 1 visit").await?;
    page.go_to(&page.workday(67).await?).await?;
    page.press("v").await?;
    page.sees(&format!("Moving {}", ONE.family)).await?;
    page.press("Enter").await?;
    page.visit_becomes(ONE.family, "put down", |words| words == one).await?;
    page.no_longer_sees("Tray:").await
}

#[tokio::test]
async fn visits_get_longer_are_swapped_parked_and_moved_together_with_the_pointer_alone() -> Outcome {
    let floor = Floor::new("several-mouse").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    two_on_an_empty_day(&floor, page).await?;
    let (one, other) = (page.visit_words(ONE.family).await?, page.visit_words(OTHER.family).await?);
    let (from, to) = span(&other);

    // By its lower edge, as far as half of it again.
    let visit = page.visit(OTHER.family).await?;
    let (x, y, width, height) = page.rectangle(&visit).await?;
    let edge = (x + width / 2.0, y + height - 2.0);
    page.drag(edge, (edge.0, edge.1 + height / 2.0)).await?;
    let longer = |words: &str| span(words) == (from, to + 10);
    page.visit_becomes(OTHER.family, "ten minutes longer", longer).await?;
    page.click("button", "Undo").await?;
    page.visit_becomes(OTHER.family, "as long as it was", |words| words == other).await?;
    page.click("button", "Redo").await?;
    page.visit_becomes(OTHER.family, "longer again", longer).await?;
    page.click("button", "Undo").await?;
    page.visit_becomes(OTHER.family, "as long as it was, once more", |words| words == other).await?;

    page.open_visit(OTHER.family).await?;
    page.click("button", "Swap with another").await?;
    page.sees(&format!("Swap {}", OTHER.family)).await?;
    page.click_on(&page.visit(ONE.family).await?).await?;
    page.visit_becomes(ONE.family, "where the other was", |words| minute_of(words) == from).await?;
    page.click("button", "Undo").await?;
    page.visit_becomes(ONE.family, "back", |words| words == one).await?;

    page.click("button", "Move several visits").await?;
    page.fill("Shift (minutes)", "60").await?;
    page.click("textbox", "To the day").await?;
    page.sees("All 2 visits can be moved").await?;
    page.click("button", "Move").await?;
    page.visit_becomes(OTHER.family, "an hour later", |words| span(words) == (from + 60, to + 60)).await?;
    page.click("button", "Undo").await?;
    page.visit_becomes(OTHER.family, "back from an hour later", |words| words == other).await?;

    // Into the tray, and out of it a week on.
    page.open_visit(ONE.family).await?;
    page.click("button", "Park in the tray").await?;
    page.sees("Tray: 1 visit").await?;
    page.click("button", "Go to a date").await?;
    page.click("button", "+1 w").await?;
    page.is_bare().await?;
    page.settles().await?;
    let free = take_out_of_tray(page, ONE.family, from).await?;
    page.visit_becomes(ONE.family, "put down", |words| minute_of(words) == free).await?;
    page.no_longer_sees("Tray:").await
}

#[tokio::test]
async fn visits_are_dropped_onto_the_tray_while_it_is_empty_and_while_it_is_not_with_the_pointer_alone() -> Outcome {
    let floor = Floor::new("tray-mouse").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    two_on_an_empty_day(&floor, page).await?;
    let before = page.rectangle(&page.visit(ONE.family).await?).await?;
    holds(!page.has("region", "Tray").await?, "the tray is there with nothing in it")?;
    for (who, tray) in [(ONE, "Tray: 1 visit"), (OTHER, "Tray: 2 visits")] {
        page.drag_onto(&page.visit(who.family).await?, "region", "Tray").await?;
        page.sees(tray).await?;
        page.visit_becomes(who.family, "parked", |words| words.contains("parked in the tray")).await?;
    }
    let after = page.rectangle(&page.visit(ONE.family).await?).await?;
    holds(before == after, format!("the sheet has moved under the pointer: {before:?}, {after:?}"))?;
    page.click("button", &format!("Take {}, {} out of the tray", ONE.family, ONE.given)).await?;
    page.sees("Tray: 1 visit").await?;
    // On a later day, whichever day of the week this is: nobody is there on a Saturday.
    page.go_to(&page.workday(63).await?).await?;
    page.settles().await?;
    let free = take_out_of_tray(page, OTHER.family, 0).await?;
    page.visit_becomes(OTHER.family, "put down", |words| minute_of(words) == free).await?;
    page.no_longer_sees("Tray:").await
}
