//! The settings of the messages in the database.

use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlExecutor};

use super::model::{MailSecurity, MessageSettings, MessageSettingsView};
use crate::db_error::duplicate_key;
use crate::error::{ClinicError, Outcome, RecordKind};

#[derive(FromRow)]
struct Row {
    host: String,
    port: u16,
    security: String,
    ca_pem: Option<String>,
    user_name: String,
    sender_name: String,
    sender_address: String,
    moved: bool,
    cancelled: bool,
    confirmed: bool,
    reminder: bool,
    reminder_hours: u16,
    row_version: u32,
}

/// What is set.
pub(in crate::messages) async fn get(executor: impl MySqlExecutor<'_>) -> Outcome<MessageSettingsView> {
    let row: Option<Row> = sqlx::query_as(
        "select host, port, security, ca_pem, user_name, sender_name, sender_address, moved, cancelled, confirmed, \
         reminder, reminder_hours, row_version from message_settings",
    )
    .fetch_optional(executor)
    .await?;
    let Some(row) = row else { return Ok(MessageSettingsView::default()) };
    let security = MailSecurity::from_word(&row.security)
        .ok_or_else(|| ClinicError::Inconsistent { detail: format!("message_settings.security {}", row.security) })?;
    let settings = MessageSettings {
        host: row.host,
        port: i32::from(row.port),
        security,
        ca_pem: row.ca_pem.unwrap_or_default(),
        user_name: row.user_name,
        sender_name: row.sender_name,
        sender_address: row.sender_address,
        moved: row.moved,
        cancelled: row.cancelled,
        confirmed: row.confirmed,
        reminder: row.reminder,
        reminder_hours: i32::from(row.reminder_hours),
    };
    Ok(MessageSettingsView { settings, row_version: row.row_version })
}

/// Sets it, if it still is at the version seen.
pub(super) async fn save(connection: &mut MySqlConnection, row_version: u32, wanted: &MessageSettings) -> Outcome<()> {
    let stale = || ClinicError::Stale { what: RecordKind::Settings };
    let statement = if row_version == 0 {
        "insert into message_settings (host, port, security, ca_pem, user_name, sender_name, sender_address, moved, \
         cancelled, confirmed, reminder, reminder_hours) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    } else {
        "update message_settings set host = ?, port = ?, security = ?, ca_pem = ?, user_name = ?, sender_name = ?, \
         sender_address = ?, moved = ?, cancelled = ?, confirmed = ?, reminder = ?, reminder_hours = ?, \
         updated_at = utc_timestamp(6), row_version = row_version + 1 where row_version = ?"
    };
    let mut query = sqlx::query(statement)
        .bind(&wanted.host)
        .bind(wanted.port)
        .bind(wanted.security.word())
        .bind(Some(&wanted.ca_pem).filter(|pem| !pem.is_empty()))
        .bind(&wanted.user_name)
        .bind(&wanted.sender_name)
        .bind(&wanted.sender_address)
        .bind(wanted.moved)
        .bind(wanted.cancelled)
        .bind(wanted.confirmed)
        .bind(wanted.reminder)
        .bind(wanted.reminder_hours);
    if row_version > 0 {
        query = query.bind(row_version);
    }
    match query.execute(connection).await {
        Ok(done) if done.rows_affected() == 1 => Ok(()),
        Ok(_) => Err(stale()),
        Err(error) if duplicate_key(&error).is_some() => Err(stale()),
        Err(error) => Err(error.into()),
    }
}
