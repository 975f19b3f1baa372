//! What is taken of lanes over a stretch of time. The visits of doctors' and rooms' lanes are kept in memory, by lane and day
//! of UTC, until the version of that day moves: a search over a hundred doctors reads what changed since the last one.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use sqlx::{MySql, MySqlPool, QueryBuilder};
use uuid::Uuid;

use crate::availability::slots::{CELL_MINUTES, Taken, cell_start, cells_of};
use crate::clinic::Clinic;
use crate::error::Outcome;
use crate::ids::{AppointmentId, DoctorId, PatientId, ResourceId, RoomId};
use crate::interval::Interval;
use crate::sql_list::push_list;

/// Doctors' and rooms' lanes with whose they are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lanes {
    pub(crate) doctors: Vec<(DoctorId, ResourceId)>,
    pub(crate) rooms: Vec<(RoomId, ResourceId)>,
}

impl Lanes {
    /// Each once.
    pub(crate) fn once(mut self) -> Self {
        self.doctors.sort_unstable();
        self.doctors.dedup();
        self.rooms.sort_unstable();
        self.rooms.dedup();
        self
    }
}

/// A lane on a day of UTC.
type LaneDay = (ResourceId, NaiveDate);

/// The time and seat of every visit that takes some of that day.
type Visits = Arc<Vec<(Interval, u8)>>;

/// Where a process keeps what visits take.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeptLanes(Arc<Mutex<HashMap<LaneDay, (Version, Visits)>>>);

/// That of `calendar_days`, which only grows; 0 for a day that nothing ever touched, which has no row there. The versions
/// of some days have grown exactly when their sum has.
type Version = u64;

/// How many days of lanes are kept: those of a hundred doctors and their rooms for half a year.
const MOST_KEPT: usize = 40_000;

impl KeptLanes {
    /// What is kept of a lane on some days, if that is all of it and its versions come to this sum.
    fn of_lane(&self, lane: ResourceId, days: &[NaiveDate], sum: Version) -> Option<Vec<Visits>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut all, mut found) = (0, Vec::with_capacity(days.len()));
        for day in days {
            let (version, visits) = kept.get(&(lane, *day))?;
            all += version;
            found.push(visits.clone());
        }
        (all == sum).then_some(found)
    }

    /// Those that are kept at these versions.
    fn at(&self, versions: &HashMap<LaneDay, Version>) -> HashMap<LaneDay, Visits> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let current = |(at, version): (&LaneDay, &Version)| {
            kept.get(at).filter(|(kept, _)| kept == version).map(|(_, visits)| (*at, visits.clone()))
        };
        versions.iter().filter_map(current).collect()
    }

    fn keep(&self, versions: &HashMap<LaneDay, Version>, read: &HashMap<LaneDay, Visits>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() + read.len() > MOST_KEPT {
            kept.clear();
        }
        let current =
            |(at, visits): (&LaneDay, &Visits)| versions.get(at).map(|version| (*at, (*version, visits.clone())));
        kept.extend(read.iter().filter_map(current));
    }
}

/// The visits that take time of some lanes on some days.
#[derive(Debug)]
pub(crate) struct LaneVisits {
    first: Option<NaiveDate>,
    by_day: Vec<(LaneDay, Visits)>,
}

impl LaneVisits {
    /// When each of them begins, with its lane, each once.
    pub(crate) fn starts(&self) -> impl Iterator<Item = (ResourceId, DateTime<Utc>)> {
        self.by_day.iter().flat_map(|((lane, day), visits)| {
            // A visit over midnight is told on the day it begins, or on the first.
            let once = |start: &DateTime<Utc>| start.date_naive() == *day || self.first == Some(*day);
            visits.iter().map(|(visit, _)| visit.start()).filter(once).map(|start| (*lane, start))
        })
    }

    /// What they take of their lanes within a span.
    pub(crate) fn taken(&self, span: Interval) -> Taken {
        let mut taken = Taken::none(span);
        for ((lane, _), visits) in &self.by_day {
            taken.add_all(*lane, visits);
        }
        taken
    }
}

/// The visits that take time of some lanes on the days of a span.
pub(crate) async fn of_lanes(clinic: &Clinic, of: &Lanes, span: Interval) -> Outcome<LaneVisits> {
    let days: Vec<NaiveDate> = days_of(span).collect();
    // Versions are read before the visits: what is kept is never older than its version.
    let sums = sums(clinic.read(), of, &days).await?;
    let (mut by_day, mut moved) = (Vec::new(), Vec::new());
    for (lane, sum) in sums {
        match clinic.kept_lanes().of_lane(lane, &days, sum) {
            Some(kept) => by_day.extend(days.iter().map(|day| (lane, *day)).zip(kept)),
            None => moved.push(lane),
        }
    }
    if !moved.is_empty() {
        by_day.extend(of_moved(clinic, of, &moved, &days).await?);
    }
    Ok(LaneVisits { first: days.first().copied(), by_day })
}

