//! What the desk prints and takes along, on a real server: whose data stands on it, and that it was noted.

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, local, patient};
use crate::support::papers::{pages, text};
use clinic_core::appointments::model::*;
use clinic_core::availability::model::{TimeOffKind, TimeOffRequest};
use clinic_core::civil::Repeated;
use clinic_core::error::{ClinicError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;
use clinic_core::locations::model::{LocationForm, SaveLocation};
use clinic_core::printing::model::*;
use clinic_core::settings::model::SaveSettings;
use clinic_core::{appointments, locations, printing, settings};
use icalendar::{Calendar, CalendarDateTime, Component, DatePerhapsTime, EventLike, EventStatus};

fn day(paper: DayPaper) -> PrintDay {
    PrintDay {
        request_id: RequestId::fresh(),
        language: "en".into(),
        date: "2026-03-02".into(),
        doctor_ids: Vec::new(),
        location_id: None,
        paper,
    }
}

fn of_visit(visit: &AppointmentView) -> PrintVisit {
    PrintVisit { request_id: RequestId::fresh(), language: "en".into(), appointment_id: visit.id }
}

async fn place(desk: &Desk) {
    let location = locations::list(&desk.world.clinic, &system()).await.expect("locations").remove(0);
    let form = LocationForm {
        name: "Harbour Street Clinic".into(),
        address: "12 Harbour Street\nLondon".into(),
        phone: "020 7946 0100".into(),
        what_to_bring: "Your insurance card\nand earlier results".into(),
        time_zone: location.time_zone,
        active: true,
        opening_hours: Vec::new(),
    };
    let row_version = Some(location.row_version);
    let request = SaveLocation { request_id: RequestId::fresh(), id: location.id, row_version, form };
    locations::save(&desk.world.clinic, &system(), request).await.expect("a location");
}

#[tokio::test]
async fn the_day_sheet_says_who_comes_when_and_is_noted() {
    let desk = Desk::open().await;
    place(&desk).await;
    desk.booked("2026-03-02 09:20").await;
    let cancelled = desk.booked("2026-03-02 10:00").await;
    desk.cancel(&cancelled).await.unwrap();
    let request = day(DayPaper::DaySheet);
    let made = printing::day(&desk.world.clinic, &system(), request.clone()).await.unwrap();
    assert_eq!(made.name, "day-sheet 2026-03-02.pdf");
    let read = text(&made.bytes);
    for words in [
        "Harbour Street Clinic",
        "12 Harbour Street, London · 020 7946 0100",
        "Day sheet",
        "Monday, 2 March 2026",
        "Dr Osei",
        "09:20–09:40",
        "Lovelace, Ada",
        "First visit · cough",
        "Scheduled",
        "Printed 2 Mar 2026, 08:00 by test",
        "Page 1 of 1",
    ] {
        assert!(read.contains(words), "{words} is not in: {read}");
    }
    assert!(!read.contains("10:00"), "who called off does not come: {read}");
    printing::day(&desk.world.clinic, &system(), request).await.unwrap();
    assert_eq!(desk.world.audited("document_made").await, 1, "sent twice it is one event");
}

#[tokio::test]
async fn the_day_sheet_says_who_is_away_and_leaves_out_who_is_not_in() {
    let desk = Desk::open().await;
    desk.world.doctor("Dr Elsewhere").await;
    for (from, to) in [("2026-03-02T09:00", "2026-03-02T11:00"), ("2026-03-02T15:00", "2026-03-04T12:00")] {
        let request = TimeOffRequest {
            id: TimeOffId::fresh(),
            doctor_id: desk.osei,
            starts_local: from.into(),
            ends_local: to.into(),
            time_off_kind: TimeOffKind::Sick,
            note: "a bad back".into(),
        };
        appointments::enter_time_off(&desk.world.clinic, &system(), request).await.unwrap();
    }
    for (date, says) in [
        ("2026-03-02", "Dr Osei · General practice Away from 09:00 to 11:00 Away from 15:00 No visits."),
        ("2026-03-03", "Away all day"),
        ("2026-03-04", "Away until 12:00"),
        // Saturday.
        ("2026-03-07", "7 March 2026 No visits."),
    ] {
        let request = PrintDay { date: date.into(), ..day(DayPaper::DaySheet) };
        let made = printing::day(&desk.world.clinic, &system(), request).await.unwrap();
        let read = text(&made.bytes);
        assert!(read.contains(says), "{says} is not in: {read}");
        assert!(!read.contains("Elsewhere") && !read.contains("bad back"), "{read}");
    }
}

#[tokio::test]
async fn a_day_sheet_without_names_tells_nobody_who_comes() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let made = printing::day(&desk.world.clinic, &system(), day(DayPaper::DaySheetWithoutNames)).await.unwrap();
    let read = text(&made.bytes);
    assert!(read.contains("09:20–09:40") && read.contains(&visit.reference), "{read}");
    for private in ["Lovelace", "Ada", "cough", "Born", "Phone"] {
        assert!(!read.contains(private), "{private} is in: {read}");
    }
}

