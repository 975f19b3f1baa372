//! What the clinic sets for all its workstations: one row. What belongs to a single record is set there, not here.

mod actions;
pub mod model;
mod store;

pub use actions::{get, save};
pub(crate) use store::get as read;
