//! The folder of an export: written aside, named at its end, gone where it did not come to that.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{ClinicError, KeepingFault, Outcome, Refusal};

/// A folder that is being written. Dropped before [`Folder::finish`], nothing of it stays.
pub(super) struct Folder {
    within: PathBuf,
    name: String,
    aside: PathBuf,
    finished: bool,
}

impl Folder {
    /// Begins it. What is left of one that was cut off by a lost power is cleared first.
    pub(super) async fn begin(within: &Path, name: &str) -> Outcome<Self> {
        let (within, name) = (within.to_owned(), name.to_owned());
        let folder = within.clone();
        beside(&folder, move || {
            let aside = within.join(format!(".{name}.unfinished"));
            match fs::remove_dir_all(&aside) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            make(&aside)?;
            let folder = Self { within, name, aside, finished: false };
            make(&folder.aside.join("records"))?;
            Ok(folder)
        })
        .await
    }

    /// Writes a file whole.
    pub(super) async fn put(&self, name: &str, bytes: Vec<u8>) -> Outcome<()> {
        let path = self.aside.join(name);
        beside(&self.within, move || {
            let mut file = create(&path)?;
            file.write_all(&bytes)?;
            file.sync_all()
        })
        .await
    }

    /// Begins a file that is written part after part.
    pub(super) async fn file(&self, name: &str) -> Outcome<Parts> {
        let path = self.aside.join("records").join(name);
        let file = beside(&self.within, move || create(&path).map(BufWriter::new)).await?;
        Ok(Parts { within: self.within.clone(), file: Some(file) })
    }

    /// Names it: from now on it is there. Never in the place of another.
    pub(super) async fn finish(mut self) -> Outcome<PathBuf> {
        let (within, name, aside) = (self.within.clone(), self.name.clone(), self.aside.clone());
        let path = beside(&self.within, move || {
            for number in 1..1000 {
                let path = within.join(if number == 1 { name.clone() } else { format!("{name} ({number})") });
                if fs::symlink_metadata(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
                    fs::rename(&aside, &path)?;
                    return Ok(path);
                }
            }
            Err(io::ErrorKind::AlreadyExists.into())
        })
        .await?;
        self.finished = true;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.finished {
            fs::remove_dir_all(&self.aside).ok();
        }
    }
}

/// A file that is written part after part.
pub(super) struct Parts {
    within: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Parts {
    /// Adds a part.
    pub(super) async fn add(&mut self, part: zeroize::Zeroizing<Vec<u8>>) -> Outcome<()> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        self.file = Some(beside(&self.within, move || file.write_all(&part).map(|()| file)).await?);
        Ok(())
    }

    /// All of it is on the disk.
    pub(super) async fn end(mut self) -> Outcome<()> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        beside(&self.within, move || {
            file.flush()?;
            file.get_ref().sync_all()
        })
        .await
    }
}

/// A folder that only this user reads.
fn make(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A new file that only this user reads.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A disk, and more so a network drive, takes its time.
async fn beside<T: Send + 'static>(within: &Path, work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Outcome<T> {
    let done = tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(io::Error::other("broken off")));
    done.map_err(|error| {
        let (folder, why) = (within.display().to_string(), KeepingFault::of(&error));
        ClinicError::from(Refusal::NotKept { folder, why })
    })
}
