//! Undoing a move: the visit goes back to the place it had. Whoever moved it said a moment ago that it may stand there,
//! so neither the hours nor the time of day are asked again; the cells still are.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::mysql::MySqlConnection;
use sqlx::types::Json;

use super::actions::{check_version, stale_unless_one, touch_visit};
use super::holds;
use super::model::{AppointmentView, RequestedTime, UndoMoveRequest};
use super::needs::Needs;
use super::refusals::Asker;
use super::step::place_used_since;
use super::store::{self, Appointment, Lane};
use super::telling;
use super::together::note_move;
use super::view::view_of;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::openings;
use crate::clinic::Clinic;
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::ids::{DoctorId, LocationId, ResourceId, RoomId};
use crate::interval::Interval;
use crate::messages;
use crate::money::Money;
use crate::once::once;

/// Where a visit stands in the calendar, as the audit log keeps it of each move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) doctor_id: DoctorId,
    pub(super) location_id: LocationId,
    pub(super) room_id: Option<RoomId>,
    /// The room was asked for, not that of the hours.
    pub(super) room_wanted: bool,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    pub(super) seat: u8,
    pub(super) fee: Money,
    pub(super) override_reason: Option<String>,
}

impl Place {
    /// Where the visit is now.
    pub(super) fn of(visit: &Appointment) -> Self {
        Self {
            doctor_id: visit.doctor_id,
            location_id: visit.location_id,
            room_id: visit.room.map(|(room, _)| room),
            room_wanted: visit.room_wanted,
            starts_at: visit.span.start(),
            ends_at: visit.span.end(),
            seat: visit.seat,
            fee: visit.fee.clone(),
            override_reason: visit.override_reason.clone(),
        }
    }
}

/// A move in the audit log.
#[derive(Deserialize)]
struct Move {
    from: Place,
    to: Place,
}

/// Puts a visit back where it stood before a move of this session, if it still stands where that move put it. The undoing
/// is a move too: undoing it moves the visit there again.
///
/// # Errors
/// [`Refusal::DoctorBusy`], [`Refusal::RoomBusy`], [`Refusal::PatientBusy`] when the place was taken since;
/// [`Refusal::DoctorAway`] when a time off was entered since; [`ClinicError::Stale`] when the visit was changed since or the
/// move is not one of this session; [`Refusal::WrongStatus`] when it has begun or is over.
pub async fn undo_move(clinic: &Clinic, actor: &Actor, request: UndoMoveRequest) -> Outcome<AppointmentView> {
    actor.may(Action::RescheduleAppointment)?;
    once(clinic, request.request_id, || undo_once(clinic, actor, &request)).await?;
    view_of(clinic, request.appointment_id).await
}

async fn undo_once(clinic: &Clinic, actor: &Actor, request: &UndoMoveRequest) -> Outcome<()> {
    let visit = store::get(clinic.read(), request.appointment_id).await?;
    check_version(&visit, request.row_version)?;
    visit.standing.can_change()?;
    let found: Option<(DateTime<Utc>, Json<Move>)> = sqlx::query_as(
        "select at, detail from audit_events where id = ? and subject_id = ? and action = ? and session_id <=> ?",
    )
    .bind(request.move_id)
    .bind(visit.id)
    .bind(AuditAction::AppointmentRescheduled.word())
    .bind(actor.session_id)
    .fetch_optional(clinic.read())
    .await?;
    let stale = ClinicError::Stale { what: RecordKind::Appointment };
    let (moved_at, Json(Move { from, to })) = found.ok_or(stale.clone())?;
    if Place::of(&visit) != to {
        return Err(stale);
    }
    let back = standing_at(clinic, &visit, &from).await?;
    let schedules = clinic.schedules().await?;
    let mut tx = clinic.write(actor, request.request_id).await?;
    schedules.hold(tx.connection()).await?;
    if let Some(until) = away_since(tx.connection(), &back, moved_at).await? {
        drop(tx);
        return Err(refuse_away(clinic, &back, until).await);
    }
    let moved = sqlx::query(
        "update appointments set doctor_id = ?, location_id = ?, room_id = ?, room_wanted = ?, starts_at = ?, ends_at = ?, seat = ?, fee = ?, \
         currency = ?, override_reason = ?, updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ?",
    )
    .bind(from.doctor_id)
    .bind(from.location_id)
    .bind(from.room_id)
    .bind(from.room_wanted)
    .bind(from.starts_at.naive_utc())
    .bind(from.ends_at.naive_utc())
    .bind(from.seat)
    .bind(from.fee.amount)
    .bind(&from.fee.currency)
    .bind(&from.override_reason)
    .bind(visit.id)
    .bind(visit.row_version)
    .execute(tx.connection())
    .await?;
    stale_unless_one(moved.rows_affected())?;
    holds::store::sweep_on(tx.connection()).await?;
    store::free_cells(tx.connection(), visit.id).await?;
    let lanes = lanes_of(&back);
    if !store::take_cells(tx.connection(), visit.id, back.span, &mut lanes.clone()).await? {
        drop(tx);
        return Err(place_used_since(clinic, &back, &lanes).await);
    }
    note_move(tx.connection(), actor, request.request_id, &visit).await?;
    openings::note(&mut tx, visit.doctor_id, visit.span).await?;
    touch_visit(&mut tx, &visit);
    touch_visit(&mut tx, &back);
    let told = telling::at(&visit, from.doctor_id, from.location_id, from.starts_at);
    messages::note(&mut tx, clinic.now(), &[told]).await?;
    let event = AuditEvent::about(AuditAction::AppointmentRescheduled, "appointment", visit.id.0)
        .patient(visit.patient_id)
        .detail(json!({ "from": to, "to": from, "undoes": request.move_id }));
    tx.commit(event).await
}

