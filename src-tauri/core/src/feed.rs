//! The change feed: what a workstation shows, and what of it changed. A workstation polls the versions of what is on its
//! screen; versions are bumped in the transaction of the change, under the row's lock, so no change that commits out of
//! order is missed (design: database, change feed).

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use chrono::{Duration, NaiveDate};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use ts_rs::TS;

use crate::civil::parse_date;
use crate::clinic::Clinic;
use crate::error::{FieldError, FieldProblem, OfflineCause, Outcome};
use crate::sql_list::push_list;

/// What the screen shows now. Replaces what was watched before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FeedWatch {
    /// Calendar lanes shown (`DoctorView::resource_id`), 500 at most.
    pub resource_ids: Vec<u32>,
    /// First civil date shown, `2026-11-21`; empty when no calendar is.
    pub from_on: String,
    /// Last civil date shown.
    pub to_on: String,
    /// Topics shown: `patients`, `clinic` (doctors, specialties, locations, rooms), `availability`, `users`,
    /// `consultation:<id>`, `note_windows:<id>`, `chart:<patient>`.
    pub topics: Vec<String>,
}

/// What the feed tells the window (event `feed`).
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum FeedEvent {
    /// The server answered. Lists are empty unless something watched changed since the last event.
    Online {
        /// Lanes of which a shown day changed.
        resource_ids: Vec<u32>,
        /// Topics that changed.
        topics: Vec<String>,
        /// The server came back: read everything shown again.
        returned: bool,
    },
    /// The server did not answer; the feed goes on trying.
    Offline {
        /// Why.
        cause: OfflineCause,
    },
}

/// Polls the versions of what a screen shows.
#[derive(Debug)]
pub struct Poller {
    resource_ids: Vec<u32>,
    days: Option<(NaiveDate, NaiveDate)>,
    topics: Vec<String>,
    known: Option<Versions>,
    clock_set: Option<Instant>,
}

/// How long the workstation's clock is taken to run as the server's does: it may be put right or slept through meanwhile.
const CLOCK_HOLDS: std::time::Duration = std::time::Duration::from_secs(60);

type Versions = (HashMap<(u32, NaiveDate), u64>, HashMap<String, u64>);

/// What changed between two polls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Lanes of which a shown day changed, ascending.
    pub resource_ids: Vec<u32>,
    /// Topics that changed, ascending.
    pub topics: Vec<String>,
}

impl Changes {
    /// Nothing changed.
    pub fn is_empty(&self) -> bool {
        self.resource_ids.is_empty() && self.topics.is_empty()
    }
}

impl Poller {
    /// Reads a watch. A day on the wall lies in two or three days of UTC, in which versions are kept: one more on each
    /// side is watched.
    ///
    /// # Errors
    /// [`FieldProblem::NotADate`](crate::error::FieldProblem) at `from_on` or `to_on`,
    /// [`FieldProblem::OutOfRange`](crate::error::FieldProblem) beyond 500 lanes, 100 topics or 62 days.
    pub fn new(watch: &FeedWatch) -> Outcome<Self> {
        let too_many = |field: &str, most: i32| FieldError::new(field, FieldProblem::OutOfRange { least: 0, most });
        if watch.resource_ids.len() > 500 {
            return Err(too_many("resource_ids", 500).into());
        }
        if watch.topics.len() > 100 || watch.topics.iter().any(|topic| topic.len() > 64) {
            return Err(too_many("topics", 100).into());
        }
        let days = if watch.from_on.is_empty() || watch.resource_ids.is_empty() {
            None
        } else {
            let (from, to) = (parse_date("from_on", &watch.from_on)?, parse_date("to_on", &watch.to_on)?);
            if to < from || (to - from).num_days() > 62 {
                return Err(FieldError::new("to_on", FieldProblem::EndBeforeStart).into());
            }
            Some((from - Duration::days(1), to + Duration::days(1)))
        };
        let sorted = |mut list: Vec<u32>| {
            list.sort_unstable();
            list.dedup();
            list
        };
        Ok(Self {
            resource_ids: sorted(watch.resource_ids.clone()),
            days,
            topics: watch.topics.clone(),
            known: None,
            clock_set: None,
        })
    }

    /// What changed since the last poll; nothing at the first. Two small reads by primary key, one when no calendar is
    /// watched; once a minute the server's time with them.
    ///
    /// # Errors
    /// [`ClinicError::Offline`](crate::error::ClinicError); what changed meanwhile is told by the next poll that succeeds.
    pub async fn poll(&mut self, clinic: &Clinic) -> Outcome<Changes> {
        if self.clock_set.is_none_or(|set| set.elapsed() > CLOCK_HOLDS) {
            clinic.set_clock().await?;
            self.clock_set = Some(Instant::now());
        }
        let fresh = self.versions(clinic).await?;
        let changes = self.known.as_ref().map(|known| difference(known, &fresh)).unwrap_or_default();
        self.known = Some(fresh);
        Ok(changes)
    }

    async fn versions(&self, clinic: &Clinic) -> Outcome<Versions> {
        let mut versions = Versions::default();
        if let Some((from, to)) = self.days {
            let mut query =
                QueryBuilder::new("select resource_id, day, version from calendar_days where resource_id in ");
            push_list(&mut query, &self.resource_ids);
            query.push(" and day >= ").push_bind(from).push(" and day <= ").push_bind(to);
            let rows: Vec<(u32, NaiveDate, u64)> = query.build_query_as().fetch_all(clinic.read()).await?;
            versions.0 = rows.into_iter().map(|(lane, day, version)| ((lane, day), version)).collect();
        }
        if !self.topics.is_empty() {
            let mut query = QueryBuilder::new("select name, version from topics where name in (");
            let mut names = query.separated(", ");
            for topic in &self.topics {
                names.push_bind(topic);
            }
            query.push(")");
            let rows: Vec<(String, u64)> = query.build_query_as().fetch_all(clinic.read()).await?;
            versions.1 = rows.into_iter().collect();
        }
        Ok(versions)
    }
}

/// Versions only grow, so different is newer; a row that appears is a first change.
fn difference(known: &Versions, fresh: &Versions) -> Changes {
    let lanes = fresh.0.iter().filter(|(day, version)| known.0.get(day) != Some(version)).map(|((lane, _), _)| *lane);
    let topics =
        fresh.1.iter().filter(|(topic, version)| known.1.get(*topic) != Some(version)).map(|(topic, _)| topic.clone());
    let lanes: BTreeSet<u32> = lanes.collect();
    let topics: BTreeSet<String> = topics.collect();
    Changes { resource_ids: lanes.into_iter().collect(), topics: topics.into_iter().collect() }
}
