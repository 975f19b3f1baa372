//! The verbs of several visits: check a move, move, cancel, swap, take back. Each write is one transaction.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::changes::{self, Before};
use super::model::{
    CancelTogether, EarlierPlace, MOST_AT_ONCE, MoveTogether, PlannedVisit, SwapVisits, TakeBack, VisitMove, VisitSeen,
};
use super::plan::{Candidate, Plan, Seated, refused_only};
use super::write::{After, Deed, Ended, write};
use crate::access::{Action, Actor};
use crate::appointments::actions::check_version;
use crate::appointments::booking::{self, Placement, Wish};
use crate::appointments::model::{AppointmentView, RequestedTime};
use crate::appointments::needs::Needs;
use crate::appointments::store::{self, Appointment};
use crate::appointments::view::{Which, views};
use crate::audit::AuditAction;
use crate::availability::blocks::model::Asking;
use crate::availability::cache::Schedules;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use crate::ids::{AppointmentId, SeriesId};
use crate::once::once;
use crate::text::{Lines, required};

/// How often a write is tried whose places were taken between the check and the write.
const TRIES: usize = 4;

/// Checks a move of several visits without writing: for each, whether it can be, and what is near when it cannot.
///
/// # Errors
/// [`ClinicError::Invalid`] at `visits` (none, too many, one twice), `minutes`, `starts`; [`ClinicError::NotFound`].
pub async fn check_moves(clinic: &Clinic, actor: &Actor, request: MoveTogether) -> Outcome<Vec<PlannedVisit>> {
    actor.may(Action::RescheduleAppointment)?;
    retry(|| async {
        let visits = load(clinic, &ids(&request.visits), request.series_id).await?;
        let schedules = clinic.schedules().await?;
        let candidates = candidates(clinic, &schedules, &visits, &request.visits)?;
        Plan::check(clinic, candidates, &ids(&request.visits)).await?.describe(clinic, &schedules).await
    })
    .await
}

/// Moves several visits in one go: all or none. They may take each other's places.
///
/// # Errors
/// [`Refusal::NotAllPossible`] with those that cannot be moved; [`ClinicError::Stale`] when one changed since;
/// those of [`check_moves`].
pub async fn move_together(clinic: &Clinic, actor: &Actor, request: MoveTogether) -> Outcome<Vec<AppointmentView>> {
    actor.may(Action::RescheduleAppointment)?;
    if request.visits.iter().any(|visit| visit.override_reason.as_deref().is_some_and(|why| !why.trim().is_empty())) {
        actor.may(Action::OverrideHours)?;
    }
    let deed =
        Deed { action: AuditAction::AppointmentsMovedTogether, series_id: request.series_id, of: None, by: None };
    once(clinic, request.request_id, || async {
        for _ in 0..TRIES {
            let visits = load(clinic, &ids(&request.visits), request.series_id).await?;
            check_versions(&visits, request.visits.iter().map(seen))?;
            let schedules = clinic.schedules().await?;
            let turns = moved(clinic, &schedules, visits, &request.visits).await?;
            if write(clinic, actor, request.request_id, Some(&schedules), turns, deed).await? == Ended::Written {
                return Ok(());
            }
        }
        Err(ClinicError::Stale { what: RecordKind::Appointment })
    })
    .await?;
    views(clinic, Which::Ids(&ids(&request.visits))).await
}

/// Two visits exchange their places, also when each is in the other's way. Each keeps its length.
///
/// # Errors
/// As [`move_together`].
pub async fn swap(clinic: &Clinic, actor: &Actor, request: SwapVisits) -> Outcome<Vec<AppointmentView>> {
    actor.may(Action::RescheduleAppointment)?;
    let both = [request.one, request.other];
    let both_ids = both.map(|visit| visit.appointment_id);
    let deed = Deed { action: AuditAction::AppointmentsSwapped, series_id: None, of: None, by: None };
    once(clinic, request.request_id, || async {
        for _ in 0..TRIES {
            let visits = load(clinic, &both_ids, None).await?;
            check_versions(&visits, both.into_iter())?;
            let [first, second] = visits.as_slice() else {
                return Err(ClinicError::NotFound { what: RecordKind::Appointment });
            };
            let moves = [to_place_of(first, second), to_place_of(second, first)];
            let schedules = clinic.schedules().await?;
            let turns = moved(clinic, &schedules, visits, &moves).await?;
            if write(clinic, actor, request.request_id, Some(&schedules), turns, deed).await? == Ended::Written {
                return Ok(());
            }
        }
        Err(ClinicError::Stale { what: RecordKind::Appointment })
    })
    .await?;
    views(clinic, Which::Ids(&both_ids)).await
}

