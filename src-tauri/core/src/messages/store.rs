//! Messages in the database.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool, QueryBuilder};
use uuid::Uuid;

use super::model::{MessageProblem, MessageSearch, MessageState, MessageType, MessageView, Place};
use super::settings;
use super::settings::model::MessageSettings;
use crate::civil::Zone;
use crate::db_error::added;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{AppointmentId, DoctorId, LocationId, MessageId, PatientId};
use crate::sql_list::push_list;
use crate::sql_text::SqlText;

/// The most messages that are listed.
const MOST: u32 = 300;

/// A message that tells, or told, something of a visit.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) id: MessageId,
    pub(super) appointment_id: AppointmentId,
    pub(super) message_type: MessageType,
    pub(super) state: MessageState,
    /// Where its patient knew the visit to be before.
    pub(super) from: Option<Place>,
}

#[derive(FromRow)]
struct KnownRow {
    id: MessageId,
    appointment_id: AppointmentId,
    message_type: String,
    state: String,
    from_doctor_id: Option<DoctorId>,
    from_location_id: Option<LocationId>,
    from_starts_at: Option<DateTime<Utc>>,
}

fn broken(id: MessageId, column: &str) -> ClinicError {
    ClinicError::Inconsistent { detail: format!("messages.{column} of {id}") }
}

/// What was written about these visits and was sent, may have been or waits, and that they are off where that was undone
/// before it went; the oldest first. Locks it.
pub(super) async fn known(connection: &mut MySqlConnection, visits: &[AppointmentId]) -> Outcome<Vec<Known>> {
    let mut query = QueryBuilder::new(
        "select id, appointment_id, message_type, state, from_doctor_id, from_location_id, from_starts_at from messages \
         where appointment_id in ",
    );
    push_list(&mut query, visits);
    query.push(
        " and (state in ('pending', 'sending', 'sent', 'unknown') or state = 'withdrawn' and problem = 'superseded' \
         and message_type = 'appointment_cancelled') order by created_at, id for update",
    );
    let rows: Vec<KnownRow> = query.build_query_as().fetch_all(connection).await?;
    rows.into_iter()
        .map(|row| {
            let from = row.from_doctor_id.zip(row.from_location_id).zip(row.from_starts_at);
            Ok(Known {
                id: row.id,
                appointment_id: row.appointment_id,
                message_type: MessageType::from_word(&row.message_type)
                    .ok_or_else(|| broken(row.id, "message_type"))?,
                state: MessageState::from_word(&row.state).ok_or_else(|| broken(row.id, "state"))?,
                from: from.map(|((doctor, location), starts_at)| Place { doctor, location, starts_at }),
            })
        })
        .collect()
}

/// Who of some patients may be written to, and what is written.
pub(super) struct Readers {
    pub(super) settings: MessageSettings,
    pub(super) addresses: HashMap<PatientId, String>,
}

/// Who of these patients agreed to be written to by e-mail and has an address.
pub(super) async fn readers(connection: &mut MySqlConnection, patients: &[PatientId]) -> Outcome<Readers> {
    let settings = settings::read(&mut *connection).await?.settings;
    if settings.host.is_empty() {
        return Ok(Readers { settings, addresses: HashMap::new() });
    }
    let mut query = QueryBuilder::new("select id, email from patients where id in ");
    push_list(&mut query, patients);
    query.push(
        " and email_consent and email is not null and deleted_at is null and deceased_on is null \
         and not exists (select 1 from processing_restrictions s where s.open_patient_id = patients.id)",
    );
    let rows: Vec<(PatientId, String)> = query.build_query_as().fetch_all(connection).await?;
    Ok(Readers { settings, addresses: rows.into_iter().collect() })
}

/// Who of these patients is written to when their visit is moved.
pub(crate) async fn written_to(pool: &MySqlPool, patients: &[PatientId]) -> Outcome<HashSet<PatientId>> {
    let readers = readers(&mut *pool.acquire().await?, patients).await?;
    let writes = readers.settings.writes(MessageType::AppointmentMoved);
    Ok(readers.addresses.into_keys().filter(|_| writes).collect())
}

/// The statement that withdraws a message that waits, because what it tells is not so any more.
pub(super) fn supersede(sql: &mut SqlText, id: MessageId) {
    sql.push("update messages set state = 'withdrawn', problem = 'superseded', reminds_of = null, ");
    sql.push("updated_at = utc_timestamp(6), row_version = row_version + 1 where id = ").value(&id.0);
    sql.push(" and state = 'pending';");
}

