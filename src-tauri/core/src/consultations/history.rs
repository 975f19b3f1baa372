//! What a doctor reads: a patient's past visits, and their own day.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use sqlx::{FromRow, MySqlPool};

use crate::access::{Action, Actor};
use crate::appointments::model::AppointmentStatus;
use crate::appointments::view::{Which, views};
use crate::audit::{self, AuditAction, AuditEvent};
use crate::civil::{self, Zone};
use crate::clinic::Clinic;
use crate::consultations::actions::doctor;
use crate::consultations::model::{HistoryRequest, MyDay, MyDayRequest, PastVisit};
use crate::consultations::versions::store::{opened, unsigned_visits};
use crate::crypto::sealing::Sealed;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{AppointmentId, ConsultationId, DoctorId, PatientId, UserId};
use crate::keys::ClinicKeys;

/// A patient's completed visits with their notes, newest first, 200 at most; for doctors who have or had a visit with the
/// patient that was not cancelled. Private notes only where the reader wrote them. Reading it is an event.
///
/// # Errors
/// `NotFound` for every other doctor, as if the patient were not there. Forbidden to all but doctors.
pub async fn history(clinic: &Clinic, actor: &Actor, request: HistoryRequest) -> Outcome<Vec<PastVisit>> {
    actor.may(Action::ReadNotes)?;
    let not_found = ClinicError::NotFound { what: RecordKind::Patient };
    let own = actor.doctor_id.ok_or(not_found.clone())?;
    let keys = actor.keys()?;
    retry(|| async {
        if !sees(clinic.read(), own, request.patient_id).await? {
            return Err(not_found.clone());
        }
        // The event is written before anything is read: what was shown was logged.
        let event = AuditEvent::about(AuditAction::ChartRead, "patient", request.patient_id.0);
        audit::note(clinic, actor, request.request_id, event.patient(request.patient_id)).await?;
        past_visits(clinic.read(), keys, request.patient_id, actor.user_id).await
    })
    .await
}

async fn sees(pool: &MySqlPool, doctor: DoctorId, patient: PatientId) -> Outcome<bool> {
    let visit: Option<i32> = sqlx::query_scalar(
        "select 1 from appointments a join patients p on p.id = a.patient_id and p.deleted_at is null \
         where a.patient_id = ? and a.doctor_id = ? and a.status <> 'cancelled' limit 1",
    )
    .bind(patient)
    .bind(doctor)
    .fetch_optional(pool)
    .await?;
    Ok(visit.is_some())
}

#[derive(FromRow)]
struct PastRow {
    appointment_id: AppointmentId,
    starts_at: DateTime<Utc>,
    time_zone: String,
    doctor_name: String,
    reason: String,
    completed_at: Option<DateTime<Utc>>,
    consultation_id: Option<ConsultationId>,
    author_id: Option<UserId>,
    version: Option<u32>,
    sealed: Option<Vec<u8>>,
    key_id: Option<u32>,
}

impl PastRow {
    /// The visit as that user may read it: private notes are their author's.
    fn visit(self, keys: &ClinicKeys, patient: PatientId, reader: Option<UserId>) -> Outcome<PastVisit> {
        let (note, addenda) = match (self.consultation_id, self.version, self.sealed, self.key_id) {
            (Some(id), Some(version), Some(bytes), Some(key_id)) => {
                let found = opened(keys, (id, patient, version), &Sealed { key_id, bytes })?;
                let content = if self.author_id == reader { found.content } else { found.content.for_others() };
                (Some(content), found.addenda)
            }
            _ => (None, vec![]),
        };
        Ok(PastVisit {
            appointment_id: self.appointment_id,
            starts_local: local(&self.time_zone, self.starts_at)?,
            doctor_name: self.doctor_name,
            reason: self.reason,
            note,
            addenda,
            completed_at: self.completed_at,
        })
    }
}

fn zone(name: &str) -> Outcome<Zone> {
    Zone::parse("time_zone", name)
        .map_err(|_| ClinicError::Inconsistent { detail: format!("locations.time_zone: {name}") })
}

pub(super) fn local(zone_name: &str, at: DateTime<Utc>) -> Outcome<NaiveDateTime> {
    Ok(zone(zone_name)?.local(at))
}

async fn past_visits(
    pool: &MySqlPool,
    keys: &ClinicKeys,
    patient: PatientId,
    reader: Option<UserId>,
) -> Outcome<Vec<PastVisit>> {
    let rows: Vec<PastRow> = sqlx::query_as(
        "select a.id as appointment_id, a.starts_at, l.time_zone, d.name as doctor_name, a.reason, \
         coalesce(c.completed_at, a.completed_at) as completed_at, c.id as consultation_id, v.author_id, v.version, v.sealed, v.key_id \
         from appointments a join locations l on l.id = a.location_id join doctors d on d.id = a.doctor_id \
         left join consultations c on c.appointment_id = a.id and c.status = 'completed' \
         left join consultation_versions v on v.consultation_id = c.id and v.version = \
         (select max(w.version) from consultation_versions w where w.consultation_id = c.id) \
         where a.patient_id = ? and a.status = 'completed' order by a.starts_at desc, a.id limit 200",
    )
    .bind(patient)
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(|row| row.visit(keys, patient, reader)).collect()
}

/// The doctor's own visits of a date by start, without those cancelled. The date is the location's of each visit; with none
/// given it is today where the doctor works.
///
/// # Errors
/// `Invalid` at `date`. Forbidden to all but doctors.
pub async fn my_day(clinic: &Clinic, actor: &Actor, request: MyDayRequest) -> Outcome<MyDay> {
    let (own, _) = doctor(actor)?;
    let typed = match request.date.trim() {
        "" => None,
        typed => Some(civil::parse_date("date", typed)?),
    };
    retry(|| async {
        let date = match typed {
            Some(date) => date,
            None => work_zone(clinic.read(), own).await?.local(clinic.now()).date(),
        };
        // No zone is further than 14 hours from UTC: two days hold the date in every one.
        let midnight = date.and_time(chrono::NaiveTime::MIN).and_utc();
        let (from, to) = (midnight - Duration::hours(24), midnight + Duration::hours(48));
        let mut appointments = views(clinic, Which::OfDoctors { doctors: &[own], from, to }).await?;
        appointments.retain(|visit| visit.starts_local.date() == date && visit.status != AppointmentStatus::Cancelled);
        let unsigned = unsigned_visits(clinic.read(), own).await?;
        let unsigned = if unsigned.is_empty() { vec![] } else { views(clinic, Which::Ids(&unsigned)).await? };
        Ok(MyDay { date, now_at: clinic.now(), appointments, unsigned })
    })
    .await
}

/// The zone of the location where the doctor has most of their week, or of any location.
async fn work_zone(pool: &MySqlPool, doctor: DoctorId) -> Outcome<Zone> {
    let name: Option<String> = sqlx::query_scalar(
        "select l.time_zone from locations l left join weekly_hours h on h.location_id = l.id and h.doctor_id = ? \
         group by l.id, l.time_zone, l.name order by count(h.id) desc, l.name limit 1",
    )
    .bind(doctor)
    .fetch_optional(pool)
    .await?;
    zone(name.as_deref().unwrap_or("UTC"))
}
