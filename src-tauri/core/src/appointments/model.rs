//! Appointments: the types of a booking, its life and its rules. Pure: no database, no clock.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::holds::model::HoldView;
use super::series::model::SeriesPlace;
pub use super::slot_search::{FollowingSlot, FollowingVisit, SlotOffer, SlotSearch, SlotSearchOver};
pub use super::wished::{PartOfDay, WishedTimes};
use crate::availability::blocks::model::BlockView;
use crate::availability::model::{OpenWindow, TimeOffView};
pub use crate::availability::model::{Priority, VisitKind};
use crate::civil::Repeated;
use crate::ids::{AppointmentId, DeviceId, DoctorId, LocationId, PatientId, RequestId, RoomId};
use crate::money::Money;

/// Where a visit stands (FHIR AppointmentStatus: booked, arrived, checked-in, fulfilled, cancelled, noshow).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AppointmentStatus {
    /// Booked.
    Scheduled,
    /// The patient said they will come.
    Confirmed,
    /// In the house.
    Arrived,
    /// At the desk, papers done, waiting.
    CheckedIn,
    /// With the doctor.
    InProgress,
    /// Done.
    Completed,
    /// Called off; holds no time.
    Cancelled,
    /// The patient did not come; holds no time.
    NoShow,
}

/// A time as the window asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum RequestedTime {
    /// An instant, as a free slot gives it.
    Instant {
        /// UTC.
        at: DateTime<Utc>,
    },
    /// What the wall clock of the location shows, as a person types or drags it.
    Local {
        /// Date and time, no zone.
        date_time: NaiveDateTime,
        /// Which one, where the clock shows it twice.
        which: Option<Repeated>,
    },
}

/// A wish to book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct BookingRequest {
    /// Made by the workstation: sending the same one again books once.
    pub appointment_id: AppointmentId,
    /// Who comes.
    pub patient_id: PatientId,
    /// To whom.
    pub doctor_id: DoctorId,
    /// Where.
    pub location_id: LocationId,
    /// In person or video.
    pub visit_kind: VisitKind,
    /// When.
    pub starts: RequestedTime,
    /// How long, 5 to 480 minutes; the slot length of the doctor's hours when none is given.
    pub minutes: Option<i32>,
    /// Why, in the desk's words; at most 500 characters.
    pub reason: String,
    /// What the patient complains of, in the desk's words; at most 500 characters.
    pub symptoms: String,
    /// How soon.
    pub priority: Priority,
    /// Why it lies outside the hours, by someone who may say so.
    pub override_reason: Option<String>,
    /// Why it may lie on top of another visit of the doctor, by someone who may say so. Left away when a place is free.
    pub overbook_reason: Option<String>,
    /// The room it must be in, of its location; that of the doctor's hours when none is given.
    pub room_id: Option<RoomId>,
    /// The devices it needs, of its location; at most 8.
    pub device_ids: Vec<DeviceId>,
}

impl BookingRequest {
    /// An ordinary visit in person, of the doctor's usual length, with nothing else said of it.
    pub fn ordinary(
        appointment_id: AppointmentId,
        patient_id: PatientId,
        doctor_id: DoctorId,
        location_id: LocationId,
        starts: RequestedTime,
    ) -> Self {
        Self {
            appointment_id,
            patient_id,
            doctor_id,
            location_id,
            visit_kind: VisitKind::InPerson,
            starts,
            minutes: None,
            reason: String::new(),
            symptoms: String::new(),
            priority: Priority::Regular,
            override_reason: None,
            overbook_reason: None,
            room_id: None,
            device_ids: Vec::new(),
        }
    }
}

/// A wish to move a visit to another time, doctor or length. Location and room follow from the new hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RescheduleRequest {
    /// The write's id.
    pub request_id: RequestId,
    /// Which visit.
    pub appointment_id: AppointmentId,
    /// The version on the screen.
    pub row_version: u32,
    /// To whom; the same doctor when none is given.
    pub doctor_id: Option<DoctorId>,
    /// Where; the same location when none is given.
    pub location_id: Option<LocationId>,
    /// When.
    pub starts: RequestedTime,
    /// How long; as before when none is given.
    pub minutes: Option<i32>,
    /// Why it lies outside the hours; as before when none is given.
    pub override_reason: Option<String>,
    /// Why it may lie on top of another visit of the doctor.
    pub overbook_reason: Option<String>,
}

/// A wish to undo a move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct UndoMoveRequest {
    /// The write's id; undoing the undoing names it.
    pub request_id: RequestId,
    /// Which visit.
    pub appointment_id: AppointmentId,
    /// The version on the screen.
    pub row_version: u32,
    /// The id of the write that moved it.
    pub move_id: RequestId,
}

