//! A storm over the desk: 32 workstations over 20 doctors do everything a desk does, at random and at once, on each other's
//! visits too. Afterwards the calendar is sound, what was acknowledged is there exactly once, what was refused left
//! nothing, and a screen that read again only what the change feed named shows the truth.
//!
//! `CLINIC_STORM_SECONDS` (5 unless told) says how long, `CLINIC_STORM_SEED` which one. Answers may be lost: now and then
//! a workstation sends what was acknowledged once more, and always what was not answered.

mod support;

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clinic_core::appointments;
use clinic_core::appointments::model::*;
use clinic_core::appointments::series::model::*;
use clinic_core::appointments::together::model::*;
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::error::{ClinicError, Outcome};
use clinic_core::feed::{FeedWatch, Poller};
use clinic_core::ids::*;
use clinic_core::locations;
use clinic_core::locations::model::SaveDevice;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use support::builders::system;
use support::desk::{Desk, Hours, patient};
use tokio::task::JoinSet;

const WORKSTATIONS: u64 = 32;
const DOCTORS: usize = 20;
const PATIENTS: usize = 60;

/// Whom and what the storm blows over.
struct Field {
    doctors: Vec<DoctorId>,
    patients: Vec<PatientId>,
    location: LocationId,
    rooms: Vec<RoomId>,
    devices: Vec<DeviceId>,
}

/// What every workstation of the storm was told.
#[derive(Default)]
struct Told {
    /// The last view of each visit that anyone saw.
    seen: BTreeMap<AppointmentId, AppointmentView>,
    /// How often each visit was changed since it was booked, by the acknowledgements.
    changes: HashMap<AppointmentId, u32>,
    /// The visits of each acknowledged write of several.
    together: Vec<(RequestId, Vec<AppointmentId>)>,
    /// The ids of the acknowledged writes, and of the refused.
    acknowledged: Vec<uuid::Uuid>,
    refused: Vec<uuid::Uuid>,
    /// How often each deed was acknowledged.
    deeds: BTreeMap<&'static str, usize>,
}

/// One workstation.
struct Workstation {
    clinic: Clinic,
    field: Arc<Field>,
    told: Arc<Mutex<Told>>,
    random: SmallRng,
}

