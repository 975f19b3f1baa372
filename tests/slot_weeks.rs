//! The slot engine against a slow, obvious model, over random weeks: hours (over midnight too), breaks, dates that differ,
//! holidays, time off, blocks, seats, rooms, zones, and the nights on which clocks change.
//!
//! The model knows no intervals and never asks what instant a wall clock's time is: it reads the wall minute by minute,
//! paints minutes, and looks at every minute of every slot. 100,000 weeks take less than a minute of two cores without any
//! optimisation; `CLINIC_SLOT_WEEKS` says another number.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use clinic_core::appointments::booking;
use clinic_core::appointments::model::RequestedTime;
use clinic_core::appointments::needs::Needs;
use clinic_core::availability::blocks::model::{Asking, Block, BlockKind};
use clinic_core::availability::holidays::model::{Holiday, HolidayOf};
use clinic_core::availability::model::{HoursKind, Priority, VisitKind};
use clinic_core::availability::schedule::{DatedRule, DoctorSchedule, Hours, WeeklyRule};
use clinic_core::availability::slots::{Taken, Wish, free_in};
use clinic_core::civil::Zone;
use clinic_core::ids::{BlockId, DoctorId, LocationId, ResourceId, RoomId, TimeOffId};
use clinic_core::interval::Interval;
use clinic_core::money::Money;
use uuid::Uuid;

const DOCTOR: ResourceId = ResourceId(1);
const PATIENT: ResourceId = ResourceId(2);
const ROOM: ResourceId = ResourceId(3);

/// Every kind of change there is: none, an hour, half an hour, at midnight, south of the equator, odd offsets.
const ZONES: [&str; 7] = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Santiago",
    "Pacific/Auckland",
    "UTC",
];

/// Mondays: weeks in which some of these zones change their clocks, and weeks in which none does.
const WEEKS: [&str; 12] = [
    "2026-03-23",
    "2026-10-19",
    "2026-03-02",
    "2026-10-26",
    "2026-03-30",
    "2026-09-28",
    "2026-04-27",
    "2026-08-31",
    "2026-09-21",
    "2026-12-28",
    "2028-02-28",
    "2026-06-15",
];

const MINUTES: i64 = 24 * 60;
/// Days before the Monday at which the minutes of a week are counted from, and the days counted.
const BEFORE: i64 = 4;
const DAYS: i64 = 16;

/// The wall of a zone around a week, read minute by minute.
struct Wall {
    /// Of each minute of the wall: the first minute of time at which the wall shows it or later.
    begins: Vec<i64>,
    /// Of each minute of the wall: the minute of time after the last at which the wall shows something earlier.
    ends: Vec<i64>,
}

impl Wall {
    fn read(zone: Zone, zero: DateTime<Utc>) -> Self {
        let shown = |minute: i64| (zone.local(zero + Duration::minutes(minute)) - zero.naive_utc()).num_minutes();
        let many = (DAYS * MINUTES) as usize;
        let (mut begins, mut ends) = (vec![i64::MAX; many], vec![0; many]);
        for minute in -MINUTES..(DAYS + 1) * MINUTES {
            let wall = shown(minute);
            // Later minutes of the wall than this one begin later; earlier ones that have not begun, begin now.
            if let Ok(at) = usize::try_from(wall.min(DAYS * MINUTES - 1)) {
                for earlier in begins[..=at].iter_mut().rev().take_while(|begin| **begin == i64::MAX) {
                    *earlier = minute;
                }
            }
            // Everything on the wall after this minute ends after it.
            if let Some(later) = usize::try_from(wall + 1).ok().and_then(|at| ends.get_mut(at)) {
                *later = minute + 1;
            }
        }
        for at in 1..many {
            ends[at] = ends[at].max(ends[at - 1]);
        }
        Self { begins, ends }
    }
}

/// Small numbers that look random and follow from a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: i64) -> i64 {
        (self.roll() % most as u64) as i64
    }

    fn one_in(&mut self, many: i64) -> bool {
        self.below(many) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as i64) as usize]
    }

    fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.roll(), self.roll())
    }
}

/// A doctor's random week, and what is asked of it.
struct Week {
    zero: DateTime<Utc>,
    monday: NaiveDate,
    schedule: DoctorSchedule,
    busy: Vec<(ResourceId, Interval, u8)>,
    wish: Wish<'static>,
}

