//! Who waits: putting somebody on the list, taking them off, and putting them back.

use serde_json::json;

use super::model::{AddToWaitlist, ChangeEntry, ChangeWish, OfferStatus, Waitlist, WaitlistEntry, WaitsFor};
use super::store;
use crate::access::{Action, Actor};
use crate::appointments::holds::store as holds;
use crate::appointments::new_appointment::booking_facts;
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::cache::Schedules;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use crate::ids::RequestId;
use crate::once::once;
use crate::sql_text::SqlText;
use crate::tx::WriteTx;

/// The topic of the change feed.
pub(super) const TOPIC: &str = "waitlist";

/// The waitlist: what is offered to whom just now, and who waits.
///
/// # Errors
/// [`ClinicError::Offline`].
pub async fn list(clinic: &Clinic, actor: &Actor) -> Outcome<Waitlist> {
    actor.may(Action::SeeCalendar)?;
    retry(|| async {
        let offers = store::open_offers(clinic.read()).await?;
        let entries = store::waiting(clinic.read()).await?.into_iter().map(|entry| entry.view).collect();
        Ok(Waitlist { now_at: clinic.now(), offers, entries })
    })
    .await
}

/// Puts somebody on the waitlist. Sent twice, it is done once.
///
/// # Errors
/// [`ClinicError::Invalid`] at the fields of the wishes, `waits_for`; [`ClinicError::NotFound`]; [`Refusal::NotActive`].
pub async fn add(clinic: &Clinic, actor: &Actor, request: AddToWaitlist) -> Outcome<WaitlistEntry> {
    actor.may(Action::RunWaitlist)?;
    let (wishes, notes) = request.wish.parse()?;
    let write = RequestId(request.id.0);
    once(clinic, write, || async {
        let patient = booking_facts(clinic.read(), request.patient_id, None, None).await?;
        if !patient.present {
            return Err(Refusal::NotActive { what: RecordKind::Patient }.into());
        }
        let schedules = clinic.schedules_at((patient.clinic_version, patient.availability_version)).await?;
        known(&schedules, wishes.waits_for)?;
        let mut tx = clinic.write(actor, write).await?;
        let priority = request.wish.priority;
        store::insert(tx.connection(), actor, request.id, request.patient_id, &wishes, priority, &notes).await?;
        tx.touch_topic(TOPIC);
        let event = AuditEvent::about(AuditAction::WaitlistAdded, "waitlist_entry", request.id.0);
        tx.commit(event.patient(request.patient_id).detail(json!({ "waits_for": wishes.waits_for }))).await
    })
    .await?;
    retry(|| async { Ok(store::get(clinic.read(), request.id).await?.view) }).await
}

/// Whether there is somebody whom they could wait for.
fn known(schedules: &Schedules, waits_for: WaitsFor) -> Result<(), FieldError> {
    let known = match waits_for {
        WaitsFor::Doctor { doctor_id } => schedules.of(doctor_id).is_some_and(|doctor| doctor.active),
        WaitsFor::Specialty { specialty_id } => {
            let mut all = schedules.active().into_iter().flat_map(|doctor| &doctor.specialties);
            all.any(|(id, _)| *id == specialty_id)
        }
        WaitsFor::Anyone => true,
    };
    if known { Ok(()) } else { Err(FieldError::new("waits_for", FieldProblem::UnknownChoice)) }
}

/// Changes what somebody waits for; they keep their place on the list. What is offered to them just now stands.
///
/// # Errors
/// [`ClinicError::Invalid`] as [`add`]; [`ClinicError::Stale`] when it changed since, or they wait no more;
/// [`ClinicError::NotFound`].
pub async fn change_wish(clinic: &Clinic, actor: &Actor, request: ChangeWish) -> Outcome<WaitlistEntry> {
    actor.may(Action::RunWaitlist)?;
    let (wishes, notes) = request.wish.parse()?;
    once(clinic, request.request_id, || async {
        let before = store::get(clinic.read(), request.entry_id).await?;
        // Whom they wait for already may have left; they may go on waiting.
        if wishes.waits_for != before.wishes.waits_for {
            known(&*clinic.schedules().await?, wishes.waits_for)?;
        }
        let mut tx = clinic.write(actor, request.request_id).await?;
        let at = (request.entry_id, request.row_version);
        if !store::change_wish(tx.connection(), at, &wishes, request.wish.priority, &notes).await? {
            return Err(ClinicError::Stale { what: RecordKind::WaitlistEntry });
        }
        tx.touch_topic(TOPIC);
        let event = AuditEvent::about(AuditAction::WaitlistChanged, "waitlist_entry", request.entry_id.0);
        let detail = json!({ "waits_for": wishes.waits_for, "waited_for": before.wishes.waits_for });
        tx.commit(event.patient(before.view.patient_id).detail(detail)).await
    })
    .await?;
    retry(|| async { Ok(store::get(clinic.read(), request.entry_id).await?.view) }).await
}

/// Takes somebody off the waitlist; what is offered to them is free for others.
///
/// # Errors
/// [`ClinicError::Stale`] when it changed since; [`ClinicError::NotFound`].
pub async fn remove(clinic: &Clinic, actor: &Actor, request: ChangeEntry) -> Outcome<()> {
    actor.may(Action::RunWaitlist)?;
    change(clinic, actor, request, ("waiting", "removed"), AuditAction::WaitlistRemoved).await
}

/// Puts somebody back on the waitlist who was taken off, where they were.
///
/// # Errors
/// As [`remove`].
pub async fn bring_back(clinic: &Clinic, actor: &Actor, request: ChangeEntry) -> Outcome<()> {
    actor.may(Action::RunWaitlist)?;
    change(clinic, actor, request, ("removed", "waiting"), AuditAction::WaitlistBroughtBack).await
}

async fn change(
    clinic: &Clinic,
    actor: &Actor,
    request: ChangeEntry,
    (from, to): (&str, &str),
    action: AuditAction,
) -> Outcome<()> {
    once(clinic, request.request_id, || async {
        let entry = store::get(clinic.read(), request.entry_id).await?;
        let mut tx = clinic.write(actor, request.request_id).await?;
        if !store::change(tx.connection(), request.entry_id, request.row_version, from, to).await? {
            return Err(ClinicError::Stale { what: RecordKind::WaitlistEntry });
        }
        if let Some(offer) = store::open_of(tx.connection(), request.entry_id).await? {
            end(&mut tx, actor, &offer, OfferStatus::Withdrawn).await?;
        }
        tx.touch_topic(TOPIC);
        let event = AuditEvent::about(action, "waitlist_entry", request.entry_id.0);
        tx.commit(event.patient(entry.view.patient_id)).await
    })
    .await
}

/// Ends an open offer within a write and gives its time back. Whether it was open.
pub(super) async fn end(tx: &mut WriteTx, actor: &Actor, offer: &store::Offer, to: OfferStatus) -> Outcome<bool> {
    if !store::end_offer(tx.connection(), actor, offer.id, to).await? {
        return Ok(false);
    }
    let mut sql = SqlText::default();
    holds::release(&mut sql, offer.id);
    sqlx::raw_sql(sql.into_sql()).execute(tx.connection()).await?;
    tx.touch_calendar(offer.doctor_resource, offer.starts_at, offer.ends_at);
    Ok(true)
}