impl Workstation {
    fn one_of<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        (!list.is_empty()).then(|| list[self.random.random_range(0..list.len())].clone())
    }

    fn time(&mut self) -> RequestedTime {
        let (day, five) = (self.random.random_range(0..3), self.random.random_range(0..60));
        let at = support::monday_at_eight() + chrono::Duration::minutes(24 * 60 * day + 60 + 5 * five);
        RequestedTime::Instant { at }
    }

    fn doctor(&mut self) -> DoctorId {
        let doctors = self.field.doctors.clone();
        self.one_of(&doctors).expect("there are doctors")
    }

    /// A visit as it was last seen, which may be out of date by now.
    fn visit(&mut self, live: bool) -> Option<AppointmentView> {
        let seen: Vec<AppointmentView> = {
            let told = self.told.lock().expect("no panic");
            told.seen.values().filter(|visit| visit.status.is_live() == live).cloned().collect()
        };
        self.one_of(&seen)
    }

    /// One deed at random.
    async fn deed(&mut self) {
        match self.random.random_range(0..20) {
            0..=6 => self.book().await,
            7 => self.series().await,
            8..=11 => self.reschedule().await,
            12..=13 => self.cancel().await,
            14..=15 => self.step().await,
            16 => self.move_together().await,
            17 => self.swap().await,
            18 => self.cancel_together().await,
            _ => self.take_back().await,
        }
    }

    async fn book(&mut self) {
        let (rooms, devices, patients) =
            (self.field.rooms.clone(), self.field.devices.clone(), self.field.patients.clone());
        let on_top = self.random.random_bool(0.1);
        let request = BookingRequest {
            appointment_id: AppointmentId::fresh(),
            patient_id: self.one_of(&patients).expect("there are patients"),
            doctor_id: self.doctor(),
            location_id: self.field.location,
            visit_kind: VisitKind::InPerson,
            starts: self.time(),
            minutes: self.one_of(&[Some(5), Some(15), Some(20), Some(40), None]).flatten(),
            reason: "storm".into(),
            symptoms: String::new(),
            priority: if on_top { Priority::Urgent } else { Priority::Regular },
            override_reason: None,
            overbook_reason: on_top.then(|| "cannot wait".into()),
            room_id: if self.random.random_bool(0.3) { self.one_of(&rooms) } else { None },
            device_ids: if self.random.random_bool(0.3) { self.one_of(&devices).into_iter().collect() } else { vec![] },
        };
        let (clinic, id) = (self.clinic.clone(), request.appointment_id.0);
        self.send("book", id, None, || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { Ok(vec![appointments::book(&clinic, &system(), request).await?]) }
        })
        .await;
    }

    async fn series(&mut self) {
        let patients = self.field.patients.clone();
        let minutes = 60 + 20 * self.random.random_range(0..15);
        let request = SeriesRequest {
            series_id: SeriesId::fresh(),
            patient_id: self.one_of(&patients).expect("there are patients"),
            doctor_id: self.doctor(),
            location_id: self.field.location,
            visit_kind: VisitKind::InPerson,
            starts_local: (support::monday_at_eight() + chrono::Duration::minutes(minutes)).naive_utc(),
            minutes: Some(20),
            reason: "storm".into(),
            priority: Priority::Regular,
            override_reason: None,
            pattern: SeriesPattern {
                frequency: Frequency::Daily,
                interval: 1,
                weekdays: vec![],
                month_day: None,
                end: SeriesEnd::After { count: 3 },
                except_on: vec![],
            },
            elsewhere: vec![],
        };
        let (clinic, id) = (self.clinic.clone(), request.series_id.0);
        self.send("series", id, None, || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { Ok(appointments::book_series(&clinic, &system(), request).await?.visits) }
        })
        .await;
    }

    /// Another time and doctor, or the same place with another length.
    async fn reschedule(&mut self) {
        let Some(visit) = self.visit(true) else { return };
        let resize = self.random.random_bool(0.3);
        let request = RescheduleRequest {
            request_id: RequestId::fresh(),
            appointment_id: visit.id,
            row_version: visit.row_version,
            doctor_id: if resize { None } else { Some(self.doctor()) },
            location_id: None,
            starts: if resize { RequestedTime::Instant { at: visit.starts_at } } else { self.time() },
            minutes: if resize { self.one_of(&[Some(5), Some(25), Some(60)]).flatten() } else { None },
            override_reason: None,
            overbook_reason: None,
        };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send(if resize { "resize" } else { "move" }, id, Some(vec![visit.id]), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { Ok(vec![appointments::reschedule(&clinic, &system(), request).await?]) }
        })
        .await;
    }

    async fn cancel(&mut self) {
        let Some(VisitSeen { appointment_id, row_version }) = self.visit(true).map(seen) else { return };
        let request =
            CancelRequest { request_id: RequestId::fresh(), appointment_id, row_version, reason: "storm".into() };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send("cancel", id, Some(vec![appointment_id]), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { Ok(vec![appointments::cancel(&clinic, &system(), request).await?]) }
        })
        .await;
    }

    /// The patient calls, or what was cancelled is taken back.
    async fn step(&mut self) {
        let live = self.random.random_bool(0.5);
        let Some(VisitSeen { appointment_id, row_version }) = self.visit(live).map(seen) else { return };
        let step = if live { Step::Confirm } else { Step::TakeBack };
        let request = StepRequest { request_id: RequestId::fresh(), appointment_id, row_version, step };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send(if live { "confirm" } else { "take back" }, id, Some(vec![appointment_id]), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { Ok(vec![appointments::step(&clinic, &system(), request).await?]) }
        })
        .await;
    }

    async fn move_together(&mut self) {
        let doctor = self.doctor();
        let mut visits: Vec<VisitMove> = Vec::new();
        for _ in 0..self.random.random_range(2..5) {
            let Some(visit) = self.visit(true) else { return };
            if visits.iter().any(|other| other.appointment_id == visit.id) {
                continue;
            }
            visits.push(VisitMove {
                appointment_id: visit.id,
                row_version: visit.row_version,
                doctor_id: Some(doctor),
                location_id: None,
                starts: self.time(),
                minutes: None,
                override_reason: None,
            });
        }
        let ids = visits.iter().map(|visit| visit.appointment_id).collect();
        let request = MoveTogether { request_id: RequestId::fresh(), visits, series_id: None };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send("move together", id, Some(ids), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { appointments::move_together(&clinic, &system(), request).await }
        })
        .await;
    }

    async fn swap(&mut self) {
        let (Some(one), Some(other)) = (self.visit(true).map(seen), self.visit(true).map(seen)) else { return };
        let request = SwapVisits { request_id: RequestId::fresh(), one, other };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send("swap", id, Some(vec![one.appointment_id, other.appointment_id]), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { appointments::swap(&clinic, &system(), request).await }
        })
        .await;
    }

    async fn cancel_together(&mut self) {
        let (Some(one), Some(other)) = (self.visit(true).map(seen), self.visit(true).map(seen)) else { return };
        let visits = vec![one, other];
        let request =
            CancelTogether { request_id: RequestId::fresh(), visits, reason: "storm".into(), series_id: None };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send("cancel together", id, Some(vec![one.appointment_id, other.appointment_id]), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { appointments::cancel_together(&clinic, &system(), request).await }
        })
        .await;
    }

    async fn take_back(&mut self) {
        let together = {
            let told = self.told.lock().expect("no panic");
            told.together[told.together.len().saturating_sub(20)..].to_vec()
        };
        let Some((of, ids)) = self.one_of(&together) else { return };
        let request = TakeBack { request_id: RequestId::fresh(), of };
        let clinic = self.clinic.clone();
        self.send("take back together", request.request_id.0, Some(ids), || {
            let clinic = clinic.clone();
            async move { appointments::take_back(&clinic, &system(), request).await }
        })
        .await;
    }

    /// Sends a write until it is answered, now and then once more, and notes what was told. `changed` are the visits that
    /// it changes; `None` for those that it books.
    async fn send<Fut>(
        &mut self,
        deed: &'static str,
        id: uuid::Uuid,
        changed: Option<Vec<AppointmentId>>,
        write: impl Fn() -> Fut,
    ) where
        Fut: Future<Output = Outcome<Vec<AppointmentView>>>,
    {
        let mut answer = write().await;
        let mut unanswered = 0;
        while matches!(answer, Err(ClinicError::Offline { .. })) {
            unanswered += 1;
            assert!(unanswered < 50, "{deed}: {answer:?}");
            answer = write().await;
        }
        if answer.is_ok() && self.random.random_bool(0.05) {
            answer = write().await;
            assert!(answer.is_ok(), "{deed} was acknowledged, then sent once more: {answer:?}");
        }
        let mut told = self.told.lock().expect("no panic");
        match answer {
            Ok(views) => {
                *told.deeds.entry(deed).or_default() += 1;
                told.acknowledged.push(id);
                match changed {
                    Some(ids) => {
                        for id in &ids {
                            *told.changes.entry(*id).or_default() += 1;
                        }
                        if ids.len() > 1 {
                            told.together.push((RequestId(id), ids));
                        }
                    }
                    None => views.iter().for_each(|view| {
                        told.changes.entry(view.id).or_default();
                    }),
                }
                for view in views {
                    let known = told.seen.get(&view.id).map_or(0, |known| known.row_version);
                    if view.row_version > known {
                        told.seen.insert(view.id, view);
                    }
                }
            }
            Err(
                ClinicError::Refused { .. }
                | ClinicError::Stale { .. }
                | ClinicError::Invalid { .. }
                | ClinicError::NotFound { .. },
            ) => told.refused.push(id),
            Err(other) => panic!("{deed}: {other:?}"),
        }
    }
}

