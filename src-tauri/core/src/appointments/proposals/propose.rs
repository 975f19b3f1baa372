//! Where the visits of a time off could go: with the same doctor afterwards, or with a colleague at about the same time.

use std::collections::HashMap;

use chrono::Duration;

use super::model::{MoveProposal, MoveProposals};
use super::store as moves_store;
use crate::access::{Action, Actor};
use crate::appointments::model::{AppointmentStatus, AppointmentView, SlotOffer, VisitKind};
use crate::appointments::open_time::offer;
use crate::appointments::store;
use crate::appointments::taken::{Lanes, taken};
use crate::appointments::view::{Which, views};
use crate::availability;
use crate::availability::blocks::model::Asking;
use crate::availability::cache::Schedules;
use crate::availability::schedule::{DoctorSchedule, Window};
use crate::availability::slots::{FreeSlot, Taken, Wish, free_in, room_lane};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{AppointmentId, PatientId, ResourceId, RoomId, TimeOffId};
use crate::interval::Interval;
use crate::messages;

/// How far after the absence the same doctor's time is looked through.
const SAME_DOCTOR_DAYS: i64 = 60;
/// How far before and after the absence colleagues' time is.
const COLLEAGUE_DAYS: (i64, i64) = (7, 14);

/// Proposes a place for every live visit of a time off that has not begun: one with the same doctor, one with a colleague.
/// Nothing is held: another workstation may take a place before it is accepted.
///
/// # Errors
/// [`ClinicError::NotFound`], [`ClinicError::Forbidden`].
pub async fn propose_moves(clinic: &Clinic, actor: &Actor, time_off: TimeOffId) -> Outcome<MoveProposals> {
    actor.may(Action::SeeCalendar)?;
    retry(|| propose(clinic, time_off)).await
}

async fn propose(clinic: &Clinic, time_off: TimeOffId) -> Outcome<MoveProposals> {
    let time_off = availability::time_off(clinic, time_off).await?;
    let within = Which::LiveWithin { doctor: time_off.doctor_id, from: time_off.starts_at, to: time_off.ends_at };
    let mut visits = views(clinic, within).await?;
    visits.retain(|visit| visit.status != AppointmentStatus::InProgress);
    let schedules = clinic.schedules().await?;
    let doctor = schedules.of(time_off.doctor_id).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    let colleagues = schedules.active().into_iter().filter(|other| {
        let shared = |(id, _): &(_, String)| doctor.specialties.iter().any(|(own, _)| own == id);
        other.doctor_id != doctor.doctor_id && other.specialties.iter().any(shared)
    });
    let now = clinic.now();
    let after = time_off.ends_at.max(now);
    let same = Interval::new(after, after + Duration::days(SAME_DOCTOR_DAYS));
    let around = Interval::new(
        (time_off.starts_at - Duration::days(COLLEAGUE_DAYS.0)).max(now),
        after + Duration::days(COLLEAGUE_DAYS.1),
    );
    let mut patients: Vec<PatientId> = visits.iter().map(|visit| visit.patient_id).collect();
    patients.sort_unstable();
    patients.dedup();
    let written_to = messages::written_to(clinic.read(), &patients).await?;
    let (Some(same), Some(around)) = (same, around) else {
        let visits = visits.into_iter().map(|visit| {
            let written_to = written_to.contains(&visit.patient_id);
            MoveProposal { visit, same_doctor: None, other_doctor: None, written_to }
        });
        return Ok(MoveProposals { time_off, visits: visits.collect() });
    };
    let reach = Interval::new(around.start().min(same.start()), around.end().max(same.end())).unwrap_or(same);
    let mut busy = Busy(HashMap::new());
    for (id, patient, starts_at, ends_at) in moves_store::of_patients(clinic.read(), &patients, reach).await? {
        if let Some(span) = Interval::new(starts_at, ends_at) {
            busy.0.entry(patient).or_default().push((Some(id), span));
        }
    }
    let needed = needed(clinic, &visits).await?;
    let mut own = Places::open(clinic, vec![doctor], &needed, same).await?;
    let mut others = Places::open(clinic, colleagues.collect(), &needed, around).await?;
    let mut proposed = Vec::new();
    for visit in visits {
        let needs = needed.get(&visit.id).cloned().unwrap_or_default();
        let wish = Wish {
            kind: visit.visit_kind,
            minutes: u16::try_from(visit.minutes).ok(),
            not_before: now,
            patient: None,
            room: needs.room.map(|(_, lane)| lane),
            devices: &needs.devices,
            asking: Asking { priority: visit.priority, now },
        };
        // What is needed stands where the visit is.
        let at = (needs.room.is_some() || !needs.devices.is_empty()).then_some(visit.location_id);
        let here = |window: &Window| at.is_none_or(|location| location == window.hours.location_id);
        let fits = |slot: &FreeSlot, window: &Window| here(window) && busy.is_free(&visit, slot.span);
        let first = own.find(wish, fits, |slot| slot.span.start() - now);
        let same_doctor = first.map(|found| keep(found, &visit, &needs, &schedules, &mut busy, &mut own, &mut others));
        let near = |slot: &FreeSlot| (slot.span.start() - visit.starts_at).abs();
        let fits = |slot: &FreeSlot, window: &Window| here(window) && busy.is_free(&visit, slot.span);
        let nearest = others.find(wish, fits, near);
        let other_doctor =
            nearest.map(|found| keep(found, &visit, &needs, &schedules, &mut busy, &mut own, &mut others));
        let written_to = written_to.contains(&visit.patient_id);
        proposed.push(MoveProposal { visit, same_doctor, other_doctor, written_to });
    }
    Ok(MoveProposals { time_off, visits: proposed })
}

