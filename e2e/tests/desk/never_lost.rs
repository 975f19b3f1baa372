//! A note that is being written when its window is killed, or its desk locked, is all there again.

use std::time::Duration;

use e2e::failure::holds;
use e2e::screens::{DOCTOR, PASSWORD};
use e2e::{Outcome, Page, Workstation};

use crate::away::{AWAY, BEFORE, begin_a_note};
use crate::floor::Floor;

const NOTE: &str = "History of present illness";
const TYPED: &str = " Night sweats. Typed right before it happened.";
const MEDICATION: &str = "Name, strength, form";
const ON: &str = " And on.";
/// What the journal is given from a keystroke to the disk.
const JOURNALED: Duration = Duration::from_millis(500);

/// The program is killed once what was typed is in the journal, and somebody signs in to it anew.
async fn killed_and_opened_again(room: Workstation, floor: &Floor) -> Outcome<Workstation> {
    tokio::time::sleep(JOURNALED).await;
    let folder = room.folder().to_owned();
    room.kill();
    let again = Workstation::open(&folder).await?;
    come_back(&again.page, &floor.clinic.password).await?;
    Ok(again)
}

#[tokio::test]
async fn a_window_that_is_killed_while_typing_has_the_text_again() -> Outcome {
    let floor = Floor::new("killed-window").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let patient = begin_a_note(&room.page).await?;
    room.page.find("textbox", NOTE).await?.send_keys(TYPED).await?;
    let again = killed_and_opened_again(room, &floor).await?;
    // It opens by itself, but where the server had all of it before the kill.
    again.page.open_note(&patient).await?;
    has_typed(&again.page, TYPED).await
}

#[tokio::test]
async fn a_prescription_and_a_letter_outlive_a_window_that_is_killed() -> Outcome {
    let floor = Floor::new("killed-prescribing").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    let patient = begin_a_note(page).await?;
    page.press("Alt+j").await?;
    page.focuses("combobox", "Kind").await?;
    page.fill("To", "Dr Mensah").await?;
    page.press("Escape").await?;
    page.sees("is begun and not issued").await?;
    page.press("Alt+e").await?;
    page.focuses("combobox", MEDICATION).await?;
    page.type_keys("Paracetamol 500 mg").await?;
    let again = killed_and_opened_again(room, &floor).await?;
    let page = &again.page;
    page.open_note(&patient).await?;
    page.sees("A letter of").await?;
    page.has_no_faults("a note beside which something was begun").await?;
    page.press("Alt+e").await?;
    page.waits_for("the prescription", async || Ok(page.value(MEDICATION).await? == "Paracetamol 500 mg")).await?;
    // What is typed is saved first.
    page.put_away().await?;
    page.no_longer_sees("A prescription of").await?;
    page.sees("Prescriptions begun and not signed: 1.").await?;
    page.press("Alt+j").await?;
    page.waits_for("the letter", async || Ok(page.value("To").await? == "Dr Mensah")).await
}

#[tokio::test]
async fn an_entry_of_a_chart_outlives_a_window_that_is_killed() -> Outcome {
    let floor = Floor::new("killed-chart").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    let patient = begin_a_note(page).await?;
    page.press("Alt+c").await?;
    page.find("dialog", "Chart of").await?;
    page.press("a").await?;
    page.focuses("textbox", "Substance").await?;
    page.type_keys("Natural latex").await?;
    let again = killed_and_opened_again(room, &floor).await?;
    let page = &again.page;
    page.open_note(&patient).await?;
    page.sees("A chart entry of").await?;
    page.press("Alt+c").await?;
    page.sees("Natural latex is typed and not saved").await?;
    page.has_no_faults("a chart with something that was typed and not saved").await?;
    page.press("a").await?;
    page.waits_for("the allergy", async || Ok(page.value("Substance").await? == "Natural latex")).await?;
    page.press("Alt+1").await?;
    page.press("Enter").await?;
    page.sees("Saved in the chart: Natural latex").await?;
    page.no_longer_sees("is typed and not saved").await?;
    page.press("Escape").await?;
    page.no_longer_sees("A chart entry of").await
}

