//! Messages on their way: a real mail server, a real database, and workstations that fall silent.

use std::sync::Arc;

use crate::messages::{change, listed, mail_settings, set, writing_desk, written};
use crate::support::builders::system;
use crate::support::desk::{Desk, patient};
use crate::support::mail::{MailServer, Tls, body, header, subject};
use crate::support::monday_at_eight;
use chrono::Duration;
use clinic_core::messages;
use clinic_core::messages::Sender;
use clinic_core::messages::model::*;
use clinic_core::messages::settings::model::{MailSecurity, MessageSettings};
use tokio::task::JoinSet;

/// A mail server, and a clinic that writes by it.
async fn clinic_and_mail() -> (Desk, MailServer) {
    let mail = MailServer::open();
    (writing_desk(mail.port).await, mail)
}

/// Ada's visit is moved.
async fn moved(desk: &Desk) {
    let visit = desk.booked("2026-03-03 09:00").await;
    desk.move_to(&visit, "2026-03-04 09:20").await.expect("moved");
}

/// The clock goes on from Monday at eight.
fn later(desk: &Desk, seconds: i64) {
    desk.world.clinic.clock().set(monday_at_eight() + Duration::seconds(seconds));
}

/// A workstation that was just started looks once.
async fn look(desk: &Desk) {
    Sender::default().look(&desk.world.clinic, "front desk", None).await.expect("looks");
}

