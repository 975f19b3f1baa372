//! A prescription on paper, and whoever checks it: read by poppler, zbar, openssl and node, none of them ours.

use std::path::PathBuf;
use std::process::Command;

use super::{Room, content};
use crate::support::papers::{pages, text};
use clinic_core::access::{Action, Role};
use clinic_core::error::{ClinicError, RecordKind, Refusal};
use clinic_core::ids::{PrescriptionId, RequestId};
use clinic_core::locations;
use clinic_core::locations::model::{LocationForm, SaveLocation};
use clinic_core::prescriptions::model::{PrescriptionView, SavePrescription};
use clinic_core::prescriptions::slip::SignedSlip;
use clinic_core::prescriptions::verifier::parse_key;
use clinic_core::printing;
use clinic_core::printing::model::{MadeFile, PrescriptionPaper, PrintPrescription, VerifierFile, VerifierRequest};

fn print(known: &PrescriptionView, paper: PrescriptionPaper) -> PrintPrescription {
    PrintPrescription { request_id: RequestId::fresh(), language: "en".into(), prescription_id: known.id, paper }
}

/// A folder for the files of one test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("clinic-rx-{}", clinic_core::ids::fresh().simple()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).expect("a temporary file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// What a program says, which has to be content.
fn said(command: &mut Command) -> String {
    let done = command.output().expect("./dev setup installs every program that is asked here");
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("UTF-8")
}

/// The QR code of the last page, as it looks when it was printed and scanned at 150 dots an inch.
fn scanned(pdf: &[u8]) -> String {
    let folder = Folder::new();
    let file = folder.put("paper.pdf", pdf);
    let last = pages(pdf).len().to_string();
    let picture = folder.0.join("page");
    said(Command::new("pdftoppm").args(["-r", "150", "-png", "-singlefile", "-f", &last]).arg(file).arg(&picture));
    said(Command::new("zbarimg").args(["--quiet", "--raw"]).arg(picture.with_extension("png"))).trim().to_owned()
}

impl Room {
    async fn print(&self, request: PrintPrescription) -> Result<MadeFile, ClinicError> {
        printing::prescription(&self.world.clinic, &self.user.actor, request).await
    }

    async fn verifier(&self, file: VerifierFile) -> String {
        let request = VerifierRequest { file };
        let made = printing::verifier(&self.world.clinic, &self.user.actor, request).await.expect("a file");
        String::from_utf8(made.bytes).expect("UTF-8")
    }

    async fn with_letterhead(self) -> Self {
        let form = LocationForm {
            name: "Harbour Street Clinic".into(),
            address: "12 Harbour Street\nLondon".into(),
            phone: "020 7946 0100".into(),
            what_to_bring: String::new(),
            time_zone: "Europe/London".into(),
            active: true,
            opening_hours: Vec::new(),
        };
        let known = locations::list(&self.world.clinic, &crate::support::builders::system()).await.expect("locations");
        let known = known.into_iter().find(|one| one.id == self.location).expect("the place");
        let row_version = Some(known.row_version);
        let request = SaveLocation { request_id: RequestId::fresh(), id: known.id, row_version, form };
        locations::save(&self.world.clinic, &crate::support::builders::system(), request).await.expect("a place");
        self
    }
}

