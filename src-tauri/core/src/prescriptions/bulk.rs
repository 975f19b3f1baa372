//! Many signed prescriptions at once, for filling a clinic with people who do not exist. Sealed and signed like any other.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::QueryBuilder;
use sqlx::mysql::MySqlConnection;

use super::content::PrescriptionContent;
use super::signing;
use super::slip::{Slip, digest};
use super::store::{fresh_number, of_signature, of_version};
use crate::crypto::sealing::to_bytes;
use crate::error::Outcome;
use crate::ids::{AppointmentId, DoctorId, PatientId, PrescriptionId, UserId};
use crate::keys::ClinicKeys;

/// Rows a statement.
const ROWS: usize = 200;

/// A prescription to add as it stands: signed by the doctor of the visit.
pub(crate) struct WrittenPrescription<'a> {
    pub(crate) id: PrescriptionId,
    pub(crate) appointment_id: AppointmentId,
    pub(crate) patient_id: PatientId,
    /// `Family, Given`.
    pub(crate) patient_name: String,
    pub(crate) patient_birth_date: NaiveDate,
    pub(crate) doctor_id: DoctorId,
    pub(crate) doctor_name: &'a str,
    pub(crate) licence_number: &'a str,
    pub(crate) author: UserId,
    /// The keys in the author's hands.
    pub(crate) keys: &'a ClinicKeys,
    pub(crate) content: PrescriptionContent,
    pub(crate) signed_at: DateTime<Utc>,
    /// On the wall of the place.
    pub(crate) signed_on: NaiveDate,
    pub(crate) dispensed_at: Option<DateTime<Utc>>,
}

impl WrittenPrescription<'_> {
    fn slip(&self, number: &str, bytes: &[u8]) -> Slip {
        Slip {
            number: number.to_owned(),
            patient_name: self.patient_name.clone(),
            patient_birth_date: self.patient_birth_date.to_string(),
            doctor_name: self.doctor_name.to_owned(),
            licence_number: self.licence_number.to_owned(),
            signed_on: self.signed_on.to_string(),
            valid_until: self.content.valid_until.clone(),
            medications: self.content.medications.iter().map(|medication| medication.in_full()).collect(),
            digest: digest(bytes),
        }
    }
}

/// Adds prescriptions, each in its first version.
pub(crate) async fn insert_prescriptions(
    connection: &mut MySqlConnection,
    written: &[WrittenPrescription<'_>],
) -> Outcome<()> {
    for rows in written.chunks(ROWS) {
        let numbers: Vec<String> = rows.iter().map(|_| fresh_number()).collect();
        let mut query = QueryBuilder::new(
            "insert into prescriptions (id, number, appointment_id, patient_id, doctor_id, status, version, signed_at, \
             dispensed_at, created_at) ",
        );
        query.push_values(rows.iter().zip(&numbers), |mut row, (one, number)| {
            row.push_bind(one.id)
                .push_bind(number)
                .push_bind(one.appointment_id)
                .push_bind(one.patient_id)
                .push_bind(one.doctor_id)
                .push_bind("signed")
                .push_bind(1)
                .push_bind(one.signed_at)
                .push_bind(one.dispensed_at)
                .push_bind(one.signed_at);
        });
        query.build().execute(&mut *connection).await?;
        let mut versions = Vec::with_capacity(rows.len());
        let mut signatures = Vec::with_capacity(rows.len());
        for (one, number) in rows.iter().zip(&numbers) {
            let place = of_version(one.id, one.patient_id, 1);
            let bytes = to_bytes(&place, &one.content)?;
            let slip = signing::signed(one.keys, &one.slip(number, &bytes)).text();
            versions.push(one.keys.seal(&place, &bytes)?);
            signatures.push(one.keys.seal_json(&of_signature(one.id, one.patient_id), &slip)?);
        }
        let mut query = QueryBuilder::new(
            "insert into prescription_versions (prescription_id, version, sealed, key_id, author_id, saved_at) ",
        );
        query.push_values(rows.iter().zip(versions), |mut row, (one, version)| {
            row.push_bind(one.id)
                .push_bind(1)
                .push_bind(version.bytes)
                .push_bind(version.key_id)
                .push_bind(one.author)
                .push_bind(one.signed_at);
        });
        query.build().execute(&mut *connection).await?;
        let mut query = QueryBuilder::new(
            "insert into prescription_signatures (prescription_id, sealed, key_id, signed_by, signed_at) ",
        );
        query.push_values(rows.iter().zip(signatures), |mut row, (one, signature)| {
            row.push_bind(one.id)
                .push_bind(signature.bytes)
                .push_bind(signature.key_id)
                .push_bind(one.author)
                .push_bind(one.signed_at);
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}
