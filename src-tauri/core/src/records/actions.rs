//! What a doctor does with a record that is there: describe it, archive it, share it.

use super::model::FileFault;
use super::model::{ArchiveRecord, Archiving, DescribeRecord, RecordStatus, RecordView, ShareRecord, Sharing};
use super::reading::{get, patient_seen};
use super::store::{self, Record, Written};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::consultations::seeing::treating;
use crate::db_error::retry;
use crate::doctors;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use crate::ids::{PatientId, RecordId, UserId};
use crate::once::once;

/// Describes a record anew. What it said before stays readable.
///
/// # Errors
/// `NotFound` for doctors who do not see the patient, also where it is shared with them; `Stale`; `Invalid` at every field
/// that cannot be kept. Forbidden to all but doctors.
pub async fn describe(clinic: &Clinic, actor: &Actor, request: DescribeRecord) -> Outcome<RecordView> {
    let by = keeper(actor)?;
    let form = request.form.parse(clinic.now())?;
    let keys = actor.keys()?;
    once(clinic, request.request_id, || async {
        let known = at_version(clinic, actor, request.record_id, request.row_version).await?;
        let written = Written { id: known.view.id, patient: known.view.patient_id, by };
        let content = store::described(known.content, form.clone());
        let mut write = clinic.write(actor, request.request_id).await?;
        if !store::add_version(write.connection(), keys, written, request.row_version, &content).await? {
            return Err(stale());
        }
        write.touch_topic(topic(written.patient));
        write.commit(about(AuditAction::RecordDescribed, written)).await
    })
    .await?;
    Ok(get(clinic, actor, request.record_id).await?.view)
}

/// Puts a record into the archive, or brings it back.
///
/// # Errors
/// As [`describe`]; [`FileFault::NotWhole`] while it is arriving.
pub async fn archive(clinic: &Clinic, actor: &Actor, request: ArchiveRecord) -> Outcome<RecordView> {
    let by = keeper(actor)?;
    once(clinic, request.request_id, || async {
        let known = whole(at_version(clinic, actor, request.record_id, request.row_version).await?)?;
        let written = Written { id: known.view.id, patient: known.view.patient_id, by };
        let action = match request.archiving {
            Archiving::Archived => AuditAction::RecordArchived,
            Archiving::NotArchived => AuditAction::RecordUnarchived,
        };
        let mut write = clinic.write(actor, request.request_id).await?;
        if !store::archive(write.connection(), written.id, request.row_version, request.archiving).await? {
            return Err(stale());
        }
        write.touch_topic(topic(written.patient));
        write.commit(about(action, written)).await
    })
    .await?;
    Ok(get(clinic, actor, request.record_id).await?.view)
}

/// Shares a record with a doctor of the clinic, who then sees it though they do not see the patient; or ends that.
///
/// # Errors
/// As [`archive`]; `Invalid` at `doctor_id` where it is the actor, or nobody who works here.
pub async fn share(clinic: &Clinic, actor: &Actor, request: ShareRecord) -> Outcome<RecordView> {
    let by = keeper(actor)?;
    once(clinic, request.request_id, || async {
        let known = whole(at_version(clinic, actor, request.record_id, request.row_version).await?)?;
        let written = Written { id: known.view.id, patient: known.view.patient_id, by };
        treating(clinic, actor, written.patient).await?;
        let action = match request.sharing {
            Sharing::Shared => AuditAction::RecordShared,
            Sharing::NotShared => AuditAction::RecordUnshared,
        };
        if request.sharing == Sharing::Shared {
            let doctor = retry(|| doctors::store::get(clinic.read(), request.doctor_id, clinic.now())).await;
            let works_here = doctor.is_ok_and(|doctor| doctor.active);
            if !works_here || actor.doctor_id == Some(request.doctor_id) {
                return Err(FieldError::new("doctor_id", FieldProblem::UnknownChoice).into());
            }
        }
        let mut write = clinic.write(actor, request.request_id).await?;
        let (doctor, sharing) = (request.doctor_id, request.sharing);
        if !store::share(write.connection(), written, request.row_version, doctor, sharing).await? {
            return Err(stale());
        }
        write.touch_topic(topic(written.patient));
        write.touch_topic(format!("records_shared:{doctor}"));
        write.commit(about(action, written).detail(serde_json::json!({ "doctor_id": doctor }))).await
    })
    .await?;
    Ok(get(clinic, actor, request.record_id).await?.view)
}

/// The user who keeps records.
pub(super) fn keeper(actor: &Actor) -> Outcome<UserId> {
    actor.may(Action::KeepRecords)?;
    actor.user_id.ok_or(ClinicError::NotFound { what: RecordKind::User })
}

pub(super) fn about(action: AuditAction, written: Written) -> AuditEvent {
    AuditEvent::about(action, "record", written.id.0).patient(written.patient)
}

/// What the change feed tells of a patient's records.
pub(super) fn topic(patient: PatientId) -> String {
    format!("records:{patient}")
}

fn stale() -> ClinicError {
    ClinicError::Stale { what: RecordKind::Record }
}

/// The record at the version named, for a doctor who sees the patient.
async fn at_version(clinic: &Clinic, actor: &Actor, id: RecordId, row_version: u32) -> Outcome<Record> {
    patient_seen(clinic, actor, id).await?;
    let known = get(clinic, actor, id).await?;
    if known.view.row_version == row_version { Ok(known) } else { Err(stale()) }
}

/// Only what arrived whole can be archived, shared and opened.
pub(super) fn whole(known: Record) -> Outcome<Record> {
    match known.view.status {
        RecordStatus::Kept => Ok(known),
        RecordStatus::Arriving => Err(Refusal::FileRefused { why: FileFault::NotWhole }.into()),
    }
}
