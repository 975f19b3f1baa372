//! Ten thousand notes of one doctor: how long a workstation reads until it can search them, how long a search takes, and a
//! look at what changed. The floor is one row read by its key. The clinic is made once and kept for the next run; its notes
//! are written as versions before there were keys kept them, and sealed when the keys are found.

use std::time::Instant;

use chrono::{DateTime, Duration, Utc};
use clinic_core::access::{Actor, Role};
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::consultations::note::{Diagnosis, NoteContent};
use clinic_core::doctors::model::{AddDoctor, DoctorForm, NewSpecialty};
use clinic_core::ids::*;
use clinic_core::keys::model::KeysRequest;
use clinic_core::locations::model::{LocationForm, SaveLocation};
use clinic_core::note_search::model::{CountRequest, CountedVisits, NoteSearch};
use clinic_core::private_server::PrivateServer;
use clinic_core::server_address::ServerAddress;
use clinic_core::users::model::{AddUser, SignIn};
use clinic_core::{doctors, keys, locations, note_search, users};
use sha2::{Digest, Sha256};
use sqlx::{MySqlConnection, QueryBuilder};

use super::table::{Figure, median};

const NOTES: usize = 10_000;
const PATIENTS: usize = 1_500;
/// Words of a note, about as many as a page.
const WORDS: usize = 260;
/// Words that notes are made of.
const VOCABULARY: u64 = 12_000;
const ROUNDS: usize = 40;
const EMAIL: &str = "notes@bench.example";
const PASSWORD: &str = "violet kettle marches north";

/// The figures; none when they were not asked for.
pub async fn notes(server: &PrivateServer, wants: impl Fn(&str) -> bool) -> Vec<Figure> {
    if !wants("notes, search") && !wants("notes, read") && !wants("notes, count") {
        return Vec::new();
    }
    let Room { clinic, mut sql, actor } = Room::of(server).await;
    let mut times = Vec::new();
    for _ in 0..3 {
        clinic.drop_what_was_opened();
        let begun = Instant::now();
        while !note_search::prepare(&clinic, &actor).await.expect("reads").whole {}
        times.push(milliseconds(begun));
    }
    let floor_ms = floor(&mut sql).await;
    let figure = |name: &str, times: Vec<f64>, aim| {
        let median_ms = median(times);
        Figure { name: name.into(), median_ms, floor_ms, rate: 1000.0 / median_ms, rows: None, aim }
    };
    let mut figures = vec![figure("notes, read and indexed, 10 k", times, "")];
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        note_search::prepare(&clinic, &actor).await.expect("reads");
        times.push(milliseconds(begun));
    }
    figures.push(figure("notes, read what changed: nothing, 10 k", times, "<= 200 ms"));
    for (name, words) in [
        ("notes, search a rare word, 10 k", word(9_000)),
        ("notes, search the most common word, 10 k", word(0)),
        ("notes, search one letter, 10 k", "b".to_owned()),
        ("notes, search three words, 10 k", format!("{} {} {}", word(3), word(20), word(100))),
        ("notes, search nothing fits, 10 k", "larkspur of the moon".to_owned()),
    ] {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let request = NoteSearch {
                request_id: RequestId::fresh(),
                words: words.clone(),
                patient_id: None,
                from_on: String::new(),
                to_on: String::new(),
            };
            let begun = Instant::now();
            let found = note_search::find(&clinic, &actor, request).await.expect("searches");
            times.push(milliseconds(begun));
            assert_eq!(found.found == 0, words.starts_with("larkspur"), "{words}: {}", found.found);
        }
        figures.push(figure(name, times, "<= 200 ms"));
    }
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let request = CountRequest {
            request_id: RequestId::fresh(),
            from_on: "2020-01-01".into(),
            to_on: "2030-12-31".into(),
            visits: CountedVisits::OfMyPatients,
        };
        let begun = Instant::now();
        let counts = note_search::count(&clinic, &actor, request).await.expect("counts");
        times.push(milliseconds(begun));
        assert_eq!(counts.notes as usize, NOTES);
    }
    figures.push(figure("notes, count diagnoses, 10 k", times, "<= 200 ms"));
    clinic.close().await;
    figures
}

/// The clinic of the notes, with its doctor signed in.
pub struct Room {
    pub clinic: Clinic,
    pub sql: MySqlConnection,
    pub actor: Actor,
}

