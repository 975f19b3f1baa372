//! Series of visits and several visits at once on a real server: checked first, then all or none, and taken back.

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, date, local, patient, refusal, visit_move_to};
use clinic_core::appointments;
use clinic_core::appointments::model::*;
use clinic_core::appointments::series::model::*;
use clinic_core::appointments::together::model::*;
use clinic_core::error::{ClinicError, RecordKind, Refusal};
use clinic_core::ids::*;

fn weekly(count: i32) -> SeriesPattern {
    SeriesPattern {
        frequency: Frequency::Weekly,
        interval: 1,
        weekdays: vec![],
        month_day: None,
        end: SeriesEnd::After { count },
        except_on: vec![],
    }
}

fn wish(desk: &Desk, at: &str, pattern: SeriesPattern) -> SeriesRequest {
    SeriesRequest {
        series_id: SeriesId::fresh(),
        patient_id: desk.ada,
        doctor_id: desk.osei,
        location_id: desk.location,
        visit_kind: VisitKind::InPerson,
        starts_local: local(at),
        minutes: None,
        reason: "dressing".into(),
        priority: Priority::Regular,
        override_reason: None,
        pattern,
        elsewhere: vec![],
    }
}

async fn check(desk: &Desk, request: &SeriesRequest) -> Vec<PlannedVisit> {
    appointments::check_series(&desk.world.clinic, &system(), request.clone()).await.expect("checks").occurrences
}

async fn book(desk: &Desk, request: &SeriesRequest) -> Result<SeriesView, ClinicError> {
    appointments::book_series(&desk.world.clinic, &system(), request.clone()).await
}

