//! The folder of this workstation: settings, log, and the private server where there is one.

use std::io::Result;
use std::path::PathBuf;

use tauri::{AppHandle, Manager};

/// Names another folder than the platform's: for a second workstation on the same computer, and for tests.
const VARIABLE: &str = "CLINIC_DATA_DIR";

/// The folder, made when there is none, open to nobody else.
pub fn make(app: &AppHandle) -> Result<PathBuf> {
    let folder = match std::env::var_os(VARIABLE).filter(|name| !name.is_empty()) {
        Some(name) => std::path::absolute(name)?,
        None => app.path().app_local_data_dir().map_err(std::io::Error::other)?,
    };
    std::fs::create_dir_all(&folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(folder)
}