/// The room that a visit wished for, and its devices.
#[derive(Clone, Default)]
struct Needed {
    room: Option<(RoomId, ResourceId)>,
    devices: Vec<ResourceId>,
}

async fn needed(clinic: &Clinic, visits: &[AppointmentView]) -> Outcome<HashMap<AppointmentId, Needed>> {
    let ids: Vec<AppointmentId> = visits.iter().map(|visit| visit.id).collect();
    let visits = store::several(clinic.read(), &ids).await?.into_iter();
    Ok(visits
        .map(|visit| {
            let room = visit.room.filter(|_| visit.room_wanted);
            (visit.id, Needed { room, devices: visit.device_lanes })
        })
        .collect())
}

/// When patients are elsewhere; a proposal has no visit yet.
struct Busy(HashMap<PatientId, Vec<(Option<AppointmentId>, Interval)>>);

impl Busy {
    /// Whether the patient could come then: the visit that is to be moved itself is not in its own way.
    fn is_free(&self, visit: &AppointmentView, span: Interval) -> bool {
        let elsewhere = self.0.get(&visit.patient_id);
        elsewhere.is_none_or(|all| all.iter().all(|(id, other)| *id == Some(visit.id) || !other.overlaps(span)))
    }
}

/// A free place that was found.
struct Found<'a> {
    slot: FreeSlot,
    doctor: &'a DoctorSchedule,
    window: Window,
}

/// The hours of some doctors over a stretch of time, and what is taken of them.
struct Places<'a> {
    span: Interval,
    windows: Vec<(&'a DoctorSchedule, Window)>,
    taken: Taken,
}

impl<'a> Places<'a> {
    async fn open(
        clinic: &Clinic,
        doctors: Vec<&'a DoctorSchedule>,
        needed: &HashMap<AppointmentId, Needed>,
        span: Interval,
    ) -> Outcome<Self> {
        let mut windows = Vec::new();
        for doctor in &doctors {
            windows.extend(doctor.windows_over(span).into_iter().map(|window| (*doctor, window)));
        }
        let lanes = Lanes {
            doctors: doctors.iter().map(|doctor| (doctor.doctor_id, doctor.resource)).collect(),
            rooms: windows
                .iter()
                .filter_map(|(_, window)| window.hours.room)
                .chain(needed.values().filter_map(|needs| needs.room))
                .collect(),
        };
        let mut devices: Vec<ResourceId> = needed.values().flat_map(|needs| needs.devices.iter().copied()).collect();
        devices.sort_unstable();
        devices.dedup();
        let until = windows.iter().map(|(_, window)| window.span.end()).max().unwrap_or(span.end()).max(span.end());
        let reach = Interval::new(span.start(), until).unwrap_or(span);
        let taken = taken(clinic, &lanes.once(), &devices, None, None, reach).await?;
        Ok(Self { span, windows, taken })
    }

    /// The free place that fits and ranks first; at one rank by the doctor's name.
    fn find<Rank: Ord>(
        &self,
        wish: Wish<'_>,
        fits: impl Fn(&FreeSlot, &Window) -> bool,
        rank: impl Fn(&FreeSlot) -> Rank,
    ) -> Option<Found<'a>> {
        let all = self.windows.iter().flat_map(|(doctor, window)| {
            let inside = |slot: &FreeSlot| self.span.contains(slot.span);
            let free = free_in(doctor, window, &self.taken, wish).filter(inside);
            free.filter(|slot| fits(slot, window)).map(move |slot| (*doctor, window, slot))
        });
        let best = all.min_by(|(one, _, slot), (other, _, other_slot)| {
            let by_name = || (&one.name, one.doctor_id).cmp(&(&other.name, other.doctor_id));
            rank(slot).cmp(&rank(other_slot)).then_with(by_name)
        });
        best.map(|(doctor, window, slot)| Found { slot, doctor, window: window.clone() })
    }

    /// Keeps a place apart from the next ones.
    fn keep(&mut self, found: &Found<'_>, kind: VisitKind, needs: &Needed) {
        let seats = self.taken.seats(found.doctor.resource, found.slot.span);
        let seat = u8::try_from((!seats).trailing_zeros()).unwrap_or(0);
        self.taken.add(found.doctor.resource, found.slot.span, seat);
        let of_hours = room_lane(&found.window).filter(|_| kind == VisitKind::InPerson);
        let room = needs.room.map(|(_, lane)| lane).or(of_hours);
        for lane in room.into_iter().chain(needs.devices.iter().copied()) {
            self.taken.add(lane, found.slot.span, 0);
        }
    }
}

/// Keeps a place apart in both directions, for its doctor, room, devices and patient, and says it as an offer.
fn keep(
    found: Found<'_>,
    visit: &AppointmentView,
    needs: &Needed,
    schedules: &Schedules,
    busy: &mut Busy,
    own: &mut Places<'_>,
    others: &mut Places<'_>,
) -> SlotOffer {
    own.keep(&found, visit.visit_kind, needs);
    others.keep(&found, visit.visit_kind, needs);
    busy.0.entry(visit.patient_id).or_default().push((None, found.slot.span));
    offer(schedules, found.doctor, &found.window, &found.slot)
}
