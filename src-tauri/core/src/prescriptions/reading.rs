//! Who reads prescriptions: doctors who see the patient.

use std::collections::HashMap;

use serde_json::json;

use super::content::PrescribedMedication;
use super::model::{
    FavouriteMedication, PrescriptionList, PrescriptionStatus, PrescriptionVersion, PrescriptionVersionsRequest,
    PrescriptionView, PrescriptionsRequest,
};
use super::signing;
use super::slip::Slip;
use super::store::{self, Prescription};
use super::writing::prescriber;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::consultations::seeing::{note_reading, seeing};
use crate::db_error::retry;
use crate::error::{Outcome, Refusal};
use crate::ids::{PatientId, PrescriptionId, RequestId};
use crate::once::once;

/// How many of the doctor's last prescriptions say what they prescribe most.
const LAST: u32 = 200;
/// How many favourites there are.
const FAVOURITES: usize = 50;

/// A patient's prescriptions, the newest first, 200 at most. Reading them is an event.
///
/// # Errors
/// `NotFound` for doctors who do not see the patient, as if the patient were not there. Forbidden to all but doctors.
pub async fn of_patient(clinic: &Clinic, actor: &Actor, request: PrescriptionsRequest) -> Outcome<PrescriptionList> {
    seeing(clinic, actor, request.patient_id).await?;
    note_reading(clinic, actor, request.request_id, request.patient_id).await?;
    all(clinic, actor, request.patient_id).await
}

/// Everything that a prescription once was, the newest first. Reading it is an event.
///
/// # Errors
/// As [`of_patient`].
pub async fn versions(
    clinic: &Clinic,
    actor: &Actor,
    request: PrescriptionVersionsRequest,
) -> Outcome<Vec<PrescriptionVersion>> {
    actor.may(Action::ReadNotes)?;
    let (id, keys) = (request.prescription_id, actor.keys()?);
    let patient = retry(|| async { store::patient_of(&mut *clinic.read().acquire().await?, id).await }).await?;
    seeing(clinic, actor, patient).await?;
    note_reading(clinic, actor, request.request_id, patient).await?;
    retry(|| async { store::versions(&mut *clinic.read().acquire().await?, keys, id, patient).await }).await
}

/// Every prescription of a patient with every version of it, the first first; for whoever noted that they take it out.
pub(crate) async fn everything(
    clinic: &Clinic,
    actor: &Actor,
    patient: PatientId,
) -> Outcome<Vec<(PrescriptionView, Vec<PrescriptionVersion>)>> {
    let (keys, now) = (actor.keys()?, clinic.now());
    let views =
        retry(|| async { store::everything(&mut *clinic.read().acquire().await?, keys, patient, now).await }).await?;
    let mut found = Vec::with_capacity(views.len());
    for view in views {
        let id = view.id;
        let mut versions =
            retry(|| async { store::versions(&mut *clinic.read().acquire().await?, keys, id, patient).await }).await?;
        versions.reverse();
        found.push((view, versions));
    }
    Ok(found)
}

/// What the doctor prescribed most in their last prescriptions, the most used first. No patient is named.
///
/// # Errors
/// Forbidden to all but doctors.
pub async fn favourites(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<FavouriteMedication>> {
    let (own, _) = prescriber(actor)?;
    let keys = actor.keys()?;
    let last =
        retry(|| async { store::of_doctor(&mut *clinic.read().acquire().await?, keys, own, clinic.now(), LAST).await })
            .await?;
    Ok(most_used(last.into_iter().flat_map(|one| one.content.medications)))
}

/// Counts the same lines; among those used as often the one used last comes first.
pub(super) fn most_used(newest_first: impl Iterator<Item = PrescribedMedication>) -> Vec<FavouriteMedication> {
    let mut places: HashMap<[String; 6], usize> = HashMap::new();
    let mut used: Vec<FavouriteMedication> = Vec::new();
    for medication in newest_first {
        let PrescribedMedication { name, dose, frequency, duration, quantity, instructions, .. } = medication.clone();
        let place = *places.entry([name, dose, frequency, duration, quantity, instructions]).or_insert(used.len());
        match used.get_mut(place) {
            Some(known) => known.times += 1,
            None => used.push(FavouriteMedication { medication, times: 1 }),
        }
    }
    used.sort_by_key(|one| std::cmp::Reverse(one.times));
    used.truncate(FAVOURITES);
    used
}

/// What the patient takes by signed prescriptions that were neither replaced nor have lapsed; and all that were altered.
pub(super) async fn current(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<PrescriptionList> {
    let mut known = all(clinic, actor, patient).await?;
    known
        .prescriptions
        .retain(|one| one.status == PrescriptionStatus::Signed && !one.lapsed && one.replaced_by.is_none());
    Ok(known)
}

async fn all(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<PrescriptionList> {
    let keys = actor.keys()?;
    retry(|| async { store::of_patient(&mut *clinic.read().acquire().await?, keys, patient, clinic.now()).await }).await
}

/// A prescription, for doctors who see its patient.
pub(super) async fn get(clinic: &Clinic, actor: &Actor, id: PrescriptionId) -> Outcome<Prescription> {
    actor.may(Action::ReadNotes)?;
    let keys = actor.keys()?;
    let patient = retry(|| async { store::patient_of(&mut *clinic.read().acquire().await?, id).await }).await?;
    seeing(clinic, actor, patient).await?;
    retry(|| async { store::get(&mut *clinic.read().acquire().await?, keys, id, clinic.now()).await }).await
}

/// A signed prescription as it is printed.
pub(crate) struct OnPaper {
    pub(crate) prescription: PrescriptionView,
    /// What is signed.
    pub(crate) slip: Slip,
    /// The text of its QR code.
    pub(crate) code: String,
    /// It was printed before: this is a copy.
    pub(crate) copy: bool,
}

/// A signed prescription to be printed. That it is printed is an event; the first print is the original, whoever asks for
/// it again under the same id.
///
/// # Errors
/// As [`of_patient`]; [`Refusal::PrescriptionNotSigned`].
pub(crate) async fn on_paper(
    clinic: &Clinic,
    actor: &Actor,
    id: PrescriptionId,
    request: RequestId,
) -> Outcome<OnPaper> {
    let known = get(clinic, actor, id).await?;
    let code = known.slip.ok_or(Refusal::PrescriptionNotSigned)?;
    let slip = signing::verified(actor.keys()?, id, &code)?;
    once(clinic, request, || async {
        let mut write = clinic.write(actor, request).await?;
        store::note_print(write.connection(), id, request).await?;
        let event = AuditEvent::about(AuditAction::DocumentMade, "prescription", id.0).patient(known.view.patient_id);
        let copy = known.first_print.is_some_and(|first| first != request);
        write.commit(event.detail(json!({ "document": "prescription", "copy": copy }))).await
    })
    .await?;
    let now = get(clinic, actor, id).await?;
    Ok(OnPaper { prescription: now.view, slip, code, copy: now.first_print != Some(request) })
}
