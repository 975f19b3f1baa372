//! Searches for a time, and what they find. Pure.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::appointments::model::{Priority, VisitKind};
use crate::appointments::wished::WishedTimes;
use crate::availability::model::HoursKind;
use crate::ids::{AppointmentId, DeviceId, DoctorId, LocationId, PatientId, RoomId, SpecialtyId};

/// A free slot that can be booked as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SlotOffer {
    /// With whom.
    pub doctor_id: DoctorId,
    /// The doctor's name.
    pub doctor_name: String,
    /// Where.
    pub location_id: LocationId,
    /// The location's name.
    pub location_name: String,
    /// Start, UTC.
    pub starts_at: DateTime<Utc>,
    /// Start on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// End on the location's wall clock.
    pub ends_local: NaiveDateTime,
    /// Length in minutes.
    pub minutes: i32,
    /// What kinds the hours allow.
    pub hours_kind: HoursKind,
    /// How many places the slot still has.
    pub places_left: u8,
    /// It is the patient's usual doctor.
    pub usual_doctor: bool,
    /// The second visit of a pair, right after this one at the same place.
    pub followed_by: Option<FollowingSlot>,
}

/// A free slot that begins when another one ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FollowingSlot {
    /// With whom.
    pub doctor_id: DoctorId,
    /// The doctor's name.
    pub doctor_name: String,
    /// Start, UTC.
    pub starts_at: DateTime<Utc>,
    /// Start on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// End on the location's wall clock.
    pub ends_local: NaiveDateTime,
    /// Length in minutes.
    pub minutes: i32,
}

/// Over whom free slots are looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "over", rename_all = "snake_case")]
pub enum SlotSearchOver {
    /// The patient's usual doctor; anyone when there is none.
    UsualDoctor,
    /// These doctors.
    Doctors {
        /// Which, at least one.
        doctor_ids: Vec<DoctorId>,
    },
    /// All of a specialty.
    Specialty {
        /// Which.
        specialty_id: SpecialtyId,
    },
    /// Every active doctor.
    Anyone,
}

/// A search for the next free slots.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SlotSearch {
    /// For whom; their usual doctor comes first and their own visits count as taken.
    pub patient_id: Option<PatientId>,
    /// Over whom.
    pub over: SlotSearchOver,
    /// Only here, when given.
    pub location_id: Option<LocationId>,
    /// Only while this room is free; it is taken instead of that of the hours.
    pub room_id: Option<RoomId>,
    /// Only while these devices are free.
    pub device_ids: Vec<DeviceId>,
    /// In person or video.
    pub visit_kind: VisitKind,
    /// How long; each doctor's own slot length when none is given.
    pub minutes: Option<i32>,
    /// How soon they must be seen: reserves for emergencies are offered to those who must soon. Regular when none is given.
    #[ts(optional)]
    pub priority: Option<Priority>,
    /// When in the week, and how many of each day.
    pub wished: WishedTimes,
    /// A second visit right after it, with another doctor at the same place.
    pub followed_by: Option<FollowingVisit>,
    /// First date looked at, on the location's wall; today when none is given. `2026-11-21`.
    pub from_on: Option<String>,
    /// How many days are looked at, 1 to 92.
    pub days: i32,
    /// How many slots are wanted, 1 to 200.
    pub limit: i32,
    /// The booking that asks: the place held for it is free to it.
    pub appointment_id: Option<AppointmentId>,
}

impl SlotSearch {
    /// A search in person with nothing else wished, over the next seven days.
    pub fn over(over: SlotSearchOver) -> Self {
        Self {
            patient_id: None,
            over,
            location_id: None,
            room_id: None,
            device_ids: vec![],
            visit_kind: VisitKind::InPerson,
            minutes: None,
            priority: None,
            wished: WishedTimes::default(),
            followed_by: None,
            from_on: None,
            days: 7,
            limit: 200,
            appointment_id: None,
        }
    }

    /// The same over one doctor.
    pub fn of_doctor(doctor_id: DoctorId) -> Self {
        Self::over(SlotSearchOver::Doctors { doctor_ids: vec![doctor_id] })
    }
}

/// A second visit that is looked for together with the first. Room and devices are the first one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FollowingVisit {
    /// With whom.
    pub doctor_id: DoctorId,
    /// How long; the doctor's own slot length when none is given.
    pub minutes: Option<i32>,
}
