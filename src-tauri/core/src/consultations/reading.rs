//! Many notes at once, for whoever looks through them: those that a doctor may read, and what they say. The rule is that of
//! [`history`](super::history()): completed notes of patients whom the doctor sees, and the doctor's own drafts.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use sqlx::{FromRow, QueryBuilder};

use super::history::local;
use super::model::ConsultationStatus;
use super::note::NoteContent;
use super::store::of_draft;
use super::versions::model::Addendum;
use super::versions::store::opened;
use crate::clinic::Clinic;
use crate::crypto::sealing::Sealed;
use crate::error::{ClinicError, Outcome};
use crate::ids::{AppointmentId, ConsultationId, DoctorId, PatientId, UserId};
use crate::keys::ClinicKeys;
use crate::sql_list::push_list;

/// A note that a doctor may read, unopened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub(crate) struct Readable {
    pub(crate) id: ConsultationId,
    /// When it was written last: another instant is another text.
    pub(crate) updated_at: DateTime<Utc>,
}

/// How many notes are listed by one statement.
const LISTED: u32 = 20_000;

/// Every note that the doctor may read, in the order of their ids, which is that of their opening.
pub(crate) async fn readable(clinic: &Clinic, doctor: DoctorId) -> Outcome<Vec<Readable>> {
    let mut all: Vec<Readable> = Vec::new();
    loop {
        let after = all.last().map_or(ConsultationId(uuid::Uuid::nil()), |last| last.id);
        let some: Vec<Readable> = sqlx::query_as(
            "select c.id, c.updated_at from (select distinct v.patient_id from appointments v \
             where v.doctor_id = ? and v.status <> 'cancelled') s join consultations c on c.patient_id = s.patient_id \
             join patients p on p.id = c.patient_id and p.deleted_at is null join appointments a on a.id = c.appointment_id \
             where not exists (select 1 from processing_restrictions x where x.open_patient_id = c.patient_id) and c.id > ? and (c.status = 'completed' and a.status = 'completed' or c.status = 'draft' and c.doctor_id = ?) \
             order by c.id limit ?",
        )
        .bind(doctor)
        .bind(after)
        .bind(doctor)
        .bind(LISTED)
        .fetch_all(clinic.read())
        .await?;
        let whole = some.len() < LISTED as usize;
        all.extend(some);
        if whole {
            return Ok(all);
        }
    }
}

/// Who reads: the doctor that they are, and their account, whose private notes they see.
#[derive(Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) doctor: DoctorId,
    pub(crate) user: UserId,
}

/// A note with its visit.
pub(crate) struct ReadNote {
    pub(crate) id: ConsultationId,
    pub(crate) appointment_id: AppointmentId,
    pub(crate) patient_id: PatientId,
    /// `Family, Given`.
    pub(crate) patient_name: String,
    pub(crate) patient_birth_date: NaiveDate,
    pub(crate) patient_reference: String,
    pub(crate) doctor_id: DoctorId,
    pub(crate) doctor_name: String,
    pub(crate) reason: String,
    /// The visit's begin on the wall of its place.
    pub(crate) starts_local: NaiveDateTime,
    pub(crate) time_zone: String,
    pub(crate) status: ConsultationStatus,
    pub(crate) completed_at: Option<DateTime<Utc>>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) said: Said,
}

/// What a note says to its reader.
pub(crate) struct Said {
    pub(crate) content: NoteContent,
    pub(crate) addenda: Vec<Addendum>,
}

#[derive(FromRow)]
struct Row {
    id: ConsultationId,
    appointment_id: AppointmentId,
    patient_id: PatientId,
    family_name: String,
    given_name: String,
    birth_date: NaiveDate,
    patient_reference: String,
    doctor_id: DoctorId,
    doctor_name: String,
    reason: String,
    starts_at: DateTime<Utc>,
    time_zone: String,
    status: String,
    completed_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
    draft_version: u32,
    version: Option<u32>,
    author_id: Option<UserId>,
    sealed: Vec<u8>,
    key_id: u32,
}