#[derive(FromRow)]
struct Row {
    id: MessageId,
    message_type: String,
    state: String,
    patient_id: PatientId,
    family_name: String,
    given_name: String,
    patient_phone: String,
    appointment_id: AppointmentId,
    reference: String,
    address: String,
    doctor_name: String,
    location_name: String,
    time_zone: String,
    starts_at: DateTime<Utc>,
    problem: Option<String>,
    problem_detail: String,
    attempts: u8,
    next_try_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    row_version: u32,
}

const MESSAGES: &str = "select m.id, m.message_type, m.state, m.patient_id, p.family_name, p.given_name, \
    p.phone patient_phone, m.appointment_id, a.reference, m.address, d.name doctor_name, l.name location_name, l.time_zone, \
    m.starts_at, m.problem, m.problem_detail, m.attempts, m.next_try_at, m.sent_at, m.row_version \
    from messages m left join patients p on p.id = m.patient_id left join appointments a on a.id = m.appointment_id \
    left join doctors d on d.id = m.doctor_id left join locations l on l.id = m.location_id where ";

/// The messages that a search asks for, the newest first.
pub(super) async fn list(pool: &MySqlPool, search: &MessageSearch) -> Outcome<Vec<MessageView>> {
    let mut query = QueryBuilder::new(MESSAGES);
    query.push("true");
    if let Some(patient) = search.patient_id {
        query.push(" and m.patient_id = ").push_bind(patient);
    }
    let words: Vec<&str> = search.states.iter().map(|state| state.word()).collect();
    if !words.is_empty() {
        query.push(" and m.state in ");
        push_list(&mut query, &words);
    }
    query.push(" order by m.id desc limit ").push_bind(MOST);
    let rows: Vec<Row> = query.build_query_as().fetch_all(pool).await?;
    rows.into_iter().map(view).collect()
}

fn view(row: Row) -> Outcome<MessageView> {
    let zone = Zone::parse("time_zone", &row.time_zone).map_err(|_| broken(row.id, "location_id"))?;
    let problem =
        row.problem.as_deref().map(|word| MessageProblem::from_word(word).ok_or_else(|| broken(row.id, "problem")));
    Ok(MessageView {
        id: row.id,
        message_type: MessageType::from_word(&row.message_type).ok_or_else(|| broken(row.id, "message_type"))?,
        state: MessageState::from_word(&row.state).ok_or_else(|| broken(row.id, "state"))?,
        patient_id: row.patient_id,
        patient_name: format!("{}, {}", row.family_name, row.given_name),
        patient_phone: row.patient_phone,
        appointment_id: row.appointment_id,
        reference: row.reference,
        address: row.address,
        doctor_name: row.doctor_name,
        location_name: row.location_name,
        starts_local: zone.local(row.starts_at),
        problem: problem.transpose()?,
        problem_detail: row.problem_detail,
        attempts: row.attempts,
        next_try_at: row.next_try_at,
        sent_at: row.sent_at,
        row_version: row.row_version,
    })
}

/// How many messages wait, and how many a person has to see to.
pub(super) async fn counts(pool: &MySqlPool) -> Outcome<(u32, u32)> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select state, count(*) from messages where state in ('pending', 'sending', 'failed', 'unknown') group by state",
    )
    .fetch_all(pool)
    .await?;
    let of = |states: [&str; 2]| {
        let all: i64 = rows.iter().filter(|(state, _)| states.contains(&state.as_str())).map(|(_, count)| count).sum();
        u32::try_from(all).unwrap_or(u32::MAX)
    };
    Ok((of(["pending", "sending"]), of(["failed", "unknown"])))
}

/// A message as its rules need it, locked.
pub(super) struct Locked {
    pub(super) state: MessageState,
    pub(super) patient_id: PatientId,
    pub(super) row_version: u32,
    /// Where its patient is written to now, if they still agree.
    pub(super) address: Option<String>,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) attempts: u8,
}

/// Locks a message.
pub(super) async fn lock(connection: &mut MySqlConnection, id: MessageId) -> Outcome<Locked> {
    let row: Option<(String, PatientId, u32, DateTime<Utc>, u8)> = sqlx::query_as(
        "select state, patient_id, row_version, starts_at, attempts from messages where id = ? for update",
    )
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let (state, patient_id, row_version, starts_at, attempts) =
        row.ok_or(ClinicError::NotFound { what: RecordKind::Message })?;
    let address: Option<String> = sqlx::query_scalar(
        "select email from patients where id = ? and email_consent and email is not null and deleted_at is null \
         and deceased_on is null",
    )
    .bind(patient_id)
    .fetch_optional(connection)
    .await?;
    let state = MessageState::from_word(&state).ok_or_else(|| broken(id, "state"))?;
    Ok(Locked { state, patient_id, row_version, address, starts_at, attempts })
}

