//! Booking, moving, cancelling and the day's flow on a real server.

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, date, local, on_the_wall, patient, refusal, reschedule};
use clinic_core::appointments;
use clinic_core::appointments::model::*;
use clinic_core::civil::Repeated;
use clinic_core::error::{ClinicError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;

#[tokio::test]
async fn a_booked_visit_holds_its_cells_and_is_audited() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    assert_eq!((visit.starts_local, visit.minutes), (local("2026-03-02 09:20"), 20));
    assert_eq!(visit.status, AppointmentStatus::Scheduled);
    assert!(visit.first_visit);
    assert_eq!(visit.fee.amount.to_string(), "80.00");
    assert_eq!(desk.cells().await, 8, "four cells of the doctor's lane and four of the patient's");
    assert_eq!(desk.world.audited("appointment_booked").await, 1);
    let later = desk.booked("2026-03-02 10:20").await;
    assert!(!later.first_visit);
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn the_same_booking_sent_twice_books_once() {
    let desk = Desk::open().await;
    let wish = desk.wish("2026-03-02 09:20");
    let first = desk.book(wish.clone()).await.unwrap();
    assert_eq!(desk.book(wish.clone()).await.unwrap(), first);
    desk.world.clinic.clock().set(first.starts_at + chrono::Duration::hours(3));
    assert_eq!(desk.book(wish).await.unwrap(), first, "sent again when its time has passed, it is still booked");
    assert_eq!(desk.cells().await, 8);
    assert_eq!(desk.world.audited("appointment_booked").await, 1);
}

#[tokio::test]
async fn an_id_that_belongs_to_another_patients_visit_is_refused() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let mut wish = desk.wish("2026-03-02 11:00");
    wish.appointment_id = visit.id;
    wish.patient_id = patient(&desk.world, "Hopper", "Grace").await;
    let refused = desk.book(wish).await.unwrap_err();
    assert!(
        matches!(&refused, ClinicError::Invalid { fields } if fields[0].problem == FieldProblem::Taken),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_doctor_cannot_hold_two_overlapping_appointments() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let grace = patient(&desk.world, "Hopper", "Grace").await;
    let mut wish = desk.wish("2026-03-02 09:30");
    wish.patient_id = grace;
    wish.minutes = Some(10);
    let Refusal::DoctorBusy { appointment_id, held_by, until_local, next, doctor_name } =
        refusal(desk.book(wish).await)
    else {
        panic!("not busy")
    };
    assert_eq!(appointment_id, visit.id);
    assert_eq!(held_by, "Lovelace, Ada");
    assert_eq!(doctor_name, "Dr Osei");
    assert_eq!(until_local, local("2026-03-02 09:40"));
    let times: Vec<_> = next.iter().map(|offer| offer.starts_local).collect();
    assert_eq!(times, [local("2026-03-02 09:40"), local("2026-03-02 10:00"), local("2026-03-02 10:20")]);
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_patient_cannot_be_with_two_doctors_at_once() {
    let desk = Desk::open().await;
    let chen = desk.world.doctor("Dr Chen").await.id;
    desk.hours(chen, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: None }).await;
    desk.booked("2026-03-02 09:20").await;
    let mut wish = desk.wish("2026-03-02 09:20");
    wish.doctor_id = chen;
    let Refusal::PatientBusy { held_by, next, .. } = refusal(desk.book(wish).await) else { panic!("not busy") };
    assert_eq!(held_by, "Dr Osei");
    assert_eq!(next[0].starts_local, local("2026-03-02 09:40"), "the offers suit the patient too");
}

#[tokio::test]
async fn a_room_is_taken_once() {
    let desk = Desk::open().await;
    let room = desk.world.room(desk.location, "Room 1").await.id;
    let mut doctors = Vec::new();
    for name in ["Dr Chen", "Dr Diaz"] {
        let doctor = desk.world.doctor(name).await.id;
        desk.hours(doctor, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: Some(room) }).await;
        doctors.push(doctor);
    }
    let mut wish = desk.wish("2026-03-02 09:20");
    wish.doctor_id = doctors[0];
    assert_eq!(desk.book(wish).await.unwrap().room_name.as_deref(), Some("Room 1"));
    let mut wish = desk.wish("2026-03-02 09:20");
    wish.doctor_id = doctors[1];
    wish.patient_id = patient(&desk.world, "Hopper", "Grace").await;
    let Refusal::RoomBusy { room_name, held_by, next, .. } = refusal(desk.book(wish.clone()).await) else {
        panic!("not busy")
    };
    assert_eq!((room_name.as_str(), held_by.as_str()), ("Room 1", "Dr Chen"));
    assert_eq!(next[0].starts_local, local("2026-03-02 09:40"));
    wish.appointment_id = AppointmentId::fresh();
    wish.visit_kind = VisitKind::Video;
    assert!(desk.book(wish).await.unwrap().room_id.is_none(), "a video visit needs no room");
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_group_slot_takes_as_many_as_it_has_places() {
    let desk = Desk::open().await;
    let group = desk.world.doctor("Dr Group").await.id;
    desk.hours(group, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 3, room: None }).await;
    let mut seats = Vec::new();
    for name in ["A", "B", "C"] {
        let mut wish = desk.wish("2026-03-02 09:20");
        (wish.doctor_id, wish.patient_id) = (group, patient(&desk.world, name, name).await);
        seats.push(desk.book(wish).await.unwrap());
    }
    assert_eq!(seats.iter().map(|visit| visit.seat).collect::<Vec<_>>(), [0, 1, 2]);
    let mut fourth = desk.wish("2026-03-02 09:20");
    fourth.doctor_id = group;
    let Refusal::DoctorBusy { next, .. } = refusal(desk.book(fourth.clone()).await) else { panic!("not full") };
    assert_eq!((next[0].starts_local, next[0].places_left), (local("2026-03-02 09:40"), 3));
    desk.cancel(&seats[1]).await.unwrap();
    assert_eq!(desk.book(fourth).await.unwrap().seat, 1, "the place given back is taken again");
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn outside_the_hours_needs_a_reason() {
    let desk = Desk::open().await;
    let mut wish = desk.wish("2026-03-02 12:20");
    let Refusal::OutsideHours { next } = refusal(desk.book(wish.clone()).await) else { panic!("was inside") };
    assert_eq!(next[0].starts_local, local("2026-03-02 13:00"));
    wish.override_reason = Some("over lunch, agreed with Dr Osei".into());
    wish.minutes = Some(20);
    let visit = desk.book(wish).await.unwrap();
    assert_eq!(visit.override_reason.as_deref(), Some("over lunch, agreed with Dr Osei"));
    let mut inside = desk.wish("2026-03-03 09:00");
    inside.override_reason = Some("not needed".into());
    assert_eq!(desk.book(inside).await.unwrap().override_reason, None, "inside the hours no reason is kept");
    let mut beyond = desk.wish("2026-03-03 11:50");
    beyond.minutes = Some(30);
    assert!(matches!(refusal(desk.book(beyond).await), Refusal::OutsideHours { .. }), "it would end after twelve");
}

#[tokio::test]
async fn the_past_is_refused_but_for_a_walk_in_of_the_last_hour() {
    let desk = Desk::open().await;
    desk.world.clinic.clock().set(crate::support::monday_at_eight() + chrono::Duration::minutes(100));
    assert!(desk.book(desk.wish("2026-03-02 09:00")).await.is_ok());
    desk.world.clinic.clock().set(crate::support::monday_at_eight() + chrono::Duration::hours(5));
    assert_eq!(refusal(desk.book(desk.wish("2026-03-02 11:00")).await), Refusal::InThePast);
}

#[tokio::test]
async fn lengths_and_texts_that_cannot_be_are_refused_at_their_fields() {
    let desk = Desk::open().await;
    for minutes in [-20, 0, 4, 481, i32::MAX, i32::MIN] {
        let mut wish = desk.wish("2026-03-02 09:20");
        wish.minutes = Some(minutes);
        let refused = desk.book(wish).await.unwrap_err();
        assert!(
            matches!(&refused, ClinicError::Invalid { fields } if fields[0].field == "minutes"),
            "{minutes}: {refused:?}"
        );
    }
    for reason in ["x".repeat(501), "a\u{202E}b".into(), "a\u{0}b".into(), "y".repeat(10_000_000)] {
        let mut wish = desk.wish("2026-03-02 09:20");
        wish.reason = reason;
        let refused = desk.book(wish).await.unwrap_err();
        assert!(matches!(&refused, ClinicError::Invalid { fields } if fields[0].field == "reason"), "{refused:?}");
    }
    let mut wish = desk.wish("2026-03-02 09:20");
    wish.reason = "<script>alert(1)</script> ' or 1=1 -- %_".into();
    assert_eq!(
        desk.book(wish).await.unwrap().reason,
        "<script>alert(1)</script> ' or 1=1 -- %_",
        "kept as the text it is"
    );
    let mut wish = desk.wish("2026-03-02 10:20");
    wish.starts =
        RequestedTime::Instant { at: crate::support::monday_at_eight() + chrono::Duration::seconds(90 * 60 + 30) };
    assert!(matches!(desk.book(wish).await, Err(ClinicError::Invalid { .. })), "half minutes are no start");
    assert_eq!(desk.cells().await, 8);
}

#[tokio::test]
async fn unknown_patients_doctors_and_places_are_not_found() {
    let desk = Desk::open().await;
    let not_found = |what| ClinicError::NotFound { what };
    let mut wish = desk.wish("2026-03-02 09:20");
    wish.patient_id = PatientId::fresh();
    assert_eq!(desk.book(wish).await.unwrap_err(), not_found(RecordKind::Patient));
    let mut wish = desk.wish("2026-03-02 09:20");
    wish.doctor_id = DoctorId::fresh();
    assert_eq!(desk.book(wish).await.unwrap_err(), not_found(RecordKind::Doctor));
    let mut wish = desk.wish("2026-03-02 09:20");
    wish.location_id = LocationId::fresh();
    assert_eq!(desk.book(wish).await.unwrap_err(), not_found(RecordKind::Location));
    let unknown = appointments::get(&desk.world.clinic, &system(), AppointmentId::fresh()).await;
    assert_eq!(unknown.unwrap_err(), not_found(RecordKind::Appointment));
}

#[tokio::test]
async fn a_time_in_the_spring_gap_is_refused_and_a_repeated_autumn_hour_is_asked() {
    let desk = Desk::open().await;
    for weekday in [7] {
        desk.hours(desk.osei, Hours { weekday, from: "00:00", to: "06:00", capacity: 1, room: None }).await;
    }
    let Refusal::TimeInGap { before_local, after_local } = refusal(desk.book(desk.wish("2026-03-29 01:30")).await)
    else {
        panic!("no gap")
    };
    assert_eq!((before_local, after_local), (local("2026-03-29 00:59"), local("2026-03-29 02:00")));
    let mut wish = desk.wish("2026-10-25 01:20");
    assert!(matches!(refusal(desk.book(wish.clone()).await), Refusal::TimeRepeated { .. }));
    wish.starts = RequestedTime::Local { date_time: local("2026-10-25 01:20"), which: Some(Repeated::Earlier) };
    let earlier = desk.book(wish).await.unwrap();
    let mut wish = desk.wish("2026-10-25 01:20");
    wish.starts = RequestedTime::Local { date_time: local("2026-10-25 01:20"), which: Some(Repeated::Later) };
    let later = desk.book(wish).await.unwrap();
    assert_eq!(later.starts_at - earlier.starts_at, chrono::Duration::hours(1));
    assert_eq!(later.starts_local, earlier.starts_local);
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_moved_visit_leaves_its_old_time_free() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let moved = desk.move_to(&visit, "2026-03-02 13:40").await.unwrap();
    assert_eq!(moved.starts_local, local("2026-03-02 13:40"));
    assert_eq!(moved.row_version, visit.row_version + 1);
    assert_eq!(desk.cells().await, 8);
    let back = desk.move_to(&moved, "2026-03-02 09:20").await.unwrap();
    assert_eq!(back.starts_at, visit.starts_at, "undo brings it back");
    let nudged = desk.move_to(&back, "2026-03-02 09:30").await.unwrap();
    assert_eq!(nudged.starts_local, local("2026-03-02 09:30"), "a visit is not in its own way");
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_move_onto_a_taken_time_changes_nothing_and_says_who_is_there() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let mut wish = desk.wish("2026-03-02 11:00");
    wish.patient_id = patient(&desk.world, "Hopper", "Grace").await;
    desk.book(wish).await.unwrap();
    let Refusal::DoctorBusy { held_by, .. } = refusal(desk.move_to(&visit, "2026-03-02 11:00").await) else {
        panic!("not busy")
    };
    assert_eq!(held_by, "Hopper, Grace");
    assert_eq!(appointments::get(&desk.world.clinic, &system(), visit.id).await.unwrap(), visit);
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_visit_moves_to_another_doctor_with_that_doctors_fee_room_and_place() {
    let desk = Desk::open().await;
    let other_place = desk.world.location("North", "Europe/London").await;
    let room = desk.world.room(other_place.id, "Blue").await.id;
    let chen = desk.world.doctor("Dr Chen").await.id;
    let there = Desk { location: other_place.id, ..desk };
    there.hours(chen, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: Some(room) }).await;
    let desk = there;
    let mut wish = desk.wish("2026-03-02 09:20");
    wish.location_id =
        appointments::free_slots(&desk.world.clinic, &system(), search(desk.osei)).await.unwrap()[0].location_id;
    let visit = desk.book(wish).await.unwrap();
    let request = RescheduleRequest { doctor_id: Some(chen), ..reschedule(&visit, on_the_wall("2026-03-02 10:00")) };
    let moved = appointments::reschedule(&desk.world.clinic, &system(), request.clone()).await.unwrap();
    assert_eq!((moved.doctor_name.as_str(), moved.location_name.as_str()), ("Dr Chen", "North"));
    assert_eq!(moved.room_name.as_deref(), Some("Blue"));
    let again = appointments::reschedule(&desk.world.clinic, &system(), request).await.unwrap();
    assert_eq!(again, moved, "the same move sent twice is done once");
    assert_eq!(desk.world.audited("appointment_rescheduled").await, 1);
    desk.calendar_is_sound().await;
}

fn search(doctor_id: DoctorId) -> SlotSearch {
    SlotSearch { limit: 5, ..SlotSearch::of_doctor(doctor_id) }
}

#[tokio::test]
async fn a_stale_version_changes_nothing() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let moved = desk.move_to(&visit, "2026-03-02 10:00").await.unwrap();
    let stale = ClinicError::Stale { what: RecordKind::Appointment };
    assert_eq!(desk.move_to(&visit, "2026-03-02 11:00").await.unwrap_err(), stale);
    assert_eq!(desk.cancel(&visit).await.unwrap_err(), stale);
    assert_eq!(desk.step(&visit, Step::Arrive).await.unwrap_err(), stale);
    assert_eq!(appointments::get(&desk.world.clinic, &system(), visit.id).await.unwrap(), moved);
}

