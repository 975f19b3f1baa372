//! Files of Synthea (an Apache-2.0 generator of people who never lived), in its CSV form of 2019 and later.
//!
//! | file | becomes | |
//! |---|---|---|
//! | organizations.csv | locations | the zone follows from the state; a name that is taken gets its city behind it |
//! | providers.csv | doctors | licence `SYN-` and ten digits of the id; 60-minute slots; no hours: nothing says when they work |
//! | patients.csv | patients | digits behind each word of a name, which Synthea adds, are taken away; deaths are kept |
//! | encounters.csv | completed visits | times are UTC and kept exactly; the base cost is the fee |
//!
//! Ids stay as they are. Visits take their booking cells like any other, so of two visits of one provider or patient at
//! the same time the later one is refused, and stays longer than a day are no visits.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use uuid::Uuid;

use super::report::{ImportReport, Reason};
use super::sheet::{Fault, Row, Sheet};
use super::{ImportError, store, visits};
use crate::access::{Action, Actor};
use crate::appointments::model::{Priority, VisitKind};
use crate::civil::parse_date;
use crate::clinic::Clinic;
use crate::error::FieldProblem;
use crate::interval::Interval;
use crate::money::Money;
use crate::patients::model::Gender;
use crate::text::{Lines, optional};

/// An organization on its way to be a location.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SourceLocation {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) city: String,
    pub(super) address: String,
    pub(super) phone: String,
    pub(super) time_zone: &'static str,
}

/// A provider on its way to be a doctor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SourceDoctor {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) specialty: String,
}

/// A patient.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SourcePatient {
    pub(super) id: Uuid,
    pub(super) family_name: String,
    pub(super) given_name: String,
    pub(super) birth_date: NaiveDate,
    pub(super) deceased_on: Option<NaiveDate>,
    pub(super) gender: Gender,
    pub(super) address: String,
}

/// An encounter on its way to be a completed visit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SourceVisit {
    pub(super) id: Uuid,
    pub(super) patient: Uuid,
    pub(super) doctor: Uuid,
    pub(super) location: Uuid,
    pub(super) span: Interval,
    pub(super) kind: VisitKind,
    pub(super) priority: Priority,
    pub(super) reason: String,
    pub(super) fee: Money,
}

/// Brings in the files of a folder. Sent again, it goes on where it stopped; done twice, the second changes nothing.
///
/// # Errors
/// [`ImportError::File`] and [`ImportError::NoColumn`] before anything is written; [`ImportError::Clinic`] when the actor
/// may not, or the server goes away meanwhile.
pub async fn import(
    clinic: &Clinic,
    actor: &Actor,
    folder: &Path,
    mut progress: impl FnMut(u8),
) -> Result<ImportReport, ImportError> {
    actor.may(Action::ManageClinic)?;
    actor.may(Action::RegisterPatient)?;
    actor.may(Action::BookAppointment)?;
    let now = clinic.now();
    let mut organizations =
        Sheet::open(folder, "organizations.csv", &["Id", "NAME", "ADDRESS", "CITY", "STATE", "ZIP", "PHONE"])?;
    let mut providers = Sheet::open(folder, "providers.csv", &["Id", "NAME", "SPECIALITY"])?;
    let mut patients = Sheet::open(
        folder,
        "patients.csv",
        &["Id", "BIRTHDATE", "DEATHDATE", "FIRST", "MIDDLE", "LAST", "GENDER", "ADDRESS", "CITY", "STATE", "ZIP"],
    )?;
    let mut encounters = Sheet::open(
        folder,
        "encounters.csv",
        &[
            "Id",
            "START",
            "STOP",
            "PATIENT",
            "ORGANIZATION",
            "PROVIDER",
            "ENCOUNTERCLASS",
            "DESCRIPTION",
            "BASE_ENCOUNTER_COST",
        ],
    )?;
    let locations = organizations.read(location);
    let doctors = providers.read(doctor);
    let people = patients.read(|id, row| patient(id, row, now));
    let source_visits = encounters.read(|id, row| visit(id, row, now));
    progress(10);

    let mut report = ImportReport::default();
    let (known_locations, new, unchanged) = store::add_locations(clinic, actor, &mut organizations, locations).await?;
    report.files.push(organizations.report(new, unchanged));
    progress(15);
    let (known_doctors, new, unchanged) = store::add_doctors(clinic, actor, &mut providers, doctors).await?;
    report.files.push(providers.report(new, unchanged));
    progress(25);
    let births: HashMap<Uuid, NaiveDate> = people.iter().map(|(_, one)| (one.id, one.birth_date)).collect();
    let (known_patients, new, unchanged) = store::add_patients(clinic, actor, people).await?;
    report.files.push(patients.report(new, unchanged));
    progress(30);
    let known = visits::Known { locations: known_locations, doctors: known_doctors, patients: known_patients, births };
    let (new, unchanged) =
        visits::add(clinic, actor, &mut encounters, source_visits, &known, |part| progress(30 + part / 10 * 7)).await?;
    report.files.push(encounters.report(new, unchanged));
    progress(100);
    Ok(report)
}

