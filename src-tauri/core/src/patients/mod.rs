//! Patients (FHIR Patient): who is seen. What the desk must see of them — names, birth date, how to reach them, the doctor
//! they usually see — and no clinical content.
//!
//! A patient is found by any part of a name in any order, misspelt too ([`words`]), the tail of a phone number, a birth
//! date however it is written, or the *reference* they read over the phone ([`reference`](mod@reference)). Before someone is
//! registered twice, [`likely_duplicates`] says who may be the same person ([`likeness`]). Patients are hidden, never
//! deleted: their history stays.

pub mod likeness;
pub mod model;
pub mod query;
pub mod reference;
pub mod words;

mod actions;
mod find;
pub(crate) mod index;
mod search;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use actions::of_ids;
pub use actions::{get, register, update};
pub use search::{likely_duplicates, search};
pub(crate) use store::is_registered;
