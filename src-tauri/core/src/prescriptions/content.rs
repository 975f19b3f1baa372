//! What stands in a prescription, and what it may hold. Pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::civil::parse_date;
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::ids::RecordId;
use crate::text::{self, Lines};

/// A prescription's content. Everything may be empty while it is a draft. Fields that this program does not know stay as
/// they came in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PrescriptionContent {
    /// Why the patient came, at most 2,000 characters, as are all long texts here.
    pub complaint: String,
    /// What it is.
    pub diagnosis: String,
    /// What to take, in the order it is printed; 30 at most.
    pub medications: Vec<PrescribedMedication>,
    /// What else to do.
    pub advice: String,
    /// What to eat and drink, or not.
    pub diet: String,
    /// What to have tested.
    pub lab_tests: String,
    /// When to come again.
    pub next_visit: String,
    /// For the pharmacy.
    pub pharmacy_notes: String,
    /// For finding and counting; 20 at most, of 50 characters.
    pub tags: Vec<String>,
    /// The patient's records that go with it; 20 at most.
    pub attachments: Vec<RecordId>,
    /// The last day it may be dispensed, `2026-12-31`; empty when there is none.
    pub valid_until: String,
    /// Why it was signed in spite of a warning.
    pub answers: Vec<WarningAnswer>,
    /// What came in and is not known here.
    #[serde(flatten)]
    #[ts(skip)]
    pub other: BTreeMap<String, Value>,
}

/// One medication of a prescription, as it is typed and printed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PrescribedMedication {
    /// With strength and form, 1 to 200 characters.
    pub name: String,
    /// How much at once, at most 100 characters.
    pub dose: String,
    /// How often, at most 100 characters.
    pub frequency: String,
    /// For how long, at most 100 characters.
    pub duration: String,
    /// How much to hand out, at most 100 characters.
    pub quantity: String,
    /// How to take it, at most 500 characters.
    pub instructions: String,
    /// What came in and is not known here.
    #[serde(flatten)]
    #[ts(skip)]
    pub other: BTreeMap<String, Value>,
}

/// Why a warning did not keep the doctor from signing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct WarningAnswer {
    /// Which warning: [`MedicationWarning::key`](super::warnings::MedicationWarning::key).
    pub key: String,
    /// 1 to 300 characters.
    pub reason: String,
}

const LONG: usize = 2_000;
const MEDICATIONS: usize = 30;
const TAGS: usize = 20;
const ATTACHMENTS: usize = 20;
const ANSWERS: usize = 500;

impl PrescriptionContent {
    /// The draft as it is kept: as typed, if it can be kept at all.
    ///
    /// # Errors
    /// [`FieldProblem::TooLong`] and [`FieldProblem::BadCharacters`] at each field, e.g. `medications.0.name`;
    /// [`FieldProblem::OutOfRange`] at lists that are too long.
    pub(super) fn parse_draft(self) -> Outcome<Self> {
        let mut check = FormCheck::default();
        let content = self.read(&mut check, |text| text);
        check.finish()?;
        Ok(content)
    }

    /// The prescription as it is signed: trimmed, with something to take, each by its name, and a last day that has not
    /// passed.
    ///
    /// # Errors
    /// As [`PrescriptionContent::parse_draft`]; [`FieldProblem::Missing`] at `medications` and the names in it, and at the
    /// reasons of answers; [`FieldProblem::NotADate`] and [`FieldProblem::TooLongAgo`] at `valid_until`.
    pub(super) fn parse_final(self, today: NaiveDate) -> Outcome<Self> {
        let mut check = FormCheck::default();
        let content = self.read(&mut check, |text| text.trim().to_owned());
        if content.medications.is_empty() {
            check.note("medications", FieldProblem::Missing);
        }
        for (place, medication) in content.medications.iter().enumerate() {
            if medication.name.is_empty() {
                check.note(&format!("medications.{place}.name"), FieldProblem::Missing);
            }
        }
        if !content.valid_until.is_empty() {
            let until = check.take(parse_date("valid_until", &content.valid_until));
            if until.is_some_and(|until| until < today) {
                check.note("valid_until", FieldProblem::TooLongAgo);
            }
        }
        check.finish()?;
        Ok(content)
    }

    /// Holds every text against the rules for texts. `kept` says what of it is kept.
    fn read(mut self, check: &mut FormCheck, kept: impl Fn(String) -> String) -> Self {
        let mut hold = |field: String, text: &mut String, most: usize| {
            if let Err(problem) = keepable(&field, text, most) {
                check.take::<()>(Err(problem));
            }
            *text = kept(std::mem::take(text));
        };
        for (field, text) in [
            ("complaint", &mut self.complaint),
            ("diagnosis", &mut self.diagnosis),
            ("advice", &mut self.advice),
            ("diet", &mut self.diet),
            ("lab_tests", &mut self.lab_tests),
            ("next_visit", &mut self.next_visit),
            ("pharmacy_notes", &mut self.pharmacy_notes),
        ] {
            hold(field.to_owned(), text, LONG);
        }
        hold("valid_until".to_owned(), &mut self.valid_until, 20);
        for (place, medication) in self.medications.iter_mut().enumerate() {
            for (field, text, most) in [
                ("name", &mut medication.name, 200),
                ("dose", &mut medication.dose, 100),
                ("frequency", &mut medication.frequency, 100),
                ("duration", &mut medication.duration, 100),
                ("quantity", &mut medication.quantity, 100),
                ("instructions", &mut medication.instructions, 500),
            ] {
                hold(format!("medications.{place}.{field}"), text, most);
            }
        }
        for (place, tag) in self.tags.iter_mut().enumerate() {
            hold(format!("tags.{place}"), tag, 50);
        }
        for (place, answer) in self.answers.iter_mut().enumerate() {
            hold(format!("answers.{place}.reason"), &mut answer.reason, 300);
            hold(format!("answers.{place}.key"), &mut answer.key, 700);
        }
        for (field, count, most) in [
            ("medications", self.medications.len(), MEDICATIONS),
            ("tags", self.tags.len(), TAGS),
            ("attachments", self.attachments.len(), ATTACHMENTS),
            ("answers", self.answers.len(), ANSWERS),
        ] {
            if count > most {
                check.note(field, FieldProblem::OutOfRange { least: 0, most: i32::try_from(most).unwrap_or(i32::MAX) });
            }
        }
        self
    }
}

impl PrescribedMedication {
    /// In one line: what, how much, how often, how long, how many.
    pub fn in_short(&self) -> String {
        let parts = [&self.name, &self.dose, &self.frequency, &self.duration, &self.quantity];
        let said: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        said.join(" · ")
    }

    /// In one line with its instructions, as the paper's code says it.
    pub fn in_full(&self) -> String {
        let instructions: Vec<&str> = self.instructions.split_whitespace().collect();
        let said = [self.in_short(), instructions.join(" ")];
        said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// Holds a text against the rules for texts, but leaves it as it was typed: someone may still be typing.
fn keepable(field: &str, typed: &str, most: usize) -> Result<(), FieldError> {
    if typed.chars().nth(most).is_some() {
        return Err(FieldError::new(field, FieldProblem::TooLong { most: u32::try_from(most).unwrap_or(u32::MAX) }));
    }
    text::optional(field, typed, most, Lines::Many).map(|_| ())
}