#[tokio::test]
async fn sixty_visits_of_a_day_go_over_the_pages_and_none_is_lost() {
    let desk = Desk::open().await;
    let from = local("2026-03-02 09:00");
    let mut references = Vec::new();
    for number in 0..60_i64 {
        let mut wish = desk.wish("2026-03-02 09:00");
        wish.patient_id = patient(&desk.world, &format!("Family{number:02}"), "מרים").await;
        wish.starts = RequestedTime::Local { date_time: from + chrono::Duration::minutes(10 * number), which: None };
        wish.minutes = Some(10);
        wish.override_reason = Some("a long day".into());
        references.push(desk.book(wish).await.unwrap().reference);
    }
    let made = printing::day(&desk.world.clinic, &system(), day(DayPaper::DaySheet)).await.unwrap();
    let sheets = pages(&made.bytes);
    assert!(sheets.len() >= 2, "{} pages", sheets.len());
    for (at, sheet) in sheets.iter().enumerate() {
        assert!(sheet.contains("Patient") && sheet.contains(&format!("Page {} of {}", at + 1, sheets.len())));
    }
    let read = text(&made.bytes);
    assert!((0..60).all(|number| read.matches(&format!("Family{number:02}")).count() == 1));
    assert_eq!(read.matches("מרים").count(), 60);
    let calls = printing::day(&desk.world.clinic, &system(), day(DayPaper::CallList)).await.unwrap();
    let read = text(&calls.bytes);
    assert!((0..60).all(|number| read.matches(&format!("Family{number:02}")).count() == 1));
}

#[tokio::test]
async fn the_call_list_holds_whom_to_call_and_nobody_else() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let here = desk.booked("2026-03-02 10:00").await;
    desk.step(&here, Step::Arrive).await.unwrap();
    let made = printing::day(&desk.world.clinic, &system(), day(DayPaper::CallList)).await.unwrap();
    let read = text(&made.bytes);
    assert_eq!(made.name, "call-list 2026-03-02.pdf");
    assert!(read.contains("Reached") && read.contains("09:20–09:40") && read.contains("Dr Osei"), "{read}");
    assert!(!read.contains("10:00") && !read.contains("cough"), "{read}");
    desk.cancel(&visit).await.unwrap();
    let made = printing::day(&desk.world.clinic, &system(), day(DayPaper::CallList)).await.unwrap();
    assert!(text(&made.bytes).contains("Nobody is to be called."));
}

#[tokio::test]
async fn the_card_says_when_where_with_whom_and_what_to_bring() {
    let desk = Desk::open().await;
    place(&desk).await;
    let visit = desk.booked("2026-03-03 09:20").await;
    let made = printing::appointment_card(&desk.world.clinic, &system(), of_visit(&visit)).await.unwrap();
    assert_eq!(made.name, format!("card {}.pdf", visit.reference));
    let read = text(&made.bytes);
    for words in [
        "Your appointment",
        "Tuesday, 3 March 2026 09:20",
        "Lovelace, Ada",
        "Dr Osei",
        "Harbour Street Clinic",
        "12 Harbour Street, London",
        visit.reference.as_str(),
        "Please bring Your insurance card and earlier results",
        "20 minutes",
    ] {
        assert!(read.contains(words), "{words} is not in: {read}");
    }
    assert!(!read.contains("cough"), "what the desk wrote does not go home: {read}");
    assert_eq!(pages(&made.bytes).len(), 1);
    let visit = desk.cancel(&visit).await.unwrap();
    let refused = printing::appointment_card(&desk.world.clinic, &system(), of_visit(&visit)).await.unwrap_err();
    assert_eq!(refused, Refusal::WrongStatus { status: AppointmentStatus::Cancelled }.into());
}

