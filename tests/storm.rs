//! A storm over the desk: 32 workstations over 20 doctors do everything a desk does, at random and at once, on each other's
//! visits too. Afterwards the calendar is sound, what was acknowledged is there exactly once, what was refused left
//! nothing, a screen that read again only what the change feed named shows the truth, and a workstation that searched all
//! along finds what one finds that begins now.
//!
//! `CLINIC_STORM_SECONDS` (5 unless told) says how long, `CLINIC_STORM_SEED` which one. Answers may be lost: now and then
//! a workstation sends what was acknowledged once more, and always what was not answered.

#[path = "storm/workstation.rs"]
mod workstation;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, patient};
use chrono::{DateTime, Utc};
use clinic_core::appointments;
use clinic_core::appointments::model::*;
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::error::{ClinicError, Refusal};
use clinic_core::feed::{FeedWatch, Poller};
use clinic_core::ids::*;
use clinic_core::waitlist;
use rand::SeedableRng;
use rand::rngs::SmallRng;
use tokio::task::JoinSet;
use workstation::{Field, Told, Workstation};

const WORKSTATIONS: u64 = 32;
const DOCTORS: usize = 20;
const PATIENTS: usize = 60;

/// A screen that shows every lane and reads one again only when the feed names it.
struct Screen {
    lanes: HashMap<u32, Lane>,
    poller: Poller,
}

/// The visits of one doctor: which, in which version, when.
type Lane = Vec<(AppointmentId, u32, chrono::NaiveDateTime)>;

impl Screen {
    async fn open(desk: &Desk, lanes: &[u32]) -> Self {
        let watch = FeedWatch {
            resource_ids: lanes.to_vec(),
            from_on: "2026-03-02".into(),
            to_on: "2026-03-06".into(),
            topics: vec![],
        };
        let mut poller = Poller::new(&watch).expect("a watch");
        poller.poll(&desk.world.clinic).await.expect("polls");
        let mut screen = Self { lanes: HashMap::new(), poller };
        for lane in lanes {
            screen.lanes.insert(*lane, read_lane(desk, *lane).await);
        }
        screen
    }

    /// One look at the feed; how many lanes it named.
    async fn follow(&mut self, desk: &Desk) -> usize {
        let changes = self.poller.poll(&desk.world.clinic).await.expect("polls");
        for lane in &changes.resource_ids {
            self.lanes.insert(*lane, read_lane(desk, *lane).await);
        }
        changes.resource_ids.len()
    }
}

async fn read_lane(desk: &Desk, lane: u32) -> Lane {
    let mut sql = desk.world.sql().await;
    sqlx::query_as(
        "select a.id, a.row_version, a.starts_at from appointments a join doctors d on d.id = a.doctor_id \
         where d.resource_id = ? and a.status not in ('cancelled', 'no_show') order by a.starts_at, a.id",
    )
    .bind(lane)
    .fetch_all(&mut sql)
    .await
    .expect("reads")
}

/// What is free of every doctor, and while each room is.
async fn what_is_free(clinic: &Clinic, field: &Field) -> Vec<Vec<SlotOffer>> {
    let five_minutes = |room_id, doctor| SlotSearch { minutes: Some(5), room_id, ..SlotSearch::of_doctor(doctor) };
    let of_doctors = field.doctors.iter().map(|doctor| five_minutes(None, *doctor));
    let of_rooms = field.rooms.iter().map(|room| five_minutes(Some(*room), field.doctors[4]));
    let mut free = Vec::new();
    for search in of_doctors.chain(of_rooms) {
        free.push(appointments::free_slots(clinic, &system(), search).await.expect("searches"));
    }
    free
}

