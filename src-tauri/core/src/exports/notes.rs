//! What stands in notes, prescriptions and the chart, as headings with their texts: the same for whoever reads it and for
//! whatever program does. Pure.

use super::collect::words;
use crate::chart::model::ChartFact;
use crate::consultations::note::{NoteContent, Vitals};
use crate::consultations::versions::model::{NoteVersion, SignatureProof, Signed};
use crate::letters::model::LetterContent;
use crate::prescriptions::content::PrescriptionContent;
use crate::records::model::RecordForm;

/// A heading and what stands below it; never empty.
pub(super) type Section = (&'static str, String);

fn said(sections: Vec<Section>) -> Vec<Section> {
    sections.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect()
}

/// A note, without its vital signs.
pub(super) fn of_note(content: &NoteContent) -> Vec<Section> {
    let diagnoses = content.diagnoses.iter().map(|one| {
        let parts = [one.code.as_str(), &one.title, &one.remark];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    });
    let follow_up = &content.follow_up;
    let mut again = Vec::new();
    if follow_up.wanted {
        again.push("Wanted".to_owned());
    }
    if !follow_up.in_days.is_empty() {
        again.push(format!("in {} days", follow_up.in_days));
    }
    if !follow_up.what_for.is_empty() {
        again.push(follow_up.what_for.clone());
    }
    said(vec![
        ("Chief complaint", content.chief_complaint.clone()),
        ("Present illness", content.history_of_present_illness.clone()),
        ("Past history", content.past_history.clone()),
        ("Examination", content.examination.clone()),
        ("Vital signs", of_vitals(&content.vitals)),
        ("Assessment", content.assessment.clone()),
        ("Diagnoses", diagnoses.collect::<Vec<_>>().join("\n")),
        ("Plan", content.plan.clone()),
        ("Follow-up", again.join(", ")),
        ("Private notes", content.private_notes.clone()),
    ])
}

/// A version with what was added to it.
pub(super) fn of_version(version: &NoteVersion) -> Vec<Section> {
    let mut sections = of_note(&version.content);
    for added in &version.addenda {
        let text = format!("{}\n{} ({}, {})", added.text, added.reason, added.author, instant(added.written_at));
        sections.push(("Addendum", text));
    }
    if let Some(signed) = &version.signed {
        sections.push(("Signature", of_signature(signed)));
    }
    sections
}

fn of_signature(signed: &Signed) -> String {
    let proof = match signed.proof {
        SignatureProof::Holds => "checked: it holds",
        SignatureProof::Absent => "made before there were keys: nothing proves it",
        SignatureProof::Broken => "it does not fit what is signed",
    };
    format!("{}, {} ({proof})", signed.name, instant(signed.at))
}

/// The vital signs with their units, in one line.
fn of_vitals(vitals: &Vitals) -> String {
    let signs = [
        ("systolic", &vitals.systolic_mmhg, "mmHg"),
        ("diastolic", &vitals.diastolic_mmhg, "mmHg"),
        ("pulse", &vitals.pulse_per_minute, "/min"),
        ("breaths", &vitals.breaths_per_minute, "/min"),
        ("temperature", &vitals.temperature_celsius, "°C"),
        ("oxygen saturation", &vitals.oxygen_saturation_percent, "%"),
        ("weight", &vitals.weight_kg, "kg"),
        ("height", &vitals.height_cm, "cm"),
    ];
    let measured = signs.into_iter().filter(|(_, typed, _)| !typed.is_empty());
    measured.map(|(name, typed, unit)| format!("{name} {typed} {unit}")).collect::<Vec<_>>().join(", ")
}

/// A prescription.
pub(super) fn of_prescription(content: &PrescriptionContent) -> Vec<Section> {
    let medications = content.medications.iter().map(|one| {
        let mut line = one.in_short();
        if !one.instructions.is_empty() {
            line = format!("{line}\n{}", one.instructions);
        }
        line
    });
    let answers = content.answers.iter().map(|answer| format!("{}: {}", answer.key, answer.reason));
    let mut other = serde_json::to_string(&content.other).unwrap_or_default();
    if content.other.is_empty() {
        other.clear();
    }
    said(vec![
        ("Complaint", content.complaint.clone()),
        ("Diagnosis", content.diagnosis.clone()),
        ("Medications", medications.collect::<Vec<_>>().join("\n")),
        ("Advice", content.advice.clone()),
        ("Diet", content.diet.clone()),
        ("Tests", content.lab_tests.clone()),
        ("Next visit", content.next_visit.clone()),
        ("For the pharmacy", content.pharmacy_notes.clone()),
        ("Tags", content.tags.join(", ")),
        ("Valid until", content.valid_until.clone()),
        ("Signed in spite of warnings", answers.collect::<Vec<_>>().join("\n")),
        ("Further fields", other),
    ])
}

/// A letter.
pub(super) fn of_letter(content: &LetterContent) -> Vec<Section> {
    said(vec![
        ("To", content.recipient.clone()),
        ("Subject", content.subject.clone()),
        ("Text", content.text.clone()),
        ("From", content.from_on.clone()),
        ("Until", content.until_on.clone()),
    ])
}

/// What describes a record.
pub(super) fn of_record(form: &RecordForm) -> Vec<Section> {
    said(vec![
        ("Kind", words(&form.record_type)),
        ("Title", form.title.clone()),
        ("Description", form.description.clone()),
        ("Dated", form.dated_on.clone()),
        ("Tags", form.tags.join(", ")),
    ])
}

/// What an entry of the chart is, and what it says.
pub(super) fn of_fact(fact: &ChartFact) -> (&'static str, Vec<Section>) {
    let (kind, sections) = match fact {
        ChartFact::Allergy { substance, allergy_to, severity, reaction } => (
            "Allergy",
            vec![
                ("Substance", substance.clone()),
                ("To", words(allergy_to)),
                ("Severity", words(severity)),
                ("Reaction", reaction.clone()),
            ],
        ),
        ChartFact::NoKnownAllergy {} => ("Allergies", vec![("Allergies", "none known".into())]),
        ChartFact::Condition { code, title, since, remark } => (
            "Condition",
            vec![("What", title.clone()), ("Code", code.clone()), ("Since", since.clone()), ("Remark", remark.clone())],
        ),
        ChartFact::Medication { name, dose, since, remark } => (
            "Medication",
            vec![("What", name.clone()), ("Dose", dose.clone()), ("Since", since.clone()), ("Remark", remark.clone())],
        ),
        ChartFact::FamilyHistory { relative, title, remark } => (
            "Family history",
            vec![("Relative", relative.clone()), ("What", title.clone()), ("Remark", remark.clone())],
        ),
        ChartFact::SocialHistory { topic, words: text } => {
            ("Social history", vec![("Topic", words(topic)), ("What", text.clone())])
        }
        ChartFact::Immunisation { vaccine, given_on, batch, remark } => (
            "Immunisation",
            vec![
                ("Vaccine", vaccine.clone()),
                ("Given on", given_on.clone()),
                ("Batch", batch.clone()),
                ("Remark", remark.clone()),
            ],
        ),
        ChartFact::BloodType { blood_type, remark } => {
            ("Blood type", vec![("Blood type", words(blood_type)), ("Remark", remark.clone())])
        }
    };
    (kind, said(sections))
}

/// An instant as it stands in the export.
pub(super) fn instant(at: chrono::DateTime<chrono::Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// A text as it stands in HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            letter => safe.push(letter),
        }
    }
    safe
}