fn week(seed: u64) -> Week {
    let mut dice = Dice(seed);
    let monday: NaiveDate = WEEKS[(seed % WEEKS.len() as u64) as usize].parse().expect("a date");
    let zero = (monday - Duration::days(BEFORE)).and_time(NaiveTime::MIN).and_utc();
    let home = dice.of(&ZONES);
    let places: Vec<(LocationId, Zone)> = [home, if dice.one_in(4) { dice.of(&ZONES) } else { home }]
        .map(|name| (LocationId(dice.id()), Zone::parse("zone", name).expect("a zone")))
        .into();
    let doctor_id = DoctorId(dice.id());
    let hours = |dice: &mut Dice| {
        let (location_id, zone) = dice.of(&places);
        let from = dice.below(24 * 12) * 5;
        // A third ends on the next day; some at midnight, and some begin at one of the hours at which clocks change.
        let from = if dice.one_in(3) { dice.of(&[0, 60, 90, 120, 150, 1320, 1380]) } else { from };
        let to = if dice.one_in(6) { 0 } else { (from + 30 + dice.below(12 * 12) * 5) % MINUTES };
        let time = |minute: i64| NaiveTime::from_hms_opt(minute as u32 / 60, minute as u32 % 60, 0).expect("a time");
        Hours {
            location_id,
            zone,
            room: dice.one_in(2).then(|| (RoomId(Uuid::nil()), ROOM)),
            from: time(from),
            to: time(to),
            slot_minutes: dice.of(&[5, 10, 15, 20, 25, 30, 45, 60, 7]),
            kind: dice.of(&[HoursKind::Both, HoursKind::Both, HoursKind::InPerson, HoursKind::Video]),
            capacity: dice.of(&[1, 1, 1, 2, 4]),
        }
    };
    let day = |dice: &mut Dice| monday + Duration::days(dice.below(9) - 1);
    let mut weekly = Vec::new();
    for _ in 0..dice.below(9) {
        let valid_from = if dice.one_in(4) { day(&mut dice) } else { monday - Duration::days(400) };
        let valid_to = dice.one_in(4).then(|| day(&mut dice)).filter(|last| *last >= valid_from);
        let mut rule = WeeklyRule { weekday: dice.below(7) as u8 + 1, valid_from, valid_to, hours: hours(&mut dice) };
        if dice.one_in(3) && rule.hours.to > rule.hours.from + Duration::minutes(90) {
            // A break: two stretches in the place of one.
            let mut after = rule.clone();
            rule.hours.to = rule.hours.from + Duration::minutes(30);
            after.hours.from = rule.hours.to + Duration::minutes(30);
            weekly.push(after);
        }
        weekly.push(rule);
    }
    let dated = (0..dice.below(4))
        .map(|_| DatedRule { on: day(&mut dice), hours: (!dice.one_in(3)).then(|| hours(&mut dice)) })
        .collect();
    let holidays = (0..dice.below(3))
        .map(|_| {
            let yearly = dice.one_in(2);
            let first_on = day(&mut dice);
            let first_on = if yearly { first_on.with_year(2024).unwrap_or(first_on) } else { first_on };
            let of = match dice.below(3) {
                0 => HolidayOf::Everyone,
                1 => HolidayOf::Location { location_id: dice.of(&places).0 },
                _ => HolidayOf::Doctor { doctor_id },
            };
            Holiday { name: "Feast".into(), of, first_on, last_on: first_on + Duration::days(dice.below(3)), yearly }
        })
        .collect();
    let span = |dice: &mut Dice, longest: i64| {
        let start = zero + Duration::minutes(BEFORE * MINUTES + dice.below(8 * MINUTES));
        Interval::new(start, start + Duration::minutes(1 + dice.below(longest))).expect("a length")
    };
    let time_off = (0..dice.below(3)).map(|_| (TimeOffId(dice.id()), span(&mut dice, 2_000))).collect();
    let now = zero + Duration::minutes(BEFORE * MINUTES + dice.below(5 * MINUTES) - MINUTES);
    let blocks = (0..dice.below(4))
        .map(|_| {
            let kind = dice.of(&[BlockKind::Meeting, BlockKind::Administration, BlockKind::Emergency]);
            let span = span(&mut dice, 400);
            let released = kind == BlockKind::Emergency && dice.one_in(2);
            Block {
                id: BlockId(dice.id()),
                location_id: None,
                zone: Zone::UTC,
                kind,
                title: String::new(),
                span,
                released_at: released.then(|| span.start() - Duration::minutes(dice.below(4 * MINUTES))),
                release_hours: None,
                row_version: 1,
            }
        })
        .collect();
    let busy = (0..dice.below(30))
        .map(|_| {
            let lane = dice.of(&[DOCTOR, DOCTOR, DOCTOR, PATIENT, ROOM]);
            let seat = if lane == DOCTOR { dice.below(4) as u8 } else { 0 };
            (lane, span(&mut dice, 90), seat)
        })
        .collect();
    let wish = Wish {
        kind: dice.of(&[VisitKind::InPerson, VisitKind::Video]),
        minutes: dice.one_in(2).then(|| dice.of(&[5, 10, 20, 30, 45, 90])),
        not_before: now,
        patient: dice.one_in(2).then_some(PATIENT),
        room: None,
        devices: &[],
        asking: Asking { priority: dice.of(&[Priority::Regular, Priority::Regular, Priority::Urgent]), now },
    };
    let schedule = DoctorSchedule {
        doctor_id,
        resource: DOCTOR,
        name: "Dr Osei".into(),
        active: true,
        fee: Money { amount: 0.into(), currency: "USD".into() },
        specialties: vec![],
        weekly,
        dated,
        time_off,
        blocks,
        holidays,
    };
    Week { zero, monday, schedule, busy, wish }
}

