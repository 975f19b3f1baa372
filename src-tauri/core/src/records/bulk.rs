//! Many records at once, for filling a clinic with people who do not exist. Sealed like any other.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::mysql::MySqlConnection;

use super::file::hex;
use super::model::{FileFacts, PART, RecordContent, RecordForm};
use super::store::{self, Origin, Written, of_part};
use crate::error::{ClinicError, Outcome};
use crate::ids::{PatientId, RecordId, UserId};
use crate::keys::ClinicKeys;

/// A record to add as it stands: a PDF that arrived whole.
pub(crate) struct WrittenRecord {
    pub(crate) id: RecordId,
    pub(crate) patient: PatientId,
    pub(crate) author: UserId,
    pub(crate) form: RecordForm,
    /// The file's name.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) added_at: DateTime<Utc>,
}

/// Adds records, kept.
pub(crate) async fn insert_records(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    written: &[WrittenRecord],
) -> Outcome<()> {
    for record in written {
        let odd = |what: &str| ClinicError::Inconsistent { detail: format!("records {}: {what}", record.id) };
        let bytes = u32::try_from(record.bytes.len()).map_err(|_| odd("is too large"))?;
        let sha256 = hex(Sha256::new().chain_update(&record.bytes));
        let file = FileFacts { name: record.name.clone(), media_type: "application/pdf".into(), bytes, sha256 };
        let parts = file.parts();
        let content = RecordContent { form: record.form.clone(), file };
        let origin = Origin { workstation: String::new(), path: String::new() };
        let of = Written { id: record.id, patient: record.patient, by: record.author };
        store::insert(&mut *connection, keys, of, &content, &origin).await?;
        for (place, part) in (0..).zip(record.bytes.chunks(PART as usize)) {
            let at = of_part(record.id, record.patient, place, parts);
            store::put_part(&mut *connection, keys, &at, (record.id, place, parts), part).await?;
        }
        store::keep(&mut *connection, record.id).await?;
        sqlx::query("update records set created_at = ?, arrived_at = ?, updated_at = ? where id = ?")
            .bind(record.added_at)
            .bind(record.added_at)
            .bind(record.added_at)
            .bind(record.id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
