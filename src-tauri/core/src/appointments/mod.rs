//! Appointments.

pub mod model;
