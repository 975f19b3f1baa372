//! How this workstation comes to its clinic.

use clinic_core::error::Outcome;
use clinic_core::setup::{JoinServer, ServerPassword, SetupState, ZoomStep};
use tauri::State;

use crate::papers;
use crate::setup;
use crate::state::Desk;
use crate::zoom;

/// Where the workstation stands; connects to the server it knows.
#[tauri::command]
pub async fn setup_state(desk: State<'_, Desk>) -> Outcome<SetupState> {
    setup::state(&desk).await
}

/// Makes a private server with a demo clinic on this computer.
#[tauri::command]
pub async fn setup_try_private(desk: State<'_, Desk>) -> Outcome<SetupState> {
    setup::try_private(&desk).await
}

/// Joins the clinic of a shared server.
#[tauri::command]
pub async fn setup_join(desk: State<'_, Desk>, request: JoinServer) -> Outcome<SetupState> {
    setup::join(&desk, request).await
}

/// Gives the password of the known server's account.
#[tauri::command]
pub async fn setup_server_password(desk: State<'_, Desk>, request: ServerPassword) -> Outcome<SetupState> {
    setup::server_password(&desk, request).await
}

/// Forgets the known server. Nothing on it changes.
#[tauri::command]
pub async fn setup_forget_server(desk: State<'_, Desk>) -> Outcome<SetupState> {
    setup::forget_server(&desk).await
}

/// The folder in which papers are kept.
#[tauri::command]
pub async fn setup_papers_folder(desk: State<'_, Desk>) -> Outcome<String> {
    papers::folder_name(&desk).await
}

/// Asks for another folder; the answer is the one that holds then.
#[tauri::command]
pub async fn setup_choose_papers_folder(desk: State<'_, Desk>) -> Outcome<String> {
    papers::choose_folder(&desk).await
}

/// Shows everything larger or smaller; the answer is the percentage that holds then.
#[tauri::command]
pub async fn setup_zoom(desk: State<'_, Desk>, request: ZoomStep) -> Outcome<i32> {
    zoom::take(&desk, request)
}
