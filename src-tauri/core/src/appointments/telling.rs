//! What of a visit its patient has to know, and so is told when it changes.

use chrono::{DateTime, Utc};

use super::model::CalledOffBy;
use super::store::Appointment;
use crate::ids::{DoctorId, LocationId};
use crate::messages::Change;
use crate::messages::model::{Became, Place};

/// Where the visit is.
fn place_of(visit: &Appointment) -> Place {
    Place { doctor: visit.doctor_id, location: visit.location_id, starts_at: visit.span.start() }
}

fn change(visit: &Appointment, became: Became) -> Change {
    let before = visit.standing.status.is_live().then(|| place_of(visit));
    Change { appointment: visit.id, patient: visit.patient_id, before, became }
}

/// The visit is there and then now.
pub(super) fn at(visit: &Appointment, doctor: DoctorId, location: LocationId, starts_at: DateTime<Utc>) -> Change {
    change(visit, Became::At(Place { doctor, location, starts_at }))
}

/// The visit takes place where it stood, after all.
pub(super) fn back(visit: &Appointment) -> Change {
    change(visit, Became::At(place_of(visit)))
}

/// The visit is called off: a patient who does it knows.
pub(super) fn called_off(visit: &Appointment, by: CalledOffBy) -> Change {
    match by {
        CalledOffBy::Clinic => change(visit, Became::CalledOff),
        CalledOffBy::Patient => given_up(visit),
        CalledOffBy::Mistake => change(visit, Became::Undone),
    }
}

/// The visit is off once more, after that was undone.
pub(super) fn off_again(visit: &Appointment) -> Change {
    change(visit, Became::OffAgain)
}

/// Its patient does not come, and knows.
pub(super) fn given_up(visit: &Appointment) -> Change {
    change(visit, Became::GivenUp)
}
