//! The rules of searching, without a database.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::index::{Index, IndexedNote, Of, Wanted};
use super::model::{NotePart, Period};
use super::passages::{passages, words_of};
use super::words::{Word, same_name, stretches, typed};
use crate::consultations::note::NoteContent;
use crate::consultations::reading::Said;
use crate::ids::{AppointmentId, ConsultationId, PatientId};

fn words(text: &str) -> Vec<String> {
    stretches(text).into_iter().flat_map(|one| one.words).map(|word| word.as_str().to_owned()).collect()
}

fn said(plan: &str) -> Said {
    Said { content: NoteContent { plan: plan.into(), ..NoteContent::default() }, addenda: vec![] }
}

#[test]
fn words_are_compared_without_case_accents_and_signs() {
    assert_eq!(words("Ménière’s, E11.9; 120/80"), ["meniere", "s", "menieres", "e11", "9", "120", "80"]);
    assert_eq!(words("me\u{301}nage"), ["menage"], "accents that stand by themselves belong to their letter");
    assert_eq!(words("أحمد — سعال"), ["احمد", "سعال"]);
    assert_eq!(words(" '’ , \n"), [""; 0]);
    let long = "x".repeat(80);
    assert_eq!(words(&long), ["x".repeat(60)]);
    let looked_for: Vec<String> = typed("O'Brien cough COUGH").iter().map(|word| word.as_str().to_owned()).collect();
    assert_eq!(looked_for, ["obrien", "cough"]);
    assert_eq!(typed("a b c d e f g h i j k l m n o p").len(), 12);
}

#[test]
fn names_that_differ_only_in_writing_are_one() {
    assert!(same_name("Metformin 500 mg") == same_name(" metformin  500 MG,"));
    assert!(same_name("Metformin 500 mg") != same_name("Metformin 850 mg"));
    assert!(same_name("2.5 mg") != same_name("25 mg"));
    assert!(same_name("+") != same_name("++"));
}

struct Notes {
    index: Index,
    patient: PatientId,
}

impl Notes {
    fn new() -> Self {
        Self { index: Index::default(), patient: PatientId::fresh() }
    }

    fn put(&mut self, id: ConsultationId, day: u32, text: &str) {
        let starts_local = NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_time(chrono::NaiveTime::MIN);
        let of = Of { visit: AppointmentId::fresh(), patient: self.patient, own: true };
        let updated_at = DateTime::<Utc>::UNIX_EPOCH;
        let note = IndexedNote { id, updated_at, starts_local, of, completed: true, diagnoses: vec![] };
        self.index.put(note, words_of(&said(text)));
    }

    fn found(&self, text: &str) -> Vec<ConsultationId> {
        let period = Period { from: NaiveDate::MIN, to: NaiveDate::MAX };
        self.index.find(&Wanted { words: &typed(text), patient: None, period })
    }
}

#[test]
fn each_word_typed_begins_one_of_the_note_and_the_newest_comes_first() {
    let (mut notes, one, two) = (Notes::new(), ConsultationId::fresh(), ConsultationId::fresh());
    notes.put(one, 2, "Headache and nausea");
    notes.put(two, 1, "Headaches");
    assert_eq!(notes.found("head"), [one, two]);
    assert_eq!(notes.found("nau HEADACHE"), [one]);
    assert_eq!(notes.found("headaches"), [two]);
    assert_eq!(notes.found("ache"), []);
    assert_eq!(notes.found("nausea vomiting"), []);
    assert_eq!(notes.found(""), [], "nothing typed finds nothing");
}

#[test]
fn a_note_written_anew_is_found_by_what_it_says_now_even_after_thousands_of_writings() {
    let (mut notes, one, other) = (Notes::new(), ConsultationId::fresh(), ConsultationId::fresh());
    notes.put(other, 1, "stands");
    for writing in 0..2_500 {
        notes.put(one, 2, &format!("word{writing} stands"));
    }
    assert_eq!(notes.found("word2499"), [one]);
    assert_eq!(notes.found("word2498"), []);
    assert_eq!(notes.found("stands"), [one, other]);
    notes.index.remove(one);
    assert_eq!(notes.found("stands"), [other]);
    assert_eq!(notes.index.len(), 1);
}

fn shown(said: &Said, text: &str) -> Option<Vec<(NotePart, String)>> {
    let marked = |pieces: &[super::model::Piece]| {
        let piece = |one: &super::model::Piece| if one.found { format!("[{}]", one.text) } else { one.text.clone() };
        pieces.iter().map(piece).collect::<String>()
    };
    let found = passages(said, &typed(text))?;
    Some(found.iter().map(|passage| (passage.part, marked(&passage.pieces))).collect())
}

#[test]
fn passages_show_the_words_where_they_stand_closest() {
    let note = said("Sodium 129.\nSodium again in a week, and potassium.");
    let found = shown(&note, "sod potassium").unwrap();
    assert_eq!(found, [(NotePart::Plan, "[Sodium] 129. [Sodium] again in a week, and [potassium].".into())]);
    assert_eq!(shown(&note, "sodium chloride"), None, "not all of it is there");

    let far = format!("Beginning. {} Ménière {} end", "filler ".repeat(60), "more ".repeat(60));
    let found = shown(&said(&far), "meniere").unwrap();
    let (_, text) = &found[0];
    assert!(text.starts_with("…filler ") && text.contains("[Ménière]") && text.ends_with('…'), "{text}");
    assert!(text.chars().count() < 200, "{text}");
    let found = shown(&said(&far), "beginning end").unwrap();
    assert_eq!(found.len(), 2, "far from each other they are two passages: {found:?}");
    let endless = "x".repeat(400);
    assert_eq!(shown(&said(&endless), "xxx").unwrap()[0].1, format!("[{endless}]"));
}

#[test]
fn a_passage_is_cut_between_letters_of_every_script() {
    for filler in ["ж", "字", "😀 ", "e\u{301}", "م "] {
        let text = format!("{} needle {}", filler.repeat(200), filler.repeat(200));
        let found = shown(&said(&text), "needle").unwrap();
        assert!(found[0].1.contains("[needle]"), "{filler}: {found:?}");
    }
}

#[test]
fn every_word_of_a_note_finds_it() {
    let text = "Straße, naïve; don't 3.5 mmol/l – CO₂ ½ Þórdís";
    let mut notes = Notes::new();
    let id = ConsultationId::fresh();
    notes.put(id, 1, text);
    let all: BTreeSet<Word> = words_of(&said(text));
    assert!(all.len() > 8);
    for word in &all {
        assert_eq!(notes.found(word.as_str()), [id], "{}", word.as_str());
        assert!(shown(&said(text), word.as_str()).is_some(), "{}", word.as_str());
    }
    assert_eq!(notes.found("strasse thordis dont"), [id]);
    let midnight: NaiveDateTime = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap().and_time(chrono::NaiveTime::MIN);
    let period = Period { from: midnight.date(), to: midnight.date() };
    let wanted = typed("strasse");
    assert_eq!(notes.index.find(&Wanted { words: &wanted, patient: None, period }), [id]);
    let before = Period { from: NaiveDate::MIN, to: NaiveDate::from_ymd_opt(2026, 2, 28).unwrap() };
    assert_eq!(notes.index.find(&Wanted { words: &wanted, patient: None, period: before }), []);
}
