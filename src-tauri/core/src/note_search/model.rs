//! Searching notes and counting what stands in them, as the window sees it. Pure: no database, no clock.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::civil::parse_date;
use crate::consultations::note::NoteContent;
use crate::consultations::versions::model::Addendum;
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::ids::{AppointmentId, ConsultationId, PatientId, RequestId};

/// How far the workstation has read what is searched and counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Readiness {
    /// Notes and signed prescriptions that the doctor may read.
    pub records: u32,
    /// How many of them were read; what could not be opened is among them.
    pub read: u32,
    /// How many could not be opened: they are neither found nor counted.
    pub unreadable: u32,
    /// All of them were read when it was last asked.
    pub whole: bool,
}

/// A question for notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteSearch {
    /// The event's id.
    pub request_id: RequestId,
    /// As typed, at most 200 characters: each word begins one that stands in the note.
    pub words: String,
    /// Only of this patient.
    pub patient_id: Option<PatientId>,
    /// Only of visits from this date on, `2026-11-21`; empty: from the beginning.
    pub from_on: String,
    /// Only of visits up to this date; empty: to the end.
    pub to_on: String,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct NoteHits {
    /// The newest visits first, 50 at most.
    pub hits: Vec<NoteHit>,
    /// In how many notes the words stand.
    pub found: u32,
    /// How much was searched.
    pub readiness: Readiness,
}

/// A note that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct NoteHit {
    /// The note.
    pub consultation_id: ConsultationId,
    /// Its visit.
    pub appointment_id: AppointmentId,
    /// Whose.
    pub patient_id: PatientId,
    /// `Family, Given`.
    pub patient_name: String,
    /// What they read over the phone.
    pub patient_reference: String,
    /// The visit's begin on the wall of its place.
    pub starts_local: NaiveDateTime,
    /// Who saw them.
    pub doctor_name: String,
    /// It is the searching doctor's own visit.
    pub own: bool,
    /// It is being written.
    pub draft: bool,
    /// Where the words stand, two passages at most.
    pub passages: Vec<Passage>,
}

/// A part of a note in which words stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Passage {
    /// Which part.
    pub part: NotePart,
    /// In order; what was cut off is `…`.
    pub pieces: Vec<Piece>,
}

/// A piece of a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Piece {
    /// What it says.
    pub text: String,
    /// It is what was looked for.
    pub found: bool,
}

/// The parts of a note that are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NotePart {
    /// Why the patient came.
    ChiefComplaint,
    /// How it came about.
    HistoryOfPresentIllness,
    /// What was before.
    PastHistory,
    /// What was found.
    Examination,
    /// What it is.
    Assessment,
    /// The same, coded.
    Diagnoses,
    /// What is done.
    Plan,
    /// What the patient is to come again for.
    FollowUp,
    /// The author's own.
    PrivateNotes,
    /// What was added later.
    Addendum,
}

/// Opens a note that was found, to be read where it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenHit {
    /// The event's id (reading a chart is an event).
    pub request_id: RequestId,
    /// Which.
    pub consultation_id: ConsultationId,
}

/// A note that was found, to be read.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct FoundNote {
    /// The note.
    pub consultation_id: ConsultationId,
    /// Its visit.
    pub appointment_id: AppointmentId,
    /// `Family, Given`.
    pub patient_name: String,
    /// The patient's birth date.
    pub patient_birth_date: NaiveDate,
    /// The visit's begin on the wall of its place.
    pub starts_local: NaiveDateTime,
    /// The zone of that place.
    pub time_zone: String,
    /// Who saw them.
    pub doctor_name: String,
    /// The desk's words.
    pub reason: String,
    /// When it was completed; none of a draft.
    pub completed_at: Option<DateTime<Utc>>,
    /// What it says to its reader.
    pub content: NoteContent,
    /// What was added, in order.
    pub addenda: Vec<Addendum>,
}

/// Whose visits are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CountedVisits {
    /// The doctor's own.
    Own,
    /// All visits of patients whom the doctor sees, whoever saw them.
    OfMyPatients,
}

/// A question for how often something was diagnosed or prescribed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CountRequest {
    /// The event's id.
    pub request_id: RequestId,
    /// The first date, `2026-11-01`.
    pub from_on: String,
    /// The last.
    pub to_on: String,
    /// Whose visits.
    pub visits: CountedVisits,
}

/// How often something was diagnosed and prescribed in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Counts {
    /// The first date.
    pub from_on: NaiveDate,
    /// The last.
    pub to_on: NaiveDate,
    /// Whose visits.
    pub visits: CountedVisits,
    /// How many completed notes there are of that period.
    pub notes: u32,
    /// How many signed prescriptions that none replaced.
    pub prescriptions: u32,
    /// Coded diagnoses of the notes; each list has the most frequent first, 500 at most.
    pub diagnoses: Vec<Count>,
    /// Tags of the prescriptions.
    pub tags: Vec<Count>,
    /// Medications of the prescriptions, as they were written.
    pub medications: Vec<Count>,
    /// How much was counted.
    pub readiness: Readiness,
}

/// How often one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Count {
    /// Of a diagnosis; empty for all else.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// In how many visits.
    pub visits: u32,
    /// Of how many patients.
    pub patients: u32,
}

/// Dates from one to another, both within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
}

impl Period {
    pub(super) fn holds(self, on: NaiveDate) -> bool {
        (self.from..=self.to).contains(&on)
    }

    /// Reads the dates of a form; one that is left out is the first or the last of all.
    ///
    /// # Errors
    /// Every problem at `from_on` and `to_on`.
    fn parse(from_on: &str, to_on: &str, left_out: LeftOut) -> Outcome<Self> {
        let mut check = FormCheck::default();
        let mut read = |field: &str, typed: &str, otherwise: NaiveDate| match (typed.trim(), left_out) {
            ("", LeftOut::Open) => otherwise,
            (typed, _) => check.take(parse_date(field, typed)).unwrap_or(otherwise),
        };
        let from = read("from_on", from_on, NaiveDate::MIN);
        let to = read("to_on", to_on, NaiveDate::MAX);
        if to < from {
            check.note("to_on", FieldProblem::EndBeforeStart);
        }
        check.finish()?;
        Ok(Self { from, to })
    }
}

/// What a date that is left out means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LeftOut {
    /// No bound.
    Open,
    /// It is missing.
    Missing,
}

/// The most that is typed.
const LONGEST: usize = 200;

impl NoteSearch {
    /// The period searched.
    ///
    /// # Errors
    /// [`FieldProblem::TooLong`] at `words`; problems of the dates at `from_on` and `to_on`.
    pub(super) fn parse(&self) -> Outcome<Period> {
        if self.words.chars().nth(LONGEST).is_some() {
            return Err(FieldError::new("words", FieldProblem::TooLong { most: 200 }).into());
        }
        Period::parse(&self.from_on, &self.to_on, LeftOut::Open)
    }
}

impl CountRequest {
    /// The period counted.
    ///
    /// # Errors
    /// Every problem at `from_on` and `to_on`.
    pub(super) fn parse(&self) -> Outcome<Period> {
        Period::parse(&self.from_on, &self.to_on, LeftOut::Missing)
    }
}
