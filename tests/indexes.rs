//! D18: the hot reads go through the indexes made for them. The server itself is asked: it counts the rows that it takes from
//! each index, and from none, while the program's own actions run. A copy of a statement that is explained would drift from
//! the statement; a plan is a promise, this is what was done.

use std::collections::BTreeMap;

use crate::support::World;
use crate::support::builders::system;
use chrono::Days;
use clinic_core::appointments::calendar::model::CalendarRequest;
use clinic_core::appointments::model::{DaySheetRequest, FindVisit, SlotSearch, SlotSearchOver, VisitListRequest};
use clinic_core::error::ClinicError;
use clinic_core::feed::{FeedWatch, Poller};
use clinic_core::ids::{DeviceId, DoctorId, LocationId, PatientId};
use clinic_core::patients::model::PatientSearch;
use clinic_core::seed::scale;
use clinic_core::{appointments, doctors, patients};
use sqlx::mysql::MySqlConnection;

const PATIENTS: usize = 3_000;
const VISITS: usize = 9_000;

/// Tables that grow with the clinic. The others are a page or two, which the server may well read whole.
const LARGE: [&str; 7] = [
    "appointments",
    "appointment_cells",
    "patients",
    "patient_name_words",
    "name_word_keys",
    "calendar_days",
    "waitlist_entries",
];

/// Rows of one table that a read may take, and so many more for each thing it found: far less than any of those tables has.
const ROWS: i64 = 600;
const ROWS_FOR_EACH: i64 = 8;

/// A table and one of its indexes, or none: an empty name.
type Place = (String, String);

/// Rows taken so far, by place.
type Taken = BTreeMap<Place, i64>;

/// Looks at what the server counts.
struct Counter {
    sql: MySqlConnection,
    mariadb: bool,
}

impl Counter {
    async fn begin(world: &World) -> Self {
        let mut sql = world.sql().await;
        let version: String = sqlx::query_scalar("select version()").fetch_one(&mut sql).await.expect("a version");
        let mariadb = version.contains("MariaDB");
        if mariadb {
            sqlx::raw_sql("set global userstat = 1").execute(&mut sql).await.expect("it counts");
        }
        Self { sql, mariadb }
    }

    async fn taken(&mut self) -> Taken {
        if !self.mariadb {
            return self
                .rows(
                    "select object_name, coalesce(index_name, ''), cast(count_read as signed) \
                 from performance_schema.table_io_waits_summary_by_index_usage where object_schema = database()",
                )
                .await;
        }
        let mut taken = self
            .rows(
                "select table_name, index_name, cast(rows_read as signed) from information_schema.index_statistics \
                 where table_schema = database()",
            )
            .await;
        let tables = self
            .rows(
                "select table_name, '', cast(rows_read as signed) from information_schema.table_statistics \
                 where table_schema = database()",
            )
            .await;
        // Told of the whole table: without an index is what is left.
        for ((table, none), all) in tables {
            let through: i64 = taken.iter().filter(|((of, _), _)| *of == table).map(|(_, rows)| rows).sum();
            taken.insert((table, none), all - through);
        }
        taken
    }

    async fn rows(&mut self, query: &'static str) -> Taken {
        let rows: Vec<(String, String, i64)> = sqlx::query_as(query).fetch_all(&mut self.sql).await.expect("counts");
        rows.into_iter().map(|(table, index, rows)| ((table, index), rows)).collect()
    }

    /// What the second run of a read takes, after every day of the calendar changed; the first one fills what is kept in
    /// memory. The read says how much it found.
    async fn count(&mut self, read: impl AsyncFn() -> Result<usize, ClinicError>) -> (Taken, usize) {
        read().await.expect("it is read");
        sqlx::raw_sql("update calendar_days set version = version + 1").execute(&mut self.sql).await.expect("moves");
        self.count_again(read).await
    }

