//! The rules of charts, without a database.

use chrono::NaiveDate;

use super::model::*;
use crate::civil::parse_date;
use crate::error::{ClinicError, FieldError, FieldProblem};
use crate::ids::{ChartEntryId, PatientId, RequestId};

fn today() -> NaiveDate {
    parse_date("today", "2026-03-02").unwrap()
}

fn entry(fact: ChartFact) -> SaveChartEntry {
    SaveChartEntry {
        request_id: RequestId::fresh(),
        entry_id: ChartEntryId::fresh(),
        patient_id: PatientId::fresh(),
        row_version: None,
        fact,
        standing: ChartStanding::Active,
        why: String::new(),
    }
}

fn problems(request: SaveChartEntry) -> Vec<FieldError> {
    match request.parse(today()) {
        Err(ClinicError::Invalid { fields }) => fields,
        other => panic!("{other:?}"),
    }
}

fn given(given_on: &str) -> SaveChartEntry {
    entry(ChartFact::Immunisation {
        vaccine: "Tetanus".into(),
        given_on: given_on.into(),
        batch: String::new(),
        remark: String::new(),
    })
}

#[test]
fn what_is_typed_is_trimmed_and_what_must_be_there_is_asked_for() {
    let allergy = |substance: &str, reaction: String| ChartFact::Allergy {
        substance: substance.into(),
        allergy_to: AllergyTo::Medication,
        severity: AllergySeverity::Severe,
        reaction,
    };
    let read = entry(allergy(" Penicillin ", " hives ".into())).parse(today()).unwrap();
    assert_eq!(read.fact, allergy("Penicillin", "hives".into()));
    assert_eq!(
        problems(entry(allergy("  ", "r".repeat(201)))),
        [
            FieldError::new("substance", FieldProblem::Missing),
            FieldError::new("reaction", FieldProblem::TooLong { most: 200 })
        ]
    );
    let social = entry(ChartFact::SocialHistory { topic: SocialTopic::Tobacco, words: " ".into() });
    assert_eq!(problems(social), [FieldError::new("words", FieldProblem::Missing)]);
}

#[test]
fn a_condition_may_have_no_code_but_no_wrong_one() {
    let coded = |code: &str| {
        entry(ChartFact::Condition {
            code: code.into(),
            title: "Diabetes".into(),
            since: "childhood".into(),
            remark: String::new(),
        })
    };
    assert!(coded("").parse(today()).is_ok());
    let ChartFact::Condition { code, .. } = coded(" e11.9 ").parse(today()).unwrap().fact else { panic!("changed") };
    assert_eq!(code, "E11.9");
    assert_eq!(problems(coded("sugar")), [FieldError::new("code", FieldProblem::BadCharacters)]);
}

#[test]
fn of_a_date_the_day_or_the_month_may_be_unknown() {
    for known in ["", "2019", "2019-05", "2019-05-03", "2026-03-02"] {
        assert!(given(known).parse(today()).is_ok(), "{known}");
    }
    for wrong in ["19", "2019-13", "2019-02-30", "last year", "+201"] {
        assert_eq!(problems(given(wrong)), [FieldError::new("given_on", FieldProblem::NotADate)], "{wrong}");
    }
    for later in ["2026-03-03", "2026-04", "2027"] {
        assert_eq!(problems(given(later)), [FieldError::new("given_on", FieldProblem::InTheFuture)], "{later}");
    }
}

#[test]
fn what_was_entered_in_error_says_why() {
    let wrong = SaveChartEntry { standing: ChartStanding::EnteredInError, ..given("") };
    assert_eq!(problems(wrong.clone()), [FieldError::new("why", FieldProblem::Missing)]);
    assert!(SaveChartEntry { why: "another patient".into(), ..wrong }.parse(today()).is_ok());
    assert!(SaveChartEntry { standing: ChartStanding::Ended, ..given("") }.parse(today()).is_ok());
}

#[test]
fn an_entry_reads_back_as_it_was_written() {
    let text =
        serde_json::to_string(&ChartFact::BloodType { blood_type: BloodType::AbNegative, remark: "donor card".into() })
            .unwrap();
    assert_eq!(text, r#"{"kind":"blood_type","blood_type":"AB-","remark":"donor card"}"#);
    let back: ChartFact = serde_json::from_str(&text).unwrap();
    assert_eq!(back.only_one(), Some("blood_type"));
    assert_eq!(given("").fact.only_one(), None);
    let none: ChartFact = serde_json::from_str(r#"{"kind":"no_known_allergy"}"#).unwrap();
    assert_eq!((none.only_one(), none), (Some("asked"), ChartFact::NoKnownAllergy {}));
    assert!(!back.same_kind(&given("").fact));
}
