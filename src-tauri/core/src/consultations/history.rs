//! What a doctor reads: a patient's past visits, and their own day.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use sqlx::{FromRow, MySqlPool};

use crate::access::Actor;
use crate::appointments::model::AppointmentStatus;
use crate::appointments::view::{Which, views};
use crate::civil::{self, Zone};
use crate::clinic::Clinic;
use crate::consultations::actions::doctor;
use crate::consultations::model::{HistoryRequest, MyDay, MyDayRequest, PastVisit};
use crate::consultations::note::Vitals;
use crate::consultations::seeing::{note_reading, seeing};
use crate::consultations::versions::store::{Opened, newest_before, opened, unsigned_visits};
use crate::crypto::sealing::Sealed;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{AppointmentId, ConsultationId, DoctorId, PatientId, UserId};
use crate::keys::ClinicKeys;

/// How many visits there are at once.
const PAGE: u32 = 50;
/// In how many of the last visits it is looked for what was measured.
const MEASURED: u32 = 500;

/// A patient's completed visits with their notes, newest first, 50 at once; for doctors who have or had a visit with the
/// patient that was not cancelled. Private notes only where the reader wrote them. Reading it is an event.
///
/// # Errors
/// `NotFound` for every other doctor, as if the patient were not there, and where the visit that the page is to follow is
/// none of the patient's. Forbidden to all but doctors.
pub async fn history(clinic: &Clinic, actor: &Actor, request: HistoryRequest) -> Outcome<Vec<PastVisit>> {
    seeing(clinic, actor, request.patient_id).await?;
    let (pool, patient, reader) = (clinic.read(), request.patient_id, Reader::of(actor)?);
    note_reading(clinic, actor, request.request_id, patient).await?;
    retry(|| async {
        let rows = past_rows(pool, patient, place_of(pool, patient, request.before).await?, PAGE).await?;
        let mut visits = Vec::with_capacity(rows.len());
        for row in rows {
            visits.push(row.opened(pool, reader, patient).await?.visit);
        }
        Ok(visits)
    })
    .await
}

/// What a chart shows of the past: read in one go.
pub(crate) struct PastAtOnce {
    /// As [`history`] begins.
    pub(crate) visits: Vec<PastVisit>,
    /// What was measured in the last 500 visits, the newest first.
    pub(crate) measured: Vec<Measured>,
    /// How many completed visits there are.
    pub(crate) in_all: u32,
}

/// The vital signs of a visit at which there were any.
pub(crate) struct Measured {
    pub(crate) appointment_id: AppointmentId,
    pub(crate) starts_local: NaiveDateTime,
    pub(crate) vitals: Vitals,
}

/// The past of a patient whom the actor sees, and whose chart they were noted to open.
pub(crate) async fn past_at_once(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<PastAtOnce> {
    let (pool, reader) = (clinic.read(), Reader::of(actor)?);
    retry(|| async {
        let rows = past_rows(pool, patient, place_of(pool, patient, None).await?, MEASURED).await?;
        let count: i64 =
            sqlx::query_scalar("select count(*) from appointments where patient_id = ? and status = 'completed'")
                .bind(patient)
                .fetch_one(pool)
                .await?;
        let in_all = u32::try_from(count).unwrap_or(u32::MAX);
        let mut past = PastAtOnce { visits: Vec::new(), measured: Vec::new(), in_all };
        for (place, row) in (0..).zip(rows) {
            let opened = row.opened(pool, reader, patient).await?;
            past.measured.extend(opened.measured);
            if place < PAGE {
                past.visits.push(opened.visit);
            }
        }
        Ok(past)
    })
    .await
}

/// Who reads, and by which keys.
#[derive(Clone, Copy)]
struct Reader<'a> {
    keys: &'a ClinicKeys,
    user: Option<UserId>,
}

impl<'a> Reader<'a> {
    fn of(actor: &'a Actor) -> Outcome<Self> {
        Ok(Self { keys: actor.keys()?, user: actor.user_id })
    }
}

/// A place in a patient's past: visits before it are earlier.
type Place = (NaiveDateTime, AppointmentId);

