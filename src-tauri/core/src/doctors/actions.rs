//! What the administrator does with doctors and specialties.

use serde_json::json;

use super::model::{AddDoctor, AddSpecialty, Doctor, DoctorView, SpecialtyView, UpdateDoctor};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent, changes};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::once::once;

/// Every doctor by name, inactive ones too.
///
/// # Errors
/// [`ClinicError::Forbidden`], [`ClinicError::Offline`].
pub async fn list(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<DoctorView>> {
    actor.may(Action::SeeCalendar)?;
    retry(|| store::list(clinic.read(), clinic.now())).await
}

/// Adds a doctor, who can be booked as soon as they have hours. Sent twice, it is done once.
///
/// # Errors
/// [`ClinicError::Invalid`] (the licence number may be taken, a specialty unknown), [`ClinicError::Forbidden`],
/// [`ClinicError::Stale`] when another write already used the id.
pub async fn add(clinic: &Clinic, actor: &Actor, request: AddDoctor) -> Outcome<DoctorView> {
    actor.may(Action::ManageClinic)?;
    let doctor = request.form.parse(clinic.now())?;
    once(clinic, request.request_id, || async {
        let mut write = clinic.write(actor, request.request_id).await?;
        store::insert(write.connection(), request.id, &doctor).await?;
        write.touch_topic("clinic");
        let detail = json!({ "name": doctor.name, "licence_number": doctor.licence_number });
        write.commit(AuditEvent::about(AuditAction::DoctorAdded, "doctor", request.id.0).detail(detail)).await?;
        Ok(())
    })
    .await?;
    retry(|| store::get(clinic.read(), request.id, clinic.now())).await
}

/// Changes a doctor. Visits already booked keep their fee and length. Sent twice, it is done once.
///
/// # Errors
/// [`ClinicError::Invalid`], [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Stale`].
pub async fn update(clinic: &Clinic, actor: &Actor, request: UpdateDoctor) -> Outcome<DoctorView> {
    actor.may(Action::ManageClinic)?;
    let doctor = request.form.parse(clinic.now())?;
    once(clinic, request.request_id, || async {
        let before = store::get(clinic.read(), request.id, clinic.now()).await?;
        if before.row_version != request.row_version {
            return Err(ClinicError::Stale { what: RecordKind::Doctor });
        }
        let mut write = clinic.write(actor, request.request_id).await?;
        store::update(write.connection(), request.id, request.row_version, &doctor).await?;
        write.touch_topic("clinic");
        // Slot lengths and who takes bookings follow from the doctor.
        write.touch_topic("availability");
        let detail = changes(&Doctor::from(&before), &doctor);
        write.commit(AuditEvent::about(AuditAction::DoctorUpdated, "doctor", request.id.0).detail(detail)).await?;
        Ok(())
    })
    .await?;
    retry(|| store::get(clinic.read(), request.id, clinic.now())).await
}

/// Every specialty by name.
///
/// # Errors
/// [`ClinicError::Forbidden`], [`ClinicError::Offline`].
pub async fn list_specialties(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<SpecialtyView>> {
    actor.may(Action::SeeCalendar)?;
    retry(|| store::list_specialties(clinic.read())).await
}

/// Adds a specialty. Sent twice, it is done once.
///
/// # Errors
/// [`ClinicError::Invalid`] at `name` when it is empty, too long or taken (capitals and accents make no other name);
/// [`ClinicError::Forbidden`]; [`ClinicError::Stale`] when another write already used the id.
pub async fn add_specialty(clinic: &Clinic, actor: &Actor, request: AddSpecialty) -> Outcome<SpecialtyView> {
    actor.may(Action::ManageClinic)?;
    let name = request.parse()?;
    once(clinic, request.request_id, || async {
        let mut write = clinic.write(actor, request.request_id).await?;
        store::insert_specialty(write.connection(), request.id, &name).await?;
        write.touch_topic("clinic");
        let event = AuditEvent::about(AuditAction::SpecialtyAdded, "specialty", request.id.0);
        write.commit(event.detail(json!({ "name": name }))).await?;
        Ok(())
    })
    .await?;
    retry(|| store::get_specialty(clinic.read(), request.id)).await
}
