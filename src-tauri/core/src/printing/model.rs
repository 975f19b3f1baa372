//! What can be printed or taken along. Pure: no database, no clock.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{AppointmentId, DoctorId, LetterId, LocationId, PatientId, PrescriptionId, RequestId};
use crate::note_search::model::CountedVisits;

/// What of a day is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DayPaper {
    /// Who comes to whom, with birth date, phone and reason.
    DaySheet,
    /// The same for the wall or the bin: no names, no phone numbers, no reasons.
    DaySheetWithoutNames,
    /// Everyone who is still expected, to be called one after the other.
    CallList,
}

/// A day on paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PrintDay {
    /// The event's id: printing sent twice is one event.
    pub request_id: RequestId,
    /// The language of its words, such as `en`.
    pub language: String,
    /// `2026-11-21`.
    pub date: String,
    /// Only these doctors, in this order; every active doctor when empty.
    pub doctor_ids: Vec<DoctorId>,
    /// Only hours and visits at this location, when given.
    pub location_id: Option<LocationId>,
    /// Which paper.
    pub paper: DayPaper,
}

/// The card of a visit, which the patient takes home, or the visit for the patient's calendar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PrintVisit {
    /// The event's id.
    pub request_id: RequestId,
    /// The language of its words.
    pub language: String,
    /// Which visit.
    pub appointment_id: AppointmentId,
}

/// A patient's list of visits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PrintVisits {
    /// The event's id.
    pub request_id: RequestId,
    /// The language of its words.
    pub language: String,
    /// Whose.
    pub patient_id: PatientId,
}

/// How large a prescription is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrescriptionPaper {
    /// 210 × 297 mm.
    A4,
    /// 148 × 210 mm.
    A5,
}

/// A signed prescription on paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PrintPrescription {
    /// The event's id: the first print is the original, and so is the same one asked for again.
    pub request_id: RequestId,
    /// The language of its words.
    pub language: String,
    /// Which.
    pub prescription_id: PrescriptionId,
    /// How large.
    pub paper: PrescriptionPaper,
}

/// A letter on paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PrintLetter {
    /// The event's id: the first print is the original, and so is the same one asked for again.
    pub request_id: RequestId,
    /// The language of its words.
    pub language: String,
    /// Which.
    pub letter_id: LetterId,
}

/// How often something was diagnosed and prescribed, on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrintCounts {
    /// The event's id.
    pub request_id: RequestId,
    /// The language of its words.
    pub language: String,
    /// The first date, `2026-11-01`.
    pub from_on: String,
    /// The last.
    pub to_on: String,
    /// Whose visits.
    pub visits: CountedVisits,
}

/// What a pharmacy needs to check prescriptions without a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VerifierFile {
    /// A page for any browser, with the clinic's public key in it.
    Page,
    /// The clinic's public key by itself (PEM), for `clinic-admin` and openssl.
    Key,
}

/// A file for whoever checks prescriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VerifierRequest {
    /// Which.
    pub file: VerifierFile,
}

/// Whether patients' names are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// With them.
    Shown,
    /// Without them.
    Hidden,
}

/// A doctor's visits for a calendar program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DoctorCalendar {
    /// The event's id.
    pub request_id: RequestId,
    /// The language of its words.
    pub language: String,
    /// Whose.
    pub doctor_id: DoctorId,
    /// First date, `2026-11-21`.
    pub from_on: String,
    /// Last date; at most 184 days in all.
    pub to_on: String,
    /// With patients' names or without.
    pub names: Names,
}

/// A file that the core made; the window keeps it where the person wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeFile {
    /// Its name with ending, without the name of any person. Letters, digits, spaces, `-` and `.` only.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A file that was kept.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct KeptFile {
    /// Where it is.
    pub path: String,
    /// A program of this computer was asked to show it; there may be none that can.
    pub shown: bool,
}
