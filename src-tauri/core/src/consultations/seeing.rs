//! Which doctors see a patient: the one rule for everything clinical that outlasts a visit.

use crate::access::{Action, Actor};
use crate::audit::{self, AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::consultations::break_glass;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::ids::{DoctorId, PatientId, RequestId};
use crate::restrictions::gate;

/// The doctor the actor is, if they [treat](treats) the patient, or broke the glass within the hour.
///
/// # Errors
/// `NotFound` for every other doctor, as if the patient were not there; [`Refusal::ProcessingRestricted`] for those who
/// treat a patient whose processing is restricted, unless they broke the glass. Forbidden to all but doctors.
pub(crate) async fn seeing(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<DoctorId> {
    match (treats(clinic, actor, patient).await, actor.doctor_id, actor.user_id) {
        (Err(ClinicError::NotFound { .. }), Some(own), Some(user))
            if retry(|| break_glass::is_open(clinic.read(), user, patient)).await? =>
        {
            Ok(own)
        }
        (Ok(_), _, user) if retry(|| gate::stops(clinic.read(), user, patient)).await? => {
            Err(Refusal::ProcessingRestricted.into())
        }
        (treats, ..) => treats,
    }
}

/// The doctor the actor is, if they [treat](treats) the patient: for what an emergency does not open.
///
/// # Errors
/// `NotFound` for every other doctor; [`Refusal::ProcessingRestricted`]. Forbidden to all but doctors.
pub(crate) async fn treating(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<DoctorId> {
    let own = treats(clinic, actor, patient).await?;
    match retry(|| gate::stands(clinic.read(), patient)).await? {
        true => Err(Refusal::ProcessingRestricted.into()),
        false => Ok(own),
    }
}

/// The doctor the actor is, if they have or had a visit with the patient that was not cancelled, whether or not the patient's
/// processing is restricted.
///
/// # Errors
/// `NotFound` for every other doctor. Forbidden to all but doctors.
pub(crate) async fn treats(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<DoctorId> {
    actor.may(Action::ReadNotes)?;
    let not_found = ClinicError::NotFound { what: RecordKind::Patient };
    let own = actor.doctor_id.ok_or(not_found.clone())?;
    let visit: Option<i32> = retry(|| async {
        let visit = sqlx::query_scalar(
            "select 1 from appointments a join patients p on p.id = a.patient_id and p.deleted_at is null \
             where a.patient_id = ? and a.doctor_id = ? and a.status <> 'cancelled' limit 1",
        )
        .bind(patient)
        .bind(own)
        .fetch_optional(clinic.read())
        .await?;
        Ok(visit)
    })
    .await?;
    visit.map(|_| own).ok_or(not_found)
}

/// Writes down that a chart was opened, before anything of it is read: what was shown was logged. All that one opening reads has
/// the same id, and is one event.
pub(crate) async fn note_reading(
    clinic: &Clinic,
    actor: &Actor,
    request: RequestId,
    patient: PatientId,
) -> Outcome<()> {
    let event = AuditEvent::about(AuditAction::ChartRead, "patient", patient.0).patient(patient);
    audit::note(clinic, actor, request, event).await
}
