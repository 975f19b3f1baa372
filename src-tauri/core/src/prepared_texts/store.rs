//! Prepared texts in the database.

use sqlx::mysql::MySqlConnection;
use sqlx::types::Json;
use sqlx::{FromRow, MySqlPool};

use super::model::{Prepared, PreparedFor, PreparedText};
use crate::db_error::added;
use crate::error::Outcome;
use crate::ids::{PreparedTextId, UserId};

/// The most that a doctor has, the clinic's included.
const MOST: u32 = 1_000;

#[derive(FromRow)]
struct Row {
    id: PreparedTextId,
    owner_id: Option<UserId>,
    prepared: Json<serde_json::Value>,
    row_version: u32,
}

/// The user's own and everybody's, by what they are called. One that a later version of the program wrote is left out.
pub(super) async fn of_user(pool: &MySqlPool, user: UserId) -> Outcome<Vec<PreparedText>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, owner_id, prepared, row_version from prepared_texts \
         where owner_id = ? or owner_id is null order by called, id limit ?",
    )
    .bind(user)
    .bind(MOST)
    .fetch_all(pool)
    .await?;
    let known = rows.into_iter().filter_map(|row| {
        Some(PreparedText {
            id: row.id,
            prepared_for: if row.owner_id.is_some() { PreparedFor::Oneself } else { PreparedFor::Everybody },
            prepared: serde_json::from_value(row.prepared.0).ok()?,
            row_version: row.row_version,
        })
    });
    Ok(known.collect())
}

/// Whether that owner has another one that is called so. Asked in the transaction that writes; two at the very same moment
/// would both be kept, and the older one is used.
pub(super) async fn is_called(
    connection: &mut MySqlConnection,
    owner: Option<UserId>,
    called: &str,
    but: PreparedTextId,
) -> Outcome<bool> {
    let found: Option<i32> =
        sqlx::query_scalar("select 1 from prepared_texts where called = ? and owner_id <=> ? and id <> ? limit 1")
            .bind(called)
            .bind(owner)
            .bind(but)
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}

/// Adds one; whether its id was free.
pub(crate) async fn insert(
    connection: &mut MySqlConnection,
    id: PreparedTextId,
    owner: Option<UserId>,
    prepared: &Prepared,
) -> Outcome<bool> {
    let made = sqlx::query("insert into prepared_texts (id, owner_id, called, prepared) values (?, ?, ?, ?)")
        .bind(id)
        .bind(owner)
        .bind(prepared.called())
        .bind(Json(prepared))
        .execute(connection)
        .await;
    added(made)
}

/// Changes one that the user may change; whether it was at the version named.
pub(super) async fn update(
    connection: &mut MySqlConnection,
    id: PreparedTextId,
    row_version: u32,
    user: UserId,
    owner: Option<UserId>,
    prepared: &Prepared,
) -> Outcome<bool> {
    let changed = sqlx::query(
        "update prepared_texts set owner_id = ?, called = ?, prepared = ?, updated_at = utc_timestamp(6), \
         row_version = row_version + 1 where id = ? and row_version = ? and (owner_id = ? or owner_id is null)",
    )
    .bind(owner)
    .bind(prepared.called())
    .bind(Json(prepared))
    .bind(id)
    .bind(row_version)
    .bind(user)
    .execute(connection)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Takes one away that the user may change; whether it was at the version named.
pub(super) async fn delete(
    connection: &mut MySqlConnection,
    id: PreparedTextId,
    row_version: u32,
    user: UserId,
) -> Outcome<bool> {
    let gone = sqlx::query(
        "delete from prepared_texts where id = ? and row_version = ? and (owner_id = ? or owner_id is null)",
    )
    .bind(id)
    .bind(row_version)
    .bind(user)
    .execute(connection)
    .await?;
    Ok(gone.rows_affected() == 1)
}
