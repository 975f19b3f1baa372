//! A MariaDB server of this program's own, in a folder of the user's: for *Try it on this computer*, for `./dev run` and
//! for the tests. It has its own data, socket, loopback port and settings and never touches another server. It goes on
//! when the program that started it dies, and the next start finds it again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use sqlx::Connection;
use tokio::process::{Child, Command};
use zeroize::Zeroizing;

use crate::error::{ClinicError, OfflineCause, Outcome, Refusal};
use crate::server_address::{Road, ServerAddress};
use crate::setup::SetupStep;

/// A server program found on this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerProgram {
    /// MariaDB: the server and the program that makes its data folder.
    MariaDb {
        /// `mariadbd`.
        server: PathBuf,
        /// `mariadb-install-db`.
        install: PathBuf,
    },
    /// A MySQL unpacked somewhere: a launcher that takes the server's arguments.
    MySql {
        /// The launcher.
        server: PathBuf,
    },
}

impl ServerProgram {
    /// The MariaDB server program of this computer, if there is one.
    pub fn find() -> Option<Self> {
        let folders =
            std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
        let places = || folders.iter().cloned().chain(["/usr/sbin", "/usr/bin", "/usr/local/bin"].map(PathBuf::from));
        let program = |name: &str| places().map(|folder| folder.join(name)).find(|path| path.is_file());
        Some(Self::MariaDb { server: program("mariadbd")?, install: program("mariadb-install-db")? })
    }

    /// The account that owns a server it made: on MariaDB the one the socket proves, on MySQL its password-less root (tests
    /// only).
    fn owner(&self) -> String {
        match self {
            Self::MariaDb { .. } => system_user(),
            Self::MySql { .. } => "root".into(),
        }
    }

    /// In words, for the set-up screen.
    pub fn words(&self) -> String {
        match self {
            Self::MariaDb { server, .. } => format!("MariaDB ({})", server.display()),
            Self::MySql { server } => format!("MySQL ({})", server.display()),
        }
    }
}

/// The Debian packages that hold a server program and what makes its data; they install no service, so nothing ever
/// listens on the usual port by itself.
pub const SERVER_PACKAGES: &str = "mariadb-server-core mariadb-client-core";

/// How hard the server holds on to what it acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// On disk before it is acknowledged: for every clinic, the demo too.
    Durable,
    /// In memory: for tests, whose data nobody misses.
    TestsOnly,
}

/// A private server that answers.
#[derive(Clone, Debug)]
pub struct PrivateServer {
    folder: PathBuf,
    port: u16,
    account: String,
}

