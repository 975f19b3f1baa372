//! How a record is read: part after part, each opened for its place, and the whole held against its SHA-256.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::actions::whole;
use super::file::hex;
use super::model::{CopyRecord, FileFacts, OpenRecord, OpenedRecord, PART, RecordBytes, RecordPiece};
use super::reading::readable;
use super::store::{self, of_part};
use crate::access::{Action, Actor};
use crate::audit::{self, AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{PatientId, RecordId, RequestId};

/// Opens a record: all of it is read once and checked. That it was opened is an event, written before anything is read.
///
/// # Errors
/// `NotFound` for doctors who neither see the patient nor have it shared with them;
/// [`FileFault::NotWhole`](super::model::FileFault::NotWhole); `Inconsistent`, naming the part, where something was altered,
/// cut, exchanged, moved or is missing. Forbidden to all but doctors.
pub async fn open(clinic: &Clinic, actor: &Actor, request: OpenRecord) -> Outcome<OpenedRecord> {
    let known = whole(readable(clinic, actor, request.record_id).await?)?;
    note(clinic, actor, request.request_id, AuditAction::RecordOpened, (known.view.id, known.view.patient_id)).await?;
    let mut parts = Parts::of(clinic, actor, (known.view.id, known.view.patient_id), known.content.file);
    while parts.next().await?.is_some() {}
    Ok(OpenedRecord { record: known.view, part_bytes: PART })
}

/// One part of a record that was opened.
///
/// # Errors
/// As [`open`]; `NotFound` where the actor did not open it, and for parts that it does not have.
pub async fn piece(clinic: &Clinic, actor: &Actor, request: RecordPiece) -> Outcome<RecordBytes> {
    actor.may(Action::ReadNotes)?;
    let not_found = ClinicError::NotFound { what: RecordKind::Record };
    let user = actor.user_id.ok_or(not_found.clone())?;
    let (id, opening) = (request.record_id, request.opening);
    let opened =
        retry(|| async { store::was_opened(&mut *clinic.read().acquire().await?, opening, id, user).await }).await?;
    let known = whole(readable(clinic, actor, id).await?)?;
    if !opened || request.place >= known.view.parts {
        return Err(not_found);
    }
    let of = (id, known.view.patient_id);
    let mut bytes = read_part(clinic, actor, of, &known.content.file, request.place).await?;
    Ok(RecordBytes(std::mem::take(&mut *bytes)))
}

/// A record that is copied out of the clinic's records, part after part.
pub struct CopyOf {
    /// The file's name.
    pub name: String,
    pub(super) parts: Parts,
}

impl CopyOf {
    /// The next part; none at the end, when the whole was found to be what was added.
    ///
    /// # Errors
    /// As [`open`]. What was written of it until then is to be thrown away.
    pub async fn next(&mut self) -> Outcome<Option<Zeroizing<Vec<u8>>>> {
        self.parts.next().await
    }
}

/// Begins to copy a record. That a copy is kept outside is an event, written before anything is read.
///
/// # Errors
/// As [`open`].
pub async fn copy(clinic: &Clinic, actor: &Actor, request: CopyRecord) -> Outcome<CopyOf> {
    let known = whole(readable(clinic, actor, request.record_id).await?)?;
    let of = (known.view.id, known.view.patient_id);
    note(clinic, actor, request.request_id, AuditAction::RecordCopied, of).await?;
    let name = known.content.file.name.clone();
    Ok(CopyOf { name, parts: Parts::of(clinic, actor, of, known.content.file) })
}

async fn note(
    clinic: &Clinic,
    actor: &Actor,
    request: RequestId,
    action: AuditAction,
    (id, patient): (RecordId, PatientId),
) -> Outcome<()> {
    audit::note(clinic, actor, request, AuditEvent::about(action, "record", id.0).patient(patient)).await
}

/// The parts of a record in their order. One is in memory at a time.
pub(super) struct Parts {
    clinic: Clinic,
    actor: Actor,
    of: (RecordId, PatientId),
    file: FileFacts,
    next: u32,
    sum: Option<Sha256>,
    bytes: u64,
}

impl Parts {
    pub(super) fn of(clinic: &Clinic, actor: &Actor, of: (RecordId, PatientId), file: FileFacts) -> Self {
        let (clinic, actor) = (clinic.clone(), actor.clone());
        Self { clinic, actor, of, file, next: 0, sum: Some(Sha256::new()), bytes: 0 }
    }

    /// The next part; none at the end, when the whole was found to be what was added.
    pub(super) async fn next(&mut self) -> Outcome<Option<Zeroizing<Vec<u8>>>> {
        if self.next < self.file.parts() {
            let part = read_part(&self.clinic, &self.actor, self.of, &self.file, self.next).await?;
            self.next += 1;
            self.bytes += part.len() as u64;
            if let Some(sum) = &mut self.sum {
                sum.update(&*part);
            }
            return Ok(Some(part));
        }
        if let Some(sum) = self.sum.take()
            && (hex(sum) != self.file.sha256 || self.bytes != u64::from(self.file.bytes))
        {
            let last = of_part(self.of.0, self.of.1, self.next.saturating_sub(1), self.file.parts());
            return Err(last.broken("ends a file that is another than the one that was added"));
        }
        Ok(None)
    }
}

async fn read_part(
    clinic: &Clinic,
    actor: &Actor,
    of: (RecordId, PatientId),
    file: &FileFacts,
    place: u32,
) -> Outcome<Zeroizing<Vec<u8>>> {
    let keys = actor.keys()?;
    retry(|| async { store::part(&mut *clinic.read().acquire().await?, keys, of, file, place).await }).await
}
