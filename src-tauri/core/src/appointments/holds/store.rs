//! Held times in the database. The cells of a hold go with its row (foreign key, on delete cascade).

use chrono::{DateTime, Utc};
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool, QueryBuilder};

use super::model::{HoldPurpose, HoldView};
use crate::appointments::store::{HOLD_CELLS, Lane, insert_cells};
use crate::availability::cache::Schedules;
use crate::error::{ClinicError, Outcome};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, ResourceId, UserId};
use crate::interval::Interval;
use crate::sql_list::push_list;
use crate::sql_text::SqlText;

/// A place to hold.
pub(crate) struct NewHold {
    pub(crate) id: AppointmentId,
    pub(crate) patient_id: PatientId,
    pub(crate) doctor_id: DoctorId,
    pub(crate) location_id: LocationId,
    pub(crate) span: Interval,
    pub(crate) purpose: HoldPurpose,
    pub(crate) held_by: Option<UserId>,
    pub(crate) seconds: u32,
    /// What it takes, the doctor's lane first.
    pub(crate) lanes: Vec<Lane>,
}

/// The statements that hold a place. Once the booking is made there is nothing to hold: the cells then have nothing to hang
/// on, and all of it fails.
pub(crate) fn insert(sql: &mut SqlText, new: &NewHold) {
    let (lane, seat) = new.lanes.first().copied().unwrap_or((ResourceId(0), 0));
    sql.push(
        "insert into slot_holds (id, patient_id, doctor_id, location_id, resource_id, seat, starts_at, ends_at, purpose, \
         held_by, expires_at) select ",
    );
    sql.list(&[
        &new.id.0,
        &new.patient_id.0,
        &new.doctor_id.0,
        &new.location_id.0,
        &u64::from(lane.0),
        &u64::from(seat),
        &new.span.start(),
        &new.span.end(),
        &new.purpose.word(),
        &new.held_by.map(|user| user.0),
    ]);
    sql.push(", date_add(utc_timestamp(6), interval ").value(&u64::from(new.seconds));
    sql.push(" second) from dual where not exists (select 1 from appointments where id = ").value(&new.id.0).push(");");
    insert_cells(sql, HOLD_CELLS, std::iter::once((new.id, new.span, new.lanes.as_slice())));
}

/// The statement that gives a held place back, if there is one.
pub(crate) fn release(sql: &mut SqlText, id: AppointmentId) {
    sql.push("delete from slot_holds where id = ").value(&id.0).push(";");
}

/// The statement that removes every hold that has ended.
pub(crate) fn sweep(sql: &mut SqlText) {
    sql.push("delete from slot_holds where expires_at <= utc_timestamp(6);");
}

/// The same, within a write.
pub(crate) async fn sweep_on(connection: &mut MySqlConnection) -> Outcome<()> {
    let mut sql = SqlText::default();
    sweep(&mut sql);
    sqlx::raw_sql(sql.into_sql()).execute(connection).await?;
    Ok(())
}

/// Where a hold stands, ended or not: the doctor's lane and the time.
pub(crate) async fn place(
    pool: &MySqlPool,
    id: AppointmentId,
) -> Outcome<Option<(ResourceId, DateTime<Utc>, DateTime<Utc>)>> {
    Ok(sqlx::query_as("select resource_id, starts_at, ends_at from slot_holds where id = ?")
        .bind(id)
        .fetch_optional(pool)
        .await?)
}

/// Who has a place, and until when.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Holder {
    pub(crate) id: AppointmentId,
    purpose: String,
    user_name: Option<String>,
    family_name: String,
    given_name: String,
    pub(crate) expires_at: DateTime<Utc>,
}

impl Holder {
    /// Who is booking it; of an offer, the patient it was offered to.
    pub(crate) fn name(&self) -> String {
        match HoldPurpose::from_word(&self.purpose) {
            Some(HoldPurpose::Offer) => format!("{}, {}", self.family_name, self.given_name),
            _ => self.user_name.clone().unwrap_or_default(),
        }
    }
}

/// Who has these places.
pub(crate) async fn holders(pool: &MySqlPool, ids: &[AppointmentId]) -> Outcome<Vec<Holder>> {
    let mut query = QueryBuilder::new(
        "select h.id, h.purpose, u.name user_name, p.family_name, p.given_name, h.expires_at from slot_holds h \
         join patients p on p.id = h.patient_id left join users u on u.id = h.held_by where h.id in ",
    );
    push_list(&mut query, ids);
    Ok(query.build_query_as().fetch_all(pool).await?)
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    holder: Holder,
    doctor_id: DoctorId,
    location_id: LocationId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    seat: u8,
}

/// Which holds.
pub(crate) enum Which<'a> {
    /// This one.
    Id(AppointmentId),
    /// Of these doctors, starting in `[from, to)`.
    OfDoctors { doctors: &'a [DoctorId], from: DateTime<Utc>, to: DateTime<Utc> },
}

/// The holds that have not ended, as the screens show them, by start.
pub(crate) async fn views(pool: &MySqlPool, schedules: &Schedules, which: Which<'_>) -> Outcome<Vec<HoldView>> {
    let mut query = QueryBuilder::new(
        "select h.id, h.purpose, u.name user_name, p.family_name, p.given_name, h.expires_at, h.doctor_id, h.location_id, \
         h.starts_at, h.ends_at, h.seat from slot_holds h join patients p on p.id = h.patient_id \
         left join users u on u.id = h.held_by where h.expires_at > utc_timestamp(6) and ",
    );
    match which {
        Which::OfDoctors { doctors: [], .. } => return Ok(Vec::new()),
        Which::Id(id) => {
            query.push("h.id = ").push_bind(id);
        }
        Which::OfDoctors { doctors, from, to } => {
            query.push("h.doctor_id in ");
            push_list(&mut query, doctors);
            query.push(" and h.starts_at >= ").push_bind(from.naive_utc());
            query.push(" and h.starts_at < ").push_bind(to.naive_utc());
        }
    }
    query.push(" order by h.starts_at, h.seat, h.id");
    let rows: Vec<Row> = query.build_query_as().fetch_all(pool).await?;
    rows.into_iter().map(|row| view(row, schedules)).collect()
}

fn view(row: Row, schedules: &Schedules) -> Outcome<HoldView> {
    let broken =
        |column: &str| ClinicError::Inconsistent { detail: format!("slot_holds.{column} of {}", row.holder.id) };
    let zone = schedules.locations.get(&row.location_id).ok_or_else(|| broken("location_id"))?.1;
    Ok(HoldView {
        appointment_id: row.holder.id,
        doctor_id: row.doctor_id,
        location_id: row.location_id,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        starts_local: zone.local(row.starts_at),
        ends_local: zone.local(row.ends_at),
        seat: row.seat,
        purpose: HoldPurpose::from_word(&row.holder.purpose).ok_or_else(|| broken("purpose"))?,
        held_by: row.holder.name(),
        expires_at: row.holder.expires_at,
    })
}
