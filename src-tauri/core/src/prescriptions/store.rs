//! Prescriptions in SQL: sealed bytes in, opened prescriptions out. Rows become domain values here; nothing is decided.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::mysql::MySqlConnection;
use zeroize::Zeroizing;

use super::content::PrescriptionContent;
use super::model::{Dispensing, PrescriptionList, PrescriptionStatus, PrescriptionVersion, PrescriptionView};
use super::signing;
use crate::altered;
use crate::appointments::reference;
use crate::civil::{Zone, parse_date};
use crate::crypto::sealing::{Place, Sealed, of_bytes};
use crate::db_error::duplicate_key;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{AppointmentId, DoctorId, PatientId, PrescriptionId, RequestId, UserId};
use crate::keys::{ClinicKeys, Version, Versioned, versioned};

/// A prescription with what is printed on it.
pub(super) struct Prescription {
    pub(super) view: PrescriptionView,
    /// The text of its QR code; none of a draft.
    pub(super) slip: Option<String>,
    /// The first that was asked to be printed.
    pub(super) first_print: Option<RequestId>,
}

#[derive(FromRow)]
struct Row {
    id: PrescriptionId,
    number: String,
    appointment_id: AppointmentId,
    patient_id: PatientId,
    doctor_id: DoctorId,
    doctor_name: String,
    time_zone: String,
    replaces_id: Option<PrescriptionId>,
    replaced_by: Option<String>,
    status: String,
    version: u32,
    sealed: Vec<u8>,
    key_id: u32,
    saved_at: DateTime<Utc>,
    saved_by: String,
    signature_sealed: Option<Vec<u8>>,
    signature_key_id: Option<u32>,
    signed_at: Option<DateTime<Utc>>,
    first_print_id: Option<RequestId>,
    dispensed_at: Option<DateTime<Utc>>,
    row_version: u32,
}

impl Row {
    /// Opens it. A signature that does not fit is found here, whoever reads.
    fn open(self, keys: &ClinicKeys, now: DateTime<Utc>) -> Outcome<Prescription> {
        let inconsistent = |what: &str| ClinicError::Inconsistent { detail: format!("{what} of {}", self.id) };
        let status = PrescriptionStatus::from_word(&self.status).ok_or_else(|| inconsistent("prescriptions.status"))?;
        let zone = Zone::parse("time_zone", &self.time_zone).map_err(|_| inconsistent("locations.time_zone"))?;
        let place = of_version(self.id, self.patient_id, self.version);
        let bytes = keys.open(&place, &Sealed { key_id: self.key_id, bytes: self.sealed })?;
        let slip = match (status, self.signature_sealed, self.signature_key_id) {
            (PrescriptionStatus::Draft, None, None) => None,
            (PrescriptionStatus::Signed, Some(sealed), Some(key_id)) => {
                let place = of_signature(self.id, self.patient_id);
                let slip: String = keys.open_json(&place, &Sealed { key_id, bytes: sealed })?;
                signing::check(keys, self.id, &slip, &bytes)?;
                Some(slip)
            }
            _ => return Err(ClinicError::Inconsistent { detail: format!("prescription_signatures of {}", self.id) }),
        };
        let content: PrescriptionContent = of_bytes(&place, &bytes)?;
        let today = zone.local(now).date();
        let lapsed = parse_date("valid_until", &content.valid_until).is_ok_and(|until| until < today);
        let view = PrescriptionView {
            id: self.id,
            number: self.number,
            appointment_id: self.appointment_id,
            patient_id: self.patient_id,
            doctor_id: self.doctor_id,
            doctor_name: self.doctor_name,
            status,
            content,
            version: self.version,
            saved_at: self.saved_at,
            saved_by: self.saved_by,
            signed_at: self.signed_at,
            replaces_id: self.replaces_id,
            replaced_by: self.replaced_by,
            lapsed,
            printed: self.first_print_id.is_some(),
            dispensed_at: self.dispensed_at,
            time_zone: self.time_zone,
            row_version: self.row_version,
        };
        Ok(Prescription { view, slip, first_print: self.first_print_id })
    }
}

const VERSIONS: Versioned = versioned!("prescriptions", "prescription_versions", "prescription_id", "status = 'draft'");

