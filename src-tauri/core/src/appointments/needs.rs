//! What a visit needs beside its doctor: a certain room, devices. Pure.

use crate::availability::cache::{Schedules, Thing};
use crate::error::{FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use crate::ids::{DeviceId, LocationId, ResourceId, RoomId};

/// How many devices one visit may have.
const MOST_DEVICES: i32 = 8;

/// A room and devices with their lanes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Needs {
    /// The room it must be in; that of the doctor's hours when none.
    pub room: Option<(RoomId, ResourceId)>,
    /// The devices, each once.
    pub devices: Vec<(DeviceId, ResourceId)>,
}

impl Needs {
    /// The lanes of the devices.
    pub fn device_lanes(&self) -> Vec<ResourceId> {
        self.devices.iter().map(|(_, lane)| *lane).collect()
    }

    /// Reads what is asked for at a location (anywhere, when none is given: a device is where it is).
    ///
    /// # Errors
    /// [`FieldProblem::UnknownChoice`] at `room_id` or `device_ids` for what is not there, [`FieldProblem::OutOfRange`] at
    /// `device_ids`; [`Refusal::NotActive`] for what is retired.
    pub(crate) fn read(
        schedules: &Schedules,
        location: Option<LocationId>,
        room: Option<RoomId>,
        devices: &[DeviceId],
    ) -> Outcome<Self> {
        if devices.len() > MOST_DEVICES as usize {
            return Err(FieldError::new("device_ids", FieldProblem::OutOfRange { least: 0, most: MOST_DEVICES }).into());
        }
        let mut needs = Self::default();
        if let Some(room) = room {
            let lane = lane(schedules.things.rooms.get(&room), location, "room_id", RecordKind::Room)?;
            needs.room = Some((room, lane));
        }
        for device in devices {
            let lane = lane(schedules.things.devices.get(device), location, "device_ids", RecordKind::Device)?;
            if !needs.devices.contains(&(*device, lane)) {
                needs.devices.push((*device, lane));
            }
        }
        Ok(needs)
    }

    /// What a visit that is moved to a location keeps: its devices, and the room that was asked for if it is there.
    ///
    /// # Errors
    /// [`Refusal::DeviceElsewhere`].
    pub(crate) fn kept(
        schedules: &Schedules,
        to: LocationId,
        room: Option<(RoomId, ResourceId)>,
        devices: &[ResourceId],
    ) -> Outcome<Self> {
        let there = |thing: Option<&Thing>| thing.is_some_and(|thing| thing.location_id == to);
        let mut needs =
            Self { room: room.filter(|(room, _)| there(schedules.things.rooms.get(room))), devices: Vec::new() };
        for (id, device) in schedules.things.devices.iter().filter(|(_, device)| devices.contains(&device.lane)) {
            if device.location_id != to {
                let location_name = schedules.location_name(device.location_id);
                return Err(Refusal::DeviceElsewhere { device_name: device.name.clone(), location_name }.into());
            }
            needs.devices.push((*id, device.lane));
        }
        Ok(needs)
    }
}

fn lane(thing: Option<&Thing>, location: Option<LocationId>, field: &str, what: RecordKind) -> Outcome<ResourceId> {
    let thing = thing
        .filter(|thing| location.is_none_or(|location| location == thing.location_id))
        .ok_or_else(|| FieldError::new(field, FieldProblem::UnknownChoice))?;
    if thing.active { Ok(thing.lane) } else { Err(Refusal::NotActive { what }.into()) }
}
