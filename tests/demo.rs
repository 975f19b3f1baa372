//! The demo clinic: whole, alive at any hour, the same every time.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::support::World;
use crate::support::builders::system;
use chrono::{DateTime, Duration, TimeZone, Utc};
use clinic_core::access::Role;
use clinic_core::appointments::day_sheet;
use clinic_core::appointments::model::{AppointmentStatus, DaySheet, DaySheetRequest, Priority};
use clinic_core::civil::Zone;
use clinic_core::consultations::model::HistoryRequest;
use clinic_core::error::ClinicError;
use clinic_core::ids::{PatientId, RequestId};
use clinic_core::patients::model::PatientSearch;
use clinic_core::prescriptions::model::{PrescriptionStatus, PrescriptionsRequest};
use clinic_core::records::model::{OpenRecord, Preview, RecordStatus, RecordsRequest};
use clinic_core::seed::demo;
use clinic_core::{invariants, prescriptions, records};

fn zone(name: &str) -> Zone {
    Zone::parse("zone", name).expect("a zone")
}

async fn demo_at(now: DateTime<Utc>, zone: Zone) -> World {
    let world = World::new().await;
    world.clinic.clock().set(now);
    demo::fill(&world.clinic, zone, |_| {}).await.expect("a demo");
    world
}

async fn sheet(world: &World, date: String, days: i32) -> DaySheet {
    let request = DaySheetRequest { date, days, doctor_ids: vec![], location_id: None };
    day_sheet(&world.clinic, &system(), request).await.expect("a day sheet")
}

async fn count(world: &World, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement).fetch_one(&mut world.sql().await).await.expect("counts")
}

#[tokio::test]
async fn the_demo_has_every_status_and_edge_in_it() {
    let began = Instant::now();
    let world = demo_at(Utc.with_ymd_and_hms(2026, 3, 3, 10, 7, 0).unwrap(), zone("Europe/London")).await;
    println!("filled in {:?}", began.elapsed());
    for finding in invariants::check(&world.clinic).await.unwrap() {
        assert_eq!(finding.broken, 0, "{}", finding.rule);
    }
    let rows: Vec<(String, i64)> =
        sqlx::query_as("select status, count(*) from appointments group by status order by status")
            .fetch_all(&mut world.sql().await)
            .await
            .unwrap();
    let by_status: BTreeMap<String, i64> = rows.into_iter().collect();
    println!("{by_status:?}");
    assert_eq!(by_status.len(), 8, "every status is there: {by_status:?}");
    assert!(by_status.values().sum::<i64>() > 800, "four weeks of visits: {by_status:?}");
    assert!(by_status.values().all(|number| *number > 0), "{by_status:?}");
    for (what, statement, least) in [
        ("patients", "select count(*) from patients", 300),
        ("locations", "select count(*) from locations", 2),
        ("specialties", "select count(*) from specialties", 4),
        ("doctors", "select count(*) from doctors where user_id is not null", 6),
        ("video visits", "select count(*) from appointments where kind = 'video'", 20),
        ("urgent visits", "select count(*) from appointments where priority = 'urgent'", 5),
        ("visits outside hours", "select count(*) from appointments where override_reason is not null", 1),
        ("cancellations with a reason", "select count(*) from appointments where cancellation_reason <> ''", 20),
        ("group visits", "select count(*) from appointments where seat > 0", 4),
        ("patients who died", "select count(*) from patients where deceased_on is not null", 2),
        ("time off", "select count(*) from time_off", 1),
        ("closed days", "select count(*) from dated_hours where status = 'closed'", 1),
        ("cells", "select count(*) from appointment_cells", 5_000),
    ] {
        let found = count(&world, statement).await;
        assert!(found >= least, "{what}: {found}");
    }
    let affected = count(
        &world,
        "select count(*) from appointments a join time_off t on t.doctor_id = a.doctor_id and a.starts_at < t.ends_at \
         and a.ends_at > t.starts_at where a.status in ('scheduled', 'confirmed')",
    )
    .await;
    assert!(affected > 0, "someone must be moved");
    let back_to_back = count(
        &world,
        "select count(*) from appointments a join appointments b on b.doctor_id = a.doctor_id and b.starts_at = a.ends_at",
    )
    .await;
    assert!(back_to_back > 100, "{back_to_back}");
    let overlong = count(&world, "select max(char_length(family_name)) from patients").await;
    assert!(overlong > 50, "{overlong}");
    let doctors = clinic_core::doctors::list(&world.clinic, &system()).await.unwrap();
    assert_eq!(doctors.iter().filter(|doctor| doctor.licence_expired).count(), 1);
    assert!(doctors.iter().all(|doctor| !doctor.specialties.is_empty()));
    assert_eq!(world.audited("imported").await, 1);
}

