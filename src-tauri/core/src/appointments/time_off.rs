//! Time off and blocks, and the visits that lie in them (D11).

use super::model::{AppointmentView, TimeOffEntered};
use super::view::{Which, views};
use crate::access::{Action, Actor};
use crate::availability;
use crate::availability::model::TimeOffRequest;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::Outcome;
use crate::ids::BlockId;

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

/// The live visits that lie in these blocks, by block and start: they stay, and somebody should know. Of blocks that were
/// removed none.
///
/// # Errors
/// [`ClinicError::Offline`](crate::error::ClinicError).
pub async fn in_blocks(clinic: &Clinic, actor: &Actor, blocks: Vec<BlockId>) -> Outcome<Vec<AppointmentView>> {
    actor.may(Action::SeeCalendar)?;
    retry(|| async {
        let schedules = clinic.schedules().await?;
        let mut visits: Vec<AppointmentView> = Vec::new();
        for (doctor, block) in blocks.iter().filter_map(|id| schedules.block(*id)) {
            let within = Which::LiveWithin { doctor, from: block.span.start(), to: block.span.end() };
            visits.extend(views(clinic, within).await?);
        }
        Ok(visits)
    })
    .await
}
