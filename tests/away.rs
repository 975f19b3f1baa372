//! The server is away: what is kept can be read, and what is done meanwhile is checked, queued and marked.

use chrono::Duration;
use clinic_core::appointments;
use clinic_core::appointments::holds::model::{HoldRequest, ReleaseHold};
use clinic_core::appointments::model::{
    AppointmentStatus, BookingRequest, DaySheetRequest, FollowingVisit, SlotSearch, SlotSearchOver, Step, WishedTimes,
};
use clinic_core::appointments::wished::PartOfDay;
use clinic_core::away::model::{KeptStanding, Settlement};
use clinic_core::away::{answers, deeds};
use clinic_core::error::{ClinicError, Refusal};
use clinic_core::ids::{PatientId, RequestId};
use clinic_core::patients::model::PatientSearch;

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, local, on_the_wall, patient, refusal, reschedule};
use crate::support::workstation::{Away, shown, step, today};

#[tokio::test]
async fn the_sheet_stays_readable_and_what_is_done_meanwhile_is_marked_and_then_certain() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 10:00").await;
    let bea = patient(&desk.world, "Byron", "Beatrice").await;
    desk.book(BookingRequest { patient_id: bea, ..desk.wish("2026-03-02 11:00") }).await.unwrap();
    let away = Away::from_desk(desk).await;
    let sheet = answers::day_sheet(&away.drawer, today()).await.unwrap();
    assert_eq!(sheet.kept_at, Some(away.clinic().now()));
    assert_eq!(shown(&away.drawer).await, [(AppointmentStatus::Scheduled, false); 2]);
    // The day after tomorrow is not kept.
    let later = DaySheetRequest { date: "2026-03-04".into(), ..today() };
    assert!(matches!(answers::day_sheet(&away.drawer, later).await, Err(ClinicError::Offline { .. })));
    let found = answers::find_patients(&away.drawer, PatientSearch { query: "byr".into(), limit: 5 }).await.unwrap();
    assert_eq!(found.iter().map(|hit| hit.patient.id).collect::<Vec<_>>(), [bea]);

    let arrived = deeds::step(&away.drawer, step(&visit, Step::Arrive)).await.unwrap();
    assert_eq!((arrived.status, arrived.not_yet_certain), (AppointmentStatus::Arrived, true));
    let checked_in = deeds::step(&away.drawer, step(&arrived, Step::CheckIn)).await.unwrap();
    let booked = deeds::book(&away.drawer, BookingRequest { patient_id: bea, ..away.desk.wish("2026-03-03 09:00") })
        .await
        .unwrap();
    assert!(booked.not_yet_certain && booked.patient_name == "Byron, Beatrice");
    assert_eq!(
        shown(&away.drawer).await,
        [(AppointmentStatus::CheckedIn, true), (AppointmentStatus::Scheduled, false)]
    );
    assert!(matches!(away.there(booked.id).await, Err(ClinicError::NotFound { .. })), "not there yet");

    assert_eq!(away.send().await, Ok(3));
    assert!(away.drawer.state().await.deeds.is_empty());
    let there = away.there(visit.id).await.unwrap();
    assert_eq!((there.status, there.row_version), (AppointmentStatus::CheckedIn, checked_in.row_version));
    assert_eq!(away.there(booked.id).await.unwrap().starts_at, booked.starts_at);
    away.desk.calendar_is_sound().await;
}

