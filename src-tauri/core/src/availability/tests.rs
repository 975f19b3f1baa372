//! Rules between rows of hours, and what a time off covers on the nights the clock changes.

use chrono::{NaiveDate, TimeZone, Utc};

use super::hours::{Places, read_date, read_time_off, read_week};
use super::model::{DatedHours, HoursKind, TimeOffKind, TimeOffRequest, WeeklyHours};
use crate::civil::Zone;
use crate::error::{ClinicError, FieldProblem, Outcome};
use crate::ids::{DatedHoursId, DoctorId, LocationId, RoomId, TimeOffId, WeeklyHoursId};

struct House {
    places: Places,
    here: LocationId,
    there: LocationId,
    room_here: RoomId,
}

fn house() -> House {
    let (here, there, room_here) = (LocationId::fresh(), LocationId::fresh(), RoomId::fresh());
    let places = Places { locations: [here, there].into(), rooms: [(room_here, here)].into() };
    House { places, here, there, room_here }
}

impl House {
    /// `1 09:00-12:30` with an optional ` 2026-01-01..2026-06-30`.
    fn weekly(&self, text: &str) -> WeeklyHours {
        let mut words = text.split(' ');
        let weekday = words.next().unwrap().parse().unwrap();
        let (from, to) = words.next().unwrap().split_once('-').unwrap();
        let (first, last) = words.next().unwrap_or("2026-01-01..").split_once("..").unwrap();
        WeeklyHours {
            id: WeeklyHoursId::fresh(),
            location_id: self.here,
            room_id: Some(self.room_here),
            weekday,
            from_time: from.into(),
            to_time: to.into(),
            slot_minutes: None,
            hours_kind: HoursKind::Both,
            capacity: 1,
            valid_from: first.into(),
            valid_to: Some(last.to_owned()).filter(|last| !last.is_empty()),
        }
    }

    fn dated(&self, text: &str) -> DatedHours {
        let open = text.split_once('-');
        DatedHours {
            id: DatedHoursId::fresh(),
            on_date: "2026-12-24".into(),
            closed: open.is_none(),
            location_id: open.map(|_| self.here),
            room_id: None,
            from_time: open.map(|(from, _)| from.into()),
            to_time: open.map(|(_, to)| to.into()),
            slot_minutes: Some(30),
            hours_kind: HoursKind::Both,
            capacity: 1,
            note: "Christmas Eve".into(),
        }
    }
}

