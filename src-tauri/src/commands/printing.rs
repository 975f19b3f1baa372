//! Papers and calendar files: the core makes them, the shell keeps them where the person wants them.

use clinic_core::error::Outcome;
use clinic_core::printing;
use clinic_core::printing::model::{
    DoctorCalendar, KeptFile, PrintCounts, PrintDay, PrintLetter, PrintPrescription, PrintVisit, PrintVisits,
    VerifierRequest,
};
use tauri::State;

use super::act;
use crate::papers;
use crate::state::Desk;

/// The day sheet or the call list.
#[tauri::command]
pub async fn printing_day(desk: State<'_, Desk>, request: PrintDay) -> Outcome<KeptFile> {
    papers::show(&desk, act!(desk, printing::day, request)?).await
}

/// The card of a visit.
#[tauri::command]
pub async fn printing_appointment_card(desk: State<'_, Desk>, request: PrintVisit) -> Outcome<KeptFile> {
    papers::show(&desk, act!(desk, printing::appointment_card, request)?).await
}

/// A patient's list of visits.
#[tauri::command]
pub async fn printing_visits_of_patient(desk: State<'_, Desk>, request: PrintVisits) -> Outcome<KeptFile> {
    papers::show(&desk, act!(desk, printing::visits_of_patient, request)?).await
}

/// A visit for a calendar program.
#[tauri::command]
pub async fn printing_visit_calendar(desk: State<'_, Desk>, request: PrintVisit) -> Outcome<KeptFile> {
    papers::keep(&desk, act!(desk, printing::visit_calendar, request)?).await
}

/// A doctor's visits for a calendar program.
#[tauri::command]
pub async fn printing_doctor_calendar(desk: State<'_, Desk>, request: DoctorCalendar) -> Outcome<KeptFile> {
    papers::keep(&desk, act!(desk, printing::doctor_calendar, request)?).await
}

/// A signed prescription.
#[tauri::command]
pub async fn printing_prescription(desk: State<'_, Desk>, request: PrintPrescription) -> Outcome<KeptFile> {
    papers::show(&desk, act!(desk, printing::prescription, request)?).await
}

/// A letter on paper.
#[tauri::command]
pub async fn printing_letter(desk: State<'_, Desk>, request: PrintLetter) -> Outcome<KeptFile> {
    papers::show(&desk, act!(desk, printing::letter, request)?).await
}

/// How often something was diagnosed and prescribed.
#[tauri::command]
pub async fn printing_counts(desk: State<'_, Desk>, request: PrintCounts) -> Outcome<KeptFile> {
    papers::show(&desk, act!(desk, printing::counts, request)?).await
}

/// What a pharmacy needs to check prescriptions.
#[tauri::command]
pub async fn printing_verifier(desk: State<'_, Desk>, request: VerifierRequest) -> Outcome<KeptFile> {
    papers::keep(&desk, act!(desk, printing::verifier, request)?).await
}
