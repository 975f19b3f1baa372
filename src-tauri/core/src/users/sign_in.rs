//! Signing in and out, locking and unlocking; and the one place where an [`Actor`] is made from a session.

use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::access::{Actor, Role};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::contact::Email;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, Refusal, SessionEnd};
use crate::ids::{RequestId, SessionId, UserId};
use crate::keys::{self, Held};
use crate::once::once;
use crate::text::{self, Lines};
use crate::users::model::{SessionView, SignIn, Unlock, UserStatus};
use crate::users::password;
use crate::users::session::{SessionState, SessionToken, wait_after_failures};
use crate::users::store::{self, Session};

/// Opens a session for whoever knows the password. An unknown e-mail costs the same time as a wrong password. Failures
/// are counted per e-mail in the database, so changing the workstation does not help a guesser.
///
/// # Errors
/// [`Refusal::WrongCredentials`], [`Refusal::Throttled`] after five failures, [`Refusal::AccountDisabled`] for the right
/// password of a disabled user; each is in the audit log.
pub async fn sign_in(clinic: &Clinic, workstation: &str, request: SignIn) -> Outcome<(SessionToken, SessionView)> {
    let password = Zeroizing::new(request.password);
    let workstation = workstation_name(workstation);
    let user = check_password(clinic, &workstation, &request.email, &password, None).await?;
    let token = SessionToken::fresh()?;
    let session = SessionId::fresh();
    let actor = person(user.id, session, &workstation);
    let request_id = RequestId::fresh();
    once(clinic, request_id, || async {
        let mut write = clinic.write(&actor, request_id).await?;
        store::forget_throttle(write.connection(), &user.email).await?;
        store::insert_session(write.connection(), session, token.hash(), user.id, &workstation).await?;
        if let Some(renewed) = &user.renewed_hash {
            store::renew_password_hash(write.connection(), user.id, &user.hash, renewed).await?;
        }
        write.commit(AuditEvent::about(AuditAction::SignedIn, "session", session.0)).await
    })
    .await?;
    let session = find(clinic, &token).await?.ok_or(UNKNOWN)?;
    open_keys(clinic, &session, password).await;
    Ok((token, session.view(false)))
}

/// Who speaks, asked before every command: the role and doctor as they are now. Being asked is not being used: windows
/// refresh by themselves, and a workstation nobody sits at must lock. [`touch`] says that someone is there.
///
/// # Errors
/// [`ClinicError::SignedOut`] when the session is unknown, expired, revoked (or its user disabled), or locked; one that
/// rested for ten minutes is locked by this. [`Refusal::PasswordChangeDue`] while somebody else knows the password: there
/// is no actor, so nothing can be done, until [`change_password`](super::change_password) is.
pub async fn actor(clinic: &Clinic, token: &SessionToken) -> Outcome<Actor> {
    let session = open(clinic, token).await?;
    if session.password_change_due {
        return Err(Refusal::PasswordChangeDue.into());
    }
    Ok(Actor { held: clinic.held_keys().of(session.id), ..session.actor() })
}

/// The session of this workstation, open or locked; `None` when there is none that counts.
///
/// # Errors
/// `Offline`.
pub async fn current_session(clinic: &Clinic, token: &SessionToken) -> Outcome<Option<SessionView>> {
    let Some(session) = find(clinic, token).await? else { return Ok(None) };
    match state(&session) {
        SessionState::Open => Ok(Some(session.view(false))),
        SessionState::Ended(SessionEnd::Locked) => Ok(Some(session.view(true))),
        SessionState::Ended(_) => Ok(None),
        SessionState::Idle => {
            write_lock(clinic, &session).await?;
            Ok(Some(session.view(true)))
        }
    }
}

/// Says that someone is at the workstation: the ten minutes begin again.
///
/// # Errors
/// As [`actor`].
pub async fn touch(clinic: &Clinic, token: &SessionToken) -> Outcome<()> {
    let session = open(clinic, token).await?;
    retry(|| store::touch_session(clinic.read(), session.id)).await
}

/// Locks the session: only its user's password opens it again. A locked one stays so.
///
/// # Errors
/// As [`actor`], but not for a locked session.
pub async fn lock(clinic: &Clinic, token: &SessionToken) -> Outcome<()> {
    let session = find(clinic, token).await?.ok_or(UNKNOWN)?;
    match state(&session) {
        SessionState::Open | SessionState::Idle => write_lock(clinic, &session).await,
        SessionState::Ended(SessionEnd::Locked) => Ok(()),
        SessionState::Ended(why) => Err(ClinicError::SignedOut { why }),
    }
}