fn lanes_of(visit: &Appointment) -> Vec<Lane> {
    let room = visit.room.map(|(_, lane)| (lane, 0));
    let devices = visit.device_lanes.iter().map(|lane| (*lane, 0));
    std::iter::once((visit.doctor_resource, visit.seat))
        .chain(room)
        .chain([(visit.patient_resource, 0)])
        .chain(devices)
        .collect()
}

/// The visit as it stood at that place.
async fn standing_at(clinic: &Clinic, visit: &Appointment, place: &Place) -> Outcome<Appointment> {
    let (doctor_resource, room_resource): (ResourceId, Option<ResourceId>) = sqlx::query_as(
        "select d.resource_id, r.resource_id from doctors d left join rooms r on r.id = ? where d.id = ?",
    )
    .bind(place.room_id)
    .bind(place.doctor_id)
    .fetch_optional(clinic.read())
    .await?
    .ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    let odd = || ClinicError::Inconsistent { detail: format!("audit_events.detail of a move of {}", visit.id) };
    Ok(Appointment {
        doctor_id: place.doctor_id,
        doctor_resource,
        location_id: place.location_id,
        room: place.room_id.zip(room_resource),
        span: Interval::new(place.starts_at, place.ends_at).ok_or_else(odd)?,
        room_wanted: place.room_wanted,
        seat: place.seat,
        ..visit.clone()
    })
}

/// Until when the doctor is away at the visit's time by a time off that was entered after the move.
async fn away_since(
    connection: &mut MySqlConnection,
    visit: &Appointment,
    moved_at: DateTime<Utc>,
) -> Outcome<Option<DateTime<Utc>>> {
    Ok(sqlx::query_scalar(
        "select max(ends_at) from time_off where doctor_id = ? and ends_at > ? and starts_at < ? and withdrawn_at is null \
         and created_at > ?",
    )
    .bind(visit.doctor_id)
    .bind(visit.span.start().naive_utc())
    .bind(visit.span.end().naive_utc())
    .bind(moved_at.naive_utc())
    .fetch_one(connection)
    .await?)
}

async fn refuse_away(clinic: &Clinic, visit: &Appointment, until: DateTime<Utc>) -> ClinicError {
    let schedules = match clinic.schedules().await {
        Ok(schedules) => schedules,
        Err(error) => return error,
    };
    let place = schedules.of(visit.doctor_id).zip(schedules.locations.get(&visit.location_id));
    let Some((schedule, (_, zone))) = place else { return ClinicError::NotFound { what: RecordKind::Doctor } };
    let needs = Needs::default();
    let asker = Asker {
        needs: &needs,
        own: visit.id,
        clinic,
        patient: Some((visit.patient_id, visit.patient_resource)),
        kind: visit.kind,
        minutes: u16::try_from(visit.span.length().num_minutes()).ok(),
        priority: visit.priority,
    };
    let refused = Refusal::DoctorAway { until_local: zone.local(until), next: Vec::new() };
    asker.with_next(refused.into(), schedule, RequestedTime::Instant { at: visit.span.start() }, *zone).await
}
