//! What the clinic sets for all its workstations.

use clinic_core::error::Outcome;
use clinic_core::settings;
use clinic_core::settings::model::{SaveSettings, SettingsView};
use tauri::State;

use super::act;
use crate::state::Desk;

/// What is set.
#[tauri::command]
pub async fn settings_get(desk: State<'_, Desk>) -> Outcome<SettingsView> {
    act!(desk, settings::get)
}

/// Changes it.
#[tauri::command]
pub async fn settings_save(desk: State<'_, Desk>, request: SaveSettings) -> Outcome<SettingsView> {
    act!(desk, settings::save, request)
}