/// The place of a visit; of none, after all of them.
async fn place_of(pool: &MySqlPool, patient: PatientId, visit: Option<AppointmentId>) -> Outcome<Place> {
    let Some(id) = visit else { return Ok((END, AppointmentId(uuid::Uuid::max()))) };
    let starts_at: Option<NaiveDateTime> =
        sqlx::query_scalar("select starts_at from appointments where id = ? and patient_id = ?")
            .bind(id)
            .bind(patient)
            .fetch_optional(pool)
            .await?;
    let starts_at = starts_at.ok_or(ClinicError::NotFound { what: RecordKind::Appointment })?;
    Ok((starts_at, id))
}

/// Later than every visit, in UTC. An instant would be bound as one that ends in 2038.
const END: NaiveDateTime = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date").and_time(NaiveTime::MIN);

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

/// A visit as it was opened.
struct OpenedVisit {
    visit: PastVisit,
    measured: Option<Measured>,
}

impl PastRow {
    /// The visit as that user may read it: private notes are their author's. Of a note whose newest version was altered, the
    /// newest one that was not: an addendum less, and the note is whole.
    async fn opened(self, pool: &MySqlPool, reader: Reader<'_>, patient: PatientId) -> Outcome<OpenedVisit> {
        let (mut found, mut altered) = (None, None);
        if let (Some(id), Some(version), Some(bytes), Some(key_id)) =
            (self.consultation_id, self.version, self.sealed, self.key_id)
        {
            let of = (id, patient, version);
            match opened(reader.keys, of, &Sealed { key_id, bytes }) {
                Ok(newest) => found = self.author_id.map(|author| (author, newest)),
                // The visit took place all the same, and the others have their notes.
                Err(ClinicError::Inconsistent { detail }) => {
                    altered = Some(detail);
                    found = newest_before(pool, reader.keys, of).await?;
                }
                Err(error) => return Err(error),
            }
        }
        let readable = |(author, found): (UserId, Opened)| {
            let own = reader.user == Some(author);
            (Some(if own { found.content } else { found.content.for_others() }), found.addenda)
        };
        let (note, addenda) = found.map_or((None, vec![]), readable);
        let (appointment_id, starts_local) = (self.appointment_id, local(&self.time_zone, self.starts_at)?);
        let vitals = note.as_ref().map(|note| note.vitals.clone()).filter(|vitals| *vitals != Vitals::default());
        let measured = vitals.map(|vitals| Measured { appointment_id, starts_local, vitals });
        let (doctor_name, reason, completed_at) = (self.doctor_name, self.reason, self.completed_at);
        let visit =
            PastVisit { appointment_id, starts_local, doctor_name, reason, note, altered, addenda, completed_at };
        Ok(OpenedVisit { visit, measured })
    }
}

fn zone(name: &str) -> Outcome<Zone> {
    Zone::parse("time_zone", name)
        .map_err(|_| ClinicError::Inconsistent { detail: format!("locations.time_zone: {name}") })
}

pub(super) fn local(zone_name: &str, at: DateTime<Utc>) -> Outcome<NaiveDateTime> {
    Ok(zone(zone_name)?.local(at))
}

/// The completed visits before a place, the newest first.
async fn past_rows(pool: &MySqlPool, patient: PatientId, before: Place, most: u32) -> Outcome<Vec<PastRow>> {
    Ok(sqlx::query_as(
        "select a.id as appointment_id, a.starts_at, l.time_zone, d.name as doctor_name, a.reason, \
         coalesce(c.completed_at, a.completed_at) as completed_at, c.id as consultation_id, v.author_id, v.version, v.sealed, v.key_id \
         from appointments a join locations l on l.id = a.location_id join doctors d on d.id = a.doctor_id \
         left join consultations c on c.appointment_id = a.id and c.status = 'completed' \
         left join consultation_versions v on v.consultation_id = c.id and v.version = \
         (select max(w.version) from consultation_versions w where w.consultation_id = c.id) \
         where a.patient_id = ? and a.status = 'completed' and (a.starts_at < ? or (a.starts_at = ? and a.id < ?)) \
         order by a.starts_at desc, a.id desc limit ?",
    )
    .bind(patient)
    .bind(before.0)
    .bind(before.0)
    .bind(before.1)
    .bind(most)
    .fetch_all(pool)
    .await?)
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
