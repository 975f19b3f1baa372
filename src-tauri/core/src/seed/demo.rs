//! The demo clinic: two locations, six doctors, three hundred patients and four weeks of visits, every status and edge
//! among them. It follows from a fixed seed, the hour it is made and the zone of its wall clock.
//!
//! *Today is alive whenever it is made.* Where a doctor's week has no hours around now — a Sunday, eleven at night — today
//! gets hours of its own (a date that differs, `Open day`) from four hours before now to four hours after, within the day.
//! So the waiting room has people in it, doctors have somebody with them, and there is a past and a future of today.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Timelike, Utc};
use serde_json::json;
use sqlx::QueryBuilder;
use sqlx::mysql::MySqlConnection;
use zeroize::Zeroizing;

use super::demo_people::{people, years_ago};
use super::demo_visits::{Demo, Guest, visits};
use super::random::Chance;
use crate::access::{Actor, Role};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::hours::{DatedRow, Slotting, Stretch, TimeOffWish, WeeklyRow};
use crate::availability::model::{HoursKind, TimeOffKind};
use crate::availability::schedule::{DatedRule, DoctorSchedule, Hours, WeeklyRule};
use crate::availability::store::{insert_dated, insert_time_off, insert_weekly};
use crate::bulk;
use crate::civil::Zone;
use crate::clinic::Clinic;
use crate::doctors::model::Doctor;
use crate::error::{ClinicError, Outcome};
use crate::ids::{
    DatedHoursId, DoctorId, LocationId, RequestId, ResourceId, RoomId, SpecialtyId, TimeOffId, UserId, WeeklyHoursId,
};
use crate::locations::model::Location;
use crate::money::Money;
use crate::setup::DemoAccount;
use crate::{doctors, locations, users};

/// The one password of every account of the demo. Public: nothing real is in there.
pub const PASSWORD: &str = "clinic-demo-2026";

/// The feed topic whose row says that a clinic is a demo.
const MARK: &str = "demo";

const PATIENTS: usize = 300;
const SEED: u64 = 0x00C1_141C;

/// The accounts of the demo clinic.
pub fn accounts() -> Vec<DemoAccount> {
    let account = |email: &str, name: &str, role| DemoAccount {
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        name: name.to_owned(),
        role,
    };
    let desk = [
        account("reception@demo.clinic", "Robin Castellanos", Role::Receptionist),
        account("doctor@demo.clinic", DOCTORS[0].name, Role::Doctor),
        account("admin@demo.clinic", "Ingrid Vasquez-Thorne", Role::Administrator),
    ];
    let doctors = DOCTORS[1..].iter().map(|doctor| account(doctor.email, doctor.name, Role::Doctor));
    desk.into_iter().chain(doctors).collect()
}

/// Whether this clinic is a demo.
///
/// # Errors
/// [`ClinicError::Offline`].
pub async fn is_demo(clinic: &Clinic) -> Outcome<bool> {
    let found: Option<i32> =
        sqlx::query_scalar("select 1 from topics where name = ?").bind(MARK).fetch_optional(clinic.read()).await?;
    Ok(found.is_some())
}

/// The zone of this computer's wall clock: a demo clinic stands where the computer does. UTC where the system does not say.
pub fn zone_of_this_computer() -> Zone {
    let name = iana_time_zone::get_timezone().unwrap_or_default();
    Zone::parse("time_zone", &name).unwrap_or(Zone::UTC)
}

/// Fills an empty clinic with the demo, in one transaction: all of it is there, or nothing. A clinic that is a demo already
/// stays as it is. `progress` hears percents.
///
/// # Errors
/// [`ClinicError::Inconsistent`] when somebody or something is in the clinic already.
pub async fn fill(clinic: &Clinic, zone: Zone, mut progress: impl FnMut(u8)) -> Outcome<()> {
    if is_demo(clinic).await? {
        return Ok(());
    }
    let rows: i64 = sqlx::query_scalar(
        "select (select count(*) from users) + (select count(*) from doctors) + (select count(*) from patients) \
         + (select count(*) from locations)",
    )
    .fetch_one(clinic.read())
    .await?;
    if rows > 0 {
        return Err(ClinicError::Inconsistent { detail: "the clinic is not empty: the demo needs one that is".into() });
    }
    progress(5);
    let hash = users::password::hash(clinic.password_cost, Zeroizing::new(PASSWORD.to_owned())).await?;
    progress(15);
    let mut chance = Chance::new(SEED);
    let now = clinic.now();
    let request = RequestId(chance.id(now));
    let mut write = clinic.write(&Actor::system("demo"), request).await?;
    let connection = write.connection();

    let accounts = insert_accounts(connection, &mut chance, now, &hash).await?;
    let house = insert_house(connection, &mut chance, now, zone).await?;
    let staff = insert_doctors(connection, &mut chance, now, &house).await?;
    link_accounts(connection, &accounts[DESK_ACCOUNTS..], &accounts[1], &staff).await?;
    progress(25);
    let schedules = insert_hours(connection, &mut chance, now, &house, &staff).await?;
    progress(30);
    let doctor_ids: Vec<DoctorId> = staff.iter().map(|(id, _)| *id).collect();
    let patients = people(&mut chance, PATIENTS, &doctor_ids, now);
    let lanes = bulk::insert_patients(connection, &patients).await?;
    progress(50);
    let guests: Vec<Guest> = patients
        .iter()
        .zip(lanes)
        .map(|(patient, lane)| Guest {
            lane: (patient.id, lane),
            usual: patient.usual_doctor_id,
            alive: patient.deceased_on.is_none(),
        })
        .collect();
    let demo = Demo { now, zone, schedules: &schedules, guests: &guests, desk: accounts[0] };
    let visits = visits(&demo, &mut chance);
    progress(55);
    bulk::insert_visits(connection, &visits).await?;
    progress(90);
    for topic in [MARK, "clinic", "availability", "patients", "users"] {
        write.touch_topic(topic);
    }
    let detail = json!({ "demo": true, "patients": patients.len(), "visits": visits.len() });
    write.commit(AuditEvent::about(AuditAction::Imported, "clinic", request.0).detail(detail)).await?;
    progress(100);
    Ok(())
}

