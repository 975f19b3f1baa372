//! Taking all data of a patient out.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;

use super::collect::{Collected, STEPS, collect};
use super::folder::Folder;
use super::model::{Ended, ExportPatient, ExportScope, Exported, Progress};
use super::{fhir, page};
use crate::access::{Action, Actor, Role};
use crate::audit::{self, AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::consultations::seeing::treats;
use crate::error::Outcome;
use crate::patients;
use crate::records::Going;
use crate::records::taking_out::parts_of;

/// Writes all data of a patient into a new folder within `within`: a doctor who treats the patient all of it, an
/// administrator what is not sealed. A restriction of the processing does not stop it: it is the patient's own right. That it
/// is taken out is an event, written before anything is read. None where `tell` stopped it; then, as after any failure,
/// nothing of it is left.
///
/// # Errors
/// `NotFound` for doctors who do not treat the patient, an emergency or not: what is read in one is not handed out;
/// [`Refusal::KeysMissing`](crate::error::Refusal::KeysMissing);
/// [`Refusal::NotKept`](crate::error::Refusal::NotKept); `Inconsistent`, naming the place, where something is not what was
/// sealed. Forbidden to all but doctors and administrators.
pub async fn take_out<Tell>(
    clinic: &Clinic,
    actor: &Actor,
    request: ExportPatient,
    within: &Path,
    tell: Tell,
) -> Outcome<Option<Exported>>
where
    Tell: Fn(Progress) -> Going + Send + Sync,
{
    match write(clinic, actor, request, within, tell).await {
        Ok(exported) => Ok(Some(exported)),
        Err(Ended::Stopped) => Ok(None),
        Err(Ended::Failed(error)) => Err(error),
    }
}

async fn write<Tell>(
    clinic: &Clinic,
    actor: &Actor,
    request: ExportPatient,
    within: &Path,
    tell: Tell,
) -> Result<Exported, Ended>
where
    Tell: Fn(Progress) -> Going + Send + Sync,
{
    let ExportPatient { request_id, patient_id } = request;
    let scope = scope(clinic, actor, request).await?;
    let event = AuditEvent::about(AuditAction::PatientExported, "patient", patient_id.0).patient(patient_id);
    audit::note(clinic, actor, request_id, event.detail(json!({ "scope": scope }))).await?;

    let (done, of) = (AtomicU32::new(0), AtomicU32::new(STEPS + 1));
    let step = || {
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        match tell(Progress { done, of: of.load(Ordering::Relaxed) }) {
            Going::On => Ok(()),
            Going::Stops => Err(Ended::Stopped),
        }
    };
    let found = collect(clinic, actor, patient_id, scope, &step).await?;
    let parts: u32 = found.records.iter().filter(|one| one.file.is_some()).map(|one| one.record.view.parts).sum();
    of.fetch_add(parts, Ordering::Relaxed);

    let name = format!("patient-{}-{}", found.patient.reference, found.taken_at.format("%Y-%m-%d"));
    let folder = Folder::begin(within, &name).await?;
    let files = copy_files(clinic, actor, &found, &folder, &step).await?;
    folder.put("patient.json", fhir::bundle(&found)?).await?;
    folder.put("patient.html", page::page(&found).into_bytes()).await?;
    step()?;
    let path = folder.finish().await?;
    let sealed = u32::try_from(found.sealed.len()).unwrap_or(u32::MAX);
    Ok(Exported { folder: path.display().to_string(), scope, files, sealed })
}

/// How much the actor takes out.
async fn scope(clinic: &Clinic, actor: &Actor, request: ExportPatient) -> Outcome<ExportScope> {
    actor.may(Action::ExportPatient)?;
    if actor.role == Role::Doctor {
        treats(clinic, actor, request.patient_id).await?;
        actor.keys()?;
        return Ok(ExportScope::Everything);
    }
    patients::get(clinic, actor, request.patient_id).await?;
    Ok(ExportScope::Readable)
}

/// Copies every record that arrived whole, one part in memory at a time; each is held against its SHA-256.
async fn copy_files(
    clinic: &Clinic,
    actor: &Actor,
    found: &Collected,
    folder: &Folder,
    step: &(impl Fn() -> Result<(), Ended> + Sync),
) -> Result<u32, Ended> {
    let mut files = 0;
    for one in &found.records {
        let Some(name) = &one.file else { continue };
        let mut copy = parts_of(clinic, actor, one.record.view.id).await?;
        let mut file = folder.file(name).await?;
        while let Some(part) = copy.next().await? {
            file.add(part).await?;
            step()?;
        }
        file.end().await?;
        files += 1;
    }
    Ok(files)
}
