//! How alike two people are: whether someone being registered may be here already. Pure.

use chrono::{Datelike, NaiveDate};

use crate::patients::words::{sounds, words};

/// Below this, nobody is shown.
pub const LEAST: i32 = 50;

/// What is known of someone so far; `None` and empty count for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traits {
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_name: String,
    /// Birth date.
    pub birth_date: Option<NaiveDate>,
    /// E.164, or empty.
    pub phone: String,
    /// E-mail, or empty.
    pub email: String,
}

/// 0 to 100. The names weigh 58, the birth date 40, the phone 20, the e-mail 35; what contradicts takes away. A family at
/// one address shares the phone, and twins the birth date too: without a like given name they stay below [`LEAST`].
///
/// ```
/// use chrono::NaiveDate;
/// use clinic_core::patients::likeness::{LEAST, Traits, likeness};
/// let born = |day| NaiveDate::from_ymd_opt(1990, 2, day);
/// let person = |family: &str, given: &str, day| Traits {
///     family_name: family.into(), given_name: given.into(), birth_date: born(day), ..Traits::default()
/// };
/// let ann = person("Meyer", "Ann", 28);
/// assert_eq!(likeness(&person("Meyer", "Ann", 28), &ann), 98);
/// assert!(likeness(&person("Maier", "Anne", 28), &ann) >= 80);
/// assert!(likeness(&person("Meyer", "Tom", 28), &ann) < LEAST);
/// assert!(likeness(&person("Meyer", "Ann", 3), &ann) < LEAST, "another day, another Ann Meyer");
/// ```
pub fn likeness(typed: &Traits, known: &Traits) -> i32 {
    let mut score = names(typed, known);
    if let (Some(one), Some(other)) = (typed.birth_date, known.birth_date) {
        score += match dates(one, other) {
            Dates::Equal => 40.0,
            Dates::Slip => 25.0,
            Dates::Differ => -25.0,
        };
    }
    if !typed.phone.is_empty() && typed.phone == known.phone {
        score += 20.0;
    }
    if !typed.email.is_empty() && typed.email == known.email {
        score += 35.0;
    }
    // Bounded above and below, so the cast keeps the value.
    score.round().clamp(0.0, 100.0) as i32
}

/// How two birth dates compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dates {
    Equal,
    /// Day and month swapped, or one digit off: what a slip of the pen makes.
    Slip,
    Differ,
}

fn dates(one: NaiveDate, other: NaiveDate) -> Dates {
    if one == other {
        return Dates::Equal;
    }
    let swapped = one.year() == other.year() && one.day() == other.month() && one.month() == other.day();
    let (one, other) = (one.format("%Y%m%d").to_string(), other.format("%Y%m%d").to_string());
    let digits_off = one.bytes().zip(other.bytes()).filter(|(a, b)| a != b).count();
    if swapped || digits_off == 1 { Dates::Slip } else { Dates::Differ }
}

/// Every date that [`likeness`] counts as equal or a slip of `date`.
pub(crate) fn near_dates(date: NaiveDate) -> Vec<NaiveDate> {
    let mut near = vec![date];
    near.extend(NaiveDate::from_ymd_opt(date.year(), date.day(), date.month()));
    let written = date.format("%Y%m%d").to_string();
    for place in 0..8 {
        for digit in '0'..='9' {
            let other: String =
                written.chars().enumerate().map(|(at, kept)| if at == place { digit } else { kept }).collect();
            near.extend(NaiveDate::parse_from_str(&other, "%Y%m%d"));
        }
    }
    near.sort_unstable();
    near.dedup();
    near
}

/// What the names say: up to 58 for both, less for half of them, below zero when they are not alike. Family and given
/// name may be exchanged.
fn names(typed: &Traits, known: &Traits) -> f64 {
    let (family, given) = (words(&typed.family_name), words(&typed.given_name));
    let (known_family, known_given) = (words(&known.family_name), words(&known.given_name));
    let weigh = |alike: f64, most: f64| if alike >= 0.8 { most * alike } else { -15.0 };
    match (family.is_empty(), given.is_empty()) {
        (true, true) => 0.0,
        (false, true) => weigh(part(&family, &known_family), 45.0),
        (true, false) => weigh(part(&given, &known_given), 25.0),
        (false, false) => {
            // The weaker half decides: a whole family shares the other one.
            let straight = part(&family, &known_family).min(part(&given, &known_given));
            let crossed = part(&family, &known_given).min(part(&given, &known_family)) * 0.95;
            weigh(straight.max(crossed), 58.0)
        }
    }
}

/// 0 to 1: how well the words of the shorter name are found in the longer; names of several words are often given in
/// part. Long words count more than `de`, `la` and `o`.
fn part(one: &[String], other: &[String]) -> f64 {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let weight = |word: &String| f64::from(u32::try_from(word.chars().count()).unwrap_or(u32::MAX));
    let whole: f64 = short.iter().map(weight).sum();
    let found: f64 = short
        .iter()
        .map(|word| weight(word) * long.iter().map(|other| alikeness(word, other)).fold(0.0, f64::max))
        .sum();
    match (one == other, whole > 0.0) {
        (true, _) => 1.0,
        (false, true) => 0.98 * found / whole,
        (false, false) => 0.0,
    }
}

/// 0 to 1 for two words; 0.8 and more when they may well be meant as one.
fn alikeness(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let spelt = strsim::jaro_winkler(one, other);
    let heard = sounds(one).iter().any(|sound| sounds(other).contains(sound));
    let shorter = one.len().min(other.len());
    let begun = shorter >= 3 && (one.starts_with(other) || other.starts_with(one));
    let slip = shorter >= 4 && strsim::osa_distance(one, other) <= 1;
    if heard && spelt >= 0.6 || begun || slip { spelt.max(0.9) } else { spelt.min(0.79) }
}
