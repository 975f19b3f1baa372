//! Booking a visit, in one packet to the server; the booking cells have the last word on what is free.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::booking::{self, Placement, Wish};
use super::model::{AppointmentView, BookingRequest};
use super::needs::Needs;
use super::new_appointment::{self, NewAppointment, booking_facts};
use super::store::{self, Lane};
use super::view::{just_booked, view_of};
use super::{holds, reference, refusals, video};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::db_error::{retry, schedules_moved};
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use crate::ids::{AppointmentId, RequestId, ResourceId};
use crate::messages;
use crate::messages::model::Place;
use crate::tx::{Sent, WritePacket};
use crate::users::session::SESSION_HOURS;

/// Books a visit. Sending the same request again (its appointment id) books once and answers the visit as it is.
///
/// # Errors
/// [`Refusal::DoctorBusy`], [`Refusal::RoomBusy`], [`Refusal::PatientBusy`] with who has it until when and the next free
/// slots; those of [`booking::place`]; [`ClinicError::Invalid`] at `minutes`, `reason`, `override_reason`, `starts`.
pub async fn book(clinic: &Clinic, actor: &Actor, request: BookingRequest) -> Outcome<AppointmentView> {
    book_with(clinic, actor, request, clinic.now(), |_| ()).await
}

/// As [`book`], asked for at an instant before now, while the server was away: what had not passed then has not passed. At
/// most as far back as a session lasts.
pub(crate) async fn book_asked_at(
    clinic: &Clinic,
    actor: &Actor,
    request: BookingRequest,
    asked_at: DateTime<Utc>,
) -> Outcome<AppointmentView> {
    book_with(clinic, actor, request, asked_at, |_| ()).await
}

/// As [`book_asked_at`], with what else is done in the same transaction: it follows the appointment.
pub(crate) async fn book_with(
    clinic: &Clinic,
    actor: &Actor,
    request: BookingRequest,
    asked_at: DateTime<Utc>,
    also: impl Fn(&mut WritePacket) + Sync,
) -> Outcome<AppointmentView> {
    actor.may(Action::BookAppointment)?;
    let wish = Wish::of_booking(&request)?;
    may_set_aside(actor, &wish)?;
    let asked_at = in_a_session(clinic, asked_at);
    match retry(|| book_once(clinic, actor, &request, &wish, asked_at, &also)).await? {
        Booked::Now(view) => Ok(*view),
        Booked::Before => view_of(clinic, request.appointment_id).await,
    }
}

/// An instant at which something was asked for, not longer ago than a session lasts and not to come.
pub(super) fn in_a_session(clinic: &Clinic, asked_at: DateTime<Utc>) -> DateTime<Utc> {
    let now = clinic.now();
    asked_at.clamp(now - Duration::hours(SESSION_HOURS), now)
}

/// Whoever sets a rule aside must have the right to.
pub(super) fn may_set_aside(actor: &Actor, wish: &Wish) -> Outcome<()> {
    if wish.override_reason.is_some() {
        actor.may(Action::OverrideHours)?;
    }
    if wish.overbook_reason.is_some() {
        actor.may(Action::Overbook)?;
    }
    Ok(())
}

/// How a booking ended.
enum Booked {
    /// By this try.
    Now(Box<AppointmentView>),
    /// By an earlier one of the same id, whose answer was lost.
    Before,
}

