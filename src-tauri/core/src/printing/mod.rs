//! What leaves the window on paper or for a calendar program: the day sheet, the call list, the card that a patient takes
//! home, their list of visits, and visits as iCalendar: never clinical content. A signed prescription and a letter, for doctors
//! who see the patient, and what others need to check one; counts of diagnoses and prescriptions, which name nobody. That
//! patient data was printed is an event.

mod actions;
mod calendar;
mod counts;
mod letter;
pub mod model;
mod papers;
mod prescription;
mod words;

pub use actions::{appointment_card, day, doctor_calendar, visit_calendar, visits_of_patient};
pub use counts::counts;
pub use letter::letter;
pub use prescription::{prescription, verifier};
