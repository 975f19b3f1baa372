//! What this workstation keeps while the server is away, and how it is settled.

use clinic_core::away::model::{ForgetNote, KeepNote, KeptNote, KeptState, SettleDeed};
use clinic_core::error::Outcome;
use clinic_core::ids::RequestId;
use tauri::State;

use crate::state::Desk;

/// What is kept for whoever is signed in.
#[tauri::command]
pub async fn away_state(desk: State<'_, Desk>) -> Outcome<KeptState> {
    desk.kept_state().await
}

/// Takes back what was not sent yet.
#[tauri::command]
pub async fn away_withdraw(desk: State<'_, Desk>, request: RequestId) -> Outcome<KeptState> {
    desk.withdraw_kept(request).await
}

/// Settles what the clinic refused on return.
#[tauri::command]
pub async fn away_settle(desk: State<'_, Desk>, request: SettleDeed) -> Outcome<KeptState> {
    desk.settle_kept(request).await
}

/// Takes away what was kept and cannot be opened any more.
#[tauri::command]
pub async fn away_drop_unreadable(desk: State<'_, Desk>) -> Outcome<KeptState> {
    desk.drop_unreadable().await
}

/// Puts a note that is being written into the journal.
#[tauri::command]
pub async fn away_keep_note(desk: State<'_, Desk>, request: KeepNote) -> Outcome<()> {
    desk.journal().await?.keep_note(request).await
}

/// The server has everything of a note.
#[tauri::command]
pub async fn away_forget_note(desk: State<'_, Desk>, request: ForgetNote) -> Outcome<()> {
    desk.journal().await?.forget_note(request).await
}

/// The notes of which something had not reached the server.
#[tauri::command]
pub async fn away_kept_notes(desk: State<'_, Desk>) -> Outcome<Vec<KeptNote>> {
    desk.is_there().await?;
    desk.journal().await?.kept_notes().await
}
