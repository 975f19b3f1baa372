//! The race for a slot: many clients, each with a connection of its own, book the same time at the same instant. Made on
//! a scratch database that is dropped afterwards, so that it can be run against any server one may make databases on.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveTime, Utc};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::access::Actor;
use crate::appointments::holds::model::HoldRequest;
use crate::appointments::model::{BookingRequest, RequestedTime};
use crate::clinic::Clinic;
use crate::clock::Clock;
use crate::error::{ClinicError, Outcome, Refusal};
use crate::ids::{AppointmentId, DeviceId, DoctorId, LocationId, PatientId, RequestId, RoomId, WaitlistEntryId};
use crate::invariants::{self, Finding};
use crate::server_address::ServerAddress;
use crate::waitlist;
use crate::waitlist::model::{AcceptOffer, AddToWaitlist, OfferTime, WaitlistWish, WaitsFor};

/// What the clients fight for in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// One doctor, many patients.
    Doctor,
    /// One patient, many doctors.
    Patient,
    /// One room, many doctors and patients.
    Room,
    /// One doctor, many patients, at starts and lengths that overlap without being the same.
    OddTimes,
    /// One slot for three patients of a doctor who sees groups.
    Group,
    /// One device, many doctors and patients.
    Device,
    /// One doctor, many patients: every second client has the time held first and books it then, the others book.
    Hold,
    /// One doctor, many patients: the time is offered to the first, who accepts while the others book it.
    Offer,
}

impl Clash {
    /// Every kind, in the order the rounds take them.
    pub const ALL: [Self; 8] =
        [Self::Doctor, Self::Patient, Self::Room, Self::OddTimes, Self::Group, Self::Device, Self::Hold, Self::Offer];
}

/// Places of a group slot in the race.
const GROUP: usize = 3;

/// How a race went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RaceReport {
    /// Bookings tried.
    pub attempts: usize,
    /// Rounds for a place of one.
    pub single_rounds: usize,
    /// Rounds for the places of a group.
    pub group_rounds: usize,
    /// Bookings that there was a place for.
    pub places: usize,
    /// Bookings acknowledged.
    pub booked: usize,
    /// Bookings refused because the time was taken.
    pub refused: usize,
    /// Anything else, by its error.
    pub failed: Vec<String>,
    /// Rounds that did not have exactly their number of winners.
    pub wrong_rounds: Vec<String>,
    /// The rules of the calendar, with what breaks them.
    pub findings: Vec<Finding>,
}

impl RaceReport {
    /// Whether every round had its winners, nothing failed and no rule is broken.
    pub fn is_clean(&self) -> bool {
        self.failed.is_empty()
            && self.wrong_rounds.is_empty()
            && self.findings.iter().all(|finding| finding.broken == 0)
    }

    /// Overlapping pairs for doctor, room, device and patient together.
    pub fn overlaps(&self) -> i64 {
        self.findings.iter().take(4).map(|finding| finding.broken).sum()
    }
}

/// Runs `rounds` rounds of `clients` clients on a scratch database of the server at `address`.
///
/// # Errors
/// [`ClinicError::Offline`] when the server is away or the account may not make databases.
pub async fn race(address: &ServerAddress, clients: usize, rounds: usize) -> Outcome<RaceReport> {
    let database = format!("clinic_race_{}", crate::ids::fresh().simple());
    let server = ServerAddress { database: String::new(), ..address.clone() };
    let mut owner = server.connect_once().await?;
    let make = format!("create database {database} default character set utf8mb4 collate utf8mb4_unicode_520_ci");
    sqlx::query(sqlx::AssertSqlSafe(make)).execute(&mut owner).await?;
    let ran = run(&ServerAddress { database: database.clone(), ..address.clone() }, clients, rounds).await;
    let mut owner = server.connect_once().await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("drop database {database}"))).execute(&mut owner).await?;
    ran
}

