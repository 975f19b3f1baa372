//! Patients in SQL. Rows become domain values here; nothing is decided.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool, QueryBuilder};

use crate::db_error::duplicate_key;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind};
use crate::ids::{DoctorId, PatientId};
use crate::patients::model::{Gender, Patient, PatientView, age_years};
use crate::patients::{index, reference};
use crate::resources::{self, ResourceKind};
use crate::sql_list::push_list;
use crate::tx::Statement;

#[derive(FromRow)]
pub(super) struct PatientRow {
    pub(super) id: PatientId,
    reference: String,
    family_name: String,
    given_name: String,
    birth_date: NaiveDate,
    birth_date_estimated: bool,
    gender: String,
    email: Option<String>,
    email_consent: bool,
    phone: String,
    address: String,
    emergency_name: String,
    emergency_phone: String,
    insurer: String,
    insurance_number: String,
    usual_doctor_id: Option<DoctorId>,
    usual_doctor_name: Option<String>,
    deceased_on: Option<NaiveDate>,
    restricted_at: Option<DateTime<Utc>>,
    row_version: u32,
    /// Null where it was not asked for.
    pub(super) next_visit_at: Option<DateTime<Utc>>,
}

impl PatientRow {
    /// The patient as on the day of `now`.
    pub(super) fn view(self, now: DateTime<Utc>) -> Outcome<PatientView> {
        let gender = Gender::from_word(&self.gender).ok_or_else(|| ClinicError::Inconsistent {
            detail: format!("patients.gender of {}: {}", self.id, self.gender),
        })?;
        Ok(PatientView {
            id: self.id,
            reference: self.reference,
            family_name: self.family_name,
            given_name: self.given_name,
            birth_date: self.birth_date,
            birth_date_estimated: self.birth_date_estimated,
            age_years: age_years(self.birth_date, self.deceased_on.unwrap_or(now.date_naive())),
            gender,
            email: self.email.unwrap_or_default(),
            email_consent: self.email_consent,
            phone: self.phone,
            address: self.address,
            emergency_name: self.emergency_name,
            emergency_phone: self.emergency_phone,
            insurer: self.insurer,
            insurance_number: self.insurance_number,
            usual_doctor_id: self.usual_doctor_id,
            usual_doctor_name: self.usual_doctor_name,
            deceased_on: self.deceased_on,
            restricted_at: self.restricted_at,
            row_version: self.row_version,
        })
    }
}

/// The rows of these patients with their next visit after `now`, in no order; deleted ones are left out.
pub(super) async fn load(
    connection: &mut MySqlConnection,
    ids: &[PatientId],
    now: DateTime<Utc>,
) -> Outcome<Vec<PatientRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new(
        "select p.id, p.reference, p.family_name, p.given_name, p.birth_date, p.birth_date_estimated, p.gender, p.email, \
         p.email_consent, p.phone, p.address, p.emergency_name, p.emergency_phone, p.insurer, p.insurance_number, \
         p.usual_doctor_id, d.name as usual_doctor_name, p.deceased_on, \
         (select x.restricted_at from processing_restrictions x where x.open_patient_id = p.id) as restricted_at, p.row_version, \
         (select min(a.starts_at) from appointments a where a.patient_id = p.id and a.starts_at >= ",
    );
    // As a DATETIME: the driver sends a `DateTime<Utc>` as a TIMESTAMP, which ends in 2038.
    query.push_bind(now.naive_utc()).push(
        " and a.status in ('scheduled', 'confirmed', 'arrived', 'checked_in')) as next_visit_at \
         from patients p left join doctors d on d.id = p.usual_doctor_id where p.deleted_at is null and p.id in ",
    );
    push_list(&mut query, ids);
    Ok(query.build_query_as().fetch_all(connection).await?)
}

pub(super) async fn get(connection: &mut MySqlConnection, id: PatientId, now: DateTime<Utc>) -> Outcome<PatientView> {
    let row = load(connection, &[id], now).await?.pop();
    row.ok_or(ClinicError::NotFound { what: RecordKind::Patient })?.view(now)
}

