//! Which dates a holiday falls on, and how it is read.

use chrono::NaiveDate;

use super::model::{Holiday, HolidayForm, HolidayOf};
use crate::error::{ClinicError, FieldProblem};
use crate::ids::{DoctorId, LocationId};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn form(first_on: &str, last_on: &str, yearly: bool) -> HolidayForm {
    HolidayForm {
        name: "Feast".into(),
        of: HolidayOf::Everyone,
        first_on: first_on.into(),
        last_on: last_on.into(),
        yearly,
    }
}

#[test]
fn a_holiday_falls_on_its_dates_and_a_yearly_one_on_those_of_every_year_after() {
    for (first, last, yearly, on, falls) in [
        ("2026-12-25", "", false, "2026-12-25", true),
        ("2026-12-25", "", false, "2027-12-25", false),
        ("2026-12-25", "", true, "2031-12-25", true),
        ("2026-12-25", "", true, "2025-12-25", false),
        ("2026-12-25", "2026-12-26", true, "2029-12-26", true),
        ("2026-12-25", "2026-12-26", true, "2029-12-27", false),
        ("2026-12-30", "2027-01-02", true, "2029-01-02", true),
        ("2026-12-30", "2027-01-02", true, "2026-01-02", false),
        ("2024-02-29", "", true, "2028-02-29", true),
        ("2024-02-29", "", true, "2027-03-01", false),
        ("2024-02-29", "", true, "2027-02-28", false),
    ] {
        let holiday = form(first, last, yearly).parse().unwrap();
        assert_eq!(holiday.falls_on(date(on)), falls, "{first} {last} {yearly} {on}");
    }
}

#[test]
fn a_holiday_concerns_the_clinic_a_place_or_a_doctor() {
    let (doctor, place) = (DoctorId::fresh(), LocationId::fresh());
    let of = |of| Holiday { of, ..form("2026-12-25", "", false).parse().unwrap() };
    assert!(of(HolidayOf::Everyone).closes(doctor, place));
    assert!(of(HolidayOf::Location { location_id: place }).closes(doctor, place));
    assert!(!of(HolidayOf::Location { location_id: LocationId::fresh() }).closes(doctor, place));
    assert!(of(HolidayOf::Doctor { doctor_id: doctor }).closes(doctor, place));
    assert!(!of(HolidayOf::Doctor { doctor_id: DoctorId::fresh() }).closes(doctor, place));
}

#[test]
fn every_problem_of_a_holiday_stands_at_its_field() {
    let problems = |form: HolidayForm| match form.parse() {
        Err(ClinicError::Invalid { fields }) => fields.into_iter().map(|one| (one.field, one.problem)).collect(),
        other => panic!("{other:?}"),
    };
    for (bad, field, problem) in [
        (HolidayForm { name: " ".into(), ..form("2026-12-25", "", false) }, "name", FieldProblem::Missing),
        (form("2026-12-25", "2026-12-24", false), "last_on", FieldProblem::EndBeforeStart),
        (form("2026-12-25", "2027-02-23", false), "last_on", FieldProblem::OutOfRange { least: 1, most: 60 }),
        (form("2026-12-25", "soon", false), "last_on", FieldProblem::NotADate),
    ] {
        let said: Vec<(String, FieldProblem)> = problems(bad);
        assert_eq!(said.first(), Some(&(field.to_owned(), problem)));
    }
    assert!(form("", "", false).parse().is_err());
}
