//! The waitlist in the database.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool, QueryBuilder};

use super::model::{OfferStatus, OfferView, WaitlistEntry, WaitsFor, Wishes, days_of};
use crate::access::Actor;
use crate::appointments::holds::store::NewHold;
use crate::appointments::model::{Priority, VisitKind};
use crate::civil::Zone;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{AppointmentId, DoctorId, LocationId, OpeningId, PatientId, ResourceId, SpecialtyId, WaitlistEntryId};
use crate::interval::Interval;
use crate::sql_list::push_list;
use crate::sql_text::SqlText;
use crate::tx::Statement;

/// How many who wait are looked at; a clinic that has more has another problem.
const MOST: u32 = 500;

#[derive(FromRow)]
struct EntryRow {
    id: WaitlistEntryId,
    patient_id: PatientId,
    patient_resource: ResourceId,
    family_name: String,
    given_name: String,
    phone: String,
    doctor_id: Option<DoctorId>,
    specialty_id: Option<SpecialtyId>,
    waits_for_name: Option<String>,
    visit_kind: String,
    minutes: Option<u16>,
    weekdays: u8,
    from_time: Option<NaiveTime>,
    to_time: Option<NaiveTime>,
    earliest_on: Option<NaiveDate>,
    latest_on: Option<NaiveDate>,
    priority: String,
    notes: String,
    status: String,
    passed: i64,
    created_at: DateTime<Utc>,
    row_version: u32,
}

/// An entry as its rules need it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) view: WaitlistEntry,
    pub(super) wishes: Wishes,
    pub(super) patient_resource: ResourceId,
    /// `waiting`, `booked` or `removed`.
    pub(super) status: String,
}

const ENTRIES: &str = "select e.id, e.patient_id, p.resource_id patient_resource, p.family_name, p.given_name, p.phone, \
    e.doctor_id, e.specialty_id, coalesce(d.name, s.name) waits_for_name, e.visit_kind, e.minutes, e.weekdays, e.from_time, \
    e.to_time, e.earliest_on, e.latest_on, e.priority, e.notes, e.status, \
    (select count(*) from waitlist_offers o where o.entry_id = e.id and o.status in ('declined', 'late')) passed, \
    e.created_at, e.row_version from waitlist_entries e join patients p on p.id = e.patient_id \
    left join doctors d on d.id = e.doctor_id left join specialties s on s.id = e.specialty_id where ";

/// Everybody who waits, in the order in which they are offered what suits them.
pub(super) async fn waiting(pool: &MySqlPool) -> Outcome<Vec<Entry>> {
    let mut query = QueryBuilder::new(ENTRIES);
    query.push(
        "e.status = 'waiting' and p.deleted_at is null and p.deceased_on is null \
         order by field(e.priority, 'emergency', 'urgent', 'regular'), e.created_at, e.id limit ",
    );
    query.push_bind(MOST);
    let rows: Vec<EntryRow> = query.build_query_as().fetch_all(pool).await?;
    rows.into_iter().map(entry).collect()
}

/// One entry, in whatever state it is.
pub(super) async fn get(pool: &MySqlPool, id: WaitlistEntryId) -> Outcome<Entry> {
    let mut query = QueryBuilder::new(ENTRIES);
    query.push("e.id = ").push_bind(id);
    let row: Option<EntryRow> = query.build_query_as().fetch_optional(pool).await?;
    entry(row.ok_or(ClinicError::NotFound { what: RecordKind::WaitlistEntry })?)
}

fn entry(row: EntryRow) -> Outcome<Entry> {
    let broken =
        |column: &str| ClinicError::Inconsistent { detail: format!("waitlist_entries.{column} of {}", row.id) };
    let kind = VisitKind::from_word(&row.visit_kind).ok_or_else(|| broken("visit_kind"))?;
    let priority = Priority::from_word(&row.priority).ok_or_else(|| broken("priority"))?;
    let waits_for = match (row.doctor_id, row.specialty_id) {
        (Some(doctor_id), _) => WaitsFor::Doctor { doctor_id },
        (None, Some(specialty_id)) => WaitsFor::Specialty { specialty_id },
        (None, None) => WaitsFor::Anyone,
    };
    let wishes = Wishes {
        waits_for,
        kind,
        minutes: row.minutes,
        weekdays: row.weekdays,
        from_time: row.from_time,
        to_time: row.to_time,
        earliest_on: row.earliest_on,
        latest_on: row.latest_on,
    };
    let view = WaitlistEntry {
        id: row.id,
        patient_id: row.patient_id,
        patient_name: format!("{}, {}", row.family_name, row.given_name),
        patient_phone: row.phone,
        waits_for,
        waits_for_name: row.waits_for_name.unwrap_or_default(),
        visit_kind: kind,
        minutes: row.minutes,
        weekdays: days_of(row.weekdays),
        from_time: row.from_time,
        to_time: row.to_time,
        earliest_on: row.earliest_on,
        latest_on: row.latest_on,
        priority,
        notes: row.notes,
        passed: i32::try_from(row.passed).unwrap_or(i32::MAX),
        since: row.created_at,
        row_version: row.row_version,
    };
    Ok(Entry { view, wishes, patient_resource: row.patient_resource, status: row.status })
}

