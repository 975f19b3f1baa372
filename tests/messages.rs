//! Messages to patients on a real server: what a deed writes, what the deed that undoes it withdraws, and who is called
//! instead.

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, local, patient, refusal, visit_move_to};
use crate::support::monday_at_eight;
use chrono::Duration;
use clinic_core::appointments;
use clinic_core::appointments::model::{AppointmentView, CalledOffBy, CancelRequest, Step};
use clinic_core::appointments::together::model::{CancelTogether, MoveTogether, TakeBack, VisitMove, VisitSeen};
use clinic_core::availability::model::{TimeOffKind, TimeOffRequest};
use clinic_core::error::{ClinicError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;
use clinic_core::messages;
use clinic_core::messages::model::*;
use clinic_core::messages::settings::model::{MailSecurity, MessageSettings, SaveMessageSettings};

/// What is set in these tests: a mail server on this computer that nobody asks.
pub fn mail_settings(port: i32) -> MessageSettings {
    MessageSettings {
        host: "127.0.0.1".into(),
        port,
        security: MailSecurity::None,
        sender_name: "Harbour Clinic".into(),
        sender_address: "desk@harbour.example".into(),
        ..MessageSettings::default()
    }
}

/// Sets the messages' settings.
pub async fn set(desk: &Desk, settings: MessageSettings) {
    let clinic = &desk.world.clinic;
    let row_version = messages::settings::get(clinic, &system()).await.expect("reads").row_version;
    let request = SaveMessageSettings { request_id: RequestId::fresh(), row_version, settings };
    messages::settings::save(clinic, &system(), request).await.expect("saved");
}

/// The patient agrees to be written to at this address.
pub async fn agrees(desk: &Desk, patient: PatientId, email: &str) {
    sqlx::query("update patients set email = ?, email_consent = true where id = ?")
        .bind(email)
        .bind(patient)
        .execute(&mut desk.world.sql().await)
        .await
        .expect("agrees");
}

/// A clinic that writes, and Ada agreed to it.
pub async fn writing_desk(port: i32) -> Desk {
    let desk = Desk::open().await;
    set(&desk, mail_settings(port)).await;
    agrees(&desk, desk.ada, "ada@example.org").await;
    desk
}

pub async fn listed(desk: &Desk) -> MessageList {
    let all = MessageSearch { states: vec![], patient_id: None };
    messages::list(&desk.world.clinic, &system(), all).await.expect("reads")
}

/// What there is, the oldest first: what it tells, where it is, and when the visit is that it tells of.
pub async fn written(desk: &Desk) -> Vec<(MessageType, MessageState, String)> {
    let mut all = listed(desk).await.messages;
    all.reverse();
    all.iter().map(|one| (one.message_type, one.state, one.starts_local.format("%d %H:%M").to_string())).collect()
}

/// The mail server took all that waits: for tests that need none.
async fn went(desk: &Desk) {
    sqlx::query("update messages set state = 'sent', sent_at = utc_timestamp(6) where state = 'pending'")
        .execute(&mut desk.world.sql().await)
        .await
        .expect("the test arranges it");
}

async fn move_all(desk: &Desk, visits: Vec<VisitMove>) -> (RequestId, Vec<AppointmentView>) {
    let request = MoveTogether { request_id: RequestId::fresh(), visits, series_id: None };
    let moved = appointments::move_together(&desk.world.clinic, &system(), request.clone()).await.expect("moved");
    appointments::move_together(&desk.world.clinic, &system(), request.clone()).await.expect("sent twice");
    (request.request_id, moved)
}

async fn take_back(desk: &Desk, of: RequestId) -> RequestId {
    let request = TakeBack { request_id: RequestId::fresh(), of };
    appointments::take_back(&desk.world.clinic, &system(), request).await.expect("taken back");
    request.request_id
}

use MessageState::{Pending, Sent, Withdrawn};
use MessageType::{AppointmentCancelled, AppointmentConfirmed, AppointmentMoved, AppointmentReminder};

#[tokio::test]
async fn a_move_after_a_time_off_writes_to_who_agreed_and_leaves_the_others_to_be_called() {
    let desk = writing_desk(1).await;
    let grace = patient(&desk.world, "Hopper", "Grace").await;
    let ada = desk.booked("2026-03-03 09:00").await;
    let mut wish = desk.wish("2026-03-03 09:20");
    wish.patient_id = grace;
    desk.book(wish).await.unwrap();
    let away = TimeOffRequest {
        id: TimeOffId::fresh(),
        doctor_id: desk.osei,
        starts_local: "2026-03-03T00:00".into(),
        ends_local: "2026-03-04T00:00".into(),
        time_off_kind: TimeOffKind::Sick,
        note: String::new(),
    };
    let clinic = &desk.world.clinic;
    let away = appointments::enter_time_off(clinic, &system(), away).await.unwrap().time_off;
    let proposals = appointments::propose_moves(clinic, &system(), away.id).await.unwrap().visits;
    let told: Vec<_> = proposals.iter().map(|one| (one.visit.patient_id, one.written_to)).collect();
    assert_eq!(told, [(desk.ada, true), (grace, false)], "said beforehand");
    let moves =
        proposals.iter().zip(["2026-03-04 09:00", "2026-03-04 09:20"]).map(|(one, at)| visit_move_to(&one.visit, at));
    move_all(&desk, moves.collect()).await;
    let list = listed(&desk).await;
    assert_eq!((list.waiting, list.to_settle), (1, 0));
    let message = &list.messages[0];
    assert_eq!((message.message_type, message.state), (AppointmentMoved, Pending));
    assert_eq!((message.patient_id, message.appointment_id), (desk.ada, ada.id));
    assert_eq!((message.address.as_str(), message.starts_local), ("ada@example.org", local("2026-03-04 09:00")));
    assert_eq!(message.next_try_at, monday_at_eight() + GRACE, "undone at once, it is written to nobody");
    assert!(desk.world.topic("messages").await > 0);
}

#[tokio::test]
async fn undoing_a_move_withdraws_what_waits_and_tells_who_was_told() {
    let desk = writing_desk(1).await;
    let visit = desk.booked("2026-03-03 09:00").await;
    let (request, _) = move_all(&desk, vec![visit_move_to(&visit, "2026-03-04 09:00")]).await;
    let back = take_back(&desk, request).await;
    assert_eq!(written(&desk).await, [(AppointmentMoved, Withdrawn, "04 09:00".into())]);
    // Done again, and this time it goes before it is undone.
    let again = take_back(&desk, back).await;
    went(&desk).await;
    take_back(&desk, again).await;
    let after = written(&desk).await;
    assert_eq!(
        after[1..],
        [(AppointmentMoved, Sent, "04 09:00".into()), (AppointmentMoved, Pending, "03 09:00".into())]
    );
}

#[tokio::test]
async fn a_visit_moved_twice_is_told_once_and_from_where_its_patient_knew_it() {
    let desk = writing_desk(1).await;
    let visit = desk.booked("2026-03-03 09:00").await;
    let visit = desk.move_to(&visit, "2026-03-04 09:00").await.unwrap();
    let visit = desk.move_to(&visit, "2026-03-05 09:00").await.unwrap();
    assert_eq!(
        written(&desk).await,
        [(AppointmentMoved, Withdrawn, "04 09:00".into()), (AppointmentMoved, Pending, "05 09:00".into())]
    );
    let from: chrono::NaiveDateTime =
        sqlx::query_scalar("select cast(from_starts_at as datetime) from messages where state = 'pending'")
            .fetch_one(&mut desk.world.sql().await)
            .await
            .unwrap();
    assert_eq!(from, local("2026-03-03 09:00"));
    // Where it was when its patient last heard of it: nothing is left to tell.
    desk.move_to(&visit, "2026-03-03 09:00").await.unwrap();
    assert_eq!(listed(&desk).await.waiting, 0);
}

#[tokio::test]
async fn what_the_clinic_calls_off_is_told_and_told_back() {
    let desk = writing_desk(1).await;
    let visit = desk.booked("2026-03-03 09:00").await;
    let cancel = |visit: &AppointmentView| CancelTogether {
        request_id: RequestId::fresh(),
        visits: vec![VisitSeen { appointment_id: visit.id, row_version: visit.row_version }],
        reason: "no doctor".into(),
        by: CalledOffBy::Clinic,
        series_id: None,
    };
    let clinic = &desk.world.clinic;
    let off = appointments::cancel_together(clinic, &system(), cancel(&visit)).await.unwrap().remove(0);
    assert_eq!(written(&desk).await, [(AppointmentCancelled, Pending, "03 09:00".into())]);
    let visit = desk.step(&off, Step::TakeBack).await.unwrap();
    assert_eq!(listed(&desk).await.waiting, 0, "nobody was told");
    let off = appointments::cancel_together(clinic, &system(), cancel(&visit)).await.unwrap().remove(0);
    went(&desk).await;
    desk.step(&off, Step::TakeBack).await.unwrap();
    assert_eq!(
        written(&desk).await[2..],
        [(AppointmentConfirmed, Pending, "03 09:00".into())],
        "it takes place after all, though bookings are not confirmed here"
    );
}

#[tokio::test]
async fn a_patient_who_cancels_is_not_written_to_and_what_waits_is_withdrawn() {
    let desk = writing_desk(1).await;
    let visit = desk.booked("2026-03-03 09:00").await;
    let visit = desk.move_to(&visit, "2026-03-04 09:00").await.unwrap();
    desk.cancel(&visit).await.unwrap();
    assert_eq!(written(&desk).await, [(AppointmentMoved, Withdrawn, "04 09:00".into())]);
}

#[tokio::test]
async fn one_visit_that_the_clinic_calls_off_is_told_again_when_that_is_done_again() {
    let desk = writing_desk(1).await;
    let clinic = &desk.world.clinic;
    let visit = desk.booked("2026-03-03 09:00").await;
    let cancel = |visit: &AppointmentView, by| CancelRequest {
        request_id: RequestId::fresh(),
        appointment_id: visit.id,
        row_version: visit.row_version,
        reason: "no doctor".into(),
        by,
    };
    let off = appointments::cancel(clinic, &system(), cancel(&visit, CalledOffBy::Clinic)).await.unwrap();
    assert!(!off.late_cancel, "nobody's late cancel");
    assert_eq!(written(&desk).await, [(AppointmentCancelled, Pending, "03 09:00".into())]);
    let visit = desk.step(&off, Step::TakeBack).await.unwrap();
    // Several at once, undone and done again.
    let request = CancelTogether {
        request_id: RequestId::fresh(),
        visits: vec![VisitSeen { appointment_id: visit.id, row_version: visit.row_version }],
        reason: "no doctor".into(),
        by: CalledOffBy::Clinic,
        series_id: None,
    };
    appointments::cancel_together(clinic, &system(), request.clone()).await.unwrap();
    let back = take_back(&desk, request.request_id).await;
    assert_eq!(listed(&desk).await.waiting, 0);
    take_back(&desk, back).await;
    assert_eq!(written(&desk).await[2..], [(AppointmentCancelled, Pending, "03 09:00".into())]);
}

#[tokio::test]
async fn a_booking_by_mistake_is_told_off_only_to_who_was_told_of_it() {
    let desk = writing_desk(1).await;
    let clinic = &desk.world.clinic;
    let cancel = |visit: &AppointmentView| CancelRequest {
        request_id: RequestId::fresh(),
        appointment_id: visit.id,
        row_version: visit.row_version,
        reason: "undone".into(),
        by: CalledOffBy::Mistake,
    };
    let visit = desk.booked("2026-03-03 09:00").await;
    appointments::cancel(clinic, &system(), cancel(&visit)).await.unwrap();
    assert!(listed(&desk).await.messages.is_empty());
    set(&desk, MessageSettings { confirmed: true, ..mail_settings(1) }).await;
    let visit = desk.booked("2026-03-03 09:20").await;
    appointments::cancel(clinic, &system(), cancel(&visit)).await.unwrap();
    assert_eq!(written(&desk).await, [(AppointmentConfirmed, Withdrawn, "03 09:20".into())]);
    let visit = desk.booked("2026-03-03 09:40").await;
    went(&desk).await;
    appointments::cancel(clinic, &system(), cancel(&visit)).await.unwrap();
    assert_eq!(written(&desk).await[2..], [(AppointmentCancelled, Pending, "03 09:40".into())]);
}

#[tokio::test]
async fn nothing_is_written_without_consent_address_mail_server_or_wish() {
    let desk = writing_desk(1).await;
    let mut visit = desk.booked("2026-03-03 09:00").await;
    let mut moves = 0;
    for (statement, settings) in [
        ("update patients set email_consent = false", mail_settings(1)),
        ("update patients set email_consent = true, email = null", mail_settings(1)),
        ("update patients set email = 'ada@example.org'", MessageSettings { host: String::new(), ..mail_settings(1) }),
        ("update patients set deceased_on = null", MessageSettings { moved: false, ..mail_settings(1) }),
    ] {
        sqlx::query(statement).execute(&mut desk.world.sql().await).await.unwrap();
        set(&desk, settings).await;
        moves += 1;
        visit = desk.move_to(&visit, &format!("2026-03-04 09:{:02}", moves * 10)).await.unwrap();
        assert!(listed(&desk).await.messages.is_empty(), "{statement}");
    }
    set(&desk, mail_settings(1)).await;
    desk.move_to(&visit, "2026-03-04 11:00").await.unwrap();
    assert_eq!(listed(&desk).await.waiting, 1);
}

#[tokio::test]
async fn a_booking_is_confirmed_where_the_clinic_does_so() {
    let desk = writing_desk(1).await;
    desk.booked("2026-03-03 09:00").await;
    assert!(listed(&desk).await.messages.is_empty());
    set(&desk, MessageSettings { confirmed: true, ..mail_settings(1) }).await;
    let visit = desk.booked("2026-03-03 09:20").await;
    assert_eq!(written(&desk).await, [(AppointmentConfirmed, Pending, "03 09:20".into())]);
    // Moved before it went, it is confirmed where it is.
    desk.move_to(&visit, "2026-03-03 10:20").await.unwrap();
    assert_eq!(written(&desk).await[1..], [(AppointmentConfirmed, Pending, "03 10:20".into())]);
    let stranger = patient(&desk.world, "Hopper", "Grace").await;
    let mut wish = desk.wish("2026-03-03 11:00");
    wish.patient_id = stranger;
    desk.book(wish).await.unwrap();
    assert_eq!(listed(&desk).await.waiting, 1);
}

#[tokio::test]
async fn a_reminder_is_written_once_and_follows_its_visit() {
    let desk = writing_desk(1).await;
    set(&desk, MessageSettings { reminder: true, moved: false, ..mail_settings(1) }).await;
    let visit = desk.booked("2026-03-03 09:00").await;
    let clinic = &desk.world.clinic;
    let tend = || async { messages::tend(clinic).await.expect("tends") };
    tend().await;
    assert!(listed(&desk).await.messages.is_empty(), "it is more than a day off, and was booked this moment");
    sqlx::query("update appointments set created_at = '2026-02-01'")
        .execute(&mut desk.world.sql().await)
        .await
        .unwrap();
    tend().await;
    assert!(listed(&desk).await.messages.is_empty(), "it is more than a day off");
    clinic.clock().set(monday_at_eight() + Duration::hours(1));
    for outcome in futures(8, || messages::tend(clinic)).await {
        outcome.unwrap();
    }
    assert_eq!(written(&desk).await, [(AppointmentReminder, Pending, "03 09:00".into())]);
    desk.move_to(&visit, "2026-03-03 08:40").await.ok();
    let visit = desk.move_to(&visit, "2026-03-03 09:20").await.unwrap();
    assert_eq!(listed(&desk).await.waiting, 0, "moved, it is not to be reminded of there");
    clinic.clock().set(monday_at_eight() + Duration::hours(2));
    tend().await;
    tend().await;
    assert_eq!(written(&desk).await[1..], [(AppointmentReminder, Pending, "03 09:20".into())]);
    // Withdrawn by the desk, it does not come back.
    let message = listed(&desk).await.messages.remove(0);
    messages::withdraw(clinic, &system(), change(&message)).await.unwrap();
    tend().await;
    assert_eq!(listed(&desk).await.waiting, 0);
    desk.cancel(&visit).await.unwrap();
}

/// The same at once, `count` times.
async fn futures<T, Fut: Future<Output = T>>(count: usize, make: impl Fn() -> Fut) -> Vec<T> {
    let mut all: Vec<_> = (0..count).map(|_| Box::pin(make())).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        all.retain_mut(|one| match one.as_mut().poll(context) {
            std::task::Poll::Ready(value) => {
                done.push(value);
                false
            }
            std::task::Poll::Pending => true,
        });
        if all.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

pub fn change(message: &MessageView) -> ChangeMessage {
    ChangeMessage { request_id: RequestId::fresh(), message_id: message.id, row_version: message.row_version }
}

#[tokio::test]
async fn the_desk_withdraws_and_tries_again_what_it_saw() {
    let desk = writing_desk(1).await;
    let visit = desk.booked("2026-03-03 09:00").await;
    desk.move_to(&visit, "2026-03-04 09:00").await.unwrap();
    let clinic = &desk.world.clinic;
    let message = listed(&desk).await.messages.remove(0);
    let old = ChangeMessage { row_version: 9, ..change(&message) };
    let stale = ClinicError::Stale { what: RecordKind::Message };
    assert_eq!(messages::withdraw(clinic, &system(), old).await.unwrap_err(), stale);
    let nobodys = ChangeMessage { message_id: MessageId::fresh(), ..change(&message) };
    let missing = ClinicError::NotFound { what: RecordKind::Message };
    assert_eq!(messages::withdraw(clinic, &system(), nobodys).await.unwrap_err(), missing);
    let twice = change(&message);
    messages::withdraw(clinic, &system(), twice).await.unwrap();
    messages::withdraw(clinic, &system(), twice).await.unwrap();
    let message = listed(&desk).await.messages.remove(0);
    assert_eq!((message.state, message.problem), (Withdrawn, Some(MessageProblem::ByDesk)));
    let over = refusal(messages::try_again(clinic, &system(), change(&message)).await);
    assert_eq!(over, Refusal::MessageOver { state: Withdrawn });
    // One that failed goes to where its patient is written to now, while they agree.
    sqlx::query("update messages set state = 'failed', problem = 'address_refused'")
        .execute(&mut desk.world.sql().await)
        .await
        .unwrap();
    sqlx::query("update patients set email_consent = false").execute(&mut desk.world.sql().await).await.unwrap();
    assert_eq!(listed(&desk).await.to_settle, 1);
    let refused = refusal(messages::try_again(clinic, &system(), change(&message)).await);
    assert_eq!(refused, Refusal::NoEmailConsent);
    agrees(&desk, desk.ada, "lovelace@example.org").await;
    messages::try_again(clinic, &system(), change(&message)).await.unwrap();
    let message = listed(&desk).await.messages.remove(0);
    assert_eq!((message.state, message.address.as_str()), (Pending, "lovelace@example.org"));
    assert_eq!((message.problem, message.next_try_at), (None, monday_at_eight()));
    assert_eq!(desk.world.audited("message_tried_again").await, 1);
}

#[tokio::test]
async fn messages_are_kept_for_six_months() {
    let desk = writing_desk(1).await;
    let visit = desk.booked("2026-03-03 09:00").await;
    desk.move_to(&visit, "2026-03-04 09:00").await.unwrap();
    let clinic = &desk.world.clinic;
    clinic.clock().set(monday_at_eight() + KEPT);
    messages::tend(clinic).await.unwrap();
    assert_eq!(listed(&desk).await.messages.len(), 1);
    clinic.clock().set(monday_at_eight() + KEPT + Duration::days(1));
    messages::tend(clinic).await.unwrap();
    assert!(listed(&desk).await.messages.is_empty());
    assert_eq!(desk.world.audited("messages_purged").await, 1);
}

#[tokio::test]
async fn the_settings_are_read_at_the_door() {
    let desk = Desk::open().await;
    let clinic = &desk.world.clinic;
    let problems = |settings: MessageSettings| async move {
        let request = SaveMessageSettings { request_id: RequestId::fresh(), row_version: 0, settings };
        match messages::settings::save(clinic, &system(), request).await {
            Err(ClinicError::Invalid { fields }) => {
                fields.into_iter().map(|one| (one.field, one.problem)).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        }
    };
    let plain = MessageSettings { host: "mail.example.org".into(), ..mail_settings(25) };
    assert_eq!(problems(plain).await, [("security".into(), FieldProblem::UnknownChoice)]);
    let nobody = MessageSettings { sender_address: String::new(), ..mail_settings(25) };
    assert_eq!(problems(nobody).await, [("sender_address".into(), FieldProblem::Missing)]);
    let broken =
        MessageSettings { host: "a\r\nb".into(), port: 0, sender_name: "a\nBcc: b".into(), ..mail_settings(25) };
    let fields: Vec<_> = problems(broken).await.into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["host", "port", "sender_name"]);
    set(&desk, mail_settings(25)).await;
    assert_eq!(messages::settings::get(clinic, &system()).await.unwrap().settings, mail_settings(25));
    assert_eq!(desk.world.audited("message_settings_saved").await, 1);
    let old = SaveMessageSettings { request_id: RequestId::fresh(), row_version: 0, settings: mail_settings(26) };
    let stale = messages::settings::save(clinic, &system(), old).await.unwrap_err();
    assert_eq!(stale, ClinicError::Stale { what: RecordKind::Settings });
}

#[tokio::test]
async fn another_doctor_is_told_too() {
    let desk = writing_desk(1).await;
    let roth = desk.world.doctor("Dr Roth").await;
    desk.hours(roth.id, Hours { weekday: 2, from: "09:00", to: "10:00", capacity: 1, room: None }).await;
    let visit = desk.booked("2026-03-03 09:00").await;
    move_all(&desk, vec![VisitMove { doctor_id: Some(roth.id), ..visit_move_to(&visit, "2026-03-03 09:00") }]).await;
    let message = listed(&desk).await.messages.remove(0);
    assert_eq!((message.message_type, message.doctor_name.as_str()), (AppointmentMoved, "Dr Roth"));
}
