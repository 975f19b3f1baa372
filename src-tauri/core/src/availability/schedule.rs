//! A doctor's schedule and the windows in which the doctor can be booked on a date. Pure.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::availability::blocks::model::{Asking, Block};
use crate::availability::holidays::model::{Holiday, HolidayOf};
use crate::availability::model::{HoursKind, OpenWindow};
use crate::civil::Zone;
use crate::ids::{DoctorId, LocationId, ResourceId, RoomId, TimeOffId};
use crate::interval::Interval;
use crate::money::Money;

/// A stretch of hours of one day, wherever it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hours {
    /// Where.
    pub location_id: LocationId,
    /// The zone of the clock on that location's wall.
    pub zone: Zone,
    /// The room its visits take, with its lane.
    pub room: Option<(RoomId, ResourceId)>,
    /// From, on the wall.
    pub from: NaiveTime,
    /// To, on the wall: of the next day where it is not later than from. A stretch belongs to the date it begins on.
    pub to: NaiveTime,
    /// Slot length in minutes, 5 to 480.
    pub slot_minutes: u16,
    /// What kinds of visits.
    pub kind: HoursKind,
    /// How many patients a slot takes, 1 to 50.
    pub capacity: u8,
}

/// Hours that come back every week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeeklyRule {
    /// ISO 8601: 1 is Monday.
    pub weekday: u8,
    /// First date it holds.
    pub valid_from: NaiveDate,
    /// Last date it holds; for ever when none.
    pub valid_to: Option<NaiveDate>,
    /// The hours.
    pub hours: Hours,
}

impl WeeklyRule {
    fn holds_on(&self, date: NaiveDate) -> bool {
        u32::from(self.weekday) == date.weekday().number_from_monday()
            && self.valid_from <= date
            && self.valid_to.is_none_or(|last| date <= last)
    }
}

/// Hours of one date, or none that day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DatedRule {
    /// The date.
    pub on: NaiveDate,
    /// The hours; none when the day is closed.
    pub hours: Option<Hours>,
}

/// All that says when one doctor can be booked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoctorSchedule {
    /// Whose.
    pub doctor_id: DoctorId,
    /// The doctor's lane.
    pub resource: ResourceId,
    /// The doctor's name.
    pub name: String,
    /// Takes bookings.
    pub active: bool,
    /// The fee of a visit.
    pub fee: Money,
    /// The specialties' ids and names, by name.
    pub specialties: Vec<(crate::ids::SpecialtyId, String)>,
    /// The week.
    pub weekly: Vec<WeeklyRule>,
    /// Dates that differ: all rows of a date together replace the week.
    pub dated: Vec<DatedRule>,
    /// Away.
    pub time_off: Vec<(TimeOffId, Interval)>,
    /// Time kept for something else.
    pub blocks: Vec<Block>,
    /// Holidays of the clinic, of its places and of this doctor.
    pub holidays: Vec<Holiday>,
}

/// What stands in the way of a visit besides other visits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hindrance<'a> {
    /// The doctor is away.
    Away(Interval),
    /// The time is kept for something else.
    Blocked(&'a Block),
}

/// A stretch of one day in which the doctor can be booked, before time off is taken away.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The date whose hours these are.
    pub date: NaiveDate,
    /// The stretch.
    pub span: Interval,
    /// The hours it comes from.
    pub hours: Hours,
}

impl DoctorSchedule {
    /// The windows that begin on a civil date, by start. A date that has rows of its own has nothing of the week; a holiday
    /// closes the week's hours of its dates where it holds. On the night the clock jumps, hours inside the jump vanish; on
    /// the night it is set back, hours over the repetition are longer.
    pub fn windows(&self, date: NaiveDate) -> Vec<Window> {
        let mut rows = self.dated.iter().filter(|rule| rule.on == date).peekable();
        let mut windows: Vec<Window> = if rows.peek().is_some() {
            rows.filter_map(|rule| window(date, rule.hours.as_ref()?)).collect()
        } else {
            let closed =
                |hours: &Hours| self.holidays_on(date).any(|day| day.closes(self.doctor_id, hours.location_id));
            let of_week = self.weekly.iter().filter(|rule| rule.holds_on(date) && !closed(&rule.hours));
            of_week.filter_map(|rule| window(date, &rule.hours)).collect()
        };
        windows.sort_by_key(|window| window.span);
        windows
    }

    /// The windows of the dates from `first` to `last`, both included.
    pub fn windows_between(&self, first: NaiveDate, last: NaiveDate) -> Vec<Window> {
        first.iter_days().take_while(|date| *date <= last).flat_map(|date| self.windows(date)).collect()
    }

