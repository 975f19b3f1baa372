//! Views of the calendar: the types of week, month, wall and of what a user keeps on a key. Pure.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::appointments::model::{AppointmentStatus, Priority, VisitKind};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, RequestId, RoomId, SpecialtyId};

/// Which days of which doctors a week or a month shows, and which of their visits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CalendarRequest {
    /// First date, `2026-11-21`.
    pub from_on: String,
    /// How many days, 1 to 42.
    pub days: i32,
    /// Only these doctors, in this order; every active doctor when empty.
    pub doctor_ids: Vec<DoctorId>,
    /// Only hours and visits at this location, when given.
    pub location_id: Option<LocationId>,
    /// Only visits with these statuses; in a week every status when empty, in a month those that hold their time.
    pub statuses: Vec<AppointmentStatus>,
    /// Only hours and visits of this kind, when given.
    pub visit_kind: Option<VisitKind>,
}

/// Some days of some doctors, as narrow blocks.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Week {
    /// The server's present instant.
    pub now_at: DateTime<Utc>,
    /// The first date.
    pub from_on: NaiveDate,
    /// The doctors in the order asked for.
    pub doctors: Vec<DoctorWeek>,
}

/// One doctor's days.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct DoctorWeek {
    /// Whose.
    pub doctor_id: DoctorId,
    /// The doctor's name.
    pub doctor_name: String,
    /// The days in order.
    pub days: Vec<WeekDay>,
}

/// One day of a doctor's week.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WeekDay {
    /// The civil date.
    pub date: NaiveDate,
    /// The hours.
    pub hours: Vec<Stretch>,
    /// Away.
    pub away: Vec<Stretch>,
    /// Kept for something else.
    pub blocked: Vec<Stretch>,
    /// The visits by start.
    pub visits: Vec<WeekVisit>,
}

/// A stretch of a day on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Stretch {
    /// From.
    pub starts_local: NaiveDateTime,
    /// To.
    pub ends_local: NaiveDateTime,
}

/// What the block of a visit shows in a week.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WeekVisit {
    /// Its id.
    pub id: AppointmentId,
    /// Who comes.
    pub patient_id: PatientId,
    /// `Family, Given`.
    pub patient_name: String,
    /// To whom.
    pub doctor_id: DoctorId,
    /// Where.
    pub location_id: LocationId,
    /// The room, where one is taken.
    pub room_id: Option<RoomId>,
    /// In person or video.
    pub visit_kind: VisitKind,
    /// Where it stands.
    pub status: AppointmentStatus,
    /// How soon.
    pub priority: Priority,
    /// Start on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// End on the location's wall clock.
    pub ends_local: NaiveDateTime,
    /// The seat within a slot of several.
    pub seat: u8,
    /// Why it lies on top of another visit, if it does.
    pub overbook_reason: Option<String>,
    /// It was called off late.
    pub late_cancel: bool,
}

/// Some days as numbers.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Month {
    /// The server's present instant.
    pub now_at: DateTime<Utc>,
    /// The days in order.
    pub days: Vec<DayCount>,
}

/// One day of a month, over all the doctors asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DayCount {
    /// The civil date.
    pub date: NaiveDate,
    /// How many visits.
    pub visits: u32,
    /// How many places can still be booked.
    pub free_places: u32,
    /// How many places the hours hold.
    pub places: u32,
}

/// Whose waiting room a wall screen hangs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WallRequest {
    /// Only this location, when given.
    pub location_id: Option<LocationId>,
}

/// What a wall screen shows: nobody's name.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Wall {
    /// The server's present instant.
    pub now_at: DateTime<Utc>,
    /// Who is called into a room, the last call first.
    pub called: Vec<WallLine>,
    /// Who waits, by time.
    pub waiting: Vec<WallLine>,
}

/// One patient on the wall.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WallLine {
    /// The last letters of the visit's reference.
    pub number: String,
    /// Whom they see.
    pub doctor_name: String,
    /// Where they go; none while they wait.
    pub room_name: Option<String>,
    /// When they were called.
    pub called_at: Option<DateTime<Utc>>,
}

/// How the calendar is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CalendarLayout {
    /// One day, a column for each doctor.
    Day,
    /// One day, a column for each room.
    Rooms,
    /// Seven days.
    Week,
    /// Six weeks as numbers.
    Month,
    /// A flat list.
    List,
}

/// What a view of the calendar shows; the date is not part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CalendarShows {
    /// How it is laid out.
    pub layout: CalendarLayout,
    /// Only these doctors; every active doctor when empty.
    pub doctor_ids: Vec<DoctorId>,
    /// Only doctors of this specialty, when given.
    pub specialty_id: Option<SpecialtyId>,
    /// Only this location, when given.
    pub location_id: Option<LocationId>,
    /// Only these statuses; every status when empty.
    pub statuses: Vec<AppointmentStatus>,
    /// Only this kind, when given.
    pub visit_kind: Option<VisitKind>,
    /// Cancelled and missed visits too.
    pub show_gone: bool,
}

/// A view that a user keeps on a function key.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SavedView {
    /// 2 for F2, to 9.
    pub function_key: u8,
    /// What the user calls it.
    pub name: String,
    /// What it shows.
    pub shows: CalendarShows,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// A wish to keep a view on a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SaveView {
    /// The write's id.
    pub request_id: RequestId,
    /// 2 for F2, to 9.
    pub function_key: i32,
    /// The version of the view it takes the place of; none on a free key.
    pub row_version: Option<u32>,
    /// 1 to 60 characters.
    pub name: String,
    /// What it shows.
    pub shows: CalendarShows,
}

/// A wish to take a view from its key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ForgetView {
    /// The write's id.
    pub request_id: RequestId,
    /// 2 for F2, to 9.
    pub function_key: i32,
    /// The version on the screen.
    pub row_version: u32,
}
