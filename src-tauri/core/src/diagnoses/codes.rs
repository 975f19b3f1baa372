//! The table of ICD-10-CM and the search in it. Pure: the table is part of the program.
//!
//! Every code is a row of folded words (small letters, no marks), its own among them, so that one rule finds codes and
//! titles: each word typed begins a word of the row. The rows lie in one text, which is gone through once for the longest
//! word typed.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::Read;
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use memchr::memmem::Finder;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::model::{DiagnosisHit, DiagnosisHits};

/// Written by `scripts/build-diagnosis-codes`.
const PACKED: &[u8] = include_bytes!("codes.gz");
/// What patients and doctors call it, which the list does not say: a code and, with tabs between, its words, in the list's
/// American spelling. Ours, and kept by hand.
const SPOKEN: &str = include_str!("spoken.tsv");
/// The most that an answer holds.
const MOST: usize = 20;
/// Words typed beyond these are not looked for.
const MOST_WORDS: usize = 8;

/// Between a title and each of the other words for it, in a folded row.
const OTHERWISE: char = '|';

static TABLE: LazyLock<Table> = LazyLock::new(Table::unpack);

struct Table {
    release: String,
    rows: Vec<Row>,
    /// The folded rows, one after the other.
    folded: String,
}

struct Row {
    code: Box<str>,
    title: Box<str>,
    also: Box<[Box<str>]>,
    /// Where its folded words begin and where its title ends there.
    from: usize,
    title_to: usize,
    /// How long its title is there, without the encounter that an injury is coded for.
    length: usize,
}

impl Table {
    fn unpack() -> Self {
        let mut text = String::new();
        GzDecoder::new(PACKED)
            .read_to_string(&mut text)
            .expect("the script writes what this reads, and a test reads it");
        let mut lines = text.lines();
        let release = lines.next().unwrap_or_default().to_owned();
        let spoken = spoken();
        let (mut rows, mut folded) = (Vec::with_capacity(80_000), String::with_capacity(text.len() * 5 / 4));
        for line in lines {
            let mut parts = line.split('\t');
            let (code, title) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            let said = spoken.get(code).into_iter().flatten().copied();
            let also: Box<[Box<str>]> = parts.chain(said).map(Box::from).collect();
            let from = folded.len();
            fold_onto(&mut folded, code);
            fold_onto(&mut folded, title);
            let title_to = folded.len();
            let length = without_encounter(&folded[from..title_to]).len();
            for other in &also {
                folded.extend([' ', OTHERWISE]);
                fold_onto(&mut folded, other);
            }
            folded.push_str(" |\n");
            rows.push(Row { code: code.into(), title: title.into(), also, from, title_to, length });
        }
        Self { release, rows, folded }
    }

    /// The folded words of the row at that place, up to where its title ends, and all of them.
    fn words(&self, place: usize) -> (&str, &str) {
        let row = &self.rows[place];
        let to = self.rows.get(place + 1).map_or(self.folded.len(), |next| next.from);
        // With the blank that ends the last word.
        (&self.folded[row.from..=row.title_to], &self.folded[row.from..to])
    }

    fn at(&self, code: &str) -> Option<usize> {
        // The list is not in the order of letters throughout, and it is short.
        self.rows.iter().position(|row| &*row.code == code)
    }
}

/// The words that are spoken, by code.
pub(super) fn spoken() -> HashMap<&'static str, Vec<&'static str>> {
    let of = |line: &'static str| {
        let mut parts = line.split('\t');
        (parts.next().unwrap_or_default(), parts.collect())
    };
    SPOKEN.lines().map(of).collect()
}

/// Adds the words of a text, each after a blank: small letters without marks; a point or an apostrophe within a word goes,
/// whatever else is no letter or digit ends it.
fn fold_onto(folded: &mut String, text: &str) {
    // Nearly all of the list is plain, and taking letters apart is what costs time.
    let plain: Cow<'_, str> = match text.is_ascii() {
        true => text.into(),
        false => text.nfd().filter(|character| !is_combining_mark(*character)).collect::<String>().into(),
    };
    let mut within = false;
    for character in plain.chars() {
        match character {
            '.' | '\'' | '’' => {}
            _ if character.is_alphanumeric() => {
                if !within {
                    folded.push(' ');
                }
                within = true;
                folded.extend(character.to_lowercase());
            }
            _ => within = false,
        }
    }
}

