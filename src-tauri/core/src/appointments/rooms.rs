//! Rooms on the day: which are free for a visit, and the patient's way into one. The room's cells keep it for the visit's
//! time; who sits in it now keeps it for as long as they do.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::QueryBuilder;
use sqlx::mysql::MySqlConnection;

use super::actions::{check_version, stale_unless_one, touch_visit};
use super::holds;
use super::model::{AppointmentView, AssignRoom, RoomChoice, RoomUse, Whereabouts};
use super::store::{self, Appointment, Taker};
use super::view::view_of;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::slots::{cell_start, cells_of};
use crate::civil::Zone;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use crate::ids::{AppointmentId, LocationId, ResourceId, RoomId};
use crate::once::once;
use crate::sql_list::push_list;

/// Someone who went into a room longer ago than this is not there any more, whatever was forgotten to be entered.
const LONGEST_STAY: Duration = Duration::hours(12);

/// Since when a visit's patient sits in its room: since they went in, or since the doctor began with them, whoever forgot
/// to say that they went in.
const INSIDE_SINCE: &str = "case a.status when 'checked_in' then a.in_room_at \
    when 'in_progress' then coalesce(a.in_room_at, a.started_at) end";

/// The rooms of the visit's location by name, each with who has it at the visit's time or sits in it now.
///
/// # Errors
/// [`ClinicError::NotFound`].
pub async fn rooms_for(clinic: &Clinic, actor: &Actor, id: AppointmentId) -> Outcome<Vec<RoomChoice>> {
    actor.may(Action::SeeCalendar)?;
    retry(|| async {
        let visit = store::get(clinic.read(), id).await?;
        let zone = zone_of(clinic, visit.location_id).await?;
        let rooms: Vec<(RoomId, String)> =
            sqlx::query_as("select id, name from rooms where location_id = ? and active order by name, id limit 500")
                .bind(visit.location_id)
                .fetch_all(clinic.read())
                .await?;
        let mut uses = uses_of(clinic, &visit, &rooms, zone).await?;
        Ok(rooms
            .into_iter()
            .map(|(room_id, room_name)| RoomChoice { room_id, room_name, used: uses.remove(&room_id) })
            .collect())
    })
    .await
}

pub(super) async fn zone_of(clinic: &Clinic, location: LocationId) -> Outcome<Zone> {
    let schedules = clinic.schedules().await?;
    let found = schedules.locations.get(&location).map(|(_, zone)| *zone);
    found.ok_or(ClinicError::NotFound { what: RecordKind::Location })
}

#[derive(sqlx::FromRow)]
struct UseRow {
    room_id: RoomId,
    id: AppointmentId,
    doctor_name: String,
    family_name: String,
    given_name: String,
    ends_at: DateTime<Utc>,
    inside_since: Option<DateTime<Utc>>,
}

/// Who has a room at the visit's time or sits in it; someone inside counts before someone booked.
async fn uses_of(
    clinic: &Clinic,
    visit: &Appointment,
    rooms: &[(RoomId, String)],
    zone: Zone,
) -> Outcome<HashMap<RoomId, RoomUse>> {
    let ids: Vec<RoomId> = rooms.iter().map(|(id, _)| *id).collect();
    let cells = cells_of(visit.span);
    let now = clinic.now();
    let since = (now - LONGEST_STAY).naive_utc();
    let mut query =
        QueryBuilder::new("select a.room_id, a.id, d.name doctor_name, p.family_name, p.given_name, a.ends_at, if(");
    query.push(INSIDE_SINCE).push(" > ").push_bind(since).push(", ").push(INSIDE_SINCE);
    query.push(
        ", null) inside_since from appointments a left join doctors d on d.id = a.doctor_id \
         left join patients p on p.id = a.patient_id where a.room_id in ",
    );
    push_list(&mut query, &ids);
    // The visits of a day around, by the room's index; then those in the way.
    query.push(" and a.starts_at >= ").push_bind((visit.span.start().min(now) - Duration::days(1)).naive_utc());
    query.push(" and a.starts_at < ").push_bind((visit.span.end().max(now) + Duration::days(1)).naive_utc());
    query.push(" and a.status not in ('cancelled', 'no_show') and a.id <> ").push_bind(visit.id);
    query.push(" and ((a.starts_at < ").push_bind(cell_start(cells.end).naive_utc());
    query.push(" and a.ends_at > ").push_bind(cell_start(cells.start).naive_utc());
    query.push(") or ").push(INSIDE_SINCE).push(" > ").push_bind(since);
    query.push(") order by inside_since is null, a.starts_at, a.id limit 2000");
    let rows: Vec<UseRow> = query.build_query_as().fetch_all(clinic.read()).await?;
    let mut uses = HashMap::new();
    for row in rows {
        uses.entry(row.room_id).or_insert(RoomUse {
            appointment_id: row.id,
            doctor_name: row.doctor_name,
            patient_name: format!("{}, {}", row.family_name, row.given_name),
            until_local: zone.local(row.ends_at),
            inside_since: row.inside_since,
        });
    }
    Ok(uses)
}

