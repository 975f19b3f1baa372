//! The verbs of the desk: book, reschedule, cancel, and the steps of the day. Each is one transaction; the booking cells
//! have the last word on what is free.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::booking::{self, Placement, Wish};
use super::flow::is_late_cancel;
use super::model::{
    AppointmentStatus, AppointmentView, BookingRequest, CancelRequest, FindVisit, Priority, RescheduleRequest, Step,
    StepRequest, VisitKind,
};
use super::needs::Needs;
use super::store::{self, Appointment, Lane, NewAppointment};
use super::together::note_move;
use super::undo_move::Place;
use super::view::{Which, just_booked, view_of, views};
use super::{holds, reference, refusals, video};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::blocks::model::Asking;
use crate::availability::cache::Schedules;
use crate::availability::openings;
use crate::clinic::Clinic;
use crate::db_error::{retry, schedules_moved};
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use crate::ids::{AppointmentId, PatientId, RequestId, ResourceId};
use crate::once::once;
use crate::settings;
use crate::text::{Lines, required};
use crate::tx::{Sent, WritePacket, WriteTx};

/// Books a visit. Sending the same request again (its appointment id) books once and answers the visit as it is.
///
/// # Errors
/// [`Refusal::DoctorBusy`], [`Refusal::RoomBusy`], [`Refusal::PatientBusy`] with who has it until when and the next free
/// slots; those of [`booking::place`]; [`ClinicError::Invalid`] at `minutes`, `reason`, `override_reason`, `starts`.
pub async fn book(clinic: &Clinic, actor: &Actor, request: BookingRequest) -> Outcome<AppointmentView> {
    book_with(clinic, actor, request, |_| ()).await
}

