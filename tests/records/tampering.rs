//! Whoever holds the server changes a record: every change is found when it is opened, and named.

use super::{Room, bytes};
use crate::support::World;
use clinic_core::error::ClinicError;
use clinic_core::ids::RequestId;
use clinic_core::records;
use clinic_core::records::model::{RecordView, RecordsRequest};

/// A room with two records of three parts and one of another patient's.
async fn arranged() -> (Room, RecordView, RecordView) {
    let room = Room::open().await;
    let one = room.kept("one.dcm", &bytes(2_600_000, 1)).await;
    let other = room.kept("other.dcm", &bytes(2_600_000, 2)).await;
    room.change("create table earlier as select record_id, place, of_chunks, sealed, key_id from record_chunks").await;
    (room, one, other)
}

async fn put_back(world: &World) {
    let back = "delete from record_chunks; insert into record_chunks (record_id, place, of_chunks, sealed, key_id) \
                select record_id, place, of_chunks, sealed, key_id from earlier";
    sqlx::raw_sql(back).execute(&mut world.sql().await).await.expect("as it was");
}

#[tokio::test]
async fn a_part_that_was_altered_cut_moved_exchanged_or_taken_away_is_found_and_named() {
    let (room, one, other) = arranged().await;
    let (this, that) = (one.id.0.simple().to_string(), other.id.0.simple().to_string());
    let altered = "was altered, cut, or belongs to another record, patient or version";
    let changes: [(String, u32, &str); 8] = [
        (
            format!(
                "update record_chunks set sealed = insert(sealed, 500, 1, char(ascii(substr(sealed, 500)) ^ 1)) where record_id = x'{this}' and place = 1"
            ),
            1,
            altered,
        ),
        (
            format!(
                "update record_chunks set sealed = left(sealed, length(sealed) - 1) where record_id = x'{this}' and place = 2"
            ),
            2,
            altered,
        ),
        (format!("delete from record_chunks where record_id = x'{this}' and place = 0"), 0, "is missing"),
        (format!("update record_chunks set sealed = null where record_id = x'{this}' and place = 2"), 2, "is missing"),
        // Two parts of the same file change places.
        (
            format!(
                "update record_chunks set place = if(place = 1, 9, if(place = 0, 1, place)) where record_id = x'{this}' order by place desc; \
                  update record_chunks set place = 0 where record_id = x'{this}' and place = 9"
            ),
            0,
            altered,
        ),
        // A part of another file of the same patient.
        (
            format!(
                "update record_chunks a join earlier b on b.record_id = x'{that}' and b.place = 1 \
                  set a.sealed = b.sealed where a.record_id = x'{this}' and a.place = 1"
            ),
            1,
            altered,
        ),
        // The same part, said to be sealed by a key that is none.
        (
            format!("update record_chunks set key_id = 7 where record_id = x'{this}' and place = 1"),
            1,
            "names data key 7",
        ),
        // The first part twice.
        (
            format!(
                "update record_chunks a join earlier b on b.record_id = a.record_id and b.place = 0 \
                  set a.sealed = b.sealed where a.record_id = x'{this}' and a.place = 2"
            ),
            2,
            altered,
        ),
    ];
    for (change, place, what) in changes {
        sqlx::raw_sql(sqlx::AssertSqlSafe(change.clone()))
            .execute(&mut room.world.sql().await)
            .await
            .unwrap_or_else(|error| panic!("{change}: {error}"));
        let Err(ClinicError::Inconsistent { detail }) = room.open_as(&room.user, one.id).await else {
            panic!("not found: {change}")
        };
        let named = format!("record_chunks.part of {}, version {}: ", one.id, 3 * 65_536 + place);
        assert!(detail.starts_with(&named) && detail.contains(what), "{change}: {detail}");
        assert!(room.open_as(&room.user, other.id).await.is_ok(), "the other is as it was");
        put_back(&room.world).await;
        assert!(room.open_as(&room.user, one.id).await.is_ok(), "put back it opens");
    }
}

#[tokio::test]
async fn a_record_moved_to_another_patient_or_cut_short_in_its_row_is_found() {
    let (room, one, other) = arranged().await;
    let stranger = room.world.plain_patient("Okafor", "Ngozi").await;
    let doctor = room.doctor.id;
    let at = crate::support::monday_at_eight() + chrono::Duration::hours(2);
    room.world.plain_visit(stranger, doctor, room.location, at, "scheduled").await;
    sqlx::query("update records set patient_id = ? where id = ?")
        .bind(stranger)
        .bind(one.id)
        .execute(&mut room.world.sql().await)
        .await
        .unwrap();
    let Err(ClinicError::Inconsistent { detail }) = room.open_as(&room.user, one.id).await else { panic!("not found") };
    assert!(detail.starts_with(&format!("record_versions.content of {}", one.id)), "{detail}");
    let request = RecordsRequest { request_id: RequestId::fresh(), patient_id: stranger };
    let theirs = records::of_patient(&room.world.clinic, &room.user.actor, request).await.unwrap();
    assert_eq!((theirs.records.len(), theirs.altered.len()), (0, 1), "it is none of theirs, and is named");
    sqlx::query("update records set patient_id = ?, chunks = 2, bytes = 2097152 where id = ?")
        .bind(room.patient)
        .bind(one.id)
        .execute(&mut room.world.sql().await)
        .await
        .unwrap();
    let Err(ClinicError::Inconsistent { detail }) = room.open_as(&room.user, one.id).await else { panic!("not found") };
    assert_eq!(detail, format!("records.bytes of {}", one.id));
    let request = RecordsRequest { request_id: RequestId::fresh(), patient_id: room.patient };
    let list = records::of_patient(&room.world.clinic, &room.user.actor, request).await.unwrap();
    assert_eq!(list.records.iter().map(|record| record.id).collect::<Vec<_>>(), [other.id], "the other is shown");
    assert_eq!(list.altered.iter().map(|altered| altered.detail.as_str()).collect::<Vec<_>>(), [detail.as_str()]);
}
