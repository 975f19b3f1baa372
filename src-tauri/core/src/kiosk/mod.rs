//! The kiosk in the waiting room: whoever stands in front of it checks in, registers, books, and sees nothing of anybody
//! else. It signs in with an account of its own, which may use the kiosk and nothing besides.
//!
//! Nothing is remembered between two requests. Each shows who the person is, by birth date and a reference that only they
//! were given: of a visit, or their own. Whoever knows both sees their own visits; wrong pairs cost more and more time.

mod actions;
pub mod model;
mod standing;
mod tries;

pub use actions::{book, check_in, enter, place, register, times};
pub(crate) use tries::Tries;
