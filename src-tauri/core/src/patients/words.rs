//! The words of a name as a search knows them, and the keys a word is found by.

use rphonetic::DoubleMetaphone;
use unicode_normalization::UnicodeNormalization;

/// Longer words are cut: the column holds 100 characters, and nobody types more.
const LONGEST: usize = 60;

/// The words of a name: lower case, without accents, split at everything that is neither letter nor digit, each once. A
/// word with an apostrophe is there in one piece as well. Letters of every script stay.
///
/// ```
/// use clinic_core::patients::words::words;
/// assert_eq!(words("José-María O'Brien"), ["jose", "maria", "o", "brien", "obrien"]);
/// assert_eq!(words("Łukasz Ørsted"), ["lukasz", "orsted"]);
/// assert_eq!(words("أحمد"), ["احمد"]);
/// assert!(words("%_' --").is_empty());
/// ```
pub fn words(text: &str) -> Vec<String> {
    let plain = plain(text);
    let mut found: Vec<String> = Vec::new();
    let mut keep = |word: &str| {
        let word: String = word.chars().take(LONGEST).collect();
        if !word.is_empty() && !found.contains(&word) {
            found.push(word);
        }
    };
    for chunk in plain.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c)) {
        chunk.split(is_apostrophe).for_each(&mut keep);
        if chunk.contains(is_apostrophe) {
            keep(&chunk.replace(is_apostrophe, ""));
        }
    }
    found
}

pub(crate) fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '`')
}

/// Lower case without accents. Letters that have no accent to take off but are typed without one are replaced.
pub(crate) fn plain(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    for character in text.nfkd().filter(|character| !is_accent(*character)).flat_map(char::to_lowercase) {
        match character {
            'ø' => bare.push('o'),
            'ł' => bare.push('l'),
            'đ' | 'ð' => bare.push('d'),
            'ı' => bare.push('i'),
            'ß' => bare.push_str("ss"),
            'æ' => bare.push_str("ae"),
            'œ' => bare.push_str("oe"),
            'þ' => bare.push_str("th"),
            other => bare.push(other),
        }
    }
    // What was taken apart but is no accent (Korean syllables, Indian vowels) is put together again.
    bare.nfc().collect()
}

/// Marks that people leave out when they type a name: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowels.
pub(crate) fn is_accent(character: char) -> bool {
    matches!(character, '\u{0300}'..='\u{036F}' | '\u{0591}'..='\u{05C7}' | '\u{064B}'..='\u{065F}' | '\u{0670}')
}

/// Every key a word is found by. Kinds, by their first letter: `=` the word itself, `n` what remains of it from its second
/// letter on, third … (so a range over keys finds any inner part), `d` the word and the word less one letter (so two words
/// one typing error apart share a key), `p` its sounds.
pub(crate) fn keys(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut keys = vec![format!("={word}")];
    for from in 1..letters.len().saturating_sub(1) {
        keys.push(format!("n{}", letters[from..].iter().collect::<String>()));
    }
    keys.extend(near_keys(word));
    keys.extend(sounds(word).into_iter().map(|sound| format!("p{sound}")));
    keys.sort();
    keys.dedup();
    keys
}

/// The word and the word less one letter. Words of one or two letters are near to everything and have none.
pub(crate) fn near_keys(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 3 {
        return Vec::new();
    }
    let without = |place: usize| {
        let rest = letters.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, letter)| letter);
        format!("d{}", rest.collect::<String>())
    };
    let mut keys: Vec<String> = (0..letters.len()).map(without).collect();
    keys.push(format!("d{word}"));
    keys.sort();
    keys.dedup();
    keys
}

/// How a word sounds by Double Metaphone: one or two codes, none for words beyond a to z or too short to tell apart.
pub(crate) fn sounds(word: &str) -> Vec<String> {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Vec::new();
    }
    let codes = DoubleMetaphone::new(Some(8)).double_metaphone(word);
    let mut sounds = vec![codes.primary(), codes.alternate()];
    sounds.retain(|sound| sound.len() >= 2);
    sounds.dedup();
    sounds
}

/// Whether two words differ by no more than a typing error (two in long words) or sound alike.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    let distance = strsim::osa_distance(one, other);
    let long = one.chars().count().min(other.chars().count()) >= 7;
    if distance <= 1 || long && distance <= 2 {
        return true;
    }
    let close = strsim::jaro_winkler(one, other);
    let heard = sounds(other);
    // A word that is still being typed sounds like the beginning of the whole one.
    sounds(one).iter().any(|sound| {
        close >= 0.75 && heard.contains(sound)
            || close >= 0.8 && sound.len() >= 3 && heard.iter().any(|whole| whole.starts_with(sound.as_str()))
    })
}
