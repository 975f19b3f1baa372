//! Slots as text: hours, what is busy, what is free.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use proptest::prelude::*;

use super::model::HoursKind;
use super::schedule::{DatedRule, DoctorSchedule, Hours, WeeklyRule, Window};
use super::slots::{Taken, Wish, free_in};
use crate::availability::blocks::model::Asking;
use crate::availability::model::{Priority, VisitKind};
use crate::civil::Zone;
use crate::ids::{DoctorId, LocationId, ResourceId, TimeOffId};
use crate::interval::Interval;
use crate::money::Money;

const LANE: ResourceId = ResourceId(1);
const PATIENT: ResourceId = ResourceId(2);

/// One doctor's day told in text: `zone`, date, hours `09:00-12:00/20` (slot length; `x3` capacity), busy
/// `09:20-09:40` (`@1` seat), all local.
struct Day {
    schedule: DoctorSchedule,
    zone: Zone,
    date: NaiveDate,
    busy: Vec<(Interval, u8)>,
    patient_busy: Vec<Interval>,
    not_before: Option<DateTime<Utc>>,
    minutes: Option<u16>,
    kind: VisitKind,
}

fn day(zone: &str, date: &str, hours: &str) -> Day {
    let zone = Zone::parse("zone", zone).unwrap();
    let date: NaiveDate = date.parse().unwrap();
    let location_id = LocationId::fresh();
    let dated = hours
        .split_whitespace()
        .map(|text| {
            let (span, rest) = text.split_once('/').unwrap();
            let (slot, capacity) = rest.split_once('x').unwrap_or((rest, "1"));
            let (from, to) = span.split_once('-').unwrap();
            DatedRule {
                on: date,
                hours: Some(Hours {
                    location_id,
                    zone,
                    room: None,
                    from: time(from),
                    to: time(to),
                    slot_minutes: slot.parse().unwrap(),
                    kind: HoursKind::Both,
                    capacity: capacity.parse().unwrap(),
                }),
            }
        })
        .collect();
    let schedule = DoctorSchedule {
        doctor_id: DoctorId::fresh(),
        resource: LANE,
        name: "Dr Osei".into(),
        active: true,
        fee: Money { amount: 0.into(), currency: "USD".into() },
        specialties: vec![],
        weekly: vec![],
        dated,
        time_off: vec![],
        blocks: vec![],
        holidays: vec![],
    };
    Day {
        schedule,
        zone,
        date,
        busy: vec![],
        patient_busy: vec![],
        not_before: None,
        minutes: None,
        kind: VisitKind::InPerson,
    }
}

fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

impl Day {
    fn span(&self, text: &str) -> Interval {
        let (from, to) = text.split_once('-').unwrap();
        Interval::new(self.zone.opens(self.date.and_time(time(from))), self.zone.closes(self.date.and_time(time(to))))
            .unwrap()
    }

    fn busy(mut self, spans: &str) -> Self {
        for text in spans.split_whitespace() {
            let (span, seat) = text.split_once('@').unwrap_or((text, "0"));
            let span = self.span(span);
            self.busy.push((span, seat.parse().unwrap()));
        }
        self
    }

    fn patient_busy(mut self, span: &str) -> Self {
        let span = self.span(span);
        self.patient_busy.push(span);
        self
    }

    fn away(mut self, span: &str) -> Self {
        let span = self.span(span);
        self.schedule.time_off.push((TimeOffId::fresh(), span));
        self
    }

    fn length(mut self, minutes: u16) -> Self {
        self.minutes = Some(minutes);
        self
    }

    fn after(mut self, from: &str) -> Self {
        self.not_before = Some(self.zone.opens(self.date.and_time(time(from))));
        self
    }

    fn free(&self) -> String {
        let whole = Interval::new(
            self.zone.midnight(self.date),
            self.zone.midnight(self.date + chrono::Duration::days(1)) + chrono::Duration::hours(12),
        );
        let mut taken = Taken::none(whole.unwrap());
        for (span, seat) in &self.busy {
            taken.add(LANE, *span, *seat);
        }
        for span in &self.patient_busy {
            taken.add(PATIENT, *span, 0);
        }
        let wish = Wish {
            kind: self.kind,
            minutes: self.minutes,
            not_before: self.not_before.unwrap_or(whole.unwrap().start()),
            patient: Some(PATIENT),
            room: None,
            devices: &[],
            asking: Asking { priority: Priority::Regular, now: whole.unwrap().start() },
        };
        let mut found = Vec::new();
        for window in self.schedule.windows(self.date) {
            for slot in free_in(&self.schedule, &window, &taken, wish) {
                let places = if window.hours.capacity > 1 { format!("x{}", slot.places_left) } else { String::new() };
                found.push(format!("{}{places}", self.zone.local(slot.span.start()).format("%H:%M")));
            }
        }
        found.join(" ")
    }
}

