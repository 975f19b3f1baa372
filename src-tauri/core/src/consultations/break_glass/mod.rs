//! Breaking the glass: a doctor who does not see a patient reads the chart in an emergency. It takes a reason and the password
//! again, counts for one patient and sixty minutes by the server's clock, and the administrator is told. Private notes of
//! colleagues stay closed (45 CFR 164.312(a)(2)(ii), emergency access procedure).

pub mod model;

mod actions;
mod store;

pub use actions::{list, mark_seen, open};
pub(crate) use store::ends_at;
pub(super) use store::is_open;
