//! The day sheet and the week: a column for each doctor and day.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::booking::LONGEST_MINUTES;
use super::holds::model::HoldView;
use super::holds::store as holds;
use super::model::{AppointmentView, DaySheet, DaySheetRequest, DoctorDay};
use super::view::{Which, views};
use crate::access::{Action, Actor};
use crate::availability::blocks::model::{Block, BlockView};
use crate::availability::cache::Schedules;
use crate::availability::model::{TimeOffKind, TimeOffView};
use crate::availability::schedule::{DoctorSchedule, Window};
use crate::civil::{Zone, parse_date};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind};
use crate::ids::{DoctorId, TimeOffId};
use crate::interval::Interval;

/// The days of some doctors: hours, time off and visits.
///
/// # Errors
/// [`ClinicError::Invalid`] at `date`, `days`; [`ClinicError::NotFound`].
pub async fn day_sheet(clinic: &Clinic, actor: &Actor, request: DaySheetRequest) -> Outcome<DaySheet> {
    actor.may(Action::SeeCalendar)?;
    let date = parse_date("date", &request.date)?;
    if !(1..=42).contains(&request.days) {
        return Err(FieldError::new("days", FieldProblem::OutOfRange { least: 1, most: 42 }).into());
    }
    if request.doctor_ids.len() > 200 {
        return Err(FieldError::new("doctor_ids", FieldProblem::OutOfRange { least: 0, most: 200 }).into());
    }
    retry(|| async {
        let schedules = clinic.schedules().await?;
        let doctors = doctors(&schedules, &request.doctor_ids)?;
        let last = date + Duration::days(i64::from(request.days) - 1);
        let (from, to) = span_of_days(&schedules, date, last);
        let ids: Vec<DoctorId> = doctors.iter().map(|doctor| doctor.doctor_id).collect();
        let mut visits: HashMap<(DoctorId, NaiveDate), Vec<AppointmentView>> = HashMap::new();
        for visit in views(clinic, Which::OfDoctors { doctors: &ids, from: from - LONGEST_VISIT, to }).await? {
            if request.location_id.is_none_or(|location| location == visit.location_id) {
                // A visit over midnight stands on both days.
                let until = (visit.ends_local - Duration::minutes(1)).date().max(visit.starts_local.date());
                for day in visit.starts_local.date().iter_days().take_while(|day| *day <= until) {
                    visits.entry((visit.doctor_id, day)).or_default().push(visit.clone());
                }
            }
        }
        let mut held: HashMap<(DoctorId, NaiveDate), Vec<HoldView>> = HashMap::new();
        let of_doctors = holds::Which::OfDoctors { doctors: &ids, from, to };
        for hold in holds::views(clinic.read(), &schedules, of_doctors).await? {
            if request.location_id.is_none_or(|location| location == hold.location_id) {
                held.entry((hold.doctor_id, hold.starts_local.date())).or_default().push(hold);
            }
        }
        let mut away = time_off_notes(clinic, &doctors, from, to).await?;
        let mut columns = Vec::new();
        for doctor in &doctors {
            for day in date.iter_days().take_while(|day| *day <= last) {
                let windows = of_day(doctor, day).into_iter().map(|window| window.view());
                columns.push(DoctorDay {
                    doctor_id: doctor.doctor_id,
                    date: day,
                    doctor_name: doctor.name.clone(),
                    specialties: doctor.specialties.iter().map(|(_, name)| name.clone()).collect(),
                    windows: windows
                        .filter(|window| request.location_id.is_none_or(|location| location == window.location_id))
                        .collect(),
                    time_off: time_off_of(&schedules, doctor, day, &mut away),
                    blocks: blocks_of(doctor, day),
                    holidays: doctor.holiday_names(day),
                    appointments: visits.remove(&(doctor.doctor_id, day)).unwrap_or_default(),
                    holds: held.remove(&(doctor.doctor_id, day)).unwrap_or_default(),
                });
            }
        }
        Ok(DaySheet { date, now_at: clinic.now(), columns, kept_at: None })
    })
    .await
}

