//! Registering, reading and changing a patient.

use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent, changes};
use crate::clinic::Clinic;
use crate::contact::PhoneCountry;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{PatientId, RequestId};
use crate::once::once;
use crate::patients::model::{Patient, PatientView, RegisterPatient, UpdatePatient};
use crate::patients::{index, store};

/// One patient.
///
/// # Errors
/// `NotFound` for one who is not there or was deleted.
pub async fn get(clinic: &Clinic, actor: &Actor, id: PatientId) -> Outcome<PatientView> {
    actor.may(Action::SeePatients)?;
    present(clinic, id).await
}

/// These patients, those of them that are there, in no order.
///
/// # Errors
/// `Offline`.
pub(crate) async fn of_ids(clinic: &Clinic, actor: &Actor, ids: &[PatientId]) -> Outcome<Vec<PatientView>> {
    actor.may(Action::SeePatients)?;
    let now = clinic.now();
    retry(|| async {
        let rows = store::load(&mut *clinic.read().acquire().await?, ids, now).await?;
        rows.into_iter().map(|row| row.view(now)).collect()
    })
    .await
}

/// Registers a patient; sent twice, registers one.
///
/// # Errors
/// `Invalid` with every problem of the form: an e-mail that another patient has is `Taken` at `email`. `Stale` when
/// another patient has the id.
pub async fn register(clinic: &Clinic, actor: &Actor, request: RegisterPatient) -> Outcome<PatientView> {
    actor.may(Action::RegisterPatient)?;
    let patient = request.form.parse(clinic.now(), PhoneCountry::CLINIC)?;
    let request_id = RequestId(request.id.0);
    once(clinic, request_id, || write_new(clinic, actor, &request, &patient)).await?;
    present(clinic, request.id).await
}

async fn write_new(clinic: &Clinic, actor: &Actor, request: &RegisterPatient, patient: &Patient) -> Outcome<()> {
    let mut write = clinic.write(actor, RequestId(request.id.0)).await?;
    store::insert(write.connection(), request.id, patient).await?;
    write.touch_topic("patients");
    let event = AuditEvent::about(AuditAction::PatientRegistered, "patient", request.id.0);
    write.commit(event.patient(request.id)).await
}

/// Changes a patient's contact data; sent twice, changes it once.
///
/// # Errors
/// As [`register`]; `NotFound`; `Stale` when the version on the screen is not the present one.
pub async fn update(clinic: &Clinic, actor: &Actor, request: UpdatePatient) -> Outcome<PatientView> {
    actor.may(Action::UpdatePatient)?;
    let patient = request.form.parse(clinic.now(), PhoneCountry::CLINIC)?;
    once(clinic, request.request_id, || write_update(clinic, actor, &request, &patient)).await?;
    present(clinic, request.id).await
}

async fn present(clinic: &Clinic, id: PatientId) -> Outcome<PatientView> {
    retry(|| async { store::get(&mut *clinic.read().acquire().await?, id, clinic.now()).await }).await
}

async fn write_update(clinic: &Clinic, actor: &Actor, request: &UpdatePatient, patient: &Patient) -> Outcome<()> {
    let mut write = clinic.write(actor, request.request_id).await?;
    let before = Patient::from(store::get(write.connection(), request.id, clinic.now()).await?);
    if !store::update(write.connection(), request.id, request.row_version, patient).await? {
        return Err(ClinicError::Stale { what: RecordKind::Patient });
    }
    if (&before.family_name, &before.given_name) != (&patient.family_name, &patient.given_name) {
        index::remove(write.connection(), request.id).await?;
        index::add(write.connection(), &[(request.id, &patient.family_name, &patient.given_name)]).await?;
    }
    write.touch_topic("patients");
    let event = AuditEvent::about(AuditAction::PatientUpdated, "patient", request.id.0).patient(request.id);
    write.commit(event.detail(changes(&before, patient))).await
}
