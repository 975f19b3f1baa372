//! Several visits at once: checked together, then changed in one transaction, all or none. The desk moves a doctor's
//! morning, swaps two visits, edits or cancels a series, and takes each of these back.

mod actions;
pub(super) mod book;
mod changes;
mod held;
pub mod model;
pub(super) mod plan;
mod write;

pub use actions::{cancel_together, check_moves, earlier_places, move_together, swap, take_back};
pub use book::book_together;
pub(super) use changes::note_move;
