//! Weekly hours, dates that differ and time off on the real server.

mod support;

use chrono::{Duration, NaiveDate, TimeZone, Utc};
use clinic_core::appointments::enter_time_off;
use clinic_core::availability::model::{
    DatedHours, HoursKind, SetDatedHours, SetWeeklyHours, TimeOffKind, TimeOffRequest, WeeklyHours, WithdrawTimeOff,
};
use clinic_core::availability::{get, set_dated_hours, set_weekly_hours, withdraw_time_off};
use clinic_core::doctors::model::DoctorView;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind};
use clinic_core::ids::{DatedHoursId, DoctorId, LocationId, RequestId, TimeOffId};
use support::World;
use support::builders::{system, weekly};

fn set(doctor: &DoctorView, hours: Vec<WeeklyHours>) -> SetWeeklyHours {
    SetWeeklyHours { request_id: RequestId::fresh(), doctor_id: doctor.id, row_version: doctor.row_version, hours }
}

fn closed(on: &str) -> DatedHours {
    DatedHours {
        id: DatedHoursId::fresh(),
        on_date: on.into(),
        closed: true,
        location_id: None,
        room_id: None,
        from_time: None,
        to_time: None,
        slot_minutes: None,
        hours_kind: HoursKind::Both,
        capacity: 1,
        note: "Stocktaking".into(),
    }
}

fn away(doctor: DoctorId, starts: &str, ends: &str) -> TimeOffRequest {
    TimeOffRequest {
        id: TimeOffId::fresh(),
        doctor_id: doctor,
        starts_local: starts.into(),
        ends_local: ends.into(),
        time_off_kind: TimeOffKind::Leave,
        note: "Conference".into(),
    }
}

fn stale() -> ClinicError {
    ClinicError::Stale { what: RecordKind::Doctor }
}

#[tokio::test]
async fn a_week_is_replaced_in_one_go() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    let place = world.location("Harbour", "Africa/Accra").await;
    let room = world.room(place.id, "Room 1").await;
    let mut morning = weekly(place.id, 1, "09:00", "12:30");
    morning.room_id = Some(room.id);
    morning.slot_minutes = Some(25);
    morning.hours_kind = HoursKind::Video;
    morning.capacity = 3;
    morning.valid_to = Some("2026-12-31".into());
    let friday = weekly(place.id, 5, "08:00", "10:00");
    let request = set(&doctor, vec![friday.clone(), morning.clone()]);
    let view = set_weekly_hours(&world.clinic, &system(), request.clone()).await.unwrap();
    assert_eq!(view.weekly, [morning.clone(), friday], "by weekday; nothing is lost on the way");
    assert_eq!(view.row_version, doctor.row_version + 1);
    assert_eq!(set_weekly_hours(&world.clinic, &system(), request).await.unwrap(), view, "sent twice, done once");

    let late = set(&doctor, vec![]);
    assert_eq!(set_weekly_hours(&world.clinic, &system(), late).await.unwrap_err(), stale());
    let kept = SetWeeklyHours { row_version: view.row_version, ..set(&doctor, vec![morning.clone()]) };
    let view = set_weekly_hours(&world.clinic, &system(), kept).await.unwrap();
    assert_eq!(view.weekly, [morning]);
    assert_eq!(get(&world.clinic, &system(), doctor.id).await.unwrap(), view);
    assert_eq!(world.audited("weekly_hours_set").await, 2);
    assert!(world.topic("availability").await >= 2);
}

#[tokio::test]
async fn a_refused_week_changes_nothing() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    let place = world.location("Harbour", "Africa/Accra").await;
    let view = world.weekly_hours(&doctor, vec![weekly(place.id, 1, "09:00", "12:00")]).await;
    let hours = vec![weekly(place.id, 1, "09:00", "12:00"), weekly(place.id, 1, "11:00", "13:00")];
    let overlapping = SetWeeklyHours { row_version: view.row_version, ..set(&doctor, hours) };
    let refused = set_weekly_hours(&world.clinic, &system(), overlapping).await.unwrap_err();
    assert_eq!(refused, FieldError::new("hours[1].from_time", FieldProblem::Overlaps).into());
    assert_eq!(get(&world.clinic, &system(), doctor.id).await.unwrap(), view);
    assert_eq!(world.audited("weekly_hours_set").await, 1);
}