impl PrivateServer {
    /// Finds the server of `folder` running, or starts it, making its data first if there is none. `progress` hears of
    /// each step.
    ///
    /// # Errors
    /// [`Refusal::NoServerProgram`] when `program` is none; [`ClinicError::Offline`] when it does not start, with the
    /// end of its log.
    pub async fn start(
        folder: &Path,
        program: Option<&ServerProgram>,
        durability: Durability,
        mut progress: impl FnMut(SetupStep),
    ) -> Outcome<Self> {
        make_private_folder(folder)?;
        let lock = fs::File::create(folder.join("starting.lock")).map_err(|error| failed(folder, &error))?;
        // Held until the file is dropped: two windows that open at once start one server.
        let lock = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock))
            .await
            .map_err(|error| failed(folder, &error))?
            .map_err(|error| failed(folder, &error))?;
        if let Some(running) = Self::running(folder).await {
            return Ok(running);
        }
        let program = program.ok_or(Refusal::NoServerProgram { package: SERVER_PACKAGES.into() })?;
        if !folder.join("data").join("mysql").is_dir() {
            progress(SetupStep::InitialiseServer);
            initialise(folder, program).await?;
        }
        progress(SetupStep::StartServer);
        fs::write(folder.join("account"), program.owner()).map_err(|error| failed(folder, &error))?;
        // Between the choice of a free port and the server's own bind another program may take it: then it ends at once,
        // and the next port is tried.
        'ports: for _ in 0..3 {
            let port = free_port().map_err(|error| failed(folder, &error))?;
            fs::write(folder.join("port"), port.to_string()).map_err(|error| failed(folder, &error))?;
            let mut child = launch(folder, program, durability, port)?;
            // A server that recovers from a power cut may take its time: the next port is only for one that has ended.
            for _ in 0..1200 {
                tokio::time::sleep(Duration::from_millis(50)).await;
                if let Some(running) = Self::running(folder).await {
                    drop(lock);
                    return Ok(running);
                }
                if child.try_wait().is_ok_and(|ended| ended.is_some()) {
                    continue 'ports;
                }
            }
            return Err(failed(folder, &"it did not answer within a minute"));
        }
        Err(failed(folder, &"it did not start"))
    }

    /// The server of `folder`, if it is running and is really the one of this folder.
    pub async fn running(folder: &Path) -> Option<Self> {
        let port = fs::read_to_string(folder.join("port")).ok()?.trim().parse().ok()?;
        let account = fs::read_to_string(folder.join("account")).ok()?;
        let server = Self { folder: folder.to_owned(), port, account };
        if !server.socket().exists() {
            return None;
        }
        let mut connection = server.address("").connect_once().await.ok()?;
        let data: String = sqlx::query_scalar("select @@datadir").fetch_one(&mut connection).await.ok()?;
        connection.close().await.ok();
        let ours = fs::canonicalize(folder.join("data")).ok()?;
        (fs::canonicalize(data).ok()? == ours).then_some(server)
    }

    /// Whether its process has ended. One that is there and silent has not: it must not be started a second time.
    pub fn has_ended(&self) -> bool {
        let Ok(id) = fs::read_to_string(self.folder.join("server.pid")) else { return true };
        let data = format!("--datadir={}", self.folder.join("data").display());
        let arguments = fs::read(format!("/proc/{}/cmdline", id.trim())).unwrap_or_default();
        !arguments.split(|byte| *byte == 0).any(|one| one == data.as_bytes())
    }

    /// Its loopback port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The owner's way in: over the socket, as whom the operating system says we are; no password exists.
    pub fn address(&self, database: &str) -> ServerAddress {
        ServerAddress {
            road: Road::Socket(self.socket()),
            database: database.to_owned(),
            user: self.account.clone(),
            password: Zeroizing::new(String::new()),
        }
    }

    /// Makes an empty database if there is none of that name (letters, digits, underscores).
    ///
    /// # Errors
    /// [`ClinicError::Offline`] or [`ClinicError::Inconsistent`].
    pub async fn make_database(&self, database: &str) -> Outcome<ServerAddress> {
        let plain = database.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !plain {
            return Err(ClinicError::Inconsistent { detail: format!("database name {database:?}") });
        }
        let mut connection = self.address("").connect_once().await?;
        let statement = format!(
            "create database if not exists {database} default character set utf8mb4 collate utf8mb4_unicode_520_ci"
        );
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
        connection.close().await?;
        Ok(self.address(database))
    }

    /// Stops it in good order, and waits until it is gone.
    ///
    /// # Errors
    /// [`ClinicError::Offline`] when it cannot be told to.
    pub async fn stop(&self) -> Outcome<()> {
        let mut connection = self.address("").connect_once().await?;
        sqlx::query("shutdown").execute(&mut connection).await.ok();
        for _ in 0..400 {
            if !self.folder.join("server.pid").exists() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Ok(())
    }

    /// Stops it unless someone else still uses it, such as a second window.
    ///
    /// # Errors
    /// [`ClinicError::Offline`] when it cannot be asked.
    pub async fn stop_if_unused(&self) -> Outcome<()> {
        let mut connection = self.address("").connect_once().await?;
        let others: i64 = sqlx::query_scalar(
            "select count(*) from information_schema.processlist \
             where id <> connection_id() and user not in ('system user', 'event_scheduler')",
        )
        .fetch_one(&mut connection)
        .await?;
        connection.close().await?;
        if others == 0 { self.stop().await } else { Ok(()) }
    }

    fn socket(&self) -> PathBuf {
        socket_of(&self.folder)
    }
}

/// A Unix socket's path may have 107 bytes: a deep folder gets its socket in the system's folder for such things.
fn socket_of(folder: &Path) -> PathBuf {
    let near = folder.join("server.sock");
    if near.as_os_str().len() < 100 {
        return near;
    }
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    std::env::temp_dir().join(format!("clinic-desk-{name}.sock"))
}

fn make_private_folder(folder: &Path) -> Outcome<()> {
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(|error| failed(folder, &error))?;
    }
    Ok(())
}

/// A server that starts deletes what looks like left-over temporary tables in its temporary folder, also those of another
/// server that uses the same one: ours is our own.
fn own_temporary_folder(folder: &Path) -> Outcome<PathBuf> {
    let own = folder.join("tmp");
    fs::create_dir_all(&own).map_err(|error| failed(folder, &error))?;
    Ok(own)
}

