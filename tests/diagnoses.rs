//! The codes that a doctor has at hand, on the real server.

use crate::support::World;
use crate::support::people::SignedIn;
use clinic_core::access::{Action, Role};
use clinic_core::consultations::model::DiagnosisAtHand;
use clinic_core::diagnoses::model::{DiagnosisSearch, SetFavourite};
use clinic_core::error::{ClinicError, FieldError, FieldProblem};
use clinic_core::ids::RequestId;
use clinic_core::{consultations, diagnoses};

async fn set(world: &World, user: &SignedIn, code: &str, favourite: bool) -> Result<(), ClinicError> {
    let request = SetFavourite { request_id: RequestId::fresh(), code: code.into(), favourite };
    diagnoses::set_favourite(&world.clinic, &user.actor, request).await
}

async fn at_hand(world: &World, user: &SignedIn) -> Vec<DiagnosisAtHand> {
    consultations::diagnoses_at_hand(&world.clinic, &user.actor).await.expect("a doctor reads theirs")
}

#[tokio::test]
async fn favourites_are_their_doctors_and_found_first() {
    let world = World::new().await;
    let doctor = world.signed_in_doctor(&world.doctor("Dr Ada Osei").await).await;
    let other = world.signed_in_doctor(&world.doctor("Dr Ben Adu").await).await;
    for code in ["J45.40", "I10", "I10"] {
        set(&world, &doctor, code, true).await.unwrap();
    }
    let mut codes: Vec<_> = at_hand(&world, &doctor).await.into_iter().map(|one| one.code).collect();
    codes.sort();
    assert_eq!(codes, ["I10", "J45.40"], "marked twice is marked once");
    assert!(at_hand(&world, &other).await.is_empty());

    let request = DiagnosisSearch { words: "asthma".into(), at_hand: codes };
    let found = diagnoses::search(&world.clinic, &doctor.actor, request).await.unwrap();
    assert_eq!(found.hits[0].code, "J45.40");

    set(&world, &doctor, "J45.40", false).await.unwrap();
    let left = at_hand(&world, &doctor).await;
    let title = "Essential (primary) hypertension".to_owned();
    assert_eq!(left, [DiagnosisAtHand { code: "I10".into(), title, favourite: true, times: 0 }]);
    let details: Vec<String> = sqlx::query_scalar("select cast(detail as char) from audit_events")
        .fetch_all(&mut world.sql().await)
        .await
        .unwrap();
    assert_eq!(world.audited("diagnosis_favourite_set").await, 4);
    assert!(details.iter().all(|detail| !detail.contains("I10")), "the log says no code");
}

#[tokio::test]
async fn only_doctors_keep_codes_and_only_those_that_there_are() {
    let world = World::new().await;
    let doctor = world.signed_in_doctor(&world.doctor("Dr Ada Osei").await).await;
    for code in ["", "E11", "I10'; --", "Z99.999"] {
        let error = set(&world, &doctor, code, true).await.unwrap_err();
        assert_eq!(error, FieldError::new("code", FieldProblem::UnknownChoice).into(), "{code:?}");
    }
    let desk = world.user(Role::Receptionist).await;
    assert_eq!(set(&world, &desk, "I10", true).await.unwrap_err(), ClinicError::Forbidden { action: Action::Consult });
    assert_eq!(world.audited("diagnosis_favourite_set").await, 0);
}
