//! Prescriptions, and the clinic's table of what does not go together.

use clinic_core::error::Outcome;
use clinic_core::prescriptions::interactions;
use clinic_core::prescriptions::interactions::model::{InteractionView, RemoveInteraction, SaveInteraction};
use clinic_core::prescriptions::model::{
    CheckMedications, FavouriteMedication, MarkDispensed, PrescriptionList, PrescriptionVersion,
    PrescriptionVersionsRequest, PrescriptionView, PrescriptionsRequest, SavePrescription,
};
use clinic_core::prescriptions::{self, warnings::MedicationWarning};
use tauri::State;

use super::act;
use crate::state::Desk;

/// Keeps a prescription as it stands.
#[tauri::command]
pub async fn prescriptions_save(desk: State<'_, Desk>, request: SavePrescription) -> Outcome<PrescriptionView> {
    act!(desk, prescriptions::save, request)
}

/// Signs a prescription.
#[tauri::command]
pub async fn prescriptions_sign(desk: State<'_, Desk>, request: SavePrescription) -> Outcome<PrescriptionView> {
    act!(desk, prescriptions::sign, request)
}

/// What stands against medications.
#[tauri::command]
pub async fn prescriptions_warnings(
    desk: State<'_, Desk>,
    request: CheckMedications,
) -> Outcome<Vec<MedicationWarning>> {
    act!(desk, prescriptions::warnings, request)
}

/// Says whether a prescription was dispensed.
#[tauri::command]
pub async fn prescriptions_mark_dispensed(desk: State<'_, Desk>, request: MarkDispensed) -> Outcome<PrescriptionView> {
    act!(desk, prescriptions::mark_dispensed, request)
}

/// A patient's prescriptions.
#[tauri::command]
pub async fn prescriptions_of_patient(
    desk: State<'_, Desk>,
    request: PrescriptionsRequest,
) -> Outcome<PrescriptionList> {
    act!(desk, prescriptions::of_patient, request)
}

/// What a prescription once was.
#[tauri::command]
pub async fn prescriptions_versions(
    desk: State<'_, Desk>,
    request: PrescriptionVersionsRequest,
) -> Outcome<Vec<PrescriptionVersion>> {
    act!(desk, prescriptions::versions, request)
}

/// What the signed-in doctor prescribes most.
#[tauri::command]
pub async fn prescriptions_favourites(desk: State<'_, Desk>) -> Outcome<Vec<FavouriteMedication>> {
    act!(desk, prescriptions::favourites)
}

/// The clinic's table of interactions.
#[tauri::command]
pub async fn interactions_list(desk: State<'_, Desk>) -> Outcome<Vec<InteractionView>> {
    act!(desk, interactions::list)
}

/// Adds an interaction, or changes one.
#[tauri::command]
pub async fn interactions_save(desk: State<'_, Desk>, request: SaveInteraction) -> Outcome<Vec<InteractionView>> {
    act!(desk, interactions::save, request)
}

/// Takes an interaction out.
#[tauri::command]
pub async fn interactions_remove(desk: State<'_, Desk>, request: RemoveInteraction) -> Outcome<Vec<InteractionView>> {
    act!(desk, interactions::remove, request)
}
