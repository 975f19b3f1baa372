//! Weekly hours, dates that differ and time off on the real server.

use crate::support::World;
use crate::support::builders::{system, weekly};
use crate::support::desk::{Desk, refusal};
use chrono::{Duration, NaiveDate, TimeZone, Utc};
use clinic_core::appointments::model::{DaySheet, DaySheetRequest, Priority, SlotSearch};
use clinic_core::appointments::{day_sheet, enter_time_off, free_slots, in_blocks};
use clinic_core::availability::blocks::model::{
    AddBlocks, BlockForm, BlockKind, BlockRelease, BlockView, ChangeBlock, NameBlocks,
};
use clinic_core::availability::holidays::model::{HolidayForm, HolidayOf, RemoveHoliday, SaveHoliday};
use clinic_core::availability::model::{
    DatedHours, HoursKind, SetDatedHours, SetWeeklyHours, TimeOffKind, TimeOffRequest, WeeklyHours, WithdrawTimeOff,
};
use clinic_core::availability::{blocks, holidays};
use clinic_core::availability::{get, set_dated_hours, set_weekly_hours, withdraw_time_off};
use clinic_core::doctors::model::DoctorView;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::{BlockId, DatedHoursId, DoctorId, HolidayId, LocationId, RequestId, TimeOffId};

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
    world.clinic.clock().set(crate::support::monday_at_eight() + Duration::hours(4));
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

fn open_on(on: &str, place: LocationId, from: &str, to: &str) -> DatedHours {
    DatedHours {
        closed: false,
        location_id: Some(place),
        from_time: Some(from.into()),
        to_time: Some(to.into()),
        ..closed(on)
    }
}

fn date_request(doctor: &DoctorView, row_version: u32, on: &str, hours: Vec<DatedHours>) -> SetDatedHours {
    SetDatedHours { request_id: RequestId::fresh(), doctor_id: doctor.id, row_version, on_date: on.into(), hours }
}

#[tokio::test]
async fn hours_go_on_over_midnight_and_up_to_it() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    let place = world.location("Centre", "Europe/London").await;
    let week = vec![
        weekly(place.id, 1, "22:00", "02:00"),
        weekly(place.id, 3, "20:00", "24:00"),
        weekly(place.id, 5, "00:00", "24:00"),
    ];
    let view = world.weekly_hours(&doctor, week.clone()).await;
    assert_eq!(view.weekly, week, "what was typed is what is shown again");
    let dated = vec![open_on("2026-03-07", place.id, "21:00", "01:00")];
    let request = date_request(&doctor, view.row_version, "2026-03-07", dated.clone());
    assert_eq!(set_dated_hours(&world.clinic, &system(), request).await.unwrap().dated, dated);

    // A program that does not know of midnight reads the part before it.
    let kept: Vec<(String, Option<String>)> =
        sqlx::query_as("select cast(to_time as char), cast(next_day_to as char) from weekly_hours order by weekday")
            .fetch_all(&mut world.sql().await)
            .await
            .unwrap();
    let before = |next: &str| ("23:59:59".to_owned(), Some(next.to_owned()));
    assert_eq!(kept, [before("02:00:00"), before("00:00:00"), before("00:00:00")]);

    let sheet =
        |date: &str| DaySheetRequest { date: date.into(), days: 1, doctor_ids: vec![doctor.id], location_id: None };
    let windows = |sheet: DaySheet| {
        let windows = sheet.columns.into_iter().flat_map(|column| column.windows);
        windows
            .map(|one| format!("{}-{}", one.starts_local.format("%a %H:%M"), one.ends_local.format("%a %H:%M")))
            .collect::<Vec<_>>()
    };
    for (date, expected) in [
        ("2026-03-02", vec!["Mon 22:00-Tue 02:00"]),
        ("2026-03-03", vec!["Mon 22:00-Tue 02:00"]),
        ("2026-03-04", vec!["Wed 20:00-Thu 00:00"]),
        ("2026-03-05", vec![]),
        ("2026-03-06", vec!["Fri 00:00-Sat 00:00"]),
        ("2026-03-07", vec!["Sat 21:00-Sun 01:00"]),
        ("2026-03-08", vec!["Sat 21:00-Sun 01:00"]),
    ] {
        assert_eq!(windows(day_sheet(&world.clinic, &system(), sheet(date)).await.unwrap()), expected, "{date}");
    }
}

