//! Consultations: what happened in a visit (FHIR Encounter). The content is clinical and leaves this slice only sealed.
//! Pure: no database, no clock.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::appointments::model::{AppointmentStatus, AppointmentView};
use crate::consultations::note::NoteContent;
use crate::consultations::versions::model::{Addendum, Signed};
use crate::error::Refusal;
use crate::ids::{AppointmentId, ConsultationId, PatientId, RequestId};

/// Where a note stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConsultationStatus {
    /// Being written.
    Draft,
    /// The visit is done; the note stands.
    Completed,
}

/// What an opening may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MayStart {
    /// Nothing: the window reads again what it shows.
    Nothing,
    /// A visit of today, on the wall of its place, whose patient has come.
    Today,
    /// Whatever the day, and whether or not the patient was seen to come: the doctor said so.
    Anyway,
}

/// Takes the start of a visit back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TakeStartBack {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub consultation_id: ConsultationId,
    /// The version on the screen.
    pub row_version: u32,
}

/// Opens the consultation of a visit; the first opening starts the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenConsultation {
    /// The write's id (opening a chart is an event).
    pub request_id: RequestId,
    /// The visit.
    pub appointment_id: AppointmentId,
    /// Made by the workstation, used if the visit has no consultation yet.
    pub consultation_id: ConsultationId,
    /// What the opening may start.
    pub may_start: MayStart,
}

/// Saves the draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SaveNote {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub consultation_id: ConsultationId,
    /// The version on the screen.
    pub row_version: u32,
    /// All of it.
    pub content: NoteContent,
}

/// What a save yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct NoteSaved {
    /// The version to name in the next save.
    pub row_version: u32,
    /// When the server had it.
    pub saved_at: DateTime<Utc>,
}

/// A consultation with its note.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ConsultationView {
    /// Its id.
    pub id: ConsultationId,
    /// Its visit.
    pub appointment: AppointmentView,
    /// Where it stands.
    pub status: ConsultationStatus,
    /// The note.
    pub content: NoteContent,
    /// Body mass index, kg/m², one decimal, where weight and height are there.
    pub body_mass_index: Option<String>,
    /// When the draft was last saved.
    pub saved_at: DateTime<Utc>,
    /// Who saved it last.
    pub saved_by: String,
    /// When it was completed.
    pub completed_at: Option<DateTime<Utc>>,
    /// The newest version of a completed note; 0 for a draft.
    pub version: u32,
    /// What was added to a completed note, in order.
    pub addenda: Vec<Addendum>,
    /// Who signed the newest version; none while nobody has.
    pub signed: Option<Signed>,
    /// The version to name in the next save.
    pub row_version: u32,
}

/// A question for a patient's past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HistoryRequest {
    /// The write's id (opening a chart is an event).
    pub request_id: RequestId,
    /// Whose.
    pub patient_id: PatientId,
    /// Visits earlier than this one; none begins with the newest.
    pub before: Option<AppointmentId>,
}

/// One past visit with its completed note, where there is one.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PastVisit {
    /// The visit.
    pub appointment_id: AppointmentId,
    /// Its date on the location's wall.
    pub starts_local: NaiveDateTime,
    /// The doctor.
    pub doctor_name: String,
    /// The desk's words.
    pub reason: String,
    /// The completed note.
    pub note: Option<NoteContent>,
    /// Names the newest version of the note, where it cannot be shown because it was altered in the database. With a note
    /// beside it: that is the newest version that was not.
    pub altered: Option<String>,
    /// What was added to it, in order.
    pub addenda: Vec<Addendum>,
    /// When it was completed.
    pub completed_at: Option<DateTime<Utc>>,
}

/// A diagnosis that its doctor marked or wrote of late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DiagnosisAtHand {
    /// With its point.
    pub code: String,
    /// As the list has it.
    pub title: String,
    /// The doctor marked it.
    pub favourite: bool,
    /// In how many of the doctor's last notes it stands.
    pub times: u32,
}

/// A question for the doctor's own day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MyDayRequest {
    /// The date, `2026-11-21`; today at the doctor's location when empty.
    pub date: String,
}

/// The doctor's own day: who is next.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MyDay {
    /// The date.
    pub date: NaiveDate,
    /// The server's present instant.
    pub now_at: DateTime<Utc>,
    /// The day's visits by start; cancelled ones are left out.
    pub appointments: Vec<AppointmentView>,
    /// The doctor's visits, of whatever day, whose notes wait to be signed, longest first, 50 at most.
    pub unsigned: Vec<AppointmentView>,
}

impl ConsultationStatus {
    /// As the database keeps it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Completed => "completed",
        }
    }

    /// The status of a database word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Draft, Self::Completed].into_iter().find(|status| status.word() == word)
    }
}

/// Whether a visit that stands so, on that local time, can be started today.
///
/// # Errors
/// [`Refusal::WrongStatus`] for one that is cancelled, missed or done; [`Refusal::NotToday`] for one of another day that
/// nobody said to start all the same; [`Refusal::NotArrived`] for one whose patient has not come, likewise.
pub(super) fn can_begin(
    status: AppointmentStatus,
    starts_local: NaiveDateTime,
    today: NaiveDate,
    may_start: MayStart,
) -> Result<(), Refusal> {
    use AppointmentStatus::{Arrived, Cancelled, CheckedIn, Completed, Confirmed, InProgress, NoShow, Scheduled};
    match status {
        Scheduled | Confirmed | Arrived | CheckedIn
            if may_start != MayStart::Anyway && starts_local.date() != today =>
        {
            Err(Refusal::NotToday { starts_local })
        }
        Scheduled | Confirmed if may_start != MayStart::Anyway => Err(Refusal::NotArrived),
        Scheduled | Confirmed | Arrived | CheckedIn | InProgress => Ok(()),
        Completed | Cancelled | NoShow => Err(Refusal::WrongStatus { status }),
    }
}
