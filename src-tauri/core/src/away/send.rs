//! The server is back: the deeds go out in order, each under its own id. What the clinic refuses waits for a person.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::drawer::Drawer;
use super::model::{Deed, KeptState, SettleDeed, Settlement};
use super::queue::{KeptDeed, Standing, can_be_sent, followers};
use crate::access::Actor;
use crate::appointments;
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::RequestId;
use crate::once::once;
use crate::patients;
use crate::text::{Lines, required};

impl Drawer {
    /// Sends what waits. How many deeds became certain, or are to be settled now.
    ///
    /// # Errors
    /// [`ClinicError::Offline`] when the server is away again, [`ClinicError::SignedOut`]; what was not sent waits on.
    pub async fn send(&self, clinic: &Clinic, actor: &Actor) -> Outcome<u32> {
        let _one_at_a_time = self.sending().lock().await;
        let mut decided = 0;
        while let Some((id, deed, made_at)) = self.next_to_send().await {
            let sent = perform(clinic, actor, deed, made_at).await;
            self.decided(id, &sent, clinic.now()).await?;
            match sent {
                Err(error @ (ClinicError::Offline { .. } | ClinicError::SignedOut { .. })) => return Err(error),
                _ => decided += 1,
            }
        }
        Ok(decided)
    }

    async fn next_to_send(&self) -> Option<(RequestId, Deed, DateTime<Utc>)> {
        let mut contents = self.contents().await;
        let at = (0..contents.deeds.len()).find(|at| can_be_sent(&contents.deeds, *at))?;
        let kept = &contents.deeds[at];
        let next = (kept.deed.id(), kept.deed.clone(), kept.made_at);
        contents.on_its_way = Some(next.0);
        Some(next)
    }

    /// Notes what became of a deed. Should the disk refuse, it is sent again at the next start, and still done once.
    async fn decided(&self, id: RequestId, sent: &Outcome<()>, now: DateTime<Utc>) -> Outcome<()> {
        let mut contents = self.contents().await;
        contents.on_its_way = None;
        match sent {
            Ok(()) => contents.deeds.retain(|kept| kept.deed.id() != id),
            Err(ClinicError::Offline { .. } | ClinicError::SignedOut { .. }) => return Ok(()),
            Err(error) => {
                let standing = Standing::ToSettle { error: error.clone(), refused_at: now };
                contents.deeds.iter_mut().filter(|kept| kept.deed.id() == id).for_each(|kept| {
                    kept.standing = standing.clone();
                });
            }
        }
        self.write_deeds(&contents.deeds).await
    }

    /// Settles a deed that the clinic refused, and sends what can be sent then.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`] when there is none to settle by this id; [`ClinicError::Invalid`] at `reason`;
    /// [`ClinicError::Offline`], and nothing is settled.
    pub async fn settle(&self, clinic: &Clinic, actor: &Actor, request: SettleDeed) -> Outcome<KeptState> {
        match request.how {
            Settlement::Retry => self.again(clinic, actor, request.id, None).await?,
            Settlement::At { other } => {
                let refused = |kept: &KeptDeed| kept.deed.clone().at(&other);
                let deed = refused(&self.to_settle(request.id).await?.0).ok_or(NOT_FOUND)?;
                self.again(clinic, actor, request.id, Some(deed)).await?;
            }
            Settlement::Drop { reason } => self.let_go(clinic, actor, request.id, &reason).await?,
        }
        match self.send(clinic, actor).await {
            Ok(_) | Err(ClinicError::Offline { .. }) => Ok(self.state().await),
            Err(error) => Err(error),
        }
    }

    /// Lets a deed wait again, and what follows it, on the visit as it is now.
    async fn again(&self, clinic: &Clinic, actor: &Actor, id: RequestId, changed: Option<Deed>) -> Outcome<()> {
        let (kept, _) = self.to_settle(id).await?;
        let present = match (kept.deed.appointment(), &kept.deed) {
            (Some(visit), Deed::Reschedule(_) | Deed::Cancel(_) | Deed::Step(_)) => {
                Some(appointments::get(clinic, actor, visit).await?.row_version)
            }
            _ => None,
        };
        let moved = changed.is_some();
        let mut contents = self.contents().await;
        let mut deeds = contents.deeds.clone();
        let at = deeds.iter().position(|kept| kept.deed.id() == id).ok_or(NOT_FOUND)?;
        let chain = followers(&deeds, at);
        deeds[at].deed = changed.unwrap_or(kept.deed);
        deeds[at].standing = Standing::Waiting;
        if moved {
            deeds[at].made_at = clinic.now();
        }
        if let Some(mut version) = present {
            for kept in deeds.iter_mut().filter(|kept| kept.deed.id() == id || chain.contains(&kept.deed.id())) {
                kept.deed = kept.deed.clone().on_version(version);
                version += 1;
            }
        }
        self.write_deeds(&deeds).await?;
        contents.deeds = deeds;
        Ok(())
    }

