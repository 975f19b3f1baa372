//! Users, sessions and throttles in SQL. Rows become domain values here; nothing is decided.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, MySqlConnection, MySqlPool};

use crate::access::{Actor, Role};
use crate::contact::Email;
use crate::error::{ClinicError, Outcome};
use crate::ids::{DoctorId, SessionId, UserId};
use crate::keys::Held;
use crate::users::model::{ChosenBy, NewUser, SessionView, UserChange, UserStatus, UserView};
use crate::users::session::{SESSION_HOURS, SessionTimes};

fn role(word: &str, user: UserId) -> Outcome<Role> {
    Role::from_word(word)
        .ok_or_else(|| ClinicError::Inconsistent { detail: format!("users.role of {user}: not a role: {word}") })
}

fn status(word: &str, user: UserId) -> Outcome<UserStatus> {
    UserStatus::from_word(word)
        .ok_or_else(|| ClinicError::Inconsistent { detail: format!("users.status of {user}: not a status: {word}") })
}

#[derive(FromRow)]
struct UserRow {
    id: UserId,
    email: String,
    name: String,
    role: String,
    status: String,
    last_sign_in_at: Option<DateTime<Utc>>,
    row_version: u32,
    doctor_id: Option<DoctorId>,
}

impl UserRow {
    fn view(self) -> Outcome<UserView> {
        Ok(UserView {
            role: role(&self.role, self.id)?,
            status: status(&self.status, self.id)?,
            id: self.id,
            email: self.email,
            name: self.name,
            doctor_id: self.doctor_id,
            last_sign_in_at: self.last_sign_in_at,
            row_version: self.row_version,
        })
    }
}

