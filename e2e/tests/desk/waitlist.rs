//! Somebody who waits is offered what becomes free.

use clinic_core::appointments::model::AppointmentView;
use e2e::failure::holds;
use e2e::screens::{Newcomer, RECEPTION};
use e2e::{Outcome, Page};

use crate::arranged::Arranger;
use crate::floor::Floor;

const WITH: &str = "Dr Tomás Ferreira";
const GOES: Newcomer =
    Newcomer { family: "Quillfeather", given: "Marguerite", born: "1984-06-17", phone: "+44 20 7946 0018" };
const WAITS: Newcomer =
    Newcomer { family: "Thistlewood", given: "Percy", born: "1971-02-03", phone: "+44 20 7946 0019" };
const NEXT: Newcomer =
    Newcomer { family: "Fairweather", given: "Octavia", born: "1990-05-21", phone: "+44 20 7946 0063" };

#[tokio::test]
async fn a_cancelled_time_is_declined_by_who_waits_and_booked_for_the_next_by_keys() -> Outcome {
    let floor = Floor::new("waitlist").await?;
    let time = somebody_goes(&floor).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    for who in [WAITS, NEXT] {
        page.begin_booking(who.family).await?;
        page.press("d").await?;
        page.focuses("combobox", "Doctor").await?;
        page.arrow_to(WITH).await?;
        page.press("Enter").await?;
        page.settles().await?;
        page.press("i").await?;
        page.find("dialog", &format!("Waitlist: {}", who.family)).await?;
        page.press("Control+Enter").await?;
        waits(page, who).await?;
        page.is_bare().await?;
    }
    call_off(page, &time).await?;
    page.sees("1 offered").await?;

    page.press("Alt+w").await?;
    page.find("dialog", "Waitlist").await?;
    page.find("button", "Book it").await?;
    page.press("d").await?;
    page.sees("is passed on").await?;
    is_offered_to(page, NEXT).await?;
    page.press("a").await?;
    let notice = page.notice("Booked").await?;
    holds(notice.contains(NEXT.family), format!("booked for somebody else: {notice}"))?;
    page.press("Escape").await?;
    is_at(page, NEXT.family, &time).await
}

#[tokio::test]
async fn what_is_declined_at_one_workstation_is_offered_to_the_next_and_booked_at_another() -> Outcome {
    let floor = Floor::new("declined").await?;
    let time = somebody_goes(&floor).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    for who in [WAITS, NEXT] {
        page.begin_booking(who.family).await?;
        page.book_with(WITH).await?;
        page.click("button", "Put on the waitlist").await?;
        let dialog = page.find("dialog", &format!("Waitlist: {}", who.family)).await?;
        page.click_in(&dialog, "button", "Put on the waitlist").await?;
        waits(page, who).await?;
        page.is_bare().await?;
    }
    let elsewhere = floor.signed_in("elsewhere", RECEPTION).await?;
    let other = &elsewhere.page;
    other.click("button", "Waitlist").await?;
    other.find("dialog", "Waitlist").await?;
    other.sees("Nothing is offered to anybody").await?;

    call_off(page, &time).await?;
    page.sees(&format!("is offered to {}", WAITS.family)).await?;
    page.click("button", "Show").await?;
    page.click("button", "Declined").await?;
    page.sees("is passed on").await?;
    // The other workstation follows: whom the time is offered to now stands on top.
    is_offered_to(other, NEXT).await?;
    other.click("button", "Book it").await?;
    let notice = other.notice("Booked").await?;
    holds(notice.contains(NEXT.family), format!("booked for somebody else: {notice}"))?;
    page.sees("offers passed: 1").await?;
    page.close().await?;
    is_at(page, NEXT.family, &time).await
}

/// Somebody has a visit, and two others are registered. That visit.
async fn somebody_goes(floor: &Floor) -> Outcome<AppointmentView> {
    let arranger = Arranger::of(floor).await?;
    for who in [WAITS, NEXT] {
        arranger.register(who).await?;
    }
    arranger.book(GOES, WITH, None).await
}

/// Whom a time is offered to stands on top of the list.
async fn is_offered_to(page: &Page, who: Newcomer) -> Outcome {
    page.waits_for(&format!("an offer to {}", who.family), async || {
        let offers = page.find("region", "Offered now").await?;
        Ok(!page.all_in(&offers, "listitem", who.family).await?.is_empty())
    })
    .await
}

async fn waits(page: &Page, who: Newcomer) -> Outcome {
    page.sees(&format!("{}, {} is on the waitlist", who.family, who.given)).await
}

async fn call_off(page: &Page, visit: &AppointmentView) -> Outcome {
    page.go_to(&visit.starts_local.date().to_string()).await?;
    page.open_visit(GOES.family).await?;
    page.press("c").await?;
    page.find("dialog", "Cancel the visit of").await?;
    page.press("Alt+1").await
}

/// The visit of that patient stands where the other one stood.
async fn is_at(page: &Page, patient: &str, was: &AppointmentView) -> Outcome {
    let booked = page.visit_words(patient).await?;
    let time = was.starts_local.format("%H:%M to ").to_string();
    holds(booked.starts_with(&time), format!("what became free was {time:?}, what was booked is {booked:?}"))
}
