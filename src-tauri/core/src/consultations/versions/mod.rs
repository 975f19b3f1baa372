//! What stands once a visit is completed. The note becomes version 1 and no longer changes; whatever is added later makes
//! a new version that holds the note as it was and all addenda. Old versions stay and can be read.
//!
//! A version is signed by its doctor, at once or later, and only while their licence holds. A signature is a row of its own
//! that is written once; the accounts of workstations can neither change nor remove a version or a signature.

pub mod model;

mod actions;
pub(super) mod signature;
pub(super) mod store;

pub(crate) use actions::may_sign;
pub(super) use actions::{NewVersion, stand};
pub use actions::{add_addendum, sign, versions};
