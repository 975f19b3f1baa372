//! Searching sealed notes and counting what they say, on a real server.

use chrono::Duration;
use clinic_core::access::Role;
use clinic_core::consultations;
use clinic_core::consultations::model::{ConsultationView, MayStart, OpenConsultation, SaveNote};
use clinic_core::consultations::note::{Diagnosis, NoteContent};
use clinic_core::consultations::versions::model::{AddAddendum, Signing};
use clinic_core::doctors::model::DoctorView;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;
use clinic_core::keys;
use clinic_core::keys::model::{KeysMissing, KeysRequest};
use clinic_core::note_search;
use clinic_core::note_search::model::*;
use clinic_core::prescriptions;
use clinic_core::prescriptions::content::{PrescribedMedication, PrescriptionContent, WarningAnswer};
use clinic_core::prescriptions::model::{CheckMedications, PrescriptionView, SavePrescription};
use clinic_core::prescriptions::warnings::MedicationWarning;
use clinic_core::printing;
use clinic_core::printing::model::PrintCounts;
use clinic_core::users;
use clinic_core::users::model::Unlock;

use crate::support::papers::text;
use crate::support::people::{PASSWORD, SignedIn};
use crate::support::{World, monday_at_eight};

/// Two doctors at one place, each with patients of their own.
struct Rooms {
    world: World,
    location: LocationId,
    ada: Room,
    ben: Room,
}

struct Room {
    doctor: DoctorView,
    user: SignedIn,
}

fn plan(text: &str) -> NoteContent {
    NoteContent { plan: text.into(), ..NoteContent::default() }
}

fn diagnosed(codes: &[&str]) -> NoteContent {
    let diagnosis = |code: &&str| Diagnosis { code: (*code).into(), title: "as it read".into(), remark: String::new() };
    NoteContent { diagnoses: codes.iter().map(diagnosis).collect(), ..NoteContent::default() }
}

fn wanted(words: &str) -> NoteSearch {
    NoteSearch {
        request_id: RequestId::fresh(),
        words: words.into(),
        patient_id: None,
        from_on: String::new(),
        to_on: String::new(),
    }
}

fn counted(from_on: &str, to_on: &str, visits: CountedVisits) -> CountRequest {
    CountRequest { request_id: RequestId::fresh(), from_on: from_on.into(), to_on: to_on.into(), visits }
}

/// Code, name, visits, patients.
fn rows(counts: &[Count]) -> Vec<(&str, &str, u32, u32)> {
    counts.iter().map(|one| (one.code.as_str(), one.name.as_str(), one.visits, one.patients)).collect()
}

impl Rooms {
    async fn open() -> Self {
        let world = World::new().await;
        let location = world.location("High Street", "Europe/London").await.id;
        let (ada, ben) = (world.doctor("Dr Ada Osei").await, world.doctor("Dr Ben Lin").await);
        let ada = Room { user: world.signed_in_doctor(&ada).await, doctor: ada };
        let ben = Room { user: world.signed_in_doctor(&ben).await, doctor: ben };
        Self { world, location, ada, ben }
    }

    async fn visit(&self, room: &Room, patient: PatientId, days: i64) -> AppointmentId {
        let at = monday_at_eight() + Duration::days(days);
        self.world.plain_visit(patient, room.doctor.id, self.location, at, "checked_in").await
    }

    async fn begun(&self, room: &Room, visit: AppointmentId) -> ConsultationView {
        let request = OpenConsultation {
            request_id: RequestId::fresh(),
            appointment_id: visit,
            consultation_id: ConsultationId::fresh(),
            may_start: MayStart::Anyway,
        };
        consultations::open(&self.world.clinic, &room.user.actor, request).await.expect("an open note")
    }

    async fn saved(&self, room: &Room, open: &ConsultationView, content: NoteContent) -> u32 {
        let (request_id, consultation_id, row_version) = (RequestId::fresh(), open.id, open.row_version);
        let save = SaveNote { request_id, consultation_id, row_version, content };
        let saved = consultations::save_draft(&self.world.clinic, &room.user.actor, save).await;
        saved.expect("a saved draft").row_version
    }

    /// A completed note of a visit so many days after the Monday.
    async fn note(&self, room: &Room, patient: PatientId, days: i64, content: NoteContent) -> ConsultationView {
        let visit = self.visit(room, patient, days).await;
        let open = self.begun(room, visit).await;
        let (request_id, consultation_id, row_version) = (RequestId::fresh(), open.id, open.row_version);
        let save = SaveNote { request_id, consultation_id, row_version, content };
        consultations::complete(&self.world.clinic, &room.user.actor, save.completing(Signing::Now))
            .await
            .expect("a note that stands")
    }

