//! The day sheet, and booking, moving, cancelling and stepping visits.

use clinic_core::appointments;
use clinic_core::appointments::model::{
    AppointmentView, BookingRequest, CancelRequest, DaySheet, DaySheetRequest, RescheduleRequest, SlotOffer,
    SlotSearch, StepRequest,
};
use clinic_core::error::Outcome;
use clinic_core::ids::{AppointmentId, PatientId};
use tauri::State;

use super::act;
use crate::state::Desk;

/// The visits of a stretch of days, by doctor.
#[tauri::command]
pub async fn appointments_day_sheet(desk: State<'_, Desk>, request: DaySheetRequest) -> Outcome<DaySheet> {
    act!(desk, appointments::day_sheet, request)
}

/// The next free slots.
#[tauri::command]
pub async fn appointments_free_slots(desk: State<'_, Desk>, request: SlotSearch) -> Outcome<Vec<SlotOffer>> {
    act!(desk, appointments::free_slots, request)
}

/// A patient's visits.
#[tauri::command]
pub async fn appointments_of_patient(desk: State<'_, Desk>, request: PatientId) -> Outcome<Vec<AppointmentView>> {
    act!(desk, appointments::of_patient, request)
}

/// One visit.
#[tauri::command]
pub async fn appointments_get(desk: State<'_, Desk>, request: AppointmentId) -> Outcome<AppointmentView> {
    act!(desk, appointments::get, request)
}

/// Books a visit.
#[tauri::command]
pub async fn appointments_book(desk: State<'_, Desk>, request: BookingRequest) -> Outcome<AppointmentView> {
    act!(desk, appointments::book, request)
}

/// Moves a visit.
#[tauri::command]
pub async fn appointments_reschedule(desk: State<'_, Desk>, request: RescheduleRequest) -> Outcome<AppointmentView> {
    act!(desk, appointments::reschedule, request)
}

/// Cancels a visit.
#[tauri::command]
pub async fn appointments_cancel(desk: State<'_, Desk>, request: CancelRequest) -> Outcome<AppointmentView> {
    act!(desk, appointments::cancel, request)
}

/// Takes a visit one step on, or back.
#[tauri::command]
pub async fn appointments_step(desk: State<'_, Desk>, request: StepRequest) -> Outcome<AppointmentView> {
    act!(desk, appointments::step, request)
}