/// Where a version is sealed.
pub(super) fn of_version(id: PrescriptionId, patient: PatientId, version: u32) -> Place {
    Place { table: "prescription_versions", record: id.0, patient: patient.0, field: "content", version }
}

/// Where the signature is sealed: what it says is as clinical as the prescription.
pub(super) fn of_signature(id: PrescriptionId, patient: PatientId) -> Place {
    Place { table: "prescription_signatures", record: id.0, patient: patient.0, field: "slip", version: 1 }
}

macro_rules! prescriptions_where {
    ($rest:literal) => {
        concat!(
            "select p.id, p.number, p.appointment_id, p.patient_id, p.doctor_id, d.name as doctor_name, l.time_zone, \
             p.replaces_id, (select max(r.number) from prescriptions r where r.replaces_id = p.id \
             and r.status = 'signed') as replaced_by, p.status, v.version, v.sealed, v.key_id, v.saved_at, \
             u.name as saved_by, s.sealed as signature_sealed, s.key_id as signature_key_id, p.signed_at, \
             p.first_print_id, p.dispensed_at, p.row_version from prescriptions p \
             join doctors d on d.id = p.doctor_id join appointments a on a.id = p.appointment_id \
             join locations l on l.id = a.location_id \
             join prescription_versions v on v.prescription_id = p.id and v.version = p.version \
             join users u on u.id = v.author_id \
             left join prescription_signatures s on s.prescription_id = p.id where ",
            $rest
        )
    };
}

pub(super) async fn get(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    id: PrescriptionId,
    now: DateTime<Utc>,
) -> Outcome<Prescription> {
    let row: Option<Row> = sqlx::query_as(prescriptions_where!("p.id = ?")).bind(id).fetch_optional(connection).await?;
    row.ok_or(ClinicError::NotFound { what: RecordKind::Prescription })?.open(keys, now)
}

/// Whose it is: known without opening it.
pub(super) async fn patient_of(connection: &mut MySqlConnection, id: PrescriptionId) -> Outcome<PatientId> {
    let found: Option<PatientId> = sqlx::query_scalar("select patient_id from prescriptions where id = ?")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    found.ok_or(ClinicError::NotFound { what: RecordKind::Prescription })
}

/// The newest prescriptions of a patient, 200 at most.
pub(super) async fn of_patient(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    patient: PatientId,
    now: DateTime<Utc>,
) -> Outcome<PrescriptionList> {
    let rows: Vec<Row> =
        sqlx::query_as(prescriptions_where!("p.patient_id = ? order by p.created_at desc, p.id desc limit 200"))
            .bind(patient)
            .fetch_all(connection)
            .await?;
    list(rows, keys, now)
}

fn list(rows: Vec<Row>, keys: &ClinicKeys, now: DateTime<Utc>) -> Outcome<PrescriptionList> {
    let (prescriptions, altered) =
        altered::opened(rows, |row| (row.saved_at, &row.saved_by), |row| Ok(row.open(keys, now)?.view))?;
    Ok(PrescriptionList { prescriptions, altered })
}

/// Every prescription of a patient, the oldest first.
pub(super) async fn everything(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    patient: PatientId,
    now: DateTime<Utc>,
) -> Outcome<Vec<PrescriptionView>> {
    let rows: Vec<Row> = sqlx::query_as(prescriptions_where!("p.patient_id = ? order by p.created_at, p.id"))
        .bind(patient)
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(|row| Ok(row.open(keys, now)?.view)).collect()
}

/// The newest signed prescriptions of a doctor, as far as they open.
pub(super) async fn of_doctor(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    doctor: DoctorId,
    now: DateTime<Utc>,
    most: u32,
) -> Outcome<Vec<PrescriptionView>> {
    let rows: Vec<Row> = sqlx::query_as(prescriptions_where!(
        "p.doctor_id = ? and p.signed_at is not null and not exists (select 1 from processing_restrictions x \
         where x.open_patient_id = p.patient_id) order by p.signed_at desc, p.id desc limit ?"
    ))
    .bind(doctor)
    .bind(most)
    .fetch_all(connection)
    .await?;
    Ok(list(rows, keys, now)?.prescriptions)
}

