//! The clinic's settings in the database.

use sqlx::MySqlPool;
use sqlx::mysql::MySqlConnection;

use super::model::{SettingsView, Wanted};
use crate::db_error::duplicate_key;
use crate::error::{ClinicError, Outcome, RecordKind};

/// What is set.
pub(crate) async fn get(pool: &MySqlPool) -> Outcome<SettingsView> {
    let row: Option<(String, u16, u16, u32)> =
        sqlx::query_as("select video_base_url, late_cancel_hours, offer_minutes, row_version from clinic_settings")
            .fetch_optional(pool)
            .await?;
    let set = row.map(|(video_base_url, late_cancel_hours, offer_minutes, row_version)| SettingsView {
        video_base_url,
        late_cancel_hours,
        offer_minutes,
        row_version,
    });
    Ok(set.unwrap_or_default())
}

/// Sets it, if it still is at the version seen.
pub(super) async fn save(connection: &mut MySqlConnection, row_version: u32, wanted: &Wanted) -> Outcome<()> {
    let stale = || ClinicError::Stale { what: RecordKind::Settings };
    if row_version == 0 {
        let made = sqlx::query(
            "insert into clinic_settings (video_base_url, late_cancel_hours, offer_minutes) values (?, ?, ?)",
        )
        .bind(&wanted.video_base_url)
        .bind(wanted.late_cancel_hours)
        .bind(wanted.offer_minutes)
        .execute(connection)
        .await;
        return match made {
            Ok(_) => Ok(()),
            Err(error) if duplicate_key(&error).is_some() => Err(stale()),
            Err(error) => Err(error.into()),
        };
    }
    let changed = sqlx::query(
        "update clinic_settings set video_base_url = ?, late_cancel_hours = ?, offer_minutes = ?, updated_at = utc_timestamp(6), \
         row_version = row_version + 1 where row_version = ?",
    )
    .bind(&wanted.video_base_url)
    .bind(wanted.late_cancel_hours)
    .bind(wanted.offer_minutes)
    .bind(row_version)
    .execute(connection)
    .await?;
    if changed.rows_affected() == 1 { Ok(()) } else { Err(stale()) }
}
