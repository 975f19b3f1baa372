//! The audit log: who did what to which record, written in the transaction of the deed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// One event as the administrator reads it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AuditView {
    /// Its id: the write's request id.
    pub id: Uuid,
    /// When, by the server's clock.
    pub at: DateTime<Utc>,
    /// Who, or the tool.
    pub actor: String,
    /// Where.
    pub workstation: String,
    /// What, e.g. `appointment_booked`.
    pub action: String,
    /// What kind of record.
    pub subject_kind: String,
    /// Which record.
    pub subject_id: Uuid,
    /// The patient concerned, `Family, Given`.
    pub patient: Option<String>,
}

/// A question for the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AuditSearch {
    /// Events before this one, for the next page.
    pub before_at: Option<DateTime<Utc>>,
    /// How many, 1 to 200.
    pub limit: i32,
}
