//! A real server for every run and a fresh database for every test. Set `CLINIC_TEST_SERVER=mysql` and
//! `CLINIC_MYSQL_HOME` (see `scripts/fetch-mysql`) to run the same tests on MySQL.

pub mod builders;
pub mod desk;
pub mod mail;
pub mod papers;
pub mod people;
pub mod room;
pub mod workstation;

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use chrono::{DateTime, TimeZone, Utc};
use clinic_core::access::Actor;
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::private_server::{Durability, PrivateServer, ServerProgram};
use clinic_core::server_address::{Road, ServerAddress};
use clinic_core::users::password::PasswordCost;
use tokio::sync::Mutex;

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
#[derive(Clone)]
pub struct World {
    /// The clinic under test.
    pub clinic: Clinic,
    /// Where it is.
    pub address: ServerAddress,
    /// The clinician who found the clinic's keys.
    first_clinician: Arc<Mutex<Option<Actor>>>,
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
        Self { clinic, address, first_clinician: Arc::default(), database: Arc::new(database) }
    }

    /// A clinic on a fresh database that was filled from a dump of this one.
    pub async fn restored_from_a_backup(&self) -> Self {
        let restored = Self::at(self.clinic.clock().clone()).await;
        let tool = |mariadb: &str, mysql: &str| match std::env::var_os("CLINIC_MYSQL_HOME") {
            Some(home) if std::env::var("CLINIC_TEST_SERVER").as_deref() == Ok("mysql") => {
                PathBuf::from(home).join(mysql)
            }
            _ => PathBuf::from(mariadb),
        };
        let Road::Socket(socket) = &self.address.road else { panic!("the test server is reached by its socket") };
        let tell = |tool: PathBuf| {
            let mut command = Command::new(tool);
            command.args(["--no-defaults", &format!("--user={}", self.address.user)]);
            command.arg(format!("--socket={}", socket.display()));
            command
        };
        let dumped = tell(tool("mariadb-dump", "mysqldump"))
            .args(["--single-transaction", "--hex-blob", &self.address.database])
            .output()
            .expect("the dump's program");
        assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
        let file = std::env::temp_dir().join(format!("{}.sql", self.address.database));
        std::fs::write(&file, &dumped.stdout).expect("room for the dump");
        let filled = tell(tool("mariadb", "mysql"))
            .arg(&restored.address.database)
            .stdin(std::fs::File::open(&file).expect("the dump"))
            .status();
        std::fs::remove_file(&file).ok();
        assert!(filled.expect("the client").success());
        Self { clinic: restored.clinic.with_password_cost(PasswordCost::LEAST), ..restored }
    }

    /// The same clinic from another workstation.
    pub async fn at_another_workstation(&self) -> Self {
        let Self { address, first_clinician, database, .. } = self.clone();
        let clinic = Clinic::connect_with(&address, self.clinic.clock().clone(), 2).await.expect("connects");
        Self { clinic, address, first_clinician, database }
    }
}
