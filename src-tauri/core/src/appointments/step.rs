//! The steps of the day: arrived, checked in, done, missed, and back.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::QueryBuilder;

use super::actions::{check_version, stale_unless_one, touch_visit};
use super::book::in_a_session;
use super::booking::{self, Placement};
use super::flow::on_its_day;
use super::model::{AppointmentStatus, AppointmentView, RequestedTime, Step, StepRequest};
use super::needs::Needs;
use super::new_appointment::booking_facts;
use super::store::{self, Appointment, Lane};
use super::view::view_of;
use super::{holds, refusals, rooms, telling};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::blocks::model::Asking;
use crate::availability::cache::Schedules;
use crate::availability::openings;
use crate::clinic::Clinic;
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::messages;
use crate::once::once;

/// Takes a step of the day's flow, or takes the last one back. Bringing a cancelled or missed visit back needs its time
/// to be free still.
///
/// # Errors
/// [`Refusal::WrongStatus`], [`Refusal::BeforeItsDay`], [`ClinicError::Stale`]; for a visit brought back the refusals of [`super::book()`].
pub async fn step(clinic: &Clinic, actor: &Actor, request: StepRequest) -> Outcome<AppointmentView> {
    step_at(clinic, actor, request, None).await
}

/// As [`step`], taken at an instant before now, as in [`super::book_asked_at`]: it is stamped with that.
pub(crate) async fn step_asked_at(
    clinic: &Clinic,
    actor: &Actor,
    request: StepRequest,
    asked_at: DateTime<Utc>,
) -> Outcome<AppointmentView> {
    step_at(clinic, actor, request, Some(in_a_session(clinic, asked_at))).await
}

/// At an instant, or now by the server's clock.
async fn step_at(
    clinic: &Clinic,
    actor: &Actor,
    request: StepRequest,
    at: Option<DateTime<Utc>>,
) -> Outcome<AppointmentView> {
    actor.may(Action::RunTheDesk)?;
    once(clinic, request.request_id, || step_once(clinic, actor, &request, at)).await?;
    view_of(clinic, request.appointment_id).await
}

async fn step_once(clinic: &Clinic, actor: &Actor, request: &StepRequest, at: Option<DateTime<Utc>>) -> Outcome<()> {
    let visit = store::get(clinic.read(), request.appointment_id).await?;
    check_version(&visit, request.row_version)?;
    let was = visit.standing.status;
    if request.step == Step::TakeBack && was == AppointmentStatus::Cancelled {
        actor.may(Action::CancelAppointment)?;
    }
    let to = visit.standing.after(request.step, clinic.now())?;
    let zone = rooms::zone_of(clinic, visit.location_id).await?;
    on_its_day(request.step, zone.local(visit.span.start()), zone.local(clinic.now()))?;
    let held = if was.is_live() { None } else { Some(can_come_back(clinic, &visit).await?) };
    let mut tx = clinic.write(actor, request.request_id).await?;
    if let Some(schedules) = held {
        schedules.hold(tx.connection()).await?;
    }
    // A stamp is set when its status is reached, and taken away when the step is taken back.
    let (stamped, taken_away): (Option<&str>, &[&str]) = match (to, request.step) {
        (AppointmentStatus::Scheduled, _) => (None, &["confirmed_at", "arrived_at", "checked_in_at"]),
        (AppointmentStatus::Confirmed, Step::Confirm) => (Some("confirmed_at"), &[]),
        (AppointmentStatus::Confirmed, _) => (None, &["arrived_at", "checked_in_at"]),
        (AppointmentStatus::Arrived, Step::Arrive) => (Some("arrived_at"), &[]),
        (AppointmentStatus::Completed, _) => (Some("completed_at"), &[]),
        _ if was == AppointmentStatus::Completed => (None, &["completed_at"]),
        _ if visit.standing.in_room_at.is_some() && was.is_live() => (None, &["in_room_at"]),
        (AppointmentStatus::Arrived, _) => (None, &["checked_in_at"]),
        (AppointmentStatus::CheckedIn, Step::CheckIn) => (Some("checked_in_at"), &[]),
        (AppointmentStatus::NoShow, _) => (Some("no_show_at"), &[]),
        _ => (None, &[]),
    };
    let mut query = QueryBuilder::new("update appointments set status = ");
    query.push_bind(to.word()).push(", updated_at = utc_timestamp(6), row_version = row_version + 1");
    if let Some(stamped) = stamped {
        query.push(", ").push(stamped).push(" = coalesce(").push_bind(at.map(|at| at.naive_utc()));
        query.push(", utc_timestamp(6))");
    }
    for column in taken_away {
        query.push(", ").push(column).push(" = null");
    }
    if !was.is_live() {
        query.push(
            ", no_show_at = null, cancelled_at = null, cancelled_by = null, cancellation_reason = null, late_cancel = false",
        );
    }
    query.push(" where id = ").push_bind(visit.id).push(" and row_version = ").push_bind(visit.row_version);
    let stepped = query.build().execute(tx.connection()).await?;
    stale_unless_one(stepped.rows_affected())?;
    if was.is_live() && !to.is_live() {
        store::free_cells(tx.connection(), visit.id).await?;
        openings::note(&mut tx, visit.doctor_id, visit.span).await?;
    }
    if !was.is_live() {
        let mut lanes: Vec<Lane> = vec![(visit.doctor_resource, visit.seat), (visit.patient_resource, 0)];
        lanes.extend(visit.room.map(|(_, lane)| (lane, 0)));
        lanes.extend(visit.device_lanes.iter().map(|lane| (*lane, 0)));
        let asked = lanes.clone();
        holds::store::sweep_on(tx.connection()).await?;
        if !store::take_cells(tx.connection(), visit.id, visit.span, &mut lanes).await? {
            drop(tx);
            return Err(place_used_since(clinic, &visit, &asked).await);
        }
    }
    match was {
        AppointmentStatus::Cancelled => messages::note(&mut tx, clinic.now(), &[telling::back(&visit)]).await?,
        _ if to == AppointmentStatus::NoShow => {
            messages::note(&mut tx, clinic.now(), &[telling::given_up(&visit)]).await?
        }
        _ => {}
    }
    touch_visit(&mut tx, &visit);
    let event = AuditEvent::about(AuditAction::AppointmentStepped, "appointment", visit.id.0)
        .patient(visit.patient_id)
        .detail(json!({ "from": was, "to": to }));
    tx.commit(if was == AppointmentStatus::Cancelled { event.anew() } else { event }).await
}

