//! Where a text stands in the clear: in files, and in the memory of programs.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use memchr::memmem::Finder;

/// A text as programs keep it: in bytes, and in the pairs of bytes of a page's scripts.
struct Wanted {
    text: Vec<u8>,
    wide: Vec<u8>,
}

impl Wanted {
    fn of(text: &str) -> Self {
        Self { text: text.as_bytes().to_vec(), wide: text.encode_utf16().flat_map(u16::to_le_bytes).collect() }
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        Finder::new(&self.text).find(bytes).is_some() || Finder::new(&self.wide).find(bytes).is_some()
    }
}

/// Whether these bytes hold it.
pub fn in_bytes(bytes: &[u8], text: &str) -> bool {
    Wanted::of(text).is_in(bytes)
}

/// The files below `folder` that hold it.
pub fn in_files(folder: &Path, text: &str) -> Vec<PathBuf> {
    let wanted = Wanted::of(text);
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        // What a program that still runs took away meanwhile holds nothing.
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if fs::read(&path).is_ok_and(|bytes| wanted.is_in(&bytes)) {
                found.push(path);
            }
        }
    }
    found
}

/// Whether the memory of a process that can be written to holds it. A process that has ended holds nothing.
pub fn in_memory(process: &str, text: &str) -> bool {
    let wanted = Wanted::of(text);
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap_or_default();
    let Ok(mut memory) = File::open(format!("/proc/{process}/mem")) else { return false };
    maps.lines().filter_map(writable).any(|(from, to)| {
        let length = usize::try_from(to - from).unwrap_or_default();
        let mut bytes = Vec::new();
        memory.seek(SeekFrom::Start(from)).is_ok()
            && bytes.try_reserve_exact(length).is_ok()
            // Pages that were never touched cannot all be read; what was read counts.
            && { (&mut memory).take(to - from).read_to_end(&mut bytes).ok(); wanted.is_in(&bytes) }
    })
}

/// The bounds of a stretch of memory that holds a program's own data: not its code, not a file it only reads, not a
/// reservation of gigabytes that is nearly all empty.
fn writable(line: &str) -> Option<(u64, u64)> {
    let mut parts = line.split_whitespace();
    let (range, rights) = (parts.next()?, parts.next()?);
    let (from, to) = range.split_once('-')?;
    let (from, to) = (u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?);
    (rights.starts_with("rw") && to - from < 1 << 30).then_some((from, to))
}
