//! Appointments in the database: rows, the cells that make double booking impossible, and who is in the way.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool, QueryBuilder};

use super::flow::Standing;
use super::model::{AppointmentStatus, Priority, VisitKind};
use crate::availability::slots::{cell_start, cells_of};
use crate::db_error::added;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, ResourceId, RoomId, SeriesId};
use crate::interval::Interval;
use crate::money::Money;
use crate::sql_list::push_list;
use crate::sql_text::SqlText;

/// An appointment as its rules need it.
#[derive(Clone, Debug)]
pub(crate) struct Appointment {
    pub(crate) id: AppointmentId,
    pub(crate) patient_id: PatientId,
    pub(crate) patient_resource: ResourceId,
    /// `Family, Given`.
    pub(crate) patient_name: String,
    /// Neither deleted nor deceased.
    pub(crate) patient_present: bool,
    pub(crate) doctor_id: DoctorId,
    pub(crate) doctor_resource: ResourceId,
    pub(crate) location_id: LocationId,
    pub(crate) room: Option<(RoomId, ResourceId)>,
    pub(crate) room_wanted: bool,
    pub(crate) device_lanes: Vec<ResourceId>,
    pub(crate) kind: VisitKind,
    pub(crate) priority: Priority,
    pub(crate) span: Interval,
    pub(crate) seat: u8,
    pub(crate) fee: Money,
    pub(crate) override_reason: Option<String>,
    pub(crate) cancellation_reason: Option<String>,
    pub(crate) series_id: Option<SeriesId>,
    /// It is no longer as its series was booked.
    pub(crate) series_changed: bool,
    pub(crate) standing: Standing,
    pub(crate) booked_at: DateTime<Utc>,
    pub(crate) row_version: u32,
}

#[derive(FromRow)]
struct AppointmentRow {
    id: AppointmentId,
    patient_id: PatientId,
    patient_resource: ResourceId,
    family_name: String,
    given_name: String,
    patient_present: bool,
    doctor_id: DoctorId,
    doctor_resource: ResourceId,
    location_id: LocationId,
    room_id: Option<RoomId>,
    room_resource: Option<ResourceId>,
    room_wanted: bool,
    device_lanes: Option<String>,
    kind: String,
    priority: String,
    status: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    seat: u8,
    fee: Decimal,
    currency: String,
    override_reason: Option<String>,
    cancellation_reason: Option<String>,
    series_id: Option<SeriesId>,
    series_changed: bool,
    confirmed_at: Option<DateTime<Utc>>,
    arrived_at: Option<DateTime<Utc>>,
    checked_in_at: Option<DateTime<Utc>>,
    in_room_at: Option<DateTime<Utc>>,
    started_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    row_version: u32,
}

/// One appointment as its rules need it.
pub(crate) async fn get(pool: &MySqlPool, id: AppointmentId) -> Outcome<Appointment> {
    several(pool, &[id]).await?.pop().ok_or(ClinicError::NotFound { what: RecordKind::Appointment })
}

/// Some appointments as their rules need them, those that there are, by id.
pub(crate) async fn several(pool: &MySqlPool, ids: &[AppointmentId]) -> Outcome<Vec<Appointment>> {
    let mut query = QueryBuilder::new(
        "select a.id, a.patient_id, p.resource_id patient_resource, p.family_name, p.given_name, \
         p.deleted_at is null and p.deceased_on is null patient_present, a.doctor_id, d.resource_id doctor_resource, \
         a.location_id, a.room_id, r.resource_id room_resource, a.room_wanted, \
         (select group_concat(v.resource_id) from appointment_devices x join devices v on v.id = x.device_id \
         where x.appointment_id = a.id) device_lanes, a.kind, a.priority, a.status, a.starts_at, a.ends_at, a.seat, a.fee, a.currency, \
         a.override_reason, a.cancellation_reason, a.series_id, a.series_changed, a.confirmed_at, a.arrived_at, \
         a.checked_in_at, a.in_room_at, a.started_at, a.created_at, a.row_version from appointments a join patients p on p.id = a.patient_id \
         join doctors d on d.id = a.doctor_id left join rooms r on r.id = a.room_id where a.id in ",
    );
    push_list(&mut query, ids);
    query.push(" order by a.id");
    let rows: Vec<AppointmentRow> = query.build_query_as().fetch_all(pool).await?;
    rows.into_iter().map(appointment).collect()
}

