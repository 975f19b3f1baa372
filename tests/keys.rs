//! The keys to clinical content on a real server: found, handed over, recovered, renewed; and what does not open.

use crate::support::people::{PASSWORD, SignedIn};
use crate::support::{World, monday_at_eight};
use chrono::Duration;
use clinic_core::access::Role;
use clinic_core::consultations;
use clinic_core::consultations::model::{ConsultationView, HistoryRequest, MayStart, OpenConsultation, SaveNote};
use clinic_core::consultations::note::NoteContent;
use clinic_core::consultations::versions::model::Signing;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::{AppointmentId, ConsultationId, PatientId, RequestId};
use clinic_core::keys;
use clinic_core::keys::model::{KeysMissing, KeysRequest, KeysState, LetIn, NewKeys, RecoverKeys};
use clinic_core::users;
use clinic_core::users::model::{ChangePassword, SignIn, Unlock};

const SENTENCE: &str = "turquoise sputum since Candlemas";

/// A doctor with the clinic's first keys, and a visit with a completed note.
struct Sealed {
    world: World,
    ada: SignedIn,
    patient: PatientId,
    visit: AppointmentId,
    note: ConsultationView,
}

fn asked() -> KeysRequest {
    KeysRequest { request_id: RequestId::fresh() }
}

impl Sealed {
    async fn new() -> Self {
        let world = World::new().await;
        let doctor = world.doctor("Dr Ada Osei").await;
        let ada = world.signed_in_doctor(&doctor).await;
        let location = world.location("High Street", "Europe/London").await.id;
        let patient = world.plain_patient("Lee", "Ann").await;
        let at = monday_at_eight() + Duration::hours(2);
        let visit = world.plain_visit(patient, doctor.id, location, at, "checked_in").await;
        let open = OpenConsultation {
            request_id: RequestId::fresh(),
            appointment_id: visit,
            consultation_id: ConsultationId::fresh(),
            may_start: MayStart::Anyway,
        };
        let open = consultations::open(&world.clinic, &ada.actor, open).await.expect("an open note");
        let content = NoteContent { plan: SENTENCE.into(), ..NoteContent::default() };
        let save = |row_version| SaveNote {
            request_id: RequestId::fresh(),
            consultation_id: open.id,
            row_version,
            content: content.clone(),
        };
        let saved =
            consultations::save_draft(&world.clinic, &ada.actor, save(open.row_version)).await.expect("a saved draft");
        let note = consultations::complete(&world.clinic, &ada.actor, save(saved.row_version).completing(Signing::Now))
            .await
            .expect("a note that stands");
        Self { world, ada, patient, visit, note }
    }

    /// The plan of the patient's past visit, as this clinician reads it; what is said where the note was altered.
    async fn read(&self, by: &SignedIn) -> Result<String, ClinicError> {
        let actor = users::actor(&self.world.clinic, &by.token).await?;
        let request = HistoryRequest { request_id: RequestId::fresh(), patient_id: self.patient, before: None };
        let past = consultations::history(&self.world.clinic, &actor, request).await?;
        match &past[0].altered {
            Some(detail) => Err(ClinicError::Inconsistent { detail: detail.clone() }),
            None => Ok(past[0].note.clone().expect("a note").plan),
        }
    }

    async fn state(&self, of: &SignedIn) -> KeysState {
        let actor = users::actor(&self.world.clinic, &of.token).await.expect("an actor");
        keys::state(&self.world.clinic, &actor).await.expect("the state")
    }

    /// A colleague with a visit of the same patient, signed in and not let in.
    async fn colleague(&self) -> SignedIn {
        let doctor = self.world.doctor("Dr Ben Roth").await;
        let location = self.world.location("North", "Europe/London").await.id;
        let at = monday_at_eight() + Duration::hours(4);
        self.world.plain_visit(self.patient, doctor.id, location, at, "scheduled").await;
        self.world.newcomer(&doctor).await
    }

    async fn change(&self, sql: &'static str) {
        sqlx::raw_sql(sql).execute(&mut self.world.sql().await).await.expect("the test's own statement");
    }
}