async fn run(address: &ServerAddress, clients: usize, rounds: usize) -> Outcome<RaceReport> {
    let now = DateTime::from_timestamp(1_772_409_600, 0).unwrap_or_default();
    let clinic = Clinic::connect_with(address, Clock::fixed(now), 4).await?;
    clinic.migrate_up().await?;
    let field = Arc::new(Field::make(&clinic, clients).await?);
    let workstations: Vec<Clinic> = {
        let mut made = Vec::new();
        for _ in 0..clients {
            made.push(Clinic::connect_with(address, Clock::fixed(now), 1).await?);
        }
        made
    };
    let mut report = RaceReport::default();
    for round in 0..rounds {
        let clash = Clash::ALL[round % Clash::ALL.len()];
        let offered = match clash {
            Clash::Offer => Some(offer(&clinic, field.request(clash, round, 0, now)).await?),
            _ => None,
        };
        let barrier = Arc::new(Barrier::new(clients));
        let mut running = JoinSet::new();
        for (client, workstation) in workstations.iter().enumerate() {
            let (workstation, barrier, field) = (workstation.clone(), barrier.clone(), field.clone());
            running.spawn(async move {
                let request = field.request(clash, round, client, now);
                barrier.wait().await;
                let actor = Actor::system("race");
                match offered.filter(|_| client == 0) {
                    Some(appointment_id) => {
                        waitlist::accept(&workstation, &actor, AcceptOffer { appointment_id }).await
                    }
                    None if clash == Clash::Hold && client % 2 == 0 => {
                        let hold = HoldRequest { request_id: RequestId::fresh(), booking: request.clone() };
                        crate::appointments::hold(&workstation, &actor, hold).await?;
                        crate::appointments::book(&workstation, &actor, request).await
                    }
                    None => crate::appointments::book(&workstation, &actor, request).await,
                }
            });
        }
        let mut winners = 0;
        while let Some(ended) = running.join_next().await {
            report.attempts += 1;
            match ended {
                Ok(Ok(_)) => winners += 1,
                Ok(Err(ClinicError::Refused {
                    refusal:
                        Refusal::DoctorBusy { .. }
                        | Refusal::RoomBusy { .. }
                        | Refusal::DeviceBusy { .. }
                        | Refusal::PatientBusy { .. }
                        | Refusal::SlotHeld { .. },
                })) => report.refused += 1,
                Ok(Err(error)) => report.failed.push(error.to_string()),
                Err(error) => report.failed.push(error.to_string()),
            }
        }
        report.booked += winners;
        let expected = if clash == Clash::Group { GROUP.min(clients) } else { 1 };
        report.places += expected;
        *(if clash == Clash::Group { &mut report.group_rounds } else { &mut report.single_rounds }) += 1;
        if winners != expected {
            report.wrong_rounds.push(format!("round {round} ({clash:?}): {winners} winners"));
        }
    }
    report.findings = invariants::check(&clinic).await?;
    for workstation in workstations {
        workstation.close().await;
    }
    clinic.close().await;
    Ok(report)
}

/// Offers a time to whom it would be booked for, who waits for it.
async fn offer(clinic: &Clinic, wanted: BookingRequest) -> Outcome<AppointmentId> {
    let actor = Actor::system("race");
    let wish = WaitlistWish {
        visit_kind: wanted.visit_kind,
        minutes: wanted.minutes,
        priority: wanted.priority,
        ..WaitlistWish::of(WaitsFor::Doctor { doctor_id: wanted.doctor_id })
    };
    let request = AddToWaitlist { id: WaitlistEntryId::fresh(), patient_id: wanted.patient_id, wish };
    let entry_id = waitlist::add(clinic, &actor, request).await?.id;
    let RequestedTime::Instant { at: starts_at } = wanted.starts else { return Ok(wanted.appointment_id) };
    let time = OfferTime {
        request_id: RequestId::fresh(),
        appointment_id: wanted.appointment_id,
        entry_id,
        doctor_id: wanted.doctor_id,
        location_id: wanted.location_id,
        starts_at,
        minutes: wanted.minutes.unwrap_or_default(),
    };
    waitlist::offer(clinic, &actor, time).await?;
    Ok(wanted.appointment_id)
}

/// The clinic that is raced in: one place, open day and night in UTC; a doctor to fight for, a doctor for groups, one
/// doctor for each client, and one with the shared room for each client; a patient for each client.
struct Field {
    location: LocationId,
    patients: Vec<PatientId>,
    own_doctors: Vec<DoctorId>,
    room_doctors: Vec<DoctorId>,
    device: DeviceId,
    wanted: DoctorId,
    group: DoctorId,
}

