//! Searches for a time on a real server: narrowed, and for pairs of visits, which are booked both or not at all.

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, local, patient, refusal};
use clinic_core::appointments;
use clinic_core::appointments::holds::model::HoldRequest;
use clinic_core::appointments::model::*;
use clinic_core::appointments::together::model::*;
use clinic_core::error::{ClinicError, FieldProblem, Refusal};
use clinic_core::ids::*;

fn over(doctor_ids: Vec<DoctorId>) -> SlotSearch {
    SlotSearch { days: 14, limit: 6, ..SlotSearch::over(SlotSearchOver::Doctors { doctor_ids }) }
}

async fn free(desk: &Desk, search: &SlotSearch) -> Result<Vec<SlotOffer>, ClinicError> {
    appointments::free_slots(&desk.world.clinic, &system(), search.clone()).await
}

/// The starts found, as `02 09:20`, with the doctor's name.
async fn found(desk: &Desk, search: &SlotSearch) -> Vec<String> {
    let told = |offer: SlotOffer| format!("{} {}", offer.starts_local.format("%d %H:%M"), offer.doctor_name);
    free(desk, search).await.expect("searches").into_iter().map(told).collect()
}

async fn fields(desk: &Desk, search: &SlotSearch) -> Vec<(String, FieldProblem)> {
    let Err(ClinicError::Invalid { fields }) = free(desk, search).await else { panic!("searched") };
    fields.into_iter().map(|error| (error.field, error.problem)).collect()
}

/// A doctor who is there on Mondays from ten to eleven and on Tuesdays from four to six.
async fn brandt(desk: &Desk) -> DoctorId {
    let id = desk.world.doctor("Dr Brandt").await.id;
    for (weekday, from, to) in [(1, "10:00", "11:00"), (2, "16:00", "18:00")] {
        desk.hours(id, Hours { weekday, from, to, capacity: 1, room: None }).await;
    }
    id
}

#[tokio::test]
async fn times_are_narrowed_by_doctors_parts_of_the_day_weekdays_and_how_many_of_each_day() {
    let desk = Desk::open().await;
    let (brandt, other) = (brandt(&desk).await, desk.world.doctor("Dr Adams").await.id);
    desk.hours(other, Hours { weekday: 1, from: "08:00", to: "19:00", capacity: 1, room: None }).await;
    let both = over(vec![brandt, desk.osei]);
    let first = ["02 09:00 Dr Osei", "02 09:20 Dr Osei", "02 09:40 Dr Osei", "02 10:00 Dr Brandt", "02 10:00 Dr Osei"];
    assert_eq!(found(&desk, &both).await[..5], first, "of these two, not of the third");

    let mut wished = both.clone();
    wished.wished.parts_of_day = vec![PartOfDay::Evening];
    let evenings = ["03 17:00 Dr Brandt", "03 17:20 Dr Brandt", "03 17:40 Dr Brandt", "10 17:00 Dr Brandt"];
    assert_eq!(found(&desk, &wished).await[..4], evenings);
    wished.wished.per_day = Some(1);
    assert_eq!(found(&desk, &wished).await, ["03 17:00 Dr Brandt", "10 17:00 Dr Brandt"]);

    let mut wished = both.clone();
    (wished.wished.weekdays, wished.wished.per_day) = (vec![1, 3], Some(2));
    let days =
        ["02 09:00", "02 09:20", "04 09:00", "04 09:20", "09 09:00", "09 09:20"].map(|at| format!("{at} Dr Osei"));
    assert_eq!(found(&desk, &wished).await, days, "across the stretches in which the calendar is read");
    wished.wished.parts_of_day = vec![PartOfDay::Afternoon, PartOfDay::Evening];
    assert_eq!(found(&desk, &wished).await[..3], ["02 13:00 Dr Osei", "02 13:20 Dr Osei", "04 13:00 Dr Osei"]);
}

