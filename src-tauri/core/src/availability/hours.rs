//! Hours as the administrator sets them: what was typed, parsed, and the rules between the rows. Pure.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::model::{DatedHours, HoursKind, TimeOffKind, TimeOffRequest, WeeklyHours};
use crate::civil::{Zone, parse_date, parse_date_time, parse_stretch};
use crate::doctors::model::parse_slot_minutes;
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome, Refusal};
use crate::ids::{DatedHoursId, LocationId, RoomId, TimeOffId, WeeklyHoursId};
use crate::interval::Interval;
use crate::text::{Lines, optional};

/// Minutes of a day on the wall.
const DAY: u32 = 24 * 60;

/// More rows than anybody's week has.
const MOST_ROWS: usize = 200;

/// No time off is longer: three years.
const LONGEST_TIME_OFF_DAYS: i64 = 1_100;

/// A stretch of one day at one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Where.
    pub location_id: LocationId,
    /// The room its visits take.
    pub room_id: Option<RoomId>,
    /// From, on the wall.
    pub from: NaiveTime,
    /// To, on the wall: of the next day where it is not later than from.
    pub to: NaiveTime,
}

impl Stretch {
    /// It goes on past midnight, or up to it.
    pub fn ends_next_day(&self) -> bool {
        self.to <= self.from
    }

    /// Minutes since the midnight before it begins: from, and to.
    fn minutes(&self) -> (u32, u32) {
        let minutes = |time: NaiveTime| time.hour() * 60 + time.minute();
        (minutes(self.from), minutes(self.to) + if self.ends_next_day() { DAY } else { 0 })
    }

    /// Whether the two share a minute when `other` begins `days` after the date on which this one begins.
    fn overlaps(&self, other: &Self, days: u32) -> bool {
        let ((from, to), (other_from, other_to)) = (self.minutes(), other.minutes());
        from < other_to + days * DAY && other_from + days * DAY < to
    }
}

/// How slots are cut from hours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slotting {
    /// Slot length in minutes; the doctor's own when none.
    pub slot_minutes: Option<u16>,
    /// What kinds of visits.
    pub kind: HoursKind,
    /// How many patients a slot takes, 1 to 50.
    pub capacity: u8,
}

/// A row of weekly hours, parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct WeeklyRow {
    /// Its id.
    pub id: WeeklyHoursId,
    /// ISO 8601: 1 is Monday.
    pub weekday: u8,
    /// Where and when.
    pub stretch: Stretch,
    /// How slots are cut.
    pub slotting: Slotting,
    /// First date it holds.
    pub valid_from: NaiveDate,
    /// Last date it holds; for ever when none.
    pub valid_to: Option<NaiveDate>,
}

impl WeeklyRow {
    /// Whether a week comes in which both rows give the doctor the same minute.
    fn overlaps(&self, other: &Self) -> bool {
        let after = |one: &Self, next: &Self| one.weekday % 7 + 1 == next.weekday;
        (self.weekday == other.weekday && self.runs_into(other, 0))
            || (after(self, other) && self.runs_into(other, 1))
            || (after(other, self) && other.runs_into(self, 1))
    }

    /// Whether a date comes on which it holds, and `other` holds `days` later, and they share a minute.
    fn runs_into(&self, other: &Self, days: u32) -> bool {
        let shift = Duration::days(i64::from(days));
        self.stretch.overlaps(&other.stretch, days)
            && other.valid_to.is_none_or(|last| self.valid_from <= last - shift)
            && self.valid_to.is_none_or(|last| other.valid_from - shift <= last)
    }
}

/// A row of a date that differs, parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedRow {
    /// Its id.
    pub id: DatedHoursId,
    /// The date.
    pub on: NaiveDate,
    /// Where and when; closed all day when none.
    pub stretch: Option<Stretch>,
    /// How slots are cut.
    pub slotting: Slotting,
    /// What the desk sees.
    pub note: String,
}

/// A time off, parsed but for the zone.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeOffWish {
    /// Its id.
    pub id: TimeOffId,
    /// From, on the wall.
    pub starts_local: NaiveDateTime,
    /// Up to, on the wall.
    pub ends_local: NaiveDateTime,
    /// Why.
    pub kind: TimeOffKind,
    /// What the desk sees.
    pub note: String,
}

/// The places there are: every location, and every room with where it is.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Locations.
    pub locations: HashSet<LocationId>,
    /// Rooms.
    pub rooms: HashMap<RoomId, LocationId>,
}

