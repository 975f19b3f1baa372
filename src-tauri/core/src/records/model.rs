//! Records as the window sees them, and what may describe them. Pure: no database, no clock.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::altered::Altered;
use crate::civil::parse_date;
use crate::error::{ClinicError, FieldProblem, FormCheck, Outcome};
use crate::ids::{DoctorId, FileId, PatientId, RecordId, RequestId};
use crate::text::{self, Lines};

/// The most bytes that a record can have: 100 MB.
pub const LARGEST: u32 = 100 * 1024 * 1024;
/// How many bytes one part of a file has; the last one may have fewer.
pub const PART: u32 = 1024 * 1024;

const TAGS: usize = 20;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecordType {
    /// A report of a laboratory.
    LabReport,
    /// An X-ray.
    XRay,
    /// Magnetic resonance imaging.
    Mri,
    /// Computed tomography.
    Ct,
    /// An ultrasound.
    Ultrasound,
    /// An electrocardiogram.
    Ecg,
    /// A prescription from elsewhere.
    Prescription,
    /// A discharge summary.
    DischargeSummary,
    /// Something else.
    Other,
}

/// What describes a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordForm {
    /// What it is.
    pub record_type: RecordType,
    /// 1 to 200 characters.
    pub title: String,
    /// At most 2,000 characters.
    pub description: String,
    /// The date it is of, `2026-12-31`; empty where nobody knows.
    pub dated_on: String,
    /// For finding; 20 at most, of 50 characters.
    pub tags: Vec<String>,
}

impl RecordForm {
    /// The form as it is kept: trimmed, each tag once.
    ///
    /// # Errors
    /// [`FieldProblem::Missing`] at `title`; [`FieldProblem::TooLong`] and [`FieldProblem::BadCharacters`] at each text,
    /// e.g. `tags.0`; [`FieldProblem::NotADate`] and [`FieldProblem::InTheFuture`] at `dated_on`;
    /// [`FieldProblem::OutOfRange`] at `tags`.
    ///
    /// ```
    /// use clinic_core::records::model::{RecordForm, RecordType};
    /// let now = "2026-03-02T08:00:00Z".parse().unwrap();
    /// let form = RecordForm { record_type: RecordType::Ecg, title: " At rest ".into(), description: String::new(),
    ///     dated_on: "2026-03-02".into(), tags: vec!["heart".into(), " heart".into(), "".into()] };
    /// let kept = form.clone().parse(now).unwrap();
    /// assert_eq!((kept.title.as_str(), kept.tags), ("At rest", vec!["heart".to_owned()]));
    /// assert!(RecordForm { dated_on: "2026-03-09".into(), ..form }.parse(now).is_err(), "a date to come");
    /// ```
    pub fn parse(self, now: DateTime<Utc>) -> Outcome<Self> {
        let mut check = FormCheck::default();
        let title = check.take(text::required("title", &self.title, 200, Lines::One));
        let description = check.take(text::optional("description", &self.description, 2_000, Lines::Many));
        let mut tags: Vec<String> = Vec::new();
        for (place, tag) in self.tags.iter().enumerate() {
            let tag = check.take(text::optional(&format!("tags.{place}"), tag, 50, Lines::One)).unwrap_or_default();
            if !tag.is_empty() && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        if tags.len() > TAGS {
            check.note("tags", FieldProblem::OutOfRange { least: 0, most: 20 });
        }
        if !self.dated_on.is_empty() {
            let dated: Option<NaiveDate> = check.take(parse_date("dated_on", &self.dated_on));
            // East of Greenwich tomorrow has begun already.
            if dated.is_some_and(|dated| dated > (now + Duration::hours(14)).date_naive()) {
                check.note("dated_on", FieldProblem::InTheFuture);
            }
        }
        check.finish()?;
        match title.zip(description) {
            Some((title, description)) => Ok(Self { title, description, tags, ..self }),
            None => Err(ClinicError::Invalid { fields: Vec::new() }),
        }
    }
}

/// Why a file cannot be added, or not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FileFault {
    /// It is not there any more.
    NotThere,
    /// It is a folder, or something else that is no file.
    NotAFile,
    /// It is empty.
    Empty,
    /// It has more than 100 MB.
    TooLarge,
    /// This computer's user may not read it, or its disk failed.
    Unreadable,
    /// It is another than the one that began to arrive.
    Changed,
    /// It has not arrived whole.
    NotWhole,
    /// It arrived whole: it is archived, not given up.
    ArrivedWhole,
}

/// How a file can be looked at inside the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Preview {
    /// As a picture.
    Image,
    /// As pages.
    Pdf,
    /// Not at all: a copy of it can be kept.
    None,
}

/// What is known of a file by looking into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Its name, without folders.
    pub name: String,
    /// What it is by its first bytes, else by its name, e.g. `application/pdf`.
    pub media_type: String,
    /// How many bytes it has.
    pub bytes: u32,
    /// SHA-256 of them, in hexadecimal.
    pub sha256: String,
}

impl FileFacts {
    /// How many parts it has.
    pub fn parts(&self) -> u32 {
        self.bytes.div_ceil(PART)
    }

    /// How it can be looked at.
    pub fn preview(&self) -> Preview {
        match self.media_type.as_str() {
            "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/bmp" => Preview::Image,
            "application/pdf" => Preview::Pdf,
            _ => Preview::None,
        }
    }
}

/// All that is sealed of a record beside its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordContent {
    /// What describes it.
    pub form: RecordForm,
    /// The file.
    pub file: FileFacts,
}

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecordStatus {
    /// Not all of it is there.
    Arriving,
    /// It is there and was checked.
    Kept,
}

