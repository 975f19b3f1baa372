//! What the administrator does with doctors and specialties.

use serde_json::json;

use super::model::{AddDoctor, Doctor, DoctorView, SpecialtyView, UpdateDoctor};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent, changes};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::once::once;
use crate::tx::WriteTx;

/// Every doctor by name, inactive ones too.
///
/// # Errors
/// [`ClinicError::Forbidden`], [`ClinicError::Offline`].
pub async fn list(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<DoctorView>> {
    actor.may(Action::SeeCalendar)?;
    retry(|| store::list(clinic.read(), clinic.now())).await
}

/// Adds a doctor, who can be booked as soon as they have hours, and the specialties that come with them. Sent twice, it is
/// done once.
///
/// # Errors
/// [`ClinicError::Invalid`] (the licence number or a new specialty may be taken, a specialty unknown),
/// [`ClinicError::Forbidden`], [`ClinicError::Stale`] when another write already used the id.
pub async fn add(clinic: &Clinic, actor: &Actor, request: AddDoctor) -> Outcome<DoctorView> {
    actor.may(Action::ManageClinic)?;
    let doctor = request.form.parse(clinic.now())?;
    once(clinic, request.request_id, || async {
        let mut write = clinic.write(actor, request.request_id).await?;
        store::insert(write.connection(), request.id, &doctor).await?;
        tell_of_specialties(&mut write, &doctor);
        write.touch_topic("clinic");
        let detail = json!({ "name": doctor.name, "licence_number": doctor.licence_number });
        write.commit(AuditEvent::about(AuditAction::DoctorAdded, "doctor", request.id.0).detail(detail)).await?;
        Ok(())
    })
    .await?;
    retry(|| store::get(clinic.read(), request.id, clinic.now())).await
}

/// Changes a doctor, and adds the specialties that come with the change. Visits already booked keep their fee and length.
/// Sent twice, it is done once.
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
        tell_of_specialties(&mut write, &doctor);
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

/// A new specialty is an event of its own.
fn tell_of_specialties(write: &mut WriteTx, doctor: &Doctor) {
    for new in &doctor.new_specialties {
        let event = AuditEvent::about(AuditAction::SpecialtyAdded, "specialty", new.id.0);
        write.also(event.detail(json!({ "name": new.name })));
    }
}
