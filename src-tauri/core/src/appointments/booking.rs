//! The rules of booking: what a wish becomes, or why it is refused. Pure: told everything, `now` too.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};

use super::model::{BookingRequest, Priority, RequestedTime, RescheduleRequest, VisitKind};
use super::needs::Needs;
use crate::availability::blocks::model::Asking;
use crate::availability::schedule::{DoctorSchedule, Hindrance, Window};
use crate::availability::slots::room_lane;
use crate::civil::Zone;
use crate::error::{ClinicError, FieldError, FieldProblem, FormCheck, Outcome, RecordKind, Refusal};
use crate::ids::{DeviceId, LocationId, ResourceId, RoomId};
use crate::interval::Interval;
use crate::text::{Lines, optional};

/// Shortest visit, minutes.
pub const SHORTEST_MINUTES: i32 = 5;
/// Longest visit, minutes: one working day.
pub const LONGEST_MINUTES: i32 = 480;
/// How far back a visit may begin: someone who walked in is often entered a little later.
pub const WALK_IN_GRACE_MINUTES: i64 = 60;
/// How far ahead a visit may begin, days.
pub const FARTHEST_DAYS: i64 = 730;

/// The seats of a doctor's lane for visits on top of others. A slot of several has at most 50 places, 0 to 49.
pub const OVERBOOKED: std::ops::Range<u8> = 50..54;

/// The part of a wish that needs no knowledge of the clinic, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// In person or video.
    pub kind: VisitKind,
    /// When, as asked.
    pub starts: RequestedTime,
    /// How long, where said.
    pub minutes: Option<u16>,
    /// Why, in the desk's words.
    pub reason: String,
    /// What the patient complains of.
    pub symptoms: String,
    /// How soon.
    pub priority: Priority,
    /// Why outside hours, where given.
    pub override_reason: Option<String>,
    /// Why on top of another visit, where given.
    pub overbook_reason: Option<String>,
}

impl Wish {
    /// Reads a wish to book.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] with every problem at its field: `minutes`, `reason`, `symptoms`, `override_reason`,
    /// `overbook_reason`.
    pub fn of_booking(request: &BookingRequest) -> Outcome<Self> {
        let mut form = FormCheck::default();
        let minutes = form.take(request.minutes.map(parse_minutes).transpose());
        let reason = form.take(optional("reason", &request.reason, 500, Lines::Many));
        let symptoms = form.take(optional("symptoms", &request.symptoms, 500, Lines::Many));
        let override_reason = form.take(why("override_reason", request.override_reason.as_deref()));
        let overbook_reason = form.take(why("overbook_reason", request.overbook_reason.as_deref()));
        form.finish()?;
        Ok(Self {
            kind: request.visit_kind,
            starts: request.starts,
            minutes: minutes.flatten(),
            reason: reason.unwrap_or_default(),
            symptoms: symptoms.unwrap_or_default(),
            priority: request.priority,
            override_reason: override_reason.flatten(),
            overbook_reason: overbook_reason.flatten(),
        })
    }

    /// Reads a wish for a time: of a series, or of a visit that is moved.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] at `minutes`, `reason`, `override_reason`.
    pub fn parse(
        kind: VisitKind,
        starts: RequestedTime,
        minutes: Option<i32>,
        reason: &str,
        priority: Priority,
        override_reason: Option<&str>,
    ) -> Outcome<Self> {
        let mut form = FormCheck::default();
        let minutes = form.take(minutes.map(parse_minutes).transpose());
        let reason = form.take(optional("reason", reason, 500, Lines::Many));
        let override_reason = form.take(why("override_reason", override_reason));
        form.finish()?;
        Ok(Self {
            kind,
            starts,
            minutes: minutes.flatten(),
            reason: reason.unwrap_or_default(),
            symptoms: String::new(),
            priority,
            override_reason: override_reason.flatten(),
            overbook_reason: None,
        })
    }

    /// Reads a wish to move a visit of this kind and priority; what the desk wrote of it stays as it is.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] at `minutes`, `override_reason`, `overbook_reason`.
    pub fn of_move(request: &RescheduleRequest, of: (VisitKind, Priority), was_because: Option<&str>) -> Outcome<Self> {
        let (starts, override_reason) = (request.starts, request.override_reason.as_deref().or(was_because));
        let wish = Self::parse(of.0, starts, request.minutes, "", of.1, override_reason)?;
        let overbook_reason = why("overbook_reason", request.overbook_reason.as_deref())?;
        Ok(Self { overbook_reason, ..wish })
    }
}

