//! The rules of notes, without a database.

use chrono::NaiveDate;

use crate::appointments::model::AppointmentStatus;
use crate::consultations::model::{FollowUp, MayStart, NoteContent, Vitals, can_begin};
use crate::consultations::seal::{Sealed, open, seal};
use crate::error::{ClinicError, FieldError, FieldProblem, Refusal};
use crate::ids::ConsultationId;

fn problems(content: NoteContent) -> Vec<(String, FieldProblem)> {
    match content.parse_final() {
        Err(ClinicError::Invalid { fields }) => fields.into_iter().map(|error| (error.field, error.problem)).collect(),
        other => panic!("{other:?}"),
    }
}

fn with_vitals(vitals: Vitals) -> NoteContent {
    NoteContent { vitals, ..NoteContent::default() }
}

#[test]
fn a_draft_keeps_what_is_typed_to_the_last_space() {
    let typed = NoteContent {
        subjective: "  cough for three days \n\n".into(),
        plan: "rest\tand tea, <b>'or 1=1'</b> %_ فاطمة ".into(),
        vitals: Vitals { pulse_per_minute: "7".into(), temperature_celsius: "warm".into(), ..Vitals::default() },
        follow_up: FollowUp { wanted: true, in_days: "some".into(), what_for: "see again ".into() },
        ..NoteContent::default()
    };
    assert_eq!(typed.clone().parse_draft().unwrap(), typed);
}

#[test]
fn a_draft_that_cannot_be_kept_says_where() {
    let typed = NoteContent {
        subjective: "x".repeat(20_001),
        objective: "a\0b".into(),
        assessment: "a\u{202E}b".into(),
        plan: "x".repeat(10_000_000),
        follow_up: FollowUp { what_for: "x".repeat(501), ..FollowUp::default() },
        ..NoteContent::default()
    };
    let Err(ClinicError::Invalid { fields }) = typed.parse_draft() else { panic!("it was kept") };
    assert_eq!(
        fields,
        [
            FieldError::new("subjective", FieldProblem::TooLong { most: 20_000 }),
            FieldError::new("objective", FieldProblem::BadCharacters),
            FieldError::new("assessment", FieldProblem::BadCharacters),
            FieldError::new("plan", FieldProblem::TooLong { most: 20_000 }),
            FieldError::new("follow_up.what_for", FieldProblem::TooLong { most: 500 }),
        ]
    );
    assert!(NoteContent { subjective: "x".repeat(20_000), ..NoteContent::default() }.parse_draft().is_ok());
}

#[test]
fn vital_signs_are_those_of_a_living_person() {
    let possible = Vitals {
        systolic_mmhg: "120".into(),
        diastolic_mmhg: "80".into(),
        pulse_per_minute: "64".into(),
        breaths_per_minute: "12".into(),
        temperature_celsius: " 36.6 ".into(),
        oxygen_saturation_percent: "98".into(),
        weight_kg: "70.25".into(),
        height_cm: "175.5".into(),
    };
    let kept = with_vitals(possible.clone()).parse_final().unwrap();
    assert_eq!(kept.vitals.temperature_celsius, "36.6");
    let impossible = Vitals {
        systolic_mmhg: "301".into(),
        diastolic_mmhg: "19".into(),
        pulse_per_minute: "-64".into(),
        breaths_per_minute: "12.5".into(),
        temperature_celsius: "366".into(),
        oxygen_saturation_percent: "1e2".into(),
        weight_kg: "0.2".into(),
        height_cm: "1_75".into(),
    };
    let range = |field: &str, least, most| (field.to_owned(), FieldProblem::OutOfRange { least, most });
    assert_eq!(
        problems(with_vitals(impossible)),
        [
            range("vitals.systolic_mmhg", 40, 300),
            range("vitals.diastolic_mmhg", 20, 200),
            range("vitals.pulse_per_minute", 20, 300),
            range("vitals.breaths_per_minute", 4, 80),
            range("vitals.temperature_celsius", 30, 45),
            range("vitals.oxygen_saturation_percent", 50, 100),
            range("vitals.weight_kg", 0, 500),
            range("vitals.height_cm", 20, 260),
        ]
    );
    for (systolic, diastolic) in [("80", "80"), ("80", "120")] {
        let crossed = Vitals { systolic_mmhg: systolic.into(), diastolic_mmhg: diastolic.into(), ..possible.clone() };
        assert_eq!(problems(with_vitals(crossed)), [range("vitals.diastolic_mmhg", 20, 79)]);
    }
    assert!(with_vitals(Vitals { systolic_mmhg: "120".into(), ..Vitals::default() }).parse_final().is_ok());
}

