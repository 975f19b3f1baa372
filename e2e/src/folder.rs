//! The folder of a journey: what its servers and windows keep, removed as soon as the journey has succeeded.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::failure::{Failure, Outcome};

/// Where everything fails, the first ones tell why; the others would fill the disk.
const KEPT_AT_MOST: usize = 5;

/// A folder that is removed with this value. That of a journey that failed stays, to be looked at. A private server that
/// windows made in it ends in either case.
pub struct JourneyFolder(PathBuf);

impl JourneyFolder {
    /// The folder, absent yet, with nothing left of an earlier run.
    ///
    /// # Errors
    /// When what is left cannot be removed.
    pub fn fresh(folder: &Path) -> Outcome<Self> {
        let own = Self(folder.to_owned());
        own.end_server();
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        Ok(own)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    fn end_server(&self) {
        let Ok(id) = std::fs::read_to_string(self.0.join("server/server.pid")) else { return };
        let data = format!("--datadir={}", self.0.join("server/data").display());
        let ours = std::fs::read(format!("/proc/{}/cmdline", id.trim()))
            .is_ok_and(|arguments| arguments.split(|byte| *byte == 0).any(|one| one == data.as_bytes()));
        if ours {
            Command::new("kill").args(["-KILL", id.trim()]).status().ok();
        }
    }

    fn is_kept(&self) -> bool {
        static KEPT: AtomicUsize = AtomicUsize::new(0);
        Failure::is_under_way() && self.0.exists() && KEPT.fetch_add(1, Ordering::Relaxed) < KEPT_AT_MOST
    }
}

impl Drop for JourneyFolder {
    fn drop(&mut self) {
        self.end_server();
        if self.is_kept() {
            return;
        }
        // A window that was just ended may still be writing.
        for _ in 0..20 {
            if std::fs::remove_dir_all(&self.0).is_ok() || !self.0.exists() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}
