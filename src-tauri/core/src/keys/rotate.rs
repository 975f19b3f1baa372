//! New keys for old: a data key after somebody left, a recovery key after the paper was lost.

use super::model::{KeysRequest, RecoveryKeyShown};
use super::opening::{about_envelope, with_the_clinics};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::crypto::envelope::{Recipient, envelope};
use crate::crypto::recovery;
use crate::crypto::sealing::DataKey;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::fresh;
use crate::once::once;

/// Makes the clinic a new data key and hands it to everybody who holds the present one and may sign in. What is written from
/// now on is sealed under it; what was written before is sealed again by [`reseal_some`](super::reseal_some).
///
/// # Errors
/// `Stale` when somebody else made one at the same moment; [`Refusal::KeysMissing`](crate::error::Refusal::KeysMissing).
/// Forbidden to all but doctors.
pub async fn rotate(clinic: &Clinic, actor: &Actor, request: KeysRequest) -> Outcome<()> {
    actor.may(Action::HoldKeys)?;
    let keys = actor.held.keys()?;
    let stale = ClinicError::Stale { what: RecordKind::Keys };
    once(clinic, request.request_id, || async {
        let before = keys.present().id();
        let data = DataKey::fresh(before + 1)?;
        let mut write = clinic.write(actor, request.request_id).await?;
        let newest = store::newest_data_key(write.connection()).await?.map(|(id, _)| id);
        if newest != Some(before) || !store::insert_data_key(write.connection(), data.id(), actor.user_id).await? {
            return Err(stale.clone());
        }
        for holder in store::holders(write.connection()).await? {
            if holder.active && holder.data_key == Some(before) {
                let public = holder.sealing_public()?;
                let about = about_envelope(data.id(), &holder.user_id.to_string());
                let sent = envelope(&public, &about, data.bytes())?;
                let (id, by) = (data.id(), actor.user_id);
                store::put_envelope(write.connection(), id, holder.user_id, &public, &sent, by).await?;
            }
        }
        if let Some(newest) = store::recovery_keys(write.connection()).await?.last() {
            let about = about_envelope(data.id(), &format!("recovery {}", newest.id));
            let sent = envelope(&newest.public()?, &about, data.bytes())?;
            store::put_recovery_envelope(write.connection(), data.id(), newest.id, &sent).await?;
        }
        write.touch_topic("keys");
        let detail = serde_json::json!({ "data_key": data.id() });
        write.commit(AuditEvent::about(AuditAction::DataKeyMade, "data_key", fresh()).detail(detail)).await
    })
    .await?;
    let held = with_the_clinics(clinic, keys.own.clone()).await?;
    if let Some(session) = actor.session_id {
        clinic.held_keys().hold(session, held);
    }
    Ok(())
}

/// Makes a new recovery key, which is shown this once and opens every data key. The paper before it opens what it opened so
/// far, until the data key is made anew and all is sealed again.
///
/// # Errors
/// [`Refusal::KeysMissing`](crate::error::Refusal::KeysMissing). Forbidden to all but doctors.
pub async fn renew_recovery(clinic: &Clinic, actor: &Actor, request: KeysRequest) -> Outcome<RecoveryKeyShown> {
    actor.may(Action::HoldKeys)?;
    let keys = actor.held.keys()?;
    let recovery = Recipient::fresh()?;
    let mut write = clinic.write(actor, request.request_id).await?;
    let number = store::recovery_keys(write.connection()).await?.last().map_or(1, |newest| newest.id + 1);
    store::insert_recovery_key(write.connection(), number, &recovery.public(), actor.user_id).await?;
    for (id, key) in &keys.data {
        let sent = envelope(&recovery.public(), &about_envelope(*id, &format!("recovery {number}")), key.bytes())?;
        store::put_recovery_envelope(write.connection(), *id, number, &sent).await?;
    }
    write.touch_topic("keys");
    write.commit(AuditEvent::about(AuditAction::RecoveryKeyMade, "data_key", fresh())).await?;
    Ok(RecoveryKeyShown { words: recovery::words(&recovery).to_string() })
}
