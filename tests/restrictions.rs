//! Restriction of processing, on the real server: what it stops, what it does not, and who lifts it.

use std::path::PathBuf;

use chrono::Duration;
use clinic_core::access::{Action, Role};
use clinic_core::appointments;
use clinic_core::appointments::holds::model::HoldRequest;
use clinic_core::appointments::model::*;
use clinic_core::appointments::together::model::{CancelTogether, MoveTogether, TakeBack, VisitSeen};
use clinic_core::chart;
use clinic_core::chart::model::{AllergySeverity, ChartVersionsRequest, OpenChart};
use clinic_core::consultations;
use clinic_core::consultations::break_glass;
use clinic_core::consultations::break_glass::model::BreakGlass;
use clinic_core::consultations::model::{ConsultationView, HistoryRequest, MayStart, OpenConsultation, SaveNote};
use clinic_core::consultations::note::NoteContent;
use clinic_core::consultations::versions::model::{AddAddendum, NoteVersionsRequest, SignNote, Signing};
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;
use clinic_core::letters;
use clinic_core::letters::model::{IssueLetter, LetterContent, LettersRequest};
use clinic_core::messages;
use clinic_core::messages::Sender;
use clinic_core::messages::model::MessageState;
use clinic_core::note_search;
use clinic_core::note_search::model::NoteSearch;
use clinic_core::patients;
use clinic_core::patients::model::PatientSearch;
use clinic_core::prepared_texts::model::LetterKind;
use clinic_core::prescriptions;
use clinic_core::prescriptions::content::{PrescribedMedication, PrescriptionContent};
use clinic_core::prescriptions::model::*;
use clinic_core::printing;
use clinic_core::printing::model::{PrescriptionPaper, PrintLetter, PrintPrescription};
use clinic_core::records::file::look_at;
use clinic_core::records::model::*;
use clinic_core::records::{self, Going, Source};
use clinic_core::restrictions;
use clinic_core::restrictions::model::*;
use clinic_core::waitlist;
use clinic_core::waitlist::model::*;

use crate::chart::{allergy, entry};
use crate::messages::{agrees, change, listed, writing_desk};
use crate::support::builders::system;
use crate::support::desk::{Desk, patient, visit_move_to};
use crate::support::mail::MailServer;
use crate::support::people::{PASSWORD, SignedIn};
use crate::support::room::Room;
use crate::support::{World, monday_at_eight};

fn restricted<T>() -> Result<T, ClinicError> {
    Err(Refusal::ProcessingRestricted.into())
}

fn restricting(patient_id: PatientId) -> RestrictProcessing {
    RestrictProcessing {
        request_id: RequestId::fresh(),
        id: RestrictionId::fresh(),
        patient_id,
        ground: RestrictionGround::AccuracyContested,
        words: " She says that the birth date is wrong. ".into(),
    }
}

async fn restrict(world: &World, patient: PatientId) -> (SignedIn, RestrictionView) {
    let administrator = world.user(Role::Administrator).await;
    let all =
        restrictions::restrict(&world.clinic, &administrator.actor, restricting(patient)).await.expect("restricts");
    (administrator, all.into_iter().next().expect("one that stands"))
}

fn lifting(known: &RestrictionView) -> LiftRestriction {
    LiftRestriction {
        request_id: RequestId::fresh(),
        id: known.id,
        row_version: known.row_version,
        patient_told: true,
        words: "It was right. Told by letter on 1 March.".into(),
    }
}

async fn lift(world: &World, administrator: &SignedIn, known: &RestrictionView) {
    restrictions::lift(&world.clinic, &administrator.actor, lifting(known)).await.expect("lifts");
}

