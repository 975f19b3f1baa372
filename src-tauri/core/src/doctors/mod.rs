//! Doctors: who sees patients (FHIR Practitioner), in which specialties, for which fee, with which licence. A doctor is a
//! *resource* with a lane of their own in the calendar. Nobody is deleted: an inactive doctor keeps their history and
//! takes no bookings. When a doctor works is said by `availability`; the account they sign in with belongs to `users`.

mod actions;
pub mod model;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use actions::{add, list, list_specialties, update};
