//! Booking several visits in one transaction: a pair back to back, the occurrences of a series. All or none.

use std::collections::BTreeSet;

use serde_json::json;

use super::model::{BookTogether, MOST_AT_ONCE};
use super::plan::{Candidate, Plan, Seated, refused_only};
use crate::access::{Action, Actor};
use crate::appointments::book::may_set_aside;
use crate::appointments::booking::{self, Wish};
use crate::appointments::holds;
use crate::appointments::model::{AppointmentView, BookingRequest};
use crate::appointments::needs::Needs;
use crate::appointments::new_appointment::{self, BookingFacts, NewAppointment, booking_facts};
use crate::appointments::store::{self, fresh_references};
use crate::appointments::video::token_of;
use crate::appointments::view::{Which, views};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::cache::Schedules;
use crate::clinic::Clinic;
use crate::db_error::{retry, schedules_moved};
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use crate::ids::{AppointmentId, RequestId, SeriesId};
use crate::messages;
use crate::messages::model::Place;
use crate::tx::{Sent, WritePacket};

/// How often the booking is tried whose times were taken between the check and the write.
const TRIES: usize = 4;

/// Books several visits in one go: all or none. Sending the same request again (its appointment ids) books once and answers
/// the visits as they are.
///
/// # Errors
/// [`Refusal::NotAllPossible`] with those that cannot be, and what is near; [`ClinicError::Invalid`] at `visits` (none, too
/// many, one twice, an id of another visit), at `overbook_reason` (not on top of others), and as
/// [`crate::appointments::book`].
pub async fn book_together(clinic: &Clinic, actor: &Actor, request: BookTogether) -> Outcome<Vec<AppointmentView>> {
    actor.may(Action::BookAppointment)?;
    let wishes = request.visits.iter().map(|visit| read(actor, visit)).collect::<Outcome<Vec<_>>>()?;
    let ids: Vec<AppointmentId> = request.visits.iter().map(|visit| visit.appointment_id).collect();
    let most = MOST_AT_ONCE as i32;
    match ids.len() {
        1..=MOST_AT_ONCE if ids.iter().collect::<BTreeSet<_>>().len() == ids.len() => {}
        1..=MOST_AT_ONCE => return Err(FieldError::new("visits", FieldProblem::Overlaps).into()),
        _ => return Err(FieldError::new("visits", FieldProblem::OutOfRange { least: 1, most }).into()),
    }
    retry(|| async {
        for _ in 0..TRIES {
            if are_sent_again(clinic, &request).await? {
                return Ok(());
            }
            match book_once(clinic, actor, &request, &wishes).await? {
                Sent::Committed => return Ok(()),
                Sent::Orphaned => return Err(schedules_moved()),
                Sent::KeyTaken => {}
            }
        }
        // Somebody else was always faster, and gone again: it is as if the times had changed.
        Err(ClinicError::Stale { what: RecordKind::Appointment })
    })
    .await?;
    views(clinic, Which::Ids(&ids)).await
}

fn read(actor: &Actor, visit: &BookingRequest) -> Outcome<Wish> {
    let wish = Wish::of_booking(visit)?;
    if wish.overbook_reason.is_some() {
        return Err(FieldError::new("overbook_reason", FieldProblem::UnknownChoice).into());
    }
    may_set_aside(actor, &wish)?;
    Ok(wish)
}

/// Whether these appointment ids were booked before with the same patients and doctors: the answer was lost, the deed was
/// not.
async fn are_sent_again(clinic: &Clinic, request: &BookTogether) -> Outcome<bool> {
    let ids: Vec<AppointmentId> = request.visits.iter().map(|visit| visit.appointment_id).collect();
    let known = store::several(clinic.read(), &ids).await?;
    if known.is_empty() {
        return Ok(false);
    }
    let same = request.visits.iter().all(|asked| {
        let same = |visit: &&store::Appointment| visit.id == asked.appointment_id;
        let found = known.iter().find(same);
        found.is_some_and(|visit| visit.patient_id == asked.patient_id && visit.doctor_id == asked.doctor_id)
    });
    if same { Ok(true) } else { Err(FieldError::new("visits", FieldProblem::Taken).into()) }
}