    async fn prepared(&self, room: &Room) -> Readiness {
        loop {
            let readiness = note_search::prepare(&self.world.clinic, &room.user.actor).await.expect("it reads");
            if readiness.whole {
                return readiness;
            }
        }
    }

    async fn asked(&self, room: &Room, request: NoteSearch) -> Result<NoteHits, ClinicError> {
        note_search::find(&self.world.clinic, &room.user.actor, request).await
    }

    /// What is found, after all was read.
    async fn found(&self, room: &Room, words: &str) -> Vec<ConsultationId> {
        self.prepared(room).await;
        let found = self.asked(room, wanted(words)).await.expect("a search");
        found.hits.iter().map(|hit| hit.consultation_id).collect()
    }

    async fn counts(&self, room: &Room, request: CountRequest) -> Counts {
        self.prepared(room).await;
        note_search::count(&self.world.clinic, &room.user.actor, request).await.expect("counts")
    }

    async fn prescription(
        &self,
        room: &Room,
        (visit, patient_id): (AppointmentId, PatientId),
        replaces_id: Option<PrescriptionId>,
        (medications, tags): (&[&str], &[&str]),
    ) -> PrescriptionView {
        let medication = |name: &&str| PrescribedMedication { name: (*name).into(), ..PrescribedMedication::default() };
        let (request_id, prescription_id) = (RequestId::fresh(), PrescriptionId::fresh());
        let medications: Vec<_> = medications.iter().map(medication).collect();
        let check = CheckMedications { patient_id, prescription_id, replaces_id, medications: medications.clone() };
        let warnings = prescriptions::warnings(&self.world.clinic, &room.user.actor, check).await.expect("warnings");
        let answer = |one: &MedicationWarning| WarningAnswer { key: one.key.clone(), reason: "so be it".into() };
        let content = PrescriptionContent {
            medications,
            tags: tags.iter().map(ToString::to_string).collect(),
            answers: warnings.iter().map(answer).collect(),
            ..PrescriptionContent::default()
        };
        let request = SavePrescription {
            request_id,
            prescription_id,
            appointment_id: visit,
            replaces_id,
            row_version: None,
            content,
        };
        prescriptions::sign(&self.world.clinic, &room.user.actor, request).await.expect("a signed prescription")
    }

    async fn change(&self, statement: &'static str) {
        sqlx::raw_sql(statement).execute(&mut self.world.sql().await).await.expect("the test's own statement");
    }
}

#[tokio::test]
async fn words_are_found_wherever_they_stand_whatever_their_case_and_accents() {
    let rooms = Rooms::open().await;
    let patient = rooms.world.plain_patient("Lee", "Ann").await;
    let content = NoteContent {
        chief_complaint: "Headaches since Candlemas".into(),
        assessment: "Ménière’s disease?".into(),
        plan: "Sodium restricted.\nAgain in six weeks.".into(),
        diagnoses: diagnosed(&["H81.09"]).diagnoses,
        ..NoteContent::default()
    };
    let note = rooms.note(&rooms.ada, patient, 0, content).await;
    rooms.note(&rooms.ada, patient, 1, plan("Headaches are gone.")).await;
    for words in ["MENIERE", "menieres dis", "headache candl", "six weeks sodium", "h81.09", "  candlemas,  "] {
        assert_eq!(rooms.found(&rooms.ada, words).await, [note.id], "{words}");
    }
    assert_eq!(rooms.found(&rooms.ada, "headache").await.len(), 2);
    for words in ["aches", "headache vertigo", "candlemass"] {
        assert_eq!(rooms.found(&rooms.ada, words).await, [], "{words}");
    }
    let found = rooms.asked(&rooms.ada, wanted("headache sodium")).await.unwrap();
    let hit = &found.hits[0];
    assert_eq!((hit.patient_name.as_str(), hit.doctor_name.as_str()), ("Lee, Ann", "Dr Ada Osei"));
    assert_eq!((hit.own, hit.draft, found.found), (true, false, 1));
    let shown = |passage: &Passage| passage.pieces.iter().map(|piece| (piece.text.clone(), piece.found)).collect();
    let passages: Vec<(NotePart, Vec<(String, bool)>)> =
        hit.passages.iter().map(|passage| (passage.part, shown(passage))).collect();
    assert_eq!(
        passages,
        [
            (NotePart::ChiefComplaint, vec![("Headaches".into(), true), (" since Candlemas".into(), false)]),
            (NotePart::Plan, vec![("Sodium".into(), true), (" restricted. Again in six weeks.".into(), false)]),
        ]
    );
}

