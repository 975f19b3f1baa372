//! What is free on the kept days, as far as is known here: who is in the way, and the next times that are likely free. Pure.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::plan::{Plan, not_known_here};
use crate::appointments::booking::{self, Placement};
use crate::appointments::model::{AppointmentView, Priority, SlotOffer, VisitKind};
use crate::appointments::needs::Needs;
use crate::appointments::open_time::OpenTime;
use crate::appointments::refusals;
use crate::appointments::search::{Asked, Refined};
use crate::availability::blocks::model::Asking;
use crate::availability::schedule::DoctorSchedule;
use crate::availability::slots::{Taken, cells_of};
use crate::error::{ClinicError, Outcome, Refusal};
use crate::ids::{AppointmentId, DeviceId, DoctorId, PatientId, ResourceId, RoomId};
use crate::interval::Interval;

/// How many likely times a refusal offers.
const OFFERS: usize = 3;

/// The lane of the patient who is asked for. Their own is not kept, and no other lane has this number.
pub(super) const THEIR_LANE: ResourceId = ResourceId(0);

/// Who asks, to offer what would work for them.
pub(super) struct Asker<'a> {
    pub(super) patient: PatientId,
    pub(super) kind: VisitKind,
    pub(super) minutes: Option<u16>,
    pub(super) priority: Priority,
    pub(super) needs: &'a Needs,
    /// The visit that is written: neither it nor what is held for it is in the way.
    pub(super) own: AppointmentId,
}

