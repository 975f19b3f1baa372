//! What a journal keeps whatever happens to its file, without a server.

use std::path::PathBuf;

use super::{Found, Journal};
use crate::away::model::{KeptNote, KeptPart};
use crate::clock::Clock;
use crate::crypto::secret::SecretKey;
use crate::ids::fresh;
use uuid::Uuid;

struct Folder(PathBuf);

impl Folder {
    fn fresh() -> Self {
        let folder = std::env::temp_dir().join(format!("clinic-journal-{}", fresh().simple()));
        std::fs::create_dir_all(&folder).expect("proof");
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("journal")
    }

    fn open(&self, key: &SecretKey) -> (Journal, Found) {
        Journal::open(self.file(), "ada".into(), key).expect("proof")
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.file()).expect("proof")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn note(visit: Uuid, text: &str) -> KeptNote {
    KeptNote { subject_id: visit, part: KeptPart::Note, kept_at: Clock::system().now(), text: text.into() }
}

fn texts(journal: &mut Journal, key: &SecretKey) -> Vec<String> {
    journal.notes(key).expect("proof").into_iter().map(|note| note.text).collect()
}

#[test]
fn the_last_text_of_each_note_is_there_again_and_what_the_server_has_is_not() {
    let (folder, key) = (Folder::fresh(), SecretKey::fresh().unwrap());
    let (ada, bea) = (fresh(), fresh());
    let (mut journal, _) = folder.open(&key);
    for (visit, text) in [(ada, "C"), (ada, "Cough"), (bea, "Fever")] {
        journal.keep(note(visit, text), &key).unwrap();
    }
    let (mut journal, found) = folder.open(&key);
    assert_eq!((texts(&mut journal, &key), found), (vec!["Cough".into(), "Fever".into()], Found::Whole));
    journal.settle((ada, KeptPart::Note), &key).unwrap();
    assert_eq!(texts(&mut folder.open(&key).0, &key), ["Fever"]);
    journal.settle((bea, KeptPart::Note), &key).unwrap();
    assert_eq!(texts(&mut journal, &key), [""; 0]);
    assert_eq!(folder.bytes(), b"", "nothing waits, nothing is there");
    journal.keep(note(ada, "Cough, fever"), &key).unwrap();
    assert_eq!(texts(&mut folder.open(&key).0, &key), ["Cough, fever"]);
}

#[test]
fn a_last_record_cut_at_any_byte_leaves_those_before_it_and_room_for_the_next() {
    let (folder, key, visit) = (Folder::fresh(), SecretKey::fresh().unwrap(), fresh());
    let (mut journal, _) = folder.open(&key);
    journal.keep(note(visit, "Cough"), &key).unwrap();
    let before = folder.bytes().len();
    journal.keep(note(visit, "Cough for two weeks"), &key).unwrap();
    let whole = folder.bytes();
    for cut in before..whole.len() {
        std::fs::write(folder.file(), &whole[..cut]).unwrap();
        let (mut journal, found) = folder.open(&key);
        assert_eq!((texts(&mut journal, &key), found), (vec!["Cough".into()], Found::Whole), "cut at {cut}");
        journal.keep(note(visit, "and on"), &key).unwrap();
        let (mut journal, found) = folder.open(&key);
        assert_eq!((texts(&mut journal, &key), found), (vec!["and on".into()], Found::Whole), "cut at {cut}");
    }
    // The first write makes two records: it may end anywhere as well.
    for cut in 0..before {
        std::fs::write(folder.file(), &whole[..cut]).unwrap();
        let (mut journal, found) = folder.open(&key);
        assert_eq!((texts(&mut journal, &key), found), (vec![], Found::Whole), "cut at {cut}");
        journal.keep(note(visit, "anew"), &key).unwrap();
        assert_eq!(texts(&mut folder.open(&key).0, &key), ["anew"], "cut at {cut}");
    }
}

#[test]
fn a_bit_that_was_changed_anywhere_is_told_and_what_still_opens_is_read() {
    let (folder, key, visit) = (Folder::fresh(), SecretKey::fresh().unwrap(), fresh());
    let (mut journal, _) = folder.open(&key);
    let other = fresh();
    journal.keep(note(other, "Fever"), &key).unwrap();
    journal.keep(note(visit, "Cough"), &key).unwrap();
    let whole = folder.bytes();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1 << (at % 8);
        std::fs::write(folder.file(), &changed).unwrap();
        let (mut journal, found) = folder.open(&key);
        assert_eq!(found, Found::Damaged, "byte {at}");
        let readable = texts(&mut journal, &key);
        assert!(readable.iter().all(|text| text == "Fever" || text == "Cough"), "byte {at}: {readable:?}");
        journal.write_together(&key).unwrap();
        journal.keep(note(visit, "and on"), &key).unwrap();
        assert_eq!(folder.open(&key).1, Found::Whole, "byte {at}");
    }
    let mut zeros = whole.clone();
    zeros.extend([0; 40]);
    std::fs::write(folder.file(), &zeros).unwrap();
    let (mut journal, found) = folder.open(&key);
    assert_eq!((found, texts(&mut journal, &key).len()), (Found::Damaged, 2), "what a power cut may leave at the end");
}

