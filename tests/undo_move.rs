//! Undoing moves, and doing them again, on a real server.

use crate::support::builders::system;
use crate::support::desk::{Desk, local, on_the_wall, patient, refusal, reschedule};
use clinic_core::appointments;
use clinic_core::appointments::model::*;
use clinic_core::availability::model::{TimeOffKind, TimeOffRequest};
use clinic_core::error::{ClinicError, RecordKind, Refusal};
use clinic_core::ids::*;

/// Moves the visit and yields it with the id of the move.
async fn moved(desk: &Desk, visit: &AppointmentView, at: &str) -> (AppointmentView, RequestId) {
    let request_id = RequestId::fresh();
    let request = RescheduleRequest { request_id, ..reschedule(visit, on_the_wall(at)) };
    (appointments::reschedule(&desk.world.clinic, &system(), request).await.expect("the move"), request_id)
}

async fn undo(
    desk: &Desk,
    visit: &AppointmentView,
    move_id: RequestId,
) -> (Result<AppointmentView, ClinicError>, RequestId) {
    let request_id = RequestId::fresh();
    let (appointment_id, row_version) = (visit.id, visit.row_version);
    let request = UndoMoveRequest { request_id, appointment_id, row_version, move_id };
    (appointments::undo_move(&desk.world.clinic, &system(), request).await, request_id)
}

fn place(
    visit: &AppointmentView,
) -> (DoctorId, LocationId, Option<RoomId>, String, String, u8, String, Option<String>) {
    let (from, to) = (visit.starts_at.to_string(), visit.ends_at.to_string());
    let fee = format!("{} {}", visit.fee.amount, visit.fee.currency);
    (visit.doctor_id, visit.location_id, visit.room_id, from, to, visit.seat, fee, visit.override_reason.clone())
}

