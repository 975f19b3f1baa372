//! The rules of users and sessions, without a database.

use chrono::{DateTime, Duration, Utc};

use crate::access::Role;
use crate::error::{ClinicError, FieldError, FieldProblem, SessionEnd};
use crate::ids::{DoctorId, RequestId, UserId};
use crate::users::model::{AddUser, NewUser};
use crate::users::password::{PasswordCost, hash, parse_new, verify};
use crate::users::session::{SessionState, SessionTimes, SessionToken, wait_after_failures};

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_452_800, 0).unwrap()
}

fn fresh_times() -> SessionTimes {
    SessionTimes {
        now: noon(),
        expires_at: noon() + Duration::hours(12),
        last_used_at: noon(),
        locked_at: None,
        revoked_at: None,
    }
}

#[test]
fn a_session_counts_until_it_rests_for_ten_minutes() {
    let at = |rest| SessionTimes { last_used_at: noon() - rest, ..fresh_times() }.state();
    assert_eq!(at(Duration::zero()), SessionState::Open);
    assert_eq!(at(Duration::seconds(599)), SessionState::Open);
    assert_eq!(at(Duration::seconds(600)), SessionState::Idle);
}

#[test]
fn what_cannot_be_undone_is_said_first() {
    let locked = SessionTimes { locked_at: Some(noon()), ..fresh_times() };
    assert_eq!(locked.state(), SessionState::Ended(SessionEnd::Locked));
    let expired = SessionTimes { expires_at: noon(), ..locked };
    assert_eq!(expired.state(), SessionState::Ended(SessionEnd::Expired));
    let revoked = SessionTimes { revoked_at: Some(noon()), ..expired };
    assert_eq!(revoked.state(), SessionState::Ended(SessionEnd::Revoked));
}

#[test]
fn failures_wait_twice_as_long_each_time_up_to_fifteen_minutes() {
    let waits: Vec<u32> = (0..=16).map(wait_after_failures).collect();
    assert_eq!(waits, [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    assert_eq!(wait_after_failures(u32::MAX), 900);
}

#[test]
fn tokens_are_never_alike_and_never_printed() {
    let (one, other) = (SessionToken::fresh().unwrap(), SessionToken::fresh().unwrap());
    assert_ne!(one.hash(), other.hash());
    assert_eq!(format!("{one:?}"), "SessionToken(…)");
}

#[test]
fn a_new_password_must_be_long_and_hard_to_guess() {
    let problem = |text: &str| parse_new("password", text, &["ann.lee@clinic.example", "Ann Lee"]).unwrap_err().problem;
    assert_eq!(problem("short"), FieldProblem::TooShort { least: 10 });
    assert_eq!(problem("password123"), FieldProblem::WeakPassword);
    assert_eq!(problem("ann.lee@clinic.example"), FieldProblem::WeakPassword);
    assert_eq!(problem("aaaaaaaaaaaaaaaa"), FieldProblem::WeakPassword);
    assert_eq!(problem(&"x".repeat(201)), FieldProblem::TooLong { most: 200 });
    assert_eq!(problem(&"x".repeat(10_000_000)), FieldProblem::TooLong { most: 200 });
    assert!(parse_new("password", "violet kettle marches north", &[]).is_ok());
}

#[tokio::test]
async fn a_hash_opens_to_its_password_only_and_asks_for_renewal_when_the_cost_rose() {
    let password = |text: &str| zeroize::Zeroizing::new(text.to_owned());
    let made = hash(PasswordCost::LEAST, password("violet kettle")).await.unwrap();
    assert!(made.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{made}");
    assert!(verify(PasswordCost::LEAST, password("violet kettle"), Some(made.clone())).await.unwrap());
    assert!(!verify(PasswordCost::LEAST, password("violet kettlE"), Some(made.clone())).await.unwrap());
    assert!(!verify(PasswordCost::LEAST, password("violet kettle"), None).await.unwrap());
    assert!(!PasswordCost::LEAST.is_above(&made));
    assert!(PasswordCost::CLINIC.is_above(&made));
    assert!(PasswordCost::CLINIC.is_above("not a hash"));
}

#[test]
fn a_form_tells_every_problem_at_once() {
    let request = AddUser {
        request_id: RequestId::fresh(),
        id: UserId::fresh(),
        email: "nobody".into(),
        name: "\u{202E}".into(),
        role: Role::Receptionist,
        password: "123".into(),
        doctor_id: Some(DoctorId::fresh()),
    };
    let Err(ClinicError::Invalid { fields }) = NewUser::parse(request) else { panic!("it was read") };
    assert_eq!(
        fields,
        [
            FieldError::new("email", FieldProblem::NotAnEmail),
            FieldError::new("name", FieldProblem::BadCharacters),
            FieldError::new("password", FieldProblem::TooShort { least: 10 }),
            FieldError::new("doctor_id", FieldProblem::UnknownChoice),
        ]
    );
}

#[test]
fn a_doctor_account_names_its_doctor() {
    let request = AddUser {
        request_id: RequestId::fresh(),
        id: UserId::fresh(),
        email: "Ann@Clinic.example".into(),
        name: " Ann ".into(),
        role: Role::Doctor,
        password: "violet kettle marches north".into(),
        doctor_id: None,
    };
    let Err(error) = NewUser::parse(request.clone()) else { panic!("it was read") };
    assert_eq!(error, FieldError::new("doctor_id", FieldProblem::Missing).into());
    let user = NewUser::parse(AddUser { doctor_id: Some(DoctorId::fresh()), ..request }).ok().unwrap();
    assert_eq!((user.email.as_str(), user.name.as_str()), ("ann@clinic.example", "Ann"));
}
