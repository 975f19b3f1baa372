//! The words of a text, and where in it each stands. Pure.

use std::borrow::Borrow;

use zeroize::Zeroize;

use crate::patients::words::{is_accent, is_apostrophe, plain};

/// A word as it is compared: small letters without accents. Wiped from memory when dropped.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash, Clone)]
pub(super) struct Word(Box<str>);

impl Word {
    pub(super) fn new(word: String) -> Self {
        Self(word.into_boxed_str())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Word {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Drop for Word {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Longer words are cut: nobody types more, and what is not text at all may be one word.
const LONGEST: usize = 60;
/// Words typed beyond these are not looked for.
const MOST_TYPED: usize = 12;

/// A stretch of letters and digits in a text.
pub(super) struct Stretch {
    /// Where it begins in the text, in bytes.
    pub(super) from: usize,
    /// Where it ends.
    pub(super) to: usize,
    /// What it is found by: the word itself; of one with an apostrophe its parts and, last, all of it in one piece.
    pub(super) words: Vec<Word>,
}

/// The stretches of a text, in order.
pub(super) fn stretches(text: &str) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut from = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        let within = character.is_alphanumeric() || is_accent(character) || is_apostrophe(character);
        match (from, within) {
            (None, true) => from = Some(at),
            (Some(begun), false) => {
                let words = words_of(&text[begun..at]);
                if !words.is_empty() {
                    found.push(Stretch { from: begun, to: at, words });
                }
                from = None;
            }
            _ => {}
        }
    }
    found
}

fn words_of(stretch: &str) -> Vec<Word> {
    let word = |text: &str| {
        let mut plain = plain(text);
        // Apostrophes, and the signs that letters such as ½ are taken apart into.
        let word: String = plain.chars().filter(|letter| letter.is_alphanumeric()).take(LONGEST).collect();
        plain.zeroize();
        Word::new(word)
    };
    let mut words: Vec<Word> = Vec::new();
    if stretch.contains(is_apostrophe) {
        words.extend(stretch.split(is_apostrophe).map(word));
    }
    words.push(word(stretch));
    words.retain(|word| !word.as_str().is_empty());
    words.dedup();
    words
}

/// What was typed, as words to look for, each once.
pub(super) fn typed(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for stretch in stretches(text) {
        // Whoever types the apostrophe means it, or the word in one piece: both are found by that.
        if let Some(word) = stretch.words.into_iter().last()
            && words.len() < MOST_TYPED
            && !words.contains(&word)
        {
            words.push(word);
        }
    }
    words
}

/// Two writings of a name that differ only in case, accents, signs and spaces are one.
pub(super) fn same_name(name: &str) -> Word {
    let parts: Vec<String> =
        stretches(name).into_iter().filter_map(|one| one.words.last().map(|word| word.as_str().to_owned())).collect();
    let joined = parts.join(" ");
    for mut part in parts {
        part.zeroize();
    }
    // A name of signs alone is what it is.
    Word::new(if joined.is_empty() { name.trim().to_lowercase() } else { joined })
}
