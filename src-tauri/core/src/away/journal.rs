//! The journal of a drawer: what a doctor has typed and the server does not have yet. Sealed records, one after the other,
//! that are only ever added; begun anew when nothing waits, and written together when they have become long.
//!
//! A record is its length, a sum over that length, and a seal bound to this file and to the record's place in it. So a
//! program that is killed at any byte leaves every record before that byte readable, and what ends in the middle of a
//! record is just that: the last write, of which nobody was told that it is done. Anything else that does not open was
//! changed, and is told.
//!
//! Each record is on the disk itself when it is answered (`fdatasync`), not with the system alone: for a killed program
//! the latter would do, for a power cut it does not, and at six records a second at most a disk bears it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::files::{self, LARGEST};
use super::model::{KeptNote, KeptPart};
use crate::crypto::secret::SecretKey;
use crate::ids::fresh;

/// Length and sum before each seal.
const HEAD: usize = 8;
/// A file longer than this is written together when most of it is overtaken.
const LONG: u64 = 1024 * 1024;
/// How many times longer than what counts in it a file may be.
const OVERTAKEN: u64 = 2;

#[derive(Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum Record {
    /// The first: what the seals of this file are bound to.
    Begins { file: Uuid },
    /// A note, prescription, letter, addendum or entry of a chart as it stands on the screen.
    Typed(KeptNote),
    /// The server has everything of it.
    Settled {
        #[serde(alias = "appointment_id")]
        subject_id: Uuid,
        #[serde(default)]
        part: KeptPart,
    },
}

/// What was typed, and of what.
type Key = (Uuid, KeptPart);

fn key_of(note: &KeptNote) -> Key {
    (note.subject_id, note.part)
}

/// A journal that is open.
pub(super) struct Journal {
    path: PathBuf,
    /// What its seals are about.
    about: String,
    /// Where the next record goes; none while there is no file with anything in it.
    end: Option<End>,
    /// What waits, and how many bytes their last records take.
    waiting: BTreeMap<Key, u64>,
    /// Whether what was found has been read: until then nothing is written over it.
    asked: bool,
}

struct End {
    file: Uuid,
    next: u64,
    length: u64,
}

/// How much of a journal could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// All of it, but for a last record that was never finished.
    Whole,
    /// Some of it was changed.
    Damaged,
}

impl Journal {
    /// Opens the journal of a drawer. What can be read counts. A file of which something cannot be is to be copied aside and
    /// then written together before anything is added.
    pub(super) fn open(path: PathBuf, about: String, key: &SecretKey) -> Result<(Self, Found)> {
        let mut journal = Self { path, about, end: None, waiting: BTreeMap::new(), asked: false };
        let bytes = files::read(&journal.path)?.unwrap_or_default();
        let read = read(&bytes, &journal.about, key);
        journal.waiting = read.notes.iter().map(|(what, (_, length))| (*what, *length)).collect();
        journal.asked = journal.waiting.is_empty();
        if read.found == Found::Whole {
            if read.end < bytes.len() as u64 {
                // The end of the last write, which was never answered, would stand in the way of the next.
                File::options().write(true).open(&journal.path)?.set_len(read.end)?;
            }
            journal.end = read.file.map(|file| End { file, next: read.records, length: read.end });
        }
        Ok((journal, read.found))
    }

    /// Adds a note as it stands. When this returns, it is on the disk. One that was found in the file and was not read yet is
    /// neither written over nor let go: a window that begins with an empty page knows nothing of it.
    pub(super) fn keep(&mut self, note: KeptNote, key: &SecretKey) -> Result<()> {
        let what = key_of(&note);
        self.was_read(what)?;
        if self.is_overgrown() {
            self.write_together(key)?;
        }
        let length = self.add(&Record::Typed(note), key)?;
        self.waiting.insert(what, length);
        Ok(())
    }

    /// Notes that the server has everything of a note. Where nothing else waits, the file is emptied.
    pub(super) fn settle(&mut self, what: Key, key: &SecretKey) -> Result<()> {
        if !self.waiting.contains_key(&what) {
            return Ok(());
        }
        self.was_read(what)?;
        if self.waiting.len() == 1 {
            // Should the power fail right now, the note is found again, and the server has it already: no harm.
            match File::options().write(true).open(&self.path) {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                file => file?.set_len(0)?,
            }
            self.end = None;
        } else {
            let (subject_id, part) = what;
            self.add(&Record::Settled { subject_id, part }, key)?;
        }
        self.waiting.remove(&what);
        Ok(())
    }

    /// The notes that wait, as they were typed last.
    pub(super) fn notes(&mut self, key: &SecretKey) -> Result<Vec<KeptNote>> {
        let bytes = files::read(&self.path)?.unwrap_or_default();
        let notes = read(&bytes, &self.about, key).notes.into_values().map(|(note, _)| note);
        let found = notes.filter(|note| self.waiting.contains_key(&key_of(note))).collect();
        self.asked = true;
        Ok(found)
    }

