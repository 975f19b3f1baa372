//! Consultations in SQL: sealed bytes in, opened notes out. Rows become domain values here; nothing is decided.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::mysql::MySqlConnection;

use crate::appointments::model::AppointmentStatus;
use crate::consultations::model::ConsultationStatus;
use crate::consultations::note::NoteContent;
use crate::consultations::versions::model::{Addendum, Signed};
use crate::consultations::versions::signature::SignatureRow;
use crate::consultations::versions::store as versions;
use crate::crypto::sealing::{Place, Sealed};
use crate::db_error::added;
use crate::error::{ClinicError, Outcome};
use crate::ids::{AppointmentId, ConsultationId, DoctorId, PatientId, UserId};
use crate::keys::ClinicKeys;

/// A consultation with its note opened.
pub(super) struct Consultation {
    pub(super) id: ConsultationId,
    pub(super) appointment_id: AppointmentId,
    pub(super) patient_id: PatientId,
    pub(super) doctor_id: DoctorId,
    pub(super) status: ConsultationStatus,
    pub(super) content: NoteContent,
    pub(super) saved_at: DateTime<Utc>,
    pub(super) saved_by: String,
    pub(super) completed_at: Option<DateTime<Utc>>,
    /// The newest version, once there is one, with what was added and who signed it.
    pub(super) version: Option<u32>,
    pub(super) addenda: Vec<Addendum>,
    pub(super) signed: Option<Signed>,
    pub(super) row_version: u32,
}

#[derive(FromRow)]
struct Row {
    id: ConsultationId,
    appointment_id: AppointmentId,
    patient_id: PatientId,
    doctor_id: DoctorId,
    status: String,
    draft_sealed: Vec<u8>,
    draft_key_id: u32,
    draft_version: u32,
    draft_saved_at: DateTime<Utc>,
    saved_by: String,
    completed_at: Option<DateTime<Utc>>,
    row_version: u32,
    version: Option<u32>,
    sealed: Option<Vec<u8>>,
    key_id: Option<u32>,
    #[sqlx(flatten)]
    signature: SignatureRow,
}

impl Row {
    fn consultation(self, keys: &ClinicKeys) -> Outcome<Consultation> {
        let status = ConsultationStatus::from_word(&self.status).ok_or_else(|| ClinicError::Inconsistent {
            detail: format!("consultations.status of {}: {}", self.id, self.status),
        })?;
        let (content, addenda, signed) = match (self.version, self.key_id, self.sealed) {
            (Some(version), Some(key_id), Some(bytes)) => {
                let place = (self.id, self.patient_id, version);
                let found = versions::opened(keys, place, &Sealed { key_id, bytes })?;
                let signed = self.signature.signed(keys, place, &found.plain);
                (found.content, found.addenda, signed)
            }
            _ => {
                let sealed = Sealed { key_id: self.draft_key_id, bytes: self.draft_sealed };
                let place = of_draft(self.id, self.patient_id, self.draft_version);
                (keys.open_json(&place, &sealed)?, vec![], None)
            }
        };
        Ok(Consultation {
            id: self.id,
            appointment_id: self.appointment_id,
            patient_id: self.patient_id,
            doctor_id: self.doctor_id,
            status,
            content,
            saved_at: self.draft_saved_at,
            saved_by: self.saved_by,
            completed_at: self.completed_at,
            version: self.version,
            addenda,
            signed,
            row_version: self.row_version,
        })
    }
}

/// Where a draft is sealed: each save has its own, so that an earlier one does not open in its place.
pub(super) fn of_draft(id: ConsultationId, patient: PatientId, version: u32) -> Place {
    Place { table: "consultations", record: id.0, patient: patient.0, field: "draft", version }
}

/// Where a version that stands is sealed.
pub(super) fn of_version(id: ConsultationId, patient: PatientId, version: u32) -> Place {
    Place { table: "consultation_versions", record: id.0, patient: patient.0, field: "content", version }
}

macro_rules! consultation_where {
    ($condition:literal) => {
        concat!(
            "select c.id, c.appointment_id, c.patient_id, c.doctor_id, c.status, c.draft_sealed, c.draft_key_id, c.draft_version, ",
            "c.draft_saved_at, u.name as saved_by, c.completed_at, c.row_version, v.version, v.sealed, v.key_id, ",
            "su.name as signer, s.signed_by, s.signed_at, s.signature, s.signing_public, s.certificate ",
            "from consultations c join users u on u.id = c.draft_by ",
            "left join consultation_versions v on v.consultation_id = c.id and v.version = ",
            "(select max(w.version) from consultation_versions w where w.consultation_id = c.id) ",
            "left join consultation_signatures s on s.consultation_id = c.id and s.version = v.version ",
            "left join users su on su.id = s.signed_by where ",
            $condition
        )
    };
}

