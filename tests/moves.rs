//! Moving everyone whom a time off leaves without a doctor: proposals, all in one go, and back.

use crate::support::builders::{doctor_form, system};
use crate::support::desk::{Desk, Hours, local, patient, refusal, visit_move};
use chrono::{DateTime, Utc};
use clinic_core::appointments::model::{AppointmentView, BookingRequest, RequestedTime, SlotOffer};
use clinic_core::appointments::proposals::model::MoveProposals;
use clinic_core::appointments::together::model::{MoveTogether, PlanStanding, PlannedVisit, TakeBack, VisitMove};
use clinic_core::appointments::{self, move_together, propose_moves, take_back};
use clinic_core::availability::model::{TimeOffKind, TimeOffRequest, TimeOffView, WithdrawTimeOff};
use clinic_core::doctors::model::DoctorView;
use clinic_core::error::{Outcome, Refusal};
use clinic_core::ids::{AppointmentId, RequestId, TimeOffId};

/// Dr Osei and Dr Roth of the same specialty, and Dr Chen of another; all work from nine to ten on weekdays.
struct House {
    desk: Desk,
    roth: DoctorView,
}

async fn house() -> House {
    let desk = Desk::open().await;
    let roth = desk.world.doctor("Dr Roth").await;
    let surgery = desk.world.specialty("Surgery").await;
    let chen = desk.world.doctor_by(doctor_form("Dr Chen", surgery.id)).await;
    for doctor in [roth.id, chen.id] {
        for weekday in 1..=5 {
            desk.hours(doctor, Hours { weekday, from: "09:00", to: "10:00", capacity: 1, room: None }).await;
        }
    }
    House { desk, roth }
}

impl House {
    /// Visits of new patients with Dr Osei.
    async fn visits(&self, times: &[&str]) -> Vec<AppointmentView> {
        let mut visits = Vec::new();
        for (number, at) in times.iter().enumerate() {
            let patient_id = patient(&self.desk.world, &format!("Patient {number}"), "Ann").await;
            let mut wish = self.desk.wish(at);
            wish.patient_id = patient_id;
            visits.push(self.desk.book(wish).await.expect("booked"));
        }
        visits
    }

    /// Dr Osei is away.
    async fn away(&self, starts: &str, ends: &str) -> TimeOffView {
        let request = TimeOffRequest {
            id: TimeOffId::fresh(),
            doctor_id: self.desk.osei,
            starts_local: starts.into(),
            ends_local: ends.into(),
            time_off_kind: TimeOffKind::Sick,
            note: String::new(),
        };
        appointments::enter_time_off(&self.desk.world.clinic, &system(), request).await.expect("entered").time_off
    }

    async fn proposals(&self, away: &TimeOffView) -> MoveProposals {
        propose_moves(&self.desk.world.clinic, &system(), away.id).await.expect("proposals")
    }

    async fn move_all(&self, moves: Vec<VisitMove>) -> (RequestId, Outcome<Vec<AppointmentView>>) {
        let request = MoveTogether { request_id: RequestId::fresh(), visits: moves, series_id: None };
        let moved = move_together(&self.desk.world.clinic, &system(), request.clone()).await;
        if let Ok(moved) = &moved {
            let again = move_together(&self.desk.world.clinic, &system(), request.clone()).await.expect("sent twice");
            assert_eq!(&again, moved, "sent twice, done once");
        }
        (request.request_id, moved)
    }

    async fn take_back(&self, of: RequestId) -> Outcome<Vec<AppointmentView>> {
        let request = TakeBack { request_id: RequestId::fresh(), of };
        take_back(&self.desk.world.clinic, &system(), request).await
    }
}

fn to(visit: &AppointmentView, offer: &SlotOffer) -> VisitMove {
    VisitMove {
        doctor_id: Some(offer.doctor_id),
        location_id: Some(offer.location_id),
        ..visit_move(visit, RequestedTime::Instant { at: offer.starts_at })
    }
}

