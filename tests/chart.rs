//! A patient's chart: written, changed, read by who may, on the real server.

use std::ops::Deref;

use chrono::Duration;
use clinic_core::access::{Action, Role};
use clinic_core::chart;
use clinic_core::chart::model::*;
use clinic_core::consultations;
use clinic_core::consultations::model::{HistoryRequest, MayStart, OpenConsultation};
use clinic_core::consultations::note::{NoteContent, Vitals};
use clinic_core::consultations::versions::model::{CompleteNote, Signing};
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;
use clinic_core::keys::model::KeysMissing;

use crate::support::people::SignedIn;
use crate::support::{monday_at_eight, room};

/// A doctor and a patient who sees them today.
struct Room(room::Room);

impl Deref for Room {
    type Target = room::Room;

    fn deref(&self) -> &room::Room {
        &self.0
    }
}

const STALE: ClinicError = ClinicError::Stale { what: RecordKind::ChartEntry };
const NO_ENTRY: ClinicError = ClinicError::NotFound { what: RecordKind::ChartEntry };
const NO_PATIENT: ClinicError = ClinicError::NotFound { what: RecordKind::Patient };

pub fn allergy(substance: &str, severity: AllergySeverity) -> ChartFact {
    ChartFact::Allergy {
        substance: substance.into(),
        allergy_to: AllergyTo::Medication,
        severity,
        reaction: "Swelling of the throat".into(),
    }
}

fn blood_type(blood_type: BloodType) -> ChartFact {
    ChartFact::BloodType { blood_type, remark: String::new() }
}

/// A new entry of a chart.
pub fn entry(patient_id: PatientId, fact: ChartFact) -> SaveChartEntry {
    SaveChartEntry {
        request_id: RequestId::fresh(),
        entry_id: ChartEntryId::fresh(),
        patient_id,
        row_version: None,
        fact,
        standing: ChartStanding::Active,
        why: String::new(),
    }
}

impl Room {
    async fn open() -> Self {
        Self(room::Room::with_visit(monday_at_eight(), "checked_in").await)
    }

    async fn save(&self, request: SaveChartEntry) -> Result<ChartEntryView, ClinicError> {
        chart::save(&self.world.clinic, &self.user.actor, request).await
    }

    /// The next version of an entry.
    fn next(&self, known: &ChartEntryView, fact: ChartFact) -> SaveChartEntry {
        SaveChartEntry { entry_id: known.id, row_version: Some(known.row_version), ..entry(self.patient, fact) }
    }

    async fn read_as(&self, user: &SignedIn) -> Result<ChartView, ClinicError> {
        let request = OpenChart { request_id: RequestId::fresh(), patient_id: self.patient };
        chart::open(&self.world.clinic, &user.actor, request).await
    }

    async fn read(&self) -> ChartView {
        self.read_as(&self.user).await.expect("the test arranges it")
    }

    async fn versions(&self, known: &ChartEntryView) -> Vec<ChartEntryView> {
        let request = ChartVersionsRequest { request_id: RequestId::fresh(), entry_id: known.id };
        chart::versions(&self.world.clinic, &self.user.actor, request).await.expect("the test arranges it")
    }

    /// A visit of so many days ago that is completed with this note.
    async fn completed(&self, days_ago: i64, content: NoteContent) -> AppointmentId {
        let at = monday_at_eight() - Duration::days(days_ago);
        let visit = self.world.plain_visit(self.patient, self.doctor.id, self.location, at, "checked_in").await;
        let open = OpenConsultation {
            request_id: RequestId::fresh(),
            appointment_id: visit,
            consultation_id: ConsultationId::fresh(),
            may_start: MayStart::Anyway,
        };
        let (clinic, actor) = (&self.world.clinic, &self.user.actor);
        let note = consultations::open(clinic, actor, open).await.expect("the test arranges it");
        let done = CompleteNote {
            request_id: RequestId::fresh(),
            consultation_id: note.id,
            row_version: note.row_version,
            content,
            signing: Signing::Now,
        };
        consultations::complete(clinic, actor, done).await.expect("the test arranges it");
        visit
    }