/// What may have changed while a visit was called off: the doctor is away then, or gone, or the patient is. Yields the
/// schedules that say so, to be held.
async fn can_come_back(clinic: &Clinic, visit: &Appointment) -> Outcome<Arc<Schedules>> {
    let patient = booking_facts(clinic.read(), visit.patient_id, None, None).await?;
    if !patient.present {
        return Err(Refusal::NotActive { what: RecordKind::Patient }.into());
    }
    let schedules = clinic.schedules().await?;
    let schedule = schedules.of(visit.doctor_id).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    if !schedule.active {
        return Err(Refusal::NotActive { what: RecordKind::Doctor }.into());
    }
    let asking = Asking { priority: visit.priority, now: clinic.now() };
    let Some(hindrance) = schedule.hindrance(visit.span, asking) else { return Ok(schedules) };
    let zone =
        schedules.locations.get(&visit.location_id).ok_or(ClinicError::NotFound { what: RecordKind::Location })?.1;
    let minutes = u16::try_from(visit.span.length().num_minutes()).ok();
    let asker = refusals::Asker {
        clinic,
        patient: Some((visit.patient_id, visit.patient_resource)),
        kind: visit.kind,
        minutes,
        needs: &Needs::default(),
        priority: visit.priority,
        own: visit.id,
    };
    let refused = booking::hindered(hindrance, zone);
    let starts = RequestedTime::Instant { at: visit.span.start() };
    Err(asker.with_next(refused.into(), schedule, starts, zone).await)
}

pub(super) async fn place_used_since(clinic: &Clinic, visit: &Appointment, lanes: &[Lane]) -> ClinicError {
    let minutes = u16::try_from(visit.span.length().num_minutes()).ok();
    let patient = Some((visit.patient_id, visit.patient_resource));
    let needs = Needs::default();
    let (kind, priority, own) = (visit.kind, visit.priority, visit.id);
    let asker = refusals::Asker { clinic, patient, kind, minutes, priority, needs: &needs, own };
    let schedules = match clinic.schedules().await {
        Ok(schedules) => schedules,
        Err(error) => return error,
    };
    let place = schedules.of(visit.doctor_id).zip(schedules.locations.get(&visit.location_id));
    let Some((schedule, (_, zone))) = place else { return ClinicError::NotFound { what: RecordKind::Doctor } };
    let placed = Placement {
        span: visit.span,
        location_id: visit.location_id,
        zone: *zone,
        room: visit.room,
        room_wanted: visit.room_wanted,
        devices: Vec::new(),
        capacity: 1,
        override_reason: None,
        overbook_reason: None,
    };
    asker.taken(schedule, lanes, &placed).await
}
