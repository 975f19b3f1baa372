//! Diagnoses as codes of ICD-10-CM: the table that the program carries, how a doctor finds a code in it, and the codes they
//! keep at hand. Nothing here knows a patient.

pub mod codes;
pub mod model;

mod actions;
mod favourites;
#[cfg(test)]
mod tests;

pub use actions::search;
pub(crate) use favourites::favourites;
pub use favourites::set_favourite;