pub(super) async fn find(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    id: ConsultationId,
) -> Outcome<Option<Consultation>> {
    let row: Option<Row> = sqlx::query_as(consultation_where!("c.id = ?")).bind(id).fetch_optional(connection).await?;
    row.map(|row| row.consultation(keys)).transpose()
}

pub(super) async fn find_of(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    appointment: AppointmentId,
) -> Outcome<Option<Consultation>> {
    let row: Option<Row> = sqlx::query_as(consultation_where!("c.appointment_id = ?"))
        .bind(appointment)
        .fetch_optional(connection)
        .await?;
    row.map(|row| row.consultation(keys)).transpose()
}

/// Adds a consultation with an empty note. `false`: the visit has one already, or the id is in use.
pub(super) async fn insert(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    id: ConsultationId,
    appointment: AppointmentId,
    patient: PatientId,
    doctor: DoctorId,
    by: UserId,
) -> Outcome<bool> {
    let empty = keys.seal_json(&of_draft(id, patient, 0), &NoteContent::default())?;
    let done = sqlx::query(
        "insert into consultations (id, appointment_id, patient_id, doctor_id, draft_sealed, draft_key_id, draft_by, \
         draft_saved_at) values (?, ?, ?, ?, ?, ?, ?, utc_timestamp(6))",
    )
    .bind(id)
    .bind(appointment)
    .bind(patient)
    .bind(doctor)
    .bind(empty.bytes)
    .bind(empty.key_id)
    .bind(by)
    .execute(connection)
    .await;
    added(done)
}

/// Takes a visit that has not begun into progress; whether it was still at the version named.
pub(super) async fn begin_visit(
    connection: &mut MySqlConnection,
    id: AppointmentId,
    row_version: u32,
) -> Outcome<bool> {
    let done = sqlx::query(
        "update appointments set status = 'in_progress', started_at = utc_timestamp(6), updated_at = utc_timestamp(6), \
         row_version = row_version + 1 where id = ? and row_version = ?",
    )
    .bind(id)
    .bind(row_version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a visit in progress back to where it stood before; whether it was still at the version named.
pub(super) async fn unbegin_visit(
    connection: &mut MySqlConnection,
    id: AppointmentId,
    row_version: u32,
    to: AppointmentStatus,
) -> Outcome<bool> {
    let done = sqlx::query(
        "update appointments set status = ?, started_at = null, updated_at = utc_timestamp(6), \
         row_version = row_version + 1 where id = ? and row_version = ?",
    )
    .bind(to.word())
    .bind(id)
    .bind(row_version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a draft its next version without changing its text; whether it was a draft at the version named.
pub(super) async fn pass_version(
    connection: &mut MySqlConnection,
    id: ConsultationId,
    row_version: u32,
) -> Outcome<bool> {
    let done = sqlx::query(
        "update consultations set updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ? and status = 'draft'",
    )
    .bind(id)
    .bind(row_version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a visit in progress to completed; whether it was in progress.
pub(super) async fn complete_visit(connection: &mut MySqlConnection, id: AppointmentId) -> Outcome<bool> {
    let done = sqlx::query(
        "update appointments set status = ?, completed_at = utc_timestamp(6), updated_at = utc_timestamp(6), \
         row_version = row_version + 1 where id = ? and status = ?",
    )
    .bind(AppointmentStatus::Completed.word())
    .bind(id)
    .bind(AppointmentStatus::InProgress.word())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Overwrites the draft; whether it was a draft at the version named, of a visit in progress. A visit that stops being in
/// progress passes the note's version too, so nothing comes between the look at it and the write.
pub(super) async fn save_draft(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    (id, patient): (ConsultationId, PatientId),
    row_version: u32,
    content: &NoteContent,
    by: UserId,
) -> Outcome<bool> {
    let version = row_version.wrapping_add(1);
    let draft = keys.seal_json(&of_draft(id, patient, version), content)?;
    let done = sqlx::query(
        "update consultations set draft_sealed = ?, draft_key_id = ?, draft_version = ?, draft_by = ?, draft_saved_at = utc_timestamp(6), \
         updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ? and status = 'draft' \
         and exists (select 1 from appointments a where a.id = appointment_id and a.status = ?)",
    )
    .bind(draft.bytes)
    .bind(draft.key_id)
    .bind(version)
    .bind(by)
    .bind(id)
    .bind(row_version)
    .bind(AppointmentStatus::InProgress.word())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Makes the consultation completed with this note; whether it was a draft at the version named, of a visit in progress.
pub(super) async fn complete(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    (id, patient): (ConsultationId, PatientId),
    row_version: u32,
    content: &NoteContent,
    by: UserId,
) -> Outcome<bool> {
    if !save_draft(&mut *connection, keys, (id, patient), row_version, content, by).await? {
        return Ok(false);
    }
    sqlx::query("update consultations set status = 'completed', completed_at = utc_timestamp(6) where id = ?")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(true)
}