impl Places {
    fn check(&self, check: &mut FormCheck, index: usize, stretch: &Stretch) {
        if !self.locations.contains(&stretch.location_id) {
            check.note(&at(index, "location_id"), FieldProblem::UnknownChoice);
        }
        if stretch.room_id.is_some_and(|room| self.rooms.get(&room) != Some(&stretch.location_id)) {
            check.note(&at(index, "room_id"), FieldProblem::UnknownChoice);
        }
    }
}

/// Reads the whole week of a doctor.
///
/// # Errors
/// [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) with every problem at `hours[i].field`: no time, end
/// before start, a room of another location, a stretch that overlaps an earlier row of the list, over midnight too, while
/// both hold.
pub fn read_week(hours: &[WeeklyHours], places: &Places) -> Outcome<Vec<WeeklyRow>> {
    let mut check = FormCheck::default();
    check_ids(&mut check, hours.iter().map(|row| row.id));
    let mut rows: Vec<WeeklyRow> = Vec::new();
    for (index, row) in hours.iter().enumerate().take(MOST_ROWS) {
        let weekday = match row.weekday {
            weekday @ 1..=7 => weekday as u8,
            _ => {
                check.note(&at(index, "weekday"), FieldProblem::OutOfRange { least: 1, most: 7 });
                0
            }
        };
        let times = read_times(&mut check, index, &row.from_time, &row.to_time);
        let slotting = read_slotting(&mut check, index, row.slot_minutes, row.hours_kind, row.capacity);
        let valid_from = check.take(read_year_bound(&at(index, "valid_from"), &row.valid_from));
        let valid_to = row.valid_to.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
        let valid_to = valid_to.map(|typed| check.take(read_year_bound(&at(index, "valid_to"), typed)));
        if let (Some(first), Some(Some(last))) = (valid_from, valid_to)
            && last < first
        {
            check.note(&at(index, "valid_to"), FieldProblem::EndBeforeStart);
        }
        let (Some((from, to)), Some(slotting), Some(valid_from), 1..) = (times, slotting, valid_from, weekday) else {
            continue;
        };
        let stretch = Stretch { location_id: row.location_id, room_id: row.room_id, from, to };
        places.check(&mut check, index, &stretch);
        let read = WeeklyRow { id: row.id, weekday, stretch, slotting, valid_from, valid_to: valid_to.flatten() };
        if rows.iter().any(|earlier| earlier.overlaps(&read)) {
            check.note(&at(index, "from_time"), FieldProblem::Overlaps);
        }
        rows.push(read);
    }
    check.finish()?;
    Ok(rows)
}

/// Reads the rows of one date. None gives the date back to the week; one closed row closes it.
///
/// # Errors
/// [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) with every problem at `on_date` or `hours[i].field`: a
/// row of another date, a closed row beside others, a stretch that overlaps an earlier one.
pub fn read_date(on_date: &str, hours: &[DatedHours], places: &Places) -> Outcome<(NaiveDate, Vec<DatedRow>)> {
    let mut check = FormCheck::default();
    let on = check.take(read_year_bound("on_date", on_date)).unwrap_or_default();
    check_ids(&mut check, hours.iter().map(|row| row.id));
    let mut rows: Vec<DatedRow> = Vec::new();
    for (index, row) in hours.iter().enumerate().take(MOST_ROWS) {
        if row.on_date.trim() != on_date.trim() {
            check.note(&at(index, "on_date"), FieldProblem::UnknownChoice);
        }
        let note = check.take(optional(&at(index, "note"), &row.note, 200, Lines::One)).unwrap_or_default();
        let slotting = read_slotting(&mut check, index, row.slot_minutes, row.hours_kind, row.capacity);
        let stretch = if row.closed {
            if hours.len() > 1 {
                check.note(&at(index, "closed"), FieldProblem::Overlaps);
            }
            None
        } else {
            let (from, to) = (row.from_time.as_deref().unwrap_or(""), row.to_time.as_deref().unwrap_or(""));
            let times = read_times(&mut check, index, from, to);
            if row.location_id.is_none() {
                check.note(&at(index, "location_id"), FieldProblem::Missing);
            }
            let (Some((from, to)), Some(location_id)) = (times, row.location_id) else { continue };
            let stretch = Stretch { location_id, room_id: row.room_id, from, to };
            places.check(&mut check, index, &stretch);
            if rows.iter().filter_map(|earlier| earlier.stretch).any(|earlier| earlier.overlaps(&stretch, 0)) {
                check.note(&at(index, "from_time"), FieldProblem::Overlaps);
            }
            Some(stretch)
        };
        let Some(slotting) = slotting else { continue };
        rows.push(DatedRow { id: row.id, on, stretch, slotting, note });
    }
    check.finish()?;
    Ok((on, rows))
}

