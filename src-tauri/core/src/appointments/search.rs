//! The next free slots over some doctors, a specialty or anyone. Looks a few days ahead first and further only when the
//! wish is not filled, so that the usual answer reads little.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::booking::parse_minutes;
use super::model::{FollowingVisit, Priority, SlotOffer, SlotSearch, SlotSearchOver, VisitKind};
use super::needs::Needs;
use super::open_time::OpenTime;
use super::taken::taken;
use super::wished::{Spread, Wished};
use crate::access::{Action, Actor};
use crate::availability::cache::Schedules;
use crate::availability::schedule::{DoctorSchedule, Window};
use crate::civil::{Zone, parse_date};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, FieldError, FieldProblem, FormCheck, Outcome, RecordKind, Refusal};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, ResourceId};
use crate::interval::Interval;

/// Finds the next free slots, by start; the patient's usual doctor first among equals. Of a pair, those after which the
/// second doctor is free.
///
/// # Errors
/// [`ClinicError::Invalid`] at `minutes`, `from_on`, `days`, `limit`, `weekdays`, `per_day`, `over` (nobody),
/// `followed_by` (nobody but that doctor is looked for), `followed_by_minutes`; [`ClinicError::NotFound`];
/// [`Refusal::NotActive`] for the second doctor.
pub async fn free_slots(clinic: &Clinic, actor: &Actor, search: SlotSearch) -> Outcome<Vec<SlotOffer>> {
    actor.may(Action::SeeCalendar)?;
    let words = Words::read(&search)?;
    retry(|| async {
        let schedules = clinic.schedules().await?;
        let (patient, usual) = match search.patient_id {
            Some(patient) => {
                let (lane, usual) = patient_of(clinic, patient).await?;
                (Some((patient, lane)), usual)
            }
            None => (None, None),
        };
        let (chosen, asked) = words.asked(&schedules, &search, patient, usual, clinic.now())?;
        first_free(clinic, &schedules, &chosen, &asked, usual).await
    })
    .await
}

/// What of a search needs no knowledge of the clinic, read.
pub(crate) struct Words {
    minutes: Option<u16>,
    from_on: Option<NaiveDate>,
    days: usize,
    limit: usize,
    wished: Wished,
    /// With whom the second visit of a pair is, and how long.
    follows: Option<(DoctorId, Option<u16>)>,
}

impl Words {
    /// Reads a search.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] at `minutes`, `from_on`, `days`, `limit`, `weekdays`, `per_day`, `followed_by_minutes`.
    pub(crate) fn read(search: &SlotSearch) -> Outcome<Self> {
        let mut form = FormCheck::default();
        let minutes = form.take(search.minutes.map(parse_minutes).transpose()).flatten();
        let from_on =
            form.take(search.from_on.as_deref().map(|date| parse_date("from_on", date)).transpose()).flatten();
        let days = form.take(in_range("days", search.days, 92));
        let limit = form.take(in_range("limit", search.limit, 200));
        let follows = form.take(search.followed_by.map(minutes_of_following).transpose()).flatten();
        form.finish()?;
        let wished = Wished::read(&search.wished)?;
        Ok(Self { minutes, from_on, days: days.unwrap_or(1), limit: limit.unwrap_or(1), wished, follows })
    }

