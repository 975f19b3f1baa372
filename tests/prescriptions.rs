//! A prescription from the first word to the pharmacy, on the real server.

mod paper;

use std::ops::Deref;

use crate::chart::{allergy, entry};
use crate::support::people::SignedIn;
use crate::support::{monday_at_eight, room};
use chrono::Duration;
use clinic_core::access::{Action, Role};
use clinic_core::appointments::model::AppointmentStatus;
use clinic_core::chart;
use clinic_core::chart::model::{AllergySeverity, ChartFact, ChartStanding, SaveChartEntry};
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;
use clinic_core::prescriptions;
use clinic_core::prescriptions::content::{PrescribedMedication, PrescriptionContent, WarningAnswer};
use clinic_core::prescriptions::interactions;
use clinic_core::prescriptions::interactions::model::*;
use clinic_core::prescriptions::model::*;
use clinic_core::prescriptions::warnings::WarningKind;

/// A doctor with a patient in the room.
struct Room(room::Room);

impl Deref for Room {
    type Target = room::Room;

    fn deref(&self) -> &room::Room {
        &self.0
    }
}

fn medication(name: &str) -> PrescribedMedication {
    PrescribedMedication {
        name: name.into(),
        dose: "1 tablet".into(),
        frequency: "3 times a day".into(),
        duration: "7 days".into(),
        quantity: "21".into(),
        instructions: "After meals".into(),
        ..PrescribedMedication::default()
    }
}

fn content(name: &str) -> PrescriptionContent {
    PrescriptionContent {
        complaint: "cough".into(),
        diagnosis: "Acute bronchitis".into(),
        medications: vec![medication(name)],
        advice: "Rest".into(),
        valid_until: "2026-04-01".into(),
        ..PrescriptionContent::default()
    }
}

impl Room {
    async fn open() -> Self {
        Self::with_visit("in_progress").await
    }

    async fn with_visit(status: &str) -> Self {
        Self(room::Room::with_visit(monday_at_eight(), status).await)
    }

    /// A new prescription with this content.
    fn fresh(&self, content: PrescriptionContent) -> SavePrescription {
        SavePrescription {
            request_id: RequestId::fresh(),
            prescription_id: PrescriptionId::fresh(),
            appointment_id: self.visit,
            replaces_id: None,
            row_version: None,
            content,
        }
    }

    /// The next saving of one that is there.
    fn next(&self, known: &PrescriptionView, content: PrescriptionContent) -> SavePrescription {
        SavePrescription { prescription_id: known.id, row_version: Some(known.row_version), ..self.fresh(content) }
    }

    async fn save(&self, request: SavePrescription) -> Result<PrescriptionView, ClinicError> {
        prescriptions::save(&self.world.clinic, &self.user.actor, request).await
    }

    async fn sign(&self, request: SavePrescription) -> Result<PrescriptionView, ClinicError> {
        prescriptions::sign(&self.world.clinic, &self.user.actor, request).await
    }

    async fn mark(&self, known: &PrescriptionView, dispensing: Dispensing) -> Result<PrescriptionView, ClinicError> {
        let (request_id, prescription_id) = (RequestId::fresh(), known.id);
        let request = MarkDispensed { request_id, prescription_id, row_version: known.row_version, dispensing };
        prescriptions::mark_dispensed(&self.world.clinic, &self.user.actor, request).await
    }

    async fn list_as(&self, user: &SignedIn) -> Result<Vec<PrescriptionView>, ClinicError> {
        let request = PrescriptionsRequest { request_id: RequestId::fresh(), patient_id: self.patient };
        let list = prescriptions::of_patient(&self.world.clinic, &user.actor, request).await?;
        assert_eq!(list.altered, []);
        Ok(list.prescriptions)
    }

    async fn versions(&self, known: &PrescriptionView) -> Vec<PrescriptionVersion> {
        let request = PrescriptionVersionsRequest { request_id: RequestId::fresh(), prescription_id: known.id };
        prescriptions::versions(&self.world.clinic, &self.user.actor, request).await.expect("the versions")
    }

    async fn interaction(&self, one: &str, other: &str) {
        let form = InteractionForm {
            one: one.into(),
            other: other.into(),
            severity: InteractionSeverity::Severe,
            words: "May bleed.".into(),
        };
        let (request_id, id) = (RequestId::fresh(), InteractionId::fresh());
        let request = SaveInteraction { request_id, id, row_version: None, form };
        interactions::save(&self.world.clinic, &self.user.actor, request).await.expect("a row of the table");
    }

