//! The private server: made, found again, killed, and never mixed up with another. Its own folders, so that the run's
//! shared server stays out of it. MariaDB only: it is what *Try it on this computer* starts.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::support::builders::system;
use clinic_core::appointments;
use clinic_core::appointments::model::{BookingRequest, RequestedTime};
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::error::{ClinicError, OfflineCause, Refusal};
use clinic_core::ids::{AppointmentId, DoctorId, LocationId, PatientId};
use clinic_core::private_server::{Durability, PrivateServer, ServerProgram};
use clinic_core::server_address::{Road, ServerAddress};
use clinic_core::setup::SetupStep;

/// A folder for one test, taken away with its server at the end.
struct Folder(PathBuf);

impl Folder {
    fn fresh(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("clinic-test-{name}-{}", clinic_core::ids::fresh().simple()));
        Self(path)
    }

    async fn start(&self, durability: Durability) -> PrivateServer {
        PrivateServer::start(&self.0, ServerProgram::find().as_ref(), durability, |_| {}).await.expect("starts")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        kill(&self.0);
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// What a power cut does to a server.
fn kill(folder: &Path) {
    if let Ok(id) = std::fs::read_to_string(folder.join("server.pid")) {
        std::process::Command::new("kill").args(["-9", id.trim()]).status().expect("kill runs");
    }
}

#[tokio::test]
async fn it_is_made_once_started_once_and_found_again() {
    let folder = Folder::fresh("made");
    let mut steps = Vec::new();
    let program = ServerProgram::find();
    let first =
        PrivateServer::start(&folder.0, program.as_ref(), Durability::Durable, |step| steps.push(step)).await.unwrap();
    assert_eq!(steps, [SetupStep::InitialiseServer, SetupStep::StartServer]);
    let (one, two) = tokio::join!(folder.start(Durability::Durable), folder.start(Durability::Durable));
    assert_eq!((one.port(), two.port()), (first.port(), first.port()), "found running, not started again");
    let kept = first.make_database("clinic").await.unwrap();
    Clinic::connect(&kept).await.unwrap().migrate_up().await.unwrap();
    assert!(!first.has_ended());
    first.stop().await.unwrap();
    assert!(PrivateServer::running(&folder.0).await.is_none());
    assert!(first.has_ended());
    let again = folder.start(Durability::Durable).await;
    Clinic::connect(&again.address("clinic")).await.unwrap().check_schema().await.unwrap();
}

#[tokio::test]
async fn one_that_is_frozen_has_not_ended_and_one_that_is_killed_has() {
    let folder = Folder::fresh("frozen");
    let server = folder.start(Durability::TestsOnly).await;
    let id = std::fs::read_to_string(folder.0.join("server.pid")).unwrap();
    let signal = |name: &str| std::process::Command::new("kill").args([name, id.trim()]).status().unwrap();
    signal("-STOP");
    assert!(!server.has_ended(), "a second one on the same data would do harm");
    signal("-KILL");
    // The kernel takes the process away a moment later.
    while !server.has_ended() {
        tokio::task::yield_now().await;
    }
    folder.start(Durability::TestsOnly).await;
    assert!(!server.has_ended(), "it is there again");
}

#[tokio::test]
async fn its_folder_is_its_users_alone_and_nobody_signs_in_by_its_port() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::fresh("private");
    let server = folder.start(Durability::TestsOnly).await;
    assert_eq!(std::fs::metadata(&folder.0).unwrap().permissions().mode() & 0o777, 0o700);
    for (user, password) in [("root", ""), ("root", "root"), ("", ""), ("clinic", "clinic")] {
        let by_port = ServerAddress {
            road: Road::Loopback { port: server.port() },
            database: String::new(),
            user: user.into(),
            password: password.to_owned().into(),
        };
        let refused = by_port.connect_once().await.map(|_| ()).unwrap_err();
        assert!(
            matches!(refused, ClinicError::Offline { cause: OfflineCause::AccountRefused, .. }),
            "{user}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_server_of_another_folder_is_not_taken_for_this_ones() {
    let (mine, other) = (Folder::fresh("mine"), Folder::fresh("other"));
    let theirs = other.start(Durability::TestsOnly).await;
    let ours = mine.start(Durability::TestsOnly).await;
    assert_ne!(ours.port(), theirs.port());
    ours.stop().await.unwrap();
    // A socket that leads to somebody else's server is no server of ours.
    std::os::unix::fs::symlink(other.0.join("server.sock"), mine.0.join("server.sock")).unwrap();
    assert!(PrivateServer::running(&mine.0).await.is_none());
    std::fs::remove_file(mine.0.join("server.sock")).unwrap();
    assert!(PrivateServer::running(&other.0).await.is_some(), "and it was left alone");
}

#[tokio::test]
async fn without_a_server_program_it_says_what_to_install() {
    let folder = Folder::fresh("none");
    let refused = PrivateServer::start(&folder.0, None, Durability::Durable, |_| {}).await.unwrap_err();
    let ClinicError::Refused { refusal: Refusal::NoServerProgram { package } } = refused else { panic!("{refused:?}") };
    assert!(package.contains("mariadb-server"), "{package}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_under_load_loses_nothing_it_acknowledged_and_books_nothing_twice() {
    let folder = Folder::fresh("killed");
    let server = folder.start(Durability::Durable).await;
    let address = server.make_database("clinic").await.unwrap();
    let clinic = Clinic::connect_with(&address, Clock::fixed(crate::support::monday_at_eight()), 4).await.unwrap();
    clinic.migrate_up().await.unwrap();
    let (location, doctor, patients) = small_clinic(&address).await;
    let request = |slot: usize| BookingRequest {
        minutes: Some(20),
        ..BookingRequest::ordinary(
            AppointmentId::fresh(),
            patients[slot % patients.len()],
            doctor,
            location,
            RequestedTime::Instant {
                // Forty a day, from eight in the morning.
                at: crate::support::monday_at_eight()
                    + chrono::Duration::days(i64::try_from(slot / 40).unwrap())
                    + chrono::Duration::minutes(i64::try_from(slot % 40).unwrap() * 20),
            },
        )
    };
    let killed = Arc::new(AtomicBool::new(false));
    let (mut acknowledged, mut unknown) = (Vec::new(), Vec::new());
    for slot in 0..400 {
        if slot == 60 {
            let (folder, killed) = (folder.0.clone(), killed.clone());
            tokio::task::spawn_blocking(move || {
                kill(&folder);
                killed.store(true, Ordering::SeqCst);
            });
        }
        let wish = request(slot);
        match appointments::book(&clinic, &system(), wish.clone()).await {
            Ok(visit) => acknowledged.push(visit.id),
            Err(ClinicError::Offline { .. }) => unknown.push(wish),
            Err(other) => panic!("{other:?}"),
        }
        if unknown.len() >= 2 {
            break;
        }
    }
    assert!(killed.load(Ordering::SeqCst) && !unknown.is_empty(), "the server went away in the middle");
    assert!(acknowledged.len() >= 60);
    folder.start(Durability::Durable).await;
    for id in &acknowledged {
        appointments::get(&clinic, &system(), *id).await.expect("acknowledged, so it is there");
    }
    for wish in unknown {
        let id = wish.appointment_id;
        assert_eq!(appointments::book(&clinic, &system(), wish).await.expect("sent again").id, id);
        acknowledged.push(id);
    }
    let mut connection = address.connect_once().await.unwrap();
    let there: i64 = sqlx::query_scalar("select count(*) from appointments").fetch_one(&mut connection).await.unwrap();
    assert_eq!(usize::try_from(there).unwrap(), acknowledged.len(), "each exactly once");
    for finding in clinic_core::invariants::check(&clinic).await.unwrap() {
        assert_eq!(finding.broken, 0, "{}", finding.rule);
    }
}

/// A place in UTC open day and night, a doctor, ten patients.
async fn small_clinic(address: &ServerAddress) -> (LocationId, DoctorId, Vec<PatientId>) {
    let mut connection = address.connect_once().await.expect("the small clinic is arranged");
    let (location, doctor) = (LocationId::fresh(), DoctorId::fresh());
    sqlx::query("insert into locations (id, name, time_zone) values (?, 'Main', 'UTC')")
        .bind(location)
        .execute(&mut connection)
        .await
        .expect("the small clinic is arranged");
    let lanes = "insert into resources (kind) values ('doctor'), ('patient'), ('patient'), ('patient'), ('patient'), ('patient')";
    let first =
        sqlx::query(lanes).execute(&mut connection).await.expect("the small clinic is arranged").last_insert_id();
    sqlx::query("insert into doctors (id, resource_id, name, licence_number) values (?, ?, 'Dr Osei', 'L1')")
        .bind(doctor)
        .bind(first)
        .execute(&mut connection)
        .await
        .expect("the small clinic is arranged");
    for weekday in 1..=7 {
        sqlx::query(
            "insert into weekly_hours (id, doctor_id, location_id, weekday, from_time, to_time, valid_from) \
             values (?, ?, ?, ?, '00:00', '23:59:59', '2020-01-01')",
        )
        .bind(clinic_core::ids::WeeklyHoursId::fresh())
        .bind(doctor)
        .bind(location)
        .bind(weekday)
        .execute(&mut connection)
        .await
        .expect("the small clinic is arranged");
    }
    let mut patients = Vec::new();
    for lane in first + 1..first + 6 {
        let id = PatientId::fresh();
        sqlx::query(
            "insert into patients (id, resource_id, reference, family_name, given_name, birth_date, gender) \
             values (?, ?, ?, 'Test', 'Patient', '1980-01-01', 'unknown')",
        )
        .bind(id)
        .bind(lane)
        .bind(format!("T-{lane}"))
        .execute(&mut connection)
        .await
        .expect("the small clinic is arranged");
        patients.push(id);
    }
    (location, doctor, patients)
}