async fn book_once(
    clinic: &Clinic,
    actor: &Actor,
    request: &BookingRequest,
    wish: &Wish,
    asked_at: DateTime<Utc>,
    also: &(impl Fn(&mut WritePacket) + Sync),
) -> Outcome<Booked> {
    let own = Some(request.appointment_id);
    let patient = booking_facts(clinic.read(), request.patient_id, actor.user_id(), own).await?;
    let versions = (patient.clinic_version, patient.availability_version);
    let schedules = clinic.schedules_at(versions).await?;
    let schedule = schedules.of(request.doctor_id).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    if !patient.present {
        return Err(Refusal::NotActive { what: RecordKind::Patient }.into());
    }
    let zone =
        schedules.locations.get(&request.location_id).ok_or(ClinicError::NotFound { what: RecordKind::Location })?.1;
    let needs = Needs::read(&schedules, Some(request.location_id), request.room_id, &request.device_ids)?;
    let asker = refusals::Asker {
        clinic,
        patient: Some((request.patient_id, patient.resource_id)),
        kind: wish.kind,
        minutes: wish.minutes,
        needs: &needs,
        priority: wish.priority,
        own: request.appointment_id,
    };
    let placed = match booking::place(schedule, (request.location_id, zone), wish, &needs, None, asked_at) {
        Ok(placed) => placed,
        // A booking sent again after its time came is still the booking that was made.
        Err(_) if is_sent_again(clinic, request).await? => return Ok(Booked::Before),
        Err(refused) => return Err(asker.with_next(refused, schedule, wish.starts, zone).await),
    };
    let mut tries = 0_u32;
    loop {
        tries += 1;
        let Some(seat) = free_seat(clinic, schedule.resource, &placed, request.appointment_id).await? else {
            if is_sent_again(clinic, request).await? {
                return Ok(Booked::Before);
            }
            return Err(asker.no_seat(schedule, &placed).await);
        };
        let new = NewAppointment {
            reference: reference::fresh(tries, clinic.about_how_many_visits().await),
            video_token: video::token_of(wish.kind),
            booked_by: actor.user_id(),
            lanes: asked_lanes(schedule.resource, seat, &placed, patient.resource_id),
            ..NewAppointment::at(&placed, seat, wish, schedule, (request.appointment_id, request.patient_id))
        };
        let mut packet = WritePacket::new(actor, RequestId(request.appointment_id.0));
        for (lane, _) in &new.lanes {
            packet.touch_calendar(*lane, placed.span.start(), placed.span.end());
        }
        if let Some((lane, starts_at, ends_at)) = patient.held() {
            packet.touch_calendar(lane, starts_at, ends_at);
        }
        if tries > 1 {
            holds::store::sweep(packet.sql());
        }
        holds::store::release(packet.sql(), request.appointment_id);
        new_appointment::insert(packet.sql(), std::slice::from_ref(&new), &schedules);
        let place = Place { doctor: new.doctor_id, location: new.location_id, starts_at: new.span.start() };
        messages::note_booked(packet.sql(), clinic.now(), (new.id, new.patient_id), place);
        also(&mut packet);
        let event = AuditEvent::about(AuditAction::AppointmentBooked, "appointment", request.appointment_id.0)
            .patient(request.patient_id)
            .detail(json!({
                "doctor_id": request.doctor_id, "starts_at": placed.span.start(), "ends_at": placed.span.end(),
                "override_reason": placed.override_reason, "overbook_reason": placed.overbook_reason_of(seat),
            }));
        match packet.commit(clinic, event).await? {
            Sent::Committed => return Ok(Booked::Now(Box::new(just_booked(new, patient, &schedules)))),
            Sent::Orphaned => return Err(schedules_moved()),
            Sent::KeyTaken => {}
        }
        // A key was taken: this very booking, sent before; or the time; or the reference, seldom in a young clinic.
        match store::get(clinic.read(), request.appointment_id).await {
            Ok(known) if known.patient_id == request.patient_id && known.doctor_id == request.doctor_id => {
                return Ok(Booked::Before);
            }
            Ok(_) => return Err(FieldError::new("appointment_id", FieldProblem::Taken).into()),
            Err(ClinicError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
        let asked = asked_lanes(schedule.resource, seat, &placed, patient.resource_id);
        if worth_another_try(clinic, &asked, &placed, request.appointment_id, tries).await? {
            continue;
        }
        return Err(asker.taken(schedule, &asked, &placed).await);
    }
}

/// Whether this appointment id was booked before with the same patient and doctor: the answer was lost, the deed was not.
async fn is_sent_again(clinic: &Clinic, request: &BookingRequest) -> Outcome<bool> {
    match store::get(clinic.read(), request.appointment_id).await {
        Ok(known) => Ok(known.patient_id == request.patient_id && known.doctor_id == request.doctor_id),
        Err(ClinicError::NotFound { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The first free seat that the visit may take; `None` when all are taken. Where there is only one, its cells decide.
pub(super) async fn free_seat(
    clinic: &Clinic,
    lane: ResourceId,
    placed: &Placement,
    own: AppointmentId,
) -> Outcome<Option<u8>> {
    if placed.seats().nth(1).is_none() {
        return Ok(Some(0));
    }
    let taken = store::seats_taken(clinic.read(), lane, placed.span, own).await?;
    Ok(placed.seats().find(|seat| taken & (1_u64 << seat) == 0))
}

/// The lanes a visit asks for, the doctor's first.
pub(super) fn asked_lanes(doctor: ResourceId, seat: u8, placed: &Placement, patient: ResourceId) -> Vec<Lane> {
    let room = placed.room_of(seat).map(|(_, lane)| (lane, 0));
    let devices = placed.devices.iter().map(|(_, lane)| (*lane, 0));
    [(doctor, seat)].into_iter().chain(room).chain(devices).chain([(patient, 0)]).collect()
}

/// After a key was taken: whoever was in the way is gone again, or held it and holds it no more, or took one of several
/// seats.
pub(super) async fn worth_another_try(
    clinic: &Clinic,
    asked: &[Lane],
    placed: &Placement,
    own: AppointmentId,
    tries: u32,
) -> Outcome<bool> {
    let most = if placed.seats().nth(1).is_some() { 60 } else { 4 };
    Ok(match store::in_the_way(clinic.read(), asked, placed.span, own).await? {
        None => tries < most,
        Some((lane, _)) => most > 4 && tries < most && asked.first().is_some_and(|(first, _)| *first == lane),
    })
}
