//! The diagnoses that a doctor has at hand: their favourites and what they wrote of late. How often is counted here, over
//! opened notes, for the database is to know no diagnosis of anybody.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use sqlx::FromRow;

use super::actions::doctor;
use super::model::DiagnosisAtHand;
use super::note::NoteContent;
use super::store::of_version;
use crate::access::Actor;
use crate::clinic::Clinic;
use crate::crypto::sealing::Sealed;
use crate::db_error::retry;
use crate::diagnoses;
use crate::error::Outcome;
use crate::ids::{ConsultationId, PatientId, UserId};
use crate::keys::ClinicKeys;

/// How many notes are looked at.
const NOTES: u32 = 300;
/// The most that are told.
const MOST: usize = 200;

/// The doctor's favourites and what they diagnosed in their last 300 completed visits: favourites first, of each the most
/// used first. What the present release of the list does not hold is left out.
///
/// # Errors
/// Forbidden to all but doctors.
pub async fn diagnoses_at_hand(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<DiagnosisAtHand>> {
    let (_, user) = doctor(actor)?;
    let keys = actor.keys()?;
    retry(|| async {
        let mut times = times_written(clinic, keys, user).await?;
        let of_favourites = diagnoses::favourites(clinic, user).await?.into_iter().map(|favourite| DiagnosisAtHand {
            times: times.remove(&favourite.code).unwrap_or_default(),
            title: favourite.title.to_owned(),
            code: favourite.code,
            favourite: true,
        });
        let mut at_hand: Vec<DiagnosisAtHand> = of_favourites.collect();
        at_hand.extend(times.into_iter().filter_map(|(code, times)| {
            let title = diagnoses::codes::title(&code)?.to_owned();
            Some(DiagnosisAtHand { code, title, favourite: false, times })
        }));
        at_hand.sort_by_key(|one| Reverse((one.favourite, one.times)));
        at_hand.truncate(MOST);
        Ok(at_hand)
    })
    .await
}

#[derive(FromRow)]
struct Row {
    consultation_id: ConsultationId,
    patient_id: PatientId,
    version: u32,
    sealed: Vec<u8>,
    key_id: u32,
}

/// In how many of the author's last notes each code stands.
async fn times_written(clinic: &Clinic, keys: &ClinicKeys, author: UserId) -> Outcome<BTreeMap<String, u32>> {
    // Ids are made when a visit is opened and are in the order of time; the index on authors ends with them.
    let rows: Vec<Row> = sqlx::query_as(
        "select v.consultation_id, c.patient_id, v.version, v.sealed, v.key_id from consultation_versions v \
         join consultations c on c.id = v.consultation_id where v.author_id = ? and v.version = 1 \
         and not exists (select 1 from processing_restrictions x where x.open_patient_id = c.patient_id) \
         order by v.consultation_id desc limit ?",
    )
    .bind(author)
    .bind(NOTES)
    .fetch_all(clinic.read())
    .await?;
    let mut times = BTreeMap::new();
    for Row { consultation_id, patient_id, version, sealed, key_id } in rows {
        let place = of_version(consultation_id, patient_id, version);
        let note: NoteContent = keys.open_json(&place, &Sealed { key_id, bytes: sealed })?;
        for diagnosis in note.diagnoses {
            *times.entry(diagnosis.code).or_insert(0) += 1;
        }
    }
    Ok(times)
}
