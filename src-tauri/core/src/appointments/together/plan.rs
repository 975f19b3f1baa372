//! A plan of several visits: each is placed by the rules, then all are checked against the calendar and against each
//! other, in the order asked for. Writes nothing.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};

use super::held::Held;
use super::model::{PlanStanding, PlannedVisit};
use crate::appointments::booking::Placement;
use crate::appointments::holds;
use crate::appointments::model::{AppointmentView, Priority, SlotOffer, VisitKind};
use crate::appointments::needs::Needs;
use crate::appointments::search::{self, Asked, Refined};
use crate::appointments::store::Lane;
use crate::appointments::view::{Which, views};
use crate::availability::cache::Schedules;
use crate::availability::schedule::DoctorSchedule;
use crate::civil::Zone;
use crate::clinic::Clinic;
use crate::error::{ClinicError, Outcome, Refusal};
use crate::ids::{AppointmentId, LocationId, PatientId, ResourceId};
use crate::interval::Interval;

/// A visit of the plan, with where the rules would have it.
pub(in crate::appointments) struct Candidate<'a> {
    pub(in crate::appointments) id: AppointmentId,
    /// It is in the book already.
    pub(in crate::appointments) booked: bool,
    pub(in crate::appointments) number: u16,
    pub(in crate::appointments) on: NaiveDate,
    pub(in crate::appointments) patient: (PatientId, ResourceId),
    pub(in crate::appointments) patient_name: String,
    pub(in crate::appointments) schedule: &'a DoctorSchedule,
    pub(in crate::appointments) kind: VisitKind,
    /// Its length, where it is known.
    pub(in crate::appointments) minutes: Option<u16>,
    pub(in crate::appointments) location: (LocationId, Zone),
    pub(in crate::appointments) wanted_local: NaiveDateTime,
    /// Where the rules have it, or why they do not.
    pub(in crate::appointments) place: Result<Placement, Refusal>,
    /// The seats it may take: its own of before, or any of the slot.
    pub(in crate::appointments) seat: Option<u8>,
}

/// A candidate with its seat, or with what is in its way.
pub(in crate::appointments) struct Line<'a> {
    pub(in crate::appointments) candidate: Candidate<'a>,
    pub(in crate::appointments) outcome: Result<Seated, Blocked>,
}

/// A place that is free for a visit.
pub(in crate::appointments) struct Seated {
    pub(in crate::appointments) place: Placement,
    pub(in crate::appointments) seat: u8,
    /// What it takes: its doctor's lane, its room's, its patient's.
    pub(in crate::appointments) lanes: Vec<Lane>,
}

/// Why a candidate cannot be where it is wanted.
pub(in crate::appointments) enum Blocked {
    ByRule(Refusal),
    By { lane: ResourceId, whom: Option<AppointmentId> },
}

/// All candidates, checked.
pub(in crate::appointments) struct Plan<'a> {
    pub(in crate::appointments) lines: Vec<Line<'a>>,
}

impl<'a> Plan<'a> {
    /// Checks the candidates in turn: what the first takes, the second does not find free. The visits that leave their
    /// places are in nobody's way.
    pub(in crate::appointments) async fn check(
        clinic: &Clinic,
        candidates: Vec<Candidate<'a>>,
        leaving: &[AppointmentId],
    ) -> Outcome<Self> {
        let stretches: Vec<(ResourceId, Interval)> = candidates
            .iter()
            .filter_map(|candidate| candidate.place.as_ref().ok().map(|place| (candidate, place)))
            .flat_map(|(candidate, place)| {
                let room = place.room.map(|(_, lane)| lane);
                let lanes = [Some(candidate.schedule.resource), room, Some(candidate.patient.1)];
                let devices = place.devices.iter().map(|(_, lane)| *lane);
                lanes.into_iter().flatten().chain(devices).map(|lane| (lane, place.span))
            })
            .collect();
        let mut held = Held::read(clinic.read(), &stretches, leaving).await?;
        let lines = candidates
            .into_iter()
            .map(|candidate| {
                let outcome = match &candidate.place {
                    Ok(place) => seat(&candidate, place, &mut held),
                    Err(refusal) => Err(Blocked::ByRule(refusal.clone())),
                };
                Line { candidate, outcome }
            })
            .collect();
        Ok(Self { lines })
    }

    /// Every candidate with its place.
    ///
    /// # Errors
    /// [`Refusal::NotAllPossible`] with those that cannot be.
    pub(in crate::appointments) async fn all(
        self,
        clinic: &Clinic,
        schedules: &Schedules,
    ) -> Outcome<Vec<(Candidate<'a>, Seated)>> {
        if self.lines.iter().any(|line| line.outcome.is_err()) {
            let mut visits = self.describe(clinic, schedules).await?;
            visits.retain(|visit| matches!(visit.standing, PlanStanding::Refused { .. }));
            return Err(Refusal::NotAllPossible { visits }.into());
        }
        Ok(self.lines.into_iter().filter_map(|line| Some((line.candidate, line.outcome.ok()?))).collect())
    }

