//! Locations and rooms in the database.

use std::collections::HashMap;

use sqlx::MySqlPool;
use sqlx::mysql::MySqlConnection;

use super::devices;
use super::model::{DeviceView, Location, LocationView, RoomView};
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
    time_zone: String,
    active: bool,
    row_version: u32,
}

impl LocationRow {
    fn view(self, rooms: Vec<RoomView>, devices: Vec<DeviceView>) -> LocationView {
        LocationView {
            id: self.id,
            name: self.name,
            address: self.address,
            phone: self.phone,
            time_zone: self.time_zone,
            active: self.active,
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

/// Every location by name with its rooms and devices: three queries however many there are.
pub(crate) async fn list(pool: &MySqlPool) -> Outcome<Vec<LocationView>> {
    let rows: Vec<LocationRow> = sqlx::query_as(
        "select id, name, address, phone, time_zone, active, row_version from locations order by name, id limit 10000",
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
    let mut devices = devices::by_location(pool).await?;
    let view = |row: LocationRow| {
        let rooms = at_location.remove(&row.id).unwrap_or_default();
        let devices = devices.remove(&row.id).unwrap_or_default();
        row.view(rooms, devices)
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One location with its rooms.
pub(crate) async fn get(pool: &MySqlPool, id: LocationId) -> Outcome<LocationView> {
    let row: Option<LocationRow> =
        sqlx::query_as("select id, name, address, phone, time_zone, active, row_version from locations where id = ?")
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
    let devices = devices::by_location(pool).await?.remove(&id).unwrap_or_default();
    Ok(row.view(rooms.into_iter().map(Into::into).collect(), devices))
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
    sqlx::query("insert into locations (id, name, address, phone, time_zone, active) values (?, ?, ?, ?, ?, ?)")
        .bind(id)
        .bind(&location.name)
        .bind(&location.address)
        .bind(&location.phone)
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
        "update locations set name = ?, address = ?, phone = ?, time_zone = ?, active = ?, \
         updated_at = utc_timestamp(6), row_version = row_version + 1 where id = ? and row_version = ?",
    )
    .bind(&location.name)
    .bind(&location.address)
    .bind(&location.phone)
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
