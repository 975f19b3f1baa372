//! `patient.json`: a FHIR R4 bundle of type `collection`. Every version of what has versions is a resource of its own, with
//! its number, its time and its author; the newest says so.

mod clinical;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::collect::{Collected, words};
use super::model::{ExportScope, Sealed};
use super::notes::{Section, escaped};
use super::store::{Emergency, Event, Letter, Place};
use crate::appointments::model::{AppointmentStatus, AppointmentView};
use crate::error::{ClinicError, Outcome};
use crate::patients::model::{Gender, PatientView};
use crate::restrictions::model::RestrictionView;

const EXTENSION: &str = "urn:clinic-desk:";
const LOINC: &str = "http://loinc.org";
const SNOMED: &str = "http://snomed.info/sct";
const ICD: &str = "http://hl7.org/fhir/sid/icd-10-cm";

/// The bundle, as the bytes of its file.
///
/// # Errors
/// [`ClinicError::Inconsistent`](crate::error::ClinicError).
pub(super) fn bundle(found: &Collected) -> Outcome<Vec<u8>> {
    let subject = reference("Patient", &found.patient.id, &name(&found.patient));
    let of = Of { subject: &subject };
    let mut all = vec![patient(&found.patient)];
    all.extend(coverage(&found.patient, &subject));
    all.extend(found.restrictions.iter().map(|one| of.restriction(one)));
    for visit in &found.visits {
        all.push(of.visit(visit));
        if visit.started_at.is_some() {
            all.push(of.encounter(visit));
        }
    }
    all.extend(found.waitlist.iter().map(|one| of.place(one)));
    all.extend(found.messages.iter().map(|one| of.message(one)));
    for note in &found.notes {
        all.extend(of.note(note));
    }
    for (place, entry) in found.chart.iter().enumerate() {
        let newest = found.chart.get(place + 1).is_none_or(|next| next.id != entry.id);
        all.push(of.entry(entry, newest));
    }
    for (view, versions) in &found.prescriptions {
        versions.iter().for_each(|version| all.extend(of.prescription(view, version)));
    }
    all.extend(found.letters.iter().map(|one| of.letter(one)));
    for one in &found.records {
        all.extend(of.record(one));
    }
    all.extend(found.emergencies.iter().map(|one| of.emergency(one)));
    all.extend(found.events.iter().map(|one| of.event(one)));
    all.extend(found.sealed.iter().map(sealed));
    let entries: Vec<Value> = all
        .into_iter()
        .map(|resource| {
            let full = match (resource["resourceType"].as_str(), resource["id"].as_str()) {
                (Some(kind), Some(id)) => format!("{EXTENSION}{kind}/{id}"),
                _ => format!("urn:uuid:{}", crate::ids::fresh()),
            };
            json!({ "fullUrl": full, "resource": resource })
        })
        .collect();
    let scope = match found.scope {
        ExportScope::Everything => "everything",
        ExportScope::Readable => "readable",
    };
    let bundle = without_what_is_empty(json!({
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": at(found.taken_at),
        "meta": { "tag": [
            { "system": format!("{EXTENSION}scope"), "code": scope },
            { "system": format!("{EXTENSION}taken-by"), "code": "name", "display": found.taken_by },
        ] },
        "entry": entries,
    }));
    serde_json::to_vec_pretty(&bundle)
        .map_err(|error| ClinicError::Inconsistent { detail: format!("the export cannot be written: {error}") })
}

/// FHIR knows no null, no empty text and no empty list.
fn without_what_is_empty(value: Value) -> Value {
    let says_something = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(all) => !all.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    };
    match value {
        Value::Array(all) => Value::Array(all.into_iter().map(without_what_is_empty).filter(says_something).collect()),
        Value::Object(fields) => {
            let kept = fields.into_iter().map(|(name, value)| (name, without_what_is_empty(value)));
            let kept: serde_json::Map<_, _> = kept.filter(|(_, value)| says_something(value)).collect();
            // An extension without its value says nothing.
            if kept.len() == 1 && kept.contains_key("url") { Value::Null } else { Value::Object(kept) }
        }
        other => other,
    }
}

