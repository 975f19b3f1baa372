//! How visits were before a write changed them: the chain of their moves (D5), and what an undo goes back to.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool};

use super::model::EarlierPlace;
use crate::access::Actor;
use crate::appointments::model::AppointmentStatus;
use crate::appointments::store::Appointment;
use crate::civil::Zone;
use crate::error::{ClinicError, Outcome};
use crate::ids::{AppointmentId, DoctorId, LocationId, RequestId, ResourceId, RoomId};
use crate::interval::Interval;
use crate::money::Money;
use crate::sql_text::SqlText;

/// What a write does to one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChangeKind {
    /// To another time, length, doctor or location.
    Moved,
    Cancelled,
    /// From a cancellation back to its time.
    BroughtBack,
}

impl ChangeKind {
    fn word(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::BroughtBack => "brought_back",
        }
    }
}

/// Keeps where a visit was before this write moves it.
pub(in crate::appointments) async fn note_move(
    connection: &mut MySqlConnection,
    actor: &Actor,
    request: RequestId,
    visit: &Appointment,
) -> Outcome<()> {
    let mut sql = SqlText::default();
    note(&mut sql, actor, request, [(visit, ChangeKind::Moved)].into_iter());
    sqlx::raw_sql(sql.into_sql()).execute(connection).await?;
    Ok(())
}

/// The statement that keeps how visits are before this write changes them; each is left with its next version.
pub(super) fn note<'a>(
    sql: &mut SqlText,
    actor: &Actor,
    request: RequestId,
    visits: impl Iterator<Item = (&'a Appointment, ChangeKind)>,
) {
    let mut before = "insert into appointment_changes (request_id, appointment_id, kind, from_status, from_doctor_id, \
        from_location_id, from_room_id, from_starts_at, from_ends_at, from_seat, from_fee, from_currency, \
        from_override_reason, from_cancellation_reason, from_series_changed, left_version, changed_by) values ";
    for (visit, kind) in visits {
        sql.push(before).row(&[
            &request.0,
            &visit.id.0,
            &kind.word(),
            &visit.standing.status.word(),
            &visit.doctor_id.0,
            &visit.location_id.0,
            &visit.room.map(|(room, _)| room.0),
            &visit.span.start(),
            &visit.span.end(),
            &u64::from(visit.seat),
            &visit.fee.amount,
            &visit.fee.currency,
            &visit.override_reason.as_deref(),
            &visit.cancellation_reason.as_deref(),
            &visit.series_changed,
            &u64::from(visit.row_version + 1),
            &actor.user_id().map(|user| user.0),
        ]);
        before = ",";
    }
    sql.push(";");
}

/// How a visit was before a write.
pub(super) struct Before {
    pub(super) appointment_id: AppointmentId,
    pub(super) status: AppointmentStatus,
    pub(super) doctor_id: DoctorId,
    pub(super) location_id: LocationId,
    pub(super) room: Option<(RoomId, ResourceId)>,
    pub(super) span: Interval,
    pub(super) seat: u8,
    pub(super) fee: Money,
    pub(super) override_reason: Option<String>,
    pub(super) cancellation_reason: Option<String>,
    pub(super) series_changed: bool,
    /// The version that the write left.
    pub(super) left_version: u32,
}

#[derive(FromRow)]
struct BeforeRow {
    appointment_id: AppointmentId,
    from_status: String,
    from_doctor_id: DoctorId,
    from_location_id: LocationId,
    from_room_id: Option<RoomId>,
    room_resource: Option<ResourceId>,
    from_starts_at: DateTime<Utc>,
    from_ends_at: DateTime<Utc>,
    from_seat: u8,
    from_fee: Decimal,
    from_currency: String,
    from_override_reason: Option<String>,
    from_cancellation_reason: Option<String>,
    from_series_changed: bool,
    left_version: u32,
}

/// How the visits that a write changed were before it, by id.
pub(super) async fn before(pool: &MySqlPool, request: RequestId) -> Outcome<Vec<Before>> {
    let rows: Vec<BeforeRow> = sqlx::query_as(
        "select c.appointment_id, c.from_status, c.from_doctor_id, c.from_location_id, c.from_room_id, \
         r.resource_id room_resource, c.from_starts_at, c.from_ends_at, c.from_seat, c.from_fee, c.from_currency, \
         c.from_override_reason, c.from_cancellation_reason, c.from_series_changed, c.left_version \
         from appointment_changes c left join rooms r on r.id = c.from_room_id where c.request_id = ? \
         order by c.appointment_id limit 200",
    )
    .bind(request)
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let broken = |column: &str| ClinicError::Inconsistent {
                detail: format!("appointment_changes.{column} of {} in {request}", row.appointment_id),
            };
            Ok(Before {
                appointment_id: row.appointment_id,
                status: AppointmentStatus::from_word(&row.from_status).ok_or_else(|| broken("from_status"))?,
                doctor_id: row.from_doctor_id,
                location_id: row.from_location_id,
                room: row.from_room_id.zip(row.room_resource),
                span: Interval::new(row.from_starts_at, row.from_ends_at).ok_or_else(|| broken("from_ends_at"))?,
                seat: row.from_seat,
                fee: Money { amount: row.from_fee, currency: row.from_currency },
                override_reason: row.from_override_reason,
                cancellation_reason: row.from_cancellation_reason,
                series_changed: row.from_series_changed,
                left_version: row.left_version,
            })
        })
        .collect()
}

#[derive(FromRow)]
struct EarlierRow {
    doctor_name: String,
    location_name: String,
    time_zone: String,
    from_starts_at: DateTime<Utc>,
    from_ends_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
    changed_by: Option<String>,
}

/// The places that a visit was moved away from, the last one first, 100 at most.
pub(super) async fn earlier_places(pool: &MySqlPool, visit: AppointmentId) -> Outcome<Vec<EarlierPlace>> {
    let rows: Vec<EarlierRow> = sqlx::query_as(
        "select d.name doctor_name, l.name location_name, l.time_zone, c.from_starts_at, c.from_ends_at, c.changed_at, \
         u.name changed_by from appointment_changes c join doctors d on d.id = c.from_doctor_id \
         join locations l on l.id = c.from_location_id left join users u on u.id = c.changed_by \
         where c.appointment_id = ? and c.kind = 'moved' order by c.left_version desc limit 100",
    )
    .bind(visit)
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let zone = Zone::parse("time_zone", &row.time_zone).map_err(|_| ClinicError::Inconsistent {
                detail: format!("locations.time_zone {} of a place of {visit}", row.time_zone),
            })?;
            let minutes = (row.from_ends_at - row.from_starts_at).num_minutes();
            Ok(EarlierPlace {
                doctor_name: row.doctor_name,
                location_name: row.location_name,
                starts_local: zone.local(row.from_starts_at),
                minutes: i32::try_from(minutes).unwrap_or(i32::MAX),
                moved_at: row.changed_at,
                moved_by: row.changed_by,
            })
        })
        .collect()
}
