//! What was altered in the database behind the clinic's back. Opening it finds it; it is named, and keeps nobody from the rest.

use chrono::{DateTime, Utc};
use serde::Serialize;
use ts_rs::TS;

use crate::error::{ClinicError, Outcome};

/// Something that cannot be shown, because it is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Altered {
    /// Names the place, for the administrator: table, field, record, version.
    pub detail: String,
    /// When it was written, as the database says.
    pub saved_at: DateTime<Utc>,
    /// By whom, as the database says.
    pub saved_by: String,
}

/// Opens the rows of a list: all that open, in their order, and those that were altered.
///
/// # Errors
/// Whatever else keeps them from being read.
pub(crate) fn opened<R, T>(
    rows: Vec<R>,
    written: impl Fn(&R) -> (DateTime<Utc>, &str),
    mut open: impl FnMut(R) -> Outcome<T>,
) -> Outcome<(Vec<T>, Vec<Altered>)> {
    let (mut found, mut altered) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        let (saved_at, saved_by) = written(&row);
        let saved_by = saved_by.to_owned();
        match open(row) {
            Ok(opened) => found.push(opened),
            Err(ClinicError::Inconsistent { detail }) => altered.push(Altered { detail, saved_at, saved_by }),
            Err(error) => return Err(error),
        }
    }
    Ok((found, altered))
}
