//! Rules of the doctor's form.

use chrono::{DateTime, TimeZone, Utc};

use super::model::{DoctorForm, NewSpecialty};
use crate::error::{ClinicError, FieldProblem};
use crate::ids::SpecialtyId;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
}

fn form() -> DoctorForm {
    DoctorForm {
        name: " Dr Ama Osei ".into(),
        email: "Ama.Osei@Example.org".into(),
        phone: "020 555 0100".into(),
        bio: "Speaks Twi.\nSees children.".into(),
        licence_number: "GM-1".into(),
        licence_expires_on: "2026-12-31".into(),
        practising_since: Some(2009),
        fee: "85.5".into(),
        currency: "USD".into(),
        slot_minutes: 25,
        specialty_ids: vec![SpecialtyId::fresh()],
        new_specialties: vec![],
        active: true,
    }
}

fn problems(form: &DoctorForm) -> Vec<(String, FieldProblem)> {
    match form.parse(now()) {
        Err(ClinicError::Invalid { fields }) => fields.into_iter().map(|one| (one.field, one.problem)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_doctor_is_read_trimmed_and_whole() {
    let doctor = form().parse(now()).unwrap();
    assert_eq!(doctor.name, "Dr Ama Osei");
    assert_eq!(doctor.email.as_deref(), Some("ama.osei@example.org"));
    assert_eq!(doctor.fee.amount.to_string(), "85.50");
    assert_eq!(doctor.slot_minutes, 25);
    assert_eq!(doctor.bio, "Speaks Twi.\nSees children.");
}

#[test]
fn what_may_be_empty_may_be_empty() {
    let bare = DoctorForm {
        email: String::new(),
        phone: String::new(),
        bio: String::new(),
        licence_expires_on: String::new(),
        practising_since: None,
        ..form()
    };
    let doctor = bare.parse(now()).unwrap();
    assert_eq!((doctor.email, doctor.licence_expires_on, doctor.practising_since), (None, None, None));
}

#[test]
fn the_same_specialty_twice_counts_once() {
    let mut twice = form();
    twice.specialty_ids.push(twice.specialty_ids[0]);
    assert_eq!(twice.parse(now()).unwrap().specialty_ids.len(), 1);
}

#[test]
fn every_problem_is_said_at_once_and_at_its_field() {
    let bad = DoctorForm {
        name: "  ".into(),
        email: "nobody".into(),
        phone: "call me".into(),
        bio: "x".repeat(5_001),
        licence_number: String::new(),
        licence_expires_on: "2026-02-30".into(),
        practising_since: Some(2027),
        fee: "-1".into(),
        slot_minutes: 481,
        specialty_ids: vec![],
        ..form()
    };
    assert_eq!(
        problems(&bad),
        [
            ("name".into(), FieldProblem::Missing),
            ("email".into(), FieldProblem::NotAnEmail),
            ("phone".into(), FieldProblem::NotAPhone),
            ("bio".into(), FieldProblem::TooLong { most: 5_000 }),
            ("licence_number".into(), FieldProblem::Missing),
            ("licence_expires_on".into(), FieldProblem::NotADate),
            ("practising_since".into(), FieldProblem::OutOfRange { least: 1900, most: 2026 }),
            ("fee".into(), FieldProblem::NotMoney),
            ("slot_minutes".into(), FieldProblem::OutOfRange { least: 5, most: 480 }),
            ("specialty_ids".into(), FieldProblem::Missing),
        ]
    );
}

#[test]
fn text_that_lies_on_the_screen_is_refused() {
    for name in ["Dr A\u{202E}b", "Dr\u{0}A", "Dr\nA"] {
        let bad = DoctorForm { name: name.into(), ..form() };
        assert_eq!(problems(&bad), [("name".into(), FieldProblem::BadCharacters)], "{name:?}");
    }
    let markup = DoctorForm { name: "<script>alert(1)</script>".into(), ..form() };
    assert_eq!(markup.parse(now()).unwrap().name, "<script>alert(1)</script>", "text is text");
}

#[test]
fn currencies_are_three_capitals() {
    let bad = DoctorForm { currency: "usd".into(), ..form() };
    assert_eq!(problems(&bad), [("currency".into(), FieldProblem::UnknownChoice)]);
}

#[test]
fn a_new_specialty_has_a_name_and_is_the_doctors() {
    let new = |name: &str| NewSpecialty { id: SpecialtyId::fresh(), name: name.into() };
    let heart = new(" Cardiology ");
    let only = DoctorForm { specialty_ids: vec![], new_specialties: vec![heart.clone()], ..form() };
    let doctor = only.parse(now()).unwrap();
    assert_eq!(doctor.specialty_ids, [heart.id]);
    assert_eq!(doctor.new_specialties, [NewSpecialty { name: "Cardiology".into(), ..heart }]);
    let bad = DoctorForm { new_specialties: vec![new("Skin"), new(" "), new(&"x".repeat(101))], ..form() };
    let expected = [
        ("new_specialties[1].name".into(), FieldProblem::Missing),
        ("new_specialties[2].name".into(), FieldProblem::TooLong { most: 100 }),
    ];
    assert_eq!(problems(&bad), expected);
}
