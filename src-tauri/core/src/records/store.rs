//! Records in SQL: sealed bytes in, opened records out. Rows become domain values here; nothing is decided.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use sqlx::mysql::MySqlConnection;
use zeroize::Zeroizing;

use super::model::{
    Archiving, FileFacts, RecordContent, RecordForm, RecordList, RecordStatus, RecordVersion, RecordView, Sharing,
};
use crate::altered;
use crate::crypto::sealing::{Place, Sealed, to_bytes};
use crate::db_error::{added, duplicate_key};
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{DoctorId, PatientId, RecordId, UserId};
use crate::keys::{ClinicKeys, Version, Versioned, versioned};

/// A record with all that is known of its file.
pub(super) struct Record {
    pub(super) view: RecordView,
    pub(super) content: RecordContent,
}

/// Where a file that is arriving comes from: what its own workstation goes on with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Origin {
    pub(super) workstation: String,
    pub(super) path: String,
}

#[derive(FromRow)]
struct Row {
    id: RecordId,
    patient_id: PatientId,
    family_name: String,
    given_name: String,
    status: String,
    version: u32,
    sealed: Vec<u8>,
    key_id: u32,
    bytes: u32,
    chunks: u32,
    arrived: u32,
    added_by: String,
    created_at: DateTime<Utc>,
    archived_at: Option<DateTime<Utc>>,
    row_version: u32,
}

impl Row {
    /// Opens it, without whom it is shared with. What is readable of it has to be what is sealed.
    fn open(self, keys: &ClinicKeys) -> Outcome<Record> {
        let status = match self.status.as_str() {
            "arriving" => RecordStatus::Arriving,
            "kept" => RecordStatus::Kept,
            _ => return Err(ClinicError::Inconsistent { detail: format!("records.status of {}", self.id) }),
        };
        let place = of_version(self.id, self.patient_id, self.version);
        let content: RecordContent = keys.open_json(&place, &Sealed { key_id: self.key_id, bytes: self.sealed })?;
        if (content.file.bytes, content.file.parts()) != (self.bytes, self.chunks) {
            return Err(ClinicError::Inconsistent { detail: format!("records.bytes of {}", self.id) });
        }
        let RecordContent { form, file } = content.clone();
        let view = RecordView {
            id: self.id,
            patient_id: self.patient_id,
            patient_name: format!("{}, {}", self.family_name, self.given_name),
            form,
            preview: file.preview(),
            file_name: file.name,
            media_type: file.media_type,
            bytes: file.bytes,
            sha256: file.sha256,
            status,
            arrived_parts: self.arrived,
            parts: self.chunks,
            added_by: self.added_by,
            added_at: self.created_at,
            version: self.version,
            archived_at: self.archived_at,
            shared_with: Vec::new(),
            row_version: self.row_version,
        };
        Ok(Record { view, content })
    }
}

const VERSIONS: Versioned = versioned!("records", "record_versions", "record_id", "status <> 'discarded'");

/// Where a version of what describes it is sealed.
fn of_version(id: RecordId, patient: PatientId, version: u32) -> Place {
    Place { table: "record_versions", record: id.0, patient: patient.0, field: "content", version }
}

/// Where the way to the file is sealed.
fn of_source(id: RecordId, patient: PatientId) -> Place {
    Place { table: "records", record: id.0, patient: patient.0, field: "source", version: 1 }
}

/// Where a part is sealed: it opens as this part of that many, and as no other.
pub(super) fn of_part(id: RecordId, patient: PatientId, place: u32, of: u32) -> Place {
    let version = of.saturating_mul(65_536).saturating_add(place);
    Place { table: "record_chunks", record: id.0, patient: patient.0, field: "part", version }
}

macro_rules! records_where {
    ($rest:literal) => {
        concat!(
            "select r.id, r.patient_id, p.family_name, p.given_name, r.status, r.version, v.sealed, v.key_id, r.bytes, \
             r.chunks, if(r.status = 'kept', r.chunks, (select cast(count(*) as unsigned) from record_chunks c \
             where c.record_id = r.id)) as arrived, u.name as added_by, r.created_at, r.archived_at, r.row_version \
             from records r join patients p on p.id = r.patient_id \
             join record_versions v on v.record_id = r.id and v.version = r.version \
             join users u on u.id = r.added_by where r.status <> 'discarded' and ",
            $rest
        )
    };
}

