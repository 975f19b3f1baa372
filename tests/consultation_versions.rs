//! What stands once a visit is completed: who may sign, what is added, how versions are read, and who has the note open.

use std::ops::Deref;

use clinic_core::access::Role;
use clinic_core::appointments::model::AppointmentStatus;
use clinic_core::clinic::Clinic;
use clinic_core::consultations;
use clinic_core::consultations::model::{ConsultationView, HistoryRequest, MayStart, MyDayRequest, OpenConsultation};
use clinic_core::consultations::note::NoteContent;
use clinic_core::consultations::presence::model::{AttendNote, Attendance, OtherWindow};
use clinic_core::consultations::versions::model::{
    AddAddendum, CompleteNote, NoteVersion, NoteVersionsRequest, SignNote, SignatureProof, Signing,
};
use clinic_core::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use clinic_core::ids::{AppointmentId, ConsultationId, RequestId};

use crate::support::desk::{date, refusal};
use crate::support::people::{PASSWORD, SignedIn};
use crate::support::{monday_at_eight, room};

struct Room(room::Room);

impl Deref for Room {
    type Target = room::Room;

    fn deref(&self) -> &room::Room {
        &self.0
    }
}

const STALE: ClinicError = ClinicError::Stale { what: RecordKind::Consultation };

impl Room {
    async fn open() -> Self {
        Self(room::Room::with_visit_in("Pacific/Auckland", monday_at_eight(), "checked_in").await)
    }

    fn clinic(&self) -> &Clinic {
        &self.world.clinic
    }

    async fn begun(&self) -> ConsultationView {
        let request = OpenConsultation {
            request_id: RequestId::fresh(),
            appointment_id: self.visit,
            consultation_id: ConsultationId::fresh(),
            may_start: MayStart::Anyway,
        };
        consultations::open(self.clinic(), &self.user.actor, request).await.expect("proof")
    }

    async fn complete(&self, open: &ConsultationView, signing: Signing) -> Outcome<ConsultationView> {
        let content = NoteContent { plan: "rest".into(), private_notes: "mine".into(), ..NoteContent::default() };
        let (request_id, consultation_id, row_version) = (RequestId::fresh(), open.id, open.row_version);
        let request = CompleteNote { request_id, consultation_id, row_version, content, signing };
        consultations::complete(self.clinic(), &self.user.actor, request).await
    }

    async fn sign(&self, known: &ConsultationView) -> Outcome<ConsultationView> {
        let (request_id, consultation_id, version) = (RequestId::fresh(), known.id, known.version);
        let request = SignNote { request_id, consultation_id, version };
        consultations::sign(self.clinic(), &self.user.actor, request).await
    }

    async fn add(&self, request: AddAddendum) -> Outcome<ConsultationView> {
        consultations::add_addendum(self.clinic(), &self.user.actor, request).await
    }

    async fn versions(&self, of: &ConsultationView) -> Vec<NoteVersion> {
        let request = NoteVersionsRequest { request_id: RequestId::fresh(), consultation_id: of.id };
        consultations::versions(self.clinic(), &self.user.actor, request).await.expect("proof")
    }

    async fn unsigned(&self) -> Vec<AppointmentId> {
        let request = MyDayRequest { date: String::new() };
        let day = consultations::my_day(self.clinic(), &self.user.actor, request).await.expect("proof");
        day.unsigned.iter().map(|visit| visit.id).collect()
    }

    async fn licence_until(&self, day: Option<&str>) {
        sqlx::query("update doctors set licence_expires_on = ? where id = ?")
            .bind(day.map(date))
            .bind(self.doctor.id)
            .execute(&mut self.world.sql().await)
            .await
            .expect("proof");
    }
}

fn addendum(to: &ConsultationView) -> AddAddendum {
    AddAddendum {
        request_id: RequestId::fresh(),
        consultation_id: to.id,
        version: to.version,
        reason: "Laboratory results came".into(),
        text: "Sodium 129.\nCalled the patient.".into(),
        signing: Signing::Now,
    }
}

