//! The chart in the real window: kept by keys alone, heeded when something is prescribed, and not there for the desk.

use e2e::failure::holds;
use e2e::screens::{DOCTOR, RECEPTION};
use e2e::{Outcome, Page};

use crate::floor::Floor;

/// Opens the card of a patient from anywhere.
pub(crate) async fn open_card(page: &Page, patient: &str) -> Outcome {
    page.press("Control+k").await?;
    page.focuses("combobox", "Find a patient").await?;
    page.type_keys(&patient.replace(',', "")).await?;
    page.find("option", patient).await?;
    page.press("Enter").await?;
    page.find("dialog", patient).await.map(drop)
}

#[tokio::test]
async fn a_chart_is_kept_by_keys_alone_and_heeded_when_something_is_prescribed() -> Outcome {
    let floor = Floor::new("chart").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    let patient = page.first_who_waits().await?;
    page.open_note(&patient).await?;
    page.press("Alt+c").await?;
    page.find("dialog", &format!("Chart of {patient}")).await?;
    page.find("heading", "Current medications").await?;
    page.has_no_faults("a chart").await?;

    // A severe allergy: the letters, one key for how bad, Enter.
    page.press("a").await?;
    page.focuses("textbox", "Substance").await?;
    page.type_keys("Penicillin").await?;
    page.press("Alt+1").await?;
    page.has_no_faults("an entry of a chart").await?;
    page.press("Enter").await?;
    page.sees("Saved in the chart: Penicillin").await?;
    page.find("region", "Severe allerg").await?;

    page.press("m").await?;
    page.focuses("textbox", "Name, strength, form").await?;
    page.type_keys("Warfarin 5 mg").await?;
    page.press("Enter").await?;
    page.sees("Saved in the chart: Warfarin 5 mg").await?;

    // A problem from the list of diagnoses.
    page.press("p").await?;
    page.focuses("combobox", "Add a diagnosis").await?;
    page.type_keys("e11.9").await?;
    page.find("option", "E11.9").await?;
    page.press("Enter").await?;
    page.focuses("textbox", "Since").await?;
    page.type_keys("2019").await?;
    page.press("Enter").await?;
    page.sees("Saved in the chart: Type 2 diabetes").await?;
    page.sees("E11.9 · since 2019").await?;

    // What is wrong is told at its field.
    page.press("i").await?;
    page.focuses("textbox", "Vaccine").await?;
    page.type_keys("Tetanus").await?;
    page.press("Tab").await?;
    page.type_keys("spring").await?;
    page.press("Enter").await?;
    page.focuses("textbox", "Given on").await?;
    page.sees("Write a year, a month or a day").await?;
    page.press("Escape").await?;
    page.press("Escape").await?;

    // Beside the note, and above what is prescribed.
    page.find("region", "Severe allerg").await?;
    page.press("Alt+e").await?;
    page.find("dialog", &format!("Prescription for {patient}")).await?;
    page.find("region", "Severe allerg").await?;
    page.focuses("combobox", "Name, strength, form").await?;
    page.type_keys("Amoxicillin 500 mg").await?;
    page.sees("Penicillin").await?;
    page.press("Enter").await?;
    page.type_keys("Ibuprofen 400 mg").await?;
    page.sees("Bleeding.").await?;
    page.has_no_faults("a prescription with what the chart says").await?;
    page.press("Escape").await?;
    page.is_bare().await?;

    // The same chart from the patient's card, where the desk has none.
    open_card(page, &patient).await?;
    page.press("c").await?;
    page.find("dialog", &format!("Chart of {patient}")).await?;
    page.find("region", "Severe allerg").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    open_card(&desk.page, &patient).await?;
    desk.page.find("button", "Change details").await?;
    holds(!desk.page.has("button", "Chart").await?, "the desk is offered no chart")?;
    desk.page.press("c").await?;
    holds(!desk.page.has("dialog", "Chart of").await?, "and no key opens one")
}