/// Everything that it once said, the newest first.
pub(super) async fn versions(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    id: PrescriptionId,
    patient: PatientId,
) -> Outcome<Vec<PrescriptionVersion>> {
    let every = VERSIONS.every(connection, keys, of_version(id, patient, 0)).await?;
    let view =
        |Version { version, saved_at, saved_by, content }| PrescriptionVersion { version, saved_at, saved_by, content };
    Ok(every.into_iter().map(view).collect())
}

/// Which prescription, whose, and who writes.
#[derive(Clone, Copy)]
pub(super) struct Written {
    pub(super) id: PrescriptionId,
    pub(super) patient: PatientId,
    pub(super) by: UserId,
}

/// One of the long ones: nobody counts how many are given.
pub(super) fn fresh_number() -> String {
    format!("RX-{}", reference::fresh(u32::MAX, 0))
}

/// Adds a prescription without content, under a number that none has; the number. `None`: the id is in use.
pub(super) async fn insert(
    connection: &mut MySqlConnection,
    written: Written,
    appointment: AppointmentId,
    doctor: DoctorId,
    replaces: Option<PrescriptionId>,
) -> Outcome<Option<String>> {
    loop {
        let number = fresh_number();
        let done = sqlx::query(
            "insert into prescriptions (id, number, appointment_id, patient_id, doctor_id, replaces_id, version, row_version) \
             values (?, ?, ?, ?, ?, ?, 0, 0)",
        )
        .bind(written.id)
        .bind(&number)
        .bind(appointment)
        .bind(written.patient)
        .bind(doctor)
        .bind(replaces)
        .execute(&mut *connection)
        .await;
        match done {
            Ok(_) => return Ok(Some(number)),
            Err(error) => match duplicate_key(&error) {
                Some(key) if key.ends_with("prescriptions_number") => {}
                Some(_) => return Ok(None),
                None => return Err(error.into()),
            },
        }
    }
}

/// Adds the next version of a draft; whether it was one, at the version named.
pub(super) async fn add_version(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    written: Written,
    row_version: u32,
    content: &[u8],
) -> Outcome<bool> {
    let place = of_version(written.id, written.patient, 0);
    VERSIONS.next(connection, keys, place, row_version, (content, written.by)).await
}

/// Makes a draft signed, with the text of its QR code.
pub(super) async fn sign(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    written: Written,
    slip: String,
) -> Outcome<()> {
    let slip = Zeroizing::new(slip);
    let sealed = keys.seal_json(&of_signature(written.id, written.patient), &*slip)?;
    sqlx::query("insert into prescription_signatures (prescription_id, sealed, key_id, signed_by) values (?, ?, ?, ?)")
        .bind(written.id)
        .bind(sealed.bytes)
        .bind(sealed.key_id)
        .bind(written.by)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "update prescriptions set status = 'signed', signed_at = utc_timestamp(6) where id = ? and status = 'draft'",
    )
    .bind(written.id)
    .execute(connection)
    .await?;
    Ok(())
}

macro_rules! dispensed_at {
    ($instant:literal) => {
        concat!(
            "update prescriptions set dispensed_at = ",
            $instant,
            ", updated_at = utc_timestamp(6), row_version = row_version + 1 \
             where id = ? and row_version = ? and status = 'signed'"
        )
    };
}

/// Writes down that it was dispensed, or that it was not; whether it was at the version named.
pub(super) async fn mark_dispensed(
    connection: &mut MySqlConnection,
    id: PrescriptionId,
    row_version: u32,
    dispensing: Dispensing,
) -> Outcome<bool> {
    let sql = match dispensing {
        Dispensing::Dispensed => dispensed_at!("utc_timestamp(6)"),
        Dispensing::NotDispensed => dispensed_at!("null"),
    };
    let done = sqlx::query(sql).bind(id).bind(row_version).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}

/// Writes down which print of it was the first, unless one was.
pub(super) async fn note_print(connection: &mut MySqlConnection, id: PrescriptionId, print: RequestId) -> Outcome<()> {
    sqlx::query("update prescriptions set first_print_id = ? where id = ? and first_print_id is null")
        .bind(print)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}
