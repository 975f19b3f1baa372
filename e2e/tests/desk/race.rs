//! Two workstations, one time.

use std::time::{Duration, Instant};

use e2e::failure::holds;
use e2e::screens::{DOCTOR, DOCTOR_NAME, Newcomer, RECEPTION};
use e2e::{Outcome, Page};

use crate::floor::Floor;

const WITH: &str = "Dr Tomás Ferreira";
/// Somebody with no other visit, so that every time that is free is free for them.
const ONE: Newcomer =
    Newcomer { family: "Fairweather", given: "Octavia", born: "1990-05-21", phone: "+44 20 7946 0063" };
const OTHER: &str = "Brightwell, Joan";

#[tokio::test]
async fn a_time_that_one_window_is_booking_is_kept_from_the_other_until_it_is_given_back() -> Outcome {
    let floor = Floor::new("race").await?;
    let (one, other) = (floor.signed_in("one", RECEPTION).await?, floor.signed_in("other", DOCTOR).await?);
    let (one, other) = (&one.page, &other.page);
    one.register(ONE).await?;
    other.click("button", "Day sheet").await?;
    other.begin_booking(&OTHER.replace(',', "")).await?;
    other.book_with(WITH).await?;
    let theirs = first_time(other).await?;

    // It stands on the first window's day sheet with who is booking it, and is not offered there.
    let being_booked = format!("Being booked by {DOCTOR_NAME}");
    one.show_day_of_hold(&being_booked).await?;
    one.click("gridcell", &being_booked).await?;
    one.begin_booking(ONE.family).await?;
    one.sees(&format!("is held for {DOCTOR_NAME} until")).await?;
    one.click("button", "Book this time").await?;
    one.sees(&format!("This time of {WITH} is held for {DOCTOR_NAME} until")).await?;
    one.sees("Free at ").await?;
    let offered = first_time(one).await?;
    holds(offered != theirs, format!("offered {offered}, which the other is booking"))?;

    // The other thinks better of it: the time is free again, at once and for everybody.
    other.press("Escape").await?;
    one.press("Escape").await?;
    one.waits_for("the time to be free again", async || Ok(!one.has("gridcell", &being_booked).await?)).await?;
    one.begin_booking(ONE.family).await?;
    one.book_with(WITH).await?;
    one.settles().await?;
    let first = first_time(one).await?;
    holds(first == theirs, format!("given back was {theirs:?}, and the first one is {first:?}"))?;
    one.click("button", "Book this time").await?;
    one.notice("Booked").await.map(drop)
}

#[tokio::test]
async fn a_time_held_by_a_workstation_that_dies_is_free_again_by_itself_and_booked_elsewhere() -> Outcome {
    let floor = Floor::new("dies").await?;
    let (dying, desk) = (floor.signed_in("dying", DOCTOR).await?, floor.signed_in("desk", RECEPTION).await?);
    let page = &desk.page;
    page.register(ONE).await?;
    dying.page.click("button", "Day sheet").await?;
    dying.page.begin_booking(&OTHER.replace(',', "")).await?;
    dying.page.book_with(WITH).await?;
    let theirs = first_time(&dying.page).await?;
    let being_booked = format!("Being booked by {DOCTOR_NAME}");
    page.show_day_of_hold(&being_booked).await?;

    dying.kill();
    let died = Instant::now();
    page.settles().await?;
    holds(page.has("gridcell", &being_booked).await?, "given back by a workstation that could not")?;
    // Two minutes after it was last held; nothing is done at either workstation.
    page.waits_within(Duration::from_secs(150), "the time to be free again", async || {
        Ok(!page.has("gridcell", &being_booked).await?)
    })
    .await?;
    println!("free again {} s after the workstation died", died.elapsed().as_secs());
    page.begin_booking(ONE.family).await?;
    page.book_with(WITH).await?;
    page.settles().await?;
    let first = first_time(page).await?;
    holds(first == theirs, format!("what was held was {theirs:?}, and the first one is {first:?}"))?;
    page.click("button", "Book this time").await?;
    page.notice("Booked").await.map(drop)
}

/// When the first time that is offered begins: one the core found, or the one pointed at on the sheet.
async fn first_time(page: &Page) -> Outcome<String> {
    let words = page.find("[role=listbox] [role=option]", "").await?.text().await?;
    Ok(words.chars().take(5).collect())
}

#[tokio::test]
async fn a_change_is_seen_in_the_other_window() -> Outcome {
    let floor = Floor::new("seen").await?;
    let (one, other) = (floor.signed_in("one", RECEPTION).await?, floor.signed_in("other", RECEPTION).await?);
    let (one, other) = (&one.page, &other.page);
    // One of their own: whoever of the demo has come may have two visits on the day.
    one.register(ONE).await?;
    one.begin_booking(ONE.family).await?;
    one.press("h").await?;
    one.notice("Booked").await?;
    let patient = ONE.family;
    for page in [one, other] {
        page.visit_becomes(patient, "arrived", |words| words.contains("Arrived")).await?;
    }
    let mut seen_after = vec![];
    one.open_visit(patient).await?;
    for (key, becomes) in [("i", "Checked in"), ("z", "Arrived"), ("i", "Checked in"), ("z", "Arrived")] {
        one.press(key).await?;
        let pressed = Instant::now();
        other.visit_becomes(patient, becomes, |words| words.contains(becomes)).await?;
        seen_after.push(pressed.elapsed().as_millis());
        one.settles().await?;
    }
    println!("seen in the other window {seen_after:?} ms after the key was pressed in the first");
    Ok(())
}
