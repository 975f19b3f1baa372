//! Views of the calendar beside the day sheet: week and month (only what their blocks and days show, so that a whole
//! clinic's are read at once), the waiting room's wall, and the views a user keeps on keys.

pub mod model;
mod saved_views;
mod wall;

pub use saved_views::{forget_view, save_view, saved_views};
pub use wall::wall;

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::{FromRow, QueryBuilder};

use self::model::{CalendarRequest, DayCount, DoctorWeek, Month, Stretch, Week, WeekDay, WeekVisit};
use super::day_sheet::{doctors, span_of_days};
use super::model::{AppointmentStatus, Priority, VisitKind};
use super::taken::{LaneVisits, Lanes, add_held, of_lanes};
use crate::access::{Action, Actor};
use crate::availability::blocks::model::Asking;
use crate::availability::cache::Schedules;
use crate::availability::schedule::{DoctorSchedule, Window};
use crate::availability::slots::{Wish, free_in, room_lane};
use crate::civil::{Zone, parse_date};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, FieldProblem, FormCheck, Outcome};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, RoomId};
use crate::interval::Interval;
use crate::sql_list::push_list;

/// The most days of a calendar: six weeks.
const DAYS: i32 = 42;

/// A request whose words are read, with the doctors it is about.
struct Asked<'a> {
    doctors: Vec<&'a DoctorSchedule>,
    ids: Vec<DoctorId>,
    from: NaiveDate,
    last: NaiveDate,
    starts: DateTime<Utc>,
    ends: DateTime<Utc>,
    location: Option<LocationId>,
    kind: Option<VisitKind>,
    statuses: &'a [AppointmentStatus],
}

fn parse(request: &CalendarRequest) -> Outcome<(NaiveDate, NaiveDate)> {
    let mut form = FormCheck::default();
    let from = form.take(parse_date("from_on", &request.from_on)).unwrap_or_default();
    if !(1..=DAYS).contains(&request.days) {
        form.note("days", FieldProblem::OutOfRange { least: 1, most: DAYS });
    }
    if request.doctor_ids.len() > 200 {
        form.note("doctor_ids", FieldProblem::OutOfRange { least: 0, most: 200 });
    }
    form.finish()?;
    Ok((from, from + Duration::days(i64::from(request.days) - 1)))
}

fn asked<'a>(
    schedules: &'a Schedules,
    request: &'a CalendarRequest,
    (from, last): (NaiveDate, NaiveDate),
) -> Outcome<Asked<'a>> {
    let doctors = doctors(schedules, &request.doctor_ids)?;
    let (starts, ends) = span_of_days(schedules, from, last);
    Ok(Asked {
        ids: doctors.iter().map(|doctor| doctor.doctor_id).collect(),
        doctors,
        from,
        last,
        starts,
        ends,
        location: request.location_id,
        kind: request.visit_kind,
        statuses: &request.statuses,
    })
}

/// The days of some doctors as narrow blocks: hours, time off, and of each visit what a block shows.
///
/// # Errors
/// [`ClinicError::Invalid`] at `from_on`, `days`, `doctor_ids`; [`ClinicError::NotFound`] for an unknown doctor.
pub async fn week(clinic: &Clinic, actor: &Actor, request: CalendarRequest) -> Outcome<Week> {
    actor.may(Action::SeeCalendar)?;
    let dates = parse(&request)?;
    retry(|| async {
        let schedules = clinic.schedules().await?;
        let asked = asked(&schedules, &request, dates)?;
        let mut visits: HashMap<(DoctorId, NaiveDate), Vec<WeekVisit>> = HashMap::new();
        for row in rows(clinic, &asked).await? {
            let Some((_, zone)) = schedules.locations.get(&row.location_id) else { continue };
            let visit = row.visit(*zone)?;
            visits.entry((visit.doctor_id, visit.starts_local.date())).or_default().push(visit);
        }
        let mut weeks = Vec::new();
        for doctor in &asked.doctors {
            let days = asked.from.iter_days().take_while(|day| *day <= asked.last);
            let days = days.map(|date| WeekDay {
                date,
                hours: hours(doctor, date, asked.location),
                away: stretches(doctor, date, doctor.time_off.iter().map(|(_, span)| *span)),
                blocked: stretches(doctor, date, doctor.blocks.iter().map(|block| block.span)),
                visits: visits.remove(&(doctor.doctor_id, date)).unwrap_or_default(),
            });
            weeks.push(DoctorWeek {
                doctor_id: doctor.doctor_id,
                doctor_name: doctor.name.clone(),
                days: days.collect(),
            });
        }
        Ok(Week { now_at: clinic.now(), from_on: asked.from, doctors: weeks })
    })
    .await
}

