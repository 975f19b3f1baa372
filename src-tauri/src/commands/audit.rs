//! The audit log, for the administrator.

use clinic_core::audit;
use clinic_core::audit::{AuditSearch, AuditView};
use clinic_core::error::Outcome;
use tauri::State;

use super::act;
use crate::state::Desk;

/// What happened, newest first.
#[tauri::command]
pub async fn audit_list(desk: State<'_, Desk>, request: AuditSearch) -> Outcome<Vec<AuditView>> {
    act!(desk, audit::list, request)
}
