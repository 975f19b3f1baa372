//! A record of the most bytes that one can have: how long it takes to arrive — read, sealed part by part, read back and
//! checked — and to be opened whole. The floors are as many bytes of the same server, in as many rows, written and read.

use std::path::Path;
use std::time::Instant;

use clinic_core::ids::{FileId, PatientId, RecordId, RequestId};
use clinic_core::private_server::PrivateServer;
use clinic_core::records::file::look_at;
use clinic_core::records::model::{AddRecord, LARGEST, OpenRecord, PART, RecordForm, RecordType};
use clinic_core::records::{self, Going, Source};
use sqlx::MySqlConnection;

use super::notes::{Chance, Room, milliseconds};
use super::table::{Figure, median};

const ROUNDS: usize = 5;

/// The figures; none when they were not asked for.
pub async fn records(server: &PrivateServer, folder: &Path, wants: impl Fn(&str) -> bool) -> Vec<Figure> {
    let names = ["a record of 100 MB added", "a record of 100 MB opened"];
    if !names.iter().any(|name| wants(name)) {
        return Vec::new();
    }
    let Room { clinic, mut sql, actor } = Room::of(server).await;
    let patient_id: PatientId =
        sqlx::query_scalar("select patient_id from appointments limit 1").fetch_one(&mut sql).await.expect("was seen");
    let path = folder.join("largest.bin");
    std::fs::write(&path, bytes(LARGEST)).expect("a file");
    let (mut added, mut opened, mut written, mut read) = (vec![], vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        let request = AddRecord {
            request_id: RequestId::fresh(),
            record_id: RecordId::fresh(),
            patient_id,
            file_id: FileId::fresh(),
            form: form(),
        };
        let record_id = request.record_id;
        let begun = Instant::now();
        let source = Source { path: path.clone(), facts: look_at(&path).await.expect("a file") };
        records::begin(&clinic, &actor, request, source).await.expect("begins");
        let kept = records::send(&clinic, &actor, record_id, &path, |_| Going::On).await.expect("arrives");
        added.push(milliseconds(begun));
        assert!(kept.is_some());
        let begun = Instant::now();
        let opening = OpenRecord { request_id: RequestId::fresh(), record_id };
        records::open(&clinic, &actor, opening).await.expect("opens");
        opened.push(milliseconds(begun));
        take_away(&mut sql, record_id).await;
        let (write, back) = floor(&mut sql).await;
        written.push(write);
        read.push(back);
    }
    std::fs::remove_file(&path).expect("is removed");
    clinic.close().await;
    let figure = |name: &str, times, floor| {
        let median_ms = median(times);
        Figure {
            name: name.into(),
            median_ms,
            floor_ms: median(floor),
            rate: 1000.0 / median_ms,
            rows: None,
            aim: "floor: the bytes, bare",
        }
    };
    vec![figure(names[0], added, written), figure(names[1], opened, read)]
}

fn form() -> RecordForm {
    RecordForm {
        record_type: RecordType::Ct,
        title: "Thorax".into(),
        description: String::new(),
        dated_on: String::new(),
        tags: vec![],
    }
}

/// Bytes that no server makes smaller.
fn bytes(count: u32) -> Vec<u8> {
    let mut chance = Chance(11);
    (0..count).map(|_| chance.below(256) as u8).collect()
}

/// The next run finds the clinic as this one did.
async fn take_away(sql: &mut MySqlConnection, record: RecordId) {
    for table in ["record_chunks", "record_versions"] {
        sqlx::query(sqlx::AssertSqlSafe(format!("delete from {table} where record_id = ?")))
            .bind(record)
            .execute(&mut *sql)
            .await
            .expect("is taken away");
    }
    sqlx::query("delete from records where id = ?").bind(record).execute(&mut *sql).await.expect("is taken away");
}

/// How long it takes to write, and to read, as many bytes without any of ours, ms.
async fn floor(sql: &mut MySqlConnection) -> (f64, f64) {
    sqlx::raw_sql("create or replace table bench_parts (place int primary key, bytes mediumblob not null)")
        .execute(&mut *sql)
        .await
        .expect("a table");
    let part = bytes(PART);
    let begun = Instant::now();
    for place in 0..LARGEST / PART {
        sqlx::query("insert into bench_parts values (?, ?)")
            .bind(place)
            .bind(&part)
            .execute(&mut *sql)
            .await
            .expect("writes");
    }
    let write = milliseconds(begun);
    let begun = Instant::now();
    for place in 0..LARGEST / PART {
        let back: Vec<u8> = sqlx::query_scalar("select bytes from bench_parts where place = ?")
            .bind(place)
            .fetch_one(&mut *sql)
            .await
            .expect("reads");
        assert_eq!(back.len(), part.len());
    }
    let read = milliseconds(begun);
    sqlx::raw_sql("drop table bench_parts").execute(&mut *sql).await.expect("goes");
    (write, read)
}