fn hours(doctor: &DoctorSchedule, date: NaiveDate, location: Option<LocationId>) -> Vec<Stretch> {
    let here = |window: &Window| location.is_none_or(|location| location == window.hours.location_id);
    let stretch = |window: Window| Stretch {
        starts_local: window.hours.zone.local(window.span.start()),
        ends_local: window.hours.zone.local(window.span.end()),
    };
    doctor.windows(date).into_iter().filter(here).map(stretch).collect()
}

/// What lies on a date of some spans, on the wall of the doctor's first place.
fn stretches(doctor: &DoctorSchedule, date: NaiveDate, spans: impl Iterator<Item = Interval>) -> Vec<Stretch> {
    let Some(zone) = doctor.home_zone() else { return Vec::new() };
    let Some(day) = Interval::new(zone.midnight(date), zone.midnight(date + Duration::days(1))) else {
        return Vec::new();
    };
    let stretch = |span: Interval| Stretch {
        starts_local: zone.local(span.start().max(day.start())),
        ends_local: zone.local(span.end().min(day.end())),
    };
    spans.filter(|span| span.overlaps(day)).map(stretch).collect()
}

#[derive(FromRow)]
struct Row {
    id: AppointmentId,
    patient_id: PatientId,
    family_name: String,
    given_name: String,
    doctor_id: DoctorId,
    location_id: LocationId,
    room_id: Option<RoomId>,
    kind: String,
    status: String,
    priority: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    seat: u8,
    overbook_reason: Option<String>,
    late_cancel: bool,
}

impl Row {
    fn visit(self, zone: Zone) -> Outcome<WeekVisit> {
        let broken =
            |column: &str| ClinicError::Inconsistent { detail: format!("appointments.{column} of {}", self.id) };
        Ok(WeekVisit {
            id: self.id,
            patient_id: self.patient_id,
            patient_name: format!("{}, {}", self.family_name, self.given_name),
            doctor_id: self.doctor_id,
            location_id: self.location_id,
            room_id: self.room_id,
            visit_kind: VisitKind::from_word(&self.kind).ok_or_else(|| broken("kind"))?,
            status: AppointmentStatus::from_word(&self.status).ok_or_else(|| broken("status"))?,
            priority: Priority::from_word(&self.priority).ok_or_else(|| broken("priority"))?,
            starts_local: zone.local(self.starts_at),
            ends_local: zone.local(self.ends_at),
            seat: self.seat,
            overbook_reason: self.overbook_reason,
            late_cancel: self.late_cancel,
        })
    }
}

async fn rows(clinic: &Clinic, asked: &Asked<'_>) -> Outcome<Vec<Row>> {
    if asked.ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new(
        "select a.id, a.patient_id, p.family_name, p.given_name, a.doctor_id, a.location_id, a.room_id, a.kind, a.status, \
         a.priority, a.starts_at, a.ends_at, a.seat, a.overbook_reason, a.late_cancel \
         from appointments a left join patients p on p.id = a.patient_id where a.doctor_id in ",
    );
    push_list(&mut query, &asked.ids);
    push_filters(&mut query, asked);
    query.push(" order by a.starts_at, a.seat, a.id");
    Ok(query.build_query_as().fetch_all(clinic.read()).await?)
}

fn push_filters(query: &mut QueryBuilder<sqlx::MySql>, asked: &Asked<'_>) {
    query.push(" and a.starts_at >= ").push_bind(asked.starts.naive_utc());
    query.push(" and a.starts_at < ").push_bind(asked.ends.naive_utc());
    if let Some(location) = asked.location {
        query.push(" and a.location_id = ").push_bind(location);
    }
    if let Some(kind) = asked.kind {
        query.push(" and a.kind = ").push_bind(kind.word());
    }
    if !asked.statuses.is_empty() {
        query.push(" and a.status in (");
        let mut words = query.separated(", ");
        for status in asked.statuses {
            words.push_bind(status.word());
        }
        query.push(")");
    }
}

/// How many visits and free places each day has, over the doctors asked for.
///
/// # Errors
/// As [`week`].
pub async fn month(clinic: &Clinic, actor: &Actor, request: CalendarRequest) -> Outcome<Month> {
    actor.may(Action::SeeCalendar)?;
    let dates = parse(&request)?;
    retry(|| async {
        let schedules = clinic.schedules().await?;
        let asked = asked(&schedules, &request, dates)?;
        let mut visits: HashMap<NaiveDate, u32> = HashMap::new();
        let home: HashMap<DoctorId, Zone> =
            asked.doctors.iter().filter_map(|doctor| Some((doctor.doctor_id, doctor.home_zone()?))).collect();
        let open = open(&asked);
        let reach = reach(&asked, &open)?;
        let taking = of_lanes(clinic, &lanes(&asked, &open), reach).await?;
        for (doctor, starts_at) in starts(clinic, &asked, &taking).await? {
            let date = home.get(&doctor).map_or_else(|| starts_at.date_naive(), |zone| zone.local(starts_at).date());
            *visits.entry(date).or_default() += 1;
        }
        let places = places(clinic, &asked, &open, &taking, reach).await?;
        let days = asked.from.iter_days().take_while(|day| *day <= asked.last).map(|date| {
            let (free_places, places) = places.get(&date).copied().unwrap_or_default();
            DayCount { date, visits: visits.get(&date).copied().unwrap_or(0), free_places, places }
        });
        Ok(Month { now_at: clinic.now(), days: days.collect() })
    })
    .await
}