/// Whoever opens the demo finds patients waiting, a doctor with somebody, a past and a future of today.
async fn today_is_alive(at: DateTime<Utc>, place: &str) {
    let zone = zone(place);
    let world = demo_at(at, zone).await;
    for finding in invariants::check(&world.clinic).await.expect("read") {
        assert_eq!(finding.broken, 0, "{at} {place}: {}", finding.rule);
    }
    let today = sheet(&world, zone.local(at).date().to_string(), 1).await;
    let visits: Vec<_> = today.columns.iter().flat_map(|column| &column.appointments).collect();
    let with = |status| visits.iter().filter(|visit| visit.status == status).count();
    let said = format!("{at} {place}: {} visits", visits.len());
    assert!(today.columns.len() == 6, "{said}");
    assert!(with(AppointmentStatus::InProgress) >= 2, "{said}");
    assert!(with(AppointmentStatus::CheckedIn) + with(AppointmentStatus::Arrived) >= 2, "{said}");
    assert!(visits.iter().any(|visit| visit.priority == Priority::Urgent), "{said}");
    for visit in &visits {
        let (starts, ends) = (visit.starts_at, visit.ends_at);
        match visit.status {
            // The last visit before midnight runs over.
            AppointmentStatus::InProgress => assert!(starts <= at && at < ends + Duration::hours(1), "{said}"),
            AppointmentStatus::Completed | AppointmentStatus::NoShow => assert!(starts <= at, "{said}"),
            _ => {}
        }
        let stamps = [visit.arrived_at, visit.checked_in_at, visit.started_at, visit.completed_at, visit.cancelled_at];
        assert!(stamps.iter().flatten().all(|stamp| *stamp <= at), "{said}: nothing happened in the future");
        let order: Vec<_> = stamps[..4].iter().flatten().collect();
        assert!(order.is_sorted(), "{said}: {order:?}");
    }
}

#[tokio::test]
async fn today_is_alive_at_any_hour() {
    today_is_alive(Utc.with_ymd_and_hms(2026, 3, 3, 10, 7, 0).unwrap(), "Europe/London").await;
    today_is_alive(Utc.with_ymd_and_hms(2026, 3, 4, 12, 40, 0).unwrap(), "UTC").await;
    today_is_alive(Utc.with_ymd_and_hms(2026, 7, 9, 12, 20, 0).unwrap(), "Pacific/Auckland").await;
}

#[tokio::test]
async fn today_is_alive_on_sundays_and_around_midnight() {
    today_is_alive(Utc.with_ymd_and_hms(2026, 3, 1, 15, 40, 0).unwrap(), "Europe/Berlin").await;
    today_is_alive(Utc.with_ymd_and_hms(2026, 3, 1, 23, 2, 0).unwrap(), "Europe/London").await;
    today_is_alive(Utc.with_ymd_and_hms(2026, 3, 6, 23, 58, 0).unwrap(), "UTC").await;
    today_is_alive(Utc.with_ymd_and_hms(2026, 3, 6, 0, 31, 0).unwrap(), "UTC").await;
}

