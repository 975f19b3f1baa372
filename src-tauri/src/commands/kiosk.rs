//! The kiosk in the waiting room.

use clinic_core::error::Outcome;
use clinic_core::kiosk;
use clinic_core::kiosk::model::{
    KioskBook, KioskCheckIn, KioskEnter, KioskGuest, KioskPlace, KioskRegister, KioskTime, KioskTimes, KioskVisit,
};
use tauri::State;

use super::act;
use crate::state::Desk;

/// Where it can stand, and who sees patients.
#[tauri::command]
pub async fn kiosk_place(desk: State<'_, Desk>) -> Outcome<KioskPlace> {
    act!(desk, kiosk::place)
}

/// Who stands in front of it.
#[tauri::command]
pub async fn kiosk_enter(desk: State<'_, Desk>, request: KioskEnter) -> Outcome<KioskGuest> {
    act!(desk, kiosk::enter, request)
}

/// Checks in for a visit of today.
#[tauri::command]
pub async fn kiosk_check_in(desk: State<'_, Desk>, request: KioskCheckIn) -> Outcome<KioskVisit> {
    act!(desk, kiosk::check_in, request)
}

/// Registers a newcomer.
#[tauri::command]
pub async fn kiosk_register(desk: State<'_, Desk>, request: KioskRegister) -> Outcome<KioskGuest> {
    act!(desk, kiosk::register, request)
}

/// Free times.
#[tauri::command]
pub async fn kiosk_times(desk: State<'_, Desk>, request: KioskTimes) -> Outcome<Vec<KioskTime>> {
    act!(desk, kiosk::times, request)
}

/// Books a free time.
#[tauri::command]
pub async fn kiosk_book(desk: State<'_, Desk>, request: KioskBook) -> Outcome<KioskVisit> {
    act!(desk, kiosk::book, request)
}