    async fn change(&self, sql: &'static str) {
        sqlx::raw_sql(sql).execute(&mut self.world.sql().await).await.expect("the test arranges it");
    }
}

#[tokio::test]
async fn an_entry_keeps_everything_that_it_once_said_and_who_said_it() {
    let room = Room::open().await;
    let first = room.save(entry(room.patient, allergy(" Penicillin ", AllergySeverity::Mild))).await.unwrap();
    assert_eq!((first.row_version, first.saved_by.as_str()), (1, "The doctor"));
    assert_eq!(first.fact, allergy("Penicillin", AllergySeverity::Mild));
    let worse = SaveChartEntry {
        why: "Needed adrenaline in 2024".into(),
        ..room.next(&first, allergy("Penicillin", AllergySeverity::Severe))
    };
    let second = room.save(worse).await.unwrap();
    let error = SaveChartEntry {
        standing: ChartStanding::EnteredInError,
        why: "It was the sister".into(),
        ..room.next(&second, second.fact.clone())
    };
    let third = room.save(error).await.unwrap();
    assert_eq!((third.row_version, third.standing), (3, ChartStanding::EnteredInError));
    assert_eq!(room.versions(&first).await, [third.clone(), second, first]);
    assert_eq!(room.read().await.entries, std::slice::from_ref(&third), "the newest version of each");
    let back = room.save(room.next(&third, third.fact.clone())).await.unwrap();
    assert_eq!((back.row_version, back.standing), (4, ChartStanding::Active), "what was taken back comes back");
    assert_eq!(room.world.audited("chart_entry_saved").await, 4);
    assert_eq!(room.world.topic(&format!("chart:{}", room.patient)).await, 4, "other windows hear of it");
}

#[tokio::test]
async fn every_kind_of_entry_reads_back_as_it_was_written() {
    let room = Room::open().await;
    let (since, remark) = (String::from("2019"), String::from("by the cardiologist\nonce more"));
    let facts = [
        allergy("Peanuts", AllergySeverity::Moderate),
        ChartFact::Condition {
            code: "E11.9".into(),
            title: "Type 2 diabetes mellitus without complications".into(),
            since: since.clone(),
            remark: remark.clone(),
        },
        ChartFact::Medication {
            name: "Warfarin 5 mg".into(),
            dose: "1 in the evening".into(),
            since,
            remark: remark.clone(),
        },
        ChartFact::FamilyHistory { relative: "Mother".into(), title: "Stroke".into(), remark: remark.clone() },
        ChartFact::SocialHistory { topic: SocialTopic::Tobacco, words: "10 a day since 1998".into() },
        ChartFact::Immunisation {
            vaccine: "Tetanus".into(),
            given_on: "2021-05".into(),
            batch: "T-77".into(),
            remark: remark.clone(),
        },
        ChartFact::BloodType { blood_type: BloodType::ZeroNegative, remark },
    ];
    for fact in &facts {
        assert_eq!(room.save(entry(room.patient, fact.clone())).await.unwrap().fact, *fact);
    }
    let mut told: Vec<ChartFact> = room.read().await.entries.into_iter().map(|one| one.fact).collect();
    told.reverse();
    assert_eq!(told, facts);
}

#[tokio::test]
async fn what_cannot_be_kept_is_told_at_its_field() {
    let room = Room::open().await;
    let wrong = SaveChartEntry {
        standing: ChartStanding::EnteredInError,
        ..entry(room.patient, allergy(" ", AllergySeverity::Mild))
    };
    let fields =
        vec![FieldError::new("why", FieldProblem::Missing), FieldError::new("substance", FieldProblem::Missing)];
    assert_eq!(room.save(wrong).await, Err(ClinicError::Invalid { fields }));
    let known = room.save(entry(room.patient, allergy("Latex", AllergySeverity::Mild))).await.unwrap();
    let other = room.save(room.next(&known, blood_type(BloodType::APositive))).await;
    assert_eq!(other, Err(FieldError::new("kind", FieldProblem::UnknownChoice).into()), "no entry becomes another");
    assert_eq!(room.world.audited("chart_entry_saved").await, 1);
}

