//! Passwords: what a guess costs, their hashes (argon2id), and keys that follow from them. Pure but for the random salt.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::{ClinicError, Outcome};

/// What a guess at a password costs. Hashes can be read by every workstation's database account, so it is high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl PasswordCost {
    /// What every clinic pays: 64 MiB, three passes, four lanes (design: security, sign-in).
    pub const CLINIC: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 };
    /// Next to nothing: for tests, which sign in hundreds of times.
    pub const LEAST: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };

    fn argon2(self) -> Argon2<'static> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, None)
            .expect("both costs lie within the bounds of argon2");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    /// Whether it is no more than this in any respect.
    pub(crate) fn is_at_most(self, most: Self) -> bool {
        self.memory_kib <= most.memory_kib && self.passes <= most.passes && self.lanes <= most.lanes
    }

    /// Whether a hash was made more cheaply than this in any respect, so that it is made anew at the next sign-in.
    pub(crate) fn is_above(self, hash: &str) -> bool {
        PasswordHash::new(hash).ok().and_then(|hash| Params::try_from(&hash).ok()).is_none_or(|made| {
            made.m_cost() < self.memory_kib || made.t_cost() < self.passes || made.p_cost() < self.lanes
        })
    }
}

/// Hashes a password off the async threads: it takes about a tenth of a second and 64 MiB.
pub(crate) async fn hash(cost: PasswordCost, password: Zeroizing<String>) -> Outcome<String> {
    run(move || cost.argon2().hash_password(password.as_bytes()).map(|hash: PasswordHash| hash.to_string()))
        .await?
        .map_err(|error| ClinicError::Inconsistent { detail: format!("argon2: {error}") })
}

/// Whether the password is the hash's. With no hash (no such user) it costs the same time and is not.
pub(crate) async fn verify(cost: PasswordCost, password: Zeroizing<String>, against: Option<String>) -> Outcome<bool> {
    run(move || match against.as_deref().map(PasswordHash::new) {
        Some(Ok(hash)) => cost.argon2().verify_password(password.as_bytes(), &hash).is_ok(),
        Some(Err(_)) | None => {
            let spent: Result<PasswordHash, _> = cost.argon2().hash_password(password.as_bytes());
            drop(spent);
            false
        }
    })
    .await
}

/// A key that follows from a password and a salt, off the async threads. As costly to guess as a hash.
pub(crate) async fn derive(
    cost: PasswordCost,
    password: Zeroizing<String>,
    salt: [u8; 16],
) -> Outcome<Zeroizing<[u8; 32]>> {
    run(move || {
        let mut key = Zeroizing::new([0; 32]);
        cost.argon2().hash_password_into(password.as_bytes(), &salt, &mut *key).map(|()| key)
    })
    .await?
    .map_err(|error| ClinicError::Inconsistent { detail: format!("argon2: {error}") })
}

async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| ClinicError::Inconsistent { detail: "password hashing did not end".into() })
}
