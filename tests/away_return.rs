//! The server is back: what was done meanwhile becomes certain once, or is settled.

use chrono::Duration;
use clinic_core::access::Role;
use clinic_core::appointments::model::{AppointmentStatus, BookingRequest, RequestedTime, Step};
use clinic_core::away::deeds;
use clinic_core::away::model::{KeptStanding, OtherTime, SettleDeed, Settlement};
use clinic_core::error::{ClinicError, Refusal};
use clinic_core::ids::PatientId;
use clinic_core::patients::model::RegisterPatient;

use crate::support::desk::{Desk, patient, refusal};
use crate::support::workstation::{Away, Workstation, filled, shown, step};

#[tokio::test]
async fn two_workstations_book_one_slot_and_the_later_has_to_settle() {
    let desk = Desk::open().await;
    desk.booked("2026-03-02 16:00").await;
    let bea = patient(&desk.world, "Byron", "Beatrice").await;
    desk.book(BookingRequest { patient_id: bea, ..desk.wish("2026-03-02 16:20") }).await.unwrap();
    let one = Away::from_desk(desk).await;
    let user = one.desk.world.user(Role::Receptionist).await;
    let elsewhere = Workstation::fresh();
    let other = filled(one.clinic(), &elsewhere, &user.actor, &user.view).await;
    let first = deeds::book(&one.drawer, one.desk.wish("2026-03-02 10:00")).await.unwrap();
    let second = BookingRequest { patient_id: bea, ..one.desk.wish("2026-03-02 10:00") };
    let second = deeds::book(&other, second).await.unwrap();
    let follow_up = deeds::step(&other, step(&second, Step::Confirm)).await.unwrap();
    assert_eq!(follow_up.status, AppointmentStatus::Confirmed);

    assert_eq!(one.send().await, Ok(1));
    assert_eq!(other.send(one.clinic(), &user.actor).await, Ok(1), "one is decided, its follower waits");
    let state = other.state().await;
    let KeptStanding::ToSettle {
        error: ClinicError::Refused { refusal: Refusal::DoctorBusy { appointment_id, next, .. } },
    } = &state.deeds[0].standing
    else {
        panic!("{state:?}")
    };
    assert_eq!(*appointment_id, first.id);
    assert_eq!((state.deeds[1].standing.clone(), state.deeds[0].followers), (KeptStanding::Behind, 1));
    assert_eq!(other.send(one.clinic(), &user.actor).await, Ok(0), "it is not tried over and over");

    let place = OtherTime {
        doctor_id: next[0].doctor_id,
        location_id: next[0].location_id,
        starts: RequestedTime::Instant { at: next[0].starts_at },
    };
    let settle = SettleDeed { id: state.deeds[0].id, how: Settlement::At { other: place } };
    let settled = other.settle(one.clinic(), &user.actor, settle).await.unwrap();
    assert!(settled.deeds.is_empty(), "{settled:?}");
    let there = one.there(second.id).await.unwrap();
    assert_eq!((there.starts_at, there.status), (next[0].starts_at, AppointmentStatus::Confirmed));
    one.desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_visit_that_someone_changed_meanwhile_is_shown_to_be_settled() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 10:00").await;
    let away = Away::from_desk(desk).await;
    let arrived = deeds::step(&away.drawer, step(&visit, Step::Arrive)).await.unwrap();
    let checked_in = deeds::step(&away.drawer, step(&arrived, Step::CheckIn)).await.unwrap();
    away.desk.step(&visit, Step::Confirm).await.unwrap();
    away.send().await.unwrap();
    let state = away.drawer.state().await;
    let id = state.deeds[0].id;
    assert!(matches!(state.deeds[0].standing, KeptStanding::ToSettle { error: ClinicError::Stale { .. } }));
    assert_eq!(away.settle(id, Settlement::Retry).await.unwrap(), []);
    let there = away.there(visit.id).await.unwrap();
    assert_eq!(there.status, AppointmentStatus::CheckedIn);
    let at = (checked_in.arrived_at, checked_in.checked_in_at);
    assert!(at.0.is_some() && (there.arrived_at, there.checked_in_at) == at, "when it was done, not when it was sent");
}

