//! What stands in a note: its sections, diagnoses, vital signs and the follow-up, and what each may hold. Pure.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::text::{self, Lines};

/// A note. Everything may be empty while it is a draft. Each section holds at most 20,000 characters. Notes written before
/// the sections were these had four: what was `subjective` is read as the present illness, what was `objective` as the
/// examination.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct NoteContent {
    /// Why the patient comes, in their words.
    pub chief_complaint: String,
    /// How it came about and how it went on.
    #[serde(alias = "subjective")]
    pub history_of_present_illness: String,
    /// What was before.
    pub past_history: String,
    /// What is found.
    #[serde(alias = "objective")]
    pub examination: String,
    /// What it is.
    pub assessment: String,
    /// The same, coded; the first is the main one.
    pub diagnoses: Vec<Diagnosis>,
    /// What is done about it.
    pub plan: String,
    /// For nobody but who wrote it.
    pub private_notes: String,
    /// Vital signs as typed.
    pub vitals: Vitals,
    /// When the patient should come again.
    pub follow_up: FollowUp,
}

/// A coded diagnosis (FHIR Condition), with the title as it read when it was chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Diagnosis {
    /// ICD-10-CM, with the point, e.g. `E11.9`.
    pub code: String,
    /// At most 300 characters.
    pub title: String,
    /// What the code does not say, at most 300 characters; may be empty.
    pub remark: String,
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

/// The most characters of a section.
const SECTION: usize = 20_000;
/// The most diagnoses of a note.
const DIAGNOSES: usize = 50;

/// A letter, two signs, and up to four more after the point; whether it is in the present release is not asked, for a note
/// outlives releases.
pub(crate) fn reads_as_code(code: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let (category, rest) = code.split_once('.').unwrap_or((code, "0"));
    category.len() == 3
        && category.starts_with(|first: char| first.is_ascii_uppercase())
        && category.bytes().all(sign)
        && (1..=4).contains(&rest.len())
        && rest.bytes().all(sign)
}

impl NoteContent {
    /// The note as everybody but its author may read it.
    pub(super) fn for_others(self) -> Self {
        Self { private_notes: String::new(), ..self }
    }

    /// The draft as it is kept: as typed, if it can be kept at all.
    ///
    /// # Errors
    /// [`FieldProblem::TooLong`] and [`FieldProblem::BadCharacters`] at each field, e.g. `plan` or `vitals.weight_kg`.
    pub(super) fn parse_draft(self) -> Outcome<Self> {
        let mut check = FormCheck::default();
        for (field, typed, most) in self.fields() {
            check.take(keepable(&field, typed, most));
        }
        if self.diagnoses.len() > DIAGNOSES {
            check.note("diagnoses", FieldProblem::OutOfRange { least: 0, most: 50 });
        }
        for (place, diagnosis) in self.diagnoses.iter().enumerate() {
            if !reads_as_code(&diagnosis.code) {
                check.note(&format!("diagnoses.{place}.code"), FieldProblem::BadCharacters);
            }
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

    /// Every text with the path of its field and how much it may hold.
    fn fields(&self) -> Vec<(String, &str, usize)> {
        let (vitals, follow_up) = (&self.vitals, &self.follow_up);
        let mut fields: Vec<(String, &str, usize)> = [
            ("chief_complaint", &self.chief_complaint, SECTION),
            ("history_of_present_illness", &self.history_of_present_illness, SECTION),
            ("past_history", &self.past_history, SECTION),
            ("examination", &self.examination, SECTION),
            ("assessment", &self.assessment, SECTION),
            ("plan", &self.plan, SECTION),
            ("private_notes", &self.private_notes, SECTION),
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
        .map(|(field, text, most)| (field.to_owned(), text.as_str(), most))
        .into();
        for (place, diagnosis) in self.diagnoses.iter().enumerate() {
            fields.push((format!("diagnoses.{place}.code"), &diagnosis.code, 10));
            fields.push((format!("diagnoses.{place}.title"), &diagnosis.title, 300));
            fields.push((format!("diagnoses.{place}.remark"), &diagnosis.remark, 300));
        }
        fields
    }

    fn texts(&mut self) -> Vec<&mut String> {
        let (vitals, follow_up) = (&mut self.vitals, &mut self.follow_up);
        let mut texts = vec![
            &mut self.chief_complaint,
            &mut self.history_of_present_illness,
            &mut self.past_history,
            &mut self.examination,
            &mut self.assessment,
            &mut self.plan,
            &mut self.private_notes,
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
        ];
        texts.extend(self.diagnoses.iter_mut().map(|diagnosis| &mut diagnosis.remark));
        texts
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
