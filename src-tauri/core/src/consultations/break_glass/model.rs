//! An emergency access, asked for and looked at. Pure: no database, no clock.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{FieldError, FieldProblem};
use crate::ids::{BreakGlassId, PatientId, RequestId};
use crate::text::{Lines, required};

/// Asks to read the chart of a patient whom the doctor does not see.
#[derive(Clone, Deserialize, TS)]
pub struct BreakGlass {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation.
    pub id: BreakGlassId,
    /// Whose chart.
    pub patient_id: PatientId,
    /// Why, 10 to 500 characters; the administrator reads it.
    pub reason: String,
    /// The doctor's password, again.
    pub password: String,
}

/// Until when a chart can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct GlassBroken {
    /// The end; none where the doctor sees the patient anyway, and nothing was broken.
    pub ends_at: Option<DateTime<Utc>>,
}

/// One emergency access as the administrator reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BrokenGlassView {
    /// Its id.
    pub id: BreakGlassId,
    /// Who read.
    pub user_name: String,
    /// Whose chart, `Family, Given`.
    pub patient_name: String,
    /// Their id.
    pub patient_id: PatientId,
    /// Why, in the doctor's words.
    pub reason: String,
    /// Where.
    pub workstation: String,
    /// From when.
    pub opened_at: DateTime<Utc>,
    /// Until when.
    pub ends_at: DateTime<Utc>,
    /// When an administrator marked it as seen.
    pub seen_at: Option<DateTime<Utc>>,
    /// Who did.
    pub seen_by: Option<String>,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// Says that an administrator looked at an emergency access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MarkGlassSeen {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub id: BreakGlassId,
    /// The version on the screen.
    pub row_version: u32,
}

/// A reason shorter than this says nothing.
const LEAST_REASON: u32 = 10;

/// Reads the reason as typed.
pub(super) fn parse_reason(typed: &str) -> Result<String, FieldError> {
    let reason = required("reason", typed, 500, Lines::Many)?;
    match reason.chars().count() < LEAST_REASON as usize {
        true => Err(FieldError::new("reason", FieldProblem::TooShort { least: LEAST_REASON })),
        false => Ok(reason),
    }
}