#[tokio::test]
async fn a_prescription_is_printed_with_the_letterhead_and_again_as_a_copy() {
    let room = Room::open().await.with_letterhead().await;
    let draft = room.save(room.fresh(content("Amoxicillin 500 mg"))).await.unwrap();
    let refused = room.print(print(&draft, PrescriptionPaper::A4)).await;
    assert_eq!(refused, Err(Refusal::PrescriptionNotSigned.into()));
    let signed = room.sign(room.next(&draft, content("Amoxicillin 500 mg"))).await.unwrap();
    assert!(!signed.printed);
    let request = print(&signed, PrescriptionPaper::A4);
    let original = room.print(request.clone()).await.unwrap();
    assert_eq!(original.name, format!("prescription {}.pdf", signed.number));
    let read = text(&original.bytes);
    for words in [
        "Harbour Street Clinic",
        "12 Harbour Street, London · 020 7946 0100",
        "Prescription",
        &signed.number,
        "Lee, Ann",
        "28 Feb 1990",
        "Dr Ada Osei",
        "2 Mar 2026",
        "Valid until 1 Apr 2026",
        "Acute bronchitis",
        "Amoxicillin 500 mg",
        "After meals",
        "3 times a day",
        "7 days",
        "21",
        "Rest",
        "Signed electronically by Dr Ada Osei on 2 Mar 2026.",
    ] {
        assert!(read.contains(words), "{words} is not in: {read}");
    }
    assert!(!read.contains("COPY"), "{read}");
    let same = text(&room.print(request).await.unwrap().bytes);
    assert!(!same.contains("COPY"), "the same print asked for again is the original");
    for paper in [PrescriptionPaper::A4, PrescriptionPaper::A5] {
        let copy = room.print(print(&signed, paper)).await.unwrap();
        assert!(text(&copy.bytes).contains("Prescription · COPY"), "{paper:?}");
        assert_eq!(pages(&copy.bytes).len(), 1, "{paper:?}");
    }
    assert_eq!(room.world.audited("document_made").await, 3);
    let copies: i64 = sqlx::query_scalar(
        "select count(*) from audit_events where json_unquote(json_extract(detail, '$.copy')) = 'true'",
    )
    .fetch_one(&mut room.world.sql().await)
    .await
    .unwrap();
    assert_eq!(copies, 2);
    assert!(room.list_as(&room.user).await.unwrap()[0].printed);
    let nothing =
        PrintPrescription { prescription_id: PrescriptionId::fresh(), ..print(&signed, PrescriptionPaper::A5) };
    assert_eq!(room.print(nothing).await, Err(ClinicError::NotFound { what: RecordKind::Prescription }));
    for role in [Role::Receptionist, Role::Administrator] {
        let user = room.world.user(role).await;
        let refused =
            printing::prescription(&room.world.clinic, &user.actor, print(&signed, PrescriptionPaper::A4)).await;
        assert_eq!(refused, Err(ClinicError::Forbidden { action: Action::ReadNotes }));
    }
    let replacing = SavePrescription { replaces_id: Some(signed.id), ..room.fresh(content("Cefuroxime 250 mg")) };
    let replacing = room.sign(replacing).await.unwrap();
    let replaced = text(&room.print(print(&signed, PrescriptionPaper::A5)).await.unwrap().bytes);
    let not_valid = format!("NOT VALID · replaced by {}", replacing.number);
    assert!(replaced.contains(&not_valid), "{replaced}");
    assert!(!text(&room.print(print(&replacing, PrescriptionPaper::A5)).await.unwrap().bytes).contains("NOT VALID"));
}

#[tokio::test]
async fn the_code_scans_from_both_papers_and_the_clinics_key_says_that_it_is_right() {
    let room = Room::open().await;
    let mut much = content("Amoxicillin 500 mg");
    much.medications = (1..=12).map(|number| super::medication(&format!("Medication {number} 500 mg"))).collect();
    for (number, medication) in much.medications.iter_mut().enumerate() {
        medication.name =
            format!("{}ol {} mg", ["Alph", "Bet", "Gamm", "Delt", "Epsil", "Zet"][number % 6], number + 1);
    }
    for written in [content("Amoxicillin 500 mg"), much] {
        let mut request = room.fresh(written);
        let check = clinic_core::prescriptions::model::CheckMedications {
            patient_id: room.patient,
            prescription_id: request.prescription_id,
            replaces_id: None,
            medications: request.content.medications.clone(),
        };
        let found = clinic_core::prescriptions::warnings(&room.world.clinic, &room.user.actor, check).await.unwrap();
        let answer = |key: String| super::WarningAnswer { key, reason: "meant".into() };
        request.content.answers = found.into_iter().map(|warning| answer(warning.key)).collect();
        let signed = room.sign(request).await.unwrap();
        for paper in [PrescriptionPaper::A4, PrescriptionPaper::A5] {
            let printed = room.print(print(&signed, paper)).await.unwrap();
            let code = scanned(&printed.bytes);
            let key = parse_key(&room.verifier(VerifierFile::Key).await).unwrap();
            let slip = SignedSlip::parse(&code).unwrap().verified(&key).unwrap();
            assert_eq!((slip.number, slip.patient_name), (signed.number.clone(), "Lee, Ann".to_owned()));
            assert_eq!((slip.signed_on.as_str(), slip.valid_until.as_str()), ("2026-03-02", "2026-04-01"));
            assert_eq!(slip.medications.len(), signed.content.medications.len());
            for (said, written) in slip.medications.iter().zip(&signed.content.medications) {
                assert_eq!(*said, format!("{} · {}", written.in_short(), written.instructions));
            }
        }
    }
}