#[tokio::test]
async fn it_is_restricted_once_lifted_once_and_its_history_stays() {
    let world = World::new().await;
    let ann = world.plain_patient("Lee", "Ann").await;
    let administrator = world.user(Role::Administrator).await;
    let request = restricting(ann);
    let all = restrictions::restrict(&world.clinic, &administrator.actor, request.clone()).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].ground, &*all[0].words), (request.ground, "She says that the birth date is wrong."));
    assert_eq!((&*all[0].restricted_by, all[0].lifted_at), ("The administrator", None));
    let again = restrictions::restrict(&world.clinic, &administrator.actor, request.clone()).await.unwrap();
    assert_eq!(again, all, "sent twice");
    let second = restrictions::restrict(&world.clinic, &administrator.actor, restricting(ann)).await;
    assert_eq!(second, Err(ClinicError::Stale { what: RecordKind::Restriction }), "one stands at most");

    let known = patients::get(&world.clinic, &administrator.actor, ann).await.unwrap();
    assert_eq!(known.restricted_at, Some(all[0].restricted_at));
    let found = PatientSearch { query: String::new(), limit: 5 };
    let receptionist = world.user(Role::Receptionist).await;
    let found = patients::search(&world.clinic, &receptionist.actor, found).await.unwrap();
    assert_eq!(found[0].patient.restricted_at, Some(all[0].restricted_at), "the desk still finds her, and sees it");

    let untold = LiftRestriction { patient_told: false, ..lifting(&all[0]) };
    let problem = FieldError::new("patient_told", FieldProblem::Missing);
    assert_eq!(restrictions::lift(&world.clinic, &administrator.actor, untold).await, Err(problem.into()));
    let stale = LiftRestriction { row_version: 7, ..lifting(&all[0]) };
    let stale = restrictions::lift(&world.clinic, &administrator.actor, stale).await;
    assert_eq!(stale, Err(ClinicError::Stale { what: RecordKind::Restriction }));
    let lifted = restrictions::lift(&world.clinic, &administrator.actor, lifting(&all[0])).await.unwrap();
    assert_eq!((lifted.len(), lifted[0].lifted_by.as_deref()), (1, Some("The administrator")));
    let twice = LiftRestriction { row_version: lifted[0].row_version, ..lifting(&all[0]) };
    let twice = restrictions::lift(&world.clinic, &administrator.actor, twice).await;
    assert_eq!(twice, Err(ClinicError::Stale { what: RecordKind::Restriction }));
    assert_eq!(patients::get(&world.clinic, &administrator.actor, ann).await.unwrap().restricted_at, None);
    restrictions::restrict(&world.clinic, &administrator.actor, restricting(ann)).await.unwrap();
    let history = restrictions::of_patient(&world.clinic, &administrator.actor, ann).await.unwrap();
    assert_eq!(history.iter().map(|one| one.lifted_at.is_some()).collect::<Vec<_>>(), [false, true]);
    assert_eq!(world.audited("processing_restricted").await, 2);
    assert_eq!(world.audited("processing_restriction_lifted").await, 1);
}

#[tokio::test]
async fn only_an_administrator_restricts_and_says_why() {
    let world = World::new().await;
    let ann = world.plain_patient("Lee", "Ann").await;
    for role in [Role::Receptionist, Role::Doctor] {
        let user = world.user(role).await;
        let forbidden = ClinicError::Forbidden { action: Action::RestrictProcessing };
        let asked = restrictions::restrict(&world.clinic, &user.actor, restricting(ann)).await;
        assert_eq!(asked, Err(forbidden.clone()));
        assert_eq!(restrictions::of_patient(&world.clinic, &user.actor, ann).await, Err(forbidden));
    }
    let administrator = world.user(Role::Administrator).await;
    let silent = RestrictProcessing { words: " ".into(), ..restricting(ann) };
    let problem = FieldError::new("words", FieldProblem::Missing);
    assert_eq!(restrictions::restrict(&world.clinic, &administrator.actor, silent).await, Err(problem.into()));
    let nobody = restrictions::restrict(&world.clinic, &administrator.actor, restricting(PatientId::fresh())).await;
    assert_eq!(nobody, Err(ClinicError::NotFound { what: RecordKind::Patient }));
    let tool = restrictions::restrict(&world.clinic, &system(), restricting(ann)).await;
    assert_eq!(tool, Err(ClinicError::NotFound { what: RecordKind::User }), "a person answers for it");
}