#[tokio::test]
async fn hours_of_a_date_do_not_begin_or_end_where_its_clock_jumps() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    let place = world.location("Centre", "Europe/London").await;
    let at = |hour, minute| NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(hour, minute, 0).unwrap();
    let skipped = FieldProblem::InGap { before_local: at(0, 59), after_local: at(2, 0) };
    for (from, to, field) in [("01:30", "04:00", "hours[0].from_time"), ("00:00", "01:30", "hours[0].to_time")] {
        let hours = vec![open_on("2026-03-29", place.id, from, to)];
        let request = date_request(&doctor, doctor.row_version, "2026-03-29", hours);
        let refused = set_dated_hours(&world.clinic, &system(), request).await.unwrap_err();
        assert_eq!(refused, FieldError::new(field, skipped.clone()).into());
    }
    let hours = vec![open_on("2026-03-29", place.id, "00:30", "04:00")];
    let over_it = date_request(&doctor, doctor.row_version, "2026-03-29", hours);
    assert!(set_dated_hours(&world.clinic, &system(), over_it).await.is_ok(), "hours may run over the jump");
}

#[tokio::test]
async fn a_night_that_would_meet_the_next_days_hours_is_refused_at_its_row() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    let place = world.location("Centre", "Europe/London").await;
    let version = doctor.row_version;
    let refused = |field: &str| ClinicError::from(FieldError::new(field, FieldProblem::Overlaps));
    let rows = vec![weekly(place.id, 7, "22:00", "02:00"), weekly(place.id, 1, "01:00", "05:00")];
    let over = set_weekly_hours(&world.clinic, &system(), set(&doctor, rows)).await.unwrap_err();
    assert_eq!(over, refused("hours[1].from_time"), "Sunday runs into Monday");
    let rows = vec![weekly(place.id, 7, "22:00", "01:00"), weekly(place.id, 1, "01:00", "05:00")];
    let view = world.weekly_hours(&doctor, rows).await;
    assert_eq!(view.row_version, version + 1, "what only touches is no overlap");

    // Monday 9 March 2026 differs: its own hours may not begin before Sunday's end, nor run into Tuesday's.
    let early =
        date_request(&doctor, view.row_version, "2026-03-09", vec![open_on("2026-03-09", place.id, "00:30", "04:00")]);
    assert_eq!(set_dated_hours(&world.clinic, &system(), early).await.unwrap_err(), refused("hours[0].from_time"));
    let tuesday =
        date_request(&doctor, view.row_version, "2026-03-10", vec![open_on("2026-03-10", place.id, "01:00", "04:00")]);
    let view = set_dated_hours(&world.clinic, &system(), tuesday).await.unwrap();
    let late =
        date_request(&doctor, view.row_version, "2026-03-09", vec![open_on("2026-03-09", place.id, "20:00", "02:00")]);
    assert_eq!(set_dated_hours(&world.clinic, &system(), late).await.unwrap_err(), refused("hours[0].to_time"));
    let week =
        SetWeeklyHours { row_version: view.row_version, ..set(&doctor, vec![weekly(place.id, 1, "20:00", "03:00")]) };
    assert_eq!(set_weekly_hours(&world.clinic, &system(), week).await.unwrap_err(), refused("hours[0].to_time"));
}