async fn initialise(folder: &Path, program: &ServerProgram) -> Outcome<()> {
    let data = folder.join("data");
    let mut command = match program {
        ServerProgram::MariaDb { install, .. } => {
            let mut command = Command::new(install);
            command
                .args([
                    "--no-defaults",
                    "--skip-test-db",
                    // Goes on where the computer cannot look up its own name.
                    "--force",
                    "--skip-name-resolve",
                    "--auth-root-authentication-method=socket",
                ])
                .arg(format!("--auth-root-socket-user={}", system_user()))
                .arg(format!("--user={}", system_user()))
                .arg(format!("--datadir={}", data.display()));
            command
        }
        ServerProgram::MySql { server } => {
            let mut command = Command::new(server);
            command
                .args([
                    "--no-defaults",
                    "--initialize-insecure",
                    "--secure-file-priv=NULL",
                    "--innodb-redo-log-capacity=32M",
                ])
                .arg(format!("--user={}", system_user()))
                .arg(format!("--datadir={}", data.display()));
            command
        }
    };
    command.env("TMPDIR", own_temporary_folder(folder)?);
    let output = command.stdin(Stdio::null()).output().await.map_err(|error| failed(folder, &error))?;
    if output.status.success() {
        return Ok(());
    }
    // A half-made folder would be taken for a whole one at the next start.
    fs::remove_dir_all(&data).ok();
    let said = String::from_utf8_lossy(&output.stderr);
    let errors: Vec<&str> = said.lines().filter(|line| line.contains("ERROR") && !line.contains("Aborting")).collect();
    let cause = if errors.is_empty() { "it could not make its data folder".to_owned() } else { errors.join("; ") };
    Err(failed(folder, &cause))
}

fn launch(folder: &Path, program: &ServerProgram, durability: Durability, port: u16) -> Outcome<Child> {
    let log = fs::File::create(folder.join("server.log")).map_err(|error| failed(folder, &error))?;
    let server = match program {
        ServerProgram::MariaDb { server, .. } | ServerProgram::MySql { server } => server,
    };
    let mut command = Command::new(server);
    command
        .args(["--no-defaults", "--bind-address=127.0.0.1", "--skip-name-resolve", "--max-connections=600"])
        .arg(format!("--user={}", system_user()))
        .arg(format!("--datadir={}", folder.join("data").display()))
        .arg(format!("--socket={}", socket_of(folder).display()))
        .arg(format!("--pid-file={}", folder.join("server.pid").display()))
        .arg(format!("--port={port}"));
    match program {
        ServerProgram::MariaDb { .. } => {
            command.args(["--innodb-log-file-size=64M", "--innodb-buffer-pool-size=256M"]);
        }
        ServerProgram::MySql { .. } => {
            command.args([
                "--mysqlx=OFF",
                "--secure-file-priv=NULL",
                "--innodb-buffer-pool-size=256M",
                "--skip-log-bin",
            ]);
        }
    }
    match durability {
        Durability::Durable => command.args(["--innodb-flush-log-at-trx-commit=1", "--innodb-doublewrite=1"]),
        Durability::TestsOnly => command.args(["--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0"]),
    };
    if matches!(durability, Durability::TestsOnly) {
        command.args(not_waiting_for_the_disk(program));
    }
    command.env("TMPDIR", own_temporary_folder(folder)?);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    // A process group of its own: a signal to the window's terminal does not reach the server.
    #[cfg(unix)]
    command.process_group(0);
    command.spawn().map_err(|error| failed(folder, &error))
}

/// Options by which a server leaves it to the system when to write to the disk: a power cut may lose everything, the end of the
/// server loses nothing. Tests wait for the disk longer than for the server otherwise.
pub fn not_waiting_for_the_disk(program: &ServerProgram) -> &'static [&'static str] {
    match program {
        ServerProgram::MariaDb { .. } => {
            &["--innodb-flush-method=nosync", "--debug-no-sync", "--skip-innodb-file-per-table"]
        }
        ServerProgram::MySql { .. } => &["--innodb-flush-method=nosync"],
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// The name of the user this process runs as: the database account of the same name needs no password over the socket.
fn system_user() -> String {
    #[cfg(unix)]
    {
        let id = fs::metadata("/proc/self").map(|own| std::os::unix::fs::MetadataExt::uid(&own)).unwrap_or(0);
        let name = fs::read_to_string("/etc/passwd").unwrap_or_default().lines().find_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next()?;
            (fields.nth(1)?.parse::<u32>().ok()? == id).then(|| name.to_owned())
        });
        if let Some(name) = name {
            return name;
        }
    }
    std::env::var("USER").unwrap_or_else(|_| "root".into())
}

fn failed(folder: &Path, cause: &dyn std::fmt::Display) -> ClinicError {
    let log = fs::read_to_string(folder.join("server.log")).unwrap_or_default();
    let end = log.lines().rev().find(|line| line.contains("ERROR") && !line.contains("Aborting")).unwrap_or_default();
    let cause_kind = if end.contains("No space left") || end.contains("Disk full") {
        OfflineCause::DiskFull
    } else {
        OfflineCause::Unreachable
    };
    ClinicError::Offline {
        cause: cause_kind,
        detail: format!("private server in {}: {cause} {end}", folder.display()).trim_end().to_owned(),
    }
}
