//! The key of a drawer on the disk, and what no key opens any more.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::drawer::{UNREADABLE, cannot_keep};
use super::files;
use super::seal::{Key, WrappedKey};
use crate::error::Outcome;
use crate::users::password::PasswordCost;

pub(super) async fn known_key(folder: &Path, about: &str, password: Zeroizing<String>) -> Outcome<Option<Key>> {
    let Some(text) = files::read(&folder.join("key")).map_err(cannot_keep)? else { return Ok(None) };
    let Ok(wrapped) = serde_json::from_slice::<WrappedKey>(&text) else { return Ok(None) };
    wrapped.unwrap_by(about, password).await
}

pub(super) async fn write_key(
    folder: &Path,
    key: &Key,
    about: &str,
    password: Zeroizing<String>,
    cost: PasswordCost,
) -> Outcome<()> {
    let wrapped = key.wrap(about, password, cost).await?;
    let text = serde_json::to_vec(&wrapped).map_err(|_| UNREADABLE)?;
    files::write_whole(&folder.join("key"), &text).map_err(cannot_keep)
}

/// The password does not open the key any more. What was kept to be read is read again; deeds are put aside until
/// somebody has seen that they are lost.
pub(super) fn give_up_key(folder: &Path) -> Outcome<()> {
    ["days", "session"].iter().try_for_each(|name| files::remove(&folder.join(name))).map_err(cannot_keep)?;
    if folder.join("deeds").exists() {
        put_aside(folder, "key")?;
        put_aside(folder, "deeds")?;
    }
    files::remove(&folder.join("key")).map_err(cannot_keep)
}

/// Gives a file a name under which nothing overwrites it.
pub(super) fn put_aside(folder: &Path, name: &str) -> Outcome<()> {
    let free = (1..).map(|number: u32| folder.join(format!("{name}.unreadable-{number}"))).find(|path| !path.exists());
    free.map_or(Ok(()), |path| std::fs::rename(folder.join(name), path)).map_err(cannot_keep)
}

fn put_asides(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains(".unreadable-")))
}

pub(super) fn is_put_aside(folder: &Path) -> bool {
    put_asides(folder).next().is_some()
}

/// Takes away what was put aside.
pub(super) fn remove_put_asides(folder: &Path) -> Outcome<()> {
    put_asides(folder).try_for_each(|path| files::remove(&path)).map_err(cannot_keep)
}
