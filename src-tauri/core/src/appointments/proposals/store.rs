//! Where the patients of visits that must be moved are at what time.

use chrono::{DateTime, Utc};
use sqlx::{MySqlPool, QueryBuilder};

use crate::error::Outcome;
use crate::ids::{AppointmentId, PatientId};
use crate::interval::Interval;
use crate::sql_list::push_list;

/// The live visits of some patients that begin or end in a stretch of time.
pub(super) async fn of_patients(
    pool: &MySqlPool,
    patients: &[PatientId],
    span: Interval,
) -> Outcome<Vec<(AppointmentId, PatientId, DateTime<Utc>, DateTime<Utc>)>> {
    if patients.is_empty() {
        return Ok(Vec::new());
    }
    let mut query =
        QueryBuilder::new("select id, patient_id, starts_at, ends_at from appointments where patient_id in ");
    push_list(&mut query, patients);
    query.push(" and starts_at < ").push_bind(span.end().naive_utc());
    query.push(" and starts_at > ").push_bind((span.start() - chrono::Duration::days(1)).naive_utc());
    query.push(" and status not in ('cancelled', 'no_show')");
    Ok(query.build_query_as().fetch_all(pool).await?)
}
