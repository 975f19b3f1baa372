//! What is written about a visit: how soon, why, and what the patient complains of. It can be written anew until the visit
//! begins; its time is not touched.

pub mod model;

use serde_json::json;

use self::model::ChangeDetails;
use super::actions::{check_version, stale_unless_one, touch_visit};
use super::model::AppointmentView;
use super::store;
use super::view::view_of;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::error::{FormCheck, Outcome};
use crate::once::once;
use crate::text::{Lines, optional};

/// Writes anew what is known of a visit. The audit log tells what was changed, and no words about the patient.
///
/// # Errors
/// [`ClinicError::Invalid`] at `reason`, `symptoms`; [`ClinicError::Stale`]; [`Refusal::WrongStatus`] when it has begun or is
/// over.
///
/// [`ClinicError::Invalid`]: crate::error::ClinicError::Invalid
/// [`ClinicError::Stale`]: crate::error::ClinicError::Stale
/// [`Refusal::WrongStatus`]: crate::error::Refusal::WrongStatus
pub async fn change_details(clinic: &Clinic, actor: &Actor, request: ChangeDetails) -> Outcome<AppointmentView> {
    actor.may(Action::BookAppointment)?;
    let mut form = FormCheck::default();
    let reason = form.take(optional("reason", &request.reason, 500, Lines::Many));
    let symptoms = form.take(optional("symptoms", &request.symptoms, 500, Lines::Many));
    form.finish()?;
    let (reason, symptoms) = (reason.unwrap_or_default(), symptoms.unwrap_or_default());
    once(clinic, request.request_id, || async {
        let visit = store::get(clinic.read(), request.appointment_id).await?;
        check_version(&visit, request.row_version)?;
        visit.standing.can_change()?;
        let mut tx = clinic.write(actor, request.request_id).await?;
        let before: (String, String) = sqlx::query_as("select reason, symptoms from appointments where id = ?")
            .bind(visit.id)
            .fetch_one(tx.connection())
            .await?;
        let changed = sqlx::query(
            "update appointments set priority = ?, reason = ?, symptoms = ?, updated_at = utc_timestamp(6), \
             row_version = row_version + 1 where id = ? and row_version = ?",
        )
        .bind(request.priority.word())
        .bind(&reason)
        .bind(&symptoms)
        .bind(visit.id)
        .bind(visit.row_version)
        .execute(tx.connection())
        .await?;
        stale_unless_one(changed.rows_affected())?;
        touch_visit(&mut tx, &visit);
        let event = AuditEvent::about(AuditAction::AppointmentDetailsChanged, "appointment", visit.id.0)
            .patient(visit.patient_id)
            .detail(json!({
                "from": visit.priority, "to": request.priority,
                "reason_changed": before.0 != reason, "symptoms_changed": before.1 != symptoms,
            }));
        tx.commit(event).await
    })
    .await?;
    view_of(clinic, request.appointment_id).await
}
