//! The rules of the queue, without a server.

use super::model::Deed;
use super::queue::{KeptDeed, Standing, followers, is_behind};
use crate::appointments::model::{BookingRequest, RequestedTime, Step, StepRequest};
use crate::clock::Clock;
use crate::error::{ClinicError, RecordKind};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, RequestId};
use crate::patients::model::{Gender, PatientForm, RegisterPatient};

fn kept(deed: Deed) -> KeptDeed {
    let made_at = Clock::system().now();
    KeptDeed { deed, made_at, patient_name: String::new(), visit: None, standing: Standing::Waiting }
}

fn step(visit: AppointmentId) -> KeptDeed {
    let request_id = RequestId::fresh();
    kept(Deed::Step(StepRequest { request_id, appointment_id: visit, row_version: 1, step: Step::Arrive }))
}

fn booking(visit: AppointmentId, patient_id: PatientId) -> KeptDeed {
    kept(Deed::Book(BookingRequest::ordinary(
        visit,
        patient_id,
        DoctorId::fresh(),
        LocationId::fresh(),
        RequestedTime::Instant { at: Clock::system().now() },
    )))
}

fn newcomer(id: PatientId) -> KeptDeed {
    let form = PatientForm::named("Hopper", "Grace", "1906-12-09", Gender::Female);
    kept(Deed::Register(RegisterPatient { id, form }))
}

#[test]
fn what_follows_from_a_refused_deed_waits_behind_it_and_nothing_else_does() {
    let (grace, visit, other) = (PatientId::fresh(), AppointmentId::fresh(), AppointmentId::fresh());
    let mut deeds = vec![newcomer(grace), step(other), booking(visit, grace), step(visit), step(other)];
    assert!((0..deeds.len()).all(|at| !is_behind(&deeds, at)));
    deeds[0].standing = Standing::ToSettle {
        error: ClinicError::Stale { what: RecordKind::Patient },
        refused_at: Clock::system().now(),
    };
    let behind: Vec<_> = (0..deeds.len()).filter(|at| is_behind(&deeds, *at)).collect();
    assert_eq!(behind, [2, 3], "the booking, and the step of that booking");
    assert_eq!(followers(&deeds, 0), [deeds[2].deed.id(), deeds[3].deed.id()]);
    assert_eq!(followers(&deeds, 1), [deeds[4].deed.id()]);
}