#[tokio::test]
async fn what_is_known_here_is_refused_here_with_likely_times() {
    let desk = Desk::open().await;
    desk.booked("2026-03-02 10:00").await;
    let bea = patient(&desk.world, "Byron", "Beatrice").await;
    desk.book(BookingRequest { patient_id: bea, ..desk.wish("2026-03-02 16:00") }).await.unwrap();
    let away = Away::from_desk(desk).await;
    let wish = |patient_id: PatientId, at: &str| BookingRequest { patient_id, ..away.desk.wish(at) };
    let refused = refusal(deeds::book(&away.drawer, wish(bea, "2026-03-02 10:00")).await);
    let Refusal::DoctorBusy { held_by, next, .. } = refused else { panic!("{refused:?}") };
    assert_eq!(held_by, "Lovelace, Ada");
    let next: Vec<_> = next.iter().map(|slot| slot.starts_local).collect();
    assert_eq!(next, [local("2026-03-02 10:20"), local("2026-03-02 10:40"), local("2026-03-02 11:00")]);
    assert!(matches!(
        refusal(deeds::book(&away.drawer, wish(bea, "2026-03-02 12:30")).await),
        Refusal::OutsideHours { .. }
    ));
    let unknown = deeds::book(&away.drawer, wish(PatientId::fresh(), "2026-03-02 14:00")).await;
    assert!(matches!(unknown, Err(ClinicError::Offline { .. })));
    let far = deeds::book(&away.drawer, wish(bea, "2026-03-05 10:00")).await;
    assert!(matches!(far, Err(ClinicError::Offline { .. })), "what is not known here is not promised");
    assert!(away.drawer.state().await.deeds.is_empty());
    // One's own deeds stand in the way too.
    deeds::book(&away.drawer, wish(bea, "2026-03-02 14:00")).await.unwrap();
    let twice = refusal(deeds::book(&away.drawer, wish(away.desk.ada, "2026-03-02 14:00")).await);
    assert!(matches!(twice, Refusal::DoctorBusy { .. }), "{twice:?}");
}

#[tokio::test]
async fn what_a_visit_needs_and_what_may_lie_on_top_is_known_here_too() {
    let desk = Desk::open().await;
    let bea = patient(&desk.world, "Byron", "Beatrice").await;
    let scanner = desk.world.device(desk.location, "Scanner").await;
    let chen = desk.world.doctor("Dr Chen").await.id;
    desk.hours(chen, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: None }).await;
    desk.book(BookingRequest { device_ids: vec![scanner], ..desk.wish("2026-03-02 10:00") }).await.unwrap();
    desk.book(BookingRequest { patient_id: bea, ..desk.wish("2026-03-02 16:00") }).await.unwrap();
    let away = Away::from_desk(desk).await;
    let wish = BookingRequest { patient_id: bea, ..away.desk.wish("2026-03-02 10:00") };
    let scanned = BookingRequest { doctor_id: chen, device_ids: vec![scanner], ..wish.clone() };
    let refused = refusal(deeds::book(&away.drawer, scanned).await);
    let Refusal::DeviceBusy { device_name, held_by, next, .. } = refused else { panic!("{refused:?}") };
    assert_eq!((device_name.as_str(), held_by.as_str()), ("Scanner", "Dr Osei"));
    assert_eq!(next[0].starts_local, local("2026-03-02 10:20"), "only times at which the scanner is likely free");
    let on_top = BookingRequest { overbook_reason: Some("in pain".into()), ..wish };
    let booked = deeds::book(&away.drawer, on_top).await.unwrap();
    assert_eq!((booked.seat, booked.overbook_reason.as_deref()), (50, Some("in pain")));
    assert_eq!(away.send().await, Ok(1));
    let there = away.there(booked.id).await.unwrap();
    assert_eq!((there.seat, there.overbook_reason.as_deref()), (50, Some("in pain")));
    away.desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_move_made_meanwhile_keeps_what_was_agreed_and_is_not_late_for_having_waited() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 16:00").await;
    let away = Away::from_desk(desk).await;
    let request = reschedule(&visit, on_the_wall("2026-03-02 09:00"));
    let moved = deeds::reschedule(&away.drawer, request).await.unwrap();
    assert_eq!((moved.starts_local, moved.minutes, &moved.fee), (local("2026-03-02 09:00"), 20, &visit.fee));
    let clock = away.clinic().clock().clone();
    clock.set(clock.now() + Duration::hours(4));
    assert_eq!(away.send().await, Ok(1));
    let there = away.there(visit.id).await.unwrap();
    assert_eq!((there.starts_at, there.row_version), (moved.starts_at, moved.row_version));
    away.desk.calendar_is_sound().await;
}