#[tokio::test]
async fn the_newest_visits_come_first_and_a_patient_or_a_period_narrows_them() {
    let rooms = Rooms::open().await;
    let (ann, bob) = (rooms.world.plain_patient("Lee", "Ann").await, rooms.world.plain_patient("Ray", "Bob").await);
    let first = rooms.note(&rooms.ada, ann, 0, plan("rest")).await.id;
    let third = rooms.note(&rooms.ada, ann, 2, plan("rest")).await.id;
    let second = rooms.note(&rooms.ada, bob, 1, plan("rest")).await.id;
    assert_eq!(rooms.found(&rooms.ada, "rest").await, [third, second, first]);
    let ids = async |request: NoteSearch| {
        let hits = rooms.asked(&rooms.ada, request).await.expect("a search").hits;
        hits.iter().map(|hit| hit.consultation_id).collect::<Vec<_>>()
    };
    assert_eq!(ids(NoteSearch { patient_id: Some(ann), ..wanted("rest") }).await, [third, first]);
    assert_eq!(ids(NoteSearch { from_on: "2026-03-03".into(), ..wanted("rest") }).await, [third, second]);
    assert_eq!(ids(NoteSearch { to_on: "2026-03-03".into(), ..wanted("rest") }).await, [second, first]);
    let wrong = NoteSearch { from_on: "soon".into(), to_on: "2026-02-30".into(), ..wanted("rest") };
    let fields =
        vec![FieldError::new("from_on", FieldProblem::NotADate), FieldError::new("to_on", FieldProblem::NotADate)];
    assert_eq!(rooms.asked(&rooms.ada, wrong).await, Err(ClinicError::Invalid { fields }));
    let too_long = FieldError::new("words", FieldProblem::TooLong { most: 200 });
    assert_eq!(rooms.asked(&rooms.ada, wanted(&"a".repeat(201))).await, Err(too_long.into()));
}

#[tokio::test]
async fn a_doctor_finds_what_the_history_shows_and_nothing_else() {
    let rooms = Rooms::open().await;
    let (shared, ben_only) =
        (rooms.world.plain_patient("Lee", "Ann").await, rooms.world.plain_patient("Ray", "Bob").await);
    let content = NoteContent { private_notes: "turquoise".into(), ..plan("larkspur") };
    let of_shared = rooms.note(&rooms.ben, shared, 0, content.clone()).await.id;
    let of_other = rooms.note(&rooms.ben, ben_only, 1, content.clone()).await.id;
    let draft = rooms.visit(&rooms.ben, shared, 2).await;
    let draft = rooms.begun(&rooms.ben, draft).await;
    rooms.saved(&rooms.ben, &draft, content).await;
    assert_eq!(rooms.found(&rooms.ben, "larkspur").await, [draft.id, of_other, of_shared]);
    assert_eq!(rooms.found(&rooms.ben, "turquoise").await, [draft.id, of_other, of_shared]);
    assert_eq!(rooms.found(&rooms.ada, "larkspur").await, [], "she sees neither of them");

    let visit = rooms.visit(&rooms.ada, shared, 3).await;
    assert_eq!(rooms.found(&rooms.ada, "larkspur").await, [of_shared], "a patient of hers now; the draft is not hers");
    assert_eq!(rooms.found(&rooms.ada, "turquoise").await, [], "private notes are their author's");
    let open = async |id: ConsultationId| {
        let request = OpenHit { request_id: RequestId::fresh(), consultation_id: id };
        note_search::open(&rooms.world.clinic, &rooms.ada.user.actor, request).await
    };
    let read = open(of_shared).await.unwrap();
    assert_eq!((read.content.plan.as_str(), read.content.private_notes.as_str()), ("larkspur", ""));
    assert_eq!(rooms.world.audited("chart_read").await, 1);
    let patient = ClinicError::NotFound { what: RecordKind::Patient };
    let consultation = ClinicError::NotFound { what: RecordKind::Consultation };
    assert_eq!(open(of_other).await, Err(patient));
    assert_eq!(open(draft.id).await, Err(consultation.clone()));
    assert_eq!(open(ConsultationId::fresh()).await, Err(consultation));

    // Her only visit with the patient is called off: nothing is found at once, whatever the index still knows.
    sqlx::query("update appointments set status = 'cancelled', cancelled_at = utc_timestamp(6), cancellation_reason = 'ill' where id = ?")
        .bind(visit)
        .execute(&mut rooms.world.sql().await)
        .await
        .unwrap();
    let stale = rooms.asked(&rooms.ada, wanted("larkspur")).await.unwrap();
    assert_eq!(stale.hits, []);
    assert_eq!(rooms.prepared(&rooms.ada).await.records, 0);
}