fn appointment(row: AppointmentRow) -> Outcome<Appointment> {
    let broken = |column: &str| ClinicError::Inconsistent { detail: format!("appointments.{column} of {}", row.id) };
    Ok(Appointment {
        id: row.id,
        patient_id: row.patient_id,
        patient_resource: row.patient_resource,
        patient_name: format!("{}, {}", row.family_name, row.given_name),
        patient_present: row.patient_present,
        doctor_id: row.doctor_id,
        doctor_resource: row.doctor_resource,
        location_id: row.location_id,
        room: row.room_id.zip(row.room_resource),
        room_wanted: row.room_wanted,
        device_lanes: row.device_lanes.iter().flat_map(|lanes| lanes.split(',')).filter_map(lane_of).collect(),
        kind: VisitKind::from_word(&row.kind).ok_or_else(|| broken("kind"))?,
        priority: Priority::from_word(&row.priority).ok_or_else(|| broken("priority"))?,
        span: Interval::new(row.starts_at, row.ends_at).ok_or_else(|| broken("ends_at"))?,
        seat: row.seat,
        standing: Standing {
            status: AppointmentStatus::from_word(&row.status).ok_or_else(|| broken("status"))?,
            confirmed_at: row.confirmed_at,
            arrived_at: row.arrived_at,
            checked_in_at: row.checked_in_at,
            in_room_at: row.in_room_at,
            started_at: row.started_at,
            starts_at: row.starts_at,
        },
        booked_at: row.created_at,
        row_version: row.row_version,
        fee: Money { amount: row.fee, currency: row.currency },
        override_reason: row.override_reason,
        cancellation_reason: row.cancellation_reason,
        series_id: row.series_id,
        series_changed: row.series_changed,
    })
}

fn lane_of(number: &str) -> Option<ResourceId> {
    number.parse().ok().map(ResourceId)
}

/// The appointment of a reference.
pub(crate) async fn id_of_reference(pool: &MySqlPool, reference: &str) -> Outcome<AppointmentId> {
    sqlx::query_scalar("select id from appointments where reference = ?")
        .bind(reference)
        .fetch_optional(pool)
        .await?
        .ok_or(ClinicError::NotFound { what: RecordKind::Appointment })
}

/// Which of these references a visit has.
pub(crate) async fn known_references(pool: &MySqlPool, references: &[String]) -> Outcome<Vec<String>> {
    if references.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new("select reference from appointments where reference in ");
    push_list(&mut query, references);
    query.push(" order by reference");
    Ok(query.build_query_scalar().fetch_all(pool).await?)
}

/// How cells of visits are taken, for [`insert_cells`].
pub(crate) const VISIT_CELLS: &str =
    "insert into appointment_cells (resource_id, cell_start, seat, appointment_id) values ";
/// How cells of holds are taken.
pub(crate) const HOLD_CELLS: &str = "insert into appointment_cells (resource_id, cell_start, seat, hold_id) values ";

/// The statement that takes the cells of some visits or holds on their lanes, in ascending order over all of them, so that
/// two writes never wait for each other.
pub(crate) fn insert_cells<'a>(
    sql: &mut SqlText,
    into: &'static str,
    visits: impl Iterator<Item = (AppointmentId, Interval, &'a [Lane])>,
) {
    let mut cells: Vec<(ResourceId, i64, u8, AppointmentId)> = visits
        .flat_map(|(id, span, lanes)| {
            lanes.iter().flat_map(move |(lane, seat)| cells_of(span).map(move |cell| (*lane, cell, *seat, id)))
        })
        .collect();
    cells.sort_unstable();
    let mut before = into;
    for (lane, cell, seat, id) in &cells {
        sql.push(before).row(&[&u64::from(lane.0), &cell_start(*cell), &u64::from(*seat), &id.0]);
        before = ",";
    }
    sql.push(if cells.is_empty() { "" } else { ";" });
}

/// So many references that no visit has yet: a large clinic uses a fair share of those there are.
pub(crate) async fn fresh_references(pool: &MySqlPool, count: usize) -> Outcome<Vec<String>> {
    let mut references = std::collections::BTreeSet::new();
    for tries in 1.. {
        let missing = count - references.len();
        if missing == 0 {
            break;
        }
        let some: Vec<String> = std::iter::repeat_with(|| super::reference::fresh(tries, 0)).take(missing).collect();
        let mut query = QueryBuilder::new("select reference from appointments where reference in ");
        push_list(&mut query, &some);
        let used: Vec<String> = query.build_query_scalar().fetch_all(pool).await?;
        references.extend(some.into_iter().filter(|reference| !used.contains(reference)));
    }
    Ok(references.into_iter().collect())
}

