//! The clinic's settings in the database.

use sqlx::MySqlPool;
use sqlx::mysql::MySqlConnection;

use super::model::SettingsView;
use crate::db_error::duplicate_key;
use crate::error::{ClinicError, Outcome, RecordKind};

/// What is set.
pub(super) async fn get(pool: &MySqlPool) -> Outcome<SettingsView> {
    let row: Option<(String, u32)> =
        sqlx::query_as("select video_base_url, row_version from clinic_settings").fetch_optional(pool).await?;
    Ok(row.map(|(video_base_url, row_version)| SettingsView { video_base_url, row_version }).unwrap_or_default())
}

/// Sets it, if it still is at the version seen.
pub(super) async fn save(connection: &mut MySqlConnection, row_version: u32, video_base_url: &str) -> Outcome<()> {
    let stale = || ClinicError::Stale { what: RecordKind::Settings };
    if row_version == 0 {
        let made = sqlx::query("insert into clinic_settings (video_base_url) values (?)").bind(video_base_url);
        return match made.execute(connection).await {
            Ok(_) => Ok(()),
            Err(error) if duplicate_key(&error).is_some() => Err(stale()),
            Err(error) => Err(error.into()),
        };
    }
    let changed = sqlx::query(
        "update clinic_settings set video_base_url = ?, updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where row_version = ?",
    )
    .bind(video_base_url)
    .bind(row_version)
    .execute(connection)
    .await?;
    if changed.rows_affected() == 1 { Ok(()) } else { Err(stale()) }
}
