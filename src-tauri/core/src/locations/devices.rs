//! Equipment of a location: what the administrator does with it, and its rows.

use std::collections::HashMap;

use serde_json::json;
use sqlx::MySqlPool;
use sqlx::mysql::MySqlConnection;

use super::model::{DeviceView, SaveDevice};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent, changes};
use crate::clinic::Clinic;
use crate::db_error::{duplicate_key, retry};
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind};
use crate::ids::{DeviceId, LocationId};
use crate::once::once;
use crate::resources::{self, ResourceKind};

/// Adds, renames or retires a device. Visits that have it keep it. Sent twice, it is done once.
///
/// # Errors
/// [`ClinicError::Invalid`] (the name may be taken at this location; a device never moves to another),
/// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Stale`].
pub async fn save_device(clinic: &Clinic, actor: &Actor, request: SaveDevice) -> Outcome<DeviceView> {
    actor.may(Action::ManageClinic)?;
    let name = request.parse()?;
    once(clinic, request.request_id, || async {
        let mut detail = json!({ "added": { "name": name, "active": request.active } });
        if let Some(row_version) = request.row_version {
            let before = get(clinic.read(), request.id).await?;
            if before.location_id != request.location_id {
                return Err(FieldError::new("location_id", FieldProblem::UnknownChoice).into());
            }
            if before.row_version != row_version {
                return Err(ClinicError::Stale { what: RecordKind::Device });
            }
            let was = json!({ "name": before.name, "active": before.active });
            detail = changes(&was, &json!({ "name": name, "active": request.active }));
        }
        let mut write = clinic.write(actor, request.request_id).await?;
        match request.row_version {
            None => insert(write.connection(), &request, &name).await?,
            Some(version) => update(write.connection(), &request, version, &name).await?,
        }
        write.touch_topic("clinic");
        let event = AuditEvent::about(AuditAction::DeviceSaved, "device", request.id.0);
        write.commit(event.detail(detail)).await
    })
    .await?;
    retry(|| get(clinic.read(), request.id)).await
}

#[derive(sqlx::FromRow)]
struct Row {
    id: DeviceId,
    location_id: LocationId,
    name: String,
    active: bool,
    row_version: u32,
}

impl From<Row> for DeviceView {
    fn from(row: Row) -> Self {
        let Row { id, location_id, name, active, row_version } = row;
        Self { id, location_id, name, active, row_version }
    }
}

/// Every device by its location, by name.
pub(super) async fn by_location(pool: &MySqlPool) -> Outcome<HashMap<LocationId, Vec<DeviceView>>> {
    let rows: Vec<Row> =
        sqlx::query_as("select id, location_id, name, active, row_version from devices order by name, id limit 100000")
            .fetch_all(pool)
            .await?;
    let mut at_location: HashMap<LocationId, Vec<DeviceView>> = HashMap::new();
    for row in rows {
        at_location.entry(row.location_id).or_default().push(row.into());
    }
    Ok(at_location)
}

async fn get(pool: &MySqlPool, id: DeviceId) -> Outcome<DeviceView> {
    let row: Option<Row> =
        sqlx::query_as("select id, location_id, name, active, row_version from devices where id = ?")
            .bind(id)
            .fetch_optional(pool)
            .await?;
    row.map(Into::into).ok_or(ClinicError::NotFound { what: RecordKind::Device })
}

async fn insert(connection: &mut MySqlConnection, device: &SaveDevice, name: &str) -> Outcome<()> {
    let resource = resources::insert(connection, ResourceKind::Device).await?;
    sqlx::query("insert into devices (id, location_id, resource_id, name, active) values (?, ?, ?, ?, ?)")
        .bind(device.id)
        .bind(device.location_id)
        .bind(resource)
        .bind(name)
        .bind(device.active)
        .execute(connection)
        .await
        .map(drop)
        .map_err(refused)
}

async fn update(connection: &mut MySqlConnection, device: &SaveDevice, version: u32, name: &str) -> Outcome<()> {
    let done = sqlx::query(
        "update devices set name = ?, active = ?, updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where id = ? and row_version = ?",
    )
    .bind(name)
    .bind(device.active)
    .bind(device.id)
    .bind(version)
    .execute(connection)
    .await
    .map_err(refused)?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(ClinicError::Stale { what: RecordKind::Device }) }
}

fn refused(error: sqlx::Error) -> ClinicError {
    if error.as_database_error().is_some_and(|error| error.kind() == sqlx::error::ErrorKind::ForeignKeyViolation) {
        return ClinicError::NotFound { what: RecordKind::Location };
    }
    match duplicate_key(&error) {
        Some(key) if key.ends_with("devices_name") => FieldError::new("name", FieldProblem::Taken).into(),
        Some(key) if key.ends_with("PRIMARY") => ClinicError::Stale { what: RecordKind::Device },
        _ => error.into(),
    }
}
