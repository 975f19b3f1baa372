//! Users: who signs in, and their sessions. Pure: no database, no clock.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

use crate::access::{Action, Role};
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

/// Who is signed in at this workstation.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
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
        (Role::Receptionist | Role::Administrator, Some(_)) => {
            Err(FieldError::new("doctor_id", FieldProblem::UnknownChoice))
        }
        (Role::Doctor, Some(_)) | (_, None) => Ok(doctor),
    }
}