fn seen(visit: AppointmentView) -> VisitSeen {
    VisitSeen { appointment_id: visit.id, row_version: visit.row_version }
}

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

async fn field(desk: &Desk) -> (Field, Vec<u32>) {
    let mut rooms = Vec::new();
    for name in ["Shared", "Theatre", "Laboratory"] {
        rooms.push(desk.world.room(desk.location, name).await.id);
    }
    let mut devices = Vec::new();
    for name in ["Ultrasound", "ECG"] {
        let request = SaveDevice {
            request_id: RequestId::fresh(),
            id: DeviceId::fresh(),
            row_version: None,
            location_id: desk.location,
            name: name.into(),
            active: true,
        };
        devices.push(locations::save_device(&desk.world.clinic, &system(), request).await.expect("a device").id);
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
        let clock = Clock::fixed(support::monday_at_eight());
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
    while begun.elapsed() < Duration::from_secs(seconds) {
        named += screen.follow(&desk).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    over.store(true, Ordering::Relaxed);
    running.join_all().await;
    named += screen.follow(&desk).await;

    desk.calendar_is_sound().await;
    for lane in lanes {
        assert_eq!(screen.lanes[&lane], read_lane(&desk, lane).await, "the screen of lane {lane} followed the feed");
    }
    let told = Arc::into_inner(told).expect("everyone is done").into_inner().expect("no panic");
    println!("seed {seed}, {seconds} s: {:?}, {} refused, {named} lanes named", told.deeds, told.refused.len());
    let mut sql = desk.world.sql().await;
    let versions: Vec<(AppointmentId, u32)> =
        sqlx::query_as("select id, row_version from appointments").fetch_all(&mut sql).await.expect("reads");
    assert_eq!(versions.len(), told.changes.len(), "every visit there is was acknowledged, and the reverse");
    for (id, row_version) in versions {
        assert_eq!(row_version, 1 + told.changes[&id], "each acknowledged change of {id:?} is there exactly once");
    }
    for (ids, there) in [(&told.acknowledged, told.acknowledged.len()), (&told.refused, 0)] {
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
    assert!(told.deeds.len() == 11 && told.refused.len() > 20, "everything was done, and there were clashes");
}
