//! Free slots: windows, less time off and blocks, less what is taken. Pure. What is taken is kept as bits, a 64-bit word of
//! seats for each five-minute cell, so that a slot is checked by a few `or`s however many visits a lane holds.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};

use crate::availability::blocks::model::Asking;
use crate::availability::model::VisitKind;
use crate::availability::schedule::{DoctorSchedule, Window};
use crate::ids::ResourceId;
use crate::interval::Interval;

/// Minutes of a booking cell.
pub const CELL_MINUTES: i64 = 5;

/// The number of the cell an instant lies in: five-minute steps since 1970.
pub fn cell_of(instant: DateTime<Utc>) -> i64 {
    instant.timestamp().div_euclid(CELL_MINUTES * 60)
}

/// The instant a cell begins.
pub fn cell_start(cell: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(cell * CELL_MINUTES * 60, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The cells a visit holds: from the one it starts in to the one it ends in, rounded up.
///
/// ```
/// use chrono::{DateTime, Duration};
/// use clinic_core::availability::slots::cells_of;
/// use clinic_core::interval::Interval;
/// let nine = DateTime::from_timestamp(1_772_442_000, 0).unwrap();
/// let visit = Interval::new(nine, nine + Duration::minutes(12)).unwrap();
/// assert_eq!(cells_of(visit).count(), 3, "12 minutes hold three cells of five");
/// ```
pub fn cells_of(visit: Interval) -> std::ops::Range<i64> {
    cell_of(visit.start())..cell_of(visit.end() - Duration::microseconds(1)) + 1
}

/// What is taken of some lanes over a stretch of time.
#[derive(Clone, Debug)]
pub struct Taken {
    first: i64,
    cells: usize,
    lanes: HashMap<ResourceId, Vec<u64>>,
}

impl Taken {
    /// Nothing taken in `span`.
    pub fn none(span: Interval) -> Self {
        let range = cells_of(span);
        let cells = usize::try_from(range.end - range.start).unwrap_or(0);
        Self { first: range.start, cells, lanes: HashMap::new() }
    }

    /// Marks a visit's seat on a lane.
    pub fn add(&mut self, lane: ResourceId, visit: Interval, seat: u8) {
        self.add_all(lane, &[(visit, seat)]);
    }

    /// Marks visits' seats on a lane.
    pub fn add_all(&mut self, lane: ResourceId, visits: &[(Interval, u8)]) {
        if visits.is_empty() {
            return;
        }
        let (first, cells) = (self.first, self.cells);
        let lane = self.lanes.entry(lane).or_insert_with(|| vec![0; cells]);
        for (visit, seat) in visits {
            for cell in &mut lane[clip(cells_of(*visit), first, cells)] {
                *cell |= 1_u64 << (seat & 63);
            }
        }
    }

    /// The seats taken on a lane at any time of a visit, one bit each.
    pub fn seats(&self, lane: ResourceId, visit: Interval) -> u64 {
        self.on(lane).seats(visit)
    }

    /// What is taken of one lane.
    fn on(&self, lane: ResourceId) -> TakenLane<'_> {
        TakenLane { first: self.first, cells: self.lanes.get(&lane).map_or(&[], Vec::as_slice) }
    }
}

/// What is taken of one lane over a stretch of time.
#[derive(Clone, Copy, Debug)]
struct TakenLane<'a> {
    first: i64,
    /// None where nothing is taken.
    cells: &'a [u64],
}

impl TakenLane<'_> {
    fn seats(self, visit: Interval) -> u64 {
        if self.cells.is_empty() {
            return 0;
        }
        self.cells[clip(cells_of(visit), self.first, self.cells.len())].iter().fold(0, |all, cell| all | cell)
    }
}

/// The part of a stretch of cells that is among so many from the first.
fn clip(range: std::ops::Range<i64>, first: i64, cells: usize) -> std::ops::Range<usize> {
    let clip = |cell: i64| usize::try_from((cell - first).max(0)).unwrap_or(0).min(cells);
    clip(range.start)..clip(range.end)
}