#[tokio::test]
async fn no_visit_is_booked_or_moved_and_those_booked_take_their_course() {
    let desk = Desk::open().await;
    let clinic = &desk.world.clinic;
    let (one, two) = (desk.booked("2026-03-03 09:00").await, desk.booked("2026-03-04 09:00").await);
    let moved = desk.move_to(&desk.booked("2026-03-05 09:00").await, "2026-03-05 10:00").await.unwrap();
    let (administrator, known) = restrict(&desk.world, desk.ada).await;

    assert_eq!(desk.book(desk.wish("2026-03-03 11:00")).await, restricted());
    let hold = HoldRequest { request_id: RequestId::fresh(), booking: desk.wish("2026-03-03 11:00") };
    assert_eq!(appointments::hold(clinic, &system(), hold).await.map(|_| ()), restricted());
    assert_eq!(desk.move_to(&one, "2026-03-03 11:00").await, restricted());
    let together = MoveTogether {
        request_id: RequestId::fresh(),
        visits: vec![visit_move_to(&one, "2026-03-03 11:00"), visit_move_to(&two, "2026-03-04 11:00")],
        series_id: None,
    };
    assert_eq!(appointments::move_together(clinic, &system(), together).await.map(|_| ()), restricted());
    let of_move: RequestId =
        sqlx::query_scalar("select id from audit_events where action = 'appointment_rescheduled' and subject_id = ?")
            .bind(moved.id)
            .fetch_one(&mut desk.world.sql().await)
            .await
            .unwrap();
    let undo = UndoMoveRequest {
        request_id: RequestId::fresh(),
        appointment_id: moved.id,
        row_version: moved.row_version,
        move_id: of_move,
    };
    assert_eq!(appointments::undo_move(clinic, &system(), undo).await, restricted());

    // It is seen at the visit, which is called off or takes its course.
    let seen = appointments::get(clinic, &system(), one.id).await.unwrap();
    assert!(seen.patient_restricted && seen.starts_at == one.starts_at);
    let cancelled = desk.cancel(&seen).await.unwrap();
    assert_eq!(cancelled.status, AppointmentStatus::Cancelled);
    assert_eq!(desk.step(&cancelled, Step::TakeBack).await, restricted(), "that would be a visit anew");
    let seen = |visit: &AppointmentView| VisitSeen { appointment_id: visit.id, row_version: visit.row_version };
    let all = CancelTogether {
        request_id: RequestId::fresh(),
        visits: vec![seen(&two)],
        reason: "asked for".into(),
        by: CalledOffBy::Patient,
        series_id: None,
    };
    let of = all.request_id;
    appointments::cancel_together(clinic, &system(), all).await.unwrap();
    let back = TakeBack { request_id: RequestId::fresh(), of };
    assert_eq!(appointments::take_back(clinic, &system(), back).await.map(|_| ()), restricted());
    let confirmed = desk.step(&moved, Step::Confirm).await.unwrap();
    assert_eq!(confirmed.status, AppointmentStatus::Confirmed);
    desk.calendar_is_sound().await;

    // Nobody else is stopped, and she is not any more once it is lifted.
    let other = patient(&desk.world, "Byron", "Anne").await;
    desk.book(BookingRequest { patient_id: other, ..desk.wish("2026-03-03 09:20") }).await.unwrap();
    lift(&desk.world, &administrator, &known).await;
    desk.book(desk.wish("2026-03-03 11:00")).await.unwrap();
    desk.calendar_is_sound().await;
}

fn waits(patient_id: PatientId) -> AddToWaitlist {
    AddToWaitlist { id: WaitlistEntryId::fresh(), patient_id, wish: WaitlistWish::of(WaitsFor::Anyone) }
}

