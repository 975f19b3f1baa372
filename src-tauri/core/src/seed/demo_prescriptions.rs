//! What the demo's doctors prescribed to the grown-ups whose notes say that something is to be taken. Plain phrases, made for
//! the purpose; no advice to anybody.

use std::collections::HashMap;

use chrono::{DateTime, Days, Utc};

use super::demo_notes::GROWN_UP;
use super::random::Chance;
use crate::bulk::NewPatient;
use crate::civil::Zone;
use crate::consultations::bulk::WrittenNote;
use crate::ids::{DoctorId, PatientId, PrescriptionId};
use crate::keys::ClinicKeys;
use crate::prescriptions::bulk::WrittenPrescription;
use crate::prescriptions::content::{PrescribedMedication, PrescriptionContent};

/// For a code: name, dose, frequency, duration, quantity, instructions.
type Prescribed = (&'static str, [&'static str; 6]);

const PRESCRIBED: [Prescribed; 6] = [
    ("I10", ["Amlodipine 5 mg, tablets", "1 tablet", "in the morning", "90 days", "90", "With or without food"]),
    ("Z76.0", ["Simvastatin 20 mg, tablets", "1 tablet", "at night", "90 days", "90", ""]),
    ("S39.012A", ["Naproxen 250 mg, tablets", "1 tablet", "twice a day", "5 days", "10", "With food"]),
    ("L24.0", ["Hydrocortisone 1 %, cream", "thinly", "twice a day", "7 days", "15 g", "On the red places only"]),
    (
        "E61.1",
        [
            "Ferrous sulfate 200 mg, tablets",
            "1 tablet",
            "once a day",
            "90 days",
            "90",
            "Not together with tea or coffee",
        ],
    ),
    ("J03.80", ["Azithromycin 500 mg, tablets", "1 tablet", "once a day", "3 days", "3", "Until the packet is empty"]),
];

/// For how long it may be dispensed, days.
const VALID: u64 = 90;

/// Who may prescribe in the demo, with what is printed of them.
pub(super) struct Prescriber<'a> {
    pub(super) name: &'a str,
    pub(super) licence_number: String,
    pub(super) keys: &'a ClinicKeys,
}

/// The prescriptions of the notes that stand, in their order; of nobody whose licence is over.
pub(super) fn prescriptions<'a>(
    notes: &[WrittenNote],
    patients: &[NewPatient],
    prescribers: &'a HashMap<DoctorId, Prescriber<'a>>,
    zone: Zone,
    now: DateTime<Utc>,
    chance: &mut Chance,
) -> Vec<WrittenPrescription<'a>> {
    let people: HashMap<PatientId, &NewPatient> = patients.iter().map(|patient| (patient.id, patient)).collect();
    let write = |note: &WrittenNote| {
        let medication = medication_for(note).filter(|_| note.completed)?;
        let doctor = prescribers.get(&note.doctor_id)?;
        let patient = people.get(&note.patient_id)?;
        let signed_on = zone.local(note.saved_at).date();
        let grown_up = signed_on.years_since(patient.birth_date).is_some_and(|age| age >= GROWN_UP);
        if !grown_up || chance.percent(20) {
            return None;
        }
        // Most go to the pharmacy on the way home.
        let dispensed_at = note.saved_at + chrono::Duration::minutes(40);
        let diagnosis = note.content.diagnoses.first().map(|one| one.title.clone()).unwrap_or_default();
        let content = PrescriptionContent {
            complaint: note.content.chief_complaint.clone(),
            diagnosis,
            medications: vec![medication],
            valid_until: (signed_on + Days::new(VALID)).to_string(),
            ..PrescriptionContent::default()
        };
        Some(WrittenPrescription {
            id: PrescriptionId(chance.id(note.saved_at)),
            appointment_id: note.appointment_id,
            patient_id: note.patient_id,
            patient_name: format!("{}, {}", patient.family_name, patient.given_name),
            patient_birth_date: patient.birth_date,
            doctor_id: note.doctor_id,
            doctor_name: doctor.name,
            licence_number: &doctor.licence_number,
            author: note.author,
            keys: doctor.keys,
            content,
            signed_at: note.saved_at,
            signed_on,
            dispensed_at: (chance.percent(70) && dispensed_at < now).then_some(dispensed_at),
        })
    };
    notes.iter().filter_map(write).collect()
}

fn medication_for(note: &WrittenNote) -> Option<PrescribedMedication> {
    let said = |code: &str| note.content.diagnoses.iter().any(|diagnosis| diagnosis.code == code);
    let (_, [name, dose, frequency, duration, quantity, instructions]) =
        PRESCRIBED.into_iter().find(|(code, _)| said(code))?;
    Some(PrescribedMedication {
        name: name.into(),
        dose: dose.into(),
        frequency: frequency.into(),
        duration: duration.into(),
        quantity: quantity.into(),
        instructions: instructions.into(),
        ..PrescribedMedication::default()
    })
}
