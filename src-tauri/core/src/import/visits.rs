//! Past visits of an import. In the order of time; of two at one time the later row is refused. What is taken already is
//! read from the booking cells, and their key has the last word.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use uuid::Uuid;

use super::ImportError;
use super::report::Reason;
use super::sheet::{Fault, Sheet};
use super::store::{Lanes, commit, known_visits};
use super::synthea::SourceVisit;
use crate::access::Actor;
use crate::appointments::model::AppointmentStatus;
use crate::appointments::{holds, reference};
use crate::availability::slots::{cell_of, cell_start, cells_of};
use crate::bulk::{self, NewVisit, Steps};
use crate::clinic::Clinic;
use crate::db_error::{duplicate_key, retry};
use crate::error::{ClinicError, OfflineCause, Outcome};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, RequestId, ResourceId};
use crate::sql_list::push_list;

/// Rows a transaction.
const BATCH: usize = 500;

/// What the visits refer to.
pub(super) struct Known {
    pub(super) locations: HashMap<Uuid, LocationId>,
    pub(super) doctors: Lanes<DoctorId>,
    pub(super) patients: Lanes<PatientId>,
    pub(super) births: HashMap<Uuid, NaiveDate>,
}

/// A visit whose references are resolved.
struct Resolved<'a> {
    line: u64,
    source: &'a SourceVisit,
    location: LocationId,
    doctor: (DoctorId, ResourceId),
    patient: (PatientId, ResourceId),
}

/// Adds the visits that are not here; how many are new and how many were here.
pub(super) async fn add(
    clinic: &Clinic,
    actor: &Actor,
    sheet: &mut Sheet,
    mut rows: Vec<(u64, SourceVisit)>,
    known: &Known,
    mut progress: impl FnMut(u8),
) -> Result<(usize, usize), ImportError> {
    rows.sort_by_key(|(line, row)| (row.span, *line));
    let ids: Vec<Uuid> = rows.iter().map(|(_, row)| row.id).collect();
    let here: HashSet<Uuid> = known_visits(clinic, &ids).await?.into_iter().collect();
    let mut fresh = Vec::new();
    for (line, row) in rows.iter().filter(|(_, row)| !here.contains(&row.id)) {
        match resolve(*line, row, known) {
            Ok(resolved) => fresh.push(resolved),
            Err(fault) => sheet.refuse(*line, row.id, fault),
        }
    }
    let mut new = 0;
    for (number, batch) in fresh.chunks(BATCH).enumerate() {
        let request = RequestId::fresh();
        let refused = retry(|| add_batch(clinic, actor, request, batch)).await?;
        new += batch.len() - refused.len();
        for (line, id, fault) in refused {
            sheet.refuse(line, id, fault);
        }
        progress(u8::try_from((number + 1) * BATCH * 100 / fresh.len().max(1)).unwrap_or(100).min(100));
    }
    Ok((new, here.len()))
}

fn resolve<'a>(line: u64, source: &'a SourceVisit, known: &Known) -> Result<Resolved<'a>, Fault> {
    let patient = *known.patients.get(&source.patient).ok_or(("PATIENT", Reason::UnknownPatient))?;
    let doctor = *known.doctors.get(&source.doctor).ok_or(("PROVIDER", Reason::UnknownProvider))?;
    let location = *known.locations.get(&source.location).ok_or(("ORGANIZATION", Reason::UnknownOrganization))?;
    // A day's grace: the birth date is a civil one, the visit an instant.
    let born = known.births.get(&source.patient).and_then(NaiveDate::pred_opt);
    if born.is_some_and(|born| source.span.start().date_naive() < born) {
        return Err(("START", Reason::BeforeBirth));
    }
    Ok(Resolved { line, source, location, doctor, patient })
}