    async fn change(&self, sql: &'static str) {
        sqlx::raw_sql(sql).execute(&mut self.world.sql().await).await.expect("the test's own statement");
    }
}

#[tokio::test]
async fn each_saving_is_a_version_and_the_earlier_ones_stay_readable() {
    let room = Room::open().await;
    let first = room.save(room.fresh(content("Amoxicillin"))).await.unwrap();
    assert_eq!((first.status, first.version, first.signed_at), (PrescriptionStatus::Draft, 1, None));
    assert!(first.number.starts_with("RX-") && first.number.len() == 12, "{}", first.number);
    let second = room.save(room.next(&first, content("Doxycycline"))).await.unwrap();
    assert_eq!((second.version, &second.number), (2, &first.number));
    let names: Vec<_> = room
        .versions(&first)
        .await
        .into_iter()
        .map(|version| (version.version, version.content.medications[0].name.clone(), version.saved_by))
        .collect();
    let by = room.user.view.name.clone();
    assert_eq!(names, [(2, "Doxycycline".into(), by.clone()), (1, "Amoxicillin".into(), by)]);
    assert_eq!(room.world.audited("prescription_saved").await, 2);
    let sealed: Vec<Vec<u8>> = sqlx::query_scalar("select sealed from prescription_versions")
        .fetch_all(&mut room.world.sql().await)
        .await
        .unwrap();
    let readable = |bytes: &Vec<u8>| bytes.windows(4).any(|part| part == b"Amox" || part == b"coug");
    assert!(!sealed.iter().any(readable), "the server reads nothing");
}

#[tokio::test]
async fn a_saving_sent_twice_is_one_and_another_windows_is_not_overwritten() {
    let room = Room::open().await;
    let request = room.fresh(content("Amoxicillin"));
    let (one, other) = tokio::join!(room.save(request.clone()), room.save(request.clone()));
    assert_eq!(one.as_ref().unwrap(), other.as_ref().unwrap());
    let first = one.unwrap();
    assert_eq!(room.save(request.clone()).await.unwrap(), first);
    assert_eq!(room.versions(&first).await.len(), 1);
    let second = room.save(room.next(&first, content("Doxycycline"))).await.unwrap();
    let stale = Err(ClinicError::Stale { what: RecordKind::Prescription });
    assert_eq!(room.save(room.next(&first, content("mine"))).await, stale);
    assert_eq!(room.save(request.clone()).await, stale, "what came after is not told as its own");
    let taken = SavePrescription { prescription_id: first.id, ..room.fresh(content("mine")) };
    assert_eq!(room.save(taken).await, stale, "an id is made once");
    assert_eq!(room.list_as(&room.user).await.unwrap(), [second]);
}

#[tokio::test]
async fn a_signed_prescription_never_changes_and_another_replaces_it() {
    let room = Room::open().await;
    let draft = room.save(room.fresh(content("Amoxicillin"))).await.unwrap();
    let request = room.next(&draft, content(" Amoxicillin 500 mg "));
    let signed = room.sign(request.clone()).await.unwrap();
    assert_eq!((signed.status, signed.version), (PrescriptionStatus::Signed, 2));
    assert_eq!(signed.content.medications[0].name, "Amoxicillin 500 mg");
    assert!(signed.signed_at.is_some());
    assert_eq!(room.sign(request).await.unwrap(), signed, "sent again it is the same");
    assert_eq!(room.world.audited("prescription_signed").await, 1);
    let refused = Err(ClinicError::from(Refusal::PrescriptionSigned));
    assert_eq!(room.save(room.next(&signed, content("other"))).await, refused);
    assert_eq!(room.sign(room.next(&signed, content("other"))).await, refused);
    let draft = room.save(room.fresh(content("Doxycycline"))).await.unwrap();
    let of_draft = SavePrescription { replaces_id: Some(draft.id), ..room.fresh(content("x")) };
    assert_eq!(room.save(of_draft).await, Err(Refusal::PrescriptionNotSigned.into()));
    let of_none = SavePrescription { replaces_id: Some(PrescriptionId::fresh()), ..room.fresh(content("x")) };
    assert_eq!(room.save(of_none).await, Err(ClinicError::NotFound { what: RecordKind::Prescription }));
    let addendum = SavePrescription { replaces_id: Some(signed.id), ..room.fresh(content("Amoxicillin 250 mg")) };
    let addendum = room.sign(addendum).await.unwrap();
    let all = room.list_as(&room.user).await.unwrap();
    let before = all.iter().find(|one| one.id == signed.id).unwrap();
    assert_eq!(before.replaced_by, Some(addendum.number.clone()));
    assert_eq!((before.version, &before.content), (2, &signed.content));
    assert_eq!(room.versions(&signed).await.len(), 2);
}

