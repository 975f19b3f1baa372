//! Doctors: who sees patients (FHIR Practitioner), and their specialties. Pure: no database, no clock.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{DoctorId, RequestId, SpecialtyId, UserId};
use crate::money::Money;

/// A specialty.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SpecialtyView {
    /// Its id.
    pub id: SpecialtyId,
    /// Its name, unique.
    pub name: String,
}

/// A new specialty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AddSpecialty {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation.
    pub id: SpecialtyId,
    /// 1 to 100 characters, unique.
    pub name: String,
}

/// What is typed of a doctor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DoctorForm {
    /// Name as patients know it, 1 to 200 characters.
    pub name: String,
    /// E-mail, or empty.
    pub email: String,
    /// Phone, or empty.
    pub phone: String,
    /// A few words for the desk and patients, at most 5,000 characters.
    pub bio: String,
    /// Licence number, 1 to 64 characters, unique.
    pub licence_number: String,
    /// Last day it holds, or empty.
    pub licence_expires_on: String,
    /// Year of first practice, or none (C2).
    pub practising_since: Option<i32>,
    /// Fee of a visit, e.g. `85.00`.
    pub fee: String,
    /// ISO 4217.
    pub currency: String,
    /// Usual slot length, 5 to 480 minutes (B2: 60 when nobody says).
    pub slot_minutes: i32,
    /// One at least.
    pub specialty_ids: Vec<SpecialtyId>,
    /// Inactive doctors keep their history and take no bookings.
    pub active: bool,
}

/// A new doctor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AddDoctor {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation.
    pub id: DoctorId,
    /// What was typed.
    pub form: DoctorForm,
}

/// A change to a doctor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct UpdateDoctor {
    /// The write's id.
    pub request_id: RequestId,
    /// Who.
    pub id: DoctorId,
    /// The version on the screen.
    pub row_version: u32,
    /// What was typed.
    pub form: DoctorForm,
}

/// A doctor as the screens show them.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct DoctorView {
    /// Their id.
    pub id: DoctorId,
    /// The number of their lane in the calendar; what the change feed speaks of.
    pub resource_id: u32,
    /// Name.
    pub name: String,
    /// E-mail, or empty.
    pub email: String,
    /// Phone, or empty.
    pub phone: String,
    /// A few words.
    pub bio: String,
    /// Licence number.
    pub licence_number: String,
    /// Last day it holds.
    pub licence_expires_on: Option<NaiveDate>,
    /// The licence is over (D4).
    pub licence_expired: bool,
    /// Year of first practice.
    pub practising_since: Option<i32>,
    /// Fee of a visit.
    pub fee: Money,
    /// Usual slot length in minutes.
    pub slot_minutes: i32,
    /// Their specialties, by name.
    pub specialties: Vec<SpecialtyView>,
    /// The account they sign in with.
    pub user_id: Option<UserId>,
    /// Takes bookings.
    pub active: bool,
    /// The version to name in the next write.
    pub row_version: u32,
}