#[tokio::test]
async fn completing_signs_and_a_signature_is_written_once() {
    let room = Room::open().await;
    let open = room.begun().await;
    assert_eq!((open.version, open.signed.is_none()), (0, true));
    let done = room.complete(&open, Signing::Now).await.unwrap();
    assert_eq!((done.version, done.signed.as_ref().unwrap().name.as_str()), (1, "The doctor"));
    assert_eq!(room.unsigned().await, []);
    assert_eq!(room.sign(&done).await.unwrap_err(), STALE, "it is signed");
    let rows: i64 = sqlx::query_scalar("select count(*) from consultation_signatures")
        .fetch_one(&mut room.world.sql().await)
        .await
        .unwrap();
    assert_eq!(rows, 1);
}

#[tokio::test]
async fn a_signature_is_checked_whenever_the_note_is_read() {
    let room = Room::open().await;
    let done = room.complete(&room.begun().await, Signing::Now).await.unwrap();
    let added = room.add(addendum(&done)).await.unwrap();
    let proofs = async || {
        let versions = room.versions(&done).await;
        let open = room.begun().await.signed.expect("proof").proof;
        (versions.iter().map(|one| one.signed.as_ref().expect("proof").proof).collect::<Vec<_>>(), open)
    };
    assert_eq!(added.signed.as_ref().unwrap().proof, SignatureProof::Holds);
    assert_eq!(proofs().await, (vec![SignatureProof::Holds; 2], SignatureProof::Holds));
    let change = async |statement: &'static str| {
        sqlx::raw_sql(statement).execute(&mut room.world.sql().await).await.expect(statement);
    };
    // Whoever owns the database can write its rows, and makes no signature that fits.
    let other = room.world.user(Role::Doctor).await.view.user_id;
    for statement in [
        "update consultation_signatures set signature = reverse(signature) where version = 2",
        "update consultation_signatures set certificate = reverse(certificate) where version = 2",
        "update consultation_signatures set signing_public = reverse(signing_public) where version = 2",
        "update consultation_signatures set certificate = null where version = 2",
    ] {
        let before: (Vec<u8>, Vec<u8>, Vec<u8>) = sqlx::query_as(
            "select signature, signing_public, certificate from consultation_signatures where version = 2",
        )
        .fetch_one(&mut room.world.sql().await)
        .await
        .unwrap();
        change(statement).await;
        assert_eq!(proofs().await, (vec![SignatureProof::Holds, SignatureProof::Broken], SignatureProof::Broken));
        sqlx::query(
            "update consultation_signatures set signature = ?, signing_public = ?, certificate = ? where version = 2",
        )
        .bind(before.0)
        .bind(before.1)
        .bind(before.2)
        .execute(&mut room.world.sql().await)
        .await
        .unwrap();
    }
    sqlx::query("update consultation_signatures set signed_by = ? where version = 2")
        .bind(other)
        .execute(&mut room.world.sql().await)
        .await
        .unwrap();
    assert_eq!(proofs().await.1, SignatureProof::Broken, "said to be another doctor's");
    change("update consultation_signatures set signature = null, signing_public = null, certificate = null").await;
    assert_eq!(proofs().await.1, SignatureProof::Absent, "a signature that was taken away is none");
}

#[tokio::test]
async fn a_licence_that_is_over_keeps_from_signing_and_not_from_completing() {
    let room = Room::open().await;
    let open = room.begun().await;
    // Eight on Monday in London is nine in the evening of that Monday in Auckland, where the visit is.
    room.licence_until(Some("2026-03-01")).await;
    let expired = Refusal::LicenceExpired { expired_on: date("2026-03-01") };
    assert_eq!(refusal(room.complete(&open, Signing::Now).await), expired);
    let done = room.complete(&open, Signing::Later).await.unwrap();
    assert_eq!((done.appointment.status, done.signed.is_none()), (AppointmentStatus::Completed, true));
    assert_eq!(room.unsigned().await, [room.visit]);
    assert_eq!(refusal(room.sign(&done).await), expired);
    assert_eq!(refusal(room.add(addendum(&done)).await), expired);
    let later = AddAddendum { signing: Signing::Later, ..addendum(&done) };
    let added = room.add(later).await.unwrap();
    assert_eq!((added.version, added.signed.is_none()), (2, true));
    room.licence_until(Some("2026-03-02")).await;
    assert_eq!(room.sign(&done).await.unwrap_err(), STALE, "not the newest");
    let signed = room.sign(&added).await.unwrap();
    assert!(signed.signed.is_some());
    assert_eq!(room.unsigned().await, []);
    assert_eq!(room.world.audited("consultation_signed").await, 1);
    room.licence_until(None).await;
    room.add(addendum(&signed)).await.expect("a licence without an end does not end");
}