#[tokio::test]
async fn signing_needs_something_to_take_and_a_licence_that_holds() {
    let room = Room::open().await;
    let empty = PrescriptionContent::default();
    let missing = ClinicError::from(FieldError::new("medications", FieldProblem::Missing));
    assert_eq!(room.sign(room.fresh(empty)).await, Err(missing));
    let set = |on: &str| {
        let on = on.to_owned();
        let room = &room;
        async move {
            sqlx::query("update doctors set licence_expires_on = ?")
                .bind(on)
                .execute(&mut room.world.sql().await)
                .await
                .unwrap();
        }
    };
    set("2026-03-01").await;
    let expired_on = "2026-03-01".parse().unwrap();
    let refused = room.sign(room.fresh(content("Amoxicillin"))).await;
    assert_eq!(refused, Err(Refusal::LicenceExpired { expired_on }.into()));
    assert!(room.save(room.fresh(content("Amoxicillin"))).await.is_ok(), "a draft can be written");
    set("2026-03-02").await;
    assert!(room.sign(room.fresh(content("Amoxicillin"))).await.is_ok(), "it holds on its last day");
}

#[tokio::test]
async fn only_the_visits_own_doctor_prescribes_once_it_has_begun() {
    for (word, status) in [
        ("scheduled", AppointmentStatus::Scheduled),
        ("checked_in", AppointmentStatus::CheckedIn),
        ("cancelled", AppointmentStatus::Cancelled),
        ("no_show", AppointmentStatus::NoShow),
    ] {
        let room = Room::with_visit(word).await;
        let refused = Err(ClinicError::from(Refusal::WrongStatus { status }));
        assert_eq!(room.save(room.fresh(content("x"))).await, refused);
        assert_eq!(room.sign(room.fresh(content("x"))).await, refused);
    }
    let room = Room::with_visit("completed").await;
    let known = room.save(room.fresh(content("Amoxicillin"))).await.unwrap();
    let other = room.world.user(Role::Doctor).await;
    let clinic = &room.world.clinic;
    let hidden = Err(ClinicError::NotFound { what: RecordKind::Appointment });
    assert_eq!(prescriptions::save(clinic, &other.actor, room.fresh(content("x"))).await, hidden);
    let unseen = ClinicError::NotFound { what: RecordKind::Patient };
    assert_eq!(room.list_as(&other).await, Err(unseen.clone()));
    let check = CheckMedications {
        patient_id: room.patient,
        prescription_id: known.id,
        replaces_id: None,
        medications: Vec::new(),
    };
    assert_eq!(prescriptions::warnings(clinic, &other.actor, check.clone()).await, Err(unseen.clone()));
    let request = PrescriptionVersionsRequest { request_id: RequestId::fresh(), prescription_id: known.id };
    assert_eq!(prescriptions::versions(clinic, &other.actor, request).await, Err(unseen.clone()));
    for role in [Role::Receptionist, Role::Administrator] {
        let user = room.world.user(role).await;
        let consult = ClinicError::Forbidden { action: Action::Consult };
        assert_eq!(prescriptions::save(clinic, &user.actor, room.fresh(content("x"))).await, Err(consult.clone()));
        assert_eq!(prescriptions::sign(clinic, &user.actor, room.fresh(content("x"))).await, Err(consult.clone()));
        assert_eq!(prescriptions::favourites(clinic, &user.actor).await, Err(consult));
        let read = ClinicError::Forbidden { action: Action::ReadNotes };
        assert_eq!(room.list_as(&user).await, Err(read));
    }
    // A colleague who sees the patient reads it, and cannot write it.
    let doctor = room.world.doctor("Dr Ben Adu").await;
    let later = room
        .world
        .plain_visit(room.patient, doctor.id, room.location, monday_at_eight() + Duration::hours(3), "in_progress")
        .await;
    let ben = room.world.signed_in_doctor(&doctor).await;
    assert_eq!(room.list_as(&ben).await.unwrap().len(), 1);
    let theirs = SavePrescription { appointment_id: later, ..room.next(&known, content("x")) };
    let refused = prescriptions::save(clinic, &ben.actor, theirs).await;
    assert_eq!(refused, Err(ClinicError::NotFound { what: RecordKind::Prescription }));
    assert_eq!(room.doctor.id, known.doctor_id);
}

