//! The figures of the desk, each beside a floor measured in the same run on the same server. Run it by `./dev bench`. A
//! private, durable MariaDB is started for it and kept, seeded, for the next run. `./dev bench 10k 10M month` measures at
//! these sizes (10k and 1M when none is said) only what has one of the other words in its name.
//!
//! Of every read the server says how many rows it took through indexes and how many by going through a table; the run
//! fails when it went through a large one.

#[path = "support/charts.rs"]
mod charts;
#[path = "support/counter.rs"]
mod counter;
#[path = "support/diagnoses.rs"]
mod diagnoses;
#[path = "support/field.rs"]
mod field;
#[path = "support/notes.rs"]
mod notes;
#[path = "support/reads.rs"]
mod reads;
#[path = "support/records.rs"]
mod records;
#[path = "support/several.rs"]
mod several;
#[path = "support/table.rs"]
mod table;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clinic_core::access::Actor;
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::error::ClinicError;
use clinic_core::feed::{FeedWatch, Poller};
use clinic_core::ids::{AppointmentId, DoctorId, SpecialtyId};
use clinic_core::private_server::{Durability, PrivateServer, ServerProgram};
use clinic_core::server_address::ServerAddress;
use field::{DOCTORS, Field};
use table::{Figure, median, print};
use tokio::task::JoinSet;

/// Bookings of one concurrency.
const BOOKINGS: usize = 3_000;

/// Clinics that can be measured: patients and appointments.
const SIZES: [Size; 3] = [
    Size { word: "10k", name: "10 k", patients: 2_000, appointments: 10_000 },
    Size { word: "1M", name: "1 M", patients: 100_000, appointments: 1_000_000 },
    Size { word: "10M", name: "10 M", patients: 1_000_000, appointments: 10_000_000 },
];

struct Size {
    /// On the command line.
    word: &'static str,
    /// In the table.
    name: &'static str,
    patients: usize,
    appointments: usize,
}

/// What the command line asks for.
struct Asked {
    sizes: Vec<&'static Size>,
    words: Vec<String>,
}

impl Asked {
    fn read() -> Self {
        let said: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
        let named: Vec<&Size> = SIZES.iter().filter(|size| said.iter().any(|word| word == size.word)).collect();
        let words = said.into_iter().filter(|word| SIZES.iter().all(|size| word != size.word)).collect();
        Self { sizes: if named.is_empty() { SIZES[..2].iter().collect() } else { named }, words }
    }

    /// Whether a figure of this name is asked for.
    fn wants(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word.as_str()))
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let asked = Asked::read();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-server");
    let program = ServerProgram::find();
    let server = PrivateServer::start(&folder, program.as_ref(), Durability::Durable, |_| {}).await.expect("a server");
    let mut figures = diagnoses::diagnoses(|name| asked.wants(name));
    figures.extend(notes::notes(&server, |name| asked.wants(name)).await);
    figures.extend(records::records(&server, &folder, |name| asked.wants(name)).await);
    for size in &asked.sizes {
        let address = seeded(&server, size.patients, size.appointments).await;
        let bench = Bench::open(address, size.name, &asked).await;
        figures.extend(bench.bookings().await);
        if size.word == SIZES[0].word {
            figures.extend(bench.workstations(&folder).await);
        }
        figures.extend(bench.reads().await);
        figures.extend(bench.several_at_once().await);
    }
    print(&figures);
    server.stop().await.expect("stops");
    let scanning: Vec<&Figure> =
        figures.iter().filter(|one| one.rows.is_some_and(|rows| rows.too_many_scanned())).collect();
    for figure in &scanning {
        eprintln!("a table is gone through: {}", figure.name);
    }
    if scanning.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
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
        // The connection of before has idled for as long as that took.
        connection = address.connect_once().await.expect("connects");
        sqlx::raw_sql("analyze table appointments, appointment_cells, patients")
            .execute(&mut connection)
            .await
            .expect("analyzes");
        eprintln!(
            "seeded {patients} patients and {appointments} appointments in {:.0} s",
            begun.elapsed().as_secs_f64()
        );
    }
    // A run that was stopped leaves its doctors behind.
    sqlx::raw_sql("update doctors set active = false where name = 'Bench'")
        .execute(&mut connection)
        .await
        .expect("retires");
    // As if every visit to come had been booked here: its days have versions, which a search compares.
    sqlx::raw_sql(
        "insert ignore into calendar_days (resource_id, day) \
         select distinct d.resource_id, date(a.starts_at) from appointments a join doctors d on d.id = a.doctor_id \
         where a.starts_at between utc_timestamp() and utc_timestamp() + interval 100 day",
    )
    .execute(&mut connection)
    .await
    .expect("versions");
    clinic.close().await;
    address
}

struct Bench<'a> {
    asked: &'a Asked,
    /// The size, in the name of each figure.
    size: &'static str,
    clinic: Clinic,
    address: ServerAddress,
    actor: Actor,
    doctors: Vec<(DoctorId, u32)>,
    specialty: SpecialtyId,
}

impl<'a> Bench<'a> {
    async fn open(address: ServerAddress, size: &'static str, asked: &'a Asked) -> Self {
        let clinic = Clinic::connect_with(&address, Clock::system(), 8).await.expect("connects");
        let actor = Actor::system("bench");
        let listed = clinic_core::doctors::list(&clinic, &actor).await.expect("doctors");
        let active: Vec<_> = listed.iter().filter(|doctor| doctor.active).collect();
        let specialty = active[0].specialties[0].id;
        let doctors = active.iter().map(|doctor| (doctor.id, doctor.resource_id)).collect();
        Self { asked, size, clinic, address, actor, doctors, specialty }
    }

    /// Bookings beside each other.
    async fn bookings(&self) -> Vec<Figure> {
        let mut figures = Vec::new();
        for connections in [1, 8, 32, 200] {
            if self.asked.wants("book, connections") {
                figures.push(self.book(connections).await);
            }
        }
        figures
    }

    /// What workstations hear of each other, and what they cost.
    async fn workstations(&self, folder: &std::path::Path) -> Vec<Figure> {
        let mut figures = Vec::new();
        if self.asked.wants("change seen elsewhere") {
            figures.push(self.change_seen().await);
        }
        if self.asked.wants("idle workstations") {
            figures.push(self.idle_poll().await);
            figures.push(self.idle_cost(folder).await);
        }
        figures
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
        self.floor_table().await;
        let (floor, _) = together(floors, each).await;
        let (booked, took) = together(bookers, each).await;
        field.retire(&self.address).await;
        Figure {
            name: format!("book, {connections} connections, {}", self.size),
            rate: booked.len() as f64 / took.as_secs_f64(),
            median_ms: median(booked),
            floor_ms: median(floor),
            rows: None,
            aim: if connections == 32 { "p50 <= 3x floor, >= 2,000/s" } else { "p50 <= 3x floor" },
        }
    }

    /// The table that bare inserts go to.
    async fn floor_table(&self) {
        let mut connection = self.address.connect_once().await.expect("connects");
        sqlx::raw_sql(
            "create table if not exists bench_floor (id binary(16) primary key, filler varchar(200) not null)",
        )
        .execute(&mut connection)
        .await
        .expect("a table");
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
            rows: None,
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
            rows: None,
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
            rows: None,
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

/// The times, in ms, of so many rounds of one runner with nobody beside it.
async fn alone(runner: Runner, rounds: usize) -> Vec<f64> {
    together(vec![runner], rounds).await.0
}