#[tokio::test]
async fn what_is_added_makes_a_new_version_and_the_old_ones_stay_as_they_are() {
    let room = Room::open().await;
    let done = room.complete(&room.begun().await, Signing::Now).await.unwrap();
    let request = addendum(&done);
    let added = room.add(request.clone()).await.unwrap();
    assert_eq!(room.add(request.clone()).await.unwrap(), added, "sent again it is the same");
    assert_eq!(added.content, done.content, "the note itself does not change");
    assert_eq!((added.version, added.addenda.len()), (2, 1));
    let first = &added.addenda[0];
    assert_eq!((first.author.as_str(), first.written_at), ("The doctor", room.clinic().now()));
    assert_eq!((first.reason.as_str(), first.text.as_str()), (request.reason.as_str(), request.text.as_str()));
    let stale = AddAddendum { request_id: RequestId::fresh(), ..request };
    assert_eq!(room.add(stale).await.unwrap_err(), STALE, "another window added meanwhile");
    room.add(addendum(&added)).await.unwrap();
    let versions = room.versions(&done).await;
    let shape: Vec<_> = versions.iter().map(|one| (one.version, one.addenda.len(), one.signed.is_some())).collect();
    assert_eq!(shape, [(1, 0, true), (2, 1, true), (3, 2, true)]);
    assert!(versions.iter().all(|one| one.content == done.content));
    assert_eq!(room.world.audited("consultation_amended").await, 2);
}

#[tokio::test]
async fn of_two_windows_that_add_at_once_one_is_told() {
    let room = Room::open().await;
    let done = room.complete(&room.begun().await, Signing::Now).await.unwrap();
    let (one, other) = tokio::join!(room.add(addendum(&done)), room.add(addendum(&done)));
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    assert_eq!(one.err().or(other.err()), Some(STALE));
    assert_eq!(room.versions(&done).await.len(), 2);
}

#[tokio::test]
async fn an_addendum_needs_a_completed_note_a_reason_and_a_text() {
    let room = Room::open().await;
    let open = room.begun().await;
    let refused = refusal(room.add(addendum(&open)).await);
    assert_eq!(refused, Refusal::WrongStatus { status: AppointmentStatus::InProgress });
    let refused = refusal(room.sign(&open).await);
    assert_eq!(refused, Refusal::WrongStatus { status: AppointmentStatus::InProgress });
    let done = room.complete(&open, Signing::Now).await.unwrap();
    let empty = AddAddendum { reason: " ".into(), text: "x".repeat(20_001), ..addendum(&done) };
    let Err(ClinicError::Invalid { fields }) = room.add(empty).await else { panic!("it was added") };
    let expected = [
        FieldError::new("reason", FieldProblem::Missing),
        FieldError::new("text", FieldProblem::TooLong { most: 20_000 }),
    ];
    assert_eq!(fields, expected);
    let stranger = room.world.user(Role::Doctor).await;
    let not_found = ClinicError::NotFound { what: RecordKind::Consultation };
    let error = consultations::add_addendum(room.clinic(), &stranger.actor, addendum(&done)).await.unwrap_err();
    assert_eq!(error, not_found);
    let request = NoteVersionsRequest { request_id: RequestId::fresh(), consultation_id: done.id };
    assert_eq!(consultations::versions(room.clinic(), &stranger.actor, request).await.unwrap_err(), not_found);
    let request = SignNote { request_id: RequestId::fresh(), consultation_id: done.id, version: 1 };
    assert_eq!(consultations::sign(room.clinic(), &stranger.actor, request).await.unwrap_err(), not_found);
}