#[tokio::test]
async fn nobody_is_put_on_the_waitlist_and_who_waits_is_offered_nothing() {
    let desk = Desk::open().await;
    let clinic = &desk.world.clinic;
    let visit = desk.book(BookingRequest {
        patient_id: patient(&desk.world, "Byron", "Anne").await,
        ..desk.wish("2026-03-02 10:00")
    });
    let visit = visit.await.unwrap();
    let waiting = waitlist::add(clinic, &system(), waits(desk.ada)).await.unwrap();
    let (administrator, known) = restrict(&desk.world, desk.ada).await;
    assert_eq!(waitlist::add(clinic, &system(), waits(desk.ada)).await.map(|_| ()), restricted());
    let next = patient(&desk.world, "Somerville", "Mary").await;
    waitlist::add(clinic, &system(), waits(next)).await.unwrap();

    // Ada came first. What becomes free passes by her.
    desk.cancel(&visit).await.unwrap();
    waitlist::tend(clinic).await.unwrap();
    let list = waitlist::list(clinic, &system()).await.unwrap();
    assert_eq!(list.offers.iter().map(|one| &*one.patient_name).collect::<Vec<_>>(), ["Somerville, Mary"]);
    assert!(list.entries.iter().any(|one| one.id == waiting.id), "she keeps her place");
    let by_hand = OfferTime {
        request_id: RequestId::fresh(),
        entry_id: waiting.id,
        appointment_id: AppointmentId::fresh(),
        doctor_id: desk.osei,
        location_id: desk.location,
        starts_at: visit.starts_at + Duration::hours(1),
        minutes: 20,
    };
    assert_eq!(waitlist::offer(clinic, &system(), by_hand).await, restricted());
    let change = |row_version| ChangeEntry { request_id: RequestId::fresh(), entry_id: waiting.id, row_version };
    waitlist::remove(clinic, &system(), change(waiting.row_version)).await.unwrap();
    let back = waitlist::bring_back(clinic, &system(), change(waiting.row_version + 1)).await;
    assert_eq!(back, restricted());
    lift(&desk.world, &administrator, &known).await;
    waitlist::bring_back(clinic, &system(), change(waiting.row_version + 1)).await.unwrap();
    let anew = OfferTime { request_id: RequestId::fresh(), ..by_hand };
    waitlist::offer(clinic, &system(), anew).await.unwrap();
}

#[tokio::test]
async fn nothing_is_written_to_the_patient_and_what_waits_is_held_back() {
    let mail = MailServer::open();
    let desk = writing_desk(mail.port).await;
    let clinic = &desk.world.clinic;
    let look = async || Sender::default().look(clinic, "front desk", None).await.expect("looks");
    agrees(&desk, desk.ada, "ada@example.org").await;
    let visit = desk.booked("2026-03-03 09:00").await;
    let visit = desk.move_to(&visit, "2026-03-04 09:20").await.unwrap();
    let other = desk.booked("2026-03-05 09:00").await;
    let before = listed(&desk).await.messages.len();
    assert!(before >= 1);
    let (administrator, known) = restrict(&desk.world, desk.ada).await;
    clinic.clock().set(monday_at_eight() + Duration::seconds(60));
    look().await;
    assert!(mail.mailbox().is_empty(), "what waits is held back");
    assert!(listed(&desk).await.messages.iter().all(|message| message.state == MessageState::Pending));
    desk.cancel(&other).await.unwrap();
    messages::tend(clinic).await.unwrap();
    let waiting = listed(&desk).await.messages;
    assert!(waiting.len() <= before, "and nothing is added: {waiting:?}");
    sqlx::raw_sql("update messages set state = 'failed', problem = 'deferred' where state = 'pending'")
        .execute(&mut desk.world.sql().await)
        .await
        .unwrap();
    let failed = listed(&desk).await.messages.into_iter().find(|one| one.appointment_id == visit.id).unwrap();
    assert_eq!(messages::try_again(clinic, &system(), change(&failed)).await.map(|_| ()), restricted());
    lift(&desk.world, &administrator, &known).await;
    messages::try_again(clinic, &system(), change(&failed)).await.unwrap();
    look().await;
    assert_eq!(mail.mailbox().len(), 1, "lifted, it goes");
}

/// A doctor with a patient in the room, of whom there is everything.
struct Clinical {
    room: Room,
    note: ConsultationView,
    draft: ConsultationView,
    prescription: PrescriptionView,
    unsigned: PrescriptionView,
    letter: LetterId,
    entry: ChartEntryId,
    record: RecordView,
    opening: RequestId,
    path: PathBuf,
}

impl Drop for Clinical {
    fn drop(&mut self) {
        std::fs::remove_file(&self.path).ok();
    }
}

fn content(plan: &str) -> NoteContent {
    NoteContent { plan: plan.into(), ..NoteContent::default() }
}

fn letter(room: &Room) -> IssueLetter {
    IssueLetter {
        request_id: RequestId::fresh(),
        letter_id: LetterId::fresh(),
        appointment_id: room.visit,
        content: LetterContent {
            kind: LetterKind::Visit,
            recipient: String::new(),
            subject: String::new(),
            text: "She was here.".into(),
            from_on: String::new(),
            until_on: String::new(),
        },
    }
}

