//! Locations and rooms on the real server.

use crate::support::builders::system;
use crate::support::{World, monday_at_eight};
use chrono::Duration;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::{LocationId, RequestId, RoomId};
use clinic_core::locations::model::{LocationForm, LocationView, OpeningHours, RoomView, SaveLocation, SaveRoom};
use clinic_core::locations::{list, save, save_room};

fn change(location: &LocationView, name: &str) -> SaveLocation {
    SaveLocation {
        request_id: RequestId::fresh(),
        id: location.id,
        row_version: Some(location.row_version),
        form: LocationForm {
            name: name.into(),
            address: "1 Quay".into(),
            phone: "555 0100".into(),
            what_to_bring: "Your insurance card".into(),
            time_zone: location.time_zone.clone(),
            active: location.active,
            opening_hours: location.opening_hours.clone(),
        },
    }
}

fn change_room(room: &RoomView, name: &str, active: bool) -> SaveRoom {
    SaveRoom {
        request_id: RequestId::fresh(),
        id: room.id,
        row_version: Some(room.row_version),
        location_id: room.location_id,
        name: name.into(),
        active,
    }
}

fn invalid(field: &str, problem: FieldProblem) -> ClinicError {
    FieldError::new(field, problem).into()
}

#[tokio::test]
async fn locations_are_listed_with_their_rooms() {
    let world = World::new().await;
    let harbour = world.location("Harbour", "Africa/Accra").await;
    let centre = world.location("Centre", "Europe/London").await;
    let two = world.room(harbour.id, "Room 2").await;
    let one = world.room(harbour.id, "Room 1").await;
    let listed = list(&world.clinic, &system()).await.unwrap();
    assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [centre.id, harbour.id], "by name");
    assert_eq!(listed[1].rooms, [one, two], "by name");
    assert!(listed[0].rooms.is_empty());
    assert_eq!((world.audited("location_saved").await, world.audited("room_saved").await), (2, 2));
}

#[tokio::test]
async fn a_location_is_changed_by_version_and_once() {
    let world = World::new().await;
    let harbour = world.location("Harbour", "Africa/Accra").await;
    let request = change(&harbour, "Harbour Clinic");
    let changed = save(&world.clinic, &system(), request.clone()).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.row_version), ("Harbour Clinic", 2));
    assert_eq!(save(&world.clinic, &system(), request).await.unwrap(), changed, "sent twice, done once");
    let stale = ClinicError::Stale { what: RecordKind::Location };
    assert_eq!(save(&world.clinic, &system(), change(&harbour, "Port")).await.unwrap_err(), stale);
    let missing = SaveLocation { id: LocationId::fresh(), ..change(&harbour, "Port") };
    let not_found = ClinicError::NotFound { what: RecordKind::Location };
    assert_eq!(save(&world.clinic, &system(), missing).await.unwrap_err(), not_found);
}

#[tokio::test]
async fn the_hours_of_the_doors_are_kept_with_their_location() {
    let world = World::new().await;
    let harbour = world.location("Harbour", "Africa/Accra").await;
    world.location("Centre", "Europe/London").await;
    let open = |weekday, from: &str, to: &str| OpeningHours { weekday, from_time: from.into(), to_time: to.into() };
    let mut request = change(&harbour, "Harbour");
    request.form.opening_hours = vec![open(1, "08:00", "12:00"), open(1, "13:00", "24:00"), open(6, "22:00", "02:00")];
    let changed = save(&world.clinic, &system(), request.clone()).await.unwrap();
    assert_eq!(changed.opening_hours, request.form.opening_hours, "midnight and the night after it are as typed");
    let listed = list(&world.clinic, &system()).await.unwrap();
    assert_eq!(listed.iter().map(|one| one.opening_hours.len()).collect::<Vec<_>>(), [0, 3], "each its own");
    let closing = change(&LocationView { opening_hours: vec![], ..changed }, "Harbour");
    assert_eq!(save(&world.clinic, &system(), closing).await.unwrap().opening_hours, []);

    let mut late = change(&harbour, "Harbour");
    late.form.opening_hours = vec![open(2, "08:00", "12:00")];
    let stale = ClinicError::Stale { what: RecordKind::Location };
    assert_eq!(save(&world.clinic, &system(), late).await.unwrap_err(), stale);
    let listed = list(&world.clinic, &system()).await.unwrap();
    assert!(listed[1].opening_hours.is_empty(), "a stale change changes nothing");
}

