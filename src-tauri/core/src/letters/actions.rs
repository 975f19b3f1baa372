//! What a doctor does with letters: issue them, read them, print them.

use serde_json::json;

use super::model::{IssueLetter, LetterList, LetterView, LettersRequest};
use super::store::{self, Letter};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::consultations::seeing::{note_reading, seeing};
use crate::consultations::versions::may_sign;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{LetterId, PatientId, RequestId};
use crate::once::once;
use crate::prescriptions::writing::{prescriber, visit_of};

/// Issues a letter in a visit that has begun.
///
/// # Errors
/// `NotFound` unless the visit is the doctor's own; [`Refusal::WrongStatus`](crate::error::Refusal::WrongStatus) where it has
/// not begun; [`Refusal::LicenceExpired`](crate::error::Refusal::LicenceExpired): a letter is signed; `Invalid` at
/// `recipient`, `subject`, `text`, `from_on` and `until_on`; `Stale` where the id is another letter's. Forbidden to all but doctors.
pub async fn issue(clinic: &Clinic, actor: &Actor, request: IssueLetter) -> Outcome<LetterView> {
    let (own, _) = prescriber(actor)?;
    let IssueLetter { request_id, letter_id, appointment_id, content } = request;
    let content = content.parse()?;
    let visit = visit_of(clinic, actor, own, appointment_id).await?;
    may_sign(clinic, own, visit.location_id).await?;
    once(clinic, request_id, || async {
        let mut write = clinic.write(actor, request_id).await?;
        if !store::insert(write.connection(), actor.keys()?, letter_id, &visit, &content).await? {
            return Err(ClinicError::Stale { what: RecordKind::Letter });
        }
        let event = AuditEvent::about(AuditAction::LetterIssued, "letter", letter_id.0).patient(visit.patient_id);
        write.commit(event).await
    })
    .await?;
    Ok(read(clinic, actor, letter_id).await?.view)
}

/// A patient's letters, the newest first, 200 at most. Reading them is an event.
///
/// # Errors
/// `NotFound` for doctors who do not see the patient, as if the patient were not there. Forbidden to all but doctors.
pub async fn of_patient(clinic: &Clinic, actor: &Actor, request: LettersRequest) -> Outcome<LetterList> {
    seeing(clinic, actor, request.patient_id).await?;
    note_reading(clinic, actor, request.request_id, request.patient_id).await?;
    retry(|| async {
        let mut connection = clinic.read().acquire().await?;
        store::of_patient(&mut connection, actor.keys()?, request.patient_id).await
    })
    .await
}

/// Every letter of a patient, the oldest first; for whoever noted that they take it out.
pub(crate) async fn everything(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<Vec<LetterView>> {
    let keys = actor.keys()?;
    retry(|| async { store::everything(&mut *clinic.read().acquire().await?, keys, patient).await }).await
}

/// A letter to be printed.
pub(crate) struct LetterOnPaper {
    pub(crate) letter: LetterView,
    /// It was printed before.
    pub(crate) copy: bool,
}

/// The letter for the printer; that it was printed is noted first.
///
/// # Errors
/// As [`of_patient`].
pub(crate) async fn on_paper(
    clinic: &Clinic,
    actor: &Actor,
    id: LetterId,
    request: RequestId,
) -> Outcome<LetterOnPaper> {
    actor.may(Action::ReadNotes)?;
    let patient = retry(|| async { store::patient_of(&mut *clinic.read().acquire().await?, id).await }).await?;
    seeing(clinic, actor, patient).await?;
    once(clinic, request, || async {
        let before = read(clinic, actor, id).await?.first_print;
        let mut write = clinic.write(actor, request).await?;
        store::note_print(write.connection(), id, request).await?;
        let copy = before.is_some_and(|first| first != request);
        let event = AuditEvent::about(AuditAction::DocumentMade, "letter", id.0).patient(patient);
        write.commit(event.detail(json!({ "document": "letter", "copy": copy }))).await
    })
    .await?;
    let Letter { view, first_print } = read(clinic, actor, id).await?;
    Ok(LetterOnPaper { letter: view, copy: first_print != Some(request) })
}

async fn read(clinic: &Clinic, actor: &Actor, id: LetterId) -> Outcome<Letter> {
    retry(|| async { store::get(&mut *clinic.read().acquire().await?, actor.keys()?, id).await }).await
}