    /// The doctors of the search, and what is asked of them.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] at `over`, `followed_by`; [`ClinicError::NotFound`]; [`Refusal::NotActive`]; those of
    /// [`Needs::read`].
    pub(crate) fn asked<'a>(
        &self,
        schedules: &'a Schedules,
        search: &SlotSearch,
        patient: Option<(PatientId, ResourceId)>,
        usual: Option<DoctorId>,
        now: DateTime<Utc>,
    ) -> Outcome<(Vec<&'a DoctorSchedule>, Asked<'a>)> {
        let mut chosen = chosen(schedules, &search.over, usual)?;
        let followed_by = self.follows.map(|(doctor, minutes)| followed_by(schedules, doctor, minutes)).transpose()?;
        if let Some((second, _)) = followed_by {
            chosen.retain(|doctor| doctor.doctor_id != second.doctor_id);
            if chosen.is_empty() {
                return Err(FieldError::new("followed_by", FieldProblem::UnknownChoice).into());
            }
        }
        let needs = Needs::read(schedules, search.location_id, search.room_id, &search.device_ids)?;
        let location_id = search.location_id.or(needs_at(schedules, &needs));
        let (not_before, until) = span(schedules, &chosen, location_id, self.from_on, self.days, now);
        let asked = Asked {
            patient,
            kind: search.visit_kind,
            minutes: self.minutes,
            needs,
            priority: search.priority.unwrap_or(Priority::Regular),
            location_id,
            not_before,
            until,
            limit: self.limit,
            own: search.appointment_id,
            refined: Refined { wished: self.wished.clone(), followed_by },
            now,
        };
        Ok((chosen, asked))
    }
}

/// Where a room or device is, there the visit must be.
fn needs_at(schedules: &Schedules, needs: &Needs) -> Option<LocationId> {
    let room = needs.room.and_then(|(room, _)| schedules.things.rooms.get(&room));
    let device = needs.devices.first().and_then(|(device, _)| schedules.things.devices.get(device));
    room.or(device).map(|thing| thing.location_id)
}

fn in_range(field: &str, value: i32, most: i32) -> Result<usize, FieldError> {
    usize::try_from(value)
        .ok()
        .filter(|_| (1..=most).contains(&value))
        .ok_or_else(|| FieldError::new(field, FieldProblem::OutOfRange { least: 1, most }))
}

async fn patient_of(clinic: &Clinic, patient: PatientId) -> Outcome<(ResourceId, Option<DoctorId>)> {
    sqlx::query_as("select resource_id, usual_doctor_id from patients where id = ? and deleted_at is null")
        .bind(patient)
        .fetch_optional(clinic.read())
        .await?
        .ok_or(ClinicError::NotFound { what: RecordKind::Patient })
}

fn minutes_of_following(wanted: FollowingVisit) -> Result<(DoctorId, Option<u16>), FieldError> {
    let minutes = wanted.minutes.map(parse_minutes).transpose();
    let minutes = minutes.map_err(|error| FieldError::new("followed_by_minutes", error.problem))?;
    Ok((wanted.doctor_id, minutes))
}

fn followed_by(
    schedules: &Schedules,
    doctor: DoctorId,
    minutes: Option<u16>,
) -> Outcome<(&DoctorSchedule, Option<u16>)> {
    let schedule = schedules.of(doctor).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    if schedule.active { Ok((schedule, minutes)) } else { Err(Refusal::NotActive { what: RecordKind::Doctor }.into()) }
}

fn chosen<'a>(
    schedules: &'a Schedules,
    over: &SlotSearchOver,
    usual: Option<DoctorId>,
) -> Outcome<Vec<&'a DoctorSchedule>> {
    let active = schedules.active();
    Ok(match over {
        SlotSearchOver::Anyone => active,
        SlotSearchOver::UsualDoctor => match usual.and_then(|usual| schedules.of(usual)).filter(|doctor| doctor.active)
        {
            Some(usual) => vec![usual],
            None => active,
        },
        SlotSearchOver::Doctors { doctor_ids } => {
            let ids: BTreeSet<DoctorId> = doctor_ids.iter().copied().collect();
            if ids.is_empty() {
                return Err(FieldError::new("over", FieldProblem::Missing).into());
            }
            let found = ids.into_iter().map(|id| schedules.of(id));
            found.collect::<Option<_>>().ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?
        }
        SlotSearchOver::Specialty { specialty_id } => {
            active.into_iter().filter(|doctor| doctor.specialties.iter().any(|(id, _)| id == specialty_id)).collect()
        }
    })
}