#[tokio::test]
async fn a_locations_name_is_its_own() {
    let world = World::new().await;
    world.location("Harbour", "Africa/Accra").await;
    let centre = world.location("Centre", "Europe/London").await;
    let refused = save(&world.clinic, &system(), change(&centre, "HARBOUR")).await.unwrap_err();
    assert_eq!(refused, invalid("name", FieldProblem::Taken));
    let new = SaveLocation { id: LocationId::fresh(), row_version: None, ..change(&centre, "Harbour") };
    assert_eq!(save(&world.clinic, &system(), new).await.unwrap_err(), invalid("name", FieldProblem::Taken));
}

#[tokio::test]
async fn a_zone_must_exist() {
    let world = World::new().await;
    let centre = world.location("Centre", "Europe/London").await;
    let mut request = change(&centre, "Centre");
    request.form.time_zone = "Europe/Atlantis".into();
    let refused = save(&world.clinic, &system(), request).await.unwrap_err();
    assert_eq!(refused, invalid("time_zone", FieldProblem::UnknownChoice));
}

#[tokio::test]
async fn a_zone_stays_while_visits_to_come_were_said_in_it() {
    let world = World::new().await;
    let harbour = world.location("Harbour", "Africa/Accra").await;
    let doctor = world.doctor("Osei").await;
    let patient = world.plain_patient("Lee", "Ann").await;
    let to_come = monday_at_eight() + Duration::hours(2);
    world.plain_visit(patient, doctor.id, harbour.id, monday_at_eight() - Duration::hours(2), "completed").await;
    world.plain_visit(patient, doctor.id, harbour.id, to_come, "cancelled").await;
    let moved = |location: &LocationView, zone: &str| {
        let mut request = change(location, &location.name);
        request.form.time_zone = zone.into();
        request
    };
    let there = save(&world.clinic, &system(), moved(&harbour, "Europe/Paris")).await.unwrap();
    assert_eq!(there.time_zone, "Europe/Paris", "what is past or called off holds nobody");
    world.plain_visit(patient, doctor.id, harbour.id, to_come, "confirmed").await;
    let refused = save(&world.clinic, &system(), moved(&there, "Africa/Accra")).await.unwrap_err();
    assert_eq!(refused, Refusal::ZoneInUse { visits: 1 }.into());
    let renamed = save(&world.clinic, &system(), change(&there, "Quayside")).await.unwrap();
    assert_eq!(renamed.name, "Quayside", "everything else can be changed");
}

#[tokio::test]
async fn a_room_is_named_once_at_its_location_and_never_moves() {
    let world = World::new().await;
    let harbour = world.location("Harbour", "Africa/Accra").await;
    let centre = world.location("Centre", "Europe/London").await;
    let one = world.room(harbour.id, "Room 1").await;
    let two = world.room(harbour.id, "Room 2").await;
    world.room(centre.id, "Room 1").await;
    let refused = save_room(&world.clinic, &system(), change_room(&two, "room 1", true)).await.unwrap_err();
    assert_eq!(refused, invalid("name", FieldProblem::Taken));
    let moved = SaveRoom { location_id: centre.id, ..change_room(&two, "Room 9", true) };
    let refused = save_room(&world.clinic, &system(), moved).await.unwrap_err();
    assert_eq!(refused, invalid("location_id", FieldProblem::UnknownChoice));
    let request = change_room(&one, "Treatment", false);
    let changed = save_room(&world.clinic, &system(), request.clone()).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.active, changed.row_version), ("Treatment", false, 2));
    assert_eq!(save_room(&world.clinic, &system(), request).await.unwrap(), changed, "sent twice, done once");
    let stale = ClinicError::Stale { what: RecordKind::Room };
    assert_eq!(save_room(&world.clinic, &system(), change_room(&one, "x", true)).await.unwrap_err(), stale);
}

#[tokio::test]
async fn a_room_needs_a_location_that_exists() {
    let world = World::new().await;
    let harbour = world.location("Harbour", "Africa/Accra").await;
    let room = world.room(harbour.id, "Room 1").await;
    let nowhere = SaveRoom {
        id: RoomId::fresh(),
        row_version: None,
        location_id: LocationId::fresh(),
        ..change_room(&room, "Room 7", true)
    };
    let not_found = ClinicError::NotFound { what: RecordKind::Location };
    assert_eq!(save_room(&world.clinic, &system(), nowhere).await.unwrap_err(), not_found);
    let unknown = SaveRoom { id: RoomId::fresh(), ..change_room(&room, "Room 7", true) };
    let not_found = ClinicError::NotFound { what: RecordKind::Room };
    assert_eq!(save_room(&world.clinic, &system(), unknown).await.unwrap_err(), not_found);
}
