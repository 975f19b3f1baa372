//! Cancelling a visit and looking it up, and what every write to a visit checks and tells.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::book::in_a_session;
use super::flow::is_late_cancel;
use super::model::{AppointmentView, CalledOffBy, CancelRequest, FindVisit};
use super::reference;
use super::store::{self, Appointment};
use super::telling;
use super::view::{Which, view_of, views};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::availability::openings;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind};
use crate::ids::{AppointmentId, PatientId};
use crate::messages;
use crate::once::once;
use crate::settings;
use crate::text::{Lines, required};
use crate::tx::WriteTx;

/// Cancels a visit with a reason; its time is free at once.
///
/// # Errors
/// [`ClinicError::Invalid`] at `reason`; [`ClinicError::Stale`]; [`Refusal::WrongStatus`] when it has begun or is over.
pub async fn cancel(clinic: &Clinic, actor: &Actor, request: CancelRequest) -> Outcome<AppointmentView> {
    cancel_asked_at(clinic, actor, request, clinic.now()).await
}

/// As [`cancel`], asked for at an instant before now, as in [`super::book_asked_at`]: whether it is late goes by that.
pub(crate) async fn cancel_asked_at(
    clinic: &Clinic,
    actor: &Actor,
    request: CancelRequest,
    asked_at: DateTime<Utc>,
) -> Outcome<AppointmentView> {
    actor.may(Action::CancelAppointment)?;
    let reason = required("reason", &request.reason, 200, Lines::One)?;
    let asked_at = in_a_session(clinic, asked_at);
    once(clinic, request.request_id, || async {
        let visit = store::get(clinic.read(), request.appointment_id).await?;
        check_version(&visit, request.row_version)?;
        visit.standing.can_change()?;
        let hours = settings::read(clinic.read()).await?.late_cancel_hours;
        // What the clinic calls off is nobody's late cancel.
        let late = request.by == CalledOffBy::Patient
            && is_late_cancel(visit.span.start(), visit.booked_at, asked_at, hours);
        let mut tx = clinic.write(actor, request.request_id).await?;
        let cancelled = sqlx::query(
            "update appointments set status = 'cancelled', cancelled_at = utc_timestamp(6), cancelled_by = ?, \
             cancellation_reason = ?, late_cancel = ?, in_room_at = null, updated_at = utc_timestamp(6), row_version = row_version + 1 where id = ? and row_version = ?",
        )
        .bind(actor.user_id())
        .bind(&reason)
        .bind(late)
        .bind(visit.id)
        .bind(visit.row_version)
        .execute(tx.connection())
        .await?;
        stale_unless_one(cancelled.rows_affected())?;
        store::free_cells(tx.connection(), visit.id).await?;
        openings::note(&mut tx, visit.doctor_id, visit.span).await?;
        touch_visit(&mut tx, &visit);
        messages::note(&mut tx, clinic.now(), &[telling::called_off(&visit, request.by)]).await?;
        let event = AuditEvent::about(AuditAction::AppointmentCancelled, "appointment", visit.id.0)
            .patient(visit.patient_id)
            .detail(json!({ "from": visit.standing.status, "reason": reason, "late": late, "by": request.by }));
        tx.commit(event).await
    })
    .await?;
    view_of(clinic, request.appointment_id).await
}

/// One visit.
///
/// # Errors
/// [`ClinicError::NotFound`].
pub async fn get(clinic: &Clinic, actor: &Actor, id: AppointmentId) -> Outcome<AppointmentView> {
    actor.may(Action::SeeCalendar)?;
    retry(|| view_of(clinic, id)).await
}

/// The visit of a reference that was read over the phone.
///
/// # Errors
/// [`ClinicError::Invalid`] at `reference` when it was misheard, with the visits' references it may have been;
/// [`ClinicError::NotFound`].
pub async fn by_reference(clinic: &Clinic, actor: &Actor, find: FindVisit) -> Outcome<AppointmentView> {
    actor.may(Action::SeeCalendar)?;
    retry(|| async {
        let Some(reference) = reference::parse(&find.reference) else {
            let meant = store::known_references(clinic.read(), &reference::meant(&find.reference)).await?;
            return Err(FieldError::new("reference", FieldProblem::NotAReference { meant }).into());
        };
        let id = store::id_of_reference(clinic.read(), &reference).await?;
        view_of(clinic, id).await
    })
    .await
}

/// A patient's visits, newest first, 500 at most.
///
/// # Errors
/// [`ClinicError::Offline`].
pub async fn of_patient(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<Vec<AppointmentView>> {
    actor.may(Action::SeeCalendar)?;
    retry(|| views(clinic, Which::OfPatient(patient))).await
}

pub(super) fn touch_visit(tx: &mut WriteTx, visit: &Appointment) {
    let room = visit.room.map(|(_, lane)| lane);
    let devices = visit.device_lanes.iter().copied();
    for lane in [visit.doctor_resource, visit.patient_resource].into_iter().chain(room).chain(devices) {
        tx.touch_calendar(lane, visit.span.start(), visit.span.end());
    }
}

pub(super) fn check_version(visit: &Appointment, seen: u32) -> Outcome<()> {
    if visit.row_version == seen { Ok(()) } else { Err(ClinicError::Stale { what: RecordKind::Appointment }) }
}

pub(super) fn stale_unless_one(rows: u64) -> Outcome<()> {
    if rows == 1 { Ok(()) } else { Err(ClinicError::Stale { what: RecordKind::Appointment }) }
}
