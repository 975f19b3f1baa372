//! The next free slots over one doctor, a specialty or anyone. Looks a few days ahead first and further only when the
//! wish is not filled, so that the usual answer reads little.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::booking::parse_minutes;
use super::model::{Priority, SlotOffer, SlotSearch, SlotSearchOver, VisitKind};
use super::needs::Needs;
use super::store;
use crate::access::{Action, Actor};
use crate::availability::blocks::model::Asking;
use crate::availability::cache::Schedules;
use crate::availability::schedule::{DoctorSchedule, Window};
use crate::availability::slots::{FreeSlot, Wish, free_in, room_lane};
use crate::civil::{Zone, parse_date};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, FieldError, FieldProblem, FormCheck, Outcome, RecordKind};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, ResourceId};
use crate::interval::Interval;

/// Finds the next free slots, by start; the patient's usual doctor first among equals.
///
/// # Errors
/// [`ClinicError::Invalid`] at `minutes`, `from_on`, `days`, `limit`; [`ClinicError::NotFound`].
pub async fn free_slots(clinic: &Clinic, actor: &Actor, search: SlotSearch) -> Outcome<Vec<SlotOffer>> {
    actor.may(Action::SeeCalendar)?;
    let mut form = FormCheck::default();
    let minutes = form.take(search.minutes.map(parse_minutes).transpose()).flatten();
    let from_on = form.take(search.from_on.as_deref().map(|date| parse_date("from_on", date)).transpose()).flatten();
    let days = form.take(in_range("days", search.days, 92));
    let limit = form.take(in_range("limit", search.limit, 200));
    form.finish()?;
    let (days, limit) = (days.unwrap_or(1), limit.unwrap_or(1));
    retry(|| async {
        let schedules = clinic.schedules().await?;
        let (patient, usual) = match search.patient_id {
            Some(patient) => {
                let (lane, usual) = patient_of(clinic, patient).await?;
                (Some((patient, lane)), usual)
            }
            None => (None, None),
        };
        let chosen = chosen(&schedules, search.over, usual)?;
        let needs = Needs::read(&schedules, search.location_id, search.room_id, &search.device_ids)?;
        let location_id = search.location_id.or(needs_at(&schedules, &needs));
        let (not_before, until) = span(&schedules, &chosen, location_id, from_on, days, clinic.now());
        let priority = search.priority.unwrap_or(Priority::Regular);
        let kind = search.visit_kind;
        let own = search.appointment_id;
        let asked = Asked { patient, kind, minutes, priority, needs, location_id, not_before, until, limit, own };
        first_free(clinic, &schedules, &chosen, &asked, usual).await
    })
    .await
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

fn chosen(schedules: &Schedules, over: SlotSearchOver, usual: Option<DoctorId>) -> Outcome<Vec<&DoctorSchedule>> {
    let active = schedules.active();
    Ok(match over {
        SlotSearchOver::Anyone => active,
        SlotSearchOver::UsualDoctor => match usual.and_then(|usual| schedules.of(usual)).filter(|doctor| doctor.active)
        {
            Some(usual) => vec![usual],
            None => active,
        },
        SlotSearchOver::Doctor { doctor_id } => {
            vec![schedules.of(doctor_id).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?]
        }
        SlotSearchOver::Specialty { specialty_id } => {
            active.into_iter().filter(|doctor| doctor.specialties.iter().any(|(id, _)| *id == specialty_id)).collect()
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

/// A search whose words are read.
pub(crate) struct Asked {
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
}

/// Free times of one doctor in three days: hardly more.
const IN_THREE_DAYS: usize = 60;

/// The first free slots of some doctors. Reads 3 days, then 11 more, then the rest; all at once where so many are asked for
/// that three days will not hold them.
pub(crate) async fn first_free(
    clinic: &Clinic,
    schedules: &Schedules,
    doctors: &[&DoctorSchedule],
    asked: &Asked,
    usual: Option<DoctorId>,
) -> Outcome<Vec<SlotOffer>> {
    let mut offers = Vec::new();
    let mut from = asked.not_before;
    let reaches: &[i64] = if asked.limit > doctors.len() * IN_THREE_DAYS { &[366] } else { &[3, 14, 366] };
    for reach in reaches {
        let to = asked.until.min(asked.not_before + Duration::days(*reach));
        let Some(span) = Interval::new(from, to) else { continue };
        offers.extend(free_between(clinic, schedules, doctors, asked, usual, span).await?);
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
    asked: &Asked,
    usual: Option<DoctorId>,
    span: Interval,
) -> Outcome<Vec<SlotOffer>> {
    // Windows first: doctors without hours in the span cost no read.
    let mut open = Vec::new();
    for doctor in doctors {
        for window in doctor.windows_over(span) {
            let here = asked.location_id.is_none_or(|location| location == window.hours.location_id);
            if here && window.hours.kind.takes(asked.kind) {
                open.push((*doctor, window));
            }
        }
    }
    let Some(reach) = open.iter().map(|(_, window)| window.span.end()).max() else { return Ok(Vec::new()) };
    let mut lanes: Vec<_> = open.iter().map(|(doctor, _)| (doctor.doctor_id, doctor.resource)).collect();
    lanes.sort_unstable();
    lanes.dedup();
    let mut rooms: Vec<_> = match asked.kind {
        VisitKind::InPerson => {
            open.iter().filter_map(|(_, window)| window.hours.room.filter(|_| room_lane(window).is_some())).collect()
        }
        VisitKind::Video => Vec::new(),
    };
    rooms.extend(asked.needs.room);
    rooms.sort_unstable();
    rooms.dedup();
    let reach = Interval::new(span.start(), reach.max(span.end())).unwrap_or(span);
    let devices = asked.needs.device_lanes();
    let mut taken = store::taken(clinic.read(), &lanes, &rooms, &devices, asked.patient, reach).await?;
    store::add_held(clinic.read(), &mut taken, reach, asked.own).await?;
    let wish = Wish {
        kind: asked.kind,
        minutes: asked.minutes,
        not_before: span.start(),
        patient: asked.patient.map(|(_, lane)| lane),
        room: asked.needs.room.map(|(_, lane)| lane),
        devices: &devices,
        asking: Asking { priority: asked.priority, now: clinic.now() },
    };
    let mut found: Vec<Found> = Vec::new();
    for (doctor, window) in &open {
        for slot in free_in(doctor, window, &taken, wish).take(asked.limit) {
            if slot.span.start() < span.end() {
                found.push(Found { slot, doctor, window, is_usual: usual == Some(doctor.doctor_id) });
            }
        }
    }
    found.sort_by(|a, b| a.rank().cmp(&b.rank()));
    found.truncate(asked.limit);
    Ok(found.into_iter().map(|one| one.offer(schedules)).collect())
}

/// A free slot with whose and where it is.
struct Found<'a> {
    slot: FreeSlot,
    doctor: &'a DoctorSchedule,
    window: &'a Window,
    is_usual: bool,
}

impl Found<'_> {
    /// By start; at one time the usual doctor first, then by name.
    fn rank(&self) -> (DateTime<Utc>, bool, &str, DoctorId) {
        (self.slot.span.start(), !self.is_usual, &self.doctor.name, self.doctor.doctor_id)
    }

    fn offer(self, schedules: &Schedules) -> SlotOffer {
        SlotOffer { usual_doctor: self.is_usual, ..offer(schedules, self.doctor, self.window, &self.slot) }
    }
}

/// A free slot as it is offered, with a doctor who is not known to be the usual one.
pub(crate) fn offer(schedules: &Schedules, doctor: &DoctorSchedule, window: &Window, slot: &FreeSlot) -> SlotOffer {
    let (visit, hours) = (slot.span, &window.hours);
    SlotOffer {
        doctor_id: doctor.doctor_id,
        doctor_name: doctor.name.clone(),
        location_id: hours.location_id,
        location_name: schedules.location_name(hours.location_id),
        starts_at: visit.start(),
        starts_local: hours.zone.local(visit.start()),
        ends_local: hours.zone.local(visit.end()),
        minutes: i32::try_from(visit.length().num_minutes()).unwrap_or(i32::MAX),
        hours_kind: hours.kind,
        places_left: slot.places_left,
        usual_doctor: false,
    }
}