/// Cancels several visits in one go: all or none.
///
/// # Errors
/// [`ClinicError::Invalid`] at `visits`, `reason`; [`ClinicError::Stale`]; [`Refusal::WrongStatus`] when one has begun or
/// is over.
pub async fn cancel_together(clinic: &Clinic, actor: &Actor, request: CancelTogether) -> Outcome<Vec<AppointmentView>> {
    actor.may(Action::CancelAppointment)?;
    let reason = required("reason", &request.reason, 200, Lines::One)?;
    let ids: Vec<AppointmentId> = request.visits.iter().map(|visit| visit.appointment_id).collect();
    let deed = Deed {
        action: AuditAction::AppointmentsCancelledTogether,
        series_id: request.series_id,
        of: None,
        by: Some(request.by),
    };
    once(clinic, request.request_id, || async {
        let visits = load(clinic, &ids, request.series_id).await?;
        check_versions(&visits, request.visits.iter().copied())?;
        let mut turns = Vec::new();
        for visit in visits {
            visit.standing.can_change()?;
            let after = After::cancelled(&visit, &reason);
            turns.push((visit, after));
        }
        write(clinic, actor, request.request_id, None, turns, deed).await?;
        Ok(())
    })
    .await?;
    views(clinic, Which::Ids(&ids)).await
}

/// Takes back a write that changed several visits: each goes back to where and how it was, if nobody changed it since
/// and its place is free still. The hours are not asked again: it was there before.
///
/// # Errors
/// [`ClinicError::NotFound`] when the write changed no visit; [`ClinicError::Stale`] when one was changed since;
/// [`Refusal::NotAllPossible`] with those whose place was used since, or whose doctor or patient is gone.
pub async fn take_back(clinic: &Clinic, actor: &Actor, request: TakeBack) -> Outcome<Vec<AppointmentView>> {
    actor.may(Action::RescheduleAppointment)?;
    actor.may(Action::CancelAppointment)?;
    let deed = Deed { action: AuditAction::AppointmentsTakenBack, series_id: None, of: Some(request.of), by: None };
    once(clinic, request.request_id, || async {
        for _ in 0..TRIES {
            let before = changes::before(clinic.read(), request.of).await?;
            let ids: Vec<AppointmentId> = before.iter().map(|before| before.appointment_id).collect();
            let visits = load(clinic, &ids, None).await?;
            check_versions(&visits, before.iter().map(left))?;
            let schedules = clinic.schedules().await?;
            let turns = gone_back(clinic, &schedules, visits, before).await?;
            if write(clinic, actor, request.request_id, Some(&schedules), turns, deed).await? == Ended::Written {
                return Ok(());
            }
        }
        Err(ClinicError::Stale { what: RecordKind::Appointment })
    })
    .await?;
    let changed = changes::before(clinic.read(), request.request_id).await?;
    let ids: Vec<AppointmentId> = changed.iter().map(|before| before.appointment_id).collect();
    views(clinic, Which::Ids(&ids)).await
}

/// The places that a visit was moved away from, the last one first (D5).
///
/// # Errors
/// [`ClinicError::Offline`].
pub async fn earlier_places(clinic: &Clinic, actor: &Actor, visit: AppointmentId) -> Outcome<Vec<EarlierPlace>> {
    actor.may(Action::SeeCalendar)?;
    retry(|| changes::earlier_places(clinic.read(), visit)).await
}

fn ids(moves: &[VisitMove]) -> Vec<AppointmentId> {
    moves.iter().map(|wanted| wanted.appointment_id).collect()
}

fn seen(wanted: &VisitMove) -> VisitSeen {
    VisitSeen { appointment_id: wanted.appointment_id, row_version: wanted.row_version }
}

fn left(before: &Before) -> VisitSeen {
    VisitSeen { appointment_id: before.appointment_id, row_version: before.left_version }
}

