//! The figures of the desk, each beside a floor measured in the same run on the same server. Run it by `./dev bench`. A
//! private, durable MariaDB is started for it and kept, seeded, for the next run; `CLINIC_BENCH_LARGE=0` leaves the
//! million appointments out.

#[path = "support/field.rs"]
mod field;
#[path = "support/table.rs"]
mod table;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clinic_core::access::Actor;
use clinic_core::appointments::calendar::model::CalendarRequest;
use clinic_core::appointments::model::{SlotSearch, SlotSearchOver};
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::error::ClinicError;
use clinic_core::feed::{FeedWatch, Poller};
use clinic_core::ids::{AppointmentId, DoctorId, SpecialtyId};
use clinic_core::patients::model::PatientSearch;
use clinic_core::private_server::{Durability, PrivateServer, ServerProgram};
use clinic_core::server_address::ServerAddress;
use field::{DOCTORS, Field};
use table::{Figure, median, print};
use tokio::task::JoinSet;

/// Bookings of one concurrency.
const BOOKINGS: usize = 3_000;

#[tokio::main]
async fn main() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-server");
    let program = ServerProgram::find();
    let server = PrivateServer::start(&folder, program.as_ref(), Durability::Durable, |_| {}).await.expect("a server");
    let large = std::env::var("CLINIC_BENCH_LARGE").as_deref() != Ok("0");
    let mut figures = Vec::new();
    let small = Bench::open(seeded(&server, 2_000, 10_000).await).await;
    for connections in [1, 8, 32, 200] {
        figures.push(small.book(connections).await);
    }
    figures.push(small.change_seen().await);
    figures.push(small.idle_poll().await);
    figures.push(small.idle_cost(&folder).await);
    figures.extend(small.reads("10 k").await);
    if large {
        let large = Bench::open(seeded(&server, 100_000, 1_000_000).await).await;
        figures.extend(large.reads("1 M").await);
    }
    print(&figures);
    server.stop().await.expect("stops");
}

/// A clinic of this size, made once and kept for the next run.
async fn seeded(server: &PrivateServer, patients: usize, appointments: usize) -> ServerAddress {
    let address = server.make_database(&format!("bench_{appointments}")).await.expect("a database");
    let clinic = Clinic::connect(&address).await.expect("connects");
    clinic.migrate_up().await.expect("migrates");
    let mut connection = address.connect_once().await.expect("connects");
    let there: i64 =
        sqlx::query_scalar("select count(*) from patients").fetch_one(&mut connection).await.expect("counts");
    if there == 0 {
        let begun = Instant::now();
        clinic_core::seed::scale(&clinic, patients, appointments, None, &mut |_| {}).await.expect("seeds");
        sqlx::raw_sql("analyze table appointments, appointment_cells, patients")
            .execute(&mut connection)
            .await
            .expect("analyzes");
        eprintln!(
            "seeded {patients} patients and {appointments} appointments in {:.0} s",
            begun.elapsed().as_secs_f64()
        );
    }
    clinic.close().await;
    address
}

struct Bench {
    clinic: Clinic,
    address: ServerAddress,
    actor: Actor,
    doctors: Vec<(DoctorId, u32)>,
    specialty: SpecialtyId,
}

impl Bench {
    async fn open(address: ServerAddress) -> Self {
        let clinic = Clinic::connect_with(&address, Clock::system(), 8).await.expect("connects");
        let actor = Actor::system("bench");
        let listed = clinic_core::doctors::list(&clinic, &actor).await.expect("doctors");
        let active: Vec<_> = listed.iter().filter(|doctor| doctor.active).collect();
        let specialty = active[0].specialties[0].id;
        let doctors = active.iter().map(|doctor| (doctor.id, doctor.resource_id)).collect();
        Self { clinic, address, actor, doctors, specialty }
    }