#[tokio::test]
async fn the_first_clinician_finds_the_keys_and_nobody_finds_them_again() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ada Osei").await;
    let ada = world.newcomer(&doctor).await;
    let state = keys::state(&world.clinic, &ada.actor).await.unwrap();
    assert_eq!((state.missing, state.data_key), (Some(KeysMissing::NotFound), 0));
    assert_eq!(ada.actor.keys().map(drop), Err(Refusal::KeysMissing { why: KeysMissing::NotFound }.into()));
    let shown = keys::found(&world.clinic, &ada.actor, asked()).await.unwrap();
    assert_eq!(shown.words.split('-').count(), 14);
    let actor = users::actor(&world.clinic, &ada.token).await.unwrap();
    assert!(actor.keys().is_ok());
    let again = keys::found(&world.clinic, &actor, asked()).await.map(drop);
    assert_eq!(again, Err(Refusal::KeysFoundAlready.into()));
    let state = keys::state(&world.clinic, &actor).await.unwrap();
    assert_eq!((state.missing, state.data_key, state.holders.len(), state.waiting.len()), (None, 1, 1, 0));
    assert!(state.recovery_made_at.is_some());
    for action in ["key_pair_made", "keys_found"] {
        assert_eq!(world.audited(action).await, 1, "{action}");
    }
}

#[tokio::test]
async fn what_was_readable_before_there_were_keys_is_sealed_when_they_are_found() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ada Osei").await;
    let ada = world.newcomer(&doctor).await;
    let location = world.location("High Street", "Europe/London").await.id;
    let patient = world.plain_patient("Lee", "Ann").await;
    let visit = world.plain_visit(patient, doctor.id, location, monday_at_eight(), "in_progress").await;
    let id = ConsultationId::fresh();
    let plain = {
        use sha2::{Digest, Sha256};
        let content = br#"{"plan":"as it was kept before"}"#;
        let sum = Sha256::new().chain_update(id.0).chain_update(0_u32.to_be_bytes()).chain_update(content).finalize();
        [b"CDP1".as_slice(), &sum, content].concat()
    };
    sqlx::query(
        "insert into consultations (id, appointment_id, patient_id, doctor_id, draft_sealed, draft_key_id, draft_by, \
         draft_saved_at) values (?, ?, ?, ?, ?, 0, ?, utc_timestamp(6))",
    )
    .bind(id)
    .bind(visit)
    .bind(patient)
    .bind(doctor.id)
    .bind(&plain)
    .bind(ada.view.user_id)
    .execute(&mut world.sql().await)
    .await
    .unwrap();
    keys::found(&world.clinic, &ada.actor, asked()).await.unwrap();
    let open = OpenConsultation {
        request_id: RequestId::fresh(),
        appointment_id: visit,
        consultation_id: id,
        may_start: MayStart::Nothing,
    };
    let actor = users::actor(&world.clinic, &ada.token).await.unwrap();
    assert_eq!(consultations::open(&world.clinic, &actor, open).await.unwrap().content.plan, "as it was kept before");
    // From then on nothing readable is taken for a note.
    sqlx::query("update consultations set draft_sealed = ?, draft_key_id = 0")
        .bind(&plain)
        .execute(&mut world.sql().await)
        .await
        .unwrap();
    let open = OpenConsultation { request_id: RequestId::fresh(), ..open };
    let refused = consultations::open(&world.clinic, &actor, open).await.unwrap_err();
    assert!(refused.to_string().contains("names data key 0"), "{refused}");
}

#[tokio::test]
async fn a_colleague_reads_nothing_until_let_in_by_the_fingerprint_that_was_compared() {
    let clinic = Sealed::new().await;
    let ben = clinic.colleague().await;
    let not_let_in = ClinicError::from(Refusal::KeysMissing { why: KeysMissing::NotLetIn });
    assert_eq!(clinic.read(&ben).await, Err(not_let_in.clone()));
    let waiting = clinic.state(&clinic.ada).await.waiting;
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].fingerprint, clinic.state(&ben).await.fingerprint);
    let let_in = |fingerprint: &str| LetIn {
        request_id: RequestId::fresh(),
        user_id: waiting[0].user_id,
        fingerprint: fingerprint.into(),
    };
    let (server, ada) = (&clinic.world.clinic, &clinic.ada.actor);
    let other = keys::let_in(server, ada, let_in("AAAA-BBBB-CCCC-DDDD")).await;
    assert_eq!(other, Err(ClinicError::Stale { what: RecordKind::User }), "another pair than the one compared");
    let by_himself = keys::let_in(server, &ben.actor, let_in(&waiting[0].fingerprint)).await;
    assert_eq!(by_himself, Err(not_let_in));
    let unknown = LetIn { user_id: clinic_core::ids::UserId::fresh(), ..let_in(&waiting[0].fingerprint) };
    assert_eq!(keys::let_in(server, ada, unknown).await, Err(ClinicError::NotFound { what: RecordKind::User }));
    keys::let_in(server, ada, let_in(&waiting[0].fingerprint)).await.unwrap();
    let state = clinic.state(&ben).await;
    assert_eq!((state.missing, state.holders.len(), state.waiting.len()), (None, 2, 0));
    assert_eq!(clinic.read(&ben).await.as_deref(), Ok(SENTENCE));
    assert_eq!(clinic.world.audited("keys_handed_over").await, 1);
}

