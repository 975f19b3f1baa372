//! A shared server for several workstations, made and ended by a test: MariaDB, or the MySQL that `CLINIC_TEST_SERVER=mysql`
//! and `CLINIC_MYSQL_HOME` name. It offers TLS with a certificate of an authority made for the run.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::private_server::{ServerProgram, not_waiting_for_the_disk};
use clinic_core::seed::demo;
use clinic_core::server_address::{Road, ServerAddress};

use tokio::sync::OnceCell;

use crate::failure::{Failure, Outcome, holds};
use crate::morning;
use crate::workspace;
use crate::workstation::free_port;

const DATABASE: &str = "clinic";
const USER: &str = "desk";
const PASSWORD: &str = "a workstation's password";

/// A server that answers, until it is stopped.
pub struct ClinicServer {
    program: ServerProgram,
    folder: PathBuf,
    port: u16,
    child: Child,
}

/// A clinic on a server, and the account of a workstation there.
#[derive(Clone, Debug)]
pub struct ClinicAt {
    /// TCP port on this computer.
    pub port: u16,
    /// The database's name.
    pub database: String,
    /// The workstation's account.
    pub user: String,
    /// Its password.
    pub password: String,
    /// The authority to verify the server by, PEM.
    pub ca_pem: String,
}

impl ClinicServer {
    /// Starts a server in `folder`, which must be absent, with the demo's people and hours on it.
    ///
    /// # Errors
    /// When there is no server program, or it does not start.
    pub async fn of_the_demo(folder: &Path) -> Outcome<Self> {
        // Made once a run and stopped; every test has a copy.
        static MADE: OnceCell<PathBuf> = OnceCell::const_new();
        let made = MADE.get_or_try_init(|| async {
            let made = workspace().join("target/e2e/demo");
            if made.exists() {
                std::fs::remove_dir_all(&made)?;
            }
            let mut server = Self::make(&made).await?;
            server.fill().await?;
            server.stop()?;
            Outcome::Ok(made)
        });
        if let Some(parent) = folder.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let copied = Command::new("cp").arg("--recursive").arg(made.await?).arg(folder).status()?;
        holds(copied.success(), "the demo's server cannot be copied")?;
        Self::start(program()?, folder).await
    }

    async fn make(folder: &Path) -> Outcome<Self> {
        let program = program()?;
        std::fs::create_dir_all(folder)?;
        make_certificates(folder)?;
        initialise(&program, folder)?;
        Self::start(program, folder).await
    }

    async fn start(program: ServerProgram, folder: &Path) -> Outcome<Self> {
        let port = free_port()?;
        let child = launch(&program, folder, port)?;
        let mut server = Self { program, folder: folder.to_owned(), port, child };
        server.answers().await?;
        Ok(server)
    }

    /// Makes the clinic, and the account for workstations.
    async fn fill(&self) -> Outcome {
        let password = PASSWORD.replace('\'', "''");
        self.tell(&format!(
            "create database {DATABASE} character set utf8mb4 collate utf8mb4_unicode_520_ci; \
             create user '{USER}'@'%' identified by '{password}'; grant all on {DATABASE}.* to '{USER}'@'%'"
        ))?;
        let clinic = self.core().await?;
        clinic.migrate_up().await?;
        demo::fill(&clinic, morning::zone(), |_| {}).await?;
        clinic.close().await;
        Ok(())
    }

    /// The clinic on it, as a workstation has to know it.
    ///
    /// # Errors
    /// When the authority cannot be read.
    pub fn clinic(&self) -> Outcome<ClinicAt> {
        Ok(ClinicAt {
            port: self.port,
            database: DATABASE.into(),
            user: USER.into(),
            password: PASSWORD.into(),
            ca_pem: self.authority()?,
        })
    }

