//! Offers as the desk steers them: made by hand, accepted, declined, passed on.

use serde_json::json;

use super::actions::{TOPIC, end};
use super::model::{AcceptOffer, DeclineOffer, NotTaken, OfferStatus, OfferTime};
use super::store;
use crate::access::{Action, Actor};
use crate::appointments;
use crate::appointments::holds;
use crate::appointments::holds::model::HoldPurpose;
use crate::appointments::holds::store::NewHold;
use crate::appointments::model::{AppointmentView, BookingRequest, RequestedTime};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::openings;
use crate::clinic::Clinic;
use crate::db_error::{duplicate_key, retry};
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::ids::{AppointmentId, DoctorId, LocationId, OpeningId};
use crate::once::once;
use crate::settings;
use crate::sql_text::SqlText;
use crate::tx::WriteTx;

/// A time that is to be offered.
pub(super) struct Time {
    pub(super) appointment: AppointmentId,
    pub(super) doctor: DoctorId,
    pub(super) location: LocationId,
    pub(super) starts_at: chrono::DateTime<chrono::Utc>,
    pub(super) minutes: i32,
}

/// The visit that an offer would become.
pub(super) fn visit_of(entry: &store::Entry, time: &Time) -> BookingRequest {
    BookingRequest {
        visit_kind: entry.view.visit_kind,
        minutes: Some(time.minutes),
        reason: entry.view.notes.clone(),
        priority: entry.view.priority,
        ..BookingRequest::ordinary(
            time.appointment,
            entry.view.patient_id,
            time.doctor,
            time.location,
            RequestedTime::Instant { at: time.starts_at },
        )
    }
}

/// Where an offer of a time would be, and for how long it is held.
pub(super) async fn place(clinic: &Clinic, actor: &Actor, entry: &store::Entry, time: &Time) -> Outcome<NewHold> {
    let seconds = u32::from(settings::read(clinic.read()).await?.offer_minutes) * 60;
    let hold = holds::place(clinic, &visit_of(entry, time), HoldPurpose::Offer, seconds).await?;
    Ok(NewHold { held_by: actor.user_id(), ..hold })
}