/// Adds a file to a patient's records: it begins to arrive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AddRecord {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation.
    pub record_id: RecordId,
    /// Whose it is.
    pub patient_id: PatientId,
    /// The file that was chosen.
    pub file_id: FileId,
    /// What describes it.
    pub form: RecordForm,
}

/// Gives up a file that has not arrived whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DiscardRecord {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub record_id: RecordId,
}

/// Describes a record anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DescribeRecord {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub record_id: RecordId,
    /// The version on the screen.
    pub row_version: u32,
    /// All of it.
    pub form: RecordForm,
}

/// Whether a record is in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Archiving {
    /// It is.
    Archived,
    /// It is not, or not any more.
    NotArchived,
}

/// Puts a record into the archive, or brings it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ArchiveRecord {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub record_id: RecordId,
    /// The version on the screen.
    pub row_version: u32,
    /// Which of the two.
    pub archiving: Archiving,
}

/// Whether a record is shared with a doctor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// It is.
    Shared,
    /// It is not, or not any more.
    NotShared,
}

/// Shares a record with a doctor of the clinic, or ends that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShareRecord {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub record_id: RecordId,
    /// The version on the screen.
    pub row_version: u32,
    /// With whom.
    pub doctor_id: DoctorId,
    /// Which of the two.
    pub sharing: Sharing,
}

/// A question for a patient's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordsRequest {
    /// The event's id (reading a chart is an event).
    pub request_id: RequestId,
    /// Whose.
    pub patient_id: PatientId,
}

/// A question for the records that others shared with the doctor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SharedRecordsRequest {
    /// The event's id.
    pub request_id: RequestId,
}

/// A question for how a record was described before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordVersionsRequest {
    /// The event's id.
    pub request_id: RequestId,
    /// Which.
    pub record_id: RecordId,
}

/// Opens a record: all of it is read once and checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenRecord {
    /// The event's id: what names the opening when its parts are asked for.
    pub request_id: RequestId,
    /// Which.
    pub record_id: RecordId,
}

/// Asks for a part of a record that was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordPiece {
    /// Which.
    pub record_id: RecordId,
    /// The opening: [`OpenRecord::request_id`].
    pub opening: RequestId,
    /// Which part, from 0.
    pub place: u32,
}

/// Keeps a copy of a record where papers are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CopyRecord {
    /// The event's id.
    pub request_id: RequestId,
    /// Which.
    pub record_id: RecordId,
}

/// The bytes of a part of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(transparent)]
#[ts(type = "ArrayBuffer")]
pub struct RecordBytes(pub Vec<u8>);

/// A record.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RecordView {
    /// Its id.
    pub id: RecordId,
    /// Whose.
    pub patient_id: PatientId,
    /// Their name, `Family, Given`.
    pub patient_name: String,
    /// What describes it.
    pub form: RecordForm,
    /// The file's name.
    pub file_name: String,
    /// What the file is, e.g. `application/pdf`.
    pub media_type: String,
    /// How it can be looked at.
    pub preview: Preview,
    /// How many bytes it has.
    pub bytes: u32,
    /// SHA-256 of them, in hexadecimal.
    pub sha256: String,
    /// Where it stands.
    pub status: RecordStatus,
    /// How many of its parts arrived.
    pub arrived_parts: u32,
    /// How many it has.
    pub parts: u32,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: DateTime<Utc>,
    /// How often it was described.
    pub version: u32,
    /// When it was put into the archive.
    pub archived_at: Option<DateTime<Utc>>,
    /// The doctors it is shared with.
    pub shared_with: Vec<DoctorId>,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// A list of records.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RecordList {
    /// Those that open.
    pub records: Vec<RecordView>,
    /// Those that cannot be shown.
    pub altered: Vec<Altered>,
}

/// How a record was described.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RecordVersion {
    /// Counted from 1.
    pub version: u32,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
    /// What it said.
    pub form: RecordForm,
}

/// A record that was opened and found whole.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct OpenedRecord {
    /// It.
    pub record: RecordView,
    /// How many bytes a part has; the last one may have fewer.
    pub part_bytes: u32,
}

/// A file of this workstation that can be added to somebody's records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChosenFile {
    /// By what the page names it.
    pub file_id: FileId,
    /// Its name, without folders.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u32,
    /// When it was last written.
    pub written_at: Option<DateTime<Utc>>,
    /// Why it cannot be added.
    pub fault: Option<FileFault>,
}

/// What lies in the folder of scans.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct WaitingScans {
    /// The folder; none while nobody chose one.
    pub folder: Option<String>,
    /// Whether it can be read just now.
    pub readable: bool,
    /// What waits in it, the oldest first.
    pub files: Vec<ChosenFile>,
}

/// Where the sending of a file stands.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum UploadState {
    /// Others go first.
    Waiting,
    /// The file is read.
    Reading,
    /// It is sent.
    Sending,
    /// What arrived is read back.
    Checking,
    /// The server is away: it goes on when the server is back.
    Away,
    /// The desk is locked: it goes on when it is unlocked.
    Locked,
    /// It is kept.
    Done,
    /// It cannot go on.
    Failed {
        /// Why.
        error: ClinicError,
    },
}

/// A file that is being sent, or was.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct UploadView {
    /// The record it becomes.
    pub record_id: RecordId,
    /// Whose.
    pub patient_id: PatientId,
    /// Their name.
    pub patient_name: String,
    /// The record's title.
    pub title: String,
    /// How many parts the file has.
    pub parts: u32,
    /// How many arrived, or were read back while it is checked.
    pub done_parts: u32,
    /// Where it stands.
    pub standing: UploadState,
}
