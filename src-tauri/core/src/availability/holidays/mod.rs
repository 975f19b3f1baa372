//! Holidays: days on which the clinic, one place or one doctor does not work, some of them every year. They close the hours
//! of the week; a date that has hours of its own is worked all the same.

mod actions;
pub mod model;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use actions::{list, remove, save};
