//! Consultations.

pub mod model;
