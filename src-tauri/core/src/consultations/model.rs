//! Consultations: what happened in a visit (FHIR Encounter). The content is clinical and leaves this slice only sealed.
//! Pure: no database, no clock.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::appointments::model::{AppointmentStatus, AppointmentView};
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome, Refusal};
use crate::ids::{AppointmentId, ConsultationId, PatientId, RequestId};
use crate::text::{self, Lines};

/// A note: SOAP sections, vital signs and the follow-up. Everything may be empty while it is a draft. Each section holds
/// at most 20,000 characters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct NoteContent {
    /// What the patient tells.
    pub subjective: String,
    /// What is found.
    pub objective: String,
    /// What it is.
    pub assessment: String,
    /// What is done about it.
    pub plan: String,
    /// Vital signs as typed.
    pub vitals: Vitals,
    /// When the patient should come again.
    pub follow_up: FollowUp,
}

/// Vital signs as typed: a number with a decimal point at most, or empty. Checked when the visit is completed; a draft
/// keeps whatever was typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Vitals {
    /// mmHg, 40 to 300.
    pub systolic_mmhg: String,
    /// mmHg, 20 to 200, below systolic.
    pub diastolic_mmhg: String,
    /// Beats per minute, 20 to 300.
    pub pulse_per_minute: String,
    /// Breaths per minute, 4 to 80.
    pub breaths_per_minute: String,
    /// °C, 30.0 to 45.0.
    pub temperature_celsius: String,
    /// %, 50 to 100.
    pub oxygen_saturation_percent: String,
    /// kg, 0.3 to 500.
    pub weight_kg: String,
    /// cm, 20 to 260.
    pub height_cm: String,
}

/// When the patient should come again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct FollowUp {
    /// They should.
    pub wanted: bool,
    /// In how many days, 1 to 730; typed, may be empty.
    pub in_days: String,
    /// What for, at most 500 characters.
    pub what_for: String,
}

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

/// Saves the draft, or completes the visit with it.
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
    /// When it was completed.
    pub completed_at: Option<DateTime<Utc>>,
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
}

/// The most characters of a section.
const SECTION: usize = 20_000;

impl NoteContent {
    /// The draft as it is kept: as typed, if it can be kept at all.
    ///
    /// # Errors
    /// [`FieldProblem::TooLong`] and [`FieldProblem::BadCharacters`] at each field, e.g. `plan` or `vitals.weight_kg`.
    pub(super) fn parse_draft(self) -> Outcome<Self> {
        let mut check = FormCheck::default();
        for (field, typed, most) in self.fields() {
            check.take(keepable(field, typed, most));
        }
        check.finish()?;
        Ok(self)
    }

    /// The note as it stands for good: trimmed, with vital signs that are possible and a follow-up that is a time.
    ///
    /// # Errors
    /// As [`NoteContent::parse_draft`], and [`FieldProblem::OutOfRange`] at vital signs and `follow_up.in_days`.
    pub(super) fn parse_final(self) -> Outcome<Self> {
        let mut content = self.parse_draft()?;
        let mut check = FormCheck::default();
        content.vitals.check(&mut check);
        let days = content.follow_up.in_days.trim();
        let possible = days.len() <= 3
            && days.bytes().all(|byte| byte.is_ascii_digit())
            && days.parse().is_ok_and(|days: u32| (1..=730).contains(&days));
        if !days.is_empty() && !possible {
            check.note("follow_up.in_days", FieldProblem::OutOfRange { least: 1, most: 730 });
        }
        check.finish()?;
        for text in content.texts() {
            *text = text.trim().to_owned();
        }
        Ok(content)
    }

    fn fields(&self) -> [(&'static str, &str, usize); 14] {
        let (vitals, follow_up) = (&self.vitals, &self.follow_up);
        [
            ("subjective", &self.subjective, SECTION),
            ("objective", &self.objective, SECTION),
            ("assessment", &self.assessment, SECTION),
            ("plan", &self.plan, SECTION),
            ("vitals.systolic_mmhg", &vitals.systolic_mmhg, 20),
            ("vitals.diastolic_mmhg", &vitals.diastolic_mmhg, 20),
            ("vitals.pulse_per_minute", &vitals.pulse_per_minute, 20),
            ("vitals.breaths_per_minute", &vitals.breaths_per_minute, 20),
            ("vitals.temperature_celsius", &vitals.temperature_celsius, 20),
            ("vitals.oxygen_saturation_percent", &vitals.oxygen_saturation_percent, 20),
            ("vitals.weight_kg", &vitals.weight_kg, 20),
            ("vitals.height_cm", &vitals.height_cm, 20),
            ("follow_up.in_days", &follow_up.in_days, 20),
            ("follow_up.what_for", &follow_up.what_for, 500),
        ]
    }

    fn texts(&mut self) -> [&mut String; 14] {
        let (vitals, follow_up) = (&mut self.vitals, &mut self.follow_up);
        [
            &mut self.subjective,
            &mut self.objective,
            &mut self.assessment,
            &mut self.plan,
            &mut vitals.systolic_mmhg,
            &mut vitals.diastolic_mmhg,
            &mut vitals.pulse_per_minute,
            &mut vitals.breaths_per_minute,
            &mut vitals.temperature_celsius,
            &mut vitals.oxygen_saturation_percent,
            &mut vitals.weight_kg,
            &mut vitals.height_cm,
            &mut follow_up.in_days,
            &mut follow_up.what_for,
        ]
    }
}

/// Holds a text against the rules for texts, but leaves it as it was typed: someone is still typing, and a space that goes
/// while it is written is a space lost.
fn keepable(field: &str, typed: &str, most: usize) -> Result<(), FieldError> {
    if typed.chars().nth(most).is_some() {
        return Err(FieldError::new(field, FieldProblem::TooLong { most: u32::try_from(most).unwrap_or(u32::MAX) }));
    }
    text::optional(field, typed, most, Lines::Many).map(|_| ())
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