/// Who could not be moved, and why.
fn left_behind(outcome: Outcome<Vec<AppointmentView>>) -> Vec<(Option<AppointmentId>, Refusal)> {
    let Refusal::NotAllPossible { visits } = refusal(outcome) else { panic!("another refusal") };
    let why = |planned: PlannedVisit| match planned.standing {
        PlanStanding::Refused { refusal, .. } => (planned.appointment_id, refusal),
        other => panic!("{other:?}"),
    };
    visits.into_iter().map(why).collect()
}

fn where_when(visit: &AppointmentView) -> (AppointmentId, clinic_core::ids::DoctorId, DateTime<Utc>) {
    (visit.id, visit.doctor_id, visit.starts_at)
}

#[tokio::test]
async fn every_visit_of_a_time_off_gets_a_place_of_its_own() {
    let house = house().await;
    let times = ["2026-03-03 09:00", "2026-03-03 09:20", "2026-03-03 09:40", "2026-03-03 10:00", "2026-03-04 09:00"];
    let visits = house.visits(&times).await;
    let away = house.away("2026-03-03T00:00", "2026-03-05T00:00").await;
    let proposals = house.proposals(&away).await.visits;
    assert_eq!(
        proposals.iter().map(|one| one.visit.id).collect::<Vec<_>>(),
        visits.iter().map(|one| one.id).collect::<Vec<_>>()
    );
    let same: Vec<_> = proposals.iter().flat_map(|one| &one.same_doctor).map(|offer| offer.starts_local).collect();
    let first_after = ["09:00", "09:20", "09:40", "10:00", "10:20"].map(|time| local(&format!("2026-03-05 {time}")));
    assert_eq!(same, first_after, "the first free places after the absence, in turn");
    let other: Vec<_> =
        proposals.iter().flat_map(|one| &one.other_doctor).map(|offer| (offer.doctor_id, offer.starts_local)).collect();
    let near = ["2026-03-03 09:00", "2026-03-03 09:20", "2026-03-03 09:40", "2026-03-04 09:00", "2026-03-04 09:20"];
    assert_eq!(
        other,
        near.map(|at| (house.roth.id, local(at))),
        "the same time where it is free, then the nearest; never Dr Chen"
    );
}

#[tokio::test]
async fn a_patients_own_visits_are_in_the_way_but_not_the_one_that_is_moved() {
    let house = house().await;
    let visits = house.visits(&["2026-03-03 09:00"]).await;
    let mut elsewhere = house.desk.wish("2026-03-05 09:00");
    (elsewhere.patient_id, elsewhere.minutes) = (visits[0].patient_id, Some(40));
    house.desk.book(elsewhere).await.unwrap();
    let away = house.away("2026-03-03T00:00", "2026-03-05T00:00").await;
    let proposal = house.proposals(&away).await.visits.remove(0);
    assert_eq!(proposal.same_doctor.unwrap().starts_local, local("2026-03-05 09:40"));
    assert_eq!(proposal.other_doctor.unwrap().starts_local, local("2026-03-03 09:00"), "at the very time they have");
}

#[tokio::test]
async fn all_are_moved_in_one_go_and_put_back_in_one_go() {
    let house = house().await;
    let visits = house.visits(&["2026-03-03 09:00", "2026-03-03 09:20", "2026-03-03 09:40"]).await;
    let away = house.away("2026-03-03T00:00", "2026-03-04T00:00").await;
    let proposals = house.proposals(&away).await.visits;
    let moves = proposals.iter().enumerate().map(|(number, one)| {
        let offer = if number == 1 { &one.other_doctor } else { &one.same_doctor };
        to(&one.visit, offer.as_ref().unwrap())
    });
    let (request, moved) = house.move_all(moves.collect()).await;
    let moved = moved.unwrap();
    let second = moved.iter().find(|visit| visit.id == visits[1].id).unwrap();
    assert_eq!((second.doctor_name.as_str(), second.starts_at), ("Dr Roth", visits[1].starts_at));
    assert_eq!(house.proposals(&away).await.visits, []);
    house.desk.calendar_is_sound().await;

    let back = house.take_back(request).await.unwrap();
    assert_eq!(back.iter().map(where_when).collect::<Vec<_>>(), visits.iter().map(where_when).collect::<Vec<_>>());
    assert_eq!(back[1].fee, visits[1].fee);
    house.desk.calendar_is_sound().await;
    assert_eq!(house.proposals(&away).await.visits.len(), 3, "they are to be moved again");
}