#[tokio::test]
async fn today_is_alive_in_the_nights_on_which_clocks_change() {
    today_is_alive(Utc.with_ymd_and_hms(2026, 3, 29, 0, 50, 0).unwrap(), "Europe/Paris").await;
    today_is_alive(Utc.with_ymd_and_hms(2026, 10, 25, 1, 10, 0).unwrap(), "Europe/Paris").await;
}

#[tokio::test]
async fn the_same_hour_makes_the_same_demo() {
    let at = Utc.with_ymd_and_hms(2026, 3, 4, 13, 0, 0).unwrap();
    let sheet_of = |world: World| async move { sheet(&world, "2026-03-04".into(), 1).await };
    let first = sheet_of(demo_at(at, zone("Europe/London")).await).await;
    let second = sheet_of(demo_at(at, zone("Europe/London")).await).await;
    assert_eq!(first, second);
}

#[tokio::test]
async fn people_of_the_demo_are_found_by_name_in_any_script() {
    let world = demo_at(Utc.with_ymd_and_hms(2026, 3, 3, 10, 7, 0).unwrap(), zone("Europe/London")).await;
    for (query, family) in [
        ("darcy sean", "D’Arcy-O’Brien"),
        ("featherstonehaugh", "Featherstonehaugh-Cholmondeley-Papadimitropoulos-Ramanathapuram"),
        ("الأنصاري", "أبو الفضل بن محمد الأنصاري"),
    ] {
        let request = PatientSearch { query: query.into(), limit: 10 };
        let hits = clinic_core::patients::search(&world.clinic, &system(), request).await.unwrap();
        assert!(hits.iter().any(|hit| hit.patient.family_name == family), "{query}: {} hits", hits.len());
    }
}

#[tokio::test]
async fn what_the_doctors_wrote_opens_for_them() {
    let world = demo_at(Utc.with_ymd_and_hms(2026, 3, 3, 10, 7, 0).unwrap(), zone("Europe/London")).await;
    let missing = count(
        &world,
        "select count(*) from appointments a left join consultations c on c.appointment_id = a.id and c.status = \
         if(a.status = 'completed', 'completed', 'draft') where a.status in ('completed', 'in_progress') and c.id is null",
    )
    .await;
    assert_eq!(missing, 0, "every visit done has its note, every one going on its draft");
    let doctor = world.sign_in("doctor@demo.clinic", demo::PASSWORD).await;
    let patient = sqlx::query_scalar(
        "select patient_id from consultations where doctor_id = ? and status = 'completed' order by completed_at limit 1",
    )
    .bind(doctor.view.doctor_id)
    .fetch_one(&mut world.sql().await)
    .await
    .unwrap();
    let request = HistoryRequest { request_id: RequestId::fresh(), patient_id: patient, before: None };
    let past = clinic_core::consultations::history(&world.clinic, &doctor.actor, request).await.unwrap();
    assert!(past.iter().any(|visit| visit.note.as_ref().is_some_and(|note| !note.plan.is_empty())), "{past:?}");
}

#[tokio::test]
async fn what_was_prescribed_is_signed_by_doctors_whose_licence_holds() {
    let world = demo_at(Utc.with_ymd_and_hms(2026, 3, 3, 10, 7, 0).unwrap(), zone("Europe/London")).await;
    let doctor = world.sign_in("doctor@demo.clinic", demo::PASSWORD).await;
    let patients: Vec<PatientId> =
        sqlx::query_scalar("select distinct patient_id from prescriptions where doctor_id = ? limit 5")
            .bind(doctor.view.doctor_id)
            .fetch_all(&mut world.sql().await)
            .await
            .unwrap();
    assert_eq!(patients.len(), 5);
    for patient_id in patients {
        let request = PrescriptionsRequest { request_id: RequestId::fresh(), patient_id };
        // Reading holds every signature against the clinic's key and against what was signed.
        let list = prescriptions::of_patient(&world.clinic, &doctor.actor, request).await.unwrap();
        assert_eq!(list.altered, []);
        let known = list.prescriptions;
        assert!(known.iter().all(|one| one.status == PrescriptionStatus::Signed && one.content.medications.len() == 1));
    }
    let favourites = prescriptions::favourites(&world.clinic, &doctor.actor).await.unwrap();
    assert!(!favourites.is_empty());
    let over = "select count(*) from prescriptions p join doctors d on d.id = p.doctor_id \
                where d.licence_expires_on < date(p.signed_at)";
    assert_eq!(count(&world, over).await, 0);
    assert!(count(&world, "select count(*) from prescriptions where dispensed_at is null").await > 0);
    assert!(count(&world, "select count(*) from prescriptions where dispensed_at is not null").await > 0);
}