fn prescription(room: &Room, name: &str) -> SavePrescription {
    SavePrescription {
        request_id: RequestId::fresh(),
        prescription_id: PrescriptionId::fresh(),
        appointment_id: room.visit,
        replaces_id: None,
        row_version: None,
        content: PrescriptionContent {
            medications: vec![PrescribedMedication { name: name.into(), ..PrescribedMedication::default() }],
            ..PrescriptionContent::default()
        },
    }
}

impl Clinical {
    async fn open() -> Self {
        let room = Room::with_visit(monday_at_eight(), "checked_in").await;
        let (clinic, actor) = (&room.world.clinic, &room.user.actor);
        let earlier = monday_at_eight() - Duration::days(7);
        let earlier = room.world.plain_visit(room.patient, room.doctor.id, room.location, earlier, "checked_in").await;
        let open = async |visit| {
            let opening = OpenConsultation {
                request_id: RequestId::fresh(),
                appointment_id: visit,
                consultation_id: ConsultationId::fresh(),
                may_start: MayStart::Anyway,
            };
            consultations::open(clinic, actor, opening).await.expect("an open note")
        };
        let first = open(earlier).await;
        let (request_id, consultation_id, row_version) = (RequestId::fresh(), first.id, first.row_version);
        let saved = SaveNote { request_id, consultation_id, row_version, content: content("Rest for a fortnight.") };
        let note = consultations::complete(clinic, actor, saved.completing(Signing::Later)).await.expect("a note");
        let draft = open(room.visit).await;
        let unsigned = prescriptions::save(clinic, actor, prescription(&room, "Ibuprofen")).await.expect("a draft");
        let signed = prescriptions::sign(clinic, actor, prescription(&room, "Amoxil")).await.expect("a prescription");
        let issued = letters::issue(clinic, actor, letter(&room)).await.expect("a letter");
        let known = chart::save(clinic, actor, entry(room.patient, allergy("Latex", AllergySeverity::Mild))).await;
        let path = std::env::temp_dir().join(format!("clinic-restricted-{}.txt", fresh().simple()));
        std::fs::write(&path, b"A report.").expect("a file");
        let record = adding(&room);
        let (id, source) =
            (record.record_id, Source { path: path.clone(), facts: look_at(&path).await.expect("a file") });
        records::begin(clinic, actor, record, source).await.expect("begins");
        let record = records::send(clinic, actor, id, &path, |_| Going::On).await.expect("arrives").expect("goes on");
        let opening = RequestId::fresh();
        records::open(clinic, actor, OpenRecord { request_id: opening, record_id: id }).await.expect("opens");
        let (letter, entry) = (issued.id, known.expect("an entry").id);
        Self { note, draft, prescription: signed, unsigned, letter, entry, record, opening, path, room }
    }

