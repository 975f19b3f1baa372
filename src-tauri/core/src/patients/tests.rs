//! The rules of patients, without a database.

use chrono::{DateTime, NaiveDate, Utc};

use crate::contact::PhoneCountry;
use crate::error::{ClinicError, FieldError, FieldProblem};
use crate::patients::likeness::{LEAST, Traits, likeness, near_dates};
use crate::patients::model::{Gender, PatientForm};
use crate::patients::query::Query;
use crate::patients::reference;
use crate::patients::words::{alike, keys, words};

fn now() -> DateTime<Utc> {
    "2026-03-02T08:00:00Z".parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn form() -> PatientForm {
    PatientForm::named("Lee", "Ann", "1990-02-28", Gender::Female)
}

fn problems(form: &PatientForm) -> Vec<FieldError> {
    match form.parse(now(), PhoneCountry::CLINIC) {
        Err(ClinicError::Invalid { fields }) => fields,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_form_is_read_with_everything_brought_into_one_shape() {
    let patient = PatientForm {
        family_name: "  O\u{2019}Brien ".into(),
        email: "Ann@Example.ORG".into(),
        phone: "(212) 555-0123".into(),
        address: "1 High St\r\nTown".into(),
        emergency_name: " Bea Lee (sister) ".into(),
        emergency_phone: "(212) 555-0188".into(),
        insurer: "Harbour Mutual ".into(),
        insurance_number: " HM 77-1".into(),
        ..form()
    }
    .parse(now(), PhoneCountry::CLINIC)
    .unwrap();
    assert_eq!(patient.family_name, "O\u{2019}Brien");
    assert_eq!(patient.email.as_deref(), Some("ann@example.org"));
    assert_eq!(patient.phone, "+12125550123");
    assert_eq!(patient.address, "1 High St\nTown");
    assert_eq!(
        (patient.emergency_name.as_str(), patient.emergency_phone.as_str()),
        ("Bea Lee (sister)", "+12125550188")
    );
    assert_eq!((patient.insurer.as_str(), patient.insurance_number.as_str()), ("Harbour Mutual", "HM 77-1"));
}

#[test]
fn a_form_tells_every_problem_at_once() {
    let fields = problems(&PatientForm {
        family_name: "   ".into(),
        given_name: "a\u{202E}b".into(),
        birth_date: "1990-02-30".into(),
        email: "ann@".into(),
        phone: "12".into(),
        address: "x".repeat(501),
        emergency_name: "x".repeat(201),
        emergency_phone: "ask Bea".into(),
        insurer: "a\nb".into(),
        insurance_number: "9".repeat(51),
        ..form()
    });
    assert_eq!(
        fields,
        [
            FieldError::new("family_name", FieldProblem::Missing),
            FieldError::new("given_name", FieldProblem::BadCharacters),
            FieldError::new("birth_date", FieldProblem::NotADate),
            FieldError::new("email", FieldProblem::NotAnEmail),
            FieldError::new("phone", FieldProblem::NotAPhone),
            FieldError::new("address", FieldProblem::TooLong { most: 500 }),
            FieldError::new("emergency_name", FieldProblem::TooLong { most: 200 }),
            FieldError::new("emergency_phone", FieldProblem::NotAPhone),
            FieldError::new("insurer", FieldProblem::BadCharacters),
            FieldError::new("insurance_number", FieldProblem::TooLong { most: 50 }),
        ]
    );
}

#[test]
fn names_keep_what_is_odd_but_harmless() {
    for name in ["<script>alert(1)</script>", "' or 1=1 --", "%_", "フランツ", "فاطمة", "X Æ A-12", "Nguyễn"]
    {
        let patient = PatientForm { family_name: name.into(), ..form() }.parse(now(), PhoneCountry::CLINIC).unwrap();
        assert_eq!(patient.family_name, name);
    }
    for name in ["a\0b", "a\nb", "\u{FEFF}Lee"] {
        let fields = problems(&PatientForm { family_name: name.into(), ..form() });
        assert_eq!(fields, [FieldError::new("family_name", FieldProblem::BadCharacters)], "{name:?}");
    }
    let fields = problems(&PatientForm { family_name: "x".repeat(10_000_000), ..form() });
    assert_eq!(fields, [FieldError::new("family_name", FieldProblem::TooLong { most: 100 })]);
}

#[test]
fn birth_dates_lie_between_130_years_ago_and_tomorrow_somewhere_on_earth() {
    let problem = |birth_date: &str| {
        let form = PatientForm { birth_date: birth_date.into(), ..form() };
        form.parse(now(), PhoneCountry::CLINIC).err().map(|error| match error {
            ClinicError::Invalid { fields } => fields[0].problem.clone(),
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(problem("2026-03-02"), None);
    assert_eq!(problem("2026-03-03"), Some(FieldProblem::InTheFuture), "08:00 UTC is 22:00 the same day at the latest");
    assert_eq!(problem("1896-03-01"), None);
    assert_eq!(problem("1894-03-01"), Some(FieldProblem::TooLongAgo));
    for wrong in ["30.02.1990", "1990-2-3", "tomorrow", "1990-13-01", "0000-00-00", "+1990-01-01", "1990-02-29"] {
        assert_eq!(problem(wrong), Some(FieldProblem::NotADate), "{wrong}");
    }
    assert_eq!(problem(" "), Some(FieldProblem::Missing));
}

#[test]
fn references_survive_the_telephone() {
    for _ in 0..200 {
        let made = reference::fresh();
        assert_eq!(made.len(), 8);
        assert_eq!(reference::parse(&made), Some(made.clone()));
        let spoken: String = made.to_lowercase().chars().filter(|c| *c != '-').flat_map(|c| [c, ' ']).collect();
        assert_eq!(reference::parse(&spoken), Some(made.clone()));
        let letters: Vec<char> = made.chars().collect();
        for place in 2..7 {
            let mut swapped = letters.clone();
            swapped.swap(place, place + 1);
            if swapped != letters {
                assert_eq!(reference::parse(&swapped.iter().collect::<String>()), None, "{made} with a swap");
            }
            let mut wrong = letters.clone();
            wrong[place] = if wrong[place] == 'A' { 'B' } else { 'A' };
            assert_eq!(reference::parse(&wrong.iter().collect::<String>()), None, "{made} misheard");
        }
    }
    for text in ["", "P-", "P", "P-000000", "Q-AAAAAA", "P-AAAAAAA", "patient", "P-ÄÄÄÄÄÄ"] {
        assert_eq!(reference::parse(text), None, "{text}");
    }
}

#[test]
fn words_of_a_name_are_those_people_type() {
    for (name, expected) in [
        ("Nguyễn Thị", vec!["nguyen", "thi"]),
        ("Straßer", vec!["strasser"]),
        ("D’Angelo", vec!["d", "angelo", "dangelo"]),
        ("Smith-Jones", vec!["smith", "jones"]),
        ("김민준", vec!["김민준"]),
        ("ΓΕΩΡΓΊΟΥ", vec!["γεωργιου"]),
        ("Ann ann ANN", vec!["ann"]),
        ("Abbott774", vec!["abbott774"]),
        ("<script>", vec!["script"]),
        ("' - %_", vec![]),
    ] {
        assert_eq!(words(name), expected, "{name}");
    }
    assert!(words(&"ﷺ".repeat(100)).iter().map(|word| word.chars().count()).max().unwrap_or(0) <= 60);
}

#[test]
fn a_word_is_found_by_its_parts_its_near_spellings_and_its_sound() {
    let keys = keys("smith");
    for key in ["=smith", "nmith", "nith", "nth", "dsmith", "dsmth", "dmith", "pSM0"] {
        assert!(keys.contains(&key.to_owned()), "{key} in {keys:?}");
    }
    assert!(keys.iter().all(|key| key.chars().count() <= 101));
    assert_eq!(super::words::keys("o"), ["=o"]);
    for (one, other) in
        [("smith", "smyth"), ("jonh", "john"), ("catherine", "katherine"), ("meyer", "maier"), ("gonsal", "gonzalez")]
    {
        assert!(alike(one, other), "{one} {other}");
    }
    for (one, other) in [("smith", "jones"), ("ann", "bob"), ("maria", "marko")] {
        assert!(!alike(one, other), "{one} {other}");
    }
}

#[test]
fn a_search_is_read_for_what_it_means() {
    let today = date("2026-03-02");
    let born = |text: &str| Query::parse(text, today).born;
    let day = |text: &str| (date(text), date(text));
    assert_eq!(born("2026-02-01"), [day("2026-02-01")]);
    assert_eq!(born("01.02.1990"), [day("1990-02-01")]);
    assert_eq!(born("1/2/1990"), [day("1990-02-01"), day("1990-01-02")]);
    assert_eq!(born("13/2/1990"), [day("1990-02-13")]);
    assert_eq!(born("2/2/1990"), [day("1990-02-02")]);
    assert_eq!(born("1990"), [(date("1990-01-01"), date("1990-12-31"))]);
    assert!(born("30.02.1990").is_empty());
    assert!(born("3000").is_empty());
    let year = Query::parse("1990", today);
    assert_eq!(year.phone_tail.as_deref(), Some("0991"), "the end of a phone number too");
    assert_eq!(Query::parse("(212) 555-0123", today).phone_tail.as_deref(), Some("3210555212"));
    assert_eq!(Query::parse("0171 555", today).phone_tail.as_deref(), Some("555171"));
    assert_eq!(Query::parse("12", today).phone_tail, None);
    let both = Query::parse("smith 0123", today);
    assert_eq!((both.words.as_slice(), both.phone_tail.as_deref()), (["smith".to_owned()].as_slice(), Some("3210")));
    for text in ["26 Feb 1992", "26. February 1992", "Feb 26, 1992", "26-feb-1992", "26/2/92", "26.2.92", "26. 2. 1992"]
    {
        assert_eq!(born(text), [day("1992-02-26")], "{text}");
    }
    assert_eq!(born("26 Sept 92"), [day("1992-09-26")]);
    assert_eq!(born("1.2.03"), [day("1903-02-01"), day("2003-02-01")], "either century");
    assert_eq!(born("1.2.30"), [day("1930-02-01")], "nobody is born in the future");
    assert_eq!(born("1/2/10"), [day("1910-02-01"), day("1910-01-02"), day("2010-02-01"), day("2010-01-02")]);
    let named = Query::parse("smith 26 Feb 1992", today);
    assert_eq!((named.words, named.born), (vec!["smith".to_owned()], vec![day("1992-02-26")]));
    assert_eq!(Query::parse("April May", today).words, ["april", "may"], "names of months are names of people");
    assert_eq!(Query::parse("01-02-03", today).phone_tail.as_deref(), Some("302010"), "or the end of a phone number");
    let made = reference::fresh();
    assert_eq!(Query::parse(&made[2..], today).reference.as_ref(), Some(&made), "without the P");
    assert_eq!(Query::parse(&format!(" {} ", made.to_lowercase()), today).reference, Some(made));
    for nothing in ["", "%", "_", "'", "--", "\\"] {
        assert!(Query::parse(nothing, today).is_empty(), "{nothing:?}");
    }
    assert_eq!(Query::parse("' or 1=1 --", today).words, ["or", "1"]);
    assert_eq!(Query::parse("a b c d e f g h", today).words.len(), 6);
}

fn person(family: &str, given: &str, born: &str) -> Traits {
    Traits { family_name: family.into(), given_name: given.into(), birth_date: born.parse().ok(), ..Traits::default() }
}

#[test]
fn whoever_may_be_the_same_is_told_from_family_and_namesakes() {
    let known = Traits { phone: "+12125550123".into(), ..person("O'Brien", "Mary Jane", "1985-04-03") };
    let shown = |typed: Traits| likeness(&typed, &known) >= LEAST;
    for (typed, why) in [
        (person("O'Brien", "Mary Jane", "1985-04-03"), "the same"),
        (person("OBrien", "Mary", "1985-04-03"), "part of the given names"),
        (person("Mary", "O'Brien", "1985-04-03"), "names exchanged"),
        (person("O'Brian", "Marie", "1985-03-04"), "misspelt, day and month swapped"),
        (person("O'Brien", "Mary", "1986-04-03"), "one digit off"),
        (person("O'Brien", "Mary", ""), "no birth date yet"),
    ] {
        assert!(shown(typed), "{why}");
    }
    for (typed, why) in [
        (person("O'Brien", "", ""), "half a name"),
        (person("O'Connor", "Mary", "1985-04-03"), "another family"),
        (person("O'Brien", "Mary", "1950-12-12"), "a namesake of another age"),
        (Traits { phone: known.phone.clone(), ..person("O'Brien", "Patrick", "1985-04-03") }, "a twin"),
        (Traits { phone: known.phone.clone(), ..person("", "", "") }, "only the phone"),
        (Traits::default(), "nothing"),
    ] {
        assert!(!shown(typed), "{why}");
    }
    assert_eq!(likeness(&known, &known), 100);
}

#[test]
fn near_dates_are_the_slips_and_few() {
    let near = near_dates(date("1990-02-01"));
    for slip in ["1990-02-01", "1990-01-02", "1990-02-11", "1991-02-01", "1990-12-01"] {
        assert!(near.contains(&date(slip)), "{slip}");
    }
    assert!(near.len() <= 64, "{}", near.len());
}
