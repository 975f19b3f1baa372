//! How a server is reached, and the settings every session starts with.

use std::path::PathBuf;
use std::time::Duration;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlPoolOptions, MySqlSslMode};
use sqlx::{ConnectOptions, Executor, MySqlPool};
use zeroize::Zeroizing;

use crate::error::{ClinicError, FieldError, FieldProblem, OfflineCause};

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
        let mut connection = match within_patience(self.options()).await {
            Ok(connection) => connection,
            Err(error) => return Err(self.or_tls_required(error).await),
        };
        prepare_session(&mut connection).await?;
        Ok(connection)
    }

    /// A server refuses an account that must use TLS in the words of a wrong password: whether the account is right is seen
    /// by asking over TLS. Only for this computer's own port, where nobody listens in between.
    async fn or_tls_required(&self, error: ClinicError) -> ClinicError {
        let refused = matches!(error, ClinicError::Offline { cause: OfflineCause::AccountRefused, .. });
        if !refused || !matches!(self.road, Road::Loopback { .. }) {
            return error;
        }
        match within_patience(self.options().ssl_mode(MySqlSslMode::Required)).await {
            Ok(connection) => {
                sqlx::Connection::close(connection).await.ok();
                let detail = "the account must use TLS".into();
                ClinicError::Offline { cause: OfflineCause::TlsRequired, detail }
            }
            Err(_) => error,
        }
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

async fn within_patience(options: MySqlConnectOptions) -> Result<MySqlConnection, ClinicError> {
    let silent = |_| ClinicError::Offline { cause: OfflineCause::Unreachable, detail: "no answer in 8 s".into() };
    Ok(tokio::time::timeout(Duration::from_secs(8), options.connect()).await.map_err(silent)??)
}

/// Reads a certificate authority as people paste it: one or more certificates, PEM.
///
/// # Errors
/// [`FieldProblem::NotACertificate`] at `field` when there is none, or one of them cannot be read.
pub fn check_authority(field: &str, pem: &str) -> Result<(), FieldError> {
    let mut authorities = RootCertStore::empty();
    let all_read = CertificateDer::pem_slice_iter(pem.as_bytes())
        .all(|certificate| certificate.is_ok_and(|one| authorities.add(one).is_ok()));
    if all_read && !authorities.is_empty() {
        Ok(())
    } else {
        Err(FieldError::new(field, FieldProblem::NotACertificate))
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

#[cfg(test)]
mod tests {
    use super::check_authority;
    use crate::error::{ClinicError, FieldError, FieldProblem};

    #[test]
    fn what_is_no_certificate_is_refused_at_its_field() {
        let refused = Err(FieldError::new("ca_pem", FieldProblem::NotACertificate));
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        for pem in ["", "certificate", broken, key, "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----"] {
            assert_eq!(check_authority("ca_pem", pem), refused, "{pem}");
        }
    }

    #[test]
    fn an_authority_is_in_no_error() {
        let words = "Invalid certificate -----BEGIN CERTIFICATE-----\nsecret\n-----END CERTIFICATE-----";
        let error = ClinicError::from(sqlx::Error::Tls(words.into()));
        assert!(!error.to_string().contains("secret") && error.to_string().contains("Invalid certificate"));
    }
}
