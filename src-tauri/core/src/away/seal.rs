//! How what is kept is sealed: AES-256-GCM, bound to what it is, and a key that a password wraps. Pure but for randomness.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use rand::TryRng;
use rand::rngs::SysRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::{ClinicError, Outcome};
use crate::users::password::{self, PasswordCost};

/// What every sealed file begins with: what it is, and how it is sealed.
const MARK: &[u8; 8] = b"CLINIC\0\x01";
const NONCE_BYTES: usize = 12;

/// A key in memory, wiped when dropped.
pub(super) struct Key(Zeroizing<[u8; 32]>);

/// A key as the disk holds it: sealed with what a password yields.
#[derive(Serialize, Deserialize)]
pub(super) struct WrappedKey {
    cost: PasswordCost,
    salt: [u8; 16],
    sealed: Vec<u8>,
}

impl Key {
    pub(super) fn fresh() -> Outcome<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        fill(&mut *bytes)?;
        Ok(Self(bytes))
    }

    /// Seals `plain`. `about` is not secret; unsealing under any other fails.
    pub(super) fn seal(&self, about: &str, plain: &[u8]) -> Outcome<Vec<u8>> {
        let mut nonce = [0; NONCE_BYTES];
        fill(&mut nonce)?;
        let sealed = self
            .cipher()
            .encrypt(Nonce::from_slice(&nonce), Payload { msg: plain, aad: &bound(about) })
            .map_err(|_| broken("too long to be sealed"))?;
        Ok([MARK.as_slice(), &nonce, &sealed].concat())
    }

    /// What was sealed; `None` when it was sealed with another key, about something else, or changed since.
    pub(super) fn unseal(&self, about: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let rest = sealed.strip_prefix(MARK.as_slice())?;
        let (nonce, sealed) = rest.split_at_checked(NONCE_BYTES)?;
        let payload = Payload { msg: sealed, aad: &bound(about) };
        self.cipher().decrypt(Nonce::from_slice(nonce), payload).ok().map(Zeroizing::new)
    }

    /// The key for the disk: a guess at the password costs what one at sign-in costs.
    pub(super) async fn wrap(
        &self,
        about: &str,
        password: Zeroizing<String>,
        cost: PasswordCost,
    ) -> Outcome<WrappedKey> {
        let mut salt = [0; 16];
        fill(&mut salt)?;
        let sealed = Self(password::derive(cost, password, salt).await?).seal(about, &*self.0)?;
        Ok(WrappedKey { cost, salt, sealed })
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new_from_slice(&*self.0).expect("the key is as long as the cipher's")
    }
}

impl WrappedKey {
    /// The key, by the password that wrapped it; `None` for any other.
    pub(super) async fn unwrap_by(&self, about: &str, password: Zeroizing<String>) -> Outcome<Option<Key>> {
        // A file that was changed may ask for more memory than there is.
        if !self.cost.is_at_most(PasswordCost::CLINIC) {
            return Ok(None);
        }
        let outer = Key(password::derive(self.cost, password, self.salt).await?);
        let Some(bytes) = outer.unseal(about, &self.sealed) else { return Ok(None) };
        Ok(<[u8; 32]>::try_from(bytes.as_slice()).ok().map(|bytes| Key(Zeroizing::new(bytes))))
    }
}

/// What a seal is bound to: how it is made, and what it is about.
fn bound(about: &str) -> Vec<u8> {
    [MARK.as_slice(), about.as_bytes()].concat()
}

fn fill(bytes: &mut [u8]) -> Outcome<()> {
    SysRng.try_fill_bytes(bytes).map_err(|_| broken("no randomness"))
}

fn broken(why: &str) -> ClinicError {
    ClinicError::Inconsistent { detail: format!("kept here: {why}") }
}
