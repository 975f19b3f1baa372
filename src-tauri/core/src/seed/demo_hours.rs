//! When the doctors of the demo work: their weeks, the dates that differ, and a time off that visits lie in.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Timelike, Utc};
use sqlx::mysql::MySqlConnection;

use super::demo_staff::{AWAY_DOCTOR, DOCTORS, DemoDoctor, GROUP_DOCTOR, House, Place};
use super::random::Chance;
use crate::availability::hours::{DatedRow, Slotting, Stretch, TimeOffWish, WeeklyRow};
use crate::availability::model::{HoursKind, TimeOffKind};
use crate::availability::schedule::{DatedRule, DoctorSchedule, Hours, WeeklyRule};
use crate::availability::store::{insert_dated, insert_time_off, insert_weekly};
use crate::error::Outcome;
use crate::ids::{DatedHoursId, DoctorId, ResourceId, RoomId, TimeOffId, WeeklyHoursId};
use crate::money::Money;

/// One stretch of hours on its way into the database and into the schedule the visits follow from.
struct Planned {
    place: Place,
    from: NaiveTime,
    to: NaiveTime,
    slot_minutes: u16,
    kind: HoursKind,
    capacity: u8,
}

impl Planned {
    fn stretch(&self, house: &House, doctor: usize) -> Stretch {
        // A group has no room of its own: it sits where there is space.
        let room_id = (self.capacity == 1).then(|| house.room(self.place, doctor));
        Stretch { location_id: house.location(self.place), room_id, from: self.from, to: self.to }
    }

    fn slotting(&self, doctor: &DemoDoctor) -> Slotting {
        let slot_minutes = (self.slot_minutes != doctor.slot_minutes).then_some(self.slot_minutes);
        Slotting { slot_minutes, kind: self.kind, capacity: self.capacity }
    }

    fn hours(&self, house: &House, doctor: usize, rooms: &[(RoomId, ResourceId)]) -> Hours {
        let stretch = self.stretch(house, doctor);
        Hours {
            location_id: stretch.location_id,
            zone: house.zone,
            room: stretch.room_id.and_then(|room| rooms.iter().find(|(id, _)| *id == room).copied()),
            from: self.from,
            to: self.to,
            slot_minutes: self.slot_minutes,
            kind: self.kind,
            capacity: self.capacity,
        }
    }
}

fn at(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).expect("hours of the demo are hours of a day")
}

pub(super) async fn insert_hours(
    connection: &mut MySqlConnection,
    chance: &mut Chance,
    now: DateTime<Utc>,
    house: &House,
    staff: &[(DoctorId, ResourceId)],
) -> Outcome<Vec<DoctorSchedule>> {
    let rooms: Vec<(RoomId, ResourceId)> =
        sqlx::query_as("select id, resource_id from rooms").fetch_all(&mut *connection).await?;
    let local = house.zone.local(now);
    let today = local.date();
    let valid_from = today - Duration::days(60);
    let (mut weekly_rows, mut dated_rows, mut schedules) = (Vec::new(), Vec::new(), Vec::new());
    for (number, (demo, (id, lane))) in DOCTORS.iter().zip(staff).enumerate() {
        let mut schedule = DoctorSchedule {
            doctor_id: *id,
            resource: *lane,
            name: demo.name.into(),
            active: true,
            fee: Money::parse("fee", demo.fee, "USD")?,
            specialties: Vec::new(),
            weekly: Vec::new(),
            dated: Vec::new(),
            time_off: Vec::new(),
            blocks: Vec::new(),
            holidays: Vec::new(),
        };
        for (weekday, planned) in week(number) {
            weekly_rows.push((
                *id,
                WeeklyRow {
                    id: WeeklyHoursId(chance.id(now)),
                    weekday,
                    stretch: planned.stretch(house, number),
                    slotting: planned.slotting(demo),
                    valid_from,
                    valid_to: None,
                },
            ));
            let hours = planned.hours(house, number, &rooms);
            schedule.weekly.push(WeeklyRule { weekday, valid_from, valid_to: None, hours });
        }
        for (on, planned, note) in dates(number, today, local.time(), &schedule, now) {
            dated_rows.push((
                *id,
                DatedRow {
                    id: DatedHoursId(chance.id(now)),
                    on,
                    stretch: planned.as_ref().map(|planned| planned.stretch(house, number)),
                    slotting: planned
                        .as_ref()
                        .map_or(Slotting { slot_minutes: None, kind: HoursKind::Both, capacity: 1 }, |planned| {
                            planned.slotting(demo)
                        }),
                    note: note.into(),
                },
            ));
            let hours = planned.map(|planned| planned.hours(house, number, &rooms));
            schedule.dated.push(DatedRule { on, hours });
        }
        schedules.push(schedule);
    }
    insert_weekly(connection, &weekly_rows.iter().map(|(id, row)| (*id, row)).collect::<Vec<_>>()).await?;
    insert_dated(connection, &dated_rows.iter().map(|(id, row)| (*id, row)).collect::<Vec<_>>()).await?;
    insert_conference(connection, chance, now, house, &schedules[AWAY_DOCTOR]).await?;
    Ok(schedules)
}

