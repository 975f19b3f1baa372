//! Reading and changing the clinic's settings.

use serde_json::json;
use uuid::Uuid;

use super::model::{SaveSettings, SettingsView};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent, changes};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::once::once;

/// What the clinic has set.
///
/// # Errors
/// [`ClinicError::Forbidden`], [`ClinicError::Offline`].
pub async fn get(clinic: &Clinic, actor: &Actor) -> Outcome<SettingsView> {
    actor.may(Action::ManageClinic)?;
    retry(|| store::get(clinic.read())).await
}

/// Changes the settings. Sent twice, it is done once.
///
/// # Errors
/// [`ClinicError::Invalid`] at `video_base_url`, [`ClinicError::Forbidden`], [`ClinicError::Stale`].
pub async fn save(clinic: &Clinic, actor: &Actor, request: SaveSettings) -> Outcome<SettingsView> {
    actor.may(Action::ManageClinic)?;
    let video_base_url = request.parse()?;
    once(clinic, request.request_id, || async {
        let before = store::get(clinic.read()).await?;
        if before.row_version != request.row_version {
            return Err(ClinicError::Stale { what: RecordKind::Settings });
        }
        let mut write = clinic.write(actor, request.request_id).await?;
        store::save(write.connection(), request.row_version, &video_base_url).await?;
        write.touch_topic("clinic");
        let was = json!({ "video_base_url": before.video_base_url });
        let event = AuditEvent::about(AuditAction::SettingsSaved, "settings", Uuid::nil());
        write.commit(event.detail(changes(&was, &json!({ "video_base_url": video_base_url })))).await
    })
    .await?;
    retry(|| store::get(clinic.read())).await
}
