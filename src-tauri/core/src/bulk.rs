//! Many patients and visits at once, in few statements: for imports and for filling a clinic. What goes in here is already
//! decided; the database's keys still have the last word.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use sqlx::QueryBuilder;
use sqlx::mysql::MySqlConnection;

use crate::appointments::model::{AppointmentStatus, Priority, VisitKind};
use crate::appointments::video::token_of;
use crate::availability::slots::{cell_start, cells_of};
use crate::error::{ClinicError, Outcome};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, ResourceId, RoomId, UserId};
use crate::interval::Interval;
use crate::money::Money;
use crate::patients::index;
use crate::patients::model::Gender;
use crate::resources::ResourceKind;
use crate::sql_list::push_list;

/// Rows a statement: far below the 65,535 parameters a statement may have.
const ROWS: usize = 500;

/// A patient to add.
#[derive(Clone, Debug)]
pub(crate) struct NewPatient {
    pub(crate) id: PatientId,
    pub(crate) reference: String,
    pub(crate) family_name: String,
    pub(crate) given_name: String,
    pub(crate) birth_date: NaiveDate,
    pub(crate) birth_date_estimated: bool,
    pub(crate) gender: Gender,
    pub(crate) email: Option<String>,
    /// E.164, or empty.
    pub(crate) phone: String,
    pub(crate) address: String,
    pub(crate) usual_doctor_id: Option<DoctorId>,
    pub(crate) deceased_on: Option<NaiveDate>,
    pub(crate) external_id: Option<String>,
}

/// A visit to add as it stands.
#[derive(Clone, Debug)]
pub(crate) struct NewVisit {
    pub(crate) id: AppointmentId,
    pub(crate) reference: String,
    pub(crate) patient: (PatientId, ResourceId),
    pub(crate) doctor: (DoctorId, ResourceId),
    pub(crate) location_id: LocationId,
    pub(crate) room: Option<(RoomId, ResourceId)>,
    pub(crate) kind: VisitKind,
    pub(crate) status: AppointmentStatus,
    pub(crate) priority: Priority,
    pub(crate) span: Interval,
    pub(crate) seat: u8,
    pub(crate) reason: String,
    pub(crate) fee: Money,
    pub(crate) override_reason: Option<String>,
    pub(crate) steps: Steps,
    pub(crate) cancellation: Option<(UserId, String)>,
    pub(crate) booked_by: Option<UserId>,
    pub(crate) external_id: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
}

/// When the steps of a visit were taken.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Steps {
    pub(crate) confirmed_at: Option<DateTime<Utc>>,
    pub(crate) arrived_at: Option<DateTime<Utc>>,
    pub(crate) checked_in_at: Option<DateTime<Utc>>,
    pub(crate) started_at: Option<DateTime<Utc>>,
    pub(crate) completed_at: Option<DateTime<Utc>>,
    pub(crate) no_show_at: Option<DateTime<Utc>>,
    pub(crate) cancelled_at: Option<DateTime<Utc>>,
}

impl NewVisit {
    /// Whether it holds its time.
    pub(crate) fn holds_time(&self) -> bool {
        !matches!(self.status, AppointmentStatus::Cancelled | AppointmentStatus::NoShow)
    }
}

/// Makes `count` things of a kind and yields their numbers. One statement's numbers follow each other at the server's step
/// (other than one on a cluster).
pub(crate) async fn insert_resources(
    connection: &mut MySqlConnection,
    kind: ResourceKind,
    count: usize,
) -> Outcome<Vec<ResourceId>> {
    let step: u64 = sqlx::query_scalar("select @@auto_increment_increment").fetch_one(&mut *connection).await?;
    let mut numbers = Vec::with_capacity(count);
    let mut left = count;
    while left > 0 {
        let rows = left.min(ROWS);
        let mut query = QueryBuilder::new("insert into resources (kind) ");
        query.push_values(0..rows, |mut row, _| {
            row.push_bind(kind.word());
        });
        let first = query.build().execute(&mut *connection).await?.last_insert_id();
        for place in 0..rows as u64 {
            let number = u32::try_from(first + place * step)
                .map_err(|_| ClinicError::Inconsistent { detail: "resources.id beyond 32 bits".into() })?;
            numbers.push(ResourceId(number));
        }
        left -= rows;
    }
    Ok(numbers)
}

/// Adds patients with their lanes and the words they are found by; the lanes in the order given.
pub(crate) async fn insert_patients(
    connection: &mut MySqlConnection,
    patients: &[NewPatient],
) -> Outcome<Vec<ResourceId>> {
    let resources = insert_resources(connection, ResourceKind::Patient, patients.len()).await?;
    let lanes: Vec<_> = patients.iter().zip(&resources).collect();
    for rows in lanes.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "insert into patients (id, resource_id, reference, family_name, given_name, birth_date, birth_date_estimated, \
             gender, email, phone, phone_reversed, address, usual_doctor_id, deceased_on, external_id) ",
        );
        query.push_values(rows, |mut row, (patient, resource)| {
            let reversed: String = patient.phone.chars().rev().filter(char::is_ascii_digit).collect();
            row.push_bind(patient.id)
                .push_bind(**resource)
                .push_bind(&patient.reference)
                .push_bind(&patient.family_name)
                .push_bind(&patient.given_name)
                .push_bind(patient.birth_date)
                .push_bind(patient.birth_date_estimated)
                .push_bind(patient.gender.word())
                .push_bind(&patient.email)
                .push_bind(&patient.phone)
                .push_bind(reversed)
                .push_bind(&patient.address)
                .push_bind(patient.usual_doctor_id)
                .push_bind(patient.deceased_on)
                .push_bind(&patient.external_id);
        });
        query.build().execute(&mut *connection).await?;
    }
    let names: Vec<(PatientId, &str, &str)> =
        patients.iter().map(|one| (one.id, one.family_name.as_str(), one.given_name.as_str())).collect();
    index::add(connection, &names).await?;
    Ok(resources)
}

