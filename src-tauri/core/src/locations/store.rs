//! Locations and rooms in the database.

use std::collections::HashMap;

use chrono::{DateTime, NaiveTime, Utc};
use sqlx::mysql::MySqlConnection;
use sqlx::{MySqlPool, QueryBuilder};

use super::devices;
use super::model::{DeviceView, Location, LocationView, OpeningHours, RoomView};
use crate::civil::{end_text, time_text};
use crate::db_error::duplicate_key;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind};
use crate::ids::{LocationId, RoomId};
use crate::resources::{self, ResourceKind};

#[derive(sqlx::FromRow)]
struct LocationRow {
    id: LocationId,
    name: String,
    address: String,
    phone: String,
    what_to_bring: String,
    time_zone: String,
    active: bool,
    row_version: u32,
}

impl LocationRow {
    fn view(self, opening_hours: Vec<OpeningHours>, rooms: Vec<RoomView>, devices: Vec<DeviceView>) -> LocationView {
        LocationView {
            id: self.id,
            name: self.name,
            address: self.address,
            phone: self.phone,
            what_to_bring: self.what_to_bring,
            time_zone: self.time_zone,
            active: self.active,
            opening_hours,
            rooms,
            devices,
            row_version: self.row_version,
        }
    }
}

#[derive(sqlx::FromRow)]
struct RoomRow {
    id: RoomId,
    location_id: LocationId,
    name: String,
    active: bool,
    row_version: u32,
}

impl From<RoomRow> for RoomView {
    fn from(row: RoomRow) -> Self {
        let RoomRow { id, location_id, name, active, row_version } = row;
        Self { id, location_id, name, active, row_version }
    }
}

#[derive(sqlx::FromRow)]
struct OpeningRow {
    location_id: LocationId,
    weekday: u8,
    from_time: NaiveTime,
    to_time: NaiveTime,
}

impl From<OpeningRow> for OpeningHours {
    fn from(row: OpeningRow) -> Self {
        let (from_time, to_time) = (time_text(row.from_time), end_text(row.to_time));
        Self { weekday: i32::from(row.weekday), from_time, to_time }
    }
}

/// When the doors of every location are open, or of one.
async fn opening_hours(pool: &MySqlPool, of: Option<LocationId>) -> Outcome<HashMap<LocationId, Vec<OpeningHours>>> {
    let rows: Vec<OpeningRow> = sqlx::query_as(
        "select location_id, weekday, from_time, to_time from opening_hours where ? is null or location_id = ? \
         order by location_id, weekday, from_time limit 100000",
    )
    .bind(of)
    .bind(of)
    .fetch_all(pool)
    .await?;
    let mut found: HashMap<LocationId, Vec<OpeningHours>> = HashMap::new();
    for row in rows {
        found.entry(row.location_id).or_default().push(row.into());
    }
    Ok(found)
}

/// Puts the hours of the doors in the place of those that were.
pub(crate) async fn replace_opening_hours(
    connection: &mut MySqlConnection,
    id: LocationId,
    rows: &[OpeningHours],
) -> Outcome<()> {
    sqlx::query("delete from opening_hours where location_id = ?").bind(id).execute(&mut *connection).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::new("insert into opening_hours (location_id, weekday, from_time, to_time) ");
    query.push_values(rows, |mut values, row| {
        // `24:00` is kept as midnight, as every end on the next day.
        let end = if row.to_time == "24:00" { "00:00" } else { &row.to_time };
        values.push_bind(id).push_bind(row.weekday).push_bind(&row.from_time).push_bind(end);
    });
    query.build().execute(connection).await?;
    Ok(())
}