#[test]
fn records_of_another_file_key_or_order_do_not_open() {
    let (folder, key, visit) = (Folder::fresh(), SecretKey::fresh().unwrap(), fresh());
    let (mut journal, _) = folder.open(&key);
    journal.keep(note(visit, "one"), &key).unwrap();
    let first = folder.bytes().len();
    journal.keep(note(visit, "two"), &key).unwrap();
    let second = folder.bytes().len();
    journal.keep(note(visit, "six"), &key).unwrap();
    let whole = folder.bytes();
    let swapped = [&whole[..first], &whole[second..], &whole[first..second]].concat();
    let left_out = [&whole[..first], &whole[second..]].concat();
    let twice = [&whole[..], &whole[second..]].concat();
    for (what, bytes) in [("swapped", swapped), ("left out", left_out), ("twice", twice)] {
        std::fs::write(folder.file(), bytes).unwrap();
        assert_eq!(folder.open(&key).1, Found::Damaged, "{what}");
    }
    std::fs::write(folder.file(), &whole).unwrap();
    let (mut journal, found) = folder.open(&SecretKey::fresh().unwrap());
    assert_eq!((found, texts(&mut journal, &key).len()), (Found::Damaged, 0));
    let (_, found) = Journal::open(folder.file(), "bea".into(), &key).unwrap();
    assert_eq!(found, Found::Damaged, "another person's");
}

#[test]
fn what_was_found_is_read_before_anything_is_written_over_it() {
    let (folder, key, visit) = (Folder::fresh(), SecretKey::fresh().unwrap(), fresh());
    folder.open(&key).0.keep(note(visit, "Cough for two weeks"), &key).unwrap();
    let (mut journal, _) = folder.open(&key);
    journal.keep(note(visit, ""), &key).unwrap_err();
    journal.settle((visit, KeptPart::Note), &key).unwrap_err();
    journal.keep(note(fresh(), "Fever"), &key).unwrap();
    assert!(texts(&mut journal, &key).contains(&"Cough for two weeks".into()));
    journal.keep(note(visit, "Cough for three weeks"), &key).unwrap();
    assert!(texts(&mut folder.open(&key).0, &key).contains(&"Cough for three weeks".into()));
}

#[test]
fn each_part_of_a_visit_waits_and_goes_by_itself() {
    let (folder, key, visit) = (Folder::fresh(), SecretKey::fresh().unwrap(), fresh());
    let (mut journal, _) = folder.open(&key);
    let parts = [KeptPart::Note, KeptPart::Prescription, KeptPart::Letter, KeptPart::Addendum, KeptPart::ChartEntry];
    for part in parts {
        let text = format!("{part:?}");
        journal.keep(KeptNote { part, ..note(visit, &text) }, &key).unwrap();
    }
    journal.settle((visit, KeptPart::Letter), &key).unwrap();
    let (mut journal, _) = folder.open(&key);
    let there: Vec<_> = journal.notes(&key).unwrap().into_iter().map(|note| (note.part, note.text)).collect();
    let left = parts.into_iter().filter(|part| *part != KeptPart::Letter).map(|part| (part, format!("{part:?}")));
    assert_eq!(there, left.collect::<Vec<_>>());
}

#[test]
fn a_journal_of_before_there_were_parts_holds_notes_of_visits() {
    let (folder, key, visit) = (Folder::fresh(), SecretKey::fresh().unwrap(), fresh());
    let before = |record| serde_json::from_value::<super::Record>(record).unwrap();
    let typed =
        serde_json::json!({ "what": "typed", "appointment_id": visit, "kept_at": Clock::system().now(), "text": "x" });
    let (mut journal, _) = folder.open(&key);
    journal.add(&before(typed), &key).unwrap();
    let (mut journal, found) = folder.open(&key);
    let there = journal.notes(&key).unwrap();
    assert_eq!((there[0].subject_id, there[0].part, found), (visit, KeptPart::Note, Found::Whole));
    journal.add(&before(serde_json::json!({ "what": "settled", "appointment_id": visit })), &key).unwrap();
    let (mut journal, found) = folder.open(&key);
    assert_eq!((journal.notes(&key).unwrap(), found), (vec![], Found::Whole));
}

#[test]
fn a_long_journal_is_written_together_and_loses_nothing() {
    let (folder, key) = (Folder::fresh(), SecretKey::fresh().unwrap());
    let (visit, quiet) = (fresh(), fresh());
    let (mut journal, _) = folder.open(&key);
    journal.keep(note(quiet, "Fever"), &key).unwrap();
    let long = "x".repeat(200_000);
    for round in 0..20 {
        journal.keep(note(visit, &format!("{long}{round}")), &key).unwrap();
        assert!(folder.bytes().len() < 1_600_000);
    }
    let mut there = texts(&mut folder.open(&key).0, &key);
    there.sort();
    assert_eq!(there, ["Fever".to_owned(), format!("{long}19")]);
}
