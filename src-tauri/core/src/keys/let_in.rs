//! How a clinician comes to the clinic's keys: let in by a colleague, or by the printed recovery key.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::model::{LetIn, RecoverKeys, fingerprint};
use super::opening::{about_envelope, with_the_clinics};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::crypto::envelope::{Recipient, envelope};
use crate::crypto::recovery;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind};
use crate::ids::UserId;
use crate::once::once;

/// Hands every data key to a colleague whose fingerprint was compared.
///
/// # Errors
/// `NotFound` where the colleague has no pair or may not sign in; `Stale` when their pair is another than the one that was
/// compared; [`Refusal::KeysMissing`](crate::error::Refusal::KeysMissing). Forbidden to all but doctors.
pub async fn let_in(clinic: &Clinic, actor: &Actor, request: LetIn) -> Outcome<()> {
    actor.may(Action::HoldKeys)?;
    let keys = actor.held.keys()?;
    once(clinic, request.request_id, || async {
        let mut write = clinic.write(actor, request.request_id).await?;
        let holders = store::holders(write.connection()).await?;
        let colleague = holders.iter().find(|holder| holder.user_id == request.user_id && holder.active);
        let colleague = colleague.ok_or(ClinicError::NotFound { what: RecordKind::User })?;
        let public = colleague.sealing_public()?;
        if fingerprint(&public, &colleague.signing_public()?) != request.fingerprint {
            return Err(ClinicError::Stale { what: RecordKind::User });
        }
        for (id, key) in &keys.data {
            let sent = envelope(&public, &about_envelope(*id, &colleague.user_id.to_string()), key.bytes())?;
            store::put_envelope(write.connection(), *id, colleague.user_id, &public, &sent, actor.user_id).await?;
        }
        write.touch_topic("keys");
        write.commit(AuditEvent::about(AuditAction::KeysHandedOver, "user", colleague.user_id.0)).await
    })
    .await
}

/// Lets the actor in by the printed recovery key. A key that was replaced since still opens what it opened then.
///
/// # Errors
/// `Invalid` at `words`: mistyped ([`FieldProblem::NotARecoveryKey`]), or not this clinic's ([`FieldProblem::UnknownChoice`]).
/// [`Refusal::KeysMissing`](crate::error::Refusal::KeysMissing) where the actor has no pair here. Forbidden to all but
/// doctors.
pub async fn recover(clinic: &Clinic, actor: &Actor, request: RecoverKeys) -> Outcome<()> {
    actor.may(Action::HoldKeys)?;
    let own = actor.held.own()?.clone();
    let typed = Zeroizing::new(request.words);
    let recovery = recovery::parse("words", &typed)?;
    once(clinic, request.request_id, || async {
        let mut write = clinic.write(actor, request.request_id).await?;
        let known = store::recovery_keys(write.connection()).await?;
        let mut number = None;
        for row in &known {
            if row.public()? == recovery.public() {
                number = Some(row.id);
            }
        }
        let number = number.ok_or_else(|| FieldError::new("words", FieldProblem::UnknownChoice))?;
        hand_over(&mut write, clinic, &recovery, number, (own.user, own.recipient.public())).await?;
        write.touch_topic("keys");
        write.commit(AuditEvent::about(AuditAction::KeysRecovered, "user", own.user.0)).await
    })
    .await?;
    let held = with_the_clinics(clinic, Arc::clone(&own)).await?;
    if let Some(session) = actor.session_id {
        clinic.held_keys().hold(session, held);
    }
    Ok(())
}

async fn hand_over(
    write: &mut crate::tx::WriteTx,
    clinic: &Clinic,
    recovery: &Recipient,
    number: u32,
    (user, public): (UserId, [u8; 32]),
) -> Outcome<()> {
    for kept in store::recovery_envelopes(clinic.read(), number).await? {
        let id = kept.data_key_id;
        let broken = || ClinicError::Inconsistent { detail: format!("recovery_envelopes of data key {id}") };
        let about = about_envelope(id, &format!("recovery {number}"));
        let key = recovery.open(&about, &kept.envelope).ok_or_else(broken)?;
        let sent = envelope(&public, &about_envelope(id, &user.to_string()), &key)?;
        store::put_envelope(write.connection(), id, user, &public, &sent, Some(user)).await?;
    }
    Ok(())
}
