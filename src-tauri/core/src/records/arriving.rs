//! How a file arrives: begun with what describes it, sent part after part, read back, kept. Wherever it stops, it goes on.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::actions::{about, keeper, topic};
use super::file::{FileParts, hex, look_at};
use super::model::{AddRecord, DiscardRecord, FileFacts, FileFault, RecordContent, RecordStatus, RecordView};
use super::opening::Parts;
use super::reading::{get, patient_seen};
use super::store::{self, Origin, Record, Written, of_part};
use crate::access::Actor;
use crate::audit::AuditAction;
use crate::clinic::Clinic;
use crate::consultations::seeing::seeing;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::ids::{RecordId, RequestId};
use crate::once::once;

/// Where a file comes from, and what it is.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file on this workstation.
    pub path: PathBuf,
    /// What it is: [`look_at`].
    pub facts: FileFacts,
}

/// What is told while a file is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The file is read and compared.
    Reading,
    /// So many of its parts arrived.
    Parts(u32),
    /// So many of them were read back.
    Checked(u32),
}

/// Whether the sending goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Going {
    /// It does.
    On,
    /// It stops here; another time it goes on.
    Stops,
}

/// Begins to add a file. Nothing of it is sent yet. Where it lies is kept sealed with it, so that this workstation goes on
/// with it after it was killed.
///
/// # Errors
/// `NotFound` for doctors who do not see the patient; `Invalid` at every field that cannot be kept; `Stale` where the id is
/// in use. Forbidden to all but doctors.
pub async fn begin(clinic: &Clinic, actor: &Actor, request: AddRecord, source: Source) -> Outcome<RecordView> {
    let by = keeper(actor)?;
    let form = request.form.parse(clinic.now())?;
    let keys = actor.keys()?;
    seeing(clinic, actor, request.patient_id).await?;
    let content = RecordContent { form, file: source.facts };
    let path = source.path.to_string_lossy().into_owned();
    let origin = Origin { workstation: actor.workstation.clone(), path };
    let written = Written { id: request.record_id, patient: request.patient_id, by };
    once(clinic, request.request_id, || async {
        let mut write = clinic.write(actor, request.request_id).await?;
        if !store::insert(write.connection(), keys, written, &content, &origin).await? {
            return Err(ClinicError::Stale { what: RecordKind::Record });
        }
        write.touch_topic(topic(written.patient));
        write.commit(about(AuditAction::RecordBegun, written)).await
    })
    .await?;
    Ok(get(clinic, actor, written.id).await?.view)
}

/// Sends what has not arrived of a record, reads all of it back, and keeps it. None where `tell` stopped it. Sent again, it
/// goes on with the parts that are missing.
///
/// # Errors
/// `NotFound` for doctors who do not see the patient, and where it was given up; [`FileFault`]s of the file, and
/// [`FileFault::Changed`] where it is another than the one that began to arrive; `Inconsistent`, naming the part, where what
/// is read back is not what was sent. Forbidden to all but doctors.
pub async fn send<Tell>(
    clinic: &Clinic,
    actor: &Actor,
    id: RecordId,
    path: &Path,
    tell: Tell,
) -> Outcome<Option<RecordView>>
where
    Tell: Fn(Sent) -> Going + Send + Sync,
{
    let by = keeper(actor)?;
    patient_seen(clinic, actor, id).await?;
    let Record { view, content } = get(clinic, actor, id).await?;
    if view.status == RecordStatus::Kept {
        return Ok(Some(view));
    }
    let written = Written { id: view.id, patient: view.patient_id, by };
    if tell(Sent::Reading) == Going::Stops {
        return Ok(None);
    }
    if look_at(path).await?.sha256 != content.file.sha256 {
        return Err(changed());
    }
    if !send_parts(clinic, actor, written, &content.file, path, &tell).await? {
        return Ok(None);
    }
    let mut parts = Parts::of(clinic, actor, (written.id, written.patient), content.file);
    let mut checked = 0;
    while parts.next().await?.is_some() {
        checked += 1;
        if tell(Sent::Checked(checked)) == Going::Stops {
            return Ok(None);
        }
    }
    let request = RequestId::fresh();
    once(clinic, request, || async {
        let mut write = clinic.write(actor, request).await?;
        if !store::keep(write.connection(), written.id).await? {
            return Err(given_up());
        }
        write.touch_topic(topic(written.patient));
        write.commit(about(AuditAction::RecordAdded, written)).await
    })
    .await?;
    Ok(Some(get(clinic, actor, written.id).await?.view))
}

