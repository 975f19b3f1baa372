//! What a doctor does with prepared texts: read them, keep one, take one away.

use super::model::{PreparedFor, PreparedText, RemovePreparedText, SavePreparedText};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind};
use crate::ids::{PreparedTextId, UserId};
use crate::once::once;
use crate::tx::WriteTx;

const STALE: ClinicError = ClinicError::Stale { what: RecordKind::PreparedText };

/// The doctor's own prepared texts and everybody's, by what they are called.
///
/// # Errors
/// Forbidden to all but doctors.
pub async fn list(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<PreparedText>> {
    let user = doctor(actor)?;
    retry(|| store::of_user(clinic.read(), user)).await
}

/// Keeps a prepared text, and tells all there are. Everybody's are changed by every doctor.
///
/// # Errors
/// `Invalid` at `abbreviation`, `text`, `name`, `sections` or a section; [`FieldProblem::Taken`] at `abbreviation` or
/// `name` where the same owner has one called so; `Stale` when it was changed or taken away since. Forbidden to all but
/// doctors.
pub async fn save(clinic: &Clinic, actor: &Actor, request: SavePreparedText) -> Outcome<Vec<PreparedText>> {
    let user = doctor(actor)?;
    let SavePreparedText { request_id, id, row_version, prepared_for, prepared } = request;
    let prepared = prepared.parse()?;
    let owner = (prepared_for == PreparedFor::Oneself).then_some(user);
    once(clinic, request_id, || async {
        let mut write = clinic.write(actor, request_id).await?;
        if store::is_called(write.connection(), owner, &prepared.called(), id).await? {
            return Err(FieldError::new(prepared.called_by(), FieldProblem::Taken).into());
        }
        let kept = match row_version {
            Some(seen) => store::update(write.connection(), id, seen, user, owner, &prepared).await?,
            None => store::insert(write.connection(), id, owner, &prepared).await?,
        };
        if kept { commit(write, id, AuditAction::PreparedTextSaved).await } else { Err(STALE) }
    })
    .await?;
    retry(|| store::of_user(clinic.read(), user)).await
}

/// Takes a prepared text away, and tells those that are left. Notes that it was used in keep their words.
///
/// # Errors
/// `Stale` when it was changed or taken away since. Forbidden to all but doctors.
pub async fn remove(clinic: &Clinic, actor: &Actor, request: RemovePreparedText) -> Outcome<Vec<PreparedText>> {
    let user = doctor(actor)?;
    let RemovePreparedText { request_id, id, row_version } = request;
    once(clinic, request_id, || async {
        let mut write = clinic.write(actor, request_id).await?;
        if !store::delete(write.connection(), id, row_version, user).await? {
            return Err(STALE);
        }
        commit(write, id, AuditAction::PreparedTextRemoved).await
    })
    .await?;
    retry(|| store::of_user(clinic.read(), user)).await
}

fn doctor(actor: &Actor) -> Outcome<UserId> {
    actor.may(Action::Consult)?;
    actor.user_id().ok_or(ClinicError::NotFound { what: RecordKind::User })
}

async fn commit(mut write: WriteTx, id: PreparedTextId, action: AuditAction) -> Outcome<()> {
    write.touch_topic("prepared_texts");
    write.commit(AuditEvent::about(action, "prepared_text", id.0)).await
}
