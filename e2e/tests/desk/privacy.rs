//! A patient's rights in the real window, by keys alone: all data taken out, and the processing restricted.

use std::fs;
use std::path::{Path, PathBuf};

use e2e::failure::{Failure, holds};
use e2e::screens::{ADMINISTRATOR, DOCTOR, PASSWORD};
use e2e::{Outcome, Page};

use crate::chart::open_card;
use crate::floor::Floor;
use crate::printing::folder_of;

/// The one export in the folder.
fn export_in(papers: &Path) -> Outcome<PathBuf> {
    let there = fs::read_dir(papers)?.filter_map(Result::ok).map(|one| one.path());
    let name = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("patient-"));
    there.into_iter().find(name).ok_or_else(|| Failure::new("no export is there".to_owned()))
}

#[tokio::test]
async fn all_data_of_a_patient_is_taken_out_by_keys_alone() -> Outcome {
    let floor = Floor::new("exports").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let (page, papers) = (&room.page, folder_of(&room)?);
    let patient = page.first_who_waits().await?;
    page.open_note(&patient).await?;
    page.press("Alt+c").await?;
    page.find("heading", "Current medications").await?;
    page.press("a").await?;
    page.focuses("textbox", "Substance").await?;
    page.type_keys("Quinine of the journey").await?;
    page.press("Alt+1").await?;
    page.press("Enter").await?;
    page.sees("Saved in the chart: Quinine of the journey").await?;
    page.press("x").await?;
    page.find("dialog", &format!("All data of {patient}")).await?;
    page.focuses("button", "Take out").await?;
    page.has_no_faults("taking data out").await?;

    // Where nothing can be kept it is refused, and nothing is there.
    fs::remove_dir(&papers)?;
    page.press("Enter").await?;
    page.sees("the folder is not there any more").await?;
    fs::create_dir(&papers)?;
    page.press("Enter").await?;
    page.sees("All of it is there.").await?;
    page.has_no_faults("data that was taken out").await?;
    let folder = export_in(&papers)?;
    let family = patient.split(',').next().unwrap_or_default();
    for name in ["patient.json", "patient.html"] {
        let text = fs::read_to_string(folder.join(name))?;
        holds(text.contains(family) && text.contains("Quinine of the journey"), format!("{name}: not all is there"))?;
    }
    let bundle: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder.join("patient.json"))?)?;
    holds(bundle["resourceType"] == "Bundle", "patient.json is no bundle")?;
    page.press("Escape").await?;
    page.find("dialog", &format!("Chart of {patient}")).await.map(drop)
}

/// Opens what an administrator restricts and lifts with.
async fn open_restriction(office: &Page, patient: &str) -> Outcome {
    office.press("r").await?;
    office.find("dialog", &format!("Restriction of processing: {patient}")).await.map(drop)
}

#[tokio::test]
async fn processing_is_restricted_and_lifted_by_keys_alone() -> Outcome {
    let floor = Floor::new("restrictions").await?;
    let office = floor.signed_in("office", ADMINISTRATOR).await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let (office, page) = (&office.page, &room.page);
    let patient = page.first_who_waits().await?;

    open_card(office, &patient).await?;
    open_restriction(office, &patient).await?;
    office.focuses("radio", "The patient says that the data is wrong").await?;
    office.has_no_faults("restricting").await?;
    office.press("ArrowDown").await?;
    office.press("Control+Enter").await?;
    office.sees("Needed.").await?;
    office.tab_to("textbox", "What was asked for, and by whom").await?;
    office.type_keys("Asked for by letter.").await?;
    office.press("Control+Enter").await?;
    office.sees("data is restricted.").await?;
    office.sees("Processing is restricted since").await?;
    office.has_no_faults("a restricted patient").await?;

    // The doctor's day shows it, and the patient is found and not booked.
    page.sees("Restricted").await?;
    page.has_no_faults("a restricted patient in my day").await?;
    open_card(page, &patient).await?;
    page.sees("Processing is restricted since").await?;
    let card = page.find("dialog", &patient).await?;
    holds(page.all_in(&card, "button", "Book").await?.is_empty(), "a restricted patient can be booked")?;

    // The chart opens in an emergency only, also to who treats the patient.
    page.press("c").await?;
    page.sees("The chart stays closed until an administrator lifts that.").await?;
    page.has_no_faults("a restricted chart").await?;
    page.press("e").await?;
    page.focuses("textbox", "Reason").await?;
    page.type_keys("Unconscious in the waiting room.").await?;
    page.fill("Password", PASSWORD).await?;
    page.press("Enter").await?;
    page.find("heading", "Current medications").await?;
    page.press("Escape").await?;

    // It is lifted after the patient was told.
    open_restriction(office, &patient).await?;
    office.focuses("textbox", "Why it ends").await?;
    office.has_no_faults("lifting a restriction").await?;
    office.type_keys("It was right. Told by letter.").await?;
    office.press("Control+Enter").await?;
    office.sees("Tell the patient first").await?;
    office.tab_to("checkbox", "The patient was told before").await?;
    office.press("Space").await?;
    office.press("Control+Enter").await?;
    office.sees("data is lifted.").await?;
    office.no_longer_sees("Processing is restricted since").await?;
    page.no_longer_sees("Processing is restricted since").await?;
    page.waits_for("the booking to be offered", async || page.has("button", "Book").await).await
}