/// A wish to cancel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CancelRequest {
    /// The write's id.
    pub request_id: RequestId,
    /// Which visit.
    pub appointment_id: AppointmentId,
    /// The version on the screen.
    pub row_version: u32,
    /// Why, 1 to 200 characters.
    pub reason: String,
    /// Who calls it off. What was kept before this was asked says the patient.
    #[serde(default)]
    pub by: CalledOffBy,
}

/// Who calls a visit off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CalledOffBy {
    /// The patient, who knows then.
    #[default]
    Patient,
    /// The clinic, which tells the patient.
    Clinic,
    /// Nobody: it was booked by mistake. The patient is told if they were told of it.
    Mistake,
}

/// A booking reference as it was heard or typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FindVisit {
    /// Six letters and digits; any case, with or without the dash.
    pub reference: String,
}

/// A step of the day's flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The patient said they will come.
    Confirm,
    /// The patient is in the house.
    Arrive,
    /// The desk checked them in.
    CheckIn,
    /// They did not come.
    MarkNoShow,
    /// They were seen and go; where the doctor writes no note here.
    Complete,
    /// Undo: back to the status before the last step. Brings a cancelled or missed visit back to its time, if that is
    /// still free.
    TakeBack,
}

/// A wish to take a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct StepRequest {
    /// The write's id.
    pub request_id: RequestId,
    /// Which visit.
    pub appointment_id: AppointmentId,
    /// The version on the screen.
    pub row_version: u32,
    /// Which step.
    pub step: Step,
}

/// Where the patient of a visit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    /// Not in the room yet: the room is planned.
    Waiting,
    /// In the room from now on.
    InRoom,
}

/// A wish to give a visit a room, to change it, or to bring the patient into it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AssignRoom {
    /// The write's id.
    pub request_id: RequestId,
    /// Which visit.
    pub appointment_id: AppointmentId,
    /// The version on the screen.
    pub row_version: u32,
    /// Which room of the visit's location; none gives the room back.
    pub room_id: Option<RoomId>,
    /// Whether the patient goes in.
    pub patient: Whereabouts,
}

/// A room a visit could take.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RoomChoice {
    /// Which.
    pub room_id: RoomId,
    /// Its name.
    pub room_name: String,
    /// Who has it at the visit's time, or sits in it now; none when it is free.
    pub used: Option<RoomUse>,
}

/// Who uses a room.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RoomUse {
    /// The visit.
    pub appointment_id: AppointmentId,
    /// Its doctor.
    pub doctor_name: String,
    /// Its patient, `Family, Given`.
    pub patient_name: String,
    /// When it ends by its time, on the location's wall.
    pub until_local: NaiveDateTime,
    /// The patient is in the room since then.
    pub inside_since: Option<DateTime<Utc>>,
}

/// Which visits a list holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct VisitListRequest {
    /// First date, `2026-11-21`.
    pub from_on: String,
    /// Last date, 61 days later at most.
    pub to_on: String,
    /// Only of these doctors; of every active doctor when empty.
    pub doctor_ids: Vec<DoctorId>,
    /// Only here, when given.
    pub location_id: Option<LocationId>,
    /// Only with these statuses; with every status when empty.
    pub statuses: Vec<AppointmentStatus>,
    /// Only of this kind, when given.
    pub visit_kind: Option<VisitKind>,
    /// How many are wanted, 1 to 1000.
    pub limit: i32,
}

/// Visits by start.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct VisitList {
    /// The server's present instant.
    pub now_at: DateTime<Utc>,
    /// The visits.
    pub visits: Vec<AppointmentView>,
    /// There are more than were wanted.
    pub more: bool,
}