#[tokio::test]
async fn a_search_that_cannot_be_meant_is_refused_at_its_field() {
    let desk = Desk::open().await;
    let second = brandt(&desk).await;
    let range = |least, most| FieldProblem::OutOfRange { least, most };
    let mut odd = over(vec![desk.osei]);
    (odd.wished.weekdays, odd.wished.per_day) = (vec![8], Some(51));
    let problems = [("weekdays".to_owned(), FieldProblem::UnknownChoice), ("per_day".to_owned(), range(1, 50))];
    assert_eq!(fields(&desk, &odd).await, problems);
    assert_eq!(fields(&desk, &over(vec![])).await, [("over".to_owned(), FieldProblem::Missing)]);
    let mut pair = over(vec![second]);
    pair.followed_by = Some(FollowingVisit { doctor_id: second, minutes: None });
    assert_eq!(
        fields(&desk, &pair).await,
        [("followed_by".to_owned(), FieldProblem::UnknownChoice)],
        "the same doctor"
    );
    pair.followed_by = Some(FollowingVisit { doctor_id: desk.osei, minutes: Some(3) });
    assert_eq!(fields(&desk, &pair).await, [("followed_by_minutes".to_owned(), range(5, 480))]);
    pair.followed_by = Some(FollowingVisit { doctor_id: DoctorId::fresh(), minutes: None });
    assert!(matches!(free(&desk, &pair).await, Err(ClinicError::NotFound { .. })));
    assert!(matches!(free(&desk, &over(vec![DoctorId::fresh()])).await, Err(ClinicError::NotFound { .. })));
}

/// The pairs found, as `09:40-10:00 10:00-10:30`.
async fn pairs(desk: &Desk, search: &SlotSearch) -> Vec<String> {
    let told = |offer: SlotOffer| {
        let next = offer.followed_by.expect("a pair");
        let times = [offer.starts_local, offer.ends_local, next.starts_local, next.ends_local];
        let [from, to, then, until] = times.map(|time| time.format("%H:%M").to_string());
        format!("{from}-{to} {then}-{until}")
    };
    free(desk, search).await.expect("searches").into_iter().map(told).collect()
}

/// Both visits of a pair, for a patient.
fn pair(desk: &Desk, patient_id: PatientId, second: DoctorId, times: [&str; 2]) -> BookTogether {
    let [first, then] = times.map(|at| desk.wish(&format!("2026-03-02 {at}")));
    let first = BookingRequest { patient_id, ..first };
    BookTogether { visits: vec![first, BookingRequest { patient_id, doctor_id: second, minutes: Some(30), ..then }] }
}

async fn book(desk: &Desk, request: &BookTogether) -> Result<Vec<AppointmentView>, ClinicError> {
    appointments::book_together(&desk.world.clinic, &system(), request.clone()).await
}

