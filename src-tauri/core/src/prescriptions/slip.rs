//! What the QR code of a signed prescription says: the prescription in short, signed by its doctor, with the clinic's
//! certificate over the doctor's key. Anybody who has the clinic's public key checks it without a network. Pure.
//!
//! The text is `CLINICRX1:` and, in base 32, the doctor's public key (32 bytes), the clinic's certificate (64), the doctor's
//! signature (64), and what is signed: a JSON array in UTF-8. Signed are, as [`stated`](crate::crypto::signing::stated) has
//! it, that array under the purpose `prescription`, and under `certificate` the doctor's key, their name, a zero byte and
//! their licence number.

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::crypto::signing::signed_by;

const BEGINNING: &str = "CLINICRX1:";

/// The purpose of a doctor's signature.
pub const SIGNATURE: &str = "prescription";
/// The purpose of the clinic's certificate.
pub const CERTIFICATE: &str = "certificate";

/// How many bytes medications in short may take together, so that the code stays one that a telephone reads.
const MEDICATIONS: usize = 1_000;

/// A signed prescription in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Its number.
    pub number: String,
    /// `Family, Given`.
    pub patient_name: String,
    /// `1990-02-28`.
    pub patient_birth_date: String,
    /// The doctor.
    pub doctor_name: String,
    /// Their licence.
    pub licence_number: String,
    /// The date on the wall of the place, `2026-03-02`.
    pub signed_on: String,
    /// The last day, or empty.
    pub valid_until: String,
    /// Each in one line; long ones end in `…`.
    pub medications: Vec<String>,
    /// The fingerprint of the whole prescription: [`digest`] of its content.
    pub digest: String,
}

/// The array that is signed.
type Signed = (String, String, String, String, String, String, String, Vec<String>, String);

/// A slip with its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedSlip {
    /// The doctor's key.
    pub doctor_public: [u8; 32],
    /// The clinic's word for it.
    pub certificate: [u8; 64],
    /// The doctor's signature.
    pub signature: [u8; 64],
    /// What is signed.
    pub message: Vec<u8>,
}

/// Why a text is no prescription of the clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipFault {
    /// It is something else, or cut.
    NotAPrescription,
    /// It is not what the doctor signed.
    Altered,
    /// The doctor who signed is none of this clinic.
    NotOfThisClinic,
}

/// The fingerprint of a content: what the signature binds beyond the lines in short.
pub fn digest(content: &[u8]) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(content)[..18])
}

/// What the clinic signs for a doctor.
pub fn certified(doctor_public: &[u8; 32], doctor_name: &str, licence_number: &str) -> Vec<u8> {
    [doctor_public.as_slice(), doctor_name.as_bytes(), b"\0", licence_number.as_bytes()].concat()
}

impl Slip {
    /// What the doctor signs.
    pub fn message(&self) -> Vec<u8> {
        let mut room = MEDICATIONS;
        let lines = self.medications.iter().enumerate().map(|(place, line)| {
            let line = cut(line, room / (self.medications.len() - place));
            room -= line.len().min(room);
            line
        });
        let signed: Signed = (
            self.number.clone(),
            self.patient_name.clone(),
            self.patient_birth_date.clone(),
            self.doctor_name.clone(),
            self.licence_number.clone(),
            self.signed_on.clone(),
            self.valid_until.clone(),
            lines.collect(),
            self.digest.clone(),
        );
        serde_json::to_vec(&signed).expect("texts are always written")
    }

    fn of_message(message: &[u8]) -> Option<Self> {
        let signed: Signed = serde_json::from_slice(message).ok()?;
        let (number, patient_name, patient_birth_date, doctor_name, licence_number, signed_on, valid_until, ..) =
            signed.clone();
        Some(Self {
            number,
            patient_name,
            patient_birth_date,
            doctor_name,
            licence_number,
            signed_on,
            valid_until,
            medications: signed.7,
            digest: signed.8,
        })
    }
}

/// A line of so many bytes at most; what was longer says so.
fn cut(line: &str, most: usize) -> String {
    const MORE: &str = "…";
    if line.len() <= most {
        return line.to_owned();
    }
    let end = (0..=most.saturating_sub(MORE.len())).rev().find(|end| line.is_char_boundary(*end)).unwrap_or(0);
    format!("{}{MORE}", &line[..end])
}

impl SignedSlip {
    /// As the QR code says it: capitals and digits only, which take the least room there.
    pub fn text(&self) -> String {
        let bytes = [&self.doctor_public[..], &self.certificate, &self.signature, &self.message].concat();
        format!("{BEGINNING}{}", BASE32_NOPAD.encode(&bytes))
    }

    /// Reads what a QR code says. Blanks and line breaks do not matter.
    ///
    /// # Errors
    /// [`SlipFault::NotAPrescription`].
    pub fn parse(text: &str) -> Result<Self, SlipFault> {
        let text: String = text.split_whitespace().collect::<String>().to_ascii_uppercase();
        let read = || {
            let bytes = BASE32_NOPAD.decode(text.strip_prefix(BEGINNING)?.as_bytes()).ok()?;
            let (doctor_public, rest) = bytes.split_first_chunk::<32>()?;
            let (certificate, rest) = rest.split_first_chunk::<64>()?;
            let (signature, message) = rest.split_first_chunk::<64>()?;
            Some(Self {
                doctor_public: *doctor_public,
                certificate: *certificate,
                signature: *signature,
                message: message.to_vec(),
            })
        };
        read().ok_or(SlipFault::NotAPrescription)
    }

    /// What a prescription says, if a doctor of the clinic with this public key signed it.
    ///
    /// # Errors
    /// [`SlipFault`].
    pub fn verified(&self, clinic_public: &[u8; 32]) -> Result<Slip, SlipFault> {
        if !signed_by(&self.doctor_public, SIGNATURE, &self.message, &self.signature) {
            return Err(SlipFault::Altered);
        }
        let slip = Slip::of_message(&self.message).ok_or(SlipFault::NotAPrescription)?;
        let certified = certified(&self.doctor_public, &slip.doctor_name, &slip.licence_number);
        if !signed_by(clinic_public, CERTIFICATE, &certified, &self.certificate) {
            return Err(SlipFault::NotOfThisClinic);
        }
        Ok(slip)
    }
}
