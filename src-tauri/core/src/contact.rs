//! E-mail addresses and phone numbers of the clinic's own people and places, parsed at the door.

use crate::error::{FieldError, FieldProblem};
use crate::text::{Lines, optional};

/// Reads an e-mail address that may be empty: one `@`, a domain with a dot, at most 254 characters, lower-cased so that
/// one address is one address.
///
/// # Errors
/// [`FieldProblem::NotAnEmail`], [`FieldProblem::TooLong`] or [`FieldProblem::BadCharacters`], at `field`.
///
/// ```
/// use clinic_core::contact::optional_email;
/// assert_eq!(optional_email("email", " Ada@Example.org ").unwrap().as_deref(), Some("ada@example.org"));
/// assert_eq!(optional_email("email", "").unwrap(), None);
/// assert!(optional_email("email", "ada@localhost").is_err());
/// ```
pub fn optional_email(field: &str, text: &str) -> Result<Option<String>, FieldError> {
    let read = optional(field, text, 254, Lines::One)?.to_lowercase();
    if read.is_empty() {
        return Ok(None);
    }
    let whole = read.split_once('@').is_some_and(|(name, domain)| {
        let labels_hold = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
        !name.is_empty() && name.chars().count() <= 64 && labels_hold && !domain.contains('@')
    });
    let plain = !read.chars().any(|character| character.is_whitespace() || "<>()[],;:\\\"'`".contains(character));
    if whole && plain { Ok(Some(read)) } else { Err(FieldError::new(field, FieldProblem::NotAnEmail)) }
}

/// Reads the phone number of a doctor or a location as it is to be shown, so that an inside line (`417`) or an extension
/// may stand: empty, or three digits at least among `+ ( ) - . /`, spaces and `x`, at most 32 characters.
///
/// # Errors
/// [`FieldProblem::NotAPhone`], [`FieldProblem::TooLong`] or [`FieldProblem::BadCharacters`], at `field`.
///
/// ```
/// use clinic_core::contact::optional_phone_as_written;
/// assert!(optional_phone_as_written("phone", "+1 (617) 555-0100 x12").is_ok());
/// assert!(optional_phone_as_written("phone", "ask Ann").is_err());
/// ```
pub fn optional_phone_as_written(field: &str, text: &str) -> Result<String, FieldError> {
    let read = optional(field, text, 32, Lines::One)?;
    let digits = read.chars().filter(char::is_ascii_digit).count();
    let plain = read.chars().all(|character| character.is_ascii_digit() || " +()-./x".contains(character));
    if read.is_empty() || plain && digits >= 3 {
        Ok(read)
    } else {
        Err(FieldError::new(field, FieldProblem::NotAPhone))
    }
}
