//! What the administrator does with locations and rooms.

use serde_json::json;

use super::model::{Location, LocationView, RoomView, SaveLocation, SaveRoom};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent, changes};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use crate::once::once;

/// Every location by name with its rooms, inactive ones too.
///
/// # Errors
/// [`ClinicError::Forbidden`], [`ClinicError::Offline`].
pub async fn list(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<LocationView>> {
    actor.may(Action::SeeCalendar)?;
    retry(|| store::list(clinic.read())).await
}

/// Adds or changes a location. Its zone stays while visits to come were said to patients in it. Sent twice, it is done once.
///
/// # Errors
/// [`ClinicError::Invalid`] (the name may be taken), [`ClinicError::Forbidden`], [`ClinicError::NotFound`],
/// [`ClinicError::Stale`], [`Refusal::ZoneInUse`].
pub async fn save(clinic: &Clinic, actor: &Actor, request: SaveLocation) -> Outcome<LocationView> {
    actor.may(Action::ManageClinic)?;
    let location = request.form.parse()?;
    once(clinic, request.request_id, || async {
        let mut detail = json!({ "added": location });
        if let Some(row_version) = request.row_version {
            let before = store::get(clinic.read(), request.id).await?;
            if before.row_version != row_version {
                return Err(ClinicError::Stale { what: RecordKind::Location });
            }
            if before.time_zone != location.time_zone {
                let visits = store::visits_to_come(clinic.read(), request.id, clinic.now()).await?;
                if visits > 0 {
                    return Err(Refusal::ZoneInUse { visits }.into());
                }
            }
            detail = changes(&Location::from(&before), &location);
        }
        let mut write = clinic.write(actor, request.request_id).await?;
        match request.row_version {
            None => store::insert(write.connection(), request.id, &location).await?,
            Some(version) => store::update(write.connection(), request.id, version, &location).await?,
        }
        store::replace_opening_hours(write.connection(), request.id, &location.opening_hours).await?;
        write.touch_topic("clinic");
        // The zone is what every hour here is read in.
        write.touch_topic("availability");
        let event = AuditEvent::about(AuditAction::LocationSaved, "location", request.id.0);
        write.commit(event.detail(detail)).await?;
        Ok(())
    })
    .await?;
    retry(|| store::get(clinic.read(), request.id)).await
}

/// Adds or changes a room. Sent twice, it is done once.
///
/// # Errors
/// [`ClinicError::Invalid`] (the name may be taken at this location; a room never moves to another),
/// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Stale`].
pub async fn save_room(clinic: &Clinic, actor: &Actor, request: SaveRoom) -> Outcome<RoomView> {
    actor.may(Action::ManageClinic)?;
    let name = request.parse()?;
    once(clinic, request.request_id, || async {
        let mut detail = json!({ "added": { "name": name, "active": request.active } });
        if let Some(row_version) = request.row_version {
            let before = store::get_room(clinic.read(), request.id).await?;
            if before.location_id != request.location_id {
                return Err(FieldError::new("location_id", FieldProblem::UnknownChoice).into());
            }
            if before.row_version != row_version {
                return Err(ClinicError::Stale { what: RecordKind::Room });
            }
            let was = json!({ "name": before.name, "active": before.active });
            detail = changes(&was, &json!({ "name": name, "active": request.active }));
        }
        let mut write = clinic.write(actor, request.request_id).await?;
        let connection = write.connection();
        match request.row_version {
            None => {
                store::insert_room(connection, request.id, request.location_id, &name, request.active).await?;
            }
            Some(version) => store::update_room(connection, request.id, version, &name, request.active).await?,
        }
        write.touch_topic("clinic");
        write.touch_topic("availability");
        let event = AuditEvent::about(AuditAction::RoomSaved, "room", request.id.0);
        write.commit(event.detail(detail)).await?;
        Ok(())
    })
    .await?;
    retry(|| store::get_room(clinic.read(), request.id)).await
}
