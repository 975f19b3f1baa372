//! Prescriptions as the window sees them. Pure: no database, no clock.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::content::{PrescribedMedication, PrescriptionContent};
use crate::altered::Altered;
use crate::error::Refusal;
use crate::ids::{AppointmentId, DoctorId, PatientId, PrescriptionId, RequestId};

/// Where a prescription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrescriptionStatus {
    /// Being written.
    Draft,
    /// It stands and never changes.
    Signed,
}

impl PrescriptionStatus {
    /// The status of a database word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "draft" => Some(Self::Draft),
            "signed" => Some(Self::Signed),
            _ => None,
        }
    }
}

/// Saves a prescription as a new version, or signs it with this content. The first saving makes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SavePrescription {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation.
    pub prescription_id: PrescriptionId,
    /// The visit it is written in.
    pub appointment_id: AppointmentId,
    /// The signed prescription that this one replaces; heeded by the first saving.
    pub replaces_id: Option<PrescriptionId>,
    /// The version on the screen; none of a new one.
    pub row_version: Option<u32>,
    /// All of it.
    pub content: PrescriptionContent,
}

/// What became of a prescription at the pharmacy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Dispensing {
    /// It was dispensed.
    Dispensed,
    /// It was not: that it was is taken back.
    NotDispensed,
}

/// Says whether a prescription was dispensed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MarkDispensed {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub prescription_id: PrescriptionId,
    /// The version on the screen.
    pub row_version: u32,
    /// Which of the two.
    pub dispensing: Dispensing,
}

/// A question for a patient's prescriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrescriptionsRequest {
    /// The event's id (reading a chart is an event).
    pub request_id: RequestId,
    /// Whose.
    pub patient_id: PatientId,
}

/// A question for everything that a prescription once was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrescriptionVersionsRequest {
    /// The event's id.
    pub request_id: RequestId,
    /// Which.
    pub prescription_id: PrescriptionId,
}

/// A question for what there is to say against medications, while they are typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CheckMedications {
    /// Whose they would be.
    pub patient_id: PatientId,
    /// The prescription they stand in: it is no duplicate of itself.
    pub prescription_id: PrescriptionId,
    /// The one that it replaces: nor of that one.
    pub replaces_id: Option<PrescriptionId>,
    /// As typed.
    pub medications: Vec<PrescribedMedication>,
}

/// A prescription.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PrescriptionView {
    /// Its id.
    pub id: PrescriptionId,
    /// What people call it, e.g. `RX-K7M4-3QXA`.
    pub number: String,
    /// The visit.
    pub appointment_id: AppointmentId,
    /// Whose.
    pub patient_id: PatientId,
    /// Whose signature it bears or will bear.
    pub doctor_id: DoctorId,
    /// Their name.
    pub doctor_name: String,
    /// Where it stands.
    pub status: PrescriptionStatus,
    /// Its newest content.
    pub content: PrescriptionContent,
    /// How often it was saved.
    pub version: u32,
    /// When it was saved last.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
    /// When it was signed.
    pub signed_at: Option<DateTime<Utc>>,
    /// The one that it replaces.
    pub replaces_id: Option<PrescriptionId>,
    /// The number of the signed one that replaces it.
    pub replaced_by: Option<String>,
    /// Its last day has passed, on the wall of the place where it was written.
    pub lapsed: bool,
    /// It was printed: what is printed now is a copy.
    pub printed: bool,
    /// When it was dispensed.
    pub dispensed_at: Option<DateTime<Utc>>,
    /// The zone of the place where it was written.
    pub time_zone: String,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// A patient's prescriptions.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PrescriptionList {
    /// Those that open.
    pub prescriptions: Vec<PrescriptionView>,
    /// Those that cannot be shown.
    pub altered: Vec<Altered>,
}

/// What a prescription once was.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PrescriptionVersion {
    /// Counted from 1.
    pub version: u32,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
    /// What it said.
    pub content: PrescriptionContent,
}

/// A medication as the doctor prescribes it again and again.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct FavouriteMedication {
    /// As it was prescribed.
    pub medication: PrescribedMedication,
    /// In how many of the doctor's last prescriptions.
    pub times: u32,
}

impl PrescriptionView {
    /// Whether it can be marked so.
    ///
    /// # Errors
    /// [`Refusal::PrescriptionNotSigned`]; [`Refusal::PrescriptionDispensed`] when it was already, or
    /// [`Refusal::PrescriptionNotDispensed`] when it was not; [`Refusal::PrescriptionLapsed`] when its last day has passed.
    pub(super) fn can_be(&self, dispensing: Dispensing) -> Result<(), Refusal> {
        match (self.status, dispensing, self.dispensed_at) {
            (PrescriptionStatus::Draft, ..) => Err(Refusal::PrescriptionNotSigned),
            (_, Dispensing::Dispensed, Some(dispensed_at)) => Err(Refusal::PrescriptionDispensed { dispensed_at }),
            (_, Dispensing::NotDispensed, None) => Err(Refusal::PrescriptionNotDispensed),
            (_, Dispensing::Dispensed, None) if self.lapsed => Err(Refusal::PrescriptionLapsed),
            _ => Ok(()),
        }
    }
}
