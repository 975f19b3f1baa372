//! A time off that is entered while visits are booked into it: each visit is listed or refused, whichever came first.

use crate::support::builders::system;
use crate::support::desk::{Desk, patient};
use clinic_core::appointments;
use clinic_core::availability::model::{TimeOffKind, TimeOffRequest};
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::error::{ClinicError, Refusal};
use clinic_core::ids::*;

/// Dr Osei is away from nine to twelve.
fn away(doctor_id: DoctorId, on: &str) -> TimeOffRequest {
    TimeOffRequest {
        id: TimeOffId::fresh(),
        doctor_id,
        starts_local: format!("{on}T09:00"),
        ends_local: format!("{on}T12:00"),
        time_off_kind: TimeOffKind::Leave,
        note: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_booked_in_the_instant_of_a_time_off_is_listed_or_refused() {
    let desk = Desk::open().await;
    let workstation =
        Clinic::connect_with(&desk.world.address, Clock::fixed(crate::support::monday_at_eight()), 4).await;
    let workstation = workstation.unwrap();
    let (mut listed, mut refused) = (0, 0);
    for week in 0..12 {
        for weekday in 0..5 {
            let on = (crate::support::monday_at_eight() + chrono::Duration::days(7 * week + weekday))
                .date_naive()
                .to_string();
            let wish = desk.wish(&format!("{on} 11:00"));
            let actor = system();
            let (booked, entered) = tokio::join!(
                appointments::book(&workstation, &actor, wish),
                appointments::enter_time_off(&desk.world.clinic, &actor, away(desk.osei, &on)),
            );
            let to_move: Vec<_> = entered.unwrap().to_move.into_iter().map(|visit| visit.id).collect();
            match booked {
                Ok(visit) => {
                    assert_eq!(to_move, [visit.id], "{on}: it is booked, so it must be listed");
                    listed += 1;
                }
                Err(ClinicError::Refused { refusal: Refusal::DoctorAway { .. } }) => {
                    assert!(to_move.is_empty());
                    refused += 1;
                }
                Err(other) => panic!("{on}: {other:?}"),
            }
        }
    }
    assert_eq!(listed + refused, 60);
    desk.calendar_is_sound().await;
}

/// How many connections to this database wait for a lock. MySQL cannot tell of a statement that holds the bytes of an id
/// in `innodb_trx` (its error 3854), and has the waits themselves instead, which MariaDB has not.
async fn who_waits(watcher: &mut sqlx::MySqlConnection) -> i64 {
    let version: String = sqlx::query_scalar("select version()").fetch_one(&mut *watcher).await.expect("a version");
    let waits = if version.contains("MariaDB") {
        "select count(*) from information_schema.innodb_trx t join information_schema.processlist p \
         on p.id = t.trx_mysql_thread_id where t.trx_state = 'LOCK WAIT' and p.db = database()"
    } else {
        "select count(distinct w.requesting_thread_id) from performance_schema.data_lock_waits w \
         join performance_schema.threads t on t.thread_id = w.requesting_thread_id \
         where t.processlist_db = database()"
    };
    sqlx::query_scalar(waits).fetch_one(watcher).await.expect("the waits")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_placed_while_a_time_off_is_being_entered_waits_for_it() {
    let desk = Desk::open().await;
    let standing = desk.booked("2026-03-02 13:00").await;
    let mut wish = desk.wish("2026-03-02 09:20");
    wish.patient_id = patient(&desk.world, "Hopper", "Grace").await;
    let mut sql = desk.world.sql().await;
    // The time off is written and not yet committed: nobody can read it, and every schedule still says that Osei is there.
    sqlx::raw_sql("begin").execute(&mut sql).await.unwrap();
    sqlx::query(
        "insert into time_off (id, doctor_id, starts_at, ends_at, kind) \
         values (?, ?, '2026-03-02 09:00', '2026-03-02 12:00', 'sick')",
    )
    .bind(TimeOffId::fresh())
    .bind(desk.osei)
    .execute(&mut sql)
    .await
    .unwrap();
    sqlx::query("update topics set version = version + 1 where name = 'availability'").execute(&mut sql).await.unwrap();
    let (booked, moved, ()) = tokio::join!(desk.book(wish), desk.move_to(&standing, "2026-03-02 10:00"), async {
        // Its own connection asks: the server ends a transaction that says nothing for ten seconds. MariaDB looks anew only
        // where nobody has asked for a tenth of a second, so the server itself pauses; a write waits nine seconds for a lock.
        for _ in 0..40 {
            sqlx::raw_sql("do sleep(0.15)").execute(&mut sql).await.unwrap();
            if who_waits(&mut sql).await == 2 {
                break;
            }
        }
        sqlx::raw_sql("commit").execute(&mut sql).await.unwrap();
    });
    for outcome in [booked, moved] {
        let refused = crate::support::desk::refusal(outcome);
        assert!(matches!(refused, Refusal::DoctorAway { .. }), "{refused:?}");
    }
    desk.calendar_is_sound().await;
}
