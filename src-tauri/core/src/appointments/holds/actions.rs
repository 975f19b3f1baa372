//! Holding a place while a form is filled, and giving it back.

use serde_json::json;

use super::model::{BOOKING_SECONDS, HoldPurpose, HoldRequest, HoldView, ReleaseHold};
use super::store::{self, NewHold, Which};
use crate::access::{Action, Actor};
use crate::appointments::book::{asked_lanes, free_seat, may_set_aside};
use crate::appointments::booking::{self, Wish};
use crate::appointments::model::BookingRequest;
use crate::appointments::needs::Needs;
use crate::appointments::new_appointment::booking_facts;
use crate::appointments::refusals::Asker;
use crate::appointments::store::in_the_way;
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::once::once;
use crate::tx::{Sent, WritePacket};

/// How often it is tried to hold a place that somebody else took between the look and the write: the places of a group
/// are fought for one by one.
const TRIES: usize = 60;

/// Holds the place that a booking would take, for two minutes from now. The same booking asked for again is held longer,
/// or moved to its other place in one go; when that one is refused it stays where it was.
///
/// # Errors
/// Those of [`book`](crate::appointments::book); [`Refusal::SlotHeld`]; [`ClinicError::Stale`] when it is booked by now.
pub async fn hold(clinic: &Clinic, actor: &Actor, request: HoldRequest) -> Outcome<HoldView> {
    actor.may(Action::BookAppointment)?;
    let wish = Wish::of_booking(&request.booking)?;
    may_set_aside(actor, &wish)?;
    once(clinic, request.request_id, || hold_once(clinic, actor, &request)).await?;
    let schedules = clinic.schedules().await?;
    let held = store::views(clinic.read(), &schedules, Which::Id(request.booking.appointment_id)).await?.pop();
    held.ok_or(ClinicError::NotFound { what: RecordKind::Hold })
}

async fn hold_once(clinic: &Clinic, actor: &Actor, request: &HoldRequest) -> Outcome<()> {
    for _ in 0..TRIES {
        let new = NewHold {
            held_by: actor.user_id(),
            ..place(clinic, &request.booking, HoldPurpose::Booking, BOOKING_SECONDS).await?
        };
        let before = store::place(clinic.read(), new.id).await?;
        let mut packet = WritePacket::new(actor, request.request_id);
        store::sweep(packet.sql());
        store::release(packet.sql(), new.id);
        store::insert(packet.sql(), &new);
        // Who shows the doctor's day sees it; the other lanes only keep others out.
        let lane = new.lanes.first().map(|(lane, _)| (*lane, new.span.start(), new.span.end()));
        for (lane, starts_at, ends_at) in lane.into_iter().chain(before) {
            packet.touch_calendar(lane, starts_at, ends_at);
        }
        let event = AuditEvent::about(AuditAction::SlotHeld, "appointment", new.id.0).patient(new.patient_id);
        let event = event
            .detail(json!({ "doctor_id": new.doctor_id, "starts_at": new.span.start(), "ends_at": new.span.end() }));
        match packet.commit(clinic, event).await? {
            Sent::Committed => return Ok(()),
            // The booking was made meanwhile.
            Sent::Orphaned => break,
            // Somebody was quicker, or the very same request was.
            Sent::KeyTaken if clinic.already_done(request.request_id).await? => return Ok(()),
            Sent::KeyTaken => {}
        }
    }
    Err(ClinicError::Stale { what: RecordKind::Appointment })
}

/// The place that a booking would take and that is free as far as can be seen: its cells have the last word.
///
/// # Errors
/// Those of [`book`](crate::appointments::book); [`Refusal::SlotHeld`].
pub(crate) async fn place(
    clinic: &Clinic,
    wanted: &BookingRequest,
    purpose: HoldPurpose,
    seconds: u32,
) -> Outcome<NewHold> {
    let id = wanted.appointment_id;
    let wish = Wish::of_booking(wanted)?;
    let patient = booking_facts(clinic.read(), wanted.patient_id, None, None).await?;
    let schedules = clinic.schedules_at((patient.clinic_version, patient.availability_version)).await?;
    let schedule = schedules.of(wanted.doctor_id).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    if !patient.present {
        return Err(Refusal::NotActive { what: RecordKind::Patient }.into());
    }
    let zone =
        schedules.locations.get(&wanted.location_id).ok_or(ClinicError::NotFound { what: RecordKind::Location })?.1;
    let needs = Needs::read(&schedules, Some(wanted.location_id), wanted.room_id, &wanted.device_ids)?;
    let of_patient = Some((wanted.patient_id, patient.resource_id));
    let asker = Asker {
        clinic,
        patient: of_patient,
        kind: wish.kind,
        minutes: wish.minutes,
        priority: wish.priority,
        needs: &needs,
        own: id,
    };
    let placed = match booking::place(schedule, (wanted.location_id, zone), &wish, &needs, None, clinic.now()) {
        Ok(placed) => placed,
        Err(refused) => return Err(asker.with_next(refused, schedule, wish.starts, zone).await),
    };
    let Some(seat) = free_seat(clinic, schedule.resource, &placed, id).await? else {
        return Err(asker.no_seat(schedule, &placed).await);
    };
    let lanes = asked_lanes(schedule.resource, seat, &placed, patient.resource_id);
    if in_the_way(clinic.read(), &lanes, placed.span, id).await?.is_some() {
        return Err(asker.taken(schedule, &lanes, &placed).await);
    }
    Ok(NewHold {
        id,
        patient_id: wanted.patient_id,
        doctor_id: wanted.doctor_id,
        location_id: placed.location_id,
        span: placed.span,
        purpose,
        held_by: None,
        seconds,
        lanes,
    })
}

/// Gives a held place back. One that has ended or was booked is gone already: that is no error.
///
/// # Errors
/// [`ClinicError::Offline`].
pub async fn release_hold(clinic: &Clinic, actor: &Actor, request: ReleaseHold) -> Outcome<()> {
    actor.may(Action::BookAppointment)?;
    once(clinic, request.request_id, || async {
        let id = request.appointment_id;
        let Some((lane, starts_at, ends_at)) = store::place(clinic.read(), id).await? else { return Ok(()) };
        let mut packet = WritePacket::new(actor, request.request_id);
        store::release(packet.sql(), id);
        packet.touch_calendar(lane, starts_at, ends_at);
        let event = AuditEvent::about(AuditAction::HoldReleased, "appointment", id.0);
        packet.commit(clinic, event.detail(json!({ "starts_at": starts_at, "ends_at": ends_at }))).await?;
        Ok(())
    })
    .await
}
