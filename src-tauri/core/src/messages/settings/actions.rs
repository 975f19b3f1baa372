//! Reading and changing the settings of the messages.

use uuid::Uuid;

use super::model::{MessageSettingsView, SaveMessageSettings};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent, changes};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::messages::deeds::TOPIC;
use crate::once::once;

/// What the clinic has set.
///
/// # Errors
/// [`ClinicError::Forbidden`], [`ClinicError::Offline`].
pub async fn get(clinic: &Clinic, actor: &Actor) -> Outcome<MessageSettingsView> {
    actor.may(Action::ManageClinic)?;
    retry(|| store::get(clinic.read())).await
}

/// Changes the settings. Sent twice, it is done once. What waits already is sent as the new settings have it.
///
/// # Errors
/// [`ClinicError::Invalid`] at the fields of the settings; [`ClinicError::Forbidden`], [`ClinicError::Stale`].
pub async fn save(clinic: &Clinic, actor: &Actor, request: SaveMessageSettings) -> Outcome<MessageSettingsView> {
    actor.may(Action::ManageClinic)?;
    let wanted = request.settings.parse()?;
    once(clinic, request.request_id, || async {
        let before = store::get(clinic.read()).await?;
        if before.row_version != request.row_version {
            return Err(ClinicError::Stale { what: RecordKind::Settings });
        }
        let mut write = clinic.write(actor, request.request_id).await?;
        store::save(write.connection(), request.row_version, &wanted).await?;
        write.touch_topic(TOPIC);
        let event = AuditEvent::about(AuditAction::MessageSettingsSaved, "settings", Uuid::nil());
        write.commit(event.detail(changes(&before.settings, &wanted))).await
    })
    .await?;
    retry(|| store::get(clinic.read())).await
}