    /// What the check found, in the order asked for, with the nearest free times for what cannot be.
    pub(in crate::appointments) async fn describe(
        &self,
        clinic: &Clinic,
        schedules: &Schedules,
    ) -> Outcome<Vec<PlannedVisit>> {
        let others: Vec<AppointmentId> = self
            .lines
            .iter()
            .filter_map(|line| match &line.outcome {
                Err(Blocked::By { whom, .. }) => *whom,
                _ => None,
            })
            .collect();
        let others: HashMap<AppointmentId, AppointmentView> =
            views(clinic, Which::Ids(&others)).await?.into_iter().map(|view| (view.id, view)).collect();
        let mut planned = Vec::new();
        for line in &self.lines {
            let Candidate { id, booked, number, on, patient_name, schedule, location, wanted_local, .. } =
                &line.candidate;
            let standing = match &line.outcome {
                Ok(seated) => PlanStanding::Free {
                    starts_at: seated.place.span.start(),
                    ends_local: seated.place.zone.local(seated.place.span.end()),
                },
                Err(blocked) => PlanStanding::Refused {
                    refusal: self.refusal(clinic, line, blocked, &others).await?,
                    alternatives: self.nearest(clinic, schedules, &line.candidate).await?,
                },
            };
            planned.push(PlannedVisit {
                appointment_id: booked.then_some(*id),
                number: *number,
                on: *on,
                patient_name: patient_name.clone(),
                doctor_id: schedule.doctor_id,
                doctor_name: schedule.name.clone(),
                location_id: line.outcome.as_ref().map_or(location.0, |seated| seated.place.location_id),
                starts_local: *wanted_local,
                standing,
            });
        }
        Ok(planned)
    }

    async fn refusal(
        &self,
        clinic: &Clinic,
        line: &Line<'_>,
        blocked: &Blocked,
        others: &HashMap<AppointmentId, AppointmentView>,
    ) -> Outcome<Refusal> {
        let (lane, whom) = match blocked {
            Blocked::ByRule(refusal) => return Ok(refusal.clone()),
            Blocked::By { lane, whom } => (*lane, *whom),
        };
        let next = Vec::new();
        let Some(who) = whom.and_then(|whom| self.who(whom, others)) else {
            let held = holds::store::holders(clinic.read(), whom.as_slice()).await?.pop();
            let doctor_name = line.candidate.schedule.name.clone();
            return Ok(held.map_or(Refusal::OutsideHours { next: Vec::new() }, |held| Refusal::SlotHeld {
                doctor_name,
                held_by: held.name(),
                until_local: line.candidate.location.1.local(held.expires_at),
                next,
            }));
        };
        let until_local = line.candidate.location.1.local(who.ends_at);
        let appointment_id = who.id;
        let room = line.candidate.place.as_ref().ok().and_then(|place| place.room);
        Ok(if lane == line.candidate.schedule.resource {
            let doctor_name = line.candidate.schedule.name.clone();
            Refusal::DoctorBusy { appointment_id, doctor_name, held_by: who.patient_name, until_local, next }
        } else if let Some((room, _)) = room.filter(|(_, of_room)| *of_room == lane) {
            let room_name: Option<String> = sqlx::query_scalar("select name from rooms where id = ?")
                .bind(room)
                .fetch_optional(clinic.read())
                .await?;
            let room_name = room_name.unwrap_or_default();
            Refusal::RoomBusy { appointment_id, room_name, held_by: who.doctor_name, until_local, next }
        } else if lane == line.candidate.patient.1 {
            Refusal::PatientBusy { appointment_id, held_by: who.doctor_name, until_local, next }
        } else {
            let device_name: Option<String> = sqlx::query_scalar("select name from devices where resource_id = ?")
                .bind(lane)
                .fetch_optional(clinic.read())
                .await?;
            let device_name = device_name.unwrap_or_default();
            Refusal::DeviceBusy { appointment_id, device_name, held_by: who.doctor_name, until_local, next }
        })
    }

    /// Who is in the way: another visit of the plan where the plan has it, or one of the book.
    fn who(&self, id: AppointmentId, others: &HashMap<AppointmentId, AppointmentView>) -> Option<InTheWay> {
        let own = self.lines.iter().find(|line| line.candidate.id == id);
        if let Some((candidate, seated)) = own.and_then(|line| Some((&line.candidate, line.outcome.as_ref().ok()?))) {
            return Some(InTheWay {
                id,
                patient_name: candidate.patient_name.clone(),
                doctor_name: candidate.schedule.name.clone(),
                ends_at: seated.place.span.end(),
            });
        }
        others.get(&id).map(|view| InTheWay {
            id,
            patient_name: view.patient_name.clone(),
            doctor_name: view.doctor_name.clone(),
            ends_at: view.ends_at,
        })
    }

