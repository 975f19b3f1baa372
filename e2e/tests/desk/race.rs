//! Two workstations, one slot.

use std::time::Instant;

use e2e::failure::holds;
use e2e::screens::{DOCTOR, RECEPTION};
use e2e::{Outcome, Page};

use crate::floor::Floor;

const WITH: &str = "Dr Tomás Ferreira";
const ONE: &str = "Pemberton, Oliver";
const OTHER: &str = "Brightwell, Joan";

#[tokio::test]
async fn two_windows_race_for_a_slot_and_the_second_is_told_who_has_it() -> Outcome {
    let floor = Floor::new("race").await?;
    let (one, other) = (floor.signed_in("one", RECEPTION).await?, floor.signed_in("other", DOCTOR).await?);
    let (one, other) = (&one.page, &other.page);
    other.click("button", "Day sheet").await?;
    for (page, patient) in [(one, ONE), (other, OTHER)] {
        page.begin_booking(&patient.replace(',', "")).await?;
        page.book_with(WITH).await?;
    }
    let (first, second) = tokio::join!(one.click("button", "Book this time"), other.click("button", "Book this time"));
    first?;
    second?;
    let said = |page: &Page| {
        let page = page.clone();
        async move {
            let mut booked = false;
            page.waits_for("booked, or told who was quicker", async || {
                let text = page.text().await?;
                booked = text.contains("Booked: ");
                Ok(booked || text.contains("is taken until"))
            })
            .await
            .map(|()| booked)
        }
    };
    let (one_has_it, other_has_it) = (said(one).await?, said(other).await?);
    holds(one_has_it != other_has_it, "one of the two has it, and only one")?;
    let (loser, winner_patient) = if one_has_it { (other, ONE) } else { (one, OTHER) };
    let told = loser.text().await?;
    holds(
        told.contains(&format!("{WITH} is taken until")) && told.contains(&format!("by {winner_patient}")),
        format!("not told who has it: {told}"),
    )?;
    holds(told.contains("Free at "), format!("not told what is free: {told}"))?;
    // What is offered next is taken with the same key.
    loser.click("button", "Book this time").await?;
    loser.notice("Booked").await.map(drop)
}

#[tokio::test]
async fn a_change_is_seen_in_the_other_window() -> Outcome {
    let floor = Floor::new("seen").await?;
    let (one, other) = (floor.signed_in("one", RECEPTION).await?, floor.signed_in("other", RECEPTION).await?);
    let (one, other) = (&one.page, &other.page);
    let patient = waiting(one).await?;
    let mut seen_after = vec![];
    one.open_visit(&patient).await?;
    for (key, becomes) in [("i", "Checked in"), ("z", "Arrived"), ("i", "Checked in"), ("z", "Arrived")] {
        one.press(key).await?;
        let pressed = Instant::now();
        other.visit_becomes(&patient, becomes, |words| words.contains(becomes)).await?;
        seen_after.push(pressed.elapsed().as_millis());
        one.settles().await?;
    }
    println!("seen in the other window {seen_after:?} ms after the key was pressed in the first");
    Ok(())
}

/// How many visits of the patient the day sheet shows.
async fn visits(page: &Page, patient: &str) -> Outcome<usize> {
    Ok(page.all("gridcell", patient).await?.len())
}

/// The name of a patient in the waiting room who has arrived and is on the day sheet once.
async fn waiting(page: &Page) -> Outcome<String> {
    let script = "return [...document.querySelectorAll('[role=gridcell]')] \
        .map((cell) => cell.getAttribute('aria-label') ?? cell.querySelector('.unseen')?.textContent ?? '').filter((words) => words.includes(', Arrived')) \
        .map((words) => words.replace(/^[^,]*, /, '').replace(/, Arrived.*/, ''))";
    let mut found = vec![];
    page.waits_for("somebody who has arrived", async || {
        found = serde_json::from_value::<Vec<String>>(page.client().execute(script, vec![]).await?)?;
        Ok(!found.is_empty())
    })
    .await?;
    for patient in found {
        if visits(page, &patient).await? == 1 {
            return Ok(patient);
        }
    }
    Err(e2e::Failure::new("nobody in the waiting room has one visit only"))
}
