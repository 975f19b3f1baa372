//! The time a rule is told. Rules take `now`; only this module reads a clock. What is stored is stamped by the server's
//! clock; the workstation's is used for nothing but deciding what is past, and is checked against the server's at connect.

use chrono::{DateTime, Utc};
use std::sync::{Arc, Mutex};

/// Where `now` comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands where a test put it.
    Fixed(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that stands at `at` until it is set.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self::Fixed(Arc::new(Mutex::new(at)))
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "the one home of the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(at) => *at.lock().expect("no test panics while it holds the clock"),
        }
    }

    /// Moves a fixed clock; the system's stays as it is.
    pub fn set(&self, now: DateTime<Utc>) {
        if let Self::Fixed(at) = self {
            *at.lock().expect("no test panics while it holds the clock") = now;
        }
    }
}
