//! The booking reference: six letters and digits a person can read over the phone (D5).

use rand::RngExt;

/// No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: nothing that looks or sounds like another.
const LETTERS: &[u8; 23] = b"34679ACDEFGHJKMNPQRTWXY";

/// A fresh reference, e.g. `K7M-3QX`: five random characters and a check character.
pub fn fresh() -> String {
    of(rand::rng().random_range(0..COUNT))
}

/// How many references there are: five characters of 23.
pub const COUNT: u32 = 23_u32.pow(5);

/// The reference of a number; numbers below [`COUNT`] have different ones, and neighbours look nothing alike. For filling
/// a clinic with many visits at once.
pub fn of(number: u32) -> String {
    // Multiplying by a number that shares no factor with 23 visits every reference once.
    let mut rest = u64::from(number) * 2_654_435_761 % u64::from(COUNT);
    let mut indexes = [0_usize; 5];
    for index in &mut indexes {
        *index = (rest % 23) as usize;
        rest /= 23;
    }
    let letter = |index: usize| char::from(LETTERS[index]);
    let [a, b, c, d, e] = indexes;
    let check = check(&indexes);
    [letter(a), letter(b), letter(c), '-', letter(d), letter(e), letter(check)].iter().collect()
}

/// Reads a reference as people write it: any case, with or without the dash; `None` when the check character says that
/// it was misheard.
///
/// ```
/// use clinic_core::appointments::reference;
/// let reference = reference::fresh();
/// assert_eq!(reference::parse(&reference.to_lowercase().replace('-', " ")), Some(reference));
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
    if typed.len() != 6 || typed.iter().filter(|index| index.is_none()).count() > 1 {
        return Vec::new();
    }
    let unknown = typed.iter().position(Option::is_none);
    let known: Vec<usize> = typed.iter().map(|index| index.unwrap_or(0)).collect();
    let mut tries = Vec::new();
    for place in (0..6).filter(|place| unknown.is_none_or(|unknown| unknown == *place)) {
        for letter in 0..LETTERS.len() {
            let mut other = known.clone();
            other[place] = letter;
            tries.push(other);
        }
    }
    for place in (0..5).filter(|_| unknown.is_none()) {
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

/// The reference of six letters, if the last one checks the others.
fn written(indexes: &[usize]) -> Option<String> {
    let (last, rest) = indexes.split_last()?;
    if rest.len() != 5 || check(rest) != *last {
        return None;
    }
    let text: String = indexes.iter().map(|index| char::from(LETTERS[*index])).collect();
    Some(format!("{}-{}", &text[..3], &text[3..]))
}

/// A weighted sum modulo 23, a prime: every single wrong character and every swap of neighbours changes it.
fn check(indexes: &[usize]) -> usize {
    indexes.iter().enumerate().map(|(place, index)| (place + 1) * index).sum::<usize>() % LETTERS.len()
}

#[cfg(test)]
mod tests {
    use super::{meant, of, parse};

    #[test]
    fn a_single_mistake_is_found_and_what_was_meant_is_among_few() {
        for number in 0..200 {
            let reference = of(number);
            let letters: Vec<char> = reference.chars().filter(|letter| *letter != '-').collect();
            for place in 0..6 {
                for wrong in ['3', 'Y', 'O'].into_iter().filter(|wrong| *wrong != letters[place]) {
                    let mut heard = letters.clone();
                    heard[place] = wrong;
                    let heard: String = heard.into_iter().collect();
                    assert_eq!(parse(&heard), None, "{heard} is not {reference}");
                    let meant = meant(&heard);
                    assert!(meant.contains(&reference) && meant.len() <= 11, "{heard}: {meant:?}");
                }
            }
        }
        assert!(meant("hello world").is_empty());
        assert!(meant("O0-123").is_empty(), "more than one letter is none");
    }

    #[test]
    fn different_numbers_have_different_references_that_read_back() {
        let references: std::collections::BTreeSet<String> = (0..20_000).map(of).collect();
        assert_eq!(references.len(), 20_000);
        assert!(references.iter().all(|reference| parse(reference).as_ref() == Some(reference)));
    }
}
