//! Locations and their rooms.

use clinic_core::away::answers;
use clinic_core::error::Outcome;
use clinic_core::locations;
use clinic_core::locations::model::{DeviceView, LocationView, RoomView, SaveDevice, SaveLocation, SaveRoom};
use tauri::State;

use super::{act, ask};
use crate::state::Desk;

/// Every location with its rooms.
#[tauri::command]
pub async fn locations_list(desk: State<'_, Desk>) -> Outcome<Vec<LocationView>> {
    ask!(desk, locations::list, answers::locations)
}

/// Adds or changes a location.
#[tauri::command]
pub async fn locations_save(desk: State<'_, Desk>, request: SaveLocation) -> Outcome<LocationView> {
    act!(desk, locations::save, request)
}

/// Adds or changes a room.
#[tauri::command]
pub async fn locations_save_room(desk: State<'_, Desk>, request: SaveRoom) -> Outcome<RoomView> {
    act!(desk, locations::save_room, request)
}

/// Adds, renames or retires a device.
#[tauri::command]
pub async fn locations_save_device(desk: State<'_, Desk>, request: SaveDevice) -> Outcome<DeviceView> {
    act!(desk, locations::save_device, request)
}
