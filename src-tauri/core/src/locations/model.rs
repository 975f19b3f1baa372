//! Locations and their rooms (FHIR Location). Pure: no database, no clock.

use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::civil::{Zone, end_text, parse_stretch, time_text};
use crate::contact::optional_phone_as_written;
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::ids::{DeviceId, LocationId, RequestId, RoomId};
use crate::text::{Lines, optional, required};

/// What is typed of a location.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LocationForm {
    /// 1 to 200 characters, unique.
    pub name: String,
    /// Postal address, at most 500 characters.
    pub address: String,
    /// Phone, or empty.
    pub phone: String,
    /// What patients are asked to bring, in the clinic's words; at most 500 characters, or empty. It stands on the card
    /// that they take home.
    pub what_to_bring: String,
    /// IANA zone: every time here is shown in it.
    pub time_zone: String,
    /// Visits can be booked here.
    pub active: bool,
    /// When its doors are open: told to people, and a warning where a doctor's hours lie outside. They close nothing.
    pub opening_hours: Vec<OpeningHours>,
}

/// A stretch in which a location's doors are open, every week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OpeningHours {
    /// ISO 8601: 1 is Monday, 7 is Sunday.
    pub weekday: i32,
    /// From, `08:00`.
    pub from_time: String,
    /// To, `18:00`; `24:00` is the end of the day, and what is not later than from lies on the next day.
    pub to_time: String,
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

/// A piece of equipment to add (`row_version` none) or change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SaveDevice {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation for a new one.
    pub id: DeviceId,
    /// The version on the screen; none for a new one.
    pub row_version: Option<u32>,
    /// Where; a device never moves.
    pub location_id: LocationId,
    /// 1 to 100 characters, unique at its location.
    pub name: String,
    /// Can be taken; not, when it is retired.
    pub active: bool,
}

/// A location with its rooms and equipment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LocationView {
    /// Its id.
    pub id: LocationId,
    /// Its name.
    pub name: String,
    /// Postal address.
    pub address: String,
    /// Phone.
    pub phone: String,
    /// What patients are asked to bring, or empty.
    pub what_to_bring: String,
    /// IANA zone.
    pub time_zone: String,
    /// Visits can be booked here.
    pub active: bool,
    /// When its doors are open, by weekday and time.
    pub opening_hours: Vec<OpeningHours>,
    /// Its rooms by name.
    pub rooms: Vec<RoomView>,
    /// Its equipment by name.
    pub devices: Vec<DeviceView>,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
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

/// A piece of equipment that one visit has at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeviceView {
    /// Its id.
    pub id: DeviceId,
    /// Where.
    pub location_id: LocationId,
    /// Its name.
    pub name: String,
    /// Can be taken; not, when it is retired.
    pub active: bool,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// A location's particulars, parsed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Location {
    /// Name.
    pub name: String,
    /// Postal address, or empty.
    pub address: String,
    /// Phone as shown, or empty.
    pub phone: String,
    /// What patients are asked to bring, or empty.
    pub what_to_bring: String,
    /// IANA name of its zone.
    pub time_zone: String,
    /// Visits can be booked here.
    pub active: bool,
    /// When its doors are open, by weekday and time.
    pub opening_hours: Vec<OpeningHours>,
}

/// More stretches than any door's week has.
const MOST_STRETCHES: usize = 50;

/// Minutes of a day and of a week on the wall.
const DAY: u32 = 24 * 60;
const WEEK: u32 = 7 * DAY;

/// Reads a location's week: stretches that do not overlap, over midnight and over the turn of the week neither.
fn read_opening(check: &mut FormCheck, typed: &[OpeningHours]) -> Vec<OpeningHours> {
    if typed.len() > MOST_STRETCHES {
        check.note("opening_hours", FieldProblem::TooLong { most: MOST_STRETCHES as u32 });
    }
    let at = |index: usize, field: &str| format!("opening_hours[{index}].{field}");
    let mut read: Vec<(u32, u32, OpeningHours)> = Vec::new();
    for (index, row) in typed.iter().enumerate().take(MOST_STRETCHES) {
        let weekday = u32::try_from(row.weekday).ok().filter(|weekday| (1..=7).contains(weekday));
        if weekday.is_none() {
            check.note(&at(index, "weekday"), FieldProblem::OutOfRange { least: 1, most: 7 });
        }
        let (from_field, to_field) = (at(index, "from_time"), at(index, "to_time"));
        let times = parse_stretch(check, (&from_field, &row.from_time), (&to_field, &row.to_time));
        let (Some(weekday), Some((from, to))) = (weekday, times) else { continue };
        let minutes = |time: NaiveTime| time.hour() * 60 + time.minute();
        let starts = (weekday - 1) * DAY + minutes(from);
        let length = (minutes(to) + DAY - minutes(from) - 1) % DAY + 1;
        // Both laid on a line of two weeks: a Sunday night reaches into Monday.
        let overlaps = |other: &(u32, u32, OpeningHours)| {
            let apart = (other.0 + WEEK - starts) % WEEK;
            apart < length || WEEK - apart < other.1
        };
        if read.iter().any(overlaps) {
            check.note(&from_field, FieldProblem::Overlaps);
        }
        let row = OpeningHours { weekday: row.weekday, from_time: time_text(from), to_time: end_text(to) };
        read.push((starts, length, row));
    }
    read.sort_by_key(|(starts, _, _)| *starts);
    read.into_iter().map(|(_, _, row)| row).collect()
}

impl LocationForm {
    /// Reads what was typed.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) with every problem at its field; a zone that is not
    /// in the IANA list is an unknown choice. Whether the name is free is known only to the database.
    pub fn parse(&self) -> Outcome<Location> {
        let mut check = FormCheck::default();
        let name = check.take(required("name", &self.name, 200, Lines::One)).unwrap_or_default();
        let address = check.take(optional("address", &self.address, 500, Lines::Many)).unwrap_or_default();
        let phone = check.take(optional_phone_as_written("phone", &self.phone)).unwrap_or_default();
        let what_to_bring =
            check.take(optional("what_to_bring", &self.what_to_bring, 500, Lines::Many)).unwrap_or_default();
        let time_zone = check.take(Zone::parse("time_zone", self.time_zone.trim())).map(Zone::name).unwrap_or_default();
        let opening_hours = read_opening(&mut check, &self.opening_hours);
        check.finish()?;
        let time_zone = time_zone.to_owned();
        Ok(Location { name, address, phone, what_to_bring, time_zone, active: self.active, opening_hours })
    }
}

impl SaveRoom {
    /// Reads the room's name.
    ///
    /// # Errors
    /// At `name`.
    pub fn parse(&self) -> Result<String, FieldError> {
        required("name", &self.name, 100, Lines::One)
    }
}

impl SaveDevice {
    /// Reads the device's name.
    ///
    /// # Errors
    /// At `name`.
    pub fn parse(&self) -> Result<String, FieldError> {
        required("name", &self.name, 100, Lines::One)
    }
}

impl From<&LocationView> for Location {
    fn from(view: &LocationView) -> Self {
        Self {
            name: view.name.clone(),
            address: view.address.clone(),
            phone: view.phone.clone(),
            what_to_bring: view.what_to_bring.clone(),
            time_zone: view.time_zone.clone(),
            active: view.active,
            opening_hours: view.opening_hours.clone(),
        }
    }
}
