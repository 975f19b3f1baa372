//! Users: who signs in (FHIR Practitioner or none), with which role, and the sessions they hold.
//!
//! A user has an e-mail, a role and a password. Signing in at a workstation opens a *session*: twelve hours at most,
//! *locked* after ten minutes without a touch and opened again by the password, *revoked* by signing out, by disabling
//! the user or by a new password. All of its times are the server's. An [`Actor`](crate::access::Actor) is made from an
//! open session and from nothing else, anew for every command, so a change of role counts at once.
//!
//! A password that somebody else set, the first one or one given later, is changed by its owner before anything else: until
//! then no actor is made from their sessions.
//!
//! This slice never answers which of e-mail and password was wrong, never keeps a token (only its hash), and never lets
//! the last active administrator go. Users are disabled, not deleted: what they did keeps their name.

pub mod model;
pub mod password;
pub mod session;

mod actions;
mod new_keys;
mod own_password;
mod sign_in;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use actions::own_name;
pub use actions::{add, list, set_password, update};
pub use new_keys::{renew_recovery_key, rotate_keys};
pub use own_password::change_password;
pub use session::SessionToken;
pub(crate) use sign_in::confirm;
pub use sign_in::{actor, current_session, lock, sign_in, sign_out, touch, unlock};