async fn field(desk: &Desk) -> (Field, Vec<u32>) {
    let mut rooms = Vec::new();
    for name in ["Shared", "Theatre", "Laboratory"] {
        rooms.push(desk.world.room(desk.location, name).await.id);
    }
    let mut devices = Vec::new();
    for name in ["Ultrasound", "ECG"] {
        devices.push(desk.world.device(desk.location, name).await);
    }
    let (mut doctors, mut lanes) = (Vec::new(), Vec::new());
    for number in 0..DOCTORS {
        let doctor = desk.world.doctor(&format!("Dr {number}")).await;
        // Two share a room, two see groups, the others have neither.
        let (capacity, room) = match number {
            0 | 1 => (1, Some(rooms[0])),
            2 | 3 => (3, None),
            _ => (1, None),
        };
        for weekday in 1..=5 {
            desk.hours(doctor.id, Hours { weekday, from: "09:00", to: "15:00", capacity, room }).await;
        }
        doctors.push(doctor.id);
        lanes.push(doctor.resource_id);
    }
    let mut patients = Vec::new();
    for number in 0..PATIENTS {
        patients.push(patient(&desk.world, "Patient", &number.to_string()).await);
    }
    (Field { doctors, patients, location: desk.location, rooms, devices }, lanes)
}

/// The time of every third hold is over: nobody holds it longer or gives it back.
async fn two_minutes_go_by(desk: &Desk) -> u64 {
    // An offer is late with its hold. A deadlock with a workstation may end it: then it is tried again.
    for _ in 0..5 {
        let over = sqlx::query(
            "update slot_holds h left join waitlist_offers o on o.id = h.id and o.status = 'open' \
             set h.expires_at = utc_timestamp(6) - interval 1 second, o.expires_at = utc_timestamp(6) - interval 1 second \
             where h.expires_at > utc_timestamp(6) and h.created_at < utc_timestamp(6) - interval 200000 microsecond \
             and ord(right(h.id, 1)) % 3 = 0",
        )
        .execute(&mut desk.world.sql().await)
        .await;
        if let Ok(done) = over {
            return done.rows_affected();
        }
    }
    0
}