/// Holds a time and offers it, within a write. `false`: somebody else has it, they are offered something else, or they wait no
/// more; nothing may be committed then.
pub(super) async fn make(tx: &mut WriteTx, hold: &NewHold, entry: &store::Entry, opening: OpeningId) -> Outcome<bool> {
    if !store::lock_waiting(tx.connection(), entry.view.id).await? {
        return Ok(false);
    }
    let mut sql = SqlText::default();
    holds::store::sweep(&mut sql);
    holds::store::insert(&mut sql, hold);
    store::insert_offer(&mut sql, hold, entry.view.id, opening);
    match sqlx::raw_sql(sql.into_sql()).execute(tx.connection()).await {
        Ok(_) => {}
        Err(error) if duplicate_key(&error).is_some() => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    if let Some((lane, _)) = hold.lanes.first() {
        tx.touch_calendar(*lane, hold.span.start(), hold.span.end());
    }
    tx.touch_topic(TOPIC);
    Ok(true)
}

/// What the audit log keeps of an offer that is made.
pub(super) fn made(hold: &NewHold, entry: &store::Entry) -> AuditEvent {
    let event = AuditEvent::about(AuditAction::OfferMade, "waitlist_entry", entry.view.id.0);
    event.patient(entry.view.patient_id).detail(json!({
        "appointment_id": hold.id, "doctor_id": hold.doctor_id, "starts_at": hold.span.start(), "ends_at": hold.span.end(),
    }))
}

/// Offers a time of the desk's choice to somebody of its choice. What is not taken passes on like any other.
///
/// # Errors
/// Those of [`book`](appointments::book); [`Refusal::OfferedAlready`] when something else is offered to them just now;
/// [`ClinicError::Stale`] when they wait no more.
pub async fn offer(clinic: &Clinic, actor: &Actor, request: OfferTime) -> Outcome<()> {
    actor.may(Action::RunWaitlist)?;
    once(clinic, request.request_id, || async {
        let entry = store::get(clinic.read(), request.entry_id).await?;
        if entry.status != "waiting" {
            return Err(ClinicError::Stale { what: RecordKind::WaitlistEntry });
        }
        let time = Time {
            appointment: request.appointment_id,
            doctor: request.doctor_id,
            location: request.location_id,
            starts_at: request.starts_at,
            minutes: request.minutes,
        };
        let hold = place(clinic, actor, &entry, &time).await?;
        let mut tx = clinic.write(actor, request.request_id).await?;
        if store::open_of(tx.connection(), request.entry_id).await?.is_some() {
            return Err(Refusal::OfferedAlready { patient_name: entry.view.patient_name }.into());
        }
        let opening = openings::insert(tx.connection(), request.doctor_id, hold.span).await?;
        if !make(&mut tx, &hold, &entry, opening).await? {
            drop(tx);
            // Looked at again it says who has it; if it is free by then, it may be offered again.
            place(clinic, actor, &entry, &time).await?;
            return Err(ClinicError::Stale { what: RecordKind::WaitlistEntry });
        }
        tx.commit(made(&hold, &entry)).await
    })
    .await
}

/// Books what was offered, at once. Sent twice, or by two at once, it is booked once.
///
/// # Errors
/// [`Refusal::OfferOver`] when it was passed on; those of [`book`](appointments::book).
pub async fn accept(clinic: &Clinic, actor: &Actor, request: AcceptOffer) -> Outcome<AppointmentView> {
    actor.may(Action::RunWaitlist)?;
    let offer = still_open(clinic, request.appointment_id).await?;
    let entry = store::get(clinic.read(), offer.entry_id).await?;
    let time = Time {
        appointment: offer.id,
        doctor: offer.doctor_id,
        location: offer.location_id,
        starts_at: offer.starts_at,
        minutes: i32::try_from((offer.ends_at - offer.starts_at).num_minutes()).unwrap_or(i32::MAX),
    };
    let booked = appointments::book_with(clinic, actor, visit_of(&entry, &time), clinic.now(), |packet| {
        store::accept(packet.sql(), actor, offer.id, entry.view.id);
        packet.touch_topic(TOPIC);
        let event = AuditEvent::about(AuditAction::OfferAccepted, "waitlist_entry", entry.view.id.0);
        packet.also(event.patient(entry.view.patient_id).detail(json!({ "appointment_id": offer.id })));
    })
    .await;
    // Passed on while it was being booked: that is why, whatever the booking said.
    if booked.is_err() {
        still_open(clinic, offer.id).await?;
    }
    booked
}

/// The offer, unless it was passed on.
async fn still_open(clinic: &Clinic, id: AppointmentId) -> Outcome<store::Offer> {
    let offer = retry(|| read(clinic, id)).await?;
    match offer.status()? {
        OfferStatus::Open | OfferStatus::Accepted => Ok(offer),
        status => Err(Refusal::OfferOver { status }.into()),
    }
}

async fn read(clinic: &Clinic, id: AppointmentId) -> Outcome<store::Offer> {
    let mut connection = clinic.read().acquire().await?;
    store::offer(&mut connection, id).await
}

/// Passes an offer on: the patient declined it, or the desk skips them. Whoever is next is offered it by the workstation that
/// notices first.
///
/// # Errors
/// [`Refusal::OfferOver`] when it is over already.
pub async fn decline(clinic: &Clinic, actor: &Actor, request: DeclineOffer) -> Outcome<()> {
    actor.may(Action::RunWaitlist)?;
    let (to, action) = match request.why {
        NotTaken::Declined => (OfferStatus::Declined, AuditAction::OfferDeclined),
        NotTaken::Skipped => (OfferStatus::Skipped, AuditAction::OfferSkipped),
    };
    once(clinic, request.request_id, || async {
        let offer = read(clinic, request.appointment_id).await?;
        let entry = store::get(clinic.read(), offer.entry_id).await?;
        let mut tx = clinic.write(actor, request.request_id).await?;
        if !end(&mut tx, actor, &offer, to).await? {
            return Err(Refusal::OfferOver { status: store::offer(tx.connection(), offer.id).await?.status()? }.into());
        }
        tx.touch_topic(TOPIC);
        let event = AuditEvent::about(action, "waitlist_entry", offer.entry_id.0);
        tx.commit(event.patient(entry.view.patient_id).detail(json!({ "appointment_id": offer.id }))).await
    })
    .await
}
