//! What a person does with messages: look at them, try one again, withdraw one, and see whether they go at all.

use chrono::{DateTime, Utc};

use super::composing::letter;
use super::deeds::TOPIC;
use super::mail::{Fault, Postbox};
use super::model::{ChangeMessage, MessageList, MessageProblem, MessageSearch, MessageState, SendTest, TestOutcome};
use super::store::{self, Locked};
use super::texts::test_text;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::contact::Email;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::ids::fresh;
use crate::once::once;
use crate::tx::WriteTx;

/// The clinic's messages, and how many need what.
///
/// # Errors
/// [`ClinicError::Forbidden`], [`ClinicError::Offline`].
pub async fn list(clinic: &Clinic, actor: &Actor, search: MessageSearch) -> Outcome<MessageList> {
    actor.may(Action::SeeMessages)?;
    retry(|| async {
        let messages = store::list(clinic.read(), &search).await?;
        let (waiting, to_settle) = store::counts(clinic.read()).await?;
        Ok(MessageList { now_at: clinic.now(), messages, waiting, to_settle })
    })
    .await
}

/// Sends a message again that failed, of which nobody knows whether it went, or that waits for its next try: now, to where its
/// patient is written to at present.
///
/// # Errors
/// [`ClinicError::Stale`]; [`ClinicError::NotFound`]; [`Refusal::MessageOver`] when it went, was withdrawn or its time has come;
/// [`Refusal::NoEmailConsent`].
pub async fn try_again(clinic: &Clinic, actor: &Actor, request: ChangeMessage) -> Outcome<()> {
    actor.may(Action::SteerMessages)?;
    once(clinic, request.request_id, || async {
        let now = clinic.now();
        let (mut tx, message) = seen(clinic, actor, request, now).await?;
        let address = message.address.ok_or(Refusal::NoEmailConsent)?;
        store::requeue(tx.connection(), request.message_id, &address, now).await?;
        tx.touch_topic(TOPIC);
        let event = AuditEvent::about(AuditAction::MessageTriedAgain, "message", request.message_id.0);
        tx.commit(event.patient(message.patient_id)).await
    })
    .await
}

/// Withdraws a message that did not go, or of which nobody knows.
///
/// # Errors
/// [`ClinicError::Stale`]; [`ClinicError::NotFound`]; [`Refusal::MessageOver`] when it went or was withdrawn.
pub async fn withdraw(clinic: &Clinic, actor: &Actor, request: ChangeMessage) -> Outcome<()> {
    actor.may(Action::SteerMessages)?;
    once(clinic, request.request_id, || async {
        let (mut tx, message) = seen(clinic, actor, request, DateTime::<Utc>::MIN_UTC).await?;
        store::end(tx.connection(), request.message_id, MessageState::Withdrawn, MessageProblem::ByDesk).await?;
        tx.touch_topic(TOPIC);
        let event = AuditEvent::about(AuditAction::MessageWithdrawn, "message", request.message_id.0);
        tx.commit(event.patient(message.patient_id)).await
    })
    .await
}

/// The message as it was seen, locked in a write of its own, while something can be done with it.
async fn seen(
    clinic: &Clinic,
    actor: &Actor,
    request: ChangeMessage,
    now: DateTime<Utc>,
) -> Outcome<(WriteTx, Locked)> {
    let mut tx = clinic.write(actor, request.request_id).await?;
    let message = store::lock(tx.connection(), request.message_id).await?;
    if message.row_version != request.row_version {
        return Err(ClinicError::Stale { what: RecordKind::Message });
    }
    let open = matches!(message.state, MessageState::Pending | MessageState::Failed | MessageState::Unknown);
    if !open || message.starts_at <= now {
        return Err(Refusal::MessageOver { state: message.state }.into());
    }
    Ok((tx, message))
}

/// Sends a message that says nothing, with the settings as they are and the mail server's password.
///
/// # Errors
/// [`ClinicError::Invalid`] at `address`; [`ClinicError::Forbidden`].
pub async fn send_test(
    clinic: &Clinic,
    actor: &Actor,
    request: SendTest,
    password: Option<&str>,
) -> Outcome<TestOutcome> {
    actor.may(Action::ManageClinic)?;
    let address = Email::parse("address", &request.address)?;
    let settings = retry(|| super::settings::read(clinic.read())).await?.settings;
    let sent = async {
        let mut postbox = Postbox::open(&settings, password).await?;
        let letter = letter(&settings, fresh(), clinic.now(), address.as_str(), test_text());
        let letter = letter.ok_or(Fault { problem: MessageProblem::AddressRefused, detail: String::new() })?;
        postbox.hand_over(&letter).await?;
        postbox.close().await;
        Ok(())
    };
    Ok(match sent.await {
        Ok(()) => TestOutcome::Taken,
        Err(Fault { problem, detail }) => TestOutcome::Refused { problem, detail },
    })
}