/// The week of the doctor of that number.
fn week(number: usize) -> Vec<(u8, Planned)> {
    let demo = &DOCTORS[number];
    let usual = demo.week.iter().flat_map(|(weekdays, place, from, to)| {
        weekdays.iter().map(|weekday| {
            let planned = Planned {
                place: *place,
                from: at(from.0, from.1),
                to: at(to.0, to.1),
                slot_minutes: demo.slot_minutes,
                kind: HoursKind::Both,
                capacity: 1,
            };
            (*weekday, planned)
        })
    });
    let group = (number == GROUP_DOCTOR).then(|| {
        let planned = Planned {
            place: Place::Northgate,
            from: at(13, 0),
            to: at(16, 0),
            slot_minutes: 60,
            kind: HoursKind::InPerson,
            capacity: 6,
        };
        (4, planned)
    });
    usual.chain(group).collect()
}

/// The dates that differ: today, where the week has nothing around now; a day on which the second doctor is closed; one on
/// which the first works in the evening by video.
fn dates(
    number: usize,
    today: NaiveDate,
    wall: NaiveTime,
    schedule: &DoctorSchedule,
    now: DateTime<Utc>,
) -> Vec<(NaiveDate, Option<Planned>, &'static str)> {
    let demo = &DOCTORS[number];
    let mut dates = Vec::new();
    let around = Duration::minutes(90);
    let usual = schedule.windows(today);
    let alive = usual.iter().any(|window| window.span.start() <= now && now < window.span.end())
        && usual.iter().any(|window| window.span.start() <= now - around)
        && usual.iter().any(|window| window.span.end() >= now + around);
    if !alive {
        let (from, to) = open_day(wall, demo.slot_minutes);
        let planned = Planned {
            place: demo.week[0].1,
            from,
            to,
            slot_minutes: demo.slot_minutes,
            kind: HoursKind::Both,
            capacity: 1,
        };
        dates.push((today, Some(planned), "Open day"));
    }
    let next = |weekday: u32, after: i64| {
        let from = today + Duration::days(after);
        from.iter_days().find(|date| date.weekday().number_from_monday() == weekday)
    };
    match number {
        0 => dates.extend(next(4, 5).map(|on| {
            let planned = Planned {
                place: Place::Harbour,
                from: at(16, 0),
                to: at(20, 0),
                slot_minutes: 20,
                kind: HoursKind::Video,
                capacity: 1,
            };
            (on, Some(planned), "Evening by video")
        })),
        1 => dates.extend(next(5, 3).map(|on| (on, None, "Teaching day"))),
        _ => {}
    }
    dates
}

/// Eight hours around the time on the wall, within the day, begun so that a slot is under way now.
fn open_day(wall: NaiveTime, slot_minutes: u16) -> (NaiveTime, NaiveTime) {
    let slot = u32::from(slot_minutes);
    let minute = wall.hour() * 60 + wall.minute();
    // The slot under way began on the last step of five minutes a third of a slot ago at least.
    let under_way = minute.saturating_sub(slot / 3) / 5 * 5;
    let before = (under_way / slot).min(240 / slot);
    let from = under_way - before * slot;
    let last = 23 * 60 + 55;
    let slots = (last - from.min(last)) / slot;
    let to = from + slots.min((480 / slot).max(1)) * slot;
    (at(from / 60, from % 60), at(to / 60, to % 60))
}

/// Two days of the coming week away, entered after visits were booked: they are there to be moved.
async fn insert_conference(
    connection: &mut MySqlConnection,
    chance: &mut Chance,
    now: DateTime<Utc>,
    house: &House,
    schedule: &DoctorSchedule,
) -> Outcome<()> {
    let today = house.zone.local(now).date();
    let first =
        today.iter_days().skip(3).find(|date| !schedule.windows(*date).is_empty()).unwrap_or(today + Duration::days(3));
    let wish = TimeOffWish {
        id: TimeOffId(chance.id(now)),
        starts_local: first.and_time(NaiveTime::MIN),
        ends_local: (first + Duration::days(2)).and_time(NaiveTime::MIN),
        kind: TimeOffKind::Leave,
        note: "Conference".into(),
    };
    let span = wish.span(house.zone)?;
    insert_time_off(connection, schedule.doctor_id, &wish, span).await
}
