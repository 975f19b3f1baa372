//! What is clinical: notes with what is coded in them, the chart, prescriptions, letters, files.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{EXTENSION, ICD, LOINC, Of, SNOMED, at, coded, extension, meta, reference, sections, some, standing, text};
use crate::chart::model::{AllergySeverity, AllergyTo, ChartEntryView, ChartFact, ChartStanding};
use crate::consultations::model::ConsultationStatus;
use crate::consultations::note::{Diagnosis, NoteContent, Vitals};
use crate::consultations::taking_out::WholeNote;
use crate::exports::collect::{Filed, words};
use crate::exports::notes;
use crate::letters::model::LetterView;
use crate::prescriptions::model::{PrescriptionStatus, PrescriptionVersion, PrescriptionView};
use crate::records::model::RecordForm;

impl Of<'_> {
    pub(super) fn note(&self, note: &WholeNote) -> Vec<Value> {
        let mut all = Vec::new();
        for version in &note.versions {
            let newest = note.versions.last().is_some_and(|last| last.version == version.version);
            let id = format!("{}-v{}", note.id, version.version);
            let mut resource = self.composition(&id, "Consultation note", &version.author, version.written_at);
            resource["meta"] = meta(version.version, version.written_at, newest);
            resource["status"] = json!(if version.addenda.is_empty() { "final" } else { "amended" });
            resource["encounter"] = reference("Encounter", &note.appointment_id, &note.doctor_name);
            resource["section"] = json!(sections(&notes::of_version(version)));
            if let Some(signed) = &version.signed {
                resource["attester"] =
                    json!([{ "mode": "legal", "time": at(signed.at), "party": { "display": signed.name } }]);
            }
            all.push(resource);
        }
        if let Some(draft) = &note.draft {
            let id = format!("{}-draft", note.id);
            let mut resource = self.composition(&id, "Consultation note, draft", &note.doctor_name, note.saved_at);
            resource["status"] = json!("preliminary");
            resource["encounter"] = reference("Encounter", &note.appointment_id, &note.doctor_name);
            resource["section"] = json!(sections(&notes::of_note(draft)));
            all.push(resource);
        }
        let newest = note.versions.last().map(|last| &last.content);
        if let Some(content) = newest.filter(|_| note.status == ConsultationStatus::Completed) {
            all.extend(self.diagnoses(note, content));
            all.extend(self.vitals(note, &content.vitals));
        }
        all
    }

    fn composition(&self, id: &str, title: &str, author: &str, date: DateTime<Utc>) -> Value {
        json!({
            "resourceType": "Composition",
            "id": id,
            "status": "final",
            "type": text(title),
            "subject": self.subject,
            "date": at(date),
            "author": [{ "display": author }],
            "title": title,
        })
    }

    fn diagnoses(&self, note: &WholeNote, content: &NoteContent) -> Vec<Value> {
        let condition = |(number, one): (usize, &Diagnosis)| {
            json!({
                "resourceType": "Condition",
                "id": format!("{}-d{}", note.id, number + 1),
                "category": [standing("condition-category", "encounter-diagnosis")],
                "code": coded(ICD, &one.code, &one.title),
                "subject": self.subject,
                "encounter": reference("Encounter", &note.appointment_id, &note.doctor_name),
                "recordedDate": at(note.saved_at),
                "note": some(&[&one.remark]),
            })
        };
        content.diagnoses.iter().enumerate().map(condition).collect()
    }

    fn vitals(&self, note: &WholeNote, vitals: &Vitals) -> Vec<Value> {
        [
            ("8480-6", "Systolic blood pressure", &vitals.systolic_mmhg, "mm[Hg]"),
            ("8462-4", "Diastolic blood pressure", &vitals.diastolic_mmhg, "mm[Hg]"),
            ("8867-4", "Heart rate", &vitals.pulse_per_minute, "/min"),
            ("9279-1", "Respiratory rate", &vitals.breaths_per_minute, "/min"),
            ("8310-5", "Body temperature", &vitals.temperature_celsius, "Cel"),
            ("59408-5", "Oxygen saturation", &vitals.oxygen_saturation_percent, "%"),
            ("29463-7", "Body weight", &vitals.weight_kg, "kg"),
            ("8302-2", "Body height", &vitals.height_cm, "cm"),
        ]
        .into_iter()
        .filter(|(_, _, typed, _)| !typed.is_empty())
        .map(|(code, title, typed, unit)| {
            let mut resource = json!({
                "resourceType": "Observation",
                "id": format!("{}-{code}", note.id),
                "status": "final",
                "category": [standing("observation-category", "vital-signs")],
                "code": coded(LOINC, code, title),
                "subject": self.subject,
                "encounter": reference("Encounter", &note.appointment_id, &note.doctor_name),
                "effectiveDateTime": at(note.saved_at),
            });
            match typed.trim().parse::<serde_json::Number>() {
                Ok(value) => {
                    resource["valueQuantity"] = json!({
                        "value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit,
                    });
                }
                Err(_) => resource["valueString"] = json!(typed),
            }
            resource
        })
        .collect()
    }

    pub(super) fn entry(&self, entry: &ChartEntryView, newest: bool) -> Value {
        let id = format!("{}-v{}", entry.id, entry.row_version);
        let wrong = entry.standing == ChartStanding::EnteredInError;
        let holds = match entry.standing {
            ChartStanding::Active => "active",
            ChartStanding::Ended => "inactive",
            ChartStanding::EnteredInError => "entered-in-error",
        };
        let verified = if wrong { "entered-in-error" } else { "confirmed" };
        let mut resource = match &entry.fact {
            ChartFact::Allergy { substance, allergy_to, severity, reaction } => json!({
                "resourceType": "AllergyIntolerance",
                "verificationStatus": standing("allergyintolerance-verification", verified),
                "category": [match allergy_to {
                    AllergyTo::Medication => "medication",
                    AllergyTo::Food => "food",
                    AllergyTo::Environmental => "environment",
                }],
                "criticality": if *severity == AllergySeverity::Severe { "high" } else { "low" },
                "code": text(substance),
                "patient": self.subject,
                "recordedDate": at(entry.saved_at),
                "reaction": [{ "manifestation": [text(reaction)], "severity": words(severity) }],
            }),
            ChartFact::NoKnownAllergy {} => json!({
                "resourceType": "AllergyIntolerance",
                "verificationStatus": standing("allergyintolerance-verification", verified),
                "code": coded(SNOMED, "716186003", "No known allergy"),
                "patient": self.subject,
                "recordedDate": at(entry.saved_at),
            }),
            ChartFact::Condition { code, title, since, remark } => json!({
                "resourceType": "Condition",
                "verificationStatus": standing("condition-ver-status", verified),
                "category": [standing("condition-category", "problem-list-item")],
                "code": coded(ICD, code, title),
                "subject": self.subject,
                "onsetString": since,
                "recordedDate": at(entry.saved_at),
                "note": some(&[remark]),
            }),
            ChartFact::Medication { name, dose, since, remark } => json!({
                "resourceType": "MedicationStatement",
                "status": match entry.standing {
                    ChartStanding::Active => "active",
                    ChartStanding::Ended => "stopped",
                    ChartStanding::EnteredInError => "entered-in-error",
                },
                "medicationCodeableConcept": text(name),
                "subject": self.subject,
                "dateAsserted": at(entry.saved_at),
                "dosage": some(&[dose]),
                "note": some(&[since, remark]),
            }),
            ChartFact::FamilyHistory { relative, title, remark } => json!({
                "resourceType": "FamilyMemberHistory",
                "status": if wrong { "entered-in-error" } else { "completed" },
                "patient": self.subject,
                "date": at(entry.saved_at),
                "relationship": text(relative),
                "condition": [{ "code": text(title) }],
                "note": some(&[remark]),
            }),
            ChartFact::SocialHistory { topic, words: said } => json!({
                "resourceType": "Observation",
                "status": if wrong { "entered-in-error" } else { "final" },
                "category": [standing("observation-category", "social-history")],
                "code": text(&words(topic)),
                "subject": self.subject,
                "effectiveDateTime": at(entry.saved_at),
                "valueString": said,
            }),
            ChartFact::Immunisation { vaccine, given_on, batch, remark } => {
                let mut resource = json!({
                    "resourceType": "Immunization",
                    "status": if wrong { "entered-in-error" } else { "completed" },
                    "vaccineCode": text(vaccine),
                    "patient": self.subject,
                    "recorded": at(entry.saved_at),
                    "lotNumber": batch,
                    "note": some(&[remark]),
                });
                let (key, when) = match given_on.is_empty() {
                    true => ("occurrenceString", "unknown"),
                    false => ("occurrenceDateTime", given_on.as_str()),
                };
                resource[key] = json!(when);
                resource
            }
            ChartFact::BloodType { blood_type, remark } => json!({
                "resourceType": "Observation",
                "status": if wrong { "entered-in-error" } else { "final" },
                "code": coded(LOINC, "882-1", "ABO and Rh group"),
                "subject": self.subject,
                "effectiveDateTime": at(entry.saved_at),
                "valueString": words(blood_type),
                "note": some(&[remark]),
            }),
        };
        // Both must say whether they hold, and must not where they never did (R4: ait-1, ait-2, con-3, con-5).
        let clinical = match resource["resourceType"].as_str() {
            Some("AllergyIntolerance") => Some("allergyintolerance-clinical"),
            Some("Condition") => Some("condition-clinical"),
            _ => None,
        };
        if let Some(system) = clinical.filter(|_| !wrong) {
            resource["clinicalStatus"] = standing(system, holds);
        }
        resource["id"] = json!(id);
        resource["meta"] = meta(entry.row_version, entry.saved_at, newest);
        resource["extension"] = json!([
            extension("entry", &entry.id.to_string()),
            extension("standing", holds),
            extension("saved-by", &entry.saved_by),
            extension("why", &entry.why),
        ]);
        resource
    }

    pub(super) fn prescription(&self, view: &PrescriptionView, version: &PrescriptionVersion) -> Vec<Value> {
        let newest = version.version == view.version;
        let signed = newest && view.status == PrescriptionStatus::Signed;
        let id = format!("{}-v{}", view.id, version.version);
        let mut whole = self.composition(&id, "Prescription", &version.saved_by, version.saved_at);
        whole["meta"] = meta(version.version, version.saved_at, newest);
        whole["identifier"] = json!({ "system": format!("{EXTENSION}prescription"), "value": view.number });
        whole["status"] = json!(if signed { "final" } else { "preliminary" });
        whole["encounter"] = reference("Encounter", &view.appointment_id, &view.doctor_name);
        whole["section"] = json!(sections(&notes::of_prescription(&version.content)));
        let mut more = Vec::new();
        for (name, instant) in [("signed", view.signed_at), ("dispensed", view.dispensed_at)] {
            more.extend(instant.filter(|_| newest).map(|instant| extension(name, &at(instant))));
        }
        more.extend(view.replaced_by.as_deref().map(|number| extension("replaced-by", number)));
        whole["extension"] = json!(more);
        let mut all = vec![whole];
        for (medication, number) in version.content.medications.iter().zip(1..) {
            all.push(json!({
                "resourceType": "MedicationRequest",
                "id": format!("{id}-m{number}"),
                "meta": meta(version.version, version.saved_at, newest),
                "groupIdentifier": { "system": format!("{EXTENSION}prescription"), "value": view.number },
                "status": if signed { "active" } else { "draft" },
                "intent": "order",
                "medicationCodeableConcept": text(&medication.name),
                "subject": self.subject,
                "encounter": reference("Encounter", &view.appointment_id, &view.doctor_name),
                "authoredOn": at(version.saved_at),
                "requester": reference("Practitioner", &view.doctor_id, &view.doctor_name),
                "dosageInstruction": some(&[
                    &medication.dose, &medication.frequency, &medication.duration, &medication.instructions,
                ]),
                "note": some(&[&medication.quantity]),
            }));
        }
        all
    }

    pub(super) fn letter(&self, letter: &LetterView) -> Value {
        let id = letter.id.to_string();
        let mut resource = self.composition(&id, &words(&letter.content.kind), &letter.doctor_name, letter.issued_at);
        resource["encounter"] = reference("Encounter", &letter.appointment_id, &letter.doctor_name);
        resource["section"] = json!(sections(&notes::of_letter(&letter.content)));
        resource
    }

    pub(super) fn record(&self, one: &Filed) -> Vec<Value> {
        let view = &one.record.view;
        let mut all = Vec::new();
        for version in &one.record.versions {
            let newest = version.version == view.version;
            let RecordForm { record_type, title, description, dated_on, tags } = &version.form;
            let mut attachment = json!({ "contentType": view.media_type, "title": title, "size": view.bytes });
            if let Some(file) = &one.file {
                attachment["url"] = json!(format!("records/{file}"));
            }
            let mut more = vec![
                extension("file-name", &view.file_name),
                extension("sha256", &view.sha256),
                extension("added-by", &view.added_by),
                extension("saved-by", &version.saved_by),
            ];
            more.extend(view.archived_at.map(|archived| extension("archived", &at(archived))));
            more.extend((!dated_on.is_empty()).then(|| extension("dated", dated_on)));
            more.extend(tags.iter().map(|tag| extension("tag", tag)));
            for shared in &one.record.shares {
                let until = shared.ended_at.map(|ended| format!(" until {}", at(ended))).unwrap_or_default();
                let said =
                    format!("{} by {} from {}{until}", shared.doctor_name, shared.shared_by, at(shared.shared_at));
                more.push(extension("shared-with", &said));
            }
            all.push(json!({
                "resourceType": "DocumentReference",
                "id": format!("{}-v{}", view.id, version.version),
                "meta": meta(version.version, version.saved_at, newest),
                "status": if newest { "current" } else { "superseded" },
                "type": text(&words(record_type)),
                "subject": self.subject,
                "date": at(view.added_at),
                "description": description,
                "content": [{ "attachment": attachment }],
                "extension": more,
            }));
        }
        all
    }
}
