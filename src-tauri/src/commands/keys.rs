//! The keys to clinical content: found, handed over, renewed. They stay in the core; the page sees fingerprints.

use clinic_core::error::Outcome;
use clinic_core::keys;
use clinic_core::keys::model::{KeysRequest, KeysState, LetIn, NewKeys, RecoverKeys, RecoveryKeyShown, Resealed};
use clinic_core::users;
use tauri::State;

use super::act;
use crate::state::Desk;

/// Where the clinic's keys stand.
#[tauri::command]
pub async fn keys_state(desk: State<'_, Desk>) -> Outcome<KeysState> {
    act!(desk, keys::state)
}

/// Finds the clinic's keys.
#[tauri::command]
pub async fn keys_found(desk: State<'_, Desk>, request: KeysRequest) -> Outcome<RecoveryKeyShown> {
    act!(desk, keys::found, request)
}

/// Lets a colleague in.
#[tauri::command]
pub async fn keys_let_in(desk: State<'_, Desk>, request: LetIn) -> Outcome<()> {
    act!(desk, keys::let_in, request)
}

/// Lets the signed-in clinician in by the printed recovery key.
#[tauri::command]
pub async fn keys_recover(desk: State<'_, Desk>, request: RecoverKeys) -> Outcome<()> {
    act!(desk, keys::recover, request)
}

/// Makes a new data key.
#[tauri::command]
pub async fn keys_rotate(desk: State<'_, Desk>, request: NewKeys) -> Outcome<()> {
    act!(desk, users::rotate_keys, request)
}

/// Makes a new recovery key.
#[tauri::command]
pub async fn keys_renew_recovery(desk: State<'_, Desk>, request: NewKeys) -> Outcome<RecoveryKeyShown> {
    act!(desk, users::renew_recovery_key, request)
}

/// Seals some of what an older data key sealed again.
#[tauri::command]
pub async fn keys_reseal_some(desk: State<'_, Desk>) -> Outcome<Resealed> {
    act!(desk, keys::reseal_some)
}
