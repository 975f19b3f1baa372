//! Several visits: parked while the day is changed, put down, swapped, and all of it undone.

use e2e::Outcome;
use e2e::failure::{Failure, holds};
use e2e::page::Page;
use e2e::screens::{DOCTOR_NAME, Newcomer, RECEPTION, minute_of};

use crate::floor::Floor;

const ONE: Newcomer =
    Newcomer { family: "Quillfeather", given: "Marguerite", born: "1984-06-17", phone: "+44 20 7946 0018" };
const OTHER: Newcomer =
    Newcomer { family: "Thistlewood", given: "Percy", born: "1971-02-03", phone: "+44 20 7946 0019" };

/// Books a newcomer with the first doctor on the next working day.
async fn booked(page: &Page, who: Newcomer) -> Outcome {
    page.register(who).await?;
    page.begin_booking(who.family).await?;
    page.fill("From date", &page.workday(1).await?).await?;
    page.book_with(DOCTOR_NAME).await?;
    page.click("button", "Book this time").await?;
    page.notice("Booked").await.map(drop)
}

/// Puts the cursor on a visit.
async fn cursor_on(page: &Page, patient: &str) -> Outcome {
    page.open_visit(patient).await?;
    page.press("Escape").await?;
    page.waits_for("the visit's card to close", async || Ok(!page.has("dialog", "").await?)).await
}

async fn park(page: &Page, patient: &str) -> Outcome {
    cursor_on(page, patient).await?;
    page.press("y").await?;
    page.visit_becomes(patient, "parked", |words| words.contains("parked in the tray")).await
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
    booked(page, ONE).await?;
    booked(page, OTHER).await?;
    page.show_day_of(ONE.family).await?;
    let (one, other) = (page.visit_words(ONE.family).await?, page.visit_words(OTHER.family).await?);
    park(page, ONE.family).await?;
    park(page, OTHER.family).await?;
    page.sees("Tray: 2 visits").await?;
    day_with_room(page).await?;

    // The first by keys, to where the cursor stands; the second by the pointer.
    let (cell, first) = page.free_cell(DOCTOR_NAME, 8 * 60).await?;
    cell.click().await?;
    page.press("v").await?;
    page.sees(&format!("Moving {}", ONE.family)).await?;
    page.press("Enter").await?;
    page.visit_becomes(ONE.family, "put down by keys", |words| minute_of(words) == first).await?;
    page.sees("Tray: 1 visit").await?;
    let (cell, second) = page.free_cell(DOCTOR_NAME, first).await?;
    let parked = page.find("button", OTHER.family).await?;
    page.drag(page.middle(&parked).await?, page.middle(&cell).await?).await?;
    page.visit_becomes(OTHER.family, "put down by the pointer", |words| minute_of(words) == second).await?;
    page.no_longer_sees("Tray:").await?;

    cursor_on(page, ONE.family).await?;
    page.press("w").await?;
    page.sees(&format!("Swap {}", ONE.family)).await?;
    page.visit(OTHER.family).await?.click().await?;
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
