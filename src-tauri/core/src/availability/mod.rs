//! Availability.

pub mod model;