#[tokio::test]
async fn two_stretches_are_hours_with_a_break_and_nothing_is_booked_in_it() {
    let desk = Desk::open().await;
    let slots = free_slots(&desk.world.clinic, &system(), SlotSearch::of_doctor(desk.osei)).await.unwrap();
    let times: Vec<_> = slots.iter().map(|slot| slot.starts_local.format("%H:%M").to_string()).collect();
    assert!(times.contains(&"11:40".into()) && times.contains(&"13:00".into()));
    assert!(!times.iter().any(|time| time.starts_with("12:")), "{times:?}");
    assert!(matches!(refusal(desk.book(desk.wish("2026-03-02 12:20")).await), Refusal::OutsideHours { .. }));
}

#[tokio::test]
async fn a_holiday_closes_the_week_but_not_a_date_with_hours_of_its_own() {
    let desk = Desk::open().await;
    let clinic = &desk.world.clinic;
    let form = |name: &str, of, first_on: &str, yearly| HolidayForm {
        name: name.into(),
        of,
        first_on: first_on.into(),
        last_on: String::new(),
        yearly,
    };
    let save = |form| SaveHoliday { request_id: RequestId::fresh(), id: HolidayId::fresh(), row_version: None, form };
    let tuesday = save(form("Founder's day", HolidayOf::Everyone, "2025-03-03", true));
    let listed = holidays::save(clinic, &system(), tuesday.clone()).await.unwrap();
    assert_eq!(holidays::save(clinic, &system(), tuesday.clone()).await.unwrap(), listed, "sent twice, done once");
    assert_eq!((listed.len(), desk.world.audited("holiday_saved").await), (1, 1));
    assert!(matches!(refusal(desk.book(desk.wish("2026-03-03 09:20")).await), Refusal::OutsideHours { .. }));
    let sheet = DaySheetRequest { date: "2026-03-03".into(), days: 2, doctor_ids: vec![], location_id: None };
    let columns = day_sheet(clinic, &system(), sheet.clone()).await.unwrap().columns;
    assert_eq!(columns[0].holidays, ["Founder's day"]);
    assert_eq!((columns[0].windows.len(), columns[1].holidays.len(), columns[1].windows.len()), (0, 0, 2));

    let present = get(clinic, &system(), desk.osei).await.unwrap();
    let open = SetDatedHours {
        request_id: RequestId::fresh(),
        doctor_id: desk.osei,
        row_version: present.row_version,
        on_date: "2026-03-03".into(),
        hours: vec![open_on("2026-03-03", desk.location, "09:00", "10:00")],
    };
    set_dated_hours(clinic, &system(), open).await.unwrap();
    desk.booked("2026-03-03 09:20").await;

    // Another place's holiday and another doctor's change nothing here; this doctor's and this place's do.
    let elsewhere = desk.world.location("Elsewhere", "Europe/London").await.id;
    let other = desk.world.doctor("Dr Roth").await.id;
    for (of, closed) in [
        (HolidayOf::Location { location_id: elsewhere }, false),
        (HolidayOf::Doctor { doctor_id: other }, false),
        (HolidayOf::Location { location_id: desk.location }, true),
        (HolidayOf::Doctor { doctor_id: desk.osei }, true),
    ] {
        let request = save(form("Local", of, "2026-03-04", false));
        holidays::save(clinic, &system(), request.clone()).await.unwrap();
        let asked = desk.wish("2026-03-04 09:20");
        let outcome = desk.book(asked).await;
        assert_eq!(outcome.is_err(), closed, "{of:?}");
        if let Ok(visit) = outcome {
            desk.cancel(&visit).await.unwrap();
        }
        let remove = RemoveHoliday { request_id: RequestId::fresh(), id: request.id };
        assert_eq!(holidays::remove(clinic, &system(), remove).await.unwrap().len(), 1);
    }

    let stale =
        SaveHoliday { row_version: Some(9), ..SaveHoliday { request_id: RequestId::fresh(), ..tuesday.clone() } };
    let said = holidays::save(clinic, &system(), stale).await.unwrap_err();
    assert_eq!(said, ClinicError::Stale { what: RecordKind::Holiday });
    let nobodys = save(form("Local", HolidayOf::Doctor { doctor_id: DoctorId::fresh() }, "2026-03-04", false));
    let said = holidays::save(clinic, &system(), nobodys).await.unwrap_err();
    assert_eq!(said, ClinicError::NotFound { what: RecordKind::Doctor });
}

