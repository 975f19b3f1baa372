//! Users.

pub mod model;
