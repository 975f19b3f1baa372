//! Users: who signs in, and their sessions. Pure: no database, no clock.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::access::{Action, Role};
use crate::ids::{DoctorId, RequestId, UserId};

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
