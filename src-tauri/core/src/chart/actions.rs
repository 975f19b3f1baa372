//! What a doctor does with a chart: write an entry, change it, end it.

use chrono::Duration;

use super::model::{ChartEntryView, SaveChartEntry};
use super::{reading, store};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::consultations::seeing::seeing;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind};
use crate::ids::{PatientId, UserId};
use crate::once::once;

/// Keeps an entry as a new version; the first makes it.
///
/// # Errors
/// `NotFound` for doctors who do not see the patient, and where the entry is none of the chart's; `Stale` when somebody
/// changed it since, or the chart has its only entry of that kind already; `Invalid` at every field that cannot be kept, at
/// `why` where something was entered in error and nobody says why, and at `kind` where an entry was to become another.
/// Forbidden to all but doctors.
pub async fn save(clinic: &Clinic, actor: &Actor, request: SaveChartEntry) -> Outcome<ChartEntryView> {
    actor.may(Action::Consult)?;
    let by = actor.user_id.ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    // No place on Earth is further than 14 hours ahead of UTC.
    let latest = (clinic.now() + Duration::hours(14)).date_naive();
    let request = request.parse(latest)?;
    seeing(clinic, actor, request.patient_id).await?;
    once(clinic, request.request_id, || write(clinic, actor, &request, by)).await?;
    let present = reading::get(clinic, actor, request.patient_id, request.entry_id).await?;
    // If somebody changed it after this write, telling the present version would let this window overwrite what it never saw.
    match present.row_version == request.row_version.unwrap_or(0).wrapping_add(1) {
        true => Ok(present),
        false => Err(ClinicError::Stale { what: RecordKind::ChartEntry }),
    }
}

async fn write(clinic: &Clinic, actor: &Actor, request: &SaveChartEntry, by: UserId) -> Outcome<()> {
    let stale = || ClinicError::Stale { what: RecordKind::ChartEntry };
    let known = reading::find(clinic, actor, request.patient_id, request.entry_id).await?;
    match (&known, request.row_version) {
        (None, Some(_)) => return Err(ClinicError::NotFound { what: RecordKind::ChartEntry }),
        (known, seen) if known.as_ref().map(|one| one.row_version) != seen => return Err(stale()),
        (Some(known), _) if !known.fact.same_kind(&request.fact) => {
            return Err(FieldError::new("kind", FieldProblem::UnknownChoice).into());
        }
        _ => {}
    }
    let mut write = clinic.write(actor, request.request_id).await?;
    if !store::insert(write.connection(), actor.keys()?, request, by).await? {
        return Err(stale());
    }
    write.touch_topic(topic(request.patient_id));
    let event = AuditEvent::about(AuditAction::ChartEntrySaved, "chart_entry", request.entry_id.0);
    write.commit(event.patient(request.patient_id)).await
}

fn topic(patient: PatientId) -> String {
    format!("chart:{patient}")
}
