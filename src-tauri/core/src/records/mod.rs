//! Records (FHIR DocumentReference): files that belong to a patient — reports, pictures, discharge letters.
//!
//! A file *arrives* in parts, each sealed on the workstation for its place among the others, so that it goes on from where
//! it was after a lost server or a killed program. It is *kept* once everything that arrived was read back and is the file
//! that was chosen, by its SHA-256. What describes it is sealed too, and each change of that is a new version. A record is
//! *archived* and never deleted. *Sharing* it lets one doctor more see this record, and nothing else of the patient.

pub mod file;
pub mod model;

mod actions;
mod arriving;
pub(crate) mod bulk;
mod opening;
mod reading;
mod store;
pub(crate) mod taking_out;
#[cfg(test)]
mod tests;

pub use actions::{archive, describe, share};
pub use arriving::{Going, Sent, Source, begin, discard, send, unfinished};
pub use opening::{CopyOf, copy, open, piece};
pub(crate) use reading::belong_to;
pub use reading::{of_patient, shared, versions};