#[tokio::test]
async fn a_lock_takes_the_keys_away_and_the_password_brings_them_back() {
    let clinic = Sealed::new().await;
    let server = &clinic.world.clinic;
    users::lock(server, &clinic.ada.token).await.unwrap();
    let before = clinic.ada.actor.clone();
    users::unlock(server, &clinic.ada.token, Unlock { password: PASSWORD.into() }).await.unwrap();
    assert_eq!(clinic.read(&clinic.ada).await.as_deref(), Ok(SENTENCE));
    drop(before);
    // Another workstation of the same person opens them by the same password.
    let there = clinic.world.at_another_workstation().await;
    let request = SignIn { email: clinic.ada.view.email.clone(), password: PASSWORD.into() };
    let (token, _) = users::sign_in(&there.clinic, "room 2", request).await.unwrap();
    let actor = users::actor(&there.clinic, &token).await.unwrap();
    assert!(actor.keys().is_ok());
    users::sign_out(&there.clinic, &token).await.unwrap();
    assert!(users::actor(&there.clinic, &token).await.is_err());
}

#[tokio::test]
async fn a_changed_password_opens_the_same_keys_and_one_set_by_somebody_else_opens_none() {
    let clinic = Sealed::new().await;
    let server = &clinic.world.clinic;
    let change = ChangePassword {
        request_id: RequestId::fresh(),
        password: PASSWORD.into(),
        new_password: "amber trombone waits south".into(),
    };
    users::change_password(server, &clinic.ada.token, change).await.unwrap();
    assert_eq!(clinic.read(&clinic.ada).await.as_deref(), Ok(SENTENCE));
    let email = clinic.ada.view.email.clone();
    let again = clinic.world.signed_in_by(&email, "amber trombone waits south").await;
    assert_eq!(clinic.read(&again).await.as_deref(), Ok(SENTENCE));
    let pair = clinic.state(&again).await.fingerprint;

    let system = crate::support::builders::system();
    users::set_password(server, &system, &email, "first of many passwords".into()).await.unwrap();
    let request = SignIn { email: email.clone(), password: "first of many passwords".into() };
    let (token, _) = users::sign_in(server, "room 2", request).await.unwrap();
    let change = ChangePassword {
        request_id: RequestId::fresh(),
        password: "first of many passwords".into(),
        new_password: "copper lantern turns west".into(),
    };
    users::change_password(server, &token, change).await.unwrap();
    let actor = users::actor(server, &token).await.unwrap();
    let state = keys::state(server, &actor).await.unwrap();
    assert_eq!(state.missing, Some(KeysMissing::NotLetIn), "whoever sets a password reads nothing by it");
    assert_ne!(state.fingerprint, pair);
}

#[tokio::test]
async fn new_keys_are_made_by_whoever_says_their_password_again() {
    let clinic = Sealed::new().await;
    let server = &clinic.world.clinic;
    let by = |password: &str| NewKeys { request_id: RequestId::fresh(), password: password.into() };
    let wrong = users::renew_recovery_key(server, &clinic.ada.actor, by("a guess")).await.map(drop);
    assert_eq!(wrong, Err(Refusal::WrongCredentials.into()));
    let wrong = users::rotate_keys(server, &clinic.ada.actor, by("")).await;
    assert_eq!(wrong, Err(Refusal::WrongCredentials.into()));
    assert_eq!(clinic.state(&clinic.ada).await.data_key, 1);
    let shown = users::renew_recovery_key(server, &clinic.ada.actor, by(PASSWORD)).await.unwrap().words;
    assert_eq!(shown.split('-').count(), 14);
    users::rotate_keys(server, &clinic.ada.actor, by(PASSWORD)).await.unwrap();
    assert_eq!(clinic.state(&clinic.ada).await.data_key, 2);
}

