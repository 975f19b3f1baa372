//! Text that people type, parsed at the door: trimmed, normalised, within its length, and free of what would lie on the
//! screen (control characters, direction overrides).

use unicode_normalization::UnicodeNormalization;

use crate::error::{FieldError, FieldProblem};

/// Control characters and the invisible marks that reorder text (Unicode TR 9 explicit formatting characters).
/// Right-to-left letters themselves are welcome.
fn misleads(character: char, lines: Lines) -> bool {
    match character {
        '\n' | '\t' => lines == Lines::One,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => true,
        other => other.is_control(),
    }
}

/// Whether a text may have more than one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// A name, a reason: one line.
    One,
    /// A note, an address: line breaks and tabs are kept.
    Many,
}

/// Reads a text that must be there: trimmed, NFC, 1 to `most` characters.
///
/// # Errors
/// [`FieldProblem::Missing`], [`FieldProblem::TooLong`] or [`FieldProblem::BadCharacters`], at `field`.
pub fn required(field: &str, text: &str, most: usize, lines: Lines) -> Result<String, FieldError> {
    let read = optional(field, text, most, lines)?;
    if read.is_empty() { Err(FieldError::new(field, FieldProblem::Missing)) } else { Ok(read) }
}

/// Reads a text that may be empty: trimmed, NFC, at most `most` characters.
///
/// # Errors
/// [`FieldProblem::TooLong`] or [`FieldProblem::BadCharacters`], at `field`.
///
/// ```
/// use clinic_core::text::{Lines, optional};
/// assert_eq!(optional("name", "  José ", 100, Lines::One).unwrap(), "José");
/// assert!(optional("name", "a\u{202E}b", 100, Lines::One).is_err());
/// assert!(optional("name", "فاطمة", 100, Lines::One).is_ok());
/// ```
pub fn optional(field: &str, text: &str, most: usize, lines: Lines) -> Result<String, FieldError> {
    // Four bytes is the longest character: anything longer cannot fit and is not worth normalising.
    if text.len() > most.saturating_mul(4).saturating_add(4096) {
        return Err(FieldError::new(field, FieldProblem::TooLong { most: clamp(most) }));
    }
    let read: String = text.replace("\r\n", "\n").trim().nfc().collect();
    if read.chars().any(|character| misleads(character, lines)) {
        return Err(FieldError::new(field, FieldProblem::BadCharacters));
    }
    if read.chars().count() > most {
        return Err(FieldError::new(field, FieldProblem::TooLong { most: clamp(most) }));
    }
    Ok(read)
}

fn clamp(most: usize) -> u32 {
    u32::try_from(most).unwrap_or(u32::MAX)
}