/// The hours of the days, by doctor.
fn open<'a>(asked: &Asked<'a>) -> Vec<(&'a DoctorSchedule, Window)> {
    let here = |window: &Window| asked.location.is_none_or(|location| location == window.hours.location_id);
    let of_doctor = |doctor: &&'a DoctorSchedule| {
        let doctor = *doctor;
        doctor.windows_between(asked.from, asked.last).into_iter().map(move |window| (doctor, window))
    };
    let windows = asked.doctors.iter().flat_map(of_doctor);
    windows.filter(|(_, window)| here(window) && asked.kind.is_none_or(|kind| window.hours.kind.takes(kind))).collect()
}

/// The lanes of the doctors, and of the rooms of their hours.
fn lanes(asked: &Asked<'_>, open: &[(&DoctorSchedule, Window)]) -> Lanes {
    let rooms = open.iter().filter_map(|(_, window)| window.hours.room.filter(|_| room_lane(window).is_some()));
    let doctors = asked.doctors.iter().map(|doctor| (doctor.doctor_id, doctor.resource));
    Lanes { doctors: doctors.collect(), rooms: rooms.collect() }.once()
}

/// The days, and their hours to the end: the last of them may close on the day after.
fn reach(asked: &Asked<'_>, open: &[(&DoctorSchedule, Window)]) -> Outcome<Interval> {
    let first = open.iter().map(|(_, window)| window.span.start()).fold(asked.starts, DateTime::min);
    let last = open.iter().map(|(_, window)| window.span.end()).fold(asked.ends, DateTime::max);
    Interval::new(first, last).ok_or_else(|| ClinicError::Inconsistent { detail: "days without a length".into() })
}

/// The start of each visit that counts: of those that take time, when nothing narrower is asked for.
async fn starts(clinic: &Clinic, asked: &Asked<'_>, taking: &LaneVisits) -> Outcome<Vec<(DoctorId, DateTime<Utc>)>> {
    if asked.location.is_none() && asked.kind.is_none() && asked.statuses.is_empty() {
        let doctors: HashMap<_, _> = asked.doctors.iter().map(|doctor| (doctor.resource, doctor.doctor_id)).collect();
        let starts = taking.starts().filter_map(|(lane, start)| Some((*doctors.get(&lane)?, start)));
        return Ok(starts.filter(|(_, start)| (asked.starts..asked.ends).contains(start)).collect());
    }
    if asked.ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new("select a.doctor_id, a.starts_at from appointments a where a.doctor_id in ");
    push_list(&mut query, &asked.ids);
    push_filters(&mut query, asked);
    if asked.statuses.is_empty() {
        query.push(" and a.status not in ('cancelled', 'no_show')");
    }
    Ok(query.build_query_as().fetch_all(clinic.read()).await?)
}

/// Of each date how many places are free and how many there are. What has passed is not free.
async fn places(
    clinic: &Clinic,
    asked: &Asked<'_>,
    open: &[(&DoctorSchedule, Window)],
    taking: &LaneVisits,
    reach: Interval,
) -> Outcome<HashMap<NaiveDate, (u32, u32)>> {
    let mut taken = taking.taken(reach);
    add_held(clinic.read(), &mut taken, reach, None).await?;
    let now = clinic.now();
    let mut places: HashMap<NaiveDate, (u32, u32)> = HashMap::new();
    for (doctor, window) in open {
        let in_person = window.hours.kind.takes(VisitKind::InPerson);
        let usual = if in_person { VisitKind::InPerson } else { VisitKind::Video };
        let kind = asked.kind.unwrap_or(usual);
        let asking = Asking { priority: Priority::Regular, now };
        let wish = Wish { kind, minutes: None, not_before: now, patient: None, room: None, devices: &[], asking };
        let free: u32 = free_in(doctor, window, &taken, wish).map(|slot| u32::from(slot.places_left)).sum();
        let minutes = i64::from(window.hours.slot_minutes);
        let slots = u32::try_from(window.span.length().num_minutes() / minutes).unwrap_or(0);
        let of_day = places.entry(window.date).or_default();
        of_day.0 += free;
        of_day.1 += slots * u32::from(window.hours.capacity);
    }
    Ok(places)
}