/// The visits, each once and every one there; all of the series, when one is named.
async fn load(clinic: &Clinic, ids: &[AppointmentId], series: Option<SeriesId>) -> Outcome<Vec<Appointment>> {
    let problem = |problem| Err(FieldError::new("visits", problem).into());
    if ids.len() > MOST_AT_ONCE {
        return problem(FieldProblem::OutOfRange { least: 1, most: MOST_AT_ONCE as i32 });
    }
    if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
        return problem(FieldProblem::Overlaps);
    }
    let visits = store::several(clinic.read(), ids).await?;
    if visits.is_empty() || visits.len() < ids.len() {
        return Err(ClinicError::NotFound { what: RecordKind::Appointment });
    }
    if series.is_some() && visits.iter().any(|visit| visit.series_id != series) {
        return Err(ClinicError::NotFound { what: RecordKind::Series });
    }
    Ok(visits)
}

fn check_versions(visits: &[Appointment], mut seen: impl Iterator<Item = VisitSeen>) -> Outcome<()> {
    seen.try_for_each(|seen| match visits.iter().find(|visit| visit.id == seen.appointment_id) {
        Some(visit) => check_version(visit, seen.row_version),
        None => Err(ClinicError::NotFound { what: RecordKind::Appointment }),
    })
}

fn to_place_of(visit: &Appointment, other: &Appointment) -> VisitMove {
    VisitMove {
        appointment_id: visit.id,
        row_version: visit.row_version,
        doctor_id: Some(other.doctor_id),
        location_id: Some(other.location_id),
        starts: RequestedTime::Instant { at: other.span.start() },
        minutes: None,
        override_reason: other.override_reason.clone(),
    }
}

/// Where the rules have the visits, in the order asked for.
fn candidates<'a>(
    clinic: &Clinic,
    schedules: &'a Schedules,
    visits: &[Appointment],
    moves: &[VisitMove],
) -> Outcome<Vec<Candidate<'a>>> {
    let asked = moves.iter().filter_map(|wanted| {
        let visit = visits.iter().find(|visit| visit.id == wanted.appointment_id)?;
        Some((visit, wanted))
    });
    asked.zip(1..).map(|((visit, wanted), number)| candidate(clinic, schedules, visit, wanted, number)).collect()
}

fn candidate<'a>(
    clinic: &Clinic,
    schedules: &'a Schedules,
    visit: &Appointment,
    wanted: &VisitMove,
    number: u16,
) -> Outcome<Candidate<'a>> {
    let override_reason = wanted.override_reason.as_deref();
    let wish = Wish::parse(visit.kind, wanted.starts, wanted.minutes, "", visit.priority, override_reason)?;
    let doctor = wanted.doctor_id.unwrap_or(visit.doctor_id);
    let schedule = schedules.of(doctor).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    let was = wanted.location_id.unwrap_or(visit.location_id);
    let zone_of = |location| schedules.locations.get(&location).map(|(_, zone)| (location, *zone));
    let was = zone_of(was).ok_or(ClinicError::NotFound { what: RecordKind::Location })?;
    let follows = match wanted.location_id {
        Some(_) => Ok(was),
        None => refused_only(booking::location_of_move(schedule, was, wish.starts, visit.kind))?,
    };
    let location = follows.clone().unwrap_or(was);
    let minutes = u16::try_from(visit.span.length().num_minutes()).ok();
    let place = match visit.standing.can_change().and(follows) {
        Ok(location) => {
            let room = visit.room.filter(|_| visit.room_wanted);
            let needs = Needs::kept(schedules, location.0, room, &visit.device_lanes);
            let place =
                needs.and_then(|needs| booking::place(schedule, location, &wish, &needs, minutes, clinic.now()));
            refused_only(place)?
        }
        Err(refusal) => Err(refusal),
    };
    let wanted_local = booking::local(wish.starts, location.1);
    Ok(Candidate {
        id: visit.id,
        booked: true,
        number,
        on: wanted_local.date(),
        patient: (visit.patient_id, visit.patient_resource),
        patient_name: visit.patient_name.clone(),
        schedule,
        kind: visit.kind,
        minutes: wish.minutes.or(minutes),
        location,
        wanted_local,
        place,
        seat: None,
    })
}