#[test]
fn free_slots_are_the_hours_less_what_is_taken() {
    let london = |hours| day("Europe/London", "2026-03-02", hours);
    assert_eq!(london("09:00-10:00/20").free(), "09:00 09:20 09:40");
    assert_eq!(london("09:00-10:00/25").free(), "09:00 09:25", "a slot that does not fit is none");
    assert_eq!(london("09:00-10:00/20").busy("09:20-09:40").free(), "09:00 09:40");
    assert_eq!(london("09:00-10:00/20").busy("09:10-09:30").free(), "09:40", "a visit across two slots takes both");
    assert_eq!(london("09:00-10:00/20").busy("09:20-09:21").free(), "09:00 09:40", "a minute holds its cell");
    assert_eq!(
        london("09:00-10:00/20").busy("08:00-09:00").free(),
        "09:00 09:20 09:40",
        "what ends as it opens is not in the way"
    );
    assert_eq!(london("09:00-10:00/20 13:00-13:40/20").free(), "09:00 09:20 09:40 13:00 13:20");
    assert_eq!(london("").free(), "", "no hours, no slots");
}

#[test]
fn time_off_the_patients_own_visits_and_the_clock_take_slots_away() {
    let london = || day("Europe/London", "2026-03-02", "09:00-10:20/20");
    assert_eq!(london().away("09:30-09:50").free(), "09:00 10:00");
    assert_eq!(london().patient_busy("09:20-10:00").free(), "09:00 10:00");
    assert_eq!(london().after("09:21").free(), "09:40 10:00");
}

#[test]
fn longer_visits_start_on_the_grid_and_end_inside() {
    let london = || day("Europe/London", "2026-03-02", "09:00-10:20/20");
    assert_eq!(london().length(40).free(), "09:00 09:20 09:40");
    assert_eq!(london().length(40).busy("09:40-10:00").free(), "09:00");
    assert_eq!(london().length(15).free(), "09:00 09:20 09:40 10:00");
    assert_eq!(london().length(480).free(), "");
}

#[test]
fn a_group_slot_is_free_while_one_seat_is() {
    let london = || day("Europe/London", "2026-03-02", "09:00-10:00/30x3");
    assert_eq!(london().free(), "09:00x3 09:30x3");
    assert_eq!(london().busy("09:00-09:30@0 09:00-09:30@2").free(), "09:00x1 09:30x3");
    assert_eq!(london().busy("09:00-09:30@0 09:00-09:30@1 09:00-09:30@2").free(), "09:30x3");
    assert_eq!(
        london().length(60).busy("09:00-09:30@0 09:30-10:00@1").free(),
        "09:00x1",
        "an hour needs one seat for all of it"
    );
}

#[test]
fn a_slot_of_the_wrong_kind_is_none() {
    let mut london = day("Europe/London", "2026-03-02", "09:00-10:00/30");
    london.schedule.dated[0].hours.as_mut().unwrap().kind = HoursKind::InPerson;
    assert_eq!(london.free(), "09:00 09:30");
    london.kind = VisitKind::Video;
    assert_eq!(london.free(), "");
}

#[test]
fn the_night_the_clock_jumps_has_an_hour_less_and_the_other_an_hour_more() {
    // Clocks in London go from 01:00 to 02:00 on 29 March 2026, and from 02:00 back to 01:00 on 25 October.
    assert_eq!(day("Europe/London", "2026-03-29", "00:00-03:00/30").free(), "00:00 00:30 02:00 02:30");
    assert_eq!(day("Europe/London", "2026-03-29", "01:00-02:00/30").free(), "", "an hour that never comes");
    assert_eq!(day("Europe/London", "2026-03-29", "01:15-02:45/30").free(), "02:00", "opens at the jump");
    assert_eq!(
        day("Europe/London", "2026-10-25", "00:30-02:30/30").free(),
        "00:30 01:00 01:30 01:00 01:30 02:00",
        "the repeated hour is worked twice"
    );
    assert_eq!(
        day("Europe/London", "2026-10-25", "00:00-01:00/30 01:00-02:00/30").free(),
        "00:00 00:30 01:00 01:30 01:00 01:30",
        "the repeated hour belongs to the hours it lies in, not to those that end where it begins"
    );
    assert_eq!(day("America/New_York", "2026-03-08", "01:30-03:30/30").free(), "01:30 03:00");
    // Lord Howe Island changes by half an hour.
    assert_eq!(day("Australia/Lord_Howe", "2026-10-04", "01:30-03:00/30").free(), "01:30 02:30");
}

