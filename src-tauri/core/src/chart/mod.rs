//! The chart: what is known of a patient beyond single visits — allergies (FHIR AllergyIntolerance), conditions (Condition),
//! what they take (MedicationStatement), family and social history, immunisations and the blood type.
//!
//! Each is an *entry*. An entry is never deleted and never overwritten: whatever changes is a new version that keeps who
//! wrote it, when, and why; what is over has *ended*, what was never so was *entered in error*. Even of what kind an entry is
//! reaches the database only sealed. Opening a chart is an event in the audit log, as writing in it is.

pub mod model;

mod actions;
pub(crate) mod bulk;
mod reading;
mod store;
#[cfg(test)]
mod tests;

pub use actions::save;
pub(crate) use reading::{everything, known};
pub use reading::{open, versions};
