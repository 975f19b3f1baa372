//! Who reads a chart: doctors who see the patient.

use super::model::{
    AllergySeverity, ChartEntryView, ChartFact, ChartStanding, ChartVersionsRequest, ChartView, MeasuredVitals,
    OpenChart,
};
use super::store;
use crate::access::{Action, Actor};
use crate::altered::Altered;
use crate::clinic::Clinic;
use crate::consultations::break_glass;
use crate::consultations::seeing::{note_reading, seeing};
use crate::consultations::{Measured, past_at_once};
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{ChartEntryId, PatientId};
use crate::patients;

/// A patient's chart in one answer. Reading it is an event.
///
/// # Errors
/// `NotFound` for doctors who do not see the patient, as if the patient were not there. Forbidden to all but doctors.
pub async fn open(clinic: &Clinic, actor: &Actor, request: OpenChart) -> Outcome<ChartView> {
    let patient_id = request.patient_id;
    seeing(clinic, actor, patient_id).await?;
    actor.keys()?;
    note_reading(clinic, actor, request.request_id, patient_id).await?;
    let emergency_until = match actor.user_id {
        Some(user) => retry(|| break_glass::ends_at(clinic.read(), user, patient_id)).await?,
        None => None,
    };
    let found = patients::of_ids(clinic, actor, &[patient_id]).await?;
    let patient = found.into_iter().next().ok_or(ClinicError::NotFound { what: RecordKind::Patient })?;
    let (entries, altered) = entries(clinic, actor, patient_id).await?;
    let past = past_at_once(clinic, actor, patient_id).await?;
    let measured = |one: Measured| MeasuredVitals {
        appointment_id: one.appointment_id,
        starts_local: one.starts_local,
        body_mass_index: one.vitals.body_mass_index(),
        vitals: one.vitals,
    };
    let vitals = past.measured.into_iter().map(measured).collect();
    Ok(ChartView {
        patient,
        emergency_until,
        entries,
        altered,
        vitals,
        visits: past.visits,
        visits_in_all: past.in_all,
    })
}

/// Everything that an entry once said, the newest first. Reading it is an event.
///
/// # Errors
/// As [`open`]; `NotFound` where there is no such entry.
pub async fn versions(clinic: &Clinic, actor: &Actor, request: ChartVersionsRequest) -> Outcome<Vec<ChartEntryView>> {
    actor.may(Action::ReadNotes)?;
    let (id, keys) = (request.entry_id, actor.keys()?);
    let patient = retry(|| async { store::patient_of(&mut *clinic.read().acquire().await?, id).await }).await?;
    seeing(clinic, actor, patient).await?;
    note_reading(clinic, actor, request.request_id, patient).await?;
    retry(|| async { store::versions(&mut *clinic.read().acquire().await?, keys, id, patient).await }).await
}

/// Everything that the chart ever said, entry by entry, the first version first; for whoever noted that they take it out.
pub(crate) async fn everything(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<Vec<ChartEntryView>> {
    let keys = actor.keys()?;
    retry(|| async { store::everything(&mut *clinic.read().acquire().await?, keys, patient).await }).await
}

async fn entries(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<(Vec<ChartEntryView>, Vec<Altered>)> {
    let keys = actor.keys()?;
    retry(|| async { store::of_patient(&mut *clinic.read().acquire().await?, keys, patient).await }).await
}

/// An entry of that patient's chart in its newest version.
pub(super) async fn find(
    clinic: &Clinic,
    actor: &Actor,
    patient: PatientId,
    id: ChartEntryId,
) -> Outcome<Option<ChartEntryView>> {
    let keys = actor.keys()?;
    retry(|| async { store::newest(&mut *clinic.read().acquire().await?, keys, patient, id).await }).await
}

/// The same, where it must be there.
pub(super) async fn get(
    clinic: &Clinic,
    actor: &Actor,
    patient: PatientId,
    id: ChartEntryId,
) -> Outcome<ChartEntryView> {
    find(clinic, actor, patient, id).await?.ok_or(ClinicError::NotFound { what: RecordKind::ChartEntry })
}

/// What a chart says that a prescription has to heed.
#[derive(Debug, Default)]
pub(crate) struct ToHeed {
    /// Substances with how bad they are and what happens.
    pub(crate) allergies: Vec<(String, AllergySeverity, String)>,
    /// The names of what the patient takes.
    pub(crate) medications: Vec<String>,
    /// Names what cannot be read: it may be an allergy.
    pub(crate) altered: Vec<String>,
}

/// What holds in the chart and has to be heeded. That the chart was opened was noted before.
///
/// # Errors
/// [`Refusal::KeysMissing`](crate::error::Refusal::KeysMissing).
pub(crate) async fn known(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<ToHeed> {
    let (entries, altered) = entries(clinic, actor, patient).await?;
    let mut to_heed = ToHeed { altered: altered.into_iter().map(|one| one.detail).collect(), ..ToHeed::default() };
    for entry in entries {
        match entry.fact {
            _ if entry.standing != ChartStanding::Active => {}
            ChartFact::Allergy { substance, severity, reaction, .. } => {
                to_heed.allergies.push((substance, severity, reaction));
            }
            ChartFact::Medication { name, .. } => to_heed.medications.push(name),
            _ => {}
        }
    }
    Ok(to_heed)
}
