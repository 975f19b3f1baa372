//! Time off and the visits it leaves to be moved (D11).

use super::model::TimeOffEntered;
use super::view::{Which, views};
use crate::access::Actor;
use crate::availability;
use crate::availability::model::TimeOffRequest;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::Outcome;

/// Enters a doctor's time off and lists the live visits inside it, which must be moved. Nothing is moved by itself.
///
/// # Errors
/// Those of [`availability::enter_time_off`].
pub async fn enter_time_off(clinic: &Clinic, actor: &Actor, request: TimeOffRequest) -> Outcome<TimeOffEntered> {
    let time_off = availability::enter_time_off(clinic, actor, request).await?;
    let within = Which::LiveWithin { doctor: time_off.doctor_id, from: time_off.starts_at, to: time_off.ends_at };
    let to_move = retry(|| views(clinic, within)).await?;
    Ok(TimeOffEntered { time_off, to_move })
}
