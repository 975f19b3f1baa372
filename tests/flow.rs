//! The flow of the day on a real server: rooms, done, late cancels, and the list of visits.

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, local, patient, refusal};
use crate::support::monday_at_eight;
use clinic_core::appointments;
use clinic_core::appointments::model::*;
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::error::{ClinicError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;
use clinic_core::settings;
use clinic_core::settings::model::SaveSettings;

fn into(visit: &AppointmentView, room: Option<RoomId>, patient: Whereabouts) -> AssignRoom {
    AssignRoom {
        request_id: RequestId::fresh(),
        appointment_id: visit.id,
        row_version: visit.row_version,
        room_id: room,
        patient,
    }
}

async fn assign(desk: &Desk, request: AssignRoom) -> Result<AppointmentView, ClinicError> {
    appointments::assign_room(&desk.world.clinic, &system(), request).await
}

async fn choices(desk: &Desk, visit: &AppointmentView) -> Vec<(String, Option<String>)> {
    let rooms = appointments::rooms_for(&desk.world.clinic, &system(), visit.id).await.expect("the desk reads");
    rooms.into_iter().map(|room| (room.room_name, room.used.map(|used| used.patient_name))).collect()
}

/// A second doctor's visit of another patient.
async fn other_visit(desk: &Desk, at: &str) -> AppointmentView {
    let doctor = desk.world.doctor(&format!("Dr {}", fresh().simple())).await.id;
    desk.hours(doctor, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: None }).await;
    let mut wish = desk.wish(at);
    (wish.doctor_id, wish.patient_id) = (doctor, patient(&desk.world, "Hopper", "Grace").await);
    desk.book(wish).await.expect("the time is free")
}

