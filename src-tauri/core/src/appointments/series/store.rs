//! Series in the database.

use sqlx::{FromRow, MySqlPool};

use crate::error::Outcome;
use crate::ids::{PatientId, SeriesId, UserId};
use crate::sql_text::SqlText;

/// A series to write.
pub(super) struct NewSeries<'a> {
    pub(super) id: SeriesId,
    pub(super) patient_id: PatientId,
    pub(super) rule: &'a str,
    pub(super) time_zone: &'a str,
    pub(super) occurrences: u16,
    pub(super) booked_by: Option<UserId>,
}

/// The statement that writes a series.
pub(super) fn insert(sql: &mut SqlText, new: &NewSeries<'_>) {
    sql.push("insert into appointment_series (id, patient_id, rule, time_zone, occurrences, booked_by) values ").row(
        &[
            &new.id.0,
            &new.patient_id.0,
            &new.rule,
            &new.time_zone,
            &u64::from(new.occurrences),
            &new.booked_by.map(|user| user.0),
        ],
    );
    sql.push(";");
}

/// A series as it was booked.
#[derive(FromRow)]
pub(super) struct SeriesRow {
    pub(super) patient_id: PatientId,
    pub(super) rule: String,
}

pub(super) async fn find(pool: &MySqlPool, id: SeriesId) -> Outcome<Option<SeriesRow>> {
    let found = sqlx::query_as("select patient_id, rule from appointment_series where id = ?");
    Ok(found.bind(id).fetch_optional(pool).await?)
}
