//! What is proposed for the visits that a time off leaves without a doctor. They are moved, and taken back, together as any
//! other visits are (`together`).

pub mod model;
mod propose;
mod store;

pub use propose::propose_moves;
