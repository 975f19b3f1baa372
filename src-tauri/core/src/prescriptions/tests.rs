//! The rules of prescriptions, without a database.

use serde_json::json;

use super::content::{PrescribedMedication, PrescriptionContent, WarningAnswer};
use super::interactions::model::{InteractionSeverity, InteractionView};
use super::reading::most_used;
use super::slip::{CERTIFICATE, SIGNATURE, SignedSlip, Slip, SlipFault, certified, digest};
use super::warnings::{Known, KnownAllergy, WarningKind, unanswered, warnings_of};
use crate::civil::parse_date;
use crate::crypto::signing::Signatory;
use crate::error::{ClinicError, FieldError, FieldProblem};
use crate::ids::InteractionId;

fn medication(name: &str) -> PrescribedMedication {
    PrescribedMedication { name: name.into(), ..PrescribedMedication::default() }
}

fn medications(names: &[&str]) -> Vec<PrescribedMedication> {
    names.iter().map(|name| medication(name)).collect()
}

fn pair(one: &str, other: &str) -> InteractionView {
    InteractionView {
        id: InteractionId::fresh(),
        one: one.into(),
        other: other.into(),
        severity: InteractionSeverity::Severe,
        words: "bleeds".into(),
        row_version: 1,
    }
}

fn slip(medications: Vec<String>) -> Slip {
    Slip {
        number: "RX-K7M4-3QXA".into(),
        patient_name: "Þórdís, Ann".into(),
        patient_birth_date: "1990-02-28".into(),
        doctor_name: "Dr Ada Osei".into(),
        licence_number: "L-1".into(),
        signed_on: "2026-03-02".into(),
        valid_until: "2026-04-02".into(),
        medications,
        digest: digest(b"all of it"),
    }
}

fn signed(slip: &Slip, clinic: &Signatory, doctor: &Signatory) -> SignedSlip {
    let (doctor_public, message) = (doctor.public(), slip.message());
    let certified = certified(&doctor_public, &slip.doctor_name, &slip.licence_number);
    let (certificate, signature) = (clinic.sign(CERTIFICATE, &certified), doctor.sign(SIGNATURE, &message));
    SignedSlip { doctor_public, certificate, signature, message }
}

#[test]
fn what_is_not_known_here_stays_as_it_came_in() {
    let came = json!({
        "complaint": "cough", "from_abroad": {"pharmacy": 7},
        "medications": [{"name": "Amoxicillin", "atc": "J01CA04"}],
    });
    let read: PrescriptionContent = serde_json::from_value(came).unwrap();
    let kept = serde_json::to_value(read.parse_draft().unwrap()).unwrap();
    assert_eq!(kept["from_abroad"]["pharmacy"], 7);
    assert_eq!(kept["medications"][0]["atc"], "J01CA04");
    assert_eq!(kept["complaint"], "cough");
}

#[test]
fn a_draft_keeps_what_is_typed_and_only_a_signed_one_has_to_be_whole() {
    let today = parse_date("today", "2026-03-02").unwrap();
    let draft = PrescriptionContent {
        medications: vec![medication(" "), medication("Ibuprofen ")],
        valid_until: "2026-03-01".into(),
        ..PrescriptionContent::default()
    };
    assert_eq!(draft.clone().parse_draft().unwrap(), draft, "a space that goes while it is written is a space lost");
    let wrong = |field: &str, problem| FieldError::new(field, problem);
    let fields =
        vec![wrong("medications.0.name", FieldProblem::Missing), wrong("valid_until", FieldProblem::TooLongAgo)];
    assert_eq!(draft.parse_final(today), Err(ClinicError::Invalid { fields }));
    let empty = PrescriptionContent { valid_until: "soon".into(), ..PrescriptionContent::default() };
    let fields = vec![wrong("medications", FieldProblem::Missing), wrong("valid_until", FieldProblem::NotADate)];
    assert_eq!(empty.parse_final(today), Err(ClinicError::Invalid { fields }));
    let long = PrescriptionContent {
        diet: "a".repeat(2_001),
        medications: medications(&["a"; 31]),
        ..PrescriptionContent::default()
    };
    let fields = vec![
        wrong("diet", FieldProblem::TooLong { most: 2_000 }),
        wrong("medications", FieldProblem::OutOfRange { least: 0, most: 30 }),
    ];
    assert_eq!(long.parse_draft(), Err(ClinicError::Invalid { fields }));
    let whole = PrescriptionContent {
        medications: medications(&[" Ibuprofen "]),
        valid_until: "2026-03-02".into(),
        ..PrescriptionContent::default()
    };
    assert_eq!(whole.parse_final(today).unwrap().medications[0].name, "Ibuprofen", "its last day counts");
}