/// The accounts that are not a doctor's alone: reception, the first doctor, the administrator.
const DESK_ACCOUNTS: usize = 3;

async fn insert_accounts(
    connection: &mut MySqlConnection,
    chance: &mut Chance,
    now: DateTime<Utc>,
    hash: &str,
) -> Outcome<Vec<UserId>> {
    let accounts: Vec<_> = accounts().into_iter().map(|account| (UserId(chance.id(now)), account)).collect();
    let mut query = QueryBuilder::new("insert into users (id, email, name, role, password_hash) ");
    query.push_values(&accounts, |mut row, (id, account)| {
        row.push_bind(*id)
            .push_bind(&account.email)
            .push_bind(&account.name)
            .push_bind(account.role.word())
            .push_bind(hash);
    });
    query.build().execute(connection).await?;
    Ok(accounts.into_iter().map(|(id, _)| id).collect())
}

/// The house: two locations, each with a room for every doctor who works there.
struct House {
    zone: Zone,
    harbour: LocationId,
    northgate: LocationId,
    /// By location and number.
    rooms: Vec<(LocationId, RoomId)>,
}

impl House {
    fn location(&self, place: Place) -> LocationId {
        match place {
            Place::Harbour => self.harbour,
            Place::Northgate => self.northgate,
        }
    }

    /// The room of the doctor of that number, never anybody else's.
    fn room(&self, place: Place, doctor: usize) -> RoomId {
        let location = self.location(place);
        let mut rooms = self.rooms.iter().filter(|(at, _)| *at == location);
        rooms.nth(doctor).map(|(_, room)| *room).expect("each location has a room for each doctor")
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Harbour,
    Northgate,
}

async fn insert_house(
    connection: &mut MySqlConnection,
    chance: &mut Chance,
    now: DateTime<Utc>,
    zone: Zone,
) -> Outcome<House> {
    let mut house =
        House { zone, harbour: LocationId(chance.id(now)), northgate: LocationId(chance.id(now)), rooms: Vec::new() };
    for (place, name, address, phone) in [
        (Place::Harbour, "Harbour Street Clinic", "12 Harbour Street", "555 0100"),
        (Place::Northgate, "Northgate Surgery", "3 Northgate\nfirst floor", "555 0150"),
    ] {
        let location = Location {
            name: name.into(),
            address: address.into(),
            phone: phone.into(),
            time_zone: zone.name().into(),
            active: true,
        };
        let id = house.location(place);
        locations::store::insert(connection, id, &location).await?;
        for number in 1..=DOCTORS.len() {
            let room = RoomId(chance.id(now));
            let name = if number == DOCTORS.len() { "Treatment room".to_owned() } else { format!("Room {number}") };
            locations::store::insert_room(connection, room, id, &name, true).await?;
            house.rooms.push((id, room));
        }
    }
    Ok(house)
}

struct DemoDoctor {
    name: &'static str,
    email: &'static str,
    bio: &'static str,
    specialties: &'static [usize],
    fee: &'static str,
    slot_minutes: u16,
    /// Days from now until the licence ends.
    licence_days: i64,
    years: i32,
    /// Weekdays (1 is Monday), place, from hour and minute, to hour and minute.
    week: &'static [(&'static [u8], Place, (u32, u32), (u32, u32))],
}

const SPECIALTIES: [&str; 4] = ["General practice", "Paediatrics", "Dermatology", "Cardiology"];

