//! What the desk knows of a patient beyond the patient's own row and visits, in SQL. Nothing here is sealed.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sqlx::{FromRow, MySqlPool};
use uuid::Uuid;

use crate::error::Outcome;
use crate::ids::{AppointmentId, MessageId, PatientId, UserId, WaitlistEntryId};

/// A place on the waitlist.
#[derive(FromRow)]
pub(super) struct Place {
    pub(super) id: WaitlistEntryId,
    pub(super) waits_for: Option<String>,
    pub(super) visit_kind: String,
    pub(super) minutes: Option<u16>,
    pub(super) from_time: Option<NaiveTime>,
    pub(super) to_time: Option<NaiveTime>,
    pub(super) earliest_on: Option<NaiveDate>,
    pub(super) latest_on: Option<NaiveDate>,
    pub(super) priority: String,
    pub(super) notes: String,
    pub(super) status: String,
    pub(super) created_at: DateTime<Utc>,
    pub(super) row_version: u32,
}

/// Every place that the patient has or had on the waitlist.
pub(super) async fn waitlist(pool: &MySqlPool, patient: PatientId) -> Outcome<Vec<Place>> {
    Ok(sqlx::query_as(
        "select e.id, coalesce(d.name, s.name) as waits_for, e.visit_kind, e.minutes, e.from_time, e.to_time, \
         e.earliest_on, e.latest_on, e.priority, e.notes, e.status, e.created_at, e.row_version from waitlist_entries e \
         left join doctors d on d.id = e.doctor_id left join specialties s on s.id = e.specialty_id \
         where e.patient_id = ? order by e.created_at, e.id",
    )
    .bind(patient)
    .fetch_all(pool)
    .await?)
}

/// A message to the patient.
#[derive(FromRow)]
pub(super) struct Letter {
    pub(super) id: MessageId,
    pub(super) appointment_id: AppointmentId,
    pub(super) message_type: String,
    pub(super) channel: String,
    pub(super) state: String,
    pub(super) address: String,
    pub(super) doctor_name: String,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) sent_at: Option<DateTime<Utc>>,
    pub(super) row_version: u32,
}

/// Every message to the patient that is still known.
pub(super) async fn messages(pool: &MySqlPool, patient: PatientId) -> Outcome<Vec<Letter>> {
    Ok(sqlx::query_as(
        "select m.id, m.appointment_id, m.message_type, m.channel, m.state, m.address, d.name as doctor_name, m.starts_at, \
         m.created_at, m.sent_at, m.row_version from messages m join doctors d on d.id = m.doctor_id \
         where m.patient_id = ? order by m.id",
    )
    .bind(patient)
    .fetch_all(pool)
    .await?)
}

/// Something that was done with the patient's data, looking at it included.
#[derive(FromRow)]
pub(super) struct Event {
    pub(super) id: Uuid,
    pub(super) at: DateTime<Utc>,
    pub(super) who: Option<String>,
    pub(super) workstation: String,
    pub(super) action: String,
    pub(super) subject_kind: String,
}

/// Every event about the patient, the oldest first.
pub(super) async fn events(pool: &MySqlPool, patient: PatientId) -> Outcome<Vec<Event>> {
    Ok(sqlx::query_as(
        "select e.id, e.at, u.name as who, e.workstation, e.action, e.subject_kind from audit_events e \
         left join users u on u.id = e.actor_id where e.patient_id = ? order by e.at, e.id",
    )
    .bind(patient)
    .fetch_all(pool)
    .await?)
}

/// An emergency access to the chart.
#[derive(FromRow)]
pub(super) struct Emergency {
    pub(super) who: String,
    pub(super) reason: String,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
}

/// Every emergency access to the patient's chart.
pub(super) async fn emergencies(pool: &MySqlPool, patient: PatientId) -> Outcome<Vec<Emergency>> {
    Ok(sqlx::query_as(
        "select u.name as who, g.reason, g.opened_at, g.ends_at from break_glass g join users u on u.id = g.user_id \
         where g.patient_id = ? order by g.opened_at, g.id",
    )
    .bind(patient)
    .fetch_all(pool)
    .await?)
}

/// What a user is called.
pub(super) async fn name_of(pool: &MySqlPool, user: UserId) -> Outcome<Option<String>> {
    Ok(sqlx::query_scalar("select name from users where id = ?").bind(user).fetch_optional(pool).await?)
}
