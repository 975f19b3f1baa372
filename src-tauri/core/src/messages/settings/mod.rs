//! What the clinic sets of its messages: the mail server, whom they come from, and which are written. Its password is no
//! setting: the workstation that sends keeps it.

mod actions;
pub mod model;
mod store;

pub use actions::{get, save};
pub(super) use store::get as read;
