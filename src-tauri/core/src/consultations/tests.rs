//! The rules of notes, without a database.

use chrono::NaiveDate;

use crate::appointments::model::AppointmentStatus;
use crate::consultations::model::{MayStart, can_begin};
use crate::consultations::note::{Diagnosis, FollowUp, NoteContent, Vitals};
use crate::error::{ClinicError, FieldError, FieldProblem, Refusal};

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
        history_of_present_illness: "  cough for three days \n\n".into(),
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
        history_of_present_illness: "x".repeat(20_001),
        examination: "a\0b".into(),
        assessment: "a\u{202E}b".into(),
        plan: "x".repeat(10_000_000),
        follow_up: FollowUp { what_for: "x".repeat(501), ..FollowUp::default() },
        ..NoteContent::default()
    };
    let Err(ClinicError::Invalid { fields }) = typed.parse_draft() else { panic!("it was kept") };
    assert_eq!(
        fields,
        [
            FieldError::new("history_of_present_illness", FieldProblem::TooLong { most: 20_000 }),
            FieldError::new("examination", FieldProblem::BadCharacters),
            FieldError::new("assessment", FieldProblem::BadCharacters),
            FieldError::new("plan", FieldProblem::TooLong { most: 20_000 }),
            FieldError::new("follow_up.what_for", FieldProblem::TooLong { most: 500 }),
        ]
    );
    assert!(
        NoteContent { history_of_present_illness: "x".repeat(20_000), ..NoteContent::default() }.parse_draft().is_ok()
    );
}

#[test]
fn a_diagnosis_is_a_code_with_its_words() {
    let coded = |codes: &[&str]| NoteContent {
        diagnoses: codes
            .iter()
            .map(|code| Diagnosis { code: (*code).into(), title: "x".into(), remark: " left ".into() })
            .collect(),
        ..NoteContent::default()
    };
    let kept = coded(&["I10", "E11.9", "S52.501A", "U07.1", "C7A.00", "T36.0X1A"]).parse_final().unwrap();
    assert_eq!(kept.diagnoses[1], Diagnosis { code: "E11.9".into(), title: "x".into(), remark: "left".into() });
    for wrong in ["", "110", "I1", "i10", "E11.", "E119", "S52.501AA", "E11.9.1", "I10\n"] {
        let found = problems(coded(&["I10", wrong]));
        assert_eq!(found, [("diagnoses.1.code".to_owned(), FieldProblem::BadCharacters)], "{wrong:?}");
    }
    let many = problems(coded(&["I10"; 51]));
    assert_eq!(many, [("diagnoses".to_owned(), FieldProblem::OutOfRange { least: 0, most: 50 })]);
}

#[test]
fn a_note_of_before_reads_as_one_of_now() {
    let before = r#"{"subjective":"cough","objective":"clear","assessment":"a cold","plan":"tea",
        "vitals":{"pulse_per_minute":"64"},"follow_up":{"wanted":true,"in_days":"7","what_for":""}}"#;
    let read: NoteContent = serde_json::from_str(before).unwrap();
    let expected = NoteContent {
        history_of_present_illness: "cough".into(),
        examination: "clear".into(),
        assessment: "a cold".into(),
        plan: "tea".into(),
        vitals: Vitals { pulse_per_minute: "64".into(), ..Vitals::default() },
        follow_up: FollowUp { wanted: true, in_days: "7".into(), what_for: String::new() },
        ..NoteContent::default()
    };
    assert_eq!(read, expected);
    let again: NoteContent = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
    assert_eq!(again, read);
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
            ("vitals.breaths_per_minute".to_owned(), FieldProblem::TooPrecise { decimals: 0 }),
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
