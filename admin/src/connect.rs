//! Which server, by which road, with which account.

use std::path::PathBuf;

use clap::Args;
use clinic_core::clinic::Clinic;
use clinic_core::error::ClinicError;
use clinic_core::private_server::{Durability, PrivateServer, ServerProgram};
use clinic_core::server_address::{Road, ServerAddress, check_authority};

use crate::words::Problem;

/// Where the clinic is.
#[derive(Args)]
pub struct Server {
    /// The private server in this folder, made and started if need be.
    #[arg(long, global = true, value_name = "FOLDER", conflicts_with_all = ["host", "socket"])]
    private: Option<PathBuf>,
    /// A server by name or address. Over TLS, unless it is this computer and no `--ca` is given.
    #[arg(long, global = true, conflicts_with = "socket")]
    host: Option<String>,
    /// Its port.
    #[arg(long, global = true, default_value_t = 3306)]
    port: u16,
    /// A server of this computer by its Unix socket.
    #[arg(long, global = true)]
    socket: Option<PathBuf>,
    /// The database.
    #[arg(long, global = true, default_value = "clinic")]
    database: String,
    /// The database account.
    #[arg(long, global = true, default_value = "root")]
    user: String,
    /// A file with the account's password in its first line; without it, the password is taken from the environment
    /// variable CLINIC_PASSWORD. It is never an argument, which everybody on this computer could read.
    #[arg(long, global = true, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The certificate authority that signed the server's certificate, PEM; the system's when not said.
    #[arg(long, global = true, value_name = "FILE")]
    ca: Option<PathBuf>,
}

impl Server {
    /// The address; a private server is running afterwards and its database is there.
    pub async fn address(&self) -> Result<ServerAddress, Problem> {
        if let Some(folder) = &self.private {
            let program = ServerProgram::find();
            let server = PrivateServer::start(folder, program.as_ref(), Durability::Durable, |_| {}).await?;
            return Ok(server.make_database(&self.database).await?);
        }
        let road = match (&self.socket, &self.host) {
            (Some(path), _) => Road::Socket(path.clone()),
            (None, Some(host)) => self.road_to(host)?,
            (None, None) => {
                return Err(Problem::Usage("say which server: --private FOLDER, --socket FILE or --host NAME"));
            }
        };
        let password = self.password()?.into();
        Ok(ServerAddress { road, database: self.database.clone(), user: self.user.clone(), password })
    }

    /// The clinic there.
    pub async fn clinic(&self) -> Result<(Clinic, ServerAddress), Problem> {
        let address = self.address().await?;
        Ok((Clinic::connect(&address).await?, address))
    }

    /// The clinic there, whose schema must fit.
    pub async fn ready(&self) -> Result<Clinic, Problem> {
        let (clinic, _) = self.clinic().await?;
        clinic.check_schema().await?;
        Ok(clinic)
    }

    fn road_to(&self, host: &str) -> Result<Road, Problem> {
        let here = matches!(host, "localhost" | "127.0.0.1" | "::1");
        match &self.ca {
            None if here => Ok(Road::Loopback { port: self.port }),
            None => Ok(Road::Tls { host: host.to_owned(), port: self.port, ca_pem: None }),
            Some(file) => {
                let pem = std::fs::read_to_string(file).map_err(|error| Problem::file(file, error))?;
                check_authority("--ca", &pem).map_err(ClinicError::from)?;
                Ok(Road::Tls { host: host.to_owned(), port: self.port, ca_pem: Some(pem.into_bytes()) })
            }
        }
    }

    fn password(&self) -> Result<String, Problem> {
        let Some(file) = &self.password_file else {
            return Ok(std::env::var("CLINIC_PASSWORD").unwrap_or_default());
        };
        let text = std::fs::read_to_string(file).map_err(|error| Problem::file(file, error))?;
        Ok(text.lines().next().unwrap_or_default().to_owned())
    }
}
