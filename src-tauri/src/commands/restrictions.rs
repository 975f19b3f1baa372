//! Restriction of processing.

use clinic_core::error::Outcome;
use clinic_core::ids::PatientId;
use clinic_core::restrictions;
use clinic_core::restrictions::model::{LiftRestriction, RestrictProcessing, RestrictionView};
use tauri::State;

use super::act;
use crate::state::Desk;

/// A patient's restrictions.
#[tauri::command]
pub async fn restrictions_of_patient(desk: State<'_, Desk>, request: PatientId) -> Outcome<Vec<RestrictionView>> {
    act!(desk, restrictions::of_patient, request)
}

/// Restricts the processing of a patient's data.
#[tauri::command]
pub async fn restrictions_restrict(
    desk: State<'_, Desk>,
    request: RestrictProcessing,
) -> Outcome<Vec<RestrictionView>> {
    act!(desk, restrictions::restrict, request)
}

/// Lifts a restriction.
#[tauri::command]
pub async fn restrictions_lift(desk: State<'_, Desk>, request: LiftRestriction) -> Outcome<Vec<RestrictionView>> {
    act!(desk, restrictions::lift, request)
}
