//! Chart entries in SQL: sealed bytes in, opened entries out. Rows become domain values here; nothing is decided.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySql, QueryBuilder};

use super::model::{ChartEntryView, ChartFact, ChartStanding, SaveChartEntry};
use crate::altered::{self, Altered};
use crate::crypto::sealing::{Place, Sealed};
use crate::db_error::added;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{ChartEntryId, PatientId, UserId};
use crate::keys::ClinicKeys;

/// What is sealed of a version.
#[derive(Serialize, Deserialize)]
pub(super) struct Content {
    pub(super) fact: ChartFact,
    pub(super) standing: ChartStanding,
    pub(super) why: String,
}

/// Where a version is sealed.
pub(super) fn of_version(id: ChartEntryId, patient: PatientId, version: u32) -> Place {
    Place { table: "chart_entries", record: id.0, patient: patient.0, field: "content", version }
}

#[derive(FromRow)]
struct Row {
    entry_id: ChartEntryId,
    version: u32,
    sealed: Vec<u8>,
    key_id: u32,
    saved_at: DateTime<Utc>,
    saved_by: String,
}

impl Row {
    fn open(self, keys: &ClinicKeys, patient: PatientId) -> Outcome<ChartEntryView> {
        let Self { entry_id: id, version: row_version, sealed: bytes, key_id, saved_at, saved_by } = self;
        let Content { fact, standing, why } =
            keys.open_json(&of_version(id, patient, row_version), &Sealed { key_id, bytes })?;
        Ok(ChartEntryView { id, fact, standing, why, saved_at, saved_by, row_version })
    }
}

/// Versions of one patient's entries: the patient is what comes next.
const ENTRIES: &str = "select e.entry_id, e.version, e.sealed, e.key_id, e.saved_at, u.name as saved_by \
    from chart_entries e join users u on u.id = e.author_id where e.patient_id = ";

async fn opened(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    patient: PatientId,
    mut query: QueryBuilder<MySql>,
) -> Outcome<Vec<ChartEntryView>> {
    let rows: Vec<Row> = query.build_query_as().fetch_all(connection).await?;
    rows.into_iter().map(|row| row.open(keys, patient)).collect()
}

/// Every entry of a patient in its newest version, the newest first, and those that were altered.
pub(super) async fn of_patient(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    patient: PatientId,
) -> Outcome<(Vec<ChartEntryView>, Vec<Altered>)> {
    let mut query = QueryBuilder::new(ENTRIES);
    query.push_bind(patient).push(
        " and e.version = (select max(n.version) from chart_entries n where n.entry_id = e.entry_id) \
         order by e.saved_at desc, e.entry_id desc",
    );
    let rows: Vec<Row> = query.build_query_as().fetch_all(connection).await?;
    altered::opened(rows, |row| (row.saved_at, &row.saved_by), |row| row.open(keys, patient))
}

/// An entry of that patient's chart in its newest version.
pub(super) async fn newest(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    patient: PatientId,
    id: ChartEntryId,
) -> Outcome<Option<ChartEntryView>> {
    let mut query = QueryBuilder::new(ENTRIES);
    query.push_bind(patient).push(" and e.entry_id = ").push_bind(id).push(" order by e.version desc limit 1");
    Ok(opened(connection, keys, patient, query).await?.into_iter().next())
}

/// Whose chart an entry stands in: known without opening it.
pub(super) async fn patient_of(connection: &mut MySqlConnection, id: ChartEntryId) -> Outcome<PatientId> {
    let found: Option<PatientId> =
        sqlx::query_scalar("select patient_id from chart_entries where entry_id = ? and version = 1")
            .bind(id)
            .fetch_optional(connection)
            .await?;
    found.ok_or(ClinicError::NotFound { what: RecordKind::ChartEntry })
}

/// Everything that an entry once said, the newest first.
pub(super) async fn versions(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    id: ChartEntryId,
    patient: PatientId,
) -> Outcome<Vec<ChartEntryView>> {
    let mut query = QueryBuilder::new(ENTRIES);
    query.push_bind(patient).push(" and e.entry_id = ").push_bind(id).push(" order by e.version desc limit 1000");
    opened(connection, keys, patient, query).await
}

/// Everything that every entry of a patient ever said, entry by entry, the first version first.
pub(super) async fn everything(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    patient: PatientId,
) -> Outcome<Vec<ChartEntryView>> {
    let mut query = QueryBuilder::new(ENTRIES);
    query.push_bind(patient).push(" order by e.entry_id, e.version");
    opened(connection, keys, patient, query).await
}

/// Adds the version after the one named. `false`: it is there already, or the chart has its only entry of that kind.
pub(super) async fn insert(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    request: &SaveChartEntry,
    by: UserId,
) -> Outcome<bool> {
    let SaveChartEntry { entry_id, patient_id, row_version, fact, standing, why, .. } = request;
    let version = row_version.unwrap_or(0) + 1;
    let content = Content { fact: fact.clone(), standing: *standing, why: why.clone() };
    let sealed = keys.seal_json(&of_version(*entry_id, *patient_id, version), &content)?;
    let done = sqlx::query(
        "insert into chart_entries (entry_id, version, patient_id, only_one, sealed, key_id, author_id) \
         values (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(entry_id)
    .bind(version)
    .bind(patient_id)
    .bind(fact.only_one())
    .bind(sealed.bytes)
    .bind(sealed.key_id)
    .bind(by)
    .execute(connection)
    .await;
    added(done)
}
