//! What a doctor does with a prescription: write it, sign it, say that it was dispensed.

use chrono::NaiveDate;
use zeroize::Zeroizing;

use super::content::PrescriptionContent;
use super::interactions;
use super::interactions::model::InteractionSeverity;
use super::model::{
    CheckMedications, Dispensing, MarkDispensed, PrescriptionStatus, PrescriptionView, SavePrescription,
};
use super::store::{self, Written};
use super::warnings::{Known, KnownAllergy, MedicationWarning, unanswered, warnings_of};
use super::writing::{prescriber, visit_of};
use super::{reading, signing};
use crate::access::{Action, Actor};
use crate::appointments::model::AppointmentView;
use crate::audit::{AuditAction, AuditEvent};
use crate::chart;
use crate::chart::model::AllergySeverity;
use crate::civil::Zone;
use crate::clinic::Clinic;
use crate::consultations::seeing::seeing;
use crate::db_error::retry;
use crate::doctors;
use crate::doctors::model::DoctorView;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use crate::ids::{DoctorId, PrescriptionId};
use crate::once::once;
use crate::records;

/// Keeps a prescription as a new version; the first saving makes it, with its number.
///
/// # Errors
/// `NotFound` unless visit and prescription are the doctor's own; [`Refusal::WrongStatus`] where the visit has not begun;
/// [`Refusal::PrescriptionSigned`]; `Stale` when another window saved since; `Invalid` at every text that cannot be kept;
/// [`Refusal::PrescriptionNotSigned`] where a draft was to be replaced. Forbidden to all but doctors.
pub async fn save(clinic: &Clinic, actor: &Actor, request: SavePrescription) -> Outcome<PrescriptionView> {
    let (own, _) = prescriber(actor)?;
    let content = request.content.clone().parse_draft()?;
    write(clinic, actor, own, &request, &content, None).await
}

/// Signs a prescription with this content, which is its last version. It never changes again.
///
/// # Errors
/// As [`save`]; [`Refusal::LicenceExpired`]; `Invalid` where nothing is prescribed, something has no name, or the last day
/// has passed; [`Refusal::WarningsUnanswered`] where something stands against a medication and no reason is given.
pub async fn sign(clinic: &Clinic, actor: &Actor, request: SavePrescription) -> Outcome<PrescriptionView> {
    let (own, _) = prescriber(actor)?;
    if clinic.already_done(request.request_id).await? {
        return written(clinic, actor, &request).await;
    }
    let visit = visit_of(clinic, actor, own, request.appointment_id).await?;
    let doctor = retry(|| doctors::store::get(clinic.read(), own, clinic.now())).await?;
    let today = today_at(clinic, &visit)?;
    if let Some(expired_on) = doctor.licence_expires_on.filter(|last_day| *last_day < today) {
        return Err(Refusal::LicenceExpired { expired_on }.into());
    }
    let content = request.content.clone().parse_final(today)?;
    let check = CheckMedications {
        patient_id: visit.patient_id,
        prescription_id: request.prescription_id,
        replaces_id: request.replaces_id,
        medications: content.medications.clone(),
    };
    let left = unanswered(&found(clinic, actor, &check).await?, &content.answers);
    if left > 0 {
        return Err(Refusal::WarningsUnanswered { count: left }.into());
    }
    write(clinic, actor, own, &request, &content, Some((&doctor, today))).await
}

/// What there is to say against medications: allergies of the patient, the same medication twice or taken already (by a
/// prescription, or as the chart says), and what the clinic's table of interactions knows. Asked while somebody types; that
/// the chart was opened was noted before.
///
/// # Errors
/// `NotFound` for doctors who do not see the patient. Forbidden to all but doctors.
pub async fn warnings(clinic: &Clinic, actor: &Actor, request: CheckMedications) -> Outcome<Vec<MedicationWarning>> {
    prescriber(actor)?;
    seeing(clinic, actor, request.patient_id).await?;
    found(clinic, actor, &request).await
}