    /// The authority that signed the server's certificate, PEM.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn authority(&self) -> Outcome<String> {
        Ok(std::fs::read_to_string(self.folder.join("ca.pem"))?)
    }

    /// An authority that signed nothing here, PEM.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn other_authority(&self) -> Outcome<String> {
        let folder = self.folder.join("other");
        std::fs::create_dir_all(&folder)?;
        make_certificates(&folder)?;
        Ok(std::fs::read_to_string(folder.join("ca.pem"))?)
    }

    /// The clinic as a backup holds it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn dump(&self) -> Outcome<Vec<u8>> {
        let program = match &self.program {
            ServerProgram::MariaDb { .. } => PathBuf::from("mariadb-dump"),
            ServerProgram::MySql { server } => server.with_file_name("mysqldump"),
        };
        let made = Command::new(program)
            .args(["--no-defaults", "--user=root", "--single-transaction", "--routines", "--triggers", "--events"])
            .arg(format!("--socket={}", socket(&self.folder).display()))
            .arg(DATABASE)
            .stdin(Stdio::null())
            .output()?;
        holds(made.status.success(), String::from_utf8_lossy(&made.stderr))?;
        Ok(made.stdout)
    }

    /// Gives the workstations' account another password.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn change_password(&self, password: &str) -> Outcome {
        self.tell(&format!("alter user '{USER}'@'%' identified by '{password}'"))
    }

    /// Ends the server as a power cut would.
    ///
    /// # Errors
    /// When it is not ours to end.
    pub fn kill(&mut self) -> Outcome {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Stops the server in good order.
    ///
    /// # Errors
    /// When it cannot be told to.
    pub fn stop(&mut self) -> Outcome {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }

    /// Starts it again where it was.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_again(&mut self) -> Outcome {
        self.child = launch(&self.program, &self.folder, self.port)?;
        self.answers().await
    }

    async fn answers(&mut self) -> Outcome {
        let started = Instant::now();
        while self.owner("").connect_once().await.is_err() {
            if started.elapsed() > Duration::from_secs(30) || self.child.try_wait()?.is_some() {
                let log = std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
                return Err(Failure::new(format!("the server does not start: {log}")));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// The clinic itself, to arrange what no desk can: a visit that begins in a moment.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn core(&self) -> Outcome<Clinic> {
        self.core_at(Clock::system()).await
    }

    /// The clinic itself by another clock, to arrange what was done before.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn core_at(&self, clock: Clock) -> Outcome<Clinic> {
        Ok(Clinic::connect_with(&self.owner(DATABASE), clock, 2).await?)
    }

    fn owner(&self, database: &str) -> ServerAddress {
        ServerAddress {
            road: Road::Socket(socket(&self.folder)),
            database: database.to_owned(),
            user: "root".into(),
            password: String::new().into(),
        }
    }

    /// Has the server's own client run statements as its owner.
    fn tell(&self, statements: &str) -> Outcome {
        let client = match &self.program {
            ServerProgram::MariaDb { .. } => PathBuf::from("mariadb"),
            ServerProgram::MySql { server } => server.with_file_name("mysql"),
        };
        let told = Command::new(client)
            .args(["--no-defaults", "--user=root", "--execute", statements])
            .arg(format!("--socket={}", socket(&self.folder).display()))
            .stdin(Stdio::null())
            .output()?;
        holds(told.status.success(), String::from_utf8_lossy(&told.stderr))
    }
}

impl Drop for ClinicServer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        std::fs::remove_file(socket(&self.folder)).ok();
    }
}

/// Whether the run is on MySQL, whose accounts need TLS to sign in with a password.
pub fn is_mysql() -> bool {
    std::env::var("CLINIC_TEST_SERVER").as_deref() == Ok("mysql")
}

fn program() -> Outcome<ServerProgram> {
    if is_mysql() {
        let home = std::env::var_os("CLINIC_MYSQL_HOME").ok_or_else(|| Failure::new("CLINIC_MYSQL_HOME is not set"))?;
        return Ok(ServerProgram::MySql { server: PathBuf::from(home).join("mysqld") });
    }
    ServerProgram::find().ok_or_else(|| Failure::new("mariadb-server is not installed"))
}

