//! Letters and certificates, from the first word to the paper, on the real server.

use crate::support::monday_at_eight;
use crate::support::papers::{pages, text};
use crate::support::people::SignedIn;
use crate::support::room::Room;
use chrono::NaiveDate;
use clinic_core::access::{Action, Role};
use clinic_core::appointments::model::AppointmentStatus;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::{LetterId, RequestId};
use clinic_core::letters;
use clinic_core::letters::model::{IssueLetter, LetterContent, LetterView, LettersRequest};
use clinic_core::prepared_texts::model::LetterKind;
use clinic_core::printing;
use clinic_core::printing::model::{MadeFile, PrintLetter};

fn sick_note() -> LetterContent {
    LetterContent {
        kind: LetterKind::SickNote,
        recipient: String::new(),
        subject: String::new(),
        text: "I saw the above named today. She is not fit for work.".into(),
        from_on: "2026-03-02".into(),
        until_on: "2026-03-06".into(),
    }
}

fn issuing(room: &Room, content: LetterContent) -> IssueLetter {
    let (request_id, letter_id) = (RequestId::fresh(), LetterId::fresh());
    IssueLetter { request_id, letter_id, appointment_id: room.visit, content }
}

async fn issue(room: &Room, request: IssueLetter) -> Result<LetterView, ClinicError> {
    letters::issue(&room.world.clinic, &room.user.actor, request).await
}

async fn of_patient(room: &Room, user: &SignedIn) -> Result<Vec<LetterView>, ClinicError> {
    let request = LettersRequest { request_id: RequestId::fresh(), patient_id: room.patient };
    let list = letters::of_patient(&room.world.clinic, &user.actor, request).await?;
    assert_eq!(list.altered, []);
    Ok(list.letters)
}

async fn print(room: &Room, user: &SignedIn, letter: LetterId, request_id: RequestId) -> Result<MadeFile, ClinicError> {
    let request = PrintLetter { request_id, language: "en".into(), letter_id: letter };
    printing::letter(&room.world.clinic, &user.actor, request).await
}

#[tokio::test]
async fn a_letter_is_issued_once_and_the_server_reads_nothing_of_it() {
    let room = Room::with_visit(monday_at_eight(), "in_progress").await;
    let request = issuing(&room, sick_note());
    let letter = issue(&room, request.clone()).await.unwrap();
    assert_eq!((&letter.content, &*letter.doctor_name, letter.printed), (&sick_note(), "Dr Ada Osei", false));
    assert_eq!(issue(&room, request.clone()).await.unwrap(), letter, "sent twice");
    let other = IssueLetter { request_id: RequestId::fresh(), ..request };
    assert_eq!(issue(&room, other).await, Err(ClinicError::Stale { what: RecordKind::Letter }));
    assert_eq!(of_patient(&room, &room.user).await, Ok(vec![letter]));
    assert_eq!(room.world.audited("letter_issued").await, 1);
    let sealed: Vec<u8> =
        sqlx::query_scalar("select sealed from letters").fetch_one(&mut room.world.sql().await).await.unwrap();
    assert!(!sealed.windows(4).any(|part| part == b"work" || part == b"sick"));
}

#[tokio::test]
async fn it_is_of_a_visit_that_began_and_of_its_doctor() {
    let room = Room::with_visit(monday_at_eight(), "checked_in").await;
    let early = issue(&room, issuing(&room, sick_note())).await;
    assert_eq!(early, Err(Refusal::WrongStatus { status: AppointmentStatus::CheckedIn }.into()));
    let other = room.world.user(Role::Doctor).await;
    let request = issuing(&room, sick_note());
    let of_another = letters::issue(&room.world.clinic, &other.actor, request).await;
    assert_eq!(of_another, Err(ClinicError::NotFound { what: RecordKind::Appointment }));
    let receptionist = room.world.user(Role::Receptionist).await;
    let refused = letters::issue(&room.world.clinic, &receptionist.actor, issuing(&room, sick_note())).await;
    assert_eq!(refused, Err(ClinicError::Forbidden { action: Action::Consult }));
}