#[tokio::test]
async fn nobody_is_sent_to_the_house_for_a_video_visit() {
    let desk = Desk::open().await;
    place(&desk).await;
    let save = SaveSettings {
        request_id: RequestId::fresh(),
        row_version: 0,
        video_base_url: "https://video.example/rooms".into(),
        late_cancel_hours: 24,
        offer_minutes: 10,
    };
    settings::save(&desk.world.clinic, &system(), save).await.unwrap();
    let wish = BookingRequest { visit_kind: VisitKind::Video, ..desk.wish("2026-03-02 09:20") };
    let visit = desk.book(wish).await.unwrap();
    let link = visit.video_link.clone().unwrap();
    let made = printing::appointment_card(&desk.world.clinic, &system(), of_visit(&visit)).await.unwrap();
    let read = text(&made.bytes);
    assert!(read.replace(' ', "").contains(&link), "{link} is not in: {read}");
    assert!(!read.contains("12 Harbour Street") && !read.contains("insurance card"), "{read}");
    let made = printing::visit_calendar(&desk.world.clinic, &system(), of_visit(&visit)).await.unwrap();
    let read = calendar(&made);
    let event = read.events().next().unwrap();
    assert_eq!((event.get_location(), event.get_url()), (Some(link.as_str()), Some(link.as_str())));
    assert!(event.get_description().unwrap().contains(&link));
}

#[tokio::test]
async fn a_patients_visits_are_listed_the_coming_ones_first() {
    let desk = Desk::open().await;
    for at in ["2026-03-02 09:20", "2026-03-04 14:00", "2026-03-03 11:00"] {
        desk.booked(at).await;
    }
    desk.world.clinic.clock().set("2026-03-02T12:00:00Z".parse().unwrap());
    let request = PrintVisits { request_id: RequestId::fresh(), language: "en".into(), patient_id: desk.ada };
    let made = printing::visits_of_patient(&desk.world.clinic, &system(), request).await.unwrap();
    let read = text(&made.bytes);
    let at = |words: &str| read.find(words).unwrap_or_else(|| panic!("{words} is not in: {read}"));
    assert!(at("Coming") < at("3 Mar 2026 11:00") && at("3 Mar 2026 11:00") < at("4 Mar 2026 14:00"), "{read}");
    assert!(at("4 Mar 2026") < at("Past") && at("Past") < at("2 Mar 2026 09:20"), "{read}");
    assert!(!read.contains("cough"));
    let nobody = PrintVisits { request_id: RequestId::fresh(), language: "en".into(), patient_id: PatientId::fresh() };
    let missing = printing::visits_of_patient(&desk.world.clinic, &system(), nobody).await.unwrap_err();
    assert_eq!(missing, ClinicError::NotFound { what: RecordKind::Patient });
    assert_eq!(desk.world.audited("document_made").await, 1, "what was not made was not noted");
}

#[tokio::test]
async fn a_language_without_words_is_refused_at_its_field() {
    let desk = Desk::open().await;
    let request = PrintDay { language: "tlh".into(), ..day(DayPaper::DaySheet) };
    let refused = printing::day(&desk.world.clinic, &system(), request).await.unwrap_err();
    let ClinicError::Invalid { fields } = refused else { panic!("{refused:?}") };
    assert_eq!((fields[0].field.as_str(), &fields[0].problem), ("language", &FieldProblem::UnknownChoice));
}

/// Reads a calendar strictly: line ends, folding at 75 bytes, UTF-8 in every line, nesting, one of each property that
/// there is one of (RFC 5545, 3.1 and 3.6); then by the library.
fn calendar(made: &MadeFile) -> Calendar {
    let text = String::from_utf8(made.bytes.clone()).expect("UTF-8");
    assert!(text.ends_with("\r\n"));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "every line ends by CR and LF");
    assert!(text.lines().all(|line| line.len() <= 75), "no line is longer than 75 bytes");
    let unfolded = text.replace("\r\n ", "");
    let mut open: Vec<String> = Vec::new();
    let mut seen: Vec<(usize, String)> = Vec::new();
    let mut components = 0;
    for line in unfolded.lines() {
        let (name, value) = line.split_once(':').expect("a name and a value");
        match name {
            "BEGIN" => {
                components += 1;
                open.push(value.to_owned());
            }
            "END" => assert_eq!(open.pop().as_deref(), Some(value)),
            _ => {
                let name = name.split(';').next().expect("a name").to_owned();
                assert!(name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '-'), "{name}");
                assert!(!seen.contains(&(components, name.clone())), "{name} is there twice");
                seen.push((components, name));
            }
        }
    }
    assert!(open.is_empty());
    assert!(unfolded.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"), "{unfolded}");
    for event in unfolded.split("BEGIN:VEVENT").skip(1) {
        for needed in ["\r\nUID:", "\r\nDTSTAMP:", "\r\nDTSTART:", "\r\nDTEND:", "\r\nSEQUENCE:", "\r\nORGANIZER;"] {
            assert_eq!(event.matches(needed).count(), 1, "{needed} in {event}");
        }
    }
    text.parse().expect("the library reads it")
}

fn starts(calendar: &Calendar) -> Vec<String> {
    let at = |event: &icalendar::Event| match event.get_start() {
        Some(DatePerhapsTime::DateTime(CalendarDateTime::Utc(at))) => at.to_rfc3339(),
        other => panic!("no instant: {other:?}"),
    };
    calendar.events().map(at).collect()
}

