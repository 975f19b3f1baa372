//! Keys: who can read what is sealed, and who let them in.
//!
//! Clinical content is sealed under the clinic's *data key*, which no server ever has. Each clinician has a key pair of
//! their own, locked by their password; the data key reaches them in an *envelope* that only their pair opens. The first
//! clinician *finds* the clinic's keys and prints the *recovery key*, which opens them when everybody forgot; every later
//! one is *let in* by a colleague, who compares a fingerprint, or by the recovery key. A new data key (*rotation*) seals
//! what is written from then on, and what was written before is sealed again in the background.
//!
//! A session holds the opened keys in the workstation's memory from its password to its lock. They are never logged, never
//! sent to the page, and never on a disk but locked or sealed.

pub mod model;

mod found;
mod let_in;
mod opened;
mod opening;
mod reseal;
mod rotate;
mod state;
mod store;
mod versions;

pub use found::found;
pub(crate) use found::seed;
pub use let_in::{let_in, recover};
pub(crate) use opened::Held;
pub use opened::{ClinicKeys, HeldKeys};
pub(crate) use opening::{locked_anew, open_for};
pub use reseal::reseal_some;
pub use rotate::{renew_recovery, rotate};
pub use state::state;
pub(crate) use versions::{Version, Versioned, versioned};

/// Every column that holds sealed content, as `table.column`.
pub fn sealed_columns() -> Vec<String> {
    let mut columns: Vec<String> = crate::sealed_tables::ALL.iter().map(|one| one.column.to_owned()).collect();
    columns.sort();
    columns
}