    /// The windows that share an instant with `span`, by date and start, wherever their clocks hang and though they began
    /// the day before.
    pub fn windows_over(&self, span: Interval) -> Vec<Window> {
        // A date begins up to 14 hours before and 12 hours after it does in UTC; hours end up to a day after they began.
        let (first, last) =
            (span.start().date_naive() - Duration::days(2), span.end().date_naive() + Duration::days(1));
        let mut windows = self.windows_between(first, last);
        windows.retain(|window| window.span.overlaps(span));
        windows
    }

    /// The holidays that a date is for this doctor, wherever they would have worked.
    pub fn holidays_on(&self, date: NaiveDate) -> impl Iterator<Item = &Holiday> {
        self.holidays.iter().filter(move |holiday| holiday.falls_on(date))
    }

    /// The names of the holidays that keep the doctor from hours of the week on a date, or are their own or the clinic's.
    pub fn holiday_names(&self, date: NaiveDate) -> Vec<String> {
        let at: Vec<LocationId> = self.weekly.iter().map(|rule| rule.hours.location_id).collect();
        let concerns = |holiday: &&Holiday| match holiday.of {
            HolidayOf::Location { location_id } => at.contains(&location_id),
            HolidayOf::Everyone | HolidayOf::Doctor { .. } => true,
        };
        self.holidays_on(date).filter(concerns).map(|holiday| holiday.name.clone()).collect()
    }

    /// What keeps a visit out of the doctor's time besides other visits. Booking and moving ask this; searching asks
    /// [`DoctorSchedule::closed_within`], which says the same of a whole window.
    pub fn hindrance(&self, visit: Interval, asking: Asking) -> Option<Hindrance<'_>> {
        let blocked = || self.blocks.iter().find(|block| block.keeps_out(visit, asking)).map(Hindrance::Blocked);
        self.away(visit).map(Hindrance::Away).or_else(blocked)
    }

    /// What of the doctor's hours in `span` is closed to such a visit: time off and blocks that keep it out.
    pub fn closed_within(&self, span: Interval, asking: Asking) -> Vec<Interval> {
        let away = self.time_off.iter().map(|(_, away)| *away).filter(|away| away.overlaps(span));
        let blocked = self.blocks.iter().filter(|block| block.keeps_out(span, asking)).map(|block| block.span);
        away.chain(blocked).collect()
    }

    /// The time off that a visit would run into.
    pub fn away(&self, visit: Interval) -> Option<Interval> {
        self.time_off.iter().map(|(_, span)| *span).find(|span| span.overlaps(visit))
    }

    /// The zone of the doctor's first location, if there are hours at all.
    pub fn home_zone(&self) -> Option<Zone> {
        let weekly = self.weekly.iter().map(|rule| &rule.hours);
        weekly.chain(self.dated.iter().filter_map(|rule| rule.hours.as_ref())).map(|hours| hours.zone).next()
    }
}

fn window(date: NaiveDate, hours: &Hours) -> Option<Window> {
    let opens = hours.zone.opens(date.and_time(hours.from));
    let last = if hours.to > hours.from { date } else { date + Duration::days(1) };
    let closes = hours.zone.closes(last.and_time(hours.to));
    Some(Window { date, span: Interval::new(opens, closes)?, hours: hours.clone() })
}

impl Window {
    /// As the screens show it.
    pub fn view(&self) -> OpenWindow {
        OpenWindow {
            location_id: self.hours.location_id,
            room_id: self.hours.room.map(|(room, _)| room),
            starts_at: self.span.start(),
            ends_at: self.span.end(),
            starts_local: self.hours.zone.local(self.span.start()),
            ends_local: self.hours.zone.local(self.span.end()),
            slot_minutes: i32::from(self.hours.slot_minutes),
            hours_kind: self.hours.kind,
            capacity: self.hours.capacity,
            date: self.date,
        }
    }

    /// Whether a visit of this kind, of this length, at this instant lies inside.
    pub fn takes(&self, visit: Interval, kind: crate::availability::model::VisitKind) -> bool {
        self.hours.kind.takes(kind) && self.span.contains(visit)
    }

    /// The starts of its slots: every slot length from the opening on, as time passes (not as the wall shows it).
    pub fn slot_starts(&self) -> impl Iterator<Item = DateTime<Utc>> + use<> {
        let (span, step) = (self.span, Duration::minutes(i64::from(self.hours.slot_minutes)));
        std::iter::successors(Some(span.start()), move |start| Some(*start + step))
            .take_while(move |start| *start < span.end())
    }
}

impl HoursKind {
    /// Whether a visit of this kind may be booked.
    pub fn takes(self, kind: crate::availability::model::VisitKind) -> bool {
        use crate::availability::model::VisitKind;
        matches!(
            (self, kind),
            (Self::Both, _) | (Self::InPerson, VisitKind::InPerson) | (Self::Video, VisitKind::Video)
        )
    }
}
