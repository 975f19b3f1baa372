//! The rules of the queue and of the seal, without a server.

use zeroize::Zeroizing;

use super::model::Deed;
use super::queue::{KeptDeed, Standing, followers, is_behind};
use super::seal::Key;
use crate::appointments::model::{BookingRequest, RequestedTime, Step, StepRequest};
use crate::clock::Clock;
use crate::error::{ClinicError, RecordKind};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, RequestId};
use crate::patients::model::{Gender, PatientForm, RegisterPatient};
use crate::users::password::PasswordCost;

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

#[test]
fn a_seal_opens_only_with_its_key_about_its_own_thing_and_whole() {
    let (key, other) = (Key::fresh().unwrap(), Key::fresh().unwrap());
    let sealed = key.seal("days", b"Lovelace, Ada").unwrap();
    assert_eq!(key.unseal("days", &sealed).as_deref().map(Vec::as_slice), Some(b"Lovelace, Ada".as_slice()));
    assert!(other.unseal("days", &sealed).is_none());
    assert!(key.unseal("deeds", &sealed).is_none());
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(key.unseal("days", &changed).is_none(), "byte {at}");
        assert!(key.unseal("days", &sealed[..at]).is_none(), "cut at {at}");
    }
    assert_ne!(sealed, key.seal("days", b"Lovelace, Ada").unwrap(), "never twice alike");
}

#[tokio::test]
async fn a_wrapped_key_opens_with_its_password_only() {
    let password = |text: &str| Zeroizing::new(text.to_owned());
    let key = Key::fresh().unwrap();
    let wrapped = key.wrap("key", password("violet kettle"), PasswordCost::LEAST).await.unwrap();
    assert!(wrapped.unwrap_by("key", password("violet kettl")).await.unwrap().is_none());
    assert!(wrapped.unwrap_by("other", password("violet kettle")).await.unwrap().is_none());
    let again = wrapped.unwrap_by("key", password("violet kettle")).await.unwrap().expect("the key");
    let sealed = key.seal("days", b"x").unwrap();
    assert!(again.unseal("days", &sealed).is_some());
}