fn refused(visit: &PlannedVisit) -> (&Refusal, Vec<String>) {
    match &visit.standing {
        PlanStanding::Refused { refusal, alternatives } => {
            (refusal, alternatives.iter().map(|offer| offer.starts_local.format("%d %H:%M").to_string()).collect())
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_series_of_a_year_is_booked_in_one_write() {
    let desk = Desk::open().await;
    let request = wish(&desk, "2026-03-02 09:20", weekly(52));
    assert!(check(&desk, &request).await.iter().all(|visit| matches!(visit.standing, PlanStanding::Free { .. })));
    assert_eq!(desk.cells().await, 0, "a check books nothing");
    let began = std::time::Instant::now();
    let series = book(&desk, &request).await.unwrap();
    assert!(began.elapsed().as_secs() < 10, "a year is one write: {:?}", began.elapsed());
    assert_eq!(series.visits.len(), 52);
    let place = series.visits[2].series.unwrap();
    assert_eq!((place.number, place.of, place.changed), (3, 52, false));
    assert!(series.visits.iter().all(|visit| visit.starts_local.format("%H:%M").to_string() == "09:20"));
    let summer = series.visits.iter().find(|visit| visit.starts_local.date() == date("2026-07-06")).unwrap();
    assert_eq!(summer.starts_at.format("%H:%M").to_string(), "08:20", "the wall's time stays, the instant follows it");
    assert_eq!(series.rule, "DTSTART;TZID=Europe/London:20260302T092000\nRRULE:FREQ=WEEKLY;INTERVAL=1;COUNT=52");
    assert_eq!(book(&desk, &request).await.unwrap(), series, "sent again, it is the series that was booked");
    assert_eq!(desk.cells().await, 52 * 8);
    assert_eq!(desk.world.audited("series_booked").await, 1);
    assert_eq!(desk.world.audited("appointment_booked").await, 52, "each visit has its own event");
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn what_stands_in_the_way_is_told_with_the_nearest_times_before_anything_is_booked() {
    let desk = Desk::open().await;
    let mut other = desk.wish("2026-03-09 09:20");
    other.patient_id = patient(&desk.world, "Hopper", "Grace").await;
    desk.book(other).await.unwrap();
    let mut request = wish(&desk, "2026-03-02 09:20", weekly(3));
    let planned = check(&desk, &request).await;
    let (refusal, nearest) = refused(&planned[1]);
    assert!(matches!(refusal, Refusal::DoctorBusy { held_by, .. } if held_by == "Hopper, Grace"), "{refusal:?}");
    assert_eq!(nearest, ["09 09:00", "09 09:40", "10 09:20", "11 09:20"], "the same day, then days around it");
    let Err(ClinicError::Refused { refusal: Refusal::NotAllPossible { visits } }) = book(&desk, &request).await else {
        panic!("booked in part")
    };
    assert_eq!(visits.iter().map(|visit| visit.on).collect::<Vec<_>>(), [date("2026-03-09")]);
    assert_eq!(desk.cells().await, 8, "all or none");
    let PlanStanding::Refused { alternatives, .. } = &planned[1].standing else { panic!() };
    let offer = &alternatives[1];
    request.elsewhere = vec![OccurrenceElsewhere {
        on: date("2026-03-09"),
        doctor_id: offer.doctor_id,
        location_id: offer.location_id,
        at: offer.starts_at,
    }];
    request.pattern.except_on = vec![date("2026-03-16")];
    let planned = check(&desk, &request).await;
    assert!(matches!(planned[1].standing, PlanStanding::Free { .. }));
    assert_eq!(planned[2].standing, PlanStanding::Skipped);
    let series = book(&desk, &request).await.unwrap();
    let times: Vec<_> = series.visits.iter().map(|visit| visit.starts_local).collect();
    assert_eq!(times, [local("2026-03-02 09:20"), local("2026-03-09 09:40")]);
    assert!(series.rule.ends_with("EXDATE;TZID=Europe/London:20260316T092000"), "{}", series.rule);
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_time_that_the_clock_jumps_over_is_told_with_its_neighbours_and_the_first_of_two_is_meant() {
    let desk = Desk::open().await;
    desk.hours(desk.osei, Hours { weekday: 7, from: "00:00", to: "06:00", capacity: 1, room: None }).await;
    let spring = check(&desk, &wish(&desk, "2026-03-22 01:20", weekly(3))).await;
    let (refusal, nearest) = refused(&spring[1]);
    let neighbours =
        Refusal::TimeInGap { before_local: local("2026-03-29 00:59"), after_local: local("2026-03-29 02:00") };
    assert_eq!(*refusal, neighbours);
    assert_eq!(nearest[..2], ["29 00:40", "29 02:00"]);
    assert!(matches!(spring[2].standing, PlanStanding::Free { .. }));
    let autumn = check(&desk, &wish(&desk, "2026-10-25 01:20", weekly(1))).await;
    let PlanStanding::Free { starts_at, .. } = autumn[0].standing else { panic!("{autumn:?}") };
    assert_eq!(starts_at.format("%H:%M").to_string(), "00:20", "summer time still: RFC 5545, 3.3.5");
}

fn moves(visits: Vec<VisitMove>) -> MoveTogether {
    MoveTogether { request_id: RequestId::fresh(), visits, series_id: None }
}

async fn take_back(desk: &Desk, of: RequestId) -> Result<(RequestId, Vec<AppointmentView>), ClinicError> {
    let request = TakeBack { request_id: RequestId::fresh(), of };
    Ok((request.request_id, appointments::take_back(&desk.world.clinic, &system(), request).await?))
}

fn facts(visits: &[AppointmentView]) -> Vec<(AppointmentId, AppointmentStatus, String, i32, bool)> {
    let mut facts: Vec<_> = visits
        .iter()
        .map(|visit| {
            let changed = visit.series.is_some_and(|series| series.changed);
            (visit.id, visit.status, visit.starts_local.to_string(), visit.minutes, changed)
        })
        .collect();
    facts.sort_by_key(|fact| fact.0);
    facts
}

#[tokio::test]
async fn this_and_following_move_together_keep_that_they_changed_and_go_back_together() {
    let desk = Desk::open().await;
    let series = book(&desk, &wish(&desk, "2026-03-02 09:20", weekly(4))).await.unwrap();
    let following = &series.visits[1..];
    let at_ten = following.iter().map(|visit| VisitMove {
        minutes: Some(40),
        ..visit_move_to(visit, &visit.starts_local.format("%Y-%m-%d 10:00").to_string())
    });
    let request = MoveTogether { series_id: Some(series.id), ..moves(at_ten.collect()) };
    let planned = appointments::check_moves(&desk.world.clinic, &system(), request.clone()).await.unwrap();
    assert!(planned.iter().all(|visit| matches!(visit.standing, PlanStanding::Free { .. })));
    let moved = appointments::move_together(&desk.world.clinic, &system(), request.clone()).await.unwrap();
    assert!(moved.iter().all(|visit| visit.minutes == 40 && visit.series.unwrap().changed));
    let again = appointments::move_together(&desk.world.clinic, &system(), request.clone()).await.unwrap();
    assert_eq!(again, moved, "sent again, it is done once");
    assert_eq!(desk.world.audited("appointments_moved_together").await, 1);
    assert_eq!(desk.world.audited("appointment_rescheduled").await, 3);
    let earlier = appointments::earlier_places(&desk.world.clinic, &system(), moved[0].id).await.unwrap();
    assert_eq!(earlier[0].starts_local, local("2026-03-09 09:20"));
    assert_eq!((earlier[0].doctor_name.as_str(), earlier[0].minutes), ("Dr Osei", 20));

    let (undo, back) = take_back(&desk, request.request_id).await.unwrap();
    assert_eq!(facts(&back), facts(following), "as they were, and no longer said to have changed");
    let (_, again) = take_back(&desk, undo).await.unwrap();
    assert_eq!(facts(&again), facts(&moved), "taking that back does it again");
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_whole_series_is_cancelled_and_comes_back_unless_one_place_was_used_since() {
    let desk = Desk::open().await;
    let series = book(&desk, &wish(&desk, "2026-03-02 09:20", weekly(4))).await.unwrap();
    let cancel = |visits: &[AppointmentView]| CancelTogether {
        request_id: RequestId::fresh(),
        visits: visits
            .iter()
            .map(|visit| VisitSeen { appointment_id: visit.id, row_version: visit.row_version })
            .collect(),
        reason: "moved away".into(),
        by: CalledOffBy::Patient,
        series_id: Some(series.id),
    };
    let request = cancel(&series.visits);
    let cancelled = appointments::cancel_together(&desk.world.clinic, &system(), request.clone()).await.unwrap();
    assert!(cancelled.iter().all(|visit| visit.status == AppointmentStatus::Cancelled));
    assert_eq!(desk.cells().await, 0);
    let (undo, back) = take_back(&desk, request.request_id).await.unwrap();
    assert_eq!(facts(&back), facts(&series.visits));
    assert_eq!(desk.cells().await, 4 * 8);
    let (redo, gone) = take_back(&desk, undo).await.unwrap();
    assert!(gone.iter().all(|visit| visit.cancellation_reason.as_deref() == Some("moved away")));
    let mut other = desk.wish("2026-03-16 09:20");
    other.patient_id = patient(&desk.world, "Hopper", "Grace").await;
    desk.book(other).await.unwrap();
    let Err(ClinicError::Refused { refusal: Refusal::NotAllPossible { visits } }) = take_back(&desk, redo).await else {
        panic!("came back over another visit")
    };
    assert_eq!(visits.len(), 1);
    assert!(matches!(refused(&visits[0]).0, Refusal::DoctorBusy { held_by, .. } if held_by == "Hopper, Grace"));
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn one_that_somebody_changed_since_keeps_all_from_being_taken_back() {
    let desk = Desk::open().await;
    let series = book(&desk, &wish(&desk, "2026-03-02 09:20", weekly(3))).await.unwrap();
    let request = moves(
        series
            .visits
            .iter()
            .map(|visit| visit_move_to(visit, &visit.starts_local.format("%F 11:00").to_string()))
            .collect(),
    );
    let moved = appointments::move_together(&desk.world.clinic, &system(), request.clone()).await.unwrap();
    desk.step(&moved[1], Step::Confirm).await.unwrap();
    let stale = ClinicError::Stale { what: RecordKind::Appointment };
    assert_eq!(take_back(&desk, request.request_id).await.unwrap_err(), stale);
    let unknown = take_back(&desk, RequestId::fresh()).await.unwrap_err();
    assert_eq!(unknown, ClinicError::NotFound { what: RecordKind::Appointment });
}

async fn booked_for(desk: &Desk, name: &str, doctor: DoctorId, at: &str, minutes: i32) -> AppointmentView {
    let mut wish = desk.wish(at);
    wish.patient_id = patient(&desk.world, name, name).await;
    (wish.doctor_id, wish.minutes) = (doctor, Some(minutes));
    desk.book(wish).await.expect("booked")
}

fn swap(one: &AppointmentView, other: &AppointmentView) -> SwapVisits {
    let seen = |visit: &AppointmentView| VisitSeen { appointment_id: visit.id, row_version: visit.row_version };
    SwapVisits { request_id: RequestId::fresh(), one: seen(one), other: seen(other) }
}

#[tokio::test]
async fn two_visits_exchange_their_places_though_each_is_in_the_others_way() {
    let desk = Desk::open().await;
    let chen = desk.world.doctor("Dr Chen").await.id;
    desk.hours(chen, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: None }).await;
    let one = booked_for(&desk, "One", desk.osei, "2026-03-02 09:00", 20).await;
    let other = booked_for(&desk, "Other", chen, "2026-03-02 09:00", 40).await;
    let request = swap(&one, &other);
    let swapped = appointments::swap(&desk.world.clinic, &system(), request.clone()).await.unwrap();
    let who = |id| swapped.iter().find(|visit| visit.id == id).map(|visit| (visit.doctor_name.as_str(), visit.minutes));
    assert_eq!((who(one.id), who(other.id)), (Some(("Dr Chen", 20)), Some(("Dr Osei", 40))));
    let (_, back) = take_back(&desk, request.request_id).await.unwrap();
    assert_eq!(facts(&back), facts(&[one, other]));
    let neighbour = booked_for(&desk, "Near", desk.osei, "2026-03-02 09:20", 20).await;
    let refused_swap = appointments::swap(&desk.world.clinic, &system(), swap(&back[0], &back[1])).await;
    let Refusal::NotAllPossible { visits } = refusal(refused_swap) else { panic!() };
    assert!(
        matches!(refused(&visits[0]).0, Refusal::DoctorBusy { appointment_id, .. } if *appointment_id == neighbour.id),
        "the longer one does not fit before the next: {visits:?}"
    );
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_morning_moves_by_twenty_minutes_and_says_who_cannot() {
    let desk = Desk::open().await;
    let mut morning = Vec::new();
    for (name, at) in [("A", "09:00"), ("B", "09:20"), ("C", "11:40")] {
        morning.push(booked_for(&desk, name, desk.osei, &format!("2026-03-02 {at}"), 20).await);
    }
    let later = |visit: &AppointmentView| {
        let at = visit.starts_local + chrono::Duration::minutes(20);
        visit_move_to(visit, &at.format("%F %H:%M").to_string())
    };
    let all = moves(morning.iter().map(later).collect());
    let planned = appointments::check_moves(&desk.world.clinic, &system(), all.clone()).await.unwrap();
    let free: Vec<bool> = planned.iter().map(|visit| matches!(visit.standing, PlanStanding::Free { .. })).collect();
    assert_eq!(free, [true, true, false], "each may take the place of the one before; the last ends after twelve");
    assert!(matches!(refused(&planned[2]).0, Refusal::OutsideHours { .. }));
    let Refusal::NotAllPossible { visits } =
        refusal(appointments::move_together(&desk.world.clinic, &system(), all).await)
    else {
        panic!()
    };
    assert_eq!(visits[0].appointment_id, Some(morning[2].id));
    let those = moves(morning[..2].iter().map(later).collect());
    appointments::move_together(&desk.world.clinic, &system(), those).await.unwrap();
    let twice = moves(vec![later(&morning[2]), later(&morning[2])]);
    assert!(matches!(
        appointments::check_moves(&desk.world.clinic, &system(), twice).await,
        Err(ClinicError::Invalid { .. })
    ));
    desk.calendar_is_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn swaps_and_moves_of_many_at_once_leave_a_sound_calendar() {
    let desk = std::sync::Arc::new(Desk::open().await);
    let mut visits = Vec::new();
    for number in 0..6 {
        let at = format!("2026-03-02 {:02}:{:02}", 9 + number / 3, number % 3 * 20);
        visits.push(booked_for(&desk, &format!("P{number}"), desk.osei, &at, 20).await.id);
    }
    let mut running = tokio::task::JoinSet::new();
    for seed in 0..6_usize {
        let (desk, visits) = (desk.clone(), visits.clone());
        running.spawn(async move {
            let mut changes = 0;
            for round in 0..8 {
                let mut seen = Vec::new();
                for id in &visits {
                    seen.push(appointments::get(&desk.world.clinic, &system(), *id).await.unwrap());
                }
                let (one, other) = ((seed + round) % 6, (seed * 2 + round + 1) % 6);
                let outcome = if (seed + round) % 3 == 0 {
                    let shift = if round % 2 == 0 { 20 } else { -20 };
                    let moved = seen.iter().map(|visit| {
                        let at = visit.starts_local + chrono::Duration::minutes(shift);
                        visit_move_to(visit, &at.format("%F %H:%M").to_string())
                    });
                    appointments::move_together(&desk.world.clinic, &system(), moves(moved.collect())).await
                } else if one != other {
                    appointments::swap(&desk.world.clinic, &system(), swap(&seen[one], &seen[other])).await
                } else {
                    continue;
                };
                match outcome {
                    Ok(changed) => changes += changed.len(),
                    Err(ClinicError::Stale { .. } | ClinicError::Refused { .. }) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
            changes
        });
    }
    let changes: usize = running.join_all().await.into_iter().sum();
    assert!(changes > 6, "there was work: {changes}");
    let audited = desk.world.audited("appointment_rescheduled").await;
    assert_eq!(usize::try_from(audited).unwrap(), changes, "one event for each visit that was changed");
    desk.calendar_is_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_series_that_want_the_same_times_one_is_booked_whole() {
    let desk = std::sync::Arc::new(Desk::open().await);
    let mut running = tokio::task::JoinSet::new();
    for number in 0..4 {
        let mut request = wish(&desk, "2026-03-02 09:20", weekly(20));
        request.patient_id = patient(&desk.world, "Racer", &number.to_string()).await;
        let desk = desk.clone();
        running.spawn(async move { book(&desk, &request).await });
    }
    let mut won = 0;
    for outcome in running.join_all().await {
        match outcome {
            Ok(series) => {
                won += 1;
                assert_eq!(series.visits.len(), 20);
            }
            Err(ClinicError::Refused { refusal: Refusal::NotAllPossible { visits } }) => assert_eq!(visits.len(), 20),
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(desk.cells().await, 20 * 8);
    desk.calendar_is_sound().await;
}
