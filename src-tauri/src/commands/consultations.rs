//! The doctor's day and the notes.

use clinic_core::appointments::model::AppointmentView;
use clinic_core::consultations;
use clinic_core::consultations::model::{
    ConsultationView, DiagnosisAtHand, HistoryRequest, MyDay, MyDayRequest, NoteSaved, OpenConsultation, PastVisit,
    SaveNote, TakeStartBack,
};
use clinic_core::consultations::presence::model::{AttendNote, OtherWindow};
use clinic_core::consultations::versions::model::{
    AddAddendum, CompleteNote, NoteVersion, NoteVersionsRequest, SignNote,
};
use clinic_core::error::Outcome;
use tauri::State;

use super::act;
use crate::state::Desk;

/// The signed-in doctor's visits of a day.
#[tauri::command]
pub async fn consultations_my_day(desk: State<'_, Desk>, request: MyDayRequest) -> Outcome<MyDay> {
    act!(desk, consultations::my_day, request)
}

/// Opens the consultation of a visit, beginning it where there is none.
#[tauri::command]
pub async fn consultations_open(desk: State<'_, Desk>, request: OpenConsultation) -> Outcome<ConsultationView> {
    act!(desk, consultations::open, request)
}

/// Takes the start of a visit back.
#[tauri::command]
pub async fn consultations_take_start_back(desk: State<'_, Desk>, request: TakeStartBack) -> Outcome<AppointmentView> {
    act!(desk, consultations::take_start_back, request)
}

/// Keeps the note as it stands.
#[tauri::command]
pub async fn consultations_save_draft(desk: State<'_, Desk>, request: SaveNote) -> Outcome<NoteSaved> {
    act!(desk, consultations::save_draft, request)
}

/// Keeps the note and completes the visit.
#[tauri::command]
pub async fn consultations_complete(desk: State<'_, Desk>, request: CompleteNote) -> Outcome<ConsultationView> {
    act!(desk, consultations::complete, request)
}

/// Signs a completed note.
#[tauri::command]
pub async fn consultations_sign(desk: State<'_, Desk>, request: SignNote) -> Outcome<ConsultationView> {
    act!(desk, consultations::sign, request)
}

/// Adds to a completed note.
#[tauri::command]
pub async fn consultations_add_addendum(desk: State<'_, Desk>, request: AddAddendum) -> Outcome<ConsultationView> {
    act!(desk, consultations::add_addendum, request)
}

/// Every version of a note.
#[tauri::command]
pub async fn consultations_versions(desk: State<'_, Desk>, request: NoteVersionsRequest) -> Outcome<Vec<NoteVersion>> {
    act!(desk, consultations::versions, request)
}

/// Who else has a note open.
#[tauri::command]
pub async fn consultations_attend(desk: State<'_, Desk>, request: AttendNote) -> Outcome<Vec<OtherWindow>> {
    act!(desk, consultations::attend, request)
}

/// The patient's past visits and notes.
#[tauri::command]
pub async fn consultations_history(desk: State<'_, Desk>, request: HistoryRequest) -> Outcome<Vec<PastVisit>> {
    act!(desk, consultations::history, request)
}

/// The doctor's favourite diagnoses and those written of late.
#[tauri::command]
pub async fn consultations_diagnoses_at_hand(desk: State<'_, Desk>) -> Outcome<Vec<DiagnosisAtHand>> {
    act!(desk, consultations::diagnoses_at_hand)
}