#[tokio::test]
async fn a_cancelled_visit_comes_back_unless_its_place_was_used_since() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let cancelled = desk.cancel(&visit).await.unwrap();
    assert_eq!(cancelled.status, AppointmentStatus::Cancelled);
    assert_eq!(cancelled.cancellation_reason.as_deref(), Some("has a cold"));
    assert_eq!(desk.cells().await, 0);
    let back = desk.step(&cancelled, Step::TakeBack).await.unwrap();
    assert_eq!(
        (back.status, back.cancelled_at, back.cancellation_reason.clone()),
        (AppointmentStatus::Scheduled, None, None)
    );
    let cancelled = desk.cancel(&back).await.unwrap();
    let mut wish = desk.wish("2026-03-02 09:10");
    wish.patient_id = patient(&desk.world, "Hopper", "Grace").await;
    desk.book(wish).await.unwrap();
    let Refusal::DoctorBusy { held_by, next, .. } = refusal(desk.step(&cancelled, Step::TakeBack).await) else {
        panic!("free")
    };
    assert_eq!(held_by, "Hopper, Grace");
    assert!(!next.is_empty());
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_cancelled_visit_does_not_come_back_into_time_off_entered_since() {
    let desk = Desk::open().await;
    let cancelled = desk.cancel(&desk.booked("2026-03-02 09:20").await).await.unwrap();
    let request = clinic_core::availability::model::TimeOffRequest {
        id: TimeOffId::fresh(),
        doctor_id: desk.osei,
        starts_local: "2026-03-02T09:00".into(),
        ends_local: "2026-03-02T11:00".into(),
        time_off_kind: clinic_core::availability::model::TimeOffKind::Sick,
        note: String::new(),
    };
    appointments::enter_time_off(&desk.world.clinic, &system(), request).await.unwrap();
    let Refusal::DoctorAway { until_local, next } = refusal(desk.step(&cancelled, Step::TakeBack).await) else {
        panic!("came back")
    };
    assert_eq!((until_local, next[0].starts_local), (local("2026-03-02 11:00"), local("2026-03-02 11:00")));
    assert_eq!(desk.cells().await, 0);
}