/// A visit as every screen shows it. No clinical content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AppointmentView {
    /// Its id.
    pub id: AppointmentId,
    /// What is read over the phone, e.g. `K7M-2QX`.
    pub reference: String,
    /// Who comes.
    pub patient_id: PatientId,
    /// `Family, Given`.
    pub patient_name: String,
    /// The patient's reference.
    pub patient_reference: String,
    /// The patient's birth date.
    pub patient_birth_date: NaiveDate,
    /// The patient's phone, E.164, or empty.
    pub patient_phone: String,
    /// The processing of the patient's data is restricted. What was kept before this was known says no.
    #[serde(default)]
    pub patient_restricted: bool,
    /// To whom.
    pub doctor_id: DoctorId,
    /// The doctor's name.
    pub doctor_name: String,
    /// Where.
    pub location_id: LocationId,
    /// The location's name.
    pub location_name: String,
    /// The room, where one is taken.
    pub room_id: Option<RoomId>,
    /// The room's name.
    pub room_name: Option<String>,
    /// The names of the devices it has, with commas between them; empty for none.
    pub device_names: String,
    /// In person or video.
    pub visit_kind: VisitKind,
    /// Where it stands.
    pub status: AppointmentStatus,
    /// How soon.
    pub priority: Priority,
    /// Start, UTC.
    pub starts_at: DateTime<Utc>,
    /// End, UTC.
    pub ends_at: DateTime<Utc>,
    /// Start on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// End on the location's wall clock.
    pub ends_local: NaiveDateTime,
    /// The location's IANA zone.
    pub time_zone: String,
    /// Length in minutes.
    pub minutes: i32,
    /// The seat within a slot of several; 0 for the first, 50 and more for one on top of another visit.
    pub seat: u8,
    /// Why, in the desk's words.
    pub reason: String,
    /// What the patient complains of, in the desk's words.
    pub symptoms: String,
    /// Where a video visit is held, once the clinic has set its address for them.
    pub video_link: Option<String>,
    /// The fee.
    pub fee: Money,
    /// Why it lies outside hours, where it does.
    pub override_reason: Option<String>,
    /// Why it lies on top of another visit of the doctor, where it does.
    pub overbook_reason: Option<String>,
    /// The patient has no earlier visit here that was not cancelled or missed (derived).
    pub first_visit: bool,
    /// In the house since.
    pub arrived_at: Option<DateTime<Utc>>,
    /// Checked in since.
    pub checked_in_at: Option<DateTime<Utc>>,
    /// In the room since.
    pub in_room_at: Option<DateTime<Utc>>,
    /// With the doctor since.
    pub started_at: Option<DateTime<Utc>>,
    /// Done since.
    pub completed_at: Option<DateTime<Utc>>,
    /// Called off at.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Why it was called off.
    pub cancellation_reason: Option<String>,
    /// It was called off later than the clinic's rule allows.
    pub late_cancel: bool,
    /// Who booked it.
    pub booked_by: Option<String>,
    /// Its place in a series, where it is an occurrence of one.
    pub series: Option<SeriesPlace>,
    /// The version to name in the next write.
    pub row_version: u32,
    /// It is as this workstation left it while the server was away: the clinic has not agreed yet.
    pub not_yet_certain: bool,
}

/// One day of the desk: a column for each doctor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DaySheet {
    /// The civil date shown.
    pub date: NaiveDate,
    /// The server's present instant.
    pub now_at: DateTime<Utc>,
    /// A column for each doctor asked for, in the order asked for (by name when none was).
    pub columns: Vec<DoctorDay>,
    /// The server is away: this is what this workstation kept, as it was then.
    pub kept_at: Option<DateTime<Utc>>,
}

/// One doctor's day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DoctorDay {
    /// Whose.
    pub doctor_id: DoctorId,
    /// The civil date.
    pub date: NaiveDate,
    /// The doctor's name.
    pub doctor_name: String,
    /// The names of the doctor's specialties.
    pub specialties: Vec<String>,
    /// The hours of the day.
    pub windows: Vec<OpenWindow>,
    /// Away on this day.
    pub time_off: Vec<TimeOffView>,
    /// Time kept for something else on this day, by start.
    pub blocks: Vec<BlockView>,
    /// The names of the holidays that this day is for the doctor or a place where they would have worked.
    pub holidays: Vec<String>,
    /// The day's visits by start, cancelled and missed ones too.
    pub appointments: Vec<AppointmentView>,
    /// The places held just now, by start.
    pub holds: Vec<HoldView>,
}

/// A time off that was entered, with the visits that must be moved (D11).
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TimeOffEntered {
    /// As entered.
    pub time_off: TimeOffView,
    /// Live visits inside it, by start.
    pub to_move: Vec<AppointmentView>,
}

/// Which days of which doctors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DaySheetRequest {
    /// First date, `2026-11-21`.
    pub date: String,
    /// How many days, 1 to 42; 1 is the day sheet, 7 the week.
    pub days: i32,
    /// Only these doctors, in this order; every active doctor when empty.
    pub doctor_ids: Vec<DoctorId>,
    /// Only hours and visits at this location, when given.
    pub location_id: Option<LocationId>,
}

macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        impl $name {
            /// Every one, in the order of the day.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// As the database keeps it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The one of a database word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

words!(AppointmentStatus {
    Scheduled = "scheduled",
    Confirmed = "confirmed",
    Arrived = "arrived",
    CheckedIn = "checked_in",
    InProgress = "in_progress",
    Completed = "completed",
    Cancelled = "cancelled",
    NoShow = "no_show",
});

impl AppointmentStatus {
    /// Whether the visit holds its time: everything but cancelled and missed (A4).
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Cancelled | Self::NoShow)
    }
}
