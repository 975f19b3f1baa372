//! What leaves the window on paper or for a calendar program: the day sheet, the call list, the card that a patient takes
//! home, their list of visits, and visits as iCalendar. Never clinical content. That patient data was printed is an event.

mod actions;
mod calendar;
pub mod model;
mod papers;
mod words;

pub use actions::{appointment_card, day, doctor_calendar, visit_calendar, visits_of_patient};
