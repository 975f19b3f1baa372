//! Consultations (FHIR Encounter): what happened in a visit, in the doctor's words.
//!
//! A consultation belongs to one visit and to the visit's own doctor; to everybody else it does not exist. The first
//! opening starts the visit, if it is of today or the doctor says so. The note is a *draft* that saves itself and is overwritten, until completing the visit makes
//! it the first *version*, which no longer changes. Opening a chart is an event in the audit log, as saving is.
//!
//! Content leaves this slice only to its doctor and to doctors who see the same patient, and reaches the database only
//! sealed by the clinic's [keys](crate::keys). It is never in an audit event, a log or an error.

pub mod break_glass;
pub mod model;
pub mod note;
pub mod presence;

mod actions;
mod at_hand;
pub(crate) mod bulk;
mod history;
pub(crate) mod reading;
pub(crate) mod seeing;
mod store;
mod take_back;
pub(crate) mod taking_out;
#[cfg(test)]
mod tests;
pub mod versions;
mod vitals;

pub use actions::{complete, open, save_draft};
pub use at_hand::diagnoses_at_hand;
pub(crate) use history::{Measured, past_at_once};
pub use history::{history, my_day};
pub use presence::attend;
pub use take_back::take_start_back;
pub use versions::{add_addendum, sign, versions};
