//! All data of one patient, taken out into the folder for papers.

use clinic_core::error::Outcome;
use clinic_core::exports::model::{ExportEnd, ExportPatient, ExportState};
use tauri::State;

use crate::exports;
use crate::state::Desk;

/// Takes all data of a patient out.
#[tauri::command]
pub async fn exports_take_out(desk: State<'_, Desk>, request: ExportPatient) -> Outcome<ExportEnd> {
    exports::take_out(&desk, request).await
}

/// Where the export stands.
#[tauri::command]
pub async fn exports_state(desk: State<'_, Desk>) -> Outcome<ExportState> {
    exports::state(&desk).await
}

/// Stops the export; nothing of it is left.
#[tauri::command]
pub async fn exports_stop(desk: State<'_, Desk>) -> Outcome<()> {
    exports::stop(&desk).await
}
