//! Quick texts and templates.

use clinic_core::error::Outcome;
use clinic_core::prepared_texts;
use clinic_core::prepared_texts::model::{PreparedText, RemovePreparedText, SavePreparedText};
use tauri::State;

use super::act;
use crate::state::Desk;

/// The doctor's own and everybody's.
#[tauri::command]
pub async fn prepared_texts_list(desk: State<'_, Desk>) -> Outcome<Vec<PreparedText>> {
    act!(desk, prepared_texts::list)
}

/// Keeps one, new or changed.
#[tauri::command]
pub async fn prepared_texts_save(desk: State<'_, Desk>, request: SavePreparedText) -> Outcome<Vec<PreparedText>> {
    act!(desk, prepared_texts::save, request)
}

/// Takes one away.
#[tauri::command]
pub async fn prepared_texts_remove(desk: State<'_, Desk>, request: RemovePreparedText) -> Outcome<Vec<PreparedText>> {
    act!(desk, prepared_texts::remove, request)
}
