//! Messages to patients (D13, E4): that their visit was moved, called off or booked, or is near. A message is written in the
//! transaction of the deed that it tells of, waits for a moment in which the deed can be undone, and is sent by e-mail by one
//! of the clinic's workstations. Whoever has not agreed to be written to is written nothing, and is called.
//!
//! A message never holds anything clinical: who, with whom, where and when.

mod actions;
mod composing;
mod deeds;
mod mail;
pub mod model;
mod send;
pub mod settings;
mod store;
mod tend;
pub mod texts;

pub use actions::{list, send_test, try_again, withdraw};
pub(crate) use deeds::{Change, note, note_booked};
pub use send::{Sender, account, account_to_send};
pub(crate) use store::written_to;
pub use tend::{Tender, tend};
