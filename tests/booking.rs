//! What is known of a booking beyond its time: reference, symptoms, video link; and visits on top of others.

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, on_the_wall, patient, refusal, reschedule};
use clinic_core::access::{Action, Role};
use clinic_core::appointments;
use clinic_core::appointments::details::model::ChangeDetails;
use clinic_core::appointments::model::*;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;
use clinic_core::settings;
use clinic_core::settings::model::SaveSettings;

/// A wish of somebody else's at the same time.
async fn another(desk: &Desk, name: &str, at: &str) -> BookingRequest {
    BookingRequest { patient_id: patient(&desk.world, "Hopper", name).await, ..desk.wish(at) }
}

fn on_top(wish: BookingRequest) -> BookingRequest {
    BookingRequest { overbook_reason: Some("cannot wait".into()), ..wish }
}

async fn find(desk: &Desk, reference: &str) -> Result<AppointmentView, ClinicError> {
    let find = FindVisit { reference: reference.into() };
    appointments::by_reference(&desk.world.clinic, &system(), find).await
}

#[tokio::test]
async fn symptoms_and_priority_are_kept_as_the_desk_wrote_them() {
    let desk = Desk::open().await;
    let wish = BookingRequest {
        symptoms: "  fever since Monday,\nno cough ".into(),
        priority: Priority::Emergency,
        ..desk.wish("2026-03-02 09:20")
    };
    let visit = desk.book(wish).await.unwrap();
    assert_eq!((visit.symptoms.as_str(), visit.priority), ("fever since Monday,\nno cough", Priority::Emergency));
    let too_long = BookingRequest { symptoms: "x".repeat(501), ..desk.wish("2026-03-02 10:20") };
    let refused = desk.book(too_long).await.unwrap_err();
    assert_eq!(refused, FieldError::new("symptoms", FieldProblem::TooLong { most: 500 }).into());
}

fn written(visit: &AppointmentView, priority: Priority, reason: &str) -> ChangeDetails {
    ChangeDetails {
        request_id: RequestId::fresh(),
        appointment_id: visit.id,
        row_version: visit.row_version,
        priority,
        reason: reason.into(),
        symptoms: " fever ".into(),
    }
}

#[tokio::test]
async fn what_is_written_of_a_visit_is_changed_once_and_audited_and_its_time_stays() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let form = written(&visit, Priority::Urgent, "worse since yesterday");
    let change = async |form| appointments::change_details(&desk.world.clinic, &system(), form).await;
    let changed = change(form.clone()).await.unwrap();
    let expected = AppointmentView {
        priority: Priority::Urgent,
        reason: "worse since yesterday".into(),
        symptoms: "fever".into(),
        row_version: visit.row_version + 1,
        ..visit.clone()
    };
    assert_eq!(changed, expected);
    assert_eq!(change(form.clone()).await.unwrap(), changed, "sent twice, written once");
    assert_eq!(desk.world.audited("appointment_details_changed").await, 1);
    let stale = change(ChangeDetails { request_id: RequestId::fresh(), ..form }).await.unwrap_err();
    assert_eq!(stale, ClinicError::Stale { what: RecordKind::Appointment });
    let too_long = change(written(&changed, Priority::Regular, &"x".repeat(501))).await.unwrap_err();
    assert_eq!(too_long, FieldError::new("reason", FieldProblem::TooLong { most: 500 }).into());
    let gone = CancelRequest {
        request_id: RequestId::fresh(),
        appointment_id: changed.id,
        row_version: changed.row_version,
        reason: "ill".into(),
        by: CalledOffBy::Patient,
    };
    let gone = appointments::cancel(&desk.world.clinic, &system(), gone).await.unwrap();
    let refused = refusal(change(written(&gone, Priority::Regular, "")).await);
    assert_eq!(refused, Refusal::WrongStatus { status: AppointmentStatus::Cancelled });
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_visit_is_found_by_its_reference_and_a_misheard_one_names_what_was_meant() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    assert_eq!(find(&desk, &visit.reference.to_lowercase().replace('-', " ")).await.unwrap().id, visit.id);
    let wrong = if visit.reference.starts_with('3') { 'W' } else { '3' };
    let misheard = format!("{wrong}{}", &visit.reference[1..]);
    let refused = find(&desk, &misheard).await.unwrap_err();
    let meant = FieldProblem::NotAReference { meant: vec![visit.reference.clone()] };
    assert_eq!(refused, FieldError::new("reference", meant).into());
    let nobody = find(&desk, "hello").await.unwrap_err();
    assert_eq!(nobody, FieldError::new("reference", FieldProblem::NotAReference { meant: vec![] }).into());
    let other = appointments::reference::of(7);
    assert_eq!(find(&desk, &other).await.unwrap_err(), ClinicError::NotFound { what: RecordKind::Appointment });
}

