//! Sealing again what an older data key sealed. Each row is done by itself, so that it can stop and go on anywhere.

use serde_json::json;
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use super::model::Resealed;
use super::opened::ClinicKeys;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::crypto::sealing::{Place, Sealed};
use crate::error::Outcome;
use crate::ids::{RequestId, fresh};
use crate::sealed_tables::{ALL, SealedTable, open_plain};

#[derive(FromRow)]
struct Row {
    record: Uuid,
    patient: Uuid,
    version: u32,
    sealed: Vec<u8>,
    key_id: u32,
}

impl Row {
    fn place(&self, table: &SealedTable) -> Place {
        let Self { record, patient, version, .. } = *self;
        Place { table: table.table, record, patient, field: table.field, version }
    }
}

/// Seals some of what is left again, and says how much still is. Asked again and again, it ends.
///
/// # Errors
/// [`ClinicError::Inconsistent`](crate::error::ClinicError), naming the row, where something cannot be opened;
/// [`Refusal::KeysMissing`](crate::error::Refusal::KeysMissing). Forbidden to all but doctors.
pub async fn reseal_some(clinic: &Clinic, actor: &Actor) -> Outcome<Resealed> {
    actor.may(Action::HoldKeys)?;
    let keys = actor.held.keys()?;
    let mut write = clinic.write(actor, RequestId::fresh()).await?;
    let mut done = 0_u32;
    for table in ALL {
        done += seal_again(write.connection(), keys, table, |place, row| {
            keys.open(place, &Sealed { key_id: row.key_id, bytes: row.sealed })
        })
        .await?;
        if done > 0 {
            break;
        }
    }
    let left = left_to_reseal(write.connection(), keys.present().id()).await?;
    if done == 0 {
        return Ok(Resealed { left });
    }
    let detail = json!({ "sealed": done, "left": left });
    write.commit(AuditEvent::about(AuditAction::ContentResealed, "data_key", fresh()).detail(detail)).await?;
    Ok(Resealed { left })
}

/// Seals what was kept readable before the clinic had keys. Nothing readable is accepted afterwards.
pub(super) async fn seal_plain(connection: &mut MySqlConnection, keys: &ClinicKeys) -> Outcome<u32> {
    let mut done = 0;
    for table in ALL {
        loop {
            let some = seal_again(connection, keys, table, |place, row| open_plain(place, &row.sealed)).await?;
            done += some;
            if some == 0 {
                break;
            }
        }
    }
    Ok(done)
}

async fn seal_again(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    table: &SealedTable,
    open: impl Fn(&Place, Row) -> Outcome<zeroize::Zeroizing<Vec<u8>>>,
) -> Outcome<u32> {
    let present = keys.present().id();
    let rows: Vec<Row> =
        sqlx::query_as(AssertSqlSafe(table.under_others)).bind(present).fetch_all(&mut *connection).await?;
    let done = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    for row in rows {
        let (place, before) = (row.place(table), row.key_id);
        let sealed = keys.seal(&place, &open(&place, row)?)?;
        sqlx::query(AssertSqlSafe(table.put))
            .bind(sealed.bytes)
            .bind(sealed.key_id)
            .bind(place.record)
            .bind(place.version)
            .bind(before)
            .execute(&mut *connection)
            .await?;
    }
    Ok(done)
}

pub(super) async fn left_to_reseal(connection: &mut MySqlConnection, present: u32) -> Outcome<u32> {
    let mut left = 0_i64;
    for table in ALL {
        let some: i64 =
            sqlx::query_scalar(AssertSqlSafe(table.count)).bind(present).fetch_one(&mut *connection).await?;
        left += some;
    }
    Ok(u32::try_from(left).unwrap_or(u32::MAX))
}