#[tokio::test]
async fn a_letter_needs_a_licence_and_its_fields() {
    let room = Room::with_visit(monday_at_eight(), "in_progress").await;
    let empty = LetterContent { text: String::new(), ..sick_note() };
    let problem = FieldError::new("text", FieldProblem::Missing);
    assert_eq!(issue(&room, issuing(&room, empty)).await, Err(problem.into()));
    let expired_on = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    sqlx::query("update doctors set licence_expires_on = ?")
        .bind(expired_on)
        .execute(&mut room.world.sql().await)
        .await
        .unwrap();
    let refused = issue(&room, issuing(&room, sick_note())).await;
    assert_eq!(refused, Err(Refusal::LicenceExpired { expired_on }.into()));
    assert_eq!(of_patient(&room, &room.user).await, Ok(vec![]));
}

#[tokio::test]
async fn whoever_does_not_see_the_patient_sees_no_letter() {
    let room = Room::with_visit(monday_at_eight(), "in_progress").await;
    let letter = issue(&room, issuing(&room, sick_note())).await.unwrap();
    let other = room.world.user(Role::Doctor).await;
    let no_patient = ClinicError::NotFound { what: RecordKind::Patient };
    assert_eq!(of_patient(&room, &other).await, Err(no_patient.clone()));
    assert_eq!(print(&room, &other, letter.id, RequestId::fresh()).await, Err(no_patient));
    let nothing = print(&room, &room.user, LetterId::fresh(), RequestId::fresh()).await;
    assert_eq!(nothing, Err(ClinicError::NotFound { what: RecordKind::Letter }));
}

#[tokio::test]
async fn a_letter_of_another_patient_does_not_open() {
    let room = Room::with_visit(monday_at_eight(), "in_progress").await;
    issue(&room, issuing(&room, sick_note())).await.unwrap();
    let other = room.world.plain_patient("Park", "Jo").await;
    sqlx::query("update letters set patient_id = ?").bind(other).execute(&mut room.world.sql().await).await.unwrap();
    let visit = room.world.plain_visit(other, room.doctor.id, room.location, monday_at_eight(), "completed").await;
    let request = LettersRequest { request_id: RequestId::fresh(), patient_id: other };
    let own = IssueLetter { appointment_id: visit, ..issuing(&room, sick_note()) };
    let own = issue(&room, own).await.unwrap();
    let list = letters::of_patient(&room.world.clinic, &room.user.actor, request).await.unwrap();
    assert_eq!(list.letters, [own], "what is theirs is shown");
    let [altered] = &list.altered[..] else { panic!("{:?}", list.altered) };
    assert!(altered.detail.starts_with("letters.content of "), "{altered:?}");
}

#[tokio::test]
async fn on_paper_it_names_patient_days_and_doctor_and_the_second_print_is_a_copy() {
    let room = Room::with_visit(monday_at_eight(), "in_progress").await;
    let letter = issue(&room, issuing(&room, sick_note())).await.unwrap();
    let first = RequestId::fresh();
    let original = print(&room, &room.user, letter.id, first).await.unwrap();
    let said = text(&original.bytes);
    for part in [
        "High Street",
        "Certificate of illness",
        "Lee, Ann",
        "28 Feb 1990",
        "From 2 Mar 2026",
        "Up to and including 6 Mar 2026",
        "She is not fit for work.",
        "Dr Ada Osei",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("COPY") && !original.name.contains("Lee"), "{}: {said}", original.name);
    assert_eq!(pages(&original.bytes).len(), 1);
    let again = print(&room, &room.user, letter.id, first).await.unwrap();
    assert!(!text(&again.bytes).contains("COPY"), "the same print, asked for again");
    let copy = print(&room, &room.user, letter.id, RequestId::fresh()).await.unwrap();
    assert!(text(&copy.bytes).contains("COPY"));
    assert!(of_patient(&room, &room.user).await.unwrap()[0].printed);
    assert_eq!(room.world.audited("document_made").await, 2);
}