#[tokio::test]
async fn a_move_keeps_the_fee_that_was_agreed() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let mut connection = desk.world.address.connect_once().await.unwrap();
    sqlx::query("update doctors set fee = 99").execute(&mut connection).await.unwrap();
    sqlx::query("update topics set version = version + 1 where name = 'clinic'")
        .execute(&mut connection)
        .await
        .unwrap();
    assert_eq!(desk.move_to(&visit, "2026-03-02 10:00").await.unwrap().fee, visit.fee);
    assert_eq!(desk.booked("2026-03-02 11:00").await.fee.amount.to_string(), "99.00", "a new visit has the new fee");
}

#[tokio::test]
async fn a_cancellation_needs_a_reason() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    for (reason, problem) in [("  ", FieldProblem::Missing), (&*"x".repeat(201), FieldProblem::TooLong { most: 200 })] {
        let request = CancelRequest {
            request_id: RequestId::fresh(),
            appointment_id: visit.id,
            row_version: visit.row_version,
            reason: reason.into(),
            by: CalledOffBy::Patient,
        };
        let refused = appointments::cancel(&desk.world.clinic, &system(), request).await.unwrap_err();
        assert!(matches!(&refused, ClinicError::Invalid { fields } if fields[0].problem == problem), "{refused:?}");
    }
}

