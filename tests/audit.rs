//! The audit log as the administrator reads it, on the real server.

use crate::support::World;
use clinic_core::access::Role;
use clinic_core::audit::{self, AuditSearch};
use clinic_core::error::{FieldError, FieldProblem};
use clinic_core::ids::PatientId;
use clinic_core::patients;
use clinic_core::patients::model::{Gender, PatientForm, RegisterPatient};
use clinic_core::users;
use clinic_core::users::model::SignIn;

fn everything() -> AuditSearch {
    AuditSearch { before_at: None, actor_id: None, action: None, patient_id: None, drafts: true, limit: 200 }
}

#[tokio::test]
async fn events_are_told_newest_first_with_names_and_in_pages() {
    let world = World::new().await;
    let admin = world.user(Role::Administrator).await;
    let desk = world.user(Role::Receptionist).await;
    let id = PatientId::fresh();
    let form = PatientForm::named("Lee", "Ann", "1990-02-28", Gender::Female);
    patients::register(&world.clinic, &desk.actor, RegisterPatient { id, form }).await.unwrap();
    let guess = SignIn { email: desk.view.email.clone(), password: "wrong".into() };
    users::sign_in(&world.clinic, "back room", guess).await.unwrap_err();
    let page = |before_at, limit| {
        let (clinic, actor) = (world.clinic.clone(), admin.actor.clone());
        async move { audit::list(&clinic, &actor, AuditSearch { before_at, limit, ..everything() }).await }
    };
    let all = page(None, 200).await.unwrap();
    let told: Vec<_> = all.iter().map(|event| (event.action.as_str(), event.actor.as_str())).collect();
    assert_eq!(
        told,
        [
            ("sign_in_refused", "back room"),
            ("patient_registered", "The receptionist"),
            ("signed_in", "The receptionist"),
            ("user_added", "test"),
            ("signed_in", "The administrator"),
            ("user_added", "test"),
        ]
    );
    let whose: Vec<_> = all.iter().map(|event| event.subject.as_deref()).collect();
    let (desk_of, admin_of) = (Some("The receptionist"), Some("The administrator"));
    assert_eq!(whose, [desk_of, None, None, desk_of, None, admin_of], "whose account was tried, whose was added");
    assert_eq!(all[1].patient.as_deref(), Some("Lee, Ann"));
    assert_eq!((all[1].subject_kind.as_str(), all[1].subject_id, all[1].id), ("patient", id.0, id.0));
    assert_eq!(all[1].workstation, "front desk");
    let mut pages = Vec::new();
    let mut before_at = None;
    loop {
        let some = page(before_at, 4).await.unwrap();
        let Some(last) = some.last() else { break };
        before_at = Some(last.at);
        pages.extend(some);
    }
    assert_eq!(pages, all);
    assert_eq!(page(Some(chrono::DateTime::<chrono::Utc>::MAX_UTC), 200).await.unwrap(), all);
    for limit in [0, 201, -1] {
        let error = page(None, limit).await.unwrap_err();
        assert_eq!(error, FieldError::new("limit", FieldProblem::OutOfRange { least: 1, most: 200 }).into());
    }
    let only = |search: AuditSearch| {
        let (clinic, actor) = (world.clinic.clone(), admin.actor.clone());
        async move {
            let events = audit::list(&clinic, &actor, search).await.unwrap();
            events.into_iter().map(|event| event.action).collect::<Vec<_>>()
        }
    };
    assert_eq!(
        only(AuditSearch { actor_id: desk.actor.user_id(), ..everything() }).await,
        ["patient_registered", "signed_in"],
        "by person"
    );
    assert_eq!(only(AuditSearch { patient_id: Some(id), ..everything() }).await, ["patient_registered"], "by patient");
    assert_eq!(
        only(AuditSearch { action: Some("sign_in_refused".into()), ..everything() }).await,
        ["sign_in_refused"],
        "by kind"
    );
}
