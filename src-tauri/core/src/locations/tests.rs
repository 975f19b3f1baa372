//! Rules of the location's form.

use super::model::LocationForm;
use crate::error::{ClinicError, FieldProblem};

fn form() -> LocationForm {
    LocationForm {
        name: "Harbour Clinic".into(),
        address: "1 Quay\nAccra".into(),
        phone: String::new(),
        time_zone: "Africa/Accra".into(),
        active: true,
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
        time_zone: "Europe/Atlantis".into(),
        active: true,
    };
    let Err(ClinicError::Invalid { fields }) = bad.parse() else { panic!("accepted") };
    let said: Vec<_> = fields.into_iter().map(|one| (one.field, one.problem)).collect();
    assert_eq!(
        said,
        [
            ("name".to_owned(), FieldProblem::Missing),
            ("address".to_owned(), FieldProblem::TooLong { most: 500 }),
            ("phone".to_owned(), FieldProblem::NotAPhone),
            ("time_zone".to_owned(), FieldProblem::UnknownChoice),
        ]
    );
}
