//! Getting ready, searching, reading what was found, counting.

use std::collections::HashMap;

use serde_json::json;

use super::counting;
use super::index::Wanted;
use super::model::{CountRequest, Counts, FoundNote, NoteHit, NoteHits, NoteSearch, OpenHit, Readiness};
use super::passages::passages;
use super::readiness::Searcher;
use super::words::typed;
use crate::access::{Action, Actor};
use crate::audit::{self, AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::consultations::model::ConsultationStatus;
use crate::consultations::reading::{self, ReadNote};
use crate::consultations::seeing::{note_reading, seeing};
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::ConsultationId;

/// The most notes that are shown of a search.
const SHOWN: usize = 50;

/// Reads some of what is searched and counted and was not read yet, or was written since, and says how far that is. Asked
/// again until it is whole, it ends; asked after that, it looks for what changed. Nothing of it is shown to anybody.
///
/// # Errors
/// [`Refusal::KeysMissing`](crate::error::Refusal::KeysMissing). Forbidden to all but doctors.
pub async fn prepare(clinic: &Clinic, actor: &Actor) -> Outcome<Readiness> {
    Searcher::of(clinic, actor)?.read_some(clinic).await
}

/// Finds notes in what was read so far: completed notes of patients whom the doctor sees, and the doctor's own drafts;
/// private notes only of their author. Whether a note may be read is asked again for each that is shown. A search is an
/// event, with what it found and without its words; without a word nothing is found, and nothing is noted.
///
/// # Errors
/// `Invalid` at `words`, `from_on` and `to_on`; as [`prepare`].
pub async fn find(clinic: &Clinic, actor: &Actor, request: NoteSearch) -> Outcome<NoteHits> {
    actor.may(Action::ReadNotes)?;
    let period = request.parse()?;
    let searcher = Searcher::of(clinic, actor)?;
    let words = typed(&request.words);
    if words.is_empty() {
        return Ok(NoteHits { hits: vec![], found: 0, readiness: searcher.state().readiness() });
    }
    let wanted = Wanted { words: &words, patient: request.patient_id, period };
    let mut ids = searcher.state().index.find(&wanted);
    let found = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    ids.truncate(SHOWN);
    // The event is written before anything is read: what was shown was logged.
    let mut event = AuditEvent::about(AuditAction::NotesSearched, "note_search", request.request_id.0)
        .detail(json!({ "found": found, "shown": ids }));
    if let Some(patient) = request.patient_id {
        event = event.patient(patient);
    }
    audit::note(clinic, actor, request.request_id, event).await?;
    let read = retry(|| reading::read_some(clinic, searcher.keys, searcher.reader, &ids)).await?;
    let mut hits: HashMap<ConsultationId, NoteHit> = HashMap::new();
    for (id, note) in read {
        let known = searcher.state().index.known(id);
        if let Ok(note) = &note
            && let Some(passages) = passages(&note.said, &words)
        {
            hits.insert(id, hit(note, passages, note.doctor_id == searcher.reader.doctor));
        }
        // Written since, or not to be opened: what the index says of it is over.
        if note.as_ref().map_or(true, |note| known != Some(note.updated_at)) {
            searcher.take(id, note);
        }
    }
    let hits = ids.iter().filter_map(|id| hits.remove(id)).collect();
    let readiness = searcher.state().readiness();
    Ok(NoteHits { hits, found, readiness })
}

fn hit(note: &ReadNote, passages: Vec<super::model::Passage>, own: bool) -> NoteHit {
    NoteHit {
        consultation_id: note.id,
        appointment_id: note.appointment_id,
        patient_id: note.patient_id,
        patient_name: note.patient_name.clone(),
        patient_reference: note.patient_reference.clone(),
        starts_local: note.starts_local,
        doctor_name: note.doctor_name.clone(),
        own,
        draft: note.status == ConsultationStatus::Draft,
        passages,
    }
}

/// A note that was found, whole. Reading it is an event, as reading the patient's history is.
///
/// # Errors
/// `NotFound` for doctors who do not see the patient, and for drafts of others;
/// [`ClinicError::Inconsistent`], naming it, when it cannot be opened. Forbidden to all but doctors.
pub async fn open(clinic: &Clinic, actor: &Actor, request: OpenHit) -> Outcome<FoundNote> {
    let searcher = Searcher::of(clinic, actor)?;
    let ids = [request.consultation_id];
    let not_found = ClinicError::NotFound { what: RecordKind::Consultation };
    let patient = retry(|| reading::patient_of(clinic, request.consultation_id)).await?.ok_or(not_found.clone())?;
    seeing(clinic, actor, patient).await?;
    note_reading(clinic, actor, request.request_id, patient).await?;
    let read = retry(|| reading::read_some(clinic, searcher.keys, searcher.reader, &ids)).await?;
    let note = read.into_iter().next().ok_or(not_found)?.1?;
    Ok(FoundNote {
        consultation_id: note.id,
        appointment_id: note.appointment_id,
        patient_name: note.patient_name,
        patient_birth_date: note.patient_birth_date,
        starts_local: note.starts_local,
        time_zone: note.time_zone,
        doctor_name: note.doctor_name,
        reason: note.reason,
        completed_at: note.completed_at,
        content: note.said.content,
        addenda: note.said.addenda,
    })
}

/// How often something was diagnosed and prescribed in a period, of what was read so far. It is an event; no patient is
/// named.
///
/// # Errors
/// `Invalid` at `from_on` and `to_on`; as [`prepare`].
pub async fn count(clinic: &Clinic, actor: &Actor, request: CountRequest) -> Outcome<Counts> {
    let counts = counted(clinic, actor, &request)?;
    let event = AuditEvent::about(AuditAction::NotesCounted, "note_search", request.request_id.0)
        .detail(json!({ "from_on": counts.from_on, "to_on": counts.to_on, "visits": counts.visits }));
    audit::note(clinic, actor, request.request_id, event).await?;
    Ok(counts)
}

/// The same, for whoever notes it as something else.
pub(crate) fn counted(clinic: &Clinic, actor: &Actor, request: &CountRequest) -> Outcome<Counts> {
    actor.may(Action::ReadNotes)?;
    let period = request.parse()?;
    let searcher = Searcher::of(clinic, actor)?;
    let state = searcher.state();
    Ok(counting::count(&state.index, period, request.visits, state.readiness()))
}