#[tokio::test]
async fn what_is_signed_is_dispensed_until_its_last_day_and_that_can_be_taken_back() {
    let room = Room::open().await;
    let draft = room.save(room.fresh(content("Amoxicillin"))).await.unwrap();
    assert_eq!(room.mark(&draft, Dispensing::Dispensed).await, Err(Refusal::PrescriptionNotSigned.into()));
    let signed = room.sign(room.next(&draft, content("Amoxicillin"))).await.unwrap();
    assert_eq!(room.mark(&signed, Dispensing::NotDispensed).await, Err(Refusal::PrescriptionNotDispensed.into()));
    let done = room.mark(&signed, Dispensing::Dispensed).await.unwrap();
    let dispensed_at = done.dispensed_at.expect("when");
    assert_eq!(
        room.mark(&signed, Dispensing::Dispensed).await,
        Err(ClinicError::Stale { what: RecordKind::Prescription })
    );
    let twice = room.mark(&done, Dispensing::Dispensed).await;
    assert_eq!(twice, Err(Refusal::PrescriptionDispensed { dispensed_at }.into()));
    let back = room.mark(&done, Dispensing::NotDispensed).await.unwrap();
    assert_eq!((back.dispensed_at, back.content), (None, signed.content));
    for action in ["prescription_dispensed", "prescription_not_dispensed"] {
        assert_eq!(room.world.audited(action).await, 1, "{action}");
    }
    room.world.clinic.clock().set(monday_at_eight() + Duration::days(31));
    let known = room.list_as(&room.user).await.unwrap().remove(0);
    assert!(known.lapsed);
    assert_eq!(room.mark(&known, Dispensing::Dispensed).await, Err(Refusal::PrescriptionLapsed.into()));
}

#[tokio::test]
async fn what_stands_against_a_medication_needs_a_reason() {
    let room = Room::open().await;
    room.interaction("warfarin", "ibuprofen").await;
    let warfarin = room.sign(room.fresh(content("Warfarin 5 mg"))).await.unwrap();
    let request = room.fresh(content("Ibuprofen 400 mg"));
    let check = CheckMedications {
        patient_id: room.patient,
        prescription_id: request.prescription_id,
        replaces_id: None,
        medications: request.content.medications.clone(),
    };
    let warnings = prescriptions::warnings(&room.world.clinic, &room.user.actor, check.clone()).await.unwrap();
    assert_eq!(warnings.len(), 1);
    assert_eq!((warnings[0].warning_kind, warnings[0].words.as_str()), (WarningKind::Interaction, "May bleed."));
    assert_eq!(room.sign(request.clone()).await, Err(Refusal::WarningsUnanswered { count: 1 }.into()));
    let answers = vec![WarningAnswer { key: warnings[0].key.clone(), reason: "Two days only".into() }];
    let answered = SavePrescription { content: PrescriptionContent { answers, ..request.content }, ..request };
    let signed = room.sign(answered).await.unwrap();
    assert_eq!(signed.content.answers[0].reason, "Two days only", "it stays in the document");
    // What is replaced is no duplicate of what replaces it; anything else is.
    let again = content("warfarin 3 mg");
    let (prescription_id, medications) = (PrescriptionId::fresh(), again.medications);
    let twice = CheckMedications { prescription_id, medications, ..check };
    let warnings = prescriptions::warnings(&room.world.clinic, &room.user.actor, twice.clone()).await.unwrap();
    let kinds: Vec<_> = warnings.iter().map(|one| one.warning_kind).collect();
    assert_eq!(kinds, [WarningKind::Interaction, WarningKind::Duplicate], "the newest first");
    let instead = CheckMedications { replaces_id: Some(warfarin.id), ..twice };
    let warnings = prescriptions::warnings(&room.world.clinic, &room.user.actor, instead).await.unwrap();
    let kinds: Vec<_> = warnings.iter().map(|one| one.warning_kind).collect();
    assert_eq!(kinds, [WarningKind::Interaction], "of the ibuprofen signed since");
}

