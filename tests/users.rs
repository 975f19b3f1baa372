//! Signing in, sessions and accounts on the real server.

use crate::support::World;
use crate::support::builders::system;
use crate::support::people::{PASSWORD, user_form};
use clinic_core::access::{Action, Role};
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal, SessionEnd};
use clinic_core::ids::{RequestId, UserId};
use clinic_core::users::model::{AddUser, SignIn, Unlock, UpdateUser, UserStatus, UserView};
use clinic_core::users::password::PasswordCost;
use clinic_core::users::{self, SessionToken};

fn typed(email: &str, password: &str) -> SignIn {
    SignIn { email: email.into(), password: password.into() }
}

fn signed_out(why: SessionEnd) -> ClinicError {
    ClinicError::SignedOut { why }
}

fn change(user: &UserView) -> UpdateUser {
    UpdateUser {
        request_id: RequestId::fresh(),
        id: user.id,
        row_version: user.row_version,
        name: user.name.clone(),
        role: user.role,
        status: user.status,
        doctor_id: user.doctor_id,
        new_password: None,
    }
}

/// Lets time pass for every session and throttle: the server's clock decides, so what it kept is set back.
async fn pass(world: &World, minutes: u32) {
    let mut sql = world.sql().await;
    sqlx::query(
        "update sessions set created_at = created_at - interval ? minute, last_used_at = last_used_at - interval ? minute, \
         expires_at = expires_at - interval ? minute",
    )
    .bind(minutes)
    .bind(minutes)
    .bind(minutes)
    .execute(&mut sql)
    .await
    .expect("the test's own statement");
    sqlx::query("update sign_in_throttles set last_failed_at = last_failed_at - interval ? minute")
        .bind(minutes)
        .execute(&mut sql)
        .await
        .expect("the test's own statement");
}

async fn refusals(world: &World) -> Vec<String> {
    sqlx::query_scalar(
        "select cast(json_unquote(json_extract(detail, '$.why')) as char) from audit_events \
         where action = 'sign_in_refused' and actor_id is null order by at, id",
    )
    .fetch_all(&mut world.sql().await)
    .await
    .expect("the test's own statement")
}

#[tokio::test]
async fn someone_signs_in_and_the_session_knows_role_doctor_and_rights() {
    let world = World::new().await;
    let doctor = world.user(Role::Doctor).await;
    assert_eq!(doctor.view.role, Role::Doctor);
    assert!(doctor.view.doctor_id.is_some());
    assert_eq!(doctor.actor.doctor_id(), doctor.view.doctor_id);
    assert!(doctor.view.actions.contains(&Action::Consult) && !doctor.view.actions.contains(&Action::ManageUsers));
    assert!(!doctor.view.locked);
    let again = users::current_session(&world.clinic, &doctor.token).await.unwrap();
    assert_eq!(again, Some(doctor.view));
    assert_eq!(world.audited("signed_in").await, 1);
}