/// A socket's path may have 107 bytes, a checkout's may be longer.
fn socket(folder: &Path) -> PathBuf {
    let name: u64 = folder
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(5381, |sum: u64, byte| sum.wrapping_mul(33).wrapping_add(u64::from(*byte)));
    std::env::temp_dir().join(format!("clinic-e2e-{name:x}.sock"))
}

fn initialise(program: &ServerProgram, folder: &Path) -> Outcome {
    let data = format!("--datadir={}", folder.join("data").display());
    let mut command = match program {
        ServerProgram::MariaDb { install, .. } => {
            let mut command = Command::new(install);
            command.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
            command.args(["--user=root", "--skip-name-resolve"]);
            command
        }
        ServerProgram::MySql { server } => {
            let mut command = Command::new(server);
            command.args(["--no-defaults", "--user=root", "--initialize-insecure"]);
            command
        }
    };
    let made = command.arg(data).arg(own_temporary(folder)?).args(brisk(program)).output()?;
    holds(made.status.success(), String::from_utf8_lossy(&made.stderr))
}

/// Made, copied and started in a moment.
fn brisk(program: &ServerProgram) -> impl Iterator<Item = &'static str> {
    let little = match program {
        ServerProgram::MariaDb { .. } => "--innodb-log-file-size=16M",
        ServerProgram::MySql { .. } => "--innodb-redo-log-capacity=16M",
    };
    not_waiting_for_the_disk(program).iter().copied().chain([little])
}

/// Two servers that start at once name their temporary tables alike: each gets a folder for them.
fn own_temporary(folder: &Path) -> Outcome<String> {
    let temporary = folder.join("tmp");
    std::fs::create_dir_all(&temporary)?;
    Ok(format!("--tmpdir={}", temporary.display()))
}

fn launch(program: &ServerProgram, folder: &Path, port: u16) -> Outcome<Child> {
    let path = |name: &str| folder.join(name).display().to_string();
    let log = File::options().create(true).append(true).open(folder.join("server.log"))?;
    let server = match program {
        ServerProgram::MariaDb { server, .. } | ServerProgram::MySql { server } => server,
    };
    let mut command = Command::new(server);
    command
        .args(["--no-defaults", "--user=root", "--bind-address=127.0.0.1"])
        .args(["--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=64M"])
        .arg(format!("--datadir={}", path("data")))
        .arg(format!("--socket={}", socket(folder).display()))
        .arg(format!("--pid-file={}", path("server.pid")))
        .arg(format!("--port={port}"))
        .arg(own_temporary(folder)?)
        .arg(format!("--ssl-ca={}", path("ca.pem")))
        .arg(format!("--ssl-cert={}", path("server.pem")))
        .arg(format!("--ssl-key={}", path("server.key")));
    match program {
        // A clinic's server keeps a binary log, to be restored to the minute.
        ServerProgram::MariaDb { .. } => {
            command.args(["--skip-name-resolve", "--log-bin=binary", "--binlog-format=ROW"])
        }
        ServerProgram::MySql { .. } => command.args(["--skip-log-bin", "--performance-schema=OFF"]),
    };
    command.args(brisk(program));
    Ok(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn()?)
}

/// An authority, and a certificate of it for `localhost`.
fn make_certificates(folder: &Path) -> Outcome {
    let openssl = |arguments: &[&str]| -> Outcome {
        let made = Command::new("openssl").args(arguments).current_dir(folder).stdin(Stdio::null()).output()?;
        holds(made.status.success(), String::from_utf8_lossy(&made.stderr))
    };
    std::fs::write(folder.join("san.cnf"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")?;
    let authority =
        ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=Clinic test authority"];
    openssl(&[&authority[..], &["-keyout", "ca.key", "-out", "ca.pem"]].concat())?;
    openssl(&[
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=localhost",
        "-keyout",
        "server.key",
        "-out",
        "server.csr",
    ])?;
    openssl(&[
        "x509",
        "-req",
        "-in",
        "server.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "3650",
        "-extfile",
        "san.cnf",
        "-out",
        "server.pem",
    ])
}
