//! What an administrator does with users.

use serde_json::json;
use zeroize::Zeroizing;

use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::contact::Email;
use crate::db_error::{duplicate_key, retry};
use crate::error::{ClinicError, FieldError, FieldProblem, FormCheck, Outcome, RecordKind, Refusal};
use crate::ids::{DoctorId, RequestId, UserId};
use crate::once::once;
use crate::tx::WriteTx;
use crate::users::model::{AddUser, ChosenBy, NewUser, UpdateUser, UserChange, UserView};
use crate::users::{password, store};

/// Every user, by name.
///
/// # Errors
/// Forbidden to all but administrators.
pub async fn list(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<UserView>> {
    actor.may(Action::ManageUsers)?;
    retry(|| store::list(clinic.read())).await
}

/// What the actor is called on paper: their name; the tool's for the command line.
pub(crate) async fn own_name(clinic: &Clinic, actor: &Actor) -> Outcome<String> {
    let Some(id) = actor.user_id() else { return Ok(actor.workstation.clone()) };
    retry(|| store::name(clinic.read(), id)).await?.ok_or(ClinicError::NotFound { what: RecordKind::User })
}

/// Adds a user, who is asked for a password of their own at the first sign-in; sent twice, adds one.
///
/// # Errors
/// `Invalid` with every problem of the form: an e-mail that another user has is `Taken` at `email`, a doctor who does
/// not exist or has another account is `Taken` at `doctor_id`. Forbidden to all but administrators.
pub async fn add(clinic: &Clinic, actor: &Actor, request: AddUser) -> Outcome<UserView> {
    actor.may(Action::ManageUsers)?;
    let request_id = request.request_id;
    let user = NewUser::parse(request)?;
    let hash = password::hash(clinic.password_cost, user.password.clone()).await?;
    once(clinic, request_id, || async {
        let mut write = clinic.write(actor, request_id).await?;
        store::insert(write.connection(), &user, &hash).await.map_err(|error| match duplicate_key(&error) {
            Some(key) if key.ends_with("users_email") => FieldError::new("email", FieldProblem::Taken).into(),
            _ => ClinicError::from(error),
        })?;
        if let Some(doctor) = user.doctor_id {
            link(&mut write, doctor, user.id).await?;
        }
        write.touch_topic("users");
        let detail = json!({ "role": user.role.word() });
        write.commit(AuditEvent::about(AuditAction::UserAdded, "user", user.id.0).detail(detail)).await
    })
    .await?;
    get(clinic, user.id).await
}

/// Changes a user. Disabling them or giving them a new password ends their sessions, all but the one that asks; whoever is
/// given a password changes it at the next sign-in.
///
/// # Errors
/// `Invalid` with every problem of the form; `NotFound`; `Stale` when the version on the screen is not the present one;
/// [`Refusal::LastAdministrator`]. Forbidden to all but administrators.
pub async fn update(clinic: &Clinic, actor: &Actor, request: UpdateUser) -> Outcome<UserView> {
    actor.may(Action::ManageUsers)?;
    let request_id = request.request_id;
    let before = get(clinic, request.id).await?;
    let change = UserChange::parse(request, &before.email)?;
    let hash = match &change.password {
        Some(password) => Some(password::hash(clinic.password_cost, password.clone()).await?),
        None => None,
    };
    once(clinic, request_id, || write_change(clinic, actor, request_id, &change, hash.as_deref())).await?;
    get(clinic, change.id).await
}

async fn write_change(
    clinic: &Clinic,
    actor: &Actor,
    request_id: RequestId,
    change: &UserChange,
    hash: Option<&str>,
) -> Outcome<()> {
    let mut write = clinic.write(actor, request_id).await?;
    let administrators = store::lock_administrators(write.connection()).await?;
    let before = store::find(write.connection(), change.id).await?.ok_or(NOT_FOUND)?;
    if !store::update(write.connection(), change).await? {
        return Err(ClinicError::Stale { what: RecordKind::User });
    }
    if change.ends_administrator(before.role, before.status) && administrators.iter().all(|id| *id == change.id) {
        return Err(Refusal::LastAdministrator.into());
    }
    if before.doctor_id != change.doctor_id {
        store::unlink_doctor(write.connection(), change.id).await?;
        write.touch_topic("clinic");
    }
    if let Some(doctor) = change.doctor_id {
        link(&mut write, doctor, change.id).await?;
    }
    if let Some(hash) = hash {
        store::set_password_hash(write.connection(), change.id, hash, ChosenBy::of(actor, change.id)).await?;
    }
    if hash.is_some() || change.status != crate::users::model::UserStatus::Active {
        store::revoke_sessions(write.connection(), change.id, actor.session_id).await?;
    }
    write.touch_topic("users");
    let detail = json!({
        "role": [before.role.word(), change.role.word()],
        "status": [before.status.word(), change.status.word()],
        "renamed": before.name != change.name,
        "new_password": hash.is_some(),
    });
    write.commit(AuditEvent::about(AuditAction::UserUpdated, "user", change.id.0).detail(detail)).await
}

/// Gives the user with this e-mail a new password, to be changed at the next sign-in, and ends their sessions. For the
/// clinic's command line.
///
/// # Errors
/// `Invalid` at `email` or `new_password`; `NotFound`. Forbidden to all but administrators.
pub async fn set_password(clinic: &Clinic, actor: &Actor, email: &str, new_password: String) -> Outcome<()> {
    actor.may(Action::ManageUsers)?;
    let typed = Zeroizing::new(new_password);
    let mut check = FormCheck::default();
    let address = check.take(Email::parse("email", email));
    let password = check.take(password::parse_new("new_password", &typed, &[email]));
    check.finish()?;
    let (Some(address), Some(password)) = (address, password) else { return Err(NOT_FOUND) };
    let user = retry(|| store::find_credentials(clinic.read(), &address)).await?.ok_or(NOT_FOUND)?.user_id;
    let hash = password::hash(clinic.password_cost, password).await?;
    let request_id = RequestId::fresh();
    once(clinic, request_id, || async {
        let mut write = clinic.write(actor, request_id).await?;
        store::set_password_hash(write.connection(), user, &hash, ChosenBy::of(actor, user)).await?;
        store::revoke_sessions(write.connection(), user, actor.session_id).await?;
        store::forget_throttle(write.connection(), &address).await?;
        write.touch_topic("users");
        let detail = json!({ "new_password": true });
        write.commit(AuditEvent::about(AuditAction::UserUpdated, "user", user.0).detail(detail)).await
    })
    .await
}

const NOT_FOUND: ClinicError = ClinicError::NotFound { what: RecordKind::User };

async fn get(clinic: &Clinic, id: UserId) -> Outcome<UserView> {
    retry(|| async {
        let mut connection = clinic.read().acquire().await?;
        store::find(&mut connection, id).await?.ok_or(NOT_FOUND)
    })
    .await
}

/// Ties a doctor to the account; the clinic's list of doctors shows it.
async fn link(write: &mut WriteTx, doctor: DoctorId, user: UserId) -> Outcome<()> {
    write.touch_topic("clinic");
    if store::link_doctor(write.connection(), doctor, user).await? {
        Ok(())
    } else {
        Err(FieldError::new("doctor_id", FieldProblem::Taken).into())
    }
}