/// Every location by name with its doors' hours, its rooms and devices: four queries however many there are.
pub(crate) async fn list(pool: &MySqlPool) -> Outcome<Vec<LocationView>> {
    let rows: Vec<LocationRow> = sqlx::query_as(
        "select id, name, address, phone, what_to_bring, time_zone, active, row_version from locations \
         order by name, id limit 10000",
    )
    .fetch_all(pool)
    .await?;
    let rooms: Vec<RoomRow> =
        sqlx::query_as("select id, location_id, name, active, row_version from rooms order by name, id limit 100000")
            .fetch_all(pool)
            .await?;
    let mut at_location: HashMap<LocationId, Vec<RoomView>> = HashMap::new();
    for room in rooms {
        at_location.entry(room.location_id).or_default().push(room.into());
    }
    let mut open = opening_hours(pool, None).await?;
    let mut devices = devices::by_location(pool).await?;
    let view = |row: LocationRow| {
        let rooms = at_location.remove(&row.id).unwrap_or_default();
        let devices = devices.remove(&row.id).unwrap_or_default();
        let hours = open.remove(&row.id).unwrap_or_default();
        row.view(hours, rooms, devices)
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One location with its rooms.
pub(crate) async fn get(pool: &MySqlPool, id: LocationId) -> Outcome<LocationView> {
    let row: Option<LocationRow> = sqlx::query_as(
        "select id, name, address, phone, what_to_bring, time_zone, active, row_version from locations where id = ?",
    )
    .bind(id)
    .fetch_optional(pool)
    .await?;
    let row = row.ok_or(ClinicError::NotFound { what: RecordKind::Location })?;
    let rooms: Vec<RoomRow> = sqlx::query_as(
        "select id, location_id, name, active, row_version from rooms where location_id = ? order by name, id",
    )
    .bind(id)
    .fetch_all(pool)
    .await?;
    let hours = opening_hours(pool, Some(id)).await?.remove(&id).unwrap_or_default();
    let devices = devices::by_location(pool).await?.remove(&id).unwrap_or_default();
    Ok(row.view(hours, rooms.into_iter().map(Into::into).collect(), devices))
}

/// One room.
pub(crate) async fn get_room(pool: &MySqlPool, id: RoomId) -> Outcome<RoomView> {
    let row: Option<RoomRow> =
        sqlx::query_as("select id, location_id, name, active, row_version from rooms where id = ?")
            .bind(id)
            .fetch_optional(pool)
            .await?;
    row.map(Into::into).ok_or(ClinicError::NotFound { what: RecordKind::Room })
}

/// Adds a location.
pub(crate) async fn insert(connection: &mut MySqlConnection, id: LocationId, location: &Location) -> Outcome<()> {
    sqlx::query(
        "insert into locations (id, name, address, phone, what_to_bring, time_zone, active) values (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(&location.name)
    .bind(&location.address)
    .bind(&location.phone)
    .bind(&location.what_to_bring)
    .bind(&location.time_zone)
    .bind(location.active)
    .execute(connection)
    .await
        .map(drop)
        .map_err(location_refused)
}

/// Changes the location if it still is at `row_version`.
pub(crate) async fn update(
    connection: &mut MySqlConnection,
    id: LocationId,
    row_version: u32,
    location: &Location,
) -> Outcome<()> {
    let done = sqlx::query(
        "update locations set name = ?, address = ?, phone = ?, what_to_bring = ?, time_zone = ?, active = ?, \
         updated_at = utc_timestamp(6), row_version = row_version + 1 where id = ? and row_version = ?",
    )
    .bind(&location.name)
    .bind(&location.address)
    .bind(&location.phone)
    .bind(&location.what_to_bring)
    .bind(&location.time_zone)
    .bind(location.active)
    .bind(id)
    .bind(row_version)
    .execute(connection)
    .await
    .map_err(location_refused)?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(ClinicError::Stale { what: RecordKind::Location }) }
}

/// Adds a room, a thing that can be taken once.
pub(crate) async fn insert_room(
    connection: &mut MySqlConnection,
    id: RoomId,
    location: LocationId,
    name: &str,
    active: bool,
) -> Outcome<()> {
    let resource = resources::insert(connection, ResourceKind::Room).await?;
    sqlx::query("insert into rooms (id, location_id, resource_id, name, active) values (?, ?, ?, ?, ?)")
        .bind(id)
        .bind(location)
        .bind(resource)
        .bind(name)
        .bind(active)
        .execute(connection)
        .await
        .map(drop)
        .map_err(room_refused)
}

/// Changes the room if it still is at `row_version`.
pub(crate) async fn update_room(
    connection: &mut MySqlConnection,
    id: RoomId,
    row_version: u32,
    name: &str,
    active: bool,
) -> Outcome<()> {
    let done = sqlx::query(
        "update rooms set name = ?, active = ?, updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ?",
    )
    .bind(name)
    .bind(active)
    .bind(id)
    .bind(row_version)
    .execute(connection)
    .await
    .map_err(room_refused)?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(ClinicError::Stale { what: RecordKind::Room }) }
}

fn location_refused(error: sqlx::Error) -> ClinicError {
    match duplicate_key(&error) {
        Some(key) if key.ends_with("locations_name") => FieldError::new("name", FieldProblem::Taken).into(),
        Some(key) if key.ends_with("PRIMARY") => ClinicError::Stale { what: RecordKind::Location },
        _ => error.into(),
    }
}

fn room_refused(error: sqlx::Error) -> ClinicError {
    if error.as_database_error().is_some_and(|error| error.kind() == sqlx::error::ErrorKind::ForeignKeyViolation) {
        return ClinicError::NotFound { what: RecordKind::Location };
    }
    match duplicate_key(&error) {
        Some(key) if key.ends_with("rooms_name") => FieldError::new("name", FieldProblem::Taken).into(),
        Some(key) if key.ends_with("PRIMARY") => ClinicError::Stale { what: RecordKind::Room },
        _ => error.into(),
    }
}

/// How many visits that may still take place begin at a location from an instant on.
pub(super) async fn visits_to_come(pool: &MySqlPool, id: LocationId, from: DateTime<Utc>) -> Outcome<u32> {
    let visits: i64 = sqlx::query_scalar(
        "select count(*) from appointments where location_id = ? and starts_at >= ? and status not in ('cancelled', 'no_show')",
    )
    .bind(id)
    .bind(from.naive_utc())
    .fetch_one(pool)
    .await?;
    Ok(u32::try_from(visits).unwrap_or(u32::MAX))
}
