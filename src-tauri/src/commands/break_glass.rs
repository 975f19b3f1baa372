//! Emergency access to a chart.

use clinic_core::consultations::break_glass;
use clinic_core::consultations::break_glass::model::{BreakGlass, BrokenGlassView, GlassBroken, MarkGlassSeen};
use clinic_core::error::Outcome;
use tauri::State;

use super::act;
use crate::state::Desk;

/// Opens a chart in an emergency.
#[tauri::command]
pub async fn break_glass_open(desk: State<'_, Desk>, request: BreakGlass) -> Outcome<GlassBroken> {
    act!(desk, break_glass::open, request)
}

/// Who did.
#[tauri::command]
pub async fn break_glass_list(desk: State<'_, Desk>) -> Outcome<Vec<BrokenGlassView>> {
    act!(desk, break_glass::list)
}

/// Says that an administrator looked at it.
#[tauri::command]
pub async fn break_glass_mark_seen(desk: State<'_, Desk>, request: MarkGlassSeen) -> Outcome<Vec<BrokenGlassView>> {
    act!(desk, break_glass::mark_seen, request)
}