/// From the asked date's midnight (or now) in the zone of the place, over `days` civil dates.
fn span(
    schedules: &Schedules,
    chosen: &[&DoctorSchedule],
    location: Option<LocationId>,
    from_on: Option<NaiveDate>,
    days: usize,
    now: DateTime<Utc>,
) -> (DateTime<Utc>, DateTime<Utc>) {
    let place = location.and_then(|location| schedules.locations.get(&location)).map(|(_, zone)| *zone);
    let zone: Option<Zone> = place.or_else(|| chosen.iter().find_map(|doctor| doctor.home_zone()));
    let today = zone.map_or_else(|| now.date_naive(), |zone| zone.local(now).date());
    let first = from_on.unwrap_or(today).max(today);
    let midnight = |date: NaiveDate| {
        zone.map_or_else(|| date.and_time(chrono::NaiveTime::MIN).and_utc(), |zone| zone.midnight(date))
    };
    let days = Duration::days(i64::try_from(days).unwrap_or(1));
    (midnight(first).max(now), midnight(first + days))
}

/// What narrows a search beside doctors, place and length.
#[derive(Default)]
pub(crate) struct Refined<'a> {
    pub(crate) wished: Wished,
    /// With whom the second visit of a pair is, and how long.
    pub(crate) followed_by: Option<(&'a DoctorSchedule, Option<u16>)>,
}

/// A search whose words are read.
pub(crate) struct Asked<'a> {
    pub(crate) patient: Option<(PatientId, ResourceId)>,
    pub(crate) kind: VisitKind,
    pub(crate) minutes: Option<u16>,
    pub(crate) needs: Needs,
    pub(crate) priority: Priority,
    pub(crate) location_id: Option<LocationId>,
    pub(crate) not_before: DateTime<Utc>,
    pub(crate) until: DateTime<Utc>,
    pub(crate) limit: usize,
    /// The booking that asks: the place held for it is free to it.
    pub(crate) own: Option<AppointmentId>,
    pub(crate) refined: Refined<'a>,
    /// What is kept for emergencies is free from here on.
    pub(crate) now: DateTime<Utc>,
}

impl Asked<'_> {
    /// Whether a visit of this kind and place may lie in a window.
    pub(super) fn may_lie_in(&self, window: &Window) -> bool {
        let here = self.location_id.is_none_or(|location| location == window.hours.location_id);
        here && window.hours.kind.takes(self.kind)
    }
}

/// Free times of one doctor in three days: hardly more.
const IN_THREE_DAYS: usize = 60;

/// The first free slots of some doctors. Reads 3 days, then 11 more, then the rest; all at once where so many are asked for
/// that three days will not hold them.
pub(crate) async fn first_free(
    clinic: &Clinic,
    schedules: &Schedules,
    doctors: &[&DoctorSchedule],
    asked: &Asked<'_>,
    usual: Option<DoctorId>,
) -> Outcome<Vec<SlotOffer>> {
    let mut offers = Vec::new();
    let mut spread = asked.refined.wished.spread();
    let mut from = asked.not_before;
    let reaches: &[i64] = if asked.limit > doctors.len() * IN_THREE_DAYS { &[366] } else { &[3, 14, 366] };
    for reach in reaches {
        let to = asked.until.min(asked.not_before + Duration::days(*reach));
        let Some(span) = Interval::new(from, to) else { continue };
        offers.extend(free_between(clinic, schedules, doctors, asked, usual, span, &mut spread).await?);
        if offers.len() >= asked.limit {
            break;
        }
        from = to;
    }
    offers.truncate(asked.limit);
    Ok(offers)
}

async fn free_between(
    clinic: &Clinic,
    schedules: &Schedules,
    doctors: &[&DoctorSchedule],
    asked: &Asked<'_>,
    usual: Option<DoctorId>,
    span: Interval,
    spread: &mut Spread,
) -> Outcome<Vec<SlotOffer>> {
    // Windows first: doctors without hours in the span cost no read.
    let open = OpenTime::of(doctors, asked, span);
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let (lanes, until) = open.lanes();
    let reach = Interval::new(span.start(), until.max(span.end())).unwrap_or(span);
    let devices = asked.needs.device_lanes();
    let taken = taken(clinic, &lanes, &devices, asked.patient, asked.own, reach).await?;
    Ok(open.offers(schedules, &taken, usual, spread))
}