    /// The nearest free times of the doctor: two of the same day, then two of the days around it.
    async fn nearest(
        &self,
        clinic: &Clinic,
        schedules: &Schedules,
        candidate: &Candidate<'_>,
    ) -> Outcome<Vec<SlotOffer>> {
        const DAYS_AROUND: i64 = 4;
        let (zone, wanted) = (candidate.location.1, candidate.wanted_local);
        let first = zone.midnight(wanted.date() - Duration::days(DAYS_AROUND)).max(clinic.now());
        let until = zone.midnight(wanted.date() + Duration::days(DAYS_AROUND + 1));
        // What the visit has asked for must be free at the times that are offered.
        let needs = candidate
            .place
            .as_ref()
            .map(|place| Needs { room: place.room.filter(|_| place.room_wanted), devices: place.devices.clone() });
        let needs = needs.unwrap_or_default();
        let asked = Asked {
            patient: Some(candidate.patient),
            kind: candidate.kind,
            minutes: candidate.minutes,
            needs,
            priority: Priority::Regular,
            location_id: None,
            not_before: first,
            until,
            limit: 1000,
            own: None,
            refined: Refined::default(),
            now: clinic.now(),
        };
        let mut free = search::first_free(clinic, schedules, &[candidate.schedule], &asked, None).await?;
        free.retain(|offer| !self.taken_by_plan(candidate, offer));
        let days = |offer: &SlotOffer| (offer.starts_local.date() - wanted.date()).num_days().abs();
        let minutes = |offer: &SlotOffer| (offer.starts_local.time() - wanted.time()).num_minutes().abs();
        free.sort_by_key(|offer| (days(offer), minutes(offer)));
        let (same_day, other_days): (Vec<_>, Vec<_>) = free.into_iter().partition(|offer| days(offer) == 0);
        // Of another day the nearest time, one for each day.
        let mut around: Vec<SlotOffer> = Vec::new();
        for offer in other_days {
            if around.iter().all(|known| known.starts_local.date() != offer.starts_local.date()) {
                around.push(offer);
            }
        }
        Ok(same_day.into_iter().take(2).chain(around.into_iter().take(2)).collect())
    }

    /// Whether another visit of the plan takes this time of the same doctor or patient.
    fn taken_by_plan(&self, of: &Candidate<'_>, offer: &SlotOffer) -> bool {
        let ends_at = offer.starts_at + Duration::minutes(i64::from(offer.minutes));
        let Some(span) = Interval::new(offer.starts_at, ends_at) else { return false };
        self.lines.iter().filter(|line| line.candidate.id != of.id).any(|line| {
            let same = line.candidate.patient == of.patient || line.candidate.schedule.resource == of.schedule.resource;
            same && line.outcome.as_ref().is_ok_and(|seated| seated.place.span.overlaps(span))
        })
    }
}

/// The visit in the way.
struct InTheWay {
    id: AppointmentId,
    patient_name: String,
    doctor_name: String,
    ends_at: DateTime<Utc>,
}

fn seat(candidate: &Candidate<'_>, place: &Placement, held: &mut Held) -> Result<Seated, Blocked> {
    let (doctor, patient) = (candidate.schedule.resource, candidate.patient.1);
    let seats = candidate.seat.map_or(0..place.capacity, |own| own..own + 1);
    let free = |lane, seats| held.free_seat(lane, place.span, seats).map_err(|whom| Blocked::By { lane, whom });
    let seat = free(doctor, seats)?;
    let mut lanes = vec![(doctor, seat)];
    for lane in
        place.room.map(|(_, lane)| lane).into_iter().chain(place.devices.iter().map(|(_, lane)| *lane)).chain([patient])
    {
        free(lane, 0..1)?;
        lanes.push((lane, 0));
    }
    for (lane, seat) in &lanes {
        held.take(*lane, place.span, *seat, candidate.id);
    }
    Ok(Seated { place: place.clone(), seat, lanes })
}

/// The refusal of a rule; what is no refusal stays an error of the whole plan.
pub(in crate::appointments) fn refused_only<T>(outcome: Outcome<T>) -> Outcome<Result<T, Refusal>> {
    match outcome {
        Ok(done) => Ok(Ok(done)),
        Err(ClinicError::Refused { refusal }) => Ok(Err(refusal)),
        Err(error) => Err(error),
    }
}