#[test]
fn an_allergy_a_duplicate_and_an_interaction_are_told_each_once() {
    let known = Known {
        allergies: vec![KnownAllergy {
            substance: "Penicillin".into(),
            severity: Some(InteractionSeverity::Severe),
            reaction: "shock".into(),
        }],
        current: vec!["Warfarin 5 mg".into()],
        interactions: vec![pair("warfarin", "ibuprofen"), pair("penicillin", "amoxicillin")],
        altered: Vec::new(),
    };
    let told = |names: &[&str]| -> Vec<(WarningKind, String, String)> {
        let found = warnings_of(&medications(names), &known);
        found.into_iter().map(|one| (one.warning_kind, one.medication, one.meets)).collect()
    };
    let said = |kind, medication: &str, meets: &str| (kind, medication.to_owned(), meets.to_owned());
    assert_eq!(told(&["Paracetamol 500 mg"]), []);
    assert_eq!(told(&["Penicillin V"]), [said(WarningKind::Allergy, "Penicillin V", "Penicillin")]);
    assert_eq!(
        told(&["Amoxicillin 500 mg"]),
        [said(WarningKind::Allergy, "Amoxicillin 500 mg", "Penicillin")],
        "the clinic's table says that the two belong together"
    );
    assert_eq!(
        told(&["IBUPROFEN 400 mg", "Paracetamol", "paracetamol 1 g", "Amoxicillin"]),
        [
            said(WarningKind::Allergy, "Amoxicillin", "Penicillin"),
            said(WarningKind::Interaction, "IBUPROFEN 400 mg", "Warfarin 5 mg"),
            said(WarningKind::Duplicate, "paracetamol 1 g", "Paracetamol"),
        ]
    );
    assert_eq!(told(&["Warfarin 3 mg"]), [said(WarningKind::Duplicate, "Warfarin 3 mg", "Warfarin 5 mg")]);
    assert_eq!(told(&[""]), [], "an empty line is nothing yet");
}

#[test]
fn an_allergy_is_met_by_its_whole_group_and_by_what_is_made_of_it() {
    let meets = |substance: &str, name: &str| {
        let allergies = vec![KnownAllergy { substance: substance.into(), severity: None, reaction: String::new() }];
        let known = Known { allergies, ..Known::default() };
        !warnings_of(&medications(&[name]), &known).is_empty()
    };
    for (substance, name) in [
        ("Penicillin", "Flucloxacillin 500 mg, capsules"),
        ("Penicillins", "Co-amoxiclav 625 mg"),
        ("Amoxicillin", "Phenoxymethylpenicillin 1 Mega"),
        ("Cephalosporins", "Cefuroxime 250 mg"),
        ("Sulfonamides", "Co-trimoxazole 960 mg"),
        ("Sulfamethoxazole", "Sulfasalazine 500 mg"),
        ("Clarithromycin", "Erythromycin 500 mg"),
        ("Ibuprofen", "Ketoprofen gel"),
        ("Enalapril", "Lisinopril 10 mg"),
        ("Statins", "Simvastatin 20 mg"),
        ("Ciprofloxacin", "Levofloxacin 500 mg"),
        ("Peanuts", "Peanut oil emollient"),
    ] {
        assert!(meets(substance, name), "{substance}: {name}");
    }
    for (substance, name) in [
        ("Sulfonamides", "Ferrous sulfate 200 mg"),
        ("Statins", "Nystatin drops"),
        ("Penicillin", "Paracetamol 500 mg"),
        ("Grass pollen", "Salbutamol inhaler 100 µg"),
        ("Latex", "Loratadine 10 mg"),
    ] {
        assert!(!meets(substance, name), "{substance}: {name}");
    }
}

