//! An export, asked for, under way, and done. Pure: no database, no clock.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::ClinicError;
use crate::ids::{PatientId, RequestId};

/// Asks for all data of a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportPatient {
    /// The event's id (taking data out is an event).
    pub request_id: RequestId,
    /// Whose.
    pub patient_id: PatientId,
}

/// What of the patient's data was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportScope {
    /// All of it, but for what only another author opens.
    Everything,
    /// What is not sealed: who took it out holds no keys.
    Readable,
}

/// What was taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Exported {
    /// The folder that was made.
    pub folder: String,
    /// How much of the data it holds.
    pub scope: ExportScope,
    /// How many files of the patient's records are in it.
    pub files: u32,
    /// How many things are named in it and not opened.
    pub sealed: u32,
}

/// Where an export stands.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ExportState {
    /// None is under way.
    Idle,
    /// It is read and written.
    Running {
        /// Whose.
        patient_id: PatientId,
        /// How far it is.
        done: u32,
        /// Of how much.
        of: u32,
    },
}

/// What the shell answers to whoever asked for an export.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum ExportEnd {
    /// It is there.
    Done {
        /// What.
        exported: Exported,
    },
    /// The person chose no folder, or stopped it: nothing is there.
    Stopped,
}

/// How far an export is: steps of reading, parts of files, and the writing at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// So many are done.
    pub done: u32,
    /// Of so many.
    pub of: u32,
}

/// Something of the patient that whoever takes the data out cannot open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sealed {
    /// What it is, and of when.
    pub(super) what: String,
    /// Whom to ask for it.
    pub(super) ask: String,
}

/// Why an export ended before its end.
#[derive(Debug)]
pub(super) enum Ended {
    /// It was stopped.
    Stopped,
    /// It failed.
    Failed(ClinicError),
}

impl From<ClinicError> for Ended {
    fn from(error: ClinicError) -> Self {
        Self::Failed(error)
    }
}

/// Of how many characters the name of a file is at most.
const LONGEST: usize = 100;

/// The name of a record's file in the export: numbered, as any system takes it, and no way to another folder.
pub(super) fn file_name(number: usize, name: &str) -> String {
    let sound = |letter: char| if letter.is_control() || "/\\:*?\"<>|".contains(letter) { '_' } else { letter };
    let name: String = name.trim().chars().map(sound).collect();
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 10 => (stem.to_owned(), format!(".{ending}")),
        _ => (name, String::new()),
    };
    let stem: String = stem.trim_matches(['.', ' ']).chars().take(LONGEST).collect();
    format!("{number:03} {}{ending}", if stem.is_empty() { "record" } else { &stem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_way_out_of_the_folder() {
        for (name, kept) in [
            ("knee scan.png", "001 knee scan.png"),
            ("../../.profile", "001 _.._.profile"),
            ("..", "001 record."),
            ("C:\\x.png", "001 C__x.png"),
            ("Röntgen", "001 Röntgen"),
            ("a\nb.pdf", "001 a_b.pdf"),
        ] {
            assert_eq!(file_name(1, name), kept);
        }
        assert_eq!(file_name(12, &"x".repeat(300)).chars().count(), LONGEST + 4);
    }
}