/// Opens a locked session by its user's password; the failures count with those of signing in.
///
/// # Errors
/// As [`sign_in`], and [`ClinicError::SignedOut`] when the session is over.
pub async fn unlock(clinic: &Clinic, token: &SessionToken, request: Unlock) -> Outcome<SessionView> {
    let password = Zeroizing::new(request.password);
    let session = find(clinic, token).await?.ok_or(UNKNOWN)?;
    match state(&session) {
        SessionState::Open | SessionState::Idle | SessionState::Ended(SessionEnd::Locked) => {}
        SessionState::Ended(why) => return Err(ClinicError::SignedOut { why }),
    }
    let user = check_password(clinic, &session.workstation, &session.email, &password, Some(&session)).await?;
    let actor = session.actor();
    let request_id = RequestId::fresh();
    once(clinic, request_id, || async {
        let mut write = clinic.write(&actor, request_id).await?;
        store::forget_throttle(write.connection(), &user.email).await?;
        store::unlock_session(write.connection(), session.id).await?;
        write.commit(AuditEvent::about(AuditAction::SessionUnlocked, "session", session.id.0)).await
    })
    .await?;
    let session = open(clinic, token).await?;
    open_keys(clinic, &session, password).await;
    Ok(session.view(false))
}

/// Lets pass only who types the actor's own password: for what a workstation left open must not be enough.
///
/// # Errors
/// [`Refusal::WrongCredentials`] and [`Refusal::Throttled`], counted with those of signing in.
pub(crate) async fn confirm(clinic: &Clinic, actor: &Actor, password: &Zeroizing<String>) -> Outcome<()> {
    let user = actor.user_id.ok_or(UNKNOWN)?;
    let email = retry(|| store::email(clinic.read(), user)).await?.ok_or(UNKNOWN)?;
    let known = check_password(clinic, &actor.workstation, &email, password, None).await?;
    retry(|| async { store::forget_throttle(&mut *clinic.read().acquire().await?, &known.email).await }).await
}

/// Opens the keys of a session whose password was just given. While somebody else knows the password nothing is locked by
/// it.
pub(super) async fn open_keys(clinic: &Clinic, session: &Session, password: Zeroizing<String>) {
    if !session.password_change_due {
        keys::open_for(clinic, &session.actor(), password).await;
    }
}

/// Ends the session. One that is over or unknown stays so.
///
/// # Errors
/// `Offline`.
pub async fn sign_out(clinic: &Clinic, token: &SessionToken) -> Outcome<()> {
    let Some(session) = find(clinic, token).await? else { return Ok(()) };
    clinic.held_keys().forget(session.id);
    if matches!(state(&session), SessionState::Ended(SessionEnd::Revoked | SessionEnd::Expired)) {
        return Ok(());
    }
    let actor = session.actor();
    let request_id = RequestId::fresh();
    once(clinic, request_id, || async {
        let mut write = clinic.write(&actor, request_id).await?;
        store::revoke_session(write.connection(), session.id).await?;
        write.commit(AuditEvent::about(AuditAction::SignedOut, "session", session.id.0)).await
    })
    .await
}

/// After this long without a try the failures are forgotten.
const DAY_SECONDS: i64 = 24 * 60 * 60;

const UNKNOWN: ClinicError = ClinicError::SignedOut { why: SessionEnd::Unknown };

async fn find(clinic: &Clinic, token: &SessionToken) -> Outcome<Option<Session>> {
    retry(|| store::find_session(clinic.read(), token.hash())).await
}

fn state(session: &Session) -> SessionState {
    match session.user_status {
        UserStatus::Disabled => SessionState::Ended(SessionEnd::Revoked),
        UserStatus::Active => session.times.state(),
    }
}

/// The session, if it counts and is not locked.
pub(super) async fn open(clinic: &Clinic, token: &SessionToken) -> Outcome<Session> {
    let session = find(clinic, token).await?.ok_or(UNKNOWN)?;
    match state(&session) {
        SessionState::Open => Ok(session),
        SessionState::Ended(why) => {
            clinic.held_keys().forget(session.id);
            Err(ClinicError::SignedOut { why })
        }
        SessionState::Idle => {
            write_lock(clinic, &session).await?;
            Err(ClinicError::SignedOut { why: SessionEnd::Locked })
        }
    }
}

async fn write_lock(clinic: &Clinic, session: &Session) -> Outcome<()> {
    clinic.held_keys().forget(session.id);
    let actor = session.actor();
    let request_id = RequestId::fresh();
    once(clinic, request_id, || async {
        let mut write = clinic.write(&actor, request_id).await?;
        store::lock_session(write.connection(), session.id).await?;
        write.commit(AuditEvent::about(AuditAction::SessionLocked, "session", session.id.0)).await
    })
    .await
}