#[test]
fn a_warning_is_answered_by_a_reason_only() {
    let known = Known { current: vec!["Warfarin".into()], ..Known::default() };
    let found = warnings_of(&medications(&["Warfarin 5 mg"]), &known);
    let answer = |reason: &str| WarningAnswer { key: found[0].key.clone(), reason: reason.into() };
    assert_eq!(unanswered(&found, &[]), 1);
    assert_eq!(unanswered(&found, &[answer(" ")]), 1);
    assert_eq!(unanswered(&found, &[answer("the dose goes up")]), 0);
    let later = warnings_of(&medications(&["Aspirin", "Warfarin 5 mg"]), &known);
    assert_eq!(later[0].key, found[0].key, "the place in the list does not matter");
}

#[test]
fn a_slip_reads_back_and_is_checked_by_the_clinics_key_alone() {
    let (clinic, doctor, other) =
        (Signatory::fresh().unwrap(), Signatory::fresh().unwrap(), Signatory::fresh().unwrap());
    let slip = slip(vec!["Amoxicillin 500 mg · 1 · 3× daily · 7 days · 21".into(), "Ibuprofen".into()]);
    let code = signed(&slip, &clinic, &doctor).text();
    let capital = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == ':';
    assert!(code.chars().all(capital), "the smallest kind of code: {code}");
    let read = SignedSlip::parse(&format!(" {}\n{} ", &code[..40], &code[40..])).unwrap();
    assert_eq!(read.verified(&clinic.public()), Ok(slip.clone()));
    assert_eq!(read.verified(&other.public()), Err(SlipFault::NotOfThisClinic));
    assert_eq!(signed(&slip, &other, &doctor).verified(&clinic.public()), Err(SlipFault::NotOfThisClinic));
    let mut altered = read.clone();
    let last = altered.message.len() - 3;
    altered.message[last] ^= 1;
    assert_eq!(altered.verified(&clinic.public()), Err(SlipFault::Altered));
    let mut borrowed = read.clone();
    borrowed.doctor_public = other.public();
    assert_eq!(borrowed.verified(&clinic.public()), Err(SlipFault::Altered));
    let renamed = Slip { licence_number: "L-2".into(), ..slip.clone() };
    let renamed = SignedSlip { certificate: read.certificate, ..signed(&renamed, &clinic, &doctor) };
    assert_eq!(renamed.verified(&clinic.public()), Err(SlipFault::NotOfThisClinic), "the licence is certified too");
    for text in ["", "CLINICRX1:", "CLINICRX1:AB1", "https://example.org", &code[..200]] {
        assert_eq!(SignedSlip::parse(text), Err(SlipFault::NotAPrescription), "{text}");
    }
}

#[test]
fn thirty_long_medications_are_cut_to_a_code_that_can_be_printed() {
    let (clinic, doctor) = (Signatory::fresh().unwrap(), Signatory::fresh().unwrap());
    let slip = slip(vec!["é".repeat(600); 30]);
    let signed = signed(&slip, &clinic, &doctor);
    assert!(signed.text().len() < 2_600, "{}", signed.text().len());
    let read = signed.verified(&clinic.public()).unwrap();
    assert_eq!(read.medications.len(), 30);
    assert!(read.medications.iter().all(|line| line.ends_with('…') && line.len() > 20), "{:?}", read.medications);
}

#[test]
fn favourites_are_what_is_prescribed_most_and_last() {
    let lines = medications(&["a", "b", "c", "b", "c", "b"]);
    let used: Vec<_> = most_used(lines.into_iter()).into_iter().map(|one| (one.medication.name, one.times)).collect();
    assert_eq!(used, [("b".to_owned(), 3), ("c".to_owned(), 2), ("a".to_owned(), 1)]);
}
