//! Searching one's notes and counting in them, in the real window and by keys alone.

use std::process::Command;

use e2e::Outcome;
use e2e::failure::holds;
use e2e::screens::{DOCTOR, PASSWORD};

use crate::floor::Floor;
use crate::printing::{folder_of, only};

const SEARCH: &str = "Search in my patients’ notes";

#[tokio::test]
async fn notes_are_found_read_and_opened_by_keys_alone_and_nothing_is_left_at_the_lock() -> Outcome {
    let floor = Floor::new("note-search").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    let patient = page.first_who_waits().await?;
    page.open_note(&patient).await?;
    page.fill("Plan", "Quillwort tea, then honey.").await?;
    page.note_is_saved().await?;

    // What was written a moment ago, and what the demo's doctors wrote before.
    page.press("Alt+s").await?;
    page.focuses("combobox", SEARCH).await?;
    page.has_no_faults("an empty search").await?;
    page.type_keys("quillw HONEY").await?;
    let found = page.find("option", &patient).await?;
    let found = found.text().await?;
    holds(found.contains("Draft") && found.contains("Plan"), format!("it is being written, and says where: {found}"))?;
    page.press("Control+a").await?;
    page.type_keys("blood pressure").await?;
    page.sees(" notes").await?;
    page.find("option", "Blood pressure").await?;
    page.has_no_faults("notes found").await?;
    page.press("ArrowDown").await?;
    page.press("Enter").await?;
    page.focuses("region", "Note of").await?;
    page.has_no_faults("a note that was found").await?;
    page.press("Escape").await?;
    page.focuses("combobox", SEARCH).await?;
    page.press("Control+a").await?;
    page.type_keys("quillwort nowhere").await?;
    page.sees("No note has all of").await?;

    // An own visit opens in the room.
    page.press("Control+a").await?;
    page.type_keys("quillwort").await?;
    page.find("option", &patient).await?;
    page.press("Control+Enter").await?;
    page.waits_for("the room", async || Ok(!page.has("dialog", SEARCH).await?)).await?;
    page.find("heading", &patient).await?;

    page.press("Alt+s").await?;
    page.type_keys("quillwort").await?;
    page.find("option", &patient).await?;
    page.press("Control+l").await?;
    page.find("heading", "Locked").await?;
    page.no_longer_sees("Quillwort").await?;
    page.type_keys(PASSWORD).await?;
    page.press("Enter").await?;
    page.find("heading", "My day").await?;
    holds(!page.has("dialog", SEARCH).await?, "the search went with the lock")?;
    page.press("Alt+s").await?;
    page.focuses("combobox", SEARCH).await?;
    page.type_keys("quillwort").await?;
    page.find("option", &patient).await.map(drop)
}

#[tokio::test]
async fn a_year_is_counted_and_printed_by_keys_alone() -> Outcome {
    let floor = Floor::new("note-counts").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let (page, papers) = (&room.page, folder_of(&room)?);
    page.press("Alt+u").await?;
    page.find("dialog", "Diagnoses and prescriptions counted").await?;
    page.press("Alt+4").await?;
    page.press("Alt+7").await?;
    page.find("row", "I10").await?;
    page.has_no_faults("counts").await?;
    page.press("Alt+p").await?;
    page.waits_for("the paper", async || Ok(only(&papers, "pdf").is_ok())).await?;
    let paper = only(&papers, "pdf")?;
    let read = Command::new("pdftotext").arg("-layout").arg(&paper).arg("-").output()?;
    let read = String::from_utf8_lossy(&read.stdout).into_owned();
    for words in ["Diagnoses and prescriptions", "All visits of own patients", "Essential (primary) hypertension"] {
        holds(read.contains(words), format!("{words:?} is not on the paper: {read}"))?;
    }
    Ok(())
}
