//! Sending what is due. Any number of workstations may do it: a message is claimed under its row's lock before it is handed
//! over, so no two hand it over, and none that was claimed is ever claimed again by itself.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::composing::letter_of;
use super::deeds::TOPIC;
use super::mail::{Fault, Postbox};
use super::model::{CLAIM, MessageProblem, MessageState, next_try};
use super::settings::model::MessageSettings;
use super::store::{self, Claim, Ending};
use crate::access::Actor;
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::Outcome;
use crate::ids::{MessageId, RequestId, fresh};

/// The most messages that are handed over one after the other before the workstation looks up.
const AT_ONCE: usize = 50;

/// How the clinic itself signs what it does with messages.
pub(super) fn clinic_itself() -> Actor {
    Actor::system("messages")
}

/// The account at the mail server, as a keyring knows its password by; empty when it wants no name, or none is set.
///
/// # Errors
/// [`ClinicError::Offline`](crate::error::ClinicError).
pub async fn account(clinic: &Clinic) -> Outcome<String> {
    let settings = retry(|| super::settings::read(clinic.read())).await?.settings;
    let named = !settings.host.is_empty() && !settings.user_name.is_empty();
    Ok(if named { format!("mail:{}@{}:{}", settings.user_name, settings.host, settings.port) } else { String::new() })
}

/// As [`account`], when something is to be sent now; `None` when nothing is.
///
/// # Errors
/// [`ClinicError::Offline`](crate::error::ClinicError).
pub async fn account_to_send(clinic: &Clinic) -> Outcome<Option<String>> {
    Ok(if store::is_due(clinic.read(), clinic.now()).await? { Some(account(clinic).await?) } else { None })
}

/// Sends what is due, as the workstation of that name. Yields what no message can be sent because of, where there is such a
/// thing.
async fn send(clinic: &Clinic, workstation: &str, password: Option<&str>) -> Outcome<Option<Fault>> {
    if !store::is_due(clinic.read(), clinic.now()).await? {
        return Ok(None);
    }
    let settings = retry(|| super::settings::read(clinic.read())).await?.settings;
    if settings.host.is_empty() {
        return Ok(None);
    }
    let mut postbox = match Postbox::open(&settings, password).await {
        Ok(postbox) => postbox,
        Err(fault) => return Ok(Some(fault)),
    };
    for _ in 0..AT_ONCE {
        let claim = fresh();
        let Some(message) = claimed(clinic, workstation, claim).await? else { break };
        hand_over(clinic, &mut postbox, &settings, message, claim).await?;
        if !postbox.is_open() {
            return Ok(None);
        }
    }
    postbox.close().await;
    Ok(None)
}

/// Claims the next message that is due; those that are not to be sent any more end. None: nothing is due.
async fn claimed(clinic: &Clinic, workstation: &str, claim: Uuid) -> Outcome<Option<MessageId>> {
    loop {
        match retry(|| claim_once(clinic, workstation, claim)).await? {
            Claimed::This(message) => return Ok(Some(message)),
            Claimed::Ended => {}
            Claimed::Nothing => return Ok(None),
        }
    }
}

enum Claimed {
    This(MessageId),
    /// The next one ended without being sent.
    Ended,
    Nothing,
}

async fn claim_once(clinic: &Clinic, workstation: &str, claim: Uuid) -> Outcome<Claimed> {
    // The answer to a claim may have been lost.
    if let Some(message) = store::of_claim(clinic.read(), claim).await? {
        return Ok(Claimed::This(message));
    }
    let now = clinic.now();
    let mut tx = clinic.write(&clinic_itself(), RequestId::fresh()).await?;
    let Some(id) = store::next_due(tx.connection(), now).await? else { return Ok(Claimed::Nothing) };
    let message = store::lock(tx.connection(), id).await?;
    tx.touch_topic(TOPIC);
    let ends = match (&message.address, message.starts_at <= now) {
        (_, true) => Some((MessageState::Failed, MessageProblem::TooLate)),
        (None, false) => Some((MessageState::Withdrawn, MessageProblem::NoConsent)),
        (Some(_), false) => None,
    };
    if let Some((state, problem)) = ends {
        store::end(tx.connection(), id, state, problem).await?;
        let event = AuditEvent::about(AuditAction::MessageEnded, "message", id.0).patient(message.patient_id);
        tx.commit(event.detail(json!({ "state": state, "problem": problem }))).await?;
        return Ok(Claimed::Ended);
    }
    let until = now + CLAIM;
    let address = message.address.unwrap_or_default();
    store::claim(tx.connection(), id, &address, &Claim { id: claim, workstation, until }).await?;
    let event = AuditEvent::about(AuditAction::MessageClaimed, "message", id.0).patient(message.patient_id);
    tx.commit(event.detail(json!({ "workstation": workstation }))).await?;
    Ok(Claimed::This(id))
}

