//! A password that somebody else set is changed before anything else, on the real server.

use crate::support::World;
use crate::support::people::{PASSWORD, user_form};
use clinic_core::access::Role;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, Refusal, SessionEnd};
use clinic_core::ids::RequestId;
use clinic_core::seed::demo;
use clinic_core::users::model::{ChangePassword, SessionView, SignIn, UpdateUser, UserView};
use clinic_core::users::{self, SessionToken};

const OWN: &str = "seven tall herons wading";

/// Someone whom the administrator just added, signed in with the first password.
struct Newcomer {
    world: World,
    admin: crate::support::people::SignedIn,
    user: UserView,
    token: SessionToken,
    view: SessionView,
}

impl Newcomer {
    async fn signed_in() -> Self {
        let world = World::new().await;
        let admin = world.user(Role::Administrator).await;
        let user = users::add(&world.clinic, &admin.actor, user_form(Role::Receptionist, None)).await.expect("added");
        let (token, view) = sign_in(&world, &user.email, PASSWORD).await.expect("signs in");
        Self { world, admin, user, token, view }
    }

    async fn change(&self, password: &str, new_password: &str) -> Result<SessionView, ClinicError> {
        users::change_password(&self.world.clinic, &self.token, typed(password, new_password)).await
    }
}

async fn sign_in(world: &World, email: &str, password: &str) -> Result<(SessionToken, SessionView), ClinicError> {
    users::sign_in(&world.clinic, "desk", SignIn { email: email.into(), password: password.into() }).await
}

fn typed(password: &str, new_password: &str) -> ChangePassword {
    ChangePassword { request_id: RequestId::fresh(), password: password.into(), new_password: new_password.into() }
}

#[tokio::test]
async fn a_first_password_opens_nothing_until_it_is_changed() {
    let new = Newcomer::signed_in().await;
    let clinic = &new.world.clinic;
    assert!(new.view.password_change_due && new.view.actions.is_empty());
    assert_eq!(users::actor(clinic, &new.token).await.unwrap_err(), Refusal::PasswordChangeDue.into());
    users::touch(clinic, &new.token).await.unwrap();
    users::lock(clinic, &new.token).await.unwrap();
    let locked = new.change(PASSWORD, OWN).await.unwrap_err();
    assert_eq!(locked, ClinicError::SignedOut { why: SessionEnd::Locked });
    let unlock = users::model::Unlock { password: PASSWORD.into() };
    assert!(users::unlock(clinic, &new.token, unlock).await.unwrap().password_change_due);

    let settled = new.change(PASSWORD, OWN).await.unwrap();
    assert!(!settled.password_change_due && !settled.actions.is_empty());
    assert_eq!(users::actor(clinic, &new.token).await.unwrap().role(), Role::Receptionist);
    assert_eq!(new.world.audited("password_changed").await, 1);
    assert_eq!(sign_in(&new.world, &new.user.email, PASSWORD).await.unwrap_err(), Refusal::WrongCredentials.into());
    let (_, again) = sign_in(&new.world, &new.user.email, OWN).await.unwrap();
    assert!(!again.password_change_due);
}

#[tokio::test]
async fn whoever_does_not_change_it_may_sign_out_and_is_asked_again() {
    let new = Newcomer::signed_in().await;
    users::sign_out(&new.world.clinic, &new.token).await.unwrap();
    let gone = new.change(PASSWORD, OWN).await.unwrap_err();
    assert_eq!(gone, ClinicError::SignedOut { why: SessionEnd::Revoked });
    let (token, view) = sign_in(&new.world, &new.user.email, PASSWORD).await.unwrap();
    assert!(view.password_change_due);
    assert_eq!(users::actor(&new.world.clinic, &token).await.unwrap_err(), Refusal::PasswordChangeDue.into());
}

