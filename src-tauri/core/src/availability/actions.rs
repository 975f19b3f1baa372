//! What the desk and the administrator do with doctors' hours and time off.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::cache::Schedules;
use super::hours::{read_date, read_time_off, read_week};
use super::model::{AvailabilityView, SetDatedHours, SetWeeklyHours, TimeOffRequest, TimeOffView, WithdrawTimeOff};
use super::nights::{date_beside_others, date_on_the_clock, week_beside_dates};
use super::schedule::DoctorSchedule;
use super::{openings, store};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::civil::Zone;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::doctors::store::bump_version;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{DoctorId, RequestId, TimeOffId};
use crate::interval::Interval;
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
/// [`ClinicError::Invalid`] at `hours[i].field` (see [`read_week`] and [`week_beside_dates`]), [`ClinicError::Forbidden`],
/// [`ClinicError::NotFound`], [`ClinicError::Stale`] when the doctor changed since.
pub async fn set_weekly_hours(clinic: &Clinic, actor: &Actor, request: SetWeeklyHours) -> Outcome<AvailabilityView> {
    actor.may(Action::ManageAvailability)?;
    once(clinic, request.request_id, || async {
        let rows = read_week(&request.hours, &store::places(clinic.read()).await?)?;
        check_version(clinic, request.doctor_id, request.row_version).await?;
        let schedules = clinic.schedules().await?;
        let schedule = schedule_of(&schedules, request.doctor_id)?;
        let (zones, today) = (schedules.zones(), schedules.zone_of(schedule).local(clinic.now()).date());
        week_beside_dates(&rows, schedule, &zones, today)?;
        let before = store::weekly(clinic.read(), request.doctor_id).await?;
        let mut write = clinic.write(actor, request.request_id).await?;
        bump_version(write.connection(), request.doctor_id, request.row_version).await?;
        store::replace_weekly(write.connection(), request.doctor_id, &rows).await?;
        openings::note_opened(&mut write, schedule, &schedule.with_week(&rows, &zones), today).await?;
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
/// [`ClinicError::Invalid`] at `on_date` or `hours[i].field` (see [`read_date`] and [`date_beside_others`]), [`ClinicError::Forbidden`],
/// [`ClinicError::NotFound`], [`ClinicError::Stale`] when the doctor changed since.
pub async fn set_dated_hours(clinic: &Clinic, actor: &Actor, request: SetDatedHours) -> Outcome<AvailabilityView> {
    actor.may(Action::ManageAvailability)?;
    once(clinic, request.request_id, || async {
        let (on, rows) = read_date(&request.on_date, &request.hours, &store::places(clinic.read()).await?)?;
        check_version(clinic, request.doctor_id, request.row_version).await?;
        let schedules = clinic.schedules().await?;
        let (schedule, zones) = (schedule_of(&schedules, request.doctor_id)?, schedules.zones());
        date_on_the_clock(on, &rows, &zones)?;
        date_beside_others(on, &rows, schedule, &zones)?;
        let mut before = store::dated(clinic.read(), request.doctor_id, on).await?;
        before.retain(|row| row.on_date == on.to_string());
        let mut write = clinic.write(actor, request.request_id).await?;
        bump_version(write.connection(), request.doctor_id, request.row_version).await?;
        store::replace_dated(write.connection(), request.doctor_id, on, &rows).await?;
        openings::note_opened(&mut write, schedule, &schedule.with_date(on, &rows, &zones), on).await?;
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
        let span = wish.span(zone_of(clinic, request.doctor_id).await?)?;
        let mut write = clinic.write(actor, write_id).await?;
        store::insert_time_off(write.connection(), request.doctor_id, &wish, span).await?;
        write.touch_topic("availability");
        let detail = json!({ "doctor_id": request.doctor_id, "starts_at": span.start(), "ends_at": span.end() });
        let event = AuditEvent::about(AuditAction::TimeOffEntered, "time_off", request.id.0);
        write.commit(event.detail(detail)).await?;
        Ok(())
    })
    .await?;
    retry(|| time_off(clinic, request.id)).await
}

/// Withdraws a time off: the doctor's hours hold again. Sent twice, or already withdrawn by someone else, it is done.
///
/// # Errors
/// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Offline`].
pub async fn withdraw_time_off(clinic: &Clinic, actor: &Actor, request: WithdrawTimeOff) -> Outcome<AvailabilityView> {
    actor.may(Action::ManageAvailability)?;
    let doctor_id = retry(|| store::doctor_of_time_off(clinic.read(), request.time_off_id)).await?;
    once(clinic, request.request_id, || async {
        let was = time_off(clinic, request.time_off_id).await?;
        let mut write = clinic.write(actor, request.request_id).await?;
        if store::withdraw_time_off(write.connection(), request.time_off_id).await? {
            write.touch_topic("availability");
            if let Some(span) = Interval::new(was.starts_at, was.ends_at) {
                openings::note(&mut write, doctor_id, span).await?;
            }
            let event = AuditEvent::about(AuditAction::TimeOffWithdrawn, "time_off", request.time_off_id.0);
            write.commit(event.detail(json!({ "doctor_id": doctor_id }))).await?;
        }
        Ok(())
    })
    .await?;
    retry(|| view(clinic, doctor_id)).await
}

async fn check_version(clinic: &Clinic, doctor: DoctorId, row_version: u32) -> Outcome<()> {
    if store::version(clinic.read(), doctor).await? == row_version {
        Ok(())
    } else {
        Err(ClinicError::Stale { what: RecordKind::Doctor })
    }
}

/// A time off, withdrawn or not, on the wall of its doctor's first location.
///
/// # Errors
/// [`ClinicError::NotFound`], [`ClinicError::Offline`].
pub(crate) async fn time_off(clinic: &Clinic, id: TimeOffId) -> Outcome<TimeOffView> {
    let doctor = store::doctor_of_time_off(clinic.read(), id).await?;
    store::time_off_by_id(clinic.read(), id, zone_of(clinic, doctor).await?).await
}

/// The zone that speaks for a doctor.
async fn zone_of(clinic: &Clinic, doctor: DoctorId) -> Outcome<Zone> {
    let schedules = clinic.schedules().await?;
    Ok(schedules.zone_of(schedule_of(&schedules, doctor)?))
}

fn schedule_of(schedules: &Schedules, doctor: DoctorId) -> Outcome<&DoctorSchedule> {
    schedules.of(doctor).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })
}

async fn view(clinic: &Clinic, doctor_id: DoctorId) -> Outcome<AvailabilityView> {
    let now: DateTime<Utc> = clinic.now();
    let pool = clinic.read();
    let row_version = store::version(pool, doctor_id).await?;
    let schedules = clinic.schedules().await?;
    let schedule = schedule_of(&schedules, doctor_id)?;
    let zone = schedules.zone_of(schedule);
    let blocks = schedule.blocks.iter().filter(|block| block.span.end() > now);
    Ok(AvailabilityView {
        doctor_id,
        row_version,
        weekly: store::weekly(pool, doctor_id).await?,
        dated: store::dated(pool, doctor_id, zone.local(now).date()).await?,
        time_off: store::time_off(pool, doctor_id, zone, now).await?,
        blocks: blocks.map(|block| block.view(doctor_id)).collect(),
    })
}
