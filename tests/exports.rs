//! All data of one patient, taken out into a folder on a real disk: everything is in it, nothing of anybody else, and there
//! is all of it or nothing.

mod house;

use std::path::Path;
use std::sync::Mutex;

use chrono::Duration;
use clinic_core::access::{Action, Role};
use clinic_core::chart::model::*;
use clinic_core::consultations;
use clinic_core::consultations::break_glass;
use clinic_core::consultations::break_glass::model::BreakGlass;
use clinic_core::consultations::model::SaveNote;
use clinic_core::consultations::note::{Diagnosis, FollowUp, NoteContent, Vitals};
use clinic_core::consultations::versions::model::{AddAddendum, Signing};
use clinic_core::error::{ClinicError, KeepingFault, RecordKind, Refusal};
use clinic_core::exports;
use clinic_core::exports::model::{ExportPatient, ExportScope};
use clinic_core::ids::*;
use clinic_core::letters;
use clinic_core::letters::model::{IssueLetter, LetterContent};
use clinic_core::prepared_texts::model::LetterKind;
use clinic_core::prescriptions;
use clinic_core::prescriptions::content::{PrescribedMedication, PrescriptionContent};
use clinic_core::prescriptions::model::SavePrescription;
use clinic_core::records::model::*;
use clinic_core::records::{self, Going};
use clinic_core::restrictions;
use clinic_core::restrictions::model::{RestrictProcessing, RestrictionGround};
use serde_json::Value;

use self::house::{House, Taken};

use crate::chart::entry;
use crate::support::monday_at_eight;
use crate::support::people::PASSWORD;

fn note(about: &str) -> NoteContent {
    NoteContent {
        chief_complaint: format!("Complains of {about}."),
        history_of_present_illness: format!("The {about} began in May."),
        past_history: format!("Never had {about} before."),
        examination: format!("Nothing seen of the {about}."),
        assessment: format!("It is {about}."),
        diagnoses: vec![Diagnosis { code: "J20.9".into(), title: format!("{about} as coded"), remark: "mild".into() }],
        plan: format!("Wait for the {about} to end."),
        private_notes: format!("Privately: {about}."),
        vitals: Vitals { pulse_per_minute: "72".into(), weight_kg: "64.5".into(), ..Vitals::default() },
        follow_up: FollowUp { wanted: true, in_days: "14".into(), what_for: format!("see the {about}") },
    }
}

fn prescription(visit: AppointmentId, of: &str) -> SavePrescription {
    SavePrescription {
        request_id: RequestId::fresh(),
        prescription_id: PrescriptionId::fresh(),
        appointment_id: visit,
        replaces_id: None,
        row_version: None,
        content: PrescriptionContent {
            complaint: format!("{of} complaint"),
            medications: vec![PrescribedMedication {
                name: format!("{of} 500 mg"),
                dose: "1 tablet".into(),
                instructions: format!("{of} after meals"),
                ..PrescribedMedication::default()
            }],
            advice: format!("{of} advice"),
            ..PrescriptionContent::default()
        },
    }
}