/// Gives the visit a room for its time, and brings the patient into it or back to the waiting room. A change of room is
/// one transaction: the patient has the one or the other.
///
/// # Errors
/// [`Refusal::RoomTaken`] with who has it; [`Refusal::RoomHeld`]; [`Refusal::WrongStatus`] unless the patient is in the house (to go in) or the
/// visit has not begun (to plan a room); [`ClinicError::Invalid`] at `room_id`; [`ClinicError::Stale`].
pub async fn assign_room(clinic: &Clinic, actor: &Actor, request: AssignRoom) -> Outcome<AppointmentView> {
    actor.may(Action::RunTheDesk)?;
    if request.room_id.is_none() && request.patient == Whereabouts::InRoom {
        return Err(FieldError::new("room_id", FieldProblem::Missing).into());
    }
    once(clinic, request.request_id, || assign_once(clinic, actor, &request)).await?;
    view_of(clinic, request.appointment_id).await
}

async fn assign_once(clinic: &Clinic, actor: &Actor, request: &AssignRoom) -> Outcome<()> {
    let visit = store::get(clinic.read(), request.appointment_id).await?;
    check_version(&visit, request.row_version)?;
    let status = visit.standing.after_room(request.patient)?;
    let mut tx = clinic.write(actor, request.request_id).await?;
    let room = match request.room_id {
        Some(id) => Some((id, lock_room(tx.connection(), id, visit.location_id).await?)),
        None => None,
    };
    if let (Some((id, _)), Whereabouts::InRoom) = (room, request.patient)
        && let Some(other) = inside(tx.connection(), id, &visit, clinic.now()).await?
    {
        drop(tx);
        return Err(taken_by(clinic, id, other).await);
    }
    let in_room = match request.patient {
        // Who changes rooms has waited no longer than until the first one.
        Whereabouts::InRoom => "coalesce(in_room_at, utc_timestamp(6))",
        Whereabouts::Waiting => "null",
    };
    let statement = format!(
        "update appointments set room_id = ?, room_wanted = ?, status = ?, in_room_at = {in_room}, \
         updated_at = utc_timestamp(6), row_version = row_version + 1 where id = ? and row_version = ?"
    );
    let assigned = sqlx::query(sqlx::AssertSqlSafe(statement))
        .bind(room.map(|(id, _)| id))
        // A room for the day is no wish for one; a wish is met by the room chosen now, or given up with it.
        .bind(visit.room_wanted && room.is_some())
        .bind(status.word())
        .bind(visit.id)
        .bind(visit.row_version)
        .execute(tx.connection())
        .await?;
    stale_unless_one(assigned.rows_affected())?;
    if room != visit.room {
        if let Some((_, lane)) = visit.room {
            store::free_cells_of(tx.connection(), visit.id, lane).await?;
        }
        if let Some((id, lane)) = room {
            holds::store::sweep_on(tx.connection()).await?;
            if !store::take_cells(tx.connection(), visit.id, visit.span, &mut [(lane, 0)]).await? {
                drop(tx);
                return Err(match store::in_the_way(clinic.read(), &[(lane, 0)], visit.span, visit.id).await? {
                    Some((_, Taker::Visit(other))) => taken_by(clinic, id, other).await,
                    Some((_, Taker::Hold(hold))) => {
                        held_for(clinic, id, hold, zone_of(clinic, visit.location_id).await?).await
                    }
                    // Gone between the try and the look: the same wish sent again succeeds.
                    None => ClinicError::Stale { what: RecordKind::Room },
                });
            }
            tx.touch_calendar(lane, visit.span.start(), visit.span.end());
        }
    }
    touch_visit(&mut tx, &visit);
    let event = AuditEvent::about(AuditAction::RoomAssigned, "appointment", visit.id.0)
        .patient(visit.patient_id)
        .detail(json!({
            "from": visit.room.map(|(id, _)| id), "to": request.room_id, "patient": request.patient,
        }));
    tx.commit(event).await
}

