//! Places held while a form is filled, on a real server. The holds' clock is the server's own: a test ends a hold by
//! writing its end into the past, and waits for nothing.

use std::sync::Arc;

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, local, on_the_wall, patient, refusal, visit_move};
use crate::support::monday_at_eight;
use clinic_core::access::{Actor, Role};
use clinic_core::appointments;
use clinic_core::appointments::holds::model::*;
use clinic_core::appointments::model::*;
use clinic_core::appointments::together::model::MoveTogether;
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::error::{ClinicError, RecordKind, Refusal};
use clinic_core::ids::*;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

const NINE: &str = "2026-03-02 09:00";
const TWENTY_PAST: &str = "2026-03-02 09:20";

async fn hold(clinic: &Clinic, actor: &Actor, booking: &BookingRequest) -> Result<HoldView, ClinicError> {
    let request = HoldRequest { request_id: RequestId::fresh(), booking: booking.clone() };
    appointments::hold(clinic, actor, request).await
}

async fn held(desk: &Desk, booking: &BookingRequest) -> HoldView {
    hold(&desk.world.clinic, &system(), booking).await.expect("held")
}

async fn give_back(desk: &Desk, booking: &BookingRequest) {
    let request = ReleaseHold { request_id: RequestId::fresh(), appointment_id: booking.appointment_id };
    appointments::release_hold(&desk.world.clinic, &system(), request).await.expect("given back");
}

/// Two minutes went by without a word of whoever held it.
async fn its_time_is_over(desk: &Desk, booking: &BookingRequest) {
    sqlx::query("update slot_holds set expires_at = utc_timestamp(6) - interval 1 second where id = ?")
        .bind(booking.appointment_id)
        .execute(&mut desk.world.sql().await)
        .await
        .expect("the test arranges it");
}

/// A wish of somebody else's for the same doctor.
async fn other_wish(desk: &Desk, at: &str) -> BookingRequest {
    let grace = patient(&desk.world, "Hopper", "Grace").await;
    BookingRequest { patient_id: grace, ..desk.wish(at) }
}

/// The start of the next free slot, as a booking's form sees it.
async fn first_free(desk: &Desk, asking: Option<AppointmentId>) -> chrono::NaiveDateTime {
    let search = SlotSearch { days: 2, limit: 1, appointment_id: asking, ..SlotSearch::of_doctor(desk.osei) };
    appointments::free_slots(&desk.world.clinic, &system(), search).await.expect("searches")[0].starts_local
}

async fn shown(desk: &Desk) -> Vec<HoldView> {
    let request =
        DaySheetRequest { date: "2026-03-02".into(), days: 1, doctor_ids: vec![desk.osei], location_id: None };
    let sheet = appointments::day_sheet(&desk.world.clinic, &system(), request).await.expect("reads");
    sheet.columns.into_iter().flat_map(|column| column.holds).collect()
}

