//! What went wrong in a test, in words.

use std::cell::Cell;
use std::fmt;

thread_local! {
    static ALIVE: Cell<usize> = const { Cell::new(0) };
}

/// A step that did not come out as it should.
pub struct Failure(String);

/// What a step yields.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// In these words.
    pub fn new(words: impl Into<String>) -> Self {
        ALIVE.with(|alive| alive.set(alive.get() + 1));
        Self(words.into())
    }

    /// With what was being done.
    pub fn during(self, doing: &str) -> Self {
        Self::new(format!("{doing}: {}", self.0))
    }

    /// Whether this thread is on its way out with one. A test's thread is its own, and what it gets over is dropped: while
    /// its values are cleared away, the only one left is what it failed of.
    pub fn is_under_way() -> bool {
        std::thread::panicking() || ALIVE.with(Cell::get) > 0
    }
}

impl Drop for Failure {
    fn drop(&mut self) {
        ALIVE.with(|alive| alive.set(alive.get().saturating_sub(1)));
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
        Self::new(error.to_string())
    }
}

/// Goes on only when the words hold.
///
/// # Errors
/// The words, when they do not.
pub fn holds(fact: bool, words: impl Into<String>) -> Outcome {
    if fact { Ok(()) } else { Err(Failure::new(words)) }
}