/// Reads why a rule is set aside; blank is no reason.
fn why(field: &str, reason: Option<&str>) -> Result<Option<String>, FieldError> {
    let read = optional(field, reason.unwrap_or(""), 200, Lines::One)?;
    Ok(Some(read).filter(|reason| !reason.is_empty()))
}

/// Reads a length.
///
/// # Errors
/// [`FieldProblem::OutOfRange`] at `minutes`: 5 to 480.
pub fn parse_minutes(minutes: i32) -> Result<u16, FieldError> {
    u16::try_from(minutes).ok().filter(|_| (SHORTEST_MINUTES..=LONGEST_MINUTES).contains(&minutes)).ok_or_else(|| {
        FieldError::new("minutes", FieldProblem::OutOfRange { least: SHORTEST_MINUTES, most: LONGEST_MINUTES })
    })
}

/// Where and when a visit will be, before the database has the last word.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// The visit's own times.
    pub span: Interval,
    /// Where.
    pub location_id: LocationId,
    /// The zone of that place.
    pub zone: Zone,
    /// The room it takes.
    pub room: Option<(RoomId, ResourceId)>,
    /// The room was asked for: it is the visit's own, and stays so when the visit is moved.
    pub room_wanted: bool,
    /// The devices it takes.
    pub devices: Vec<(DeviceId, ResourceId)>,
    /// How many may share the slot.
    pub capacity: u8,
    /// Why it lies outside the hours; none when it lies inside.
    pub override_reason: Option<String>,
    /// Why it may lie on top of another visit.
    pub overbook_reason: Option<String>,
}

impl Placement {
    /// The seats it may take on the doctor's lane, the best first: on top of another visit only where there is a reason.
    pub fn seats(&self) -> impl Iterator<Item = u8> + use<> {
        let on_top = if self.overbook_reason.is_some() { OVERBOOKED } else { 0..0 };
        (0..self.capacity).chain(on_top)
    }

    /// Why it lies on top of another visit, when it takes this seat.
    pub fn overbook_reason_of(&self, seat: u8) -> Option<&str> {
        self.overbook_reason.as_deref().filter(|_| OVERBOOKED.contains(&seat))
    }

    /// The room it takes in this seat: on top of another visit only one that was asked for, else the doctor goes on where
    /// they are.
    pub fn room_of(&self, seat: u8) -> Option<(RoomId, ResourceId)> {
        self.room.filter(|_| self.room_wanted || !OVERBOOKED.contains(&seat))
    }
}

/// The instant of a requested time on a location's wall: a whole minute.
///
/// # Errors
/// [`Refusal::TimeInGap`], [`Refusal::TimeRepeated`], or [`FieldProblem::NotATime`] at `starts`.
pub fn instant(starts: RequestedTime, zone: Zone) -> Outcome<DateTime<Utc>> {
    let at = match starts {
        RequestedTime::Instant { at } => at,
        RequestedTime::Local { date_time, which } => zone.instant(date_time, which)?,
    };
    if at.timestamp() % 60 != 0 || at.timestamp_subsec_nanos() != 0 {
        return Err(FieldError::new("starts", FieldProblem::NotATime).into());
    }
    Ok(at)
}

/// What the wall of a location shows at a requested time.
pub fn local(starts: RequestedTime, zone: Zone) -> NaiveDateTime {
    match starts {
        RequestedTime::Instant { at } => zone.local(at),
        RequestedTime::Local { date_time, .. } => date_time,
    }
}

