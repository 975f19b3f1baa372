//! Appointments (FHIR Appointment): booked visits. A visit holds time on lanes — its doctor's, its room's, its patient's —
//! as rows of five-minute cells whose primary key makes double booking impossible, whoever writes. Appointments are never
//! deleted; cancelled and missed ones give their cells back.

mod actions;
mod book;
pub mod booking;
pub mod calendar;
mod day_sheet;
pub mod details;
pub mod flow;
mod following;
pub mod holds;
mod list;
pub mod model;
pub mod needs;
pub(crate) mod new_appointment;
pub(crate) mod open_time;
pub mod proposals;
pub mod reference;
pub(crate) mod refusals;
mod reschedule;
mod rooms;
pub(crate) mod search;
pub mod series;
pub mod slot_search;
mod step;
pub(crate) mod store;
pub(crate) mod taken;
mod telling;
mod time_off;
pub mod together;
mod undo_move;
pub(crate) mod video;
pub(crate) mod view;
pub mod wished;

pub(crate) use actions::cancel_asked_at;
pub use actions::{by_reference, cancel, get, of_patient};
pub use book::book;
pub(crate) use book::{book_asked_at, book_with};
pub use calendar::{forget_view, month, save_view, saved_views, wall, week};
pub use day_sheet::day_sheet;
pub use details::change_details;
pub use holds::{hold, release_hold};
pub use list::list;
pub use proposals::propose_moves;
pub use reschedule::reschedule;
pub(crate) use reschedule::reschedule_asked_at;
pub use rooms::{assign_room, rooms_for};
pub use search::free_slots;
pub use series::{book_series, check_series, series};
pub use step::step;
pub(crate) use step::step_asked_at;
pub use time_off::{enter_time_off, in_blocks};
pub use together::{book_together, cancel_together, check_moves, earlier_places, move_together, swap, take_back};
pub use undo_move::undo_move;