#[tokio::test]
async fn the_chart_warns_of_allergies_and_of_what_is_taken_already() {
    let room = Room::open().await;
    let clinic = &room.world.clinic;
    room.interaction("warfarin", "ibuprofen").await;
    room.interaction("penicillin", "amoxicillin").await;
    let warfarin = ChartFact::Medication {
        name: "Warfarin 5 mg".into(),
        dose: String::new(),
        since: String::new(),
        remark: String::new(),
    };
    let mut written = Vec::new();
    for fact in [allergy("Penicillin", AllergySeverity::Severe), warfarin] {
        written.push(chart::save(clinic, &room.user.actor, entry(room.patient, fact)).await.unwrap());
    }
    let told = async |names: &[&str]| {
        let check = CheckMedications {
            patient_id: room.patient,
            prescription_id: PrescriptionId::fresh(),
            replaces_id: None,
            medications: names.iter().map(|name| medication(name)).collect(),
        };
        let found = prescriptions::warnings(clinic, &room.user.actor, check).await.unwrap();
        found.into_iter().map(|one| (one.warning_kind, one.meets, one.severity, one.words)).collect::<Vec<_>>()
    };
    let severe = Some(InteractionSeverity::Severe);
    let throat = "Swelling of the throat";
    let said = |kind, meets: &str, severity, words: &str| (kind, meets.to_owned(), severity, words.to_owned());
    assert_eq!(told(&["Penicillin V"]).await, [said(WarningKind::Allergy, "Penicillin", severe, throat)]);
    assert_eq!(
        told(&["Amoxicillin 500 mg"]).await,
        [said(WarningKind::Allergy, "Penicillin", severe, "May bleed.")],
        "the clinic's table names the two together"
    );
    assert_eq!(told(&["Ibuprofen"]).await, [said(WarningKind::Interaction, "Warfarin 5 mg", severe, "May bleed.")]);
    assert_eq!(told(&["Warfarin"]).await, [said(WarningKind::Duplicate, "Warfarin 5 mg", None, "")]);
    let refused = room.sign(room.fresh(content("Amoxicillin"))).await;
    assert_eq!(refused, Err(Refusal::WarningsUnanswered { count: 1 }.into()), "nobody signs over an allergy unasked");
    for known in written {
        let over = SaveChartEntry {
            entry_id: known.id,
            row_version: Some(known.row_version),
            standing: ChartStanding::Ended,
            ..entry(room.patient, known.fact)
        };
        chart::save(clinic, &room.user.actor, over).await.unwrap();
    }
    assert_eq!(told(&["Penicillin V", "Ibuprofen", "Warfarin"]).await.len(), 1, "what is over warns of nothing");
}

#[tokio::test]
async fn the_table_of_interactions_is_the_clinics_own() {
    let room = Room::open().await;
    let clinic = &room.world.clinic;
    let administrator = room.world.user(Role::Administrator).await;
    room.interaction("warfarin", "ibuprofen").await;
    let known = interactions::list(clinic, &administrator.actor).await.unwrap().remove(0);
    let form = InteractionForm {
        one: " warfarin ".into(),
        other: "".into(),
        severity: InteractionSeverity::Mild,
        words: "w".repeat(501),
    };
    let save = |row_version, form: InteractionForm| SaveInteraction {
        request_id: RequestId::fresh(),
        id: known.id,
        row_version,
        form,
    };
    let wrong = interactions::save(clinic, &administrator.actor, save(Some(1), form.clone())).await;
    let fields = vec![
        FieldError::new("other", FieldProblem::Missing),
        FieldError::new("words", FieldProblem::TooLong { most: 500 }),
    ];
    assert_eq!(wrong, Err(ClinicError::Invalid { fields }));
    let form = InteractionForm { other: "aspirin".into(), words: "less".into(), ..form };
    let stale = Err(ClinicError::Stale { what: RecordKind::Interaction });
    for row_version in [Some(9), None] {
        assert_eq!(interactions::save(clinic, &administrator.actor, save(row_version, form.clone())).await, stale);
    }
    let changed = interactions::save(clinic, &administrator.actor, save(Some(1), form)).await.unwrap();
    let said: Vec<_> = changed.iter().map(|one| (one.one.as_str(), one.other.as_str(), one.severity)).collect();
    assert_eq!(said, [("warfarin", "aspirin", InteractionSeverity::Mild)]);
    let remove = |row_version| RemoveInteraction { request_id: RequestId::fresh(), id: known.id, row_version };
    assert_eq!(interactions::remove(clinic, &room.user.actor, remove(1)).await, stale);
    let request = remove(2);
    assert_eq!(interactions::remove(clinic, &room.user.actor, request).await.unwrap(), []);
    assert_eq!(interactions::remove(clinic, &room.user.actor, request).await.unwrap(), [], "sent again it is gone");
    assert_eq!(room.world.audited("interaction_saved").await, 2);
    assert_eq!(room.world.audited("interaction_removed").await, 1);
    let receptionist = room.world.user(Role::Receptionist).await;
    let refused = interactions::list(clinic, &receptionist.actor).await;
    assert_eq!(refused, Err(ClinicError::Forbidden { action: Action::KeepInteractions }));
}

