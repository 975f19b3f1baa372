//! Locations, doctors and patients of an import, written in batches of one transaction and one audit event each.

use std::collections::HashMap;

use serde_json::json;
use sqlx::mysql::MySqlConnection;
use uuid::Uuid;

use super::ImportError;
use super::report::Reason;
use super::sheet::Sheet;
use super::synthea::{SourceDoctor, SourceLocation, SourcePatient};
use crate::access::Actor;
use crate::audit::{AuditAction, AuditEvent};
use crate::bulk::{self, NewPatient};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::doctors::model::Doctor;
use crate::error::{ClinicError, FieldProblem, Outcome};
use crate::ids::{DoctorId, LocationId, PatientId, RequestId, ResourceId, SpecialtyId};
use crate::locations::model::Location;
use crate::money::Money;
use crate::patients::reference;
use crate::sql_list::push_list;
use crate::tx::WriteTx;
use crate::{doctors, locations};

/// Rows a transaction.
const BATCH: usize = 500;

/// Records by the id they had: their own id and their lane.
pub(super) type Lanes<Id> = HashMap<Uuid, (Id, ResourceId)>;

/// Ends a batch.
pub(super) async fn commit(mut write: WriteTx, topic: &str, kind: &'static str, id: Uuid, rows: usize) -> Outcome<()> {
    write.touch_topic(topic);
    let detail = json!({ "source": "synthea", "rows": rows });
    write.commit(AuditEvent::about(AuditAction::Imported, kind, id).detail(detail)).await
}

