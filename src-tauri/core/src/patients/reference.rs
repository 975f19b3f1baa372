//! The patient reference: what a person reads over the phone, e.g. `P-7K2M9Q`.

use rand::RngExt;

/// Digits and capitals without those that look alike (0 O, 1 I L): 31 of them, a prime, which the check needs.
const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// A fresh reference: five random characters and a check character. One in 28 million; the database refuses twins.
pub fn fresh() -> String {
    of(rand::rng().random_range(0..COUNT))
}

/// How many references there are: five characters of 31.
pub const COUNT: u32 = 31_u32.pow(5);

/// The reference of a number; numbers below [`COUNT`] have different ones, and neighbours look nothing alike. For filling
/// a clinic with many patients at once.
///
/// ```
/// use clinic_core::patients::reference;
/// assert_eq!(reference::of(7), reference::of(7));
/// assert_ne!(reference::of(7), reference::of(8));
/// assert_eq!(reference::parse(&reference::of(7)), Some(reference::of(7)));
/// ```
pub fn of(number: u32) -> String {
    // Multiplying by a number that shares no factor with 31 visits every reference once.
    let mut rest = u64::from(number) * 2_654_435_761 % u64::from(COUNT);
    let indexes: [usize; 5] = std::array::from_fn(|_| {
        let index = (rest % 31) as usize;
        rest /= 31;
        index
    });
    written(&indexes, check(&indexes))
}

/// Reads a reference as people write it: any case, with or without the P, spaces and the dash anywhere or not at all. `None`
/// when it is none, or the check character says that it was misheard.
///
/// ```
/// use clinic_core::patients::reference;
/// let made = reference::fresh();
/// assert_eq!(reference::parse(&made.to_lowercase().replace('-', " ")), Some(made.clone()));
/// assert_eq!(reference::parse(&made[2..]), Some(made));
/// assert_eq!(reference::parse("P-AAAAAB"), None);
/// ```
pub fn parse(text: &str) -> Option<String> {
    let letters: Vec<u8> = text
        .bytes()
        .filter(|byte| !matches!(byte, b'-' | b' '))
        .map(|byte| byte.to_ascii_uppercase())
        .take(8)
        .collect();
    let rest = match letters.as_slice() {
        [b'P', rest @ ..] if rest.len() == 6 => rest,
        bare => bare,
    };
    let indexes: Vec<usize> =
        rest.iter().map(|letter| LETTERS.iter().position(|known| known == letter)).collect::<Option<_>>()?;
    match indexes.split_last() {
        Some((last, random)) if random.len() == 5 && check(random) == *last => Some(written(random, *last)),
        _ => None,
    }
}

/// A weighted sum modulo a prime: every single wrong character and every swap of two changes it.
fn check(indexes: &[usize]) -> usize {
    indexes.iter().enumerate().map(|(place, index)| (place + 2) * index).sum::<usize>() % LETTERS.len()
}

fn written(random: &[usize], check: usize) -> String {
    let letters = random.iter().chain([&check]).map(|index| char::from(LETTERS[*index]));
    "P-".chars().chain(letters).collect()
}