async fn book_once(clinic: &Clinic, actor: &Actor, request: &BookTogether, wishes: &[Wish]) -> Outcome<Sent> {
    let mut patients = Vec::new();
    for visit in &request.visits {
        let patient =
            booking_facts(clinic.read(), visit.patient_id, actor.user_id(), Some(visit.appointment_id)).await?;
        if !patient.present {
            return Err(Refusal::NotActive { what: RecordKind::Patient }.into());
        }
        patients.push(patient);
    }
    let Some((first, last)) = request.visits.first().zip(patients.last()) else { return Ok(Sent::Committed) };
    let schedules = clinic.schedules_at((last.clinic_version, last.availability_version)).await?;
    let mut candidates = Vec::new();
    for (((visit, wish), patient), number) in request.visits.iter().zip(wishes).zip(&patients).zip(1..) {
        let patient_name = patient.name();
        let patient = (visit.patient_id, patient.resource_id);
        candidates.push(candidate(clinic, &schedules, visit, wish, patient, patient_name, number)?);
    }
    // What is held for these bookings is in nobody's way.
    let own: Vec<AppointmentId> = request.visits.iter().map(|visit| visit.appointment_id).collect();
    let places = Plan::check(clinic, candidates, &own).await?.all(clinic, &schedules).await?;
    let mut packet = WritePacket::new(actor, RequestId(first.appointment_id.0));
    own.iter().for_each(|id| holds::store::release(packet.sql(), *id));
    for (lane, starts_at, ends_at) in patients.iter().filter_map(BookingFacts::held) {
        packet.touch_calendar(lane, starts_at, ends_at);
    }
    let wanted: Vec<_> =
        places.iter().zip(wishes).map(|((candidate, seated), wish)| (candidate, seated, wish)).collect();
    let mut events = add(clinic, actor, &schedules, &mut packet, &wanted, None).await?.into_iter();
    let Some(event) = events.next() else { return Ok(Sent::Committed) };
    events.for_each(|event| packet.also(event));
    packet.commit(clinic, event).await
}

fn candidate<'a>(
    clinic: &Clinic,
    schedules: &'a Schedules,
    visit: &BookingRequest,
    wish: &Wish,
    patient: (crate::ids::PatientId, crate::ids::ResourceId),
    patient_name: String,
    number: u16,
) -> Outcome<Candidate<'a>> {
    let schedule = schedules.of(visit.doctor_id).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    let place = schedules.locations.get(&visit.location_id);
    let location = (visit.location_id, place.ok_or(ClinicError::NotFound { what: RecordKind::Location })?.1);
    let needs = Needs::read(schedules, Some(visit.location_id), visit.room_id, &visit.device_ids)?;
    let wanted_local = booking::local(wish.starts, location.1);
    Ok(Candidate {
        id: visit.appointment_id,
        booked: false,
        number,
        on: wanted_local.date(),
        patient,
        patient_name,
        schedule,
        kind: wish.kind,
        minutes: wish.minutes,
        location,
        wanted_local,
        place: refused_only(booking::place(schedule, location, wish, &needs, None, clinic.now()))?,
        seat: None,
    })
}

/// Writes new visits with their cells into a packet, and has the calendars of their lanes read again. Yields the event of
/// each, which the packet has to be given.
///
/// # Errors
/// [`ClinicError::Offline`].
pub(in crate::appointments) async fn add(
    clinic: &Clinic,
    actor: &Actor,
    schedules: &Schedules,
    packet: &mut WritePacket,
    wanted: &[(&Candidate<'_>, &Seated, &Wish)],
    series: Option<SeriesId>,
) -> Outcome<Vec<AuditEvent>> {
    let references = fresh_references(clinic.read(), wanted.len()).await?;
    let mut visits = Vec::new();
    for (((candidate, seated, wish), reference), number) in wanted.iter().zip(references).zip(1..) {
        let whose = (candidate.id, candidate.patient.0);
        visits.push(NewAppointment {
            reference,
            video_token: token_of(wish.kind),
            booked_by: actor.user_id(),
            series: series.map(|series| (series, number)),
            lanes: seated.lanes.clone(),
            ..NewAppointment::at(&seated.place, seated.seat, wish, candidate.schedule, whose)
        });
    }
    holds::store::sweep(packet.sql());
    new_appointment::insert(packet.sql(), &visits, schedules);
    let mut events = Vec::new();
    for visit in &visits {
        // A series is told at the desk: nobody wants fifty letters.
        if series.is_none() {
            let place = Place { doctor: visit.doctor_id, location: visit.location_id, starts_at: visit.span.start() };
            messages::note_booked(packet.sql(), clinic.now(), (visit.id, visit.patient_id), place);
        }
        for (lane, _) in &visit.lanes {
            packet.touch_calendar(*lane, visit.span.start(), visit.span.end());
        }
        let event = AuditEvent::about(AuditAction::AppointmentBooked, "appointment", visit.id.0);
        events.push(event.patient(visit.patient_id).detail(json!({
            "series_id": series, "doctor_id": visit.doctor_id, "starts_at": visit.span.start(),
            "ends_at": visit.span.end(), "override_reason": visit.override_reason,
        })));
    }
    Ok(events)
}
