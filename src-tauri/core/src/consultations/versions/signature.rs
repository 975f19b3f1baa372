//! What a doctor signs, and how it is checked. Pure.
//!
//! Signed are the consultation's id, the version (four bytes, the highest first), the patient's id, the signer's user id and
//! then the content, byte for byte as it is sealed. A new data key seals the same bytes anew, so a signature outlives it.
//! Beside the signature stand the doctor's public key and the clinic's word that it is that doctor's: whoever can write the
//! table and does not hold the keys of the clinic can make neither.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::model::{SignatureProof, Signed};
use crate::crypto::signing::signed_by;
use crate::ids::{ConsultationId, PatientId, UserId};
use crate::keys::ClinicKeys;

/// What a signature is for.
const NOTE: &str = "note version 1";
/// What the clinic's word is for.
const CLINICIAN: &str = "clinician signing key 1";

/// A version: of which note, of whom, which.
pub(in crate::consultations) type VersionOf = (ConsultationId, PatientId, u32);

/// A signature that is to be kept.
pub(super) struct Signature {
    pub(super) signature: [u8; 64],
    pub(super) signing_public: [u8; 32],
    pub(super) certificate: [u8; 64],
}

/// A signature as it is kept beside a version; all empty where nobody signed.
#[derive(Default, FromRow)]
pub(in crate::consultations) struct SignatureRow {
    signed_by: Option<UserId>,
    signer: Option<String>,
    signed_at: Option<DateTime<Utc>>,
    signature: Option<Vec<u8>>,
    signing_public: Option<Vec<u8>>,
    certificate: Option<Vec<u8>>,
}

/// Signs a version's content.
pub(super) fn sign(keys: &ClinicKeys, of: VersionOf, by: UserId, plain: &[u8]) -> Signature {
    let signing_public = keys.signing_public();
    Signature {
        signature: keys.sign(NOTE, &stated(of, by, plain)),
        signing_public,
        certificate: keys.sign_for_the_clinic(CLINICIAN, &clinician(by, &signing_public)),
    }
}

impl SignatureRow {
    /// Who signed this version of this content, and whether that holds; `None` where nobody did.
    pub(in crate::consultations) fn signed(self, keys: &ClinicKeys, of: VersionOf, plain: &[u8]) -> Option<Signed> {
        let proof = self.proof(keys, of, plain);
        let (name, at) = self.signer.zip(self.signed_at)?;
        Some(Signed { name, at, proof })
    }

    fn proof(&self, keys: &ClinicKeys, of: VersionOf, plain: &[u8]) -> SignatureProof {
        let (None, None, None) = (&self.signature, &self.signing_public, &self.certificate) else {
            let holds = self.holds(keys, of, plain).unwrap_or_default();
            return if holds { SignatureProof::Holds } else { SignatureProof::Broken };
        };
        SignatureProof::Absent
    }

    fn holds(&self, keys: &ClinicKeys, of: VersionOf, plain: &[u8]) -> Option<bool> {
        let by = self.signed_by?;
        let signature = <[u8; 64]>::try_from(self.signature.as_deref()?).ok()?;
        let public = <[u8; 32]>::try_from(self.signing_public.as_deref()?).ok()?;
        let certificate = <[u8; 64]>::try_from(self.certificate.as_deref()?).ok()?;
        let theirs = signed_by(&keys.clinic_public(), CLINICIAN, &clinician(by, &public), &certificate);
        Some(theirs && signed_by(&public, NOTE, &stated(of, by, plain), &signature))
    }
}

fn stated((id, patient, version): VersionOf, by: UserId, plain: &[u8]) -> Vec<u8> {
    [id.0.as_bytes().as_slice(), &version.to_be_bytes(), patient.0.as_bytes(), by.0.as_bytes(), plain].concat()
}

fn clinician(by: UserId, public: &[u8; 32]) -> Vec<u8> {
    [by.0.as_bytes().as_slice(), public].concat()
}
