//! What this workstation remembers between starts: which server its clinic is on, and how large it shows
//! everything. Never a password.

use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

use clinic_core::server_address::{Road, ServerAddress};
use clinic_core::setup::ServerSummary;
use serde::{Deserialize, Serialize};

const NAME: &str = "clinic.toml";

/// The server of the workstation's clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KnownServer {
    /// The private one, in the workstation's folder.
    Private,
    /// A shared one, by address.
    Shared(SharedServer),
}

/// A shared server by address, and the account to use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedServer {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// The database's name.
    pub database: String,
    /// The database account.
    pub user: String,
    /// The clinic's certificate authority, PEM; the system's authorities when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
}

impl SharedServer {
    /// The way there with this password: over TLS with a verified name, or plainly when the server is this computer and
    /// no authority was given to verify it by.
    pub fn address(&self, password: &str) -> ServerAddress {
        let here = matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        let road = match &self.ca_pem {
            None if here => Road::Loopback { port: self.port },
            ca_pem => Road::Tls {
                host: self.host.clone(),
                port: self.port,
                ca_pem: ca_pem.as_ref().map(|pem| pem.clone().into_bytes()),
            },
        };
        ServerAddress {
            road,
            database: self.database.clone(),
            user: self.user.clone(),
            password: password.to_owned().into(),
        }
    }

    /// By what the system's keyring knows the password.
    pub fn account(&self) -> String {
        format!("{}@{}:{}/{}", self.user, self.host, self.port, self.database)
    }

    /// In words.
    pub fn summary(&self) -> ServerSummary {
        ServerSummary { private: false, address: format!("{}:{}", self.host, self.port), kept_here: false }
    }
}

#[derive(Default, Serialize, Deserialize)]
struct File {
    /// How large the window shows everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zoom_percent: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    server: Option<KnownServer>,
}

/// The server that `folder` remembers; none at the first start.
pub fn read(folder: &Path) -> Result<Option<KnownServer>> {
    Ok(load(folder)?.server)
}

/// Remembers the server.
pub fn write(folder: &Path, server: &KnownServer) -> Result<()> {
    save(folder, &File { server: Some(server.clone()), ..load(folder)? })
}

/// Forgets the server. The size of everything stays as it is.
pub fn forget(folder: &Path) -> Result<()> {
    save(folder, &File { server: None, ..load(folder)? })
}

/// How large the window shows everything, in percent; none while nobody chose.
pub fn read_zoom(folder: &Path) -> Result<Option<i32>> {
    Ok(load(folder)?.zoom_percent)
}

/// Remembers how large the window shows everything.
pub fn write_zoom(folder: &Path, percent: i32) -> Result<()> {
    save(folder, &File { zoom_percent: Some(percent), ..load(folder)? })
}

fn load(folder: &Path) -> Result<File> {
    match fs::read_to_string(folder.join(NAME)) {
        Ok(text) => toml::from_str(&text).map_err(|error| Error::new(ErrorKind::InvalidData, error)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(File::default()),
        Err(error) => Err(error),
    }
}

/// The file is whole or not there, whatever happens meanwhile.
fn save(folder: &Path, file: &File) -> Result<()> {
    let text = toml::to_string(file).map_err(Error::other)?;
    let fresh = folder.join(format!("{NAME}.new"));
    fs::write(&fresh, text)?;
    fs::rename(fresh, folder.join(NAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(host: &str, ca_pem: Option<&str>) -> SharedServer {
        SharedServer {
            host: host.into(),
            port: 3306,
            database: "clinic".into(),
            user: "desk_1".into(),
            ca_pem: ca_pem.map(Into::into),
        }
    }

    #[test]
    fn a_server_is_remembered_and_forgotten() {
        let folder = std::env::temp_dir().join(format!("clinic-settings-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        assert_eq!(read(&folder).unwrap(), None);
        for server in [KnownServer::Private, KnownServer::Shared(shared("db.clinic.example", Some("pem\ntext")))] {
            write(&folder, &server).unwrap();
            assert_eq!(read(&folder).unwrap(), Some(server));
        }
        write_zoom(&folder, 125).unwrap();
        assert!(read(&folder).unwrap().is_some(), "the size is kept beside the server");
        forget(&folder).unwrap();
        forget(&folder).unwrap();
        assert_eq!(read(&folder).unwrap(), None);
        assert_eq!(read_zoom(&folder).unwrap(), Some(125));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn only_this_computer_is_spoken_to_without_tls() {
        for (host, ca_pem, plain) in [
            ("localhost", None, true),
            ("127.0.0.1", None, true),
            ("::1", None, true),
            ("localhost", Some("pem"), false),
            ("db.clinic.example", None, false),
            ("192.168.1.5", None, false),
            ("localhost.example", None, false),
        ] {
            let road = shared(host, ca_pem).address("secret").road;
            assert_eq!(matches!(road, Road::Loopback { .. }), plain, "{host}");
        }
    }
}
