//! Availability: when a doctor can be booked. Weekly hours, dates that differ, time off, and the free slots that follow.
//! It never books anything: what is taken comes from the appointments.

pub(crate) mod cache;
pub mod model;
pub mod schedule;
pub(crate) mod schedule_store;
pub mod slots;
