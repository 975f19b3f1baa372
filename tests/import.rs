//! Bringing in Synthea's files: small ones of our own with every kind of bad row, and the full set where it is present.

use std::path::{Path, PathBuf};

use crate::support::World;
use crate::support::builders::system;
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use clinic_core::access::Role;
use clinic_core::appointments::model::{AppointmentStatus, AppointmentView, Priority, VisitKind};
use clinic_core::error::ClinicError;
use clinic_core::ids::PatientId;
use clinic_core::import::synthea::import;
use clinic_core::import::{ImportError, ImportReport, Reason};
use clinic_core::invariants;
use clinic_core::patients::model::{Gender, PatientView};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/synthea")
}

async fn import_fixtures(world: &World) -> ImportReport {
    import(&world.clinic, &system(), &fixtures(), |_| {}).await.expect("imports")
}

/// The ids of the fixtures: a letter for the kind, and a number.
fn id(kind: u32, number: u64) -> uuid::Uuid {
    format!("{kind:08x}-0000-4000-8000-{number:012x}").parse().expect("an id")
}

fn refused(report: &ImportReport, file: &str) -> Vec<(u64, &'static str, Reason)> {
    report.file(file).refused.iter().map(|row| (row.line, row.field, row.reason)).collect()
}

async fn patient(world: &World, number: u64) -> PatientView {
    clinic_core::patients::get(&world.clinic, &system(), PatientId(id(0xb, number))).await.expect("a patient")
}