impl Row {
    fn open(self, keys: &ClinicKeys, reader: Reader) -> Outcome<ReadNote> {
        let status = ConsultationStatus::from_word(&self.status).ok_or_else(|| ClinicError::Inconsistent {
            detail: format!("consultations.status of {}: {}", self.id, self.status),
        })?;
        let sealed = Sealed { key_id: self.key_id, bytes: self.sealed };
        let said = match self.version {
            Some(version) => {
                let found = opened(keys, (self.id, self.patient_id, version), &sealed)?;
                let own = self.author_id == Some(reader.user);
                let content = if own { found.content } else { found.content.for_others() };
                Said { content, addenda: found.addenda }
            }
            None => {
                let place = of_draft(self.id, self.patient_id, self.draft_version);
                Said { content: keys.open_json(&place, &sealed)?, addenda: vec![] }
            }
        };
        Ok(ReadNote {
            id: self.id,
            appointment_id: self.appointment_id,
            patient_id: self.patient_id,
            patient_name: format!("{}, {}", self.family_name, self.given_name),
            patient_birth_date: self.birth_date,
            patient_reference: self.patient_reference,
            doctor_id: self.doctor_id,
            doctor_name: self.doctor_name,
            reason: self.reason,
            starts_local: local(&self.time_zone, self.starts_at)?,
            time_zone: self.time_zone,
            status,
            completed_at: self.completed_at,
            updated_at: self.updated_at,
            said,
        })
    }
}

/// Some of the notes, those of them that the reader may read now, in no order. What cannot be opened stands there with why:
/// one damaged note hides no other.
pub(crate) async fn read_some(
    clinic: &Clinic,
    keys: &ClinicKeys,
    reader: Reader,
    ids: &[ConsultationId],
) -> Outcome<Vec<(ConsultationId, Outcome<ReadNote>)>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let mut query = QueryBuilder::new(
        "select c.id, c.appointment_id, c.patient_id, p.family_name, p.given_name, p.birth_date, p.reference as patient_reference, \
         a.doctor_id, d.name as doctor_name, a.reason, a.starts_at, l.time_zone, c.status, c.completed_at, c.updated_at, \
         c.draft_version, v.version, v.author_id, coalesce(v.sealed, c.draft_sealed) as sealed, \
         coalesce(v.key_id, c.draft_key_id) as key_id from consultations c \
         join appointments a on a.id = c.appointment_id join locations l on l.id = a.location_id \
         join doctors d on d.id = a.doctor_id join patients p on p.id = c.patient_id and p.deleted_at is null \
         left join consultation_versions v on v.consultation_id = c.id and v.version = \
         (select max(w.version) from consultation_versions w where w.consultation_id = c.id) where c.id in ",
    );
    push_list(&mut query, ids);
    query
        .push(" and (c.status = 'completed' and a.status = 'completed' or c.status = 'draft' and c.doctor_id = ")
        .push_bind(reader.doctor)
        .push(") and exists (select 1 from appointments s where s.patient_id = c.patient_id and s.doctor_id = ")
        .push_bind(reader.doctor)
        .push(" and s.status <> 'cancelled')");
    // An emergency opens the one patient to the one who reads; it lets nobody look through notes.
    query.push(" and not exists (select 1 from processing_restrictions x where x.open_patient_id = c.patient_id)");
    let rows: Vec<Row> = query.build_query_as().fetch_all(clinic.read()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.open(keys, reader))).collect())
}

/// Whose a note is: known without opening it.
pub(crate) async fn patient_of(clinic: &Clinic, id: ConsultationId) -> Outcome<Option<PatientId>> {
    let found = sqlx::query_scalar("select patient_id from consultations where id = ?").bind(id);
    Ok(found.fetch_optional(clinic.read()).await?)
}
