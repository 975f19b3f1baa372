//! What the clinic knows of substances that do not go together. Pure: no database, no clock.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{FormCheck, Outcome};
use crate::ids::{InteractionId, RequestId};
use crate::text::{Lines, required};

/// How bad it gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InteractionSeverity {
    /// Worth knowing.
    Mild,
    /// Needs attention.
    Moderate,
    /// Threatens life.
    Severe,
}

impl InteractionSeverity {
    /// As the database keeps it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Mild => "mild",
            Self::Moderate => "moderate",
            Self::Severe => "severe",
        }
    }

    /// The severity of a database word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Mild, Self::Moderate, Self::Severe].into_iter().find(|severity| severity.word() == word)
    }
}

/// What is typed of an interaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct InteractionForm {
    /// One substance, 1 to 100 characters.
    pub one: String,
    /// The other one, or a group that the first belongs to.
    pub other: String,
    /// How bad.
    pub severity: InteractionSeverity,
    /// What to know, 1 to 500 characters.
    pub words: String,
}

/// Adds or changes an interaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SaveInteraction {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation.
    pub id: InteractionId,
    /// The version on the screen; none of a new one.
    pub row_version: Option<u32>,
    /// What was typed.
    pub form: InteractionForm,
}

/// Takes an interaction out of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RemoveInteraction {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub id: InteractionId,
    /// The version on the screen.
    pub row_version: u32,
}

/// An interaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct InteractionView {
    /// Its id.
    pub id: InteractionId,
    /// One substance.
    pub one: String,
    /// The other.
    pub other: String,
    /// How bad.
    pub severity: InteractionSeverity,
    /// What to know.
    pub words: String,
    /// The version to name in the next write.
    pub row_version: u32,
}

impl InteractionForm {
    /// Reads what was typed.
    ///
    /// # Errors
    /// `Invalid` at every text that is missing or too long.
    pub(super) fn parse(self) -> Outcome<Self> {
        let mut check = FormCheck::default();
        let one = check.take(required("one", &self.one, 100, Lines::One)).unwrap_or_default();
        let other = check.take(required("other", &self.other, 100, Lines::One)).unwrap_or_default();
        let words = check.take(required("words", &self.words, 500, Lines::Many)).unwrap_or_default();
        check.finish()?;
        Ok(Self { one, other, severity: self.severity, words })
    }
}
