//! Files of this computer, looked at and read in parts: never is a whole one in memory.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::model::{FileFacts, FileFault, LARGEST, PART};
use crate::error::{ClinicError, Outcome, Refusal};

/// How many bytes a file has that could be added, without reading it.
///
/// # Errors
/// Why it could not be.
pub fn size_of(path: &Path) -> Result<u32, FileFault> {
    let known = fs::metadata(path).map_err(|error| fault_of(&error))?;
    if !known.is_file() {
        return Err(FileFault::NotAFile);
    }
    match u32::try_from(known.len()) {
        Ok(0) => Err(FileFault::Empty),
        Ok(bytes) if bytes <= LARGEST => Ok(bytes),
        _ => Err(FileFault::TooLarge),
    }
}

/// The name of a file, without folders.
pub fn name_of(path: &Path) -> String {
    let name: String = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    name.chars().filter(|letter| !letter.is_control()).take(200).collect()
}

/// Reads a file once and says what it is.
///
/// # Errors
/// [`Refusal::FileRefused`].
pub async fn look_at(path: &Path) -> Outcome<FileFacts> {
    let path = path.to_owned();
    beside(move || facts_of(&path)).await
}

fn facts_of(path: &Path) -> Result<FileFacts, FileFault> {
    size_of(path)?;
    let mut parts = open(path)?;
    let (mut sum, mut bytes, mut media_type) = (Sha256::new(), 0_u32, None);
    while let Some(part) = next_part(&mut parts)? {
        media_type.get_or_insert_with(|| media_type_of(&part, path));
        sum.update(&*part);
        bytes = u32::try_from(part.len()).ok().and_then(|more| bytes.checked_add(more)).ok_or(FileFault::TooLarge)?;
        // It may have grown since it was measured.
        if bytes > LARGEST {
            return Err(FileFault::TooLarge);
        }
    }
    let media_type = media_type.ok_or(FileFault::Empty)?;
    Ok(FileFacts { name: name_of(path), media_type, bytes, sha256: hex(sum) })
}

/// A file that is read part after part.
pub(super) struct FileParts(Option<File>);

impl FileParts {
    /// Opens it.
    pub(super) async fn open(path: &Path) -> Outcome<Self> {
        let path: PathBuf = path.to_owned();
        beside(move || open(&path)).await.map(|file| Self(Some(file)))
    }

    /// The next part; none at the end.
    pub(super) async fn next(&mut self) -> Outcome<Option<Zeroizing<Vec<u8>>>> {
        let Some(mut file) = self.0.take() else { return Ok(None) };
        let (file, part) = beside(move || next_part(&mut file).map(|part| (file, part))).await?;
        self.0 = part.is_some().then_some(file);
        Ok(part)
    }
}

/// A disk, and more so a network drive, takes its time.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> Result<T, FileFault> + Send + 'static) -> Outcome<T> {
    let done = tokio::task::spawn_blocking(work).await.unwrap_or(Err(FileFault::Unreadable));
    done.map_err(|why| ClinicError::from(Refusal::FileRefused { why }))
}

fn open(path: &Path) -> Result<File, FileFault> {
    File::open(path).map_err(|error| fault_of(&error))
}

fn next_part(file: &mut File) -> Result<Option<Zeroizing<Vec<u8>>>, FileFault> {
    let mut part = Zeroizing::new(Vec::with_capacity(PART as usize));
    file.take(u64::from(PART)).read_to_end(&mut part).map_err(|error| fault_of(&error))?;
    Ok((!part.is_empty()).then_some(part))
}

fn fault_of(error: &io::Error) -> FileFault {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FileFault::NotThere,
        io::ErrorKind::IsADirectory => FileFault::NotAFile,
        _ => FileFault::Unreadable,
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn hex(sum: Sha256) -> String {
    data_encoding::HEXLOWER.encode(&sum.finalize())
}

/// What a file is by its first bytes; by its name only where the bytes say nothing that we know.
pub(super) fn media_type_of(first: &[u8], path: &Path) -> String {
    let by_bytes = match first {
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some("image/bmp"),
        [b'I', b'I', 0x2A, 0, ..] | [b'M', b'M', 0, 0x2A, ..] => Some("image/tiff"),
        _ if first.get(128..132) == Some(b"DICM") => Some("application/dicom"),
        // The head may stand a little below the top.
        _ if first.iter().take(1024).collect::<Vec<_>>().windows(5).any(|five| five.iter().copied().eq(b"%PDF-")) => {
            Some("application/pdf")
        }
        _ => None,
    };
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    // Nothing is taken for a picture or pages because of its name.
    by_bytes
        .unwrap_or(match ending.as_str() {
            "dcm" => "application/dicom",
            "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "doc" => "application/msword",
            "rtf" => "application/rtf",
            "txt" => "text/plain",
            "csv" => "text/csv",
            "xml" => "application/xml",
            "zip" => "application/zip",
            "mp4" => "video/mp4",
            _ => "application/octet-stream",
        })
        .to_owned()
}
