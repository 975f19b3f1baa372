//! Messages to patients.

use clinic_core::error::Outcome;
use clinic_core::messages;
use clinic_core::messages::model::{
    ChangeMessage, MessageList, MessageSearch, SendHere, SendTest, SendingHere, TestOutcome,
};
use clinic_core::messages::settings;
use clinic_core::messages::settings::model::{MessageSettingsView, SaveMessageSettings};
use tauri::State;

use super::act;
use crate::messages as sending;
use crate::state::Desk;

/// What was written to whom, and whether it went.
#[tauri::command]
pub async fn messages_list(desk: State<'_, Desk>, request: MessageSearch) -> Outcome<MessageList> {
    act!(desk, messages::list, request)
}

/// Tries one again.
#[tauri::command]
pub async fn messages_try_again(desk: State<'_, Desk>, request: ChangeMessage) -> Outcome<()> {
    act!(desk, messages::try_again, request)
}

/// Withdraws one.
#[tauri::command]
pub async fn messages_withdraw(desk: State<'_, Desk>, request: ChangeMessage) -> Outcome<()> {
    act!(desk, messages::withdraw, request)
}

/// What is set.
#[tauri::command]
pub async fn messages_settings(desk: State<'_, Desk>) -> Outcome<MessageSettingsView> {
    act!(desk, settings::get)
}

/// Changes it.
#[tauri::command]
pub async fn messages_save_settings(
    desk: State<'_, Desk>,
    request: SaveMessageSettings,
) -> Outcome<MessageSettingsView> {
    act!(desk, settings::save, request)
}

/// Whether this workstation sends them.
#[tauri::command]
pub async fn messages_sending_here(desk: State<'_, Desk>) -> Outcome<SendingHere> {
    sending::state(&desk).await
}

/// Has this workstation send them, or no longer.
#[tauri::command]
pub async fn messages_send_here(desk: State<'_, Desk>, request: SendHere) -> Outcome<SendingHere> {
    sending::send_here(&desk, request).await
}

/// Sends one that says nothing.
#[tauri::command]
pub async fn messages_send_test(desk: State<'_, Desk>, request: SendTest) -> Outcome<TestOutcome> {
    let password = sending::password(&desk).await?;
    desk.act("send a test", |clinic, actor| async move {
        messages::send_test(&clinic, &actor, request, password.as_ref().map(|password| password.as_str())).await
    })
    .await
}
