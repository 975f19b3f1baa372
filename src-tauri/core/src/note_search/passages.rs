//! What a note says, part by part: as words for the index, and the passages in which words stand. Pure.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::model::{NotePart, Passage, Piece};
use super::words::{Stretch, Word, stretches};
use crate::consultations::note::NoteContent;
use crate::consultations::reading::Said;

/// About how much a passage shows, in characters, and how much of it stands before the first word found.
const SHOWN: usize = 170;
const BEFORE: usize = 40;
/// The most passages of a note.
const PASSAGES: usize = 2;

/// The parts of a note with their text, in the order of the note; empty ones are left out.
fn parts(said: &Said) -> Vec<(NotePart, Zeroizing<String>)> {
    let NoteContent { chief_complaint, history_of_present_illness, past_history, .. } = &said.content;
    let NoteContent { examination, assessment, diagnoses, plan, private_notes, follow_up, .. } = &said.content;
    let mut parts: Vec<(NotePart, Zeroizing<String>)> = Vec::new();
    let mut add = |part, text: &str| {
        if !text.trim().is_empty() {
            parts.push((part, Zeroizing::new(text.to_owned())));
        }
    };
    add(NotePart::ChiefComplaint, chief_complaint);
    add(NotePart::HistoryOfPresentIllness, history_of_present_illness);
    add(NotePart::PastHistory, past_history);
    add(NotePart::Examination, examination);
    add(NotePart::Assessment, assessment);
    for diagnosis in diagnoses {
        let said = [&diagnosis.code, &diagnosis.title, &diagnosis.remark].map(String::as_str);
        let said: Vec<&str> = said.into_iter().filter(|text| !text.is_empty()).collect();
        add(NotePart::Diagnoses, &Zeroizing::new(said.join(" ")));
    }
    add(NotePart::Plan, plan);
    add(NotePart::FollowUp, &follow_up.what_for);
    add(NotePart::PrivateNotes, private_notes);
    for addendum in &said.addenda {
        add(NotePart::Addendum, &Zeroizing::new(format!("{}: {}", addendum.reason, addendum.text)));
    }
    parts
}

/// Every word of a note, each once.
pub(super) fn words_of(said: &Said) -> BTreeSet<Word> {
    parts(said).iter().flat_map(|(_, text)| stretches(text)).flat_map(|stretch| stretch.words).collect()
}

/// A stretch that is looked for.
struct Found {
    from: usize,
    to: usize,
    /// Which of the words looked for it begins with.
    words: BTreeSet<usize>,
}

fn found_in(text: &str, wanted: &[Word]) -> Vec<Found> {
    let found = |Stretch { from, to, words }: Stretch| {
        let begins = |wanted: &Word| words.iter().any(|word| word.as_str().starts_with(wanted.as_str()));
        let words: BTreeSet<usize> =
            wanted.iter().enumerate().filter(|(_, wanted)| begins(wanted)).map(|(place, _)| place).collect();
        (!words.is_empty()).then_some(Found { from, to, words })
    };
    stretches(text).into_iter().filter_map(found).collect()
}

/// Where the words stand: the part that holds most of them, and one that holds what that does not. `None` when not all of
/// them stand in the note.
pub(super) fn passages(said: &Said, wanted: &[Word]) -> Option<Vec<Passage>> {
    let parts = parts(said);
    let found: Vec<Vec<Found>> = parts.iter().map(|(_, text)| found_in(text, wanted)).collect();
    let all: BTreeSet<usize> = found.iter().flatten().flat_map(|one| &one.words).copied().collect();
    if all.len() < wanted.len() {
        return None;
    }
    let mut shown: BTreeSet<usize> = BTreeSet::new();
    let mut passages = Vec::new();
    while passages.len() < PASSAGES {
        let mut best: Option<(usize, Window)> = None;
        for (part, found) in found.iter().enumerate() {
            let Some(window) = best_window(found, &shown) else { continue };
            // Of parts that show as much that is new the first one.
            if best.as_ref().is_none_or(|(_, best)| window.news > best.news) {
                best = Some((part, window));
            }
        }
        let Some((part, window)) = best else { break };
        let (Some((name, text)), Some(found)) = (parts.get(part), found.get(part)) else { break };
        passages.push(Passage { part: *name, pieces: pieces(text, found, window.first) });
        shown.extend(window.words);
    }
    Some(passages)
}

/// What a passage that begins at a stretch shows.
struct Window {
    first: usize,
    words: BTreeSet<usize>,
    /// How many words it shows that were not shown yet.
    news: usize,
}

/// The passage of a part that shows most that is new, if it shows anything that is.
fn best_window(found: &[Found], shown: &BTreeSet<usize>) -> Option<Window> {
    let mut best: Option<Window> = None;
    for (first, begin) in found.iter().enumerate() {
        let until = begin.from + SHOWN - BEFORE;
        // A word that is longer than a passage is shown all the same.
        let within = found.iter().skip(first).take_while(|one| one.to <= until || one.from == begin.from);
        let words: BTreeSet<usize> = within.flat_map(|one| &one.words).copied().collect();
        let news = words.difference(shown).count();
        if news > best.as_ref().map_or(0, |best| best.news) {
            best = Some(Window { first, words, news });
        }
    }
    best
}

/// The passage around a stretch, in pieces.
fn pieces(text: &str, found: &[Found], first: usize) -> Vec<Piece> {
    let begin = found.get(first).map_or(0, |one| one.from);
    let from = word_begins(text, back(text, begin, BEFORE), begin);
    let to = word_ends(text, forth(text, from, SHOWN), found.get(first).map_or(0, |one| one.to));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut add = |text: &str, found: bool| {
        if !text.is_empty() {
            let text = text.replace(['\n', '\t'], " ");
            pieces.push(Piece { text, found });
        }
    };
    if from > 0 {
        add("…", false);
    }
    let mut at = from;
    for one in found.iter().filter(|one| one.from >= from && one.to <= to) {
        add(&text[at..one.from], false);
        add(&text[one.from..one.to], true);
        at = one.to;
    }
    add(&text[at..to], false);
    if to < text.len() {
        add("…", false);
    }
    pieces
}

/// So many characters before a place.
fn back(text: &str, from: usize, characters: usize) -> usize {
    text[..from].char_indices().rev().take(characters).last().map_or(from, |(at, _)| at)
}

/// So many characters after a place.
fn forth(text: &str, from: usize, characters: usize) -> usize {
    text[from..].char_indices().nth(characters).map_or(text.len(), |(at, _)| from + at)
}

/// The next beginning of a word, unless that is beyond `most`.
fn word_begins(text: &str, from: usize, most: usize) -> usize {
    if from == 0 {
        return 0;
    }
    text[from..most].find(char::is_whitespace).map_or(from, |space| {
        let after = from + space;
        after + text[after..].chars().next().map_or(0, char::len_utf8)
    })
}

/// The last end of a word, unless that is before `least`.
fn word_ends(text: &str, to: usize, least: usize) -> usize {
    if to == text.len() {
        return to;
    }
    let to = to.max(least);
    text[least..to].rfind(char::is_whitespace).map_or(to, |space| least + space)
}
