//! Rules of the location's form.

use super::model::{LocationForm, OpeningHours};
use crate::error::{ClinicError, FieldProblem};

fn form() -> LocationForm {
    LocationForm {
        name: "Harbour Clinic".into(),
        address: "1 Quay\nAccra".into(),
        phone: String::new(),
        what_to_bring: "Your insurance card".into(),
        time_zone: "Africa/Accra".into(),
        active: true,
        opening_hours: vec![],
    }
}

#[test]
fn a_location_is_read() {
    let location = form().parse().unwrap();
    assert_eq!((location.name.as_str(), location.time_zone.as_str()), ("Harbour Clinic", "Africa/Accra"));
}

#[test]
fn every_problem_is_said_at_once_and_at_its_field() {
    let bad = LocationForm {
        name: String::new(),
        address: "x".repeat(501),
        phone: "?".into(),
        what_to_bring: "x".repeat(501),
        time_zone: "Europe/Atlantis".into(),
        active: true,
        opening_hours: vec![],
    };
    let Err(ClinicError::Invalid { fields }) = bad.parse() else { panic!("accepted") };
    let said: Vec<_> = fields.into_iter().map(|one| (one.field, one.problem)).collect();
    assert_eq!(
        said,
        [
            ("name".to_owned(), FieldProblem::Missing),
            ("address".to_owned(), FieldProblem::TooLong { most: 500 }),
            ("phone".to_owned(), FieldProblem::NotAPhone),
            ("what_to_bring".to_owned(), FieldProblem::TooLong { most: 500 }),
            ("time_zone".to_owned(), FieldProblem::UnknownChoice),
        ]
    );
}

/// Stretches written `1 08:00-18:00`.
fn open(stretches: &[&str]) -> LocationForm {
    let read = |text: &&str| {
        let (weekday, times) = text.split_once(' ').unwrap();
        let (from, to) = times.split_once('-').unwrap();
        OpeningHours { weekday: weekday.parse().unwrap(), from_time: from.into(), to_time: to.into() }
    };
    LocationForm { opening_hours: stretches.iter().map(read).collect(), ..form() }
}

#[test]
fn opening_hours_are_read_in_the_order_of_the_week() {
    let location = open(&["7 22:00-02:00", "1 14:00-24:00", "1 8:00-12:00", "2 00:00-24:00"]).parse().unwrap();
    assert_eq!(
        location.opening_hours,
        open(&["1 08:00-12:00", "1 14:00-24:00", "2 00:00-24:00", "7 22:00-02:00"]).opening_hours
    );
}

#[test]
fn every_problem_of_opening_hours_stands_at_its_row() {
    let problems = |stretches: &[&str]| match open(stretches).parse() {
        Err(ClinicError::Invalid { fields }) => fields.into_iter().map(|one| (one.field, one.problem)).collect(),
        read => panic!("{read:?}"),
    };
    for (stretches, field, problem) in [
        (["1 08:00-12:00", "1 11:59-18:00"], "from_time", FieldProblem::Overlaps),
        (["1 00:00-02:00", "7 22:00-00:30"], "from_time", FieldProblem::Overlaps),
        (["7 22:00-00:30", "1 00:00-02:00"], "from_time", FieldProblem::Overlaps),
        (["1 08:00-12:00", "2 12:00-09:00"], "to_time", FieldProblem::EndBeforeStart),
        (["1 08:00-12:00", "2 09:00-09:00"], "to_time", FieldProblem::EndBeforeStart),
        (["1 08:00-12:00", "2 -09:00"], "from_time", FieldProblem::Missing),
        (["1 08:00-12:00", "2 09:00-25:00"], "to_time", FieldProblem::NotATime),
        (["1 08:00-12:00", "8 09:00-12:00"], "weekday", FieldProblem::OutOfRange { least: 1, most: 7 }),
    ] {
        let said: Vec<(String, FieldProblem)> = problems(&stretches);
        assert_eq!(said, [(format!("opening_hours[1].{field}"), problem)], "{stretches:?}");
    }
    let many: Vec<_> = (0..51).map(|_| "1 08:00-12:00").collect();
    let said: Vec<(String, FieldProblem)> = problems(&many);
    assert_eq!(said.first(), Some(&("opening_hours".to_owned(), FieldProblem::TooLong { most: 50 })));
    assert!(open(&["7 22:00-00:30", "1 00:30-02:00"]).parse().is_ok(), "what only touches is no overlap");
}
