//! Appointments (FHIR Appointment): booked visits. A visit holds time on lanes — its doctor's, its room's, its patient's —
//! as rows of five-minute cells whose primary key makes double booking impossible, whoever writes. Appointments are never
//! deleted; cancelled and missed ones give their cells back.

mod actions;
pub mod booking;
pub mod calendar;
mod day_sheet;
pub mod flow;
mod following;
pub mod holds;
mod list;
pub mod model;
pub mod needs;
pub mod proposals;
pub mod reference;
mod refusals;
mod rooms;
pub(crate) mod search;
pub mod series;
pub(crate) mod store;
mod time_off;
pub mod together;
mod undo_move;
pub(crate) mod video;
pub(crate) mod view;
pub mod wished;

pub(crate) use actions::book_with;
pub use actions::{book, by_reference, cancel, get, of_patient, reschedule, step};
pub use calendar::{forget_view, month, save_view, saved_views, wall, week};
pub use day_sheet::day_sheet;
pub use holds::{hold, release_hold};
pub use list::list;
pub use proposals::propose_moves;
pub use rooms::{assign_room, rooms_for};
pub use search::free_slots;
pub use series::{book_series, check_series, series};
pub use time_off::enter_time_off;
pub use together::{book_together, cancel_together, check_moves, earlier_places, move_together, swap, take_back};
pub use undo_move::undo_move;
