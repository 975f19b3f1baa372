//! New keys for the clinic, by a clinician who says their password again: a desk that was left open is not enough.

use zeroize::Zeroizing;

use super::sign_in::confirm;
use crate::access::{Action, Actor};
use crate::clinic::Clinic;
use crate::error::Outcome;
use crate::keys;
use crate::keys::model::{KeysRequest, NewKeys, RecoveryKeyShown};

/// Makes the clinic a new data key, see [`keys::rotate`].
///
/// # Errors
/// [`Refusal::WrongCredentials`](crate::error::Refusal::WrongCredentials) and
/// [`Refusal::Throttled`](crate::error::Refusal::Throttled), counted with those of signing in; else as there.
pub async fn rotate_keys(clinic: &Clinic, actor: &Actor, request: NewKeys) -> Outcome<()> {
    let request = confirmed(clinic, actor, request).await?;
    keys::rotate(clinic, actor, request).await
}

/// Makes a new recovery key and shows it, see [`keys::renew_recovery`].
///
/// # Errors
/// As [`rotate_keys`].
pub async fn renew_recovery_key(clinic: &Clinic, actor: &Actor, request: NewKeys) -> Outcome<RecoveryKeyShown> {
    let request = confirmed(clinic, actor, request).await?;
    keys::renew_recovery(clinic, actor, request).await
}

async fn confirmed(clinic: &Clinic, actor: &Actor, request: NewKeys) -> Outcome<KeysRequest> {
    actor.may(Action::HoldKeys)?;
    let NewKeys { request_id, password } = request;
    confirm(clinic, actor, &Zeroizing::new(password)).await?;
    Ok(KeysRequest { request_id })
}
