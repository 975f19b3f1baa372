//! Keys as the window sees them. Nothing here is secret but the recovery key, which is shown once. Pure.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use crate::ids::{RequestId, UserId};

/// Why clinical content cannot be opened or sealed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeysMissing {
    /// The user is no clinician.
    NotAClinician,
    /// The clinic has no keys yet: the first clinician finds them.
    NotFound,
    /// No colleague has let this clinician in yet.
    NotLetIn,
    /// The workstation's account may not read them: it is a front desk.
    FrontDesk,
    /// They were not opened in this session: its password opens them.
    NotOpened,
}

/// Where the clinic's keys stand, for one clinician.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct KeysState {
    /// Why the actor has none, or nothing when they do.
    pub missing: Option<KeysMissing>,
    /// The actor's own fingerprint: what they read out to the colleague who lets them in.
    pub fingerprint: String,
    /// Who can read what is sealed, by name.
    pub holders: Vec<KeyHolder>,
    /// Clinicians who wait to be let in, by name.
    pub waiting: Vec<KeyHolder>,
    /// The number of the present data key; 0 where there is none.
    pub data_key: u32,
    /// When it was made.
    pub made_at: Option<DateTime<Utc>>,
    /// When the present recovery key was made.
    pub recovery_made_at: Option<DateTime<Utc>>,
    /// Contents that are still sealed under an older data key.
    pub left_to_reseal: u32,
}

/// A clinician with a key pair.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct KeyHolder {
    /// Who.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Their pair's fingerprint.
    pub fingerprint: String,
    /// When the pair was made.
    pub since: DateTime<Utc>,
    /// They may sign in.
    pub active: bool,
}

/// Finds the clinic's keys, or makes new ones once the password was said again.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct KeysRequest {
    /// The write's id.
    pub request_id: RequestId,
}

/// Makes a new recovery key, or a new data key.
#[derive(Clone, Deserialize, TS)]
pub struct NewKeys {
    /// The write's id.
    pub request_id: RequestId,
    /// The clinician's password, again.
    pub password: String,
}

/// The recovery key, shown once.
#[derive(Clone, Serialize, TS)]
pub struct RecoveryKeyShown {
    /// Fourteen groups of four letters.
    pub words: String,
}

/// Lets a colleague in.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct LetIn {
    /// The write's id.
    pub request_id: RequestId,
    /// Who.
    pub user_id: UserId,
    /// The fingerprint that was compared with them.
    pub fingerprint: String,
}

/// Lets oneself in by the printed recovery key.
#[derive(Clone, Deserialize, TS)]
pub struct RecoverKeys {
    /// The write's id.
    pub request_id: RequestId,
    /// The key as it was typed.
    pub words: String,
}

/// How far the sealing anew is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Resealed {
    /// Contents that are still sealed under an older data key.
    pub left: u32,
}

/// What a person compares: four groups of four letters that no other pair of public keys yields.
pub(super) fn fingerprint(sealing_public: &[u8; 32], signing_public: &[u8; 32]) -> String {
    let sum = Sha256::new()
        .chain_update(b"clinic-desk fingerprint 1")
        .chain_update(sealing_public)
        .chain_update(signing_public)
        .finalize();
    let letters = data_encoding::BASE32_NOPAD.encode(&sum[..10]);
    let groups: Vec<&str> = (0..letters.len()).step_by(4).map(|at| &letters[at..at + 4]).collect();
    groups.join("-")
}