#[tokio::test]
async fn another_doctors_row_cannot_be_taken_over() {
    let world = World::new().await;
    let (ama, ben) = (world.doctor("Dr Ama Osei").await, world.doctor("Dr Ben Roth").await);
    let place = world.location("Harbour", "Africa/Accra").await;
    let row = weekly(place.id, 1, "09:00", "12:00");
    let of_ama = world.weekly_hours(&ama, vec![row.clone()]).await;
    let refused = set_weekly_hours(&world.clinic, &system(), set(&ben, vec![row])).await.unwrap_err();
    assert_eq!(refused, FieldError::new("hours", FieldProblem::Taken).into());
    assert_eq!(get(&world.clinic, &system(), ama.id).await.unwrap(), of_ama);
}

#[tokio::test]
async fn nobodys_hours_are_not_found() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    let nobody = ClinicError::NotFound { what: RecordKind::Doctor };
    assert_eq!(get(&world.clinic, &system(), DoctorId::fresh()).await.unwrap_err(), nobody);
    let request = SetWeeklyHours { doctor_id: DoctorId::fresh(), ..set(&doctor, vec![]) };
    assert_eq!(set_weekly_hours(&world.clinic, &system(), request).await.unwrap_err(), nobody);
    let request = away(DoctorId::fresh(), "2026-03-03T09:00", "2026-03-03T12:00");
    assert_eq!(enter_time_off(&world.clinic, &system(), request).await.unwrap_err(), nobody);
    let withdraw = WithdrawTimeOff { request_id: RequestId::fresh(), time_off_id: TimeOffId::fresh() };
    let missing = ClinicError::NotFound { what: RecordKind::TimeOff };
    assert_eq!(withdraw_time_off(&world.clinic, &system(), withdraw).await.unwrap_err(), missing);
}

#[tokio::test]
async fn a_date_is_set_and_given_back_to_the_week() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    let place = world.location("Harbour", "Africa/Accra").await;
    let request = |row_version, hours| SetDatedHours {
        request_id: RequestId::fresh(),
        doctor_id: doctor.id,
        row_version,
        on_date: "2026-12-24".into(),
        hours,
    };
    let first = request(doctor.row_version, vec![closed("2026-12-24")]);
    let view = set_dated_hours(&world.clinic, &system(), first.clone()).await.unwrap();
    assert_eq!(view.dated, first.hours);
    assert_eq!(set_dated_hours(&world.clinic, &system(), first).await.unwrap(), view, "sent twice, done once");
    assert_eq!(
        set_dated_hours(&world.clinic, &system(), request(doctor.row_version, vec![])).await.unwrap_err(),
        stale()
    );

    let open = DatedHours {
        closed: false,
        location_id: Some(place.id),
        from_time: Some("09:00".into()),
        to_time: Some("11:00".into()),
        ..closed("2026-12-24")
    };
    let view = set_dated_hours(&world.clinic, &system(), request(view.row_version, vec![open.clone()])).await.unwrap();
    assert_eq!(view.dated, [open], "the closed row is gone");
    let view = set_dated_hours(&world.clinic, &system(), request(view.row_version, vec![])).await.unwrap();
    assert_eq!(view.dated, []);
    let nowhere = DatedHours {
        closed: false,
        location_id: Some(LocationId::fresh()),
        from_time: Some("09:00".into()),
        to_time: Some("11:00".into()),
        ..closed("2026-12-24")
    };
    let refused =
        set_dated_hours(&world.clinic, &system(), request(view.row_version, vec![nowhere])).await.unwrap_err();
    assert_eq!(refused, FieldError::new("hours[0].location_id", FieldProblem::UnknownChoice).into());
    assert_eq!(world.audited("dated_hours_set").await, 3);
}

