//! Consultations (FHIR Encounter): what happened in a visit, in the doctor's words.
//!
//! A consultation belongs to one visit and to the visit's own doctor; to everybody else it does not exist. The first
//! opening starts the visit, if it is of today or the doctor says so. The note is a *draft* that saves itself and is overwritten, until completing the visit makes
//! it the first *version*, which no longer changes. Opening a chart is an event in the audit log, as saving is.
//!
//! Content leaves this slice only to its doctor and to doctors who see the same patient, and reaches the database only
//! through [`seal`](mod@seal). It is never in an audit event, a log or an error.

pub mod model;
pub mod seal;

mod actions;
pub(crate) mod bulk;
mod history;
mod store;
mod take_back;
#[cfg(test)]
mod tests;
mod vitals;

pub use actions::{complete, open, save_draft};
pub use history::{history, my_day};
pub use take_back::take_start_back;
