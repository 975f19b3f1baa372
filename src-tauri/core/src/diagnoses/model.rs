//! What is asked of the table of diagnoses, and what it answers. Pure.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::RequestId;

/// A question for the table: words of a title in any order, beginnings of words, a code with or without its point, or
/// several of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DiagnosisSearch {
    /// As typed; with nothing typed the answer is what is at hand.
    pub words: String,
    /// Codes that the doctor has at hand, the nearest first: they stand above others that fit as well.
    pub at_hand: Vec<String>,
}

/// A code that fits, the best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DiagnosisHit {
    /// With its point.
    pub code: String,
    /// As the list has it.
    pub title: String,
    /// The other words of the list that were found, where the title does not hold what was typed.
    pub also: Option<String>,
}

/// What was found, and in which list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DiagnosisHits {
    /// The best first, 20 at most.
    pub hits: Vec<DiagnosisHit>,
    /// More fit than are told.
    pub more: bool,
    /// The list and its release.
    pub release: String,
}

/// Keeps a code among the doctor's favourites, or takes it from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetFavourite {
    /// The write's id.
    pub request_id: RequestId,
    /// With its point.
    pub code: String,
    /// It is one from now on.
    pub favourite: bool,
}
