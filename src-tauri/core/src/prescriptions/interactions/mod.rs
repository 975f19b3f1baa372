//! The clinic's own table of what does not go together: two substances, how bad, and what to know. No patient data.

pub mod model;

mod actions;
mod store;

pub(super) use actions::all;
pub use actions::{list, remove, save};
pub(crate) use store::insert;
