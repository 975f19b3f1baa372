//! The waitlist: people who wait for a time, with whom and when they would like it. Time that becomes free (an opening) is
//! offered to the one whom it suits best and held for them; an offer that is declined or not answered in time passes on.
//! No server-side program is needed: whichever workstation notices first does it, in one transaction.

mod actions;
pub mod matching;
pub mod model;
mod offers;
mod store;
mod tend;

pub use actions::{add, bring_back, change_wish, list, remove};
pub use offers::{accept, decline, offer};
pub use tend::{Tender, tend};
