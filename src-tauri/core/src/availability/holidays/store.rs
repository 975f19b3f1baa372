//! Holidays in the database.

use chrono::NaiveDate;
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool};

use super::model::{Holiday, HolidayOf, HolidayView};
use crate::db_error::duplicate_key;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{DoctorId, HolidayId, LocationId};

#[derive(FromRow)]
struct HolidayRow {
    id: HolidayId,
    name: String,
    location_id: Option<LocationId>,
    doctor_id: Option<DoctorId>,
    first_on: NaiveDate,
    last_on: NaiveDate,
    yearly: bool,
    row_version: u32,
}

impl From<HolidayRow> for HolidayView {
    fn from(row: HolidayRow) -> Self {
        let of = match (row.location_id, row.doctor_id) {
            (Some(location_id), _) => HolidayOf::Location { location_id },
            (None, Some(doctor_id)) => HolidayOf::Doctor { doctor_id },
            (None, None) => HolidayOf::Everyone,
        };
        Self {
            id: row.id,
            name: row.name,
            of,
            first_on: row.first_on,
            last_on: row.last_on,
            yearly: row.yearly,
            row_version: row.row_version,
        }
    }
}

/// Every holiday that is not removed, by date.
pub(crate) async fn list(pool: &MySqlPool) -> Outcome<Vec<HolidayView>> {
    let rows: Vec<HolidayRow> = sqlx::query_as(
        "select id, name, location_id, doctor_id, first_on, last_on, yearly, row_version from holidays \
         where removed_at is null order by first_on, name, id limit 10000",
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

fn places(of: HolidayOf) -> (Option<LocationId>, Option<DoctorId>) {
    match of {
        HolidayOf::Everyone => (None, None),
        HolidayOf::Location { location_id } => (Some(location_id), None),
        HolidayOf::Doctor { doctor_id } => (None, Some(doctor_id)),
    }
}

fn refused(error: sqlx::Error, of: HolidayOf) -> ClinicError {
    if error.as_database_error().is_some_and(|error| error.kind() == sqlx::error::ErrorKind::ForeignKeyViolation) {
        let what = if matches!(of, HolidayOf::Doctor { .. }) { RecordKind::Doctor } else { RecordKind::Location };
        return ClinicError::NotFound { what };
    }
    match duplicate_key(&error) {
        Some(_) => ClinicError::Stale { what: RecordKind::Holiday },
        None => error.into(),
    }
}

/// Adds a holiday.
pub(super) async fn insert(connection: &mut MySqlConnection, id: HolidayId, holiday: &Holiday) -> Outcome<()> {
    let (location, doctor) = places(holiday.of);
    sqlx::query(
        "insert into holidays (id, name, location_id, doctor_id, first_on, last_on, yearly) values (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(&holiday.name)
    .bind(location)
    .bind(doctor)
    .bind(holiday.first_on)
    .bind(holiday.last_on)
    .bind(holiday.yearly)
    .execute(connection)
    .await
    .map(drop)
    .map_err(|error| refused(error, holiday.of))
}

/// Changes a holiday if it still is at `row_version`.
pub(super) async fn update(
    connection: &mut MySqlConnection,
    id: HolidayId,
    row_version: u32,
    holiday: &Holiday,
) -> Outcome<()> {
    let (location, doctor) = places(holiday.of);
    let done = sqlx::query(
        "update holidays set name = ?, location_id = ?, doctor_id = ?, first_on = ?, last_on = ?, yearly = ?, \
         updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ? and removed_at is null",
    )
    .bind(&holiday.name)
    .bind(location)
    .bind(doctor)
    .bind(holiday.first_on)
    .bind(holiday.last_on)
    .bind(holiday.yearly)
    .bind(id)
    .bind(row_version)
    .execute(connection)
    .await
    .map_err(|error| refused(error, holiday.of))?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(ClinicError::Stale { what: RecordKind::Holiday }) }
}

/// Removes a holiday; false when it already was.
pub(super) async fn remove(connection: &mut MySqlConnection, id: HolidayId) -> Outcome<bool> {
    let done = sqlx::query(
        "update holidays set removed_at = utc_timestamp(6), updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and removed_at is null",
    )
    .bind(id)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}
