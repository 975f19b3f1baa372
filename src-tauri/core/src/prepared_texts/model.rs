//! Prepared texts and what they may hold. Pure.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{FieldProblem, FormCheck, Outcome};
use crate::ids::{PreparedTextId, RequestId, SpecialtyId};
use crate::text::{self, Lines};

/// The most characters of a text.
const TEXT: usize = 4_000;

/// Whose a prepared text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PreparedFor {
    /// The doctor's who wrote it; nobody else sees it.
    Oneself,
    /// Every doctor's of the clinic.
    Everybody,
}

/// What a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// Asks a colleague to see the patient.
    Referral,
    /// Says that somebody cannot work or go to school.
    SickNote,
    /// Says that somebody is fit for something.
    Fitness,
    /// Says that somebody was here.
    Visit,
}

/// What is prepared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Prepared {
    /// Stands for an abbreviation.
    QuickText {
        /// Typed after a semicolon: 1 to 20 small letters, digits or hyphens.
        abbreviation: String,
        /// What it stands for.
        text: String,
    },
    /// Fills sections of a note.
    Template {
        /// By which it is chosen.
        name: String,
        /// Whom it is for first; everybody when none.
        specialty_id: Option<SpecialtyId>,
        /// What goes where.
        sections: TemplateSections,
    },
    /// The text of a letter.
    Letter {
        /// By which it is chosen.
        name: String,
        /// What the letter is.
        letter: LetterKind,
        /// What about, in one line; may be empty.
        subject: String,
        /// The text. `{patient}`, `{born}`, `{diagnoses}` and the sections of the note stand for what the visit says.
        text: String,
    },
}

/// What a template puts into the sections of a note; nothing where it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct TemplateSections {
    /// Why the patient comes.
    pub chief_complaint: String,
    /// How it came about.
    pub history_of_present_illness: String,
    /// What was before.
    pub past_history: String,
    /// What is found.
    pub examination: String,
    /// What it is.
    pub assessment: String,
    /// What is done about it.
    pub plan: String,
}

/// A prepared text that the doctor can use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PreparedText {
    /// Its id.
    pub id: PreparedTextId,
    /// Whose it is.
    pub prepared_for: PreparedFor,
    /// What it is.
    pub prepared: Prepared,
    /// The version to name when it is changed.
    pub row_version: u32,
}

/// Keeps a prepared text, new or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavePreparedText {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation.
    pub id: PreparedTextId,
    /// The version on the screen; none for a new one.
    pub row_version: Option<u32>,
    /// Whose it is from now on.
    pub prepared_for: PreparedFor,
    /// What it is.
    pub prepared: Prepared,
}

/// Takes a prepared text away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RemovePreparedText {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub id: PreparedTextId,
    /// The version on the screen.
    pub row_version: u32,
}

impl Prepared {
    /// As it is kept: trimmed and within its lengths.
    ///
    /// # Errors
    /// `Invalid` at `abbreviation`, `text`, `name` or a section.
    pub(super) fn parse(self) -> Outcome<Self> {
        let mut check = FormCheck::default();
        let parsed = match self {
            Self::QuickText { abbreviation, text } => {
                let abbreviation = abbreviation.trim().trim_start_matches(';').to_lowercase();
                if !reads_as_abbreviation(&abbreviation) {
                    check.note("abbreviation", FieldProblem::BadCharacters);
                }
                let text = check.take(text::required("text", &text, TEXT, Lines::Many)).unwrap_or_default();
                Self::QuickText { abbreviation, text }
            }
            Self::Template { name, specialty_id, mut sections } => {
                let name = check.take(text::required("name", &name, 100, Lines::One)).unwrap_or_default();
                let mut empty = true;
                for (field, section) in sections.texts() {
                    *section = check.take(text::optional(field, section, TEXT, Lines::Many)).unwrap_or_default();
                    empty &= section.is_empty();
                }
                if empty {
                    check.note("sections", FieldProblem::Missing);
                }
                Self::Template { name, specialty_id, sections }
            }
            Self::Letter { name, letter, subject, text } => Self::Letter {
                name: check.take(text::required("name", &name, 100, Lines::One)).unwrap_or_default(),
                letter,
                subject: check.take(text::optional("subject", &subject, 200, Lines::One)).unwrap_or_default(),
                text: check.take(text::required("text", &text, TEXT, Lines::Many)).unwrap_or_default(),
            },
        };
        check.finish()?;
        Ok(parsed)
    }

