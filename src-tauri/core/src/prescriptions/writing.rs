//! Who may write a prescription, and in which visit.

use crate::access::{Action, Actor};
use crate::appointments::model::{AppointmentStatus, AppointmentView};
use crate::appointments::view::view_of;
use crate::clinic::Clinic;
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::ids::{AppointmentId, DoctorId, UserId};
use crate::restrictions::gate;

/// The doctor the actor is, and the user.
pub(crate) fn prescriber(actor: &Actor) -> Outcome<(DoctorId, UserId)> {
    actor.may(Action::Consult)?;
    actor.doctor_id.zip(actor.user_id).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })
}

/// A visit in which its own doctor can prescribe: one that has begun.
///
/// # Errors
/// `NotFound` for every other doctor; [`Refusal::WrongStatus`] before it began, and when it was cancelled or missed;
/// [`Refusal::ProcessingRestricted`]: what is said against a prescription comes from the chart.
pub(crate) async fn visit_of(
    clinic: &Clinic,
    actor: &Actor,
    own: DoctorId,
    id: AppointmentId,
) -> Outcome<AppointmentView> {
    let visit = view_of(clinic, id).await?;
    if visit.doctor_id == own && gate::stops(clinic.read(), actor.user_id, visit.patient_id).await? {
        return Err(Refusal::ProcessingRestricted.into());
    }
    match visit.status {
        _ if visit.doctor_id != own => Err(ClinicError::NotFound { what: RecordKind::Appointment }),
        AppointmentStatus::InProgress | AppointmentStatus::Completed => Ok(visit),
        status => Err(Refusal::WrongStatus { status }.into()),
    }
}
