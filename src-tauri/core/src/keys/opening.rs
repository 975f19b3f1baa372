//! Keys opened by a password: at sign-in, at unlocking, and when the password changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::model::KeysMissing;
use super::opened::{ClinicKeys, Held, OwnKeys, clinic_key_place};
use super::store::{self, KeptPair};
use crate::access::{Actor, Role};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::crypto::password::PasswordCost;
use crate::crypto::sealing::{DataKey, Sealed};
use crate::crypto::secret::LockedByPassword;
use crate::crypto::signing::Signatory;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, Refusal};
use crate::ids::{RequestId, UserId};
use crate::once::once;

/// What a locked pair is about: another user's does not open in its place.
pub(super) fn about_pair(user: UserId) -> String {
    format!("clinic-desk pair 1 {user}")
}

/// What an envelope is about: which data key, and whose it is to be.
pub(super) fn about_envelope(data_key: u32, holder: &str) -> Vec<u8> {
    format!("data key {data_key} for {holder}").into_bytes()
}

/// Opens the keys of whoever just gave their password, and holds them for their session. A clinician without a pair is
/// given one, and so is one whose password was set by somebody else: that nobody but its owner opens a pair is the point of
/// it. What goes wrong is logged and leaves the session without keys; it never keeps anybody from signing in.
pub(crate) async fn open_for(clinic: &Clinic, actor: &Actor, password: Zeroizing<String>) {
    let (Some(user), Some(session)) = (actor.user_id, actor.session_id) else { return };
    let held = if actor.role == Role::Doctor {
        match own_pair(clinic, actor, user, password).await {
            Ok(own) => with_the_clinics(clinic, own).await,
            Err(error) => Err(error),
        }
    } else {
        Ok(Held::Nothing(KeysMissing::NotAClinician))
    };
    let held = held.unwrap_or_else(|error| {
        if !matches!(error, ClinicError::Offline { .. }) {
            tracing::error!(%error, "keys are not opened");
        }
        Held::NotOpened
    });
    clinic.held_keys().hold(session, held);
}

async fn own_pair(clinic: &Clinic, actor: &Actor, user: UserId, password: Zeroizing<String>) -> Outcome<Arc<OwnKeys>> {
    if let Some(kept) = retry(|| store::find_pair(clinic.read(), user)).await?
        && let Some(private) = kept.locked.unlock(&about_pair(user), password.clone()).await?
    {
        let own = OwnKeys::of(user, &private).filter(|own| own.recipient.public() == kept.sealing_public);
        return own.map(Arc::new).ok_or(ClinicError::Inconsistent { detail: format!("clinician_keys of {user}") });
    }
    let own = OwnKeys::fresh(user)?;
    let pair = kept_pair(&own, password, clinic.password_cost).await?;
    let request_id = RequestId::fresh();
    once(clinic, request_id, || async {
        let mut write = clinic.write(actor, request_id).await?;
        store::put_pair(write.connection(), user, &pair).await?;
        write.touch_topic("keys");
        write.commit(AuditEvent::about(AuditAction::KeyPairMade, "user", user.0)).await
    })
    .await?;
    Ok(Arc::new(own))
}

/// A pair as it is kept.
pub(super) async fn kept_pair(own: &OwnKeys, password: Zeroizing<String>, cost: PasswordCost) -> Outcome<KeptPair> {
    Ok(KeptPair {
        sealing_public: own.recipient.public(),
        signing_public: own.signatory.public(),
        locked: LockedByPassword::lock(&about_pair(own.user), &own.private(), password, cost).await?,
    })
}

/// The clinic's keys, as far as there are envelopes for this pair.
pub(super) async fn with_the_clinics(clinic: &Clinic, own: Arc<OwnKeys>) -> Outcome<Held> {
    let found = retry(|| async {
        let envelopes = store::envelopes(clinic.read(), own.user).await?;
        let newest = store::newest_data_key(&mut *clinic.read().acquire().await?).await?;
        Ok((envelopes, newest, store::clinic_key(clinic.read()).await?))
    });
    let (envelopes, newest, kept) = match found.await {
        // The account of a front desk has no rights to them.
        Err(ClinicError::Refused { refusal: Refusal::WorkstationMayNot }) => {
            return Ok(Held::Own(own, KeysMissing::FrontDesk));
        }
        found => found?,
    };
    let Some((newest, _)) = newest else { return Ok(Held::Own(own, KeysMissing::NotFound)) };
    let holder = own.user.to_string();
    let data: BTreeMap<u32, DataKey> = envelopes
        .iter()
        .filter_map(|one| {
            let opened = own.recipient.open(&about_envelope(one.data_key_id, &holder), &one.envelope)?;
            let bytes = Zeroizing::new(<[u8; 32]>::try_from(opened.as_slice()).ok()?);
            Some((one.data_key_id, DataKey::of(one.data_key_id, bytes)))
        })
        .collect();
    if !data.contains_key(&newest) {
        return Ok(Held::Own(own, KeysMissing::NotLetIn));
    }
    let kept = kept.ok_or(ClinicError::Inconsistent { detail: "clinic_signing_keys: there is none".into() })?;
    let place = clinic_key_place(kept.id);
    let sealing = data.get(&kept.key_id).ok_or_else(|| place.broken("names a data key that is not here"))?;
    let private = sealing.open(&place, &Sealed { key_id: kept.key_id, bytes: kept.sealed }.bytes)?;
    let private = Zeroizing::new(<[u8; 32]>::try_from(private.as_slice()).map_err(|_| place.broken("is no key"))?);
    Ok(Held::All(Arc::new(ClinicKeys { own, data, clinic: Signatory::of(&private) })))
}

/// The pair that the old password opens, locked by the new one, and a way to write it in the transaction that changes the
/// password; nothing when there is no pair, or the old password does not open it.
pub(crate) async fn locked_anew(
    clinic: &Clinic,
    user: UserId,
    old: Zeroizing<String>,
    new: Zeroizing<String>,
) -> Outcome<Option<LockedAnew>> {
    let Some(kept) = retry(|| store::find_pair(clinic.read(), user)).await? else { return Ok(None) };
    let Some(private) = kept.locked.unlock(&about_pair(user), old).await? else { return Ok(None) };
    let locked = LockedByPassword::lock(&about_pair(user), &private, new, clinic.password_cost).await?;
    Ok(Some(LockedAnew { user, locked }))
}

/// A pair under its new password, to be written.
pub(crate) struct LockedAnew {
    user: UserId,
    locked: LockedByPassword,
}

impl LockedAnew {
    pub(crate) async fn write(&self, connection: &mut sqlx::mysql::MySqlConnection) -> Outcome<()> {
        store::put_locked(connection, self.user, &self.locked).await
    }
}
