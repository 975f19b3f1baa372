//! Where the drawers of a workstation lie, and when they are emptied.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::drawer::cannot_keep;
use super::files;
use super::key_file::WAITING;
use crate::error::Outcome;
use crate::users::password::PasswordCost;
use crate::users::session::SESSION_HOURS;

/// Where drawers are, and of which clinic.
#[derive(Clone, Debug)]
pub struct Place {
    /// The workstation's folder.
    pub folder: PathBuf,
    /// How the workstation reaches the clinic: what is kept of one server is nothing to another.
    pub server: String,
    /// What a guess at a password costs.
    pub cost: PasswordCost,
}

impl Place {
    /// Whether somebody could go on here while the server is away: of this clinic or another one.
    pub fn keeps_something(&self) -> bool {
        self.drawers().any(|folder| folder.join("session").exists())
    }

    /// Takes away what no session can read any more: whoever filled it has not been back since.
    ///
    /// # Errors
    /// [`Refusal::CannotKeepHere`] when the files cannot be taken away.
    pub fn sweep(&self) -> Outcome<()> {
        let lasts = Duration::from_hours(SESSION_HOURS.unsigned_abs());
        let over = |folder: &PathBuf| {
            let written = std::fs::metadata(folder.join("session")).and_then(|file| file.modified());
            written.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > lasts))
        };
        self.drawers().filter(over).try_for_each(|folder| clear(&folder)).map_err(cannot_keep)
    }

    fn drawers(&self) -> impl Iterator<Item = PathBuf> {
        let entries = std::fs::read_dir(self.folder.join("kept")).into_iter().flatten().flatten();
        entries.map(|entry| entry.path())
    }

    /// The folder of whoever signs in by this e-mail. Its name tells nobody who that is.
    pub(super) fn of(&self, email: &str) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(self.server.as_bytes());
        hash.update([0]);
        hash.update(email.trim().to_lowercase().as_bytes());
        let name: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        self.folder.join("kept").join(name)
    }
}

/// Takes away what is kept to be read, and the key too when neither a deed nor a note waits for it.
pub(super) fn clear(folder: &Path) -> std::io::Result<()> {
    ["days", "days.new", "session", "session.new"].iter().try_for_each(|name| files::remove(&folder.join(name)))?;
    let waits = WAITING.iter().any(|name| files::holds(&folder.join(name)));
    if waits { Ok(()) } else { files::remove(&folder.join("key")) }
}
