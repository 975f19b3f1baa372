//! Many workstations at once, each booking, moving, cancelling and taking back at random: whatever they did, the calendar
//! is sound, what was acknowledged is there, and every change has its audit event.

mod support;

use std::collections::HashMap;

use clinic_core::appointments;
use clinic_core::appointments::model::*;
use clinic_core::availability::model::{TimeOffKind, TimeOffRequest};
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::error::{ClinicError, Refusal};
use clinic_core::ids::*;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use support::builders::system;
use support::desk::{Desk, Hours, patient};
use tokio::task::JoinSet;

/// What one workstation was told.
#[derive(Default)]
struct Told {
    last: HashMap<AppointmentId, AppointmentView>,
    changes: usize,
    refused: usize,
}

/// Books, moves, cancels and takes back at random; keeps what it was told.
async fn work(
    clinic: Clinic,
    doctors: Vec<DoctorId>,
    patients: Vec<PatientId>,
    location: LocationId,
    seed: u64,
) -> Told {
    let mut random = SmallRng::seed_from_u64(seed);
    let mut told = Told::default();
    for _ in 0..60 {
        let starts = RequestedTime::Instant {
            at: support::monday_at_eight() + chrono::Duration::minutes(60 + 5 * random.random_range(0..60)),
        };
        let known: Vec<AppointmentView> = told.last.values().cloned().collect();
        let doctor = doctors[random.random_range(0..doctors.len())];
        let chosen =
            (!known.is_empty() && random.random_bool(0.5)).then(|| known[random.random_range(0..known.len())].clone());
        let outcome = match chosen {
            None => {
                let request = BookingRequest {
                    appointment_id: AppointmentId::fresh(),
                    patient_id: patients[random.random_range(0..patients.len())],
                    doctor_id: doctor,
                    location_id: location,
                    visit_kind: VisitKind::InPerson,
                    starts,
                    minutes: Some([5, 15, 20, 40][random.random_range(0..4)]),
                    reason: String::new(),
                    symptoms: String::new(),
                    priority: Priority::Regular,
                    override_reason: None,
                    overbook_reason: None,
                    room_id: None,
                    device_ids: vec![],
                };
                appointments::book(&clinic, &system(), request).await
            }
            Some(visit) => match (visit.status.is_live(), random.random_range(0..3)) {
                (true, 0) => {
                    let reason = "random".into();
                    let (appointment_id, row_version) = (visit.id, visit.row_version);
                    let request = CancelRequest { request_id: RequestId::fresh(), appointment_id, row_version, reason };
                    appointments::cancel(&clinic, &system(), request).await
                }
                (true, _) => {
                    let request = RescheduleRequest {
                        request_id: RequestId::fresh(),
                        appointment_id: visit.id,
                        row_version: visit.row_version,
                        doctor_id: Some(doctor),
                        location_id: None,
                        starts,
                        minutes: None,
                        override_reason: None,
                        overbook_reason: None,
                    };
                    appointments::reschedule(&clinic, &system(), request).await
                }
                (false, _) => {
                    let request = StepRequest {
                        request_id: RequestId::fresh(),
                        appointment_id: visit.id,
                        row_version: visit.row_version,
                        step: Step::TakeBack,
                    };
                    appointments::step(&clinic, &system(), request).await
                }
            },
        };
        match outcome {
            Ok(visit) => {
                told.changes += 1;
                told.last.insert(visit.id, visit);
            }
            Err(ClinicError::Refused { .. }) => told.refused += 1,
            Err(other) => panic!("seed {seed}: {other:?}"),
        }
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_many_workstations_do_at_once_the_calendar_is_sound() {
    let desk = Desk::open().await;
    let mut doctors = vec![desk.osei];
    let room = desk.world.room(desk.location, "Shared").await.id;
    for (name, capacity, room) in [("Dr Chen", 1, Some(room)), ("Dr Diaz", 1, Some(room)), ("Dr Group", 3, None)] {
        let doctor = desk.world.doctor(name).await.id;
        desk.hours(doctor, Hours { weekday: 1, from: "09:00", to: "15:00", capacity, room }).await;
        doctors.push(doctor);
    }
    let mut patients = Vec::new();
    for number in 0..12 {
        patients.push(patient(&desk.world, "Patient", &number.to_string()).await);
    }
    let mut running = JoinSet::new();
    for seed in 0..8 {
        let clock = Clock::fixed(support::monday_at_eight());
        let clinic = Clinic::connect_with(&desk.world.address, clock, 2).await.unwrap();
        running.spawn(work(clinic, doctors.clone(), patients.clone(), desk.location, seed));
    }
    let (mut changes, mut refused) = (0, 0);
    for told in running.join_all().await {
        changes += told.changes;
        refused += told.refused;
        for (id, visit) in told.last {
            let now = appointments::get(&desk.world.clinic, &system(), id).await.unwrap();
            let facts =
                |view: &AppointmentView| (view.row_version, view.status, view.starts_at, view.doctor_id, view.seat);
            assert_eq!(
                facts(&now),
                facts(&visit),
                "only its own workstation changed it: it stands as last acknowledged"
            );
        }
    }
    assert!(
        changes > 50 && refused > 50,
        "{changes} changes, {refused} refused: there was work and there were clashes"
    );
    desk.calendar_is_sound().await;
    let mut audited = 0;
    for action in ["appointment_booked", "appointment_rescheduled", "appointment_cancelled", "appointment_stepped"] {
        audited += desk.world.audited(action).await;
    }
    assert_eq!(usize::try_from(audited).unwrap(), changes, "one audit event for each change, none for a refusal");
}

/// Dr Osei is away from nine to twelve.
fn away(doctor_id: DoctorId, on: &str) -> TimeOffRequest {
    TimeOffRequest {
        id: TimeOffId::fresh(),
        doctor_id,
        starts_local: format!("{on}T09:00"),
        ends_local: format!("{on}T12:00"),
        time_off_kind: TimeOffKind::Leave,
        note: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_booked_in_the_instant_of_a_time_off_is_listed_or_refused() {
    let desk = Desk::open().await;
    let workstation = Clinic::connect_with(&desk.world.address, Clock::fixed(support::monday_at_eight()), 4).await;
    let workstation = workstation.unwrap();
    let (mut listed, mut refused) = (0, 0);
    for week in 0..12 {
        for weekday in 0..5 {
            let on = (support::monday_at_eight() + chrono::Duration::days(7 * week + weekday)).date_naive().to_string();
            let wish = desk.wish(&format!("{on} 11:00"));
            let actor = system();
            let (booked, entered) = tokio::join!(
                appointments::book(&workstation, &actor, wish),
                appointments::enter_time_off(&desk.world.clinic, &actor, away(desk.osei, &on)),
            );
            let to_move: Vec<_> = entered.unwrap().to_move.into_iter().map(|visit| visit.id).collect();
            match booked {
                Ok(visit) => {
                    assert_eq!(to_move, [visit.id], "{on}: it is booked, so it must be listed");
                    listed += 1;
                }
                Err(ClinicError::Refused { refusal: Refusal::DoctorAway { .. } }) => {
                    assert!(to_move.is_empty());
                    refused += 1;
                }
                Err(other) => panic!("{on}: {other:?}"),
            }
        }
    }
    assert_eq!(listed + refused, 60);
    desk.calendar_is_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_placed_while_a_time_off_is_being_entered_waits_for_it() {
    let desk = Desk::open().await;
    let standing = desk.booked("2026-03-02 13:00").await;
    let mut sql = desk.world.sql().await;
    // The time off is written and not yet committed: nobody can read it, and every schedule still says that Osei is there.
    sqlx::raw_sql("begin").execute(&mut sql).await.unwrap();
    sqlx::query(
        "insert into time_off (id, doctor_id, starts_at, ends_at, kind) \
         values (?, ?, '2026-03-02 09:00', '2026-03-02 12:00', 'sick')",
    )
    .bind(TimeOffId::fresh())
    .bind(desk.osei)
    .execute(&mut sql)
    .await
    .unwrap();
    sqlx::query("update topics set version = version + 1 where name = 'availability'").execute(&mut sql).await.unwrap();
    let mut wish = desk.wish("2026-03-02 09:20");
    wish.patient_id = patient(&desk.world, "Hopper", "Grace").await;
    let (booked, moved, ()) = tokio::join!(desk.book(wish), desk.move_to(&standing, "2026-03-02 10:00"), async {
        let mut watcher = desk.world.sql().await;
        for _ in 0..2_000 {
            let waiting: i64 = sqlx::query_scalar(
                "select count(*) from information_schema.innodb_trx t join information_schema.processlist p \
                 on p.id = t.trx_mysql_thread_id where t.trx_state = 'LOCK WAIT' and p.db = database()",
            )
            .fetch_one(&mut watcher)
            .await
            .unwrap();
            if waiting == 2 {
                break;
            }
        }
        sqlx::raw_sql("commit").execute(&mut sql).await.unwrap();
    });
    for outcome in [booked, moved] {
        let refused = support::desk::refusal(outcome);
        assert!(matches!(refused, Refusal::DoctorAway { .. }), "{refused:?}");
    }
    desk.calendar_is_sound().await;
}
