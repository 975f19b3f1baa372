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
    let letters: Vec<u8> =
        text.bytes().filter(|byte| !matches!(byte, b'-' | b' ')).map(|byte| byte.to_ascii_uppercase()).collect();
    let indexes: Vec<usize> =
        letters.iter().map(|letter| LETTERS.iter().position(|known| known == letter)).collect::<Option<_>>()?;
    let (last, rest) = indexes.split_last()?;
    if rest.len() != 5 || check(rest) != *last {
        return None;
    }
    let text: String = letters.iter().map(|letter| char::from(*letter)).collect();
    Some(format!("{}-{}", &text[..3], &text[3..]))
}

/// A weighted sum modulo 23, a prime: every single wrong character and every swap of neighbours changes it.
fn check(indexes: &[usize]) -> usize {
    indexes.iter().enumerate().map(|(place, index)| (place + 1) * index).sum::<usize>() % LETTERS.len()
}

#[cfg(test)]
mod tests {
    use super::{of, parse};

    #[test]
    fn different_numbers_have_different_references_that_read_back() {
        let references: std::collections::BTreeSet<String> = (0..20_000).map(of).collect();
        assert_eq!(references.len(), 20_000);
        assert!(references.iter().all(|reference| parse(reference).as_ref() == Some(reference)));
    }
}
