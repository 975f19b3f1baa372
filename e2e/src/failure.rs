//! What went wrong in a test, in words.

use std::fmt;

/// A step that did not come out as it should.
pub struct Failure(String);

/// What a step yields.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// In these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// With what was being done.
    pub fn during(self, doing: &str) -> Self {
        Self(format!("{doing}: {}", self.0))
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Goes on only when the words hold.
///
/// # Errors
/// The words, when they do not.
pub fn holds(fact: bool, words: impl Into<String>) -> Outcome {
    if fact { Ok(()) } else { Err(Failure::new(words)) }
}
