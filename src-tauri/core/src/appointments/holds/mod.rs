//! Held times: a place that is kept for two minutes while its booking is filled in, or while somebody thinks about an
//! offer. A hold takes the cells that the booking would, so the database itself keeps others out, and it ends by the
//! server's clock: whoever needs its cells afterwards removes it in the transaction in which they take them. A workstation
//! that died needs not be asked. The booking of the same id takes the hold's place.

mod actions;
pub mod model;
pub(crate) mod store;

pub(crate) use actions::place;
pub use actions::{hold, release_hold};