fn problems<T: std::fmt::Debug>(read: Outcome<T>) -> Vec<(String, FieldProblem)> {
    match read {
        Err(ClinicError::Invalid { fields }) => fields.into_iter().map(|one| (one.field, one.problem)).collect(),
        Ok(_) => Vec::new(),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn rows_of_a_week_overlap_or_not() {
    let house = house();
    for (first, second, overlap) in [
        ("1 09:00-12:00", "1 12:00-17:00", false),
        ("1 09:00-12:01", "1 12:00-17:00", true),
        ("1 09:00-17:00", "1 10:00-11:00", true),
        ("1 09:00-12:00", "1 09:00-12:00", true),
        ("1 09:00-12:00", "2 09:00-12:00", false),
        ("1 09:00-12:00 2026-01-01..2026-06-30", "1 09:00-12:00 2026-07-01..", false),
        ("1 09:00-12:00 2026-01-01..2026-07-01", "1 09:00-12:00 2026-07-01..", true),
        ("1 09:00-12:00 2026-08-01..", "1 09:00-12:00 2026-01-01..2026-07-31", false),
        ("1 09:00-12:00", "1 11:00-13:00 2030-01-01..2030-01-01", true),
    ] {
        let said = problems(read_week(&[house.weekly(first), house.weekly(second)], &house.places));
        let expected = if overlap { vec![("hours[1].from_time".to_owned(), FieldProblem::Overlaps)] } else { vec![] };
        assert_eq!(said, expected, "{first} | {second}");
    }
}

#[test]
fn every_problem_of_a_week_stands_at_its_row() {
    let house = house();
    let good = house.weekly("7 22:00-23:59");
    let bad = WeeklyHours {
        weekday: 8,
        from_time: "25:00".into(),
        to_time: String::new(),
        slot_minutes: Some(4),
        capacity: 51,
        valid_from: "2026-02-30".into(),
        ..house.weekly("1 09:00-10:00")
    };
    assert_eq!(
        problems(read_week(&[good, bad], &house.places)),
        [
            ("hours[1].weekday".into(), FieldProblem::OutOfRange { least: 1, most: 7 }),
            ("hours[1].from_time".into(), FieldProblem::NotATime),
            ("hours[1].to_time".into(), FieldProblem::Missing),
            ("hours[1].slot_minutes".into(), FieldProblem::OutOfRange { least: 5, most: 480 }),
            ("hours[1].capacity".into(), FieldProblem::OutOfRange { least: 1, most: 50 }),
            ("hours[1].valid_from".into(), FieldProblem::NotADate),
        ]
    );
}

#[test]
fn a_stretch_ends_after_it_starts_and_holds_until_after_it_begins() {
    let house = house();
    for (text, field) in [
        ("1 12:00-09:00", "hours[0].to_time"),
        ("1 09:00-09:00", "hours[0].to_time"),
        ("1 08:00-00:01", "hours[0].to_time"),
        ("1 09:00-12:00 2026-02-01..2026-01-31", "hours[0].valid_to"),
    ] {
        let said = problems(read_week(&[house.weekly(text)], &house.places));
        assert_eq!(said, [(field.to_owned(), FieldProblem::EndBeforeStart)], "{text}");
    }
    assert_eq!(problems(read_week(&[house.weekly("1 09:00-12:00 2026-02-01..2026-02-01")], &house.places)), []);
}

#[test]
fn seconds_are_no_time_of_a_schedule() {
    let house = house();
    let said = problems(read_week(&[house.weekly("1 09:00:30-12:00")], &house.places));
    assert_eq!(said, [("hours[0].from_time".to_owned(), FieldProblem::NotATime)]);
}

#[test]
fn a_room_belongs_to_the_location_of_its_row() {
    let house = house();
    let elsewhere = WeeklyHours { location_id: house.there, ..house.weekly("1 09:00-12:00") };
    let said = problems(read_week(&[elsewhere], &house.places));
    assert_eq!(said, [("hours[0].room_id".to_owned(), FieldProblem::UnknownChoice)]);
    let nowhere = WeeklyHours { location_id: LocationId::fresh(), room_id: None, ..house.weekly("1 09:00-12:00") };
    let said = problems(read_week(&[nowhere], &house.places));
    assert_eq!(said, [("hours[0].location_id".to_owned(), FieldProblem::UnknownChoice)]);
}

#[test]
fn the_same_id_twice_and_too_many_rows_are_refused() {
    let house = house();
    let row = house.weekly("1 09:00-10:00");
    let twin = WeeklyHours { id: row.id, ..house.weekly("2 09:00-10:00") };
    let said = problems(read_week(&[row, twin], &house.places));
    assert_eq!(said, [("hours[1].id".to_owned(), FieldProblem::Taken)]);
    let many: Vec<_> = (0..201).map(|_| house.weekly("1 09:00-10:00")).collect();
    let said = problems(read_week(&many, &house.places));
    assert!(said.contains(&("hours".to_owned(), FieldProblem::TooLong { most: 200 })), "{:?}", said.first());
}

#[test]
fn a_date_has_hours_or_is_closed() {
    let house = house();
    let (on, rows) =
        read_date("2026-12-24", &[house.dated("09:00-11:00"), house.dated("11:00-12:00")], &house.places).unwrap();
    assert_eq!((on, rows.len()), (NaiveDate::from_ymd_opt(2026, 12, 24).unwrap(), 2));
    let (_, closed) = read_date("2026-12-24", &[house.dated("closed")], &house.places).unwrap();
    assert_eq!(closed[0].stretch, None);
    assert!(read_date("2026-12-24", &[], &house.places).unwrap().1.is_empty());

    let both = [house.dated("closed"), house.dated("09:00-11:00")];
    let said = problems(read_date("2026-12-24", &both, &house.places));
    assert_eq!(said, [("hours[0].closed".to_owned(), FieldProblem::Overlaps)]);
    let overlapping = [house.dated("09:00-11:00"), house.dated("10:00-12:00")];
    let said = problems(read_date("2026-12-24", &overlapping, &house.places));
    assert_eq!(said, [("hours[1].from_time".to_owned(), FieldProblem::Overlaps)]);
    let placeless = DatedHours { location_id: None, ..house.dated("09:00-11:00") };
    let said = problems(read_date("2026-12-24", &[placeless], &house.places));
    assert_eq!(said, [("hours[0].location_id".to_owned(), FieldProblem::Missing)]);
    let said = problems(read_date("2026-12-25", &[house.dated("closed")], &house.places));
    assert_eq!(said, [("hours[0].on_date".to_owned(), FieldProblem::UnknownChoice)]);
    let said = problems(read_date("2026-02-30", &[], &house.places));
    assert_eq!(said, [("on_date".to_owned(), FieldProblem::NotADate)]);
}

fn away(starts: &str, ends: &str) -> TimeOffRequest {
    TimeOffRequest {
        id: TimeOffId::fresh(),
        doctor_id: DoctorId::fresh(),
        starts_local: starts.into(),
        ends_local: ends.into(),
        time_off_kind: TimeOffKind::Leave,
        note: String::new(),
    }
}

#[test]
fn a_time_off_covers_the_whole_of_what_was_named() {
    let paris = Zone::parse("zone", "Europe/Paris").unwrap();
    let span = |starts, ends| read_time_off(&away(starts, ends)).unwrap().span(paris).unwrap();
    let utc = |month, day, hour, minute| Utc.with_ymd_and_hms(2026, month, day, hour, minute, 0).unwrap();

    let plain = span("2026-03-02T09:00", "2026-03-02T12:00");
    assert_eq!((plain.start(), plain.end()), (utc(3, 2, 8, 0), utc(3, 2, 11, 0)));
    let cairo = Zone::parse("zone", "Africa/Cairo").unwrap();
    let whole_day = read_time_off(&away("2026-04-24T00:00", "2026-04-25T00:00")).unwrap().span(cairo).unwrap();
    assert_eq!(whole_day.length(), chrono::Duration::hours(23), "a midnight that is skipped is the edge of its day");
    let over_the_repetition = span("2026-10-25T02:30", "2026-10-25T02:45");
    assert_eq!(over_the_repetition.start(), utc(10, 25, 0, 30), "at the first half past two");
    assert_eq!(over_the_repetition.end(), utc(10, 25, 1, 45), "at the second quarter to three");
    let at = |hour, minute| NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(hour, minute, 0).unwrap();
    let skipped = FieldProblem::InGap { before_local: at(1, 59), after_local: at(3, 0) };
    for (starts, ends, field) in [
        ("2026-03-29T02:30", "2026-03-29T12:00", "starts_local"),
        ("2026-03-29T01:00", "2026-03-29T02:30", "ends_local"),
    ] {
        let refused = read_time_off(&away(starts, ends)).unwrap().span(paris).unwrap_err();
        assert_eq!((refused.field.as_str(), refused.problem), (field, skipped.clone()));
    }
}

#[test]
fn a_time_off_has_a_start_an_end_and_a_sane_length() {
    for (starts, ends, field, problem) in [
        ("2026-03-02T09:00", "2026-03-02T09:00", "ends_local", FieldProblem::EndBeforeStart),
        ("2026-03-02T09:00", "2026-03-01T09:00", "ends_local", FieldProblem::EndBeforeStart),
        ("2026-03-02", "2026-03-03T09:00", "starts_local", FieldProblem::NotADate),
        ("2026-03-02T99:00", "2026-03-03T09:00", "starts_local", FieldProblem::NotATime),
        ("2026-03-02T09:00", "9999-03-03T09:00", "ends_local", FieldProblem::NotADate),
        ("2026-03-02T09:00", "2199-03-03T09:00", "ends_local", FieldProblem::OutOfRange { least: 0, most: 1_100 }),
    ] {
        assert_eq!(problems(read_time_off(&away(starts, ends))), [(field.to_owned(), problem)], "{starts} {ends}");
    }
}
