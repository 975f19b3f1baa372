//! Blocks: time of a doctor that is kept for something else than whoever is booked — a meeting, administration, or
//! emergencies until it is released. They never move visits that are there already.

mod actions;
pub mod model;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use actions::{add, change, remove, restore};
