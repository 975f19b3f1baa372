//! Reading every doctor's schedule: rows to domain.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use rust_decimal::Decimal;
use sqlx::{FromRow, MySqlPool};

use super::blocks;
use super::blocks::model::Block;
use super::cache::{ScheduleVersions, Schedules, Thing, Things};
use super::holidays;
use super::holidays::model::{Holiday, HolidayOf};
use super::model::HoursKind;
use super::schedule::{DatedRule, DoctorSchedule, Hours, WeeklyRule};
use crate::civil::Zone;
use crate::error::{ClinicError, Outcome};
use crate::ids::{DeviceId, DoctorId, LocationId, ResourceId, RoomId, SpecialtyId, TimeOffId};
use crate::interval::Interval;
use crate::money::Money;

#[derive(FromRow)]
struct DoctorRow {
    id: DoctorId,
    resource_id: ResourceId,
    name: String,
    active: bool,
    fee: Decimal,
    currency: String,
    slot_minutes: u16,
}

#[derive(FromRow)]
struct HoursRow {
    doctor_id: DoctorId,
    location_id: Option<LocationId>,
    room_id: Option<RoomId>,
    room_resource: Option<ResourceId>,
    from_time: Option<NaiveTime>,
    to_time: Option<NaiveTime>,
    next_day_to: Option<NaiveTime>,
    slot_minutes: Option<u16>,
    kind: String,
    capacity: u8,
    weekday: Option<u8>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    on_date: Option<NaiveDate>,
}

/// Dated rows and time off of the past are not read: they decide nothing any more but the look of old days, for which a
/// year is kept.
const YEAR_BACK: &str = "date_sub(utc_date(), interval 400 day)";

/// Reads everything that says when doctors can be booked.
pub(crate) async fn load(versions: ScheduleVersions, pool: &MySqlPool) -> Outcome<Schedules> {
    let rows: Vec<(LocationId, String, String, bool)> =
        sqlx::query_as("select id, name, time_zone, active from locations order by name, id").fetch_all(pool).await?;
    let mut locations: HashMap<LocationId, (String, Zone)> = HashMap::new();
    let mut home = None;
    for (id, name, zone, active) in rows {
        let read = Zone::parse("time_zone", &zone).map_err(|_| inconsistent("locations.time_zone", &zone))?;
        home = home.or(active.then_some(read));
        locations.insert(id, (name, read));
    }
    let home = home.unwrap_or(Zone::UTC);
    let doctors: Vec<DoctorRow> =
        sqlx::query_as("select id, resource_id, name, active, fee, currency, slot_minutes from doctors")
            .fetch_all(pool)
            .await?;
    let mut specialties: HashMap<DoctorId, Vec<(SpecialtyId, String)>> = HashMap::new();
    let rows: Vec<(DoctorId, SpecialtyId, String)> = sqlx::query_as(
        "select d.doctor_id, s.id, s.name from doctor_specialties d join specialties s on s.id = d.specialty_id order by s.name",
    )
    .fetch_all(pool)
    .await?;
    for (doctor, id, name) in rows {
        specialties.entry(doctor).or_default().push((id, name));
    }
    let weekly: Vec<HoursRow> = sqlx::query_as(
        "select h.doctor_id, h.location_id, h.room_id, r.resource_id room_resource, h.from_time, h.to_time, \
         h.next_day_to, h.slot_minutes, h.kind, h.capacity, h.weekday, h.valid_from, h.valid_to, null on_date \
         from weekly_hours h left join rooms r on r.id = h.room_id order by h.weekday, h.from_time, h.id",
    )
    .fetch_all(pool)
    .await?;
    let dated: Vec<HoursRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "select h.doctor_id, h.location_id, h.room_id, r.resource_id room_resource, h.from_time, h.to_time, \
         h.next_day_to, h.slot_minutes, h.kind, h.capacity, null weekday, null valid_from, null valid_to, h.on_date \
         from dated_hours h left join rooms r on r.id = h.room_id where h.on_date >= {YEAR_BACK} order by h.on_date, h.from_time, h.id"
    )))
    .fetch_all(pool)
    .await?;
    let time_off: Vec<(DoctorId, TimeOffId, DateTime<Utc>, DateTime<Utc>)> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "select doctor_id, id, starts_at, ends_at from time_off where withdrawn_at is null and ends_at >= {YEAR_BACK} order by starts_at, id"
    )))
    .fetch_all(pool)
    .await?;

    let things = things(pool).await?;
    let mut schedules: HashMap<DoctorId, (DoctorSchedule, u16)> = doctors
        .into_iter()
        .map(|row| {
            let schedule = DoctorSchedule {
                doctor_id: row.id,
                resource: row.resource_id,
                name: row.name,
                active: row.active,
                fee: Money { amount: row.fee, currency: row.currency },
                specialties: specialties.remove(&row.id).unwrap_or_default(),
                weekly: Vec::new(),
                dated: Vec::new(),
                time_off: Vec::new(),
                blocks: Vec::new(),
                holidays: Vec::new(),
            };
            (row.id, (schedule, row.slot_minutes))
        })
        .collect();
    for row in weekly {
        let Some((schedule, slot)) = schedules.get_mut(&row.doctor_id) else { continue };
        let (Some(weekday), Some(valid_from)) = (row.weekday, row.valid_from) else { continue };
        if let Some(hours) = hours(&row, *slot, &locations)? {
            schedule.weekly.push(WeeklyRule { weekday, valid_from, valid_to: row.valid_to, hours });
        }
    }
    for row in dated {
        let Some((schedule, slot)) = schedules.get_mut(&row.doctor_id) else { continue };
        let Some(on) = row.on_date else { continue };
        schedule.dated.push(DatedRule { on, hours: hours(&row, *slot, &locations)? });
    }
    for (doctor, id, starts_at, ends_at) in time_off {
        let span =
            Interval::new(starts_at, ends_at).ok_or_else(|| inconsistent("time_off.ends_at", &id.to_string()))?;
        if let Some((schedule, _)) = schedules.get_mut(&doctor) {
            schedule.time_off.push((id, span));
        }
    }
    for row in blocks::store::standing(pool).await? {
        let span = Interval::new(row.starts_at, row.ends_at);
        let span = span.ok_or_else(|| inconsistent("blocks.ends_at", &row.id.to_string()))?;
        let kind = row.read_kind()?;
        let Some((schedule, _)) = schedules.get_mut(&row.doctor_id) else { continue };
        let wall = row.location_id.and_then(|id| locations.get(&id)).map(|(_, zone)| *zone);
        schedule.blocks.push(Block {
            id: row.id,
            location_id: row.location_id,
            zone: wall.or_else(|| schedule.home_zone()).unwrap_or(home),
            kind,
            title: row.title,
            span,
            released_at: row.released_at,
            release_hours: row.release_hours,
            row_version: row.row_version,
        });
    }
    for holiday in holidays::store::list(pool).await?.into_iter().map(Holiday::from) {
        for (schedule, _) in schedules.values_mut() {
            let others = matches!(holiday.of, HolidayOf::Doctor { doctor_id } if doctor_id != schedule.doctor_id);
            if !others {
                schedule.holidays.push(holiday.clone());
            }
        }
    }
    let schedules = schedules.into_values().map(|(schedule, _)| schedule).collect();
    Ok(Schedules::new(versions, schedules, locations, things, home))
}

