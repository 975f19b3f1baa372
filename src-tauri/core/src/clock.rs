//! The time a rule is told. Rules take `now`; only this module reads a clock. What is stored is stamped by the server's
//! clock, and what is past is decided by it too: a workstation whose clock is wrong is set right at connect and every minute.

use chrono::{DateTime, Duration, Utc};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

/// Where `now` comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The server's clock: the workstation's, corrected by what they differed when it was last asked.
    Server {
        /// Server's time less the workstation's, microseconds.
        ahead: Arc<AtomicI64>,
    },
    /// A clock that stands where a test put it.
    Fixed(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// The machine's clock, until a server sets it right.
    pub fn system() -> Self {
        Self::Server { ahead: Arc::default() }
    }

    /// Shows the server's time from now on, in every clone. A fixed clock stays where it stands.
    pub fn set_by(&self, server_now: DateTime<Utc>) {
        if let Self::Server { ahead } = self {
            let differs = (server_now - Self::system().now()).num_microseconds().unwrap_or(0);
            ahead.store(differs, Ordering::Relaxed);
        }
    }

    /// A clock that stands at `at` until it is set.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self::Fixed(Arc::new(Mutex::new(at)))
    }

    /// The machine's clock, set right by what a server was ahead of it when it last answered.
    pub(crate) fn ahead_by(ahead: Duration) -> Self {
        Self::Server { ahead: Arc::new(ahead.num_microseconds().unwrap_or(0).into()) }
    }

    /// What the server's time is ahead of the workstation's; nothing for a fixed clock.
    pub(crate) fn ahead(&self) -> Duration {
        match self {
            Self::Server { ahead } => Duration::microseconds(ahead.load(Ordering::Relaxed)),
            Self::Fixed(_) => Duration::zero(),
        }
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "the one home of the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::Server { ahead } => Utc::now() + Duration::microseconds(ahead.load(Ordering::Relaxed)),
            Self::Fixed(at) => *at.lock().expect("no test panics while it holds the clock"),
        }
    }

    /// Moves a fixed clock; a running one stays as it is.
    pub fn set(&self, now: DateTime<Utc>) {
        if let Self::Fixed(at) = self {
            *at.lock().expect("no test panics while it holds the clock") = now;
        }
    }
}
