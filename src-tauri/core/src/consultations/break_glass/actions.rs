//! Breaking the glass, and looking at who did.

use zeroize::Zeroizing;

use super::model::{BreakGlass, BrokenGlassView, GlassBroken, MarkGlassSeen, parse_reason};
use super::store;
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::consultations::seeing::seeing;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::once::once;
use crate::{patients, users};

/// Opens the chart of one patient to the doctor for sixty minutes, to be read. Doctors who see the patient, or whose glass is
/// broken already, need none: nothing is written. Of a patient whose processing is restricted it takes one of everybody.
///
/// # Errors
/// `Invalid` at `reason`; `NotFound` when there is no such patient;
/// [`Refusal::WrongCredentials`](crate::error::Refusal::WrongCredentials) and
/// [`Refusal::Throttled`](crate::error::Refusal::Throttled), counted with those of signing in. Forbidden to all but doctors.
pub async fn open(clinic: &Clinic, actor: &Actor, request: BreakGlass) -> Outcome<GlassBroken> {
    actor.may(Action::BreakGlass)?;
    let BreakGlass { request_id, id, patient_id, reason, password } = request;
    let password = Zeroizing::new(password);
    let reason = parse_reason(&reason)?;
    let user = actor.user_id.ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    if !retry(|| clinic.already_done(request_id)).await? {
        match seeing(clinic, actor, patient_id).await {
            Err(
                ClinicError::NotFound { what: RecordKind::Patient }
                | ClinicError::Refused { refusal: Refusal::ProcessingRestricted },
            ) => {}
            seen => {
                seen?;
                return Ok(GlassBroken { ends_at: retry(|| store::ends_at(clinic.read(), user, patient_id)).await? });
            }
        }
        if !retry(|| patients::is_registered(clinic.read(), patient_id)).await? {
            return Err(ClinicError::NotFound { what: RecordKind::Patient });
        }
        users::confirm(clinic, actor, &password).await?;
    }
    once(clinic, request_id, || async {
        let mut write = clinic.write(actor, request_id).await?;
        store::insert(write.connection(), id, user, patient_id, &reason, &actor.workstation).await?;
        write.touch_topic("break_glass");
        write.commit(AuditEvent::about(AuditAction::GlassBroken, "break_glass", id.0).patient(patient_id)).await
    })
    .await?;
    Ok(GlassBroken { ends_at: retry(|| store::ends_at(clinic.read(), user, patient_id)).await? })
}

/// The emergency accesses, those nobody has seen first, then the newest; 200 at most.
///
/// # Errors
/// Forbidden to all but administrators.
pub async fn list(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<BrokenGlassView>> {
    actor.may(Action::SeeBrokenGlass)?;
    retry(|| store::list(clinic.read())).await
}

/// Marks an emergency access as seen; the list.
///
/// # Errors
/// `Stale` when another administrator has seen it since. Forbidden to all but administrators.
pub async fn mark_seen(clinic: &Clinic, actor: &Actor, request: MarkGlassSeen) -> Outcome<Vec<BrokenGlassView>> {
    actor.may(Action::SeeBrokenGlass)?;
    let MarkGlassSeen { request_id, id, row_version } = request;
    let user = actor.user_id.ok_or(ClinicError::NotFound { what: RecordKind::User })?;
    once(clinic, request_id, || async {
        let mut write = clinic.write(actor, request_id).await?;
        if !store::mark_seen(write.connection(), id, row_version, user).await? {
            return Err(ClinicError::Stale { what: RecordKind::BrokenGlass });
        }
        write.touch_topic("break_glass");
        write.commit(AuditEvent::about(AuditAction::BrokenGlassSeen, "break_glass", id.0)).await
    })
    .await?;
    list(clinic, actor).await
}