/// Visits that begin so long before a day may reach into it.
const LONGEST_VISIT: Duration = Duration::hours(LONGEST_MINUTES as i64 / 60);

/// The hours of a day on the wall: what begins on it, and what goes on from the night before.
fn of_day(doctor: &DoctorSchedule, day: NaiveDate) -> Vec<Window> {
    let mut windows = doctor.windows_between(day - Duration::days(1), day);
    windows.retain(|window| {
        window.date == day || window.hours.zone.local(window.span.end()) > day.and_time(chrono::NaiveTime::MIN)
    });
    windows
}

fn blocks_of(doctor: &DoctorSchedule, day: NaiveDate) -> Vec<BlockView> {
    let on_day = |block: &&Block| {
        let whole_day = Interval::new(block.zone.midnight(day), block.zone.midnight(day + Duration::days(1)));
        whole_day.is_some_and(|whole_day| block.span.overlaps(whole_day))
    };
    doctor.blocks.iter().filter(on_day).map(|block| block.view(doctor.doctor_id)).collect()
}

/// From the first midnight of `date` to the last midnight after `last` on any location's wall.
pub(super) fn span_of_days(schedules: &Schedules, date: NaiveDate, last: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let midnights = |date: NaiveDate| schedules.locations.values().map(move |(_, zone)| zone.midnight(date));
    let utc = |date: NaiveDate| date.and_time(chrono::NaiveTime::MIN).and_utc();
    let after = last + Duration::days(1);
    (midnights(date).min().unwrap_or(utc(date)), midnights(after).max().unwrap_or(utc(after)))
}

pub(super) fn doctors<'a>(schedules: &'a Schedules, asked: &[DoctorId]) -> Outcome<Vec<&'a DoctorSchedule>> {
    if asked.is_empty() {
        return Ok(schedules.active());
    }
    asked.iter().map(|id| schedules.of(*id).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })).collect()
}

type Notes = HashMap<TimeOffId, (String, String)>;

async fn time_off_notes(
    clinic: &Clinic,
    doctors: &[&DoctorSchedule],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Outcome<Notes> {
    let Some(span) = Interval::new(from, to) else { return Ok(Notes::new()) };
    if !doctors.iter().any(|doctor| doctor.away(span).is_some()) {
        return Ok(Notes::new());
    }
    let rows: Vec<(TimeOffId, String, String)> = sqlx::query_as(
        "select id, kind, note from time_off where withdrawn_at is null and starts_at < ? and ends_at > ? order by id limit 2000",
    )
    .bind(to.naive_utc())
    .bind(from.naive_utc())
    .fetch_all(clinic.read())
    .await?;
    Ok(rows.into_iter().map(|(id, kind, note)| (id, (kind, note))).collect())
}

fn time_off_of(schedules: &Schedules, doctor: &DoctorSchedule, day: NaiveDate, notes: &mut Notes) -> Vec<TimeOffView> {
    let zone = schedules.zone_of(doctor);
    let Some(whole_day) = Interval::new(zone.midnight(day), zone.midnight(day + Duration::days(1))) else {
        return Vec::new();
    };
    let of_day = doctor.time_off.iter().filter(|(_, span)| span.overlaps(whole_day));
    of_day.map(|(id, span)| time_off_view(doctor, *id, *span, zone, notes)).collect()
}

fn time_off_view(doctor: &DoctorSchedule, id: TimeOffId, span: Interval, zone: Zone, notes: &Notes) -> TimeOffView {
    let (kind, note) = notes.get(&id).cloned().unwrap_or_default();
    TimeOffView {
        id,
        doctor_id: doctor.doctor_id,
        starts_at: span.start(),
        ends_at: span.end(),
        starts_local: zone.local(span.start()),
        ends_local: zone.local(span.end()),
        time_off_kind: TimeOffKind::from_word(&kind).unwrap_or(TimeOffKind::Other),
        note,
    }
}