#[tokio::test]
async fn the_printed_key_opens_everything_when_everybody_forgot() {
    let clinic = Sealed::new().await;
    let server = &clinic.world.clinic;
    let shown = keys::renew_recovery(server, &clinic.ada.actor, asked()).await.unwrap().words;
    let ben = clinic.colleague().await;
    let recover = async |words: &str| {
        let actor = users::actor(server, &ben.token).await.unwrap();
        keys::recover(server, &actor, RecoverKeys { request_id: RequestId::fresh(), words: words.into() }).await
    };
    let invalid = |problem| ClinicError::from(FieldError::new("words", problem));
    assert_eq!(recover("").await, Err(invalid(FieldProblem::NotARecoveryKey)));
    assert_eq!(recover(&shown[..shown.len() - 1]).await, Err(invalid(FieldProblem::NotARecoveryKey)));
    let other = clinic_core::crypto::envelope::Recipient::fresh().unwrap();
    let other = clinic_core::crypto::recovery::words(&other);
    assert_eq!(recover(&other).await, Err(invalid(FieldProblem::UnknownChoice)), "another clinic's");
    recover(&shown.to_lowercase().replace('-', " ")).await.unwrap();
    assert_eq!(clinic.read(&ben).await.as_deref(), Ok(SENTENCE));
    assert_eq!(clinic.world.audited("keys_recovered").await, 1);
}

#[tokio::test]
async fn nothing_but_a_backup_and_the_paper_brings_the_notes_back() {
    let clinic = Sealed::new().await;
    let shown = keys::renew_recovery(&clinic.world.clinic, &clinic.ada.actor, asked()).await.unwrap().words;
    // What a backup holds, on another server's empty database; this one is gone.
    let restored = clinic.world.restored_from_a_backup().await;
    let system = crate::support::builders::system();
    let email = clinic.ada.view.email.clone();
    drop(clinic.ada);
    users::set_password(&restored.clinic, &system, &email, "first of many passwords".into()).await.unwrap();
    let request = SignIn { email, password: "first of many passwords".into() };
    let (token, _) = users::sign_in(&restored.clinic, "room 1", request).await.unwrap();
    let change = ChangePassword {
        request_id: RequestId::fresh(),
        password: "first of many passwords".into(),
        new_password: "copper lantern turns west".into(),
    };
    users::change_password(&restored.clinic, &token, change).await.unwrap();
    let actor = users::actor(&restored.clinic, &token).await.unwrap();
    let request = RecoverKeys { request_id: RequestId::fresh(), words: shown };
    keys::recover(&restored.clinic, &actor, request).await.unwrap();
    let actor = users::actor(&restored.clinic, &token).await.unwrap();
    let request = HistoryRequest { request_id: RequestId::fresh(), patient_id: clinic.patient, before: None };
    let past = consultations::history(&restored.clinic, &actor, request).await.unwrap();
    assert_eq!(past[0].note.clone().expect("a note").plan, SENTENCE);
}

#[tokio::test]
async fn a_new_data_key_seals_what_follows_and_all_before_it_wherever_the_sealing_stopped() {
    let clinic = Sealed::new().await;
    let server = &clinic.world.clinic;
    let ben = clinic.colleague().await;
    keys::rotate(server, &clinic.ada.actor, asked()).await.unwrap();
    let stale = keys::rotate(server, &clinic.ada.actor, asked()).await;
    assert_eq!(stale, Err(ClinicError::Stale { what: RecordKind::Keys }), "by keys from before");
    assert_eq!(clinic.read(&clinic.ada).await.as_deref(), Ok(SENTENCE), "under the old key still");
    let state = clinic.state(&clinic.ada).await;
    assert_eq!((state.data_key, state.left_to_reseal), (2, 3), "the draft, the version and the clinic's own key");
    let actor = users::actor(server, &clinic.ada.token).await.unwrap();
    let first = keys::reseal_some(server, &actor).await.unwrap();
    assert!(first.left > 0 && first.left < 3, "interrupted here");
    // Another session, another day: it goes on.
    let again = clinic.world.signed_in_by(&clinic.ada.view.email, PASSWORD).await;
    let mut left = first.left;
    while left > 0 {
        left = keys::reseal_some(server, &again.actor).await.unwrap().left;
    }
    assert_eq!(clinic.read(&again).await.as_deref(), Ok(SENTENCE));
    let under: Vec<u32> = sqlx::query_scalar(
        "select key_id from consultation_versions union all select draft_key_id from consultations \
         union all select key_id from clinic_signing_keys",
    )
    .fetch_all(&mut clinic.world.sql().await)
    .await
    .unwrap();
    assert_eq!(under, [2, 2, 2]);
    let waiting: Vec<_> = clinic.state(&again).await.waiting.into_iter().map(|one| one.user_id).collect();
    assert_eq!(waiting, [ben.view.user_id], "who was not in is not let in by a new key");
}