#[test]
fn a_follow_up_is_within_two_years() {
    let follow_up = |in_days: &str| NoteContent {
        follow_up: FollowUp { wanted: true, in_days: in_days.into(), what_for: String::new() },
        ..NoteContent::default()
    };
    for days in ["", " ", "1", "730", "014"] {
        assert!(follow_up(days).parse_final().is_ok(), "{days:?}");
    }
    for days in ["0", "731", "-1", "1.5", "two", "99999999999"] {
        let expected = FieldProblem::OutOfRange { least: 1, most: 730 };
        assert_eq!(problems(follow_up(days)), [("follow_up.in_days".to_owned(), expected)], "{days:?}");
    }
}

#[test]
fn the_body_mass_index_needs_a_possible_weight_and_height() {
    let index = |weight: &str, height: &str| {
        Vitals { weight_kg: weight.into(), height_cm: height.into(), ..Vitals::default() }.body_mass_index()
    };
    assert_eq!(index("70", "175").as_deref(), Some("22.9"));
    assert_eq!(index("3.5", "50").as_deref(), Some("14.0"));
    assert_eq!(index("70", ""), None);
    assert_eq!(index("70", "0"), None);
    assert_eq!(index("seventy", "175"), None);
}

#[test]
fn a_visit_begins_only_before_its_end_and_on_its_day_unless_the_doctor_says_so() {
    use AppointmentStatus::{Arrived, Cancelled, CheckedIn, Completed, Confirmed, InProgress, NoShow, Scheduled};
    let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let at = |day: NaiveDate| day.and_hms_opt(23, 50, 0).unwrap();
    for other_day in [today.pred_opt().unwrap(), today.succ_opt().unwrap()] {
        for status in [Arrived, CheckedIn] {
            assert_eq!(can_begin(status, at(today), today, MayStart::Today), Ok(()));
        }
        for status in [Scheduled, Confirmed] {
            assert_eq!(can_begin(status, at(today), today, MayStart::Today), Err(Refusal::NotArrived));
            assert_eq!(can_begin(status, at(today), today, MayStart::Anyway), Ok(()));
        }
        for status in [Scheduled, Confirmed, Arrived, CheckedIn] {
            assert_eq!(can_begin(status, at(other_day), today, MayStart::Anyway), Ok(()));
            let refused = can_begin(status, at(other_day), today, MayStart::Today);
            assert_eq!(refused, Err(Refusal::NotToday { starts_local: at(other_day) }));
        }
        assert_eq!(can_begin(InProgress, at(other_day), today, MayStart::Today), Ok(()), "it began already");
        for status in [Completed, Cancelled, NoShow] {
            let refused = can_begin(status, at(other_day), today, MayStart::Anyway);
            assert_eq!(refused, Err(Refusal::WrongStatus { status }));
        }
    }
}

#[test]
fn sealed_content_opens_only_whole_and_in_its_place() {
    let id = ConsultationId::fresh();
    let sealed = seal(b"cough", id, 1).unwrap();
    assert_eq!(open(&sealed, id, 1).unwrap().as_slice(), b"cough");
    assert!(open(&sealed, ConsultationId::fresh(), 1).is_err());
    assert!(open(&sealed, id, 2).is_err());
    assert!(open(&Sealed { key_id: 1, ..sealed.clone() }, id, 1).is_err());
    for place in 0..sealed.bytes.len() {
        let mut bytes = sealed.bytes.clone();
        bytes[place] ^= 1;
        assert!(open(&Sealed { bytes, ..sealed.clone() }, id, 1).is_err(), "byte {place}");
        let cut = sealed.bytes[..place].to_vec();
        assert!(open(&Sealed { bytes: cut, ..sealed.clone() }, id, 1).is_err(), "cut at {place}");
    }
    let error = open(&sealed, id, 2).unwrap_err().to_string();
    assert!(!error.contains("cough"), "no content in errors");
}
