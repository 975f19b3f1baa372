//! What the desk and the administrator do with doctors' hours and time off.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::hours::{read_date, read_time_off, read_week};
use super::model::{AvailabilityView, SetDatedHours, SetWeeklyHours, TimeOffRequest, TimeOffView, WithdrawTimeOff};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::doctors::store::bump_version;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{DoctorId, RequestId};
use crate::once::once;

/// All that is set of a doctor's availability: the week, the dates that differ from today on, time off not yet over.
///
/// # Errors
/// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Offline`].
pub async fn get(clinic: &Clinic, actor: &Actor, doctor_id: DoctorId) -> Outcome<AvailabilityView> {
    actor.may(Action::SeeCalendar)?;
    retry(|| view(clinic, doctor_id)).await
}

/// Replaces a doctor's whole week. Visits already booked stay where they are. Sent twice, it is done once.
///
/// # Errors
/// [`ClinicError::Invalid`] at `hours[i].field` (see [`read_week`]), [`ClinicError::Forbidden`],
/// [`ClinicError::NotFound`], [`ClinicError::Stale`] when the doctor changed since.
pub async fn set_weekly_hours(clinic: &Clinic, actor: &Actor, request: SetWeeklyHours) -> Outcome<AvailabilityView> {
    actor.may(Action::ManageAvailability)?;
    once(clinic, request.request_id, || async {
        let rows = read_week(&request.hours, &store::places(clinic.read()).await?)?;
        check_version(clinic, request.doctor_id, request.row_version).await?;
        let before = store::weekly(clinic.read(), request.doctor_id).await?;
        let mut write = clinic.write(actor, request.request_id).await?;
        bump_version(write.connection(), request.doctor_id, request.row_version).await?;
        store::replace_weekly(write.connection(), request.doctor_id, &rows).await?;
        write.touch_topic("availability");
        let event = AuditEvent::about(AuditAction::WeeklyHoursSet, "doctor", request.doctor_id.0);
        write.commit(event.detail(json!({ "hours": [before, request.hours] }))).await?;
        Ok(())
    })
    .await?;
    retry(|| view(clinic, request.doctor_id)).await
}

/// Replaces a doctor's hours of one date; no rows give the date back to the week. Sent twice, it is done once.
///
/// # Errors
/// [`ClinicError::Invalid`] at `on_date` or `hours[i].field` (see [`read_date`]), [`ClinicError::Forbidden`],
/// [`ClinicError::NotFound`], [`ClinicError::Stale`] when the doctor changed since.
pub async fn set_dated_hours(clinic: &Clinic, actor: &Actor, request: SetDatedHours) -> Outcome<AvailabilityView> {
    actor.may(Action::ManageAvailability)?;
    once(clinic, request.request_id, || async {
        let (on, rows) = read_date(&request.on_date, &request.hours, &store::places(clinic.read()).await?)?;
        check_version(clinic, request.doctor_id, request.row_version).await?;
        let mut before = store::dated(clinic.read(), request.doctor_id, on).await?;
        before.retain(|row| row.on_date == on.to_string());
        let mut write = clinic.write(actor, request.request_id).await?;
        bump_version(write.connection(), request.doctor_id, request.row_version).await?;
        store::replace_dated(write.connection(), request.doctor_id, on, &rows).await?;
        write.touch_topic("availability");
        let event = AuditEvent::about(AuditAction::DatedHoursSet, "doctor", request.doctor_id.0);
        write.commit(event.detail(json!({ "on_date": on, "hours": [before, request.hours] }))).await?;
        Ok(())
    })
    .await?;
    retry(|| view(clinic, request.doctor_id)).await
}

/// Enters a time off, said on the wall clock of the doctor's first location, and yields the live visits inside it, which
/// stay booked until someone moves them. Sent twice with one id, it is entered once.
///
/// # Errors
/// [`ClinicError::Invalid`] at `starts_local`, `ends_local` or `note`, [`ClinicError::Forbidden`],
/// [`ClinicError::NotFound`], [`ClinicError::Stale`] when another write already used the id.
pub async fn enter_time_off(clinic: &Clinic, actor: &Actor, request: TimeOffRequest) -> Outcome<TimeOffView> {
    actor.may(Action::ManageAvailability)?;
    let wish = read_time_off(&request)?;
    // The time off is its own idempotency key: one write has one id.
    let write_id = RequestId(request.id.0);
    once(clinic, write_id, || async {
        let (_, zone) = store::doctor(clinic.read(), request.doctor_id).await?;
        let span = wish.span(zone)?;
        let mut write = clinic.write(actor, write_id).await?;
        store::insert_time_off(write.connection(), request.doctor_id, &wish, span).await?;
        write.touch_topic("availability");
        let detail = json!({ "doctor_id": request.doctor_id, "starts_at": span.start(), "ends_at": span.end() });
        let event = AuditEvent::about(AuditAction::TimeOffEntered, "time_off", request.id.0);
        write.commit(event.detail(detail)).await?;
        Ok(())
    })
    .await?;
    retry(|| store::time_off_by_id(clinic.read(), request.id)).await
}

/// Withdraws a time off: the doctor's hours hold again. Sent twice, or already withdrawn by someone else, it is done.
///
/// # Errors
/// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Offline`].
pub async fn withdraw_time_off(clinic: &Clinic, actor: &Actor, request: WithdrawTimeOff) -> Outcome<AvailabilityView> {
    actor.may(Action::ManageAvailability)?;
    let time_off = retry(|| store::time_off_by_id(clinic.read(), request.time_off_id)).await?;
    once(clinic, request.request_id, || async {
        let mut write = clinic.write(actor, request.request_id).await?;
        if store::withdraw_time_off(write.connection(), request.time_off_id).await? {
            write.touch_topic("availability");
            let event = AuditEvent::about(AuditAction::TimeOffWithdrawn, "time_off", request.time_off_id.0);
            write.commit(event.detail(json!({ "doctor_id": time_off.doctor_id }))).await?;
        }
        Ok(())
    })
    .await?;
    retry(|| view(clinic, time_off.doctor_id)).await
}

async fn check_version(clinic: &Clinic, doctor: DoctorId, row_version: u32) -> Outcome<()> {
    let (present, _) = store::doctor(clinic.read(), doctor).await?;
    if present == row_version { Ok(()) } else { Err(ClinicError::Stale { what: RecordKind::Doctor }) }
}

async fn view(clinic: &Clinic, doctor_id: DoctorId) -> Outcome<AvailabilityView> {
    let now: DateTime<Utc> = clinic.now();
    let pool = clinic.read();
    let (row_version, zone) = store::doctor(pool, doctor_id).await?;
    Ok(AvailabilityView {
        doctor_id,
        row_version,
        weekly: store::weekly(pool, doctor_id).await?,
        dated: store::dated(pool, doctor_id, zone.local(now).date()).await?,
        time_off: store::time_off(pool, doctor_id, zone, now).await?,
    })
}