/// Reads a time off.
///
/// # Errors
/// [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) at `starts_local`, `ends_local` (not after the start, or
/// more than three years later) or `note`.
pub fn read_time_off(request: &TimeOffRequest) -> Outcome<TimeOffWish> {
    let mut check = FormCheck::default();
    let mut read = |field: &str, typed: &str| {
        let read = parse_date_time(field, typed).and_then(|at| {
            let near = (1900..=2200).contains(&at.year());
            if near { Ok(at) } else { Err(FieldError::new(field, FieldProblem::NotADate)) }
        });
        check.take(read)
    };
    let starts_local = read("starts_local", &request.starts_local);
    let ends_local = read("ends_local", &request.ends_local);
    if let (Some(starts), Some(ends)) = (starts_local, ends_local) {
        if ends <= starts {
            check.note("ends_local", FieldProblem::EndBeforeStart);
        } else if (ends - starts).num_days() > LONGEST_TIME_OFF_DAYS {
            let most = LONGEST_TIME_OFF_DAYS as i32;
            check.note("ends_local", FieldProblem::OutOfRange { least: 0, most });
        }
    }
    let note = check.take(optional("note", &request.note, 200, Lines::One)).unwrap_or_default();
    check.finish()?;
    Ok(TimeOffWish {
        id: request.id,
        starts_local: starts_local.unwrap_or_default(),
        ends_local: ends_local.unwrap_or_default(),
        kind: request.time_off_kind,
        note,
    })
}

impl TimeOffWish {
    /// The instants it covers in `zone`. Where the clock jumps, it begins or ends at the jump; of a time shown twice it
    /// begins at the first and ends at the second, so that the whole of what was named is covered.
    ///
    /// # Errors
    /// [`FieldProblem::InGap`] at a time that the clock skips; a midnight is the edge of its day also where it is skipped.
    /// [`FieldProblem::EndBeforeStart`] at `ends_local` when nothing is left.
    pub fn span(&self, zone: Zone) -> Result<Interval, FieldError> {
        on_the_clock(zone, "starts_local", self.starts_local)?;
        on_the_clock(zone, "ends_local", self.ends_local)?;
        Interval::new(zone.opens(self.starts_local), zone.closes(self.ends_local))
            .ok_or_else(|| FieldError::new("ends_local", FieldProblem::EndBeforeStart))
    }
}

/// Refuses a time that the clock of that day skips, with its neighbours. Midnight is the edge of its day.
///
/// # Errors
/// [`FieldProblem::InGap`] at `field`.
pub(super) fn on_the_clock(zone: Zone, field: &str, local: NaiveDateTime) -> Result<(), FieldError> {
    match zone.instant(local, None) {
        Err(Refusal::TimeInGap { before_local, after_local }) if local.time() != NaiveTime::MIN => {
            Err(FieldError::new(field, FieldProblem::InGap { before_local, after_local }))
        }
        _ => Ok(()),
    }
}

fn at(index: usize, field: &str) -> String {
    format!("hours[{index}].{field}")
}

fn read_times(check: &mut FormCheck, index: usize, from: &str, to: &str) -> Option<(NaiveTime, NaiveTime)> {
    parse_stretch(check, (&at(index, "from_time"), from), (&at(index, "to_time"), to))
}

fn check_ids<Id: Copy + Eq + Hash>(check: &mut FormCheck, ids: impl ExactSizeIterator<Item = Id>) {
    if ids.len() > MOST_ROWS {
        check.note("hours", FieldProblem::TooLong { most: MOST_ROWS as u32 });
    }
    let mut seen = HashSet::new();
    for (index, id) in ids.enumerate() {
        if !seen.insert(id) {
            check.note(&at(index, "id"), FieldProblem::Taken);
        }
    }
}

fn read_slotting(
    check: &mut FormCheck,
    index: usize,
    slot_minutes: Option<i32>,
    kind: HoursKind,
    capacity: i32,
) -> Option<Slotting> {
    let slot_minutes = slot_minutes.map(|minutes| check.take(parse_slot_minutes(&at(index, "slot_minutes"), minutes)));
    let capacity = match u8::try_from(capacity) {
        Ok(capacity @ 1..=50) => Some(capacity),
        _ => {
            check.note(&at(index, "capacity"), FieldProblem::OutOfRange { least: 1, most: 50 });
            None
        }
    };
    match slot_minutes {
        Some(None) => None,
        minutes => Some(Slotting { slot_minutes: minutes.flatten(), kind, capacity: capacity? }),
    }
}

fn read_year_bound(field: &str, typed: &str) -> Result<NaiveDate, FieldError> {
    let date = parse_date(field, typed)?;
    let near = (1900..=2200).contains(&date.year());
    if near { Ok(date) } else { Err(FieldError::new(field, FieldProblem::NotADate)) }
}