/// How well a row fits: the smaller the better, in this order.
type Fit = (bool, usize, bool, bool, bool, Reverse<usize>, bool, bool, usize, usize);

/// The title of an injury ends with the encounter it is coded for. All of them are as long, so that the first stands first.
fn without_encounter(title: &str) -> &str {
    let encounters = [" initial encounter", " subsequent encounter", " sequela"];
    let end = encounters.iter().filter_map(|encounter| title.find(encounter)).min();
    &title[..end.unwrap_or(title.len())]
}

/// What was typed, ready to be looked for.
struct Wanted {
    /// Each with the blank before it.
    words: Vec<String>,
    finders: Vec<Finder<'static>>,
    /// Each with the blanks around it.
    whole: Vec<Finder<'static>>,
    /// The words as they were typed, one after the other, with the blank before each.
    phrase: String,
    /// How other words of the list begin that begin so.
    begins: Finder<'static>,
    /// Titles that say just this, and other words of the list that do: the code that is meant where nothing more is said.
    titles: [String; 3],
    others: [Finder<'static>; 2],
}

/// The list is American.
fn american(word: &str) -> String {
    word.replace("ae", "e").replace("oe", "e").replace("our", "or")
}

impl Wanted {
    fn read(typed: &str, table: &Table) -> Option<Self> {
        let mut folded = String::new();
        fold_onto(&mut folded, &typed.chars().take(200).collect::<String>());
        let mut words: Vec<String> = folded
            .split_ascii_whitespace()
            .take(MOST_WORDS)
            .map(|word| format!(" {word}"))
            .map(|word| if Finder::new(&word).find(table.folded.as_bytes()).is_some() { word } else { american(&word) })
            .collect();
        let phrase = words.concat();
        // The longest is the rarest, most of the time: it is looked for first.
        words.sort_by_key(|word| Reverse(word.len()));
        let finder = |text: String| Finder::new(&text).into_owned();
        (!words.is_empty()).then(|| Self {
            finders: words.iter().map(|word| finder(word.clone())).collect(),
            whole: words.iter().map(|word| finder(format!("{word} "))).collect(),
            begins: finder(format!("{OTHERWISE}{phrase}")),
            titles: [format!("{phrase} "), format!("{phrase} unspecified "), format!(" unspecified{phrase} ")],
            others: ["", " nos"].map(|end| finder(format!("{OTHERWISE}{phrase}{end} {OTHERWISE}"))),
            words,
            phrase,
        })
    }