/// Writes an entry.
pub(super) async fn insert(
    connection: &mut MySqlConnection,
    actor: &Actor,
    id: WaitlistEntryId,
    patient: PatientId,
    wishes: &Wishes,
    priority: Priority,
    notes: &str,
) -> Outcome<()> {
    let insert = sqlx::query(
        "insert into waitlist_entries (id, patient_id, doctor_id, specialty_id, visit_kind, minutes, weekdays, from_time, \
         to_time, earliest_on, latest_on, priority, notes, added_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(patient);
    bind_wish(insert, wishes, priority, notes).bind(actor.user_id()).execute(connection).await?;
    Ok(())
}

/// Binds what somebody waits for, from `doctor_id` to `notes`.
fn bind_wish(statement: Statement, wishes: &Wishes, priority: Priority, notes: &str) -> Statement {
    let (doctor, specialty) = match wishes.waits_for {
        WaitsFor::Doctor { doctor_id } => (Some(doctor_id), None),
        WaitsFor::Specialty { specialty_id } => (None, Some(specialty_id)),
        WaitsFor::Anyone => (None, None),
    };
    statement
        .bind(doctor)
        .bind(specialty)
        .bind(wishes.kind.word())
        .bind(wishes.minutes)
        .bind(wishes.weekdays)
        .bind(wishes.from_time)
        .bind(wishes.to_time)
        .bind(wishes.earliest_on)
        .bind(wishes.latest_on)
        .bind(priority.word())
        .bind(notes)
}

/// Writes what somebody waits for, if the entry still is as it was seen and they still wait. Whether it was.
pub(super) async fn change_wish(
    connection: &mut MySqlConnection,
    (id, row_version): (WaitlistEntryId, u32),
    wishes: &Wishes,
    priority: Priority,
    notes: &str,
) -> Outcome<bool> {
    let update = sqlx::query(
        "update waitlist_entries set doctor_id = ?, specialty_id = ?, visit_kind = ?, minutes = ?, weekdays = ?, \
         from_time = ?, to_time = ?, earliest_on = ?, latest_on = ?, priority = ?, notes = ?, \
         updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ? and status = 'waiting'",
    );
    let changed = bind_wish(update, wishes, priority, notes).bind(id).bind(row_version).execute(connection).await?;
    Ok(changed.rows_affected() == 1)
}

/// Puts an entry from one state into another, if it still is as it was seen. Whether it was.
pub(super) async fn change(
    connection: &mut MySqlConnection,
    id: WaitlistEntryId,
    row_version: u32,
    from: &str,
    to: &str,
) -> Outcome<bool> {
    let changed = sqlx::query(
        "update waitlist_entries set status = ?, updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ? and status = ?",
    )
    .bind(to)
    .bind(id)
    .bind(row_version)
    .bind(from)
    .execute(connection)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Locks an entry; whether it waits still.
pub(super) async fn lock_waiting(connection: &mut MySqlConnection, id: WaitlistEntryId) -> Outcome<bool> {
    let found: Option<WaitlistEntryId> =
        sqlx::query_scalar("select id from waitlist_entries where id = ? and status = 'waiting' for update")
            .bind(id)
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}

/// An offer as its rules need it.
#[derive(Clone, Debug, FromRow)]
pub(super) struct Offer {
    pub(super) id: AppointmentId,
    pub(super) entry_id: WaitlistEntryId,
    pub(super) doctor_id: DoctorId,
    pub(super) doctor_resource: ResourceId,
    pub(super) location_id: LocationId,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    status: String,
}

impl Offer {
    pub(super) fn status(&self) -> Outcome<OfferStatus> {
        OfferStatus::from_word(&self.status)
            .ok_or_else(|| ClinicError::Inconsistent { detail: format!("waitlist_offers.status of {}", self.id) })
    }
}

const OFFERS: &str = "select o.id, o.entry_id, o.doctor_id, d.resource_id doctor_resource, o.location_id, o.starts_at, \
    o.ends_at, o.status from waitlist_offers o join doctors d on d.id = o.doctor_id where ";

/// One offer.
pub(super) async fn offer(connection: &mut MySqlConnection, id: AppointmentId) -> Outcome<Offer> {
    let mut query = QueryBuilder::new(OFFERS);
    query.push("o.id = ").push_bind(id);
    let found: Option<Offer> = query.build_query_as().fetch_optional(connection).await?;
    found.ok_or(ClinicError::NotFound { what: RecordKind::Offer })
}

/// The open offers of an opening that were not answered in time.
pub(super) async fn late(connection: &mut MySqlConnection, opening: OpeningId) -> Outcome<Vec<Offer>> {
    let mut query = QueryBuilder::new(OFFERS);
    query.push("o.opening_id = ").push_bind(opening);
    query.push(" and o.status = 'open' and o.expires_at <= utc_timestamp(6) order by o.id");
    Ok(query.build_query_as().fetch_all(connection).await?)
}

/// The open offer of an entry.
pub(super) async fn open_of(connection: &mut MySqlConnection, entry: WaitlistEntryId) -> Outcome<Option<Offer>> {
    let mut query = QueryBuilder::new(OFFERS);
    query.push("o.open_entry_id = ").push_bind(entry);
    Ok(query.build_query_as().fetch_optional(connection).await?)
}

/// Ends an open offer. Whether it was open.
pub(super) async fn end_offer(
    connection: &mut MySqlConnection,
    actor: &Actor,
    id: AppointmentId,
    to: OfferStatus,
) -> Outcome<bool> {
    let ended = sqlx::query(
        "update waitlist_offers set status = ?, open_entry_id = null, answered_by = ?, answered_at = utc_timestamp(6) \
         where id = ? and status = 'open'",
    )
    .bind(to.word())
    .bind(actor.user_id())
    .bind(id)
    .execute(connection)
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// The statements that make an offer of what a hold keeps.
pub(super) fn insert_offer(sql: &mut SqlText, hold: &NewHold, entry: WaitlistEntryId, opening: OpeningId) {
    sql.push(
        "insert into waitlist_offers (id, entry_id, opening_id, doctor_id, location_id, starts_at, ends_at, open_entry_id, \
         offered_by, expires_at) select ",
    );
    sql.list(&[
        &hold.id.0,
        &entry.0,
        &opening.0,
        &hold.doctor_id.0,
        &hold.location_id.0,
        &hold.span.start(),
        &hold.span.end(),
        &entry.0,
        &hold.held_by.map(|user| user.0),
    ]);
    sql.push(", h.expires_at from slot_holds h where h.id = ").value(&hold.id.0).push(";");
}

/// The statements that book what was offered: they follow the appointment of the same id. When the offer is over by now,
/// its entry would become no visit, and all of it fails.
pub(super) fn accept(sql: &mut SqlText, actor: &Actor, offer: AppointmentId, entry: WaitlistEntryId) {
    sql.push("update waitlist_offers set status = 'accepted', open_entry_id = null, answered_at = utc_timestamp(6)");
    sql.push(", answered_by = ").value(&actor.user_id().map(|user| user.0));
    sql.push(" where id = ").value(&offer.0).push(" and status = 'open';");
    sql.push(
        "update waitlist_entries set status = 'booked', updated_at = utc_timestamp(6), row_version = row_version + 1",
    );
    sql.push(", appointment_id = coalesce((select o.id from waitlist_offers o where o.status = 'accepted' and o.id = ");
    sql.value(&offer.0).push("), ").value(&uuid::Uuid::nil()).push(") where id = ").value(&entry.0).push(";");
}

#[derive(FromRow)]
struct OfferRow {
    id: AppointmentId,
    entry_id: WaitlistEntryId,
    patient_id: PatientId,
    family_name: String,
    given_name: String,
    phone: String,
    doctor_id: DoctorId,
    doctor_name: String,
    location_name: String,
    time_zone: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    notes: String,
    expires_at: DateTime<Utc>,
}

/// The offers that wait for an answer, the one that ends first first.
pub(super) async fn open_offers(pool: &MySqlPool) -> Outcome<Vec<OfferView>> {
    let rows: Vec<OfferRow> = sqlx::query_as(
        "select o.id, o.entry_id, e.patient_id, p.family_name, p.given_name, p.phone, o.doctor_id, d.name doctor_name, \
         l.name location_name, l.time_zone, o.starts_at, o.ends_at, e.notes, o.expires_at from waitlist_offers o \
         join waitlist_entries e on e.id = o.entry_id join patients p on p.id = e.patient_id \
         join doctors d on d.id = o.doctor_id join locations l on l.id = o.location_id \
         where o.status = 'open' and o.expires_at > utc_timestamp(6) order by o.expires_at, o.id",
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(offer_view).collect()
}

fn offer_view(row: OfferRow) -> Outcome<OfferView> {
    let broken = |_| ClinicError::Inconsistent { detail: format!("locations.time_zone of offer {}", row.id) };
    let zone = Zone::parse("time_zone", &row.time_zone).map_err(broken)?;
    Ok(OfferView {
        appointment_id: row.id,
        entry_id: row.entry_id,
        patient_id: row.patient_id,
        patient_name: format!("{}, {}", row.family_name, row.given_name),
        patient_phone: row.phone,
        doctor_id: row.doctor_id,
        doctor_name: row.doctor_name,
        location_name: row.location_name,
        starts_local: zone.local(row.starts_at),
        ends_local: zone.local(row.ends_at),
        notes: row.notes,
        expires_at: row.expires_at,
    })
}

/// Time that became free and was not settled yet.
#[derive(Clone, Copy, Debug, FromRow)]
pub(super) struct Opening {
    pub(super) id: OpeningId,
    pub(super) doctor_id: DoctorId,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
}

/// The openings that are not settled, the oldest first.
pub(super) async fn unsettled(pool: &MySqlPool) -> Outcome<Vec<Opening>> {
    Ok(sqlx::query_as(
        "select id, doctor_id, starts_at, ends_at from openings where settled_at is null order by id limit 200",
    )
    .fetch_all(pool)
    .await?)
}

/// Locks an opening; whether it is unsettled still.
pub(super) async fn lock(connection: &mut MySqlConnection, opening: OpeningId) -> Outcome<bool> {
    let found: Option<OpeningId> =
        sqlx::query_scalar("select id from openings where id = ? and settled_at is null for update")
            .bind(opening)
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}

/// Settles an opening that nobody is offered any more. Whether nobody was.
pub(super) async fn settle(connection: &mut MySqlConnection, opening: OpeningId) -> Outcome<bool> {
    let settled = sqlx::query(
        "update openings set settled_at = utc_timestamp(6) where id = ? and settled_at is null \
         and not exists (select 1 from waitlist_offers o where o.opening_id = ? and o.status = 'open')",
    )
    .bind(opening)
    .bind(opening)
    .execute(connection)
    .await?;
    Ok(settled.rows_affected() == 1)
}

/// To whom something of an opening was offered already, and who has an open offer of whatever opening.
pub(super) async fn asked(pool: &MySqlPool, opening: OpeningId) -> Outcome<Vec<WaitlistEntryId>> {
    Ok(sqlx::query_scalar("select entry_id from waitlist_offers where opening_id = ? or status = 'open'")
        .bind(opening)
        .fetch_all(pool)
        .await?)
}

/// When these patients are somewhere already: their visits, and what is held for them and has not ended.
pub(super) async fn busy(
    pool: &MySqlPool,
    patients: &[ResourceId],
    span: Interval,
) -> Outcome<Vec<(ResourceId, DateTime<Utc>)>> {
    let mut query = QueryBuilder::new(
        "select c.resource_id, c.cell_start from appointment_cells c left join slot_holds h on h.id = c.hold_id \
         where (h.id is null or h.expires_at > utc_timestamp(6)) and c.cell_start >= ",
    );
    query.push_bind((span.start() - chrono::Duration::minutes(5)).naive_utc());
    query.push(" and c.cell_start < ").push_bind((span.end() + chrono::Duration::hours(8)).naive_utc());
    query.push(" and c.resource_id in ");
    push_list(&mut query, patients);
    Ok(query.build_query_as().fetch_all(pool).await?)
}

/// When the next open offer ends.
pub(super) async fn next_end(pool: &MySqlPool) -> Outcome<Option<DateTime<Utc>>> {
    Ok(sqlx::query_scalar("select min(expires_at) from waitlist_offers where status = 'open'").fetch_one(pool).await?)
}

/// How often anything of the waitlist changed.
pub(super) async fn version(pool: &MySqlPool) -> Outcome<u64> {
    let version: Option<u64> =
        sqlx::query_scalar("select version from topics where name = 'waitlist'").fetch_optional(pool).await?;
    Ok(version.unwrap_or_default())
}