/// A free slot: when its hours begin, when it does, how long it is, how many places it has.
type Slot = (DateTime<Utc>, DateTime<Utc>, i64, u8);

impl Week {
    /// What the engine finds free.
    fn found(&self) -> Vec<Slot> {
        let span = Interval::new(self.zero + Duration::days(BEFORE), self.zero + Duration::days(BEFORE + 8));
        let span = span.expect("eight days");
        let reach = Interval::new(self.zero, self.zero + Duration::days(DAYS)).expect("sixteen days");
        let mut taken = Taken::none(reach);
        for (lane, span, seat) in &self.busy {
            taken.add(*lane, *span, *seat);
        }
        let mut slots = Vec::new();
        for window in self.schedule.windows_over(span) {
            for slot in free_in(&self.schedule, &window, &taken, self.wish) {
                let length = slot.span.length().num_minutes();
                slots.push((window.span.start(), slot.span.start(), length, slot.places_left));
            }
        }
        slots.sort_unstable();
        slots
    }

    /// What is obviously free.
    fn expected(&self, walls: &mut HashMap<(&'static str, NaiveDate), Wall>) -> Vec<Slot> {
        let many = (DAYS * MINUTES) as usize;
        let minute_of = |instant: DateTime<Utc>| (instant - self.zero).num_minutes();
        let mut closed = vec![false; many];
        let mut paint_closed = |span: Interval| {
            for minute in minute_of(span.start())..minute_of(span.end()) {
                closed[minute as usize] = true;
            }
        };
        for (_, span) in &self.schedule.time_off {
            paint_closed(*span);
        }
        for block in &self.schedule.blocks {
            let for_emergencies = block.kind == BlockKind::Emergency;
            let released = block.released_at.is_some_and(|released| released <= self.wish.asking.now);
            if !(for_emergencies && (released || self.wish.asking.priority != Priority::Regular)) {
                paint_closed(block.span);
            }
        }
        let (mut seats, mut patient, mut room) = (vec![0_u8; many], vec![false; many], vec![false; many]);
        for (lane, span, seat) in &self.busy {
            // What is booked holds whole cells of five minutes.
            let (from, to) = (minute_of(span.start()) / 5 * 5, (minute_of(span.end()) + 4) / 5 * 5);
            for minute in from as usize..to as usize {
                match *lane {
                    DOCTOR => seats[minute] |= 1 << seat,
                    PATIENT => patient[minute] = true,
                    _ => room[minute] = true,
                }
            }
        }
        let mut slots = Vec::new();
        for (opens, closes, hours) in self.open(walls) {
            let length = i64::from(self.wish.minutes.unwrap_or(hours.slot_minutes));
            let takes = match (hours.kind, self.wish.kind) {
                (HoursKind::Both, _) => true,
                (HoursKind::InPerson, kind) => kind == VisitKind::InPerson,
                (HoursKind::Video, kind) => kind == VisitKind::Video,
            };
            let needs_room = hours.room.is_some() && hours.capacity == 1 && self.wish.kind == VisitKind::InPerson;
            let mut start = opens;
            while takes && start + length <= closes {
                let own = start as usize..(start + length) as usize;
                let held = (start / 5 * 5) as usize..((start + length + 4) / 5 * 5) as usize;
                let taken = seats[held.clone()].iter().fold(0, |all, seats| all | seats);
                let places = (0..hours.capacity).filter(|seat| taken & (1 << seat) == 0).count() as u8;
                let elsewhere = self.wish.patient.is_some() && patient[held.clone()].contains(&true);
                let no_room = needs_room && room[held].contains(&true);
                let too_early = start < minute_of(self.wish.not_before);
                let kept_out = too_early || closed[own].contains(&true) || elsewhere || no_room;
                if !kept_out && places > 0 {
                    let at = |minute: i64| self.zero + Duration::minutes(minute);
                    slots.push((at(opens), at(start), length, places));
                }
                start += i64::from(hours.slot_minutes);
            }
        }
        slots.sort_unstable();
        slots
    }

    /// The hours that hold, as minutes of time, those that share a minute with the eight days from Monday.
    fn open(&self, walls: &mut HashMap<(&'static str, NaiveDate), Wall>) -> Vec<(i64, i64, &Hours)> {
        let mut open = Vec::new();
        for date in (self.monday - Duration::days(2)).iter_days().take(12) {
            let differs = self.schedule.dated.iter().any(|rule| rule.on == date);
            let dated =
                self.schedule.dated.iter().filter(|rule| rule.on == date).filter_map(|rule| rule.hours.as_ref());
            let of_week = self.schedule.weekly.iter().filter(|rule| {
                i64::from(rule.weekday) == i64::from(date.weekday().num_days_from_monday()) + 1
                    && date >= rule.valid_from
                    && rule.valid_to.is_none_or(|last| date <= last)
                    && !self.is_holiday(date, rule.hours.location_id)
            });
            let hours: Vec<&Hours> = if differs { dated.collect() } else { of_week.map(|rule| &rule.hours).collect() };
            for hours in hours {
                let wall =
                    walls.entry((hours.zone.name(), self.monday)).or_insert_with(|| Wall::read(hours.zone, self.zero));
                let on_wall = |at: NaiveDateTime| (at - self.zero.naive_utc()).num_minutes() as usize;
                let last = if hours.to > hours.from { date } else { date + Duration::days(1) };
                let opens = wall.begins[on_wall(date.and_time(hours.from))];
                let closes = wall.ends[on_wall(last.and_time(hours.to))];
                let (first, end) = (BEFORE * MINUTES, (BEFORE + 8) * MINUTES);
                if opens < closes && opens < end && closes > first {
                    open.push((opens, closes, hours));
                }
            }
        }
        open
    }

    fn is_holiday(&self, date: NaiveDate, location: LocationId) -> bool {
        self.schedule.holidays.iter().any(|holiday| {
            let concerns = match holiday.of {
                HolidayOf::Everyone => true,
                HolidayOf::Location { location_id } => location_id == location,
                HolidayOf::Doctor { doctor_id } => doctor_id == self.schedule.doctor_id,
            };
            let days = (holiday.last_on - holiday.first_on).num_days();
            let years = if holiday.yearly { 2024..=2029 } else { holiday.first_on.year()..=holiday.first_on.year() };
            let mut all = years
                .filter_map(|year| holiday.first_on.with_year(year))
                .flat_map(|first| first.iter_days().take(days as usize + 1));
            concerns && all.any(|day| day == date)
        })
    }

    /// Booking takes what searching finds.
    fn can_be_booked(&self, slots: &[Slot]) {
        for (_, start, length, _) in slots.iter().step_by(37) {
            let span = Interval::new(*start, *start + Duration::minutes(*length)).expect("a length");
            let windows = self.schedule.windows_over(span);
            let window = windows.iter().find(|window| window.takes(span, self.wish.kind)).expect("its hours");
            let starts = RequestedTime::Instant { at: *start };
            let minutes = i32::try_from(*length).ok();
            let wish = booking::Wish::parse(self.wish.kind, starts, minutes, "", self.wish.asking.priority, None);
            let place = (window.hours.location_id, window.hours.zone);
            let wish = wish.expect("a wish");
            let placed = booking::place(&self.schedule, place, &wish, &Needs::default(), None, self.wish.asking.now);
            let placed = placed.expect("a place");
            assert_eq!((placed.span, placed.override_reason), (span, None));
        }
    }
}

/// Weeks of every `threads`-th seed from `first` on.
fn try_weeks(first: u64, threads: u64, weeks: u64) -> usize {
    let mut walls = HashMap::new();
    let mut slots = 0;
    for seed in (first..weeks).step_by(threads as usize) {
        let week = week(seed);
        let found = week.found();
        let expected = week.expected(&mut walls);
        if found != expected {
            let only = |these: &[Slot], those: &[Slot]| -> Vec<Slot> {
                these.iter().filter(|slot| !those.contains(slot)).copied().take(3).collect()
            };
            let (too_many, missing) = (only(&found, &expected), only(&expected, &found));
            panic!("week {seed}: too many {too_many:?}, missing {missing:?} of {:#?}", week.schedule);
        }
        week.can_be_booked(&found);
        slots += found.len();
    }
    slots
}

#[test]
fn the_free_slots_of_random_weeks_are_those_of_the_obvious_model() {
    let weeks = std::env::var("CLINIC_SLOT_WEEKS").ok().and_then(|many| many.parse().ok()).unwrap_or(100_000);
    let threads = std::thread::available_parallelism().map_or(1, |many| many.get() as u64);
    let all = std::thread::scope(|scope| {
        let trying: Vec<_> = (0..threads).map(|first| scope.spawn(move || try_weeks(first, threads, weeks))).collect();
        trying.into_iter().map(|one| one.join().expect("its week failed")).sum::<usize>()
    });
    println!("{weeks} weeks, {all} free slots");
    assert!(all as u64 > weeks * 20, "weeks without slots prove nothing: {all}");
}
