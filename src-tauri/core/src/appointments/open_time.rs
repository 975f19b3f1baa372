//! The open time of some doctors over a span, and the free slots that it still has. Pure.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};

use super::booking::LONGEST_MINUTES;
use super::following::Following;
use super::model::{FollowingSlot, SlotOffer, VisitKind};
use super::search::Asked;
use super::taken::Lanes;
use super::wished::Spread;
use crate::availability::blocks::model::Asking;
use crate::availability::cache::Schedules;
use crate::availability::schedule::{DoctorSchedule, Window};
use crate::availability::slots::{FreeSlot, Taken, Wish, free_in, room_lane};
use crate::ids::DoctorId;
use crate::interval::Interval;

/// Windows in which a visit that is looked for may lie.
pub(crate) struct OpenTime<'a> {
    asked: &'a Asked<'a>,
    span: Interval,
    windows: Vec<(&'a DoctorSchedule, Window)>,
    /// Of a pair, the second doctor's.
    following: Option<Following<'a>>,
}

impl<'a> OpenTime<'a> {
    /// That of some doctors, for visits that begin within `span`.
    pub(crate) fn of(doctors: &[&'a DoctorSchedule], asked: &'a Asked<'a>, span: Interval) -> Self {
        let mut windows = Vec::new();
        for doctor in doctors {
            let fitting = doctor.windows_over(span).into_iter().filter(|window| asked.may_lie_in(window));
            windows.extend(fitting.map(|window| (*doctor, window)));
        }
        let following = asked.refined.followed_by.map(|(doctor, minutes)| {
            // The second visit begins within the longest visit after the last first one.
            let later = Interval::new(span.start(), span.end() + Duration::minutes(i64::from(LONGEST_MINUTES)));
            let windows = doctor.windows_over(later.unwrap_or(span)).into_iter();
            Following { doctor, windows: windows.filter(|window| asked.may_lie_in(window)).collect(), minutes }
        });
        Self { asked, span, windows, following }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// Less the windows that are not known well enough.
    pub(crate) fn retain(&mut self, is_known: impl Fn(&Window) -> bool) {
        self.windows.retain(|(_, window)| is_known(window));
    }

    /// The lanes that may be taken in the windows, and when the last of these closes.
    pub(super) fn lanes(&self) -> (Lanes, DateTime<Utc>) {
        let (mut lanes, mut until) = (Lanes::default(), self.asked.not_before);
        let following = self.following.iter();
        let seconds = following.flat_map(|pair| pair.windows.iter().map(|window| (pair.doctor, window)));
        for (doctor, window) in self.windows.iter().map(|(doctor, window)| (*doctor, window)).chain(seconds) {
            lanes.doctors.push((doctor.doctor_id, doctor.resource));
            let with_room = self.asked.kind == VisitKind::InPerson && room_lane(window).is_some();
            lanes.rooms.extend(window.hours.room.filter(|_| with_room));
            until = until.max(window.span.end());
        }
        lanes.rooms.extend(self.asked.needs.room);
        (lanes.once(), until)
    }

    /// The first free slots, less what is taken, by start; the usual doctor first among equals.
    pub(crate) fn offers(
        &self,
        schedules: &Schedules,
        taken: &Taken,
        usual: Option<DoctorId>,
        spread: &mut Spread,
    ) -> Vec<SlotOffer> {
        let (asked, devices) = (self.asked, self.asked.needs.device_lanes());
        let wish = Wish {
            kind: asked.kind,
            minutes: asked.minutes,
            not_before: self.span.start(),
            patient: asked.patient.map(|(_, lane)| lane),
            room: asked.needs.room.map(|(_, lane)| lane),
            devices: &devices,
            asking: Asking { priority: asked.priority, now: asked.now },
        };
        let mut found: Vec<Found> = Vec::new();
        for (doctor, window) in &self.windows {
            let hours = &window.hours;
            let slots = free_in(doctor, window, taken, wish)
                .take_while(|slot| slot.span.start() < self.span.end())
                .filter(|slot| asked.refined.wished.suits(hours.zone.local(slot.span.start())))
                .filter_map(|slot| match &self.following {
                    Some(pair) => Some((slot.clone(), Some(pair.after(slot.span, hours.location_id, taken, wish)?))),
                    None => Some((slot, None)),
                });
            found.extend(slots.take(asked.limit).map(|(slot, followed_by)| Found {
                slot,
                doctor,
                window,
                is_usual: usual == Some(doctor.doctor_id),
                followed_by,
            }));
        }
        found.sort_by(|a, b| a.rank().cmp(&b.rank()));
        found.retain(|one| spread.takes(one.starts_local().date()));
        found.truncate(asked.limit);
        let second = self.following.as_ref().map(|pair| pair.doctor);
        found.into_iter().map(|one| one.offer(schedules, second)).collect()
    }
}

/// A free slot with whose and where it is.
struct Found<'a> {
    slot: FreeSlot,
    doctor: &'a DoctorSchedule,
    window: &'a Window,
    is_usual: bool,
    /// The second visit of a pair.
    followed_by: Option<(FreeSlot, &'a Window)>,
}

impl Found<'_> {
    /// By start; at one time the usual doctor first, then by name.
    fn rank(&self) -> (DateTime<Utc>, bool, &str, DoctorId) {
        (self.slot.span.start(), !self.is_usual, &self.doctor.name, self.doctor.doctor_id)
    }

    fn starts_local(&self) -> NaiveDateTime {
        self.window.hours.zone.local(self.slot.span.start())
    }

    fn offer(self, schedules: &Schedules, second: Option<&DoctorSchedule>) -> SlotOffer {
        let followed_by = self.followed_by.zip(second).map(|((slot, window), doctor)| FollowingSlot {
            doctor_id: doctor.doctor_id,
            doctor_name: doctor.name.clone(),
            starts_at: slot.span.start(),
            starts_local: window.hours.zone.local(slot.span.start()),
            ends_local: window.hours.zone.local(slot.span.end()),
            minutes: minutes_of(slot.span),
        });
        let offer = offer(schedules, self.doctor, self.window, &self.slot);
        SlotOffer { usual_doctor: self.is_usual, followed_by, ..offer }
    }
}

/// A free slot as it is offered, alone and with a doctor who is not known to be the usual one.
pub(crate) fn offer(schedules: &Schedules, doctor: &DoctorSchedule, window: &Window, slot: &FreeSlot) -> SlotOffer {
    let (visit, hours) = (slot.span, &window.hours);
    SlotOffer {
        doctor_id: doctor.doctor_id,
        doctor_name: doctor.name.clone(),
        location_id: hours.location_id,
        location_name: schedules.location_name(hours.location_id),
        starts_at: visit.start(),
        starts_local: hours.zone.local(visit.start()),
        ends_local: hours.zone.local(visit.end()),
        minutes: minutes_of(visit),
        hours_kind: hours.kind,
        places_left: slot.places_left,
        usual_doctor: false,
        followed_by: None,
    }
}

fn minutes_of(visit: Interval) -> i32 {
    i32::try_from(visit.length().num_minutes()).unwrap_or(i32::MAX)
}