/// As [`book`], with what else is done in the same transaction: it follows the appointment.
pub(crate) async fn book_with(
    clinic: &Clinic,
    actor: &Actor,
    request: BookingRequest,
    also: impl Fn(&mut WritePacket) + Sync,
) -> Outcome<AppointmentView> {
    actor.may(Action::BookAppointment)?;
    let wish = Wish::of_booking(&request)?;
    may_set_aside(actor, &wish)?;
    match retry(|| book_once(clinic, actor, &request, &wish, &also)).await? {
        Booked::Now(view) => Ok(*view),
        Booked::Before => view_of(clinic, request.appointment_id).await,
    }
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
    also: &(impl Fn(&mut WritePacket) + Sync),
) -> Outcome<Booked> {
    let own = Some(request.appointment_id);
    let patient = store::booking_facts(clinic.read(), request.patient_id, actor.user_id(), own).await?;
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
    let placed = match booking::place(schedule, (request.location_id, zone), wish, &needs, None, clinic.now()) {
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
            id: request.appointment_id,
            reference: reference::fresh(),
            patient_id: request.patient_id,
            doctor_id: request.doctor_id,
            location_id: placed.location_id,
            room_id: placed.room_of(seat).map(|(room, _)| room),
            room_wanted: placed.room_wanted,
            devices: &placed.devices,
            kind: wish.kind,
            priority: wish.priority,
            span: placed.span,
            seat,
            reason: &wish.reason,
            symptoms: &wish.symptoms,
            fee: &schedule.fee,
            override_reason: placed.override_reason.as_deref(),
            overbook_reason: placed.overbook_reason_of(seat),
            video_token: video::token_of(wish.kind),
            booked_by: actor.user_id(),
            series: None,
            lanes: asked_lanes(schedule.resource, seat, &placed, patient.resource_id),
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
        store::insert(packet.sql(), std::slice::from_ref(&new), &schedules);
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
        // A key was taken: this very booking, sent before; or the time; or, once in millions, the reference.
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
async fn worth_another_try(
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

fn touch(tx: &mut WriteTx, lanes: &[Lane], starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) {
    for (lane, _) in lanes {
        tx.touch_calendar(*lane, starts_at, ends_at);
    }
}

pub(super) fn touch_visit(tx: &mut WriteTx, visit: &Appointment) {
    let room = visit.room.map(|(_, lane)| lane);
    let devices = visit.device_lanes.iter().copied();
    for lane in [visit.doctor_resource, visit.patient_resource].into_iter().chain(room).chain(devices) {
        tx.touch_calendar(lane, visit.span.start(), visit.span.end());
    }
}

/// Moves a visit to another time, doctor or length; location and room follow from the hours it falls into.
///
/// # Errors
/// As [`book`]; [`ClinicError::Stale`] when someone changed it since; [`Refusal::WrongStatus`] when it has begun or is over.
pub async fn reschedule(clinic: &Clinic, actor: &Actor, request: RescheduleRequest) -> Outcome<AppointmentView> {
    actor.may(Action::RescheduleAppointment)?;
    // What kind of visit it is, is read later; whether the rest of the wish may be asked for is not.
    may_set_aside(actor, &Wish::of_move(&request, (VisitKind::InPerson, Priority::Regular), None)?)?;
    once(clinic, request.request_id, || reschedule_once(clinic, actor, &request)).await?;
    view_of(clinic, request.appointment_id).await
}

async fn reschedule_once(clinic: &Clinic, actor: &Actor, request: &RescheduleRequest) -> Outcome<()> {
    let visit = store::get(clinic.read(), request.appointment_id).await?;
    check_version(&visit, request.row_version)?;
    visit.standing.can_change()?;
    let of = (visit.kind, visit.priority);
    let wish = Wish::of_move(request, of, visit.override_reason.as_deref())?;
    let schedules = clinic.schedules().await?;
    let schedule = schedules
        .of(request.doctor_id.unwrap_or(visit.doctor_id))
        .ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    let was = request.location_id.unwrap_or(visit.location_id);
    let was = (was, schedules.locations.get(&was).ok_or(ClinicError::NotFound { what: RecordKind::Location })?.1);
    let location = match request.location_id {
        Some(_) => was,
        None => booking::location_of_move(schedule, was, wish.starts, visit.kind)?,
    };
    let needs = Needs::kept(&schedules, location.0, visit.room.filter(|_| visit.room_wanted), &visit.device_lanes)?;
    let same_minutes = u16::try_from(visit.span.length().num_minutes()).ok();
    let patient = (visit.patient_id, visit.patient_resource);
    let minutes = wish.minutes.or(same_minutes);
    let asker = refusals::Asker {
        clinic,
        patient: Some(patient),
        kind: visit.kind,
        minutes,
        priority: visit.priority,
        needs: &needs,
        own: visit.id,
    };
    let placed = match booking::place(schedule, location, &wish, &needs, same_minutes, clinic.now()) {
        Ok(placed) => placed,
        Err(refused) => return Err(asker.with_next(refused, schedule, wish.starts, location.1).await),
    };
    let mut tries = 0_u32;
    loop {
        tries += 1;
        let Some(seat) = free_seat(clinic, schedule.resource, &placed, visit.id).await? else {
            return Err(asker.no_seat(schedule, &placed).await);
        };
        let mut lanes = asked_lanes(schedule.resource, seat, &placed, visit.patient_resource);
        let mut tx = clinic.write(actor, request.request_id).await?;
        schedules.hold(tx.connection()).await?;
        let moved = sqlx::query(
            // The fee that was agreed stays, unless another doctor sees the patient. Assignments are made from left to right.
            "update appointments set fee = if(doctor_id = ?, fee, ?), currency = if(doctor_id = ?, currency, ?), \
             doctor_id = ?, location_id = ?, room_id = ?, room_wanted = ?, in_room_at = null, starts_at = ?, ends_at = ?, \
             seat = ?, override_reason = ?, overbook_reason = coalesce(?, overbook_reason), \
             series_changed = series_id is not null, updated_at = utc_timestamp(6), row_version = row_version + 1 \
             where id = ? and row_version = ?",
        )
        .bind(schedule.doctor_id)
        .bind(schedule.fee.amount)
        .bind(schedule.doctor_id)
        .bind(&schedule.fee.currency)
        .bind(schedule.doctor_id)
        .bind(placed.location_id)
        .bind(placed.room_of(seat).map(|(room, _)| room))
        .bind(placed.room_wanted)
        .bind(placed.span.start().naive_utc())
        .bind(placed.span.end().naive_utc())
        .bind(seat)
        .bind(placed.override_reason.as_deref())
        .bind(placed.overbook_reason_of(seat))
        .bind(visit.id)
        .bind(visit.row_version)
        .execute(tx.connection())
        .await?;
        stale_unless_one(moved.rows_affected())?;
        if tries > 1 {
            holds::store::sweep_on(tx.connection()).await?;
        }
        store::free_cells(tx.connection(), visit.id).await?;
        if store::take_cells(tx.connection(), visit.id, placed.span, &mut lanes).await? {
            note_move(tx.connection(), actor, request.request_id, &visit).await?;
            openings::note(&mut tx, visit.doctor_id, visit.span).await?;
            touch_visit(&mut tx, &visit);
            touch(&mut tx, &lanes, placed.span.start(), placed.span.end());
            let to = Place {
                doctor_id: schedule.doctor_id,
                location_id: placed.location_id,
                room_id: placed.room_of(seat).map(|(room, _)| room),
                room_wanted: placed.room_wanted,
                starts_at: placed.span.start(),
                ends_at: placed.span.end(),
                seat,
                fee: if schedule.doctor_id == visit.doctor_id { visit.fee.clone() } else { schedule.fee.clone() },
                override_reason: placed.override_reason.clone(),
            };
            let event = AuditEvent::about(AuditAction::AppointmentRescheduled, "appointment", visit.id.0)
                .patient(visit.patient_id)
                .detail(json!({
                    "from": Place::of(&visit), "to": to, "overbook_reason": placed.overbook_reason_of(seat),
                }));
            return tx.commit(event).await;
        }
        drop(tx);
        let asked = asked_lanes(schedule.resource, seat, &placed, visit.patient_resource);
        if worth_another_try(clinic, &asked, &placed, visit.id, tries).await? {
            continue;
        }
        return Err(asker.taken(schedule, &asked, &placed).await);
    }
}

/// Cancels a visit with a reason; its time is free at once.
///
/// # Errors
/// [`ClinicError::Invalid`] at `reason`; [`ClinicError::Stale`]; [`Refusal::WrongStatus`] when it has begun or is over.
pub async fn cancel(clinic: &Clinic, actor: &Actor, request: CancelRequest) -> Outcome<AppointmentView> {
    actor.may(Action::CancelAppointment)?;
    let reason = required("reason", &request.reason, 200, Lines::One)?;
    once(clinic, request.request_id, || async {
        let visit = store::get(clinic.read(), request.appointment_id).await?;
        check_version(&visit, request.row_version)?;
        visit.standing.can_change()?;
        let hours = settings::read(clinic.read()).await?.late_cancel_hours;
        let late = is_late_cancel(visit.span.start(), visit.booked_at, clinic.now(), hours);
        let mut tx = clinic.write(actor, request.request_id).await?;
        let cancelled = sqlx::query(
            "update appointments set status = 'cancelled', cancelled_at = utc_timestamp(6), cancelled_by = ?, \
             cancellation_reason = ?, late_cancel = ?, in_room_at = null, updated_at = utc_timestamp(6), row_version = row_version + 1 where id = ? and row_version = ?",
        )
        .bind(actor.user_id())
        .bind(&reason)
        .bind(late)
        .bind(visit.id)
        .bind(visit.row_version)
        .execute(tx.connection())
        .await?;
        stale_unless_one(cancelled.rows_affected())?;
        store::free_cells(tx.connection(), visit.id).await?;
        openings::note(&mut tx, visit.doctor_id, visit.span).await?;
        touch_visit(&mut tx, &visit);
        let event = AuditEvent::about(AuditAction::AppointmentCancelled, "appointment", visit.id.0)
            .patient(visit.patient_id)
            .detail(json!({ "from": visit.standing.status, "reason": reason, "late": late }));
        tx.commit(event).await
    })
    .await?;
    view_of(clinic, request.appointment_id).await
}

/// Takes a step of the day's flow, or takes the last one back. Bringing a cancelled or missed visit back needs its time
/// to be free still.
///
/// # Errors
/// [`Refusal::WrongStatus`], [`ClinicError::Stale`]; for a visit brought back the refusals of [`book`].
pub async fn step(clinic: &Clinic, actor: &Actor, request: StepRequest) -> Outcome<AppointmentView> {
    actor.may(Action::RunTheDesk)?;
    once(clinic, request.request_id, || step_once(clinic, actor, &request)).await?;
    view_of(clinic, request.appointment_id).await
}

async fn step_once(clinic: &Clinic, actor: &Actor, request: &StepRequest) -> Outcome<()> {
    let visit = store::get(clinic.read(), request.appointment_id).await?;
    check_version(&visit, request.row_version)?;
    let was = visit.standing.status;
    if request.step == Step::TakeBack && was == AppointmentStatus::Cancelled {
        actor.may(Action::CancelAppointment)?;
    }
    let to = visit.standing.after(request.step, clinic.now())?;
    let held = if was.is_live() { None } else { Some(can_come_back(clinic, &visit).await?) };
    let mut tx = clinic.write(actor, request.request_id).await?;
    if let Some(schedules) = held {
        schedules.hold(tx.connection()).await?;
    }
    // A stamp is set when its status is reached, and taken away when the step is taken back.
    let stamps = match (to, request.step) {
        (AppointmentStatus::Scheduled, _) => "confirmed_at = null, arrived_at = null, checked_in_at = null",
        (AppointmentStatus::Confirmed, Step::Confirm) => "confirmed_at = utc_timestamp(6)",
        (AppointmentStatus::Confirmed, _) => "arrived_at = null, checked_in_at = null",
        (AppointmentStatus::Arrived, Step::Arrive) => "arrived_at = utc_timestamp(6)",
        (AppointmentStatus::Completed, _) => "completed_at = utc_timestamp(6)",
        _ if was == AppointmentStatus::Completed => "completed_at = null",
        _ if visit.standing.in_room_at.is_some() && was.is_live() => "in_room_at = null",
        (AppointmentStatus::Arrived, _) => "checked_in_at = null",
        (AppointmentStatus::CheckedIn, Step::CheckIn) => "checked_in_at = utc_timestamp(6)",
        (AppointmentStatus::NoShow, _) => "no_show_at = utc_timestamp(6)",
        _ => "no_show_at = null",
    };
    let statement = format!(
        "update appointments set status = ?, {stamps}, {} updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ?",
        if was.is_live() {
            ""
        } else {
            "no_show_at = null, cancelled_at = null, cancelled_by = null, cancellation_reason = null, late_cancel = false,"
        },
    );
    let stepped = sqlx::query(sqlx::AssertSqlSafe(statement))
        .bind(to.word())
        .bind(visit.id)
        .bind(visit.row_version)
        .execute(tx.connection())
        .await?;
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
    touch_visit(&mut tx, &visit);
    let event = AuditEvent::about(AuditAction::AppointmentStepped, "appointment", visit.id.0)
        .patient(visit.patient_id)
        .detail(json!({ "from": was, "to": to }));
    tx.commit(event).await
}

/// What may have changed while a visit was called off: the doctor is away then, or gone, or the patient is. Yields the
/// schedules that say so, to be held.
async fn can_come_back(clinic: &Clinic, visit: &Appointment) -> Outcome<Arc<Schedules>> {
    let patient = store::booking_facts(clinic.read(), visit.patient_id, None, None).await?;
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
    let starts = super::model::RequestedTime::Instant { at: visit.span.start() };
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

pub(super) fn check_version(visit: &Appointment, seen: u32) -> Outcome<()> {
    if visit.row_version == seen { Ok(()) } else { Err(ClinicError::Stale { what: RecordKind::Appointment }) }
}

pub(super) fn stale_unless_one(rows: u64) -> Outcome<()> {
    if rows == 1 { Ok(()) } else { Err(ClinicError::Stale { what: RecordKind::Appointment }) }
}

/// One visit.
///
/// # Errors
/// [`ClinicError::NotFound`].
pub async fn get(clinic: &Clinic, actor: &Actor, id: AppointmentId) -> Outcome<AppointmentView> {
    actor.may(Action::SeeCalendar)?;
    retry(|| view_of(clinic, id)).await
}

/// The visit of a reference that was read over the phone.
///
/// # Errors
/// [`ClinicError::Invalid`] at `reference` when it was misheard, with the visits' references it may have been;
/// [`ClinicError::NotFound`].
pub async fn by_reference(clinic: &Clinic, actor: &Actor, find: FindVisit) -> Outcome<AppointmentView> {
    actor.may(Action::SeeCalendar)?;
    retry(|| async {
        let Some(reference) = reference::parse(&find.reference) else {
            let meant = store::known_references(clinic.read(), &reference::meant(&find.reference)).await?;
            return Err(FieldError::new("reference", FieldProblem::NotAReference { meant }).into());
        };
        let id = store::id_of_reference(clinic.read(), &reference).await?;
        view_of(clinic, id).await
    })
    .await
}

/// A patient's visits, newest first, 500 at most.
///
/// # Errors
/// [`ClinicError::Offline`].
pub async fn of_patient(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<Vec<AppointmentView>> {
    actor.may(Action::SeeCalendar)?;
    retry(|| views(clinic, Which::OfPatient(patient))).await
}
