//! Letters and certificates.

use clinic_core::error::Outcome;
use clinic_core::letters;
use clinic_core::letters::model::{IssueLetter, LetterList, LetterView, LettersRequest};
use tauri::State;

use super::act;
use crate::state::Desk;

/// Issues a letter.
#[tauri::command]
pub async fn letters_issue(desk: State<'_, Desk>, request: IssueLetter) -> Outcome<LetterView> {
    act!(desk, letters::issue, request)
}

/// A patient's letters.
#[tauri::command]
pub async fn letters_of_patient(desk: State<'_, Desk>, request: LettersRequest) -> Outcome<LetterList> {
    act!(desk, letters::of_patient, request)
}
