//! The accounts that `docs/operations/roles.sql` makes can do a workstation's work and nothing beyond it.

use crate::support::desk::Desk;
use crate::support::monday_at_eight;
use clinic_core::access::Role;
use clinic_core::appointments::model::Step;
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::server_address::ServerAddress;
use clinic_core::users::password::PasswordCost;
use sqlx::mysql::{MySqlConnection, MySqlDatabaseError};

const ROLES: &str = include_str!("../docs/operations/roles.sql");
const BOTH: [&str; 2] = ["clinic_desk", "clinic_doctor"];

/// A workstation's account with this role on the world's database, made as docs/operations.md says.
async fn workstation(owner: &ServerAddress, role: &str) -> ServerAddress {
    let database = &owner.database;
    // MySQL ends an account's name after 32 letters.
    let user = format!("{}_{}", &role[7..11], &database[database.len() - 20..]);
    let mut connection = owner.connect_once().await.expect("the test arranges it");
    let version: String =
        sqlx::query_scalar("select version()").fetch_one(&mut connection).await.expect("the test arranges it");
    let word = if version.contains("MariaDB") { "for" } else { "to" };
    let account = format!(
        "create user '{user}'@'localhost'; grant {role} to '{user}'@'localhost'; \
         set default role {role} {word} '{user}'@'localhost';"
    );
    let script = ROLES.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
    let script = script.replace(" clinic.", &format!(" {database}.")) + &account;
    for statement in script.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned()))
            .execute(&mut connection)
            .await
            .expect("the test arranges it");
    }
    ServerAddress { user, password: String::new().into(), ..owner.clone() }
}

/// A clinic to book in, reached by a workstation's account, and that account.
async fn desk_as(role: &str) -> (Desk, ServerAddress) {
    let mut desk = Desk::open().await;
    let account = workstation(&desk.world.address, role).await;
    let clinic =
        Clinic::connect_with(&account, Clock::fixed(monday_at_eight()), 8).await.expect("the test arranges it");
    desk.world.clinic = clinic.with_password_cost(PasswordCost::LEAST);
    (desk, account)
}

/// The number of the error that the server refuses a statement with.
async fn refused_by_the_server(connection: &mut MySqlConnection, statement: &str) -> u16 {
    let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(connection).await;
    let error = refused.expect_err(statement);
    error.as_database_error().expect("an answer of the server").downcast_ref::<MySqlDatabaseError>().number()
}

#[tokio::test]
async fn a_workstation_account_does_the_work_of_a_day() {
    for role in BOTH {
        let (desk, _) = desk_as(role).await;
        desk.world.user(Role::Receptionist).await;
        crate::support::desk::patient(&desk.world, "Okafor", "Ngozi").await;
        let visit = desk.booked("2026-03-02 09:20").await;
        let visit = desk.move_to(&visit, "2026-03-02 10:40").await.expect("the test arranges it");
        desk.step(&visit, Step::Confirm).await.expect("the test arranges it");
        let other = desk.booked("2026-03-02 11:20").await;
        desk.cancel(&other).await.expect("the test arranges it");
        desk.calendar_is_sound().await;
    }
}

#[tokio::test]
async fn no_workstation_account_deletes_history_or_changes_the_schema() {
    for role in BOTH {
        let (desk, account) = desk_as(role).await;
        desk.booked("2026-03-02 09:20").await;
        let mut connection = account.connect_once().await.expect("the test arranges it");
        for statement in [
            "delete from patients",
            "delete from appointments",
            "delete from users",
            "delete from doctors",
            "delete from consultations",
            "delete from consultation_versions",
            "update consultation_versions set version = 9",
            "replace into consultation_versions (consultation_id, version, sealed, key_id, author_id) values ('', 1, '', 1, '')",
            "delete from consultation_signatures",
            "update consultation_signatures set signed_at = utc_timestamp(6)",
            "delete from break_glass",
            "delete from letters",
            "update letters set issued_at = utc_timestamp(6)",
            "delete from chart_entries",
            "update chart_entries set version = 9",
            "delete from prescriptions",
            "update prescription_versions set version = 9",
            "update prescription_signatures set signed_by = ''",
            "delete from records",
            "update record_versions set version = 9",
            "delete from record_chunks",
            "update record_chunks set place = 9",
            "delete from record_shares",
            "delete from audit_events",
            "update audit_events set workstation = 'elsewhere'",
            "truncate table audit_events",
            "drop table patients",
            "alter table patients add column spare int",
            "create table spare (id int)",
        ] {
            let number = refused_by_the_server(&mut connection, statement).await;
            // A table, or a column of one, that is not the account's.
            assert!([1142, 1143].contains(&number), "{role}: {statement}: {number}");
        }
    }
}

#[tokio::test]
async fn only_the_consulting_rooms_read_notes() {
    let (_desk, account) = desk_as("clinic_desk").await;
    let mut connection = account.connect_once().await.expect("the test arranges it");
    for statement in [
        "select draft_sealed from consultations",
        "select envelope from data_key_envelopes",
        "select envelope from recovery_envelopes",
        "select sealed from clinic_signing_keys",
        "select sealed from consultation_versions",
        "select sealed from prescription_versions",
        "select number from prescriptions",
        "select sealed from letters",
        "select patient_id from chart_entries",
        "select bytes from records",
        "select sealed from record_versions",
        "select sealed from record_chunks",
        "select doctor_id from record_shares",
        "update consultations set draft_sealed = ''",
        "insert into consultation_signatures (consultation_id, version, signed_by) values ('', 1, '')",
        "select seen_at from note_windows",
        "insert into break_glass (id, user_id, patient_id, reason, workstation) values ('', '', '', '', '')",
        "insert into consultation_versions (consultation_id, version, sealed, key_id, author_id) values ('', 1, '', 1, '')",
    ] {
        assert_eq!(refused_by_the_server(&mut connection, statement).await, 1142, "{statement}");
    }
    let (_desk, account) = desk_as("clinic_doctor").await;
    let mut connection = account.connect_once().await.expect("the test arranges it");
    let notes: i64 = sqlx::query_scalar("select count(*) from consultation_versions")
        .fetch_one(&mut connection)
        .await
        .expect("the test arranges it");
    assert_eq!(notes, 0);
}

#[tokio::test]
async fn the_roles_name_every_table_of_the_schema() {
    let desk = Desk::open().await;
    let mut connection = desk.world.sql().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select cast(table_name as char) from information_schema.tables where table_schema = database() order by 1",
    )
    .fetch_all(&mut connection)
    .await
    .expect("the test arranges it");
    assert!(tables.len() > 20, "{tables:?}");
    for table in tables {
        assert!(ROLES.contains(&format!("on clinic.{table} to")), "docs/operations/roles.sql does not name {table}");
    }
}
