//! Locations: the buildings where patients are seen (FHIR Location), each with the time zone of the clock on its wall,
//! and their rooms. A room is a *resource* that one visit holds at a time. Neither is deleted; inactive ones take no
//! bookings. Who works where and when is said by `availability`.

mod actions;
pub mod model;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use actions::{list, save, save_room};