#[tokio::test]
async fn the_email_is_read_in_any_case_and_with_spaces_around() {
    let world = World::new().await;
    let form = user_form(Role::Receptionist, None);
    world.settled(form.clone()).await;
    world.sign_in(&format!("  {} ", form.email.to_uppercase()), PASSWORD).await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_email_get_the_same_answer_and_are_audited() {
    let world = World::new().await;
    let form = user_form(Role::Receptionist, None);
    users::add(&world.clinic, &system(), form.clone()).await.unwrap();
    let wrong = users::sign_in(&world.clinic, "desk", typed(&form.email, "wrong")).await.unwrap_err();
    let unknown = users::sign_in(&world.clinic, "desk", typed("nobody@clinic.example", "wrong")).await.unwrap_err();
    assert_eq!(wrong, Refusal::WrongCredentials.into());
    assert_eq!(unknown, wrong);
    assert_eq!(refusals(&world).await, ["wrong password", "unknown e-mail"]);
}

#[tokio::test]
async fn hostile_input_at_the_sign_in_is_only_wrong_credentials() {
    let world = World::new().await;
    world.user(Role::Receptionist).await;
    let long = "x".repeat(10_000_000);
    for (email, password) in [
        ("", ""),
        ("' or 1=1 -- ", "' or 1=1 -- "),
        ("%@clinic.example", "%"),
        ("<script>alert(1)</script>", "x"),
        ("a\u{202E}b@clinic.example", "x"),
        ("a\0b@clinic.example", "\0"),
        (long.as_str(), "x"),
        ("someone@clinic.example", long.as_str()),
    ] {
        let error = users::sign_in(&world.clinic, "desk", typed(email, password)).await.unwrap_err();
        assert_eq!(error, Refusal::WrongCredentials.into());
    }
}

#[tokio::test]
async fn after_five_failures_even_the_right_password_waits() {
    let world = World::new().await;
    let form = user_form(Role::Receptionist, None);
    world.settled(form.clone()).await;
    for _ in 0..5 {
        let error = users::sign_in(&world.clinic, "desk", typed(&form.email, "wrong")).await.unwrap_err();
        assert_eq!(error, Refusal::WrongCredentials.into());
    }
    // Far more failures than anyone types, so that a slow machine does not outlive the wait.
    sqlx::query("update sign_in_throttles set failures = 12").execute(&mut world.sql().await).await.unwrap();
    let error = users::sign_in(&world.clinic, "another desk", typed(&form.email, PASSWORD)).await.unwrap_err();
    let ClinicError::Refused { refusal: Refusal::Throttled { wait_seconds } } = error else { panic!("{error:?}") };
    assert!((200..=256).contains(&wait_seconds), "{wait_seconds}");
    assert_eq!(refusals(&world).await.last().unwrap(), "throttled");
    pass(&world, 5).await;
    world.sign_in(&form.email, PASSWORD).await;
    let left: i64 =
        sqlx::query_scalar("select count(*) from sign_in_throttles").fetch_one(&mut world.sql().await).await.unwrap();
    assert_eq!(left, 0, "the right password forgets the failures");
}

#[tokio::test]
async fn many_guesses_at_once_do_not_pass_the_limit() {
    let world = World::new().await;
    let form = user_form(Role::Receptionist, None);
    users::add(&world.clinic, &system(), form.clone()).await.unwrap();
    let mut guesses = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (clinic, email) = (world.clinic.clone(), form.email.clone());
        guesses.spawn(async move { users::sign_in(&clinic, "desk", typed(&email, "wrong")).await.unwrap_err() });
    }
    let answers = guesses.join_all().await;
    let looked_at = answers.iter().filter(|error| **error == Refusal::WrongCredentials.into()).count();
    assert!(looked_at <= 6, "{looked_at} guesses were looked at");
}

#[tokio::test]
async fn a_session_locks_after_ten_minutes_unless_touched_and_opens_by_the_password() {
    let world = World::new().await;
    let user = world.user(Role::Receptionist).await;
    pass(&world, 9).await;
    users::touch(&world.clinic, &user.token).await.unwrap();
    pass(&world, 9).await;
    users::actor(&world.clinic, &user.token).await.unwrap();
    pass(&world, 1).await;
    let error = users::actor(&world.clinic, &user.token).await.unwrap_err();
    assert_eq!(error, signed_out(SessionEnd::Locked));
    assert!(users::current_session(&world.clinic, &user.token).await.unwrap().unwrap().locked);
    let error = users::touch(&world.clinic, &user.token).await.unwrap_err();
    assert_eq!(error, signed_out(SessionEnd::Locked));
    let wrong = users::unlock(&world.clinic, &user.token, Unlock { password: "wrong".into() }).await.unwrap_err();
    assert_eq!(wrong, Refusal::WrongCredentials.into());
    let opened = users::unlock(&world.clinic, &user.token, Unlock { password: PASSWORD.into() }).await.unwrap();
    assert!(!opened.locked);
    users::actor(&world.clinic, &user.token).await.unwrap();
    assert_eq!((world.audited("session_locked").await, world.audited("session_unlocked").await), (1, 1));
}

