//! Taking the start of a visit back: it was opened by mistake, and nothing is written yet.

use serde_json::json;

use super::actions::{doctor, get, topic, touch_visit, writable};
use super::model::TakeStartBack;
use super::note::NoteContent;
use super::store;
use crate::access::Actor;
use crate::appointments::model::AppointmentView;
use crate::appointments::store as appointments;
use crate::appointments::view::view_of;
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::once::once;

/// Puts a visit in progress back to where it stood before its doctor opened it. Its empty note stays with it, and the next
/// opening starts it again.
///
/// # Errors
/// [`Refusal::NoteWritten`] once anything was saved in the note that is still there; [`Refusal::ConsultationCompleted`];
/// [`Refusal::WrongStatus`] when the visit is not in progress; `Stale` when another window saved since; `NotFound` unless
/// the consultation is the doctor's own. Forbidden to all but doctors.
pub async fn take_start_back(clinic: &Clinic, actor: &Actor, request: TakeStartBack) -> Outcome<AppointmentView> {
    let (own, _) = doctor(actor)?;
    let known = get(clinic, actor, own, request.consultation_id).await?;
    once(clinic, request.request_id, || async {
        let known = get(clinic, actor, own, request.consultation_id).await?;
        writable(&known, request.row_version)?;
        if known.content != NoteContent::default() {
            return Err(Refusal::NoteWritten.into());
        }
        let visit = appointments::get(clinic.read(), known.appointment_id).await?;
        let to = visit.standing.before_start()?;
        let mut write = clinic.write(actor, request.request_id).await?;
        // The new version of the note keeps another window from writing into a visit that has not begun.
        if !store::pass_version(write.connection(), known.id, known.row_version).await? {
            return Err(ClinicError::Stale { what: RecordKind::Consultation });
        }
        if !store::unbegin_visit(write.connection(), visit.id, visit.row_version, to).await? {
            return Err(ClinicError::Stale { what: RecordKind::Appointment });
        }
        touch_visit(&mut write, &visit);
        write.touch_topic(topic(known.id));
        let event = AuditEvent::about(AuditAction::AppointmentStepped, "appointment", visit.id.0);
        let detail = json!({ "from": visit.standing.status, "to": to });
        write.commit(event.patient(visit.patient_id).detail(detail)).await
    })
    .await?;
    view_of(clinic, known.appointment_id).await
}