impl Plan<'_> {
    /// The first seat that the visit may take.
    ///
    /// # Errors
    /// [`Refusal::DoctorBusy`], [`Refusal::FullyOverbooked`], [`Refusal::RoomBusy`], [`Refusal::DeviceBusy`],
    /// [`Refusal::PatientBusy`] with who is in the way and what is likely free next.
    pub(super) fn free_seat(&self, schedule: &DoctorSchedule, placed: &Placement, asker: &Asker<'_>) -> Outcome<u8> {
        self.free_among(placed.seats(), schedule, placed, asker)
    }

    fn free_among(
        &self,
        mut wanted: impl Iterator<Item = u8>,
        schedule: &DoctorSchedule,
        placed: &Placement,
        asker: &Asker<'_>,
    ) -> Outcome<u8> {
        let taken = self.taken(Some(asker.own), asker.patient);
        let is_taken = |lane: ResourceId| taken.seats(lane, placed.span) != 0;
        let next = || self.next(schedule, asker, placed.span.start());
        let in_the_way = |holds: &dyn Fn(&AppointmentView) -> bool| {
            let other =
                self.visits().find(|visit| visit.id != asker.own && overlaps(visit, placed.span) && holds(visit));
            other.map(|other| (other, placed.zone.local(other.ends_at))).ok_or_else(not_known_here)
        };
        let seats = taken.seats(schedule.resource, placed.span);
        let Some(seat) = wanted.find(|seat| seats & (1_u64 << seat) == 0) else {
            if placed.overbook_reason.is_some() {
                return Err(Refusal::FullyOverbooked { doctor_name: schedule.name.clone(), next: next() }.into());
            }
            let (other, until_local) = in_the_way(&|visit| visit.doctor_id == schedule.doctor_id)?;
            let (doctor_name, held_by) = (other.doctor_name.clone(), other.patient_name.clone());
            let appointment_id = other.id;
            return Err(Refusal::DoctorBusy { appointment_id, doctor_name, held_by, until_local, next: next() }.into());
        };
        if let Some((room, _)) = placed.room_of(seat).filter(|(_, lane)| is_taken(*lane)) {
            let (other, until_local) = in_the_way(&|visit| visit.room_id == Some(room))?;
            let (room_name, held_by) = (other.room_name.clone().unwrap_or_default(), other.doctor_name.clone());
            let appointment_id = other.id;
            return Err(Refusal::RoomBusy { appointment_id, room_name, held_by, until_local, next: next() }.into());
        }
        if let Some((device, _)) = placed.devices.iter().find(|(_, lane)| is_taken(*lane)) {
            let has = |visit: &AppointmentView| self.devices_of(visit).any(|(id, _)| id == *device);
            let (other, until_local) = in_the_way(&has)?;
            let device_name = self.schedules().device_names(&[(*device, THEIR_LANE)]);
            let (appointment_id, held_by) = (other.id, other.doctor_name.clone());
            return Err(Refusal::DeviceBusy { appointment_id, device_name, held_by, until_local, next: next() }.into());
        }
        if is_taken(THEIR_LANE) {
            let (other, until_local) = in_the_way(&|visit| visit.patient_id == asker.patient)?;
            let (appointment_id, held_by) = (other.id, other.doctor_name.clone());
            return Err(Refusal::PatientBusy { appointment_id, held_by, until_local, next: next() }.into());
        }
        Ok(seat)
    }

    /// Whether a visit that was called off can have its time again.
    ///
    /// # Errors
    /// [`Refusal::DoctorAway`], [`Refusal::TimeBlocked`], and those of [`Plan::free_seat`].
    pub(super) fn can_come_back(&self, visit: &AppointmentView) -> Outcome<()> {
        let zone = self.zone_of(visit.location_id)?;
        let schedule = self.schedules().of(visit.doctor_id).ok_or_else(not_known_here)?;
        let span = Interval::new(visit.starts_at, visit.ends_at).ok_or_else(not_known_here)?;
        let minutes = u16::try_from(visit.minutes).ok();
        let needs = Needs::default();
        let (patient, kind, priority) = (visit.patient_id, visit.visit_kind, visit.priority);
        let asker = Asker { patient, kind, minutes, priority, needs: &needs, own: visit.id };
        if let Some(hindrance) = schedule.hindrance(span, Asking { priority, now: self.now }) {
            return Err(self.with_next(booking::hindered(hindrance, zone).into(), schedule, &asker, span.start()));
        }
        let rooms = &self.schedules().things.rooms;
        let placed = Placement {
            span,
            location_id: visit.location_id,
            zone,
            room: visit.room_id.and_then(|room| rooms.get(&room).map(|thing| (room, thing.lane))),
            room_wanted: true,
            devices: self.devices_of(visit).collect(),
            capacity: 1,
            override_reason: None,
            overbook_reason: None,
        };
        self.free_among(std::iter::once(visit.seat), schedule, &placed, &asker).map(drop)
    }

    /// A refusal with the times that are likely free from then on, where it has a place for them.
    pub(super) fn with_next(
        &self,
        refused: ClinicError,
        schedule: &DoctorSchedule,
        asker: &Asker<'_>,
        from: DateTime<Utc>,
    ) -> ClinicError {
        let ClinicError::Refused { refusal } = refused else { return refused };
        refusals::offering(refusal, self.next(schedule, asker, from)).into()
    }

    fn next(&self, schedule: &DoctorSchedule, asker: &Asker<'_>, from: DateTime<Utc>) -> Vec<SlotOffer> {
        let asked = Asked {
            patient: Some((asker.patient, THEIR_LANE)),
            kind: asker.kind,
            minutes: asker.minutes,
            needs: asker.needs.clone(),
            location_id: None,
            not_before: from.max(self.now),
            until: self.end(),
            limit: OFFERS,
            priority: asker.priority,
            own: Some(asker.own),
            refined: Refined::default(),
            now: self.now,
        };
        self.free(&[schedule], &asked, None)
    }

    /// Times of the kept days that are likely free, by start; the usual doctor first among equals.
    pub(super) fn free(
        &self,
        doctors: &[&DoctorSchedule],
        asked: &Asked<'_>,
        usual: Option<DoctorId>,
    ) -> Vec<SlotOffer> {
        let Some(span) = Interval::new(asked.not_before, asked.until.min(self.end())) else { return Vec::new() };
        let mut open = OpenTime::of(doctors, asked, span);
        open.retain(|window| self.days().cover(window.date, window.date));
        let patient = asked.patient.map_or(PatientId(uuid::Uuid::nil()), |(patient, _)| patient);
        let mut taken = self.taken(None, patient);
        self.add_held(&mut taken, asked.own);
        open.offers(self.schedules(), &taken, usual, &mut asked.refined.wished.spread())
    }

    /// What is taken of doctors, rooms and devices, and of one patient, but for one visit.
    fn taken(&self, but: Option<AppointmentId>, patient: PatientId) -> Taken {
        let from = midnight(self.days().first_on) - Duration::days(1);
        let mut taken = Taken::none(Interval::new(from, self.end()).expect("the last day is not before the first"));
        for visit in self.visits().filter(|visit| visit.status.is_live() && Some(visit.id) != but) {
            let Some(span) = Interval::new(visit.starts_at, visit.ends_at) else { continue };
            if let Some(schedule) = self.schedules().of(visit.doctor_id) {
                taken.add(schedule.resource, span, visit.seat);
            }
            if let Some(room) = visit.room_id.and_then(|room| self.schedules().things.rooms.get(&room)) {
                taken.add(room.lane, span, 0);
            }
            for (_, lane) in self.devices_of(visit) {
                taken.add(lane, span, 0);
            }
            if visit.patient_id == patient {
                taken.add(THEIR_LANE, span, 0);
            }
        }
        taken
    }

    /// Adds what was held of doctors' time when the server last answered and has not ended, but for the booking that asks.
    /// Only what is offered goes by it: whether a hold was given back meanwhile the server says.
    fn add_held(&self, taken: &mut Taken, own: Option<AppointmentId>) {
        let held = self.columns.iter().flat_map(|column| &column.holds);
        for hold in held.filter(|hold| hold.expires_at > self.now && Some(hold.appointment_id) != own) {
            let (schedule, span) = (self.schedules().of(hold.doctor_id), Interval::new(hold.starts_at, hold.ends_at));
            if let (Some(schedule), Some(span)) = (schedule, span) {
                taken.add(schedule.resource, span, hold.seat);
            }
        }
    }

    /// The devices of a visit, by the names that a sheet shows.
    pub(super) fn devices_of(&self, visit: &AppointmentView) -> impl Iterator<Item = (DeviceId, ResourceId)> {
        let (location, names) = (visit.location_id, visit.device_names.clone());
        let devices = self.schedules().things.devices.iter().filter(move |(_, device)| {
            device.location_id == location && names.split(", ").any(|name| name == device.name)
        });
        devices.map(|(id, device)| (*id, device.lane))
    }

    pub(super) fn room_name(&self, room: RoomId) -> Option<String> {
        self.schedules().things.rooms.get(&room).map(|thing| thing.name.clone())
    }

    /// Nothing that is kept lasts longer: the last day may begin a day later elsewhere, and its hours may pass midnight.
    fn end(&self) -> DateTime<Utc> {
        midnight(self.days().last_on) + Duration::days(3)
    }
}

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// Whether a visit holds a cell of a stretch of time.
fn overlaps(visit: &AppointmentView, span: Interval) -> bool {
    let (asked, held) = (cells_of(span), Interval::new(visit.starts_at, visit.ends_at).map(cells_of));
    visit.status.is_live() && held.is_some_and(|held| held.start < asked.end && asked.start < held.end)
}
