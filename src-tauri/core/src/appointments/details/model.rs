//! The types of what is written about a visit. Pure.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::availability::model::Priority;
use crate::ids::{AppointmentId, RequestId};

/// A wish to write other words about a visit, or another priority. Where and when it is stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChangeDetails {
    /// The write's id.
    pub request_id: RequestId,
    /// Which visit.
    pub appointment_id: AppointmentId,
    /// The version on the screen.
    pub row_version: u32,
    /// How soon.
    pub priority: Priority,
    /// Why, in the desk's words; at most 500 characters.
    pub reason: String,
    /// What the patient complains of, in the desk's words; at most 500 characters.
    pub symptoms: String,
}
