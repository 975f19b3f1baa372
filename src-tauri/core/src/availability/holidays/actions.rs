//! What the desk and the administrator do with holidays.

use serde_json::json;

use super::model::{Holiday, HolidayView, RemoveHoliday, SaveHoliday};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::openings;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::Outcome;
use crate::ids::HolidayId;
use crate::once::once;

/// Every holiday, by date.
///
/// # Errors
/// [`ClinicError::Forbidden`](crate::error::ClinicError), [`ClinicError::Offline`](crate::error::ClinicError).
pub async fn list(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<HolidayView>> {
    actor.may(Action::SeeCalendar)?;
    retry(|| store::list(clinic.read())).await
}

/// Adds or changes a holiday, and yields the list. Visits already booked stay where they are. Sent twice, it is done once.
///
/// # Errors
/// [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) at `name`, `first_on`, `last_on`;
/// [`ClinicError::NotFound`](crate::error::ClinicError), [`ClinicError::Stale`](crate::error::ClinicError).
pub async fn save(clinic: &Clinic, actor: &Actor, request: SaveHoliday) -> Outcome<Vec<HolidayView>> {
    actor.may(Action::ManageAvailability)?;
    let holiday = request.form.parse()?;
    once(clinic, request.request_id, || async {
        let before = standing(clinic, request.id).await?;
        let schedules = clinic.schedules().await?;
        let mut write = clinic.write(actor, request.request_id).await?;
        match request.row_version {
            None => store::insert(write.connection(), request.id, &holiday).await?,
            Some(version) => store::update(write.connection(), request.id, version, &holiday).await?,
        }
        write.touch_topic("availability");
        if let Some(was) = before.clone().map(Holiday::from) {
            openings::note_holiday(&mut write, &schedules, &was, Some(&holiday), clinic.now()).await?;
        }
        let event = AuditEvent::about(AuditAction::HolidaySaved, "holiday", request.id.0);
        write.commit(event.detail(json!({ "holiday": [before, holiday] }))).await
    })
    .await?;
    list(clinic, actor).await
}

/// Removes a holiday, and yields the list: the hours of its days hold again. Sent twice, or already removed, it is done.
///
/// # Errors
/// [`ClinicError::Forbidden`](crate::error::ClinicError), [`ClinicError::Offline`](crate::error::ClinicError).
pub async fn remove(clinic: &Clinic, actor: &Actor, request: RemoveHoliday) -> Outcome<Vec<HolidayView>> {
    actor.may(Action::ManageAvailability)?;
    once(clinic, request.request_id, || async {
        let was = standing(clinic, request.id).await?.map(Holiday::from);
        let schedules = clinic.schedules().await?;
        let mut write = clinic.write(actor, request.request_id).await?;
        if store::remove(write.connection(), request.id).await? {
            write.touch_topic("availability");
            if let Some(was) = was {
                openings::note_holiday(&mut write, &schedules, &was, None, clinic.now()).await?;
            }
            write.commit(AuditEvent::about(AuditAction::HolidayRemoved, "holiday", request.id.0)).await?;
        }
        Ok(())
    })
    .await?;
    list(clinic, actor).await
}

async fn standing(clinic: &Clinic, id: HolidayId) -> Outcome<Option<HolidayView>> {
    Ok(store::list(clinic.read()).await?.into_iter().find(|one| one.id == id))
}
