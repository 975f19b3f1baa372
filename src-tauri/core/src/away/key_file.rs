//! The key of a drawer on the disk, and what no key opens any more.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::drawer::{UNREADABLE, cannot_keep};
use super::files;
use crate::crypto::password::PasswordCost;
use crate::crypto::secret::{LockedByPassword, SecretKey};
use crate::error::Outcome;

/// The files of what the server does not have yet.
pub(super) const WAITING: [&str; 2] = ["deeds", "journal"];

pub(super) async fn known_key(folder: &Path, about: &str, password: Zeroizing<String>) -> Outcome<Option<SecretKey>> {
    let Some(text) = files::read(&folder.join("key")).map_err(cannot_keep)? else { return Ok(None) };
    let Ok(wrapped) = serde_json::from_slice::<LockedByPassword>(&text) else { return Ok(None) };
    let key = wrapped.unlock(about, password).await?;
    Ok(key.and_then(|key| <[u8; 32]>::try_from(key.as_slice()).ok()).map(|key| SecretKey::of(Zeroizing::new(key))))
}

pub(super) async fn write_key(
    folder: &Path,
    key: &SecretKey,
    about: &str,
    password: Zeroizing<String>,
    cost: PasswordCost,
) -> Outcome<()> {
    let wrapped = LockedByPassword::lock(about, key.bytes(), password, cost).await?;
    let text = serde_json::to_vec(&wrapped).map_err(|_| UNREADABLE)?;
    files::write_whole(&folder.join("key"), &text).map_err(cannot_keep)
}

/// The password does not open the key any more. What was kept to be read is read again; deeds and notes that wait are put
/// aside until somebody has seen that they are lost.
pub(super) fn give_up_key(folder: &Path) -> Outcome<()> {
    ["days", "session"].iter().try_for_each(|name| files::remove(&folder.join(name))).map_err(cannot_keep)?;
    let waiting: Vec<_> = WAITING.into_iter().filter(|name| files::holds(&folder.join(name))).collect();
    if !waiting.is_empty() {
        put_aside(folder, "key")?;
    }
    waiting.into_iter().try_for_each(|name| put_aside(folder, name))?;
    files::remove(&folder.join("key")).map_err(cannot_keep)
}

/// Gives a file a name under which nothing overwrites it.
pub(super) fn put_aside(folder: &Path, name: &str) -> Outcome<()> {
    std::fs::rename(folder.join(name), free_name(folder, name)).map_err(cannot_keep)
}

/// Copies a file to such a name; what of it can be read goes on under its own.
pub(super) fn copy_aside(folder: &Path, name: &str) -> Outcome<()> {
    std::fs::copy(folder.join(name), free_name(folder, name)).map(drop).map_err(cannot_keep)
}

fn free_name(folder: &Path, name: &str) -> PathBuf {
    let mut names = (1..).map(|number: u32| folder.join(format!("{name}.unreadable-{number}")));
    names.find(|path| !path.exists()).unwrap_or_else(|| folder.join(name))
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
