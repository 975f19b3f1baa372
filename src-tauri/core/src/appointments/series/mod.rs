//! Visits that come back by a rule (RFC 5545): every occurrence is checked first, then all are booked as real
//! appointments in one transaction. An occurrence that is moved or cancelled later keeps its number and says that it
//! changed; the rule stays as it was booked.

mod actions;
pub mod model;
pub mod rule;
mod store;

pub use actions::{book_series, check_series, series};
