//! Doctors: who sees patients (FHIR Practitioner), and their specialties. Pure: no database, no clock.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::civil::parse_date;
use crate::contact::{optional_email, optional_phone_as_written};
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::ids::{DoctorId, RequestId, SpecialtyId, UserId};
use crate::money::Money;
use crate::text::{Lines, optional, required};

/// A specialty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SpecialtyView {
    /// Its id.
    pub id: SpecialtyId,
    /// Its name, unique.
    pub name: String,
}

/// A specialty that the clinic does not have yet; it comes with the doctor who has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NewSpecialty {
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
    /// Specialties that the clinic has; one at least, or a new one.
    pub specialty_ids: Vec<SpecialtyId>,
    /// Specialties added with this doctor.
    pub new_specialties: Vec<NewSpecialty>,
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
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

/// A doctor's particulars, parsed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Doctor {
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: Option<String>,
    /// Phone as shown, or empty.
    pub phone: String,
    /// A few words.
    pub bio: String,
    /// Licence number.
    pub licence_number: String,
    /// Last day the licence holds.
    pub licence_expires_on: Option<NaiveDate>,
    /// Year of first practice.
    pub practising_since: Option<u16>,
    /// Fee of a visit.
    pub fee: Money,
    /// Usual slot length in minutes.
    pub slot_minutes: u16,
    /// Sorted, each once, at least one; the new ones too.
    pub specialty_ids: Vec<SpecialtyId>,
    /// Those that are added with the doctor.
    #[serde(skip)]
    pub new_specialties: Vec<NewSpecialty>,
    /// Takes bookings.
    pub active: bool,
}

impl DoctorForm {
    /// Reads what was typed.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) with every problem at its field. Whether the licence
    /// number is free and the specialties exist is known only to the database.
    pub fn parse(&self, now: DateTime<Utc>) -> Outcome<Doctor> {
        let mut check = FormCheck::default();
        let name = check.take(required("name", &self.name, 200, Lines::One)).unwrap_or_default();
        let email = check.take(optional_email("email", &self.email)).flatten();
        let phone = check.take(optional_phone_as_written("phone", &self.phone)).unwrap_or_default();
        let bio = check.take(optional("bio", &self.bio, 5_000, Lines::Many)).unwrap_or_default();
        let licence_number =
            check.take(required("licence_number", &self.licence_number, 64, Lines::One)).unwrap_or_default();
        let licence_expires_on = match self.licence_expires_on.trim() {
            "" => None,
            typed => check.take(parse_date("licence_expires_on", typed)),
        };
        if licence_expires_on.is_some_and(|on| !(1900..=2200).contains(&on.year())) {
            check.note("licence_expires_on", FieldProblem::NotADate);
        }
        let this_year = now.year();
        let practising_since = self.practising_since.and_then(|year| {
            if !(1900..=this_year).contains(&year) {
                check.note("practising_since", FieldProblem::OutOfRange { least: 1900, most: this_year });
            }
            u16::try_from(year).ok()
        });
        let fee = check.take(Money::parse("fee", &self.fee, &self.currency));
        let slot_minutes = check.take(parse_slot_minutes("slot_minutes", self.slot_minutes)).unwrap_or_default();
        let new_specialties = self.new_specialties.iter().enumerate().filter_map(|(index, new)| {
            let name = check.take(required(&new_specialty_field(index), &new.name, 100, Lines::One))?;
            Some(NewSpecialty { id: new.id, name })
        });
        let new_specialties: Vec<NewSpecialty> = new_specialties.collect();
        let mut specialty_ids = self.specialty_ids.clone();
        specialty_ids.extend(self.new_specialties.iter().map(|new| new.id));
        specialty_ids.sort_unstable();
        specialty_ids.dedup();
        if specialty_ids.is_empty() {
            check.note("specialty_ids", FieldProblem::Missing);
        }
        if specialty_ids.len() > 50 {
            check.note("specialty_ids", FieldProblem::TooLong { most: 50 });
        }
        check.finish()?;
        Ok(Doctor {
            name,
            email,
            phone,
            bio,
            licence_number,
            licence_expires_on,
            practising_since,
            fee: fee.expect("a fee that cannot be read ends the check above"),
            slot_minutes,
            specialty_ids,
            new_specialties,
            active: self.active,
        })
    }
}

/// The field of the name of the new specialty at that place of the list.
pub(super) fn new_specialty_field(index: usize) -> String {
    format!("new_specialties[{index}].name")
}

/// Reads a slot length in minutes.
///
/// # Errors
/// [`FieldProblem::OutOfRange`] outside 5 to 480, at `field`.
///
/// ```
/// use clinic_core::doctors::model::parse_slot_minutes;
/// assert_eq!(parse_slot_minutes("slot_minutes", 25).unwrap(), 25);
/// assert!(parse_slot_minutes("slot_minutes", 4).is_err());
/// ```
pub fn parse_slot_minutes(field: &str, minutes: i32) -> Result<u16, FieldError> {
    let refused = || FieldError::new(field, FieldProblem::OutOfRange { least: 5, most: 480 });
    u16::try_from(minutes).ok().filter(|minutes| (5..=480).contains(minutes)).ok_or_else(refused)
}

/// Whether a licence that holds through `expires_on` is over at `now` (D4). Days are counted in UTC.
///
/// ```
/// use chrono::{NaiveDate, TimeZone, Utc};
/// use clinic_core::doctors::model::licence_expired;
/// let noon = Utc.with_ymd_and_hms(2026, 3, 2, 12, 0, 0).unwrap();
/// assert!(!licence_expired(NaiveDate::from_ymd_opt(2026, 3, 2), noon), "it holds on its last day");
/// assert!(licence_expired(NaiveDate::from_ymd_opt(2026, 3, 1), noon));
/// assert!(!licence_expired(None, noon), "a licence without an end does not end");
/// ```
pub fn licence_expired(expires_on: Option<NaiveDate>, now: DateTime<Utc>) -> bool {
    expires_on.is_some_and(|last_day| last_day < now.date_naive())
}

impl From<&DoctorView> for Doctor {
    fn from(view: &DoctorView) -> Self {
        let mut specialty_ids: Vec<_> = view.specialties.iter().map(|specialty| specialty.id).collect();
        specialty_ids.sort_unstable();
        Self {
            name: view.name.clone(),
            email: Some(view.email.clone()).filter(|email| !email.is_empty()),
            phone: view.phone.clone(),
            bio: view.bio.clone(),
            licence_number: view.licence_number.clone(),
            licence_expires_on: view.licence_expires_on,
            practising_since: view.practising_since.and_then(|year| u16::try_from(year).ok()),
            fee: view.fee.clone(),
            slot_minutes: u16::try_from(view.slot_minutes).unwrap_or_default(),
            specialty_ids,
            new_specialties: Vec::new(),
            active: view.active,
        }
    }
}