pub(super) async fn get(connection: &mut MySqlConnection, keys: &ClinicKeys, id: RecordId) -> Outcome<Record> {
    let row: Option<Row> = sqlx::query_as(records_where!("r.id = ?")).bind(id).fetch_optional(&mut *connection).await?;
    let mut record = row.ok_or(ClinicError::NotFound { what: RecordKind::Record })?.open(keys)?;
    record.view.shared_with = sqlx::query_scalar(
        "select doctor_id from record_shares where record_id = ? and ended_at is null order by shared_at, doctor_id",
    )
    .bind(id)
    .fetch_all(connection)
    .await?;
    Ok(record)
}

/// Whose it is: known without opening it.
pub(super) async fn patient_of(connection: &mut MySqlConnection, id: RecordId) -> Outcome<PatientId> {
    let found: Option<PatientId> =
        sqlx::query_scalar("select patient_id from records where id = ? and status <> 'discarded'")
            .bind(id)
            .fetch_optional(connection)
            .await?;
    found.ok_or(ClinicError::NotFound { what: RecordKind::Record })
}

/// Whether it is shared with the doctor.
pub(super) async fn is_shared_with(connection: &mut MySqlConnection, id: RecordId, doctor: DoctorId) -> Outcome<bool> {
    let found: Option<i32> = sqlx::query_scalar(
        "select 1 from record_shares s join records r on r.id = s.record_id join patients p on p.id = r.patient_id \
         where s.record_id = ? and s.doctor_id = ? and s.ended_at is null and p.deleted_at is null \
         and not exists (select 1 from processing_restrictions x where x.open_patient_id = r.patient_id)",
    )
    .bind(id)
    .bind(doctor)
    .fetch_optional(connection)
    .await?;
    Ok(found.is_some())
}

/// A patient's records, the newest first, 500 at most.
pub(super) async fn of_patient(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    patient: PatientId,
) -> Outcome<RecordList> {
    let rows: Vec<Row> =
        sqlx::query_as(records_where!("r.patient_id = ? order by r.created_at desc, r.id desc limit 500"))
            .bind(patient)
            .fetch_all(&mut *connection)
            .await?;
    let shares: Vec<(RecordId, DoctorId)> = sqlx::query_as(
        "select s.record_id, s.doctor_id from record_shares s join records r on r.id = s.record_id \
         where r.patient_id = ? and s.ended_at is null order by s.shared_at, s.doctor_id",
    )
    .bind(patient)
    .fetch_all(connection)
    .await?;
    list(rows, keys, &shares)
}

/// Every record of a patient, the oldest first.
pub(super) async fn everything(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    patient: PatientId,
) -> Outcome<Vec<RecordView>> {
    let rows: Vec<Row> = sqlx::query_as(records_where!("r.patient_id = ? order by r.created_at, r.id"))
        .bind(patient)
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(|row| Ok(row.open(keys)?.view)).collect()
}

/// With whom a record is or was shared.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Shared {
    pub(crate) doctor_name: String,
    pub(crate) shared_by: String,
    pub(crate) shared_at: DateTime<Utc>,
    pub(crate) ended_at: Option<DateTime<Utc>>,
}

/// Everybody with whom a record is or was shared, in order.
pub(super) async fn shares(connection: &mut MySqlConnection, id: RecordId) -> Outcome<Vec<Shared>> {
    Ok(sqlx::query_as(
        "select d.name as doctor_name, u.name as shared_by, s.shared_at, s.ended_at from record_shares s \
         join doctors d on d.id = s.doctor_id join users u on u.id = s.shared_by where s.record_id = ? \
         order by s.shared_at, s.doctor_id",
    )
    .bind(id)
    .fetch_all(connection)
    .await?)
}

/// What others shared with a doctor, what was shared last first, 200 at most. Whom else they shared it with is theirs.
pub(super) async fn shared_with(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    doctor: DoctorId,
) -> Outcome<RecordList> {
    let rows: Vec<Row> = sqlx::query_as(records_where!(
        "p.deleted_at is null and r.status = 'kept' and r.archived_at is null \
         and not exists (select 1 from processing_restrictions x where x.open_patient_id = r.patient_id) and r.id in \
         (select s.record_id from record_shares s where s.doctor_id = ? and s.ended_at is null) \
         order by r.created_at desc, r.id desc limit 200"
    ))
    .bind(doctor)
    .fetch_all(connection)
    .await?;
    list(rows, keys, &[])
}

