//! Moving a visit to another time, doctor or length.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::actions::{check_version, stale_unless_one, touch_visit};
use super::book::{asked_lanes, free_seat, in_a_session, may_set_aside, worth_another_try};
use super::booking::{self, Wish};
use super::model::{AppointmentView, Priority, RescheduleRequest, VisitKind};
use super::needs::Needs;
use super::together::note_move;
use super::undo_move::Place;
use super::view::view_of;
use super::{holds, refusals, store, telling};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::openings;
use crate::clinic::Clinic;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::messages;
use crate::once::once;

/// Moves a visit to another time, doctor or length; location and room follow from the hours it falls into.
///
/// # Errors
/// As [`super::book()`]; [`ClinicError::Stale`] when someone changed it since; [`Refusal::WrongStatus`] when it has begun or is over.
pub async fn reschedule(clinic: &Clinic, actor: &Actor, request: RescheduleRequest) -> Outcome<AppointmentView> {
    reschedule_asked_at(clinic, actor, request, clinic.now()).await
}

/// As [`reschedule`], asked for at an instant before now, as in [`super::book_asked_at`].
pub(crate) async fn reschedule_asked_at(
    clinic: &Clinic,
    actor: &Actor,
    request: RescheduleRequest,
    asked_at: DateTime<Utc>,
) -> Outcome<AppointmentView> {
    actor.may(Action::RescheduleAppointment)?;
    // What kind of visit it is, is read later; whether the rest of the wish may be asked for is not.
    may_set_aside(actor, &Wish::of_move(&request, (VisitKind::InPerson, Priority::Regular), None)?)?;
    let asked_at = in_a_session(clinic, asked_at);
    once(clinic, request.request_id, || reschedule_once(clinic, actor, &request, asked_at)).await?;
    view_of(clinic, request.appointment_id).await
}

async fn reschedule_once(
    clinic: &Clinic,
    actor: &Actor,
    request: &RescheduleRequest,
    asked_at: DateTime<Utc>,
) -> Outcome<()> {
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
    let placed = match booking::place(schedule, location, &wish, &needs, same_minutes, asked_at) {
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
            for (lane, _) in &lanes {
                tx.touch_calendar(*lane, placed.span.start(), placed.span.end());
            }
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
            let told = telling::at(&visit, to.doctor_id, to.location_id, to.starts_at);
            messages::note(&mut tx, clinic.now(), &[told]).await?;
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
