//! Locations and their rooms (FHIR Location). Pure: no database, no clock.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{LocationId, RequestId, RoomId};

/// What is typed of a location.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LocationForm {
    /// 1 to 200 characters, unique.
    pub name: String,
    /// Postal address, at most 500 characters.
    pub address: String,
    /// Phone, or empty.
    pub phone: String,
    /// IANA zone: every time here is shown in it.
    pub time_zone: String,
    /// Visits can be booked here.
    pub active: bool,
}

/// A location to add (`row_version` none) or change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SaveLocation {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation for a new one.
    pub id: LocationId,
    /// The version on the screen; none for a new one.
    pub row_version: Option<u32>,
    /// What was typed.
    pub form: LocationForm,
}

/// A room to add (`row_version` none) or change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SaveRoom {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation for a new one.
    pub id: RoomId,
    /// The version on the screen; none for a new one.
    pub row_version: Option<u32>,
    /// Where; a room never moves.
    pub location_id: LocationId,
    /// 1 to 100 characters, unique at its location.
    pub name: String,
    /// Can be taken.
    pub active: bool,
}

/// A location with its rooms.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct LocationView {
    /// Its id.
    pub id: LocationId,
    /// Its name.
    pub name: String,
    /// Postal address.
    pub address: String,
    /// Phone.
    pub phone: String,
    /// IANA zone.
    pub time_zone: String,
    /// Visits can be booked here.
    pub active: bool,
    /// Its rooms by name.
    pub rooms: Vec<RoomView>,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RoomView {
    /// Its id.
    pub id: RoomId,
    /// Where.
    pub location_id: LocationId,
    /// Its name.
    pub name: String,
    /// Can be taken.
    pub active: bool,
    /// The version to name in the next write.
    pub row_version: u32,
}