impl Room {
    pub async fn of(server: &PrivateServer) -> Self {
        let address = server.make_database("bench_notes").await.expect("a database");
        let clinic = Clinic::connect_with(&address, Clock::system(), 8).await.expect("connects");
        clinic.migrate_up().await.expect("migrates");
        let mut sql = address.connect_once().await.expect("connects");
        let there: i64 =
            sqlx::query_scalar("select count(*) from consultations").fetch_one(&mut sql).await.expect("counts");
        let actor = if there == 0 { seeded(&clinic, &address).await } else { signed_in(&clinic).await };
        // Seeding takes longer than a connection may idle.
        let sql = address.connect_once().await.expect("connects");
        Self { clinic, sql, actor }
    }
}

pub fn milliseconds(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

async fn floor(sql: &mut MySqlConnection) -> f64 {
    let id: DoctorId = sqlx::query_scalar("select id from doctors limit 1").fetch_one(&mut *sql).await.expect("reads");
    let mut times = Vec::new();
    for _ in 0..200 {
        let begun = Instant::now();
        let found: Option<DoctorId> = sqlx::query_scalar("select id from doctors where id = ?")
            .bind(id)
            .fetch_optional(&mut *sql)
            .await
            .expect("reads");
        assert!(found.is_some());
        times.push(milliseconds(begun));
    }
    median(times)
}

async fn signed_in(clinic: &Clinic) -> Actor {
    let request = SignIn { email: EMAIL.into(), password: PASSWORD.into() };
    let (token, _) = users::sign_in(clinic, "bench", request).await.expect("signs in");
    users::actor(clinic, &token).await.expect("an actor")
}

/// Numbers that look like chance and are the same in every run.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    /// Few words stand in most notes, and most in few.
    fn word(&mut self) -> String {
        let most = self.below(VOCABULARY) + 1;
        let most = self.below(most) + 1;
        word(self.below(most))
    }

    fn text(&mut self, words: usize) -> String {
        let words: Vec<String> = (0..words).map(|_| self.word()).collect();
        words.join(" ")
    }
}

/// A word that can be spoken, by its number.
fn word(mut number: u64) -> String {
    let mut word = String::from("b");
    loop {
        for letters in ["aeiouy", "lmnrstd"] {
            let count = letters.len() as u64;
            word.push(char::from(letters.as_bytes()[(number % count) as usize]));
            number /= count;
        }
        if number == 0 {
            return word;
        }
    }
}

async fn seeded(clinic: &Clinic, address: &ServerAddress) -> Actor {
    let (begun, system) = (Instant::now(), Actor::system("bench"));
    let form = DoctorForm {
        name: "Dr Bench".into(),
        email: String::new(),
        phone: String::new(),
        bio: String::new(),
        licence_number: "L-BENCH".into(),
        licence_expires_on: String::new(),
        practising_since: None,
        fee: "80.00".into(),
        currency: "USD".into(),
        slot_minutes: 20,
        specialty_ids: vec![],
        new_specialties: vec![NewSpecialty { id: SpecialtyId::fresh(), name: "General practice".into() }],
        active: true,
    };
    let doctor = AddDoctor { request_id: RequestId::fresh(), id: DoctorId::fresh(), form };
    let doctor = doctors::add(clinic, &system, doctor).await.expect("a doctor").id;
    let form = LocationForm {
        name: "High Street".into(),
        address: String::new(),
        phone: String::new(),
        what_to_bring: String::new(),
        time_zone: "Europe/London".into(),
        active: true,
        opening_hours: vec![],
    };
    let place = SaveLocation { request_id: RequestId::fresh(), id: LocationId::fresh(), row_version: None, form };
    let location = locations::save(clinic, &system, place).await.expect("a location").id;
    let user = AddUser {
        request_id: RequestId::fresh(),
        id: UserId::fresh(),
        email: EMAIL.into(),
        name: "Dr Bench".into(),
        role: Role::Doctor,
        password: PASSWORD.into(),
        doctor_id: Some(doctor),
    };
    let user = users::add(clinic, &system, user).await.expect("a user").id;
    let mut sql = address.connect_once().await.expect("connects");
    sqlx::raw_sql("update users set password_change_due = false").execute(&mut sql).await.expect("settles");
    let patients = patients(&mut sql).await;
    write(&mut sql, &patients, Author { doctor, location, user }).await;
    sqlx::raw_sql("analyze table appointments, consultations, consultation_versions, patients")
        .execute(&mut sql)
        .await
        .expect("analyzes");
    let actor = signed_in(clinic).await;
    keys::found(clinic, &actor, KeysRequest { request_id: RequestId::fresh() }).await.expect("seals");
    eprintln!("seeded {NOTES} notes in {:.0} s", begun.elapsed().as_secs_f64());
    signed_in(clinic).await
}

