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
        let cells = self.cells;
        let (from, to) = self.clip(visit);
        let lane = self.lanes.entry(lane).or_insert_with(|| vec![0; cells]);
        for cell in &mut lane[from..to] {
            *cell |= 1_u64 << (seat & 63);
        }
    }

    /// The seats taken on a lane at any time of a visit, one bit each.
    pub fn seats(&self, lane: ResourceId, visit: Interval) -> u64 {
        let (from, to) = self.clip(visit);
        self.lanes.get(&lane).map_or(0, |lane| lane[from..to].iter().fold(0, |all, cell| all | cell))
    }

    fn clip(&self, visit: Interval) -> (usize, usize) {
        let range = cells_of(visit);
        let clip = |cell: i64| usize::try_from((cell - self.first).max(0)).unwrap_or(0).min(self.cells);
        (clip(range.start), clip(range.end))
    }
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
    let closed = schedule.closed_within(window.span, wish.asking);
    window.slot_starts().filter_map(move |start| free_unless(&closed, schedule, window, taken, wish, start))
}

/// The place for a visit that begins at this instant in a window, if it is free.
pub fn free_at(
    schedule: &DoctorSchedule,
    window: &Window,
    taken: &Taken,
    wish: Wish<'_>,
    start: DateTime<Utc>,
) -> Option<FreeSlot> {
    free_unless(&schedule.closed_within(window.span, wish.asking), schedule, window, taken, wish, start)
}

/// As [`free_at`], with what of the window is closed found before.
fn free_unless(
    closed: &[Interval],
    schedule: &DoctorSchedule,
    window: &Window,
    taken: &Taken,
    wish: Wish<'_>,
    start: DateTime<Utc>,
) -> Option<FreeSlot> {
    let minutes = wish.minutes.unwrap_or(window.hours.slot_minutes);
    let visit = Interval::new(start, start + Duration::minutes(i64::from(minutes)))?;
    let own_room = room_lane(window).filter(|_| wish.kind == VisitKind::InPerson);
    let is_free = |lane: ResourceId| taken.seats(lane, visit) == 0;
    let possible = start >= wish.not_before
        && window.takes(visit, wish.kind)
        && !closed.iter().any(|span| span.overlaps(visit))
        && wish.patient.is_none_or(is_free)
        && wish.room.or(own_room).is_none_or(is_free)
        && wish.devices.iter().copied().all(is_free);
    if !possible {
        return None;
    }
    let all_seats = u64::MAX >> (64 - u32::from(window.hours.capacity.clamp(1, 64)));
    let free = all_seats & !taken.seats(schedule.resource, visit);
    let places_left = u8::try_from(free.count_ones()).unwrap_or(u8::MAX);
    (places_left > 0).then_some(FreeSlot { span: visit, places_left })
}

/// The room that visits of a window take. A slot of several patients takes no room of its own: the room's lane has one
/// seat, and its group sits in it together.
pub fn room_lane(window: &Window) -> Option<ResourceId> {
    window.hours.room.map(|(_, lane)| lane).filter(|_| window.hours.capacity == 1)
}