pub(super) async fn list(pool: &MySqlPool) -> Outcome<Vec<UserView>> {
    let rows: Vec<UserRow> = sqlx::query_as(
        "select u.id, u.email, u.name, u.role, u.status, u.last_sign_in_at, u.row_version, d.id as doctor_id \
         from users u left join doctors d on d.user_id = u.id \
         where u.deleted_at is null order by u.name, u.id limit 1000",
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(UserRow::view).collect()
}

pub(super) async fn find(connection: &mut MySqlConnection, id: UserId) -> Outcome<Option<UserView>> {
    let row: Option<UserRow> = sqlx::query_as(
        "select u.id, u.email, u.name, u.role, u.status, u.last_sign_in_at, u.row_version, d.id as doctor_id \
         from users u left join doctors d on d.user_id = u.id \
         where u.id = ? and u.deleted_at is null",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.map(UserRow::view).transpose()
}

/// What this user is called, also one who was disabled since.
pub(super) async fn name(pool: &MySqlPool, id: UserId) -> Outcome<Option<String>> {
    Ok(sqlx::query_scalar("select name from users where id = ?").bind(id).fetch_optional(pool).await?)
}

/// The e-mail that this user signs in with.
pub(super) async fn email(pool: &MySqlPool, id: UserId) -> Outcome<Option<String>> {
    let found = sqlx::query_scalar("select email from users where id = ? and deleted_at is null");
    Ok(found.bind(id).fetch_optional(pool).await?)
}

/// What sign-in compares with.
pub(super) struct Credentials {
    pub(super) user_id: UserId,
    pub(super) status: UserStatus,
    pub(super) password_hash: String,
}

pub(super) async fn find_credentials(pool: &MySqlPool, email: &Email) -> Outcome<Option<Credentials>> {
    let row: Option<(UserId, String, String)> =
        sqlx::query_as("select id, status, password_hash from users where email = ? and deleted_at is null")
            .bind(email.as_str())
            .fetch_optional(pool)
            .await?;
    row.map(|(user_id, word, password_hash)| {
        Ok(Credentials { user_id, status: status(&word, user_id)?, password_hash })
    })
    .transpose()
}

/// Adds a user, who changes the password at the first sign-in: somebody else chose it.
pub(super) async fn insert(
    connection: &mut MySqlConnection,
    user: &NewUser,
    password_hash: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into users (id, email, name, role, password_hash, password_change_due) values (?, ?, ?, ?, ?, true)",
    )
    .bind(user.id)
    .bind(user.email.as_str())
    .bind(&user.name)
    .bind(user.role.word())
    .bind(password_hash)
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether the row was still at the version named and is changed now.
pub(super) async fn update(connection: &mut MySqlConnection, change: &UserChange) -> Outcome<bool> {
    let done = sqlx::query(
        "update users set name = ?, role = ?, status = ?, updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ? and deleted_at is null",
    )
    .bind(&change.name)
    .bind(change.role.word())
    .bind(change.status.word())
    .bind(change.id)
    .bind(change.row_version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn set_password_hash(
    connection: &mut MySqlConnection,
    id: UserId,
    hash: &str,
    chosen_by: ChosenBy,
) -> Outcome<()> {
    sqlx::query(
        "update users set password_hash = ?, password_change_due = ?, updated_at = utc_timestamp(6) where id = ?",
    )
    .bind(hash)
    .bind(chosen_by == ChosenBy::SomebodyElse)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

/// Replaces a user's password by one that they chose; whether nobody else had changed it meanwhile.
pub(super) async fn change_password_hash(
    connection: &mut MySqlConnection,
    id: UserId,
    old: &str,
    new: &str,
) -> Outcome<bool> {
    let done = sqlx::query(
        "update users set password_hash = ?, password_change_due = false, updated_at = utc_timestamp(6) \
         where id = ? and password_hash = ?",
    )
    .bind(new)
    .bind(id)
    .bind(old)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Replaces a hash by one of the same password, unless the password was changed meanwhile.
pub(super) async fn renew_password_hash(
    connection: &mut MySqlConnection,
    id: UserId,
    old: &str,
    new: &str,
) -> Outcome<()> {
    sqlx::query("update users set password_hash = ? where id = ? and password_hash = ?")
        .bind(new)
        .bind(id)
        .bind(old)
        .execute(connection)
        .await?;
    Ok(())
}

/// The active administrators, locked until the write ends, so that two of them cannot dismiss each other.
pub(super) async fn lock_administrators(connection: &mut MySqlConnection) -> Outcome<Vec<UserId>> {
    Ok(sqlx::query_scalar(
        "select id from users where role = 'administrator' and status = 'active' and deleted_at is null for update",
    )
    .fetch_all(connection)
    .await?)
}

/// Gives the doctor this user to sign in as; whether the doctor exists and was free or theirs already.
pub(super) async fn link_doctor(connection: &mut MySqlConnection, doctor: DoctorId, user: UserId) -> Outcome<bool> {
    let held: Option<(Option<UserId>,)> = sqlx::query_as("select user_id from doctors where id = ? for update")
        .bind(doctor)
        .fetch_optional(&mut *connection)
        .await?;
    match held {
        Some((Some(holder),)) => Ok(holder == user),
        Some((None,)) => {
            sqlx::query(
                "update doctors set user_id = ?, updated_at = utc_timestamp(6), row_version = row_version + 1 where id = ?",
            )
            .bind(user)
            .bind(doctor)
            .execute(connection)
            .await?;
            Ok(true)
        }
        None => Ok(false),
    }
}

pub(super) async fn unlink_doctor(connection: &mut MySqlConnection, user: UserId) -> Outcome<()> {
    sqlx::query(
        "update doctors set user_id = null, updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where user_id = ?",
    )
    .bind(user)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends every session of a user except the one that asks for it.
pub(super) async fn revoke_sessions(
    connection: &mut MySqlConnection,
    user: UserId,
    except: Option<SessionId>,
) -> Outcome<()> {
    sqlx::query(
        "update sessions set revoked_at = utc_timestamp(6) \
         where user_id = ? and revoked_at is null and (? is null or id <> ?)",
    )
    .bind(user)
    .bind(except)
    .bind(except)
    .execute(connection)
    .await?;
    Ok(())
}

/// A session with its user.
pub(super) struct Session {
    pub(super) id: SessionId,
    pub(super) times: SessionTimes,
    pub(super) user_status: UserStatus,
    pub(super) user_id: UserId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: Role,
    pub(super) doctor_id: Option<DoctorId>,
    pub(super) workstation: String,
    pub(super) password_hash: String,
    /// Somebody else set the password, and its owner has not changed it yet.
    pub(super) password_change_due: bool,
}

impl Session {
    pub(super) fn actor(&self) -> Actor {
        Actor {
            user_id: Some(self.user_id),
            session_id: Some(self.id),
            role: self.role,
            doctor_id: self.doctor_id,
            workstation: self.workstation.clone(),
            system: false,
            held: Held::NotOpened,
        }
    }

    pub(super) fn view(self, locked: bool) -> SessionView {
        SessionView {
            actions: crate::access::Action::ALL
                .iter()
                .copied()
                .filter(|action| !self.password_change_due && action.roles().contains(&self.role))
                .collect(),
            user_id: self.user_id,
            name: self.name,
            email: self.email,
            role: self.role,
            doctor_id: self.doctor_id,
            expires_at: self.times.expires_at,
            locked,
            password_change_due: self.password_change_due,
        }
    }
}

#[derive(FromRow)]
struct SessionRow {
    id: SessionId,
    now_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    last_used_at: DateTime<Utc>,
    locked_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    workstation: String,
    user_id: UserId,
    status: String,
    name: String,
    email: String,
    role: String,
    password_hash: String,
    password_change_due: bool,
    doctor_id: Option<DoctorId>,
}

pub(super) async fn find_session(pool: &MySqlPool, token_hash: [u8; 32]) -> Outcome<Option<Session>> {
    let row: Option<SessionRow> = sqlx::query_as(
        "select s.id, utc_timestamp(6) as now_at, s.expires_at, s.last_used_at, s.locked_at, s.revoked_at, \
         s.workstation, u.id as user_id, u.status, u.name, u.email, u.role, u.password_hash, \
         u.password_change_due, d.id as doctor_id \
         from sessions s join users u on u.id = s.user_id and u.deleted_at is null \
         left join doctors d on d.user_id = u.id \
         where s.token_hash = ?",
    )
    .bind(token_hash.as_slice())
    .fetch_optional(pool)
    .await?;
    row.map(|row| {
        Ok(Session {
            id: row.id,
            times: SessionTimes {
                now: row.now_at,
                expires_at: row.expires_at,
                last_used_at: row.last_used_at,
                locked_at: row.locked_at,
                revoked_at: row.revoked_at,
            },
            user_status: status(&row.status, row.user_id)?,
            user_id: row.user_id,
            name: row.name,
            email: row.email,
            role: role(&row.role, row.user_id)?,
            doctor_id: row.doctor_id,
            workstation: row.workstation,
            password_hash: row.password_hash,
            password_change_due: row.password_change_due,
        })
    })
    .transpose()
}

pub(super) async fn insert_session(
    connection: &mut MySqlConnection,
    id: SessionId,
    token_hash: [u8; 32],
    user: UserId,
    workstation: &str,
) -> Outcome<()> {
    sqlx::query(
        "insert into sessions (id, token_hash, user_id, workstation, expires_at, last_used_at) \
         values (?, ?, ?, ?, utc_timestamp(6) + interval ? hour, utc_timestamp(6))",
    )
    .bind(id)
    .bind(token_hash.as_slice())
    .bind(user)
    .bind(workstation)
    .bind(SESSION_HOURS)
    .execute(&mut *connection)
    .await?;
    sqlx::query("update users set last_sign_in_at = utc_timestamp(6) where id = ?")
        .bind(user)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that someone is at the workstation. The one write of a session without an audit event: it says nothing about a
/// record, and would be most of the log.
pub(super) async fn touch_session(pool: &MySqlPool, id: SessionId) -> Outcome<()> {
    sqlx::query("update sessions set last_used_at = utc_timestamp(6) where id = ? and locked_at is null")
        .bind(id)
        .execute(pool)
        .await?;
    Ok(())
}

pub(super) async fn lock_session(connection: &mut MySqlConnection, id: SessionId) -> Outcome<()> {
    sqlx::query("update sessions set locked_at = utc_timestamp(6) where id = ? and locked_at is null")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn unlock_session(connection: &mut MySqlConnection, id: SessionId) -> Outcome<()> {
    sqlx::query("update sessions set locked_at = null, last_used_at = utc_timestamp(6) where id = ?")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn revoke_session(connection: &mut MySqlConnection, id: SessionId) -> Outcome<()> {
    sqlx::query("update sessions set revoked_at = utc_timestamp(6) where id = ? and revoked_at is null")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Failures kept for an e-mail, and the seconds since the last.
pub(super) async fn throttle(pool: &MySqlPool, email: &Email) -> Outcome<(u32, i64)> {
    // The row is made first, so that two first tries at once have something to compare with.
    sqlx::query(
        "insert into sign_in_throttles (email, failures, last_failed_at) values (?, 0, utc_timestamp(6)) \
         on duplicate key update email = email",
    )
    .bind(email.as_str())
    .execute(pool)
    .await?;
    let kept: Option<(u32, i64)> = sqlx::query_as(
        "select failures, cast(timestampdiff(second, last_failed_at, utc_timestamp(6)) as signed) \
         from sign_in_throttles where email = ?",
    )
    .bind(email.as_str())
    .fetch_optional(pool)
    .await?;
    Ok(kept.unwrap_or_default())
}

/// Sets the failures of an e-mail, unless another try counted meanwhile; whether it did. Without an audit event: the
/// try itself has one.
pub(super) async fn count_failure(pool: &MySqlPool, email: &Email, seen: u32, failures: u32) -> Outcome<bool> {
    let done = sqlx::query(
        "update sign_in_throttles set failures = ?, last_failed_at = utc_timestamp(6) where email = ? and failures = ?",
    )
    .bind(failures)
    .bind(email.as_str())
    .bind(seen)
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets the failures of an e-mail, and those of everybody that count no longer.
pub(super) async fn forget_throttle(connection: &mut MySqlConnection, email: &Email) -> Outcome<()> {
    sqlx::query("delete from sign_in_throttles where email = ? or last_failed_at < utc_timestamp(6) - interval 1 day")
        .bind(email.as_str())
        .execute(connection)
        .await?;
    Ok(())
}