#[tokio::test]
async fn a_pair_is_found_where_the_second_doctor_is_free_and_booked_as_one() {
    let desk = Desk::open().await;
    let second = brandt(&desk).await;
    let mut search = over(vec![desk.osei]);
    (search.days, search.followed_by) = (1, Some(FollowingVisit { doctor_id: second, minutes: Some(30) }));
    assert_eq!(pairs(&desk, &search).await, ["09:40-10:00 10:00-10:30", "10:00-10:20 10:20-10:50"]);
    search.over = SlotSearchOver::Anyone;
    assert_eq!(pairs(&desk, &search).await.len(), 2, "never twice with the same doctor");
    search.wished.per_day = Some(1);
    assert_eq!(pairs(&desk, &search).await, ["09:40-10:00 10:00-10:30"]);
    search.wished.per_day = None;

    let request = pair(&desk, desk.ada, second, ["09:40", "10:00"]);
    let held = HoldRequest { request_id: RequestId::fresh(), booking: request.visits[0].clone() };
    appointments::hold(&desk.world.clinic, &system(), held).await.unwrap();
    assert_eq!(pairs(&desk, &search).await, ["10:00-10:20 10:20-10:50"], "it is held for whoever fills the form");
    let visits = book(&desk, &request).await.unwrap();
    let told: Vec<_> =
        visits.iter().map(|visit| (visit.doctor_name.as_str(), visit.starts_local, visit.minutes)).collect();
    assert!(told.contains(&("Dr Osei", local("2026-03-02 09:40"), 20)), "{told:?}");
    assert!(told.contains(&("Dr Brandt", local("2026-03-02 10:00"), 30)), "{told:?}");
    assert_eq!(book(&desk, &request).await.unwrap(), visits, "sent again, it is the pair that was booked");
    assert_eq!(desk.world.audited("appointment_booked").await, 2, "each visit has its own event");
    assert!(pairs(&desk, &search).await.is_empty(), "the second doctor is taken");
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_pair_is_booked_both_or_not_at_all() {
    let desk = Desk::open().await;
    let second = brandt(&desk).await;
    let grace = patient(&desk.world, "Hopper", "Grace").await;
    let other = BookingRequest { doctor_id: second, patient_id: grace, ..desk.wish("2026-03-02 10:20") };
    desk.book(other).await.unwrap();
    let cells = desk.cells().await;
    let request = pair(&desk, desk.ada, second, ["09:40", "10:00"]);
    let Refusal::NotAllPossible { visits } = refusal(book(&desk, &request).await) else { panic!("booked in part") };
    assert_eq!(visits.iter().map(|visit| visit.doctor_name.as_str()).collect::<Vec<_>>(), ["Dr Brandt"]);
    assert_eq!(desk.cells().await, cells);

    let mut odd = request.clone();
    odd.visits[1].overbook_reason = Some("in a hurry".into());
    assert!(matches!(book(&desk, &odd).await, Err(ClinicError::Invalid { .. })), "nothing lies on top of others");
    odd = request.clone();
    odd.visits[1].appointment_id = odd.visits[0].appointment_id;
    assert!(matches!(book(&desk, &odd).await, Err(ClinicError::Invalid { .. })));
    assert!(matches!(book(&desk, &BookTogether { visits: vec![] }).await, Err(ClinicError::Invalid { .. })));

    let lamarr = patient(&desk.world, "Lamarr", "Hedy").await;
    // Two desks want the last pair at the same moment.
    let (one, two) =
        (pair(&desk, desk.ada, second, ["10:20", "10:40"]), pair(&desk, lamarr, second, ["10:20", "10:40"]));
    let shorter = |mut request: BookTogether| {
        request.visits[1].minutes = Some(20);
        request
    };
    let (one, two) = (shorter(one), shorter(two));
    let (first, other) = tokio::join!(book(&desk, &one), book(&desk, &two));
    assert_eq!([&first, &other].iter().filter(|outcome| outcome.is_ok()).count(), 1, "{first:?} {other:?}");
    // The visit of before, and one pair: each twenty minutes on the doctor's lane and on the patient's.
    assert_eq!(desk.cells().await, cells + 16);
    desk.calendar_is_sound().await;
}

/// What a workstation that has searched before finds now, as one does that begins now.
async fn found_by_both(desk: &Desk, search: &SlotSearch) -> Vec<String> {
    let newcomer = free(&desk.at_another_workstation().await, search).await.expect("searches");
    assert_eq!(free(desk, search).await.expect("searches"), newcomer);
    newcomer.into_iter().map(|offer| offer.starts_local.format("%d %H:%M").to_string()).collect()
}

#[tokio::test]
async fn the_next_search_finds_whatever_was_booked_moved_and_called_off_elsewhere() {
    let desk = Desk::open_in("Australia/Brisbane").await;
    let elsewhere = desk.at_another_workstation().await;
    let search = SlotSearch { days: 4, ..SlotSearch::of_doctor(desk.osei) };
    let before = found_by_both(&desk, &search).await;
    let has = |found: &[String], at: &str| found.iter().any(|one| one == at);
    assert!(["04 09:40", "04 10:00", "05 09:40", "05 10:00"].iter().all(|at| has(&before, at)), "{before:?}");

    // It begins on one day of UTC and ends on the next.
    let over_midnight = BookingRequest { minutes: Some(40), ..desk.wish("2026-03-04 09:40") };
    let visit = elsewhere.book(over_midnight).await.expect("books");
    let booked = found_by_both(&desk, &search).await;
    assert!(!has(&booked, "04 09:40") && !has(&booked, "04 10:00") && has(&booked, "04 10:20"), "{booked:?}");
    let from_its_second_day = SlotSearch { from_on: Some("2026-03-04".into()), days: 1, ..search.clone() };
    assert!(!has(&found_by_both(&desk, &from_its_second_day).await, "04 10:00"));
    let visit = elsewhere.move_to(&visit, "2026-03-05 09:40").await.expect("moves");
    let moved = found_by_both(&desk, &search).await;
    assert!(has(&moved, "04 10:00") && !has(&moved, "05 10:00"), "{moved:?}");
    elsewhere.cancel(&visit).await.expect("cancels");
    assert_eq!(found_by_both(&desk, &search).await, before);
}
