//! A clinic with several workstations, for one test.

use std::path::Path;

use e2e::clinic_server::{ClinicAt, ClinicServer, is_mysql};
use e2e::{JourneyFolder, Outcome, Workstation, workspace};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Four tests at a time, on two cores: much of each is waiting.
static TURNS: Semaphore = Semaphore::const_new(4);

/// A server, a demo clinic on it, and room for workstations.
pub struct Floor {
    /// The server.
    pub server: ClinicServer,
    /// The clinic on it.
    pub clinic: ClinicAt,
    // After the server, which ends before its data is removed.
    folder: JourneyFolder,
    _turn: SemaphorePermit<'static>,
}

impl Floor {
    /// A fresh one, with nothing left of an earlier run.
    pub async fn new(name: &str) -> Outcome<Self> {
        let turn = turn().await?;
        let folder = JourneyFolder::fresh(&workspace().join("target/e2e").join(name))?;
        let server = ClinicServer::of_the_demo(&folder.path().join("server")).await?;
        let mut clinic = server.clinic()?;
        if !is_mysql() {
            // Plainly over the loopback; MySQL's accounts need TLS to sign in with a password.
            clinic.ca_pem.clear();
        }
        Ok(Self { server, clinic, folder, _turn: turn })
    }

    /// What of it is on the disk; removed with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A workstation that has joined the clinic and shows the sign-in.
    pub async fn workstation(&self, name: &str) -> Outcome<Workstation> {
        let workstation = Workstation::open(&self.folder().join(name)).await?;
        workstation.page.join(&self.clinic).await?;
        Ok(workstation)
    }

    /// A workstation at which this person is signed in.
    pub async fn signed_in(&self, name: &str, email: &str) -> Outcome<Workstation> {
        let workstation = self.workstation(name).await?;
        workstation.page.sign_in(email).await?;
        Ok(workstation)
    }
}

/// The turn alone, for a test that makes its own server.
pub async fn turn() -> Outcome<SemaphorePermit<'static>> {
    Ok(TURNS.acquire().await?)
}
