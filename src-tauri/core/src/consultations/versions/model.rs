//! What stands once a visit is completed: versions, addenda, signatures. Pure: no database, no clock.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::consultations::model::SaveNote;
use crate::consultations::note::NoteContent;
use crate::error::{FormCheck, Outcome};
use crate::ids::{ConsultationId, RequestId};
use crate::text::{Lines, required};

/// Whether what is written is signed as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Signing {
    /// It is: that needs a licence that holds.
    Now,
    /// It is signed later; until then it is among the doctor's unsigned notes.
    Later,
}

/// Completes a visit with its note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CompleteNote {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub consultation_id: ConsultationId,
    /// The version on the screen.
    pub row_version: u32,
    /// All of it.
    pub content: NoteContent,
    /// Whether it is signed.
    pub signing: Signing,
}

/// Signs a version that is not signed yet: always the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignNote {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub consultation_id: ConsultationId,
    /// The version on the screen.
    pub version: u32,
}

/// Adds to a note that stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AddAddendum {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub consultation_id: ConsultationId,
    /// The version on the screen.
    pub version: u32,
    /// Why it is added, 1 to 200 characters.
    pub reason: String,
    /// What is added, 1 to 20,000 characters.
    pub text: String,
    /// Whether it is signed.
    pub signing: Signing,
}

/// Asks for every version of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteVersionsRequest {
    /// The write's id (reading is an event).
    pub request_id: RequestId,
    /// Which.
    pub consultation_id: ConsultationId,
}

/// What was added to a note that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Addendum {
    /// Who added it.
    pub author: String,
    /// When.
    pub written_at: DateTime<Utc>,
    /// Why.
    pub reason: String,
    /// What.
    pub text: String,
}

/// Who signed a version, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Signed {
    /// Who.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the signature is there and fits.
    pub proof: SignatureProof,
}

/// What is known of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignatureProof {
    /// It was checked: this very content was signed by that doctor.
    Holds,
    /// It was signed before there were keys: nothing proves it.
    Absent,
    /// It does not fit: this is not what was signed, or not who signed it.
    Broken,
}

/// One version of a note: what it was completed with, and what had been added by then.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct NoteVersion {
    /// From 1.
    pub version: u32,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub written_at: DateTime<Utc>,
    /// The note.
    pub content: NoteContent,
    /// What was added, in order.
    pub addenda: Vec<Addendum>,
    /// Who signed it; none while nobody has.
    pub signed: Option<Signed>,
}

impl SaveNote {
    /// The visit completed with this note.
    pub fn completing(self, signing: Signing) -> CompleteNote {
        let Self { request_id, consultation_id, row_version, content } = self;
        CompleteNote { request_id, consultation_id, row_version, content, signing }
    }
}

/// The most characters of an addendum.
const LONGEST: usize = 20_000;

impl AddAddendum {
    /// Reason and text as they are kept.
    ///
    /// # Errors
    /// Every problem at `reason` and `text`.
    pub(super) fn parse(&self) -> Outcome<(String, String)> {
        let mut check = FormCheck::default();
        let reason = check.take(required("reason", &self.reason, 200, Lines::One)).unwrap_or_default();
        let text = check.take(required("text", &self.text, LONGEST, Lines::Many)).unwrap_or_default();
        check.finish()?;
        Ok((reason, text))
    }
}
