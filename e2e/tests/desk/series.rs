//! A visit that comes back: booked around what is in the way, called off from its second visit on, and brought back.

use e2e::failure::holds;
use e2e::screens::{DOCTOR_NAME, Newcomer, RECEPTION, minute_of};
use e2e::{Outcome, Page};

use crate::arranged::Arranger;
use crate::floor::Floor;

const WHO: Newcomer =
    Newcomer { family: "Quillfeather", given: "Marguerite", born: "1984-06-17", phone: "+44 20 7946 0018" };
const IN_THE_WAY: Newcomer =
    Newcomer { family: "Thistlewood", given: "Percy", born: "1971-02-03", phone: "+44 20 7946 0019" };

#[tokio::test]
async fn a_weekly_series_goes_around_a_taken_time_is_called_off_from_its_second_visit_on_and_brought_back() -> Outcome {
    let floor = Floor::new("series").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    // Farther on than the demo has visits: the doctor's first time of a weekday is that of the week before.
    let days = [page.workday(60).await?, page.workday(67).await?, page.workday(81).await?];
    let [first, second, last] = &days;
    page.register(IN_THE_WAY).await?;
    begin(page, IN_THE_WAY, second).await?;
    page.click("button", "Book this time").await?;
    page.notice("Booked").await?;

    page.register(WHO).await?;
    begin(page, WHO, first).await?;
    page.press("Enter").await?;
    page.press("e").await?;
    page.find("dialog", "Repeat the visit of").await?;
    page.fill("How many visits", "4").await?;
    page.press("Tab").await?;
    page.sees("One visit cannot be so").await?;
    page.click("radio", "that day at").await?;
    page.sees("4 visits, and all their times are free").await?;
    page.press("Control+Enter").await?;
    page.sees("4 visits.").await?;

    page.go_to(second).await?;
    let beside = page.visit_words(WHO.family).await?;
    let taken = page.visit_words(IN_THE_WAY.family).await?;
    holds(minute_of(&beside) != minute_of(&taken), format!("both are there: {beside:?}, {taken:?}"))?;
    page.open_visit(WHO.family).await?;
    page.sees("visit 2 of 4").await?;
    page.press("c").await?;
    page.find("radio", "This and the following").await?;
    // From the reason back to how much of the series.
    page.press("Shift+Tab").await?;
    page.press("ArrowDown").await?;
    page.press("Alt+1").await?;
    page.sees("3 visits.").await?;
    page.waits_for("the second visit to go", async || Ok(!page.has("gridcell", WHO.family).await?)).await?;
    page.go_to(first).await?;
    page.visit_becomes(WHO.family, "left alone", |words| words.contains("Scheduled")).await?;

    page.press("Control+z").await?;
    page.notice("Undone").await?;
    page.go_to(last).await?;
    page.visit_becomes(WHO.family, "back", |words| minute_of(words) == minute_of(&taken)).await?;
    page.go_to(second).await?;
    page.visit_becomes(WHO.family, "back beside the other", |words| words == beside).await
}

#[tokio::test]
async fn all_of_a_series_is_moved_and_one_of_it_called_off_with_the_pointer_and_one_moved_by_keys() -> Outcome {
    let floor = Floor::new("series-mouse").await?;
    Arranger::of(&floor).await?.register(WHO).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let [first, second] = [page.workday(60).await?, page.workday(67).await?];
    begin(page, WHO, &first).await?;
    page.click("button", "Repeat…").await?;
    page.find("dialog", "Repeat the visit of").await?;
    page.fill("How many visits", "2").await?;
    page.choose("Of what", "weeks").await?;
    page.sees("2 visits, and all their times are free").await?;
    page.click("button", "Book the series").await?;
    page.sees("2 visits.").await?;
    page.is_bare().await?;

    // All of it by an hour, and back.
    page.go_to(&second).await?;
    let booked = page.visit_words(WHO.family).await?;
    let from = minute_of(&booked);
    let later = format!("{:02}:{:02}", from / 60 + 1, from % 60);
    page.open_visit(WHO.family).await?;
    page.click("button", "Change the series").await?;
    page.find("dialog", "Change the series of").await?;
    page.click("radio", "All").await?;
    page.fill("Time of day", &later).await?;
    page.click("textbox", "Minutes").await?;
    page.sees("All 2 visits can be moved").await?;
    page.click("button", "Move").await?;
    page.sees("Moved: 2 visits").await?;
    page.close().await?;
    page.visit_becomes(WHO.family, "an hour later", |words| minute_of(words) == from + 60).await?;
    page.go_to(&first).await?;
    page.visit_becomes(WHO.family, "an hour later too", |words| minute_of(words) == from + 60).await?;
    page.click("button", "Undo").await?;
    page.visit_becomes(WHO.family, "back", |words| minute_of(words) == from).await?;

    // This one alone, by keys.
    page.arrow_down_to(WHO.family).await?;
    page.press("e").await?;
    page.find("dialog", "Change the series of").await?;
    page.focuses("textbox", "Time of day").await?;
    page.press("Control+a").await?;
    page.type_keys(&later).await?;
    page.press("Tab").await?;
    page.sees("One visit can be moved").await?;
    page.press("Control+Enter").await?;
    page.visit_becomes(WHO.family, "an hour later alone", |words| minute_of(words) == from + 60).await?;
    page.go_to(&second).await?;
    page.visit_becomes(WHO.family, "left alone", |words| words == booked).await?;

    page.open_visit(WHO.family).await?;
    page.click("button", "Cancel the visit").await?;
    page.click("radio", "Only this visit").await?;
    page.click("button", "Patient asked").await?;
    page.is_bare().await?;
    page.waits_for("the visit to go", async || Ok(!page.has("gridcell", WHO.family).await?)).await?;
    page.go_to(&first).await?;
    page.visit(WHO.family).await.map(drop)
}

/// Looks for times of the doctor from a date on, with the focus still in the wish.
async fn begin(page: &Page, who: Newcomer, from: &str) -> Outcome {
    page.begin_booking(who.family).await?;
    page.fill("From date", from).await?;
    page.book_with(DOCTOR_NAME).await?;
    page.settles().await
}
