//! The change feed: what a workstation shows, and what of it changed. A workstation polls the versions of what is on its
//! screen; versions are bumped in the transaction of the change, under the row's lock, so no change that commits out of
//! order is missed (design: database, change feed).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::OfflineCause;

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
    /// `consultation:<id>`.
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
