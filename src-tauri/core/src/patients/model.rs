//! Patients: who is seen (FHIR Patient). What the desk must see; no clinical content. Pure: no database, no clock.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::civil;
use crate::contact::{self, Phone, PhoneCountry};
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::ids::{DoctorId, PatientId, RequestId};
use crate::text::{self, Lines};

/// FHIR AdministrativeGender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Other.
    Other,
    /// Not known.
    Unknown,
}

/// What is typed of a patient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PatientForm {
    /// Family name, 1 to 100 characters.
    pub family_name: String,
    /// Given names, 1 to 100 characters.
    pub given_name: String,
    /// `1990-02-28`; not in the future, at most 130 years ago.
    pub birth_date: String,
    /// The birth date is a guess (X6).
    pub birth_date_estimated: bool,
    /// Gender.
    pub gender: Gender,
    /// Unique when given.
    pub email: String,
    /// They agreed to be written to by e-mail. What was kept before this was asked says no.
    #[serde(default)]
    pub email_consent: bool,
    /// As people write it, national or with `+`; kept as E.164.
    pub phone: String,
    /// Postal address, at most 500 characters.
    pub address: String,
    /// Whom to call in an emergency, with how they are related where it is said: at most 200 characters.
    #[serde(default)]
    pub emergency_name: String,
    /// Their phone, as people write it; kept as E.164.
    #[serde(default)]
    pub emergency_phone: String,
    /// Who insures the patient, at most 200 characters.
    #[serde(default)]
    pub insurer: String,
    /// The number the patient has there, at most 50 characters.
    #[serde(default)]
    pub insurance_number: String,
    /// The doctor they usually see.
    pub usual_doctor_id: Option<DoctorId>,
}

impl PatientForm {
    /// Somebody of whom no more is known.
    pub fn named(family_name: &str, given_name: &str, birth_date: &str, gender: Gender) -> Self {
        Self {
            family_name: family_name.to_owned(),
            given_name: given_name.to_owned(),
            birth_date: birth_date.to_owned(),
            birth_date_estimated: false,
            gender,
            email: String::new(),
            email_consent: false,
            phone: String::new(),
            address: String::new(),
            emergency_name: String::new(),
            emergency_phone: String::new(),
            insurer: String::new(),
            insurance_number: String::new(),
            usual_doctor_id: None,
        }
    }
}

/// A patient to register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RegisterPatient {
    /// Made by the workstation: sending the same one again registers once.
    pub id: PatientId,
    /// What was typed.
    pub form: PatientForm,
}

/// A change to a patient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct UpdatePatient {
    /// The write's id.
    pub request_id: RequestId,
    /// Who.
    pub id: PatientId,
    /// The version on the screen.
    pub row_version: u32,
    /// What was typed.
    pub form: PatientForm,
}

/// A patient as the desk sees them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PatientView {
    /// Their id.
    pub id: PatientId,
    /// What they are found by over the phone, e.g. `P-7K2M9Q`.
    pub reference: String,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_name: String,
    /// Birth date.
    pub birth_date: NaiveDate,
    /// The birth date is a guess.
    pub birth_date_estimated: bool,
    /// Age in whole years, derived.
    pub age_years: i32,
    /// Gender.
    pub gender: Gender,
    /// E-mail, or empty.
    pub email: String,
    /// They agreed to be written to by e-mail. What was kept before this was asked says no.
    #[serde(default)]
    pub email_consent: bool,
    /// E.164, or empty.
    pub phone: String,
    /// Address, or empty.
    pub address: String,
    /// Whom to call in an emergency, or empty.
    #[serde(default)]
    pub emergency_name: String,
    /// Their phone, E.164, or empty.
    #[serde(default)]
    pub emergency_phone: String,
    /// Who insures the patient, or empty.
    #[serde(default)]
    pub insurer: String,
    /// The number the patient has there, or empty.
    #[serde(default)]
    pub insurance_number: String,
    /// The doctor they usually see.
    pub usual_doctor_id: Option<DoctorId>,
    /// That doctor's name.
    pub usual_doctor_name: Option<String>,
    /// When they died, where known.
    pub deceased_on: Option<NaiveDate>,
    /// Since when the processing of their data is restricted, where it is. What was kept before this was known says no.
    #[serde(default)]
    pub restricted_at: Option<DateTime<Utc>>,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// A search for patients: name parts in any order, the tail of a phone number, a birth date, a reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PatientSearch {
    /// What was typed, 200 characters at most; empty gives the patients seen or changed last.
    pub query: String,
    /// How many are wanted, 1 to 50.
    pub limit: i32,
}

/// A patient that was found.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PatientHit {
    /// Who.
    pub patient: PatientView,
    /// Why.
    pub why: MatchedBy,
    /// Their next visit, UTC, where there is one.
    pub next_visit_at: Option<DateTime<Utc>>,
}

/// By what a patient was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// Seen or changed last; nothing was typed.
    Recent,
    /// The reference.
    Reference,
    /// The birth date.
    BirthDate,
    /// The end of the phone number.
    Phone,
    /// The name as typed.
    Name,
    /// A name that sounds or is spelt alike.
    SimilarName,
}

/// A look for people already registered while one is being typed; empty fields count for nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DuplicateSearch {
    /// Family name so far.
    pub family_name: String,
    /// Given name so far.
    pub given_name: String,
    /// Birth date, when it is whole.
    pub birth_date: String,
    /// Phone so far.
    pub phone: String,
    /// E-mail so far.
    pub email: String,
    /// Not this one: the patient being edited.
    pub except: Option<PatientId>,
}