    /// Does everything clinical that there is to do, and says what came of each.
    async fn everything(&self) -> Vec<(&'static str, Result<(), ClinicError>)> {
        let (clinic, actor, patient_id) = (&self.room.world.clinic, &self.room.user.actor, self.room.patient);
        let request_id = RequestId::fresh;
        let mut done = Vec::new();
        macro_rules! tried {
            ($what:literal, $doing:expr) => {
                done.push(($what, $doing.await.map(|_| ())))
            };
        }
        let opening = |visit| OpenConsultation {
            request_id: request_id(),
            appointment_id: visit,
            consultation_id: ConsultationId::fresh(),
            may_start: MayStart::Nothing,
        };
        tried!("open a draft", consultations::open(clinic, actor, opening(self.room.visit)));
        tried!("open a note", consultations::open(clinic, actor, opening(self.note.appointment.id)));
        let save = SaveNote {
            request_id: request_id(),
            consultation_id: self.draft.id,
            row_version: self.draft.row_version,
            content: content("Rest."),
        };
        let saved = consultations::save_draft(clinic, actor, save.clone()).await;
        let row_version = saved.as_ref().map_or(self.draft.row_version, |saved| saved.row_version);
        done.push(("save a draft", saved.map(|_| ())));
        let save = SaveNote { request_id: request_id(), row_version, ..save };
        let version = NoteVersionsRequest { request_id: request_id(), consultation_id: self.note.id };
        tried!("read versions", consultations::versions(clinic, actor, version));
        let sign = SignNote { request_id: request_id(), consultation_id: self.note.id, version: self.note.version };
        tried!("sign a note", consultations::sign(clinic, actor, sign));
        let addendum = AddAddendum {
            request_id: request_id(),
            consultation_id: self.note.id,
            version: self.note.version,
            reason: "Forgotten".into(),
            text: "More.".into(),
            signing: Signing::Now,
        };
        tried!("add to a note", consultations::add_addendum(clinic, actor, addendum));
        let history = HistoryRequest { request_id: request_id(), patient_id, before: None };
        tried!("read the history", consultations::history(clinic, actor, history));
        let open = OpenChart { request_id: request_id(), patient_id };
        tried!("open the chart", chart::open(clinic, actor, open));
        let versions = ChartVersionsRequest { request_id: request_id(), entry_id: self.entry };
        tried!("read an entry's versions", chart::versions(clinic, actor, versions));
        let new = entry(patient_id, allergy("Nuts", AllergySeverity::Mild));
        tried!("write in the chart", chart::save(clinic, actor, new));
        let list = PrescriptionsRequest { request_id: request_id(), patient_id };
        tried!("read prescriptions", prescriptions::of_patient(clinic, actor, list));
        let prescription_id = self.prescription.id;
        let versions = PrescriptionVersionsRequest { request_id: request_id(), prescription_id };
        tried!("read a prescription's versions", prescriptions::versions(clinic, actor, versions));
        tried!("write a prescription", prescriptions::save(clinic, actor, prescription(&self.room, "Metformin")));
        let sign = SavePrescription {
            prescription_id: self.unsigned.id,
            row_version: Some(self.unsigned.row_version),
            ..prescription(&self.room, "Ibuprofen")
        };
        tried!("sign a prescription", prescriptions::sign(clinic, actor, sign));
        let row_version = self.prescription.row_version;
        let dispensing = Dispensing::Dispensed;
        let mark = MarkDispensed { request_id: request_id(), prescription_id, row_version, dispensing };
        tried!("mark as dispensed", prescriptions::mark_dispensed(clinic, actor, mark));
        let check = CheckMedications {
            patient_id,
            prescription_id: PrescriptionId::fresh(),
            replaces_id: None,
            medications: vec![PrescribedMedication { name: "Latex".into(), ..PrescribedMedication::default() }],
        };
        tried!("check medications", prescriptions::warnings(clinic, actor, check));
        let (language, paper) = ("en".to_owned(), PrescriptionPaper::A5);
        let print = PrintPrescription { request_id: request_id(), language, prescription_id, paper };
        tried!("print a prescription", printing::prescription(clinic, actor, print));
        tried!("issue a letter", letters::issue(clinic, actor, letter(&self.room)));
        let list = LettersRequest { request_id: request_id(), patient_id };
        tried!("read letters", letters::of_patient(clinic, actor, list));
        let print = PrintLetter { request_id: request_id(), language: "en".into(), letter_id: self.letter };
        tried!("print a letter", printing::letter(clinic, actor, print));
        let list = RecordsRequest { request_id: request_id(), patient_id };
        tried!("read records", records::of_patient(clinic, actor, list));
        let record_id = self.record.id;
        tried!("open a record", records::open(clinic, actor, OpenRecord { request_id: request_id(), record_id }));
        let piece = RecordPiece { record_id, opening: self.opening, place: 0 };
        tried!("read a part", records::piece(clinic, actor, piece));
        tried!("copy a record", records::copy(clinic, actor, CopyRecord { request_id: request_id(), record_id }));
        let versions = RecordVersionsRequest { request_id: request_id(), record_id };
        tried!("read a record's versions", records::versions(clinic, actor, versions));
        let source = Source { path: self.path.clone(), facts: look_at(&self.path).await.expect("a file") };
        tried!("add a record", records::begin(clinic, actor, adding(&self.room), source));
        let row_version = self.record.row_version;
        let form = self.record.form.clone();
        let describe = DescribeRecord { request_id: request_id(), record_id, row_version, form };
        let described = records::describe(clinic, actor, describe).await;
        let row_version = described.as_ref().map_or(row_version, |record| record.row_version);
        done.push(("describe a record", described.map(|_| ())));
        let archive =
            ArchiveRecord { request_id: request_id(), record_id, row_version, archiving: Archiving::Archived };
        tried!("archive a record", records::archive(clinic, actor, archive));
        tried!("complete a note", consultations::complete(clinic, actor, save.completing(Signing::Now)));
        done
    }