#[tokio::test]
async fn likely_free_times_of_the_kept_days_are_offered_and_no_others() {
    let desk = Desk::open().await;
    desk.booked("2026-03-03 16:40").await;
    let away = Away::from_desk(desk).await;
    let search = SlotSearch {
        patient_id: Some(away.desk.ada),
        from_on: Some("2026-03-03".into()),
        days: 30,
        limit: 200,
        ..SlotSearch::over(SlotSearchOver::Anyone)
    };
    let offers = answers::free_slots(&away.drawer, search.clone()).await.unwrap();
    let there = appointments::free_slots(away.clinic(), &away.actor, SlotSearch { days: 1, ..search.clone() }).await;
    assert_eq!(offers, there.unwrap(), "tomorrow as the server would say, and no day after it");
    let late = WishedTimes { parts_of_day: vec![PartOfDay::Afternoon], per_day: Some(2), ..WishedTimes::default() };
    let offers = answers::free_slots(&away.drawer, SlotSearch { wished: late, ..search.clone() }).await.unwrap();
    let offers: Vec<_> = offers.iter().map(|offer| offer.starts_local).collect();
    assert_eq!(offers, [local("2026-03-03 13:00"), local("2026-03-03 13:20")]);
    let pair = FollowingVisit { doctor_id: away.desk.osei, minutes: None };
    let pair = answers::free_slots(&away.drawer, SlotSearch { followed_by: Some(pair), ..search.clone() }).await;
    assert!(matches!(pair, Err(ClinicError::Offline { .. })), "two visits are booked together by the server only");
    let wrong = answers::free_slots(&away.drawer, SlotSearch { limit: 0, ..search }).await;
    assert!(matches!(wrong, Err(ClinicError::Invalid { .. })));
}

#[tokio::test]
async fn a_time_that_was_held_when_the_server_went_away_is_not_offered_to_others_until_its_end() {
    let desk = Desk::open().await;
    let bea = patient(&desk.world, "Byron", "Beatrice").await;
    let form = BookingRequest { patient_id: bea, ..desk.wish("2026-03-02 09:00") };
    let hold = HoldRequest { request_id: RequestId::fresh(), booking: form.clone() };
    appointments::hold(&desk.world.clinic, &system(), hold).await.unwrap();
    desk.booked("2026-03-02 16:00").await;
    let over = SlotSearchOver::Doctors { doctor_ids: vec![desk.osei] };
    let search = SlotSearch { from_on: Some("2026-03-02".into()), days: 1, limit: 1, ..SlotSearch::over(over) };
    let away = Away::from_desk(desk).await;
    let first = async |asking| {
        let search = SlotSearch { appointment_id: asking, ..search.clone() };
        answers::free_slots(&away.drawer, search).await.unwrap()[0].starts_local
    };
    assert_eq!(first(None).await, local("2026-03-02 09:20"));
    assert_eq!(first(Some(form.appointment_id)).await, local("2026-03-02 09:00"), "its own form finds it");
    // A booking made meanwhile holds nothing itself; of one time that both chose, the server says who has it.
    let booked = deeds::book(&away.drawer, away.desk.wish("2026-03-02 09:00")).await.unwrap();
    assert_eq!(away.send().await, Ok(1));
    let state = away.drawer.state().await;
    let KeptStanding::ToSettle { error } = &state.deeds[0].standing else { panic!("{:?}", state.deeds) };
    assert!(matches!(error, ClinicError::Refused { refusal: Refusal::SlotHeld { .. } }), "{error:?}");
    let release = ReleaseHold { request_id: RequestId::fresh(), appointment_id: form.appointment_id };
    appointments::release_hold(away.clinic(), &system(), release).await.unwrap();
    assert!(away.settle(state.deeds[0].id, Settlement::Retry).await.unwrap().is_empty());
    assert_eq!(away.there(booked.id).await.unwrap().status, AppointmentStatus::Scheduled);
}