/// Someone whose password was right.
pub(super) struct Known {
    id: UserId,
    pub(super) email: Email,
    pub(super) hash: String,
    /// The same password's hash at the present cost, where the kept one is cheaper.
    renewed_hash: Option<String>,
}

/// Whoever's password it is; of the session's user where one is named. Failures are counted.
pub(super) async fn check_password(
    clinic: &Clinic,
    workstation: &str,
    typed_email: &str,
    password: &Zeroizing<String>,
    session: Option<&Session>,
) -> Outcome<Known> {
    // A password nobody can have set is not worth hashing ten megabytes for.
    let tried = if password.len() > 800 { Zeroizing::new(String::new()) } else { password.clone() };
    let email = Email::parse("email", typed_email).ok();
    if let Some(email) = &email
        && let Some(wait_seconds) = retry(|| count_try(clinic, email)).await?
    {
        audit_refusal(clinic, workstation, session.map(|session| session.user_id), "throttled").await?;
        return Err(Refusal::Throttled { wait_seconds }.into());
    }
    let kept = match (&email, session) {
        (Some(email), None) => retry(|| store::find_credentials(clinic.read(), email))
            .await?
            .map(|kept| (kept.user_id, kept.status, kept.password_hash)),
        (_, Some(session)) => Some((session.user_id, session.user_status, session.password_hash.clone())),
        (None, None) => None,
    };
    let hash = kept.as_ref().map(|(_, _, hash)| hash.clone());
    let right = password::verify(clinic.password_cost, tried.clone(), hash).await?;
    let refused = |user, why| audit_refusal(clinic, workstation, user, why);
    match (right, email, kept) {
        (true, Some(email), Some((id, UserStatus::Active, hash))) => {
            let renewed_hash = if clinic.password_cost.is_above(&hash) {
                Some(password::hash(clinic.password_cost, tried).await?)
            } else {
                None
            };
            Ok(Known { id, email, hash, renewed_hash })
        }
        (true, _, Some((id, UserStatus::Disabled, _))) => {
            refused(Some(id), "disabled").await?;
            Err(Refusal::AccountDisabled.into())
        }
        (_, _, kept) => {
            let why = if kept.is_some() { "wrong password" } else { "unknown e-mail" };
            refused(kept.map(|(id, ..)| id), why).await?;
            Err(Refusal::WrongCredentials.into())
        }
    }
}

/// Counts a try as failed before the password is looked at, so that many tries at once cannot all pass the limit; a
/// right password forgets the count. The seconds to wait when this try does not count.
async fn count_try(clinic: &Clinic, email: &Email) -> Outcome<Option<u32>> {
    for _ in 0..8 {
        let (kept, seconds) = store::throttle(clinic.read(), email).await?;
        let failures = if seconds > DAY_SECONDS { 0 } else { kept };
        let wait = i64::from(wait_after_failures(failures));
        if seconds < wait {
            return Ok(Some(u32::try_from(wait - seconds).unwrap_or(1)));
        }
        if store::count_failure(clinic.read(), email, kept, failures.saturating_add(1)).await? {
            return Ok(None);
        }
    }
    // Eight others counted before this one: whoever that is can wait.
    Ok(Some(1))
}

async fn audit_refusal(clinic: &Clinic, workstation: &str, user: Option<UserId>, why: &str) -> Outcome<()> {
    let nobody =
        Actor { user_id: None, session_id: None, ..person(UserId(Uuid::nil()), SessionId(Uuid::nil()), workstation) };
    let request_id = RequestId::fresh();
    let subject = user.map_or(Uuid::nil(), |user| user.0);
    once(clinic, request_id, || async {
        let event = AuditEvent::about(AuditAction::SignInRefused, "user", subject).detail(json!({ "why": why }));
        clinic.write(&nobody, request_id).await?.commit(event).await
    })
    .await
}

/// The author of an event before the role is known; it is never asked what it may.
fn person(user: UserId, session: SessionId, workstation: &str) -> Actor {
    Actor {
        user_id: Some(user),
        session_id: Some(session),
        role: Role::Receptionist,
        doctor_id: None,
        workstation: workstation.to_owned(),
        system: false,
        held: Held::NotOpened,
    }
}

fn workstation_name(typed: &str) -> String {
    text::required("workstation", typed, 100, Lines::One).unwrap_or_else(|_| "unnamed".to_owned())
}