fn location(id: Uuid, row: Row<'_>) -> Result<SourceLocation, Fault> {
    // The name may grow by a city to be one of its own.
    let name = text(row, "NAME", 140)?;
    needed("NAME", &name)?;
    let city = text(row, "CITY", 50)?;
    let address = address(row)?;
    // Longer than a phone number can be kept: `978-342-9781 Or 978-342-9781`. The first one is.
    let phone = row.text("PHONE")?.split(" Or ").next().unwrap_or_default().trim().to_owned();
    let phone = crate::contact::optional_phone_as_written("PHONE", &phone).unwrap_or_default();
    Ok(SourceLocation { id, name, city, address, phone, time_zone: zone_of_state(row.text("STATE")?) })
}

fn doctor(id: Uuid, row: Row<'_>) -> Result<SourceDoctor, Fault> {
    let name = without_digits(&text(row, "NAME", 200)?);
    needed("NAME", &name)?;
    let specialty = sentence_case(&text(row, "SPECIALITY", 100)?);
    let specialty = if specialty.is_empty() { "General practice".to_owned() } else { specialty };
    Ok(SourceDoctor { id, name, specialty })
}

fn patient(id: Uuid, row: Row<'_>, now: DateTime<Utc>) -> Result<SourcePatient, Fault> {
    let family_name = without_digits(&text(row, "LAST", 100)?);
    needed("LAST", &family_name)?;
    let given = format!("{} {}", row.needed("FIRST")?, row.text("MIDDLE")?);
    let given_name = without_digits(&checked("FIRST", &given, 100)?);
    needed("FIRST", &given_name)?;
    let birth_date = date(row, "BIRTHDATE")?.ok_or(("BIRTHDATE", Reason::Missing))?;
    let today = now.date_naive();
    if birth_date > today {
        return Err(("BIRTHDATE", Reason::InTheFuture));
    }
    if birth_date.year() < 1850 {
        return Err(("BIRTHDATE", Reason::TooLongAgo));
    }
    let deceased_on = date(row, "DEATHDATE")?;
    match deceased_on {
        Some(died) if died < birth_date => return Err(("DEATHDATE", Reason::BeforeBirth)),
        Some(died) if died > today => return Err(("DEATHDATE", Reason::InTheFuture)),
        _ => {}
    }
    let gender = match row.text("GENDER")? {
        "F" => Gender::Female,
        "M" => Gender::Male,
        "" | "U" => Gender::Unknown,
        _ => Gender::Other,
    };
    Ok(SourcePatient { id, family_name, given_name, birth_date, deceased_on, gender, address: address(row)? })
}

fn visit(id: Uuid, row: Row<'_>, now: DateTime<Utc>) -> Result<SourceVisit, Fault> {
    let (starts_at, ends_at) = (instant(row, "START")?, instant(row, "STOP")?);
    if starts_at == ends_at {
        return Err(("STOP", Reason::NoLength));
    }
    let span = Interval::new(starts_at, ends_at).ok_or(("STOP", Reason::EndBeforeStart))?;
    if ends_at > now {
        return Err(("STOP", Reason::InTheFuture));
    }
    if starts_at.year() < 1850 {
        return Err(("START", Reason::TooLongAgo));
    }
    if span.length() > chrono::Duration::hours(24) {
        return Err(("STOP", Reason::LongerThanADay));
    }
    let class = row.text("ENCOUNTERCLASS")?;
    let cost = match row.text("BASE_ENCOUNTER_COST")? {
        "" => "0",
        written => written,
    };
    let fee = Money::parse("fee", cost, "USD").map_err(|_| ("BASE_ENCOUNTER_COST", Reason::NotMoney))?;
    Ok(SourceVisit {
        id,
        patient: row.id("PATIENT")?,
        doctor: row.id("PROVIDER")?,
        location: row.id("ORGANIZATION")?,
        span,
        kind: if class == "virtual" { VisitKind::Video } else { VisitKind::InPerson },
        priority: match class {
            "emergency" => Priority::Emergency,
            "urgentcare" => Priority::Urgent,
            _ => Priority::Regular,
        },
        reason: text(row, "DESCRIPTION", 500)?,
        fee,
    })
}