/// Where in a doctor's schedule a visit falls (B3): inside hours that take its kind at its location, not while the doctor
/// is away, not in the past, not in time kept for something else. Outside the hours and in such time only with a reason, at
/// the location asked for.
///
/// # Errors
/// [`Refusal::InThePast`], [`Refusal::DoctorAway`], [`Refusal::TimeBlocked`], [`Refusal::OutsideHours`] (all without the next
/// free slots, which this rule cannot know), [`Refusal::NotActive`], and those of [`instant`].
pub fn place(
    schedule: &DoctorSchedule,
    location: (LocationId, Zone),
    wish: &Wish,
    needs: &Needs,
    usual_minutes: Option<u16>,
    now: DateTime<Utc>,
) -> Outcome<Placement> {
    if !schedule.active {
        return Err(Refusal::NotActive { what: RecordKind::Doctor }.into());
    }
    let (location_id, zone) = location;
    let start = instant(wish.starts, zone)?;
    if start < now - Duration::minutes(WALK_IN_GRACE_MINUTES) {
        return Err(Refusal::InThePast.into());
    }
    if start > now + Duration::days(FARTHEST_DAYS) {
        return Err(FieldError::new("starts", FieldProblem::OutOfRange { least: 0, most: 730 }).into());
    }
    let windows = windows_at(schedule, start);
    let around = windows.iter().find(|window| window.hours.location_id == location_id);
    let minutes = wish.minutes.or(usual_minutes).or(around.map(|window| window.hours.slot_minutes)).unwrap_or(60);
    let span = Interval::new(start, start + Duration::minutes(i64::from(minutes))).ok_or_else(|| {
        ClinicError::from(FieldError::new("minutes", FieldProblem::OutOfRange { least: 5, most: 480 }))
    })?;
    let outside = |reason: &Option<String>| Placement {
        span,
        location_id,
        zone,
        room: needs.room,
        room_wanted: needs.room.is_some(),
        devices: needs.devices.clone(),
        capacity: 1,
        override_reason: reason.clone(),
        overbook_reason: wish.overbook_reason.clone(),
    };
    match schedule.hindrance(span, Asking { priority: wish.priority, now }) {
        Some(Hindrance::Blocked(_)) if wish.override_reason.is_some() => return Ok(outside(&wish.override_reason)),
        Some(hindrance) => return Err(hindered(hindrance, zone).into()),
        None => {}
    }
    let inside = windows.iter().find(|window| window.hours.location_id == location_id && window.takes(span, wish.kind));
    match inside {
        Some(window) => Ok(Placement {
            span,
            location_id,
            zone,
            room: needs
                .room
                .or(window.hours.room.filter(|_| wish.kind == VisitKind::InPerson && room_lane(window).is_some())),
            room_wanted: needs.room.is_some(),
            devices: needs.devices.clone(),
            capacity: window.hours.capacity,
            override_reason: None,
            overbook_reason: wish.overbook_reason.clone(),
        }),
        None if wish.override_reason.is_some() => Ok(outside(&wish.override_reason)),
        None => Err(Refusal::OutsideHours { next: Vec::new() }.into()),
    }
}

/// The refusal of what stands in the way, without the next free slots, which this rule cannot know.
pub fn hindered(hindrance: Hindrance<'_>, zone: Zone) -> Refusal {
    match hindrance {
        Hindrance::Away(away) => Refusal::DoctorAway { until_local: zone.local(away.end()), next: Vec::new() },
        Hindrance::Blocked(block) => Refusal::TimeBlocked {
            block_kind: block.kind,
            title: block.title.clone(),
            until_local: zone.local(block.span.end()),
            released_local: block.released_at.map(|at| zone.local(at)),
            next: Vec::new(),
        },
    }
}

/// The windows that hold an instant, wherever their clocks hang.
fn windows_at(schedule: &DoctorSchedule, instant: DateTime<Utc>) -> Vec<Window> {
    Interval::new(instant, instant + Duration::minutes(1)).map_or_else(Vec::new, |minute| schedule.windows_over(minute))
}

/// The location of the hours a moved visit falls into: where it was, if the doctor is there then; else wherever the
/// doctor is; else where it was.
pub fn location_of_move(
    schedule: &DoctorSchedule,
    was: (LocationId, Zone),
    starts: RequestedTime,
    kind: VisitKind,
) -> Outcome<(LocationId, Zone)> {
    let start = instant(starts, was.1)?;
    let windows = windows_at(schedule, start);
    let mut there = windows.iter().filter(|window| window.hours.kind.takes(kind));
    let stays = there.clone().any(|window| window.hours.location_id == was.0);
    Ok(if stays { was } else { there.next().map_or(was, |window| (window.hours.location_id, window.hours.zone)) })
}