async fn only(desk: &Desk) -> MessageView {
    let mut all = listed(desk).await.messages;
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[tokio::test]
async fn a_message_waits_a_moment_goes_once_and_says_what_the_desk_would() {
    let (desk, mail) = clinic_and_mail().await;
    moved(&desk).await;
    later(&desk, 19);
    look(&desk).await;
    assert!(mail.mailbox().is_empty(), "it can be undone still");
    later(&desk, 20);
    look(&desk).await;
    look(&desk).await;
    let letters = mail.mailbox();
    assert_eq!(letters.len(), 1);
    let message = only(&desk).await;
    assert_eq!((message.state, message.sent_at), (MessageState::Sent, Some(desk.world.clinic.now())));
    let letter = &letters[0];
    assert_eq!(header(letter, "X-To"), "ada@example.org");
    assert_eq!(header(letter, "Message-ID"), format!("<{}@harbour.example>", message.id));
    assert_eq!(header(letter, "Auto-Submitted"), "auto-generated");
    assert_eq!(header(letter, "From"), "\"Harbour Clinic\" <desk@harbour.example>");
    assert_eq!(subject(letter), "Your visit is now on Wednesday 4 March 2026, 09:20");
    let body = body(letter);
    assert!(body.contains("your visit of Tuesday 3 March 2026, 09:00 with Dr Osei has been moved"), "{body}");
    assert!(body.contains(&format!("Reference: {}", message.reference)), "{body}");
    assert!(!body.contains("cough"), "why they come is nobody's business: {body}");
    assert_eq!(desk.world.audited("message_sent").await, 1);
}

#[tokio::test]
async fn eight_workstations_send_each_message_once() {
    let (desk, mail) = clinic_and_mail().await;
    for number in 0..24 {
        let one = patient(&desk.world, &format!("Patient {number}"), "Ann").await;
        crate::messages::agrees(&desk, one, &format!("patient{number}@example.org")).await;
        let mut wish =
            desk.wish(&format!("2026-03-{:02} {:02}:00", 3 + number / 6, 9 + number % 3 + number % 6 / 3 * 4));
        wish.patient_id = one;
        let visit = desk.book(wish).await.expect("booked");
        let at = visit.starts_local + Duration::days(7);
        desk.move_to(&visit, &at.format("%Y-%m-%d %H:%M").to_string()).await.expect("moved");
    }
    later(&desk, 30);
    let desk = Arc::new(desk);
    let mut workstations = JoinSet::new();
    for number in 0..8 {
        let desk = Arc::clone(&desk);
        workstations.spawn(async move {
            let mut sender = Sender::default();
            for _ in 0..3 {
                sender.look(&desk.world.clinic, &format!("workstation {number}"), None).await.expect("looks");
            }
        });
    }
    while let Some(ended) = workstations.join_next().await {
        ended.unwrap();
    }
    let mut to: Vec<_> = mail.mailbox().iter().map(|letter| header(letter, "X-To")).collect();
    to.sort();
    to.dedup();
    assert_eq!((mail.mailbox().len(), to.len()), (24, 24));
    assert!(listed(&desk).await.messages.iter().all(|one| one.state == MessageState::Sent && one.attempts == 1));
}

#[tokio::test]
async fn what_a_workstation_was_handing_over_when_it_fell_silent_is_never_sent_again_by_itself() {
    let (desk, mail) = clinic_and_mail().await;
    moved(&desk).await;
    later(&desk, 30);
    mail.answers("silence");
    let clinic = desk.world.clinic.clone();
    let dying = tokio::spawn(async move { Sender::default().look(&clinic, "dying", None).await });
    while mail.mailbox().is_empty() {
        tokio::task::yield_now().await;
    }
    // It took the message; the workstation ends before it hears so.
    dying.abort();
    assert!(dying.await.unwrap_err().is_cancelled());
    mail.answers("");
    look(&desk).await;
    messages::tend(&desk.world.clinic).await.unwrap();
    assert_eq!(only(&desk).await.state, MessageState::Sending);
    later(&desk, 30 + CLAIM.num_seconds());
    messages::tend(&desk.world.clinic).await.unwrap();
    look(&desk).await;
    let message = only(&desk).await;
    assert_eq!((message.state, message.problem), (MessageState::Unknown, Some(MessageProblem::NoAnswer)));
    assert_eq!(listed(&desk).await.to_settle, 1);
    assert_eq!(mail.mailbox().len(), 1);
    // A person decides: here, that it goes again.
    messages::try_again(&desk.world.clinic, &system(), change(&message)).await.unwrap();
    look(&desk).await;
    assert_eq!((only(&desk).await.state, mail.mailbox().len()), (MessageState::Sent, 2));
    assert_eq!(header(&mail.mailbox()[0], "Message-ID"), header(&mail.mailbox()[1], "Message-ID"));
}

#[tokio::test]
async fn what_the_mail_server_puts_off_is_tried_later_and_not_for_ever() {
    let (desk, mail) = clinic_and_mail().await;
    moved(&desk).await;
    later(&desk, 30);
    mail.answers("451 4.7.1 Greylisted, come back");
    look(&desk).await;
    let message = only(&desk).await;
    assert_eq!((message.state, message.problem), (MessageState::Pending, Some(MessageProblem::Deferred)));
    assert!(message.problem_detail.contains("Greylisted"), "{}", message.problem_detail);
    assert_eq!(message.next_try_at, desk.world.clinic.now() + Duration::minutes(1));
    mail.answers("");
    later(&desk, 89);
    look(&desk).await;
    assert!(mail.mailbox().is_empty());
    later(&desk, 90);
    look(&desk).await;
    assert_eq!((only(&desk).await.state, mail.mailbox().len()), (MessageState::Sent, 1));

    let visit = desk.booked("2026-03-10 09:00").await;
    desk.move_to(&visit, "2026-03-11 09:20").await.unwrap();
    mail.answers("452 4.2.2 Mailbox full");
    let mut tries = 0;
    while listed(&desk).await.waiting > 0 {
        let next = listed(&desk).await.messages[0].next_try_at;
        desk.world.clinic.clock().set(next);
        look(&desk).await;
        tries += 1;
    }
    let message = listed(&desk).await.messages.remove(0);
    assert_eq!((tries, message.state), (7, MessageState::Failed));
}

#[tokio::test]
async fn what_the_mail_server_refuses_for_good_failed_at_once_with_its_words() {
    let (desk, mail) = clinic_and_mail().await;
    moved(&desk).await;
    later(&desk, 30);
    mail.answers("550 5.1.1 No such user here");
    look(&desk).await;
    let message = only(&desk).await;
    assert_eq!((message.state, message.problem), (MessageState::Failed, Some(MessageProblem::AddressRefused)));
    assert!(message.problem_detail.contains("No such user here"), "{}", message.problem_detail);
    mail.answers("");
    later(&desk, 36_000);
    look(&desk).await;
    assert!(mail.mailbox().is_empty());
}

#[tokio::test]
async fn a_mail_server_that_is_away_costs_no_message_its_tries() {
    let (desk, mail) = clinic_and_mail().await;
    moved(&desk).await;
    set(&desk, mail_settings(1)).await;
    later(&desk, 30);
    let mut sender = Sender::default();
    sender.look(&desk.world.clinic, "front desk", None).await.unwrap();
    let message = only(&desk).await;
    assert_eq!((message.state, message.attempts), (MessageState::Pending, 0));
    assert_eq!(message.problem, Some(MessageProblem::CannotConnect));
    assert_eq!(message.next_try_at, desk.world.clinic.now() + Duration::minutes(1));
    set(&desk, mail_settings(mail.port)).await;
    later(&desk, 90);
    sender.look(&desk.world.clinic, "front desk", None).await.unwrap();
    assert_eq!(only(&desk).await.state, MessageState::Sent);
    assert_eq!(desk.world.audited("messages_put_off").await, 1);
}

#[tokio::test]
async fn nobody_is_written_to_who_changed_their_mind_or_whose_visit_has_come() {
    let (desk, mail) = clinic_and_mail().await;
    moved(&desk).await;
    let later_visit = desk.booked("2026-03-20 09:00").await;
    desk.move_to(&later_visit, "2026-03-21 09:20").await.err();
    desk.move_to(&later_visit, "2026-03-20 10:20").await.unwrap();
    sqlx::query("update patients set email_consent = false").execute(&mut desk.world.sql().await).await.unwrap();
    desk.world.clinic.clock().set(monday_at_eight() + Duration::days(3));
    look(&desk).await;
    use MessageState::{Failed, Withdrawn};
    let problems: Vec<_> = listed(&desk).await.messages.iter().rev().map(|one| (one.state, one.problem)).collect();
    assert_eq!(problems, [(Failed, Some(MessageProblem::TooLate)), (Withdrawn, Some(MessageProblem::NoConsent))]);
    assert!(mail.mailbox().is_empty());
}

#[tokio::test]
async fn undone_in_time_nothing_goes() {
    let (desk, mail) = clinic_and_mail().await;
    let visit = desk.booked("2026-03-03 09:00").await;
    let there = desk.move_to(&visit, "2026-03-04 09:20").await.unwrap();
    later(&desk, 10);
    desk.move_to(&there, "2026-03-03 09:00").await.unwrap();
    later(&desk, 60);
    look(&desk).await;
    assert!(mail.mailbox().is_empty());
    assert_eq!(written(&desk).await[0].1, MessageState::Withdrawn);
}

#[tokio::test]
async fn long_and_right_to_left_names_arrive_as_they_are() {
    let (desk, mail) = clinic_and_mail().await;
    let long = "Wolfeschlegelsteinhausenbergerdorff-Émilie-Łukasiewicz-Ñandú-Ångström-Þórðardóttir".to_owned();
    for (family, given) in [("الحسن بن محمد بن عبد الرحمن", "فاطمة الزهراء"), (long.as_str(), "Ödön = \"Q\"")]
    {
        sqlx::query("update patients set family_name = ?, given_name = ?")
            .bind(family)
            .bind(given)
            .execute(&mut desk.world.sql().await)
            .await
            .unwrap();
        sqlx::query("update doctors set name = ?")
            .bind(format!("Dr {family}"))
            .execute(&mut desk.world.sql().await)
            .await
            .unwrap();
        sqlx::query("update topics set version = version + 1").execute(&mut desk.world.sql().await).await.unwrap();
        let settings = MessageSettings { sender_name: format!("عيادة {given}"), ..mail_settings(mail.port) };
        set(&desk, settings.clone()).await;
        desk.world.clinic.clock().set(monday_at_eight());
        let visit = desk.booked("2026-03-03 09:00").await;
        let visit = desk.move_to(&visit, "2026-03-04 09:20").await.unwrap();
        later(&desk, 30);
        look(&desk).await;
        let letter = mail.mailbox().pop().unwrap();
        let text = body(&letter);
        assert!(text.starts_with(&format!("Dear {given} {family},\n")), "{text}");
        assert!(
            text.contains(&format!("With: Dr {family}\n")) && text.trim_end().ends_with(&settings.sender_name),
            "{text}"
        );
        let lines_fit = letter.lines().all(|line| line.len() <= 998 && line.is_ascii());
        assert!(lines_fit, "as every mail server takes it: {letter}");
        desk.cancel(&visit).await.unwrap();
    }
}

async fn tried(desk: &Desk, settings: MessageSettings, password: Option<&str>) -> TestOutcome {
    set(desk, settings).await;
    let request = SendTest { address: "admin@example.org".into() };
    messages::send_test(&desk.world.clinic, &system(), request, password).await.expect("answers")
}

fn problem(outcome: TestOutcome) -> Option<MessageProblem> {
    match outcome {
        TestOutcome::Taken => None,
        TestOutcome::Refused { problem, .. } => Some(problem),
    }
}

#[tokio::test]
async fn a_test_message_says_what_is_wrong() {
    let desk = Desk::open().await;
    for (tls, security) in [(Tls::Starttls, MailSecurity::Starttls), (Tls::Implicit, MailSecurity::Tls)] {
        let mail = MailServer::start(tls, Some("desk:secret"));
        let settings = |ca_pem: String, host: &str| MessageSettings {
            host: host.into(),
            security,
            ca_pem,
            user_name: "desk".into(),
            ..mail_settings(mail.port)
        };
        let right = || settings(mail.authority(), "127.0.0.1");
        assert_eq!(problem(tried(&desk, right(), Some("secret")).await), None, "{tls:?}");
        assert_eq!(header(&mail.mailbox()[0], "X-Tls"), "True");
        for (settings, password, expected) in [
            (right(), Some("wrong"), MessageProblem::SignInRefused),
            (right(), None, MessageProblem::SignInRefused),
            (settings(String::new(), "127.0.0.1"), Some("secret"), MessageProblem::CertificateRefused),
            (settings(mail.authority(), "localhost"), Some("secret"), MessageProblem::CertificateRefused),
        ] {
            assert_eq!(problem(tried(&desk, settings, password).await), Some(expected), "{tls:?}");
        }
        mail.answers("554 5.7.1 Not from you");
        assert_eq!(problem(tried(&desk, right(), Some("secret")).await), Some(MessageProblem::AddressRefused));
        assert_eq!(mail.mailbox().len(), 1);
    }
    assert_eq!(problem(tried(&desk, mail_settings(1), None).await), Some(MessageProblem::CannotConnect));
    let plain = MailServer::open();
    let starttls = MessageSettings { security: MailSecurity::Starttls, ..mail_settings(plain.port) };
    assert_eq!(problem(tried(&desk, starttls, None).await), Some(MessageProblem::NoTls));
}
