//! A shared server for several workstations, made and ended by a test: MariaDB, or the MySQL that `CLINIC_TEST_SERVER=mysql`
//! and `CLINIC_MYSQL_HOME` name. It offers TLS with a certificate of an authority made for the run.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clinic_core::clinic::Clinic;
use clinic_core::private_server::ServerProgram;
use clinic_core::seed::demo;
use clinic_core::server_address::{Road, ServerAddress};

use crate::failure::{Failure, Outcome, holds};
use crate::workstation::free_port;

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
    /// Makes a server in `folder`, which must be empty or absent, and starts it.
    ///
    /// # Errors
    /// When there is no server program, or it does not start.
    pub async fn make(folder: &Path) -> Outcome<Self> {
        let program = program()?;
        std::fs::create_dir_all(folder)?;
        make_certificates(folder)?;
        initialise(&program, folder)?;
        let port = free_port()?;
        let child = launch(&program, folder, port)?;
        let mut server = Self { program, folder: folder.to_owned(), port, child };
        server.answers().await?;
        Ok(server)
    }

    /// Makes a clinic with the demo's people and hours in it, and an account for workstations.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn clinic(&self, name: &str) -> Outcome<ClinicAt> {
        let at = ClinicAt {
            port: self.port,
            database: format!("clinic_{name}"),
            user: format!("desk_{name}"),
            password: "a workstation's password".into(),
            ca_pem: std::fs::read_to_string(self.folder.join("ca.pem"))?,
        };
        let (database, user, password) = (&at.database, &at.user, at.password.replace('\'', "''"));
        self.tell(&format!(
            "create database {database} character set utf8mb4 collate utf8mb4_unicode_520_ci; \
             create user '{user}'@'%' identified by '{password}'; grant all on {database}.* to '{user}'@'%'"
        ))?;
        let clinic = Clinic::connect(&self.owner(&at.database)).await?;
        clinic.migrate_up().await?;
        demo::fill(&clinic, demo::zone_of_this_computer(), |_| {}).await?;
        clinic.close().await;
        Ok(at)
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
    let made = command.arg(data).arg(own_temporary(folder)?).output()?;
    holds(made.status.success(), String::from_utf8_lossy(&made.stderr))
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
        ServerProgram::MariaDb { .. } => command.arg("--skip-name-resolve"),
        ServerProgram::MySql { .. } => command.args(["--skip-log-bin", "--performance-schema=OFF"]),
    };
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