/// Adds a patient with their lane and their words, under the first reference that is free.
/// Whether there is such a patient, whoever may see them.
pub(crate) async fn is_registered(pool: &MySqlPool, id: PatientId) -> Outcome<bool> {
    let found: Option<i32> = sqlx::query_scalar("select 1 from patients where id = ? and deleted_at is null")
        .bind(id)
        .fetch_optional(pool)
        .await?;
    Ok(found.is_some())
}

pub(super) async fn insert(connection: &mut MySqlConnection, id: PatientId, patient: &Patient) -> Outcome<()> {
    let resource = resources::insert(&mut *connection, ResourceKind::Patient).await?;
    // 28 million references: ten draws fail together in no clinic.
    for _ in 0..10 {
        let insert = sqlx::query(
            "insert into patients (id, resource_id, reference, family_name, given_name, birth_date, birth_date_estimated, \
             gender, email, email_consent, phone, phone_reversed, address, emergency_name, emergency_phone, insurer, \
             insurance_number, usual_doctor_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(id)
        .bind(resource)
        .bind(reference::fresh());
        match bind_patient(insert, patient).execute(&mut *connection).await {
            Ok(_) => {
                return index::add(connection, &[(id, &patient.family_name, &patient.given_name)]).await;
            }
            Err(error) if duplicate_key(&error).is_some_and(|key| key.ends_with("patients_reference")) => {}
            Err(error) => return Err(refused(error)),
        }
    }
    Err(ClinicError::Inconsistent { detail: "patients.reference: ten draws were all taken".into() })
}

/// Binds what is known of a patient, from `family_name` to `usual_doctor_id`.
fn bind_patient(statement: Statement, patient: &Patient) -> Statement {
    statement
        .bind(&patient.family_name)
        .bind(&patient.given_name)
        .bind(patient.birth_date)
        .bind(patient.birth_date_estimated)
        .bind(patient.gender.word())
        .bind(&patient.email)
        .bind(patient.email_consent)
        .bind(&patient.phone)
        .bind(reversed(&patient.phone))
        .bind(&patient.address)
        .bind(&patient.emergency_name)
        .bind(&patient.emergency_phone)
        .bind(&patient.insurer)
        .bind(&patient.insurance_number)
        .bind(patient.usual_doctor_id)
}

/// Whether the row was still at the version named and is changed now.
pub(super) async fn update(
    connection: &mut MySqlConnection,
    id: PatientId,
    row_version: u32,
    patient: &Patient,
) -> Outcome<bool> {
    let update = sqlx::query(
        "update patients set family_name = ?, given_name = ?, birth_date = ?, birth_date_estimated = ?, gender = ?, \
         email = ?, email_consent = ?, phone = ?, phone_reversed = ?, address = ?, emergency_name = ?, emergency_phone = ?, \
         insurer = ?, insurance_number = ?, usual_doctor_id = ?, updated_at = utc_timestamp(6), \
         row_version = row_version + 1 where id = ? and row_version = ? and deleted_at is null",
    );
    let update = bind_patient(update, patient).bind(id).bind(row_version);
    let done = update.execute(connection).await.map_err(refused)?;
    Ok(done.rows_affected() == 1)
}

/// The digits of a phone number, last first: a search by its tail is a range of this.
fn reversed(phone: &str) -> String {
    phone.chars().rev().filter(char::is_ascii_digit).collect()
}

fn refused(error: sqlx::Error) -> ClinicError {
    if let Some(key) = duplicate_key(&error) {
        if key.ends_with("patients_email") {
            return FieldError::new("email", FieldProblem::Taken).into();
        }
        // The id is another patient's: nothing of theirs is changed.
        return ClinicError::Stale { what: RecordKind::Patient };
    }
    let unknown_doctor = error.as_database_error().is_some_and(|error| {
        error.kind() == sqlx::error::ErrorKind::ForeignKeyViolation && error.message().contains("patients_usual_doctor")
    });
    if unknown_doctor {
        return FieldError::new("usual_doctor_id", FieldProblem::UnknownChoice).into();
    }
    error.into()
}
