//! The one write of several visits: every version is checked, all leave their places, then all take their new ones.

use serde_json::json;

use super::changes::{ChangeKind, note};
use crate::access::Actor;
use crate::appointments::holds;
use crate::appointments::model::{AppointmentStatus, CalledOffBy};
use crate::appointments::store::{self, Appointment, Lane};
use crate::appointments::telling;
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::cache::Schedules;
use crate::availability::openings;
use crate::clinic::Clinic;
use crate::db_error::duplicate_key;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{DoctorId, LocationId, RequestId, RoomId, SeriesId};
use crate::interval::Interval;
use crate::messages;
use crate::money::Money;
use crate::sql_text::SqlText;

/// How a visit stands after the write.
pub(super) struct After {
    pub(super) status: AppointmentStatus,
    pub(super) doctor_id: DoctorId,
    pub(super) location_id: LocationId,
    pub(super) room_id: Option<RoomId>,
    pub(super) room_wanted: bool,
    pub(super) span: Interval,
    pub(super) seat: u8,
    pub(super) fee: Money,
    pub(super) override_reason: Option<String>,
    pub(super) cancellation_reason: Option<String>,
    pub(super) series_changed: bool,
    /// What it takes; nothing when it is called off.
    pub(super) lanes: Vec<Lane>,
}

impl After {
    /// The visit called off where it stands.
    pub(super) fn cancelled(visit: &Appointment, reason: &str) -> Self {
        Self {
            status: AppointmentStatus::Cancelled,
            doctor_id: visit.doctor_id,
            location_id: visit.location_id,
            room_id: visit.room.map(|(room, _)| room),
            room_wanted: visit.room_wanted,
            span: visit.span,
            seat: visit.seat,
            fee: visit.fee.clone(),
            override_reason: visit.override_reason.clone(),
            cancellation_reason: Some(reason.to_owned()),
            series_changed: visit.series_id.is_some(),
            lanes: Vec::new(),
        }
    }
}

/// What is done to several visits.
#[derive(Clone, Copy)]
pub(super) struct Deed {
    pub(super) action: AuditAction,
    pub(super) series_id: Option<SeriesId>,
    /// The write that is taken back.
    pub(super) of: Option<RequestId>,
    /// Who calls visits off, where the deed is that.
    pub(super) by: Option<CalledOffBy>,
}

/// How the write ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Written,
    /// A place was taken since the check; nothing was written.
    PlaceTaken,
}

/// Writes all of it or nothing, and only while the schedules that placed the visits hold. Visits are locked by ascending id and cells taken in ascending order.
///
/// # Errors
/// [`ClinicError::Stale`] when one of them changed since it was read.
pub(super) async fn write(
    clinic: &Clinic,
    actor: &Actor,
    request: RequestId,
    placed_by: Option<&Schedules>,
    mut turns: Vec<(Appointment, After)>,
    deed: Deed,
) -> Outcome<Ended> {
    turns.sort_by_key(|(visit, _)| visit.id);
    let mut tx = clinic.write(actor, request).await?;
    if let Some(schedules) = placed_by {
        schedules.hold(tx.connection()).await?;
    }
    let mut updates = SqlText::default();
    for (visit, after) in &turns {
        update(&mut updates, actor, visit, after);
    }
    let changed = sqlx::raw_sql(updates.into_sql()).execute(tx.connection()).await?.rows_affected();
    if changed != turns.len() as u64 {
        return Err(ClinicError::Stale { what: RecordKind::Appointment });
    }
    let mut places = SqlText::default();
    holds::store::sweep(&mut places);
    for (index, (visit, _)) in turns.iter().enumerate() {
        let before = if index == 0 { "delete from appointment_cells where appointment_id in (" } else { "," };
        places.push(before).value(&visit.id.0);
    }
    places.push(");");
    let cells = turns.iter().map(|(visit, after)| (visit.id, after.span, after.lanes.as_slice()));
    store::insert_cells(&mut places, store::VISIT_CELLS, cells);
    note(&mut places, actor, request, turns.iter().map(|(visit, after)| (visit, kind_of(visit, after))));
    if let Err(error) = sqlx::raw_sql(places.into_sql()).execute(tx.connection()).await {
        return if duplicate_key(&error).is_some() { Ok(Ended::PlaceTaken) } else { Err(error.into()) };
    }
    for (visit, after) in &turns {
        let lanes = [visit.doctor_resource, visit.patient_resource].into_iter().chain(visit.room.map(|(_, lane)| lane));
        let lanes = lanes.chain(visit.device_lanes.iter().copied());
        for lane in lanes {
            tx.touch_calendar(lane, visit.span.start(), visit.span.end());
        }
        for (lane, _) in &after.lanes {
            tx.touch_calendar(*lane, after.span.start(), after.span.end());
        }
        if visit.standing.status.is_live() {
            openings::note(&mut tx, visit.doctor_id, visit.span).await?;
        }
        tx.also(event_of(visit, after, request, deed));
    }
    let changes: Vec<_> = turns.iter().map(|(visit, after)| told(visit, after, deed)).collect();
    messages::note(&mut tx, clinic.now(), &changes).await?;
    let subject = deed.series_id.map_or(request.0, |series| series.0);
    let visits: Vec<_> = turns.iter().map(|(visit, _)| visit.id).collect();
    let event = AuditEvent::about(deed.action, "appointments", subject)
        .detail(json!({ "visits": visits, "series_id": deed.series_id, "of": deed.of }));
    tx.commit(event).await?;
    Ok(Ended::Written)
}

