//! Users: who signs in, and their sessions. Pure: no database, no clock.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

use crate::access::{Action, Actor, Role};
use crate::contact::Email;
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::ids::{DoctorId, RequestId, UserId};
use crate::text::{self, Lines};
use crate::users::password;

/// Whether a user may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// May sign in.
    Active,
    /// May not.
    Disabled,
}

/// What is typed to sign in.
#[derive(Clone, Deserialize, TS)]
pub struct SignIn {
    /// The user's e-mail.
    pub email: String,
    /// The user's password.
    pub password: String,
}

/// What is typed to unlock.
#[derive(Clone, Deserialize, TS)]
pub struct Unlock {
    /// The password of the user whose session is locked.
    pub password: String,
}

/// What is typed to change one's own password.
#[derive(Clone, Deserialize, TS)]
pub struct ChangePassword {
    /// The write's id.
    pub request_id: RequestId,
    /// The present one.
    pub password: String,
    /// The new one, 10 characters at least, not easily guessed and not the present one.
    pub new_password: String,
}

/// Who is signed in at this workstation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SessionView {
    /// Who.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// The doctor they are, for those who are one.
    pub doctor_id: Option<DoctorId>,
    /// What their role may do; the window hides the rest, the core refuses it.
    pub actions: Vec<Action>,
    /// When the session ends whatever happens.
    pub expires_at: DateTime<Utc>,
    /// It is locked: the password opens it again.
    pub locked: bool,
    /// Somebody else set the password: until it is changed nothing else can be done, and `actions` is empty.
    pub password_change_due: bool,
}

/// A user as the administrator sees them.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct UserView {
    /// Their id.
    pub id: UserId,
    /// Their e-mail, by which they sign in.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Whether they may sign in.
    pub status: UserStatus,
    /// The doctor they are.
    pub doctor_id: Option<DoctorId>,
    /// When they last signed in.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// A new user.
#[derive(Clone, Deserialize, TS)]
pub struct AddUser {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation.
    pub id: UserId,
    /// By which they sign in; unique.
    pub email: String,
    /// Their name, 1 to 200 characters.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Their first password, 10 characters at least and not easily guessed.
    pub password: String,
    /// The doctor they are; needed for and only for the role of doctor.
    pub doctor_id: Option<DoctorId>,
}

/// A change to a user.
#[derive(Clone, Deserialize, TS)]
pub struct UpdateUser {
    /// The write's id.
    pub request_id: RequestId,
    /// Who.
    pub id: UserId,
    /// The version on the screen.
    pub row_version: u32,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Whether they may sign in; disabling ends their sessions.
    pub status: UserStatus,
    /// The doctor they are.
    pub doctor_id: Option<DoctorId>,
    /// A new password, when it is to change; ends their sessions.
    pub new_password: Option<String>,
}

/// Who chose a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChosenBy {
    /// The user: it stands.
    TheUser,
    /// Somebody else, who knows it: it is changed at the next sign-in, before anything else.
    SomebodyElse,
}

impl ChosenBy {
    /// Who chooses when `actor` sets the password of `user`.
    pub(crate) fn of(actor: &Actor, user: UserId) -> Self {
        if actor.user_id == Some(user) { Self::TheUser } else { Self::SomebodyElse }
    }
}

impl UserStatus {
    /// As the database keeps it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// The status of a database word.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Active, Self::Disabled].into_iter().find(|status| status.word() == word)
    }
}

/// A changed password, parsed.
pub(crate) struct NewPassword {
    pub(crate) present: Zeroizing<String>,
    pub(crate) new: Zeroizing<String>,
}

impl NewPassword {
    /// Reads the form of the user with this e-mail and name; every problem at once.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) at `password` and `new_password`.
    pub(crate) fn parse(request: ChangePassword, email: &str, name: &str) -> Outcome<Self> {
        let (present, typed) = (Zeroizing::new(request.password), Zeroizing::new(request.new_password));
        let mut check = FormCheck::default();
        if present.is_empty() {
            check.note("password", FieldProblem::Missing);
        }
        let new = check.take(password::parse_new("new_password", &typed, &[email, name]));
        if new.as_ref().is_some_and(|new| *new == present) {
            check.note("new_password", FieldProblem::SamePassword);
        }
        check.finish()?;
        Ok(Self { present, new: new.expect("the check ended without a problem, so the new one was read") })
    }
}

/// A new user, parsed.
pub(crate) struct NewUser {
    pub(crate) id: UserId,
    pub(crate) email: Email,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) password: Zeroizing<String>,
    pub(crate) doctor_id: Option<DoctorId>,
}

impl NewUser {
    /// Reads the form; every problem at once.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) with every problem.
    pub(crate) fn parse(request: AddUser) -> Outcome<Self> {
        let typed = Zeroizing::new(request.password);
        let mut check = FormCheck::default();
        let email = check.take(Email::parse("email", &request.email));
        let name = check.take(text::required("name", &request.name, 200, Lines::One));
        let password = check.take(password::parse_new("password", &typed, &[&request.email, &request.name]));
        let doctor_id = check.take(doctor_of(request.role, request.doctor_id));
        check.finish()?;
        let proof = "the check ended without a problem, so every field was read";
        Ok(Self {
            id: request.id,
            email: email.expect(proof),
            name: name.expect(proof),
            role: request.role,
            password: password.expect(proof),
            doctor_id: doctor_id.expect(proof),
        })
    }
}

/// A change to a user, parsed.
pub(crate) struct UserChange {
    pub(crate) id: UserId,
    pub(crate) row_version: u32,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) status: UserStatus,
    pub(crate) doctor_id: Option<DoctorId>,
    pub(crate) password: Option<Zeroizing<String>>,
}

impl UserChange {
    /// Reads the form; every problem at once.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) with every problem.
    pub(crate) fn parse(request: UpdateUser, email: &str) -> Outcome<Self> {
        let typed = request.new_password.map(Zeroizing::new);
        let mut check = FormCheck::default();
        let name = check.take(text::required("name", &request.name, 200, Lines::One));
        let password = typed
            .map(|typed| check.take(password::parse_new("new_password", &typed, &[email, &request.name])))
            .unwrap_or_default();
        let doctor_id = check.take(doctor_of(request.role, request.doctor_id));
        check.finish()?;
        let proof = "the check ended without a problem, so every field was read";
        Ok(Self {
            id: request.id,
            row_version: request.row_version,
            name: name.expect(proof),
            role: request.role,
            status: request.status,
            doctor_id: doctor_id.expect(proof),
            password,
        })
    }

    /// Whether an active administrator with this change would be one no longer.
    pub(crate) fn ends_administrator(&self, role: Role, status: UserStatus) -> bool {
        let runs_the_clinic = |role, status| role == Role::Administrator && status == UserStatus::Active;
        runs_the_clinic(role, status) && !runs_the_clinic(self.role, self.status)
    }
}

/// Whoever has the role of doctor is one of the clinic's doctors, and nobody else is.
fn doctor_of(role: Role, doctor: Option<DoctorId>) -> Result<Option<DoctorId>, FieldError> {
    match (role, doctor) {
        (Role::Doctor, None) => Err(FieldError::new("doctor_id", FieldProblem::Missing)),
        (Role::Receptionist | Role::Administrator | Role::Kiosk, Some(_)) => {
            Err(FieldError::new("doctor_id", FieldProblem::UnknownChoice))
        }
        (Role::Doctor, Some(_)) | (_, None) => Ok(doctor),
    }
}