    /// By what it is called up: no two of the same kind and owner share it.
    pub(super) fn called(&self) -> String {
        match self {
            Self::QuickText { abbreviation, .. } => format!(";{abbreviation}"),
            Self::Template { name, .. } => name.to_lowercase(),
            Self::Letter { name, .. } => format!("@{}", name.to_lowercase()),
        }
    }

    /// The field that says by what it is called up.
    pub(super) fn called_by(&self) -> &'static str {
        match self {
            Self::QuickText { .. } => "abbreviation",
            Self::Template { .. } | Self::Letter { .. } => "name",
        }
    }
}

impl TemplateSections {
    fn texts(&mut self) -> [(&'static str, &mut String); 6] {
        [
            ("chief_complaint", &mut self.chief_complaint),
            ("history_of_present_illness", &mut self.history_of_present_illness),
            ("past_history", &mut self.past_history),
            ("examination", &mut self.examination),
            ("assessment", &mut self.assessment),
            ("plan", &mut self.plan),
        ]
    }
}

/// Letters of any script: a clinic may abbreviate in its own.
fn reads_as_abbreviation(abbreviation: &str) -> bool {
    (1..=20).contains(&abbreviation.chars().count())
        && abbreviation.chars().all(|sign| sign.is_alphanumeric() || sign == '-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ClinicError, FieldError};

    fn quick(abbreviation: &str, text: &str) -> Prepared {
        Prepared::QuickText { abbreviation: abbreviation.into(), text: text.into() }
    }

    #[test]
    fn an_abbreviation_is_a_word() {
        assert_eq!(quick(" ;HTN ", " raised \n").parse(), Ok(quick("htn", "raised")));
        assert!(quick("قلب-2", "text").parse().is_ok());
        for wrong in ["", ";", "a b", "a;b", "a_b", &"a".repeat(21)] {
            let expected = FieldError::new("abbreviation", FieldProblem::BadCharacters);
            assert_eq!(quick(wrong, "text").parse(), Err(expected.into()), "{wrong:?}");
        }
        assert_eq!(quick("htn", " ").parse(), Err(FieldError::new("text", FieldProblem::Missing).into()));
    }

    #[test]
    fn a_letter_has_a_name_and_a_text() {
        let letter = |name: &str, text: &str| Prepared::Letter {
            name: name.into(),
            letter: LetterKind::Referral,
            subject: String::new(),
            text: text.into(),
        };
        assert_eq!(letter(" Cardiology ", "Dear colleague,").parse(), Ok(letter("Cardiology", "Dear colleague,")));
        let Err(ClinicError::Invalid { fields }) = letter("", " ").parse() else { panic!("it was kept") };
        let missing = |field| FieldError::new(field, FieldProblem::Missing);
        assert_eq!(fields, [missing("name"), missing("text")]);
        assert_ne!(letter("Cough", "x").called(), "cough", "a template may be called the same");
    }

    #[test]
    fn a_template_fills_something() {
        let template = |plan: &str| Prepared::Template {
            name: "Cough".into(),
            specialty_id: None,
            sections: TemplateSections { plan: plan.into(), ..TemplateSections::default() },
        };
        assert_eq!(template(" rest ").parse(), Ok(template("rest")));
        let Err(ClinicError::Invalid { fields }) = template(" ").parse() else { panic!("it was kept") };
        assert_eq!(fields, [FieldError::new("sections", FieldProblem::Missing)]);
        let Err(ClinicError::Invalid { fields }) = template(&"x".repeat(4_001)).parse() else { panic!("it was kept") };
        assert_eq!(fields[0], FieldError::new("plan", FieldProblem::TooLong { most: 4_000 }));
    }
}