#[tokio::test]
async fn the_steps_of_the_day_follow_each_other_and_can_be_taken_back() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let confirmed = desk.step(&visit, Step::Confirm).await.unwrap();
    let arrived = desk.step(&confirmed, Step::Arrive).await.unwrap();
    assert!(arrived.arrived_at.is_some());
    let checked_in = desk.step(&arrived, Step::CheckIn).await.unwrap();
    assert_eq!(checked_in.status, AppointmentStatus::CheckedIn);
    assert!(checked_in.checked_in_at.is_some());
    assert_eq!(
        refusal(desk.step(&checked_in, Step::MarkNoShow).await),
        Refusal::WrongStatus { status: AppointmentStatus::CheckedIn }
    );
    let arrived = desk.step(&checked_in, Step::TakeBack).await.unwrap();
    assert_eq!((arrived.status, arrived.checked_in_at), (AppointmentStatus::Arrived, None));
    let confirmed = desk.step(&arrived, Step::TakeBack).await.unwrap();
    assert_eq!((confirmed.status, confirmed.arrived_at), (AppointmentStatus::Confirmed, None));
    let scheduled = desk.step(&confirmed, Step::TakeBack).await.unwrap();
    assert_eq!(scheduled.status, AppointmentStatus::Scheduled);
    assert!(
        matches!(refusal(desk.step(&scheduled, Step::MarkNoShow).await), Refusal::WrongStatus { .. }),
        "before its time"
    );
    desk.world.clinic.clock().set(scheduled.ends_at);
    let missed = desk.step(&scheduled, Step::MarkNoShow).await.unwrap();
    assert_eq!((missed.status, desk.cells().await), (AppointmentStatus::NoShow, 0));
    assert_eq!(desk.step(&missed, Step::TakeBack).await.unwrap().status, AppointmentStatus::Scheduled);
    assert_eq!(desk.cells().await, 8);
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn the_next_free_slots_pass_over_what_is_taken_and_over_the_night() {
    let desk = Desk::open().await;
    desk.booked("2026-03-02 09:00").await;
    desk.booked("2026-03-02 09:40").await;
    let offers = appointments::free_slots(&desk.world.clinic, &system(), search(desk.osei)).await.unwrap();
    let times: Vec<_> = offers.iter().map(|offer| offer.starts_local.format("%H:%M").to_string()).collect();
    assert_eq!(times, ["09:20", "10:00", "10:20", "10:40", "11:00"]);
    desk.world.clinic.clock().set(crate::support::monday_at_eight() + chrono::Duration::minutes(8 * 60 + 50));
    let offers = appointments::free_slots(&desk.world.clinic, &system(), search(desk.osei)).await.unwrap();
    assert_eq!(offers[0].starts_local, local("2026-03-03 09:00"));
    let mut longer = search(desk.osei);
    (longer.minutes, longer.from_on) = (Some(120), Some("2026-03-06".into()));
    let offers = appointments::free_slots(&desk.world.clinic, &system(), longer).await.unwrap();
    assert_eq!(offers[0].starts_local, local("2026-03-06 09:00"));
    assert_eq!(offers[0].minutes, 120);
    let mut none = search(desk.osei);
    none.limit = 0;
    assert!(matches!(
        appointments::free_slots(&desk.world.clinic, &system(), none).await,
        Err(ClinicError::Invalid { .. })
    ));
}