#[tokio::test]
async fn what_is_written_since_is_found_and_what_was_taken_out_is_not() {
    let rooms = Rooms::open().await;
    let patient = rooms.world.plain_patient("Lee", "Ann").await;
    let visit = rooms.visit(&rooms.ada, patient, 0).await;
    let open = rooms.begun(&rooms.ada, visit).await;
    let row_version = rooms.saved(&rooms.ada, &open, plan("larkspur")).await;
    assert_eq!(rooms.found(&rooms.ada, "larkspur").await, [open.id]);
    let open = ConsultationView { row_version, ..open };
    let row_version = rooms.saved(&rooms.ada, &open, plan("belladonna")).await;
    // The index is of before; what is shown is read anew.
    assert_eq!(rooms.asked(&rooms.ada, wanted("larkspur")).await.unwrap().hits, []);
    let found = rooms.asked(&rooms.ada, wanted("belladonna")).await.unwrap();
    assert!(found.hits[0].draft, "and the index has learnt of it");
    let (request_id, consultation_id) = (RequestId::fresh(), open.id);
    let save = SaveNote { request_id, consultation_id, row_version, content: plan("belladonna") };
    let done = consultations::complete(&rooms.world.clinic, &rooms.ada.user.actor, save.completing(Signing::Now)).await;
    let addendum = AddAddendum {
        request_id: RequestId::fresh(),
        consultation_id: open.id,
        version: done.unwrap().version,
        reason: "Laboratory".into(),
        text: "Sodium 129".into(),
        signing: Signing::Now,
    };
    consultations::add_addendum(&rooms.world.clinic, &rooms.ada.user.actor, addendum).await.unwrap();
    assert_eq!(rooms.found(&rooms.ada, "laboratory 129 bella").await, [open.id]);
    let hit = rooms.asked(&rooms.ada, wanted("sodium")).await.unwrap().hits.remove(0);
    assert_eq!((hit.draft, hit.passages[0].part), (false, NotePart::Addendum));
}

#[tokio::test]
async fn what_was_read_goes_with_the_keys() {
    let rooms = Rooms::open().await;
    let patient = rooms.world.plain_patient("Lee", "Ann").await;
    rooms.note(&rooms.ada, patient, 0, plan("larkspur")).await;
    let nothing = Readiness::default();
    let state = async || rooms.asked(&rooms.ada, wanted("")).await.unwrap().readiness;
    assert_eq!(rooms.prepared(&rooms.ada).await, Readiness { records: 1, read: 1, unreadable: 0, whole: true });
    assert_eq!(state().await.read, 1);
    // Whoever asks for the keys' state is given the same keys again: what was made with them stays.
    keys::state(&rooms.world.clinic, &rooms.ada.user.actor).await.unwrap();
    assert_eq!(state().await.read, 1);
    rooms.world.clinic.drop_what_was_opened();
    assert_eq!(state().await, nothing, "locked while the server was away");

    rooms.prepared(&rooms.ada).await;
    let asked = KeysRequest { request_id: RequestId::fresh() };
    keys::rotate(&rooms.world.clinic, &rooms.ada.user.actor, asked).await.unwrap();
    let ada = users::actor(&rooms.world.clinic, &rooms.ada.user.token).await.unwrap();
    let after = note_search::find(&rooms.world.clinic, &ada, wanted("larkspur")).await.unwrap();
    assert_eq!((after.found, after.readiness), (0, nothing), "other keys");

    rooms.prepared(&rooms.ada).await;
    users::lock(&rooms.world.clinic, &rooms.ada.user.token).await.unwrap();
    let why = KeysMissing::NotOpened;
    let refused = rooms.asked(&rooms.ada, wanted("larkspur")).await;
    assert_eq!(refused, Err(Refusal::KeysMissing { why }.into()), "even to whoever was let in before");
    let unlock = Unlock { password: PASSWORD.into() };
    users::unlock(&rooms.world.clinic, &rooms.ada.user.token, unlock).await.unwrap();
    assert_eq!(state().await, nothing, "locked");

    rooms.prepared(&rooms.ada).await;
    users::sign_out(&rooms.world.clinic, &rooms.ada.user.token).await.unwrap();
    assert_eq!(rooms.asked(&rooms.ada, wanted("")).await, Err(Refusal::KeysMissing { why }.into()));
}