#[tokio::test]
async fn a_held_time_is_shown_skipped_by_searches_and_refused_to_others_by_name() {
    let desk = Desk::open().await;
    let reception = desk.world.user(Role::Receptionist).await;
    let wish = desk.wish(NINE);
    let view = hold(&desk.world.clinic, &reception.actor, &wish).await.unwrap();
    assert_eq!((view.starts_local, view.ends_local), (local(NINE), local(TWENTY_PAST)));
    assert_eq!((view.purpose, view.held_by.as_str()), (HoldPurpose::Booking, reception.view.name.as_str()));
    assert_eq!(shown(&desk).await, [view]);
    assert_eq!(first_free(&desk, None).await, local(TWENTY_PAST), "others do not find it");
    assert_eq!(first_free(&desk, Some(wish.appointment_id)).await, local(NINE), "its own form does");
    let refused = refusal(desk.book(other_wish(&desk, "2026-03-02 09:10").await).await);
    let Refusal::SlotHeld { doctor_name, held_by, next, .. } = refused else { panic!("{refused:?}") };
    assert_eq!((doctor_name.as_str(), held_by), ("Dr Osei", reception.view.name));
    assert_eq!(next[0].starts_local, local(TWENTY_PAST));
    assert_eq!(desk.cells().await, 8, "the cells that the booking would take");
    assert_eq!(desk.world.audited("slot_held").await, 1);
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn the_booking_takes_the_place_of_its_own_hold() {
    let desk = Desk::open().await;
    let wish = desk.wish(NINE);
    held(&desk, &wish).await;
    let visit = desk.book(wish.clone()).await.unwrap();
    assert_eq!((visit.id, visit.starts_local), (wish.appointment_id, local(NINE)));
    assert!(shown(&desk).await.is_empty());
    assert_eq!(desk.cells().await, 8);
    desk.calendar_is_sound().await;
    // A hold that was still on its way when the booking was made holds nothing.
    let late = hold(&desk.world.clinic, &system(), &desk_wish_elsewhere(&wish, "2026-03-02 11:00")).await;
    assert_eq!(late.unwrap_err(), ClinicError::Stale { what: RecordKind::Appointment });
    assert!(shown(&desk).await.is_empty());
}

fn desk_wish_elsewhere(wish: &BookingRequest, at: &str) -> BookingRequest {
    BookingRequest { starts: RequestedTime::Local { date_time: local(at), which: None }, ..wish.clone() }
}

#[tokio::test]
async fn a_hold_follows_the_form_to_another_time_and_stays_when_that_one_is_refused() {
    let desk = Desk::open().await;
    let wish = desk.wish(NINE);
    held(&desk, &wish).await;
    let later = desk_wish_elsewhere(&wish, "2026-03-02 10:00");
    held(&desk, &later).await;
    assert_eq!(first_free(&desk, None).await, local(NINE), "the first place is free again");
    let other = other_wish(&desk, NINE).await;
    desk.book(other).await.unwrap();
    let refused = refusal(hold(&desk.world.clinic, &system(), &wish).await);
    assert!(matches!(refused, Refusal::DoctorBusy { .. }), "{refused:?}");
    assert_eq!(shown(&desk).await[0].starts_local, local("2026-03-02 10:00"));
    // Booked without a pause at another time than the one that is held: nothing stays behind.
    desk.book(desk_wish_elsewhere(&wish, "2026-03-02 11:00")).await.unwrap();
    assert!(shown(&desk).await.is_empty());
    assert_eq!(desk.cells().await, 16);
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_hold_given_back_is_free_at_once_and_giving_it_back_again_is_no_error() {
    let desk = Desk::open().await;
    let wish = desk.wish(NINE);
    held(&desk, &wish).await;
    give_back(&desk, &wish).await;
    give_back(&desk, &wish).await;
    assert_eq!(desk.cells().await, 0);
    assert_eq!(desk.world.audited("hold_released").await, 1);
    desk.book(other_wish(&desk, NINE).await).await.unwrap();
}

/// Whoever held it died: nobody gives it back, nobody clears up, and everybody who comes afterwards takes it over.
#[tokio::test]
async fn a_hold_whose_workstation_died_is_free_when_its_time_is_over_whatever_is_done_next() {
    let desk = Desk::open().await;
    let moving = desk.booked("2026-03-02 14:00").await;
    let gone = desk.booked("2026-03-02 11:00").await;
    let gone = desk.cancel(&gone).await.unwrap();
    for (at, deed) in
        [(NINE, "book"), ("2026-03-02 10:00", "move"), ("2026-03-02 11:00", "back"), ("2026-03-02 15:00", "hold")]
    {
        let dead = Clinic::connect_with(&desk.world.address, Clock::fixed(monday_at_eight()), 2).await.unwrap();
        let wish = other_wish(&desk, at).await;
        hold(&dead, &system(), &wish).await.unwrap();
        dead.close().await;
        its_time_is_over(&desk, &wish).await;
        match deed {
            "book" => {
                assert_eq!(first_free(&desk, None).await, local(NINE), "searches find it");
                assert!(shown(&desk).await.is_empty(), "and nobody is shown to book it");
                desk.booked(at).await;
            }
            "move" => drop(desk.move_to(&moving, at).await.unwrap()),
            "back" => drop(desk.step(&gone, Step::TakeBack).await.unwrap()),
            _ => drop(held(&desk, &desk.wish(at)).await),
        }
        desk.calendar_is_sound().await;
    }
    let left: i64 = sqlx::query_scalar("select count(*) from slot_holds where expires_at <= utc_timestamp(6)")
        .fetch_one(&mut desk.world.sql().await)
        .await
        .unwrap();
    assert_eq!(left, 0, "each was removed by whoever needed its place");
}

#[tokio::test]
async fn several_visits_moved_at_once_respect_a_hold_and_take_over_one_that_ended() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 14:00").await;
    let wish = other_wish(&desk, NINE).await;
    held(&desk, &wish).await;
    let to_nine = || MoveTogether {
        request_id: RequestId::fresh(),
        visits: vec![visit_move(&visit, on_the_wall(NINE))],
        series_id: None,
    };
    let refused = refusal(appointments::move_together(&desk.world.clinic, &system(), to_nine()).await);
    let Refusal::NotAllPossible { visits } = refused else { panic!("{refused:?}") };
    let standing = &visits[0].standing;
    assert!(
        matches!(
            standing,
            clinic_core::appointments::together::model::PlanStanding::Refused { refusal: Refusal::SlotHeld { .. }, .. }
        ),
        "{standing:?}"
    );
    its_time_is_over(&desk, &wish).await;
    let moved = appointments::move_together(&desk.world.clinic, &system(), to_nine()).await.unwrap();
    assert_eq!(moved[0].starts_local, local(NINE));
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn holds_and_visits_share_the_places_of_a_group_and_no_more() {
    let desk = Desk::open().await;
    let group = desk.world.doctor("Dr Group").await.id;
    desk.hours(group, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 3, room: None }).await;
    let mut wishes = Vec::new();
    for name in ["One", "Two", "Three", "Four"] {
        let patient_id = patient(&desk.world, name, "Patient").await;
        wishes.push(BookingRequest { patient_id, doctor_id: group, ..desk.wish(NINE) });
    }
    let seats = [held(&desk, &wishes[0]).await.seat, held(&desk, &wishes[1]).await.seat];
    assert_eq!(seats, [0, 1]);
    assert_eq!(desk.book(wishes[2].clone()).await.unwrap().seat, 2);
    let refused = refusal(desk.book(wishes[3].clone()).await);
    assert!(matches!(refused, Refusal::SlotHeld { .. }), "{refused:?}");
    // A visit on top of others needs its reason, also while the others are only held.
    let on_top = BookingRequest { overbook_reason: Some("in pain".into()), ..wishes[3].clone() };
    assert_eq!(held(&desk, &on_top).await.seat, 50);
    assert_eq!(desk.book(on_top).await.unwrap().seat, 50);
    its_time_is_over(&desk, &wishes[0]).await;
    let patient_id = patient(&desk.world, "Five", "Patient").await;
    let fifth = desk.book(BookingRequest { patient_id, doctor_id: group, ..desk.wish(NINE) }).await.unwrap();
    assert_eq!(fifth.seat, 0, "the place of the hold that ended");
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_hold_keeps_the_room_and_the_patient_too() {
    let desk = Desk::open().await;
    let room = desk.world.room(desk.location, "Shared").await.id;
    let chen = desk.world.doctor("Dr Chen").await.id;
    desk.hours(chen, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: None }).await;
    let in_room = BookingRequest { room_id: Some(room), ..desk.wish(NINE) };
    held(&desk, &in_room).await;
    let grace = patient(&desk.world, "Hopper", "Grace").await;
    for other in [
        BookingRequest { patient_id: grace, room_id: Some(room), doctor_id: chen, ..desk.wish(NINE) },
        BookingRequest { doctor_id: chen, ..desk.wish(NINE) },
    ] {
        let refused = refusal(desk.book(other).await);
        assert!(matches!(refused, Refusal::SlotHeld { .. }), "{refused:?}");
    }
    desk.book(in_room).await.unwrap();
    desk.calendar_is_sound().await;
}

/// Sixteen workstations hold or book one time at the same instant: one of them has it, and the others are told so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_that_hold_or_book_a_time_at_once_one_has_it() {
    const CLIENTS: usize = 16;
    let desk = Desk::open().await;
    let mut workstations = Vec::new();
    for client in 0..CLIENTS {
        let clock = Clock::fixed(monday_at_eight());
        let clinic = Clinic::connect_with(&desk.world.address, clock, 1).await.unwrap();
        workstations.push((clinic, patient(&desk.world, "Racer", &client.to_string()).await));
    }
    for round in 0..8 {
        let at = format!("2026-03-0{} 10:20", 3 + round % 4);
        let at = if round < 4 { at } else { at.replace("10:20", "14:40") };
        if round % 2 == 0 {
            // A dead workstation's hold is in everybody's way.
            let dead = other_wish(&desk, &at).await;
            held(&desk, &dead).await;
            its_time_is_over(&desk, &dead).await;
        }
        let barrier = Arc::new(Barrier::new(CLIENTS));
        let mut running = JoinSet::new();
        for (client, (clinic, patient_id)) in workstations.iter().enumerate() {
            let (clinic, barrier) = (clinic.clone(), barrier.clone());
            let wish = BookingRequest { patient_id: *patient_id, ..desk.wish(&at) };
            running.spawn(async move {
                barrier.wait().await;
                if client % 2 == 0 {
                    hold(&clinic, &system(), &wish).await.map(drop)
                } else {
                    appointments::book(&clinic, &system(), wish).await.map(drop)
                }
            });
        }
        let ended = running.join_all().await;
        assert_eq!(ended.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{at}: {ended:?}");
        for outcome in ended.into_iter().filter(Result::is_err) {
            let refused = refusal(outcome);
            assert!(matches!(refused, Refusal::SlotHeld { .. } | Refusal::DoctorBusy { .. }), "{refused:?}");
        }
    }
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn another_workstation_is_told_of_a_hold_and_of_its_end() {
    let desk = Desk::open().await;
    let lane: u32 = sqlx::query_scalar("select resource_id from doctors where id = ?")
        .bind(desk.osei)
        .fetch_one(&mut desk.world.sql().await)
        .await
        .unwrap();
    let watch = clinic_core::feed::FeedWatch {
        resource_ids: vec![lane],
        from_on: "2026-03-02".into(),
        to_on: "2026-03-02".into(),
        topics: vec![],
    };
    let mut poller = clinic_core::feed::Poller::new(&watch).unwrap();
    let mut told = async || poller.poll(&desk.world.clinic).await.unwrap().resource_ids;
    told().await;
    let wish = desk.wish(NINE);
    held(&desk, &wish).await;
    assert_eq!(told().await, [lane]);
    give_back(&desk, &wish).await;
    assert_eq!(told().await, [lane]);
    held(&desk, &wish).await;
    told().await;
    desk.book(desk_wish_elsewhere(&wish, "2026-03-03 09:00")).await.unwrap();
    assert_eq!(told().await, [lane], "booked on another day, it is no longer held on this one");
}

#[tokio::test]
async fn invariants_find_a_hold_without_its_cells() {
    let desk = Desk::open().await;
    held(&desk, &desk.wish(NINE)).await;
    let mut sql = desk.world.sql().await;
    sqlx::query("delete from appointment_cells limit 1").execute(&mut sql).await.unwrap();
    let broken: i64 =
        clinic_core::invariants::check(&desk.world.clinic).await.unwrap().iter().map(|one| one.broken).sum();
    assert_eq!(broken, 1);
}