/// What somebody began to add and has not arrived, the oldest first, with where it comes from.
pub(super) async fn arriving_from(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    user: UserId,
) -> Outcome<Vec<(RecordView, Origin)>> {
    let rows: Vec<Row> = sqlx::query_as(records_where!(
        "r.added_by = ? and r.status = 'arriving' order by r.created_at, r.id limit 200"
    ))
    .bind(user)
    .fetch_all(&mut *connection)
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let view = row.open(keys)?.view;
        let source: Option<(Vec<u8>, u32)> = sqlx::query_as(
            "select source_sealed, source_key_id from records \
             where id = ? and source_sealed is not null and source_key_id is not null",
        )
        .bind(view.id)
        .fetch_optional(&mut *connection)
        .await?;
        if let Some((bytes, key_id)) = source {
            let origin = keys.open_json(&of_source(view.id, view.patient_id), &Sealed { key_id, bytes })?;
            found.push((view, origin));
        }
    }
    Ok(found)
}

fn list(rows: Vec<Row>, keys: &ClinicKeys, shares: &[(RecordId, DoctorId)]) -> Outcome<RecordList> {
    let open = |row: Row| {
        let mut view = row.open(keys)?.view;
        view.shared_with = shares.iter().filter(|(id, _)| *id == view.id).map(|(_, doctor)| *doctor).collect();
        Ok(view)
    };
    let (records, altered) = altered::opened(rows, |row| (row.created_at, &row.added_by), open)?;
    Ok(RecordList { records, altered })
}

/// How it was described, the newest first.
pub(super) async fn versions(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    id: RecordId,
    patient: PatientId,
) -> Outcome<Vec<RecordVersion>> {
    let every: Vec<Version<RecordContent>> = VERSIONS.every(connection, keys, of_version(id, patient, 0)).await?;
    let view = |Version { version, saved_at, saved_by, content }: Version<RecordContent>| RecordVersion {
        version,
        saved_at,
        saved_by,
        form: content.form,
    };
    Ok(every.into_iter().map(view).collect())
}

/// Which record, whose, and who writes.
#[derive(Clone, Copy)]
pub(super) struct Written {
    pub(super) id: RecordId,
    pub(super) patient: PatientId,
    pub(super) by: UserId,
}

/// Adds a record that begins to arrive. `false`: the id is in use.
pub(super) async fn insert(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    written: Written,
    content: &RecordContent,
    origin: &Origin,
) -> Outcome<bool> {
    let source = keys.seal_json(&of_source(written.id, written.patient), origin)?;
    let done = sqlx::query(
        "insert into records (id, patient_id, version, bytes, chunks, source_sealed, source_key_id, added_by) \
         values (?, ?, 1, ?, ?, ?, ?, ?)",
    )
    .bind(written.id)
    .bind(written.patient)
    .bind(content.file.bytes)
    .bind(content.file.parts())
    .bind(source.bytes)
    .bind(source.key_id)
    .bind(written.by)
    .execute(&mut *connection)
    .await;
    if !added(done)? {
        return Ok(false);
    }
    let place = of_version(written.id, written.patient, 1);
    VERSIONS.add(connection, keys, place, (&to_bytes(&place, content)?, written.by)).await?;
    Ok(true)
}

/// Adds what describes a record from now on; whether it was at the version named.
pub(super) async fn add_version(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    written: Written,
    row_version: u32,
    content: &RecordContent,
) -> Outcome<bool> {
    let place = of_version(written.id, written.patient, 0);
    VERSIONS.next(connection, keys, place, row_version, (&to_bytes(&place, content)?, written.by)).await
}

/// Which parts are there.
pub(super) async fn places(connection: &mut MySqlConnection, id: RecordId) -> Outcome<Vec<u32>> {
    Ok(sqlx::query_scalar("select place from record_chunks where record_id = ? order by place")
        .bind(id)
        .fetch_all(connection)
        .await?)
}

/// Keeps a part of a record that is arriving. `false`: it is not arriving any more. A part that is there stays.
pub(super) async fn put_part(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    at: &Place,
    (id, place, of): (RecordId, u32, u32),
    part: &[u8],
) -> Outcome<bool> {
    let done = sqlx::query("update records set updated_at = utc_timestamp(6) where id = ? and status = 'arriving'")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    let sealed = keys.seal(at, part)?;
    let done =
        sqlx::query("insert into record_chunks (record_id, place, of_chunks, sealed, key_id) values (?, ?, ?, ?, ?)")
            .bind(id)
            .bind(place)
            .bind(of)
            .bind(sealed.bytes)
            .bind(sealed.key_id)
            .execute(connection)
            .await;
    match done {
        Err(error) if duplicate_key(&error).is_none() => Err(error.into()),
        _ => Ok(true),
    }
}