    /// Bookings through the core by as many connections at once, spread over lanes and days as a busy clinic's are, and
    /// bare inserts into a table of the same server by as many.
    async fn book(&self, connections: usize) -> Figure {
        let each = (BOOKINGS / connections).max(15);
        let field = Arc::new(Field::make(&self.clinic, &self.address, connections * (each + 3)).await);
        let (mut floors, mut bookers) = (Vec::new(), Vec::new());
        let next = Arc::new(AtomicUsize::new(0));
        for _ in 0..connections {
            let workstation = Clinic::connect_with(&self.address, Clock::system(), 1).await.expect("connects");
            bookers.push(Runner::Book { workstation, field: field.clone(), next: next.clone() });
            floors.push(Runner::Floor(self.address.connect_once().await.expect("connects")));
        }
        let mut connection = self.address.connect_once().await.expect("connects");
        sqlx::raw_sql(
            "create table if not exists bench_floor (id binary(16) primary key, filler varchar(200) not null)",
        )
        .execute(&mut connection)
        .await
        .expect("a table");
        let (floor, _) = together(floors, each).await;
        let (booked, took) = together(bookers, each).await;
        field.retire(&self.address).await;
        Figure {
            name: format!("book, {connections} connections"),
            rate: booked.len() as f64 / took.as_secs_f64(),
            median_ms: median(booked),
            floor_ms: median(floor),
            aim: if connections == 32 { "p50 <= 3x floor, >= 2,000/s" } else { "p50 <= 3x floor" },
        }
    }

    async fn reads(&self, size: &str) -> Vec<Figure> {
        let floor = self.read_floor().await;
        let ids: Vec<DoctorId> = self.doctors.iter().map(|(id, _)| *id).collect();
        let mut figures = Vec::new();
        let mut push = |what: String, times: Vec<f64>, aim: &'static str| {
            let median_ms = median(times);
            figures.push(Figure {
                name: format!("{what}, {size}"),
                median_ms,
                floor_ms: floor,
                rate: 1000.0 / median_ms,
                aim,
            });
        };
        let one = |days: i32, limit: i32| SlotSearch { days, limit, ..SlotSearch::of_doctor(ids[0]) };
        push("free slots, one doctor, 1 day".into(), self.slots(one(1, 200)).await, "<= 0.5 ms");
        push("free slots, one doctor, 30 days".into(), self.slots(one(30, 200)).await, "<= 1.5 ms");
        let anyone = SlotSearch { over: SlotSearchOver::Anyone, ..one(30, 3) };
        push(format!("first 3 free of {} doctors", ids.len()), self.slots(anyone.clone()).await, "<= 3 ms for 20");
        let specialty = SlotSearch { over: SlotSearchOver::Specialty { specialty_id: self.specialty }, ..one(30, 3) };
        push("first 3 free of a specialty".into(), self.slots(specialty).await, "");
        // Eight hours in one piece are free nowhere: all thirty days of every doctor are read and searched.
        let everything = SlotSearch { limit: 200, minutes: Some(480), ..anyone };
        push(format!("all of {} doctors x 30 days", ids.len()), self.slots(everything).await, "");
        let week = CalendarRequest {
            from_on: self.clinic.now().date_naive().to_string(),
            days: 7,
            doctor_ids: ids.iter().copied().take(10).collect(),
            location_id: None,
            statuses: Vec::new(),
            visit_kind: None,
        };
        let times = timed(40, || async {
            clinic_core::appointments::week(&self.clinic, &self.actor, week.clone()).await.expect("reads");
        })
        .await;
        push("week view of 10 doctors".into(), times, "<= 10 ms, the same at 1 M");
        let month = CalendarRequest { days: 42, doctor_ids: Vec::new(), ..week };
        let times = timed(20, || async {
            clinic_core::appointments::month(&self.clinic, &self.actor, month.clone()).await.expect("reads");
        })
        .await;
        push(format!("month view of {} doctors", ids.len()), times, "the same at 1 M");
        let names = self.some_names().await;
        let queries: [(&str, Vec<String>); 4] = [
            ("a name", names.iter().map(|(family, _)| family.clone()).collect()),
            ("part of a name", names.iter().map(|(family, _)| family.chars().skip(1).take(4).collect()).collect()),
            ("a misspelt name", names.iter().map(|(family, _)| swapped(family)).collect()),
            ("two names", names.iter().map(|(family, given)| format!("{given} {family}")).collect()),
        ];
        for (what, queries) in queries {
            let mut times = Vec::new();
            for query in queries {
                let begun = Instant::now();
                let search = PatientSearch { query, limit: 20 };
                clinic_core::patients::search(&self.clinic, &self.actor, search).await.expect("searches");
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
            push(format!("patient search by {what}"), times, "<= 10 ms at 100 k patients");
        }
        figures
    }

