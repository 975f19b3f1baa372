//! The server is away (N11). What a workstation keeps so that the desk goes on: the sheets of today and the next working
//! day to read, and the deeds of the desk that are sent when the server is back. Of clinical content only what a doctor is
//! typing and the server does not have yet ([`KeptNote`](model::KeptNote)).
//!
//! A [`Drawer`] is one person's at one workstation, sealed with a key that only their password opens (ADR 18). It is filled
//! while the server answers ([`Drawer::refresh`]), read from and added to while it does not ([`answers`], [`deeds`]), and
//! emptied in order on return ([`Drawer::send`]): each deed goes out under the id it was made with, so that one whose answer
//! was lost is done once. What the clinic refuses by then stays until a person settles it; nothing is dropped silently.

pub mod answers;
pub mod deeds;
pub mod model;

mod days;
mod drawer;
mod files;
mod journal;
mod key_file;
mod notes;
mod place;
mod places;
mod plan;
mod queue;
mod refresh;
mod send;
#[cfg(test)]
mod tests;

pub use drawer::Drawer;
pub use place::Place;
