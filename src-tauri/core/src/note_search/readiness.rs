//! Reading what is searched: what changed since the last time, a little at each asking.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::index::{CountedPrescription, Index, IndexedNote, Of};
use super::model::Readiness;
use super::passages::words_of;
use crate::access::{Action, Actor};
use crate::clinic::Clinic;
use crate::consultations::model::ConsultationStatus;
use crate::consultations::reading::{self, ReadNote, Reader};
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::ids::{ConsultationId, PrescriptionId};
use crate::keys::ClinicKeys;
use crate::keys::model::KeysMissing;
use crate::prescriptions::reckoned::{self, Reckoned};

/// How many notes or prescriptions are read at one asking.
const AT_ONCE: usize = 128;

/// What a session has read so far. Lives with its keys.
#[derive(Default)]
pub(super) struct Prepared(Mutex<State>);

#[derive(Default)]
pub(super) struct State {
    pub(super) index: Index,
    /// Listed and not read yet; the next one is the last.
    notes_to_read: Vec<ConsultationId>,
    prescriptions_to_read: Vec<PrescriptionId>,
    unreadable_notes: HashSet<ConsultationId>,
    unreadable_prescriptions: HashSet<PrescriptionId>,
    /// It was listed once.
    listed: bool,
}

/// Who searches, with what they hold.
pub(super) struct Searcher<'a> {
    pub(super) reader: Reader,
    pub(super) keys: &'a ClinicKeys,
    prepared: Arc<Prepared>,
}

impl<'a> Searcher<'a> {
    /// The actor, if they are a doctor whose session holds the clinic's keys.
    ///
    /// # Errors
    /// [`Refusal::KeysMissing`]; Forbidden to all but doctors.
    pub(super) fn of(clinic: &Clinic, actor: &'a Actor) -> Outcome<Self> {
        actor.may(Action::ReadNotes)?;
        let not_found = ClinicError::NotFound { what: RecordKind::Doctor };
        let (Some(doctor), Some(user)) = (actor.doctor_id, actor.user_id) else { return Err(not_found) };
        let keys = actor.keys()?;
        let prepared = actor.session_id.and_then(|session| clinic.held_keys().made_of_content(session));
        let prepared = prepared.ok_or(Refusal::KeysMissing { why: KeysMissing::NotOpened })?;
        Ok(Self { reader: Reader { doctor, user }, keys, prepared })
    }

    /// What was read so far. Nobody waits while it is held.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.prepared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lists what may be read, unless what was listed is still being read, and reads some of what is new.
    ///
    /// # Errors
    /// `Offline`: what was not read is read at the next asking.
    pub(super) async fn read_some(&self, clinic: &Clinic) -> Outcome<Readiness> {
        if self.state().readiness().whole || !self.state().listed {
            let doctor = self.reader.doctor;
            let notes = retry(|| async { reading::readable(clinic, doctor).await }).await?;
            let prescriptions = retry(|| async { reckoned::standing(clinic, doctor).await }).await?;
            self.state().list(&notes, &prescriptions);
        }
        let (notes, prescriptions) = self.state().next();
        let read = async {
            let notes = retry(|| reading::read_some(clinic, self.keys, self.reader, &notes)).await?;
            Ok((notes, retry(|| reckoned::read_some(clinic, self.keys, &prescriptions)).await?))
        };
        match read.await {
            Ok((read_notes, read_prescriptions)) => {
                for (id, note) in read_notes {
                    self.take(id, note);
                }
                for (id, prescription) in read_prescriptions {
                    self.state().take_prescription(id, prescription, self.reader);
                }
                Ok(self.state().readiness())
            }
            Err(error) => {
                let mut state = self.state();
                state.notes_to_read.extend(notes);
                state.prescriptions_to_read.extend(prescriptions);
                Err(error)
            }
        }
    }

    /// Takes a note into the index, or down as one that cannot be opened.
    pub(super) fn take(&self, id: ConsultationId, note: Outcome<ReadNote>) {
        match note {
            Ok(note) => {
                // The longest part of it, which nobody has to wait for.
                let words = words_of(&note.said);
                self.state().take_note(&note, words, self.reader);
            }
            Err(_) => self.state().cannot_open(id),
        }
    }
}

