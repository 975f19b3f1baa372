//! Finding, registering and changing patients.

use clinic_core::away::{answers, deeds};
use clinic_core::error::Outcome;
use clinic_core::ids::PatientId;
use clinic_core::patients;
use clinic_core::patients::model::{
    DuplicateSearch, LikelyDuplicate, PatientHit, PatientSearch, PatientView, RegisterPatient, UpdatePatient,
};
use tauri::State;

use super::{act, ask, deed};
use crate::state::Desk;

/// Patients that fit what was typed, the best fit first.
#[tauri::command]
pub async fn patients_search(desk: State<'_, Desk>, request: PatientSearch) -> Outcome<Vec<PatientHit>> {
    ask!(desk, patients::search, answers::find_patients, request)
}

/// One patient.
#[tauri::command]
pub async fn patients_get(desk: State<'_, Desk>, request: PatientId) -> Outcome<PatientView> {
    ask!(desk, patients::get, answers::patient, request)
}

/// Patients who may be the one being registered.
#[tauri::command]
pub async fn patients_likely_duplicates(
    desk: State<'_, Desk>,
    request: DuplicateSearch,
) -> Outcome<Vec<LikelyDuplicate>> {
    act!(desk, patients::likely_duplicates, request)
}

/// Registers a patient.
#[tauri::command]
pub async fn patients_register(desk: State<'_, Desk>, request: RegisterPatient) -> Outcome<PatientView> {
    deed!(desk, patients::register, deeds::register, request)
}

/// Changes a patient's contact data.
#[tauri::command]
pub async fn patients_update(desk: State<'_, Desk>, request: UpdatePatient) -> Outcome<PatientView> {
    act!(desk, patients::update, request)
}