#[tokio::test]
async fn a_session_can_be_locked_by_hand_and_twice_is_once() {
    let world = World::new().await;
    let user = world.user(Role::Receptionist).await;
    users::lock(&world.clinic, &user.token).await.unwrap();
    users::lock(&world.clinic, &user.token).await.unwrap();
    let error = users::actor(&world.clinic, &user.token).await.unwrap_err();
    assert_eq!(error, signed_out(SessionEnd::Locked));
    assert_eq!(world.audited("session_locked").await, 1);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_whatever_happens() {
    let world = World::new().await;
    let user = world.user(Role::Receptionist).await;
    for _ in 0..144 {
        pass(&world, 5).await;
        users::touch(&world.clinic, &user.token).await.ok();
    }
    let error = users::actor(&world.clinic, &user.token).await.unwrap_err();
    assert_eq!(error, signed_out(SessionEnd::Expired));
    assert_eq!(users::current_session(&world.clinic, &user.token).await.unwrap(), None);
    let error = users::unlock(&world.clinic, &user.token, Unlock { password: PASSWORD.into() }).await.unwrap_err();
    assert_eq!(error, signed_out(SessionEnd::Expired));
}

#[tokio::test]
async fn a_forged_or_signed_out_session_does_not_count() {
    let world = World::new().await;
    let user = world.user(Role::Administrator).await;
    let forged = SessionToken::from_bytes([7; 32]);
    assert_eq!(users::actor(&world.clinic, &forged).await.unwrap_err(), signed_out(SessionEnd::Unknown));
    assert_eq!(users::current_session(&world.clinic, &forged).await.unwrap(), None);
    users::sign_out(&world.clinic, &forged).await.unwrap();
    users::sign_out(&world.clinic, &user.token).await.unwrap();
    users::sign_out(&world.clinic, &user.token).await.unwrap();
    assert_eq!(users::actor(&world.clinic, &user.token).await.unwrap_err(), signed_out(SessionEnd::Revoked));
    assert_eq!(world.audited("signed_out").await, 1);
    let kept: Vec<u8> =
        sqlx::query_scalar("select token_hash from sessions").fetch_one(&mut world.sql().await).await.unwrap();
    assert_eq!(kept.len(), 32);
    let by_the_hash = SessionToken::from_bytes(kept.try_into().unwrap());
    assert_eq!(
        users::actor(&world.clinic, &by_the_hash).await.unwrap_err(),
        signed_out(SessionEnd::Unknown),
        "what the table holds opens nothing"
    );
}

#[tokio::test]
async fn a_cheap_hash_is_renewed_at_the_next_sign_in() {
    let world = World::new().await;
    let form = user_form(Role::Receptionist, None);
    users::add(&world.clinic, &system(), form.clone()).await.unwrap();
    let dear = world.clinic.clone().with_password_cost(PasswordCost::CLINIC);
    users::sign_in(&dear, "desk", typed(&form.email, PASSWORD)).await.unwrap();
    let kept: String = sqlx::query_scalar("select password_hash from users where id = ?")
        .bind(form.id)
        .fetch_one(&mut world.sql().await)
        .await
        .unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=65536,t=3,p=4$"), "{kept}");
    users::sign_in(&dear, "desk", typed(&form.email, PASSWORD)).await.unwrap();
}

#[tokio::test]
async fn users_are_listed_added_once_and_changed() {
    let world = World::new().await;
    let admin = world.user(Role::Administrator).await;
    let doctor = world.doctor("Dr Ben Adu").await;
    let form = AddUser { email: "Ben.Adu@Clinic.example".into(), ..user_form(Role::Doctor, Some(doctor.id)) };
    let (added, twin) = tokio::join!(
        users::add(&world.clinic, &admin.actor, form.clone()),
        users::add(&world.clinic, &admin.actor, form.clone()),
    );
    assert_eq!(added, twin, "sent twice at once");
    let added = added.unwrap();
    assert_eq!(added.email, "ben.adu@clinic.example");
    assert_eq!(users::add(&world.clinic, &admin.actor, form).await.unwrap(), added, "sent again it adds nothing");
    assert_eq!(added.doctor_id, Some(doctor.id));
    let renamed = UpdateUser { name: "Dr B. Adu".into(), ..change(&added) };
    let changed = users::update(&world.clinic, &admin.actor, renamed.clone()).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.row_version), ("Dr B. Adu", 2));
    assert_eq!(users::update(&world.clinic, &admin.actor, renamed).await.unwrap(), changed, "sent again");
    let all = users::list(&world.clinic, &admin.actor).await.unwrap();
    assert_eq!(all.len(), 2);
    assert!(all.contains(&changed));
    assert_eq!(world.audited("user_updated").await, 1);
    assert!(world.topic("users").await >= 2);
    let stale = UpdateUser { request_id: RequestId::fresh(), ..change(&added) };
    let error = users::update(&world.clinic, &admin.actor, stale).await.unwrap_err();
    assert_eq!(error, ClinicError::Stale { what: RecordKind::User });
    let nobody = UpdateUser { id: UserId::fresh(), ..change(&added) };
    let error = users::update(&world.clinic, &admin.actor, nobody).await.unwrap_err();
    assert_eq!(error, ClinicError::NotFound { what: RecordKind::User });
}

