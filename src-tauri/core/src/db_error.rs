//! What the database's errors mean to the clinic, and which of them are worth another try.

use std::future::Future;
use std::time::Duration;

use rand::RngExt;
use sqlx::error::ErrorKind;
use sqlx::mysql::{MySqlDatabaseError, MySqlQueryResult};

use crate::error::{ClinicError, OfflineCause, Outcome, Refusal};

const DEADLOCK: &str = "deadlock";
const SCHEDULES_MOVED: &str = "the schedules moved meanwhile";
const NO_CONNECTION: &str = "no connection in time";
/// Longest wait for one try: a server that was frozen or cut off sends nothing, not even an error.
const LONGEST_TRY: Duration = Duration::from_secs(12);

impl From<sqlx::Error> for ClinicError {
    fn from(error: sqlx::Error) -> Self {
        let offline = |cause, detail: String| Self::Offline { cause, detail };
        match &error {
            sqlx::Error::Database(database) => {
                let number = database.try_downcast_ref::<MySqlDatabaseError>().map_or(0, MySqlDatabaseError::number);
                match number {
                    // Deadlock, or "record has changed since last read" (MariaDB snapshot isolation, Galera).
                    1213 | 1020 => offline(OfflineCause::Busy, DEADLOCK.into()),
                    // Lock wait timeout; too many connections; statement time limits of both servers; user limits.
                    1205 | 1040 | 1203 | 1226 | 1969 | 3024 | 1317 => {
                        offline(OfflineCause::Busy, format!("error {number}"))
                    }
                    // Server is shutting down; not a cluster member that may answer.
                    1053 | 1047 | 1927 | 1077 | 1079 | 4031 => {
                        offline(OfflineCause::Unreachable, format!("error {number}"))
                    }
                    // Access denied, locked, expired or revoked account, unknown database.
                    1044 | 1045 | 1049 | 1130 | 1698 | 1820 | 1862 | 3118 | 4151 => {
                        offline(OfflineCause::AccountRefused, format!("error {number}"))
                    }
                    // This table or column is not the account's: a desk's workstation has no rights to notes.
                    1142 | 1143 => Refusal::WorkstationMayNot.into(),
                    // "Connections using insecure transport are prohibited".
                    3159 => offline(OfflineCause::TlsRequired, format!("error {number}")),
                    // Disk full, table full, error writing a file, read-only for want of room.
                    1021 | 1114 | 1026 | 1030 | 3 => offline(OfflineCause::DiskFull, format!("error {number}")),
                    _ => Self::Inconsistent { detail: format!("database error {number}: {}", database.message()) },
                }
            }
            // The driver's words for an authority that it cannot read hold all of it.
            sqlx::Error::Tls(cause) => {
                let detail = cause.to_string();
                let detail = detail.split("-----BEGIN").next().unwrap_or_default().trim_end().to_owned();
                offline(OfflineCause::CertificateRefused, detail)
            }
            // rustls reports a refused certificate as an i/o error of the handshake.
            sqlx::Error::Io(cause) if cause.kind() == std::io::ErrorKind::InvalidData => {
                offline(OfflineCause::CertificateRefused, cause.to_string())
            }
            sqlx::Error::Io(cause) => offline(OfflineCause::Unreachable, cause.to_string()),
            sqlx::Error::PoolTimedOut => offline(OfflineCause::Unreachable, NO_CONNECTION.into()),
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                offline(OfflineCause::Unreachable, error.to_string())
            }
            sqlx::Error::Protocol(detail) => offline(OfflineCause::Unreachable, detail.clone()),
            other => Self::Inconsistent { detail: other.to_string() },
        }
    }
}

/// The name of the unique key that a write ran into, e.g. `patients.patients_email`; `None` when it was another error.
/// The servers word it differently (`'key'`, `'table.key'`): match with `ends_with`.
pub(crate) fn duplicate_key(error: &sqlx::Error) -> Option<String> {
    let database = error.as_database_error()?;
    if database.kind() != ErrorKind::UniqueViolation {
        return None;
    }
    let message = database.message();
    let key = message.rsplit_once("for key '")?.1;
    Some(key.trim_end_matches('\'').to_owned())
}

/// Whether an insert added anything. `false`: a unique key has it already, or what it was to be made of is not there.
pub(crate) fn added(done: Result<MySqlQueryResult, sqlx::Error>) -> Outcome<bool> {
    match done {
        Ok(done) => Ok(done.rows_affected() > 0),
        Err(error) if duplicate_key(&error).is_some() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether a row was to hang on another that is not there.
pub(crate) fn is_orphan(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|database| database.kind() == ErrorKind::ForeignKeyViolation)
}

/// Whether the audit log was to take an event whose deed a restriction stops: it has no action.
pub(crate) fn is_without_action(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|database| {
        database.kind() == ErrorKind::NotNullViolation && database.message().contains("'action'")
    })
}

/// A write was decided by schedules that changed before it could hold them: [`retry`] decides it anew.
pub(crate) fn schedules_moved() -> ClinicError {
    ClinicError::Offline { cause: OfflineCause::Busy, detail: SCHEDULES_MOVED.into() }
}

/// Tries an action again when the database asks for it: a deadlock, or schedules that moved meanwhile, up to twelve times
/// with jitter, a lost connection or a lock held too long twice, and gives up on a try after twelve seconds of silence. The action must be safe to repeat: every write carries its id.
///
/// # Errors
/// What the last try yielded.
pub(crate) async fn retry<T, Try, Fut>(mut attempt: Try) -> Outcome<T>
where
    Try: FnMut() -> Fut,
    Fut: Future<Output = Outcome<T>>,
{
    let mut deadlocks = 0_u32;
    let mut lost = 0_u32;
    loop {
        let ended = tokio::time::timeout(LONGEST_TRY, attempt()).await;
        let error = match ended {
            Ok(Err(error)) => error,
            Ok(done) => return done,
            Err(_) => ClinicError::Offline { cause: OfflineCause::Unreachable, detail: NO_CONNECTION.into() },
        };
        match &error {
            ClinicError::Offline { cause: OfflineCause::Busy, detail }
                if (detail == DEADLOCK || detail == SCHEDULES_MOVED) && deadlocks < 12 =>
            {
                deadlocks += 1;
                let pause = rand::rng().random_range(1..=4_u64 << deadlocks.min(5));
                tokio::time::sleep(Duration::from_millis(pause)).await;
            }
            // The pool has waited for a connection already; a connection that broke is replaced by the next try.
            ClinicError::Offline { cause: OfflineCause::Busy | OfflineCause::Unreachable, detail }
                if lost < 2 && detail != NO_CONNECTION =>
            {
                lost += 1;
                tokio::time::sleep(Duration::from_millis(u64::from(lost) * 50)).await;
            }
            _ => return Err(error),
        }
    }
}