/// The driver sends an instant with a zone as a TIMESTAMP, which knows only 1970 to 2038 and silently becomes null outside;
/// a time without one goes as it is. Visits of an import may be older.
fn instant(at: Option<DateTime<Utc>>) -> Option<NaiveDateTime> {
    at.map(|at| at.naive_utc())
}

/// Adds visits, and the cells of those that hold their time.
pub(crate) async fn insert_visits(connection: &mut MySqlConnection, visits: &[NewVisit]) -> Result<(), sqlx::Error> {
    for rows in visits.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "insert into appointments (id, reference, patient_id, doctor_id, location_id, room_id, kind, status, priority, \
             starts_at, ends_at, seat, reason, video_token, fee, currency, override_reason, confirmed_at, arrived_at, checked_in_at, \
             started_at, completed_at, no_show_at, cancelled_at, cancelled_by, cancellation_reason, booked_by, external_id, \
             created_at) ",
        );
        query.push_values(rows, |mut row, visit| {
            row.push_bind(visit.id)
                .push_bind(&visit.reference)
                .push_bind(visit.patient.0)
                .push_bind(visit.doctor.0)
                .push_bind(visit.location_id)
                .push_bind(visit.room.map(|(room, _)| room))
                .push_bind(visit.kind.word())
                .push_bind(visit.status.word())
                .push_bind(visit.priority.word())
                .push_bind(visit.span.start().naive_utc())
                .push_bind(visit.span.end().naive_utc())
                .push_bind(visit.seat)
                .push_bind(&visit.reason)
                .push_bind(token_of(visit.kind))
                .push_bind(visit.fee.amount)
                .push_bind(&visit.fee.currency)
                .push_bind(&visit.override_reason)
                .push_bind(instant(visit.steps.confirmed_at))
                .push_bind(instant(visit.steps.arrived_at))
                .push_bind(instant(visit.steps.checked_in_at))
                .push_bind(instant(visit.steps.started_at))
                .push_bind(instant(visit.steps.completed_at))
                .push_bind(instant(visit.steps.no_show_at))
                .push_bind(instant(visit.steps.cancelled_at))
                .push_bind(visit.cancellation.as_ref().map(|(by, _)| *by))
                .push_bind(visit.cancellation.as_ref().map(|(_, reason)| reason))
                .push_bind(visit.booked_by)
                .push_bind(&visit.external_id)
                .push_bind(visit.created_at.naive_utc());
        });
        query.build().execute(&mut *connection).await?;
    }
    let mut cells: Vec<(ResourceId, DateTime<Utc>, u8, AppointmentId)> = Vec::new();
    for visit in visits.iter().filter(|visit| visit.holds_time()) {
        let room = visit.room.map(|(_, lane)| (lane, 0));
        let lanes = [(visit.doctor.1, visit.seat), (visit.patient.1, 0)].into_iter().chain(room);
        for (lane, seat) in lanes {
            cells.extend(cells_of(visit.span).map(|cell| (lane, cell_start(cell), seat, visit.id)));
        }
    }
    // In the order of the key: neighbours land on one page, and two writers take their locks in one order.
    cells.sort_unstable();
    for rows in cells.chunks(4 * ROWS) {
        let mut query =
            QueryBuilder::new("insert into appointment_cells (resource_id, cell_start, seat, appointment_id) ");
        query.push_values(rows, |mut row, (lane, start, seat, id)| {
            row.push_bind(*lane).push_bind(start.naive_utc()).push_bind(*seat).push_bind(*id);
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Draws references that nobody has yet, each different. `select` ends before its list.
pub(crate) async fn free_references(
    connection: &mut MySqlConnection,
    select: &'static str,
    draw: impl Fn(u32) -> String,
    count: usize,
) -> Outcome<Vec<String>> {
    let mut free: BTreeSet<String> = BTreeSet::new();
    // Each round draws what is still missing.
    for round in 1.. {
        if free.len() >= count {
            break;
        }
        let drawn: BTreeSet<String> =
            (free.len()..count).map(|_| draw(round)).filter(|one| !free.contains(one)).collect();
        let drawn: Vec<String> = drawn.into_iter().collect();
        for some in drawn.chunks(512) {
            let mut query = QueryBuilder::new(select);
            push_list(&mut query, some);
            let taken: Vec<String> = query.build_query_scalar().fetch_all(&mut *connection).await?;
            free.extend(some.iter().filter(|one| !taken.contains(one)).cloned());
        }
    }
    Ok(free.into_iter().collect())
}
