//! Letters in SQL: sealed bytes in, opened letters out.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::mysql::MySqlConnection;

use super::model::{LetterContent, LetterList, LetterView};
use crate::altered;
use crate::appointments::model::AppointmentView;
use crate::crypto::sealing::{Place, Sealed};
use crate::db_error::added;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{AppointmentId, DoctorId, LetterId, PatientId, RequestId};
use crate::keys::ClinicKeys;

/// A letter with the first print that was asked for.
pub(super) struct Letter {
    pub(super) view: LetterView,
    pub(super) first_print: Option<RequestId>,
}

#[derive(FromRow)]
struct Row {
    id: LetterId,
    appointment_id: AppointmentId,
    patient_id: PatientId,
    doctor_id: DoctorId,
    doctor_name: String,
    issued_at: DateTime<Utc>,
    time_zone: String,
    first_print_id: Option<RequestId>,
    sealed: Vec<u8>,
    key_id: u32,
}

impl Row {
    fn open(self, keys: &ClinicKeys) -> Outcome<Letter> {
        let place = place(self.id, self.patient_id);
        let content = keys.open_json(&place, &Sealed { key_id: self.key_id, bytes: self.sealed })?;
        let view = LetterView {
            id: self.id,
            appointment_id: self.appointment_id,
            patient_id: self.patient_id,
            doctor_id: self.doctor_id,
            doctor_name: self.doctor_name,
            issued_at: self.issued_at,
            time_zone: self.time_zone,
            printed: self.first_print_id.is_some(),
            content,
        };
        Ok(Letter { view, first_print: self.first_print_id })
    }
}

fn place(id: LetterId, patient: PatientId) -> Place {
    Place { table: "letters", record: id.0, patient: patient.0, field: "content", version: 1 }
}

macro_rules! letters_where {
    ($rest:literal) => {
        concat!(
            "select t.id, t.appointment_id, t.patient_id, t.doctor_id, d.name as doctor_name, t.issued_at, l.time_zone, \
             t.first_print_id, t.sealed, t.key_id from letters t join doctors d on d.id = t.doctor_id \
             join appointments a on a.id = t.appointment_id join locations l on l.id = a.location_id where ",
            $rest
        )
    };
}

/// Whose it is: known without opening it.
pub(super) async fn patient_of(connection: &mut MySqlConnection, id: LetterId) -> Outcome<PatientId> {
    let found: Option<PatientId> =
        sqlx::query_scalar("select patient_id from letters where id = ?").bind(id).fetch_optional(connection).await?;
    found.ok_or(ClinicError::NotFound { what: RecordKind::Letter })
}

pub(super) async fn get(connection: &mut MySqlConnection, keys: &ClinicKeys, id: LetterId) -> Outcome<Letter> {
    let row: Option<Row> = sqlx::query_as(letters_where!("t.id = ?")).bind(id).fetch_optional(connection).await?;
    row.ok_or(ClinicError::NotFound { what: RecordKind::Letter })?.open(keys)
}

/// Every letter of a patient, the oldest first.
pub(super) async fn everything(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    patient: PatientId,
) -> Outcome<Vec<LetterView>> {
    let rows: Vec<Row> = sqlx::query_as(letters_where!("t.patient_id = ? order by t.issued_at, t.id"))
        .bind(patient)
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(|row| Ok(row.open(keys)?.view)).collect()
}

/// A patient's letters, the newest first, 200 at most.
pub(super) async fn of_patient(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    patient: PatientId,
) -> Outcome<LetterList> {
    let rows: Vec<Row> =
        sqlx::query_as(letters_where!("t.patient_id = ? order by t.issued_at desc, t.id desc limit 200"))
            .bind(patient)
            .fetch_all(connection)
            .await?;
    let (letters, altered) =
        altered::opened(rows, |row| (row.issued_at, &row.doctor_name), |row| Ok(row.open(keys)?.view))?;
    Ok(LetterList { letters, altered })
}

/// Adds a letter; whether its id was free.
pub(super) async fn insert(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    id: LetterId,
    visit: &AppointmentView,
    content: &LetterContent,
) -> Outcome<bool> {
    let sealed = keys.seal_json(&place(id, visit.patient_id), content)?;
    let done = sqlx::query(
        "insert into letters (id, appointment_id, patient_id, doctor_id, sealed, key_id) values (?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(visit.id)
    .bind(visit.patient_id)
    .bind(visit.doctor_id)
    .bind(sealed.bytes)
    .bind(sealed.key_id)
    .execute(connection)
    .await;
    added(done)
}

/// Writes down which print of it was the first, unless one was.
pub(super) async fn note_print(connection: &mut MySqlConnection, id: LetterId, print: RequestId) -> Outcome<()> {
    sqlx::query("update letters set first_print_id = ? where id = ? and first_print_id is null")
        .bind(print)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}
