//! A doctor is away: who must be moved is listed with proposals, moved by one key, and taken back by one key.

use e2e::failure::holds;
use e2e::screens::{DOCTOR_NAME, Newcomer, RECEPTION};
use e2e::{Outcome, Page};

use crate::floor::Floor;

const WHO: Newcomer =
    Newcomer { family: "Thistlewood", given: "Barnaby", born: "1971-02-03", phone: "+44 20 7946 0052" };

#[tokio::test]
async fn everyone_of_a_time_off_is_moved_by_one_key_and_back_by_one() -> Outcome {
    let floor = Floor::new("time_off").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.register(WHO).await?;
    book(page).await?;
    let was = page.show_day_of(WHO.family).await?;
    let day = page.workday(u32::try_from(was).unwrap_or_default()).await?;

    page.press("Alt+3").await?;
    page.choose("Doctor", DOCTOR_NAME).await?;
    page.settles().await?;
    page.click("button", "Enter time off").await?;
    page.fill("First day", &day).await?;
    page.press("Control+Enter").await?;
    page.find("dialog", "Who must be moved").await?;
    let row = page.find("row", WHO.family).await?.text().await?;
    holds(names_the_phone(&row), format!("the phone is not there: {row}"))?;
    holds(row.contains(DOCTOR_NAME), format!("no place with the same doctor: {row}"))?;
    page.find("button", &format!("Accept the proposal for {}", WHO.family)).await?;

    page.press("Control+Enter").await?;
    let calls = page.find("region", "To be called").await?.text().await?;
    holds(calls.contains(WHO.family) && names_the_phone(&calls), format!("nobody calls them: {calls}"))?;
    page.press("Escape").await?;
    page.press("Alt+1").await?;
    page.press("t").await?;
    let moved = page.show_day_of(WHO.family).await?;
    holds(moved > was, format!("it was {was} days on, and is {moved}"))?;

    page.press("Control+z").await?;
    page.notice("Undone").await?;
    page.press("t").await?;
    let back = page.show_day_of(WHO.family).await?;
    holds(back == was, format!("taken back it is {back} days on, and was {was}"))
}

/// However it is written.
fn names_the_phone(words: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    digits(words).contains(&digits(WHO.phone))
}

/// On a day that has not begun.
async fn book(page: &Page) -> Outcome {
    page.begin_booking(WHO.family).await?;
    page.fill("From date", &page.workday(2).await?).await?;
    page.book_with(DOCTOR_NAME).await?;
    page.click("button", "Book this time").await?;
    page.notice("Booked").await.map(drop)
}