fn text(row: Row<'_>, column: &'static str, most: usize) -> Result<String, Fault> {
    checked(column, row.text(column)?, most)
}

fn checked(column: &'static str, text: &str, most: usize) -> Result<String, Fault> {
    optional(column, text, most, Lines::One).map_err(|error| match error.problem {
        FieldProblem::TooLong { .. } => (column, Reason::TooLong),
        _ => (column, Reason::BadCharacters),
    })
}

fn needed(column: &'static str, text: &str) -> Result<(), Fault> {
    if text.is_empty() { Err((column, Reason::Missing)) } else { Ok(()) }
}

fn address(row: Row<'_>) -> Result<String, Fault> {
    let place = [text(row, "CITY", 100)?, text(row, "STATE", 100)?, text(row, "ZIP", 20)?].join(" ");
    let lines = [text(row, "ADDRESS", 250)?, place.trim().to_owned()];
    Ok(lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"))
}

fn date(row: Row<'_>, column: &'static str) -> Result<Option<NaiveDate>, Fault> {
    match row.text(column)? {
        "" => Ok(None),
        written => parse_date(column, written).map(Some).map_err(|_| (column, Reason::NotADate)),
    }
}

fn instant(row: Row<'_>, column: &'static str) -> Result<DateTime<Utc>, Fault> {
    let written = row.needed(column)?;
    DateTime::parse_from_rfc3339(written).map(|at| at.to_utc()).map_err(|_| (column, Reason::NotAnInstant))
}

/// Takes the digits away that Synthea puts behind each word of a name, so that nobody takes its people for real ones.
///
/// ```text
/// Phil587 Anna-Maria12 → Phil Anna-Maria
/// ```
fn without_digits(name: &str) -> String {
    let words = name.split_whitespace().map(|word| word.trim_end_matches(|letter: char| letter.is_ascii_digit()));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `GENERAL PRACTICE` → `General practice`; a text that is not all capitals stays as it is.
fn sentence_case(text: &str) -> String {
    if text.chars().any(char::is_lowercase) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect())
        .unwrap_or_default()
}

/// The zone that most of a state of the USA lives in; New York's, where Synthea's people live, for anything else.
fn zone_of_state(state: &str) -> &'static str {
    match state.to_ascii_uppercase().as_str() {
        "AL" | "AR" | "IA" | "IL" | "KS" | "LA" | "MN" | "MO" | "MS" | "NE" | "ND" | "OK" | "SD" | "TN" | "TX"
        | "WI" => "America/Chicago",
        "CO" | "MT" | "NM" | "UT" | "WY" => "America/Denver",
        "ID" => "America/Boise",
        "AZ" => "America/Phoenix",
        "CA" | "NV" | "OR" | "WA" => "America/Los_Angeles",
        "AK" => "America/Anchorage",
        "HI" => "Pacific/Honolulu",
        "IN" => "America/Indiana/Indianapolis",
        "MI" => "America/Detroit",
        "PR" => "America/Puerto_Rico",
        "GU" => "Pacific/Guam",
        _ => "America/New_York",
    }
}

#[cfg(test)]
mod tests {
    use super::{sentence_case, without_digits, zone_of_state};
    use crate::civil::Zone;

    #[test]
    fn digits_behind_the_words_of_a_name_go_and_those_within_stay() {
        for (written, read) in [
            ("Phil587", "Phil"),
            ("Anna12 Maria3", "Anna Maria"),
            ("O'Conner199", "O'Conner"),
            ("Jo2hn4", "Jo2hn"),
            ("Zoë", "Zoë"),
            ("123", ""),
            ("  Two   Words9 ", "Two Words"),
        ] {
            assert_eq!(without_digits(written), read, "{written}");
        }
    }

    #[test]
    fn capitals_become_a_sentence() {
        assert_eq!(sentence_case("GENERAL PRACTICE"), "General practice");
        assert_eq!(sentence_case("Family Medicine"), "Family Medicine");
        assert_eq!(sentence_case(""), "");
    }

    #[test]
    fn every_state_has_a_zone_that_exists() {
        for state in ["MA", "tx", "CO", "ID", "AZ", "CA", "AK", "HI", "IN", "MI", "PR", "GU", "", "Nowhere"] {
            assert!(Zone::parse("zone", zone_of_state(state)).is_ok(), "{state}");
        }
        assert_eq!(zone_of_state("MA"), "America/New_York");
    }
}
