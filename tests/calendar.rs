//! Week, month, the wall and the views kept on keys, on a real server.

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, date, local, patient};
use clinic_core::access::Role;
use clinic_core::appointments;
use clinic_core::appointments::calendar::model::*;
use clinic_core::appointments::model::*;
use clinic_core::error::{ClinicError, RecordKind};
use clinic_core::ids::*;

fn asked(from_on: &str, days: i32) -> CalendarRequest {
    CalendarRequest {
        from_on: from_on.into(),
        days,
        doctor_ids: vec![],
        location_id: None,
        statuses: vec![],
        visit_kind: None,
    }
}

#[tokio::test]
async fn a_week_has_the_blocks_and_hours_of_each_doctor_and_day() {
    let desk = Desk::open().await;
    let monday = desk.booked("2026-03-02 09:20").await;
    let friday = desk.booked("2026-03-06 16:40").await;
    desk.booked("2026-03-09 09:20").await;
    let cancelled = desk.cancel(&desk.booked("2026-03-03 09:20").await).await.unwrap();
    let week = appointments::week(&desk.world.clinic, &system(), asked("2026-03-02", 7)).await.unwrap();
    assert_eq!((week.from_on, week.doctors.len()), (date("2026-03-02"), 1));
    let days = &week.doctors[0].days;
    assert_eq!(days.len(), 7);
    assert_eq!(days[0].hours.len(), 2);
    assert_eq!(days[0].hours[0].starts_local, local("2026-03-02 09:00"));
    assert!(days[5].hours.is_empty(), "closed on Saturday");
    let block = &days[0].visits[0];
    assert_eq!((block.id, block.patient_name.as_str()), (monday.id, "Lovelace, Ada"));
    assert_eq!((block.starts_local, block.ends_local), (monday.starts_local, monday.ends_local));
    assert_eq!(days[4].visits[0].id, friday.id);
    assert_eq!(days[1].visits[0].status, AppointmentStatus::Cancelled, "shown or not is the window's choice");
    let only = CalendarRequest { statuses: vec![AppointmentStatus::Cancelled], ..asked("2026-03-02", 7) };
    let week = appointments::week(&desk.world.clinic, &system(), only).await.unwrap();
    let visits: Vec<_> = week.doctors[0].days.iter().flat_map(|day| &day.visits).map(|visit| visit.id).collect();
    assert_eq!(visits, [cancelled.id]);
    for bad in [asked("2026-02-30", 7), asked("2026-03-02", 0), asked("2026-03-02", 43)] {
        let refused = appointments::week(&desk.world.clinic, &system(), bad).await;
        assert!(matches!(refused, Err(ClinicError::Invalid { .. })));
    }
    let unknown = CalendarRequest { doctor_ids: vec![DoctorId::fresh()], ..asked("2026-03-02", 7) };
    let refused = appointments::week(&desk.world.clinic, &system(), unknown).await.unwrap_err();
    assert_eq!(refused, ClinicError::NotFound { what: RecordKind::Doctor });
}

#[tokio::test]
async fn a_month_counts_visits_and_free_places_by_day() {
    let desk = Desk::open().await;
    desk.booked("2026-03-03 09:20").await;
    desk.booked("2026-03-03 10:20").await;
    desk.cancel(&desk.booked("2026-03-03 11:20").await).await.unwrap();
    let group = desk.world.doctor("Dr Group").await.id;
    desk.hours(group, Hours { weekday: 3, from: "09:00", to: "10:00", capacity: 4, room: None }).await;
    let month = appointments::month(&desk.world.clinic, &system(), asked("2026-02-23", 42)).await.unwrap();
    assert_eq!(month.days.len(), 42);
    let day = |on: &str| month.days.iter().find(|day| day.date == date(on)).cloned().unwrap();
    // Nine to twelve and one to five are 21 slots of 20 minutes.
    assert_eq!((day("2026-03-03").visits, day("2026-03-03").free_places, day("2026-03-03").places), (2, 19, 21));
    assert_eq!((day("2026-03-04").free_places, day("2026-03-04").places), (33, 33), "and three slots of four");
    assert_eq!((day("2026-02-24").free_places, day("2026-02-24").places), (0, 21), "what has passed is not free");
    assert_eq!((day("2026-03-07").visits, day("2026-03-07").places), (0, 0));
    let gone = CalendarRequest { statuses: vec![AppointmentStatus::Cancelled], ..asked("2026-03-03", 1) };
    let month = appointments::month(&desk.world.clinic, &system(), gone).await.unwrap();
    assert_eq!((month.days[0].visits, month.days[0].free_places), (1, 19), "a filter counts visits, not places");
    let video = CalendarRequest { visit_kind: Some(VisitKind::Video), ..asked("2026-03-03", 1) };
    assert_eq!(appointments::month(&desk.world.clinic, &system(), video).await.unwrap().days[0].visits, 0);
    let elsewhere = CalendarRequest { location_id: Some(LocationId::fresh()), ..asked("2026-03-03", 1) };
    let month = appointments::month(&desk.world.clinic, &system(), elsewhere).await.unwrap();
    assert_eq!((month.days[0].visits, month.days[0].places), (0, 0));
}