#[tokio::test]
async fn a_visit_for_a_calendar_keeps_its_uid_and_says_when_it_was_moved_or_cancelled() {
    let desk = Desk::open().await;
    place(&desk).await;
    let visit = desk.booked("2026-03-02 09:20").await;
    let made = printing::visit_calendar(&desk.world.clinic, &system(), of_visit(&visit)).await.unwrap();
    assert_eq!(made.name, format!("visit {}.ics", visit.reference));
    let first = calendar(&made);
    let event = first.events().next().unwrap();
    assert_eq!(event.get_summary(), Some("Visit with Dr Osei"));
    assert_eq!(event.get_location(), Some("Harbour Street Clinic, 12 Harbour Street, London"));
    assert_eq!(event.get_status(), Some(EventStatus::Confirmed));
    assert!(event.get_description().unwrap().contains(&visit.reference));
    assert!(!String::from_utf8(made.bytes).unwrap().contains("cough"));
    let moved = desk.move_to(&visit, "2026-03-02 14:00").await.unwrap();
    let later = calendar(&printing::visit_calendar(&desk.world.clinic, &system(), of_visit(&moved)).await.unwrap());
    let cancelled = desk.cancel(&moved).await.unwrap();
    let last = calendar(&printing::visit_calendar(&desk.world.clinic, &system(), of_visit(&cancelled)).await.unwrap());
    let of = |calendar: &Calendar| {
        let event = calendar.events().next().unwrap();
        (event.get_uid().unwrap().to_owned(), event.get_sequence().unwrap())
    };
    assert_eq!(of(&first).0, of(&later).0);
    assert_eq!(of(&first).0, of(&last).0);
    assert!(of(&first).1 < of(&later).1 && of(&later).1 < of(&last).1);
    assert_eq!(last.events().next().unwrap().get_status(), Some(EventStatus::Cancelled));
    assert_eq!(starts(&later), ["2026-03-02T14:00:00+00:00"]);
}

#[tokio::test]
async fn a_doctors_calendar_names_patients_only_when_asked_and_is_right_on_both_nights_of_the_clock() {
    let desk = Desk::open_in("Europe/Paris").await;
    for weekday in [6, 7] {
        desk.hours(desk.osei, Hours { weekday, from: "00:00", to: "06:00", capacity: 1, room: None }).await;
    }
    let mut wishes = Vec::new();
    // Clocks jump from 02:00 to 03:00 on 29 March, and show 02:00 to 03:00 twice on 25 October.
    for (at, which) in [
        ("2026-03-29 01:40", None),
        ("2026-03-29 03:00", None),
        ("2026-10-25 02:20", Some(Repeated::Earlier)),
        ("2026-10-25 02:20", Some(Repeated::Later)),
    ] {
        let mut wish = desk.wish(at);
        wish.starts = RequestedTime::Local { date_time: local(at), which };
        wishes.push(desk.book(wish).await.unwrap());
    }
    let ask = |from: &str, to: &str, names| DoctorCalendar {
        request_id: RequestId::fresh(),
        language: "en".into(),
        doctor_id: desk.osei,
        from_on: from.into(),
        to_on: to.into(),
        names,
    };
    let spring = ask("2026-03-01", "2026-06-30", Names::Hidden);
    let spring = printing::doctor_calendar(&desk.world.clinic, &system(), spring).await.unwrap();
    assert_eq!(starts(&calendar(&spring)), ["2026-03-29T00:40:00+00:00", "2026-03-29T01:00:00+00:00"]);
    let text = String::from_utf8(spring.bytes.clone()).unwrap();
    assert!(text.contains("SUMMARY:Visit\r\n") && !text.contains("Lovelace") && !text.contains("cough"), "{text}");
    let autumn = ask("2026-10-25", "2026-10-25", Names::Shown);
    let autumn = printing::doctor_calendar(&desk.world.clinic, &system(), autumn).await.unwrap();
    let read = calendar(&autumn);
    assert_eq!(starts(&read), ["2026-10-25T00:20:00+00:00", "2026-10-25T01:20:00+00:00"]);
    assert!(read.events().all(|event| event.get_summary() == Some("Visit: Lovelace, Ada")));
    for (from, to, field) in [("2026-03-05", "2026-03-04", "to_on"), ("2026-01-01", "2026-12-31", "to_on")] {
        let wrong = printing::doctor_calendar(&desk.world.clinic, &system(), ask(from, to, Names::Hidden)).await;
        let Err(ClinicError::Invalid { fields }) = wrong else { panic!("{wrong:?}") };
        assert_eq!(fields[0].field, field);
    }
}
