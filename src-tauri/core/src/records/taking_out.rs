//! All records of a patient, for whoever noted that they take them out: their parts are read as those of a copy are.

use super::actions::whole;
use super::model::{RecordVersion, RecordView};
use super::opening::{CopyOf, Parts};
use super::reading::get;
use super::store::{self, Shared};
use crate::access::Actor;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::Outcome;
use crate::ids::{PatientId, RecordId};

/// A record with all that is known of it.
pub(crate) struct WholeRecord {
    pub(crate) view: RecordView,
    /// How it was described, the first first.
    pub(crate) versions: Vec<RecordVersion>,
    pub(crate) shares: Vec<Shared>,
}

/// Every record of a patient, the oldest first, with those in the archive and those that are arriving.
pub(crate) async fn everything(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<Vec<WholeRecord>> {
    let keys = actor.keys()?;
    let views =
        retry(|| async { store::everything(&mut *clinic.read().acquire().await?, keys, patient).await }).await?;
    let mut found = Vec::with_capacity(views.len());
    for view in views {
        let id = view.id;
        let (mut versions, shares) = retry(|| async {
            let mut connection = clinic.read().acquire().await?;
            let versions = store::versions(&mut connection, keys, id, patient).await?;
            Ok((versions, store::shares(&mut connection, id).await?))
        })
        .await?;
        versions.reverse();
        found.push(WholeRecord { view, versions, shares });
    }
    Ok(found)
}

/// The parts of a record that arrived whole.
pub(crate) async fn parts_of(clinic: &Clinic, actor: &Actor, id: RecordId) -> Outcome<CopyOf> {
    let known = whole(get(clinic, actor, id).await?)?;
    let name = known.content.file.name.clone();
    let parts = Parts::of(clinic, actor, (known.view.id, known.view.patient_id), known.content.file);
    Ok(CopyOf { name, parts })
}
