//! Where the clinic's keys stand.

use std::sync::Arc;

use super::model::{KeyHolder, KeysState, fingerprint};
use super::opened::Held;
use super::opening::with_the_clinics;
use super::reseal::left_to_reseal;
use super::store::{self, PairHolder};
use crate::access::{Action, Actor};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, Refusal};

/// Where the clinic's keys stand. Asking takes up what a colleague handed over since.
///
/// # Errors
/// Forbidden to all but doctors.
pub async fn state(clinic: &Clinic, actor: &Actor) -> Outcome<KeysState> {
    actor.may(Action::HoldKeys)?;
    let held = taken_up(clinic, actor).await?;
    let fingerprint = held.own().map(|own| own.fingerprint()).unwrap_or_default();
    let empty = KeysState {
        missing: held.missing(),
        fingerprint,
        holders: vec![],
        waiting: vec![],
        data_key: 0,
        made_at: None,
        recovery_made_at: None,
        left_to_reseal: 0,
    };
    let read = retry(|| async {
        let mut connection = clinic.read().acquire().await?;
        let holders = store::holders(&mut connection).await?;
        let newest = store::newest_data_key(&mut connection).await?;
        let recovery_made_at = store::recovery_keys(&mut connection).await?.last().map(|row| row.made_at);
        let data_key = newest.map_or(0, |(id, _)| id);
        let (mut in_already, mut waiting) = (vec![], vec![]);
        for holder in holders {
            let list = if holder.data_key == Some(data_key) { &mut in_already } else { &mut waiting };
            list.push(view(&holder)?);
        }
        waiting.retain(|holder| holder.active);
        Ok(KeysState {
            holders: in_already,
            waiting,
            data_key,
            made_at: newest.map(|(_, at)| at),
            recovery_made_at,
            left_to_reseal: left_to_reseal(&mut connection, data_key).await?,
            ..empty.clone()
        })
    });
    match read.await {
        Err(ClinicError::Refused { refusal: Refusal::WorkstationMayNot }) => Ok(empty),
        read => read,
    }
}

/// What the session has, with what was handed over since it was opened.
async fn taken_up(clinic: &Clinic, actor: &Actor) -> Outcome<Held> {
    let (Ok(own), Some(session)) = (actor.held.own(), actor.session_id) else { return Ok(actor.held.clone()) };
    let held = with_the_clinics(clinic, Arc::clone(own)).await?;
    clinic.held_keys().hold(session, held.clone());
    Ok(held)
}

fn view(holder: &PairHolder) -> Outcome<KeyHolder> {
    Ok(KeyHolder {
        user_id: holder.user_id,
        name: holder.name.clone(),
        fingerprint: fingerprint(&holder.sealing_public()?, &holder.signing_public()?),
        since: holder.made_at,
        active: holder.active,
    })
}
