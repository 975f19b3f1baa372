//! The change feed on a real server.

use clinic_core::clock::Clock;

use crate::support::World;
use crate::support::desk::Desk;

#[tokio::test]
async fn the_feed_tells_which_lanes_and_topics_changed_and_misses_no_late_commit() {
    let desk = Desk::open().await;
    let mut connection = desk.world.address.connect_once().await.unwrap();
    let lane: u32 = sqlx::query_scalar("select resource_id from doctors where id = ?")
        .bind(desk.osei)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let watch = clinic_core::feed::FeedWatch {
        resource_ids: vec![lane, 4_000_000],
        from_on: "2026-03-02".into(),
        to_on: "2026-03-02".into(),
        topics: vec!["clinic".into(), "patients".into()],
    };
    let mut poller = clinic_core::feed::Poller::new(&watch).unwrap();
    assert!(poller.poll(&desk.world.clinic).await.unwrap().is_empty(), "nothing at first");
    desk.booked("2026-03-02 09:20").await;
    assert_eq!(poller.poll(&desk.world.clinic).await.unwrap().resource_ids, [lane]);
    assert!(poller.poll(&desk.world.clinic).await.unwrap().is_empty());
    desk.booked("2026-03-09 09:20").await;
    assert!(poller.poll(&desk.world.clinic).await.unwrap().is_empty(), "another day is not watched");
    // A change that began first and commits last is seen when it commits: its version is bumped under the row's lock.
    let mut late = desk.world.address.connect_once().await.unwrap();
    sqlx::raw_sql("begin").execute(&mut late).await.unwrap();
    sqlx::query("insert into topics (name) values ('patients') on duplicate key update version = version + 1")
        .execute(&mut late)
        .await
        .unwrap();
    desk.world.location("Hill Park", "Europe/London").await;
    assert_eq!(poller.poll(&desk.world.clinic).await.unwrap().topics, ["clinic"]);
    sqlx::raw_sql("commit").execute(&mut late).await.unwrap();
    assert_eq!(poller.poll(&desk.world.clinic).await.unwrap().topics, ["patients"]);
    let bad = clinic_core::feed::FeedWatch { from_on: "2026-02-30".into(), ..watch };
    assert!(clinic_core::feed::Poller::new(&bad).is_err());
}

#[tokio::test]
async fn a_workstations_clock_that_was_changed_is_set_right_by_the_feed() {
    let world = World::at(Clock::system()).await;
    let clinic = &world.clinic;
    clinic.migrate_up().await.unwrap();
    let right = clinic.now();
    clinic.clock().set_by(right + chrono::Duration::hours(3));
    assert!(clinic.now() - right > chrono::Duration::hours(2));
    let watch = clinic_core::feed::FeedWatch::default();
    clinic_core::feed::Poller::new(&watch).unwrap().poll(clinic).await.unwrap();
    assert!((clinic.now() - right).abs() < chrono::Duration::minutes(2), "{} {right}", clinic.now());
}
