//! The server goes away while a note is open.

use std::time::Duration;

use e2e::failure::holds;
use e2e::screens::DOCTOR;
use e2e::{Outcome, Page};

use crate::floor::Floor;

pub const BEFORE: &str = "Cough for two weeks, worse at night.";
const MEANWHILE: &str = " No fever. Written while the server was away.";
pub const AWAY: &str = "The clinic's server does not answer";

#[tokio::test]
async fn a_note_outlives_a_server_that_is_killed() -> Outcome {
    let mut floor = Floor::new("killed").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let patient = begin_a_note(&room.page).await?;
    floor.server.kill()?;
    write_meanwhile(&room.page).await?;
    floor.server.start_again().await?;
    all_is_saved(&room.page).await?;
    // What another workstation reads is what was typed.
    let other = floor.signed_in("other", DOCTOR).await?;
    other.page.open_note(&patient).await?;
    let there = other.page.value("History of present illness").await?;
    holds(there == format!("{BEFORE}{MEANWHILE}"), format!("the server has {there:?}"))
}

#[tokio::test]
async fn a_visit_is_written_to_that_the_server_did_not_live_to_open() -> Outcome {
    let mut floor = Floor::new("ahead").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    let patient = page.first_who_is(&["Checked in"]).await?;
    floor.server.kill()?;
    page.sees(AWAY).await?;
    page.click("button", &patient).await?;
    page.sees("was not opened").await?;
    page.press("Alt+Enter").await?;
    page.sees("The server has not opened this visit yet.").await?;
    page.fill("History of present illness", BEFORE).await?;
    page.sees("Not saved yet: server away, kept here").await?;
    page.has_no_faults("written ahead").await?;
    floor.server.start_again().await?;
    page.no_longer_sees("The server has not opened this visit yet.").await?;
    page.note_is_saved().await?;
    let other = floor.signed_in("other", DOCTOR).await?;
    other.page.open_note(&patient).await?;
    let there = other.page.value("History of present illness").await?;
    holds(there == BEFORE, format!("the server has {there:?}"))
}

#[tokio::test]
async fn a_note_outlives_a_server_that_is_stopped() -> Outcome {
    let mut floor = Floor::new("stopped").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    begin_a_note(&room.page).await?;
    floor.server.stop()?;
    write_meanwhile(&room.page).await?;
    floor.server.start_again().await?;
    all_is_saved(&room.page).await
}

#[tokio::test]
async fn a_window_with_a_note_that_cannot_be_saved_does_not_close() -> Outcome {
    let mut floor = Floor::new("closing").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    begin_a_note(&room.page).await?;
    floor.server.kill()?;
    write_meanwhile(&room.page).await?;
    room.ask_to_close().await;
    room.page.find("dialog", "Something is not finished").await?;
    // The shell closes a page that does not answer after three seconds; this one answered.
    tokio::time::sleep(Duration::from_secs(4)).await;
    room.page.click("button", "Go back").await?;
    let typed = room.page.value("History of present illness").await?;
    holds(typed == format!("{BEFORE}{MEANWHILE}"), format!("what is left is {typed:?}"))?;
    floor.server.start_again().await?;
    all_is_saved(&room.page).await?;
    room.close().await
}

#[tokio::test]
async fn a_note_outlives_a_changed_password_of_the_server_which_is_entered_over_it() -> Outcome {
    let mut floor = Floor::new("changed").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    begin_a_note(page).await?;
    let new = "another password, from today on";
    floor.server.change_password(new)?;
    // Connections that are open are asked for no password; the server ends them.
    floor.server.stop()?;
    floor.server.start_again().await?;
    page.sees("The server refused this workstation's account").await?;
    page.find("textbox", "History of present illness").await?.send_keys(MEANWHILE).await?;
    page.click("button", "Enter the new password").await?;
    page.fill("Password", "a guess").await?;
    page.press("Enter").await?;
    let dialog = page.find("dialog", "The server's password").await?;
    page.waits_for("the guess to be refused", async || Ok(dialog.text().await?.contains("refused"))).await?;
    page.fill("Password", new).await?;
    page.press("Enter").await?;
    page.no_longer_sees("The server refused this workstation's account").await?;
    all_is_saved(page).await
}

#[tokio::test]
async fn a_page_that_hangs_does_not_keep_the_program_open() -> Outcome {
    let floor = Floor::new("hanging").await?;
    let desk = floor.signed_in("desk", DOCTOR).await?;
    desk.page.find("heading", "My day").await?;
    let hang = "setTimeout(() => { const end = Date.now() + 60000; while (Date.now() < end); }, 200)";
    desk.page.client().execute(hang, vec![]).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    desk.ask_to_end();
    let took = desk.ends().await?;
    holds(took > Duration::from_secs(2), format!("the page was given {took:?} to save"))
}

pub async fn begin_a_note(page: &Page) -> Outcome<String> {
    let patient = page.first_who_waits().await?;
    page.open_note(&patient).await?;
    page.fill("History of present illness", BEFORE).await?;
    page.note_is_saved().await?;
    Ok(patient)
}

async fn write_meanwhile(page: &Page) -> Outcome {
    page.sees(AWAY).await?;
    page.find("textbox", "History of present illness").await?.send_keys(MEANWHILE).await?;
    page.sees("Not saved yet: server away, kept here").await?;
    let typed = page.value("History of present illness").await?;
    holds(typed == format!("{BEFORE}{MEANWHILE}"), format!("what was typed is {typed:?}"))
}

async fn all_is_saved(page: &Page) -> Outcome {
    page.no_longer_sees(AWAY).await?;
    page.note_is_saved().await?;
    let typed = page.value("History of present illness").await?;
    holds(typed == format!("{BEFORE}{MEANWHILE}"), format!("what is left is {typed:?}"))
}