#[tokio::test]
async fn the_usual_doctor_comes_first_then_the_specialty_then_anyone() {
    let desk = Desk::open().await;
    let chen = desk.world.doctor("Dr Adams").await;
    desk.hours(chen.id, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: None }).await;
    let mut anyone = search(desk.osei);
    (anyone.over, anyone.patient_id) = (SlotSearchOver::Anyone, Some(desk.ada));
    let offers = appointments::free_slots(&desk.world.clinic, &system(), anyone.clone()).await.unwrap();
    assert_eq!(offers[0].doctor_name, "Dr Adams", "by name when there is no usual doctor");
    let mut connection = desk.world.address.connect_once().await.unwrap();
    sqlx::query("update patients set usual_doctor_id = ? where id = ?")
        .bind(desk.osei)
        .bind(desk.ada)
        .execute(&mut connection)
        .await
        .unwrap();
    let offers = appointments::free_slots(&desk.world.clinic, &system(), anyone.clone()).await.unwrap();
    assert_eq!((offers[0].doctor_name.as_str(), offers[0].usual_doctor), ("Dr Osei", true));
    anyone.over = SlotSearchOver::UsualDoctor;
    let offers = appointments::free_slots(&desk.world.clinic, &system(), anyone.clone()).await.unwrap();
    assert!(offers.iter().all(|offer| offer.doctor_id == desk.osei));
    anyone.over = SlotSearchOver::Specialty { specialty_id: chen.specialties[0].id };
    assert!(!appointments::free_slots(&desk.world.clinic, &system(), anyone.clone()).await.unwrap().is_empty());
    anyone.over = SlotSearchOver::Specialty { specialty_id: SpecialtyId::fresh() };
    assert!(appointments::free_slots(&desk.world.clinic, &system(), anyone).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_day_sheet_shows_hours_and_visits_of_every_doctor() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let request = DaySheetRequest { date: "2026-03-02".into(), days: 2, doctor_ids: vec![], location_id: None };
    let sheet = appointments::day_sheet(&desk.world.clinic, &system(), request.clone()).await.unwrap();
    assert_eq!(sheet.columns.len(), 2);
    assert_eq!(sheet.columns[0].windows.len(), 2);
    assert_eq!(sheet.columns[0].appointments, [visit]);
    assert_eq!((sheet.columns[1].date, sheet.columns[1].appointments.len()), (date("2026-03-03"), 0));
    for (date, days) in [("2026-02-30", 1), ("2026-03-02", 0), ("2026-03-02", 43), ("", 1), ("2.3.2026", 1)] {
        let bad = DaySheetRequest { date: date.into(), days, ..request.clone() };
        let refused = appointments::day_sheet(&desk.world.clinic, &system(), bad).await;
        assert!(matches!(refused, Err(ClinicError::Invalid { .. })), "{date} {days}");
    }
}

