//! The booking reference: six letters and digits a person can read over the phone (D5), eight in a clinic that has given most
//! of the short ones away.

use rand::RngExt;

/// No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: nothing that looks or sounds like another.
const LETTERS: &[u8; 23] = b"34679ACDEFGHJKMNPQRTWXY";

/// How many random characters a reference has before its check character.
const SHORT: u32 = 5;
const LONG: u32 = 7;

/// How many short references there are.
pub const SHORT_ONES: u64 = 23_u64.pow(SHORT);

/// How many long references there are.
const LONG_ONES: u64 = 23_u64.pow(LONG);

/// The try of a booking from which on it takes a long reference, counted from 1.
const FIRST_LONG_TRY: u32 = 3;

/// From so many visits on a clinic gives long references at once: one in three of the short ones is given.
const MANY_VISITS: u64 = SHORT_ONES / 3;

/// A fresh reference, e.g. `K7M-3QX`, for the first or a later try of a booking in a clinic with about so many visits. A later
/// try comes after references were found to be given.
pub fn fresh(tries: u32, visits: u64) -> String {
    let long = tries >= FIRST_LONG_TRY || visits > MANY_VISITS;
    let (first, many) = if long { (SHORT_ONES, LONG_ONES) } else { (0, SHORT_ONES) };
    of(first + rand::rng().random_range(0..many))
}

/// The reference of a number; all have different ones, and neighbours look nothing alike. Those below [`SHORT_ONES`] have the
/// short ones, the others long ones like `K7M4-3QXA`. For filling a clinic with many visits at once.
pub fn of(number: u64) -> String {
    let (number, length, count) = match number.checked_sub(SHORT_ONES) {
        None => (number, SHORT, SHORT_ONES),
        Some(beyond) => (beyond % LONG_ONES, LONG, LONG_ONES),
    };
    // Multiplying by a number that shares no factor with 23 visits every reference once.
    let mut rest = number * 2_654_435_761 % count;
    let mut indexes: Vec<usize> = Vec::new();
    for _ in 0..length {
        indexes.push((rest % 23) as usize);
        rest /= 23;
    }
    spelt(&indexes, check(&indexes))
}

/// Reads a reference as people write it: any case, with or without the dash; `None` when the check character says that
/// it was misheard.
///
/// ```
/// use clinic_core::appointments::reference;
/// for reference in [reference::fresh(1, 0), reference::fresh(9, 0)] {
///     assert_eq!(reference::parse(&reference.to_lowercase().replace('-', " ")), Some(reference));
/// }
/// ```
pub fn parse(text: &str) -> Option<String> {
    let indexes: Vec<usize> = typed(text).into_iter().collect::<Option<_>>()?;
    written(&indexes)
}

/// The references one wrong letter or one swap of neighbours away from what was typed or heard; none when more than that
/// is wrong with it. Whether a visit has one of them only the database knows.
///
/// ```
/// use clinic_core::appointments::reference;
/// let reference = reference::of(7);
/// let swapped = format!("{}{}{}", &reference[1..2], &reference[..1], &reference[2..]);
/// assert!(reference::meant(&swapped).contains(&reference));
/// ```
pub fn meant(text: &str) -> Vec<String> {
    let typed = typed(text);
    if !is_length(typed.len()) || typed.iter().filter(|index| index.is_none()).count() > 1 {
        return Vec::new();
    }
    let unknown = typed.iter().position(Option::is_none);
    let known: Vec<usize> = typed.iter().map(|index| index.unwrap_or(0)).collect();
    let mut tries = Vec::new();
    for place in (0..typed.len()).filter(|place| unknown.is_none_or(|unknown| unknown == *place)) {
        for letter in 0..LETTERS.len() {
            let mut other = known.clone();
            other[place] = letter;
            tries.push(other);
        }
    }
    for place in (0..typed.len() - 1).filter(|_| unknown.is_none()) {
        let mut other = known.clone();
        other.swap(place, place + 1);
        tries.push(other);
    }
    let mut meant: Vec<String> = tries.iter().filter_map(|indexes| written(indexes)).collect();
    meant.sort_unstable();
    meant.dedup();
    meant
}

/// The places of the letters typed in the alphabet of references, dashes and blanks left away; none for a letter that is
/// not in it.
fn typed(text: &str) -> Vec<Option<usize>> {
    let letters = text.chars().filter(|letter| !matches!(letter, '-' | ' '));
    letters.map(|letter| LETTERS.iter().position(|known| char::from(*known) == letter.to_ascii_uppercase())).collect()
}

/// Whether a reference has so many characters.
fn is_length(characters: usize) -> bool {
    [SHORT, LONG].iter().any(|random| characters == *random as usize + 1)
}

/// The reference of these letters, if the last one checks the others.
fn written(indexes: &[usize]) -> Option<String> {
    let (last, rest) = indexes.split_last()?;
    (is_length(indexes.len()) && check(rest) == *last).then(|| spelt(rest, *last))
}

/// In two halves, which is how people read them out.
fn spelt(random: &[usize], check: usize) -> String {
    let letters: Vec<char> = random.iter().chain([&check]).map(|index| char::from(LETTERS[*index])).collect();
    let (first, second) = letters.split_at(letters.len() / 2);
    first.iter().chain(&['-']).chain(second).collect()
}

/// A weighted sum modulo 23, a prime: every single wrong character and every swap of neighbours changes it.
fn check(indexes: &[usize]) -> usize {
    indexes.iter().enumerate().map(|(place, index)| (place + 1) * index).sum::<usize>() % LETTERS.len()
}

#[cfg(test)]
mod tests {
    use super::{SHORT_ONES, fresh, meant, of, parse};

    #[test]
    fn a_single_mistake_is_found_and_what_was_meant_is_among_few() {
        for number in (0..200).chain(SHORT_ONES..SHORT_ONES + 200) {
            let reference = of(number);
            let letters: Vec<char> = reference.chars().filter(|letter| *letter != '-').collect();
            for place in 0..letters.len() {
                for wrong in ['3', 'Y', 'O'].into_iter().filter(|wrong| *wrong != letters[place]) {
                    let mut heard = letters.clone();
                    heard[place] = wrong;
                    let heard: String = heard.into_iter().collect();
                    assert_eq!(parse(&heard), None, "{heard} is not {reference}");
                    let meant = meant(&heard);
                    assert!(meant.contains(&reference) && meant.len() <= 15, "{heard}: {meant:?}");
                }
            }
        }
        assert!(meant("hello world").is_empty());
        assert!(meant("O0-123").is_empty(), "more than one letter is none");
    }

    #[test]
    fn different_numbers_have_different_references_that_read_back() {
        let numbers = (0..20_000).chain(SHORT_ONES - 10_000..SHORT_ONES + 20_000);
        let references: std::collections::BTreeSet<String> = numbers.map(of).collect();
        assert_eq!(references.len(), 50_000);
        assert!(references.iter().all(|reference| parse(reference).as_ref() == Some(reference)));
        assert_eq!(
            (of(SHORT_ONES - 1).len(), of(SHORT_ONES).len()),
            (7, 9),
            "a letter before the dash and one behind it more"
        );
        let lengths =
            [(1, 0), (2, 1_000_000), (3, 0), (1, 3_000_000)].map(|(tries, visits)| fresh(tries, visits).len());
        assert_eq!(lengths, [7, 7, 9, 9]);
        assert_eq!(parse(&of(0)[1..]), None, "a short one with a letter missing is none");
        assert_eq!(parse(&format!("3{}", of(0))), None, "nor with one too many");
    }
}
