//! Rooms and devices that a visit asks for: taken with the doctor in one go, and free for nobody else.

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, local, on_the_wall, patient, refusal, reschedule};
use clinic_core::appointments;
use clinic_core::appointments::model::*;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;
use clinic_core::locations;
use clinic_core::locations::model::{DeviceView, SaveDevice};

fn device(location_id: LocationId, name: &str) -> SaveDevice {
    SaveDevice {
        request_id: RequestId::fresh(),
        id: DeviceId::fresh(),
        row_version: None,
        location_id,
        name: name.into(),
        active: true,
    }
}

async fn save(desk: &Desk, request: SaveDevice) -> Result<DeviceView, ClinicError> {
    locations::save_device(&desk.world.clinic, &system(), request).await
}

/// A wish of somebody else's with another doctor at the same location.
async fn elsewhere(desk: &Desk, at: &str) -> BookingRequest {
    let doctor_id = desk.world.doctor("Dr Chen").await.id;
    desk.hours(doctor_id, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: None }).await;
    BookingRequest { doctor_id, patient_id: patient(&desk.world, "Hopper", "Grace").await, ..desk.wish(at) }
}

#[tokio::test]
async fn equipment_is_added_renamed_and_retired_at_its_location() {
    let desk = Desk::open().await;
    let request = device(desk.location, "Ultrasound");
    let added = save(&desk, request.clone()).await.unwrap();
    assert_eq!(save(&desk, request).await.unwrap(), added, "sent twice, it is added once");
    let twin = save(&desk, device(desk.location, "ultrasound")).await.unwrap_err();
    assert_eq!(twin, FieldError::new("name", FieldProblem::Taken).into());
    let change = SaveDevice { id: added.id, row_version: Some(1), active: false, ..device(desk.location, "Scanner") };
    let retired = save(&desk, change.clone()).await.unwrap();
    assert_eq!((retired.name.as_str(), retired.active, retired.row_version), ("Scanner", false, 2));
    let stale = save(&desk, SaveDevice { request_id: RequestId::fresh(), ..change }).await.unwrap_err();
    assert_eq!(stale, ClinicError::Stale { what: RecordKind::Device });
    let listed = locations::list(&desk.world.clinic, &system()).await.unwrap();
    assert_eq!(listed[0].devices, [retired]);
    let wish = BookingRequest { device_ids: vec![added.id], ..desk.wish("2026-03-02 09:20") };
    assert_eq!(refusal(desk.book(wish).await), Refusal::NotActive { what: RecordKind::Device });
}

#[tokio::test]
async fn doctor_room_and_device_are_booked_in_one_go_or_not_at_all() {
    let desk = Desk::open().await;
    let scanner = save(&desk, device(desk.location, "Scanner")).await.unwrap().id;
    let room = desk.world.room(desk.location, "Theatre").await.id;
    let wish =
        BookingRequest { room_id: Some(room), device_ids: vec![scanner, scanner], ..desk.wish("2026-03-02 09:20") };
    let visit = desk.book(wish).await.unwrap();
    assert_eq!((visit.room_id, visit.device_names.as_str()), (Some(room), "Scanner"));
    assert_eq!(desk.cells().await, 16, "four cells each of doctor, room, device and patient");
    desk.calendar_is_sound().await;

    let other = elsewhere(&desk, "2026-03-02 09:20").await;
    let with_scanner = BookingRequest { device_ids: vec![scanner], ..other.clone() };
    let Refusal::DeviceBusy { device_name, held_by, until_local, next, .. } = refusal(desk.book(with_scanner).await)
    else {
        panic!("the scanner is in use")
    };
    assert_eq!((device_name.as_str(), held_by.as_str()), ("Scanner", "Dr Osei"));
    assert_eq!(until_local, local("2026-03-02 09:40"));
    assert_eq!(next[0].starts_local, local("2026-03-02 09:40"), "only times at which the scanner is free are offered");
    let with_room = BookingRequest { room_id: Some(room), ..other.clone() };
    assert!(
        matches!(refusal(desk.book(with_room).await), Refusal::RoomBusy { room_name, .. } if room_name == "Theatre")
    );
    assert_eq!(desk.cells().await, 16, "what was refused took nothing");
    desk.book(other).await.unwrap();
    desk.cancel(&visit).await.unwrap();
    assert_eq!(desk.cells().await, 8, "what was called off gave everything back");
    desk.step(&appointments::get(&desk.world.clinic, &system(), visit.id).await.unwrap(), Step::TakeBack)
        .await
        .unwrap();
    assert_eq!(desk.cells().await, 24);
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_moved_visit_keeps_the_room_and_devices_that_were_asked_for() {
    let desk = Desk::open().await;
    let scanner = save(&desk, device(desk.location, "Scanner")).await.unwrap().id;
    let room = desk.world.room(desk.location, "Theatre").await.id;
    let wish = BookingRequest { room_id: Some(room), device_ids: vec![scanner], ..desk.wish("2026-03-02 09:20") };
    let visit = desk.book(wish).await.unwrap();
    let moved = desk.move_to(&visit, "2026-03-02 11:00").await.unwrap();
    assert_eq!((moved.room_id, moved.device_names.as_str()), (Some(room), "Scanner"));
    desk.calendar_is_sound().await;
    let north = desk.world.location("North", "Europe/London").await.id;
    let request = RescheduleRequest {
        location_id: Some(north),
        override_reason: Some("house call".into()),
        ..reschedule(&moved, on_the_wall("2026-03-02 11:20"))
    };
    let refused = refusal(appointments::reschedule(&desk.world.clinic, &system(), request).await);
    assert_eq!(refused, Refusal::DeviceElsewhere { device_name: "Scanner".into(), location_name: "Main".into() });
    let foreign = save(&desk, device(north, "X-ray")).await.unwrap().id;
    let wish = BookingRequest { device_ids: vec![foreign], ..desk.wish("2026-03-02 15:00") };
    let unknown = FieldError::new("device_ids", FieldProblem::UnknownChoice);
    assert_eq!(desk.book(wish).await.unwrap_err(), unknown.into());
}

#[tokio::test]
async fn the_search_finds_times_at_which_room_and_devices_are_free() {
    let desk = Desk::open().await;
    let scanner = save(&desk, device(desk.location, "Scanner")).await.unwrap().id;
    let room = desk.world.room(desk.location, "Theatre").await.id;
    let other = elsewhere(&desk, "2026-03-02 09:00").await;
    desk.book(BookingRequest { device_ids: vec![scanner], ..other.clone() }).await.unwrap();
    let again = BookingRequest {
        appointment_id: AppointmentId::fresh(),
        room_id: Some(room),
        starts: RequestedTime::Local { date_time: local("2026-03-02 09:20"), which: None },
        ..other
    };
    desk.book(again).await.unwrap();
    let search = SlotSearch {
        room_id: Some(room),
        device_ids: vec![scanner],
        days: 1,
        limit: 2,
        ..SlotSearch::of_doctor(desk.osei)
    };
    let found = appointments::free_slots(&desk.world.clinic, &system(), search).await.unwrap();
    let times: Vec<_> = found.iter().map(|slot| slot.starts_local).collect();
    assert_eq!(times, [local("2026-03-02 09:40"), local("2026-03-02 10:00")]);
}