/// Rooms and devices, retired ones too: visits may still hold them.
async fn things(pool: &MySqlPool) -> Outcome<Things> {
    let thing = |name, lane, location_id, active| Thing { name, lane, location_id, active };
    let rooms: Vec<(RoomId, String, ResourceId, LocationId, bool)> =
        sqlx::query_as("select id, name, resource_id, location_id, active from rooms").fetch_all(pool).await?;
    let devices: Vec<(DeviceId, String, ResourceId, LocationId, bool)> =
        sqlx::query_as("select id, name, resource_id, location_id, active from devices").fetch_all(pool).await?;
    Ok(Things {
        rooms: rooms.into_iter().map(|(id, name, lane, at, active)| (id, thing(name, lane, at, active))).collect(),
        devices: devices.into_iter().map(|(id, name, lane, at, active)| (id, thing(name, lane, at, active))).collect(),
    })
}

fn hours(row: &HoursRow, usual_slot: u16, locations: &HashMap<LocationId, (String, Zone)>) -> Outcome<Option<Hours>> {
    let (Some(location_id), Some(from), Some(to)) = (row.location_id, row.from_time, row.next_day_to.or(row.to_time))
    else {
        return Ok(None);
    };
    let (_, zone) =
        locations.get(&location_id).ok_or_else(|| inconsistent("hours.location_id", &location_id.to_string()))?;
    let kind = HoursKind::from_word(&row.kind).ok_or_else(|| inconsistent("hours.kind", &row.kind))?;
    let slot_minutes = row.slot_minutes.unwrap_or(usual_slot);
    let room = row.room_id.zip(row.room_resource);
    Ok(Some(Hours { location_id, zone: *zone, room, from, to, slot_minutes, kind, capacity: row.capacity }))
}

fn inconsistent(what: &str, value: &str) -> ClinicError {
    ClinicError::Inconsistent { detail: format!("{what}: {value}") }
}
