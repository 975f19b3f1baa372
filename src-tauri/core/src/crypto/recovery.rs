//! The recovery key: the one that is printed and put into the safe, for when everybody forgot their password. Written so
//! that a person can type it: Crockford's letters in groups of four, with a check that finds a wrong one.

use data_encoding::{Encoding, Specification};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use zeroize::Zeroizing;

use crate::crypto::envelope::Recipient;
use crate::error::{FieldError, FieldProblem};

/// Crockford's base 32: no I, L, O or U.
static LETTERS: LazyLock<Encoding> = LazyLock::new(|| {
    let mut letters = Specification::new();
    letters.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    letters.translate.from.push_str("abcdefghjkmnpqrstvwxyzILOilo");
    letters.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ110110");
    letters.ignore.push_str(" -\n\r\t");
    letters.encoding().expect("thirty-two letters, none of them twice")
});

/// Bytes of the check: 35 bytes are 56 letters, fourteen groups.
const CHECK: usize = 3;

/// The key as it is printed: fourteen groups of four letters.
///
/// ```
/// use clinic_core::crypto::envelope::Recipient;
/// use clinic_core::crypto::recovery::{parse, words};
/// let key = Recipient::fresh().unwrap();
/// let printed = words(&key);
/// assert_eq!(printed.split('-').count(), 14);
/// assert_eq!(parse("key", &printed.to_lowercase().replace('-', " ")).unwrap().public(), key.public());
/// let wrong = printed.replacen(|letter: char| letter.is_ascii_digit(), "X", 1);
/// assert!(wrong == *printed || parse("key", &wrong).is_err(), "a wrong letter is found");
/// ```
pub fn words(key: &Recipient) -> Zeroizing<String> {
    let bytes = Zeroizing::new([key.private().as_slice(), &check(key.private())].concat());
    let letters = Zeroizing::new(LETTERS.encode(&bytes));
    let groups: Vec<&str> = (0..letters.len()).step_by(4).map(|at| &letters[at..(at + 4).min(letters.len())]).collect();
    Zeroizing::new(groups.join("-"))
}

/// The key that was typed; capitals, spaces and dashes do not matter, nor whether a zero was typed as the letter O.
///
/// # Errors
/// [`FieldProblem::NotARecoveryKey`] at `field`.
pub fn parse(field: &str, typed: &str) -> Result<Recipient, FieldError> {
    let wrong = || FieldError::new(field, FieldProblem::NotARecoveryKey);
    let bytes = Zeroizing::new(LETTERS.decode(typed.trim().as_bytes()).map_err(|_| wrong())?);
    let (key, checked) = bytes.split_first_chunk::<32>().ok_or_else(wrong)?;
    if checked != check(key) {
        return Err(wrong());
    }
    Ok(Recipient::of(Zeroizing::new(*key)))
}

fn check(key: &[u8; 32]) -> [u8; CHECK] {
    let sum = Sha256::new().chain_update(b"clinic-desk recovery 1").chain_update(key).finalize();
    [sum[0], sum[1], sum[2]]
}
