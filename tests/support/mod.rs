//! A real server for every run and a fresh database for every test. Set `CLINIC_TEST_SERVER=mysql` and
//! `CLINIC_MYSQL_HOME` (see `scripts/fetch-mysql`) to run the same tests on MySQL.

pub mod builders;
pub mod desk;
pub mod mail;
pub mod papers;
pub mod people;
pub mod workstation;

use std::path::PathBuf;
use std::sync::Arc;

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

/// A fresh database on the run's server. It goes with this value: four hundred of them would fill the disk. That of a test
/// that failed stays, to be looked at.
pub struct TestDatabase {
    server: PrivateServer,
    name: String,
}

impl TestDatabase {
    /// An empty one.
    pub async fn new() -> Self {
        let (server, name) = (server().await, format!("t_{}", clinic_core::ids::fresh().simple()));
        server.make_database(&name).await.expect("a fresh database");
        Self { server, name }
    }

    fn address(&self) -> ServerAddress {
        self.server.address(&self.name)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let (address, name) = (self.server.address(""), std::mem::take(&mut self.name));
        // Beside the test's own runtime, which is waiting here.
        std::thread::spawn(move || drop_database(&address, &name)).join().ok();
    }
}

/// A connection that the test left in a transaction would be waited for: then the database stays.
fn drop_database(address: &ServerAddress, name: &str) -> Option<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    runtime.block_on(async {
        let mut owner = address.connect_once().await.ok()?;
        let drop = format!("set lock_wait_timeout = 2; drop database {name}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(drop)).execute(&mut owner).await.ok().map(|_| ())
    })
}

/// A clinic on a fresh database, with a clock that stands.
pub struct World {
    /// The clinic under test.
    pub clinic: Clinic,
    /// Where it is.
    pub address: ServerAddress,
    // After the clinic, whose connections end first.
    database: Arc<TestDatabase>,
}

impl World {
    /// A migrated, empty clinic on Monday at eight.
    pub async fn new() -> Self {
        let world = Self::at(Clock::fixed(monday_at_eight())).await;
        let world = Self { clinic: world.clinic.with_password_cost(PasswordCost::LEAST), ..world };
        world.clinic.migrate_up().await.expect("migrates");
        world
    }

    /// A clinic by this clock on a database that is empty yet.
    pub async fn at(clock: Clock) -> Self {
        let database = TestDatabase::new().await;
        let address = database.address();
        let clinic = Clinic::connect_with(&address, clock, 8).await.expect("connects");
        Self { clinic, address, database: Arc::new(database) }
    }

    /// The same clinic from another workstation.
    pub async fn at_another_workstation(&self) -> Self {
        let (address, database) = (self.address.clone(), self.database.clone());
        let clinic = Clinic::connect_with(&address, self.clinic.clock().clone(), 2).await.expect("connects");
        Self { clinic, address, database }
    }
}
