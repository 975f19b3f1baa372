//! When doctors see patients.

use clinic_core::appointments;
use clinic_core::appointments::model::TimeOffEntered;
use clinic_core::availability;
use clinic_core::availability::model::{
    AvailabilityView, SetDatedHours, SetWeeklyHours, TimeOffRequest, WithdrawTimeOff,
};
use clinic_core::error::Outcome;
use clinic_core::ids::DoctorId;
use tauri::State;

use super::act;
use crate::state::Desk;

/// A doctor's hours and time off.
#[tauri::command]
pub async fn availability_get(desk: State<'_, Desk>, request: DoctorId) -> Outcome<AvailabilityView> {
    act!(desk, availability::get, request)
}

/// Replaces the hours of the week.
#[tauri::command]
pub async fn availability_set_weekly_hours(
    desk: State<'_, Desk>,
    request: SetWeeklyHours,
) -> Outcome<AvailabilityView> {
    act!(desk, availability::set_weekly_hours, request)
}

/// Replaces the hours of one date.
#[tauri::command]
pub async fn availability_set_dated_hours(desk: State<'_, Desk>, request: SetDatedHours) -> Outcome<AvailabilityView> {
    act!(desk, availability::set_dated_hours, request)
}

/// Enters time off, and lists the visits that must be moved.
#[tauri::command]
pub async fn availability_enter_time_off(desk: State<'_, Desk>, request: TimeOffRequest) -> Outcome<TimeOffEntered> {
    act!(desk, appointments::enter_time_off, request)
}

/// Takes time off back.
#[tauri::command]
pub async fn availability_withdraw_time_off(
    desk: State<'_, Desk>,
    request: WithdrawTimeOff,
) -> Outcome<AvailabilityView> {
    act!(desk, availability::withdraw_time_off, request)
}