#[tokio::test]
async fn a_time_off_is_said_on_the_wall_of_the_doctors_first_location() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    world.location("A is first by name", "America/New_York").await;
    let request = away(doctor.id, "2026-03-03T09:00", "2026-03-03T12:00");
    let entered = enter_time_off(&world.clinic, &system(), request).await.unwrap();
    assert_eq!(
        entered.time_off.starts_at,
        Utc.with_ymd_and_hms(2026, 3, 3, 14, 0, 0).unwrap(),
        "no hours yet: the clinic's first location speaks"
    );
    let tokyo = world.location("Tokyo", "Asia/Tokyo").await;
    world.weekly_hours(&doctor, vec![weekly(tokyo.id, 2, "09:00", "12:00")]).await;
    let request = away(doctor.id, "2026-03-04T09:00", "2026-03-04T12:00");
    let entered = enter_time_off(&world.clinic, &system(), request).await.unwrap();
    assert_eq!(entered.time_off.starts_at, Utc.with_ymd_and_hms(2026, 3, 4, 0, 0, 0).unwrap());
    assert_eq!(
        entered.time_off.starts_local,
        NaiveDate::from_ymd_opt(2026, 3, 4).unwrap().and_hms_opt(9, 0, 0).unwrap()
    );
}

#[tokio::test]
async fn a_time_off_is_entered_once_and_withdrawn() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    world.location("Centre", "Europe/London").await;
    let request = away(doctor.id, "2026-03-03T09:00", "2026-03-03T12:00");
    let entered = enter_time_off(&world.clinic, &system(), request.clone()).await.unwrap();
    let again = enter_time_off(&world.clinic, &system(), request.clone()).await.unwrap();
    assert_eq!(again, entered, "sent twice, done once");
    let listed = get(&world.clinic, &system(), doctor.id).await.unwrap().time_off;
    assert_eq!(listed, std::slice::from_ref(&entered.time_off));
    assert_eq!(world.audited("time_off_entered").await, 1);

    let withdraw = WithdrawTimeOff { request_id: RequestId::fresh(), time_off_id: request.id };
    let view = withdraw_time_off(&world.clinic, &system(), withdraw).await.unwrap();
    assert_eq!(view.time_off, []);
    assert_eq!(withdraw_time_off(&world.clinic, &system(), withdraw).await.unwrap(), view, "sent twice, done once");
    let by_another = WithdrawTimeOff { request_id: RequestId::fresh(), ..withdraw };
    assert_eq!(withdraw_time_off(&world.clinic, &system(), by_another).await.unwrap(), view);
    assert_eq!(world.audited("time_off_withdrawn").await, 1);
}

#[tokio::test]
async fn a_time_off_that_is_over_is_not_listed() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    world.location("Centre", "Europe/London").await;
    let request = away(doctor.id, "2026-03-02T09:00", "2026-03-02T12:00");
    enter_time_off(&world.clinic, &system(), request).await.unwrap();
    world.clinic.clock().set(support::monday_at_eight() + Duration::hours(4));
    assert_eq!(get(&world.clinic, &system(), doctor.id).await.unwrap().time_off, []);
}

#[tokio::test]
async fn a_time_off_names_the_live_visits_that_must_be_moved() {
    let world = World::new().await;
    let (doctor, other) = (world.doctor("Dr Ama Osei").await, world.doctor("Dr Ben Roth").await);
    let place = world.location("Centre", "Europe/London").await;
    let patient = world.plain_patient("Adeyemi", "Ola").await;
    let at = |hour, minute| Utc.with_ymd_and_hms(2026, 3, 3, hour, minute, 0).unwrap();
    let mut visits = Vec::new();
    for (doctor, starts_at, status) in [
        (doctor.id, at(8, 40), "scheduled"),
        (doctor.id, at(8, 50), "scheduled"),
        (doctor.id, at(10, 0), "confirmed"),
        (doctor.id, at(11, 50), "scheduled"),
        (doctor.id, at(12, 0), "scheduled"),
        (doctor.id, at(10, 30), "cancelled"),
        (doctor.id, at(11, 0), "no_show"),
        (doctor.id, at(9, 30), "completed"),
        (other.id, at(10, 0), "scheduled"),
    ] {
        visits.push(world.plain_visit(patient, doctor, place.id, starts_at, status).await);
    }
    let request = away(doctor.id, "2026-03-03T09:00", "2026-03-03T12:00");
    let entered = clinic_core::appointments::enter_time_off(&world.clinic, &system(), request.clone()).await.unwrap();
    let ids: Vec<_> = entered.to_move.iter().map(|visit| visit.id).collect();
    assert_eq!(ids, visits[1..4], "what runs into it, what lies in it, what runs out of it; by start");
    let again = clinic_core::appointments::enter_time_off(&world.clinic, &system(), request).await.unwrap();
    assert_eq!(again, entered, "sent twice, said twice, done once");
}
