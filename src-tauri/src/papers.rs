//! Papers as files of this computer: written into the folder chosen for them, never over another file, readable by this
//! user only, and shown by whatever program the computer shows them with — from there they are printed. The page names no
//! path and starts no program.

use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

use clinic_core::error::{ClinicError, KeepingFault, Outcome, Refusal};
use clinic_core::printing::model::{KeptFile, MadeFile};
use clinic_core::records::CopyOf;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};

use crate::dialogs;
use crate::state::Desk;

/// Keeps the folder in the workstation's own.
const NAME: &str = "papers.toml";

#[derive(Serialize, Deserialize)]
struct Chosen {
    folder: PathBuf,
}

/// Writes the file and asks the computer to show it.
///
/// # Errors
/// [`Refusal::NotKept`].
pub async fn show(desk: &Desk, file: MadeFile) -> Outcome<KeptFile> {
    let kept = keep(desk, file).await?;
    // No shell is asked: the path is handed over as one argument.
    let shown = open::that_detached(&kept.path).inspect_err(|error| tracing::warn!(%error, "no program shows a paper"));
    Ok(KeptFile { shown: shown.is_ok(), ..kept })
}

/// Writes the file.
///
/// # Errors
/// [`Refusal::NotKept`].
pub async fn keep(desk: &Desk, file: MadeFile) -> Outcome<KeptFile> {
    let folder = folder(desk);
    let written = {
        let folder = folder.clone();
        // A network drive may take its time.
        tauri::async_runtime::spawn_blocking(move || write(&folder, &file)).await
    };
    let path = written.unwrap_or_else(|_| Err(Error::other("broken off")));
    let path = desk.heard("keep a paper", path.map_err(|error| not_kept(&folder, &error)))?;
    Ok(KeptFile { path: path.display().to_string(), shown: false })
}

/// Writes a copy of a record, part after part. What turns out not to be what was added is not kept.
///
/// # Errors
/// [`Refusal::NotKept`], and those of the parts.
pub async fn keep_copy(desk: &Desk, mut copy: CopyOf) -> Outcome<KeptFile> {
    let folder = folder(desk);
    let not_kept = |error: &Error| not_kept(&folder, error);
    let name = sound_name(&copy.name);
    let (within, broken) = (folder.clone(), || Err(Error::other("broken off")));
    let made = tauri::async_runtime::spawn_blocking(move || create(&within, &name)).await;
    let (mut file, path) = desk.heard("keep a copy", made.unwrap_or_else(|_| broken()).map_err(|e| not_kept(&e)))?;
    let done = loop {
        let part = match copy.next().await {
            Ok(Some(part)) => part,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        };
        let written = tauri::async_runtime::spawn_blocking(move || file.write_all(&part).map(|()| file)).await;
        match written.unwrap_or_else(|_| Err(Error::other("broken off"))) {
            Ok(same) => file = same,
            Err(error) => break Err(not_kept(&error)),
        }
    };
    if done.is_err() {
        fs::remove_file(&path).ok();
    }
    desk.heard("keep a copy", done)?;
    Ok(KeptFile { path: path.display().to_string(), shown: false })
}

/// A file's name as any system takes it, and no way to another folder.
fn sound_name(name: &str) -> String {
    let sound: String = name.chars().map(|letter| if "/\\:*?\"<>|".contains(letter) { '_' } else { letter }).collect();
    let sound = sound.trim().trim_start_matches('.');
    if sound.is_empty() { "record".into() } else { sound.into() }
}

/// The folder's name, for whoever is signed in.
///
/// # Errors
/// [`ClinicError::SignedOut`].
pub async fn folder_name(desk: &Desk) -> Outcome<String> {
    desk.clinic_and_actor().await?;
    Ok(folder(desk).display().to_string())
}

/// Lets whoever is signed in choose another folder.
///
/// # Errors
/// [`ClinicError::SignedOut`]; [`Refusal::NotKept`] when the choice cannot be remembered.
pub async fn choose_folder(desk: &Desk) -> Outcome<String> {
    desk.clinic_and_actor().await?;
    if let Some(chosen) = dialogs::folder(desk.app(), folder(desk)).await {
        remember(desk.folder(), &chosen).map_err(|error| not_kept(desk.folder(), &error))?;
    }
    Ok(folder(desk).display().to_string())
}

/// Where papers are kept.
pub fn folder(desk: &Desk) -> PathBuf {
    remembered(desk.folder()).unwrap_or_else(|| usual(desk.app(), desk.folder()))
}

