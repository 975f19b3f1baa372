//! How a server is reached, and the settings every session starts with.

use std::path::PathBuf;
use std::time::Duration;

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlPoolOptions, MySqlSslMode};
use sqlx::{ConnectOptions, Executor, MySqlPool};
use zeroize::Zeroizing;

use crate::error::{ClinicError, OfflineCause};

/// A server, a database on it and the account to use.
#[derive(Clone)]
pub struct ServerAddress {
    /// By which road.
    pub road: Road,
    /// The database's name.
    pub database: String,
    /// The database account.
    pub user: String,
    /// Its password; empty where the socket proves who we are.
    pub password: Zeroizing<String>,
}

/// The road to a server.
#[derive(Clone)]
pub enum Road {
    /// A Unix socket of this computer.
    Socket(PathBuf),
    /// A loopback port of this computer, unencrypted: nothing leaves the machine.
    Loopback {
        /// TCP port.
        port: u16,
    },
    /// Another machine (or this one by name) over TLS with a verified certificate and host name.
    Tls {
        /// Host name as its certificate has it.
        host: String,
        /// TCP port.
        port: u16,
        /// The clinic's certificate authority, PEM; the system's authorities when none is given.
        ca_pem: Option<Vec<u8>>,
    },
}

impl ServerAddress {
    /// In words, without the password: `host:port/database` or the socket's path.
    pub fn words(&self) -> String {
        match &self.road {
            Road::Socket(path) => format!("{}/{}", path.display(), self.database),
            Road::Loopback { port } => format!("127.0.0.1:{port}/{}", self.database),
            Road::Tls { host, port, .. } => format!("{host}:{port}/{}", self.database),
        }
    }

    pub(crate) fn options(&self) -> MySqlConnectOptions {
        let options = MySqlConnectOptions::new()
            .username(&self.user)
            .statement_cache_capacity(512)
            .charset("utf8mb4")
            .collation("utf8mb4_unicode_520_ci");
        // An empty password is not the same as none: MySQL's sha2 sign-in refuses the scramble of an empty one.
        let options = if self.password.is_empty() { options } else { options.password(&self.password) };
        let options = if self.database.is_empty() { options } else { options.database(&self.database) };
        let options = match &self.road {
            Road::Socket(path) => options.socket(path).ssl_mode(MySqlSslMode::Disabled),
            Road::Loopback { port } => options.host("127.0.0.1").port(*port).ssl_mode(MySqlSslMode::Disabled),
            Road::Tls { host, port, ca_pem } => {
                let options = options.host(host).port(*port).ssl_mode(MySqlSslMode::VerifyIdentity);
                match ca_pem {
                    Some(pem) => options.ssl_ca_from_pem(pem.clone()),
                    None => options,
                }
            }
        };
        options.disable_statement_logging()
    }

    /// One connection, for what needs no pool.
    ///
    /// # Errors
    /// [`ClinicError::Offline`] with its cause.
    pub async fn connect_once(&self) -> Result<MySqlConnection, ClinicError> {
        let mut connection =
            tokio::time::timeout(Duration::from_secs(8), self.options().connect()).await.map_err(|_| {
                ClinicError::Offline { cause: OfflineCause::Unreachable, detail: "no answer in 8 s".into() }
            })??;
        prepare_session(&mut connection).await?;
        Ok(connection)
    }

    pub(crate) async fn pool(&self, most: u32) -> Result<MySqlPool, ClinicError> {
        // The first connection says at once what is wrong; a pool would only time out.
        sqlx::Connection::close(self.connect_once().await?).await.ok();
        Ok(MySqlPoolOptions::new()
            .max_connections(most)
            .acquire_timeout(Duration::from_secs(3))
            .idle_timeout(Duration::from_secs(240))
            .max_lifetime(None)
            // A ping for every statement doubles the round trips; a dead connection is found by the statement itself
            // and the action is tried again (`retry`).
            .test_before_acquire(false)
            .after_connect(|connection, _| Box::pin(async move { prepare_session(connection).await }))
            .connect_lazy_with(self.options()))
    }
}

/// Settings of every session: READ COMMITTED, short lock waits, strict mode, statement and idle limits, so that a frozen
/// workstation cannot hold up the others (design: database, transactions).
async fn prepare_session(connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
    let version: String = sqlx::query_scalar("select version()").fetch_one(&mut *connection).await?;
    let limits = if version.contains("MariaDB") {
        "max_statement_time = 30, idle_transaction_timeout = 10"
    } else {
        "max_execution_time = 30000"
    };
    connection.execute("set session transaction isolation level read committed").await?;
    let settings = format!(
        "set session sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', \
         innodb_lock_wait_timeout = 3, lock_wait_timeout = 10, wait_timeout = 600, {limits}"
    );
    connection.execute(sqlx::AssertSqlSafe(settings)).await?;
    Ok(())
}