#[tokio::test]
async fn a_stale_change_is_refused_and_a_repeated_one_is_done_once() {
    let room = Room::open().await;
    let request = entry(room.patient, allergy("Latex", AllergySeverity::Mild));
    let (one, two) = tokio::join!(room.save(request.clone()), room.save(request.clone()));
    assert_eq!((one.unwrap().row_version, two.unwrap().row_version), (1, 1), "sent twice at once");
    let known = room.save(request.clone()).await.unwrap();
    let twice = SaveChartEntry { request_id: RequestId::fresh(), ..request.clone() };
    assert_eq!(room.save(twice).await, Err(STALE), "the id is in use");
    let change = room.next(&known, allergy("Latex", AllergySeverity::Severe));
    let other = room.next(&known, allergy("Latex", AllergySeverity::Moderate));
    let (one, two) = tokio::join!(room.save(change.clone()), room.save(other));
    let (one_done, two_done) = (one.is_ok(), two.is_ok());
    assert!(one_done != two_done, "of two at once one is done: {one:?} {two:?}");
    assert_eq!(if one_done { two } else { one }, Err(STALE));
    assert_eq!(room.versions(&known).await.len(), 2);
    let late = SaveChartEntry { request_id: RequestId::fresh(), row_version: Some(9), ..change };
    assert_eq!(room.save(late).await, Err(STALE));
    let nothing = SaveChartEntry { row_version: Some(1), ..entry(room.patient, allergy("x", AllergySeverity::Mild)) };
    assert_eq!(room.save(nothing).await, Err(NO_ENTRY));
    // An entry is its patient's: under another name it is not there.
    let moe = room.world.plain_patient("Moe", "Ida").await;
    room.world.plain_visit(moe, room.doctor.id, room.location, monday_at_eight(), "completed").await;
    let theirs = SaveChartEntry { patient_id: moe, ..room.next(&known, known.fact.clone()) };
    assert_eq!(room.save(theirs).await, Err(NO_ENTRY));
    let stolen = SaveChartEntry { entry_id: known.id, ..entry(moe, known.fact.clone()) };
    assert_eq!(room.save(stolen).await, Err(STALE));
}

#[tokio::test]
async fn a_chart_has_one_blood_type_whoever_writes_it() {
    let room = Room::open().await;
    let write = |what| room.save(entry(room.patient, blood_type(what)));
    let (one, two) = tokio::join!(write(BloodType::APositive), write(BloodType::BNegative));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let known = one.or(two).unwrap();
    assert_eq!(write(BloodType::APositive).await, Err(STALE));
    let changed = room.save(room.next(&known, blood_type(BloodType::AbNegative))).await.unwrap();
    assert_eq!(room.read().await.entries, [changed]);
    // That somebody asked about allergies stands there once, too.
    room.save(entry(room.patient, ChartFact::NoKnownAllergy {})).await.unwrap();
    assert_eq!(room.save(entry(room.patient, ChartFact::NoKnownAllergy {})).await, Err(STALE));
}

