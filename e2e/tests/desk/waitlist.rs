//! Somebody who waits is offered what becomes free.

use e2e::failure::holds;
use e2e::screens::{Newcomer, RECEPTION};
use e2e::{Outcome, Page};

use crate::floor::Floor;

const WITH: &str = "Dr Tomás Ferreira";
const GOES: Newcomer =
    Newcomer { family: "Quillfeather", given: "Marguerite", born: "1984-06-17", phone: "+44 20 7946 0018" };
const WAITS: Newcomer =
    Newcomer { family: "Thistlewood", given: "Percy", born: "1971-02-03", phone: "+44 20 7946 0019" };
const NEXT: Newcomer =
    Newcomer { family: "Fairweather", given: "Octavia", born: "1990-05-21", phone: "+44 20 7946 0063" };

#[tokio::test]
async fn a_cancelled_time_is_offered_to_who_waits_and_booked_by_one_key() -> Outcome {
    let floor = Floor::new("waitlist").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let time = booked_and_waited_for(page).await?;
    call_off(page).await?;
    page.sees("1 offered").await?;

    page.press("Alt+w").await?;
    page.find("dialog", "Waitlist").await?;
    page.find("button", "Book it").await?;
    page.press("a").await?;
    let notice = page.notice("Booked").await?;
    holds(notice.contains(WAITS.family), format!("booked for somebody else: {notice}"))?;
    page.press("Escape").await?;
    is_at(page, WAITS.family, &time).await
}

#[tokio::test]
async fn what_is_declined_at_one_workstation_is_offered_to_the_next_and_booked_at_another() -> Outcome {
    let floor = Floor::new("declined").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let time = booked_and_waited_for(page).await?;
    wait_for(page, NEXT).await?;
    let elsewhere = floor.signed_in("elsewhere", RECEPTION).await?;
    let other = &elsewhere.page;
    other.click("button", "Waitlist").await?;
    other.find("dialog", "Waitlist").await?;
    other.sees("Nothing is offered to anybody").await?;

    call_off(page).await?;
    page.sees(&format!("is offered to {}", WAITS.family)).await?;
    page.click("button", "Show").await?;
    page.click("button", "Declined").await?;
    page.sees("is passed on").await?;
    // The other workstation follows: whom the time is offered to now stands on top.
    other
        .waits_for("the offer to the next", async || {
            let script = "return document.querySelector('li.offer')?.innerText ?? ''";
            let offered = other.client().execute(script, vec![]).await?;
            Ok(offered.as_str().unwrap_or_default().contains(NEXT.family))
        })
        .await?;
    other.click("button", "Book it").await?;
    let notice = other.notice("Booked").await?;
    holds(notice.contains(NEXT.family), format!("booked for somebody else: {notice}"))?;
    page.sees("offers passed: 1").await?;
    page.press("Escape").await?;
    is_at(page, NEXT.family, &time).await
}

/// Somebody has a visit, somebody else would like a time of the same doctor; the day of the visit is shown. Its words.
async fn booked_and_waited_for(page: &Page) -> Outcome<String> {
    page.register(GOES).await?;
    page.begin_booking(GOES.family).await?;
    page.book_with(WITH).await?;
    page.click("button", "Book this time").await?;
    page.notice("Booked").await?;
    wait_for(page, WAITS).await?;
    page.show_day_of(GOES.family).await?;
    page.visit_words(GOES.family).await
}

/// Nothing that is free suits them: from the booking onto the waitlist, with the doctor that was asked for.
async fn wait_for(page: &Page, who: Newcomer) -> Outcome {
    page.register(who).await?;
    page.begin_booking(who.family).await?;
    page.book_with(WITH).await?;
    page.click("button", "Put on the waitlist").await?;
    page.find("dialog", &format!("Waitlist: {}", who.family)).await?;
    page.press("Control+Enter").await?;
    page.sees(&format!("{}, {} is on the waitlist", who.family, who.given)).await
}

async fn call_off(page: &Page) -> Outcome {
    page.open_visit(GOES.family).await?;
    page.press("c").await?;
    page.find("dialog", "Cancel the visit of").await?;
    page.press("Alt+1").await
}

/// The visit of that patient stands where the one stood that these are the words of.
async fn is_at(page: &Page, patient: &str, words: &str) -> Outcome {
    let booked = page.visit_words(patient).await?;
    let time = |words: &str| words.split(',').next().unwrap_or_default().to_owned();
    holds(time(&booked) == time(words), format!("what became free was {words:?}, what was booked is {booked:?}"))
}