impl State {
    pub(super) fn readiness(&self) -> Readiness {
        let size = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let left = self.notes_to_read.len() + self.prescriptions_to_read.len();
        let unreadable = self.unreadable_notes.len() + self.unreadable_prescriptions.len();
        let read = self.index.len() + self.index.prescriptions.len() + unreadable;
        Readiness {
            records: size(read + left),
            read: size(read),
            unreadable: size(unreadable),
            whole: self.listed && left == 0,
        }
    }

    /// What may be read now: what is not among it any more is forgotten, and what is new or was written anew is to be read,
    /// the newest first.
    fn list(&mut self, notes: &[reading::Readable], prescriptions: &[PrescriptionId]) {
        self.listed = true;
        let known: HashSet<ConsultationId> = notes.iter().map(|note| note.id).collect();
        let gone: Vec<ConsultationId> =
            self.index.notes().map(|note| note.id).filter(|id| !known.contains(id)).collect();
        for id in gone {
            self.index.remove(id);
        }
        // Whatever could not be opened is tried again: it may have been put right.
        self.unreadable_notes.clear();
        let changed = notes.iter().filter(|note| self.index.known(note.id) != Some(note.updated_at));
        self.notes_to_read = changed.map(|note| note.id).collect();
        for id in self.notes_to_read.clone() {
            self.index.remove(id);
        }
        let known: HashSet<PrescriptionId> = prescriptions.iter().copied().collect();
        self.index.prescriptions.retain(|id, _| known.contains(id));
        self.unreadable_prescriptions.clear();
        self.prescriptions_to_read =
            prescriptions.iter().copied().filter(|id| !self.index.prescriptions.contains_key(id)).collect();
    }

    /// What is read next.
    fn next(&mut self) -> (Vec<ConsultationId>, Vec<PrescriptionId>) {
        let from = self.notes_to_read.len().saturating_sub(AT_ONCE);
        let notes = self.notes_to_read.split_off(from);
        let most = AT_ONCE - notes.len();
        let from = self.prescriptions_to_read.len().saturating_sub(most);
        (notes, self.prescriptions_to_read.split_off(from))
    }

    fn take_note(&mut self, note: &ReadNote, words: std::collections::BTreeSet<super::words::Word>, reader: Reader) {
        let diagnoses = note.said.content.diagnoses.iter();
        let mut names: Vec<_> = diagnoses.map(|one| self.index.diagnosis(&one.code, &one.title)).collect();
        names.sort_unstable();
        names.dedup();
        let of = Of { visit: note.appointment_id, patient: note.patient_id, own: note.doctor_id == reader.doctor };
        self.unreadable_notes.remove(&note.id);
        let indexed = IndexedNote {
            id: note.id,
            updated_at: note.updated_at,
            starts_local: note.starts_local,
            of,
            completed: note.status == ConsultationStatus::Completed,
            diagnoses: names,
        };
        self.index.put(indexed, words);
    }

    fn take_prescription(&mut self, id: PrescriptionId, read: Outcome<Reckoned>, reader: Reader) {
        let Ok(Reckoned { appointment_id, patient_id, doctor_id, signed_on, content, .. }) = read else {
            self.unreadable_prescriptions.insert(id);
            return;
        };
        let mut named = |names: &mut dyn Iterator<Item = &String>| {
            let mut numbers: Vec<_> =
                names.filter(|name| !name.trim().is_empty()).map(|name| self.index.name(name)).collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        let medications = named(&mut content.medications.iter().map(|one| &one.name));
        let tags = named(&mut content.tags.iter());
        let of = Of { visit: appointment_id, patient: patient_id, own: doctor_id == reader.doctor };
        self.index.prescriptions.insert(id, CountedPrescription { signed_on, of, medications, tags });
    }

    fn cannot_open(&mut self, id: ConsultationId) {
        self.index.remove(id);
        self.unreadable_notes.insert(id);
    }
}
