//! Locations: the buildings where patients are seen (FHIR Location), each with the time zone of the clock on its wall,
//! their rooms and their equipment. Rooms and devices are *resources* that one visit holds at a time. None is deleted; inactive ones take no
//! bookings. Who works where and when is said by `availability`.

mod actions;
mod devices;
pub mod model;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use actions::{list, save, save_room};
pub use devices::save_device;