async fn found(clinic: &Clinic, actor: &Actor, request: &CheckMedications) -> Outcome<Vec<MedicationWarning>> {
    let mut current = reading::current(clinic, actor, request.patient_id).await?;
    current.prescriptions.retain(|one| one.id != request.prescription_id && Some(one.id) != request.replaces_id);
    let charted = chart::known(clinic, actor, request.patient_id).await?;
    let prescribed = current.prescriptions.into_iter().flat_map(|one| one.content.medications).map(|one| one.name);
    let allergic =
        |(substance, severity, reaction)| KnownAllergy { substance, severity: Some(bad(severity)), reaction };
    let known = Known {
        allergies: charted.allergies.into_iter().map(allergic).collect(),
        current: prescribed.chain(charted.medications).collect(),
        interactions: interactions::all(clinic).await?,
        altered: charted.altered.into_iter().chain(current.altered.into_iter().map(|one| one.detail)).collect(),
    };
    Ok(warnings_of(&request.medications, &known))
}

/// The severity of an allergy as warnings have it.
fn bad(severity: AllergySeverity) -> InteractionSeverity {
    match severity {
        AllergySeverity::Mild => InteractionSeverity::Mild,
        AllergySeverity::Moderate => InteractionSeverity::Moderate,
        AllergySeverity::Severe => InteractionSeverity::Severe,
    }
}

/// Says that a prescription was dispensed, or takes that back.
///
/// # Errors
/// `NotFound` for doctors who do not see the patient; [`Refusal::PrescriptionNotSigned`]; [`Refusal::PrescriptionLapsed`];
/// [`Refusal::PrescriptionDispensed`] and [`Refusal::PrescriptionNotDispensed`] where there is nothing to do; `Stale`.
/// Forbidden to all but doctors.
pub async fn mark_dispensed(clinic: &Clinic, actor: &Actor, request: MarkDispensed) -> Outcome<PrescriptionView> {
    actor.may(Action::ReadNotes)?;
    once(clinic, request.request_id, || async {
        let known = reading::get(clinic, actor, request.prescription_id).await?.view;
        if known.row_version != request.row_version {
            return Err(ClinicError::Stale { what: RecordKind::Prescription });
        }
        known.can_be(request.dispensing)?;
        let action = match request.dispensing {
            Dispensing::Dispensed => AuditAction::PrescriptionDispensed,
            Dispensing::NotDispensed => AuditAction::PrescriptionNotDispensed,
        };
        let mut write = clinic.write(actor, request.request_id).await?;
        if !store::mark_dispensed(write.connection(), known.id, known.row_version, request.dispensing).await? {
            return Err(ClinicError::Stale { what: RecordKind::Prescription });
        }
        write.touch_topic(topic(known.id));
        write.commit(AuditEvent::about(action, "prescription", known.id.0).patient(known.patient_id)).await
    })
    .await?;
    Ok(reading::get(clinic, actor, request.prescription_id).await?.view)
}

async fn write(
    clinic: &Clinic,
    actor: &Actor,
    own: DoctorId,
    request: &SavePrescription,
    content: &PrescriptionContent,
    signing: Option<(&DoctorView, NaiveDate)>,
) -> Outcome<PrescriptionView> {
    once(clinic, request.request_id, || write_version(clinic, actor, own, request, content, signing)).await?;
    written(clinic, actor, request).await
}

/// What a save yields. If another window saved after it, telling this one the present version would let it overwrite what it
/// never saw.
async fn written(clinic: &Clinic, actor: &Actor, request: &SavePrescription) -> Outcome<PrescriptionView> {
    let present = reading::get(clinic, actor, request.prescription_id).await?.view;
    if present.row_version == request.row_version.unwrap_or(0).wrapping_add(1) {
        Ok(present)
    } else {
        Err(ClinicError::Stale { what: RecordKind::Prescription })
    }
}