#[tokio::test]
async fn openssl_and_the_page_for_pharmacies_find_the_signature_right_and_a_forgery_wrong() {
    let room = Room::open().await;
    let signed = room.sign(room.fresh(content("Amoxicillin 500 mg"))).await.unwrap();
    let code = scanned(&room.print(print(&signed, PrescriptionPaper::A5)).await.unwrap().bytes);
    let slip = SignedSlip::parse(&code).unwrap();
    let folder = Folder::new();
    // openssl: the doctor's signature over the message, and the clinic's over the doctor's key.
    let key = |public: &[u8; 32]| clinic_core::prescriptions::verifier::pem(public);
    let stated = |purpose: &str, message: &[u8]| [b"clinic-desk ", purpose.as_bytes(), b"\0", message].concat();
    let holds = |key: &str, message: &[u8], signature: &[u8]| {
        let (key, message) = (folder.put("key.pem", key.as_bytes()), folder.put("message", message));
        let signature = folder.put("signature", signature);
        let mut openssl = Command::new("openssl");
        openssl.args(["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey"]).arg(key).arg("-in").arg(message);
        openssl.arg("-sigfile").arg(signature).output().expect("openssl is installed").status.success()
    };
    let doctors = key(&slip.doctor_public);
    assert!(holds(&doctors, &stated("prescription", &slip.message), &slip.signature));
    let certified = [&slip.doctor_public[..], b"Dr Ada Osei\0", licence(&room).await.as_bytes()].concat();
    assert!(holds(&room.verifier(VerifierFile::Key).await, &stated("certificate", &certified), &slip.certificate));
    let mut forged = slip.message.clone();
    forged[20] ^= 1;
    assert!(!holds(&doctors, &stated("prescription", &forged), &slip.signature));
    // The page: its own script, run without a browser.
    let page = room.verifier(VerifierFile::Page).await;
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("src="), "it asks nobody");
    let script = page.split("<script>").nth(1).and_then(|rest| rest.split("</script>").next()).expect("a script");
    let found = |code: &str| -> serde_json::Value {
        let script = folder.put(
            "page.mjs",
            format!(
                "globalThis.document = {{ getElementById: () => null }};\n{script}\n\
                 process.stdout.write(JSON.stringify(await check({})));",
                serde_json::Value::from(code)
            )
            .as_bytes(),
        );
        serde_json::from_str(&said(Command::new("node").arg(script))).expect("JSON")
    };
    let read = found(&code);
    assert_eq!((read["number"].as_str(), read["patient"].as_str()), (Some(signed.number.as_str()), Some("Lee, Ann")));
    let line = read["medications"][0].as_str().unwrap_or_default();
    assert!(line.starts_with("Amoxicillin 500 mg") && line.ends_with("· After meals"), "{read}");
    let altered = SignedSlip { message: forged, ..slip.clone() };
    assert_eq!(found(&altered.text())["fault"], "altered");
    let elsewhere = SignedSlip { certificate: slip.signature, ..slip };
    assert_eq!(found(&elsewhere.text())["fault"], "not_of_this_clinic");
    assert_eq!(found("hello")["fault"], "not_a_prescription");
}

async fn licence(room: &Room) -> String {
    sqlx::query_scalar("select licence_number from doctors where id = ?")
        .bind(room.doctor.id)
        .fetch_one(&mut room.world.sql().await)
        .await
        .expect("the licence")
}
