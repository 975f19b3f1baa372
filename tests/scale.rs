//! A clinic to measure with: the size asked for, sound, searchable, with time left to book.

use crate::support::World;
use crate::support::builders::system;
use chrono::{DateTime, TimeZone, Utc};
use clinic_core::appointments::free_slots;
use clinic_core::appointments::model::{SlotSearch, SlotSearchOver};
use clinic_core::error::ClinicError;
use clinic_core::invariants;
use clinic_core::patients::model::PatientSearch;
use clinic_core::seed::scale;

#[tokio::test]
async fn a_clinic_of_any_size_is_sound() {
    let world = World::new().await;
    let mut heard = Vec::new();
    scale(&world.clinic, 500, 3_333, Some(7), &mut |percent| heard.push(percent)).await.unwrap();
    assert!(heard.is_sorted() && heard.last() == Some(&100), "{heard:?}");
    let mut sql = world.sql().await;
    let (patients, visits, references): (i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from patients), (select count(*) from appointments), \
         (select count(distinct reference) from appointments)",
    )
    .fetch_one(&mut sql)
    .await
    .unwrap();
    assert_eq!((patients, visits, references), (500, 3_333, 3_333));
    for finding in invariants::check(&world.clinic).await.unwrap() {
        assert_eq!(finding.broken, 0, "{}", finding.rule);
    }
    let by_status: Vec<(String, i64)> =
        sqlx::query_as("select status, count(*) from appointments group by status order by status")
            .fetch_all(&mut sql)
            .await
            .unwrap();
    assert_eq!(by_status.len(), 5, "{by_status:?}");
    let (early, late): (i64, i64) = sqlx::query_as(
        "select cast(coalesce(sum(starts_at < ? and status in ('scheduled', 'confirmed')), 0) as signed), \
         cast(coalesce(sum(starts_at > ? and status in ('completed', 'no_show')), 0) as signed) from appointments",
    )
    .bind(world.clinic.now())
    .bind(world.clinic.now())
    .fetch_one(&mut sql)
    .await
    .unwrap();
    assert_eq!((early, late), (0, 0), "what was is over, what comes is booked");
    let references: Vec<String> =
        sqlx::query_scalar("select reference from appointments limit 500").fetch_all(&mut sql).await.unwrap();
    let read = |reference: &String| clinic_core::appointments::reference::parse(reference).as_ref() == Some(reference);
    assert!(references.iter().all(read), "references read back");
}

#[tokio::test]
async fn people_are_found_and_time_is_left() {
    let world = World::new().await;
    scale(&world.clinic, 300, 2_000, Some(3), &mut |_| {}).await.unwrap();
    let family: String =
        sqlx::query_scalar("select family_name from patients limit 1").fetch_one(&mut world.sql().await).await.unwrap();
    let request = PatientSearch { query: family.to_lowercase(), limit: 5 };
    let hits = clinic_core::patients::search(&world.clinic, &system(), request).await.unwrap();
    assert!(hits.iter().any(|hit| hit.patient.family_name == family));

    let search = SlotSearch::over(SlotSearchOver::Anyone);
    let slots = free_slots(&world.clinic, &system(), search).await.unwrap();
    assert!(slots.len() > 50, "{}", slots.len());
    let week_later: DateTime<Utc> = Utc.with_ymd_and_hms(2026, 3, 10, 0, 0, 0).unwrap();
    assert!(slots.iter().all(|slot| slot.starts_at < week_later));
}

#[tokio::test]
async fn numbers_that_make_no_clinic_are_refused() {
    let world = World::new().await;
    for (patients, appointments, doctors) in [(5, 10, Some(6)), (500, 7_000_000, Some(100)), (500, 100_000, Some(1))] {
        let refused = scale(&world.clinic, patients, appointments, doctors, &mut |_| {}).await.unwrap_err();
        assert!(matches!(refused, ClinicError::Inconsistent { .. }), "{refused:?}");
    }
    world.location("Somewhere", "UTC").await;
    let refused = scale(&world.clinic, 100, 100, None, &mut |_| {}).await.unwrap_err();
    assert!(matches!(refused, ClinicError::Inconsistent { .. }), "over a clinic that is there: {refused:?}");
}
