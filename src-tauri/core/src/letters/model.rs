//! What a letter may say. Pure: no database, no clock.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::altered::Altered;
use crate::civil::parse_date;
use crate::error::{FieldProblem, FormCheck, Outcome};
use crate::ids::{AppointmentId, DoctorId, LetterId, PatientId, RequestId};
use crate::prepared_texts::model::LetterKind;
use crate::text::{Lines, optional, required};

/// The longest a certificate can cover, in days: somebody who is ill for longer is seen again.
const MOST_DAYS: i32 = 366;

/// What a letter says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LetterContent {
    /// What it is.
    pub kind: LetterKind,
    /// To whom, with an address where there is one: up to 500 characters. A referral goes to somebody.
    pub recipient: String,
    /// What about, in one line of up to 200 characters; may be empty.
    pub subject: String,
    /// The text, 1 to 10,000 characters.
    pub text: String,
    /// The first day that it is about, `2026-11-21`. A sick note has one; a certificate of fitness may have.
    pub from_on: String,
    /// The last one. A sick note has one.
    pub until_on: String,
}

/// Issues a letter. Sent twice, it is issued once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct IssueLetter {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation.
    pub letter_id: LetterId,
    /// The visit in which it is written.
    pub appointment_id: AppointmentId,
    /// What it says.
    pub content: LetterContent,
}

/// A question for a patient's letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LettersRequest {
    /// The event's id (reading a chart is an event).
    pub request_id: RequestId,
    /// Whose.
    pub patient_id: PatientId,
}

/// A letter that was issued.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct LetterView {
    /// Its id.
    pub id: LetterId,
    /// The visit.
    pub appointment_id: AppointmentId,
    /// Whose.
    pub patient_id: PatientId,
    /// Who issued it.
    pub doctor_id: DoctorId,
    /// Their name.
    pub doctor_name: String,
    /// When.
    pub issued_at: DateTime<Utc>,
    /// The zone of the place where it was issued.
    pub time_zone: String,
    /// It was printed: what is printed now is a copy.
    pub printed: bool,
    /// What it says.
    pub content: LetterContent,
}

/// A patient's letters.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct LetterList {
    /// Those that open.
    pub letters: Vec<LetterView>,
    /// Those that cannot be shown.
    pub altered: Vec<Altered>,
}

impl LetterContent {
    /// As it is issued.
    ///
    /// # Errors
    /// `Invalid` at `recipient`, `subject`, `text`, `from_on` and `until_on`.
    pub(super) fn parse(self) -> Outcome<Self> {
        let mut check = FormCheck::default();
        let recipient = match self.kind {
            LetterKind::Referral => check.take(required("recipient", &self.recipient, 500, Lines::Many)),
            _ => check.take(optional("recipient", &self.recipient, 500, Lines::Many)),
        };
        let subject = check.take(optional("subject", &self.subject, 200, Lines::One));
        let text = check.take(required("text", &self.text, 10_000, Lines::Many));
        let (from, until) = match self.kind {
            LetterKind::SickNote => (
                check.take(required("from_on", &self.from_on, 10, Lines::One)).unwrap_or_default(),
                check.take(required("until_on", &self.until_on, 10, Lines::One)).unwrap_or_default(),
            ),
            LetterKind::Fitness => (self.from_on.trim().to_owned(), self.until_on.trim().to_owned()),
            LetterKind::Referral | LetterKind::Visit => Default::default(),
        };
        let mut day = |field, typed: &str| match typed {
            "" => None,
            typed => check.take(parse_date(field, typed)),
        };
        let (first, last) = (day("from_on", &from), day("until_on", &until));
        if let (Some(first), Some(last)) = (first, last) {
            if last < first {
                check.note("until_on", FieldProblem::EndBeforeStart);
            } else if (last - first).num_days() >= i64::from(MOST_DAYS) {
                check.note("until_on", FieldProblem::OutOfRange { least: 1, most: MOST_DAYS });
            }
        }
        check.finish()?;
        let written = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Ok(Self {
            kind: self.kind,
            recipient: recipient.unwrap_or_default(),
            subject: subject.unwrap_or_default(),
            text: text.unwrap_or_default(),
            from_on: written(first),
            until_on: written(last),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ClinicError, FieldError};

    fn letter(kind: LetterKind) -> LetterContent {
        LetterContent {
            kind,
            recipient: "Dr Abel Mensah, Heart Clinic".into(),
            subject: String::new(),
            text: "Thank you for seeing her.".into(),
            from_on: "2026-03-02".into(),
            until_on: "2026-03-06".into(),
        }
    }

    fn problems(content: LetterContent) -> Vec<FieldError> {
        match content.parse() {
            Err(ClinicError::Invalid { fields }) => fields,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_referral_goes_to_somebody_and_covers_no_days() {
        let issued = letter(LetterKind::Referral).parse().unwrap();
        assert_eq!((&*issued.from_on, &*issued.until_on), ("", ""));
        let nobody = LetterContent { recipient: " ".into(), ..letter(LetterKind::Referral) };
        assert_eq!(problems(nobody), [FieldError::new("recipient", FieldProblem::Missing)]);
        let visit = LetterContent { recipient: String::new(), ..letter(LetterKind::Visit) };
        assert!(visit.parse().is_ok(), "a certificate is for whoever asks");
    }

    #[test]
    fn a_sick_note_covers_days() {
        assert_eq!(letter(LetterKind::SickNote).parse(), Ok(letter(LetterKind::SickNote)));
        let without = LetterContent { from_on: String::new(), until_on: " ".into(), ..letter(LetterKind::SickNote) };
        let missing = |field| FieldError::new(field, FieldProblem::Missing);
        assert_eq!(problems(without), [missing("from_on"), missing("until_on")]);
        let day = |until_on: &str| LetterContent { until_on: until_on.into(), ..letter(LetterKind::SickNote) };
        assert!(day("2026-03-02").parse().is_ok(), "one day");
        assert_eq!(problems(day("2026-03-01")), [FieldError::new("until_on", FieldProblem::EndBeforeStart)]);
        let range = FieldProblem::OutOfRange { least: 1, most: MOST_DAYS };
        assert_eq!(problems(day("2027-03-03")), [FieldError::new("until_on", range)]);
        assert!(day("2027-03-02").parse().is_ok(), "366 days");
        assert_eq!(problems(day("soon")), [FieldError::new("until_on", FieldProblem::NotADate)]);
        let open = LetterContent { from_on: String::new(), until_on: String::new(), ..letter(LetterKind::Fitness) };
        assert!(open.parse().is_ok(), "fit from now on");
    }

    #[test]
    fn a_letter_says_something() {
        let empty = LetterContent { text: "\n".into(), subject: "x".repeat(201), ..letter(LetterKind::Visit) };
        let expected = [
            FieldError::new("subject", FieldProblem::TooLong { most: 200 }),
            FieldError::new("text", FieldProblem::Missing),
        ];
        assert_eq!(problems(empty), expected);
    }
}