/// Where a person looks for what a program gave them.
fn usual(app: &AppHandle, own: &Path) -> PathBuf {
    let path = app.path();
    let places = [path.download_dir(), path.document_dir(), path.home_dir()];
    places.into_iter().flatten().find(|place| place.is_dir()).unwrap_or_else(|| own.to_owned())
}

fn remembered(own: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(own.join(NAME)).ok()?;
    toml::from_str::<Chosen>(&text).ok().map(|chosen| chosen.folder)
}

fn remember(own: &Path, chosen: &Path) -> Result<()> {
    let text = toml::to_string(&Chosen { folder: chosen.to_owned() }).map_err(Error::other)?;
    fs::write(own.join(NAME), text)
}

/// Writes under the file's name, or with a number behind it where that name is taken: nothing is ever overwritten.
fn write(folder: &Path, file: &MadeFile) -> Result<PathBuf> {
    let (mut written, path) = create(folder, &file.name)?;
    let done = written.write_all(&file.bytes).and_then(|()| written.sync_all());
    // Half a paper is none.
    done.map(|()| path.clone()).inspect_err(|_| drop(fs::remove_file(&path)))
}

/// A new file that only this user reads, under its name or with a number behind it.
fn create(folder: &Path, name: &str) -> Result<(File, PathBuf)> {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) => (stem, format!(".{ending}")),
        None => (name, String::new()),
    };
    for number in 1..1000 {
        let name = if number == 1 { name.to_owned() } else { format!("{stem} ({number}){ending}") };
        let path = folder.join(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn not_kept(folder: &Path, error: &Error) -> ClinicError {
    Refusal::NotKept { folder: folder.display().to_string(), why: KeepingFault::of(error) }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper() -> MadeFile {
        MadeFile { name: "day-sheet 2026-03-02.pdf".into(), bytes: b"%PDF-".to_vec() }
    }

    fn fresh_folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("clinic-papers-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_paper_never_takes_the_place_of_another_file() {
        let folder = fresh_folder("twice");
        let names: Vec<_> = (0..3)
            .map(|_| write(&folder, &paper()).unwrap().file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["day-sheet 2026-03-02.pdf", "day-sheet 2026-03-02 (2).pdf", "day-sheet 2026-03-02 (3).pdf"]);
        assert_eq!(fs::read(folder.join(&names[2])).unwrap(), b"%PDF-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.join(&names[0])).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "nobody else reads it");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_name_is_no_way_out_of_the_folder() {
        for (name, sound) in [
            ("scan 1.pdf", "scan 1.pdf"),
            ("../../.profile", "_.._.profile"),
            ("C:\\x.png", "C__x.png"),
            ("..", "record"),
            ("Röntgen", "Röntgen"),
        ] {
            assert_eq!(sound_name(name), sound);
        }
        let folder = fresh_folder("no-ending");
        let names: Vec<_> = (0..2).map(|_| create(&folder, "IM0001").unwrap().1).collect();
        assert_eq!(names, [folder.join("IM0001"), folder.join("IM0001 (2)")]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn why_a_paper_was_not_kept_is_said() {
        let folder = fresh_folder("gone");
        fs::remove_dir_all(&folder).unwrap();
        let gone = write(&folder, &paper()).unwrap_err();
        for (error, why) in [
            (gone, KeepingFault::NoFolder),
            (ErrorKind::StorageFull.into(), KeepingFault::DiskFull),
            (ErrorKind::QuotaExceeded.into(), KeepingFault::DiskFull),
            (ErrorKind::PermissionDenied.into(), KeepingFault::NoPermission),
            (ErrorKind::ReadOnlyFilesystem.into(), KeepingFault::NoPermission),
            (ErrorKind::BrokenPipe.into(), KeepingFault::Failed),
        ] {
            let folder = folder.display().to_string();
            assert_eq!(not_kept(Path::new(&folder), &error), Refusal::NotKept { folder, why }.into());
        }
    }

    #[test]
    fn the_folder_chosen_is_remembered() {
        let own = fresh_folder("own");
        assert_eq!(remembered(&own), None);
        remember(&own, Path::new("/media/Ärzte \"quoted\"")).unwrap();
        assert_eq!(remembered(&own), Some(PathBuf::from("/media/Ärzte \"quoted\"")));
        fs::remove_dir_all(own).unwrap();
    }
}