#[tokio::test]
async fn the_rule_of_new_passwords_holds_and_the_same_one_is_none() {
    let new = Newcomer::signed_in().await;
    for (password, new_password, field, problem) in [
        (PASSWORD, "short", "new_password", FieldProblem::TooShort { least: 10 }),
        (PASSWORD, "password123", "new_password", FieldProblem::WeakPassword),
        (PASSWORD, new.user.email.as_str(), "new_password", FieldProblem::WeakPassword),
        (PASSWORD, PASSWORD, "new_password", FieldProblem::SamePassword),
        ("", OWN, "password", FieldProblem::Missing),
    ] {
        let refused = new.change(password, new_password).await.unwrap_err();
        assert_eq!(refused, FieldError::new(field, problem).into(), "{new_password}");
    }
    assert_eq!(new.world.audited("password_changed").await, 0);
    assert_eq!(users::actor(&new.world.clinic, &new.token).await.unwrap_err(), Refusal::PasswordChangeDue.into());
}

#[tokio::test]
async fn guesses_at_the_present_password_are_throttled_with_those_of_signing_in() {
    let new = Newcomer::signed_in().await;
    for _ in 0..5 {
        assert_eq!(new.change("not the password", OWN).await.unwrap_err(), Refusal::WrongCredentials.into());
    }
    // Far more failures than anyone types, so that a slow machine does not outlive the wait.
    sqlx::query("update sign_in_throttles set failures = 12").execute(&mut new.world.sql().await).await.unwrap();
    let waits = new.change(PASSWORD, OWN).await.unwrap_err();
    assert!(matches!(waits, ClinicError::Refused { refusal: Refusal::Throttled { .. } }), "{waits:?}");
    let elsewhere = sign_in(&new.world, &new.user.email, PASSWORD).await.unwrap_err();
    assert!(matches!(elsewhere, ClinicError::Refused { refusal: Refusal::Throttled { .. } }), "{elsewhere:?}");
}

#[tokio::test]
async fn a_change_sent_twice_is_one_and_ends_the_other_sessions() {
    let new = Newcomer::signed_in().await;
    let (elsewhere, _) = sign_in(&new.world, &new.user.email, PASSWORD).await.unwrap();
    let request = typed(PASSWORD, OWN);
    let first = users::change_password(&new.world.clinic, &new.token, request.clone()).await.unwrap();
    let again = users::change_password(&new.world.clinic, &new.token, request).await.unwrap();
    assert_eq!(first, again, "its answer was lost and it is sent again");
    assert_eq!(new.world.audited("password_changed").await, 1);
    let ended = users::actor(&new.world.clinic, &elsewhere).await.unwrap_err();
    assert_eq!(ended, ClinicError::SignedOut { why: SessionEnd::Revoked });
}

#[tokio::test]
async fn a_password_that_the_administrator_gives_later_is_changed_too_but_not_their_own() {
    let new = Newcomer::signed_in().await;
    new.change(PASSWORD, OWN).await.unwrap();
    let given = "copper lantern under seven hills";
    let reset = |user: &UserView| UpdateUser {
        request_id: RequestId::fresh(),
        id: user.id,
        row_version: user.row_version,
        name: user.name.clone(),
        role: user.role,
        status: user.status,
        doctor_id: user.doctor_id,
        new_password: Some(given.into()),
    };
    users::update(&new.world.clinic, &new.admin.actor, reset(&new.user)).await.unwrap();
    let (_, view) = sign_in(&new.world, &new.user.email, given).await.unwrap();
    assert!(view.password_change_due, "the administrator knows it");
    let all = users::list(&new.world.clinic, &new.admin.actor).await.unwrap();
    let own = all.iter().find(|one| one.id == new.admin.view.user_id).unwrap();
    users::update(&new.world.clinic, &new.admin.actor, reset(own)).await.unwrap();
    let (_, view) = sign_in(&new.world, &own.email, given).await.unwrap();
    assert!(!view.password_change_due, "nobody else knows it");
}

#[tokio::test]
async fn the_demo_is_entered_without_a_change() {
    let world = World::new().await;
    demo::fill(&world.clinic, clinic_core::civil::Zone::UTC, |_| {}).await.unwrap();
    for account in demo::accounts() {
        let (_, view) = sign_in(&world, &account.email, &account.password).await.unwrap();
        assert!(!view.password_change_due, "{}", account.email);
    }
}