/// Whether all parts are there then. The file is held against its SHA-256 once more while it is read: it may change on the
/// way.
async fn send_parts<Tell>(
    clinic: &Clinic,
    actor: &Actor,
    written: Written,
    file: &FileFacts,
    path: &Path,
    tell: &Tell,
) -> Outcome<bool>
where
    Tell: Fn(Sent) -> Going + Send + Sync,
{
    let keys = actor.keys()?;
    let there = retry(|| async { store::places(&mut *clinic.read().acquire().await?, written.id).await }).await?;
    let (mut parts, mut sum) = (FileParts::open(path).await?, Sha256::new());
    let mut arrived = u32::try_from(there.len()).unwrap_or(u32::MAX);
    for place in 0..file.parts() {
        if tell(Sent::Parts(arrived)) == Going::Stops {
            return Ok(false);
        }
        let part = parts.next().await?.ok_or_else(changed)?;
        sum.update(&*part);
        if there.contains(&place) {
            continue;
        }
        let at = of_part(written.id, written.patient, place, file.parts());
        let request = RequestId::fresh();
        once(clinic, request, || async {
            let mut write = clinic.write(actor, request).await?;
            let which = (written.id, place, file.parts());
            if !store::put_part(write.connection(), keys, &at, which, &part).await? {
                return Err(given_up());
            }
            write.commit(about(AuditAction::RecordPartKept, written)).await
        })
        .await?;
        arrived += 1;
    }
    tell(Sent::Parts(arrived));
    if parts.next().await?.is_some() || hex(sum) != file.sha256 {
        return Err(changed());
    }
    Ok(true)
}

/// Gives up a file that has not arrived whole. What arrived of it is emptied.
///
/// # Errors
/// `NotFound` for doctors who do not see the patient; [`FileFault::ArrivedWhole`]. Forbidden to all but doctors.
pub async fn discard(clinic: &Clinic, actor: &Actor, request: DiscardRecord) -> Outcome<()> {
    let by = keeper(actor)?;
    once(clinic, request.request_id, || async {
        let patient = patient_seen(clinic, actor, request.record_id).await?;
        let written = Written { id: request.record_id, patient, by };
        let mut write = clinic.write(actor, request.request_id).await?;
        if !store::discard(write.connection(), written.id).await? {
            return Err(Refusal::FileRefused { why: FileFault::ArrivedWhole }.into());
        }
        write.touch_topic(topic(patient));
        write.commit(about(AuditAction::RecordDiscarded, written)).await
    })
    .await
}

/// What the actor began to add and has not arrived, the oldest first; with where the file lies, if that is this workstation.
///
/// # Errors
/// Forbidden to all but doctors.
pub async fn unfinished(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<(RecordView, Option<PathBuf>)>> {
    let by = keeper(actor)?;
    let keys = actor.keys()?;
    let found = retry(|| async { store::arriving_from(&mut *clinic.read().acquire().await?, keys, by).await }).await?;
    let here = |origin: Origin| (origin.workstation == actor.workstation).then(|| PathBuf::from(origin.path));
    Ok(found.into_iter().map(|(view, origin)| (view, here(origin))).collect())
}

fn changed() -> ClinicError {
    Refusal::FileRefused { why: FileFault::Changed }.into()
}

fn given_up() -> ClinicError {
    ClinicError::NotFound { what: RecordKind::Record }
}