fn update(sql: &mut SqlText, actor: &Actor, visit: &Appointment, after: &After) {
    let cancelled = after.status == AppointmentStatus::Cancelled;
    sql.push("update appointments set status = ").value(&after.status.word());
    sql.push(", doctor_id = ").value(&after.doctor_id.0);
    sql.push(", location_id = ").value(&after.location_id.0);
    sql.push(", room_id = ").value(&after.room_id.map(|room| room.0));
    sql.push(", room_wanted = ").value(&after.room_wanted);
    sql.push(", starts_at = ").value(&after.span.start());
    sql.push(", ends_at = ").value(&after.span.end());
    sql.push(", seat = ").value(&u64::from(after.seat));
    sql.push(", fee = ").value(&after.fee.amount);
    sql.push(", currency = ").value(&after.fee.currency);
    sql.push(", override_reason = ").value(&after.override_reason.as_deref());
    sql.push(", series_changed = ").value(&after.series_changed);
    sql.push(", cancellation_reason = ").value(&after.cancellation_reason.as_deref());
    sql.push(", cancelled_by = ").value(&actor.user_id().filter(|_| cancelled).map(|user| user.0));
    sql.push(if cancelled { ", cancelled_at = utc_timestamp(6)" } else { ", cancelled_at = null" });
    // Several at once are called off by the clinic, which is nobody's late cancel; whoever is moved leaves the room.
    sql.push(", in_room_at = null, late_cancel = false");
    sql.push(", updated_at = utc_timestamp(6), row_version = row_version + 1 where id = ").value(&visit.id.0);
    sql.push(" and row_version = ").value(&u64::from(visit.row_version)).push(";");
}

fn told(visit: &Appointment, after: &After, deed: Deed) -> messages::Change {
    if after.status.is_live() {
        telling::at(visit, after.doctor_id, after.location_id, after.span.start())
    } else {
        deed.by.map_or_else(|| telling::off_again(visit), |by| telling::called_off(visit, by))
    }
}

fn kind_of(visit: &Appointment, after: &After) -> ChangeKind {
    match (visit.standing.status.is_live(), after.status.is_live()) {
        (true, true) => ChangeKind::Moved,
        (_, false) => ChangeKind::Cancelled,
        (false, true) => ChangeKind::BroughtBack,
    }
}

fn event_of(visit: &Appointment, after: &After, request: RequestId, deed: Deed) -> AuditEvent {
    let action = match kind_of(visit, after) {
        ChangeKind::Moved => AuditAction::AppointmentRescheduled,
        ChangeKind::Cancelled => AuditAction::AppointmentCancelled,
        ChangeKind::BroughtBack => AuditAction::AppointmentStepped,
    };
    let event = AuditEvent::about(action, "appointment", visit.id.0).patient(visit.patient_id).detail(json!({
        "together": request, "series_id": deed.series_id,
        "from": {
            "status": visit.standing.status, "doctor_id": visit.doctor_id, "location_id": visit.location_id,
            "starts_at": visit.span.start(), "ends_at": visit.span.end(),
        },
        "to": {
            "status": after.status, "doctor_id": after.doctor_id, "location_id": after.location_id,
            "starts_at": after.span.start(), "ends_at": after.span.end(),
        },
        "reason": after.cancellation_reason, "override_reason": after.override_reason,
    }));
    if action == AuditAction::AppointmentStepped { event.anew() } else { event }
}
