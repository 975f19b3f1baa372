//! A doctor is away: who must be moved is listed with proposals, moved by one key, and taken back by one key.

use e2e::failure::holds;
use e2e::screens::{DOCTOR_NAME, Newcomer, RECEPTION};
use e2e::{Outcome, Page};

use crate::arranged::Arranger;
use crate::floor::Floor;

const WHO: Newcomer =
    Newcomer { family: "Thistlewood", given: "Barnaby", born: "1971-02-03", phone: "+44 20 7946 0052" };

#[tokio::test]
async fn everyone_of_a_time_off_is_moved_by_one_key_and_back_by_one() -> Outcome {
    let floor = Floor::new("time_off").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let day = booked(&floor, page).await?;
    page.press("Alt+3").await?;
    page.tab_to("combobox", "Doctor").await?;
    page.arrow_to(DOCTOR_NAME).await?;
    page.settles().await?;
    page.tab_to("button", "Enter time off").await?;
    page.press("Enter").await?;
    page.find("dialog", "Time off of").await?;
    page.type_keys(&day).await?;
    page.press("Control+Enter").await?;
    proposes_the_same_doctor(page).await?;

    page.press("Control+Enter").await?;
    are_to_be_called(page).await?;
    page.press("Escape").await?;
    page.press("Alt+1").await?;
    page.go_to(&day).await?;
    page.waits_for("the visit to go", async || Ok(!page.has("gridcell", WHO.family).await?)).await?;
    page.press("Control+z").await?;
    page.notice("Undone").await?;
    is_back(page, &day).await
}

#[tokio::test]
async fn one_of_a_time_off_is_moved_with_the_pointer_and_the_time_off_is_withdrawn() -> Outcome {
    let floor = Floor::new("time_off_mouse").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let day = booked(&floor, page).await?;
    page.click("button", "Hours").await?;
    page.choose("Doctor", DOCTOR_NAME).await?;
    page.settles().await?;
    page.click("button", "Enter time off").await?;
    page.fill("First day", &day).await?;
    page.click("button", "Enter").await?;
    proposes_the_same_doctor(page).await?;
    page.click("button", &format!("Accept the proposal for {}", WHO.family)).await?;
    are_to_be_called(page).await?;
    page.close().await?;
    page.press_in_notice("1 visit moved", "Undo").await?;
    page.notice("Undone").await?;
    page.click("button", "Withdraw the time off").await?;
    page.sees("Time off withdrawn").await?;
    page.click("button", "Day sheet").await?;
    is_back(page, &day).await
}

/// Somebody has a time of the doctor on a day that has not begun.
async fn booked(floor: &Floor, page: &Page) -> Outcome<String> {
    let day = page.workday(60).await?;
    Arranger::of(floor).await?.book(WHO, DOCTOR_NAME, Some(&day)).await?;
    Ok(day)
}

async fn proposes_the_same_doctor(page: &Page) -> Outcome {
    page.find("dialog", "Who must be moved").await?;
    let row = page.find("row", WHO.family).await?.text().await?;
    holds(names_the_phone(&row), format!("the phone is not there: {row}"))?;
    holds(row.contains(DOCTOR_NAME), format!("no place with the same doctor: {row}"))?;
    page.find("button", &format!("Accept the proposal for {}", WHO.family)).await.map(drop)
}

async fn are_to_be_called(page: &Page) -> Outcome {
    let calls = page.find("region", "To be called").await?.text().await?;
    holds(calls.contains(WHO.family) && names_the_phone(&calls), format!("nobody calls them: {calls}"))
}

async fn is_back(page: &Page, day: &str) -> Outcome {
    page.go_to(day).await?;
    page.visit(WHO.family).await.map(drop)
}

/// However it is written.
fn names_the_phone(words: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    digits(words).contains(&digits(WHO.phone))
}