/// The visits of lanes of which something moved: what did not is taken from what is kept.
async fn of_moved(
    clinic: &Clinic,
    of: &Lanes,
    moved: &[ResourceId],
    days: &[NaiveDate],
) -> Outcome<HashMap<LaneDay, Visits>> {
    let versions = versions(clinic.read(), moved, days).await?;
    let mut visits = clinic.kept_lanes().at(&versions);
    let stale: Vec<LaneDay> = versions.keys().filter(|at| !visits.contains_key(at)).copied().collect();
    if !stale.is_empty() {
        let read = read(clinic.read(), of, &stale).await?;
        clinic.kept_lanes().keep(&versions, &read);
        visits.extend(read);
    }
    Ok(visits)
}

fn days_of(span: Interval) -> impl Iterator<Item = NaiveDate> {
    let last = (span.end() - Duration::microseconds(1)).date_naive();
    span.start().date_naive().iter_days().take_while(move |day| *day <= last)
}

/// The sums of the present versions of some days, by lane, all of them.
async fn sums(pool: &MySqlPool, of: &Lanes, days: &[NaiveDate]) -> Outcome<HashMap<ResourceId, Version>> {
    let doctors = of.doctors.iter().map(|(_, lane)| *lane);
    let lanes: Vec<ResourceId> = doctors.chain(of.rooms.iter().map(|(_, lane)| *lane)).collect();
    if lanes.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = QueryBuilder::new("select resource_id, cast(sum(version) as unsigned) from calendar_days");
    push_lane_days(&mut query, &lanes, days);
    query.push(" group by resource_id");
    let touched: Vec<(ResourceId, Version)> = query.build_query_as().fetch_all(pool).await?;
    let mut sums: HashMap<ResourceId, Version> = lanes.into_iter().map(|lane| (lane, 0)).collect();
    sums.extend(touched);
    Ok(sums)
}

/// The present versions of some days of some lanes, all of them.
async fn versions(pool: &MySqlPool, lanes: &[ResourceId], days: &[NaiveDate]) -> Outcome<HashMap<LaneDay, Version>> {
    let untouched = lanes.iter().flat_map(|lane| days.iter().map(move |day| ((*lane, *day), 0)));
    let mut versions: HashMap<LaneDay, Version> = untouched.collect();
    let mut query = QueryBuilder::new("select resource_id, day, version from calendar_days");
    push_lane_days(&mut query, lanes, days);
    let touched: Vec<(ResourceId, NaiveDate, Version)> = query.build_query_as().fetch_all(pool).await?;
    versions.extend(touched.into_iter().map(|(lane, day, version)| ((lane, day), version)));
    Ok(versions)
}

fn push_lane_days(query: &mut QueryBuilder<MySql>, lanes: &[ResourceId], days: &[NaiveDate]) {
    push_list(query.push(" where resource_id in "), lanes);
    query.push(" and day between ").push_bind(days.first().copied()).push(" and ").push_bind(days.last().copied());
}

/// What visits take of some days, read again for every lane among them from the first of them to the last.
async fn read(pool: &MySqlPool, of: &Lanes, stale: &[LaneDay]) -> Outcome<HashMap<LaneDay, Visits>> {
    let lanes: HashSet<ResourceId> = stale.iter().map(|(lane, _)| *lane).collect();
    let days = stale.iter().map(|(_, day)| *day);
    let Some((first, last)) = days.clone().min().zip(days.max()) else { return Ok(HashMap::new()) };
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let Some(span) = Interval::new(midnight(first), midnight(last) + Duration::days(1)) else {
        return Ok(HashMap::new());
    };
    let mut by_day: HashMap<LaneDay, Vec<(Interval, u8)>> =
        lanes.iter().flat_map(|lane| days_of(span).map(move |day| ((*lane, day), Vec::new()))).collect();
    let doctors: HashMap<Uuid, ResourceId> = of.doctors.iter().map(|(id, lane)| (id.0, *lane)).collect();
    let rooms: HashMap<Uuid, ResourceId> = of.rooms.iter().map(|(id, lane)| (id.0, *lane)).collect();
    for (column, lane_of) in [("doctor_id", doctors), ("room_id", rooms)] {
        let ids: Vec<Uuid> = lane_of.iter().filter(|(_, lane)| lanes.contains(lane)).map(|(id, _)| *id).collect();
        for (id, visit, seat) in spans(pool, column, &ids, span).await? {
            let Some(lane) = lane_of.get(&id) else { continue };
            // A room's lane has one seat, whichever the visit has with its doctor.
            let seat = if column == "room_id" { 0 } else { seat };
            for day in days_of(visit) {
                if let Some(visits) = by_day.get_mut(&(*lane, day)) {
                    visits.push((visit, seat));
                }
            }
        }
    }
    Ok(by_day.into_iter().map(|(at, visits)| (at, Arc::new(visits))).collect())
}

