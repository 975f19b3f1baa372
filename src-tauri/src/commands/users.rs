//! Who is signed in here, and the clinic's users.

use clinic_core::error::Outcome;
use clinic_core::users;
use clinic_core::users::model::{AddUser, ChangePassword, SessionView, SignIn, Unlock, UpdateUser, UserView};
use tauri::State;

use super::act;
use crate::setup;
use crate::state::Desk;

/// Signs in at this workstation. The session stays in the shell.
#[tauri::command]
pub async fn users_sign_in(desk: State<'_, Desk>, request: SignIn) -> Outcome<SessionView> {
    setup::revive_private_server(&desk).await;
    desk.sign_in(request).await
}

/// Who is signed in here, if anybody is.
#[tauri::command]
pub async fn users_current_session(desk: State<'_, Desk>) -> Outcome<Option<SessionView>> {
    desk.current_session().await
}

/// The person is there: the idle lock waits.
#[tauri::command]
pub async fn users_touch(desk: State<'_, Desk>) -> Outcome<()> {
    desk.touch().await
}

/// Locks the session.
#[tauri::command]
pub async fn users_lock(desk: State<'_, Desk>) -> Outcome<()> {
    desk.lock().await
}

/// Opens a locked session again.
#[tauri::command]
pub async fn users_unlock(desk: State<'_, Desk>, request: Unlock) -> Outcome<SessionView> {
    setup::revive_private_server(&desk).await;
    desk.unlock(request).await
}

/// Ends the session.
#[tauri::command]
pub async fn users_sign_out(desk: State<'_, Desk>) -> Outcome<()> {
    desk.sign_out().await
}

/// Changes the password of whoever is signed in.
#[tauri::command]
pub async fn users_change_password(desk: State<'_, Desk>, request: ChangePassword) -> Outcome<SessionView> {
    desk.change_password(request).await
}

/// Every user.
#[tauri::command]
pub async fn users_list(desk: State<'_, Desk>) -> Outcome<Vec<UserView>> {
    act!(desk, users::list)
}

/// Adds a user.
#[tauri::command]
pub async fn users_add(desk: State<'_, Desk>, request: AddUser) -> Outcome<UserView> {
    act!(desk, users::add, request)
}

/// Changes a user.
#[tauri::command]
pub async fn users_update(desk: State<'_, Desk>, request: UpdateUser) -> Outcome<UserView> {
    act!(desk, users::update, request)
}
