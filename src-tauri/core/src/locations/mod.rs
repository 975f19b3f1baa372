//! Locations.

pub mod model;