    fn fit(&self, table: &Table, place: usize, at_hand: &[usize]) -> Option<Fit> {
        let (row, (title, all)) = (&table.rows[place], table.words(place));
        let holds = |finder: &Finder<'_>, text: &str| finder.find(text.as_bytes()).is_some();
        if !self.finders.iter().all(|finder| holds(finder, all)) {
            return None;
        }
        let code_to = title[1..].find(' ').map_or(title.len(), |end| end + 1);
        let (code, name) = title.split_at(code_to);
        let by_code = self.words.iter().any(|word| code.starts_with(word.as_str()));
        let nearness = at_hand.iter().position(|known| *known == place).unwrap_or(usize::MAX);
        let phrase = &self.phrase;
        // Most rows have no other words: they are not looked for there.
        let others = &table.folded[row.title_to..][..all.len() + 1 - title.len()];
        let in_others = |finder: &Finder<'_>| !row.also.is_empty() && holds(finder, others);
        let is_meant = self.titles.iter().any(|title| title == name) || self.others.iter().any(&in_others);
        let in_title = row.also.is_empty() || self.finders.iter().all(|finder| holds(finder, title));
        let begins = by_code || name.starts_with(phrase.as_str()) || in_others(&self.begins);
        let whole = self.whole.iter().filter(|finder| holds(finder, all)).count();
        // What a category holds beside its named codes is rarely meant.
        let is_rest = name.starts_with(" other ");
        // Who names no complication means none; the codes of a category stay in their order.
        let is_plain = by_code
            || [" without complications ", " without complication ", " uncomplicated "]
                .iter()
                .any(|end| name.ends_with(end));
        let length = if by_code { 0 } else { row.length - code.len() };
        Some((
            code != phrase,
            nearness,
            !is_meant,
            !in_title,
            !begins,
            Reverse(whole),
            is_rest,
            !is_plain,
            length,
            place,
        ))
    }
}

/// The codes that fit what was typed, the best first: the code itself, what the doctor has at hand, what the list says
/// stands for just these words, titles before other words, beginnings, whole words, named before other ones, without
/// complications before with one, short titles.
///
/// ```
/// use clinic_core::diagnoses::codes::find;
/// assert_eq!(find("e11.9", &[]).hits[0].code, "E11.9");
/// assert_eq!(find("high blood pres", &[]).hits[0].code, "I10");
/// assert_eq!(find("knee right contus", &[]).hits[0].title, "Contusion of right knee, initial encounter");
/// ```
pub fn find(typed: &str, at_hand: &[String]) -> DiagnosisHits {
    let table = &*TABLE;
    let at_hand: Vec<usize> = at_hand.iter().take(200).filter_map(|code| table.at(code)).collect();
    let Some(wanted) = Wanted::read(typed, table) else {
        return answer(table, at_hand, None);
    };
    let mut fits: Vec<Fit> = candidates(table, &wanted, &at_hand)
        .into_iter()
        .filter_map(|place| wanted.fit(table, place, &at_hand))
        .collect();
    if fits.len() > MOST {
        // One more than is told, so that it is known whether there are more.
        fits.select_nth_unstable(MOST);
        fits.truncate(MOST + 1);
    }
    fits.sort_unstable();
    answer(table, fits.into_iter().map(|fit| fit.9).collect(), Some(&wanted))
}

/// The rows that hold the rarest word. One letter or two are too little to go through them all: they find what is at hand.
fn candidates(table: &Table, wanted: &Wanted, at_hand: &[usize]) -> Vec<usize> {
    if wanted.words[0].chars().count() < 4 {
        return at_hand.to_vec();
    }
    let mut places: Vec<usize> = Vec::new();
    let mut place = 0;
    for at in wanted.finders[0].find_iter(table.folded.as_bytes()) {
        if places.last().is_some_and(|last| table.rows.get(last + 1).is_none_or(|next| at < next.from)) {
            continue;
        }
        place += table.rows[place..].partition_point(|row| row.from <= at) - 1;
        places.push(place);
    }
    places
}

fn answer(table: &Table, places: Vec<usize>, wanted: Option<&Wanted>) -> DiagnosisHits {
    let hit = |place: &usize| {
        let row = &table.rows[*place];
        DiagnosisHit { code: row.code.to_string(), title: row.title.to_string(), also: also(table, *place, wanted) }
    };
    DiagnosisHits {
        hits: places.iter().take(MOST).map(hit).collect(),
        more: places.len() > MOST,
        release: table.release.clone(),
    }
}

/// The other words of the row that hold most of what was typed, where its title does not hold all of it.
fn also(table: &Table, place: usize, wanted: Option<&Wanted>) -> Option<String> {
    let held = |text: &str, wanted: &Wanted| {
        wanted.finders.iter().filter(|finder| finder.find(text.as_bytes()).is_some()).count()
    };
    let wanted = wanted?;
    let (title, _) = table.words(place);
    if held(title, wanted) == wanted.words.len() {
        return None;
    }
    let folded = |text: &str| {
        let mut folded = String::new();
        fold_onto(&mut folded, text);
        folded
    };
    let best = table.rows[place].also.iter().rev().max_by_key(|other| held(&folded(other), wanted))?;
    Some(best.to_string())
}

/// The title of a code, where the present release has it.
pub(crate) fn title(code: &str) -> Option<&'static str> {
    TABLE.at(code).map(|place| &*TABLE.rows[place].title)
}
