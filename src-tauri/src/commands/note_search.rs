//! Searching the notes of one's own patients, and counting.

use clinic_core::error::Outcome;
use clinic_core::note_search;
use clinic_core::note_search::model::{CountRequest, Counts, FoundNote, NoteHits, NoteSearch, OpenHit, Readiness};
use tauri::State;

use super::act;
use crate::state::Desk;

/// Reads some of what is searched.
#[tauri::command]
pub async fn note_search_prepare(desk: State<'_, Desk>) -> Outcome<Readiness> {
    act!(desk, note_search::prepare)
}

/// Finds notes.
#[tauri::command]
pub async fn note_search_find(desk: State<'_, Desk>, request: NoteSearch) -> Outcome<NoteHits> {
    act!(desk, note_search::find, request)
}

/// A note that was found.
#[tauri::command]
pub async fn note_search_open(desk: State<'_, Desk>, request: OpenHit) -> Outcome<FoundNote> {
    act!(desk, note_search::open, request)
}

/// How often something was diagnosed and prescribed.
#[tauri::command]
pub async fn note_search_count(desk: State<'_, Desk>, request: CountRequest) -> Outcome<Counts> {
    act!(desk, note_search::count, request)
}
