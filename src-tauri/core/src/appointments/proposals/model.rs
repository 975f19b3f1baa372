//! Proposals for visits that must be moved. Pure: no database, no clock.

use serde::Serialize;
use ts_rs::TS;

use crate::appointments::model::{AppointmentView, SlotOffer};
use crate::availability::model::TimeOffView;

/// A visit that must be moved, with the places kept apart for it: no place is proposed twice in one list.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MoveProposal {
    /// As it is.
    pub visit: AppointmentView,
    /// The first free place with the same doctor after the absence.
    pub same_doctor: Option<SlotOffer>,
    /// The free place nearest in time with another doctor of the same specialty.
    pub other_doctor: Option<SlotOffer>,
    /// Its patient gets an e-mail when it is moved; else they are to be called.
    pub written_to: bool,
}

/// Everyone who must be moved because of a time off.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MoveProposals {
    /// The time off.
    pub time_off: TimeOffView,
    /// Live visits inside it that have not begun, by start.
    pub visits: Vec<MoveProposal>,
}
