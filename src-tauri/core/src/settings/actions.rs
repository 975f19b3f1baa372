//! Reading and changing the clinic's settings.

use uuid::Uuid;

use super::model::{SaveSettings, SettingsView, Wanted};
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
/// [`ClinicError::Invalid`] at `video_base_url`, `late_cancel_hours`, `offer_minutes`; [`ClinicError::Forbidden`], [`ClinicError::Stale`].
pub async fn save(clinic: &Clinic, actor: &Actor, request: SaveSettings) -> Outcome<SettingsView> {
    actor.may(Action::ManageClinic)?;
    let wanted = request.parse()?;
    once(clinic, request.request_id, || async {
        let before = store::get(clinic.read()).await?;
        if before.row_version != request.row_version {
            return Err(ClinicError::Stale { what: RecordKind::Settings });
        }
        let mut write = clinic.write(actor, request.request_id).await?;
        store::save(write.connection(), request.row_version, &wanted).await?;
        write.touch_topic("clinic");
        let was = Wanted {
            video_base_url: before.video_base_url,
            late_cancel_hours: before.late_cancel_hours,
            offer_minutes: before.offer_minutes,
        };
        let event = AuditEvent::about(AuditAction::SettingsSaved, "settings", Uuid::nil());
        write.commit(event.detail(changes(&was, &wanted))).await
    })
    .await?;
    retry(|| store::get(clinic.read())).await
}
