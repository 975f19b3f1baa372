//! Sessions: the token a workstation holds and the rule by which it counts. Pure but for the token's randomness.

use std::fmt;

use chrono::{DateTime, Duration, Utc};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::{ClinicError, Outcome, SessionEnd};

/// The longest a session lasts, from its beginning.
pub const SESSION_HOURS: i64 = 12;
/// How long a session may rest before it locks.
pub const IDLE_MINUTES: i64 = 10;

/// What a workstation shows to speak for a session: 32 random bytes, wiped from memory when dropped. The database knows
/// only its hash, so a copy of the table opens nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(Zeroizing<[u8; 32]>);

impl SessionToken {
    pub(crate) fn fresh() -> Outcome<Self> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        SysRng
            .try_fill_bytes(&mut *bytes)
            .map_err(|error| ClinicError::Inconsistent { detail: format!("no randomness: {error}") })?;
        Ok(Self(bytes))
    }

    /// A token of these bytes. Unless sign-in made them, no session answers to it.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(*self.0).into()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// What decides whether a session counts, all by the server's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionTimes {
    pub(crate) now: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) last_used_at: DateTime<Utc>,
    pub(crate) locked_at: Option<DateTime<Utc>>,
    pub(crate) revoked_at: Option<DateTime<Utc>>,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SessionState {
    /// It counts.
    Open,
    /// Nobody used it for [`IDLE_MINUTES`]: it is to be locked.
    Idle,
    /// It does not count, and why.
    Ended(SessionEnd),
}

impl SessionTimes {
    /// Revoked before expired before locked before idle: what cannot be undone is said first.
    pub(crate) fn state(self) -> SessionState {
        if self.revoked_at.is_some() {
            SessionState::Ended(SessionEnd::Revoked)
        } else if self.expires_at <= self.now {
            SessionState::Ended(SessionEnd::Expired)
        } else if self.locked_at.is_some() {
            SessionState::Ended(SessionEnd::Locked)
        } else if self.now - self.last_used_at >= Duration::minutes(IDLE_MINUTES) {
            SessionState::Idle
        } else {
            SessionState::Open
        }
    }
}

/// How many seconds must pass after the last failure before the next try counts: none up to four failures, then two,
/// four, eight … up to 15 minutes.
pub(crate) fn wait_after_failures(failures: u32) -> u32 {
    match failures {
        0..=4 => 0,
        5..=13 => 1 << (failures - 4),
        _ => 15 * 60,
    }
}