#[tokio::test]
async fn favourites_are_the_doctors_own() {
    let room = Room::open().await;
    for (name, reason) in [("Amoxicillin", ""), ("Amoxicillin", "again"), ("Ibuprofen", "")] {
        let mut request = room.fresh(content(name));
        if !reason.is_empty() {
            let key = "duplicate: amoxicillin / amoxicillin".into();
            request.content.answers.push(WarningAnswer { key, reason: reason.into() });
        }
        room.sign(request).await.unwrap();
    }
    room.save(room.fresh(content("Draft"))).await.unwrap();
    let own = prescriptions::favourites(&room.world.clinic, &room.user.actor).await.unwrap();
    let own: Vec<_> = own.into_iter().map(|one| (one.medication, one.times)).collect();
    assert_eq!(own, [(medication("Amoxicillin"), 2), (medication("Ibuprofen"), 1)]);
    let other = room.world.user(Role::Doctor).await;
    assert_eq!(prescriptions::favourites(&room.world.clinic, &other.actor).await.unwrap(), []);
}

#[tokio::test]
async fn a_prescription_that_was_tampered_with_is_found_and_named() {
    let room = Room::open().await;
    let signed = room.sign(room.fresh(content("Amoxicillin"))).await.unwrap();
    let other = room.sign(room.fresh(content("Ibuprofen"))).await.unwrap();
    assert_ne!(signed.number, other.number);
    let found = async |what: &str, shown: usize| {
        let request = PrescriptionsRequest { request_id: RequestId::fresh(), patient_id: room.patient };
        let list = prescriptions::of_patient(&room.world.clinic, &room.user.actor, request).await.unwrap();
        assert_eq!((list.prescriptions.len(), list.altered.len()), (shown, 2 - shown), "{:?}", list.altered);
        assert!(list.altered.iter().all(|one| one.detail.contains(what)), "{:?}", list.altered);
        // What cannot be read may stand against whatever is prescribed: that needs an answer before it is signed.
        let check = CheckMedications {
            patient_id: room.patient,
            prescription_id: PrescriptionId::fresh(),
            replaces_id: None,
            medications: vec![medication("Paracetamol")],
        };
        let warnings = prescriptions::warnings(&room.world.clinic, &room.user.actor, check).await.unwrap();
        let [warning] = &warnings[..] else { panic!("{warnings:?}") };
        assert!(warning.warning_kind == WarningKind::Unreadable && warning.words.contains(what), "{warning:?}");
        let signed = room.sign(room.fresh(content("Paracetamol"))).await;
        assert_eq!(signed, Err(Refusal::WarningsUnanswered { count: 1 }.into()));
    };
    room.change("create table kept as select * from prescription_signatures").await;
    room.change("create table kept_versions as select * from prescription_versions").await;
    room.change(
        "update prescription_signatures s join kept k on k.prescription_id <> s.prescription_id \
         set s.sealed = k.sealed, s.key_id = k.key_id",
    )
    .await;
    found("prescription_signatures", 0).await;
    room.change(
        "update prescription_signatures s join kept k on k.prescription_id = s.prescription_id \
         set s.sealed = k.sealed, s.key_id = k.key_id",
    )
    .await;
    assert_eq!(room.list_as(&room.user).await.unwrap().len(), 2);
    room.change("update prescription_versions set sealed = insert(sealed, 30, 1, char(ascii(substr(sealed, 30)) ^ 1))")
        .await;
    found("prescription_versions", 0).await;
    room.change(
        "update prescription_versions v join kept_versions k using (prescription_id, version) set v.sealed = k.sealed",
    )
    .await;
    room.change("update prescription_versions set sealed = insert(sealed, 30, 1, char(ascii(substr(sealed, 30)) ^ 1)) order by saved_at limit 1")
        .await;
    found("prescription_versions", 1).await;
    room.change("delete from prescription_signatures").await;
    room.change("drop table kept, kept_versions").await;
}
