//! Papers as files of this computer: written into the folder chosen for them, never over another file, readable by this
//! user only, and shown by whatever program the computer shows them with — from there they are printed. The page names no
//! path and starts no program.

use std::fs::{self, OpenOptions};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

use clinic_core::error::{ClinicError, KeepingFault, Outcome, Refusal};
use clinic_core::printing::model::{KeptFile, MadeFile};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};

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
    if let Some(chosen) = ask(desk.app(), folder(desk)).await {
        remember(desk.folder(), &chosen).map_err(|error| not_kept(desk.folder(), &error))?;
    }
    Ok(folder(desk).display().to_string())
}

fn folder(desk: &Desk) -> PathBuf {
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

/// The system's own dialog. It has to be made on the window's thread and must not be awaited there.
async fn ask(app: &AppHandle, from: PathBuf) -> Option<PathBuf> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let window = app.get_webview_window("main");
    let asked = app.run_on_main_thread(move || {
        let mut dialog = rfd::AsyncFileDialog::new().set_directory(from);
        if let Some(window) = window {
            dialog = dialog.set_parent(&window);
        }
        let chosen = dialog.pick_folder();
        tauri::async_runtime::spawn(async move { tell.send(chosen.await).ok() });
    });
    asked.ok()?;
    told.await.ok().flatten().map(|chosen| chosen.path().to_owned())
}

/// Writes under the file's name, or with a number behind it where that name is taken: nothing is ever overwritten.
fn write(folder: &Path, file: &MadeFile) -> Result<PathBuf> {
    let (stem, ending) = file.name.rsplit_once('.').unwrap_or((&file.name, ""));
    for number in 1..1000 {
        let name = if number == 1 { file.name.clone() } else { format!("{stem} ({number}).{ending}") };
        let path = folder.join(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(mut written) => {
                let done = written.write_all(&file.bytes).and_then(|()| written.sync_all());
                // Half a paper is none.
                return done.map(|()| path.clone()).inspect_err(|_| drop(fs::remove_file(&path)));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn not_kept(folder: &Path, error: &Error) -> ClinicError {
    let why = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => KeepingFault::DiskFull,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => KeepingFault::NoPermission,
        ErrorKind::NotFound | ErrorKind::NotADirectory => KeepingFault::NoFolder,
        _ => KeepingFault::Failed,
    };
    Refusal::NotKept { folder: folder.display().to_string(), why }.into()
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
