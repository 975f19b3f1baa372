//! Every place of the database that holds sealed content, so that a new data key reaches all of it. A slice that keeps
//! sealed content adds its tables here; `tests/keys.rs` holds the list against the schema.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::crypto::sealing::Place;
use crate::error::Outcome;

/// A table with a column `sealed` (or one named like it) and the key that it is sealed under.
pub(crate) struct SealedTable {
    /// The table.
    pub(crate) table: &'static str,
    /// Its column, as `table.column`.
    pub(crate) column: &'static str,
    /// The content's name in its place.
    pub(crate) field: &'static str,
    /// Rows under another data key than the one bound (`?`): `record`, `patient`, `version`, `sealed`, `key_id`.
    pub(crate) under_others: &'static str,
    /// Puts content in place of what was there, unless the row moved on: sealed, key, then record, version, key before.
    pub(crate) put: &'static str,
    /// How many rows are under another data key than the one bound.
    pub(crate) count: &'static str,
}

macro_rules! sealed_table {
    ($table:literal, $field:literal, from: $from:literal, record: $record:literal, patient: $patient:literal,
     version: $version:literal, sealed: $sealed:literal, key: $key:literal) => {
        sealed_table!($table, $field, from: $from, record: $record, patient: $patient, version: $version,
            sealed: $sealed, key: $key, at_once: "200")
    };
    ($table:literal, $field:literal, from: $from:literal, record: $record:literal, patient: $patient:literal,
     version: $version:literal, sealed: $sealed:literal, key: $key:literal, at_once: $most:literal) => {
        SealedTable {
            table: $table,
            column: concat!($table, ".", $sealed),
            field: $field,
            under_others: concat!(
                "select ",
                $record,
                " as record, ",
                $patient,
                " as patient, ",
                $version,
                " as version, t.",
                $sealed,
                " as sealed, t.",
                $key,
                " as key_id from ",
                $from,
                " where t.",
                $key,
                " <> ? limit ",
                $most
            ),
            put: concat!(
                "update ",
                $table,
                " t set t.",
                $sealed,
                " = ?, t.",
                $key,
                " = ? where ",
                $record,
                " = ? and ",
                $version,
                " = ? and t.",
                $key,
                " = ?"
            ),
            count: concat!("select count(*) from ", $table, " t where t.", $key, " <> ?"),
        }
    };
}

/// All of them.
pub(crate) const ALL: &[SealedTable] = &[
    sealed_table!("consultations", "draft", from: "consultations t", record: "t.id", patient: "t.patient_id",
        version: "t.draft_version", sealed: "draft_sealed", key: "draft_key_id"),
    sealed_table!("consultation_versions", "content",
        from: "consultation_versions t join consultations c on c.id = t.consultation_id",
        record: "t.consultation_id", patient: "c.patient_id", version: "t.version", sealed: "sealed", key: "key_id"),
    sealed_table!("chart_entries", "content", from: "chart_entries t", record: "t.entry_id", patient: "t.patient_id",
        version: "t.version", sealed: "sealed", key: "key_id"),
    sealed_table!("prescription_versions", "content",
        from: "prescription_versions t join prescriptions p on p.id = t.prescription_id",
        record: "t.prescription_id", patient: "p.patient_id", version: "t.version", sealed: "sealed", key: "key_id"),
    sealed_table!("prescription_signatures", "slip",
        from: "prescription_signatures t join prescriptions p on p.id = t.prescription_id",
        record: "t.prescription_id", patient: "p.patient_id", version: "cast(1 as unsigned)", sealed: "sealed",
        key: "key_id"),
    sealed_table!("letters", "content", from: "letters t", record: "t.id", patient: "t.patient_id",
        version: "cast(1 as unsigned)", sealed: "sealed", key: "key_id"),
    sealed_table!("records", "source", from: "records t", record: "t.id", patient: "t.patient_id",
        version: "cast(1 as unsigned)", sealed: "source_sealed", key: "source_key_id"),
    sealed_table!("record_versions", "content",
        from: "record_versions t join records r on r.id = t.record_id",
        record: "t.record_id", patient: "r.patient_id", version: "t.version", sealed: "sealed", key: "key_id"),
    // Parts of files are large: a few at once. A part's version says which it is, and of how many.
    sealed_table!("record_chunks", "part",
        from: "record_chunks t join records r on r.id = t.record_id",
        record: "t.record_id", patient: "r.patient_id", version: "cast(t.of_chunks * 65536 + t.place as unsigned)",
        sealed: "sealed", key: "key_id", at_once: "8"),
    sealed_table!("clinic_signing_keys", "sealed", from: "clinic_signing_keys t", record: "t.id",
        patient: "unhex('00000000000000000000000000000000')", version: "cast(1 as unsigned)", sealed: "sealed",
        key: "key_id"),
];

/// Content as versions before there were keys kept it: a frame that names its record and version, a checksum, and the
/// content, readable. Opened once, when the clinic's keys are found.
///
/// # Errors
/// [`ClinicError::Inconsistent`](crate::error::ClinicError), naming the place, when it was altered or belongs elsewhere.
pub(crate) fn open_plain(place: &Place, bytes: &[u8]) -> Outcome<Zeroizing<Vec<u8>>> {
    let broken = || place.broken("was not sealed, and is not what it was written as");
    let rest = bytes.strip_prefix(b"CDP1").ok_or_else(broken)?;
    let (checksum, plain) = rest.split_first_chunk::<32>().ok_or_else(broken)?;
    let sum = Sha256::new().chain_update(place.record).chain_update(place.version.to_be_bytes()).chain_update(plain);
    if <[u8; 32]>::from(sum.finalize()) != *checksum {
        return Err(broken());
    }
    Ok(Zeroizing::new(plain.to_vec()))
}
