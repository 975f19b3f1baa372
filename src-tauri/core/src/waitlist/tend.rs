//! Offering what becomes free. Every workstation does it, and it is done once: the opening's row is locked, the cells can be
//! taken once, and nobody has two open offers.

use std::collections::{HashMap, hash_map};

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::actions::{TOPIC, end};
use super::matching::{Free, Waiting, best};
use super::model::OfferStatus;
use super::offers::{Time, made, make, place};
use super::store::{self, Entry, Opening};
use crate::access::Actor;
use crate::appointments::holds::store::NewHold;
use crate::appointments::model::{Priority, VisitKind};
use crate::appointments::needs::Needs;
use crate::appointments::search::{Asked, Refined, first_free};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::cache::Schedules;
use crate::availability::schedule::DoctorSchedule;
use crate::availability::slots::CELL_MINUTES;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome};
use crate::ids::{AppointmentId, RequestId, ResourceId};
use crate::interval::Interval;
use crate::restrictions::gate;

/// How often one opening is looked at in one go: more than any day has times.
const TURNS: usize = 200;

/// How many free times of an opening are looked at: more than a quarter of a year has.
const MOST_TIMES: usize = 10_000;

/// Passes on what was not answered in time, and offers what became free to whom it suits best. Yields when the next open offer
/// ends. Safe to be called by any number of workstations at any moment.
///
/// # Errors
/// [`ClinicError::Offline`]; what was not done is done by whoever comes next.
pub async fn tend(clinic: &Clinic) -> Outcome<Option<DateTime<Utc>>> {
    let actor = Actor::system("waitlist");
    for opening in retry(|| store::unsettled(clinic.read())).await? {
        for _ in 0..TURNS {
            if !retry(|| turn(clinic, &actor, opening)).await? {
                break;
            }
        }
    }
    retry(|| store::next_end(clinic.read())).await
}

/// One step with an opening, in one transaction: late offers of it end, and the next who suits is offered one of its times; when
/// there is nobody, it is settled. Whether there may be more to do.
async fn turn(clinic: &Clinic, actor: &Actor, opening: Opening) -> Outcome<bool> {
    let chosen = choose(clinic, actor, opening).await?;
    let mut tx = clinic.write(actor, RequestId::fresh()).await?;
    if !store::lock(tx.connection(), opening.id).await? {
        return Ok(false);
    }
    let late = store::late(tx.connection(), opening.id).await?;
    for offer in &late {
        end(&mut tx, actor, offer, OfferStatus::Late).await?;
        let event = AuditEvent::about(AuditAction::OfferLate, "waitlist_entry", offer.entry_id.0);
        tx.also(event.detail(json!({ "appointment_id": offer.id })));
    }
    if let Some((hold, entry)) = chosen {
        // Another workstation has offered it meanwhile, or somebody took it: it is looked at again.
        if make(&mut tx, &hold, &entry, opening.id).await? {
            tx.commit(made(&hold, &entry)).await?;
        }
        return Ok(true);
    }
    let settled = store::settle(tx.connection(), opening.id).await?;
    if settled || !late.is_empty() {
        tx.touch_topic(TOPIC);
        let event = AuditEvent::about(AuditAction::OpeningSettled, "opening", opening.id.0);
        tx.commit(event.detail(json!({ "late": late.len(), "settled": settled }))).await?;
    }
    Ok(false)
}

