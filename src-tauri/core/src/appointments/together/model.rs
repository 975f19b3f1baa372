//! Several visits at once: what is asked, what a check finds, and where a visit was before. Pure.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::appointments::model::{BookingRequest, CalledOffBy, RequestedTime, SlotOffer};
use crate::error::Refusal;
use crate::ids::{AppointmentId, DoctorId, LocationId, RequestId, SeriesId};

/// The most visits that are changed at once.
pub const MOST_AT_ONCE: usize = 200;

/// One visit of a plan that was checked together with the others: nothing is written yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PlannedVisit {
    /// The visit, when it is booked already.
    pub appointment_id: Option<AppointmentId>,
    /// Its place in what was asked, from 1 on.
    pub number: u16,
    /// The date asked for; of an occurrence the date that its rule gives.
    pub on: NaiveDate,
    /// Who comes, `Family, Given`.
    pub patient_name: String,
    /// To whom it would go.
    pub doctor_id: DoctorId,
    /// That doctor's name.
    pub doctor_name: String,
    /// Where it would be.
    pub location_id: LocationId,
    /// When it would begin, on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// Whether it can be so.
    pub standing: PlanStanding,
}

/// Whether a planned visit can be as planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum PlanStanding {
    /// The time is free.
    Free {
        /// Start, UTC.
        starts_at: DateTime<Utc>,
        /// End on the location's wall clock.
        ends_local: NaiveDateTime,
    },
    /// It cannot be.
    Refused {
        /// Why.
        refusal: Refusal,
        /// The nearest free times: of the same day, then of days around it.
        alternatives: Vec<SlotOffer>,
    },
    /// It is left out by wish.
    Skipped,
}

/// A wish to book several visits in one go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct BookTogether {
    /// 1 to 200 visits, each with an id of its own; none on top of another visit.
    pub visits: Vec<BookingRequest>,
}

/// One visit to be moved with others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct VisitMove {
    /// Which visit.
    pub appointment_id: AppointmentId,
    /// The version on the screen.
    pub row_version: u32,
    /// To whom; the same doctor when none is given.
    pub doctor_id: Option<DoctorId>,
    /// Where; as the new hours have it when none is given.
    pub location_id: Option<LocationId>,
    /// When.
    pub starts: RequestedTime,
    /// How long; as before when none is given.
    pub minutes: Option<i32>,
    /// Why it lies outside the hours.
    pub override_reason: Option<String>,
}

/// A wish to move several visits in one go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MoveTogether {
    /// The write's id; also what names it when it is taken back.
    pub request_id: RequestId,
    /// 1 to 200 visits, each once.
    pub visits: Vec<VisitMove>,
    /// The series that they are changed as occurrences of.
    pub series_id: Option<SeriesId>,
}

/// A visit as it stands on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VisitSeen {
    /// Which visit.
    pub appointment_id: AppointmentId,
    /// The version on the screen.
    pub row_version: u32,
}

/// A wish to cancel several visits in one go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CancelTogether {
    /// The write's id.
    pub request_id: RequestId,
    /// 1 to 200 visits, each once.
    pub visits: Vec<VisitSeen>,
    /// Why, 1 to 200 characters.
    pub reason: String,
    /// Who calls them off.
    pub by: CalledOffBy,
    /// The series that they are cancelled as occurrences of.
    pub series_id: Option<SeriesId>,
}

/// A wish that two visits exchange their places: doctor, time and location. Each keeps its own length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SwapVisits {
    /// The write's id.
    pub request_id: RequestId,
    /// One of them.
    pub one: VisitSeen,
    /// The other.
    pub other: VisitSeen,
}

/// A wish to take back a write that changed several visits: each goes back to where and how it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TakeBack {
    /// The write's id. Taking that one back does the first one again.
    pub request_id: RequestId,
    /// The write that is taken back.
    pub of: RequestId,
}

/// Where a visit was before it was moved.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct EarlierPlace {
    /// With whom.
    pub doctor_name: String,
    /// Where.
    pub location_name: String,
    /// Start, on that location's wall clock.
    pub starts_local: NaiveDateTime,
    /// Length in minutes.
    pub minutes: i32,
    /// When it was moved away from there.
    pub moved_at: DateTime<Utc>,
    /// By whom; none for the command line.
    pub moved_by: Option<String>,
}
