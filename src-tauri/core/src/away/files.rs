//! Files of a drawer: whole or not there, never larger than they may be, readable by their user alone.

use std::fs::{self, File};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::path::Path;

/// No file of a drawer is larger: two days of a clinic of a hundred doctors are a quarter of it.
pub(super) const LARGEST: u64 = 32 * 1024 * 1024;

/// Makes a folder that nobody else may look into.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Writes a file so that after a crash, a kill or a power cut it is either what it was or what it is to be. When this
/// returns, it is on the disk.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    if bytes.len() as u64 > LARGEST {
        return Err(Error::new(ErrorKind::FileTooLarge, "larger than a drawer's file may be"));
    }
    let fresh = path.with_extension("new");
    let written = write_and_sync(&fresh, bytes).and_then(|()| fs::rename(&fresh, path));
    if written.is_err() {
        // A full disk is not made fuller by half a file.
        fs::remove_file(&fresh).ok();
    }
    written?;
    sync_folder(path)
}

fn write_and_sync(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Opens a file to add to it, or makes it; its name is on the disk when this returns.
pub(super) fn open_to_append(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.append(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    match options.open(path) {
        Ok(made) => sync_folder(path).map(|()| made),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => File::options().append(true).open(path),
        Err(error) => Err(error),
    }
}

/// The name is on the disk too. Windows does so by itself and has no call for it.
fn sync_folder(path: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    drop(path);
    Ok(())
}

/// A file's bytes; `None` when there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Whether there is a file with anything in it.
pub(super) fn holds(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.len() > 0)
}

/// Takes a file away, if it is there.
pub(super) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