    /// Lets a deed go with what follows it; the audit log says what, and why.
    async fn let_go(&self, clinic: &Clinic, actor: &Actor, id: RequestId, reason: &str) -> Outcome<()> {
        let reason = required("reason", reason, 200, Lines::One)?;
        let (kept, followers) = self.to_settle(id).await?;
        let dropped: Vec<_> = std::iter::once(kept).chain(followers).collect();
        let request_id = RequestId::fresh();
        once(clinic, request_id, || async {
            let mut write = clinic.write(actor, request_id).await?;
            let mut events = events_of(&dropped, &reason).into_iter();
            let first = events.next().ok_or(NOT_FOUND)?;
            events.for_each(|event| write.also(event));
            write.commit(first).await
        })
        .await?;
        let gone: Vec<_> = dropped.iter().map(|kept| kept.deed.id()).collect();
        let mut contents = self.contents().await;
        let mut left = contents.deeds.clone();
        left.retain(|kept| !gone.contains(&kept.deed.id()));
        self.write_deeds(&left).await?;
        contents.deeds = left;
        Ok(())
    }

    /// Takes away what cannot be opened any more; the audit log says that something was lost.
    ///
    /// # Errors
    /// [`ClinicError::Offline`], and nothing is taken away; [`crate::error::Refusal::CannotKeepHere`].
    pub async fn drop_unreadable(&self, clinic: &Clinic, actor: &Actor) -> Outcome<KeptState> {
        let request_id = RequestId::fresh();
        let session = actor.session_id.map_or(uuid::Uuid::nil(), |session| session.0);
        let event = AuditEvent::about(AuditAction::KeptDeedDropped, "session", session);
        once(clinic, request_id, || async {
            let event = event.clone().detail(json!({ "what": "unreadable" }));
            clinic.write(actor, request_id).await?.commit(event).await
        })
        .await?;
        self.remove_unreadable()?;
        Ok(self.state().await)
    }

    /// A deed that is to be settled, and those that follow it.
    async fn to_settle(&self, id: RequestId) -> Outcome<(KeptDeed, Vec<KeptDeed>)> {
        let contents = self.contents().await;
        let at = contents.deeds.iter().position(|kept| kept.deed.id() == id && !kept.waits()).ok_or(NOT_FOUND)?;
        let chain = followers(&contents.deeds, at);
        let following = contents.deeds.iter().filter(|kept| chain.contains(&kept.deed.id())).cloned().collect();
        Ok((contents.deeds[at].clone(), following))
    }
}

/// What the audit log keeps of deeds that are let go.
fn events_of(dropped: &[KeptDeed], reason: &str) -> Vec<AuditEvent> {
    let newcomer = |kept: &KeptDeed| matches!(kept.deed, Deed::Register(_));
    // Whom it never registered, the log cannot name.
    let unknown_patient = dropped.iter().any(newcomer);
    let event = |kept: &KeptDeed| {
        let subject = kept.deed.appointment().map_or(kept.deed.id().0, |visit| visit.0);
        let kind = if newcomer(kept) { "patient" } else { "appointment" };
        let visit = kept.visit.as_ref();
        let event = AuditEvent::about(AuditAction::KeptDeedDropped, kind, subject).detail(json!({
            "what": kept.deed.verb(), "made_at": kept.made_at, "reason": reason,
            "starts_at": visit.map(|visit| visit.starts_at), "doctor_id": visit.map(|visit| visit.doctor_id),
        }));
        match visit.filter(|_| !unknown_patient) {
            Some(visit) => event.patient(visit.patient_id),
            None => event,
        }
    };
    dropped.iter().map(event).collect()
}

const NOT_FOUND: ClinicError = ClinicError::NotFound { what: RecordKind::Appointment };

async fn perform(clinic: &Clinic, actor: &Actor, deed: Deed, made_at: DateTime<Utc>) -> Outcome<()> {
    match deed {
        Deed::Register(request) => patients::register(clinic, actor, request).await.map(drop),
        Deed::Book(request) => appointments::book_asked_at(clinic, actor, request, made_at).await.map(drop),
        Deed::Reschedule(request) => appointments::reschedule_asked_at(clinic, actor, request, made_at).await.map(drop),
        Deed::Cancel(request) => appointments::cancel_asked_at(clinic, actor, request, made_at).await.map(drop),
        Deed::Step(request) => appointments::step_asked_at(clinic, actor, request, made_at).await.map(drop),
    }
}
