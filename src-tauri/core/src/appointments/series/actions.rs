//! The verbs of a series: check, book, look at. Its occurrences are moved and cancelled as several visits at once.

use serde_json::json;

use super::model::{SeriesCheck, SeriesRequest, SeriesView};
use super::rule::Rule;
use super::store::{self, NewSeries};
use crate::access::{Action, Actor};
use crate::appointments::booking::{self, Wish};
use crate::appointments::model::RequestedTime;
use crate::appointments::needs::Needs;
use crate::appointments::new_appointment::{BookingFacts, booking_facts};
use crate::appointments::together::book::add;
use crate::appointments::together::model::{PlanStanding, PlannedVisit};
use crate::appointments::together::plan::{Candidate, Plan, refused_only};
use crate::appointments::view::{Which, views};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::cache::Schedules;
use crate::civil::{Repeated, Zone};
use crate::clinic::Clinic;
use crate::db_error::{retry, schedules_moved};
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use crate::ids::{AppointmentId, RequestId, SeriesId};
use crate::tx::{Sent, WritePacket};

/// How often the booking is tried whose times were taken between the check and the write.
const TRIES: usize = 4;

/// Checks every occurrence of a series without booking: which are free, which are not and what is near.
///
/// # Errors
/// [`ClinicError::Invalid`] at the fields of the wish and of its pattern; [`ClinicError::NotFound`].
pub async fn check_series(clinic: &Clinic, actor: &Actor, request: SeriesRequest) -> Outcome<SeriesCheck> {
    actor.may(Action::BookAppointment)?;
    let rule = Rule::parse(&request.pattern, request.starts_local)?;
    let wish = wish(&request)?;
    retry(|| async {
        let patient = booking_facts(clinic.read(), request.patient_id, actor.user_id(), None).await?;
        let schedules = schedules_of(clinic, &patient).await?;
        let zone = zone(&schedules, &request)?;
        let candidates = candidates(clinic, &schedules, &patient, &request, &wish, &rule)?;
        let plan = Plan::check(clinic, candidates, &[]).await?;
        let mut planned = plan.describe(clinic, &schedules).await?.into_iter().peekable();
        let mut occurrences = Vec::new();
        for (on, number) in rule.dates(zone.local(clinic.now()).date())?.into_iter().zip(1..) {
            let standing = planned.next_if(|visit| visit.on == on);
            occurrences.push(standing.unwrap_or_else(|| PlannedVisit {
                appointment_id: None,
                number,
                on,
                patient_name: patient.name(),
                doctor_id: request.doctor_id,
                doctor_name: schedules.of(request.doctor_id).map(|doctor| doctor.name.clone()).unwrap_or_default(),
                location_id: request.location_id,
                starts_local: on.and_time(request.starts_local.time()),
                standing: PlanStanding::Skipped,
            }));
        }
        Ok(SeriesCheck { rule: rule.text(zone), occurrences })
    })
    .await
}

/// Books every occurrence that is not left out, in one transaction. Sending the same request again books once.
///
/// # Errors
/// [`Refusal::NotAllPossible`] with the occurrences that cannot be; [`ClinicError::Invalid`] as [`check_series`], and at
/// `pattern` when all dates are left out.
pub async fn book_series(clinic: &Clinic, actor: &Actor, request: SeriesRequest) -> Outcome<SeriesView> {
    actor.may(Action::BookAppointment)?;
    let rule = Rule::parse(&request.pattern, request.starts_local)?;
    let wish = wish(&request)?;
    if wish.override_reason.is_some() {
        actor.may(Action::OverrideHours)?;
    }
    retry(|| async {
        for _ in 0..TRIES {
            if is_sent_again(clinic, &request).await? {
                return Ok(());
            }
            match book_once(clinic, actor, &request, &wish, &rule).await? {
                Sent::Committed => return Ok(()),
                Sent::Orphaned => return Err(schedules_moved()),
                Sent::KeyTaken => {}
            }
        }
        // Somebody else was always faster, and gone again: it is as if the times had changed.
        Err(ClinicError::Stale { what: RecordKind::Series })
    })
    .await?;
    view(clinic, request.series_id).await
}

/// A series with its occurrences.
///
/// # Errors
/// [`ClinicError::NotFound`].
pub async fn series(clinic: &Clinic, actor: &Actor, id: SeriesId) -> Outcome<SeriesView> {
    actor.may(Action::SeeCalendar)?;
    retry(|| view(clinic, id)).await
}

async fn view(clinic: &Clinic, id: SeriesId) -> Outcome<SeriesView> {
    let found = store::find(clinic.read(), id).await?.ok_or(ClinicError::NotFound { what: RecordKind::Series })?;
    Ok(SeriesView { id, rule: found.rule, visits: views(clinic, Which::OfSeries(id)).await? })
}

