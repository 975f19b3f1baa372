//! What signing makes: the slip with the doctor's signature and the clinic's certificate, and whether one that is kept is
//! still right.

use chrono::NaiveDate;

use super::content::PrescriptionContent;
use super::slip::{CERTIFICATE, SIGNATURE, SignedSlip, Slip, certified, digest};
use crate::appointments::model::AppointmentView;
use crate::doctors::model::DoctorView;
use crate::error::{ClinicError, Outcome};
use crate::ids::PrescriptionId;
use crate::keys::ClinicKeys;

/// What is signed of a prescription of that visit, whose content is these bytes.
pub(super) fn slip_of(
    number: &str,
    visit: &AppointmentView,
    doctor: &DoctorView,
    today: NaiveDate,
    (content, bytes): (&PrescriptionContent, &[u8]),
) -> Slip {
    Slip {
        number: number.to_owned(),
        patient_name: visit.patient_name.clone(),
        patient_birth_date: visit.patient_birth_date.to_string(),
        doctor_name: doctor.name.clone(),
        licence_number: doctor.licence_number.clone(),
        signed_on: today.to_string(),
        valid_until: content.valid_until.clone(),
        medications: content.medications.iter().map(|medication| medication.in_full()).collect(),
        digest: digest(bytes),
    }
}

/// Signs it as the doctor who holds the keys.
pub(super) fn signed(keys: &ClinicKeys, slip: &Slip) -> SignedSlip {
    let (doctor_public, message) = (keys.signing_public(), slip.message());
    let certified = certified(&doctor_public, &slip.doctor_name, &slip.licence_number);
    SignedSlip {
        doctor_public,
        certificate: keys.sign_for_the_clinic(CERTIFICATE, &certified),
        signature: keys.sign(SIGNATURE, &message),
        message,
    }
}

/// What a kept slip says, if it is the clinic's.
///
/// # Errors
/// [`ClinicError::Inconsistent`](crate::error::ClinicError), naming the prescription, when it is not.
pub(super) fn verified(keys: &ClinicKeys, id: PrescriptionId, slip: &str) -> Outcome<Slip> {
    let slip = SignedSlip::parse(slip).and_then(|slip| slip.verified(&keys.clinic_public()));
    slip.map_err(|fault| ClinicError::Inconsistent { detail: format!("prescription_signatures of {id}: {fault:?}") })
}

/// Holds a kept slip against the clinic's key and against the content that it was signed for.
///
/// # Errors
/// [`ClinicError::Inconsistent`], naming the prescription, when either does not fit.
pub(super) fn check(keys: &ClinicKeys, id: PrescriptionId, slip: &str, content: &[u8]) -> Outcome<()> {
    if verified(keys, id, slip)?.digest == digest(content) {
        return Ok(());
    }
    Err(ClinicError::Inconsistent { detail: format!("prescription_signatures of {id}: signed for another content") })
}