/// Which of these external ids are here, with the ids they have.
async fn known<Id>(clinic: &Clinic, select: &'static str, ids: &[Uuid]) -> Outcome<Vec<(Uuid, Id)>>
where
    Id: for<'r> sqlx::Decode<'r, sqlx::MySql> + sqlx::Type<sqlx::MySql> + Send + Unpin,
{
    let mut found = Vec::new();
    for some in ids.chunks(512) {
        let texts: Vec<String> = some.iter().map(Uuid::to_string).collect();
        let mut query = sqlx::QueryBuilder::new(select);
        push_list(&mut query, &texts);
        let rows: Vec<(String, Id)> = query.build_query_as().fetch_all(clinic.read()).await?;
        found.extend(rows.into_iter().filter_map(|(text, id)| Some((Uuid::parse_str(&text).ok()?, id))));
    }
    Ok(found)
}

/// The lanes of the doctors or patients with these external ids.
async fn lanes<Id>(clinic: &Clinic, select: &'static str, ids: &[Uuid]) -> Outcome<Lanes<Id>>
where
    Id: for<'r> sqlx::Decode<'r, sqlx::MySql> + sqlx::Type<sqlx::MySql> + Send + Unpin,
{
    let mut found = HashMap::new();
    for some in ids.chunks(512) {
        let texts: Vec<String> = some.iter().map(Uuid::to_string).collect();
        let mut query = sqlx::QueryBuilder::new(select);
        push_list(&mut query, &texts);
        let rows: Vec<(String, Id, ResourceId)> = query.build_query_as().fetch_all(clinic.read()).await?;
        found.extend(rows.into_iter().filter_map(|(text, id, lane)| Some((Uuid::parse_str(&text).ok()?, (id, lane)))));
    }
    Ok(found)
}

/// Adds the locations that are not here; yields all of the file's that are, how many are new and how many were here.
pub(super) async fn add_locations(
    clinic: &Clinic,
    actor: &Actor,
    sheet: &mut Sheet,
    rows: Vec<(u64, SourceLocation)>,
) -> Result<(HashMap<Uuid, LocationId>, usize, usize), ImportError> {
    let ids: Vec<Uuid> = rows.iter().map(|(_, row)| row.id).collect();
    let mut here: HashMap<Uuid, LocationId> =
        known(clinic, "select external_id, id from locations where external_id in ", &ids).await?.into_iter().collect();
    let unchanged = here.len();
    let fresh: Vec<_> = rows.into_iter().filter(|(_, row)| !here.contains_key(&row.id)).collect();
    for batch in fresh.chunks(BATCH) {
        let request = RequestId::fresh();
        let refused = retry(|| async {
            let mut refused = Vec::new();
            if clinic.already_done(request).await? {
                return Ok(refused);
            }
            let mut write = clinic.write(actor, request).await?;
            for (line, row) in batch {
                if !add_location(write.connection(), row).await? {
                    refused.push((*line, row.id));
                }
            }
            if refused.len() < batch.len() {
                commit(write, "clinic", "location", request.0, batch.len() - refused.len()).await?;
            }
            Ok(refused)
        })
        .await?;
        here.extend(batch.iter().map(|(_, row)| (row.id, LocationId(row.id))));
        for (line, id) in refused {
            here.remove(&id);
            sheet.refuse(line, id, ("NAME", Reason::Taken));
        }
    }
    let new = here.len() - unchanged;
    Ok((here, new, unchanged))
}

/// Adds one location under the first of its names that is free. False: none is, or another location has its id.
async fn add_location(connection: &mut MySqlConnection, row: &SourceLocation) -> Outcome<bool> {
    let names = (1..=9).map(|number| match number {
        1 => row.name.clone(),
        2 => format!("{} ({})", row.name, row.city),
        more => format!("{} ({} {})", row.name, row.city, more - 1),
    });
    for name in names {
        let location = Location {
            name,
            address: row.address.clone(),
            phone: row.phone.clone(),
            what_to_bring: String::new(),
            time_zone: row.time_zone.to_owned(),
            opening_hours: Vec::new(),
            active: true,
        };
        match locations::store::insert(connection, LocationId(row.id), &location).await {
            Ok(()) => {
                sqlx::query("update locations set external_id = ? where id = ?")
                    .bind(row.id.to_string())
                    .bind(row.id)
                    .execute(connection)
                    .await?;
                return Ok(true);
            }
            Err(error) if is_taken(&error) => {}
            Err(ClinicError::Stale { .. }) => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

fn is_taken(error: &ClinicError) -> bool {
    matches!(error, ClinicError::Invalid { fields } if fields.iter().all(|one| one.problem == FieldProblem::Taken))
}

/// Adds the doctors that are not here, and the specialties they need.
pub(super) async fn add_doctors(
    clinic: &Clinic,
    actor: &Actor,
    sheet: &mut Sheet,
    rows: Vec<(u64, SourceDoctor)>,
) -> Result<(Lanes<DoctorId>, usize, usize), ImportError> {
    const KNOWN: &str = "select external_id, id, resource_id from doctors where external_id in ";
    let ids: Vec<Uuid> = rows.iter().map(|(_, row)| row.id).collect();
    let here: Lanes<DoctorId> = lanes(clinic, KNOWN, &ids).await?;
    let unchanged = here.len();
    let fresh: Vec<_> = rows.into_iter().filter(|(_, row)| !here.contains_key(&row.id)).collect();
    for batch in fresh.chunks(BATCH) {
        let request = RequestId::fresh();
        let refused = retry(|| async {
            let mut refused = Vec::new();
            if clinic.already_done(request).await? {
                return Ok(refused);
            }
            let mut write = clinic.write(actor, request).await?;
            let mut specialties = HashMap::new();
            for (line, row) in batch {
                let specialty = match specialties.get(&row.specialty) {
                    Some(known) => *known,
                    None => specialty(write.connection(), &row.specialty).await?,
                };
                specialties.insert(row.specialty.clone(), specialty);
                if let Some(fault) = add_doctor(write.connection(), row, specialty).await? {
                    refused.push((*line, row.id, fault));
                }
            }
            if refused.len() < batch.len() {
                write.touch_topic("availability");
                commit(write, "clinic", "doctor", request.0, batch.len() - refused.len()).await?;
            }
            Ok(refused)
        })
        .await?;
        for (line, id, fault) in refused {
            sheet.refuse(line, id, (fault, Reason::Taken));
        }
    }
    let here: Lanes<DoctorId> = lanes(clinic, KNOWN, &ids).await?;
    let new = here.len() - unchanged;
    Ok((here, new, unchanged))
}

/// The specialty of that name, added if there is none.
async fn specialty(connection: &mut MySqlConnection, name: &str) -> Outcome<SpecialtyId> {
    let found: Option<SpecialtyId> = sqlx::query_scalar("select id from specialties where name = ?")
        .bind(name)
        .fetch_optional(&mut *connection)
        .await?;
    match found {
        Some(id) => Ok(id),
        None => {
            let id = SpecialtyId::fresh();
            doctors::store::insert_specialty(connection, id, name).await?;
            Ok(id)
        }
    }
}

/// Adds one doctor; the column at fault when the licence number or the id is somebody else's.
async fn add_doctor(
    connection: &mut MySqlConnection,
    row: &SourceDoctor,
    specialty: SpecialtyId,
) -> Outcome<Option<&'static str>> {
    let digits = row.id.simple().to_string();
    let doctor = Doctor {
        name: row.name.clone(),
        email: None,
        phone: String::new(),
        bio: String::new(),
        licence_number: format!("SYN-{}", &digits[..10]),
        licence_expires_on: None,
        practising_since: None,
        fee: Money::parse("fee", "0", "USD")?,
        slot_minutes: 60,
        specialty_ids: vec![specialty],
        new_specialties: Vec::new(),
        active: true,
    };
    match doctors::store::insert(connection, DoctorId(row.id), &doctor).await {
        Ok(_) => {
            sqlx::query("update doctors set external_id = ? where id = ?")
                .bind(row.id.to_string())
                .bind(row.id)
                .execute(connection)
                .await?;
            Ok(None)
        }
        Err(error) if is_taken(&error) => Ok(Some("Id")),
        Err(ClinicError::Stale { .. }) => Ok(Some("Id")),
        Err(error) => Err(error),
    }
}

/// Adds the patients that are not here.
pub(super) async fn add_patients(
    clinic: &Clinic,
    actor: &Actor,
    rows: Vec<(u64, SourcePatient)>,
) -> Result<(Lanes<PatientId>, usize, usize), ImportError> {
    const KNOWN: &str = "select external_id, id, resource_id from patients where external_id in ";
    let ids: Vec<Uuid> = rows.iter().map(|(_, row)| row.id).collect();
    let here: Lanes<PatientId> = lanes(clinic, KNOWN, &ids).await?;
    let unchanged = here.len();
    let fresh: Vec<_> = rows.into_iter().filter(|(_, row)| !here.contains_key(&row.id)).collect();
    for batch in fresh.chunks(BATCH) {
        let request = RequestId::fresh();
        retry(|| async {
            if clinic.already_done(request).await? {
                return Ok(());
            }
            let mut write = clinic.write(actor, request).await?;
            let references = bulk::free_references(
                write.connection(),
                "select reference from patients where reference in ",
                |_| reference::fresh(),
                batch.len(),
            )
            .await?;
            let patients: Vec<NewPatient> =
                batch.iter().zip(references).map(|((_, row), reference)| new_patient(row, reference)).collect();
            bulk::insert_patients(write.connection(), &patients).await?;
            commit(write, "patients", "patient", request.0, batch.len()).await
        })
        .await?;
    }
    let here: Lanes<PatientId> = lanes(clinic, KNOWN, &ids).await?;
    let new = here.len() - unchanged;
    Ok((here, new, unchanged))
}

fn new_patient(row: &SourcePatient, reference: String) -> NewPatient {
    NewPatient {
        id: PatientId(row.id),
        reference,
        family_name: row.family_name.clone(),
        given_name: row.given_name.clone(),
        birth_date: row.birth_date,
        birth_date_estimated: false,
        gender: row.gender,
        email: None,
        phone: String::new(),
        address: row.address.clone(),
        usual_doctor_id: None,
        deceased_on: row.deceased_on,
        external_id: Some(row.id.to_string()),
    }
}

/// Which of these visits are here already.
pub(super) async fn known_visits(clinic: &Clinic, ids: &[Uuid]) -> Outcome<Vec<Uuid>> {
    let rows: Vec<(Uuid, Uuid)> =
        known(clinic, "select external_id, id from appointments where external_id in ", ids).await?;
    Ok(rows.into_iter().map(|(external, _)| external).collect())
}
