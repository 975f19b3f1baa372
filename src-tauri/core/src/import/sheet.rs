//! A file of rows with a header, read leniently: a row that is short or no text is that row's trouble, not the file's.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use uuid::Uuid;

use super::ImportError;
use super::report::{FileReport, Reason, Refused};

/// One file, its rows and what became of them.
pub(super) struct Sheet {
    file: &'static str,
    columns: BTreeMap<&'static str, usize>,
    rows: Vec<(u64, csv::ByteRecord)>,
    refused: Vec<Refused>,
    ids: HashSet<Uuid>,
}

/// A row being read.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    columns: &'a BTreeMap<&'static str, usize>,
    record: &'a csv::ByteRecord,
}

/// Why a field cannot be used.
pub(super) type Fault = (&'static str, Reason);

impl Row<'_> {
    /// A field, trimmed; empty where the row is too short.
    pub(super) fn text(&self, column: &'static str) -> Result<&str, Fault> {
        let place = self.columns.get(column).copied().unwrap_or(usize::MAX);
        let bytes = self.record.get(place).unwrap_or_default();
        std::str::from_utf8(bytes).map(str::trim).map_err(|_| (column, Reason::NotText))
    }

    /// A field that must be there.
    pub(super) fn needed(&self, column: &'static str) -> Result<&str, Fault> {
        let text = self.text(column)?;
        if text.is_empty() { Err((column, Reason::Missing)) } else { Ok(text) }
    }

    /// A field that is an id.
    pub(super) fn id(&self, column: &'static str) -> Result<Uuid, Fault> {
        Uuid::parse_str(self.needed(column)?).map_err(|_| (column, Reason::NotAnId))
    }
}

impl Sheet {
    /// Reads the file of that name in the folder. Columns may come in any order, and there may be more.
    pub(super) fn open(folder: &Path, file: &'static str, columns: &[&'static str]) -> Result<Self, ImportError> {
        let broken =
            |error: csv::Error| ImportError::File { file, detail: format!("in {}: {error}", folder.display()) };
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(folder.join(file)).map_err(broken)?;
        let header = reader.byte_headers().map_err(broken)?.clone();
        let place = |column: &str| {
            let written = |name: &[u8]| name.trim_ascii().trim_prefix_mark().eq_ignore_ascii_case(column.as_bytes());
            header.iter().position(written)
        };
        let mut places = BTreeMap::new();
        for column in columns {
            places.insert(*column, place(column).ok_or(ImportError::NoColumn { file, column })?);
        }
        let mut rows = Vec::new();
        for record in reader.byte_records() {
            let record = record.map_err(broken)?;
            let line = record.position().map_or(0, csv::Position::line);
            rows.push((line, record));
        }
        Ok(Self { file, columns: places, rows, refused: Vec::new(), ids: HashSet::new() })
    }

    /// Reads every row whose id is good and new in this file; the rest are noted as refused.
    pub(super) fn read<T>(&mut self, read: impl Fn(Uuid, Row<'_>) -> Result<T, Fault>) -> Vec<(u64, T)> {
        let mut good = Vec::new();
        let Self { file, columns, rows, refused, ids } = self;
        for (line, record) in rows.iter() {
            let row = Row { columns, record };
            let outcome = row.id("Id").and_then(|id| {
                let value = read(id, row)?;
                if ids.insert(id) { Ok(value) } else { Err(("Id", Reason::SameId)) }
            });
            match outcome {
                Ok(value) => good.push((*line, value)),
                Err((field, reason)) => {
                    let id = row.text("Id").unwrap_or_default().chars().take(100).collect();
                    refused.push(Refused { file, line: *line, id, field, reason });
                }
            }
        }
        good
    }

    /// Notes that a row that could be read is refused after all.
    pub(super) fn refuse(&mut self, line: u64, id: Uuid, (field, reason): Fault) {
        self.refused.push(Refused { file: self.file, line, id: id.to_string(), field, reason });
    }

    /// What became of the rows.
    pub(super) fn report(mut self, new: usize, unchanged: usize) -> FileReport {
        self.refused.sort_by_key(|row| row.line);
        FileReport { file: self.file, new, unchanged, refused: self.refused }
    }
}

/// Some programs begin a file with a byte order mark.
trait TrimMark {
    fn trim_prefix_mark(&self) -> &[u8];
}

impl TrimMark for [u8] {
    fn trim_prefix_mark(&self) -> &[u8] {
        self.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(self)
    }
}
