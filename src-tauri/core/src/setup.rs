//! How a workstation comes to its clinic: a private server on this computer with a demo clinic, or a shared one by address.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::access::Role;

/// Where the workstation stands when the window opens.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum SetupState {
    /// First start: *Try it on this computer* or *Join a clinic*.
    Choose {
        /// The database server program found on this computer, or none.
        server_program: Option<String>,
    },
    /// The clinic is known but the account's password is not kept on this computer: ask.
    NeedsPassword {
        /// Which server.
        server: ServerSummary,
    },
    /// The server answered and its schema fits: sign in.
    Ready {
        /// Which server.
        server: ServerSummary,
        /// Accounts of the demo clinic, to try with; none on a real clinic.
        demo_accounts: Vec<DemoAccount>,
    },
    /// The server is known and cannot be used now.
    Failed {
        /// Which server.
        server: ServerSummary,
        /// Why.
        error: crate::error::ClinicError,
    },
}

/// A server in words.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ServerSummary {
    /// Private to this computer.
    pub private: bool,
    /// `host:port`, or the folder of a private one.
    pub address: String,
    /// Something is kept at this workstation: whoever worked here can go on while the server is away.
    pub kept_here: bool,
}

/// An account of the demo clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DemoAccount {
    /// E-mail.
    pub email: String,
    /// Password, the same for all: it is a demo.
    pub password: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
}

/// A clinic's server by address.
#[derive(Clone, Deserialize, TS)]
pub struct JoinServer {
    /// Host name or address.
    pub host: String,
    /// 1 to 65535; 3306 as a rule.
    pub port: i32,
    /// The database's name.
    pub database: String,
    /// The workstation's database account.
    pub user: String,
    /// Its password; kept in the system's keyring, or asked at each start where there is none.
    pub password: String,
    /// The clinic's certificate authority, PEM text; the system's authorities when empty.
    pub ca_pem: String,
}

/// The password for a known server.
#[derive(Clone, Deserialize, TS)]
pub struct ServerPassword {
    /// The database account's password.
    pub password: String,
}

/// How large the window shows everything from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ZoomStep {
    /// A step larger.
    Larger,
    /// A step smaller.
    Smaller,
    /// As at the first start.
    Usual,
}

/// How far a long piece of work is (event `progress`).
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Progress {
    /// What is being done.
    pub doing: SetupStep,
    /// 0 to 100.
    pub percent: i32,
}

/// The pieces of setting up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SetupStep {
    /// Making the private server's folder.
    InitialiseServer,
    /// Starting it.
    StartServer,
    /// Connecting.
    Connect,
    /// Making the tables.
    Migrate,
    /// Filling the demo clinic.
    SeedDemo,
}
