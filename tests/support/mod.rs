//! A real server for every run and a fresh database for every test. Set `CLINIC_TEST_SERVER=mysql` and
//! `CLINIC_MYSQL_HOME` (see `scripts/fetch-mysql`) to run the same tests on MySQL.

pub mod builders;
pub mod desk;
pub mod mail;
pub mod papers;
pub mod people;
pub mod workstation;

use std::path::PathBuf;

use chrono::{DateTime, TimeZone, Utc};
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::private_server::{Durability, PrivateServer, ServerProgram};
use clinic_core::server_address::ServerAddress;
use clinic_core::users::password::PasswordCost;

/// The instant at which every test begins unless it says otherwise: Monday 2 March 2026, 08:00 in London.
pub fn monday_at_eight() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
}

/// The server of this run: started by the first test that needs it, found by the others, stopped by `./dev test`.
pub async fn server() -> PrivateServer {
    let (name, program) = match std::env::var("CLINIC_TEST_SERVER").as_deref() {
        Ok("mysql") => {
            let home = std::env::var_os("CLINIC_MYSQL_HOME").expect("CLINIC_MYSQL_HOME names the unpacked MySQL");
            ("mysql", ServerProgram::MySql { server: PathBuf::from(home).join("mysqld") })
        }
        _ => ("mariadb", ServerProgram::find().expect("mariadbd is installed")),
    };
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/test-server").join(name);
    PrivateServer::start(&folder, Some(&program), Durability::TestsOnly, |_| {}).await.expect("the test server starts")
}

/// A fresh, migrated database on the run's server.
pub async fn fresh_database() -> ServerAddress {
    let name = format!("t_{}", clinic_core::ids::fresh().simple());
    server().await.make_database(&name).await.expect("a fresh database")
}

/// A clinic on a fresh database, with a clock that stands.
pub struct World {
    /// The clinic under test.
    pub clinic: Clinic,
    /// Where it is.
    pub address: ServerAddress,
}

impl World {
    /// A migrated, empty clinic on Monday at eight.
    pub async fn new() -> Self {
        let address = fresh_database().await;
        let clinic = Clinic::connect_with(&address, Clock::fixed(monday_at_eight()), 8).await.expect("connects");
        let clinic = clinic.with_password_cost(PasswordCost::LEAST);
        clinic.migrate_up().await.expect("migrates");
        Self { clinic, address }
    }
}