const DOCTORS: [DemoDoctor; 6] = [
    DemoDoctor {
        name: "Dr Amara Osei-Lindqvist",
        email: "doctor@demo.clinic",
        bio: "Speaks English, Twi and Swedish.",
        specialties: &[0],
        fee: "80.00",
        slot_minutes: 20,
        licence_days: 900,
        years: 14,
        week: &[
            (&[1, 2, 3, 4, 5], Place::Harbour, (8, 0), (12, 20)),
            (&[1, 2, 4], Place::Harbour, (13, 20), (17, 20)),
            (&[3], Place::Northgate, (13, 20), (17, 20)),
        ],
    },
    DemoDoctor {
        name: "Dr Tomás Ferreira",
        email: "ferreira@demo.clinic",
        bio: "Children and their parents.",
        specialties: &[0, 1],
        fee: "75.00",
        slot_minutes: 15,
        licence_days: 400,
        years: 6,
        week: &[
            (&[1, 2, 3, 4, 5], Place::Harbour, (8, 30), (12, 30)),
            (&[1, 3, 5], Place::Harbour, (13, 30), (16, 30)),
            (&[6], Place::Harbour, (9, 0), (12, 0)),
        ],
    },
    DemoDoctor {
        name: "Dr Yuki Hashimoto",
        email: "hashimoto@demo.clinic",
        bio: "",
        specialties: &[2],
        fee: "110.00",
        slot_minutes: 30,
        licence_days: 1500,
        years: 11,
        week: &[(&[1, 2, 4, 5], Place::Harbour, (9, 0), (13, 0)), (&[1, 2, 4, 5], Place::Harbour, (14, 0), (18, 0))],
    },
    DemoDoctor {
        name: "Dr Maximiliane Freifrau von Hohenberg-Wittgenau zu Altenkirchen",
        email: "hohenberg@demo.clinic",
        bio: "Sees new patients only with a letter of referral.",
        specialties: &[3],
        fee: "160.00",
        slot_minutes: 45,
        licence_days: 700,
        years: 27,
        week: &[(&[1, 3, 5], Place::Harbour, (8, 0), (12, 30)), (&[2, 4], Place::Northgate, (13, 0), (17, 30))],
    },
    DemoDoctor {
        name: "Dr Levon Petrosyan",
        email: "petrosyan@demo.clinic",
        bio: "",
        specialties: &[0, 3],
        fee: "95.00",
        slot_minutes: 25,
        licence_days: -12,
        years: 35,
        week: &[(&[1, 2, 3, 4, 5], Place::Northgate, (9, 0), (13, 10)), (&[2, 4], Place::Northgate, (14, 0), (17, 20))],
    },
    DemoDoctor {
        name: "Dr Noor al-Rashidi",
        email: "rashidi@demo.clinic",
        bio: "Leads the breathing group for children with asthma.",
        specialties: &[1],
        fee: "70.00",
        slot_minutes: 20,
        licence_days: 60,
        years: 3,
        week: &[(&[1, 2, 3, 4, 5], Place::Northgate, (8, 0), (12, 0)), (&[1, 3], Place::Harbour, (13, 0), (15, 0))],
    },
];

/// The doctor of the group: Thursday afternoon, six children for an hour.
const GROUP_DOCTOR: usize = 5;

/// The doctor who will be away although visits are booked.
const AWAY_DOCTOR: usize = 2;

async fn insert_doctors(
    connection: &mut MySqlConnection,
    chance: &mut Chance,
    now: DateTime<Utc>,
    house: &House,
) -> Outcome<Vec<(DoctorId, ResourceId)>> {
    let specialties: Vec<SpecialtyId> = SPECIALTIES.iter().map(|_| SpecialtyId(chance.id(now))).collect();
    for (id, name) in specialties.iter().zip(SPECIALTIES) {
        doctors::store::insert_specialty(connection, *id, name).await?;
    }
    let today = house.zone.local(now).date();
    let mut staff = Vec::new();
    for (number, demo) in DOCTORS.iter().enumerate() {
        let doctor = Doctor {
            name: demo.name.into(),
            email: Some(demo.email.into()),
            phone: format!("555 01{:02}", number + 1),
            bio: demo.bio.into(),
            licence_number: format!("DEMO-{:04}", 1_000 + number * 137),
            licence_expires_on: Some(today + Duration::days(demo.licence_days)),
            practising_since: Some(years_ago(now, demo.years)),
            fee: Money::parse("fee", demo.fee, "USD")?,
            slot_minutes: demo.slot_minutes,
            specialty_ids: demo.specialties.iter().map(|place| specialties[*place]).collect(),
            active: true,
        };
        let id = DoctorId(chance.id(now));
        let lane = doctors::store::insert(connection, id, &doctor).await?;
        staff.push((id, lane));
    }
    Ok(staff)
}

async fn link_accounts(
    connection: &mut MySqlConnection,
    further: &[UserId],
    first: &UserId,
    staff: &[(DoctorId, ResourceId)],
) -> Outcome<()> {
    for ((doctor, _), account) in staff.iter().zip(std::iter::once(first).chain(further)) {
        sqlx::query("update doctors set user_id = ? where id = ?")
            .bind(account)
            .bind(doctor)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

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

async fn insert_hours(
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