async fn is_sent_again(clinic: &Clinic, request: &SeriesRequest) -> Outcome<bool> {
    match store::find(clinic.read(), request.series_id).await? {
        Some(known) if known.patient_id == request.patient_id => Ok(true),
        Some(_) => Err(FieldError::new("series_id", FieldProblem::Taken).into()),
        None => Ok(false),
    }
}

async fn book_once(clinic: &Clinic, actor: &Actor, request: &SeriesRequest, wish: &Wish, rule: &Rule) -> Outcome<Sent> {
    let patient = booking_facts(clinic.read(), request.patient_id, actor.user_id(), None).await?;
    let schedules = schedules_of(clinic, &patient).await?;
    let candidates = candidates(clinic, &schedules, &patient, request, wish, rule)?;
    let places = Plan::check(clinic, candidates, &[]).await?.all(clinic, &schedules).await?;
    let occurrences = u16::try_from(places.len()).unwrap_or(u16::MAX);
    if occurrences == 0 {
        return Err(FieldError::new("pattern", FieldProblem::Missing).into());
    }
    let zone = zone(&schedules, request)?;
    let mut packet = WritePacket::new(actor, RequestId(request.series_id.0));
    let new = NewSeries {
        id: request.series_id,
        patient_id: request.patient_id,
        rule: &rule.text(zone),
        time_zone: zone.name(),
        occurrences,
        booked_by: actor.user_id(),
    };
    store::insert(packet.sql(), &new);
    let wanted: Vec<_> = places.iter().map(|(candidate, seated)| (candidate, seated, wish)).collect();
    for event in add(clinic, actor, &schedules, &mut packet, &wanted, Some(request.series_id)).await? {
        packet.also(event);
    }
    let event = AuditEvent::about(AuditAction::SeriesBooked, "series", request.series_id.0)
        .patient(request.patient_id)
        .detail(json!({ "rule": new.rule, "occurrences": occurrences }));
    packet.commit(clinic, event).await
}

fn wish(request: &SeriesRequest) -> Outcome<Wish> {
    let starts = RequestedTime::Local { date_time: request.starts_local, which: Some(Repeated::Earlier) };
    let override_reason = request.override_reason.as_deref();
    Wish::parse(request.visit_kind, starts, request.minutes, &request.reason, request.priority, override_reason)
}

async fn schedules_of(clinic: &Clinic, patient: &BookingFacts) -> Outcome<std::sync::Arc<Schedules>> {
    if !patient.present {
        return Err(Refusal::NotActive { what: RecordKind::Patient }.into());
    }
    let versions = (patient.clinic_version, patient.availability_version);
    clinic.schedules_at(versions).await
}

fn zone(schedules: &Schedules, request: &SeriesRequest) -> Outcome<Zone> {
    let place = schedules.locations.get(&request.location_id);
    Ok(place.ok_or(ClinicError::NotFound { what: RecordKind::Location })?.1)
}

/// Every occurrence that is not left out, where the rules have it. Of a time that the clock shows twice the first is
/// meant (RFC 5545, 3.3.5); one that it jumps over is refused with its neighbours.
fn candidates<'a>(
    clinic: &Clinic,
    schedules: &'a Schedules,
    patient: &BookingFacts,
    request: &SeriesRequest,
    wish: &Wish,
    rule: &Rule,
) -> Outcome<Vec<Candidate<'a>>> {
    let dates = rule.dates(zone(schedules, request)?.local(clinic.now()).date())?;
    let mut candidates = Vec::new();
    for (on, number) in dates.into_iter().zip(1..).filter(|(on, _)| !rule.leaves_out(*on)) {
        let elsewhere = request.elsewhere.iter().find(|elsewhere| elsewhere.on == on);
        let (doctor, place) =
            elsewhere.map_or((request.doctor_id, request.location_id), |other| (other.doctor_id, other.location_id));
        let schedule = schedules.of(doctor).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
        let zone = schedules.locations.get(&place).ok_or(ClinicError::NotFound { what: RecordKind::Location })?.1;
        let by_rule = on.and_time(request.starts_local.time());
        let starts = match elsewhere {
            Some(other) => RequestedTime::Instant { at: other.at },
            None => RequestedTime::Local { date_time: by_rule, which: Some(Repeated::Earlier) },
        };
        let wish = Wish { starts, ..wish.clone() };
        candidates.push(Candidate {
            id: AppointmentId::fresh(),
            booked: false,
            number,
            on,
            patient: (request.patient_id, patient.resource_id),
            patient_name: patient.name(),
            schedule,
            kind: wish.kind,
            minutes: wish.minutes,
            location: (place, zone),
            wanted_local: elsewhere.map_or(by_rule, |other| zone.local(other.at)),
            place: refused_only(booking::place(schedule, (place, zone), &wish, &Needs::default(), None, clinic.now()))?,
            seat: None,
        });
    }
    Ok(candidates)
}