/// Locks a room of the visit's location, so that two patients never go in at once, and yields its lane.
async fn lock_room(connection: &mut MySqlConnection, id: RoomId, location: LocationId) -> Outcome<ResourceId> {
    let room: Option<(ResourceId, LocationId, bool)> =
        sqlx::query_as("select resource_id, location_id, active from rooms where id = ? for update")
            .bind(id)
            .fetch_optional(connection)
            .await?;
    let (lane, _, active) = room
        .filter(|(_, at, _)| *at == location)
        .ok_or_else(|| FieldError::new("room_id", FieldProblem::UnknownChoice))?;
    if active { Ok(lane) } else { Err(Refusal::NotActive { what: RecordKind::Room }.into()) }
}

/// The other visit whose patient sits in the room now.
async fn inside(
    connection: &mut MySqlConnection,
    room: RoomId,
    visit: &Appointment,
    now: DateTime<Utc>,
) -> Outcome<Option<AppointmentId>> {
    let mut query = QueryBuilder::new("select a.id from appointments a where a.room_id = ");
    query.push_bind(room).push(" and a.starts_at >= ");
    query.push_bind((visit.span.start().min(now) - Duration::days(1)).naive_utc());
    query.push(" and a.id <> ").push_bind(visit.id).push(" and ").push(INSIDE_SINCE).push(" > ");
    query.push_bind((now - LONGEST_STAY).naive_utc()).push(" order by a.starts_at limit 1");
    Ok(query.build_query_scalar().fetch_optional(connection).await?)
}

/// The room is held for a booking that is being filled in, or for an offer.
async fn held_for(clinic: &Clinic, room: RoomId, hold: AppointmentId, zone: Zone) -> ClinicError {
    let room_name: Result<String, _> =
        sqlx::query_scalar("select name from rooms where id = ?").bind(room).fetch_one(clinic.read()).await;
    match (room_name, holds::store::holders(clinic.read(), &[hold]).await.map(|mut held| held.pop())) {
        (Ok(room_name), Ok(Some(held))) => {
            let until_local = zone.local(held.expires_at);
            Refusal::RoomHeld { room_name, held_by: held.name(), until_local }.into()
        }
        (Ok(_), Ok(None)) => ClinicError::Stale { what: RecordKind::Room },
        (Err(error), _) => error.into(),
        (_, Err(error)) => error,
    }
}

async fn taken_by(clinic: &Clinic, room: RoomId, other: AppointmentId) -> ClinicError {
    let room_name: Result<String, _> =
        sqlx::query_scalar("select name from rooms where id = ?").bind(room).fetch_one(clinic.read()).await;
    match (room_name, view_of(clinic, other).await) {
        (Ok(room_name), Ok(other)) => Refusal::RoomTaken {
            appointment_id: other.id,
            room_name,
            held_by: other.doctor_name,
            until_local: other.ends_local,
        }
        .into(),
        (Err(error), _) => error.into(),
        (_, Err(error)) => error,
    }
}
