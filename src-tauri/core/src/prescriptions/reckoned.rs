//! Many signed prescriptions at once, for whoever counts what is prescribed: those that a doctor may read.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::content::PrescriptionContent;
use super::store::of_version;
use crate::civil::Zone;
use crate::clinic::Clinic;
use crate::crypto::sealing::Sealed;
use crate::error::{ClinicError, Outcome};
use crate::ids::{AppointmentId, DoctorId, PatientId, PrescriptionId};
use crate::keys::ClinicKeys;
use crate::sql_list::push_list;

/// How many prescriptions are listed by one statement.
const LISTED: u32 = 20_000;

/// Every signed prescription of patients whom the doctor sees, without those that another one replaced, in the order of
/// their ids, which is that of their making.
pub(crate) async fn standing(clinic: &Clinic, doctor: DoctorId) -> Outcome<Vec<PrescriptionId>> {
    let mut all: Vec<PrescriptionId> = Vec::new();
    loop {
        let after = all.last().map_or(Uuid::nil(), |last| last.0);
        let some: Vec<PrescriptionId> = sqlx::query_scalar(
            "select p.id from (select distinct v.patient_id from appointments v \
             where v.doctor_id = ? and v.status <> 'cancelled') s join prescriptions p on p.patient_id = s.patient_id \
             join patients o on o.id = p.patient_id and o.deleted_at is null where p.id > ? and p.status = 'signed' \
             and not exists (select 1 from prescriptions r where r.replaces_id = p.id and r.status = 'signed') \
             and not exists (select 1 from processing_restrictions x where x.open_patient_id = p.patient_id) order by p.id limit ?",
        )
        .bind(doctor)
        .bind(after)
        .bind(LISTED)
        .fetch_all(clinic.read())
        .await?;
        let whole = some.len() < LISTED as usize;
        all.extend(some);
        if whole {
            return Ok(all);
        }
    }
}

/// A signed prescription as it is counted.
pub(crate) struct Reckoned {
    pub(crate) appointment_id: AppointmentId,
    pub(crate) patient_id: PatientId,
    pub(crate) doctor_id: DoctorId,
    /// On the wall of the place where it was written.
    pub(crate) signed_on: NaiveDate,
    pub(crate) content: PrescriptionContent,
}

#[derive(FromRow)]
struct Row {
    id: PrescriptionId,
    appointment_id: AppointmentId,
    patient_id: PatientId,
    doctor_id: DoctorId,
    signed_at: DateTime<Utc>,
    time_zone: String,
    version: u32,
    sealed: Vec<u8>,
    key_id: u32,
}

impl Row {
    fn open(self, keys: &ClinicKeys) -> Outcome<Reckoned> {
        let Self { id, appointment_id, patient_id, doctor_id, .. } = self;
        let zone = Zone::parse("time_zone", &self.time_zone)
            .map_err(|_| ClinicError::Inconsistent { detail: format!("locations.time_zone of {id}") })?;
        let sealed = Sealed { key_id: self.key_id, bytes: self.sealed };
        let content = keys.open_json(&of_version(id, patient_id, self.version), &sealed)?;
        let signed_on = zone.local(self.signed_at).date();
        Ok(Reckoned { appointment_id, patient_id, doctor_id, signed_on, content })
    }
}

/// Some of them. What cannot be opened stands there with why.
pub(crate) async fn read_some(
    clinic: &Clinic,
    keys: &ClinicKeys,
    ids: &[PrescriptionId],
) -> Outcome<Vec<(PrescriptionId, Outcome<Reckoned>)>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let mut query = QueryBuilder::new(
        "select p.id, p.appointment_id, p.patient_id, p.doctor_id, p.signed_at, l.time_zone, v.version, v.sealed, v.key_id \
         from prescriptions p join appointments a on a.id = p.appointment_id join locations l on l.id = a.location_id \
         join prescription_versions v on v.prescription_id = p.id and v.version = p.version \
         where p.signed_at is not null and p.id in ",
    );
    push_list(&mut query, ids);
    let rows: Vec<Row> = query.build_query_as().fetch_all(clinic.read()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.open(keys))).collect())
}
