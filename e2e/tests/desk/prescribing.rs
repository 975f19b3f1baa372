//! A prescription in the real window: by keys alone, and with the pointer.

use std::process::Command;

use e2e::Outcome;
use e2e::failure::holds;
use e2e::screens::{DOCTOR, DOCTOR_NAME};

use crate::floor::Floor;
use crate::printing::{folder_of, only};

#[tokio::test]
async fn two_medications_are_prescribed_signed_and_printed_by_keys_alone() -> Outcome {
    let floor = Floor::new("prescribing").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let (page, papers) = (&room.page, folder_of(&room)?);
    let patient = page.first_who_waits().await?;
    page.open_note(&patient).await?;
    page.press("Alt+e").await?;
    page.find("dialog", &format!("Prescription for {patient}")).await?;
    page.focuses("combobox", "Name, strength, form").await?;
    page.type_keys("Warfarin 5 mg").await?;
    page.press("Enter").await?;
    page.type_keys("Ibuprofen 400 mg").await?;
    // The demo clinic's table knows the two.
    page.sees("Bleeding.").await?;
    page.has_no_faults("a prescription with a warning").await?;
    page.press("Control+Enter").await?;
    page.focuses("textbox", "Why all the same").await?;
    page.type_keys("Two days only").await?;
    page.press("Control+Enter").await?;
    page.sees("is signed.").await?;
    page.has_no_faults("a signed prescription").await?;
    page.press("Alt+5").await?;
    page.waits_for("the paper", async || Ok(only(&papers, "pdf").is_ok())).await?;
    let paper = only(&papers, "pdf")?;
    let read = Command::new("pdftotext").arg("-layout").arg(&paper).arg("-").output()?;
    let read = String::from_utf8_lossy(&read.stdout).into_owned();
    for words in [&patient, DOCTOR_NAME, "Warfarin 5 mg", "Ibuprofen 400 mg", "Signed electronically"] {
        holds(read.contains(words), format!("{words:?} is not on the paper: {read}"))?;
    }
    page.press("Escape").await?;

    // What was prescribed is at hand the next time: four letters and Enter.
    page.press("Alt+e").await?;
    page.focuses("combobox", "Name, strength, form").await?;
    page.find("listitem", "Warfarin 5 mg").await?;
    page.type_keys("warf").await?;
    page.find("option", "Warfarin 5 mg").await?;
    page.press("Enter").await?;
    page.waits_for("the line", async || Ok(page.all("combobox", "Name, strength, form").await?.len() == 2)).await?;
    // It is prescribed already, and that is told.
    page.sees("is prescribed already.").await
}

#[tokio::test]
async fn a_prescription_is_replaced_and_dispensed_with_the_pointer() -> Outcome {
    let floor = Floor::new("prescribing-mouse").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    let patient = page.first_who_waits().await?;
    page.open_note(&patient).await?;
    page.click("button", "Prescription").await?;
    page.fill("Name, strength, form", "Paracetamol 500 mg").await?;
    page.fill("Quantity", "20").await?;
    page.fill("Advice", "Rest and drink").await?;
    page.click("button", "Sign").await?;
    page.sees("is signed.").await?;
    page.click("button", "Replace").await?;
    page.sees("It will replace RX-").await?;
    page.fill("Quantity", "10").await?;
    page.click("button", "Sign").await?;
    page.sees("Replaced by RX-").await?;
    page.click("button", "Mark as dispensed").await?;
    page.sees("Dispensed ").await?;
    page.click("button", "Close").await?;

    // The clinic's own table, from the same place.
    page.click("button", "Prescription").await?;
    page.click("button", "Interactions").await?;
    page.fill("Substance", "Digoxin").await?;
    page.fill("And", "Verapamil").await?;
    page.fill("What to know", "Digoxin rises.").await?;
    page.click("button", "Add").await?;
    page.sees("Digoxin + Verapamil").await?;
    page.has_no_faults("the table of interactions").await
}
