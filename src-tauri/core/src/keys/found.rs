//! The clinic's first keys.

use std::collections::BTreeMap;
use std::sync::Arc;

use sqlx::mysql::MySqlConnection;
use zeroize::Zeroizing;

use super::model::{KeysRequest, RecoveryKeyShown};
use super::opened::{ClinicKeys, Held, OwnKeys, clinic_key_place};
use super::opening::{about_envelope, kept_pair};
use super::reseal::seal_plain;
use super::store::{self, ClinicKeyRow};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::crypto::envelope::{Recipient, envelope};
use crate::crypto::password::PasswordCost;
use crate::crypto::recovery;
use crate::crypto::sealing::DataKey;
use crate::crypto::signing::Signatory;
use crate::error::{Outcome, Refusal};
use crate::ids::{UserId, fresh};

/// Finds the clinic's keys: the first data key, the clinic's signing key and the recovery key, which is shown this once.
/// Whatever was written before there were keys is sealed in the same transaction.
///
/// # Errors
/// [`Refusal::KeysFoundAlready`]; [`Refusal::KeysMissing`] where the actor has no pair here. Forbidden to all but doctors.
pub async fn found(clinic: &Clinic, actor: &Actor, request: KeysRequest) -> Outcome<RecoveryKeyShown> {
    actor.may(Action::HoldKeys)?;
    let own = actor.held.own()?.clone();
    let recovery = Recipient::fresh()?;
    let first = First { data: DataKey::fresh(1)?, clinic: Signatory::fresh()? };
    let mut write = clinic.write(actor, request.request_id).await?;
    first.write(write.connection(), &recovery, &[(own.user, own.recipient.public())], Some(own.user)).await?;
    let keys = Arc::new(first.into_keys(own));
    let sealed = seal_plain(write.connection(), &keys).await?;
    write.touch_topic("keys");
    let detail = serde_json::json!({ "sealed": sealed });
    write.commit(AuditEvent::about(AuditAction::KeysFound, "data_key", fresh()).detail(detail)).await?;
    if let Some(session) = actor.session_id {
        clinic.held_keys().hold(session, Held::All(keys));
    }
    Ok(RecoveryKeyShown { words: recovery::words(&recovery).to_string() })
}

/// What a clinic begins with.
struct First {
    data: DataKey,
    clinic: Signatory,
}

impl First {
    async fn write(
        &self,
        connection: &mut MySqlConnection,
        recovery: &Recipient,
        holders: &[(UserId, [u8; 32])],
        by: Option<UserId>,
    ) -> Outcome<()> {
        let id = self.data.id();
        if store::newest_data_key(&mut *connection).await?.is_some()
            || !store::insert_data_key(&mut *connection, id, by).await?
        {
            return Err(Refusal::KeysFoundAlready.into());
        }
        for (user, public) in holders {
            let sent = envelope(public, &about_envelope(id, &user.to_string()), self.data.bytes())?;
            store::put_envelope(&mut *connection, id, *user, public, &sent, by).await?;
        }
        store::insert_recovery_key(&mut *connection, 1, &recovery.public(), by).await?;
        let sent = envelope(&recovery.public(), &about_envelope(id, "recovery 1"), self.data.bytes())?;
        store::put_recovery_envelope(&mut *connection, id, 1, &sent).await?;
        let row = fresh();
        let sealed = self.data.seal(&clinic_key_place(row), &*self.clinic.private())?;
        let row = ClinicKeyRow { id: row, sealed: sealed.bytes, key_id: sealed.key_id };
        store::insert_clinic_key(connection, &row, &self.clinic.public()).await
    }

    /// The same once more, for another's hands.
    fn again(&self) -> Self {
        let data = DataKey::of(self.data.id(), Zeroizing::new(*self.data.bytes()));
        Self { data, clinic: Signatory::of(&self.clinic.private()) }
    }

    fn into_keys(self, own: Arc<OwnKeys>) -> ClinicKeys {
        ClinicKeys { own, data: BTreeMap::from([(self.data.id(), self.data)]), clinic: self.clinic }
    }
}

/// The keys of a clinic that is filled with people who do not exist, in the hands of each clinician: every one is let in,
/// all by one password.
pub(crate) async fn seed(
    connection: &mut MySqlConnection,
    clinicians: &[UserId],
    password: &str,
    cost: PasswordCost,
) -> Outcome<Vec<ClinicKeys>> {
    let mut pairs = Vec::with_capacity(clinicians.len());
    for user in clinicians {
        let own = OwnKeys::fresh(*user)?;
        let pair = kept_pair(&own, Zeroizing::new(password.to_owned()), cost).await?;
        store::put_pair(&mut *connection, *user, &pair).await?;
        pairs.push(own);
    }
    let first = First { data: DataKey::fresh(1)?, clinic: Signatory::fresh()? };
    let holders: Vec<_> = pairs.iter().map(|own| (own.user, own.recipient.public())).collect();
    first.write(connection, &Recipient::fresh()?, &holders, None).await?;
    Ok(pairs.into_iter().map(|own| first.again().into_keys(Arc::new(own))).collect())
}
