//! Letters and certificates (FHIR DocumentReference): a referral, a sick note, a certificate of fitness or of a visit. A letter
//! is issued in a visit by the visit's doctor, and from then on it says what it says: one that was wrong is followed by
//! another. What it says reaches the database only sealed.

pub mod model;

mod actions;
mod store;

pub(crate) use actions::{LetterOnPaper, everything, on_paper};
pub use actions::{issue, of_patient};