    /// What a read takes when nothing changed since the last one.
    async fn count_again(&mut self, read: impl AsyncFn() -> Result<usize, ClinicError>) -> (Taken, usize) {
        let before = self.taken().await;
        let found = read().await.expect("it is read");
        let mut taken = self.taken().await;
        for (place, rows) in &mut taken {
            *rows -= before.get(place).copied().unwrap_or(0);
        }
        taken.retain(|_, rows| *rows > 0);
        (taken, found)
    }
}

/// A table, and the indexes of which one must have been used.
type Through = (&'static str, &'static [&'static str]);

/// What is wrong with how something was read.
fn faults(what: &str, through: &[Through], (taken, found): &(Taken, usize)) -> Vec<String> {
    let mut faults = Vec::new();
    for (table, indexes) in through {
        let used = |index: &&str| taken.contains_key(&((*table).to_owned(), (*index).to_owned()));
        if !indexes.iter().any(used) {
            faults.push(format!("{what}: {table} is not read through {indexes:?}: {taken:?}"));
        }
    }
    let most = ROWS + ROWS_FOR_EACH * i64::try_from(*found).expect("a small number");
    for ((table, index), rows) in taken {
        if LARGE.contains(&table.as_str()) && *rows > most {
            faults.push(format!("{what}: {rows} rows of {table} through {index:?} to find {found}"));
        }
    }
    faults
}

async fn large_clinic() -> World {
    let world = World::new().await;
    scale(&world.clinic, PATIENTS, VISITS, Some(10), &mut |_| {}).await.expect("a clinic");
    let mut sql = world.sql().await;
    sqlx::raw_sql(
        "insert into calendar_days (resource_id, day) select distinct resource_id, date(cell_start) \
         from appointment_cells on duplicate key update version = version + 1",
    )
    .execute(&mut sql)
    .await
    .expect("days");
    sqlx::raw_sql(
        "analyze table appointments, appointment_cells, patients, patient_name_words, name_word_keys, calendar_days",
    )
    .execute(&mut sql)
    .await
    .expect("statistics");
    world
}

async fn device(world: &World) -> DeviceId {
    let mut sql = world.sql().await;
    let location_id: LocationId =
        sqlx::query_scalar("select id from locations limit 1").fetch_one(&mut sql).await.expect("a location");
    world.device(location_id, "Scanner").await
}

fn slots(over: SlotSearchOver) -> SlotSearch {
    SlotSearch { days: 30, limit: 50, ..SlotSearch::over(over) }
}

#[tokio::test]
async fn the_calendar_is_read_through_its_indexes() {
    let world = large_clinic().await;
    let scanner = device(&world).await;
    let mut counter = Counter::begin(&world).await;
    let (clinic, actor) = (&world.clinic, &system());
    let listed = doctors::list(clinic, actor).await.unwrap();
    // Somebody who comes within the days that are searched: of others no row is read.
    let (patient, reference): (PatientId, String) = sqlx::query_as(
        "select patient_id, reference from appointments where status = 'scheduled' \
         and starts_at > ? and starts_at < ? + interval 20 day limit 1",
    )
    .bind(clinic.now().naive_utc())
    .bind(clinic.now().naive_utc())
    .fetch_one(&mut counter.sql)
    .await
    .unwrap();
    let today = clinic.now().date_naive();
    let one = vec![listed[0].id];
    let sheet = async |days: i32, doctor_ids: Vec<DoctorId>| {
        let request = DaySheetRequest { date: today.to_string(), days, doctor_ids, location_id: None };
        let sheet = appointments::day_sheet(clinic, actor, request).await?;
        Ok(sheet.columns.iter().map(|column| column.appointments.len()).sum())
    };
    let free = async |search: SlotSearch| Ok(appointments::free_slots(clinic, actor, search).await?.len());
    let of_doctor = || slots(SlotSearchOver::Doctors { doctor_ids: vec![listed[0].id] });
    let watch = FeedWatch {
        resource_ids: listed.iter().map(|doctor| doctor.resource_id).collect(),
        from_on: today.to_string(),
        to_on: (today + Days::new(6)).to_string(),
        topics: vec!["clinic".into(), "availability".into()],
    };

    let by_doctor: Through = ("appointments", &["appointments_doctor"]);
    let by_time: Through = ("appointments", &["appointments_doctor", "appointments_start"]);
    let by_patient: Through = ("appointments", &["appointments_patient"]);
    let people: Through = ("patients", &["PRIMARY"]);
    let day = counter.count(async || sheet(1, one.clone()).await).await;
    assert!(day.1 > 5, "a day without visits proves nothing: {day:?}");
    let mut wrong = faults("a doctor's day", &[by_doctor, by_patient, people], &day);
    let week = counter.count(async || sheet(7, one.clone()).await).await;
    wrong.extend(faults("a doctor's week", &[by_doctor, by_patient, people], &week));
    let all = counter.count(async || sheet(7, vec![]).await).await;
    wrong.extend(faults("the week of all", &[by_time, by_patient, people], &all));
    let times = counter.count(async || free(of_doctor()).await).await;
    wrong.extend(faults("a doctor's free times", &[by_doctor], &times));
    let (again, found) = counter.count_again(async || free(of_doctor()).await).await;
    assert!(found == times.1 && again.keys().all(|(table, _)| table != "appointments"), "kept: {again:?}");
    let search = || SlotSearch { patient_id: Some(patient), device_ids: vec![scanner], ..of_doctor() };
    let times = counter.count(async || free(search()).await).await;
    wrong.extend(faults("free times for a patient", &[by_doctor, by_patient], &times));
    let found = counter.count(async || Ok(appointments::of_patient(clinic, actor, patient).await?.len())).await;
    wrong.extend(faults("a patient's visits", &[by_patient], &found));
    let found = counter
        .count(async || {
            let asked = FindVisit { reference: reference.clone() };
            appointments::by_reference(clinic, actor, asked).await.map(|_| 1)
        })
        .await;
    wrong.extend(faults("a visit by its reference", &[("appointments", &["appointments_reference"])], &found));
    let polled = counter
        .count(async || {
            Poller::new(&watch)?.poll(clinic).await?;
            Ok(0)
        })
        .await;
    wrong.extend(faults("the feed", &[("calendar_days", &["PRIMARY"])], &polled));
    assert_eq!(wrong, [""; 0]);
}

/// So many days of some doctors as numbers; how many visits they have.
async fn month(world: &World, doctor_ids: Vec<DoctorId>) -> Result<usize, ClinicError> {
    let request = CalendarRequest {
        from_on: world.clinic.now().date_naive().to_string(),
        days: 42,
        doctor_ids,
        location_id: None,
        statuses: vec![],
        visit_kind: None,
    };
    let month = appointments::month(&world.clinic, &system(), request).await?;
    Ok(month.days.iter().map(|day| day.visits as usize).sum())
}

/// The first visits of everybody's week as a list.
async fn list(world: &World) -> Result<usize, ClinicError> {
    let today = world.clinic.now().date_naive();
    let request = VisitListRequest {
        from_on: today.to_string(),
        to_on: (today + Days::new(6)).to_string(),
        doctor_ids: vec![],
        location_id: None,
        statuses: vec![],
        visit_kind: None,
        limit: 1000,
    };
    Ok(appointments::list(&world.clinic, &system(), request).await?.visits.len())
}

#[tokio::test]
async fn a_month_and_a_list_are_read_through_their_indexes_and_the_check_sees_when_they_are_missing() {
    let world = large_clinic().await;
    let mut counter = Counter::begin(&world).await;
    let listed = doctors::list(&world.clinic, &system()).await.unwrap();
    let one = vec![listed[0].id];
    let by_time: &[Through] = &[("appointments", &["appointments_doctor", "appointments_start"])];
    let of_one = counter.count(async || month(&world, one.clone()).await).await;
    assert!(of_one.1 > 50, "a month without visits proves nothing: {of_one:?}");
    let mut wrong = faults("a doctor's month", &[("appointments", &["appointments_doctor"])], &of_one);
    let of_all = counter.count(async || month(&world, vec![]).await).await;
    wrong.extend(faults("the month of all", by_time, &of_all));
    let week = counter.count(async || list(&world).await).await;
    assert!(week.1 > 50, "a list without visits proves nothing: {week:?}");
    wrong.extend(faults("the list of all", by_time, &week));
    assert_eq!(wrong, [""; 0]);

    sqlx::raw_sql(
        "alter table appointments drop foreign key appointments_with_doctor, drop key appointments_doctor, \
         drop key appointments_start",
    )
    .execute(&mut counter.sql)
    .await
    .unwrap();
    let of_one = counter.count(async || month(&world, one.clone()).await).await;
    let seen = faults("a doctor's month", by_time, &of_one);
    assert_eq!(seen.len(), 2, "it says that the index is not used and that the table is scanned: {seen:?}");
}

#[tokio::test]
async fn the_waitlist_reads_who_waits_and_none_who_waited_once() {
    let world = large_clinic().await;
    let mut counter = Counter::begin(&world).await;
    sqlx::raw_sql(
        "insert into waitlist_entries (id, patient_id, visit_kind, weekdays, priority, status) \
         select id, id, 'in_person', 127, 'regular', 'removed' from patients; \
         update waitlist_entries set status = 'waiting' order by id limit 20; analyze table waitlist_entries",
    )
    .execute(&mut counter.sql)
    .await
    .unwrap();
    let read = async || Ok(clinic_core::waitlist::list(&world.clinic, &system()).await?.entries.len());
    let waiting = counter.count(read).await;
    assert_eq!(waiting.1, 20, "those who wait");
    let through: &[Through] = &[("waitlist_entries", &["waitlist_entries_status"]), ("patients", &["PRIMARY"])];
    assert_eq!(faults("the waitlist", through, &waiting), [""; 0]);
}

#[tokio::test]
async fn people_are_found_through_indexes_and_the_check_sees_when_one_is_missing() {
    let world = large_clinic().await;
    let mut counter = Counter::begin(&world).await;
    let (clinic, actor) = (&world.clinic, &system());
    let (family, born, reference): (String, String, String) = sqlx::query_as(
        "select family_name, cast(birth_date as char), reference from patients where phone_reversed <> '' limit 1",
    )
    .fetch_one(&mut counter.sql)
    .await
    .unwrap();
    let phone: String = sqlx::query_scalar("select right(phone, 6) from patients where reference = ?")
        .bind(&reference)
        .fetch_one(&mut counter.sql)
        .await
        .unwrap();
    let find = async |query: &str| {
        let found = patients::search(clinic, actor, PatientSearch { query: query.to_owned(), limit: 20 }).await?;
        assert!(!found.is_empty(), "nobody is found by {query}");
        Ok(found.len())
    };
    let mut wrong = Vec::new();
    let names: &[Through] =
        &[("name_word_keys", &["PRIMARY"]), ("patient_name_words", &["PRIMARY"]), ("patients", &["PRIMARY"])];
    let by_phone: &[Through] = &[("patients", &["patients_phone"])];
    for (what, query, through) in [
        ("a name", family.as_str(), names),
        ("part of a name", &family[..3], names),
        ("a birth date", &born, &[("patients", &["patients_birth_date"])]),
        ("the end of a phone number", &phone, by_phone),
        ("a reference", &reference, &[("patients", &["patients_reference"])]),
        ("nothing", "", &[("patients", &["patients_updated"])]),
    ] {
        let found = counter.count(async || find(query).await).await;
        wrong.extend(faults(what, through, &found));
    }
    assert_eq!(wrong, [""; 0]);

    sqlx::raw_sql("drop index patients_phone on patients").execute(&mut counter.sql).await.unwrap();
    let found = counter.count(async || find(&phone).await).await;
    let seen = faults("the end of a phone number", by_phone, &found);
    assert_eq!(seen.len(), 2, "it says that the index is not used and that the table is scanned: {seen:?}");
}