#[tokio::test]
async fn a_chart_is_for_doctors_who_see_the_patient() {
    let room = Room::open().await;
    let clinic = &room.world.clinic;
    let known = room.save(entry(room.patient, allergy("Latex", AllergySeverity::Mild))).await.unwrap();
    let request = OpenChart { request_id: RequestId::fresh(), patient_id: room.patient };
    chart::open(clinic, &room.user.actor, request).await.unwrap();
    chart::open(clinic, &room.user.actor, request).await.unwrap();
    assert_eq!(room.world.audited("chart_read").await, 1, "sent twice it is one reading");
    room.versions(&known).await;
    assert_eq!(room.world.audited("chart_read").await, 2);

    let stranger_doctor = room.world.doctor("Dr Cy Bo").await;
    let at = monday_at_eight() + Duration::days(7);
    room.world.plain_visit(room.patient, stranger_doctor.id, room.location, at, "cancelled").await;
    let stranger = room.world.signed_in_doctor(&stranger_doctor).await;
    let write = || entry(room.patient, allergy("Latex", AllergySeverity::Mild));
    let past = || ChartVersionsRequest { request_id: RequestId::fresh(), entry_id: known.id };
    assert_eq!(room.read_as(&stranger).await, Err(NO_PATIENT), "a cancelled visit opens nothing");
    assert_eq!(chart::save(clinic, &stranger.actor, write()).await, Err(NO_PATIENT));
    assert_eq!(chart::versions(clinic, &stranger.actor, past()).await, Err(NO_PATIENT));
    let nothing = ChartVersionsRequest { entry_id: ChartEntryId::fresh(), ..past() };
    assert_eq!(chart::versions(clinic, &room.user.actor, nothing).await, Err(NO_ENTRY));
    for role in [Role::Receptionist, Role::Administrator, Role::Kiosk] {
        let user = room.world.user(role).await;
        let read = ClinicError::Forbidden { action: Action::ReadNotes };
        assert_eq!(room.read_as(&user).await, Err(read.clone()));
        assert_eq!(chart::versions(clinic, &user.actor, past()).await, Err(read));
        let consult = ClinicError::Forbidden { action: Action::Consult };
        assert_eq!(chart::save(clinic, &user.actor, write()).await, Err(consult));
    }
    let newcomer_doctor = room.world.doctor("Dr Dee Fo").await;
    room.world.plain_visit(room.patient, newcomer_doctor.id, room.location, at, "confirmed").await;
    let newcomer = room.world.newcomer(&newcomer_doctor).await;
    let no_keys = Err(Refusal::KeysMissing { why: KeysMissing::NotLetIn }.into());
    assert_eq!(room.read_as(&newcomer).await, no_keys);
    assert_eq!(room.world.audited("chart_read").await, 2, "refused readings are none");
    let colleague_doctor = room.world.doctor("Dr Ben Adu").await;
    room.world.plain_visit(room.patient, colleague_doctor.id, room.location, at, "confirmed").await;
    let colleague = room.world.signed_in_doctor(&colleague_doctor).await;
    assert_eq!(room.read_as(&colleague).await.unwrap().entries, std::slice::from_ref(&known));
    let change = room.next(&known, allergy("Latex", AllergySeverity::Severe));
    let changed = chart::save(clinic, &colleague.actor, change).await.unwrap();
    assert_eq!(changed.row_version, 2, "who sees the patient keeps the chart");
}