#[tokio::test]
async fn a_chain_of_moves_is_undone_and_done_again_one_by_one() {
    let desk = Desk::open().await;
    let mut wish = desk.wish("2026-03-02 18:00");
    (wish.override_reason, wish.minutes) = (Some("after work".into()), Some(35));
    let first = desk.book(wish).await.unwrap();
    let (second, one) = moved(&desk, &first, "2026-03-02 09:20").await;
    assert_eq!(second.override_reason, None, "inside the hours there is nothing to explain");
    let (third, two) = moved(&desk, &second, "2026-03-03 10:00").await;
    let stale = ClinicError::Stale { what: RecordKind::Appointment };
    assert_eq!(undo(&desk, &third, one).await.0.unwrap_err(), stale, "the last move first");
    let (back, undone_two) = undo(&desk, &third, two).await;
    let back = back.unwrap();
    assert_eq!(place(&back), place(&second));
    let (start, undone_one) = undo(&desk, &back, one).await;
    let start = start.unwrap();
    assert_eq!(place(&start), place(&first), "with the reason it lay outside the hours");
    assert_eq!(undo(&desk, &start, undone_two).await.0.unwrap_err(), stale);
    let again = undo(&desk, &start, undone_one).await.0.unwrap();
    assert_eq!(place(&again), place(&second));
    assert_eq!(place(&undo(&desk, &again, undone_two).await.0.unwrap()), place(&third));
    assert_eq!(desk.world.audited("appointment_rescheduled").await, 6);
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn an_undone_move_asks_neither_the_clock_nor_the_hours() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    desk.world.clinic.clock().set(visit.starts_at + chrono::Duration::minutes(59));
    let (later, id) = moved(&desk, &visit, "2026-03-04 10:00").await;
    desk.world.clinic.clock().set(visit.starts_at + chrono::Duration::minutes(61));
    let mut connection = desk.world.sql().await;
    sqlx::query("update weekly_hours set from_time = '11:00' where from_time = '09:00'")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("update topics set version = version + 1 where name = 'availability'")
        .execute(&mut connection)
        .await
        .unwrap();
    let request = UndoMoveRequest {
        request_id: RequestId::fresh(),
        appointment_id: later.id,
        row_version: later.row_version,
        move_id: id,
    };
    let actor = system();
    let (one, other) = tokio::join!(
        appointments::undo_move(&desk.world.clinic, &actor, request.clone()),
        appointments::undo_move(&desk.world.clinic, &actor, request),
    );
    let back = one.unwrap();
    assert_eq!(other.unwrap(), back, "sent twice, undone once");
    assert_eq!(place(&back), place(&visit));
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn an_undone_move_is_refused_when_the_place_was_taken_or_the_doctor_left_since() {
    let desk = Desk::open().await;
    let (visit, id) = moved(&desk, &desk.booked("2026-03-02 09:20").await, "2026-03-02 11:00").await;
    let mut wish = desk.wish("2026-03-02 09:20");
    wish.patient_id = patient(&desk.world, "Hopper", "Grace").await;
    let other = desk.book(wish).await.unwrap();
    let Refusal::DoctorBusy { held_by, .. } = refusal(undo(&desk, &visit, id).await.0) else { panic!("free") };
    assert_eq!(held_by, "Hopper, Grace");
    desk.cancel(&other).await.unwrap();
    let request = TimeOffRequest {
        id: TimeOffId::fresh(),
        doctor_id: desk.osei,
        starts_local: "2026-03-02T09:00".into(),
        ends_local: "2026-03-02T10:00".into(),
        time_off_kind: TimeOffKind::Sick,
        note: String::new(),
    };
    appointments::enter_time_off(&desk.world.clinic, &system(), request).await.unwrap();
    let refused = refusal(undo(&desk, &visit, id).await.0);
    assert!(matches!(refused, Refusal::DoctorAway { until_local, .. } if until_local == local("2026-03-02 10:00")));
    // Moved away because of a time off that was there before: it stood inside it a moment ago, and may again.
    let (away, out) = moved(&desk, &visit, "2026-03-02 13:00").await;
    let request = TimeOffRequest {
        id: TimeOffId::fresh(),
        doctor_id: desk.osei,
        starts_local: "2026-03-03T13:00".into(),
        ends_local: "2026-03-03T14:00".into(),
        time_off_kind: TimeOffKind::Sick,
        note: String::new(),
    };
    assert_eq!(place(&undo(&desk, &away, out).await.0.unwrap()), place(&visit));
    let inside = desk.booked("2026-03-03 13:00").await;
    let entered = appointments::enter_time_off(&desk.world.clinic, &system(), request).await.unwrap();
    assert_eq!(entered.to_move.len(), 1);
    let (out_of_it, id) = moved(&desk, &inside, "2026-03-03 15:00").await;
    assert_eq!(place(&undo(&desk, &out_of_it, id).await.0.unwrap()), place(&inside));
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_move_is_undone_only_by_the_session_that_made_it_and_while_the_visit_may_move() {
    let desk = Desk::open().await;
    let (visit, id) = moved(&desk, &desk.booked("2026-03-02 09:20").await, "2026-03-02 11:00").await;
    let other = desk.world.user(clinic_core::access::Role::Receptionist).await;
    let request = |visit: &AppointmentView| UndoMoveRequest {
        request_id: RequestId::fresh(),
        appointment_id: visit.id,
        row_version: visit.row_version,
        move_id: id,
    };
    let stale = ClinicError::Stale { what: RecordKind::Appointment };
    let refused = appointments::undo_move(&desk.world.clinic, &other.actor, request(&visit)).await.unwrap_err();
    assert_eq!(refused, stale);
    let arrived = desk.step(&visit, Step::Arrive).await.unwrap();
    let refused = appointments::undo_move(&desk.world.clinic, &system(), request(&visit)).await.unwrap_err();
    assert_eq!(refused, stale, "an old version");
    let unknown = UndoMoveRequest { move_id: RequestId::fresh(), ..request(&arrived) };
    assert_eq!(appointments::undo_move(&desk.world.clinic, &system(), unknown).await.unwrap_err(), stale);
    assert!(appointments::undo_move(&desk.world.clinic, &system(), request(&arrived)).await.is_ok());
    let cancelled = desk.cancel(&desk.booked("2026-03-04 09:20").await).await.unwrap();
    let refused = refusal(appointments::undo_move(&desk.world.clinic, &system(), request(&cancelled)).await);
    assert_eq!(refused, Refusal::WrongStatus { status: AppointmentStatus::Cancelled });
}

#[tokio::test]
async fn a_move_keeps_why_the_visit_lies_outside_the_hours() {
    let desk = Desk::open().await;
    let mut wish = desk.wish("2026-03-02 18:00");
    wish.override_reason = Some("after work".into());
    let visit = desk.book(wish).await.unwrap();
    let later = desk.move_to(&visit, "2026-03-02 18:30").await.unwrap();
    assert_eq!(later.override_reason.as_deref(), Some("after work"));
    let plain = desk.booked("2026-03-03 09:20").await;
    assert!(matches!(refusal(desk.move_to(&plain, "2026-03-03 18:00").await), Refusal::OutsideHours { .. }));
}
