//! Emergency accesses in SQL. What counts is the server's clock.

use chrono::{DateTime, Utc};
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool};

use super::model::BrokenGlassView;
use crate::error::Outcome;
use crate::ids::{BreakGlassId, PatientId, UserId};

/// Until when the user's broken glass lets them read this chart, if it does.
pub(crate) async fn ends_at(pool: &MySqlPool, user: UserId, patient: PatientId) -> Outcome<Option<DateTime<Utc>>> {
    let ends = sqlx::query_scalar(
        "select max(ends_at) from break_glass where user_id = ? and patient_id = ? and ends_at > utc_timestamp(6)",
    )
    .bind(user)
    .bind(patient)
    .fetch_one(pool)
    .await?;
    Ok(ends)
}

/// Whether it does.
pub(in super::super) async fn is_open(pool: &MySqlPool, user: UserId, patient: PatientId) -> Outcome<bool> {
    Ok(ends_at(pool, user, patient).await?.is_some())
}

pub(super) async fn insert(
    connection: &mut MySqlConnection,
    id: BreakGlassId,
    user: UserId,
    patient: PatientId,
    reason: &str,
    workstation: &str,
) -> Outcome<()> {
    sqlx::query("insert into break_glass (id, user_id, patient_id, reason, workstation) values (?, ?, ?, ?, ?)")
        .bind(id)
        .bind(user)
        .bind(patient)
        .bind(reason)
        .bind(workstation)
        .execute(connection)
        .await?;
    Ok(())
}

/// Marks it; whether it was there, unseen, at the version named.
pub(super) async fn mark_seen(
    connection: &mut MySqlConnection,
    id: BreakGlassId,
    row_version: u32,
    user: UserId,
) -> Outcome<bool> {
    let done = sqlx::query(
        "update break_glass set seen_at = utc_timestamp(6), seen_by = ?, row_version = row_version + 1 \
         where id = ? and row_version = ? and seen_at is null",
    )
    .bind(user)
    .bind(id)
    .bind(row_version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

#[derive(FromRow)]
struct Row {
    id: BreakGlassId,
    user_name: String,
    family_name: String,
    given_name: String,
    patient_id: PatientId,
    reason: String,
    workstation: String,
    opened_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    seen_at: Option<DateTime<Utc>>,
    seen_by: Option<String>,
    row_version: u32,
}

pub(super) async fn list(pool: &MySqlPool) -> Outcome<Vec<BrokenGlassView>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select g.id, u.name as user_name, p.family_name, p.given_name, g.patient_id, g.reason, g.workstation, \
         g.opened_at, g.ends_at, g.seen_at, s.name as seen_by, g.row_version from break_glass g \
         join users u on u.id = g.user_id join patients p on p.id = g.patient_id left join users s on s.id = g.seen_by \
         order by g.seen_at is not null, g.opened_at desc, g.id limit 200",
    )
    .fetch_all(pool)
    .await?;
    let view = |row: Row| BrokenGlassView {
        id: row.id,
        user_name: row.user_name,
        patient_name: format!("{}, {}", row.family_name, row.given_name),
        patient_id: row.patient_id,
        reason: row.reason,
        workstation: row.workstation,
        opened_at: row.opened_at,
        ends_at: row.ends_at,
        seen_at: row.seen_at,
        seen_by: row.seen_by,
        row_version: row.row_version,
    };
    Ok(rows.into_iter().map(view).collect())
}