#[tokio::test]
async fn a_booking_through_a_server_that_went_away_is_offline_and_changes_nothing() {
    let desk = Desk::open().await;
    desk.world.clinic.close().await;
    let refused = desk.book(desk.wish("2026-03-02 09:20")).await.unwrap_err();
    assert!(matches!(refused, ClinicError::Offline { .. }), "{refused:?}");
    assert_eq!(desk.cells().await, 0);
}

#[tokio::test]
async fn the_check_of_the_calendar_finds_what_is_broken() {
    let desk = Desk::open().await;
    desk.booked("2026-03-02 09:20").await;
    desk.booked("2026-03-02 10:20").await;
    let mut connection = desk.world.address.connect_once().await.unwrap();
    sqlx::query("delete from appointment_cells order by cell_start, resource_id limit 1")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("update appointments set starts_at = '2026-03-02 09:00', ends_at = '2026-03-02 12:00'")
        .execute(&mut connection)
        .await
        .unwrap();
    let findings = clinic_core::invariants::check(&desk.world.clinic).await.unwrap();
    let broken: Vec<_> = findings.iter().filter(|finding| finding.broken > 0).map(|finding| finding.rule).collect();
    assert!(broken.contains(&"no two live visits of one doctor overlap in one seat"), "{broken:?}");
    assert!(broken.contains(&"no two live visits of one patient overlap"), "{broken:?}");
    assert!(broken.contains(&"every live visit holds all cells of its doctor's lane"), "{broken:?}");
}