#[tokio::test]
async fn one_answer_holds_the_whole_chart_and_the_past_goes_on_by_pages() {
    let room = Room::open().await;
    let weighed = |weight: &str| Vitals { weight_kg: weight.into(), height_cm: "175".into(), ..Vitals::default() };
    let measured =
        |weight: &str| NoteContent { plan: "rest".into(), vitals: weighed(weight), ..NoteContent::default() };
    let old = room.completed(300, measured("80")).await;
    let private = NoteContent { private_notes: "seems sad".into(), ..measured("70") };
    let new = room.completed(1, private).await;
    for number in 0..110 {
        // Two at each time: the pages neither lose nor repeat one of them.
        let at = monday_at_eight() - Duration::days(2 + number / 2);
        room.world.plain_visit(room.patient, room.doctor.id, room.location, at, "completed").await;
    }
    room.world.plain_visit(room.patient, room.doctor.id, room.location, monday_at_eight(), "no_show").await;
    let whole = room.read().await;
    assert_eq!((whole.visits.len(), whole.visits_in_all), (50, 112));
    let told: Vec<_> = whole
        .vitals
        .iter()
        .map(|one| (one.appointment_id, one.vitals.weight_kg.as_str(), one.body_mass_index.as_deref()))
        .collect();
    assert_eq!(told, [(new, "70", Some("22.9")), (old, "80", Some("26.1"))], "also of visits that are not shown yet");
    assert_eq!(whole.vitals[0].starts_local, whole.visits[0].starts_local);
    assert_eq!(whole.visits[0].note.as_ref().unwrap().private_notes, "seems sad");

    let mut seen: Vec<AppointmentId> = whole.visits.iter().map(|one| one.appointment_id).collect();
    for expected in [50, 12, 0] {
        let request =
            HistoryRequest { request_id: RequestId::fresh(), patient_id: room.patient, before: seen.last().copied() };
        let page = consultations::history(&room.world.clinic, &room.user.actor, request).await.unwrap();
        assert_eq!(page.len(), expected);
        seen.extend(page.iter().map(|one| one.appointment_id));
    }
    assert_eq!(seen.last(), Some(&old));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 112);
    let elsewhere = HistoryRequest {
        request_id: RequestId::fresh(),
        patient_id: room.patient,
        before: Some(AppointmentId::fresh()),
    };
    let error = consultations::history(&room.world.clinic, &room.user.actor, elsewhere).await.unwrap_err();
    assert_eq!(error, ClinicError::NotFound { what: RecordKind::Appointment });

    let colleague_doctor = room.world.doctor("Dr Ben Adu").await;
    room.world.plain_visit(room.patient, colleague_doctor.id, room.location, monday_at_eight(), "confirmed").await;
    let colleague = room.world.signed_in_doctor(&colleague_doctor).await;
    let theirs = room.read_as(&colleague).await.unwrap();
    assert_eq!(theirs.visits[0].note.as_ref().unwrap().private_notes, "", "private notes are their author's");
    assert_eq!(theirs.vitals, whole.vitals);
}

#[tokio::test]
async fn the_server_knows_nothing_of_what_stands_in_a_chart() {
    let room = Room::open().await;
    let mut request = entry(room.patient, allergy("Penicillin", AllergySeverity::Severe));
    request.why = "told by the mother".into();
    room.save(request).await.unwrap();
    let (sealed, only_one): (Vec<u8>, Option<String>) = sqlx::query_as("select sealed, only_one from chart_entries")
        .fetch_one(&mut room.world.sql().await)
        .await
        .unwrap();
    assert_eq!(only_one, None, "not even that it is an allergy");
    for word in ["Penicillin", "allergy", "severe", "mother"] {
        assert!(!sealed.windows(word.len()).any(|bytes| bytes == word.as_bytes()), "{word}");
    }
    let details: Vec<String> = sqlx::query_scalar("select cast(detail as char) from audit_events")
        .fetch_all(&mut room.world.sql().await)
        .await
        .unwrap();
    assert!(details.iter().all(|detail| !detail.contains("enicillin")), "{details:?}");
}