fn at(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn name(patient: &PatientView) -> String {
    format!("{}, {}", patient.family_name, patient.given_name)
}

fn reference(kind: &str, id: &impl std::fmt::Display, display: &str) -> Value {
    json!({ "reference": format!("{kind}/{id}"), "display": display })
}

fn extension(name: &str, text: &str) -> Value {
    json!({ "url": format!("{EXTENSION}{name}"), "valueString": text })
}

fn text(text: &str) -> Value {
    json!({ "text": text })
}

fn coded(system: &str, code: &str, title: &str) -> Value {
    match code.is_empty() {
        true => text(title),
        false => json!({ "coding": [{ "system": system, "code": code, "display": title }], "text": title }),
    }
}

fn standing(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": format!("http://terminology.hl7.org/CodeSystem/{system}"), "code": code }] })
}

/// The parts that say something.
fn some(texts: &[&str]) -> Vec<Value> {
    texts.iter().filter(|one| !one.is_empty()).map(|one| text(one)).collect()
}

fn meta(version: u32, saved_at: DateTime<Utc>, newest: bool) -> Value {
    let tag = if newest { "newest" } else { "superseded" };
    json!({
        "versionId": version.to_string(), "lastUpdated": at(saved_at),
        "tag": [{ "system": format!("{EXTENSION}version"), "code": tag }],
    })
}

fn sections(sections: &[Section]) -> Vec<Value> {
    let section = |(title, text): &Section| {
        let div = escaped(text).replace('\n', "<br/>");
        json!({ "title": title, "text": {
            "status": "generated", "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{div}</div>"),
        } })
    };
    sections.iter().map(section).collect()
}

fn patient(known: &PatientView) -> Value {
    let gender = match known.gender {
        Gender::Female => "female",
        Gender::Male => "male",
        Gender::Other => "other",
        Gender::Unknown => "unknown",
    };
    let mut telecom = Vec::new();
    for (system, value) in [("phone", &known.phone), ("email", &known.email)] {
        if !value.is_empty() {
            telecom.push(json!({ "system": system, "value": value }));
        }
    }
    let mut resource = json!({
        "resourceType": "Patient",
        "id": known.id,
        "meta": { "versionId": known.row_version.to_string() },
        "identifier": [{ "system": format!("{EXTENSION}patient"), "value": known.reference }],
        "name": [{ "use": "official", "family": known.family_name, "given": [known.given_name] }],
        "telecom": telecom,
        "gender": gender,
        "birthDate": known.birth_date,
        "extension": [
            { "url": format!("{EXTENSION}birth-date-estimated"), "valueBoolean": known.birth_date_estimated },
            { "url": format!("{EXTENSION}email-consent"), "valueBoolean": known.email_consent },
        ],
    });
    if !known.address.is_empty() {
        resource["address"] = json!([{ "text": known.address }]);
    }
    if !known.emergency_name.is_empty() || !known.emergency_phone.is_empty() {
        resource["contact"] = json!([{
            "relationship": [standing("v2-0131", "C")],
            "name": { "text": known.emergency_name },
            "telecom": [{ "system": "phone", "value": known.emergency_phone }],
        }]);
    }
    if let Some((id, display)) = known.usual_doctor_id.zip(known.usual_doctor_name.as_deref()) {
        resource["generalPractitioner"] = json!([reference("Practitioner", &id, display)]);
    }
    if let Some(died) = known.deceased_on {
        resource["deceasedDateTime"] = json!(died);
    }
    resource
}