#[tokio::test]
async fn an_email_and_a_doctor_belong_to_one_user() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ben Adu").await;
    let form = user_form(Role::Doctor, Some(doctor.id));
    users::add(&world.clinic, &system(), form.clone()).await.unwrap();
    let twin = AddUser { email: form.email.to_uppercase(), ..user_form(Role::Receptionist, None) };
    let error = users::add(&world.clinic, &system(), twin).await.unwrap_err();
    assert_eq!(error, FieldError::new("email", FieldProblem::Taken).into());
    let second = user_form(Role::Doctor, Some(doctor.id));
    let error = users::add(&world.clinic, &system(), second.clone()).await.unwrap_err();
    assert_eq!(error, FieldError::new("doctor_id", FieldProblem::Taken).into());
    let error = users::sign_in(&world.clinic, "desk", typed(&second.email, PASSWORD)).await.unwrap_err();
    assert_eq!(error, Refusal::WrongCredentials.into(), "nothing is left of the refused user");
}

#[tokio::test]
async fn disabling_or_a_new_password_ends_the_sessions() {
    let world = World::new().await;
    let admin = world.user(Role::Administrator).await;
    let user = world.user(Role::Receptionist).await;
    let all = users::list(&world.clinic, &admin.actor).await.unwrap();
    let seen = all.iter().find(|one| one.id == user.view.user_id).unwrap();
    let new_password = "copper lantern under seven hills";
    let changed = users::update(
        &world.clinic,
        &admin.actor,
        UpdateUser { new_password: Some(new_password.into()), ..change(seen) },
    )
    .await
    .unwrap();
    assert_eq!(users::actor(&world.clinic, &user.token).await.unwrap_err(), signed_out(SessionEnd::Revoked));
    let old = users::sign_in(&world.clinic, "desk", typed(&user.view.email, PASSWORD)).await.unwrap_err();
    assert_eq!(old, Refusal::WrongCredentials.into());
    let (again, _) = users::sign_in(&world.clinic, "desk", typed(&user.view.email, new_password)).await.unwrap();
    let disabled = UpdateUser { status: UserStatus::Disabled, ..change(&changed) };
    users::update(&world.clinic, &admin.actor, disabled).await.unwrap();
    assert_eq!(users::actor(&world.clinic, &again).await.unwrap_err(), signed_out(SessionEnd::Revoked));
    let right = users::sign_in(&world.clinic, "desk", typed(&user.view.email, new_password)).await.unwrap_err();
    assert_eq!(right, Refusal::AccountDisabled.into());
    let wrong = users::sign_in(&world.clinic, "desk", typed(&user.view.email, "wrong")).await.unwrap_err();
    assert_eq!(wrong, Refusal::WrongCredentials.into());
    users::actor(&world.clinic, &admin.token).await.expect("the one who asked stays signed in");
}

