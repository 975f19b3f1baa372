//! The deeds that wait, in the order they were done, and what follows from what. Pure.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::model::{Deed, KeptDeedView, KeptStanding};
use crate::appointments::model::AppointmentView;
use crate::error::ClinicError;
use crate::ids::RequestId;

/// A deed with what is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptDeed {
    pub(super) deed: Deed,
    pub(super) made_at: DateTime<Utc>,
    pub(super) patient_name: String,
    /// The visit as the desk saw it right after.
    pub(super) visit: Option<AppointmentView>,
    pub(super) standing: Standing,
}

/// Where a deed stands. One that is done, taken back or dropped is in the queue no longer: the audit log has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub(super) enum Standing {
    /// It waits for the server, or for an earlier one to be settled.
    Waiting,
    /// The clinic said no, for this reason: a person decides.
    ToSettle { error: ClinicError, refused_at: DateTime<Utc> },
}

impl KeptDeed {
    pub(super) fn waits(&self) -> bool {
        self.standing == Standing::Waiting
    }
}

/// Whether the deed at this place of the queue has to wait until an earlier one is settled.
pub(super) fn is_behind(deeds: &[KeptDeed], at: usize) -> bool {
    let Some(kept) = deeds.get(at).filter(|kept| kept.waits()) else { return false };
    let holds =
        |(earlier, one): (usize, &KeptDeed)| !one.waits() && followers(deeds, earlier).contains(&kept.deed.id());
    deeds[..at].iter().enumerate().any(holds)
}

/// Whether the deed at this place can go out now.
pub(super) fn can_be_sent(deeds: &[KeptDeed], at: usize) -> bool {
    deeds[at].waits() && !is_behind(deeds, at)
}

/// The deeds as the page shows them.
pub(super) fn views(deeds: &[KeptDeed]) -> Vec<KeptDeedView> {
    let view = |(at, kept): (usize, &KeptDeed)| KeptDeedView {
        id: kept.deed.id(),
        verb: kept.deed.verb(),
        patient_name: kept.patient_name.clone(),
        visit: kept.visit.clone(),
        made_at: kept.made_at,
        standing: match &kept.standing {
            Standing::ToSettle { error, .. } => KeptStanding::ToSettle { error: error.clone() },
            Standing::Waiting if is_behind(deeds, at) => KeptStanding::Behind,
            Standing::Waiting => KeptStanding::Waiting,
        },
        followers: u32::try_from(followers(deeds, at).len()).unwrap_or(u32::MAX),
    };
    deeds.iter().enumerate().map(view).collect()
}

/// The ids of the deeds that make no sense without the one at this place, by what follows what.
pub(super) fn followers(deeds: &[KeptDeed], at: usize) -> Vec<RequestId> {
    let Some(first) = deeds.get(at) else { return Vec::new() };
    let mut chain = vec![&first.deed];
    for later in &deeds[at + 1..] {
        if chain.iter().any(|earlier| later.deed.follows(earlier)) {
            chain.push(&later.deed);
        }
    }
    chain[1..].iter().map(|deed| deed.id()).collect()
}