#[tokio::test]
async fn a_damaged_note_is_counted_and_hides_no_other() {
    let rooms = Rooms::open().await;
    let patient = rooms.world.plain_patient("Lee", "Ann").await;
    let first = rooms.note(&rooms.ada, patient, 0, plan("larkspur")).await.id;
    let other = rooms.note(&rooms.ada, patient, 1, plan("larkspur")).await.id;
    assert_eq!(rooms.found(&rooms.ada, "larkspur").await, [other, first]);
    let swap = "update consultation_versions set sealed = reverse(sealed) where consultation_id = ?";
    sqlx::query(swap).bind(first).execute(&mut rooms.world.sql().await).await.unwrap();
    // It was read before it was damaged.
    let found = rooms.asked(&rooms.ada, wanted("larkspur")).await.unwrap();
    assert_eq!(found.hits.iter().map(|hit| hit.consultation_id).collect::<Vec<_>>(), [other]);
    assert_eq!(found.readiness.unreadable, 1);
    let readiness = Readiness { records: 2, read: 2, unreadable: 1, whole: true };
    assert_eq!(rooms.prepared(&rooms.ada).await, readiness, "it does not wait for what cannot be read");
    sqlx::query(swap).bind(first).execute(&mut rooms.world.sql().await).await.unwrap();
    assert_eq!(rooms.prepared(&rooms.ada).await.unreadable, 0, "put right, it is read");
    assert_eq!(rooms.found(&rooms.ada, "larkspur").await, [other, first]);
}

#[tokio::test]
async fn a_search_is_an_event_with_what_it_found_and_without_its_words() {
    let rooms = Rooms::open().await;
    let patient = rooms.world.plain_patient("Lee", "Ann").await;
    let note = rooms.note(&rooms.ada, patient, 0, plan("larkspur")).await.id;
    rooms.prepared(&rooms.ada).await;
    let request = NoteSearch { patient_id: Some(patient), ..wanted("larkspur") };
    assert_eq!(rooms.asked(&rooms.ada, request.clone()).await, rooms.asked(&rooms.ada, request.clone()).await);
    assert_eq!(rooms.asked(&rooms.ada, wanted(" , ")).await.unwrap().found, 0);
    let written: Vec<(RequestId, Option<UserId>, Option<PatientId>, serde_json::Value)> =
        sqlx::query_as("select id, actor_id, patient_id, detail from audit_events where action = 'notes_searched'")
            .fetch_all(&mut rooms.world.sql().await)
            .await
            .unwrap();
    let detail = serde_json::json!({ "found": 1, "shown": [note] });
    assert_eq!(written, [(request.request_id, rooms.ada.user.actor.user_id(), Some(patient), detail)]);
    rooms.counts(&rooms.ada, counted("2026-03-01", "2026-03-31", CountedVisits::Own)).await;
    assert_eq!(rooms.world.audited("notes_counted").await, 1);
}

#[tokio::test]
async fn only_doctors_with_keys_search_and_count() {
    let rooms = Rooms::open().await;
    let clinic = &rooms.world.clinic;
    for role in [Role::Receptionist, Role::Administrator, Role::Kiosk] {
        let user = rooms.world.user(role).await;
        let forbidden = |error: ClinicError| matches!(error, ClinicError::Forbidden { .. });
        assert!(forbidden(note_search::prepare(clinic, &user.actor).await.unwrap_err()));
        assert!(forbidden(note_search::find(clinic, &user.actor, wanted("rest")).await.unwrap_err()));
        let period = counted("2026-03-01", "2026-03-31", CountedVisits::Own);
        assert!(forbidden(note_search::count(clinic, &user.actor, period).await.unwrap_err()));
    }
    let newcomer = rooms.world.doctor("Dr Cy Ito").await;
    let newcomer = rooms.world.newcomer(&newcomer).await;
    let refused = note_search::prepare(clinic, &newcomer.actor).await;
    assert_eq!(refused, Err(Refusal::KeysMissing { why: KeysMissing::NotLetIn }.into()));
}