    async fn breaks_the_glass(&self) {
        let breaking = BreakGlass {
            request_id: RequestId::fresh(),
            id: BreakGlassId::fresh(),
            patient_id: self.room.patient,
            reason: "Unconscious in the waiting room.".into(),
            password: PASSWORD.into(),
        };
        let broken = break_glass::open(&self.room.world.clinic, &self.room.user.actor, breaking).await.expect("opens");
        assert!(broken.ends_at.is_some(), "who treats the patient breaks it too");
    }

    async fn found(&self) -> usize {
        let (clinic, actor) = (&self.room.world.clinic, &self.room.user.actor);
        while !note_search::prepare(clinic, actor).await.expect("reads").whole {}
        let search = NoteSearch {
            request_id: RequestId::fresh(),
            words: "fortnight".into(),
            patient_id: None,
            from_on: String::new(),
            to_on: String::new(),
        };
        note_search::find(clinic, actor, search).await.expect("searches").hits.len()
    }
}

fn adding(room: &Room) -> AddRecord {
    AddRecord {
        request_id: RequestId::fresh(),
        record_id: RecordId::fresh(),
        patient_id: room.patient,
        file_id: FileId::fresh(),
        form: RecordForm {
            record_type: RecordType::Other,
            title: "Report".into(),
            description: String::new(),
            dated_on: String::new(),
            tags: vec![],
        },
    }
}

#[tokio::test]
async fn nothing_clinical_is_opened_written_or_printed_but_in_an_emergency() {
    let clinical = Clinical::open().await;
    let (administrator, known) = restrict(&clinical.room.world, clinical.room.patient).await;
    for (what, done) in clinical.everything().await {
        assert_eq!(done, restricted(), "{what}");
    }
    clinical.breaks_the_glass().await;
    for (what, done) in clinical.everything().await {
        assert_eq!(done, Ok(()), "in an emergency: {what}");
    }
    lift(&clinical.room.world, &administrator, &known).await;
}

#[tokio::test]
async fn what_was_refused_can_be_done_once_it_is_lifted() {
    let clinical = Clinical::open().await;
    let (administrator, known) = restrict(&clinical.room.world, clinical.room.patient).await;
    for (what, done) in clinical.everything().await {
        assert_eq!(done, restricted(), "{what}");
    }
    lift(&clinical.room.world, &administrator, &known).await;
    for (what, done) in clinical.everything().await {
        assert_eq!(done, Ok(()), "{what}");
    }
}

#[tokio::test]
async fn notes_are_not_searched_and_nothing_is_shared() {
    let clinical = Clinical::open().await;
    let world = &clinical.room.world;
    assert_eq!(clinical.found().await, 1);
    let colleague = world.user(Role::Doctor).await;
    let doctor_id = colleague.actor.doctor_id().expect("a doctor");
    let share = |row_version| ShareRecord {
        request_id: RequestId::fresh(),
        record_id: clinical.record.id,
        row_version,
        doctor_id,
        sharing: Sharing::Shared,
    };
    let shared =
        records::share(&world.clinic, &clinical.room.user.actor, share(clinical.record.row_version)).await.unwrap();
    let theirs = async || {
        let request = SharedRecordsRequest { request_id: RequestId::fresh() };
        records::shared(&world.clinic, &colleague.actor, request).await.unwrap().records.len()
    };
    assert_eq!(theirs().await, 1);
    let (administrator, known) = restrict(world, clinical.room.patient).await;
    assert_eq!((clinical.found().await, theirs().await), (0, 0));
    let open = OpenRecord { request_id: RequestId::fresh(), record_id: clinical.record.id };
    let opened = records::open(&world.clinic, &colleague.actor, open).await.map(|_| ());
    assert_eq!(opened, Err(ClinicError::NotFound { what: RecordKind::Record }));
    clinical.breaks_the_glass().await;
    let again = records::share(&world.clinic, &clinical.room.user.actor, share(shared.row_version)).await;
    assert_eq!(again.map(|_| ()), restricted(), "an emergency shares nothing");
    assert_eq!(clinical.found().await, 0, "nor does it look through notes");
    lift(world, &administrator, &known).await;
    assert_eq!((clinical.found().await, theirs().await), (1, 1));
}
