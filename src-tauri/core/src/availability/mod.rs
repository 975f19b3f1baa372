//! Availability: when a doctor can be booked. Weekly hours, dates that differ, time off, blocks and holidays,
//! and the free slots that follow. It never books anything: what is taken comes from the appointments.

mod actions;
pub mod blocks;
pub(crate) mod cache;
pub mod holidays;
pub mod hours;
pub mod model;
pub mod nights;
pub(crate) mod openings;
pub mod schedule;
pub(crate) mod schedule_store;
pub mod slots;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub(crate) use actions::time_off;
pub use actions::{enter_time_off, get, set_dated_hours, set_weekly_hours, withdraw_time_off};

#[cfg(test)]
mod slot_tests;