async fn write_version(
    clinic: &Clinic,
    actor: &Actor,
    own: DoctorId,
    request: &SavePrescription,
    content: &PrescriptionContent,
    signing: Option<(&DoctorView, NaiveDate)>,
) -> Outcome<()> {
    let (keys, (_, by)) = (actor.keys()?, prescriber(actor)?);
    let visit = visit_of(clinic, actor, own, request.appointment_id).await?;
    let stale = || ClinicError::Stale { what: RecordKind::Prescription };
    let written = Written { id: request.prescription_id, patient: visit.patient_id, by };
    let bytes = Zeroizing::new(
        serde_json::to_vec(content)
            .map_err(|_| ClinicError::Inconsistent { detail: "a prescription cannot be written".into() })?,
    );
    let known = match request.row_version {
        Some(_) => Some(draft_of(clinic, actor, own, request).await?),
        None => {
            replaceable(clinic, actor, &visit, request.replaces_id).await?;
            None
        }
    };
    if !records::belong_to(clinic, visit.patient_id, &content.attachments).await? {
        return Err(FieldError::new("attachments", FieldProblem::UnknownChoice).into());
    }
    let mut write = clinic.write(actor, request.request_id).await?;
    let number = match known {
        Some(known) => known.number,
        None => {
            store::insert(write.connection(), written, visit.id, own, request.replaces_id).await?.ok_or_else(stale)?
        }
    };
    if !store::add_version(write.connection(), keys, written, request.row_version.unwrap_or(0), &bytes).await? {
        return Err(stale());
    }
    let action = match signing {
        Some((doctor, today)) => {
            let slip = signing::slip_of(&number, &visit, doctor, today, (content, &bytes));
            let slip = signing::signed(keys, &slip);
            store::sign(write.connection(), keys, written, slip.text()).await?;
            AuditAction::PrescriptionSigned
        }
        None => AuditAction::PrescriptionSaved,
    };
    write.touch_topic(topic(written.id));
    write.commit(AuditEvent::about(action, "prescription", written.id.0).patient(visit.patient_id)).await
}

/// The draft that is to be changed, at the version named, in the visit named.
async fn draft_of(
    clinic: &Clinic,
    actor: &Actor,
    own: DoctorId,
    request: &SavePrescription,
) -> Outcome<PrescriptionView> {
    let known = reading::get(clinic, actor, request.prescription_id).await?.view;
    if known.doctor_id != own || known.appointment_id != request.appointment_id {
        return Err(ClinicError::NotFound { what: RecordKind::Prescription });
    }
    match known.status {
        PrescriptionStatus::Signed => Err(Refusal::PrescriptionSigned.into()),
        PrescriptionStatus::Draft if Some(known.row_version) == request.row_version => Ok(known),
        PrescriptionStatus::Draft => Err(ClinicError::Stale { what: RecordKind::Prescription }),
    }
}

/// Only what stands can be replaced, and only for the same patient.
async fn replaceable(
    clinic: &Clinic,
    actor: &Actor,
    visit: &AppointmentView,
    replaces: Option<PrescriptionId>,
) -> Outcome<()> {
    let Some(id) = replaces else { return Ok(()) };
    let known = reading::get(clinic, actor, id).await?.view;
    match known.status {
        _ if known.patient_id != visit.patient_id => Err(ClinicError::NotFound { what: RecordKind::Prescription }),
        PrescriptionStatus::Draft => Err(Refusal::PrescriptionNotSigned.into()),
        PrescriptionStatus::Signed => Ok(()),
    }
}

/// The date on the wall of the place where the visit is.
fn today_at(clinic: &Clinic, visit: &AppointmentView) -> Outcome<NaiveDate> {
    let zone = Zone::parse("time_zone", &visit.time_zone)
        .map_err(|_| ClinicError::Inconsistent { detail: format!("locations.time_zone: {}", visit.time_zone) })?;
    Ok(zone.local(clinic.now()).date())
}

pub(super) fn topic(id: PrescriptionId) -> String {
    format!("prescription:{id}")
}