#[tokio::test]
async fn what_is_dropped_is_dropped_with_a_reason_that_the_audit_log_keeps() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 10:00").await;
    let away = Away::from_desk(desk).await;
    let arrived = deeds::step(&away.drawer, step(&visit, Step::Arrive)).await.unwrap();
    deeds::step(&away.drawer, step(&arrived, Step::CheckIn)).await.unwrap();
    away.desk.cancel(&visit).await.unwrap();
    away.send().await.unwrap();
    let id = away.drawer.state().await.deeds[0].id;
    let nameless = away.settle(id, Settlement::Drop { reason: "  ".into() }).await;
    assert!(matches!(nameless, Err(ClinicError::Invalid { .. })));
    assert_eq!(away.drawer.state().await.deeds.len(), 2);
    assert_eq!(away.settle(id, Settlement::Drop { reason: "cancelled by phone".into() }).await.unwrap(), []);
    let mut connection = away.desk.world.address.connect_once().await.unwrap();
    let kept: Vec<(String, String)> = sqlx::query_as(
        "select json_value(detail, '$.what'), json_value(detail, '$.reason') from audit_events \
         where action = 'kept_deed_dropped' order by json_value(detail, '$.made_at'), id",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let reason = || "cancelled by phone".to_owned();
    assert_eq!(kept, [("arrive".to_owned(), reason()), ("check_in".to_owned(), reason())]);
}

#[tokio::test]
async fn what_was_not_sent_is_taken_back_as_if_it_had_not_been_done() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 10:00").await;
    let away = Away::from_desk(desk).await;
    let request = step(&visit, Step::Arrive);
    let arrived = deeds::step(&away.drawer, request.clone()).await.unwrap();
    assert_eq!(deeds::step(&away.drawer, request.clone()).await.unwrap(), arrived, "sent again it is the same");
    assert_eq!(away.drawer.state().await.deeds.len(), 1);
    deeds::step(&away.drawer, step(&arrived, Step::CheckIn)).await.unwrap();
    let first = away.drawer.withdraw(request.request_id).await;
    assert_eq!(first.unwrap_err(), ClinicError::Stale { what: clinic_core::error::RecordKind::Appointment });
    let last = away.drawer.state().await.deeds[1].id;
    assert_eq!(away.drawer.withdraw(last).await.unwrap().deeds.len(), 1);
    assert!(away.drawer.withdraw(request.request_id).await.unwrap().deeds.is_empty());
    assert_eq!(shown(&away.drawer).await, [(AppointmentStatus::Scheduled, false)]);
    assert_eq!(away.send().await, Ok(0));
}

#[tokio::test]
async fn a_newcomer_is_registered_and_booked_and_both_become_certain_once() {
    let away = Away::from_desk(Desk::open().await).await;
    let form = serde_json::json!({
        "id": PatientId::fresh(),
        "form": {
            "family_name": "Hopper", "given_name": "Grace", "birth_date": "1906-12-09", "birth_date_estimated": false,
            "gender": "female", "email": "", "phone": "", "address": "", "usual_doctor_id": null,
        },
    });
    let request: RegisterPatient = serde_json::from_value(form).unwrap();
    let grace = deeds::register(&away.drawer, request.clone()).await.unwrap();
    let wish = BookingRequest { patient_id: grace.id, ..away.desk.wish("2026-03-02 10:00") };
    let booked = deeds::book(&away.drawer, wish.clone()).await.unwrap();
    // The answer to the first was lost, not the deed.
    clinic_core::patients::register(away.clinic(), &away.actor, request).await.unwrap();
    assert_eq!(away.send().await, Ok(2));
    assert_eq!(away.there(booked.id).await.unwrap().patient_name, "Hopper, Grace");
    away.desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_walk_in_booked_while_the_server_was_away_for_hours_is_not_too_late() {
    let away = Away::from_desk(Desk::open().await).await;
    let clock = away.clinic().clock().clone();
    clinic_core::patients::get(away.clinic(), &away.actor, away.desk.ada).await.unwrap();
    away.desk.booked("2026-03-02 16:00").await;
    away.drawer.refresh(away.clinic(), &away.actor).await.unwrap();
    let booked = deeds::book(&away.drawer, away.desk.wish("2026-03-02 09:00")).await.unwrap();
    clock.set(clock.now() + Duration::hours(4));
    assert_eq!(away.send().await, Ok(1));
    assert_eq!(away.there(booked.id).await.unwrap().status, AppointmentStatus::Scheduled);
    let late = away.desk.book(away.desk.wish("2026-03-02 09:20")).await;
    assert_eq!(refusal(late), Refusal::InThePast, "others are as late as ever");
}
