//! How strong a new password must be. Pure.

use zeroize::Zeroizing;
use zxcvbn::{Score, zxcvbn};

pub use crate::crypto::password::PasswordCost;
pub(crate) use crate::crypto::password::{hash, verify};
use crate::error::{FieldError, FieldProblem};

/// Reads a new password: 10 to 200 characters, and not easily guessed, least of all from the user's own name and e-mail.
///
/// # Errors
/// [`FieldProblem::TooShort`], [`FieldProblem::TooLong`] or [`FieldProblem::WeakPassword`], at `field`.
pub(crate) fn parse_new(field: &str, password: &str, about: &[&str]) -> Result<Zeroizing<String>, FieldError> {
    let wrong = |problem| Err(FieldError::new(field, problem));
    if password.len() > 800 || password.chars().count() > 200 {
        return wrong(FieldProblem::TooLong { most: 200 });
    }
    if password.chars().count() < 10 {
        return wrong(FieldProblem::TooShort { least: 10 });
    }
    if zxcvbn(password, about).score() < Score::Three {
        return wrong(FieldProblem::WeakPassword);
    }
    Ok(Zeroizing::new(password.to_owned()))
}