/// A free place in a doctor's window.
#[derive(Clone, Debug, PartialEq)]
pub struct FreeSlot {
    /// The visit it would hold.
    pub span: Interval,
    /// Places left, at least 1.
    pub places_left: u8,
}

/// What is looked for in a window.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// In person or video.
    pub kind: VisitKind,
    /// Length in minutes; the window's slot length when none.
    pub minutes: Option<u16>,
    /// Nothing that starts before this.
    pub not_before: DateTime<Utc>,
    /// The patient's own lane, where known: they cannot be in two places.
    pub patient: Option<ResourceId>,
    /// The lane of the room that is wanted instead of that of the hours.
    pub room: Option<ResourceId>,
    /// The lanes of the devices that are needed.
    pub devices: &'a [ResourceId],
    /// How pressing it is, and the present: a reserve for emergencies depends on both.
    pub asking: Asking,
}

/// The free slots of one window of a doctor, by start.
pub fn free_in<'a>(
    schedule: &'a DoctorSchedule,
    window: &'a Window,
    taken: &'a Taken,
    wish: Wish<'a>,
) -> impl Iterator<Item = FreeSlot> + 'a {
    let check = Check::of(schedule, window, taken, wish);
    let length = check.length;
    // Those that would end after it closes are the last of them.
    let starts = window.slot_starts().take_while(move |start| *start + length <= window.span.end());
    starts.filter_map(move |start| check.free_at(start))
}

/// The place for a visit that begins at this instant in a window, if it is free.
pub fn free_at(
    schedule: &DoctorSchedule,
    window: &Window,
    taken: &Taken,
    wish: Wish<'_>,
    start: DateTime<Utc>,
) -> Option<FreeSlot> {
    Check::of(schedule, window, taken, wish).free_at(start)
}

/// All that a place in one window depends on, found once for its slots.
struct Check<'a> {
    window: &'a Window,
    wish: Wish<'a>,
    length: Duration,
    closed: Vec<Interval>,
    doctor: TakenLane<'a>,
    /// The lanes of the patient, the room and the devices: each must be free as a whole.
    others: Vec<TakenLane<'a>>,
}

impl<'a> Check<'a> {
    fn of(schedule: &DoctorSchedule, window: &'a Window, taken: &'a Taken, wish: Wish<'a>) -> Self {
        let own_room = room_lane(window).filter(|_| wish.kind == VisitKind::InPerson);
        let others = wish.patient.into_iter().chain(wish.room.or(own_room)).chain(wish.devices.iter().copied());
        let others = others.map(|lane| taken.on(lane)).filter(|lane| !lane.cells.is_empty()).collect();
        Self {
            window,
            wish,
            length: Duration::minutes(i64::from(wish.minutes.unwrap_or(window.hours.slot_minutes))),
            closed: schedule.closed_within(window.span, wish.asking),
            doctor: taken.on(schedule.resource),
            others,
        }
    }

    fn free_at(&self, start: DateTime<Utc>) -> Option<FreeSlot> {
        let visit = Interval::new(start, start + self.length)?;
        let possible = start >= self.wish.not_before
            && self.window.takes(visit, self.wish.kind)
            && !self.closed.iter().any(|span| span.overlaps(visit))
            && self.others.iter().all(|lane| lane.seats(visit) == 0);
        if !possible {
            return None;
        }
        let all_seats = u64::MAX >> (64 - u32::from(self.window.hours.capacity.clamp(1, 64)));
        let free = all_seats & !self.doctor.seats(visit);
        let places_left = u8::try_from(free.count_ones()).unwrap_or(u8::MAX);
        (places_left > 0).then_some(FreeSlot { span: visit, places_left })
    }
}

/// The room that visits of a window take. A slot of several patients takes no room of its own: the room's lane has one
/// seat, and its group sits in it together.
pub fn room_lane(window: &Window) -> Option<ResourceId> {
    window.hours.room.map(|(_, lane)| lane).filter(|_| window.hours.capacity == 1)
}