#[tokio::test]
async fn the_wall_tells_who_is_called_and_nobodys_name() {
    let desk = Desk::open().await;
    let blue = desk.world.room(desk.location, "Blue").await.id;
    let visit = desk.booked("2026-03-02 09:20").await;
    let mut wish = desk.wish("2026-03-02 09:40");
    wish.patient_id = patient(&desk.world, "Hopper", "Grace").await;
    let other = desk.book(wish).await.unwrap();
    let wall = || async {
        let request = WallRequest { location_id: Some(desk.location) };
        appointments::wall(&desk.world.clinic, &system(), request).await.unwrap()
    };
    assert!(wall().await.waiting.is_empty(), "nobody is in the house");
    let visit = desk.step(&visit, Step::Arrive).await.unwrap();
    desk.step(&other, Step::CheckIn).await.unwrap();
    let shown = wall().await;
    assert_eq!((shown.called.len(), shown.waiting.len()), (0, 2));
    assert!(visit.reference.replace('-', "").ends_with(&shown.waiting[0].number), "{shown:?}");
    assert_eq!(shown.waiting[0].room_name, None);
    let request = AssignRoom {
        request_id: RequestId::fresh(),
        appointment_id: visit.id,
        row_version: visit.row_version,
        room_id: Some(blue),
        patient: Whereabouts::InRoom,
    };
    let inside = appointments::assign_room(&desk.world.clinic, &system(), request).await.unwrap();
    desk.world.clinic.clock().set(visit.starts_at);
    let mut connection = desk.world.address.connect_once().await.unwrap();
    let called_at = |at: chrono::DateTime<chrono::Utc>| {
        sqlx::query("update appointments set in_room_at = ? where id = ?").bind(at.naive_utc()).bind(inside.id)
    };
    called_at(visit.starts_at).execute(&mut connection).await.unwrap();
    let shown = wall().await;
    assert_eq!((shown.called.len(), shown.waiting.len()), (1, 1));
    let line = &shown.called[0];
    assert_eq!((line.room_name.as_deref(), line.doctor_name.as_str()), (Some("Blue"), "Dr Osei"));
    let told = format!("{shown:?}");
    assert!(!told.contains("Lovelace") && !told.contains("Ada") && !told.contains("Hopper"), "{told}");
    called_at(visit.starts_at - chrono::Duration::minutes(11)).execute(&mut connection).await.unwrap();
    assert!(wall().await.called.is_empty(), "a call is not for ever");
}

fn shows(layout: CalendarLayout) -> CalendarShows {
    CalendarShows {
        layout,
        doctor_ids: vec![],
        specialty_id: None,
        location_id: None,
        statuses: vec![AppointmentStatus::Arrived],
        visit_kind: None,
        show_gone: true,
    }
}

fn save(key: i32, row_version: Option<u32>, name: &str) -> SaveView {
    SaveView {
        request_id: RequestId::fresh(),
        function_key: key,
        row_version,
        name: name.into(),
        shows: shows(CalendarLayout::Week),
    }
}

#[tokio::test]
async fn a_view_on_a_key_is_its_users_and_follows_them() {
    let desk = Desk::open().await;
    let clinic = &desk.world.clinic;
    let robin = desk.world.user(Role::Receptionist).await;
    let other = desk.world.user(Role::Receptionist).await;
    let request = save(4, None, " My week ");
    let kept = appointments::save_view(clinic, &robin.actor, request.clone()).await.unwrap();
    assert_eq!((kept[0].function_key, kept[0].name.as_str(), kept[0].row_version), (4, "My week", 1));
    assert_eq!(kept[0].shows, shows(CalendarLayout::Week));
    assert_eq!(appointments::save_view(clinic, &robin.actor, request).await.unwrap(), kept, "sent twice");
    assert!(appointments::saved_views(clinic, &other.actor).await.unwrap().is_empty(), "nobody else's");
    assert_eq!(desk.world.topic(&format!("saved_views:{}", robin.view.user_id)).await, 1);
    let stale = ClinicError::Stale { what: RecordKind::SavedView };
    assert_eq!(appointments::save_view(clinic, &robin.actor, save(4, None, "Other")).await.unwrap_err(), stale);
    let kept = appointments::save_view(clinic, &robin.actor, save(4, Some(1), "Other")).await.unwrap();
    assert_eq!((kept[0].name.as_str(), kept[0].row_version), ("Other", 2));
    assert_eq!(appointments::save_view(clinic, &robin.actor, save(4, Some(1), "Late")).await.unwrap_err(), stale);
    for (key, name, field) in [(1, "x", "function_key"), (10, "x", "function_key"), (2, " ", "name")] {
        let refused = appointments::save_view(clinic, &robin.actor, save(key, None, name)).await.unwrap_err();
        assert!(matches!(&refused, ClinicError::Invalid { fields } if fields[0].field == field), "{refused:?}");
    }
    let forget = |row_version| ForgetView { request_id: RequestId::fresh(), function_key: 4, row_version };
    assert_eq!(appointments::forget_view(clinic, &robin.actor, forget(1)).await.unwrap_err(), stale);
    assert!(appointments::forget_view(clinic, &robin.actor, forget(2)).await.unwrap().is_empty());
    let nobody = appointments::saved_views(clinic, &system()).await.unwrap_err();
    assert_eq!(nobody, ClinicError::NotFound { what: RecordKind::User });
}
