//! The folder into which a scanner of this workstation writes. What lies in it waits to be given to a patient; what was
//! given moves into a folder below, and is never deleted.

use std::collections::HashMap;
use std::fs;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use clinic_core::access::Action;
use clinic_core::error::{ClinicError, KeepingFault, Outcome, Refusal};
use clinic_core::records::model::WaitingScans;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};

use crate::state::Desk;
use crate::{dialogs, log};

/// Where the folder is remembered.
const NAME: &str = "scans.toml";
/// From one look into the folder to the next: looking works on every disk and network drive, being told does not.
const PAUSE: Duration = Duration::from_secs(2);
/// Where what was given to a patient goes.
const FILED: &str = "Filed";
/// Endings of files that another program is still writing.
const UNFINISHED: [&str; 5] = ["part", "tmp", "temp", "crdownload", "partial"];
/// The most that are shown at once.
const MOST: usize = 200;

/// Tells the page that something about them changed.
pub const CHANGED: &str = "scans";

#[derive(Serialize, Deserialize)]
struct Chosen {
    folder: PathBuf,
}

/// What was seen of a file: while that changes, it is being written.
type Seen = (u64, Option<SystemTime>);

/// What lies in the folder.
#[derive(Default)]
pub struct Scans(Mutex<Known>);

#[derive(Default)]
struct Known {
    seen: HashMap<PathBuf, Seen>,
    /// Those that looked the same twice, the oldest first.
    ready: Vec<PathBuf>,
    readable: bool,
    /// Given to a patient, though they could not be moved.
    filed: Vec<PathBuf>,
}

impl Scans {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Takes in what lies there now; whether something is to be shown differently.
    fn look(&mut self, there: Result<HashMap<PathBuf, Seen>>) -> bool {
        let Ok(there) = there else {
            let before = std::mem::take(self);
            self.filed = before.filed;
            return before.readable;
        };
        let stopped = |(path, seen): &(&PathBuf, &Seen)| self.seen.get(*path) == Some(*seen);
        let mut ready: Vec<(Seen, PathBuf)> =
            there.iter().filter(stopped).map(|(path, seen)| (*seen, path.clone())).collect();
        ready.sort_by(|(one, at), (other, there)| (one.1, at).cmp(&(other.1, there)));
        let mut ready: Vec<PathBuf> = ready.into_iter().map(|(_, path)| path).collect();
        ready.retain(|path| !self.filed.contains(path));
        let changed = !self.readable || ready != self.ready;
        self.filed.retain(|path| there.contains_key(path));
        (self.seen, self.ready, self.readable) = (there, ready, true);
        changed
    }
}

/// Starts looking, for as long as the program runs.
pub fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            tokio::time::sleep(PAUSE).await;
            let desk = app.state::<Desk>();
            let Some(folder) = remembered(desk.folder()).filter(|_| desk.may_now(Action::KeepRecords)) else {
                continue;
            };
            let there = tauri::async_runtime::spawn_blocking(move || files_of(&folder)).await;
            if desk.scans.known().look(there.unwrap_or_else(|_| Err(Error::other("broken off")))) {
                desk.tell_of(CHANGED, ());
            }
        }
    });
}

/// What waits.
///
/// # Errors
/// `SignedOut`; `Forbidden` to whoever keeps no records.
pub async fn waiting(desk: &Desk) -> Outcome<WaitingScans> {
    desk.may_here(Action::KeepRecords).await?;
    let Some(folder) = remembered(desk.folder()) else { return Ok(WaitingScans::default()) };
    let sent = desk.uploads.paths();
    let (ready, readable) = {
        let known = desk.scans.known();
        (known.ready.clone(), known.readable)
    };
    let waiting = ready.iter().filter(|path| !sent.contains(path)).take(MOST);
    let files = waiting.map(|path| desk.files.chosen(path)).collect();
    Ok(WaitingScans { folder: Some(folder.display().to_string()), readable, files })
}

/// Asks the person for the folder.
///
/// # Errors
/// As [`waiting`]; [`Refusal::NotKept`] where the choice cannot be remembered.
pub async fn choose_folder(desk: &Desk) -> Outcome<WaitingScans> {
    desk.may_here(Action::KeepRecords).await?;
    let from = remembered(desk.folder()).unwrap_or_else(|| desk.folder().to_owned());
    if let Some(folder) = dialogs::folder(desk.app(), from).await {
        let done = remember(desk.folder(), &folder);
        desk.heard("remember the folder of scans", done.map_err(|_| not_remembered(desk)))?;
        let there = tauri::async_runtime::spawn_blocking(move || files_of(&folder)).await;
        *desk.scans.known() = Known::default();
        desk.scans.known().look(there.unwrap_or_else(|_| Err(Error::other("broken off"))));
    }
    waiting(desk).await
}

