//! How often a wrong birth date or reference was tried at this kiosk. References can be guessed by a machine that types;
//! nobody who mistypes is kept waiting.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

use crate::error::{Outcome, Refusal};
use crate::users::session::wait_after_failures;

/// The longest wait, in seconds: a vandal must not close the kiosk for the morning.
const LONGEST_WAIT: u32 = 64;

/// The tries in a row that failed since this program began. Cheap to clone: all clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tries(Arc<Mutex<Failed>>);

#[derive(Debug, Default)]
struct Failed {
    count: u32,
    last_at: Option<DateTime<Utc>>,
}

impl Tries {
    /// Whether a try counts now.
    ///
    /// # Errors
    /// [`Refusal::KioskMustWait`].
    pub(crate) fn may(&self, now: DateTime<Utc>) -> Outcome<()> {
        let failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = Duration::seconds(wait_after_failures(failed.count).min(LONGEST_WAIT).into());
        let left = failed.last_at.map_or(Duration::zero(), |last| last + wait - now);
        if left <= Duration::zero() {
            return Ok(());
        }
        let wait_seconds = u32::try_from((left.num_milliseconds() + 999) / 1000).unwrap_or(LONGEST_WAIT);
        Err(Refusal::KioskMustWait { wait_seconds }.into())
    }

    /// Counts a try.
    pub(crate) fn count(&self, recognised: bool, now: DateTime<Utc>) {
        let mut failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *failed = if recognised {
            Failed::default()
        } else {
            Failed { count: failed.count.saturating_add(1), last_at: Some(now) }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_tries_cost_nothing_and_more_cost_more() {
        let (tries, now) = (Tries::default(), DateTime::UNIX_EPOCH);
        for _ in 0..4 {
            tries.may(now).unwrap();
            tries.count(false, now);
        }
        tries.may(now).unwrap();
        tries.count(false, now);
        assert_eq!(tries.may(now), Err(Refusal::KioskMustWait { wait_seconds: 2 }.into()));
        tries.may(now + Duration::seconds(2)).unwrap();
        for _ in 0..40 {
            tries.count(false, now);
        }
        assert_eq!(tries.clone().may(now), Err(Refusal::KioskMustWait { wait_seconds: LONGEST_WAIT }.into()));
        tries.count(true, now);
        tries.may(now).unwrap();
    }
}
