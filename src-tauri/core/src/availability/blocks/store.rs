//! Blocks in the database.

use chrono::{DateTime, Utc};
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool, QueryBuilder};

use super::model::{Block, BlockKind};
use crate::db_error::duplicate_key;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{BlockId, DoctorId, LocationId};
use crate::sql_list::push_list;

/// A block as it lies in the table.
#[derive(FromRow)]
pub(crate) struct BlockRow {
    pub(crate) id: BlockId,
    pub(crate) doctor_id: DoctorId,
    pub(crate) location_id: Option<LocationId>,
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
    pub(crate) released_at: Option<DateTime<Utc>>,
    pub(crate) release_hours: Option<u16>,
    pub(crate) row_version: u32,
}

impl BlockRow {
    pub(crate) fn read_kind(&self) -> Outcome<BlockKind> {
        BlockKind::from_word(&self.kind)
            .ok_or_else(|| ClinicError::Inconsistent { detail: format!("blocks.kind of {}: {}", self.id, self.kind) })
    }
}

/// Every block that stands and ended less than a good year ago: older ones decide nothing any more, nor the look of a day
/// that anybody turns back to.
pub(crate) async fn standing(pool: &MySqlPool) -> Outcome<Vec<BlockRow>> {
    Ok(sqlx::query_as(
        "select id, doctor_id, location_id, kind, title, starts_at, ends_at, released_at, release_hours, row_version \
         from blocks where removed_at is null and ends_at >= date_sub(utc_date(), interval 400 day) order by starts_at, id",
    )
    .fetch_all(pool)
    .await?)
}

/// Adds blocks in one statement.
pub(super) async fn insert(connection: &mut MySqlConnection, blocks: &[(DoctorId, Block)]) -> Outcome<()> {
    let mut query = QueryBuilder::new(
        "insert into blocks (id, doctor_id, location_id, kind, title, starts_at, ends_at, released_at, release_hours) ",
    );
    query.push_values(blocks, |mut values, (doctor, block)| {
        values
            .push_bind(block.id)
            .push_bind(*doctor)
            .push_bind(block.location_id)
            .push_bind(block.kind.word())
            .push_bind(&block.title)
            .push_bind(block.span.start().naive_utc())
            .push_bind(block.span.end().naive_utc())
            .push_bind(block.released_at.map(|at| at.naive_utc()))
            .push_bind(block.release_hours);
    });
    query.build().execute(connection).await.map(drop).map_err(|error| match duplicate_key(&error) {
        Some(_) => ClinicError::Stale { what: RecordKind::Block },
        None => error.into(),
    })
}

/// Changes a block that stands, if it still is at `row_version`.
pub(super) async fn update(
    connection: &mut MySqlConnection,
    doctor: DoctorId,
    row_version: u32,
    block: &Block,
) -> Outcome<()> {
    let done = sqlx::query(
        "update blocks set doctor_id = ?, location_id = ?, kind = ?, title = ?, starts_at = ?, ends_at = ?, released_at = ?, \
         release_hours = ?, updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ? and removed_at is null",
    )
    .bind(doctor)
    .bind(block.location_id)
    .bind(block.kind.word())
    .bind(&block.title)
    .bind(block.span.start().naive_utc())
    .bind(block.span.end().naive_utc())
    .bind(block.released_at.map(|at| at.naive_utc()))
    .bind(block.release_hours)
    .bind(block.id)
    .bind(row_version)
    .execute(connection)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(ClinicError::Stale { what: RecordKind::Block }) }
}

/// Removes blocks, or puts removed ones back; how many that were.
pub(super) async fn set_standing(
    connection: &mut MySqlConnection,
    ids: &[BlockId],
    standing: Standing,
) -> Outcome<u64> {
    let mut query = QueryBuilder::new(match standing {
        Standing::Removed => {
            "update blocks set removed_at = utc_timestamp(6), updated_at = utc_timestamp(6), row_version = row_version + 1 \
             where removed_at is null and id in "
        }
        Standing::Restored => {
            "update blocks set removed_at = null, updated_at = utc_timestamp(6), row_version = row_version + 1 \
             where removed_at is not null and id in "
        }
    });
    push_list(&mut query, ids);
    Ok(query.build().execute(connection).await?.rows_affected())
}

/// What becomes of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It no longer holds.
    Removed,
    /// It holds again.
    Restored,
}
