//! A secret key that seals bytes: AES-256-GCM with a fresh nonce, bound to what the bytes are about; and bytes that only a
//! password opens.

use clinic_cipher::NONCE_BYTES;
use rand::TryRng;
use rand::rngs::SysRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::crypto::password::{self, PasswordCost};
use crate::error::{ClinicError, Outcome};

/// What everything sealed begins with: what it is, and how it is sealed.
const MARK: &[u8; 8] = b"CLINIC\0\x01";

/// A key in memory, wiped when dropped.
pub struct SecretKey(Zeroizing<[u8; 32]>);

impl SecretKey {
    /// A new one.
    ///
    /// # Errors
    /// [`ClinicError::Inconsistent`] when the system has no randomness.
    pub fn fresh() -> Outcome<Self> {
        Ok(Self(random()?))
    }

    /// The key of these bytes.
    pub fn of(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// Its bytes, to be sealed under another key.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals `plain`. `about` is not secret; unsealing under any other fails.
    ///
    /// # Errors
    /// [`ClinicError::Inconsistent`] when there is no randomness, or more than 64 GiB to seal.
    ///
    /// ```
    /// use clinic_core::crypto::secret::SecretKey;
    /// let key = SecretKey::fresh().unwrap();
    /// let sealed = key.seal(b"page 1", b"cough").unwrap();
    /// assert_eq!(key.unseal(b"page 1", &sealed).unwrap().as_slice(), b"cough");
    /// assert!(key.unseal(b"page 2", &sealed).is_none(), "it opens only as what it was sealed");
    /// ```
    pub fn seal(&self, about: &[u8], plain: &[u8]) -> Outcome<Vec<u8>> {
        let mut nonce = [0; NONCE_BYTES];
        fill(&mut nonce)?;
        let sealed = clinic_cipher::seal(&self.0, &nonce, &bound(about), plain);
        let sealed = sealed.ok_or_else(|| broken("too long to be sealed"))?;
        Ok([MARK.as_slice(), &nonce, &sealed].concat())
    }

    /// What was sealed, wiped from memory when dropped; `None` when it was sealed with another key, about something else,
    /// or changed since.
    pub fn unseal(&self, about: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let rest = sealed.strip_prefix(MARK.as_slice())?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>()?;
        clinic_cipher::open(&self.0, nonce, &bound(about), sealed)
    }
}

/// Bytes that only a password opens; a guess at it costs what one at sign-in costs.
#[derive(Clone, Serialize, Deserialize)]
pub struct LockedByPassword {
    cost: PasswordCost,
    salt: [u8; 16],
    sealed: Vec<u8>,
}

impl LockedByPassword {
    /// Locks `plain` away. `about` is not secret; it opens as nothing else.
    ///
    /// # Errors
    /// [`ClinicError::Inconsistent`] when the system has no randomness.
    pub async fn lock(about: &str, plain: &[u8], password: Zeroizing<String>, cost: PasswordCost) -> Outcome<Self> {
        let mut salt = [0; 16];
        fill(&mut salt)?;
        let sealed = SecretKey(password::derive(cost, password, salt).await?).seal(about.as_bytes(), plain)?;
        Ok(Self { cost, salt, sealed })
    }

    /// What was locked away; `None` for any other password.
    ///
    /// # Errors
    /// [`ClinicError::Inconsistent`] when the password cannot be worked on.
    pub async fn unlock(&self, about: &str, password: Zeroizing<String>) -> Outcome<Option<Zeroizing<Vec<u8>>>> {
        // What was changed may ask for more memory than there is.
        if !self.cost.is_at_most(PasswordCost::CLINIC) {
            return Ok(None);
        }
        let key = SecretKey(password::derive(self.cost, password, self.salt).await?);
        Ok(key.unseal(about.as_bytes(), &self.sealed))
    }
}

/// What a seal is bound to: how it is made, and what it is about.
fn bound(about: &[u8]) -> Vec<u8> {
    [MARK.as_slice(), about].concat()
}

/// 32 random bytes.
pub(super) fn random() -> Outcome<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    fill(&mut *bytes)?;
    Ok(bytes)
}

fn fill(bytes: &mut [u8]) -> Outcome<()> {
    SysRng.try_fill_bytes(bytes).map_err(|_| broken("no randomness"))
}

fn broken(why: &str) -> ClinicError {
    ClinicError::Inconsistent { detail: format!("sealing: {why}") }
}
