//! Keeping the table of interactions.

use super::model::{InteractionView, RemoveInteraction, SaveInteraction};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::once::once;

/// The clinic's table, by name.
///
/// # Errors
/// Forbidden to all but doctors and administrators.
pub async fn list(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<InteractionView>> {
    actor.may(Action::KeepInteractions)?;
    all(clinic).await
}

/// Adds an interaction, or changes one; the table.
///
/// # Errors
/// `Invalid` at `one`, `other` and `words`; `Stale`. Forbidden to all but doctors and administrators.
pub async fn save(clinic: &Clinic, actor: &Actor, request: SaveInteraction) -> Outcome<Vec<InteractionView>> {
    actor.may(Action::KeepInteractions)?;
    let SaveInteraction { request_id, id, row_version, form } = request;
    let form = form.parse()?;
    once(clinic, request_id, || async {
        let mut write = clinic.write(actor, request_id).await?;
        let done = match row_version {
            None => store::insert(write.connection(), id, &form).await?,
            Some(row_version) => store::update(write.connection(), id, row_version, &form).await?,
        };
        if !done {
            return Err(ClinicError::Stale { what: RecordKind::Interaction });
        }
        write.commit(AuditEvent::about(AuditAction::InteractionSaved, "interaction", id.0)).await
    })
    .await?;
    all(clinic).await
}

/// Takes an interaction out; the table that is left.
///
/// # Errors
/// `Stale`. Forbidden to all but doctors and administrators.
pub async fn remove(clinic: &Clinic, actor: &Actor, request: RemoveInteraction) -> Outcome<Vec<InteractionView>> {
    actor.may(Action::KeepInteractions)?;
    let RemoveInteraction { request_id, id, row_version } = request;
    once(clinic, request_id, || async {
        let mut write = clinic.write(actor, request_id).await?;
        if !store::remove(write.connection(), id, row_version).await? {
            return Err(ClinicError::Stale { what: RecordKind::Interaction });
        }
        write.commit(AuditEvent::about(AuditAction::InteractionRemoved, "interaction", id.0)).await
    })
    .await?;
    all(clinic).await
}

pub(in super::super) async fn all(clinic: &Clinic) -> Outcome<Vec<InteractionView>> {
    retry(|| store::list(clinic.read())).await
}