#[tokio::test]
async fn the_last_active_administrator_stays_one() {
    let world = World::new().await;
    let admin = world.user(Role::Administrator).await;
    let all = users::list(&world.clinic, &admin.actor).await.unwrap();
    let own = all.iter().find(|one| one.id == admin.view.user_id).unwrap();
    for wish in [
        UpdateUser { status: UserStatus::Disabled, ..change(own) },
        UpdateUser { role: Role::Receptionist, ..change(own) },
    ] {
        let error = users::update(&world.clinic, &admin.actor, wish).await.unwrap_err();
        assert_eq!(error, Refusal::LastAdministrator.into());
    }
    world.user(Role::Administrator).await;
    let stepped_down = UpdateUser { role: Role::Receptionist, ..change(own) };
    users::update(&world.clinic, &admin.actor, stepped_down).await.unwrap();
    let error = users::list(&world.clinic, &users::actor(&world.clinic, &admin.token).await.unwrap()).await;
    assert_eq!(error.unwrap_err(), ClinicError::Forbidden { action: Action::ManageUsers }, "a new role counts at once");
}

#[tokio::test]
async fn two_administrators_cannot_dismiss_each_other_at_once() {
    let world = World::new().await;
    let (one, other) = (world.user(Role::Administrator).await, world.user(Role::Administrator).await);
    let all = users::list(&world.clinic, &one.actor).await.unwrap();
    let dismissal = |of: UserId| {
        let seen = all.iter().find(|user| user.id == of).unwrap();
        UpdateUser { status: UserStatus::Disabled, ..change(seen) }
    };
    let (first, second) = tokio::join!(
        users::update(&world.clinic, &one.actor, dismissal(other.view.user_id)),
        users::update(&world.clinic, &other.actor, dismissal(one.view.user_id)),
    );
    let refused = [first, second].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert_eq!(refused, [Refusal::LastAdministrator.into()]);
}

#[tokio::test]
async fn the_command_line_sets_a_password_by_email() {
    let world = World::new().await;
    let user = world.user(Role::Receptionist).await;
    let new_password = "copper lantern under seven hills";
    users::set_password(&world.clinic, &system(), &user.view.email, new_password.into()).await.unwrap();
    users::sign_in(&world.clinic, "desk", typed(&user.view.email, new_password)).await.unwrap();
    assert_eq!(users::actor(&world.clinic, &user.token).await.unwrap_err(), signed_out(SessionEnd::Revoked));
    let weak = users::set_password(&world.clinic, &system(), &user.view.email, "password123".into()).await;
    assert_eq!(weak.unwrap_err(), FieldError::new("new_password", FieldProblem::WeakPassword).into());
    let unknown =
        users::set_password(&world.clinic, &system(), "nobody@clinic.example", new_password.into()).await.unwrap_err();
    assert_eq!(unknown, ClinicError::NotFound { what: RecordKind::User });
}

#[tokio::test]
async fn neither_passwords_nor_hashes_reach_the_audit_log() {
    let world = World::new().await;
    let admin = world.user(Role::Administrator).await;
    let all = users::list(&world.clinic, &admin.actor).await.unwrap();
    let wish = UpdateUser { new_password: Some("copper lantern under seven hills".into()), ..change(&all[0]) };
    users::update(&world.clinic, &admin.actor, wish).await.unwrap();
    let details: Vec<String> = sqlx::query_scalar("select cast(detail as char) from audit_events")
        .fetch_all(&mut world.sql().await)
        .await
        .unwrap();
    assert!(details.len() >= 3);
    for detail in details {
        assert!(!detail.contains("lantern") && !detail.contains("kettle") && !detail.contains("argon2"), "{detail}");
    }
}
