//! Half-open stretches of time, `[start, end)`, and their algebra.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// `[start, end)`, never empty and never backwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "(DateTime<Utc>, DateTime<Utc>)", try_from = "(DateTime<Utc>, DateTime<Utc>)")]
pub struct Interval {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl From<Interval> for (DateTime<Utc>, DateTime<Utc>) {
    fn from(span: Interval) -> Self {
        (span.start, span.end)
    }
}

impl TryFrom<(DateTime<Utc>, DateTime<Utc>)> for Interval {
    type Error = &'static str;

    fn try_from((start, end): (DateTime<Utc>, DateTime<Utc>)) -> Result<Self, Self::Error> {
        Self::new(start, end).ok_or("an empty stretch of time")
    }
}

impl Interval {
    /// The stretch from `start` up to, not including, `end`; `None` when it would be empty or backwards.
    ///
    /// ```
    /// use chrono::{DateTime, Duration};
    /// use clinic_core::interval::Interval;
    /// let nine = DateTime::from_timestamp(1_750_000_000, 0).unwrap();
    /// assert!(Interval::new(nine, nine).is_none());
    /// let visit = Interval::new(nine, nine + Duration::minutes(20)).unwrap();
    /// let next = Interval::new(visit.end(), visit.end() + Duration::minutes(20)).unwrap();
    /// assert!(!visit.overlaps(next), "a visit that ends at ten does not touch one that starts at ten");
    /// ```
    pub fn new(start: DateTime<Utc>, end: DateTime<Utc>) -> Option<Self> {
        (end > start).then_some(Self { start, end })
    }

    /// First instant inside.
    pub fn start(self) -> DateTime<Utc> {
        self.start
    }

    /// First instant after.
    pub fn end(self) -> DateTime<Utc> {
        self.end
    }

    /// Its length, always positive.
    pub fn length(self) -> Duration {
        self.end - self.start
    }

    /// Whether the two share an instant.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether all of `other` lies inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// What both share.
    pub fn intersect(self, other: Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// What is left of it when `other` is taken away: none, one or two stretches, in order.
    pub fn subtract(self, other: Self) -> impl Iterator<Item = Self> {
        let before = Self::new(self.start, self.end.min(other.start));
        let after = Self::new(self.start.max(other.end), self.end);
        before.into_iter().chain(after)
    }
}
