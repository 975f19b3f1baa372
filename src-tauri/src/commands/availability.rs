//! When doctors see patients.

use clinic_core::appointments;
use clinic_core::appointments::model::TimeOffEntered;
use clinic_core::availability;
use clinic_core::availability::blocks::model::{AddBlocks, BlockView, ChangeBlock, NameBlocks};
use clinic_core::availability::holidays::model::{HolidayView, RemoveHoliday, SaveHoliday};
use clinic_core::availability::model::{
    AvailabilityView, SetDatedHours, SetWeeklyHours, TimeOffRequest, WithdrawTimeOff,
};
use clinic_core::availability::{blocks, holidays};
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

/// Keeps time of doctors for something else.
#[tauri::command]
pub async fn availability_add_blocks(desk: State<'_, Desk>, request: AddBlocks) -> Outcome<Vec<BlockView>> {
    act!(desk, blocks::add, request)
}

/// Changes a block.
#[tauri::command]
pub async fn availability_change_block(desk: State<'_, Desk>, request: ChangeBlock) -> Outcome<BlockView> {
    act!(desk, blocks::change, request)
}

/// Removes blocks.
#[tauri::command]
pub async fn availability_remove_blocks(desk: State<'_, Desk>, request: NameBlocks) -> Outcome<()> {
    act!(desk, blocks::remove, request)
}

/// Puts removed blocks back.
#[tauri::command]
pub async fn availability_restore_blocks(desk: State<'_, Desk>, request: NameBlocks) -> Outcome<Vec<BlockView>> {
    act!(desk, blocks::restore, request)
}

/// Every holiday.
#[tauri::command]
pub async fn availability_holidays(desk: State<'_, Desk>) -> Outcome<Vec<HolidayView>> {
    act!(desk, holidays::list)
}

/// Adds or changes a holiday.
#[tauri::command]
pub async fn availability_save_holiday(desk: State<'_, Desk>, request: SaveHoliday) -> Outcome<Vec<HolidayView>> {
    act!(desk, holidays::save, request)
}

/// Removes a holiday.
#[tauri::command]
pub async fn availability_remove_holiday(desk: State<'_, Desk>, request: RemoveHoliday) -> Outcome<Vec<HolidayView>> {
    act!(desk, holidays::remove, request)
}
