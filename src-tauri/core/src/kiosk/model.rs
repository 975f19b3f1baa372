//! What a kiosk shows and is told. No ids of people, no contact data, nothing of anybody else. Pure.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::appointments::model::SlotSearchOver;
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, RequestId, SpecialtyId};
use crate::patients::model::Gender;

/// By what a person at the kiosk is recognised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct KioskProof {
    /// `1990-02-28`.
    pub birth_date: String,
    /// Of one of their visits, `K7M-3QX`, or their own, `P-7K3M9Q`; any case, with or without the dash.
    pub reference: String,
}

/// Someone steps up to the kiosk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct KioskEnter {
    /// The id under which it is noted.
    pub request_id: RequestId,
    /// Who.
    pub proof: KioskProof,
    /// Where the kiosk stands.
    pub location_id: LocationId,
}

/// Who stands in front of the kiosk.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct KioskGuest {
    /// Given names.
    pub given_name: String,
    /// Their own reference, e.g. `P-7K3M9Q`.
    pub reference: String,
    /// Their visits of today and to come, by time; 20 at most.
    pub visits: Vec<KioskVisit>,
}

/// A visit as its patient sees it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct KioskVisit {
    /// Its id.
    pub id: AppointmentId,
    /// Its reference.
    pub reference: String,
    /// Start on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// With whom.
    pub doctor_name: String,
    /// Where.
    pub location_name: String,
    /// What can be done about it here.
    pub standing: KioskStanding,
}

/// What a kiosk can do about a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KioskStanding {
    /// It is today and here: its patient can check in.
    Due,
    /// Its patient is checked in.
    CheckedIn,
    /// It is today, at another location.
    Elsewhere,
    /// It is on another day.
    Later,
    /// The desk has to look at it: it is by video, was missed, or is going on.
    AtTheDesk,
}

/// Someone says that they are there for a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct KioskCheckIn {
    /// The write's id.
    pub request_id: RequestId,
    /// Who.
    pub proof: KioskProof,
    /// Where the kiosk stands.
    pub location_id: LocationId,
    /// For which visit.
    pub appointment_id: AppointmentId,
}

/// What a newcomer types.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct KioskForm {
    /// Family name, 1 to 100 characters.
    pub family_name: String,
    /// Given names, 1 to 100 characters.
    pub given_name: String,
    /// `1990-02-28`.
    pub birth_date: String,
    /// Gender.
    pub gender: Gender,
    /// As people write it; the clinic has to reach them.
    pub phone: String,
}

/// A newcomer registers (C1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct KioskRegister {
    /// Made by the kiosk: sending the same one again registers once.
    pub id: PatientId,
    /// What was typed.
    pub form: KioskForm,
}

/// A search for free times, in person, for the next four weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct KioskTimes {
    /// For whom: their usual doctor comes first, and their own visits count as taken.
    pub proof: KioskProof,
    /// Where the kiosk stands.
    pub location_id: LocationId,
    /// Over whom.
    pub over: SlotSearchOver,
}

/// A free time.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct KioskTime {
    /// With whom.
    pub doctor_id: DoctorId,
    /// The doctor's name.
    pub doctor_name: String,
    /// Start, UTC.
    pub starts_at: DateTime<Utc>,
    /// Start on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// Length in minutes.
    pub minutes: i32,
}

/// Someone takes a free time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct KioskBook {
    /// Made by the kiosk: sending the same one again books once.
    pub appointment_id: AppointmentId,
    /// Who.
    pub proof: KioskProof,
    /// Where the kiosk stands.
    pub location_id: LocationId,
    /// With whom.
    pub doctor_id: DoctorId,
    /// Start, UTC, as it was offered.
    pub starts_at: DateTime<Utc>,
    /// Length in minutes, as it was offered.
    pub minutes: i32,
}

/// What is known to everybody: where a kiosk can stand, and who sees patients.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct KioskPlace {
    /// The locations, by name.
    pub locations: Vec<KioskLocation>,
    /// The doctors who take bookings, by name.
    pub doctors: Vec<KioskDoctor>,
    /// What they practise, by name.
    pub specialties: Vec<KioskSpecialty>,
}

/// A location.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct KioskLocation {
    /// Its id.
    pub id: LocationId,
    /// Its name.
    pub name: String,
}

/// A doctor.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct KioskDoctor {
    /// Their id.
    pub id: DoctorId,
    /// Their name.
    pub name: String,
}

/// A specialty.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct KioskSpecialty {
    /// Its id.
    pub id: SpecialtyId,
    /// Its name.
    pub name: String,
}
