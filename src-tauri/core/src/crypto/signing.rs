//! Signatures: Ed25519 (RFC 8032), checked strictly.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use crate::crypto::secret::random;
use crate::error::Outcome;

/// A key that signs, wiped from memory when dropped.
pub struct Signatory(SigningKey);

impl Signatory {
    /// A new one.
    ///
    /// # Errors
    /// [`ClinicError::Inconsistent`](crate::error::ClinicError) when the system has no randomness.
    pub fn fresh() -> Outcome<Self> {
        Ok(Self::of(&*random()?))
    }

    /// The one of this private key.
    pub fn of(private: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(private))
    }

    pub(crate) fn private(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The key that others check with.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs. `purpose` keeps a signature for one thing from being shown as one for another.
    pub fn sign(&self, purpose: &str, message: &[u8]) -> [u8; 64] {
        self.0.sign(&stated(purpose, message)).to_bytes()
    }
}

/// Whether the holder of `public` signed this for this purpose.
///
/// ```
/// use clinic_core::crypto::signing::{Signatory, signed_by};
/// let ama = Signatory::fresh().unwrap();
/// let signature = ama.sign("note", b"cough");
/// assert!(signed_by(&ama.public(), "note", b"cough", &signature));
/// assert!(!signed_by(&ama.public(), "prescription", b"cough", &signature));
/// assert!(!signed_by(&ama.public(), "note", b"coughs", &signature));
/// ```
pub fn signed_by(public: &[u8; 32], purpose: &str, message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public)
        .is_ok_and(|key| key.verify_strict(&stated(purpose, message), &Signature::from_bytes(signature)).is_ok())
}

/// What is signed: `clinic-desk`, the purpose, a zero byte, the message. Anybody can put it together again with another tool.
pub fn stated(purpose: &str, message: &[u8]) -> Vec<u8> {
    [b"clinic-desk ", purpose.as_bytes(), b"\0", message].concat()
}
