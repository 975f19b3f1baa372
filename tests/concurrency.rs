//! Many workstations at once, each booking, moving, cancelling and taking back at random: whatever they did, the calendar
//! is sound, what was acknowledged is there, and every change has its audit event.

mod support;

use std::collections::HashMap;

use clinic_core::appointments;
use clinic_core::appointments::model::*;
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::error::ClinicError;
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
                    priority: Priority::Regular,
                    override_reason: None,
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