#[tokio::test]
async fn what_lost_its_place_meanwhile_is_named_and_nothing_is_moved() {
    let house = house().await;
    let visits = house.visits(&["2026-03-03 09:00", "2026-03-03 09:20", "2026-03-03 09:40"]).await;
    let away = house.away("2026-03-03T00:00", "2026-03-04T00:00").await;
    let proposals = house.proposals(&away).await.visits;
    let moves: Vec<_> = proposals.iter().map(|one| to(&one.visit, one.same_doctor.as_ref().unwrap())).collect();
    // Meanwhile the second's place is booked and the third's is blocked.
    house.desk.booked("2026-03-04 09:20").await;
    house.away("2026-03-04T09:40", "2026-03-04T10:00").await;
    let left = left_behind(house.move_all(moves.clone()).await.1);
    let [(second, Refusal::DoctorBusy { .. }), (third, Refusal::DoctorAway { .. })] = left.as_slice() else {
        panic!("{left:?}")
    };
    assert_eq!([*second, *third], [Some(visits[1].id), Some(visits[2].id)]);
    assert_eq!(house.proposals(&away).await.visits.len(), 3, "nobody was moved");
    let others: Vec<_> = house
        .proposals(&away)
        .await
        .visits
        .iter()
        .flat_map(|one| &one.same_doctor)
        .map(|offer| offer.starts_local)
        .collect();
    assert_eq!(
        others,
        ["09:00", "10:00", "10:20"].map(|time| local(&format!("2026-03-04 {time}"))),
        "what is free now"
    );
    assert!(house.move_all(vec![moves[0].clone()]).await.1.is_ok(), "one alone goes");
    house.desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_place_used_since_is_named_when_moves_are_taken_back() {
    let house = house().await;
    let visits = house.visits(&["2026-03-03 09:00"]).await;
    let away = house.away("2026-03-03T00:00", "2026-03-03T10:00").await;
    let proposal = house.proposals(&away).await.visits.remove(0);
    let (request, moved) = house.move_all(vec![to(&visits[0], proposal.same_doctor.as_ref().unwrap())]).await;
    assert_eq!(moved.unwrap()[0].starts_local, local("2026-03-03 10:00"));
    let withdraw = WithdrawTimeOff { request_id: RequestId::fresh(), time_off_id: away.id };
    clinic_core::availability::withdraw_time_off(&house.desk.world.clinic, &system(), withdraw).await.unwrap();
    house.desk.booked("2026-03-03 09:00").await;
    let left = left_behind(house.take_back(request).await);
    assert!(matches!(left.as_slice(), [(_, Refusal::DoctorBusy { .. })]), "{left:?}");
    house.desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_place_is_proposed_only_where_the_room_and_the_device_of_the_visit_are_free() {
    let house = house().await;
    let desk = &house.desk;
    let theatre = desk.world.room(desk.location, "Theatre").await.id;
    let scanner = desk.world.device(desk.location, "Scanner").await;
    let wish = |at| BookingRequest { room_id: Some(theatre), device_ids: vec![scanner], ..desk.wish(at) };
    desk.book(wish("2026-03-02 09:00")).await.expect("books");
    // Somebody has the one in the first place that is free with Dr Osei, somebody else the other in the second.
    let others = |at| BookingRequest { doctor_id: house.roth.id, ..desk.wish(at) };
    for (name, at, room_id, device_ids) in
        [("First", "2026-03-03 09:00", Some(theatre), vec![]), ("Second", "2026-03-03 09:20", None, vec![scanner])]
    {
        let patient_id = patient(&desk.world, name, "Ann").await;
        desk.book(BookingRequest { patient_id, room_id, device_ids, ..others(at) }).await.expect("books");
    }
    let away = house.away("2026-03-02T08:30", "2026-03-02T18:00").await;
    let proposed = house.proposals(&away).await.visits.remove(0);
    assert_eq!(proposed.same_doctor.map(|place| place.starts_local), Some(local("2026-03-03 09:40")));
}