#[tokio::test]
async fn a_patient_goes_into_a_free_room_and_nobody_else_gets_it() {
    let desk = Desk::open().await;
    let blue = desk.world.room(desk.location, "Blue").await.id;
    desk.world.room(desk.location, "Green").await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let other = other_visit(&desk, "2026-03-02 09:30").await;
    let refused = assign(&desk, into(&visit, Some(blue), Whereabouts::InRoom)).await;
    assert_eq!(refusal(refused), Refusal::WrongStatus { status: AppointmentStatus::Scheduled }, "not in the house");
    let arrived = desk.step(&visit, Step::Arrive).await.unwrap();
    let request = into(&arrived, Some(blue), Whereabouts::InRoom);
    let inside = assign(&desk, request.clone()).await.unwrap();
    assert_eq!((inside.status, inside.room_name.as_deref()), (AppointmentStatus::CheckedIn, Some("Blue")));
    assert!(inside.in_room_at.is_some());
    assert_eq!(assign(&desk, request).await.unwrap(), inside, "sent twice, done once");
    assert_eq!(desk.world.audited("room_assigned").await, 1);
    assert_eq!(
        choices(&desk, &other).await,
        [("Blue".into(), Some("Lovelace, Ada".into())), ("Green".into(), None)],
        "the desk sees who has the room"
    );
    let refused = assign(&desk, into(&other, Some(blue), Whereabouts::Waiting)).await;
    let Refusal::RoomTaken { appointment_id, room_name, until_local, .. } = refusal(refused) else { panic!("free") };
    assert_eq!((appointment_id, room_name.as_str()), (visit.id, "Blue"));
    assert_eq!(until_local, local("2026-03-02 09:40"));
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_room_with_a_patient_in_it_is_taken_beyond_the_booked_time() {
    let desk = Desk::open().await;
    // Who sits where is told by the server's clock.
    let blue = desk.world.room(desk.location, "Blue").await.id;
    let visit = desk.booked("2026-03-02 09:20").await;
    let later = other_visit(&desk, "2026-03-02 10:20").await;
    let mut connection = desk.world.address.connect_once().await.unwrap();
    let visit = desk.step(&visit, Step::Arrive).await.unwrap();
    let inside = assign(&desk, into(&visit, Some(blue), Whereabouts::InRoom)).await.unwrap();
    sqlx::query("update appointments set in_room_at = '2026-03-02 07:55' where id = ?")
        .bind(inside.id)
        .execute(&mut connection)
        .await
        .unwrap();
    let later = desk.step(&later, Step::Arrive).await.unwrap();
    assert_eq!(choices(&desk, &later).await, [("Blue".into(), Some("Lovelace, Ada".into()))]);
    let refused = assign(&desk, into(&later, Some(blue), Whereabouts::InRoom)).await;
    assert!(matches!(refusal(refused), Refusal::RoomTaken { .. }));
    assert!(
        assign(&desk, into(&later, Some(blue), Whereabouts::Waiting)).await.is_ok(),
        "for its own time the room can be planned"
    );
    // The doctor took them in by beginning, and nobody said that they went in.
    sqlx::query(
        "update appointments set status = 'in_progress', in_room_at = null, started_at = '2026-03-02 07:58' where id = ?",
    )
    .bind(inside.id)
    .execute(&mut connection)
    .await
    .unwrap();
    let later = appointments::get(&desk.world.clinic, &system(), later.id).await.unwrap();
    assert_eq!(choices(&desk, &later).await, [("Blue".into(), Some("Lovelace, Ada".into()))]);
    let refused = assign(&desk, into(&later, Some(blue), Whereabouts::InRoom)).await;
    assert!(matches!(refusal(refused), Refusal::RoomTaken { .. }), "the doctor is in there with a patient");
    sqlx::query(
        "update appointments set status = 'checked_in', in_room_at = started_at, started_at = null where id = ?",
    )
    .bind(inside.id)
    .execute(&mut connection)
    .await
    .unwrap();
    let done = desk.step(&inside, Step::Complete).await.unwrap();
    assert_eq!(done.status, AppointmentStatus::Completed);
    assert!(done.completed_at.is_some());
    assert!(assign(&desk, into(&later, Some(blue), Whereabouts::InRoom)).await.is_ok(), "who is done has left");
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn nobody_comes_or_is_done_before_the_day_of_their_visit() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-04 09:20").await;
    for step in [Step::Arrive, Step::CheckIn] {
        let refused = refusal(desk.step(&visit, step).await);
        assert_eq!(refused, Refusal::BeforeItsDay { starts_local: local("2026-03-04 09:20") });
    }
    let confirmed = desk.step(&visit, Step::Confirm).await.expect("that can be said before");
    let today = desk.move_to(&confirmed, "2026-03-02 09:20").await.unwrap();
    assert_eq!(desk.step(&today, Step::Arrive).await.unwrap().status, AppointmentStatus::Arrived);
}

#[tokio::test]
async fn a_change_of_room_is_one_deed_and_is_taken_back() {
    let desk = Desk::open().await;
    let blue = desk.world.room(desk.location, "Blue").await.id;
    let green = desk.world.room(desk.location, "Green").await.id;
    let visit = desk.booked("2026-03-02 09:20").await;
    let visit = desk.step(&visit, Step::Arrive).await.unwrap();
    let visit = assign(&desk, into(&visit, Some(blue), Whereabouts::InRoom)).await.unwrap();
    assert_eq!(desk.cells().await, 12, "doctor, patient and room");
    let moved = assign(&desk, into(&visit, Some(green), Whereabouts::InRoom)).await.unwrap();
    assert_eq!((moved.room_id, moved.in_room_at), (Some(green), visit.in_room_at), "the wait ended with the first");
    assert_eq!(desk.cells().await, 12);
    desk.calendar_is_sound().await;
    let stale = assign(&desk, into(&visit, Some(blue), Whereabouts::InRoom)).await.unwrap_err();
    assert_eq!(stale, ClinicError::Stale { what: RecordKind::Appointment });
    let waiting = assign(&desk, into(&moved, None, Whereabouts::Waiting)).await.unwrap();
    assert_eq!((waiting.status, waiting.room_id), (AppointmentStatus::Arrived, None), "arrived, as before");
    assert_eq!(desk.cells().await, 8);
    let inside = assign(&desk, into(&waiting, Some(blue), Whereabouts::InRoom)).await.unwrap();
    let out = desk.step(&inside, Step::TakeBack).await.unwrap();
    assert_eq!((out.status, out.in_room_at), (AppointmentStatus::Arrived, None), "one step back leaves the room");
    assert_eq!(out.room_id, Some(blue), "which stays planned");
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_room_of_another_place_or_none_is_refused_at_its_field() {
    let desk = Desk::open().await;
    let elsewhere = desk.world.location("North", "Europe/London").await.id;
    let blue = desk.world.room(elsewhere, "Blue").await.id;
    let visit = desk.booked("2026-03-02 09:20").await;
    for (room, patient, problem) in [
        (Some(blue), Whereabouts::Waiting, FieldProblem::UnknownChoice),
        (Some(RoomId::fresh()), Whereabouts::Waiting, FieldProblem::UnknownChoice),
        (None, Whereabouts::InRoom, FieldProblem::Missing),
    ] {
        let refused = assign(&desk, into(&visit, room, patient)).await.unwrap_err();
        assert!(matches!(&refused, ClinicError::Invalid { fields } if fields[0].problem == problem), "{refused:?}");
    }
    assert!(choices(&desk, &visit).await.is_empty(), "the place has no rooms");
}

#[tokio::test]
async fn two_patients_sent_into_one_room_at_once_do_not_both_go_in() {
    let desk = Desk::open().await;
    let blue = desk.world.room(desk.location, "Blue").await.id;
    let mut arrived = Vec::new();
    // Times that do not overlap: only who sits in the room decides.
    for at in ["2026-03-02 09:00", "2026-03-02 09:20", "2026-03-02 09:40", "2026-03-02 10:00"] {
        let visit = other_visit(&desk, at).await;
        arrived.push(desk.step(&visit, Step::Arrive).await.unwrap());
    }
    let real = Clinic::connect_with(&desk.world.address, Clock::system(), 8).await.unwrap();
    let mut connection = desk.world.address.connect_once().await.unwrap();
    // Today, so that the clock that says who sits there is the one of the visits.
    let shift = "update appointments set starts_at = starts_at + interval timestampdiff(day, '2026-03-02', utc_timestamp()) day, \
                 ends_at = ends_at + interval timestampdiff(day, '2026-03-02', utc_timestamp()) day";
    sqlx::query(shift).execute(&mut connection).await.unwrap();
    let tries = arrived.iter().map(|visit| {
        let request = into(visit, Some(blue), Whereabouts::InRoom);
        let real = real.clone();
        async move { appointments::assign_room(&real, &system(), request).await }
    });
    let mut answers = Vec::new();
    let tasks: Vec<_> = tries.map(tokio::spawn).collect();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    for refused in answers.into_iter().filter(Result::is_err) {
        assert!(matches!(refusal(refused), Refusal::RoomTaken { .. }));
    }
}

#[tokio::test]
async fn done_is_taken_back_unless_the_doctor_wrote_it() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    assert!(matches!(refusal(desk.step(&visit, Step::Complete).await), Refusal::WrongStatus { .. }), "never came");
    let visit = desk.step(&visit, Step::CheckIn).await.unwrap();
    let done = desk.step(&visit, Step::Complete).await.unwrap();
    assert_eq!(done.status, AppointmentStatus::Completed);
    let back = desk.step(&done, Step::TakeBack).await.unwrap();
    assert_eq!((back.status, back.completed_at), (AppointmentStatus::CheckedIn, None));
    let done = desk.step(&back, Step::Complete).await.unwrap();
    let mut connection = desk.world.address.connect_once().await.unwrap();
    sqlx::query("update appointments set started_at = utc_timestamp(6)").execute(&mut connection).await.unwrap();
    assert!(matches!(refusal(desk.step(&done, Step::TakeBack).await), Refusal::WrongStatus { .. }));
    desk.calendar_is_sound().await;
}

/// Books a visit a week ago for the minute given from Monday at eight.
async fn booked_last_week(desk: &Desk, at: &str) -> AppointmentView {
    let visit = desk.booked(at).await;
    let mut connection = desk.world.address.connect_once().await.expect("the test's server runs");
    sqlx::query("update appointments set created_at = '2026-02-20' where id = ?")
        .bind(visit.id)
        .execute(&mut connection)
        .await
        .expect("it was booked");
    visit
}

#[tokio::test]
async fn a_cancellation_inside_the_clinics_hours_is_late() {
    let desk = Desk::open().await;
    let usual = settings::get(&desk.world.clinic, &system()).await.unwrap();
    assert_eq!((usual.late_cancel_hours, usual.row_version), (24, 0));
    let tomorrow = booked_last_week(&desk, "2026-03-03 09:20").await;
    assert!(!desk.cancel(&tomorrow).await.unwrap().late_cancel, "25 hours before");
    let today = booked_last_week(&desk, "2026-03-02 16:00").await;
    let late = desk.cancel(&today).await.unwrap();
    assert!(late.late_cancel);
    let back = desk.step(&late, Step::TakeBack).await.unwrap();
    assert!(!back.late_cancel, "it was not called off after all");
    let save = SaveSettings {
        request_id: RequestId::fresh(),
        row_version: 0,
        video_base_url: String::new(),
        late_cancel_hours: 4,
        offer_minutes: 10,
    };
    let saved = settings::save(&desk.world.clinic, &system(), save.clone()).await.unwrap();
    assert_eq!((saved.late_cancel_hours, saved.row_version), (4, 1));
    assert_eq!(settings::save(&desk.world.clinic, &system(), save.clone()).await.unwrap(), saved, "sent twice");
    assert!(!desk.cancel(&back).await.unwrap().late_cancel, "eight hours before is in time now");
    let stale = SaveSettings { request_id: RequestId::fresh(), ..save.clone() };
    let stale = settings::save(&desk.world.clinic, &system(), stale).await.unwrap_err();
    assert_eq!(stale, ClinicError::Stale { what: RecordKind::Settings });
    for hours in [-1, 337] {
        let bad =
            SaveSettings { request_id: RequestId::fresh(), row_version: 1, late_cancel_hours: hours, ..save.clone() };
        let refused = settings::save(&desk.world.clinic, &system(), bad).await.unwrap_err();
        assert!(
            matches!(&refused, ClinicError::Invalid { fields } if fields[0].field == "late_cancel_hours"),
            "{refused:?}"
        );
    }
    assert_eq!(desk.world.audited("settings_saved").await, 1);
}

fn asked(from_on: &str, to_on: &str) -> VisitListRequest {
    VisitListRequest {
        from_on: from_on.into(),
        to_on: to_on.into(),
        doctor_ids: vec![],
        location_id: None,
        statuses: vec![],
        visit_kind: None,
        limit: 100,
    }
}

#[tokio::test]
async fn the_list_holds_what_was_asked_for_by_start() {
    let desk = Desk::open().await;
    let late = desk.booked("2026-03-02 16:00").await;
    let early = desk.booked("2026-03-02 09:20").await;
    let next_day = desk.booked("2026-03-03 09:20").await;
    let mut wish = desk.wish("2026-03-02 11:00");
    wish.visit_kind = VisitKind::Video;
    let video = desk.book(wish).await.unwrap();
    let early = desk.step(&early, Step::Arrive).await.unwrap();
    let ids = |list: VisitList| list.visits.into_iter().map(|visit| visit.id).collect::<Vec<_>>();
    let read = |request| async {
        appointments::list(&desk.world.clinic, &system(), request).await.map(|list| (list.more, list))
    };
    let (more, list) = read(asked("2026-03-02", "2026-03-02")).await.unwrap();
    assert_eq!((more, ids(list)), (false, vec![early.id, video.id, late.id]));
    let (more, list) = read(VisitListRequest { limit: 2, ..asked("2026-03-02", "2026-03-03") }).await.unwrap();
    assert_eq!((more, ids(list)), (true, vec![early.id, video.id]));
    let in_house = VisitListRequest { statuses: vec![AppointmentStatus::Arrived], ..asked("2026-03-02", "2026-03-03") };
    assert_eq!(ids(read(in_house).await.unwrap().1), [early.id]);
    let by_video = VisitListRequest { visit_kind: Some(VisitKind::Video), ..asked("2026-03-02", "2026-03-03") };
    assert_eq!(ids(read(by_video).await.unwrap().1), [video.id]);
    let here = VisitListRequest { location_id: Some(LocationId::fresh()), ..asked("2026-03-02", "2026-03-03") };
    assert!(ids(read(here).await.unwrap().1).is_empty());
    assert_eq!(ids(read(asked("2026-03-03", "2026-03-31")).await.unwrap().1), [next_day.id]);
    for bad in [
        asked("2026-03-02", "2026-03-01"),
        asked("2026-03-02", "2026-06-01"),
        asked("", "2026-03-02"),
        VisitListRequest { limit: 0, ..asked("2026-03-02", "2026-03-02") },
        VisitListRequest { limit: 1001, ..asked("2026-03-02", "2026-03-02") },
    ] {
        let refused = read(bad.clone()).await.unwrap_err();
        assert!(matches!(refused, ClinicError::Invalid { .. }), "{bad:?}");
    }
    let unknown = VisitListRequest { doctor_ids: vec![DoctorId::fresh()], ..asked("2026-03-02", "2026-03-02") };
    assert_eq!(read(unknown).await.unwrap_err(), ClinicError::NotFound { what: RecordKind::Doctor });
    assert_eq!(desk.world.clinic.now(), monday_at_eight());
}