#[tokio::test]
async fn the_database_itself_refuses_a_second_visit_in_a_cell() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let mut connection = desk.world.address.connect_once().await.unwrap();
    let copied = sqlx::query(
        "insert into appointment_cells (resource_id, cell_start, seat, appointment_id) \
         select resource_id, cell_start, seat, appointment_id from appointment_cells where appointment_id = ?",
    )
    .bind(visit.id)
    .execute(&mut connection)
    .await;
    assert!(copied.is_err(), "whoever writes, and by whatever program");
    let off_grid = sqlx::query("update appointment_cells set cell_start = cell_start + interval 1 minute limit 1")
        .execute(&mut connection)
        .await;
    assert!(off_grid.is_err(), "cells lie on the five-minute grid");
}

#[tokio::test]
async fn the_answer_to_a_booking_is_the_visit_as_it_is_read_afterwards() {
    let desk = Desk::open().await;
    let room = desk.world.room(desk.location, "Blue").await.id;
    let chen = desk.world.doctor("Dr Chen").await.id;
    desk.hours(chen, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: Some(room) }).await;
    let group = desk.world.doctor("Dr Group").await.id;
    desk.hours(group, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 3, room: Some(room) }).await;
    let grace = patient(&desk.world, "Hopper", "Grace").await;
    let receptionist = desk.world.user(clinic_core::access::Role::Receptionist).await;
    let first = desk.wish("2026-03-02 13:00");
    let mut earlier_with_a_room = desk.wish("2026-03-02 10:00");
    earlier_with_a_room.doctor_id = chen;
    let mut in_a_group = desk.wish("2026-03-02 10:00");
    (in_a_group.doctor_id, in_a_group.patient_id) = (group, grace);
    let mut second_seat = desk.wish("2026-03-02 10:20");
    (second_seat.doctor_id, second_seat.minutes) = (group, Some(35));
    let mut outside = desk.wish("2026-03-29 22:00");
    (outside.override_reason, outside.priority) = (Some(" she flies tonight ".into()), Priority::Urgent);
    let mut by_video = desk.wish("2026-03-09 13:00");
    (by_video.visit_kind, by_video.reason) = (VisitKind::Video, "  Hustén\nseit gestern ".into());
    for wish in [first, earlier_with_a_room, in_a_group, second_seat, outside, by_video] {
        let id = wish.appointment_id;
        let answer = appointments::book(&desk.world.clinic, &receptionist.actor, wish.clone()).await.unwrap();
        let read = appointments::get(&desk.world.clinic, &system(), id).await.unwrap();
        assert_eq!(answer, read);
        assert_eq!(serde_json::to_value(&answer).unwrap(), serde_json::to_value(&read).unwrap());
        assert_eq!(answer.booked_by.as_deref(), Some("The receptionist"));
        let again = appointments::book(&desk.world.clinic, &receptionist.actor, wish).await.unwrap();
        assert_eq!(again, read, "sent twice, booked once");
    }
}