/// What is taken of doctors', rooms' and devices' lanes and a patient's over a span: by visits, and by what is held and has
/// not ended, but for the booking that asks.
pub(crate) async fn taken(
    clinic: &Clinic,
    of: &Lanes,
    devices: &[ResourceId],
    patient: Option<(PatientId, ResourceId)>,
    own: Option<AppointmentId>,
    span: Interval,
) -> Outcome<Taken> {
    let mut taken = of_lanes(clinic, of, span).await?.taken(span);
    for (lane, cell) in cells_taken(clinic.read(), devices, span).await? {
        taken.add(lane, cell, 0);
    }
    if let Some((patient, lane)) = patient {
        for (_, visit, _) in spans(clinic.read(), "patient_id", &[patient.0], span).await? {
            taken.add(lane, visit, 0);
        }
    }
    add_held(clinic.read(), &mut taken, span, own).await?;
    Ok(taken)
}

/// Adds what is held of all lanes over a span and has not ended, but for the booking that asks: few cells, whoever's they
/// are.
pub(crate) async fn add_held(
    pool: &MySqlPool,
    taken: &mut Taken,
    span: Interval,
    own: Option<AppointmentId>,
) -> Outcome<()> {
    let cells: Vec<(ResourceId, DateTime<Utc>, u8)> = sqlx::query_as(
        "select c.resource_id, c.cell_start, c.seat from slot_holds h join appointment_cells c on c.hold_id = h.id \
         where h.expires_at > utc_timestamp(6) and h.starts_at < ? and h.ends_at > ? and not h.id <=> ?",
    )
    .bind(span.end().naive_utc())
    .bind(span.start().naive_utc())
    .bind(own)
    .fetch_all(pool)
    .await?;
    for (lane, start, seat) in cells {
        if let Some(cell) = Interval::new(start, start + Duration::minutes(CELL_MINUTES)) {
            taken.add(lane, cell, seat);
        }
    }
    Ok(())
}

/// The cells taken of devices' lanes: a device has few visits, and no column of its own in theirs.
async fn cells_taken(pool: &MySqlPool, lanes: &[ResourceId], span: Interval) -> Outcome<Vec<(ResourceId, Interval)>> {
    if lanes.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new(
        "select resource_id, cell_start from appointment_cells where hold_id is null and resource_id in ",
    );
    push_list(&mut query, lanes);
    let cells = cells_of(span);
    query.push(" and cell_start >= ").push_bind(cell_start(cells.start).naive_utc());
    query.push(" and cell_start < ").push_bind(cell_start(cells.end).naive_utc());
    let rows: Vec<(ResourceId, DateTime<Utc>)> = query.build_query_as().fetch_all(pool).await?;
    let length = Duration::minutes(CELL_MINUTES);
    Ok(rows.into_iter().filter_map(|(lane, start)| Some((lane, Interval::new(start, start + length)?))).collect())
}

/// Visits no longer than a day are in the table; the longest bookable is eight hours, imports may be longer.
const LONGEST: Duration = Duration::hours(24);

/// The visits that take time within a span of those with one of these ids in a column, each with its seat.
async fn spans(
    pool: &MySqlPool,
    column: &'static str,
    ids: &[Uuid],
    span: Interval,
) -> Outcome<Vec<(Uuid, Interval, u8)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new("select ");
    query.push(column).push(", starts_at, ends_at, seat from appointments where ").push(column).push(" in ");
    push_list(&mut query, ids);
    query.push(" and starts_at >= ").push_bind((span.start() - LONGEST).naive_utc());
    query.push(" and starts_at < ").push_bind(span.end().naive_utc());
    query.push(" and status not in ('cancelled', 'no_show')");
    let rows: Vec<(Uuid, DateTime<Utc>, DateTime<Utc>, u8)> = query.build_query_as().fetch_all(pool).await?;
    let visits = rows.into_iter().filter_map(|(id, starts, ends, seat)| Some((id, Interval::new(starts, ends)?, seat)));
    Ok(visits.collect())
}
