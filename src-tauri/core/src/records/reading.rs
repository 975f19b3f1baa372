//! Who reads records: doctors who see the patient, and those with whom a record is shared.

use super::model::{RecordList, RecordVersion, RecordVersionsRequest, RecordsRequest, SharedRecordsRequest};
use super::store::{self, Record};
use crate::access::{Action, Actor};
use crate::audit::{self, AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::consultations::seeing::{note_reading, seeing};
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{PatientId, RecordId};

/// A patient's records, the newest first, 500 at most, with those in the archive and those that are arriving. Reading them
/// is an event.
///
/// # Errors
/// `NotFound` for doctors who do not see the patient, as if the patient were not there. Forbidden to all but doctors.
pub async fn of_patient(clinic: &Clinic, actor: &Actor, request: RecordsRequest) -> Outcome<RecordList> {
    seeing(clinic, actor, request.patient_id).await?;
    note_reading(clinic, actor, request.request_id, request.patient_id).await?;
    let keys = actor.keys()?;
    retry(|| async { store::of_patient(&mut *clinic.read().acquire().await?, keys, request.patient_id).await }).await
}

/// Whether all of these are records of the patient: what another document names has to be there.
pub(crate) async fn belong_to(clinic: &Clinic, patient: PatientId, ids: &[RecordId]) -> Outcome<bool> {
    for id in ids {
        match retry(|| async { store::patient_of(&mut *clinic.read().acquire().await?, *id).await }).await {
            Ok(whose) if whose == patient => {}
            Ok(_) | Err(ClinicError::NotFound { .. }) => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

/// What others shared with the doctor and is not in the archive, 200 at most. Reading it is an event.
///
/// # Errors
/// Forbidden to all but doctors.
pub async fn shared(clinic: &Clinic, actor: &Actor, request: SharedRecordsRequest) -> Outcome<RecordList> {
    actor.may(Action::ReadNotes)?;
    let own = actor.doctor_id.ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    let keys = actor.keys()?;
    let event = AuditEvent::about(AuditAction::SharedRecordsRead, "doctor", own.0);
    audit::note(clinic, actor, request.request_id, event).await?;
    retry(|| async { store::shared_with(&mut *clinic.read().acquire().await?, keys, own).await }).await
}

/// How a record was described, the newest first. Reading it is an event.
///
/// # Errors
/// As [`of_patient`].
pub async fn versions(clinic: &Clinic, actor: &Actor, request: RecordVersionsRequest) -> Outcome<Vec<RecordVersion>> {
    let id = request.record_id;
    let patient = patient_seen(clinic, actor, id).await?;
    let keys = actor.keys()?;
    note_reading(clinic, actor, request.request_id, patient).await?;
    retry(|| async { store::versions(&mut *clinic.read().acquire().await?, keys, id, patient).await }).await
}

/// Whose record it is, for doctors who see that patient: they may do with it whatever can be done.
pub(super) async fn patient_seen(clinic: &Clinic, actor: &Actor, id: RecordId) -> Outcome<PatientId> {
    actor.may(Action::ReadNotes)?;
    let patient = retry(|| async { store::patient_of(&mut *clinic.read().acquire().await?, id).await }).await?;
    match seeing(clinic, actor, patient).await {
        Ok(_) => Ok(patient),
        Err(ClinicError::NotFound { .. }) => Err(ClinicError::NotFound { what: RecordKind::Record }),
        Err(error) => Err(error),
    }
}

/// A record for whoever may read it.
pub(super) async fn readable(clinic: &Clinic, actor: &Actor, id: RecordId) -> Outcome<Record> {
    match patient_seen(clinic, actor, id).await {
        Ok(_) => {}
        Err(not_found @ ClinicError::NotFound { .. }) => {
            let own = actor.doctor_id.ok_or(not_found.clone())?;
            let shared =
                retry(|| async { store::is_shared_with(&mut *clinic.read().acquire().await?, id, own).await }).await?;
            if !shared {
                return Err(not_found);
            }
        }
        Err(error) => return Err(error),
    }
    get(clinic, actor, id).await
}

/// A record, without asking who may.
pub(super) async fn get(clinic: &Clinic, actor: &Actor, id: RecordId) -> Outcome<Record> {
    let keys = actor.keys()?;
    retry(|| async { store::get(&mut *clinic.read().acquire().await?, keys, id).await }).await
}
