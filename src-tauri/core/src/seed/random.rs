//! Chance that is the same every time: what the demo holds follows from its seed and from the hour it is made.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A stream of numbers that looks random and follows from its seed (SplitMix64, public domain, Sebastiano Vigna). Not for
/// secrets.
#[derive(Clone, Debug)]
pub(super) struct Chance {
    state: u64,
    made: u64,
}

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed, made: 0 }
    }

    pub(super) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is at least 1.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// True in `percent` of a hundred.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them; there is at least one.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// An id like those made at `now`, each later than the one before.
    pub(super) fn id(&mut self, now: DateTime<Utc>) -> Uuid {
        self.made += 1;
        let millis = now.timestamp_millis().unsigned_abs() + self.made / 1_000;
        let (high, low) = (self.next(), self.next());
        let mut bytes = [0_u8; 10];
        // The first bits count, so that ids of one millisecond stay in order.
        bytes[..2].copy_from_slice(&((self.made % 1_000) as u16).to_be_bytes());
        bytes[2..].copy_from_slice(&(high ^ low.rotate_left(17)).to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}
