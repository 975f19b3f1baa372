//! Searching the notes of one's own patients, and counting what was diagnosed and prescribed.
//!
//! The server holds sealed bytes and can find nothing in them; so a workstation looks itself. It reads what its doctor may
//! read, opens it, and keeps an *index* — which words stand in which note — in memory and nowhere else, for one session. The
//! index is made of content that the session's keys opened and goes with them: at the lock, at leaving, and when the keys
//! change. It is got ready a little at a time, as often as it is asked, and then only what changed is read.
//!
//! The index says where a word stands, not what is written there: what is shown of a note is read, opened and checked anew
//! at each search, so a note that may not be read any more is not found any more. A search is an event in the audit log, with
//! how much it found; never with its words.

pub mod model;

mod actions;
mod counting;
mod index;
mod passages;
mod readiness;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use actions::counted;
pub use actions::{count, find, open, prepare};