/// Lets a message wait for its next try, now.
pub(super) async fn requeue(
    connection: &mut MySqlConnection,
    id: MessageId,
    address: &str,
    now: DateTime<Utc>,
) -> Outcome<()> {
    sqlx::query(
        "update messages set state = 'pending', address = ?, attempts = 0, next_try_at = ?, problem = null, problem_detail = '', \
         claim = null, claimed_by = null, claimed_until = null, updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ?",
    )
    .bind(address)
    .bind(now.naive_utc())
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends a message that was not sent, with why.
pub(super) async fn end(
    connection: &mut MySqlConnection,
    id: MessageId,
    state: MessageState,
    problem: MessageProblem,
) -> Outcome<()> {
    sqlx::query(
        "update messages set state = ?, problem = ?, updated_at = utc_timestamp(6), row_version = row_version + 1 where id = ?",
    )
    .bind(state.word())
    .bind(problem.word())
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

/// The message that has waited longest past its time and that nobody else is claiming this moment. Locks it. What is to go to
/// a patient whose processing is restricted is held back.
pub(super) async fn next_due(connection: &mut MySqlConnection, now: DateTime<Utc>) -> Outcome<Option<MessageId>> {
    Ok(sqlx::query_scalar(
        "select id from messages where state = 'pending' and next_try_at <= ? and not exists \
         (select 1 from processing_restrictions s where s.open_patient_id = messages.patient_id) \
         order by next_try_at, id limit 1 for update skip locked",
    )
    .bind(now.naive_utc())
    .fetch_optional(connection)
    .await?)
}

/// Whether any message is due.
pub(super) async fn is_due(pool: &MySqlPool, now: DateTime<Utc>) -> Outcome<bool> {
    let found: Option<MessageId> = sqlx::query_scalar(
        "select id from messages where state = 'pending' and next_try_at <= ? and not exists \
             (select 1 from processing_restrictions s where s.open_patient_id = messages.patient_id) limit 1",
    )
    .bind(now.naive_utc())
    .fetch_optional(pool)
    .await?;
    Ok(found.is_some())
}

/// Who hands a message over, and until when at the latest.
pub(super) struct Claim<'a> {
    pub(super) id: Uuid,
    pub(super) workstation: &'a str,
    pub(super) until: DateTime<Utc>,
}

/// Claims a message that is locked.
pub(super) async fn claim(
    connection: &mut MySqlConnection,
    id: MessageId,
    address: &str,
    claim: &Claim<'_>,
) -> Outcome<()> {
    sqlx::query(
        "update messages set state = 'sending', address = ?, claim = ?, claimed_by = ?, claimed_until = ?, attempts = attempts + 1, \
         updated_at = utc_timestamp(6), row_version = row_version + 1 where id = ?",
    )
    .bind(address)
    .bind(claim.id)
    .bind(claim.workstation)
    .bind(claim.until.naive_utc())
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

/// The message of a claim, if it was made.
pub(super) async fn of_claim(pool: &MySqlPool, claim: Uuid) -> Outcome<Option<MessageId>> {
    Ok(sqlx::query_scalar("select id from messages where claim = ? and state = 'sending'")
        .bind(claim)
        .fetch_optional(pool)
        .await?)
}

/// How a message that was claimed ends, as its columns have it.
pub(super) struct Ending<'a> {
    pub(super) state: MessageState,
    pub(super) problem: Option<MessageProblem>,
    pub(super) detail: &'a str,
    /// When it was taken, or when it is tried next.
    pub(super) at: DateTime<Utc>,
}

/// Ends a claim. Whether it was this workstation's still.
pub(super) async fn end_claim(
    connection: &mut MySqlConnection,
    id: MessageId,
    claim: Uuid,
    ending: &Ending<'_>,
) -> Outcome<bool> {
    let sent = ending.state == MessageState::Sent;
    // Who was thought to be silent and comes back knows how it ended.
    let ended = sqlx::query(
        "update messages set state = ?, problem = ?, problem_detail = ?, sent_at = if(?, ?, null), next_try_at = if(?, next_try_at, ?), \
         claim = null, claimed_by = null, claimed_until = null, updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and claim = ? and state in ('sending', 'unknown')",
    )
    .bind(ending.state.word())
    .bind(ending.problem.map(MessageProblem::word))
    .bind(ending.detail)
    .bind(sent)
    .bind(ending.at.naive_utc())
    .bind(sent)
    .bind(ending.at.naive_utc())
    .bind(id)
    .bind(claim)
    .execute(connection)
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Puts off all that is due, because of a problem that is every message's. How many.
pub(super) async fn put_off(
    connection: &mut MySqlConnection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    (problem, detail): (MessageProblem, &str),
) -> Outcome<u64> {
    let put_off = sqlx::query(
        "update messages set problem = ?, problem_detail = ?, next_try_at = ?, updated_at = utc_timestamp(6), \
         row_version = row_version + 1 where state = 'pending' and next_try_at <= ?",
    )
    .bind(problem.word())
    .bind(detail)
    .bind(until.naive_utc())
    .bind(now.naive_utc())
    .execute(connection)
    .await?;
    Ok(put_off.rows_affected())
}

/// Marks what a workstation that fell silent was handing over. How many.
pub(super) async fn mark_silent(connection: &mut MySqlConnection, now: DateTime<Utc>) -> Outcome<u64> {
    let marked = sqlx::query(
        "update messages set state = 'unknown', problem = 'no_answer', updated_at = utc_timestamp(6), \
         row_version = row_version + 1 where state = 'sending' and claimed_until <= ?",
    )
    .bind(now.naive_utc())
    .execute(connection)
    .await?;
    Ok(marked.rows_affected())
}

/// Messages written before, a thousand at a time: they are deleted. How many.
pub(super) async fn purge(connection: &mut MySqlConnection, before: DateTime<Utc>) -> Outcome<u64> {
    let purged = sqlx::query("delete from messages where scheduled_for < ? and state <> 'sending' limit 1000")
        .bind(before.naive_utc())
        .execute(connection)
        .await?;
    Ok(purged.rows_affected())
}

/// A visit whose patient is to be reminded.
#[derive(FromRow)]
pub(super) struct ToRemind {
    pub(super) id: AppointmentId,
    pub(super) patient_id: PatientId,
    pub(super) email: String,
    pub(super) doctor_id: DoctorId,
    pub(super) location_id: LocationId,
    pub(super) starts_at: DateTime<Utc>,
}

/// Visits that begin between `now` and `until`, whose patients were not reminded of this time yet and did not hear of it
/// within the same stretch; 200 at most.
pub(super) async fn to_remind(
    pool: &MySqlPool,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    hours: i32,
) -> Outcome<Vec<ToRemind>> {
    Ok(sqlx::query_as(
        "select a.id, a.patient_id, p.email, a.doctor_id, a.location_id, a.starts_at from appointments a \
         join patients p on p.id = a.patient_id where a.starts_at > ? and a.starts_at <= ? \
         and a.status in ('scheduled', 'confirmed') and p.email_consent and p.email is not null and p.deleted_at is null \
         and not exists (select 1 from processing_restrictions x where x.open_patient_id = a.patient_id) \
         and a.created_at <= a.starts_at - interval ? hour \
         and not exists (select 1 from messages r where r.reminds_of = a.id and r.starts_at = a.starts_at) \
         and not exists (select 1 from messages t where t.appointment_id = a.id and t.starts_at = a.starts_at \
         and t.state in ('pending', 'sending', 'sent') and t.scheduled_for > a.starts_at - interval ? hour) \
         order by a.starts_at, a.id limit 200",
    )
    .bind(now.naive_utc())
    .bind(until.naive_utc())
    .bind(hours)
    .bind(hours)
    .fetch_all(pool)
    .await?)
}

/// Writes a reminder, unless the visit's patient was reminded of this time already. Whether it was written.
pub(super) async fn remind(connection: &mut MySqlConnection, visit: &ToRemind, now: DateTime<Utc>) -> Outcome<bool> {
    // The visit is locked, so that whoever moves it finds the reminder; it must be as it was read.
    let written = sqlx::query(
        "insert into messages (id, message_type, patient_id, appointment_id, address, doctor_id, location_id, starts_at, \
         reminds_of, scheduled_for, next_try_at) \
         select ?, 'appointment_reminder', a.patient_id, a.id, ?, a.doctor_id, a.location_id, a.starts_at, a.id, ?, ? \
         from appointments a where a.id = ? and a.starts_at = ? and a.doctor_id = ? and a.location_id = ? \
         and a.status in ('scheduled', 'confirmed') for update",
    )
    .bind(MessageId::fresh())
    .bind(&visit.email)
    .bind(now.naive_utc())
    .bind(now.naive_utc())
    .bind(visit.id)
    .bind(visit.starts_at.naive_utc())
    .bind(visit.doctor_id)
    .bind(visit.location_id)
    .execute(connection)
    .await;
    // Another workstation wrote it meanwhile.
    added(written)
}
