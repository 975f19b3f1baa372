//! Prepared texts: what doctors write often. A *quick text* stands for its abbreviation (`;htn`), a *template* fills
//! sections of a note, a *letter* is what a letter begins with. Some are one doctor's own, others everybody's. They are no patient's, and so they are not sealed.

pub mod model;

mod actions;
pub(crate) mod store;

pub use actions::{list, remove, save};