fn letter(visit: AppointmentId, text: &str) -> IssueLetter {
    IssueLetter {
        request_id: RequestId::fresh(),
        letter_id: LetterId::fresh(),
        appointment_id: visit,
        content: LetterContent {
            kind: LetterKind::Referral,
            recipient: "Dr Abel Mensah".into(),
            subject: String::new(),
            text: text.into(),
            from_on: String::new(),
            until_on: String::new(),
        },
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and what follows";

#[tokio::test]
async fn everything_of_the_patient_is_in_it_and_nothing_of_a_neighbour() {
    let house = House::open().await;
    let (clinic, user, patient) = (&house.room.world.clinic, &house.room.user, house.room.patient);

    // What the desk knows.
    house
        .change(
            "update patients set phone = '+442079460000', address = '1 Harbour <Street>', email = 'ann@example.org', \
             emergency_name = 'Bo Lee, her brother', emergency_phone = '+442079460001', insurer = 'Harbour Mutual', \
             insurance_number = 'HM-7731'",
        )
        .await;
    sqlx::query(
        "insert into waitlist_entries (id, patient_id, visit_kind, weekdays, priority, notes) \
         values (?, ?, 'in_person', 127, 'urgent', 'Would rather come early')",
    )
    .bind(fresh())
    .bind(patient)
    .execute(&mut house.room.world.sql().await)
    .await
    .unwrap();
    sqlx::query(
        "insert into messages (id, message_type, patient_id, appointment_id, address, doctor_id, location_id, starts_at, \
         scheduled_for, next_try_at, state, sent_at) select ?, 'appointment_moved', patient_id, id, 'written-to@example.org', \
         doctor_id, location_id, starts_at, starts_at, starts_at, 'sent', starts_at from appointments where id = ?",
    )
    .bind(fresh())
    .bind(house.room.visit)
    .execute(&mut house.room.world.sql().await)
    .await
    .unwrap();

    // What is clinical, in its versions.
    let mut open = house.opened(user, house.room.visit).await;
    prescriptions::save(clinic, &user.actor, prescription(house.room.visit, "Amoxil")).await.unwrap();
    letters::issue(clinic, &user.actor, letter(house.room.visit, "Thank you for seeing her ear.")).await.unwrap();
    let draft = SaveNote {
        request_id: RequestId::fresh(),
        consultation_id: open.id,
        row_version: open.row_version,
        content: note("earache"),
    };
    open.row_version = consultations::save_draft(clinic, &user.actor, draft.clone()).await.unwrap().row_version;
    let known = consultations::complete(
        clinic,
        &user.actor,
        SaveNote { row_version: open.row_version, request_id: RequestId::fresh(), ..draft }.completing(Signing::Now),
    )
    .await
    .unwrap();
    let addendum = AddAddendum {
        request_id: RequestId::fresh(),
        consultation_id: known.id,
        version: known.version,
        reason: "Forgotten".into(),
        text: "The left ear, not the right.".into(),
        signing: Signing::Now,
    };
    consultations::add_addendum(clinic, &user.actor, addendum).await.unwrap();
    house.completed(&house.other, house.elsewhere, note("limping")).await;

    let allergy = |substance: &str| ChartFact::Allergy {
        substance: substance.into(),
        allergy_to: AllergyTo::Medication,
        severity: AllergySeverity::Severe,
        reaction: "Swelling of the throat".into(),
    };
    let first = house.noted(patient, allergy("Penicilin")).await;
    house
        .noted_as(SaveChartEntry {
            entry_id: first.id,
            row_version: Some(first.row_version),
            why: "Misspelt at first".into(),
            ..entry(patient, allergy("Penicillin G"))
        })
        .await;
    let text = |text: &str| text.to_owned();
    for fact in [
        ChartFact::Condition {
            code: "E11.9".into(),
            title: text("Type 2 diabetes"),
            since: text("since 2019"),
            remark: text("Diet only"),
        },
        ChartFact::Medication {
            name: text("Metformin 500 mg"),
            dose: text("twice a day"),
            since: text("May 2020"),
            remark: text("from her family doctor"),
        },
        ChartFact::FamilyHistory { relative: text("grandmother"), title: text("Breast cancer"), remark: text("at 71") },
        ChartFact::SocialHistory { topic: SocialTopic::Work, words: text("Sails ferries at night") },
        ChartFact::Immunisation {
            vaccine: text("Tetanus"),
            given_on: text("2019-05"),
            batch: text("TX-4471"),
            remark: text("in the left arm"),
        },
        ChartFact::BloodType { blood_type: BloodType::AbNegative, remark: text("blood donor card") },
        ChartFact::NoKnownAllergy {},
    ] {
        house.noted(patient, fact).await;
    }
    let bytes: Vec<u8> = PNG.iter().copied().chain((0..2_500_000_u32).map(|at| (at % 251) as u8)).collect();
    let record = house.kept(patient, "knee: scan.png", "Knee of Ann", &bytes).await;
    let described = DescribeRecord {
        request_id: RequestId::fresh(),
        record_id: record.id,
        row_version: record.row_version,
        form: RecordForm { title: "Left knee of Ann".into(), ..record.form.clone() },
    };
    records::describe(clinic, &user.actor, described).await.unwrap();

    // A neighbour, with all of it too.
    let neighbour = house.room.world.plain_patient("Nakamura", "Noa").await;
    let at = monday_at_eight() + Duration::hours(3);
    let theirs =
        house.room.world.plain_visit(neighbour, house.room.doctor.id, house.room.location, at, "checked_in").await;
    house.opened(user, theirs).await;
    prescriptions::save(clinic, &user.actor, prescription(theirs, "Zestril")).await.unwrap();
    letters::issue(clinic, &user.actor, letter(theirs, "Noa is fit to dive.")).await.unwrap();
    house.completed(user, theirs, note("dizziness")).await;
    house.noted(neighbour, allergy("Latex of Noa")).await;
    house.kept(neighbour, "noa.png", "Skull of Noa", PNG).await;

    let taken = house.taken_out().await;
    assert_eq!((taken.exported.scope, taken.exported.files), (ExportScope::Everything, 1));
    assert_eq!(taken.bundle["resourceType"], "Bundle");
    assert_eq!(taken.bundle["type"], "collection");
    taken.says(&[
        "Lee",
        "Ann",
        "1990-02-28",
        "+442079460000",
        "1 Harbour ",
        "ann@example.org",
        "Bo Lee, her brother",
        "+442079460001",
        "Harbour Mutual",
        "HM-7731",
        "cough",
        "High Street",
        "Would rather come early",
        "written-to@example.org",
        "Complains of earache.",
        "The earache began in May.",
        "Never had earache before.",
        "Nothing seen of the earache.",
        "It is earache.",
        "earache as coded",
        "Wait for the earache to end.",
        "Privately: earache.",
        "see the earache",
        "64.5",
        "The left ear, not the right.",
        "Forgotten",
        "Complains of limping.",
        "Dr Bo Carr",
        "Dr Ada Osei",
        "Penicilin",
        "Penicillin G",
        "Swelling of the throat",
        "Misspelt at first",
        "Type 2 diabetes",
        "E11.9",
        "since 2019",
        "Diet only",
        "Metformin 500 mg",
        "twice a day",
        "May 2020",
        "from her family doctor",
        "grandmother",
        "Breast cancer",
        "at 71",
        "Sails ferries at night",
        "Tetanus",
        "2019-05",
        "TX-4471",
        "in the left arm",
        "AB-",
        "blood donor card",
        "Amoxil 500 mg",
        "Amoxil after meals",
        "Amoxil advice",
        "Amoxil complaint",
        "Dr Abel Mensah",
        "Thank you for seeing her ear.",
        "Knee of Ann",
        "Left knee of Ann",
        "without contrast.",
        "left knee",
        "2026-02-27",
        &record.sha256,
    ]);
    taken.says_nothing_of(&["Nakamura", "Noa", "dizziness", "Zestril", "dive", "Latex", "Skull"]);
    // The other doctor's private words are theirs; that there are some is said.
    taken.says_nothing_of(&["Privately: limping."]);
    taken.says(&["Private notes in version 1 of the note of 2 March 2026: sealed for The doctor, ask there"]);
    assert_eq!(taken.exported.sealed, 1);
    assert!(taken.html.contains("1 Harbour &lt;Street&gt;") && !taken.html.contains("<script"), "it stands alone");

    // The names of the standard, each with what it needs.
    for (kind, count) in [
        ("Patient", 1),
        ("Appointment", 3),
        ("Encounter", 2),
        ("Communication", 1),
        ("AllergyIntolerance", 3),
        ("Condition", 3),
        ("MedicationStatement", 1),
        ("FamilyMemberHistory", 1),
        ("Immunization", 1),
        ("MedicationRequest", 1),
        ("DocumentReference", 2),
        ("OperationOutcome", 1),
        ("Observation", 6),
        ("Composition", 5),
    ] {
        assert_eq!(taken.resources(kind).len(), count, "{kind}");
    }
    let newest = |one: &&&Value| one["meta"]["tag"][0]["code"] == "newest";
    assert_eq!(taken.resources("AllergyIntolerance").iter().filter(newest).count(), 2);
    for (kind, system) in [("AllergyIntolerance", "allergyintolerance"), ("Condition", "condition")] {
        // What is coded in a note is no item of the list of problems.
        for resource in taken.resources(kind).into_iter().filter(|one| one["verificationStatus"].is_object()) {
            let (clinical, verified) = (&resource["clinicalStatus"], &resource["verificationStatus"]);
            let wrong = verified["coding"][0]["code"] == "entered-in-error";
            let system = format!("http://terminology.hl7.org/CodeSystem/{system}-clinical");
            assert_eq!(clinical["coding"][0]["system"] == *system, !wrong, "{resource}");
        }
    }
    for resource in taken.resources("Composition") {
        assert_eq!(resource["subject"]["reference"], format!("Patient/{patient}"));
        assert!(resource["date"].is_string() && resource["author"][0]["display"].is_string(), "{resource}");
    }
    // Who read it, this reading too.
    let actions: Vec<&str> =
        taken.resources("AuditEvent").iter().filter_map(|one| one["type"]["code"].as_str()).collect();
    for action in ["consultation_opened", "chart_entry_saved", "record_added", "patient_exported"] {
        assert!(actions.contains(&action), "{action}: {actions:?}");
    }

    // The file itself, byte for byte, readable by this user only.
    let document = taken.resources("DocumentReference")[0];
    let url = document["content"][0]["attachment"]["url"].as_str().unwrap();
    assert_eq!(url, "records/001 knee_ scan.png");
    assert_eq!(std::fs::read(Path::new(&taken.exported.folder).join(url)).unwrap(), bytes);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = Path::new(&taken.exported.folder);
        assert_eq!((mode(folder), mode(&folder.join("patient.json"))), (0o700, 0o600));
    }
    assert_eq!(house.names().len(), 1, "nothing aside is left");
}

#[tokio::test]
async fn a_second_export_takes_no_name_away() {
    let house = House::open().await;
    let (one, two) = (house.taken_out().await, house.taken_out().await);
    assert_eq!(two.exported.folder, format!("{} (2)", one.exported.folder));
    assert_eq!(house.room.world.audited("patient_exported").await, 2);
}

#[tokio::test]
async fn a_draft_of_a_colleague_is_named_and_ones_own_is_there() {
    let house = House::open().await;
    for (user, visit, words) in [
        (&house.room.user, house.room.visit, "own draft words"),
        (&house.other, house.elsewhere, "foreign draft words"),
    ] {
        let open = house.opened(user, visit).await;
        let content = NoteContent { plan: words.into(), ..NoteContent::default() };
        let (request_id, consultation_id, row_version) = (RequestId::fresh(), open.id, open.row_version);
        let request = SaveNote { request_id, consultation_id, row_version, content };
        consultations::save_draft(&house.room.world.clinic, &user.actor, request).await.unwrap();
    }
    let taken = house.taken_out().await;
    taken.says(&[
        "own draft words",
        "The draft of the note of 2 March 2026, which is not completed: sealed for Dr Bo Carr, ask there",
    ]);
    taken.says_nothing_of(&["foreign draft words"]);
}

#[tokio::test]
async fn an_administrator_takes_out_what_is_not_sealed_and_is_told_whom_to_ask() {
    let house = House::open().await;
    house.completed(&house.room.user, house.room.visit, note("earache")).await;
    let administrator = house.room.world.user(Role::Administrator).await;
    let taken = Taken::of(house.take_out_as(&administrator).await.unwrap().unwrap());
    assert_eq!((taken.exported.scope, taken.exported.files, taken.exported.sealed), (ExportScope::Readable, 0, 2));
    taken.says(&["Lee", "cough", "sealed for Dr Ada Osei, ask there", "sealed for Dr Bo Carr, ask there"]);
    taken.says_nothing_of(&["earache"]);
    assert!(taken.resources("Composition").is_empty());
}

#[tokio::test]
async fn whoever_may_not_takes_nothing_out() {
    let house = House::open().await;
    let receptionist = house.room.world.user(Role::Receptionist).await;
    let forbidden = Err(ClinicError::Forbidden { action: Action::ExportPatient });
    assert_eq!(house.take_out_as(&receptionist).await, forbidden);
    let stranger = house.room.world.user(Role::Doctor).await;
    let not_found = Err(ClinicError::NotFound { what: RecordKind::Patient });
    assert_eq!(house.take_out_as(&stranger).await, not_found);
    // What an emergency opens is read, and not handed out.
    let breaking = BreakGlass {
        request_id: RequestId::fresh(),
        id: BreakGlassId::fresh(),
        patient_id: house.room.patient,
        reason: "Unconscious in the waiting room.".into(),
        password: PASSWORD.into(),
    };
    break_glass::open(&house.room.world.clinic, &stranger.actor, breaking).await.unwrap();
    assert_eq!(house.take_out_as(&stranger).await, not_found);
    let nobody = ExportPatient { request_id: RequestId::fresh(), patient_id: PatientId::fresh() };
    let administrator = house.room.world.user(Role::Administrator).await;
    let clinic = &house.room.world.clinic;
    assert_eq!(exports::take_out(clinic, &administrator.actor, nobody, &house.folder, |_| Going::On).await, not_found);
    assert_eq!((house.room.world.audited("patient_exported").await, house.names().len()), (0, 0));
}

#[tokio::test]
async fn a_restriction_does_not_keep_the_patients_data_from_the_patient() {
    let house = House::open().await;
    house.completed(&house.room.user, house.room.visit, note("earache")).await;
    house.kept(house.room.patient, "scan.png", "Knee of Ann", PNG).await;
    let administrator = house.room.world.user(Role::Administrator).await;
    let request = RestrictProcessing {
        request_id: RequestId::fresh(),
        id: RestrictionId::fresh(),
        patient_id: house.room.patient,
        ground: RestrictionGround::Objection,
        words: "Asked for by telephone".into(),
    };
    restrictions::restrict(&house.room.world.clinic, &administrator.actor, request).await.unwrap();
    let taken = house.taken_out().await;
    taken.says(&["Complains of earache.", "Knee of Ann", "Asked for by telephone"]);
    assert_eq!((taken.resources("Flag")[0]["status"].as_str(), taken.exported.files), (Some("active"), 1));
}

#[tokio::test]
async fn one_that_is_stopped_leaves_nothing_wherever_it_stops() {
    let house = House::open().await;
    let bytes: Vec<u8> = PNG.iter().copied().chain((0..1_500_000_u32).map(|at| (at % 13) as u8)).collect();
    house.kept(house.room.patient, "scan.png", "Knee of Ann", &bytes).await;
    let told = Mutex::new(Vec::new());
    let whole = house.take_out_to(&house.room.user, &house.folder, |progress| {
        told.lock().unwrap().push(progress);
        Going::On
    });
    let folder = whole.await.unwrap().unwrap().folder;
    std::fs::remove_dir_all(folder).unwrap();
    let told = told.into_inner().unwrap();
    let last = told.last().unwrap();
    assert_eq!((last.done, last.of), (last.of, u32::try_from(told.len()).unwrap()), "{told:?}");
    for stops_at in 1..=last.of {
        let stopped = house.take_out_to(&house.room.user, &house.folder, |progress| {
            if progress.done == stops_at { Going::Stops } else { Going::On }
        });
        assert_eq!(stopped.await, Ok(None));
        assert_eq!(house.names(), [""; 0], "stopped at {stops_at}");
    }
}

#[tokio::test]
async fn one_that_fails_leaves_nothing_and_says_why() {
    let house = House::open().await;
    house.kept(house.room.patient, "scan.png", "Knee of Ann", PNG).await;
    let gone = house.folder.join("gone");
    let refused = house.take_out_to(&house.room.user, &gone, |_| Going::On).await;
    let folder = gone.display().to_string();
    assert_eq!(refused, Err(Refusal::NotKept { folder, why: KeepingFault::NoFolder }.into()));
    // What is in the records is not what was added.
    house.change("update record_chunks set sealed = concat(left(sealed, length(sealed) - 1), 'x')").await;
    let broken = house.take_out_as(&house.room.user).await.unwrap_err();
    let ClinicError::Inconsistent { detail } = broken else { panic!("{broken:?}") };
    assert!(detail.starts_with("record_chunks.part of "), "{detail}");
    assert_eq!(house.names(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_goes_away_on_the_way_leaves_nothing() {
    let house = House::open().await;
    house.kept(house.room.patient, "scan.png", "Knee of Ann", PNG).await;
    let clinic = house.room.world.at_another_workstation().await.clinic;
    let (reached, at_the_chart) = tokio::sync::mpsc::unbounded_channel();
    let (pulled, is_pulled) = std::sync::mpsc::channel();
    let (away, is_pulled) = (clinic.clone(), Mutex::new(is_pulled));
    // In the middle every connection is closed, as when the cable is pulled.
    let pulling = tokio::spawn(async move {
        let mut at_the_chart: tokio::sync::mpsc::UnboundedReceiver<()> = at_the_chart;
        at_the_chart.recv().await;
        away.close().await;
        pulled.send(()).ok();
    });
    let ended = exports::take_out(&clinic, &house.room.user.actor, house.asking(), &house.folder, |progress| {
        if progress.done == 3 {
            reached.send(()).ok();
            tokio::task::block_in_place(|| is_pulled.lock().unwrap().recv().ok());
        }
        Going::On
    });
    let ended = ended.await;
    pulling.await.unwrap();
    assert!(matches!(ended, Err(ClinicError::Offline { .. })), "{ended:?}");
    assert_eq!(house.names(), [""; 0]);
}

#[tokio::test]
async fn what_a_cut_off_one_left_is_cleared_by_the_next() {
    let house = House::open().await;
    let reference: String = sqlx::query_scalar("select reference from patients where id = ?")
        .bind(house.room.patient)
        .fetch_one(&mut house.room.world.sql().await)
        .await
        .unwrap();
    let left = house.folder.join(format!(".patient-{reference}-2026-03-02.unfinished"));
    std::fs::create_dir_all(left.join("records")).unwrap();
    std::fs::write(left.join("records/half"), b"half").unwrap();
    house.taken_out().await;
    assert_eq!(house.names(), [format!("patient-{reference}-2026-03-02")]);
}
