//! Filling a clinic with people who do not exist: the demo clinic of *Try it on this computer*, and large clinics to
//! measure with.

pub mod demo;
mod demo_charts;
mod demo_hours;
mod demo_interactions;
mod demo_notes;
mod demo_people;
mod demo_prescriptions;
mod demo_records;
mod demo_staff;
mod demo_texts;
mod demo_visits;
mod random;
pub mod scale;

pub use scale::scale;

use crate::clinic::Clinic;
use crate::error::{ClinicError, Outcome};

/// Nobody is registered here and nothing is set up: what is filled in cannot be taken for somebody's own.
async fn check_empty(clinic: &Clinic) -> Outcome<()> {
    let rows: i64 = sqlx::query_scalar(
        "select (select count(*) from users) + (select count(*) from doctors) + (select count(*) from patients) \
         + (select count(*) from locations)",
    )
    .fetch_one(clinic.read())
    .await?;
    if rows == 0 {
        Ok(())
    } else {
        Err(ClinicError::Inconsistent { detail: "the clinic is not empty: this needs one that is".into() })
    }
}
