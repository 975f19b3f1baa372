//! Availability: when a doctor can be booked. Weekly hours, dates that differ, time off; and the free slots that follow.
//! Pure: no database, no clock.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::blocks::model::BlockView;
use crate::ids::{DatedHoursId, DoctorId, LocationId, RequestId, RoomId, TimeOffId, WeeklyHoursId};

/// In person or by video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    /// At the location.
    InPerson,
    /// By video.
    Video,
}

/// How soon the patient must be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// As usual.
    Regular,
    /// Today.
    Urgent,
    /// Now.
    Emergency,
}

/// What kinds of visits a stretch of hours takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HoursKind {
    /// Only at the location.
    InPerson,
    /// Only by video.
    Video,
    /// Either.
    Both,
}

/// A stretch of a doctor's weekly hours, as it comes over the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WeeklyHours {
    /// Its id, made by the workstation for a new one.
    pub id: WeeklyHoursId,
    /// Where.
    pub location_id: LocationId,
    /// The room its visits take.
    pub room_id: Option<RoomId>,
    /// ISO 8601: 1 is Monday, 7 is Sunday.
    pub weekday: i32,
    /// From, `09:00`.
    pub from_time: String,
    /// To, `12:30`; `24:00` is the end of the day, and what is not later than from lies on the next day.
    pub to_time: String,
    /// Slot length, 5 to 480 minutes; the doctor's own when none is given.
    pub slot_minutes: Option<i32>,
    /// What kinds of visits.
    pub hours_kind: HoursKind,
    /// How many patients a slot takes, 1 to 50.
    pub capacity: i32,
    /// First date it holds, `2026-01-01`.
    pub valid_from: String,
    /// Last date it holds; for ever when none is given.
    pub valid_to: Option<String>,
}

/// A date that differs from the week: all its rows together replace the week's hours of that date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DatedHours {
    /// Its id, made by the workstation for a new one.
    pub id: DatedHoursId,
    /// The date, `2026-12-24`.
    pub on_date: String,
    /// Closed all day: no hours follow.
    pub closed: bool,
    /// Where; needed unless closed.
    pub location_id: Option<LocationId>,
    /// The room its visits take.
    pub room_id: Option<RoomId>,
    /// From, `09:00`; needed unless closed.
    pub from_time: Option<String>,
    /// To, as in the week; needed unless closed.
    pub to_time: Option<String>,
    /// Slot length; the doctor's own when none is given.
    pub slot_minutes: Option<i32>,
    /// What kinds of visits.
    pub hours_kind: HoursKind,
    /// How many patients a slot takes.
    pub capacity: i32,
    /// What the desk sees, at most 200 characters.
    pub note: String,
}

/// Why a doctor is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TimeOffKind {
    /// Planned leave.
    Leave,
    /// A holiday.
    Holiday,
    /// Sick.
    Sick,
    /// Something else.
    Other,
}

/// A wish for time off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TimeOffRequest {
    /// Made by the workstation: sending the same one again enters it once.
    pub id: TimeOffId,
    /// Who is away.
    pub doctor_id: DoctorId,
    /// From, on the wall clock of the doctor's first location: `2026-12-24T00:00`.
    pub starts_local: String,
    /// Up to, not including.
    pub ends_local: String,
    /// Why.
    pub time_off_kind: TimeOffKind,
    /// What the desk sees, at most 200 characters.
    pub note: String,
}

/// A time off as the screens show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TimeOffView {
    /// Its id.
    pub id: TimeOffId,
    /// Who is away.
    pub doctor_id: DoctorId,
    /// From, UTC.
    pub starts_at: DateTime<Utc>,
    /// Up to, UTC.
    pub ends_at: DateTime<Utc>,
    /// From, on the wall clock of the doctor's first location.
    pub starts_local: NaiveDateTime,
    /// Up to.
    pub ends_local: NaiveDateTime,
    /// Why.
    pub time_off_kind: TimeOffKind,
    /// What the desk sees.
    pub note: String,
}

/// A wish to withdraw a time off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WithdrawTimeOff {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub time_off_id: TimeOffId,
}

/// All of a doctor's weekly hours, replaced in one go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SetWeeklyHours {
    /// The write's id.
    pub request_id: RequestId,
    /// Whose.
    pub doctor_id: DoctorId,
    /// The doctor's version on the screen.
    pub row_version: u32,
    /// The whole list; what is not in it ends.
    pub hours: Vec<WeeklyHours>,
}

/// The hours of one date, replaced in one go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SetDatedHours {
    /// The write's id.
    pub request_id: RequestId,
    /// Whose.
    pub doctor_id: DoctorId,
    /// The doctor's version on the screen.
    pub row_version: u32,
    /// The date, `2026-12-24`.
    pub on_date: String,
    /// The rows of that date; empty gives the date back to the week.
    pub hours: Vec<DatedHours>,
}

/// All that is set of one doctor's availability.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AvailabilityView {
    /// Whose.
    pub doctor_id: DoctorId,
    /// The doctor's version to name in the next write.
    pub row_version: u32,
    /// Weekly hours by weekday and time.
    pub weekly: Vec<WeeklyHours>,
    /// Dates that differ, from today on.
    pub dated: Vec<DatedHours>,
    /// Time off not yet over.
    pub time_off: Vec<TimeOffView>,
    /// Blocks not yet over, by start.
    pub blocks: Vec<BlockView>,
}

/// A stretch in which a doctor can be booked on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OpenWindow {
    /// Where.
    pub location_id: LocationId,
    /// The room its visits take.
    pub room_id: Option<RoomId>,
    /// From, UTC.
    pub starts_at: DateTime<Utc>,
    /// Up to, UTC.
    pub ends_at: DateTime<Utc>,
    /// From, on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// Up to.
    pub ends_local: NaiveDateTime,
    /// Slot length in minutes.
    pub slot_minutes: i32,
    /// What kinds of visits.
    pub hours_kind: HoursKind,
    /// How many patients a slot takes.
    pub capacity: u8,
    /// The date whose hours these are.
    pub date: NaiveDate,
}

impl HoursKind {
    /// As the database keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Video => "video",
            Self::Both => "both",
        }
    }

    /// The kind of a database word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::InPerson, Self::Video, Self::Both].into_iter().find(|kind| kind.word() == word)
    }
}

impl TimeOffKind {
    /// As the database keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Holiday => "holiday",
            Self::Sick => "sick",
            Self::Other => "other",
        }
    }

    /// The kind of a database word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Leave, Self::Holiday, Self::Sick, Self::Other].into_iter().find(|kind| kind.word() == word)
    }
}

impl Priority {
    /// Every one, least pressing first.
    pub const ALL: &[Self] = &[Self::Regular, Self::Urgent, Self::Emergency];

    /// As the database keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Urgent => "urgent",
            Self::Emergency => "emergency",
        }
    }

    /// The one of a database word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.word() == word)
    }
}

impl VisitKind {
    /// As the database keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Video => "video",
        }
    }

    /// The kind of a database word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::InPerson, Self::Video].into_iter().find(|kind| kind.word() == word)
    }
}