/// Someone who may be the same person.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct LikelyDuplicate {
    /// Who.
    pub patient: PatientView,
    /// 0 to 100: 100 is certain.
    pub likeness: i32,
}

impl Gender {
    /// Every gender.
    pub const ALL: [Self; 4] = [Self::Female, Self::Male, Self::Other, Self::Unknown];

    /// As the database keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }

    /// The gender of a database word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gender| gender.word() == word)
    }
}

/// What is known of a patient, parsed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Patient {
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_name: String,
    /// Birth date.
    pub birth_date: NaiveDate,
    /// The birth date is a guess.
    pub birth_date_estimated: bool,
    /// Gender.
    pub gender: Gender,
    /// E-mail, unique in the clinic.
    pub email: Option<String>,
    /// They agreed to be written to by e-mail.
    pub email_consent: bool,
    /// E.164, or empty.
    pub phone: String,
    /// Address, or empty.
    pub address: String,
    /// Whom to call in an emergency, or empty.
    pub emergency_name: String,
    /// Their phone, E.164, or empty.
    pub emergency_phone: String,
    /// Who insures the patient, or empty.
    pub insurer: String,
    /// The number the patient has there, or empty.
    pub insurance_number: String,
    /// The doctor they usually see.
    pub usual_doctor_id: Option<DoctorId>,
}

impl PatientForm {
    /// Reads the form; every problem at once. Somewhere on earth it is tomorrow already, so a birth date may lie fourteen
    /// hours ahead of UTC.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) with every problem.
    pub fn parse(&self, now: DateTime<Utc>, country: PhoneCountry) -> Outcome<Patient> {
        let mut check = FormCheck::default();
        let family_name = check.take(text::required("family_name", &self.family_name, 100, Lines::One));
        let given_name = check.take(text::required("given_name", &self.given_name, 100, Lines::One));
        let birth_date = check.take(parse_birth_date(&self.birth_date, now));
        let email = check.take(contact::optional_email("email", &self.email));
        let phone = check.take(Phone::parse_optional("phone", &self.phone, country));
        let address = check.take(text::optional("address", &self.address, 500, Lines::Many));
        let emergency_name = check.take(text::optional("emergency_name", &self.emergency_name, 200, Lines::One));
        let emergency_phone = check.take(Phone::parse_optional("emergency_phone", &self.emergency_phone, country));
        let insurer = check.take(text::optional("insurer", &self.insurer, 200, Lines::One));
        let insurance_number = check.take(text::optional("insurance_number", &self.insurance_number, 50, Lines::One));
        if self.email_consent && self.email.trim().is_empty() {
            check.note("email", FieldProblem::Missing);
        }
        check.finish()?;
        let proof = "the check ended without a problem, so every field was read";
        let kept = |phone: Option<Phone>| phone.map(|phone| phone.as_str().to_owned()).unwrap_or_default();
        Ok(Patient {
            family_name: family_name.expect(proof),
            given_name: given_name.expect(proof),
            birth_date: birth_date.expect(proof),
            birth_date_estimated: self.birth_date_estimated,
            gender: self.gender,
            email: email.expect(proof),
            email_consent: self.email_consent,
            phone: kept(phone.expect(proof)),
            address: address.expect(proof),
            emergency_name: emergency_name.expect(proof),
            emergency_phone: kept(emergency_phone.expect(proof)),
            insurer: insurer.expect(proof),
            insurance_number: insurance_number.expect(proof),
            usual_doctor_id: self.usual_doctor_id,
        })
    }
}

fn parse_birth_date(typed: &str, now: DateTime<Utc>) -> Result<NaiveDate, FieldError> {
    let date = civil::parse_date("birth_date", typed)?;
    let latest = (now + Duration::hours(14)).date_naive();
    if date > latest {
        return Err(FieldError::new("birth_date", FieldProblem::InTheFuture));
    }
    if age_years(date, latest) > 130 {
        return Err(FieldError::new("birth_date", FieldProblem::TooLongAgo));
    }
    Ok(date)
}

/// Whole years from birth to `on`; someone born on 29 February has their birthday on 1 March in other years.
///
/// ```
/// use chrono::NaiveDate;
/// use clinic_core::patients::model::age_years;
/// let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// assert_eq!(age_years(date(2000, 2, 29), date(2026, 2, 28)), 25);
/// assert_eq!(age_years(date(2000, 2, 29), date(2026, 3, 1)), 26);
/// ```
pub fn age_years(born: NaiveDate, on: NaiveDate) -> i32 {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    on.year() - born.year() - i32::from(!had_birthday)
}

impl From<PatientView> for Patient {
    fn from(view: PatientView) -> Self {
        Self {
            family_name: view.family_name,
            given_name: view.given_name,
            birth_date: view.birth_date,
            birth_date_estimated: view.birth_date_estimated,
            gender: view.gender,
            email: Some(view.email).filter(|email| !email.is_empty()),
            email_consent: view.email_consent,
            phone: view.phone,
            address: view.address,
            emergency_name: view.emergency_name,
            emergency_phone: view.emergency_phone,
            insurer: view.insurer,
            insurance_number: view.insurance_number,
            usual_doctor_id: view.usual_doctor_id,
        }
    }
}