/// A lane with the seat that a visit takes on it.
pub(crate) type Lane = (ResourceId, u8);

/// Takes the cells of a visit on its lanes, in ascending order. `false`: one of them is taken.
pub(crate) async fn take_cells(
    connection: &mut MySqlConnection,
    id: AppointmentId,
    span: Interval,
    lanes: &mut [Lane],
) -> Outcome<bool> {
    lanes.sort_unstable();
    let cells = lanes.iter().flat_map(|lane| cells_of(span).map(move |cell| (*lane, cell_start(cell).naive_utc())));
    let mut query = QueryBuilder::new("insert into appointment_cells (resource_id, cell_start, seat, appointment_id) ");
    query.push_values(cells, |mut row, ((lane, seat), start)| {
        row.push_bind(lane).push_bind(start).push_bind(seat).push_bind(id);
    });
    added(query.build().execute(connection).await)
}

/// Gives the cells of a visit back.
pub(crate) async fn free_cells(connection: &mut MySqlConnection, id: AppointmentId) -> Outcome<()> {
    sqlx::query("delete from appointment_cells where appointment_id = ?").bind(id).execute(connection).await?;
    Ok(())
}

/// Gives back the cells of a visit on one lane.
pub(crate) async fn free_cells_of(
    connection: &mut MySqlConnection,
    id: AppointmentId,
    lane: ResourceId,
) -> Outcome<()> {
    sqlx::query("delete from appointment_cells where appointment_id = ? and resource_id = ?")
        .bind(id)
        .bind(lane)
        .execute(connection)
        .await?;
    Ok(())
}

/// Only cells of others: of visits, and of holds that have not ended.
fn push_of_others(query: &mut QueryBuilder<sqlx::MySql>, own: AppointmentId) {
    query.push("(c.appointment_id <> ").push_bind(own);
    query.push(" or exists (select 1 from slot_holds h where h.id = c.hold_id and h.id <> ").push_bind(own);
    query.push(" and h.expires_at > utc_timestamp(6)))");
}

/// The seats taken on a lane at any time of a visit, one bit each, without its own or those held for it.
pub(crate) async fn seats_taken(
    pool: &MySqlPool,
    lane: ResourceId,
    span: Interval,
    own: AppointmentId,
) -> Outcome<u64> {
    let cells = cells_of(span);
    let mut query = QueryBuilder::new("select distinct c.seat from appointment_cells c where c.resource_id = ");
    query.push_bind(lane).push(" and c.cell_start >= ").push_bind(cell_start(cells.start).naive_utc());
    query.push(" and c.cell_start < ").push_bind(cell_start(cells.end).naive_utc()).push(" and ");
    push_of_others(&mut query, own);
    let seats: Vec<u8> = query.build_query_scalar().fetch_all(pool).await?;
    Ok(seats.into_iter().fold(0, |all, seat| all | 1_u64 << (seat & 63)))
}

/// Who has a cell.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Taker {
    /// A visit.
    Visit(AppointmentId),
    /// Somebody for whom it is held.
    Hold(AppointmentId),
}

/// The first of others that has cells of these lanes in this time, with the lane; the lanes in the order given.
pub(crate) async fn in_the_way(
    pool: &MySqlPool,
    lanes: &[Lane],
    span: Interval,
    own: AppointmentId,
) -> Outcome<Option<(ResourceId, Taker)>> {
    let cells = cells_of(span);
    for (lane, seat) in lanes {
        let mut query =
            QueryBuilder::new("select c.appointment_id, c.hold_id from appointment_cells c where c.resource_id = ");
        query.push_bind(lane).push(" and c.cell_start >= ").push_bind(cell_start(cells.start).naive_utc());
        query.push(" and c.cell_start < ").push_bind(cell_start(cells.end).naive_utc());
        query.push(" and c.seat = ").push_bind(seat).push(" and ");
        push_of_others(&mut query, own);
        query.push(" order by c.cell_start limit 1");
        let found: Option<(Option<AppointmentId>, Option<AppointmentId>)> =
            query.build_query_as().fetch_optional(pool).await?;
        match found {
            Some((Some(visit), _)) => return Ok(Some((*lane, Taker::Visit(visit)))),
            Some((None, Some(hold))) => return Ok(Some((*lane, Taker::Hold(hold)))),
            _ => {}
        }
    }
    Ok(None)
}