#[tokio::test]
async fn an_entry_that_was_tampered_with_is_found_and_named() {
    let room = Room::open().await;
    let one = room.save(entry(room.patient, allergy("Penicillin", AllergySeverity::Severe))).await.unwrap();
    room.save(entry(room.patient, allergy("Pollen", AllergySeverity::Mild))).await.unwrap();
    let second = room.save(room.next(&one, allergy("Penicillin", AllergySeverity::Moderate))).await.unwrap();
    let other = room.save(entry(room.patient, allergy("Latex", AllergySeverity::Mild))).await.unwrap();
    let found = async |why: &str, shown: usize| {
        let view = room.read().await;
        assert_eq!((view.entries.len(), view.altered.len()), (shown, 3 - shown), "{why}: {:?}", view.altered);
        assert!(view.altered.iter().all(|one| one.detail.starts_with("chart_entries.content of ")), "{why}");
        assert!(view.altered.iter().all(|one| one.saved_by == other.saved_by), "{why}: {:?}", view.altered);
    };
    room.change("create table kept as select * from chart_entries").await;
    let put_back = "update chart_entries e join kept k on k.entry_id = e.entry_id and k.version = e.version \
         set e.sealed = k.sealed, e.key_id = k.key_id, e.patient_id = k.patient_id";
    room.change(
        "update chart_entries e join kept k on k.entry_id <> e.entry_id and k.version = e.version set e.sealed = k.sealed \
         where e.version = 1",
    )
    .await;
    found("two were swapped", 1).await;
    room.change(put_back).await;
    room.change(
        "update chart_entries e join kept k on k.entry_id = e.entry_id and k.version = 1 set e.sealed = k.sealed \
         where e.version = 2",
    )
    .await;
    found("an older version was put in place of a newer one", 2).await;
    room.save(room.next(&other, allergy("Latex gloves", AllergySeverity::Mild)))
        .await
        .expect("the others can be written");
    room.change(
        "insert into kept select e.* from chart_entries e left join kept k on k.entry_id = e.entry_id \
         and k.version = e.version where k.entry_id is null",
    )
    .await;
    let over = room.save(room.next(&second, allergy("Nothing", AllergySeverity::Mild))).await.unwrap_err();
    assert!(matches!(over, ClinicError::Inconsistent { .. }), "nobody writes over what cannot be read: {over}");
    room.change(put_back).await;
    room.change("update chart_entries set sealed = insert(sealed, 30, 1, char(ascii(substr(sealed, 30)) ^ 1))").await;
    found("a byte was changed", 0).await;
    room.change(put_back).await;
    room.change("update chart_entries set key_id = 9").await;
    found("another key was named", 0).await;
    room.change(put_back).await;
    found("all is as it was", 3).await;
    let moe = room.world.plain_patient("Moe", "Ida").await;
    room.world.plain_visit(moe, room.doctor.id, room.location, monday_at_eight(), "completed").await;
    sqlx::query("update chart_entries set patient_id = ?")
        .bind(moe)
        .execute(&mut room.world.sql().await)
        .await
        .unwrap();
    let request = OpenChart { request_id: RequestId::fresh(), patient_id: moe };
    let view = chart::open(&room.world.clinic, &room.user.actor, request).await.unwrap();
    assert_eq!((view.entries.len(), view.altered.len()), (0, 3), "entries were moved to another patient");
    room.change("drop table kept").await;
}

#[tokio::test]
async fn a_note_that_was_tampered_with_is_named_at_its_visit_and_the_other_visits_have_theirs() {
    let room = Room::open().await;
    let weighed = |weight: &str| NoteContent {
        plan: "rest".into(),
        vitals: Vitals { weight_kg: weight.into(), ..Vitals::default() },
        ..NoteContent::default()
    };
    let old = room.completed(300, weighed("80")).await;
    let new = room.completed(1, weighed("70")).await;
    room.change(
        "update consultation_versions set sealed = insert(sealed, 30, 1, char(ascii(substr(sealed, 30)) ^ 1)) order by saved_at, version desc limit 1",
    )
    .await;
    let view = room.read().await;
    assert_eq!(view.visits.iter().map(|one| one.appointment_id).collect::<Vec<_>>(), [new, old]);
    assert_eq!((view.visits[0].note.is_some(), &view.visits[0].altered), (true, &None));
    let named = view.visits[1].altered.as_deref().expect("it is named");
    assert!(view.visits[1].note.is_none() && named.starts_with("consultation_versions.content of "), "{named}");
    assert_eq!(view.vitals.iter().map(|one| one.appointment_id).collect::<Vec<_>>(), [new]);
}
