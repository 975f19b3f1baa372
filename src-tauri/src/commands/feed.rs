//! What the screen shows, so that its changes are heard.

use clinic_core::error::Outcome;
use clinic_core::feed::FeedWatch;
use tauri::State;

use crate::state::Desk;

/// Watches what the screen shows now, from this moment on.
#[tauri::command]
pub async fn feed_watch(desk: State<'_, Desk>, request: FeedWatch) -> Outcome<()> {
    let (clinic, _) = desk.clinic_and_actor().await?;
    let changes = desk.heard("watch", desk.feed.watch(&clinic, request).await)?;
    desk.tell_changes(changes);
    Ok(())
}
