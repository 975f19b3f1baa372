//! A series of visits: what is asked, and what it became. Pure.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::appointments::model::{AppointmentView, Priority, VisitKind};
use crate::appointments::together::model::PlannedVisit;
use crate::ids::{DoctorId, LocationId, PatientId, SeriesId};

/// The most occurrences a series has: two years of weeks.
pub const MOST_OCCURRENCES: usize = 104;

/// In which steps a series goes on (RFC 5545 FREQ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// By days.
    Daily,
    /// By weeks.
    Weekly,
    /// By months.
    Monthly,
}

/// Which day of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum MonthDay {
    /// The same number; months that are too short have none.
    Day {
        /// 1 to 31; -1 is the last day.
        day: i8,
    },
    /// The same weekday: the first Monday, the last Friday.
    Weekday {
        /// 1 to 5; -1 is the last.
        nth: i8,
        /// ISO 8601: 1 is Monday.
        weekday: u8,
    },
}

/// When a series ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "ends", rename_all = "snake_case")]
pub enum SeriesEnd {
    /// After so many occurrences, those left out counted too (RFC 5545 COUNT).
    After {
        /// 1 to 104.
        count: i32,
    },
    /// On a date, which still belongs to it (RFC 5545 UNTIL).
    Until {
        /// `2027-03-01`.
        on: String,
    },
}

/// The rule of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeriesPattern {
    /// In steps of what.
    pub frequency: Frequency,
    /// Every how many of them, 1 to 99.
    pub interval: i32,
    /// On which weekdays (ISO 8601), for daily and weekly series; the first visit's own when empty.
    pub weekdays: Vec<u8>,
    /// On which day, for monthly series; the first visit's own when none is given.
    pub month_day: Option<MonthDay>,
    /// Until when.
    pub end: SeriesEnd,
    /// Dates that are left out (RFC 5545 EXDATE).
    pub except_on: Vec<NaiveDate>,
}

/// One occurrence that takes another time than its rule gives: a free slot that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OccurrenceElsewhere {
    /// The date that the rule gives.
    pub on: NaiveDate,
    /// With whom.
    pub doctor_id: DoctorId,
    /// Where.
    pub location_id: LocationId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A wish to book a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SeriesRequest {
    /// Made by the workstation: sending the same one again books once.
    pub series_id: SeriesId,
    /// Who comes.
    pub patient_id: PatientId,
    /// To whom.
    pub doctor_id: DoctorId,
    /// Where.
    pub location_id: LocationId,
    /// In person or video.
    pub visit_kind: VisitKind,
    /// The first date and the time of day, on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// How long; the slot length of the doctor's hours when none is given.
    pub minutes: Option<i32>,
    /// Why, in the desk's words; at most 500 characters.
    pub reason: String,
    /// How soon.
    pub priority: Priority,
    /// Why occurrences may lie outside the hours, by someone who may say so.
    pub override_reason: Option<String>,
    /// By which rule.
    pub pattern: SeriesPattern,
    /// Occurrences that take another time.
    pub elsewhere: Vec<OccurrenceElsewhere>,
}

/// A series that was checked: nothing is booked yet.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SeriesCheck {
    /// The rule as RFC 5545 writes it.
    pub rule: String,
    /// Every date the rule gives, in order; those left out too.
    pub occurrences: Vec<PlannedVisit>,
}

/// A series that is booked.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SeriesView {
    /// Its id.
    pub id: SeriesId,
    /// The rule it was booked by, as RFC 5545 writes it.
    pub rule: String,
    /// Its occurrences in their order, cancelled ones too.
    pub visits: Vec<AppointmentView>,
}

/// The place of a visit in its series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeriesPlace {
    /// Which series.
    pub series_id: SeriesId,
    /// Which occurrence, from 1 on.
    pub number: u16,
    /// Of how many that were booked.
    pub of: u16,
    /// It is no longer as the series was booked: it was moved or called off by itself or with others.
    pub changed: bool,
}
