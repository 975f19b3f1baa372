//! Availability.

pub mod cache;
pub mod model;