impl Field {
    async fn make(clinic: &Clinic, clients: usize) -> Outcome<Self> {
        let pool = clinic.read();
        let location = LocationId::fresh();
        sqlx::query("insert into locations (id, name, time_zone) values (?, 'Race', 'UTC')")
            .bind(location)
            .execute(pool)
            .await?;
        let room = RoomId::fresh();
        let lane = lane(clinic, "room").await?;
        sqlx::query("insert into rooms (id, location_id, resource_id, name) values (?, ?, ?, 'Shared')")
            .bind(room)
            .bind(location)
            .bind(lane)
            .execute(pool)
            .await?;
        let device = DeviceId::fresh();
        sqlx::query("insert into devices (id, location_id, resource_id, name) values (?, ?, ?, 'Shared')")
            .bind(device)
            .bind(location)
            .bind(self::lane(clinic, "device").await?)
            .execute(pool)
            .await?;
        let mut patients = Vec::new();
        for client in 0..clients {
            let id = PatientId::fresh();
            sqlx::query(
                "insert into patients (id, resource_id, reference, family_name, given_name, birth_date, gender) \
                 values (?, ?, ?, 'Racer', ?, '1980-01-01', 'unknown')",
            )
            .bind(id)
            .bind(self::lane(clinic, "patient").await?)
            .bind(format!("R-{client}"))
            .bind(client.to_string())
            .execute(pool)
            .await?;
            patients.push(id);
        }
        let (mut own_doctors, mut room_doctors) = (Vec::new(), Vec::new());
        for client in 0..clients {
            own_doctors.push(doctor(clinic, &format!("own {client}"), location, None, 1).await?);
            room_doctors.push(doctor(clinic, &format!("room {client}"), location, Some(room), 1).await?);
        }
        let wanted = doctor(clinic, "wanted", location, None, 1).await?;
        let group = doctor(clinic, "group", location, None, GROUP).await?;
        Ok(Self { location, patients, own_doctors, room_doctors, device, wanted, group })
    }

    fn request(&self, clash: Clash, round: usize, client: usize, now: DateTime<Utc>) -> BookingRequest {
        let (doctor_id, patient_id) = match clash {
            Clash::Doctor | Clash::OddTimes | Clash::Hold | Clash::Offer => (self.wanted, self.patients[client]),
            Clash::Device => (self.own_doctors[client], self.patients[client]),
            Clash::Patient => (self.own_doctors[client], self.patients[0]),
            Clash::Room => (self.room_doctors[client], self.patients[client]),
            Clash::Group => (self.group, self.patients[client]),
        };
        // Rounds are an hour apart. Odd times all cover the half hour.
        let hour = now + Duration::hours(i64::try_from(round).unwrap_or(0) + 1);
        let shift = i64::try_from(client).unwrap_or(0) % 6;
        let (start, minutes) = match clash {
            Clash::OddTimes => (hour + Duration::minutes(shift * 5), 55 - i32::try_from(shift).unwrap_or(0) * 4),
            _ => (hour, 20),
        };
        BookingRequest {
            minutes: Some(minutes),
            device_ids: if clash == Clash::Device { vec![self.device] } else { vec![] },
            ..BookingRequest::ordinary(
                AppointmentId::fresh(),
                patient_id,
                doctor_id,
                self.location,
                RequestedTime::Instant { at: start },
            )
        }
    }
}

async fn lane(clinic: &Clinic, kind: &str) -> Outcome<u32> {
    let made = sqlx::query("insert into resources (kind) values (?)").bind(kind).execute(clinic.read()).await?;
    Ok(u32::try_from(made.last_insert_id()).unwrap_or(0))
}

async fn doctor(
    clinic: &Clinic,
    name: &str,
    location: LocationId,
    room: Option<RoomId>,
    capacity: usize,
) -> Outcome<DoctorId> {
    let (id, lane) = (DoctorId::fresh(), lane(clinic, "doctor").await?);
    sqlx::query("insert into doctors (id, resource_id, name, licence_number, slot_minutes) values (?, ?, ?, ?, 20)")
        .bind(id)
        .bind(lane)
        .bind(name)
        .bind(format!("RACE-{lane}"))
        .execute(clinic.read())
        .await?;
    for weekday in 1..=7 {
        sqlx::query(
            "insert into weekly_hours (id, doctor_id, location_id, room_id, weekday, from_time, to_time, capacity, valid_from) \
             values (?, ?, ?, ?, ?, ?, ?, ?, '2020-01-01')",
        )
        .bind(crate::ids::WeeklyHoursId::fresh())
        .bind(id)
        .bind(location)
        .bind(room)
        .bind(weekday)
        .bind(NaiveTime::MIN)
        .bind(NaiveTime::from_hms_opt(23, 59, 0))
        .bind(u8::try_from(capacity).unwrap_or(1))
        .execute(clinic.read())
        .await?;
    }
    Ok(id)
}