/// Who insures the patient, where that is known.
fn coverage(known: &PatientView, subject: &Value) -> Option<Value> {
    (!known.insurer.is_empty() || !known.insurance_number.is_empty()).then(|| {
        json!({
            "resourceType": "Coverage",
            "id": format!("{}-coverage", known.id),
            "status": "active",
            "beneficiary": subject,
            "subscriberId": known.insurance_number,
            "payor": [{ "display": if known.insurer.is_empty() { "unknown" } else { &known.insurer } }],
        })
    })
}

fn sealed(one: &Sealed) -> Value {
    json!({
        "resourceType": "OperationOutcome",
        "issue": [{
            "severity": "information", "code": "suppressed",
            "diagnostics": format!("{}: sealed for {}, ask there", one.what, one.ask),
        }],
    })
}

/// The resources of one patient.
struct Of<'a> {
    subject: &'a Value,
}

impl Of<'_> {
    fn restriction(&self, one: &RestrictionView) -> Value {
        json!({
            "resourceType": "Flag",
            "id": one.id,
            "meta": { "versionId": one.row_version.to_string() },
            "status": if one.lifted_at.is_some() { "inactive" } else { "active" },
            "code": text(&format!("Processing restricted (GDPR Art. 18): {}", words(&one.ground))),
            "subject": self.subject,
            "period": { "start": at(one.restricted_at), "end": one.lifted_at.map(at) },
            "author": { "display": one.restricted_by },
            "extension": [
                extension("words", &one.words),
                extension("lifted-by", one.lifted_by.as_deref().unwrap_or_default()),
                extension("lifted-words", &one.lifted_words),
            ],
        })
    }

    fn visit(&self, visit: &AppointmentView) -> Value {
        use AppointmentStatus::{Arrived, Cancelled, CheckedIn, Completed, Confirmed, InProgress, NoShow, Scheduled};
        let status = match visit.status {
            Scheduled | Confirmed => "booked",
            Arrived => "arrived",
            CheckedIn | InProgress => "checked-in",
            Completed => "fulfilled",
            Cancelled => "cancelled",
            NoShow => "noshow",
        };
        let mut more = vec![extension("status", &words(&visit.status)), extension("kind", &words(&visit.visit_kind))];
        more.push(extension("fee", &format!("{} {}", visit.fee.amount, visit.fee.currency)));
        for (name, instant) in [
            ("arrived", visit.arrived_at),
            ("checked-in", visit.checked_in_at),
            ("in-room", visit.in_room_at),
            ("started", visit.started_at),
            ("completed", visit.completed_at),
            ("cancelled", visit.cancelled_at),
        ] {
            more.extend(instant.map(|instant| extension(name, &at(instant))));
        }
        for (name, said) in [("override", &visit.override_reason), ("overbook", &visit.overbook_reason)] {
            more.extend(said.as_deref().map(|said| extension(name, said)));
        }
        more.extend(visit.booked_by.as_deref().map(|by| extension("booked-by", by)));
        let mut resource = json!({
            "resourceType": "Appointment",
            "id": visit.id,
            "meta": { "versionId": visit.row_version.to_string() },
            "identifier": [{ "system": format!("{EXTENSION}appointment"), "value": visit.reference }],
            "status": status,
            "priority": match words(&visit.priority).as_str() { "emergency" => 1, "urgent" => 3, _ => 5 },
            "start": at(visit.starts_at),
            "end": at(visit.ends_at),
            "minutesDuration": visit.minutes,
            "participant": [
                { "actor": self.subject, "status": "accepted" },
                { "actor": reference("Practitioner", &visit.doctor_id, &visit.doctor_name), "status": "accepted" },
                { "actor": reference("Location", &visit.location_id, &visit.location_name), "status": "accepted" },
            ],
            "extension": more,
        });
        if !visit.reason.is_empty() {
            resource["description"] = json!(visit.reason);
        }
        if !visit.symptoms.is_empty() {
            resource["comment"] = json!(visit.symptoms);
        }
        if let Some(why) = &visit.cancellation_reason {
            resource["cancelationReason"] = text(why);
        }
        resource
    }

    fn encounter(&self, visit: &AppointmentView) -> Value {
        let (code, display) = match words(&visit.visit_kind).as_str() {
            "video" => ("VR", "virtual"),
            _ => ("AMB", "ambulatory"),
        };
        json!({
            "resourceType": "Encounter",
            "id": visit.id,
            "status": if visit.completed_at.is_some() { "finished" } else { "in-progress" },
            "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": code, "display": display },
            "subject": self.subject,
            "appointment": [reference("Appointment", &visit.id, &visit.reference)],
            "participant": [{ "individual": reference("Practitioner", &visit.doctor_id, &visit.doctor_name) }],
            "period": { "start": visit.started_at.map(at), "end": visit.completed_at.map(at) },
        })
    }

    fn place(&self, place: &Place) -> Value {
        let doctor = place.waits_for.as_deref().unwrap_or("anyone");
        let mut more = vec![
            extension("status", &place.status),
            extension("kind", &place.visit_kind),
            extension("priority", &place.priority),
            extension("waits-for", doctor),
        ];
        let time = |time: Option<chrono::NaiveTime>| time.map(|time| time.format("%H:%M").to_string());
        for (name, said) in [
            ("from", time(place.from_time)),
            ("to", time(place.to_time)),
            ("earliest", place.earliest_on.map(|day| day.to_string())),
            ("latest", place.latest_on.map(|day| day.to_string())),
        ] {
            more.extend(said.map(|said| extension(name, &said)));
        }
        json!({
            "resourceType": "Appointment",
            "id": place.id,
            "meta": { "versionId": place.row_version.to_string() },
            "status": if place.status == "waiting" { "waitlist" } else { "proposed" },
            "created": at(place.created_at),
            "minutesDuration": place.minutes,
            "comment": place.notes,
            "participant": [{ "actor": self.subject, "status": "needs-action" }],
            "extension": more,
        })
    }

    fn message(&self, one: &Letter) -> Value {
        let status = match one.state.as_str() {
            "pending" => "preparation",
            "sending" => "in-progress",
            "sent" => "completed",
            "unknown" => "unknown",
            _ => "not-done",
        };
        json!({
            "resourceType": "Communication",
            "id": one.id,
            "meta": { "versionId": one.row_version.to_string() },
            "status": status,
            "subject": self.subject,
            "recipient": [self.subject],
            "medium": [text(&one.channel)],
            "topic": text(&one.message_type.replace('_', " ")),
            "about": [reference("Appointment", &one.appointment_id, &one.doctor_name)],
            "sent": one.sent_at.map(at),
            "extension": [
                extension("state", &one.state),
                extension("address", &one.address),
                extension("of-visit-at", &at(one.starts_at)),
                extension("written", &at(one.created_at)),
            ],
        })
    }

    fn emergency(&self, one: &Emergency) -> Value {
        json!({
            "resourceType": "AuditEvent",
            "type": { "system": format!("{EXTENSION}event"), "code": "emergency_access" },
            "recorded": at(one.opened_at),
            "period": { "start": at(one.opened_at), "end": at(one.ends_at) },
            "agent": [{ "who": { "display": one.who }, "requestor": true }],
            "source": { "observer": { "display": one.who } },
            "outcomeDesc": one.reason,
            "entity": [{ "what": self.subject }],
        })
    }

    fn event(&self, event: &Event) -> Value {
        json!({
            "resourceType": "AuditEvent",
            "id": event.id,
            "type": { "system": format!("{EXTENSION}event"), "code": event.action },
            "recorded": at(event.at),
            "agent": [{
                "who": { "display": event.who.as_deref().unwrap_or(&event.workstation) }, "requestor": true,
            }],
            "source": { "observer": { "display": event.workstation } },
            "entity": [{ "what": self.subject, "description": event.subject_kind }],
        })
    }
}