/// Whom which time of an opening is offered to next: nobody is asked twice for the same opening, nor while they think about
/// another offer.
async fn choose(clinic: &Clinic, actor: &Actor, opening: Opening) -> Outcome<Option<(NewHold, Entry)>> {
    let now = clinic.now();
    let Some(span) = Interval::new(opening.starts_at.max(now), opening.ends_at) else { return Ok(None) };
    let schedules = clinic.schedules().await?;
    let Some(doctor) = schedules.of(opening.doctor_id).filter(|doctor| doctor.active) else { return Ok(None) };
    let asked = store::asked(clinic.read(), opening.id).await?;
    let specialties: Vec<_> = doctor.specialties.iter().map(|(id, _)| *id).collect();
    let mut entries = store::waiting(clinic.read()).await?;
    entries.retain(|entry| !asked.contains(&entry.view.id) && entry.wishes.name(doctor.doctor_id, &specialties));
    // They keep their place, and are offered nothing until the restriction is lifted.
    let restricted = gate::restricted(clinic.read()).await?;
    entries.retain(|entry| !restricted.contains(&entry.view.patient_id));
    let mut free: HashMap<Alike, Vec<Free>> = HashMap::new();
    let mut waiting = waiting(clinic, &entries, span).await?;
    for one in &waiting {
        if let hash_map::Entry::Vacant(unknown) = free.entry(alike(one)) {
            unknown.insert(times(clinic, &schedules, doctor, span, alike(one)).await?);
        }
    }
    // A time that cannot be had after all (its room is taken, say) is no reason to ask nobody.
    while let Some((who, time)) = best(&waiting, |one| free.get(&alike(one)).map(Vec::as_slice).unwrap_or_default()) {
        let who = who.entry;
        let Some(entry) = entries.iter().find(|entry| entry.view.id == who) else { return Ok(None) };
        let time = Time {
            appointment: AppointmentId::fresh(),
            doctor: time.doctor,
            location: time.location,
            starts_at: time.span.start(),
            minutes: i32::try_from(time.span.length().num_minutes()).unwrap_or(i32::MAX),
        };
        match place(clinic, actor, entry, &time).await {
            Ok(hold) => return Ok(Some((hold, entry.clone()))),
            Err(ClinicError::Refused { .. }) => waiting.retain(|one| one.entry != who),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Visits for which the same times are free: of one kind and length, and as urgent as each other.
type Alike = (VisitKind, Option<u16>, Priority);

fn alike(one: &Waiting) -> Alike {
    (one.wishes.kind, one.wishes.minutes, one.priority)
}

/// The times of an opening that are free for such visits.
async fn times(
    clinic: &Clinic,
    schedules: &Schedules,
    doctor: &DoctorSchedule,
    span: Interval,
    (kind, minutes, priority): Alike,
) -> Outcome<Vec<Free>> {
    let asked = Asked {
        patient: None,
        kind,
        minutes,
        priority,
        needs: Needs::default(),
        location_id: None,
        not_before: span.start(),
        until: span.end(),
        limit: MOST_TIMES,
        own: None,
        refined: Refined::default(),
        now: clinic.now(),
    };
    let offers = first_free(clinic, schedules, &[doctor], &asked, None).await?;
    Ok(offers
        .into_iter()
        .filter_map(|offer| {
            let ends_at = offer.starts_at + Duration::minutes(i64::from(offer.minutes));
            Some(Free {
                doctor: offer.doctor_id,
                location: offer.location_id,
                span: Interval::new(offer.starts_at, ends_at)?,
                starts_local: offer.starts_local,
                ends_local: offer.ends_local,
            })
        })
        .collect())
}

/// Those who wait, with when they are somewhere already.
async fn waiting(clinic: &Clinic, entries: &[Entry], span: Interval) -> Outcome<Vec<Waiting>> {
    let lanes: Vec<ResourceId> = entries.iter().map(|entry| entry.patient_resource).collect();
    let mut busy: HashMap<ResourceId, Vec<Interval>> = HashMap::new();
    for (lane, start) in store::busy(clinic.read(), &lanes, span).await? {
        busy.entry(lane).or_default().extend(Interval::new(start, start + Duration::minutes(CELL_MINUTES)));
    }
    Ok(entries
        .iter()
        .map(|entry| Waiting {
            entry: entry.view.id,
            patient: entry.view.patient_id,
            wishes: entry.wishes.clone(),
            priority: entry.view.priority,
            since: entry.view.since,
            busy: busy.get(&entry.patient_resource).cloned().unwrap_or_default(),
        })
        .collect())
}

/// Tends the waitlist of a workstation: when something of it changed anywhere, and when an offer ends.
#[derive(Debug, Default)]
pub struct Tender {
    known: Option<u64>,
    due: Option<DateTime<Utc>>,
}

impl Tender {
    /// Looks whether there is something to do, by one small read, and does it.
    ///
    /// # Errors
    /// [`ClinicError::Offline`]; it is tried again at the next look.
    pub async fn look(&mut self, clinic: &Clinic) -> Outcome<()> {
        let version = store::version(clinic.read()).await?;
        let due = self.due.is_some_and(|due| due <= clinic.now());
        if due || self.known != Some(version) {
            self.due = tend(clinic).await?;
            self.known = Some(version);
        }
        Ok(())
    }
}
