//! Doctors and specialties in the database.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sqlx::mysql::MySqlConnection;
use sqlx::{MySqlPool, QueryBuilder};

use super::model::{Doctor, DoctorView, NewSpecialty, SpecialtyView, licence_expired, new_specialty_field};
use crate::db_error::duplicate_key;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind};
use crate::ids::{DoctorId, ResourceId, SpecialtyId, UserId};
use crate::money::Money;
use crate::resources::{self, ResourceKind};
use crate::tx::Statement;

#[derive(sqlx::FromRow)]
struct DoctorRow {
    id: DoctorId,
    resource_id: u32,
    user_id: Option<UserId>,
    name: String,
    email: Option<String>,
    phone: String,
    bio: String,
    licence_number: String,
    licence_expires_on: Option<NaiveDate>,
    practising_since: Option<u16>,
    fee: Decimal,
    currency: String,
    slot_minutes: u16,
    active: bool,
    row_version: u32,
}

impl DoctorRow {
    fn view(self, specialties: Vec<SpecialtyView>, now: DateTime<Utc>) -> DoctorView {
        DoctorView {
            id: self.id,
            resource_id: self.resource_id,
            name: self.name,
            email: self.email.unwrap_or_default(),
            phone: self.phone,
            bio: self.bio,
            licence_number: self.licence_number,
            licence_expires_on: self.licence_expires_on,
            licence_expired: licence_expired(self.licence_expires_on, now),
            practising_since: self.practising_since.map(i32::from),
            fee: Money { amount: self.fee, currency: self.currency },
            slot_minutes: i32::from(self.slot_minutes),
            specialties,
            user_id: self.user_id,
            active: self.active,
            row_version: self.row_version,
        }
    }
}

macro_rules! select_doctors {
    ($rest:literal) => {
        concat!(
            "select id, resource_id, user_id, name, email, phone, bio, licence_number, licence_expires_on, \
             practising_since, fee, currency, slot_minutes, active, row_version from doctors ",
            $rest
        )
    };
}

macro_rules! select_specialties_of {
    ($rest:literal) => {
        concat!(
            "select doctor_specialties.doctor_id, specialties.id, specialties.name from doctor_specialties \
             join specialties on specialties.id = doctor_specialties.specialty_id ",
            $rest,
            " order by specialties.name, specialties.id"
        )
    };
}