#[tokio::test]
async fn diagnoses_are_counted_by_visits_and_patients_of_a_period() {
    let rooms = Rooms::open().await;
    let (ann, bob) = (rooms.world.plain_patient("Lee", "Ann").await, rooms.world.plain_patient("Ray", "Bob").await);
    rooms.note(&rooms.ada, ann, 0, diagnosed(&["I10", "E11.9"])).await;
    rooms.note(&rooms.ada, ann, 7, diagnosed(&["I10", "I10"])).await;
    rooms.note(&rooms.ada, bob, 8, diagnosed(&["I10", "Z99.ZZZ"])).await;
    rooms.note(&rooms.ada, bob, 31, diagnosed(&["E11.9"])).await;
    rooms.note(&rooms.ben, ann, 9, diagnosed(&["E11.9"])).await;
    let draft = rooms.visit(&rooms.ada, ann, 10).await;
    let draft = rooms.begun(&rooms.ada, draft).await;
    rooms.saved(&rooms.ada, &draft, diagnosed(&["I10"])).await;

    let march = |visits| counted("2026-03-01", "2026-03-31", visits);
    let own = rooms.counts(&rooms.ada, march(CountedVisits::Own)).await;
    assert_eq!((own.notes, own.prescriptions), (3, 0));
    let (hypertension, diabetes) =
        ("Essential (primary) hypertension", "Type 2 diabetes mellitus without complications");
    // What the present release does not hold is called as its note has it.
    let unknown = ("Z99.ZZZ", "as it read", 1, 1);
    assert_eq!(rows(&own.diagnoses), [("I10", hypertension, 3, 2), unknown, ("E11.9", diabetes, 1, 1)]);
    let all = rooms.counts(&rooms.ada, march(CountedVisits::OfMyPatients)).await;
    assert_eq!(rows(&all.diagnoses)[1], ("E11.9", diabetes, 2, 1));
    let april = rooms.counts(&rooms.ada, counted("2026-04-02", "2026-04-02", CountedVisits::Own)).await;
    assert_eq!(rows(&april.diagnoses), [("E11.9", diabetes, 1, 1)]);
    let ben = rooms.counts(&rooms.ben, march(CountedVisits::OfMyPatients)).await;
    assert_eq!(ben.notes, 3, "of Bob he sees nothing");

    let count = async |from: &str, to: &str| {
        let request = counted(from, to, CountedVisits::Own);
        note_search::count(&rooms.world.clinic, &rooms.ada.user.actor, request).await.unwrap_err()
    };
    let at = |field: &str, problem| vec![FieldError::new(field, problem)];
    let fields = at("to_on", FieldProblem::EndBeforeStart);
    assert_eq!(count("2026-03-02", "2026-03-01").await, ClinicError::Invalid { fields });
    let fields = at("from_on", FieldProblem::Missing);
    assert_eq!(count("", "2026-03-01").await, ClinicError::Invalid { fields });
}

