//! The schema goes up, down and up again on the real server, and says when it does not fit the program.

use crate::support::World;
use clinic_core::error::{ClinicError, Refusal};

#[tokio::test]
async fn the_schema_goes_up_down_to_nothing_and_up_again() {
    let world = World::new().await;
    let up = world.clinic.schema_status().await.unwrap();
    assert_eq!(up.database, up.program);
    let tables = |address: clinic_core::server_address::ServerAddress| async move {
        let mut connection = address.connect_once().await.unwrap();
        let count: i64 =
            sqlx::query_scalar("select count(*) from information_schema.tables where table_schema = database() and table_name not like '\\_sqlx%'")
                .fetch_one(&mut connection)
                .await
                .unwrap();
        count
    };
    assert!(tables(world.address.clone()).await > 15);
    let down = world.clinic.migrate_down(0).await.unwrap();
    assert_eq!(down.database, 0);
    assert_eq!(tables(world.address.clone()).await, 0, "every migration takes back what it made");
    assert_eq!(world.clinic.migrate_up().await.unwrap(), up);
    world.clinic.check_schema().await.unwrap();
}

#[tokio::test]
async fn a_schema_newer_or_older_than_the_program_is_refused() {
    let world = World::new().await;
    let program = world.clinic.schema_status().await.unwrap().program;
    let database = world.clinic.migrate_down(program - 1).await.unwrap().database;
    assert!(database < program, "{database}");
    let older = world.clinic.check_schema().await.unwrap_err();
    assert_eq!(older, Refusal::SchemaOlder { database, program }.into());
    world.clinic.migrate_up().await.unwrap();
    let mut connection = world.address.connect_once().await.unwrap();
    sqlx::query("insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9999, 'later', true, x'00', 0)")
        .execute(&mut connection)
        .await
        .unwrap();
    let newer = world.clinic.check_schema().await.unwrap_err();
    assert!(
        matches!(newer, ClinicError::Refused { refusal: Refusal::SchemaNewer { database: 9999, .. } }),
        "{newer:?}"
    );
}