fn block(desk: &Desk, kind: BlockKind, from: &str, to: &str, release: BlockRelease) -> BlockForm {
    BlockForm {
        id: BlockId::fresh(),
        doctor_id: desk.osei,
        location_id: Some(desk.location),
        block_kind: kind,
        title: "Round".into(),
        starts_local: from.into(),
        ends_local: to.into(),
        release,
    }
}

async fn added(desk: &Desk, blocks: Vec<BlockForm>) -> Vec<BlockView> {
    let request = AddBlocks { request_id: RequestId::fresh(), blocks };
    let views = blocks::add(&desk.world.clinic, &system(), request.clone()).await.expect("added");
    let again = blocks::add(&desk.world.clinic, &system(), request).await.expect("sent twice");
    assert_eq!(again, views, "sent twice, done once");
    views
}

#[tokio::test]
async fn a_meeting_is_kept_out_of_booking_and_searching_until_it_is_removed() {
    let desk = Desk::open().await;
    let clinic = &desk.world.clinic;
    let meeting = block(&desk, BlockKind::Meeting, "2026-03-02T09:00", "2026-03-02T10:00", BlockRelease::Never);
    let view = added(&desk, vec![meeting.clone()]).await.remove(0);
    assert_eq!(view.starts_at, Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap());
    let Refusal::TimeBlocked { title, until_local, released_local: None, next, .. } =
        refusal(desk.book(desk.wish("2026-03-02 09:20")).await)
    else {
        panic!("not blocked")
    };
    assert_eq!((title.as_str(), until_local), ("Round", crate::support::desk::local("2026-03-02 10:00")));
    assert_eq!(next[0].starts_local, crate::support::desk::local("2026-03-02 10:00"), "the next free slot is after it");
    let mut wish = desk.wish("2026-03-02 09:20");
    wish.override_reason = Some("the doctor agreed".into());
    let squeezed = desk.book(wish).await.unwrap();
    assert_eq!(squeezed.override_reason.as_deref(), Some("the doctor agreed"));
    let sheet = DaySheetRequest { date: "2026-03-02".into(), days: 2, doctor_ids: vec![], location_id: None };
    let columns = day_sheet(clinic, &system(), sheet).await.unwrap().columns;
    assert_eq!((columns[0].blocks.as_slice(), columns[1].blocks.len()), (std::slice::from_ref(&view), 0));
    assert_eq!(get(clinic, &system(), desk.osei).await.unwrap().blocks, std::slice::from_ref(&view));

    let over = AddBlocks {
        request_id: RequestId::fresh(),
        blocks: vec![BlockForm { id: BlockId::fresh(), ..meeting.clone() }],
    };
    let said = blocks::add(clinic, &system(), over).await.unwrap_err();
    assert_eq!(said, FieldError::new("blocks[0].starts_local", FieldProblem::Overlaps).into());

    let later = BlockForm { starts_local: "2026-03-02T14:00".into(), ends_local: "2026-03-02T15:00".into(), ..meeting };
    let change = ChangeBlock { request_id: RequestId::fresh(), row_version: view.row_version, block: later };
    let moved = blocks::change(clinic, &system(), change.clone()).await.unwrap();
    assert_eq!((moved.row_version, moved.starts_local), (2, crate::support::desk::local("2026-03-02 14:00")));
    let late = ChangeBlock { request_id: RequestId::fresh(), ..change };
    let said = blocks::change(clinic, &system(), late).await.unwrap_err();
    assert_eq!(said, ClinicError::Stale { what: RecordKind::Block });

    let name = || NameBlocks { request_id: RequestId::fresh(), block_ids: vec![view.id] };
    blocks::remove(clinic, &system(), name()).await.unwrap();
    desk.booked("2026-03-02 14:20").await;
    let back = blocks::restore(clinic, &system(), name()).await.unwrap();
    assert_eq!(back[0].starts_local, moved.starts_local);
    assert!(matches!(refusal(desk.book(desk.wish("2026-03-02 14:40")).await), Refusal::TimeBlocked { .. }));
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_reserve_is_for_emergencies_until_it_is_released() {
    let desk = Desk::open().await;
    let release = BlockRelease::Hours { hours: 1 };
    added(&desk, vec![block(&desk, BlockKind::Emergency, "2026-03-02T11:00", "2026-03-02T12:00", release)]).await;
    let Refusal::TimeBlocked { released_local, .. } = refusal(desk.book(desk.wish("2026-03-02 11:00")).await) else {
        panic!("not blocked")
    };
    assert_eq!(released_local, Some(crate::support::desk::local("2026-03-02 10:00")));
    let mut search = SlotSearch::of_doctor(desk.osei);
    let offered = |slots: Vec<clinic_core::appointments::model::SlotOffer>| {
        slots.iter().any(|slot| slot.starts_local == crate::support::desk::local("2026-03-02 11:20"))
    };
    assert!(!offered(free_slots(&desk.world.clinic, &system(), search.clone()).await.unwrap()));
    search.priority = Some(Priority::Urgent);
    assert!(offered(free_slots(&desk.world.clinic, &system(), search.clone()).await.unwrap()));
    let mut pressing = desk.wish("2026-03-02 11:00");
    pressing.priority = Priority::Emergency;
    desk.book(pressing).await.unwrap();

    desk.world.clinic.clock().set(crate::support::monday_at_eight() + Duration::hours(2));
    search.priority = None;
    assert!(offered(free_slots(&desk.world.clinic, &system(), search).await.unwrap()), "released at ten");
    desk.booked("2026-03-02 11:20").await;
}

#[tokio::test]
async fn many_blocks_are_pasted_all_or_none() {
    let desk = Desk::open().await;
    let on = |day: u32| {
        block(
            &desk,
            BlockKind::Administration,
            &format!("2026-03-{day:02}T16:00"),
            &format!("2026-03-{day:02}T17:00"),
            BlockRelease::Never,
        )
    };
    let first = added(&desk, vec![on(2)]).await;
    let pasted = AddBlocks { request_id: RequestId::fresh(), blocks: vec![on(3), on(4), on(2), on(5)] };
    let said = blocks::add(&desk.world.clinic, &system(), pasted).await.unwrap_err();
    assert_eq!(said, FieldError::new("blocks[2].starts_local", FieldProblem::Overlaps).into());
    assert_eq!(get(&desk.world.clinic, &system(), desk.osei).await.unwrap().blocks, first, "none of them came");
    assert_eq!(added(&desk, vec![on(3), on(4), on(5)]).await.len(), 3);
    assert_eq!(desk.world.audited("blocks_added").await, 2);
}

#[tokio::test]
async fn who_lies_in_a_block_is_told_and_stays() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    desk.cancel(&desk.booked("2026-03-02 09:40").await).await.unwrap();
    desk.booked("2026-03-02 10:00").await;
    let meeting = block(&desk, BlockKind::Meeting, "2026-03-02T09:00", "2026-03-02T10:00", BlockRelease::Never);
    let view = added(&desk, vec![meeting]).await.remove(0);
    let told = in_blocks(&desk.world.clinic, &system(), vec![view.id]).await.unwrap();
    assert_eq!(told.iter().map(|visit| visit.id).collect::<Vec<_>>(), [visit.id], "live, and in its time");
    assert_eq!(told[0].starts_at, visit.starts_at);
    let none = in_blocks(&desk.world.clinic, &system(), vec![BlockId::fresh()]).await.unwrap();
    assert!(none.is_empty(), "of a block that is not there");
}
