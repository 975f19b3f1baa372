//! The table of interactions in SQL.

use sqlx::FromRow;
use sqlx::MySqlPool;
use sqlx::mysql::MySqlConnection;

use super::model::{InteractionForm, InteractionSeverity, InteractionView};
use crate::db_error::added;
use crate::error::{ClinicError, Outcome};
use crate::ids::InteractionId;

#[derive(FromRow)]
struct Row {
    id: InteractionId,
    one: String,
    other: String,
    severity: String,
    words: String,
    row_version: u32,
}

impl Row {
    fn view(self) -> Outcome<InteractionView> {
        let Self { id, one, other, severity, words, row_version } = self;
        let severity = InteractionSeverity::from_word(&severity).ok_or_else(|| ClinicError::Inconsistent {
            detail: format!("interactions.severity of {id}: {severity}"),
        })?;
        Ok(InteractionView { id, one, other, severity, words, row_version })
    }
}

/// All of them by name.
pub(super) async fn list(pool: &MySqlPool) -> Outcome<Vec<InteractionView>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, one, other, severity, words, row_version from interactions where removed_at is null \
         order by one, other, id limit 10000",
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Row::view).collect()
}

/// Adds one. `false`: the id is in use.
pub(crate) async fn insert(
    connection: &mut MySqlConnection,
    id: InteractionId,
    form: &InteractionForm,
) -> Outcome<bool> {
    let done = sqlx::query("insert into interactions (id, one, other, severity, words) values (?, ?, ?, ?, ?)")
        .bind(id)
        .bind(&form.one)
        .bind(&form.other)
        .bind(form.severity.word())
        .bind(&form.words)
        .execute(connection)
        .await;
    added(done)
}

/// Changes one; whether it was there at the version named.
pub(super) async fn update(
    connection: &mut MySqlConnection,
    id: InteractionId,
    row_version: u32,
    form: &InteractionForm,
) -> Outcome<bool> {
    let done = sqlx::query(
        "update interactions set one = ?, other = ?, severity = ?, words = ?, updated_at = utc_timestamp(6), \
         row_version = row_version + 1 where id = ? and row_version = ? and removed_at is null",
    )
    .bind(&form.one)
    .bind(&form.other)
    .bind(form.severity.word())
    .bind(&form.words)
    .bind(id)
    .bind(row_version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes one out; whether it was there at the version named.
pub(super) async fn remove(connection: &mut MySqlConnection, id: InteractionId, row_version: u32) -> Outcome<bool> {
    let done = sqlx::query(
        "update interactions set removed_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ? and removed_at is null",
    )
    .bind(id)
    .bind(row_version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}