/// When the time of all holds is over, each of their places can be booked by anybody, and nothing of them is left once
/// somebody needed one.
async fn what_ended_is_free(desk: &Desk) {
    let mut sql = desk.world.sql().await;
    for table in ["slot_holds", "waitlist_offers"] {
        let over = format!("update {table} set expires_at = utc_timestamp(6) - interval 1 second");
        sqlx::query(sqlx::AssertSqlSafe(over)).execute(&mut sql).await.expect("their time is over");
    }
    sqlx::query("update waitlist_entries set status = 'removed' where status = 'waiting'")
        .execute(&mut sql)
        .await
        .expect("nobody waits");
    let held: Vec<(DoctorId, LocationId, DateTime<Utc>, i64)> = sqlx::query_as(
        "select doctor_id, location_id, starts_at, timestampdiff(minute, starts_at, ends_at) from slot_holds \
         where seat = 0 order by id",
    )
    .fetch_all(&mut sql)
    .await
    .expect("reads");
    let patient_id = patient(&desk.world, "Late", "Comer").await;
    let mut booked = false;
    for (doctor_id, location_id, at, minutes) in held {
        let request = BookingRequest {
            patient_id,
            doctor_id,
            location_id,
            starts: RequestedTime::Instant { at },
            minutes: i32::try_from(minutes).ok(),
            ..desk.wish("2026-03-02 09:00")
        };
        match appointments::book(&desk.world.clinic, &system(), request).await {
            Ok(_) => {
                booked = true;
                break;
            }
            // The form asked for another room than that of the hours, in which somebody else's visit is.
            Err(ClinicError::Refused { refusal: Refusal::RoomBusy { .. } }) => {}
            Err(error) => panic!("it is free: {error:?}"),
        }
    }
    assert!(booked, "the storm leaves a form open");
    waitlist::tend(&desk.world.clinic).await.expect("tends");
    let left: i64 = sqlx::query_scalar("select count(*) from appointment_cells where hold_id is not null")
        .fetch_one(&mut sql)
        .await
        .expect("counts");
    assert_eq!(left, 0, "no cell is kept for what has ended");
    let unsettled: i64 = sqlx::query_scalar(
        "select (select count(*) from openings where settled_at is null) \
         + (select count(*) from waitlist_offers where status = 'open')",
    )
    .fetch_one(&mut sql)
    .await
    .expect("counts");
    assert_eq!(unsettled, 0, "late offers are over, and nothing that became free is forgotten");
    desk.calendar_is_sound().await;
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().expect("a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_many_workstations_do_at_once_the_calendar_is_sound() {
    let (seconds, seed) = (setting("CLINIC_STORM_SECONDS", 5), setting("CLINIC_STORM_SEED", 1));
    let desk = Desk::open().await;
    let (field, lanes) = field(&desk).await;
    let (field, told) = (Arc::new(field), Arc::new(Mutex::new(Told::default())));
    let mut screen = Screen::open(&desk, &lanes).await;
    let over = Arc::new(AtomicBool::new(false));
    let mut running = JoinSet::new();
    for number in 0..WORKSTATIONS {
        let clock = Clock::fixed(crate::support::monday_at_eight());
        let clinic = Clinic::connect_with(&desk.world.address, clock, 1).await.expect("connects");
        let random = SmallRng::seed_from_u64(seed * 1_000 + number);
        let mut workstation = Workstation { clinic, field: field.clone(), told: told.clone(), random };
        let over = over.clone();
        running.spawn(async move {
            while !over.load(Ordering::Relaxed) {
                workstation.deed().await;
            }
        });
    }
    let (begun, mut named) = (Instant::now(), 0);
    let mut ended = 0;
    while begun.elapsed() < Duration::from_secs(seconds) {
        named += screen.follow(&desk).await;
        ended += two_minutes_go_by(&desk).await;
        what_is_free(&desk.world.clinic, &field).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    over.store(true, Ordering::Relaxed);
    running.join_all().await;
    named += screen.follow(&desk).await;

    desk.calendar_is_sound().await;
    for lane in lanes {
        assert_eq!(screen.lanes[&lane], read_lane(&desk, lane).await, "the screen of lane {lane} followed the feed");
    }
    let clock = Clock::fixed(crate::support::monday_at_eight());
    let newcomer = Clinic::connect_with(&desk.world.address, clock, 1).await.expect("connects");
    let free = what_is_free(&newcomer, &field).await;
    assert!(free.iter().any(|offers| !offers.is_empty()), "the storm leaves something free");
    assert_eq!(what_is_free(&desk.world.clinic, &field).await, free, "who searched all along finds what is free");
    let told = Arc::into_inner(told).expect("everyone is done").into_inner().expect("no panic");
    println!(
        "seed {seed}, {seconds} s: {:?}, {} refused, {named} lanes named, {ended} holds ended",
        told.deeds,
        told.refused.len()
    );
    let mut sql = desk.world.sql().await;
    let versions: Vec<(AppointmentId, u32)> =
        sqlx::query_as("select id, row_version from appointments").fetch_all(&mut sql).await.expect("reads");
    assert_eq!(versions.len(), told.changes.len(), "every visit there is was acknowledged, and the reverse");
    for (id, row_version) in versions {
        assert_eq!(row_version, 1 + told.changes[&id], "each acknowledged change of {id:?} is there exactly once");
    }
    // Of two that answer one offer the one may be refused and the other not.
    let refused: Vec<_> = told.refused.difference(&told.acknowledged).copied().collect();
    let acknowledged: Vec<_> = told.acknowledged.into_iter().collect();
    for (ids, there) in [(&acknowledged, acknowledged.len()), (&refused, 0)] {
        let mut found = 0;
        for some in ids.chunks(500) {
            let mut query = sqlx::QueryBuilder::new("select count(*) from audit_events where id in (");
            let mut list = query.separated(", ");
            some.iter().for_each(|id| {
                list.push_bind(id.as_bytes().to_vec());
            });
            query.push(")");
            found += query.build_query_scalar::<i64>().fetch_one(&mut sql).await.expect("counts");
        }
        assert_eq!(usize::try_from(found), Ok(there), "one audit event for each write, none for a refusal");
    }
    what_ended_is_free(&desk).await;
    assert!(told.deeds.len() == 16 && told.refused.len() > 20, "everything was done, and there were clashes");
}