/// Hands a claimed message over and notes how it ended.
async fn hand_over(
    clinic: &Clinic,
    postbox: &mut Postbox,
    settings: &MessageSettings,
    id: MessageId,
    claim: Uuid,
) -> Outcome<()> {
    let letter = retry(|| letter_of(clinic.read(), id, settings, clinic.now())).await?;
    let handed = match letter {
        Some(letter) => postbox.hand_over(&letter).await,
        None => Err(Fault { problem: MessageProblem::AddressRefused, detail: String::new() }),
    };
    retry(|| note_end(clinic, id, claim, &handed)).await
}

async fn note_end(clinic: &Clinic, id: MessageId, claim: Uuid, handed: &Result<(), Fault>) -> Outcome<()> {
    let now = clinic.now();
    let mut tx = clinic.write(&clinic_itself(), RequestId::fresh()).await?;
    let message = store::lock(tx.connection(), id).await?;
    let ending = ending(now, message.attempts, handed);
    if !store::end_claim(tx.connection(), id, claim, &ending).await? {
        return Ok(());
    }
    tx.touch_topic(TOPIC);
    let action = if ending.state == MessageState::Sent { AuditAction::MessageSent } else { AuditAction::MessageEnded };
    let event = AuditEvent::about(action, "message", id.0).patient(message.patient_id);
    tx.commit(event.detail(json!({ "state": ending.state, "problem": ending.problem }))).await
}

/// How a message ends that was handed over so often.
fn ending(now: DateTime<Utc>, attempts: u8, handed: &Result<(), Fault>) -> Ending<'_> {
    let Err(Fault { problem, detail }) = handed else {
        return Ending { state: MessageState::Sent, problem: None, detail: "", at: now };
    };
    let (state, at) = match (problem, next_try(attempts)) {
        (MessageProblem::NoAnswer, _) => (MessageState::Unknown, now),
        (MessageProblem::Deferred, Some(pause)) => (MessageState::Pending, now + pause),
        _ => (MessageState::Failed, now),
    };
    Ending { state, problem: Some(*problem), detail, at }
}

/// Sends the clinic's messages from one workstation: looks whether something is due, and keeps off a mail server that is away.
#[derive(Debug, Default)]
pub struct Sender {
    /// How often in a row the mail server was not to be had.
    refused: u8,
}

impl Sender {
    /// Sends what is due.
    ///
    /// # Errors
    /// [`ClinicError::Offline`](crate::error::ClinicError); it is tried again at the next look.
    pub async fn look(&mut self, clinic: &Clinic, workstation: &str, password: Option<&str>) -> Outcome<()> {
        let Some(fault) = send(clinic, workstation, password).await? else {
            self.refused = 0;
            return Ok(());
        };
        self.refused = self.refused.saturating_add(1);
        put_off(clinic, &fault, next_try(self.refused.min(3)).unwrap_or(Duration::minutes(15))).await
    }
}

/// All that is due waits, and says why.
async fn put_off(clinic: &Clinic, fault: &Fault, pause: Duration) -> Outcome<()> {
    retry(|| async {
        let now = clinic.now();
        let mut tx = clinic.write(&clinic_itself(), RequestId::fresh()).await?;
        let count = store::put_off(tx.connection(), now, now + pause, (fault.problem, &fault.detail)).await?;
        if count == 0 {
            return Ok(());
        }
        tx.touch_topic(TOPIC);
        let event = AuditEvent::about(AuditAction::MessagesPutOff, "messages", Uuid::nil());
        tx.commit(event.detail(json!({ "messages": count, "problem": fault.problem }))).await
    })
    .await
}