async fn add_batch(
    clinic: &Clinic,
    actor: &Actor,
    request: RequestId,
    batch: &[Resolved<'_>],
) -> Outcome<Vec<(u64, Uuid, Fault)>> {
    let done = clinic.already_done(request).await?;
    let mut taken = if done { HashSet::new() } else { taken(clinic, batch).await? };
    let (mut refused, mut visits) = (Vec::new(), Vec::new());
    for visit in batch {
        let cells = || cells_of(visit.source.span);
        let busy =
            |lane: ResourceId, taken: &HashSet<(ResourceId, i64)>| cells().any(|cell| taken.contains(&(lane, cell)));
        if busy(visit.doctor.1, &taken) {
            refused.push((visit.line, visit.source.id, ("START", Reason::ProviderBusy)));
        } else if busy(visit.patient.1, &taken) {
            refused.push((visit.line, visit.source.id, ("START", Reason::PatientBusy)));
        } else {
            taken.extend(cells().flat_map(|cell| [(visit.doctor.1, cell), (visit.patient.1, cell)]));
            visits.push(visit);
        }
    }
    if done || visits.is_empty() {
        return Ok(refused);
    }
    let mut write = clinic.write(actor, request).await?;
    let references = bulk::free_references(
        write.connection(),
        "select reference from appointments where reference in ",
        |round| reference::fresh(round, 0),
        visits.len(),
    )
    .await?;
    let now = clinic.now();
    let rows: Vec<NewVisit> =
        visits.iter().zip(references).map(|(visit, reference)| new_visit(visit, reference, now)).collect();
    holds::store::sweep_on(write.connection()).await?;
    bulk::insert_visits(write.connection(), &rows).await.map_err(|error| match duplicate_key(&error) {
        // Somebody took a cell or a reference meanwhile: look again.
        Some(key) => ClinicError::Offline { cause: OfflineCause::Busy, detail: format!("taken meanwhile: {key}") },
        None => error.into(),
    })?;
    for visit in &visits {
        for lane in [visit.doctor.1, visit.patient.1] {
            write.touch_calendar(lane, visit.source.span.start(), visit.source.span.end());
        }
    }
    commit(write, "patients", "appointment", request.0, rows.len()).await?;
    Ok(refused)
}

/// The cells of the batch's lanes that are taken while it lasts. The batch is in the order of time, so that is not long.
async fn taken(clinic: &Clinic, batch: &[Resolved<'_>]) -> Outcome<HashSet<(ResourceId, i64)>> {
    let (Some(first), Some(last)) = (
        batch.iter().map(|visit| visit.source.span.start()).min(),
        batch.iter().map(|visit| visit.source.span.end()).max(),
    ) else {
        return Ok(HashSet::new());
    };
    let lanes: HashSet<ResourceId> = batch.iter().flat_map(|visit| [visit.doctor.1, visit.patient.1]).collect();
    let lanes: Vec<ResourceId> = lanes.into_iter().collect();
    let mut found = HashSet::new();
    for some in lanes.chunks(512) {
        let mut query =
            // A hold that has ended keeps nobody out.
            sqlx::QueryBuilder::new(
                "select c.resource_id, c.cell_start from appointment_cells c left join slot_holds h on h.id = c.hold_id \
                 and h.expires_at <= utc_timestamp(6) where h.id is null and c.cell_start >= ",
            );
        query.push_bind(cell_start(cell_of(first)).naive_utc());
        query.push(" and c.cell_start < ").push_bind(last.naive_utc()).push(" and c.resource_id in ");
        push_list(&mut query, some);
        let rows: Vec<(ResourceId, NaiveDateTime)> = query.build_query_as().fetch_all(clinic.read()).await?;
        found.extend(rows.into_iter().map(|(lane, start)| (lane, cell_of(start.and_utc()))));
    }
    Ok(found)
}

fn new_visit(visit: &Resolved<'_>, reference: String, now: DateTime<Utc>) -> NewVisit {
    let source = visit.source;
    NewVisit {
        id: AppointmentId(source.id),
        reference,
        patient: visit.patient,
        doctor: visit.doctor,
        location_id: visit.location,
        room: None,
        kind: source.kind,
        status: AppointmentStatus::Completed,
        priority: source.priority,
        span: source.span,
        seat: 0,
        reason: source.reason.clone(),
        fee: source.fee.clone(),
        override_reason: None,
        steps: Steps {
            started_at: Some(source.span.start()),
            completed_at: Some(source.span.end()),
            ..Steps::default()
        },
        cancellation: None,
        booked_by: None,
        external_id: Some(source.id.to_string()),
        created_at: now,
    }
}