#[tokio::test]
async fn what_was_moved_cut_or_put_back_is_found_and_named() {
    let clinic = Sealed::new().await;
    let record = clinic.note.id.to_string();
    let tampered = async |sql: &'static str, says: &str| {
        clinic.change("create table kept as select * from consultation_versions").await;
        clinic.change(sql).await;
        let error = clinic.read(&clinic.ada).await.unwrap_err().to_string();
        assert!(error.contains(&record) && error.contains(says), "{sql}: {error}");
        assert!(!error.contains("turquoise"));
        clinic.change("update consultation_versions v join kept k on k.consultation_id = v.consultation_id and k.version = v.version set v.sealed = k.sealed, v.key_id = k.key_id").await;
        clinic.change("drop table kept").await;
        assert_eq!(clinic.read(&clinic.ada).await.as_deref(), Ok(SENTENCE));
    };
    let altered = "was altered, cut, or belongs to another record";
    tampered("update consultation_versions set sealed = left(sealed, length(sealed) - 1)", altered).await;
    tampered(
        "update consultation_versions set sealed = insert(sealed, 30, 1, char(ascii(substr(sealed, 30)) ^ 1))",
        altered,
    )
    .await;
    tampered("update consultation_versions set key_id = 7", "names data key 7").await;
    tampered(
        "update consultation_versions v join consultations c on c.id = v.consultation_id set v.sealed = c.draft_sealed",
        altered,
    )
    .await;
    // To another patient: the visit and the note point at somebody else, the ciphertext does not follow.
    let other = clinic.world.plain_patient("Moe", "Ida").await;
    let moved = sqlx::query("update consultations set patient_id = ?").bind(other);
    moved.execute(&mut clinic.world.sql().await).await.unwrap();
    let open = OpenConsultation {
        request_id: RequestId::fresh(),
        appointment_id: clinic.visit,
        consultation_id: clinic.note.id,
        may_start: MayStart::Nothing,
    };
    let error = consultations::open(&clinic.world.clinic, &clinic.ada.actor, open).await.unwrap_err().to_string();
    assert!(error.contains(altered), "{error}");
}

#[tokio::test]
async fn an_earlier_draft_does_not_open_in_place_of_a_later_one() {
    let clinic = Sealed::new().await;
    clinic.change("create table earlier as select draft_sealed, draft_version from consultations").await;
    clinic.change("update consultations set status = 'draft', completed_at = null, row_version = 9").await;
    clinic.change("delete from consultation_signatures").await;
    clinic.change("delete from consultation_versions").await;
    clinic.change("update appointments set status = 'in_progress'").await;
    let content = NoteContent { plan: "later".into(), ..NoteContent::default() };
    let request = SaveNote { request_id: RequestId::fresh(), consultation_id: clinic.note.id, row_version: 9, content };
    consultations::save_draft(&clinic.world.clinic, &clinic.ada.actor, request).await.unwrap();
    clinic.change("update consultations set draft_sealed = (select draft_sealed from earlier)").await;
    let open = OpenConsultation {
        request_id: RequestId::fresh(),
        appointment_id: clinic.visit,
        consultation_id: clinic.note.id,
        may_start: MayStart::Nothing,
    };
    let error = consultations::open(&clinic.world.clinic, &clinic.ada.actor, open).await.unwrap_err().to_string();
    assert!(error.contains("consultations.draft of") && error.contains("version 10"), "{error}");
}

#[tokio::test]
async fn every_sealed_column_is_known_to_the_sealing_anew() {
    let world = World::new().await;
    let columns: Vec<String> = sqlx::query_scalar(
        "select cast(concat(table_name, '.', column_name) as char) from information_schema.columns \
         where table_schema = database() and column_name like '%sealed' and column_name not like '%public' order by 1",
    )
    .fetch_all(&mut world.sql().await)
    .await
    .unwrap();
    let known = keys::sealed_columns();
    assert_eq!(columns, known);
}

#[tokio::test]
async fn nobody_but_clinicians_has_keys() {
    let clinic = Sealed::new().await;
    for role in [Role::Receptionist, Role::Administrator, Role::Kiosk] {
        let someone = clinic.world.user(role).await;
        let refused = someone.actor.keys().map(drop);
        assert_eq!(refused, Err(Refusal::KeysMissing { why: KeysMissing::NotAClinician }.into()), "{role:?}");
    }
    let system = crate::support::builders::system();
    assert!(system.keys().is_err());
}
