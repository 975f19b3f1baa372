//! The table of diagnoses.

use clinic_core::diagnoses;
use clinic_core::diagnoses::model::{DiagnosisHits, DiagnosisSearch, SetFavourite};
use clinic_core::error::Outcome;
use tauri::State;

use super::act;
use crate::state::Desk;

/// The codes that fit what was typed.
#[tauri::command]
pub async fn diagnoses_search(desk: State<'_, Desk>, request: DiagnosisSearch) -> Outcome<DiagnosisHits> {
    act!(desk, diagnoses::search, request)
}

/// Keeps a code among the doctor's favourites, or takes it from them.
#[tauri::command]
pub async fn diagnoses_set_favourite(desk: State<'_, Desk>, request: SetFavourite) -> Outcome<()> {
    act!(desk, diagnoses::set_favourite, request)
}
