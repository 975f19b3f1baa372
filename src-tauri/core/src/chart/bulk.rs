//! Many entries at once, for filling a clinic with people who do not exist. Sealed like any other.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use sqlx::mysql::MySqlConnection;

use super::model::{ChartFact, ChartStanding};
use super::store::{Content, of_version};
use crate::crypto::sealing::Sealed;
use crate::error::Outcome;
use crate::ids::{ChartEntryId, PatientId, UserId};
use crate::keys::ClinicKeys;

/// Rows a statement.
const ROWS: usize = 500;

/// An entry to add as it stands.
pub(crate) struct WrittenEntry {
    pub(crate) id: ChartEntryId,
    pub(crate) patient: PatientId,
    pub(crate) author: UserId,
    pub(crate) fact: ChartFact,
    pub(crate) standing: ChartStanding,
    pub(crate) saved_at: DateTime<Utc>,
}

/// Adds entries, each in its first version.
pub(crate) async fn insert_entries(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    entries: &[WrittenEntry],
) -> Outcome<()> {
    for rows in entries.chunks(ROWS) {
        let sealed = |entry: &WrittenEntry| {
            let content = Content { fact: entry.fact.clone(), standing: entry.standing, why: String::new() };
            keys.seal_json(&of_version(entry.id, entry.patient, 1), &content)
        };
        let sealed: Vec<Sealed> = rows.iter().map(sealed).collect::<Outcome<_>>()?;
        let mut query = QueryBuilder::new(
            "insert into chart_entries (entry_id, version, patient_id, only_one, sealed, key_id, author_id, saved_at) ",
        );
        query.push_values(rows.iter().zip(sealed), |mut row, (entry, sealed)| {
            row.push_bind(entry.id)
                .push_bind(1)
                .push_bind(entry.patient)
                .push_bind(entry.fact.only_one())
                .push_bind(sealed.bytes)
                .push_bind(sealed.key_id)
                .push_bind(entry.author)
                .push_bind(entry.saved_at);
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}
