//! The search as a doctor asks for it.

use super::codes;
use super::model::{DiagnosisHits, DiagnosisSearch};
use crate::access::{Action, Actor};
use crate::clinic::Clinic;
use crate::error::{ClinicError, Outcome};

/// The codes that fit what was typed; see [`codes::find`]. The server is not asked.
///
/// # Errors
/// Forbidden to all but doctors.
pub async fn search(_: &Clinic, actor: &Actor, request: DiagnosisSearch) -> Outcome<DiagnosisHits> {
    actor.may(Action::Consult)?;
    // The first search unpacks the table.
    tokio::task::spawn_blocking(move || codes::find(&request.words, &request.at_hand))
        .await
        .map_err(|error| ClinicError::Inconsistent { detail: format!("the search for diagnoses: {error}") })
}