async fn patients(sql: &mut MySqlConnection) -> Vec<PatientId> {
    let ids: Vec<PatientId> = (0..PATIENTS).map(|_| PatientId::fresh()).collect();
    for (number, id) in ids.iter().enumerate() {
        let done = sqlx::query("insert into resources (kind) values ('patient')").execute(&mut *sql).await;
        sqlx::query(
            "insert into patients (id, resource_id, reference, family_name, given_name, birth_date, gender) \
             values (?, ?, ?, ?, 'Ann', '1990-02-28', 'female')",
        )
        .bind(id)
        .bind(done.expect("a resource").last_insert_id())
        .bind(format!("B-{number:06}"))
        .bind(format!("Family{number}"))
        .execute(&mut *sql)
        .await
        .expect("a patient");
    }
    ids
}

struct Author {
    doctor: DoctorId,
    location: LocationId,
    user: UserId,
}

async fn write(sql: &mut MySqlConnection, patients: &[PatientId], author: Author) {
    let mut chance = Chance(7);
    let first: DateTime<Utc> = DateTime::from_timestamp(1_700_000_000 / 3600 * 3600, 0).expect("an instant");
    let numbers: Vec<usize> = (0..NOTES).collect();
    for some in numbers.chunks(200) {
        let notes: Vec<_> = some
            .iter()
            .map(|number| {
                let id = ConsultationId::fresh();
                let at = first + Duration::minutes(20 * *number as i64);
                let patient = patients[chance.below(PATIENTS as u64) as usize];
                (*number, id, AppointmentId::fresh(), patient, at, plain(id, &note(&mut chance)))
            })
            .collect();
        let mut query = QueryBuilder::new(
            "insert into appointments (id, reference, patient_id, doctor_id, location_id, kind, status, starts_at, ends_at, \
             reason, fee, currency) ",
        );
        query.push_values(&notes, |mut row, (number, _, visit, patient, at, _)| {
            row.push_bind(visit).push_bind(format!("N{number}")).push_bind(patient).push_bind(author.doctor);
            row.push_bind(author.location).push_bind("in_person").push_bind("completed").push_bind(at);
            row.push_bind(*at + Duration::minutes(20)).push_bind("cough").push_bind(80).push_bind("USD");
        });
        query.build().execute(&mut *sql).await.expect("visits");
        let mut query = QueryBuilder::new(
            "insert into consultations (id, appointment_id, patient_id, doctor_id, status, draft_sealed, draft_key_id, \
             draft_by, draft_saved_at, completed_at) ",
        );
        query.push_values(&notes, |mut row, (_, id, visit, patient, at, (draft, _))| {
            row.push_bind(id).push_bind(visit).push_bind(patient).push_bind(author.doctor).push_bind("completed");
            row.push_bind(draft).push_bind(0).push_bind(author.user).push_bind(at).push_bind(at);
        });
        query.build().execute(&mut *sql).await.expect("notes");
        let mut query = QueryBuilder::new(
            "insert into consultation_versions (consultation_id, version, sealed, key_id, author_id) ",
        );
        query.push_values(&notes, |mut row, (_, id, _, _, _, (_, version))| {
            row.push_bind(id).push_bind(1).push_bind(version).push_bind(0).push_bind(author.user);
        });
        query.build().execute(&mut *sql).await.expect("versions");
    }
}

fn note(chance: &mut Chance) -> NoteContent {
    let codes = ["I10", "E11.9", "J06.9", "M54.50", "R05.2", "G44.209"];
    let code = codes[chance.below(codes.len() as u64) as usize];
    NoteContent {
        chief_complaint: chance.text(10),
        history_of_present_illness: chance.text(WORDS / 2),
        examination: chance.text(WORDS / 4),
        assessment: chance.text(10),
        diagnoses: vec![Diagnosis { code: code.into(), title: "as the list has it".into(), remark: String::new() }],
        plan: chance.text(WORDS / 4 - 20),
        ..NoteContent::default()
    }
}

/// Draft and version as they were kept before there were keys.
fn plain(id: ConsultationId, content: &NoteContent) -> (Vec<u8>, Vec<u8>) {
    let text = serde_json::to_vec(content).expect("is written");
    let frame = |version: u32| {
        let sum = Sha256::new().chain_update(id.0).chain_update(version.to_be_bytes()).chain_update(&text).finalize();
        [b"CDP1".as_slice(), &sum, &text].concat()
    };
    (frame(0), frame(1))
}