/// Every doctor by name, with their specialties: two queries however many there are.
pub(crate) async fn list(pool: &MySqlPool, now: DateTime<Utc>) -> Outcome<Vec<DoctorView>> {
    let rows: Vec<DoctorRow> = sqlx::query_as(select_doctors!("order by name, id limit 10000")).fetch_all(pool).await?;
    let pairs: Vec<(DoctorId, SpecialtyId, String)> =
        sqlx::query_as(select_specialties_of!("")).fetch_all(pool).await?;
    let mut of_doctor: HashMap<DoctorId, Vec<SpecialtyView>> = HashMap::new();
    for (doctor_id, id, name) in pairs {
        of_doctor.entry(doctor_id).or_default().push(SpecialtyView { id, name });
    }
    let view = |row: DoctorRow| {
        let specialties = of_doctor.remove(&row.id).unwrap_or_default();
        row.view(specialties, now)
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One doctor.
pub(crate) async fn get(pool: &MySqlPool, id: DoctorId, now: DateTime<Utc>) -> Outcome<DoctorView> {
    let row: Option<DoctorRow> = sqlx::query_as(select_doctors!("where id = ?")).bind(id).fetch_optional(pool).await?;
    let row = row.ok_or(ClinicError::NotFound { what: RecordKind::Doctor })?;
    let pairs: Vec<(DoctorId, SpecialtyId, String)> =
        sqlx::query_as(select_specialties_of!("where doctor_specialties.doctor_id = ?"))
            .bind(id)
            .fetch_all(pool)
            .await?;
    let specialties = pairs.into_iter().map(|(_, id, name)| SpecialtyView { id, name }).collect();
    Ok(row.view(specialties, now))
}

/// Adds the doctor with a lane of their own; the lane's number.
pub(crate) async fn insert(connection: &mut MySqlConnection, id: DoctorId, doctor: &Doctor) -> Outcome<ResourceId> {
    insert_new(connection, &doctor.new_specialties).await?;
    check_specialties(connection, &doctor.specialty_ids).await?;
    let resource = resources::insert(connection, ResourceKind::Doctor).await?;
    let insert = sqlx::query(
        "insert into doctors (id, resource_id, name, email, phone, bio, licence_number, licence_expires_on, \
         practising_since, fee, currency, slot_minutes, active) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(resource);
    bind_doctor(insert, doctor).execute(&mut *connection).await.map_err(doctor_refused)?;
    insert_specialties(connection, id, &doctor.specialty_ids).await?;
    Ok(resource)
}

/// Binds what is known of a doctor, from `name` to `active`.
fn bind_doctor(statement: Statement, doctor: &Doctor) -> Statement {
    statement
        .bind(&doctor.name)
        .bind(&doctor.email)
        .bind(&doctor.phone)
        .bind(&doctor.bio)
        .bind(&doctor.licence_number)
        .bind(doctor.licence_expires_on)
        .bind(doctor.practising_since)
        .bind(doctor.fee.amount)
        .bind(&doctor.fee.currency)
        .bind(doctor.slot_minutes)
        .bind(doctor.active)
}

/// Changes the doctor if they still are at `row_version`.
pub(crate) async fn update(
    connection: &mut MySqlConnection,
    id: DoctorId,
    row_version: u32,
    doctor: &Doctor,
) -> Outcome<()> {
    insert_new(connection, &doctor.new_specialties).await?;
    check_specialties(connection, &doctor.specialty_ids).await?;
    let update = sqlx::query(
        "update doctors set name = ?, email = ?, phone = ?, bio = ?, licence_number = ?, licence_expires_on = ?, \
         practising_since = ?, fee = ?, currency = ?, slot_minutes = ?, active = ?, updated_at = utc_timestamp(6), \
         row_version = row_version + 1 where id = ? and row_version = ?",
    );
    let update = bind_doctor(update, doctor).bind(id).bind(row_version);
    let done = update.execute(&mut *connection).await.map_err(doctor_refused)?;
    if done.rows_affected() != 1 {
        return Err(ClinicError::Stale { what: RecordKind::Doctor });
    }
    sqlx::query("delete from doctor_specialties where doctor_id = ?").bind(id).execute(&mut *connection).await?;
    insert_specialties(connection, id, &doctor.specialty_ids).await
}

/// Bumps the doctor's version if it still is `row_version`: hours and days that differ are versioned with the doctor.
pub(crate) async fn bump_version(connection: &mut MySqlConnection, id: DoctorId, row_version: u32) -> Outcome<()> {
    let done = sqlx::query(
        "update doctors set row_version = row_version + 1, updated_at = utc_timestamp(6) \
         where id = ? and row_version = ?",
    )
    .bind(id)
    .bind(row_version)
    .execute(connection)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(ClinicError::Stale { what: RecordKind::Doctor }) }
}

/// Adds the specialties that come with a doctor; one whose name the clinic has already is refused at its field.
async fn insert_new(connection: &mut MySqlConnection, specialties: &[NewSpecialty]) -> Outcome<()> {
    for (index, new) in specialties.iter().enumerate() {
        insert_specialty(&mut *connection, new.id, &new.name).await.map_err(|error| match error {
            ClinicError::Invalid { .. } => FieldError::new(&new_specialty_field(index), FieldProblem::Taken).into(),
            error => error,
        })?;
    }
    Ok(())
}

async fn check_specialties(connection: &mut MySqlConnection, ids: &[SpecialtyId]) -> Outcome<()> {
    let mut query = QueryBuilder::new("select count(*) from specialties where id in (");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(*id);
    }
    query.push(")");
    let found: i64 = query.build_query_scalar().fetch_one(connection).await?;
    if usize::try_from(found) == Ok(ids.len()) {
        Ok(())
    } else {
        Err(FieldError::new("specialty_ids", FieldProblem::UnknownChoice).into())
    }
}

async fn insert_specialties(connection: &mut MySqlConnection, doctor: DoctorId, ids: &[SpecialtyId]) -> Outcome<()> {
    let mut query = QueryBuilder::new("insert into doctor_specialties (doctor_id, specialty_id) ");
    query.push_values(ids, |mut row, id| {
        row.push_bind(doctor).push_bind(*id);
    });
    query.build().execute(connection).await?;
    Ok(())
}

fn doctor_refused(error: sqlx::Error) -> ClinicError {
    match duplicate_key(&error) {
        Some(key) if key.ends_with("doctors_licence") => FieldError::new("licence_number", FieldProblem::Taken).into(),
        Some(key) if key.ends_with("PRIMARY") => ClinicError::Stale { what: RecordKind::Doctor },
        _ => error.into(),
    }
}

/// Every specialty by name.
pub(crate) async fn list_specialties(pool: &MySqlPool) -> Outcome<Vec<SpecialtyView>> {
    let rows: Vec<(SpecialtyId, String)> =
        sqlx::query_as("select id, name from specialties order by name, id limit 1000").fetch_all(pool).await?;
    Ok(rows.into_iter().map(|(id, name)| SpecialtyView { id, name }).collect())
}

/// Adds a specialty.
pub(crate) async fn insert_specialty(connection: &mut MySqlConnection, id: SpecialtyId, name: &str) -> Outcome<()> {
    let done = sqlx::query("insert into specialties (id, name) values (?, ?)").bind(id).bind(name).execute(connection);
    match done.await {
        Ok(_) => Ok(()),
        Err(error) => Err(match duplicate_key(&error) {
            Some(key) if key.ends_with("specialties_name") => FieldError::new("name", FieldProblem::Taken).into(),
            Some(key) if key.ends_with("PRIMARY") => ClinicError::Stale { what: RecordKind::Specialty },
            _ => error.into(),
        }),
    }
}
