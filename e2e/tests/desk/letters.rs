//! Letters and certificates in the real window, by keys alone.

use std::process::Command;

use e2e::Outcome;
use e2e::failure::holds;
use e2e::screens::{DOCTOR, DOCTOR_NAME};

use crate::floor::Floor;
use crate::printing::{folder_of, only};

#[tokio::test]
async fn a_sick_note_is_issued_and_printed_by_keys_alone() -> Outcome {
    let floor = Floor::new("letters").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let (page, papers) = (&room.page, folder_of(&room)?);
    let patient = page.first_who_waits().await?;
    page.open_note(&patient).await?;
    page.press("Alt+j").await?;
    page.find("dialog", &format!("Letter or certificate for {patient}")).await?;
    page.sees("No letters yet.").await?;
    page.focuses("combobox", "Kind").await?;
    page.has_no_faults("a letter").await?;
    page.press("ArrowDown").await?;
    page.find("textbox", "From").await?;
    // Without its days it is refused at the field.
    page.press("Control+Enter").await?;
    page.focuses("textbox", "From").await?;
    page.type_keys("2026-12-02").await?;
    page.press("Tab").await?;
    page.type_keys("2026-12-05").await?;
    page.press("Control+Enter").await?;
    page.sees("Sick note issued.").await?;
    page.has_no_faults("an issued letter").await?;
    page.press("Control+p").await?;
    page.waits_for("the paper", async || Ok(only(&papers, "pdf").is_ok())).await?;
    let read = Command::new("pdftotext").arg("-layout").arg(only(&papers, "pdf")?).arg("-").output()?;
    let read = String::from_utf8_lossy(&read.stdout).into_owned();
    for words in [&patient, DOCTOR_NAME, "Certificate of illness", "2 Dec 2026", "5 Dec 2026"] {
        holds(read.contains(words), format!("{words:?} is not on the paper: {read}"))?;
    }
    page.sees("Print a copy").await?;
    page.press("Escape").await?;

    // What was begun and not issued is there when the letter is opened again.
    page.press("Alt+j").await?;
    page.focuses("combobox", "Kind").await?;
    page.press("Tab").await?;
    page.press("Tab").await?;
    page.type_keys("Dr Mensah").await?;
    page.press("Escape").await?;
    page.press("Alt+j").await?;
    page.waits_for("the recipient", async || Ok(page.value("To").await? == "Dr Mensah")).await
}
