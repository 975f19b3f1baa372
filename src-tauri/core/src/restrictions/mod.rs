//! Restriction of processing (GDPR Art. 18; FHIR Flag): a patient whose data is kept and not used. While one stands, no visit
//! is booked or moved, nobody is put on the waitlist, nothing is written to the patient, and nothing clinical is opened or
//! written but in an emergency. What stops a deed is one place, [`gate`]: the deed's audit event, which cannot be written.

pub(crate) mod gate;
pub mod model;

mod actions;
mod store;

pub(crate) use actions::everything;
pub use actions::{lift, of_patient, restrict};