/// A part as it was sealed; none where it is missing.
pub(super) async fn part(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    (id, patient): (RecordId, PatientId),
    file: &FileFacts,
    place: u32,
) -> Outcome<Zeroizing<Vec<u8>>> {
    let at = of_part(id, patient, place, file.parts());
    let row: Option<(Option<Vec<u8>>, Option<u32>)> =
        sqlx::query_as("select sealed, key_id from record_chunks where record_id = ? and place = ?")
            .bind(id)
            .bind(place)
            .fetch_optional(connection)
            .await?;
    let (bytes, key_id) = row.and_then(|(sealed, key)| sealed.zip(key)).ok_or_else(|| at.broken("is missing"))?;
    keys.open(&at, &Sealed { key_id, bytes })
}

/// Makes an arriving record a kept one; whether it was arriving.
pub(super) async fn keep(connection: &mut MySqlConnection, id: RecordId) -> Outcome<bool> {
    let done = sqlx::query(
        "update records set status = 'kept', arrived_at = utc_timestamp(6), source_sealed = null, source_key_id = null, \
         updated_at = utc_timestamp(6), row_version = row_version + 1 where id = ? and status = 'arriving'",
    )
    .bind(id)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives an arriving record up and empties what there is of it; whether it was arriving.
pub(super) async fn discard(connection: &mut MySqlConnection, id: RecordId) -> Outcome<bool> {
    let done = sqlx::query(
        "update records set status = 'discarded', source_sealed = null, source_key_id = null, \
         updated_at = utc_timestamp(6), row_version = row_version + 1 where id = ? and status = 'arriving'",
    )
    .bind(id)
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    sqlx::query("update record_chunks set sealed = null, key_id = null where record_id = ?")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(true)
}

/// Puts a record into the archive, or brings it back; whether it was at the version named.
pub(super) async fn archive(
    connection: &mut MySqlConnection,
    id: RecordId,
    row_version: u32,
    archiving: Archiving,
) -> Outcome<bool> {
    let sql = match archiving {
        Archiving::Archived => {
            "update records set archived_at = utc_timestamp(6), updated_at = utc_timestamp(6), \
             row_version = row_version + 1 where id = ? and row_version = ? and status = 'kept'"
        }
        Archiving::NotArchived => {
            "update records set archived_at = null, updated_at = utc_timestamp(6), \
             row_version = row_version + 1 where id = ? and row_version = ? and status = 'kept'"
        }
    };
    let done = sqlx::query(sql).bind(id).bind(row_version).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}

/// Shares a record with a doctor, or ends that; whether it was at the version named.
pub(super) async fn share(
    connection: &mut MySqlConnection,
    written: Written,
    row_version: u32,
    doctor: DoctorId,
    sharing: Sharing,
) -> Outcome<bool> {
    let done = sqlx::query(
        "update records set updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ? and status = 'kept'",
    )
    .bind(written.id)
    .bind(row_version)
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    match sharing {
        Sharing::Shared => {
            sqlx::query(
                "insert into record_shares (record_id, doctor_id, shared_by) values (?, ?, ?) on duplicate key update \
                 shared_by = values(shared_by), shared_at = utc_timestamp(6), ended_at = null",
            )
            .bind(written.id)
            .bind(doctor)
            .bind(written.by)
            .execute(connection)
            .await?;
        }
        Sharing::NotShared => {
            sqlx::query("update record_shares set ended_at = utc_timestamp(6) where record_id = ? and doctor_id = ?")
                .bind(written.id)
                .bind(doctor)
                .execute(connection)
                .await?;
        }
    }
    Ok(true)
}

/// Whether that very opening of the record by that user was noted.
pub(super) async fn was_opened(
    connection: &mut MySqlConnection,
    opening: crate::ids::RequestId,
    id: RecordId,
    user: UserId,
) -> Outcome<bool> {
    let found: Option<i32> = sqlx::query_scalar(
        "select 1 from audit_events where id = ? and action = 'record_opened' and subject_id = ? and actor_id = ?",
    )
    .bind(opening)
    .bind(id)
    .bind(user)
    .fetch_optional(connection)
    .await?;
    Ok(found.is_some())
}

/// What is kept beside the form when it changes.
pub(super) fn described(known: RecordContent, form: RecordForm) -> RecordContent {
    RecordContent { form, ..known }
}
