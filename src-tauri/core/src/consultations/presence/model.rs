//! Who has a note open besides oneself. Pure: no database, no clock.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::ConsultationId;

/// What a window does with the note that it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// Shows it.
    Reads,
    /// Something is being typed in it.
    Writes,
    /// Shows it no longer.
    Leaves,
}

/// Says what this window does with a note; every few seconds, and whenever that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttendNote {
    /// Which.
    pub consultation_id: ConsultationId,
    /// What it does.
    pub attendance: Attendance,
}

/// Another window that shows the same note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OtherWindow {
    /// Who sits there.
    pub name: String,
    /// At which workstation.
    pub workstation: String,
    /// Since when it is open there.
    pub opened_at: DateTime<Utc>,
    /// Since when they write in it; none while they only read.
    pub writes_since: Option<DateTime<Utc>>,
}