/// Forgets the folder. What lies in it stays.
///
/// # Errors
/// As [`choose_folder`].
pub async fn forget_folder(desk: &Desk) -> Outcome<WaitingScans> {
    desk.may_here(Action::KeepRecords).await?;
    match fs::remove_file(desk.folder().join(NAME)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(not_remembered(desk)),
        _ => *desk.scans.known() = Known::default(),
    }
    waiting(desk).await
}

/// A file arrived and was checked: where it was a scan, it moves into the folder below.
pub async fn file_away(desk: &Desk, path: &Path) {
    if remembered(desk.folder()).is_none_or(|folder| path.parent() != Some(&*folder)) {
        return;
    }
    desk.scans.known().filed.push(path.to_owned());
    let from = path.to_owned();
    let moved = tauri::async_runtime::spawn_blocking(move || move_away(&from)).await;
    if let Err(error) = moved.unwrap_or_else(|_| Err(Error::other("broken off"))) {
        // It does not come back as one that waits; it lies where it was.
        log::note("file a scan away", &ClinicError::Inconsistent { detail: format!("a scan: {}", error.kind()) });
    }
    desk.tell_of(CHANGED, ());
}

fn move_away(path: &Path) -> Result<PathBuf> {
    let folder = path.parent().ok_or_else(|| Error::other("no folder"))?.join(FILED);
    fs::create_dir_all(&folder)?;
    let (stem, ending) = (path.file_stem().unwrap_or_default(), path.extension());
    for number in 1..10_000 {
        let mut name = stem.to_owned();
        if number > 1 {
            name.push(format!(" ({number})"));
        }
        if let Some(ending) = ending {
            name.push(".");
            name.push(ending);
        }
        let to = folder.join(name);
        if !to.exists() {
            return fs::rename(path, &to).map(|()| to);
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

/// The files that lie in a folder itself, without those that are hidden or said to be unfinished.
fn files_of(folder: &Path) -> Result<HashMap<PathBuf, Seen>> {
    let mut found = HashMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().to_lowercase());
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        if name.starts_with(['.', '~']) || UNFINISHED.contains(&ending) {
            continue;
        }
        // It may be gone by now.
        let Ok(known) = fs::metadata(&path) else { continue };
        if known.is_file() {
            found.insert(path, (known.len(), known.modified().ok()));
        }
    }
    Ok(found)
}

fn remembered(own: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(own.join(NAME)).ok()?;
    toml::from_str::<Chosen>(&text).ok().map(|chosen| chosen.folder)
}

fn remember(own: &Path, chosen: &Path) -> Result<()> {
    let text = toml::to_string(&Chosen { folder: chosen.to_owned() }).map_err(Error::other)?;
    fs::write(own.join(NAME), text)
}

fn not_remembered(desk: &Desk) -> ClinicError {
    Refusal::NotKept { folder: desk.folder().display().to_string(), why: KeepingFault::Failed }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh_folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("clinic-scans-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn names(known: &Known) -> Vec<String> {
        known.ready.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_scan_waits_once_it_has_stopped_growing() {
        let folder = fresh_folder("growing");
        let mut known = Known::default();
        assert!(known.look(files_of(&folder)), "the folder can be read");
        fs::write(folder.join("a.pdf"), b"%PDF").unwrap();
        assert!(!known.look(files_of(&folder)), "it was not there before: it may still be written");
        fs::write(folder.join("a.pdf"), b"%PDF-1.7").unwrap();
        assert!(!known.look(files_of(&folder)), "it grew");
        assert!(known.look(files_of(&folder)));
        assert_eq!(names(&known), ["a.pdf"]);
        assert!(!known.look(files_of(&folder)), "told once");
        for name in [".hidden", "~$letter.docx", "b.pdf.part", "c.TMP"] {
            fs::write(folder.join(name), b"x").unwrap();
        }
        fs::create_dir(folder.join("below")).unwrap();
        known.look(files_of(&folder));
        known.look(files_of(&folder));
        assert_eq!(names(&known), ["a.pdf"]);
        fs::remove_dir_all(&folder).unwrap();
        assert!(known.look(files_of(&folder)), "the folder is gone");
        assert!(!known.readable && known.ready.is_empty());
        assert!(!known.look(files_of(&folder)));
    }

    #[test]
    fn a_scan_that_was_given_to_a_patient_moves_and_takes_no_others_place() {
        let folder = fresh_folder("filed");
        for expected in ["scan.pdf", "scan (2).pdf", "scan (3).pdf"] {
            fs::write(folder.join("scan.pdf"), expected).unwrap();
            let to = move_away(&folder.join("scan.pdf")).unwrap();
            assert_eq!(to, folder.join(FILED).join(expected));
            assert_eq!(fs::read_to_string(to).unwrap(), expected);
        }
        assert!(!folder.join("scan.pdf").exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_folder_is_remembered() {
        let own = fresh_folder("own");
        assert_eq!(remembered(&own), None);
        remember(&own, Path::new("/media/Scanner \"2\"")).unwrap();
        assert_eq!(remembered(&own), Some(PathBuf::from("/media/Scanner \"2\"")));
        fs::remove_dir_all(own).unwrap();
    }
}
