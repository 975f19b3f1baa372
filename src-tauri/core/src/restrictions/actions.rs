//! Restricting, lifting, and looking at what was restricted.

use serde_json::json;

use super::model::{LiftRestriction, RestrictProcessing, RestrictionView};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{PatientId, UserId};
use crate::once::once;
use crate::patients;

/// A patient's restrictions, the newest first: one stands at most.
///
/// # Errors
/// Forbidden to all but administrators.
pub async fn of_patient(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<Vec<RestrictionView>> {
    actor.may(Action::RestrictProcessing)?;
    retry(|| store::of_patient(clinic.read(), patient)).await
}

/// Every restriction of a patient, the newest first; for whoever noted that they take it out.
pub(crate) async fn everything(clinic: &Clinic, patient: PatientId) -> Outcome<Vec<RestrictionView>> {
    retry(|| store::of_patient(clinic.read(), patient)).await
}

/// Restricts the processing of a patient's data; the patient's restrictions.
///
/// # Errors
/// `Invalid` at `words`; `NotFound` when there is no such patient; `Stale` when one stands already. Forbidden to all but
/// administrators.
pub async fn restrict(clinic: &Clinic, actor: &Actor, request: RestrictProcessing) -> Outcome<Vec<RestrictionView>> {
    let by = administrator(actor)?;
    let words = request.parse()?;
    let patient = request.patient_id;
    once(clinic, request.request_id, || async {
        if !patients::is_registered(clinic.read(), patient).await? {
            return Err(ClinicError::NotFound { what: RecordKind::Patient });
        }
        let mut write = clinic.write(actor, request.request_id).await?;
        if !store::insert(write.connection(), &request, &words, by).await? {
            return Err(ClinicError::Stale { what: RecordKind::Restriction });
        }
        store::touch(&mut write, patient).await?;
        let event = AuditEvent::about(AuditAction::ProcessingRestricted, "restriction", request.id.0).patient(patient);
        write.commit(event.detail(json!({ "ground": request.ground }))).await
    })
    .await?;
    of_patient(clinic, actor, patient).await
}

/// Lifts a restriction, once the patient was told; the patient's restrictions.
///
/// # Errors
/// `Invalid` at `words`, and at `patient_told` where the patient was not; `NotFound`; `Stale` when it was lifted since.
/// Forbidden to all but administrators.
pub async fn lift(clinic: &Clinic, actor: &Actor, request: LiftRestriction) -> Outcome<Vec<RestrictionView>> {
    let by = administrator(actor)?;
    let words = request.parse()?;
    let patient = retry(|| store::patient_of(clinic.read(), request.id)).await?;
    once(clinic, request.request_id, || async {
        let mut write = clinic.write(actor, request.request_id).await?;
        if !store::lift(write.connection(), request.id, request.row_version, &words, by).await? {
            return Err(ClinicError::Stale { what: RecordKind::Restriction });
        }
        store::touch(&mut write, patient).await?;
        let event = AuditEvent::about(AuditAction::RestrictionLifted, "restriction", request.id.0);
        write.commit(event.patient(patient)).await
    })
    .await?;
    of_patient(clinic, actor, patient).await
}

/// The user who restricts: a person, not a tool.
fn administrator(actor: &Actor) -> Outcome<UserId> {
    actor.may(Action::RestrictProcessing)?;
    actor.user_id.ok_or(ClinicError::NotFound { what: RecordKind::User })
}