    /// The least a read costs: one row by its key.
    async fn read_floor(&self) -> f64 {
        let mut connection = self.address.connect_once().await.expect("connects");
        let mut times = Vec::new();
        for _ in 0..200 {
            let begun = Instant::now();
            let found: Option<DoctorId> = sqlx::query_scalar("select id from doctors where id = ?")
                .bind(self.doctors[0].0)
                .fetch_optional(&mut connection)
                .await
                .expect("reads");
            assert!(found.is_some());
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        median(times)
    }

    async fn slots(&self, search: SlotSearch) -> Vec<f64> {
        timed(60, || async {
            clinic_core::appointments::free_slots(&self.clinic, &self.actor, search.clone()).await.expect("searches");
        })
        .await
    }

    async fn some_names(&self) -> Vec<(String, String)> {
        let mut connection = self.address.connect_once().await.expect("connects");
        sqlx::query_as(
            "select family_name, given_name from patients where char_length(family_name) > 5 order by id desc limit 60",
        )
        .fetch_all(&mut connection)
        .await
        .expect("reads")
    }

    /// From the start of a booking at one workstation to the poll that sees it at another, at the window's pace of 400 ms.
    async fn change_seen(&self) -> Figure {
        let field = Field::make(&self.clinic, &self.address, 100).await;
        let watch = FeedWatch {
            resource_ids: field.lanes.clone(),
            from_on: field.first.date_naive().to_string(),
            to_on: (field.first + chrono::Duration::days(59)).date_naive().to_string(),
            topics: vec!["patients".into(), "clinic".into()],
        };
        let other = Clinic::connect_with(&self.address, Clock::system(), 1).await.expect("connects");
        let mut poller = Poller::new(&watch).expect("a watch");
        poller.poll(&other).await.expect("polls");
        let mut times = Vec::new();
        for index in 0..30_usize {
            let polls = Instant::now();
            // Bookings fall anywhere between two polls.
            let pause = Duration::from_millis(u64::try_from(index * 137 % 400).expect("fits"));
            let booking = async {
                tokio::time::sleep(pause).await;
                let begun = Instant::now();
                clinic_core::appointments::book(&self.clinic, &self.actor, field.request(index)).await.expect("books");
                begun
            };
            let watching = async {
                loop {
                    tokio::time::sleep(Duration::from_millis(400)).await;
                    if !poller.poll(&other).await.expect("polls").is_empty() {
                        return Instant::now();
                    }
                    assert!(polls.elapsed() < Duration::from_secs(20), "the change was missed");
                }
            };
            let (begun, seen) = tokio::join!(booking, watching);
            times.push((seen - begun).as_secs_f64() * 1000.0);
        }
        field.retire(&self.address).await;
        let median_ms = median(times);
        Figure {
            name: "change seen elsewhere".into(),
            median_ms,
            floor_ms: 400.0,
            rate: 1000.0 / median_ms,
            aim: "< 1 s; floor: the pace",
        }
    }

    /// What a desk that shows today watches.
    fn desk_watch(&self) -> FeedWatch {
        let today = self.clinic.now().date_naive().to_string();
        FeedWatch {
            resource_ids: self.doctors.iter().map(|(_, lane)| *lane).take(DOCTORS).collect(),
            from_on: today.clone(),
            to_on: today,
            topics: vec!["patients".into(), "clinic".into(), "availability".into()],
        }
    }

    /// What two hundred idle workstations cost the server: its processor time, ms a second.
    async fn idle_cost(&self, folder: &std::path::Path) -> Figure {
        let mut running = JoinSet::new();
        for _ in 0..200 {
            let clinic = Clinic::connect_with(&self.address, Clock::system(), 1).await.expect("connects");
            let mut poller = Poller::new(&self.desk_watch()).expect("a watch");
            running.spawn(async move {
                loop {
                    poller.poll(&clinic).await.expect("polls");
                    tokio::time::sleep(Duration::from_millis(400)).await;
                }
            });
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        let (before, begun) = (processor_ms(folder), Instant::now());
        tokio::time::sleep(Duration::from_secs(5)).await;
        let used = (processor_ms(folder) - before) / begun.elapsed().as_secs_f64();
        running.shutdown().await;
        Figure {
            name: "server's time for 200 idle workstations, ms/s".into(),
            median_ms: used,
            floor_ms: 1000.0,
            rate: 500.0,
            aim: "floor: one core",
        }
    }

    /// One idle poll of a workstation that shows a day of twenty doctors.
    async fn idle_poll(&self) -> Figure {
        let mut poller = Poller::new(&self.desk_watch()).expect("a watch");
        let mut times = Vec::new();
        for _ in 0..300 {
            let begun = Instant::now();
            poller.poll(&self.clinic).await.expect("polls");
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        let median_ms = median(times);
        let floor_ms = self.read_floor().await;
        Figure {
            name: "idle poll of a workstation".into(),
            median_ms,
            floor_ms,
            rate: 1000.0 / median_ms,
            aim: "2.5/s a workstation",
        }
    }
}

/// What one connection does again and again.
enum Runner {
    Floor(sqlx::MySqlConnection),
    Book { workstation: Clinic, field: Arc<Field>, next: Arc<AtomicUsize> },
}

impl Runner {
    async fn once(&mut self) {
        match self {
            Self::Floor(connection) => {
                sqlx::query("insert into bench_floor (id, filler) values (?, repeat('x', 100))")
                    .bind(AppointmentId::fresh())
                    .execute(connection)
                    .await
                    .expect("inserts");
            }
            Self::Book { workstation, field, next } => {
                let request = field.request(next.fetch_add(1, Ordering::Relaxed));
                let booked = clinic_core::appointments::book(workstation, &Actor::system("bench"), request).await;
                // A patient booked twice at one time is refused as they should be, and timed all the same.
                assert!(matches!(booked, Ok(_) | Err(ClinicError::Refused { .. })), "{booked:?}");
            }
        }
    }
}

/// The processor time the server has used, ms: fields 14 and 15 of its `stat`, hundredths of a second.
fn processor_ms(folder: &std::path::Path) -> f64 {
    let id = std::fs::read_to_string(folder.join("server.pid")).expect("the server runs");
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", id.trim())).expect("the server runs");
    let fields: Vec<&str> = stat.rsplit_once(')').expect("a name in brackets").1.split_whitespace().collect();
    fields[11..13].iter().map(|field| field.parse::<f64>().expect("a number") * 10.0).sum()
}

/// Runs `each` rounds of every runner at once, after three to warm up; yields the times in ms and the whole.
async fn together(mut runners: Vec<Runner>, each: usize) -> (Vec<f64>, Duration) {
    for runner in &mut runners {
        for _ in 0..3 {
            runner.once().await;
        }
    }
    let begun = Instant::now();
    let mut running = JoinSet::new();
    for mut runner in runners {
        running.spawn(async move {
            let mut times = Vec::with_capacity(each);
            for _ in 0..each {
                let begun = Instant::now();
                runner.once().await;
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
            times
        });
    }
    let times = running.join_all().await.into_iter().flatten().collect();
    (times, begun.elapsed())
}

async fn timed<Fut: Future<Output = ()>>(times: usize, mut once: impl FnMut() -> Fut) -> Vec<f64> {
    for _ in 0..5 {
        once().await;
    }
    let mut taken = Vec::new();
    for _ in 0..times {
        let begun = Instant::now();
        once().await;
        taken.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    taken
}

/// Two letters in the middle change places.
fn swapped(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let middle = letters.len() / 2;
    letters.swap(middle - 1, middle);
    letters.into_iter().collect()
}