#[tokio::test]
async fn a_video_visit_has_a_link_of_its_own_behind_the_clinics_address() {
    let desk = Desk::open().await;
    let clinic = &desk.world.clinic;
    let video = |at: &str| BookingRequest { visit_kind: VisitKind::Video, ..desk.wish(at) };
    let first = desk.book(video("2026-03-02 09:20")).await.unwrap();
    assert_eq!(first.video_link, None, "no address was set");
    let save = |row_version, url: &str| SaveSettings {
        request_id: RequestId::fresh(),
        row_version,
        video_base_url: url.into(),
        late_cancel_hours: 24,
        offer_minutes: 10,
    };
    let refused = settings::save(clinic, &system(), save(0, "video.example")).await.unwrap_err();
    assert_eq!(refused, FieldError::new("video_base_url", FieldProblem::NotAWebAddress).into());
    let set = settings::save(clinic, &system(), save(0, "https://video.example/rooms/")).await.unwrap();
    assert_eq!((set.video_base_url.as_str(), set.row_version), ("https://video.example/rooms", 1));
    let stale = settings::save(clinic, &system(), save(0, "https://other.example")).await.unwrap_err();
    assert_eq!(stale, ClinicError::Stale { what: RecordKind::Settings });
    assert_eq!(settings::get(clinic, &system()).await.unwrap(), set);
    assert_eq!(desk.world.audited("settings_saved").await, 1);
    let second = desk.book(video("2026-03-02 10:20")).await.unwrap().video_link.unwrap();
    let first = appointments::get(clinic, &system(), first.id).await.unwrap().video_link.unwrap();
    assert_ne!(first, second);
    for link in [&first, &second] {
        let token = link.strip_prefix("https://video.example/rooms/").unwrap();
        assert!(token.len() == 22 && token.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{link}");
    }
    let visits = appointments::of_patient(clinic, &system(), desk.ada).await.unwrap();
    let moved = desk.move_to(&visits[0], "2026-03-02 15:00").await.unwrap();
    assert_eq!(moved.video_link, Some(second), "a moved visit keeps its link");
    assert_eq!(desk.booked("2026-03-02 11:40").await.video_link, None, "in person");
}

#[tokio::test]
async fn a_visit_on_top_of_another_needs_a_reason_and_takes_no_place_of_the_slot() {
    let desk = Desk::open().await;
    let first = desk.booked("2026-03-02 09:20").await;
    let wish = another(&desk, "Grace", "2026-03-02 09:20").await;
    assert!(matches!(refusal(desk.book(wish.clone()).await), Refusal::DoctorBusy { .. }));
    let blank = BookingRequest { overbook_reason: Some("  ".into()), ..wish.clone() };
    assert!(matches!(refusal(desk.book(blank).await), Refusal::DoctorBusy { .. }), "blank is no reason");
    let second = desk.book(on_top(wish)).await.unwrap();
    assert_eq!((second.seat, second.overbook_reason.as_deref()), (50, Some("cannot wait")));
    assert_eq!(second.starts_at, first.starts_at);
    desk.calendar_is_sound().await;
    // Where a place is free the reason is not needed and not kept.
    let free = desk.book(on_top(another(&desk, "Joan", "2026-03-02 10:00").await)).await.unwrap();
    assert_eq!((free.seat, free.overbook_reason), (0, None));
    // When the first is called off, its place is free for anyone.
    desk.cancel(&first).await.unwrap();
    let third = desk.book(another(&desk, "Mary", "2026-03-02 09:20").await).await.unwrap();
    assert_eq!(third.seat, 0);
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn no_more_than_four_visits_lie_on_top_of_one_and_no_patient_is_in_two_places() {
    let desk = Desk::open().await;
    desk.booked("2026-03-02 09:20").await;
    let again = on_top(desk.wish("2026-03-02 09:20"));
    assert!(matches!(refusal(desk.book(again).await), Refusal::PatientBusy { .. }), "Ada is there already");
    for (number, seat) in (50..54).enumerate() {
        let wish = on_top(another(&desk, &number.to_string(), "2026-03-02 09:20").await);
        assert_eq!(desk.book(wish).await.unwrap().seat, seat);
    }
    let fifth = on_top(another(&desk, "too many", "2026-03-02 09:30").await);
    let Refusal::FullyOverbooked { doctor_name, next } = refusal(desk.book(fifth).await) else {
        panic!("there is no seat left")
    };
    assert_eq!(doctor_name, "Dr Osei");
    assert_eq!(next.len(), 3);
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_visit_is_moved_on_top_of_another_and_back_and_needs_no_room_there() {
    let desk = Desk::open().await;
    let room = desk.world.room(desk.location, "1").await.id;
    let chen = desk.world.doctor("Dr Chen").await.id;
    desk.hours(chen, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: Some(room) }).await;
    let with_chen = |wish: BookingRequest| BookingRequest { doctor_id: chen, ..wish };
    desk.book(with_chen(desk.wish("2026-03-02 09:00"))).await.unwrap();
    let visit = desk.book(with_chen(another(&desk, "Grace", "2026-03-02 10:00").await)).await.unwrap();
    let to = |visit: &AppointmentView, at: &str, overbook_reason: Option<&str>| RescheduleRequest {
        overbook_reason: overbook_reason.map(Into::into),
        ..reschedule(visit, on_the_wall(at))
    };
    let move_it = async |request| appointments::reschedule(&desk.world.clinic, &system(), request).await;
    let busy = move_it(to(&visit, "2026-03-02 09:00", None)).await;
    assert!(matches!(refusal(busy), Refusal::DoctorBusy { .. }));
    let moved = move_it(to(&visit, "2026-03-02 09:00", Some("her brother comes too"))).await.unwrap();
    assert_eq!((moved.seat, moved.room_id), (50, None));
    desk.calendar_is_sound().await;
    let back = move_it(to(&moved, "2026-03-02 10:00", None)).await.unwrap();
    assert_eq!((back.seat, back.room_id, back.overbook_reason), (0, Some(room), None));
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn whoever_may_not_overbook_is_refused() {
    let desk = Desk::open().await;
    let administrator = desk.world.user(Role::Administrator).await;
    let forbidden =
        appointments::book(&desk.world.clinic, &administrator.actor, on_top(desk.wish("2026-03-02 09:20"))).await;
    assert_eq!(forbidden.unwrap_err(), ClinicError::Forbidden { action: Action::BookAppointment });
    let receptionist = desk.world.user(Role::Receptionist).await;
    desk.booked("2026-03-02 09:20").await;
    let wish = on_top(another(&desk, "Grace", "2026-03-02 09:20").await);
    assert_eq!(appointments::book(&desk.world.clinic, &receptionist.actor, wish).await.unwrap().seat, 50);
}
