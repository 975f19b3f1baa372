//! A restriction, asked for, looked at and lifted. Pure: no database, no clock.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{FieldProblem, FormCheck, Outcome};
use crate::ids::{PatientId, RequestId, RestrictionId};
use crate::text::{Lines, required};

/// Why processing is restricted (GDPR Art. 18(1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RestrictionGround {
    /// The patient says that the data is wrong, and it is being looked at (a).
    AccuracyContested,
    /// The processing is unlawful, and the patient wants it restricted, not erased (b).
    Unlawful,
    /// The clinic needs the data no more, the patient does for a legal claim (c).
    LegalClaims,
    /// The patient objected, and whose interest weighs more is being looked at (d).
    Objection,
}

impl RestrictionGround {
    /// Every ground, in the order of the article.
    pub const ALL: [Self; 4] = [Self::AccuracyContested, Self::Unlawful, Self::LegalClaims, Self::Objection];

    /// As the database keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Self::AccuracyContested => "accuracy_contested",
            Self::Unlawful => "unlawful",
            Self::LegalClaims => "legal_claims",
            Self::Objection => "objection",
        }
    }

    /// The ground of a database word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.word() == word)
    }
}

/// Restricts the processing of a patient's data. Sent twice, it is done once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RestrictProcessing {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation.
    pub id: RestrictionId,
    /// Whose.
    pub patient_id: PatientId,
    /// Why.
    pub ground: RestrictionGround,
    /// What was asked for and by whom, 1 to 1,000 characters.
    pub words: String,
}

/// Lifts a restriction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LiftRestriction {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub id: RestrictionId,
    /// The version on the screen.
    pub row_version: u32,
    /// The patient was told before (Art. 18(3)).
    pub patient_told: bool,
    /// Why it ends, and how and when the patient was told, 1 to 1,000 characters.
    pub words: String,
}

/// A restriction as the administrator reads it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RestrictionView {
    /// Its id.
    pub id: RestrictionId,
    /// Whose.
    pub patient_id: PatientId,
    /// Why.
    pub ground: RestrictionGround,
    /// In words.
    pub words: String,
    /// Who restricted it.
    pub restricted_by: String,
    /// Since when.
    pub restricted_at: DateTime<Utc>,
    /// Who lifted it; none while it stands.
    pub lifted_by: Option<String>,
    /// When.
    pub lifted_at: Option<DateTime<Utc>>,
    /// Why, and how the patient was told; empty while it stands.
    pub lifted_words: String,
    /// The version to name in the next write.
    pub row_version: u32,
}

const WORDS: usize = 1_000;

impl RestrictProcessing {
    /// The words as they are kept.
    ///
    /// # Errors
    /// `Invalid` at `words`.
    pub(super) fn parse(&self) -> Outcome<String> {
        Ok(required("words", &self.words, WORDS, Lines::Many)?)
    }
}

impl LiftRestriction {
    /// The words as they are kept.
    ///
    /// # Errors
    /// `Invalid` at `words`, and at `patient_told` where the patient was not.
    pub(super) fn parse(&self) -> Outcome<String> {
        let mut check = FormCheck::default();
        if !self.patient_told {
            check.note("patient_told", FieldProblem::Missing);
        }
        let words = check.take(required("words", &self.words, WORDS, Lines::Many));
        check.finish()?;
        Ok(words.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ClinicError, FieldError};

    #[test]
    fn a_restriction_is_lifted_after_the_patient_was_told() {
        let lift = LiftRestriction {
            request_id: RequestId::fresh(),
            id: RestrictionId::fresh(),
            row_version: 1,
            patient_told: true,
            words: " The birth date was right. Told by letter on 2 March. ".into(),
        };
        assert_eq!(lift.parse().unwrap(), "The birth date was right. Told by letter on 2 March.");
        let untold = LiftRestriction { patient_told: false, words: " ".into(), ..lift };
        let missing = |field| FieldError::new(field, FieldProblem::Missing);
        let fields = vec![missing("patient_told"), missing("words")];
        assert_eq!(untold.parse(), Err(ClinicError::Invalid { fields }));
    }

    #[test]
    fn every_ground_has_its_word() {
        for ground in RestrictionGround::ALL {
            assert_eq!(RestrictionGround::from_word(ground.word()), Some(ground));
        }
        assert_eq!(RestrictionGround::from_word("whim"), None);
    }
}