async fn visits_of(world: &World, number: u64) -> Vec<AppointmentView> {
    clinic_core::appointments::of_patient(&world.clinic, &system(), PatientId(id(0xb, number))).await.expect("visits")
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

async fn sound(world: &World) {
    for finding in invariants::check(&world.clinic).await.expect("checks") {
        assert_eq!(finding.broken, 0, "{}", finding.rule);
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_line_field_and_reason() {
    let world = World::new().await;
    let report = import_fixtures(&world).await;
    assert_eq!(
        refused(&report, "organizations.csv"),
        [(5, "NAME", Reason::Missing), (6, "Id", Reason::NotAnId), (7, "Id", Reason::SameId)]
    );
    assert_eq!(
        refused(&report, "providers.csv"),
        [
            (4, "NAME", Reason::Missing),
            (5, "NAME", Reason::BadCharacters),
            (6, "NAME", Reason::TooLong),
            (7, "Id", Reason::Taken)
        ]
    );
    assert_eq!(
        refused(&report, "patients.csv"),
        [
            (5, "BIRTHDATE", Reason::NotADate),
            (6, "BIRTHDATE", Reason::InTheFuture),
            (7, "DEATHDATE", Reason::BeforeBirth),
            (8, "LAST", Reason::Missing),
            (9, "BIRTHDATE", Reason::Missing),
            (10, "BIRTHDATE", Reason::TooLongAgo),
            (11, "FIRST", Reason::NotText),
            (12, "Id", Reason::SameId),
            (13, "Id", Reason::Missing),
            (14, "FIRST", Reason::TooLong),
            (15, "LAST", Reason::Missing),
        ]
    );
    assert_eq!(
        refused(&report, "encounters.csv"),
        [
            (3, "START", Reason::ProviderBusy),
            (4, "START", Reason::PatientBusy),
            (7, "STOP", Reason::NoLength),
            (8, "STOP", Reason::EndBeforeStart),
            (9, "STOP", Reason::LongerThanADay),
            (11, "STOP", Reason::InTheFuture),
            (12, "START", Reason::NotAnInstant),
            (13, "PATIENT", Reason::UnknownPatient),
            (14, "PATIENT", Reason::UnknownPatient),
            (15, "PROVIDER", Reason::UnknownProvider),
            (16, "ORGANIZATION", Reason::UnknownOrganization),
            (17, "PATIENT", Reason::Missing),
            (18, "START", Reason::BeforeBirth),
            (19, "BASE_ENCOUNTER_COST", Reason::NotMoney),
            (20, "Id", Reason::SameId),
            (22, "Id", Reason::NotAnId),
        ]
    );
    let new: Vec<usize> = report.files.iter().map(|file| file.new).collect();
    assert_eq!(new, [3, 2, 3, 5], "organizations, providers, patients, encounters");
    sound(&world).await;
}

#[tokio::test]
async fn people_and_places_come_in_whole() {
    let world = World::new().await;
    import_fixtures(&world).await;

    let wilfrid = patient(&world, 1).await;
    assert_eq!((wilfrid.given_name.as_str(), wilfrid.family_name.as_str()), ("Wilfrid Ansel", "Copperthwaite"));
    assert_eq!((wilfrid.gender, wilfrid.deceased_on), (Gender::Male, None));
    let isolde = patient(&world, 2).await;
    assert_eq!(isolde.family_name, "O'Malley-Quist");
    assert_eq!(isolde.address, "7 \"Rope\" Walk, rear\nSaltmarsh Massachusetts 01000");
    assert_eq!(isolde.deceased_on, NaiveDate::from_ymd_opt(2020, 11, 30));
    let zoe = patient(&world, 3).await;
    assert_eq!((zoe.given_name.as_str(), zoe.family_name.as_str(), zoe.gender), ("Zoë", "Åkerblom", Gender::Other));
    let search = clinic_core::patients::model::PatientSearch { query: "akerblom".into(), limit: 5 };
    let hits = clinic_core::patients::search(&world.clinic, &system(), search).await.unwrap();
    assert_eq!(hits.first().map(|hit| hit.patient.id), Some(zoe.id), "and is found by name");

    let doctors = clinic_core::doctors::list(&world.clinic, &system()).await.unwrap();
    let said: Vec<_> = doctors
        .iter()
        .map(|one| (one.name.as_str(), one.licence_number.as_str(), one.specialties[0].name.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("Ottoline Marchbanks", "SYN-d2f00dcafe", "Cardiology"),
            ("Quillon Featherby", "SYN-d1f00dcafe", "General practice"),
        ]
    );

    let locations = clinic_core::locations::list(&world.clinic, &system()).await.unwrap();
    let said: Vec<_> =
        locations.iter().map(|one| (one.name.as_str(), one.time_zone.as_str(), one.phone.as_str())).collect();
    assert_eq!(
        said,
        [
            ("Mesa Clinic", "America/Phoenix", ""),
            ("SALTMARSH FAMILY PRACTICE", "America/New_York", "978-555-0100"),
            ("SALTMARSH FAMILY PRACTICE (Upper Saltmarsh)", "America/New_York", "9785550102"),
        ]
    );
}

#[tokio::test]
async fn past_visits_keep_their_exact_times_and_hold_them() {
    let world = World::new().await;
    import_fixtures(&world).await;
    let of_wilfrid = visits_of(&world, 1).await;
    let first = of_wilfrid.last().unwrap();
    assert_eq!((first.starts_at, first.ends_at), (utc("2020-01-06T14:30:55Z"), utc("2020-01-06T14:46:00Z")));
    assert_eq!(first.starts_local.to_string(), "2020-01-06 09:30:55", "on the wall in Massachusetts");
    assert_eq!((first.status, first.fee.amount.to_string().as_str()), (AppointmentStatus::Completed, "85.55"));
    assert_eq!(first.completed_at, Some(first.ends_at));
    let long = of_wilfrid.first().unwrap();
    assert_eq!((long.ends_at - long.starts_at).num_hours(), 23, "a visit of less than a day is one");

    let of_isolde = visits_of(&world, 2).await;
    assert_eq!(
        of_isolde.iter().map(|visit| visit.priority).collect::<Vec<_>>(),
        [Priority::Urgent, Priority::Emergency]
    );
    assert_eq!(of_isolde[1].starts_at, utc("1965-07-04T01:00:00Z"), "before 1970 too");
    let of_zoe = visits_of(&world, 3).await;
    assert_eq!((of_zoe[0].starts_at, of_zoe[0].visit_kind), (utc("2021-05-03T10:00:00Z"), VisitKind::Video));
    assert_eq!(of_zoe[0].fee.amount.to_string(), "0.00");
}

#[tokio::test]
async fn a_second_run_changes_nothing() {
    let world = World::new().await;
    let first = import_fixtures(&world).await;
    let events = world.audited("imported").await;
    let topics = (world.topic("clinic").await, world.topic("patients").await);
    let second = import_fixtures(&world).await;
    assert_eq!(second.new_rows(), 0);
    for (one, other) in first.files.iter().zip(&second.files) {
        assert_eq!((one.new, &one.refused), (other.unchanged, &other.refused), "{}", one.file);
    }
    assert_eq!(world.audited("imported").await, events, "and says nothing");
    assert_eq!((world.topic("clinic").await, world.topic("patients").await), topics);
    sound(&world).await;
}

#[tokio::test]
async fn what_was_changed_here_since_stays() {
    let world = World::new().await;
    import_fixtures(&world).await;
    sqlx::query("update patients set family_name = 'Married' where id = ?")
        .bind(id(0xb, 1))
        .execute(&mut world.sql().await)
        .await
        .unwrap();
    import_fixtures(&world).await;
    assert_eq!(patient(&world, 1).await.family_name, "Married");
}

#[tokio::test]
async fn a_location_whose_name_is_taken_gets_its_city_behind_it() {
    let world = World::new().await;
    world.location("Mesa Clinic", "America/Phoenix").await;
    let report = import_fixtures(&world).await;
    let names: Vec<_> =
        clinic_core::locations::list(&world.clinic, &system()).await.unwrap().into_iter().map(|one| one.name).collect();
    assert!(names.contains(&"Mesa Clinic (Mesa)".to_owned()), "the name was taken: {names:?}");
    assert_eq!(report.file("organizations.csv").new, 3);
}

#[tokio::test]
async fn a_folder_that_is_not_synthea_is_said_before_anything_is_written() {
    let world = World::new().await;
    let missing = import(&world.clinic, &system(), Path::new("/nonexistent"), |_| {}).await.unwrap_err();
    assert!(matches!(missing, ImportError::File { file: "organizations.csv", .. }), "{missing}");

    let folder = std::env::temp_dir().join(format!("clinic-import-{}", clinic_core::ids::fresh().simple()));
    std::fs::create_dir(&folder).unwrap();
    for file in ["organizations.csv", "providers.csv", "patients.csv", "encounters.csv"] {
        std::fs::copy(fixtures().join(file), folder.join(file)).unwrap();
    }
    std::fs::write(folder.join("encounters.csv"), "Id,START,STOP\n").unwrap();
    let odd = import(&world.clinic, &system(), &folder, |_| {}).await.unwrap_err();
    assert!(matches!(odd, ImportError::NoColumn { file: "encounters.csv", column: "PATIENT" }), "{odd}");
    assert_eq!(world.audited("imported").await, 0);

    // A mark at the beginning, columns in another order, more of them, and no rows at all are no trouble.
    std::fs::write(folder.join("organizations.csv"), "\u{FEFF}NAME,Id,ADDRESS,MORE,CITY,STATE,ZIP,PHONE\n").unwrap();
    std::fs::copy(fixtures().join("encounters.csv"), folder.join("encounters.csv")).unwrap();
    let report = import(&world.clinic, &system(), &folder, |_| {}).await.unwrap();
    assert_eq!((report.file("organizations.csv").new, report.file("encounters.csv").new), (0, 0));
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn the_desk_may_not_import() {
    let world = World::new().await;
    let desk = world.user(Role::Receptionist).await;
    let refused = import(&world.clinic, &desk.actor, &fixtures(), |_| {}).await.unwrap_err();
    assert!(matches!(refused, ImportError::Clinic(ClinicError::Forbidden { .. })), "{refused}");
}

/// The set that a stranger made, where this computer has it: `CLINIC_SYNTHEA`, or beside the project.
#[tokio::test]
async fn the_full_set_comes_in_where_it_is_present() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/synthea");
    let folder = std::env::var_os("CLINIC_SYNTHEA").map_or(beside, PathBuf::from);
    if !folder.is_dir() {
        println!("absent: {} — the full set was not tried", folder.display());
        return;
    }
    let world = World::new().await;
    world.clinic.clock().set(Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap());
    let report = import(&world.clinic, &system(), &folder, |_| {}).await.unwrap();
    for file in &report.files {
        println!("{}: {} new, {} refused {:?}", file.file, file.new, file.refused.len(), file.by_reason());
    }
    assert_eq!(report.file("patients.csv").new, 116);
    assert_eq!(report.file("providers.csv").new, 286);
    assert_eq!(report.file("organizations.csv").new, 286);
    let encounters = report.file("encounters.csv");
    assert_eq!(encounters.new + encounters.refused.len(), 5_722, "every row is counted once");
    assert!(encounters.new > 5_400, "{}", encounters.new);
    sound(&world).await;
    let again = import(&world.clinic, &system(), &folder, |_| {}).await.unwrap();
    assert_eq!(again.new_rows(), 0);
    assert_eq!(again.file("encounters.csv").unchanged, encounters.new);
}
