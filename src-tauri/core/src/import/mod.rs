//! Bringing in what another program kept. What does not fit is refused row by row, with its line, field and reason; the
//! rest comes in. Every row carries the id it had (`external_id`), so a second run of the same files changes nothing: it
//! neither adds a row twice nor overwrites what was changed here since.

pub mod report;
mod sheet;
mod store;
pub mod synthea;
mod visits;

pub use report::{FileReport, ImportReport, Reason, Refused};

use crate::error::ClinicError;

/// Why an import could not be done at all. What was committed before it stopped stays, and a second run goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read.
    #[error("{file}: {detail}")]
    File {
        /// Its name.
        file: &'static str,
        /// What the system said.
        detail: String,
    },
    /// A file is not of the kind expected.
    #[error("{file}: there is no column {column}")]
    NoColumn {
        /// Its name.
        file: &'static str,
        /// The column that is not there.
        column: &'static str,
    },
    /// The clinic could not take it.
    #[error(transparent)]
    Clinic(#[from] ClinicError),
}

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Clinic(error.into())
    }
}