/// The visits with their new places.
async fn moved(
    clinic: &Clinic,
    schedules: &Schedules,
    visits: Vec<Appointment>,
    moves: &[VisitMove],
) -> Outcome<Vec<(Appointment, After)>> {
    let candidates = candidates(clinic, schedules, &visits, moves)?;
    let leaving: Vec<AppointmentId> = visits.iter().map(|visit| visit.id).collect();
    let mut places = Plan::check(clinic, candidates, &leaving).await?.all(clinic, schedules).await?;
    visits
        .into_iter()
        .map(|visit| {
            let at = places.iter().position(|(candidate, _)| candidate.id == visit.id);
            let at = at.ok_or(ClinicError::NotFound { what: RecordKind::Appointment })?;
            let (Candidate { schedule, .. }, Seated { place, seat, lanes }) = places.swap_remove(at);
            // The fee that was agreed stays, unless another doctor sees the patient.
            let same_doctor = schedule.doctor_id == visit.doctor_id;
            let fee = if same_doctor { visit.fee.clone() } else { schedule.fee.clone() };
            let after = After {
                status: visit.standing.status,
                doctor_id: schedule.doctor_id,
                location_id: place.location_id,
                room_id: place.room.map(|(room, _)| room),
                room_wanted: place.room_wanted,
                span: place.span,
                seat,
                fee,
                override_reason: place.override_reason,
                cancellation_reason: None,
                series_changed: visit.series_id.is_some(),
                lanes,
            };
            Ok((visit, after))
        })
        .collect()
}

/// The visits with how they were before.
async fn gone_back(
    clinic: &Clinic,
    schedules: &Schedules,
    visits: Vec<Appointment>,
    before: Vec<Before>,
) -> Outcome<Vec<(Appointment, After)>> {
    let leaving: Vec<AppointmentId> = visits.iter().map(|visit| visit.id).collect();
    let live = visits.iter().zip(&before).filter(|(_, before)| before.status.is_live());
    let now = clinic.now();
    let candidates =
        live.zip(1..).map(|((visit, before), number)| place_of_before(schedules, visit, before, number, now));
    let candidates = candidates.collect::<Outcome<Vec<_>>>()?;
    let mut places = Plan::check(clinic, candidates, &leaving).await?.all(clinic, schedules).await?;
    Ok(visits
        .into_iter()
        .zip(before)
        .map(|(visit, before)| {
            let at = places.iter().position(|(candidate, _)| candidate.id == visit.id);
            let lanes = at.map(|at| places.swap_remove(at).1.lanes).unwrap_or_default();
            let after = After {
                status: before.status,
                doctor_id: before.doctor_id,
                location_id: before.location_id,
                room_id: before.room.map(|(room, _)| room),
                room_wanted: visit.room_wanted,
                span: before.span,
                seat: before.seat,
                fee: before.fee,
                override_reason: before.override_reason,
                cancellation_reason: before.cancellation_reason,
                series_changed: before.series_changed,
                lanes,
            };
            (visit, after)
        })
        .collect())
}

fn place_of_before<'a>(
    schedules: &'a Schedules,
    visit: &Appointment,
    before: &Before,
    number: u16,
    now: DateTime<Utc>,
) -> Outcome<Candidate<'a>> {
    let schedule = schedules.of(before.doctor_id).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    let place = schedules.locations.get(&before.location_id);
    let zone = place.ok_or(ClinicError::NotFound { what: RecordKind::Location })?.1;
    let wanted_local = zone.local(before.span.start());
    let refused = if !visit.patient_present {
        Some(Refusal::NotActive { what: RecordKind::Patient })
    } else if !schedule.active {
        Some(Refusal::NotActive { what: RecordKind::Doctor })
    } else if visit.standing.status.is_live() {
        // It goes back to where it stood: also into an absence because of which it was moved away.
        None
    } else {
        let asking = Asking { priority: visit.priority, now };
        schedule.hindrance(before.span, asking).map(|hindrance| booking::hindered(hindrance, zone))
    };
    let placement = Placement {
        span: before.span,
        location_id: before.location_id,
        zone,
        room: before.room,
        room_wanted: before.room.is_some(),
        devices: Needs::kept(schedules, before.location_id, None, &visit.device_lanes)?.devices,
        capacity: 1,
        override_reason: before.override_reason.clone(),
        overbook_reason: None,
    };
    Ok(Candidate {
        id: visit.id,
        booked: true,
        number,
        on: wanted_local.date(),
        patient: (visit.patient_id, visit.patient_resource),
        patient_name: visit.patient_name.clone(),
        schedule,
        kind: visit.kind,
        minutes: u16::try_from(before.span.length().num_minutes()).ok(),
        location: (before.location_id, zone),
        wanted_local,
        place: refused.map_or(Ok(placement), Err),
        seat: Some(before.seat),
    })
}
