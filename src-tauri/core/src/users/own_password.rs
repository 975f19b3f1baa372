//! A password changed by the one whose it is: all that is left to do where somebody else set it.

use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::keys;
use crate::once::once;
use crate::users::model::{ChangePassword, NewPassword, SessionView};
use crate::users::session::SessionToken;
use crate::users::sign_in::{check_password, open, open_keys};
use crate::users::{password, store};

/// Changes the password of whoever's session it is, and ends their other sessions. The present password is asked: a wrong
/// one counts with the failures of signing in. Sent twice, it is done once.
///
/// # Errors
/// `Invalid` at `password` and `new_password` (too short, too easily guessed, the present one again);
/// [`Refusal::WrongCredentials`](crate::error::Refusal::WrongCredentials),
/// [`Refusal::Throttled`](crate::error::Refusal::Throttled); [`ClinicError::SignedOut`] when the session does not count or
/// is locked; `Stale` when the password was set by somebody else at the same moment.
pub async fn change_password(clinic: &Clinic, token: &SessionToken, request: ChangePassword) -> Outcome<SessionView> {
    let request_id = request.request_id;
    let session = open(clinic, token).await?;
    let typed = NewPassword::parse(request, &session.email, &session.name)?;
    // Sent again after its answer was lost, the present password is the new one.
    if retry(|| clinic.already_done(request_id)).await? {
        return Ok(session.view(false));
    }
    let known = check_password(clinic, &session.workstation, &session.email, &typed.present, Some(&session)).await?;
    let hash = password::hash(clinic.password_cost, typed.new.clone()).await?;
    let keys = keys::locked_anew(clinic, session.user_id, typed.present, typed.new.clone()).await?;
    let actor = session.actor();
    once(clinic, request_id, || async {
        let mut write = clinic.write(&actor, request_id).await?;
        if !store::change_password_hash(write.connection(), session.user_id, &known.hash, &hash).await? {
            return Err(ClinicError::Stale { what: RecordKind::User });
        }
        if let Some(keys) = &keys {
            keys.write(write.connection()).await?;
        }
        store::revoke_sessions(write.connection(), session.user_id, Some(session.id)).await?;
        store::forget_throttle(write.connection(), &known.email).await?;
        write.touch_topic("users");
        write.commit(AuditEvent::about(AuditAction::PasswordChanged, "user", session.user_id.0)).await
    })
    .await?;
    let session = open(clinic, token).await?;
    open_keys(clinic, &session, typed.new).await;
    Ok(session.view(false))
}
