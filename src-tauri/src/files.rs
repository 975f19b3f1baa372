//! Files that a person chose, dropped or scanned. The page knows them by number and name, never by path.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clinic_core::access::Action;
use clinic_core::error::Outcome;
use clinic_core::ids::FileId;
use clinic_core::records::file::{name_of, size_of};
use clinic_core::records::model::ChosenFile;
use tauri::DragDropEvent;

use crate::dialogs;
use crate::state::Desk;

/// Tells the page that files are held over the window, or are not any more.
const OVER: &str = "files_over";
/// Tells the page which files were dropped on it.
const DROPPED: &str = "files_dropped";

/// The paths of what the page knows by number.
#[derive(Default)]
pub struct Files(Mutex<HashMap<PathBuf, FileId>>);

impl Files {
    /// The file at the path, under the number it has.
    pub fn chosen(&self, path: &Path) -> ChosenFile {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let file_id = *known.entry(path.to_owned()).or_insert_with(FileId::fresh);
        let size = size_of(path);
        let written_at = std::fs::metadata(path).and_then(|known| known.modified()).ok().map(Into::into);
        ChosenFile { file_id, name: name_of(path), bytes: size.unwrap_or(0), written_at, fault: size.err() }
    }

    /// Where the file lies.
    pub fn path(&self, file: FileId) -> Option<PathBuf> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(_, id)| **id == file).map(|(path, _)| path.clone())
    }

    /// Whoever chose them is gone.
    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Asks the person for files.
///
/// # Errors
/// `SignedOut`; `Forbidden` to whoever keeps no records.
pub async fn choose(desk: &Desk) -> Outcome<Vec<ChosenFile>> {
    desk.may_here(Action::KeepRecords).await?;
    let chosen = dialogs::files(desk.app()).await;
    Ok(chosen.iter().map(|path| desk.files.chosen(path)).collect())
}

/// Files are dragged over the window, or dropped on it.
pub fn on_drag(desk: &Desk, event: &DragDropEvent) {
    match event {
        DragDropEvent::Enter { .. } => desk.tell_of(OVER, true),
        DragDropEvent::Leave => desk.tell_of(OVER, false),
        DragDropEvent::Drop { paths, .. } => {
            desk.tell_of(OVER, false);
            if desk.may_now(Action::KeepRecords) {
                let dropped: Vec<ChosenFile> = paths.iter().map(|path| desk.files.chosen(path)).collect();
                desk.tell_of(DROPPED, dropped);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use clinic_core::records::model::FileFault;

    use super::*;

    #[test]
    fn the_page_knows_a_file_by_a_number_that_stays() {
        let files = Files::default();
        let path = std::env::temp_dir().join(format!("clinic-files-{}.pdf", std::process::id()));
        std::fs::write(&path, b"%PDF-").unwrap();
        let one = files.chosen(&path);
        assert_eq!((one.name.as_str(), one.bytes, one.fault), (path.file_name().unwrap().to_str().unwrap(), 5, None));
        assert_eq!(files.path(one.file_id), Some(path.clone()));
        std::fs::remove_file(&path).unwrap();
        let gone = files.chosen(&path);
        assert_eq!((gone.file_id, gone.fault), (one.file_id, Some(FileFault::NotThere)));
        files.forget();
        assert_eq!(files.path(one.file_id), None);
    }
}