#[tokio::test]
async fn the_history_shows_a_note_with_what_was_added_and_without_it_where_that_was_altered() {
    let room = Room::open().await;
    let done = room.complete(&room.begun().await, Signing::Now).await.unwrap();
    room.add(addendum(&done)).await.unwrap();
    let colleague = room.world.user(Role::Doctor).await;
    let location = done.appointment.location_id;
    let doctor = colleague.actor.doctor_id().expect("a doctor");
    room.world.plain_visit(room.patient, doctor, location, monday_at_eight(), "scheduled").await;
    let past = async |reader: &SignedIn| {
        let request = HistoryRequest { request_id: RequestId::fresh(), patient_id: room.patient, before: None };
        consultations::history(room.clinic(), &reader.actor, request).await.unwrap().remove(0)
    };
    let readers = [(&room.user, "mine"), (&colleague, "")];
    for (reader, private) in readers {
        let past = past(reader).await;
        let note = past.note.expect("a note");
        assert_eq!((past.addenda.len(), past.altered), (1, None));
        assert_eq!((note.plan.as_str(), note.private_notes.as_str()), ("rest", private));
    }
    let alter = async |version: u32| {
        let done = sqlx::query("update consultation_versions set sealed = reverse(sealed) where version = ?")
            .bind(version)
            .execute(&mut room.world.sql().await)
            .await;
        assert_eq!(done.unwrap().rows_affected(), 1);
    };
    // What was added last is not what was written: it is named, and the note as it stood before is read.
    alter(2).await;
    for (reader, private) in readers {
        let past = past(reader).await;
        let (note, named) = (past.note.expect("a note"), past.altered.expect("it is named"));
        assert!(named.contains(&done.id.to_string()) && named.contains("version 2"), "{named}");
        assert_eq!((note.plan.as_str(), note.private_notes.as_str(), past.addenda.len()), ("rest", private, 0));
    }
    alter(1).await;
    let past = past(&colleague).await;
    assert!(past.note.is_none() && past.altered.is_some_and(|named| named.contains("version 2")));
}

#[tokio::test]
async fn whoever_opens_a_note_sees_who_writes_it_and_is_seen() {
    let room = Room::open().await;
    let open = room.begun().await;
    let other = room.world.sign_in(&room.user.view.email, PASSWORD).await;
    let attend = async |who: &SignedIn, attendance| {
        let request = AttendNote { consultation_id: open.id, attendance };
        consultations::attend(room.clinic(), &who.actor, request).await.expect("proof")
    };
    let topic = format!("note_windows:{}", open.id);
    assert_eq!(attend(&room.user, Attendance::Writes).await, []);
    assert_eq!(room.world.topic(&topic).await, 1);
    let seen = attend(&other, Attendance::Reads).await;
    assert_eq!(seen.len(), 1);
    let OtherWindow { name, workstation, writes_since, .. } = &seen[0];
    assert_eq!((name.as_str(), workstation.as_str(), writes_since.is_some()), ("The doctor", "front desk", true));
    assert_eq!(room.world.topic(&topic).await, 2, "the first is told of the second");
    let seen = attend(&room.user, Attendance::Writes).await;
    assert_eq!((seen.len(), seen[0].writes_since), (1, None));
    assert_eq!(room.world.topic(&topic).await, 2, "nothing changed, nobody is told");
    attend(&room.user, Attendance::Reads).await;
    assert_eq!(attend(&other, Attendance::Reads).await[0].writes_since, None);
    // A window that was killed says nothing for a while, and is gone.
    sqlx::query("update note_windows set seen_at = seen_at - interval 16 second order by opened_at limit 1")
        .execute(&mut room.world.sql().await)
        .await
        .unwrap();
    assert_eq!(attend(&other, Attendance::Reads).await, []);
    attend(&other, Attendance::Leaves).await;
    assert_eq!(attend(&room.user, Attendance::Reads).await, []);
    let stranger = room.world.user(Role::Doctor).await;
    let request = AttendNote { consultation_id: open.id, attendance: Attendance::Reads };
    let error = consultations::attend(room.clinic(), &stranger.actor, request).await.unwrap_err();
    assert_eq!(error, ClinicError::NotFound { what: RecordKind::Consultation });
    assert_eq!(room.world.audited("consultation_opened").await, 1, "who reads along is no fact of the clinic");
}