#[tokio::test]
async fn medications_and_tags_are_counted_of_signed_prescriptions_that_stand() {
    let rooms = Rooms::open().await;
    let (ann, bob) = (rooms.world.plain_patient("Lee", "Ann").await, rooms.world.plain_patient("Ray", "Bob").await);
    let (of_ann, again, of_bob) = (
        rooms.visit(&rooms.ada, ann, 0).await,
        rooms.visit(&rooms.ada, ann, 0).await,
        rooms.visit(&rooms.ada, bob, 0).await,
    );
    rooms.change("update appointments set status = 'in_progress', started_at = utc_timestamp(6)").await;
    let first =
        rooms.prescription(&rooms.ada, (of_ann, ann), None, (&["Metformin 500 mg", "Aspirin"], &["diabetes"])).await;
    rooms
        .prescription(&rooms.ada, (of_ann, ann), Some(first.id), (&["Metformin 850 mg"], &["Diabetes", "repeat"]))
        .await;
    rooms
        .prescription(&rooms.ada, (again, ann), None, (&["metformin  850 MG", "Metformin 850 mg"], &["repeat", " "]))
        .await;
    rooms.prescription(&rooms.ada, (of_bob, bob), None, (&["Metformin 850 mg"], &[])).await;
    rooms.change("update prescriptions set signed_at = '2026-03-02 08:30:00' where signed_at is not null").await;

    let day = counted("2026-03-02", "2026-03-02", CountedVisits::Own);
    let counts = rooms.counts(&rooms.ada, day.clone()).await;
    assert_eq!(counts.prescriptions, 3, "what was replaced is not counted");
    assert_eq!(counts.medications.len(), 1);
    assert_eq!((counts.medications[0].visits, counts.medications[0].patients), (3, 2));
    assert_eq!(counts.medications[0].name.to_lowercase().replace("  ", " "), "metformin 850 mg");
    let tags: Vec<(String, u32, u32)> =
        counts.tags.iter().map(|one| (one.name.to_lowercase(), one.visits, one.patients)).collect();
    assert_eq!(tags, [("repeat".into(), 2, 1), ("diabetes".into(), 1, 1)]);
    assert_eq!(counts.readiness, Readiness { records: 3, read: 3, unreadable: 0, whole: true });

    let print = PrintCounts {
        request_id: RequestId::fresh(),
        language: "en".into(),
        from_on: "2026-03-02".into(),
        to_on: "2026-03-02".into(),
        visits: CountedVisits::Own,
    };
    let paper = printing::counts(&rooms.world.clinic, &rooms.ada.user.actor, print.clone()).await.unwrap();
    assert_eq!(paper.name, "counts 2026-03-02 2026-03-02.pdf");
    let read = text(&paper.bytes);
    for words in ["Diagnoses and prescriptions", "2 Mar 2026 to 2 Mar 2026", "Own visits", "repeat", "None."] {
        assert!(read.contains(words), "{words}: {read}");
    }
    assert!(!read.contains("Lee") && !read.contains("Not everything"), "{read}");
    assert_eq!(rooms.world.audited("document_made").await, 1);
    rooms.world.clinic.drop_what_was_opened();
    let paper = printing::counts(&rooms.world.clinic, &rooms.ada.user.actor, print).await.unwrap();
    assert!(text(&paper.bytes).contains("Not everything was read"), "a paper says what it does not know");

    rooms.change("update prescription_versions set sealed = reverse(sealed)").await;
    let counts = rooms.counts(&rooms.ada, day).await;
    assert_eq!((counts.prescriptions, counts.readiness.unreadable), (0, 3));
}

#[tokio::test]
async fn many_notes_are_read_a_little_at_each_asking_and_searched_meanwhile() {
    let rooms = Rooms::open().await;
    let patient = rooms.world.plain_patient("Lee", "Ann").await;
    rooms.note(&rooms.ada, patient, 0, plan("larkspur")).await;
    // Two hundred visits with the note of none: what is sealed for another place does not open.
    rooms.change(
        "insert into appointments (id, reference, patient_id, doctor_id, location_id, kind, status, starts_at, ends_at, reason, \
         fee, currency) with recursive n as (select 1 as i union all select i + 1 from n where i < 200) \
         select unhex(left(sha2(concat('visit', i), 256), 32)), concat('N', i), a.patient_id, a.doctor_id, a.location_id, a.kind, 'completed', \
         a.starts_at - interval i day, a.ends_at - interval i day, '', 85, 'USD' from n join appointments a",
    )
    .await;
    rooms.change(
        "insert into consultations (id, appointment_id, patient_id, doctor_id, status, draft_sealed, draft_key_id, draft_by, \
         draft_saved_at, completed_at) select unhex(left(sha2(concat('note', a.reference), 256), 32)), a.id, a.patient_id, a.doctor_id, \
         'completed', c.draft_sealed, c.draft_key_id, c.draft_by, c.draft_saved_at, c.completed_at \
         from appointments a join consultations c where a.reference like 'N%' and c.appointment_id <> a.id",
    )
    .await;
    let first = note_search::prepare(&rooms.world.clinic, &rooms.ada.user.actor).await.unwrap();
    assert_eq!((first.records, first.read, first.whole), (201, 128, false));
    assert!(!rooms.asked(&rooms.ada, wanted("larkspur")).await.unwrap().readiness.whole);
    let second = note_search::prepare(&rooms.world.clinic, &rooms.ada.user.actor).await.unwrap();
    assert_eq!((second.records, second.read, second.unreadable, second.whole), (201, 201, 200, true));
    assert_eq!(rooms.asked(&rooms.ada, wanted("larkspur")).await.unwrap().found, 1);
}