#[tokio::test]
async fn whoever_is_in_a_room_has_papers_and_nobody_who_waits() {
    let world = demo_at(Utc.with_ymd_and_hms(2026, 3, 3, 10, 7, 0).unwrap(), zone("Europe/London")).await;
    let with = "select count(*) from appointments a where a.status in ('arrived', 'checked_in') \
                and exists (select 1 from records r where r.patient_id = a.patient_id)";
    assert_eq!(count(&world, with).await, 0);
    let inside: Option<(PatientId, String)> = sqlx::query_as(
        "select a.patient_id, u.email from appointments a join doctors d on d.id = a.doctor_id \
         join users u on u.id = d.user_id join records r on r.patient_id = a.patient_id where a.status = 'in_progress' limit 1",
    )
    .fetch_optional(&mut world.sql().await)
    .await
    .unwrap();
    let (patient_id, email) = inside.expect("somebody in a room has papers");
    let doctor = world.sign_in(&email, demo::PASSWORD).await;
    let request = RecordsRequest { request_id: RequestId::fresh(), patient_id };
    let list = records::of_patient(&world.clinic, &doctor.actor, request).await.unwrap();
    assert_eq!((list.records.len(), list.altered), (2, vec![]));
    for record in list.records {
        assert_eq!((record.status, record.preview), (RecordStatus::Kept, Preview::Pdf));
        assert!(record.added_at < world.clinic.now());
        // Opening holds every part, and the whole, against what was added.
        let request = OpenRecord { request_id: RequestId::fresh(), record_id: record.id };
        records::open(&world.clinic, &doctor.actor, request).await.unwrap();
    }
}

#[tokio::test]
async fn a_demo_is_filled_once_and_never_over_a_clinic() {
    let world = World::new().await;
    assert!(!demo::is_demo(&world.clinic).await.unwrap());
    let mut heard = Vec::new();
    demo::fill(&world.clinic, Zone::UTC, |percent| heard.push(percent)).await.unwrap();
    assert!(heard.is_sorted() && heard.last() == Some(&100), "{heard:?}");
    assert!(demo::is_demo(&world.clinic).await.unwrap());
    let visits = count(&world, "select count(*) from appointments").await;
    demo::fill(&world.clinic, Zone::UTC, |_| {}).await.unwrap();
    assert_eq!(count(&world, "select count(*) from appointments").await, visits);

    let real = World::new().await;
    real.plain_patient("Somebody", "Real").await;
    let refused = demo::fill(&real.clinic, Zone::UTC, |_| {}).await.unwrap_err();
    assert!(matches!(refused, ClinicError::Inconsistent { .. }), "{refused:?}");
    assert_eq!(count(&real, "select count(*) from doctors").await, 0);
}

#[tokio::test]
async fn everybody_of_the_demo_signs_in() {
    let world = demo_at(Utc.with_ymd_and_hms(2026, 3, 3, 10, 7, 0).unwrap(), zone("Europe/London")).await;
    let accounts = demo::accounts();
    assert_eq!(accounts.len(), 9);
    for account in accounts {
        let session = world.sign_in(&account.email, &account.password).await;
        assert_eq!((session.view.name, session.view.role), (account.name, account.role));
        assert_eq!(session.view.doctor_id.is_some(), account.role == Role::Doctor);
    }
}
