//! The log of this workstation: one file, a second one of what was before. It holds what went wrong and where, never
//! names, notes or anything else of a patient.

use std::fs::{self, File};
use std::io::Result;
use std::path::Path;
use std::sync::Mutex;

use clinic_core::error::ClinicError;

const NAME: &str = "clinic-desk.log";
const FULL_BYTES: u64 = 4 * 1024 * 1024;

/// Opens the log in `folder`, and sees to it that a panic is written there by its place only: its text may hold data.
pub fn start(folder: &Path) -> Result<()> {
    let path = folder.join(NAME);
    if fs::metadata(&path).is_ok_and(|file| file.len() > FULL_BYTES) {
        fs::rename(&path, folder.join(format!("{NAME}.1")))?;
    }
    let file = File::options().create(true).append(true).open(path)?;
    let started = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_env_filter("off,clinic_core=info,clinic_desktop=info")
        .with_writer(Mutex::new(file))
        .try_init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
    started.map_err(std::io::Error::other)?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
    Ok(())
}

/// Writes down an error that is nobody's ordinary answer. Refusals and invalid input are answers.
pub fn note(what: &str, error: &ClinicError) {
    match error {
        ClinicError::Offline { cause, detail } => {
            tracing::warn!(what, ?cause, detail = masked(detail), "server away");
        }
        ClinicError::Inconsistent { detail } => tracing::error!(what, detail = masked(detail), "inconsistent"),
        _ => {}
    }
}

/// The text with everything in quotes left out: servers quote values there, which may be a patient's.
fn masked(detail: &str) -> String {
    detail.split('\'').enumerate().map(|(at, part)| if at % 2 == 0 { part } else { "'…'" }).collect()
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn values_that_a_server_quotes_are_left_out_of_the_log() {
        let said = "database error 1062: Duplicate entry 'ada@example.org' for key 'patients_email'";
        assert_eq!(masked(said), "database error 1062: Duplicate entry '…' for key '…'");
    }
}
