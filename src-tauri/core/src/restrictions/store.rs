//! Restrictions in SQL. When they begin and end is the server's clock.

use chrono::{DateTime, Utc};
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool};

use super::model::{RestrictProcessing, RestrictionGround, RestrictionView};
use crate::db_error::duplicate_key;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{PatientId, ResourceId, RestrictionId, UserId};
use crate::tx::WriteTx;

#[derive(FromRow)]
struct Row {
    id: RestrictionId,
    patient_id: PatientId,
    ground: String,
    words: String,
    restricted_by: String,
    restricted_at: DateTime<Utc>,
    lifted_by: Option<String>,
    lifted_at: Option<DateTime<Utc>>,
    lifted_words: String,
    row_version: u32,
}

/// A patient's restrictions, the newest first.
pub(super) async fn of_patient(pool: &MySqlPool, patient: PatientId) -> Outcome<Vec<RestrictionView>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select s.id, s.patient_id, s.ground, s.words, u.name as restricted_by, s.restricted_at, l.name as lifted_by, \
         s.lifted_at, s.lifted_words, s.row_version from processing_restrictions s \
         join users u on u.id = s.restricted_by left join users l on l.id = s.lifted_by \
         where s.patient_id = ? order by s.restricted_at desc, s.id desc limit 200",
    )
    .bind(patient)
    .fetch_all(pool)
    .await?;
    let view = |row: Row| {
        let ground = RestrictionGround::from_word(&row.ground).ok_or_else(|| ClinicError::Inconsistent {
            detail: format!("processing_restrictions.ground of {}", row.id),
        })?;
        Ok(RestrictionView {
            id: row.id,
            patient_id: row.patient_id,
            ground,
            words: row.words,
            restricted_by: row.restricted_by,
            restricted_at: row.restricted_at,
            lifted_by: row.lifted_by,
            lifted_at: row.lifted_at,
            lifted_words: row.lifted_words,
            row_version: row.row_version,
        })
    };
    rows.into_iter().map(view).collect()
}

/// Whose it is.
pub(super) async fn patient_of(pool: &MySqlPool, id: RestrictionId) -> Outcome<PatientId> {
    let found: Option<PatientId> = sqlx::query_scalar("select patient_id from processing_restrictions where id = ?")
        .bind(id)
        .fetch_optional(pool)
        .await?;
    found.ok_or(ClinicError::NotFound { what: RecordKind::Restriction })
}

/// Adds one that stands. `false`: one stands already, or the id is in use.
pub(super) async fn insert(
    connection: &mut MySqlConnection,
    request: &RestrictProcessing,
    words: &str,
    by: UserId,
) -> Outcome<bool> {
    let done = sqlx::query(
        "insert into processing_restrictions (id, patient_id, open_patient_id, ground, words, restricted_by) \
         values (?, ?, ?, ?, ?, ?)",
    )
    .bind(request.id)
    .bind(request.patient_id)
    .bind(request.patient_id)
    .bind(request.ground.word())
    .bind(words)
    .bind(by)
    .execute(connection)
    .await;
    match done {
        Ok(_) => Ok(true),
        Err(error) if duplicate_key(&error).is_some() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Lifts it; whether it stood, at the version named.
pub(super) async fn lift(
    connection: &mut MySqlConnection,
    id: RestrictionId,
    row_version: u32,
    words: &str,
    by: UserId,
) -> Outcome<bool> {
    let done = sqlx::query(
        "update processing_restrictions set open_patient_id = null, lifted_by = ?, lifted_at = utc_timestamp(6), \
         lifted_words = ?, row_version = row_version + 1 where id = ? and row_version = ? and lifted_at is null",
    )
    .bind(by)
    .bind(words)
    .bind(id)
    .bind(row_version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Has everybody read the patient again, and the days on which visits of theirs are booked.
pub(super) async fn touch(write: &mut WriteTx, patient: PatientId) -> Outcome<()> {
    let visits: Vec<(ResourceId, DateTime<Utc>, DateTime<Utc>)> = sqlx::query_as(
        "select d.resource_id, a.starts_at, a.ends_at from appointments a join doctors d on d.id = a.doctor_id \
         where a.patient_id = ? and a.status not in ('cancelled', 'no_show', 'completed') limit 500",
    )
    .bind(patient)
    .fetch_all(write.connection())
    .await?;
    for (lane, starts_at, ends_at) in visits {
        write.touch_calendar(lane, starts_at, ends_at);
    }
    write.touch_topic("patients");
    write.touch_topic("messages");
    write.touch_topic("waitlist");
    Ok(())
}