#[test]
fn a_date_that_differs_replaces_the_whole_week_of_that_date() {
    let mut one = day("Europe/London", "2026-03-02", "");
    let hours = |from, to| Hours {
        location_id: LocationId::fresh(),
        zone: one.zone,
        room: None,
        from: time(from),
        to: time(to),
        slot_minutes: 60,
        kind: HoursKind::Both,
        capacity: 1,
    };
    let weekly = |weekday, valid_from: &str, valid_to: Option<&str>, hours| WeeklyRule {
        weekday,
        valid_from: valid_from.parse().unwrap(),
        valid_to: valid_to.map(|date| date.parse().unwrap()),
        hours,
    };
    let (monday, closed, special) = (hours("09:00", "11:00"), one.date, hours("14:00", "15:00"));
    one.schedule.weekly = vec![
        weekly(1, "2020-01-01", None, monday.clone()),
        weekly(1, "2020-01-01", Some("2026-03-01"), hours("16:00", "17:00")),
        weekly(1, "2026-03-03", None, hours("18:00", "19:00")),
        weekly(2, "2020-01-01", None, hours("20:00", "21:00")),
    ];
    assert_eq!(one.free(), "09:00 10:00", "only the rule of that weekday that holds that date");
    one.schedule.dated = vec![DatedRule { on: closed, hours: Some(special) }];
    assert_eq!(one.free(), "14:00");
    one.schedule.dated = vec![DatedRule { on: closed, hours: None }];
    assert_eq!(one.free(), "", "closed");
}

/// The obvious way: every minute of a slot against every visit.
fn obviously_free(window: &Window, busy: &[(Interval, u8)], away: &[Interval], minutes: i64) -> Vec<DateTime<Utc>> {
    let mut starts = Vec::new();
    let mut start = window.span.start();
    while start < window.span.end() {
        let end = start + chrono::Duration::minutes(minutes);
        let visit = Interval::new(start, end).unwrap();
        let seat_is_free = |seat: u8| {
            busy.iter().all(|(span, taken)| {
                // A visit holds whole cells.
                let five = 300;
                let from = span.start().timestamp().div_euclid(five) * five;
                let to = (span.end().timestamp() + five - 1).div_euclid(five) * five;
                let (own_from, own_to) =
                    (start.timestamp().div_euclid(five) * five, (end.timestamp() + five - 1).div_euclid(five) * five);
                *taken != seat || own_to <= from || to <= own_from
            })
        };
        if end <= window.span.end()
            && (0..window.hours.capacity).any(seat_is_free)
            && away.iter().all(|span| !span.overlaps(visit))
        {
            starts.push(start);
        }
        start += chrono::Duration::minutes(i64::from(window.hours.slot_minutes));
    }
    starts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn the_bitmaps_agree_with_the_obvious_way(
        day_of_year in 0_i64..730,
        zone in prop::sample::select(vec!["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
        opens in 0_u32..20, length in 1_u32..4, slot in 5_u16..60, capacity in 1_u8..4, minutes in prop::option::of(5_u16..120),
        busy in prop::collection::vec((0_i64..360, 1_i64..90, 0_u8..4), 0..12),
        away in prop::collection::vec((0_i64..360, 1_i64..90), 0..3),
    ) {
        let date = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Duration::days(day_of_year);
        let hours = format!("{opens:02}:00-{:02}:00/{slot}x{capacity}", opens + length);
        let mut one = day(zone, &date.to_string(), &hours);
        one.minutes = minutes;
        let Some(window) = one.schedule.windows(date).first().cloned() else { return Ok(()) };
        let span = |from: i64, length: i64| {
            let start = window.span.start() + chrono::Duration::minutes(from - 60);
            Interval::new(start, start + chrono::Duration::minutes(length)).unwrap()
        };
        let busy: Vec<(Interval, u8)> = busy.into_iter().map(|(from, length, seat)| (span(from, length), seat)).collect();
        let away: Vec<Interval> = away.into_iter().map(|(from, length)| span(from, length)).collect();
        one.schedule.time_off = away.iter().map(|span| (TimeOffId::fresh(), *span)).collect();
        let reach = Interval::new(window.span.start() - chrono::Duration::hours(2), window.span.end() + chrono::Duration::hours(2)).unwrap();
        let mut taken = Taken::none(reach);
        for (span, seat) in &busy {
            taken.add(LANE, *span, *seat);
        }
        let wish = Wish { kind: VisitKind::InPerson, minutes, not_before: reach.start(), patient: None, room: None, devices: &[], asking: Asking { priority: Priority::Regular, now: reach.start() } };
        let found: Vec<DateTime<Utc>> = free_in(&one.schedule, &window, &taken, wish).map(|slot| slot.span.start()).collect();
        let expected = obviously_free(&window, &busy, &away, i64::from(minutes.unwrap_or(slot)));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn every_instant_has_a_local_time_that_leads_back_to_it(seconds in 0_i64..4_000_000_000, zone in prop::sample::select(vec![
        "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca",
    ])) {
        use crate::civil::Repeated;
        use crate::error::Refusal;
        let zone = Zone::parse("zone", zone).unwrap();
        let instant = DateTime::from_timestamp(seconds / 60 * 60, 0).unwrap();
        let local: NaiveDateTime = zone.local(instant);
        match zone.instant(local, None) {
            Ok(back) => prop_assert_eq!(back, instant),
            Err(Refusal::TimeRepeated { earlier_at, later_at }) => {
                prop_assert!(instant == earlier_at || instant == later_at);
                prop_assert_eq!(zone.instant(local, Some(Repeated::Earlier)).unwrap(), earlier_at);
                prop_assert_eq!(zone.instant(local, Some(Repeated::Later)).unwrap(), later_at);
            }
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }
}
