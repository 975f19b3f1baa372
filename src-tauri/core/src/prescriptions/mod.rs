//! Prescriptions (FHIR MedicationRequest, in one document): what a patient is to take, tied to the visit it was written in.
//!
//! A prescription is a *draft* until its doctor *signs* it. Each change is a new version, and earlier ones stay readable; a
//! signed one never changes again: what is to be different is a new prescription that *replaces* it. The signature is the
//! doctor's own, over a short [`slip`] that stands on the paper as a QR code and that anybody checks without a network by
//! the clinic's public key. What a prescription says reaches the database only sealed.

pub mod content;
pub mod interactions;
pub mod model;
pub mod slip;
pub mod verifier;
pub mod warnings;

mod actions;
pub(crate) mod bulk;
mod groups;
mod reading;
pub(crate) mod reckoned;
mod signing;
mod store;
#[cfg(test)]
mod tests;
pub(crate) mod writing;

pub use actions::{mark_dispensed, save, sign, warnings};
pub(crate) use reading::{OnPaper, everything, on_paper};
pub use reading::{favourites, of_patient, versions};
