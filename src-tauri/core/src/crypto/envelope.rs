//! A data key handed to the holder of a public key: HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
//! AES-256-GCM.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal};
use zeroize::Zeroizing;

use crate::crypto::secret::random;
use crate::error::{ClinicError, Outcome};

type Suite = X25519HkdfSha256;

/// What every envelope is for.
const INFO: &[u8] = b"clinic-desk envelope 1";
const ENCAPPED: usize = 32;

/// A key pair whose holder can be handed something. Wiped from memory when dropped.
pub struct Recipient(Zeroizing<[u8; 32]>);

impl Recipient {
    /// A new one.
    ///
    /// # Errors
    /// [`ClinicError::Inconsistent`] when the system has no randomness.
    pub fn fresh() -> Outcome<Self> {
        Ok(Self(random()?))
    }

    /// The pair of this private key.
    pub fn of(private: Zeroizing<[u8; 32]>) -> Self {
        Self(private)
    }

    /// The private key.
    pub(crate) fn private(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public key.
    pub fn public(&self) -> [u8; 32] {
        let bytes = Suite::sk_to_pk(&self.key()).to_bytes();
        <[u8; 32]>::from(bytes)
    }

    /// What was put into an envelope for this holder; `None` when it is for somebody else, about something else, or was
    /// changed.
    pub fn open(&self, about: &[u8], envelope: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (encapped, sealed) = envelope.split_at_checked(ENCAPPED)?;
        let encapped = <Suite as Kem>::EncappedKey::from_bytes(encapped).ok()?;
        single_shot_open::<AesGcm256, HkdfSha256, Suite>(&OpModeR::Base, &self.key(), &encapped, INFO, sealed, about)
            .ok()
            .map(Zeroizing::new)
    }

    fn key(&self) -> <Suite as Kem>::PrivateKey {
        <Suite as Kem>::PrivateKey::from_bytes(&*self.0).expect("any 32 bytes are a private key of X25519")
    }
}

/// Puts `plain` into an envelope for the holder of `public`. `about` is not secret; it opens as nothing else.
///
/// # Errors
/// [`ClinicError::Inconsistent`] when `public` is no key that anybody can hold.
///
/// ```
/// use clinic_core::crypto::envelope::{Recipient, envelope};
/// let (ama, ben) = (Recipient::fresh().unwrap(), Recipient::fresh().unwrap());
/// let sent = envelope(&ama.public(), b"key 1", b"secret").unwrap();
/// assert_eq!(ama.open(b"key 1", &sent).unwrap().as_slice(), b"secret");
/// assert!(ben.open(b"key 1", &sent).is_none() && ama.open(b"key 2", &sent).is_none());
/// ```
pub fn envelope(public: &[u8; 32], about: &[u8], plain: &[u8]) -> Outcome<Vec<u8>> {
    let broken = |_| ClinicError::Inconsistent { detail: "a public key that nobody can hold".into() };
    let public = <Suite as Kem>::PublicKey::from_bytes(public).map_err(broken)?;
    let (encapped, sealed) =
        single_shot_seal::<AesGcm256, HkdfSha256, Suite>(&OpModeS::Base, &public, INFO, plain, about)
            .map_err(broken)?;
    Ok([encapped.to_bytes().as_slice(), &sealed].concat())
}