#[tokio::test]
async fn a_window_that_is_killed_while_the_server_is_away_puts_the_text_back_and_says_so() -> Outcome {
    let mut floor = Floor::new("killed-away").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    begin_a_note(&room.page).await?;
    floor.server.kill()?;
    room.page.sees(AWAY).await?;
    room.page.find("textbox", NOTE).await?.send_keys(TYPED).await?;
    tokio::time::sleep(JOURNALED).await;
    let folder = room.folder().to_owned();
    room.kill();
    floor.server.start_again().await?;
    let again = Workstation::open(&folder).await?;
    let page = &again.page;
    come_back(page, &floor.clinic.password).await?;
    page.sees("that had not reached the server was put back").await?;
    has_typed(page, TYPED).await?;
    page.click("button", "All right").await?;
    page.no_longer_sees("was put back").await?;
    let found = page.violations().await?;
    holds(found.is_empty(), format!("axe finds {found:?}"))
}

#[tokio::test]
async fn a_locked_desk_holds_nothing_of_a_note_and_has_it_again_where_it_was_written() -> Outcome {
    let floor = Floor::new("locked").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    begin_a_note(page).await?;
    page.find("textbox", NOTE).await?.send_keys(TYPED).await?;
    page.press("Control+l").await?;
    page.find("heading", "Locked").await?;
    nothing_is_held(page).await?;
    page.type_keys(PASSWORD).await?;
    page.press("Enter").await?;
    page.focuses("textbox", NOTE).await?;
    has_typed(page, TYPED).await?;
    page.type_keys(ON).await?;
    has_typed(page, &format!("{TYPED}{ON}")).await
}

#[tokio::test]
async fn a_desk_that_is_locked_while_the_server_is_away_has_its_note_again() -> Outcome {
    let mut floor = Floor::new("locked-away").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    begin_a_note(page).await?;
    // What is to be worked on while the server is away is read by then.
    tokio::time::sleep(Duration::from_secs(5)).await;
    floor.server.kill()?;
    page.sees(AWAY).await?;
    page.find("textbox", NOTE).await?.send_keys(TYPED).await?;
    page.press("Control+l").await?;
    page.find("heading", "Locked").await?;
    nothing_is_held(page).await?;
    page.type_keys(PASSWORD).await?;
    page.press("Enter").await?;
    page.focuses("textbox", NOTE).await?;
    page.type_keys(ON).await?;
    floor.server.start_again().await?;
    page.waits_for("the note, or the lock once more", async || {
        Ok(page.has("heading", "Locked").await? || !page.text().await?.contains(AWAY))
    })
    .await?;
    has_typed(page, &format!("{TYPED}{ON}")).await
}

/// The program is started anew: the server's password, then one's own.
pub(crate) async fn come_back(page: &Page, server_password: &str) -> Outcome {
    page.find("heading", "The server's password").await?;
    page.fill("Password", server_password).await?;
    page.press("Enter").await?;
    page.sign_in(DOCTOR).await
}

async fn has_typed(page: &Page, typed: &str) -> Outcome {
    page.find("textbox", NOTE).await?;
    page.note_is_saved().await?;
    let there = page.value(NOTE).await?;
    holds(there == format!("{BEFORE}{typed}"), format!("the note says {there:?}"))
}

/// Nothing of the note is in the page any more, hidden or not.
async fn nothing_is_held(page: &Page) -> Outcome {
    let script = "return document.body.outerHTML + \
        [...document.querySelectorAll('input, textarea')].map((field) => field.value).join()";
    page.waits_for("the page to be cleared", async || {
        let held = page.client().execute(script, vec![]).await?;
        Ok(!held.as_str().unwrap_or_default().contains(BEFORE))
    })
    .await
}
