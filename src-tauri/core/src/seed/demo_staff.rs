//! The house and the people who work in the demo clinic: two locations with their rooms, four specialties, six doctors.

use chrono::{DateTime, Duration, Utc};
use sqlx::mysql::MySqlConnection;

use super::demo::DESK_ACCOUNTS;
use super::demo_people::years_ago;
use super::random::Chance;
use crate::civil::Zone;
use crate::doctors::model::Doctor;
use crate::error::Outcome;
use crate::ids::{DoctorId, LocationId, ResourceId, RoomId, SpecialtyId, UserId};
use crate::locations::model::{Location, OpeningHours};
use crate::money::Money;
use crate::{doctors, locations};

/// The house: two locations, each with a room for every doctor who works there.
pub(super) struct House {
    pub(super) zone: Zone,
    harbour: LocationId,
    northgate: LocationId,
    /// By location and number.
    rooms: Vec<(LocationId, RoomId)>,
}

impl House {
    pub(super) fn location(&self, place: Place) -> LocationId {
        match place {
            Place::Harbour => self.harbour,
            Place::Northgate => self.northgate,
        }
    }

    /// The room of the doctor of that number, never anybody else's.
    pub(super) fn room(&self, place: Place, doctor: usize) -> RoomId {
        let location = self.location(place);
        let mut rooms = self.rooms.iter().filter(|(at, _)| *at == location);
        rooms.nth(doctor).map(|(_, room)| *room).expect("each location has a room for each doctor")
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    Harbour,
    Northgate,
}

pub(super) async fn insert_house(
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
            what_to_bring: "Your insurance card, a list of what you take, and earlier results.".into(),
            time_zone: zone.name().into(),
            active: true,
            opening_hours: (1..=5).map(|weekday| doors(weekday, "07:30", "19:00")).collect(),
        };
        let id = house.location(place);
        locations::store::insert(connection, id, &location).await?;
        locations::store::replace_opening_hours(connection, id, &location.opening_hours).await?;
        for number in 1..=DOCTORS.len() {
            let room = RoomId(chance.id(now));
            let name = if number == DOCTORS.len() { "Treatment room".to_owned() } else { format!("Room {number}") };
            locations::store::insert_room(connection, room, id, &name, true).await?;
            house.rooms.push((id, room));
        }
    }
    Ok(house)
}

/// Weekdays (1 is Monday), place, from hour and minute, to hour and minute.
type WeekPart = (&'static [u8], Place, (u32, u32), (u32, u32));

pub(super) struct DemoDoctor {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) bio: &'static str,
    pub(super) specialties: &'static [usize],
    pub(super) fee: &'static str,
    pub(super) slot_minutes: u16,
    /// Days from now until the licence ends.
    pub(super) licence_days: i64,
    pub(super) years: i32,
    pub(super) week: &'static [WeekPart],
}

const SPECIALTIES: [&str; 4] = ["General practice", "Paediatrics", "Dermatology", "Cardiology"];

pub(super) const DOCTORS: [DemoDoctor; 6] = [
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
pub(super) const GROUP_DOCTOR: usize = 5;

/// The doctor who will be away although visits are booked.
pub(super) const AWAY_DOCTOR: usize = 2;

pub(super) async fn insert_doctors(
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
            licence_number: licence_number(number),
            licence_expires_on: Some(today + Duration::days(demo.licence_days)),
            practising_since: Some(years_ago(now, demo.years)),
            fee: Money::parse("fee", demo.fee, "USD")?,
            slot_minutes: demo.slot_minutes,
            specialty_ids: demo.specialties.iter().map(|place| specialties[*place]).collect(),
            new_specialties: Vec::new(),
            active: true,
        };
        let id = DoctorId(chance.id(now));
        let lane = doctors::store::insert(connection, id, &doctor).await?;
        staff.push((id, lane));
    }
    Ok(staff)
}

/// Of the doctor in that place.
pub(super) fn licence_number(place: usize) -> String {
    format!("DEMO-{:04}", 1_000 + place * 137)
}

/// The accounts of the doctors, in the doctors' order.
pub(super) fn doctors_accounts(accounts: &[UserId]) -> impl Iterator<Item = UserId> {
    std::iter::once(accounts[1]).chain(accounts[DESK_ACCOUNTS..].iter().copied())
}

pub(super) async fn link_accounts(
    connection: &mut MySqlConnection,
    accounts: &[UserId],
    staff: &[(DoctorId, ResourceId)],
) -> Outcome<()> {
    for ((doctor, _), account) in staff.iter().zip(doctors_accounts(accounts)) {
        sqlx::query("update doctors set user_id = ? where id = ?")
            .bind(account)
            .bind(doctor)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

fn doors(weekday: i32, from_time: &str, to_time: &str) -> OpeningHours {
    OpeningHours { weekday, from_time: from_time.into(), to_time: to_time.into() }
}
