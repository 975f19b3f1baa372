//! Doctors and their specialties.

use clinic_core::away::answers;
use clinic_core::doctors;
use clinic_core::doctors::model::{AddDoctor, DoctorView, SpecialtyView, UpdateDoctor};
use clinic_core::error::Outcome;
use tauri::State;

use super::{act, ask};
use crate::state::Desk;

/// Every doctor, by name.
#[tauri::command]
pub async fn doctors_list(desk: State<'_, Desk>) -> Outcome<Vec<DoctorView>> {
    ask!(desk, doctors::list, answers::doctors)
}

/// Adds a doctor.
#[tauri::command]
pub async fn doctors_add(desk: State<'_, Desk>, request: AddDoctor) -> Outcome<DoctorView> {
    act!(desk, doctors::add, request)
}

/// Changes a doctor.
#[tauri::command]
pub async fn doctors_update(desk: State<'_, Desk>, request: UpdateDoctor) -> Outcome<DoctorView> {
    act!(desk, doctors::update, request)
}

/// Every specialty, by name.
#[tauri::command]
pub async fn specialties_list(desk: State<'_, Desk>) -> Outcome<Vec<SpecialtyView>> {
    ask!(desk, doctors::list_specialties, answers::specialties)
}
