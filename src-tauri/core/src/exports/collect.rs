//! Everything of a patient, read slice by slice.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::model::{Ended, ExportScope, Sealed, file_name};
use super::store::{self, Emergency, Event, Letter, Place};
use crate::access::Actor;
use crate::appointments::model::{AppointmentStatus, AppointmentView};
use crate::appointments::view::{Which, views};
use crate::chart;
use crate::chart::model::ChartEntryView;
use crate::clinic::Clinic;
use crate::consultations::taking_out::{self as notes, WholeNote};
use crate::db_error::retry;
use crate::ids::PatientId;
use crate::letters;
use crate::letters::model::LetterView;
use crate::patients;
use crate::patients::model::PatientView;
use crate::prescriptions;
use crate::prescriptions::model::{PrescriptionVersion, PrescriptionView};
use crate::records::model::RecordStatus;
use crate::records::taking_out::{self as records, WholeRecord};
use crate::restrictions;
use crate::restrictions::model::RestrictionView;

/// A record with the name of its file in the export; none while it is arriving.
pub(super) struct Filed {
    pub(super) record: WholeRecord,
    pub(super) file: Option<String>,
}

/// Everything of a patient, as far as it can be opened.
pub(super) struct Collected {
    pub(super) scope: ExportScope,
    pub(super) taken_at: DateTime<Utc>,
    /// Who takes it out.
    pub(super) taken_by: String,
    pub(super) patient: PatientView,
    pub(super) restrictions: Vec<RestrictionView>,
    pub(super) visits: Vec<AppointmentView>,
    pub(super) waitlist: Vec<Place>,
    pub(super) messages: Vec<Letter>,
    pub(super) notes: Vec<WholeNote>,
    /// Entry by entry, the first version first.
    pub(super) chart: Vec<ChartEntryView>,
    pub(super) prescriptions: Vec<(PrescriptionView, Vec<PrescriptionVersion>)>,
    pub(super) letters: Vec<LetterView>,
    pub(super) records: Vec<Filed>,
    pub(super) emergencies: Vec<Emergency>,
    pub(super) events: Vec<Event>,
    pub(super) sealed: Vec<Sealed>,
}

/// How many steps the reading has.
pub(super) const STEPS: u32 = 7;

/// Of how many versions a prescription is read at most: its last ones.
const MOST_VERSIONS: usize = 1_000;

/// Reads all of it. `step` is told of each step, and may stop it.
pub(super) async fn collect(
    clinic: &Clinic,
    actor: &Actor,
    patient_id: PatientId,
    scope: ExportScope,
    step: &(impl Fn() -> Result<(), Ended> + Sync),
) -> Result<Collected, Ended> {
    let pool = clinic.read();
    let patient = patients::get(clinic, actor, patient_id).await?;
    let taken_by = match actor.user_id {
        Some(user) => retry(|| store::name_of(pool, user)).await?,
        None => None,
    };
    let restrictions = restrictions::everything(clinic, patient_id).await?;
    let visits = retry(|| views(clinic, Which::AllOfPatient(patient_id))).await?;
    step()?;
    let waitlist = retry(|| store::waitlist(pool, patient_id)).await?;
    let messages = retry(|| store::messages(pool, patient_id)).await?;
    step()?;
    let mut found = Collected {
        scope,
        taken_at: clinic.now(),
        taken_by: taken_by.unwrap_or_else(|| actor.workstation.clone()),
        patient,
        restrictions,
        visits,
        waitlist,
        messages,
        notes: vec![],
        chart: vec![],
        prescriptions: vec![],
        letters: vec![],
        records: vec![],
        emergencies: retry(|| store::emergencies(pool, patient_id)).await?,
        events: vec![],
        sealed: vec![],
    };
    match scope {
        ExportScope::Everything => read_sealed(clinic, actor, patient_id, &mut found, step).await?,
        ExportScope::Readable => {
            name_what_is_sealed(&mut found);
            for _ in 0..4 {
                step()?;
            }
        }
    }
    found.events = retry(|| store::events(pool, patient_id)).await?;
    step()?;
    Ok(found)
}

async fn read_sealed(
    clinic: &Clinic,
    actor: &Actor,
    patient: PatientId,
    found: &mut Collected,
    step: &(impl Fn() -> Result<(), Ended> + Sync),
) -> Result<(), Ended> {
    found.notes = notes::everything(clinic, actor, patient).await?;
    step()?;
    found.chart = chart::everything(clinic, actor, patient).await?;
    step()?;
    found.prescriptions = prescriptions::everything(clinic, actor, patient).await?;
    found.letters = letters::everything(clinic, actor, patient).await?;
    step()?;
    for (record, number) in records::everything(clinic, actor, patient).await?.into_iter().zip(1..) {
        let file = (record.view.status == RecordStatus::Kept).then(|| file_name(number, &record.view.file_name));
        if file.is_none() {
            let what = format!("The file \"{}\", which has not arrived whole", record.view.form.title);
            found.sealed.push(Sealed { what, ask: record.view.added_by.clone() });
        }
        found.records.push(Filed { record, file });
    }
    step()?;
    // More versions than that are not read: who saved so often is named.
    for (view, versions) in found.prescriptions.iter().filter(|(_, versions)| versions.len() >= MOST_VERSIONS) {
        let what = format!("The versions of prescription {} before the last {}", view.number, versions.len());
        found.sealed.push(Sealed { what, ask: view.doctor_name.clone() });
    }
    for note in &found.notes {
        for part in &note.sealed {
            let day = found.visits.iter().find(|visit| visit.id == note.appointment_id).map(|visit| visit.starts_local);
            let day = day.map(|at| at.format(" of %-d %B %Y").to_string()).unwrap_or_default();
            let what = match part.version {
                Some(version) => format!("Private notes in version {version} of the note{day}"),
                None => format!("The draft of the note{day}, which is not completed"),
            };
            found.sealed.push(Sealed { what, ask: part.author.clone() });
        }
    }
    Ok(())
}

/// Without keys nobody knows what there is: whoever has or had a visit with the patient does.
fn name_what_is_sealed(found: &mut Collected) {
    let mut doctors: Vec<&str> = Vec::new();
    for visit in found.visits.iter().filter(|visit| visit.status != AppointmentStatus::Cancelled) {
        if !doctors.contains(&visit.doctor_name.as_str()) {
            doctors.push(&visit.doctor_name);
        }
    }
    let what = "Notes, chart, prescriptions, letters and files, as far as there are any";
    found.sealed = doctors.iter().map(|doctor| Sealed { what: what.into(), ask: (*doctor).to_owned() }).collect();
    if found.sealed.is_empty() {
        found.sealed.push(Sealed { what: what.into(), ask: "a doctor of the clinic".into() });
    }
}

/// A word of the contract as a person reads it.
pub(super) fn words(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.replace('_', " "),
        _ => String::new(),
    }
}