    /// Writes what counts into a fresh file that takes the place of this one.
    pub(super) fn write_together(&mut self, key: &SecretKey) -> Result<()> {
        let bytes = files::read(&self.path)?.unwrap_or_default();
        let notes = read(&bytes, &self.about, key).notes;
        let file = fresh();
        let mut fresh_bytes = self.frame(&Record::Begins { file }, None, key)?;
        let mut next = 1;
        for (what, (note, _)) in notes {
            let framed = self.frame(&Record::Typed(note), Some((file, next)), key)?;
            self.waiting.insert(what, framed.len() as u64);
            fresh_bytes.extend(framed);
            next += 1;
        }
        files::write_whole(&self.path, &fresh_bytes)?;
        self.end = Some(End { file, next, length: fresh_bytes.len() as u64 });
        Ok(())
    }

    fn was_read(&self, what: Key) -> Result<()> {
        if self.asked || !self.waiting.contains_key(&what) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::WouldBlock, "what is there was not read yet"))
    }

    fn is_overgrown(&self) -> bool {
        let counts: u64 = self.waiting.values().sum();
        self.end.as_ref().is_some_and(|end| end.length > LONG && end.length > OVERTAKEN * counts)
    }

    /// Adds a record; how many bytes it takes.
    fn add(&mut self, record: &Record, key: &SecretKey) -> Result<u64> {
        let End { file, next, length } = match self.end.take() {
            Some(end) => end,
            None => End { file: fresh(), next: 0, length: 0 },
        };
        let mut bytes = Vec::new();
        let mut number = next;
        if number == 0 {
            bytes = self.frame(&Record::Begins { file }, None, key)?;
            number = 1;
        }
        let framed = self.frame(record, Some((file, number)), key)?;
        let own = framed.len() as u64;
        bytes.extend(framed);
        let added = length.checked_add(bytes.len() as u64).filter(|end| *end <= LARGEST);
        let done = match added {
            Some(_) => append(&self.path, length, &bytes),
            None => Err(Error::new(ErrorKind::FileTooLarge, "larger than a drawer's file may be")),
        };
        let (next, length) = if done.is_ok() { (number + 1, length + bytes.len() as u64) } else { (next, length) };
        self.end = (length > 0).then_some(End { file, next, length });
        done.map(|()| own)
    }

    fn frame(&self, record: &Record, place: Option<(Uuid, u64)>, key: &SecretKey) -> Result<Vec<u8>> {
        let plain = Zeroizing::new(serde_json::to_vec(record)?);
        let sealed = key
            .seal(bound(&self.about, place).as_bytes(), &plain)
            .map_err(|_| Error::new(ErrorKind::FileTooLarge, "too long to be sealed"))?;
        let length = u32::try_from(sealed.len()).map_err(Error::other)?;
        Ok([head(length).as_slice(), &sealed].concat())
    }
}

/// Adds bytes at a place where the file ends, and nothing where that fails.
fn append(path: &Path, at: u64, bytes: &[u8]) -> Result<()> {
    let mut file = files::open_to_append(path)?;
    if file.metadata()?.len() != at {
        // What an earlier write that failed could not take back.
        file.set_len(at)?;
    }
    let written = file.write_all(bytes).and_then(|()| file.sync_data());
    if written.is_err() {
        file.set_len(at).ok();
    }
    written
}

/// What the seal of a record is bound to: the first names the file, each later one the file and its place in it.
fn bound(about: &str, place: Option<(Uuid, u64)>) -> String {
    match place {
        None => about.to_owned(),
        Some((file, number)) => format!("{about}\n{file} {number}"),
    }
}

/// The length of a seal, and a sum by which a length that was changed is told from one that was cut off.
fn head(length: u32) -> [u8; HEAD] {
    let length = length.to_le_bytes();
    let sum = Sha256::digest(length);
    let mut head = [0; HEAD];
    head[..4].copy_from_slice(&length);
    head[4..].copy_from_slice(&sum[..4]);
    head
}

struct Reading {
    found: Found,
    file: Option<Uuid>,
    /// How many records there are, and where the last of them ends.
    records: u64,
    end: u64,
    /// Notes that wait, each with the length of its record.
    notes: BTreeMap<Key, (KeptNote, u64)>,
}

fn read(bytes: &[u8], about: &str, key: &SecretKey) -> Reading {
    let mut reading = Reading { found: Found::Whole, file: None, records: 0, end: 0, notes: BTreeMap::new() };
    let mut rest = bytes;
    while let Some((found, after)) = rest.split_first_chunk::<HEAD>() {
        let length = u32::from_le_bytes([found[0], found[1], found[2], found[3]]);
        if *found != head(length) {
            reading.found = Found::Damaged;
            break;
        }
        let Some((sealed, after)) = after.split_at_checked(length as usize) else { break };
        let place = reading.file.map(|file| (file, reading.records));
        let opened = key.unseal(bound(about, place).as_bytes(), sealed);
        match opened.and_then(|plain| serde_json::from_slice(&plain).ok()) {
            Some(Record::Begins { file }) if reading.records == 0 => reading.file = Some(file),
            Some(Record::Typed(note)) => {
                reading.notes.insert(key_of(&note), (note, (HEAD + sealed.len()) as u64));
            }
            Some(Record::Settled { subject_id, part }) => {
                reading.notes.remove(&(subject_id, part));
            }
            // What comes after it may still open: each record is a whole note.
            Some(Record::Begins { .. }) | None => reading.found = Found::Damaged,
        }
        reading.records += 1;
        rest = after;
        reading.end = (bytes.len() - rest.len()) as u64;
    }
    reading
}

#[cfg(test)]
mod tests;
