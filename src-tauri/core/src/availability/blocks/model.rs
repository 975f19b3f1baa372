//! What a block is, how it is read and whom it keeps out. Pure: no database, no clock.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::availability::model::Priority;
use crate::civil::{Zone, parse_date_time};
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::ids::{BlockId, DoctorId, LocationId, RequestId};
use crate::interval::Interval;
use crate::text::{Lines, optional};

/// The longest block: a week.
const LONGEST_DAYS: i64 = 7;

/// The most blocks written in one go: a day of forty copied over a working week.
const MOST_BLOCKS: usize = 200;

/// The most hours before its start that a reserve is released: two weeks.
const MOST_RELEASE_HOURS: i32 = 336;

/// What the time is kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A meeting.
    Meeting,
    /// Paperwork.
    Administration,
    /// Urgent patients and emergencies, until it is released to everyone.
    Emergency,
}

impl BlockKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Meeting, Self::Administration, Self::Emergency];

    /// As the database keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Administration => "administration",
            Self::Emergency => "emergency",
        }
    }

    /// The kind of a database word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// From when on everyone can be booked into a reserve for emergencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum BlockRelease {
    /// Never; the only one for other kinds.
    Never,
    /// Hours before the block begins, 0 to 336.
    Hours {
        /// How many.
        hours: i32,
    },
    /// A time on the wall, not after the block's end.
    At {
        /// Date and time, no zone.
        local: NaiveDateTime,
    },
}

/// A block as it is typed, dragged or pasted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct BlockForm {
    /// Made by the workstation for a new one.
    pub id: BlockId,
    /// Whose time.
    pub doctor_id: DoctorId,
    /// On whose wall the times are said; the doctor's first location when none is given.
    pub location_id: Option<LocationId>,
    /// What it is kept for.
    pub block_kind: BlockKind,
    /// What the desk sees, at most 200 characters.
    pub title: String,
    /// From, on the wall: `2026-12-24T09:00`.
    pub starts_local: String,
    /// Up to, not including.
    pub ends_local: String,
    /// When a reserve is released.
    pub release: BlockRelease,
}

/// Blocks to add in one go: one that was drawn, or many that were pasted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AddBlocks {
    /// The write's id.
    pub request_id: RequestId,
    /// 1 to 200.
    pub blocks: Vec<BlockForm>,
}

/// A change to a block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChangeBlock {
    /// The write's id.
    pub request_id: RequestId,
    /// The version on the screen.
    pub row_version: u32,
    /// As it shall be.
    pub block: BlockForm,
}

/// Blocks to remove, or removed ones to put back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct NameBlocks {
    /// The write's id.
    pub request_id: RequestId,
    /// 1 to 200.
    pub block_ids: Vec<BlockId>,
}

/// A block as the screens show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct BlockView {
    /// Its id.
    pub id: BlockId,
    /// Whose time.
    pub doctor_id: DoctorId,
    /// On whose wall the times are said.
    pub location_id: Option<LocationId>,
    /// What it is kept for.
    pub block_kind: BlockKind,
    /// What the desk sees.
    pub title: String,
    /// From, UTC.
    pub starts_at: DateTime<Utc>,
    /// Up to, UTC.
    pub ends_at: DateTime<Utc>,
    /// From, on the wall.
    pub starts_local: NaiveDateTime,
    /// Up to.
    pub ends_local: NaiveDateTime,
    /// When a reserve is released.
    pub release: BlockRelease,
    /// The instant of the release, UTC.
    pub released_at: Option<DateTime<Utc>>,
    /// The same on the wall.
    pub released_local: Option<NaiveDateTime>,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// A block as the schedule keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Its id.
    pub id: BlockId,
    /// On whose wall it is said.
    pub location_id: Option<LocationId>,
    /// The zone of that wall.
    pub zone: Zone,
    /// What it is kept for.
    pub kind: BlockKind,
    /// What the desk sees.
    pub title: String,
    /// When.
    pub span: Interval,
    /// From when on it keeps nobody out any more.
    pub released_at: Option<DateTime<Utc>>,
    /// The hours before its start that the release follows from, where it was said so.
    pub release_hours: Option<u16>,
    /// Its version.
    pub row_version: u32,
}

/// Who asks for a time, and when: what a reserve for emergencies depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking {
    /// How soon the patient must be seen.
    pub priority: Priority,
    /// The present.
    pub now: DateTime<Utc>,
}

impl Block {
    /// Whether a visit that lies in it, wholly or in part, is kept out. A reserve lets urgent patients and emergencies in
    /// at any time, and everyone once it is released.
    pub fn keeps_out(&self, visit: Interval, asking: Asking) -> bool {
        let reserved = self.released_at.is_none_or(|released_at| asking.now < released_at);
        let pressing = asking.priority != Priority::Regular;
        self.span.overlaps(visit) && (self.kind != BlockKind::Emergency || (reserved && !pressing))
    }

    /// As the screens show it.
    pub fn view(&self, doctor_id: DoctorId) -> BlockView {
        let released_local = self.released_at.map(|at| self.zone.local(at));
        BlockView {
            id: self.id,
            doctor_id,
            location_id: self.location_id,
            block_kind: self.kind,
            title: self.title.clone(),
            starts_at: self.span.start(),
            ends_at: self.span.end(),
            starts_local: self.zone.local(self.span.start()),
            ends_local: self.zone.local(self.span.end()),
            release: match (self.release_hours, released_local) {
                (Some(hours), _) => BlockRelease::Hours { hours: i32::from(hours) },
                (None, Some(local)) => BlockRelease::At { local },
                (None, None) => BlockRelease::Never,
            },
            released_at: self.released_at,
            released_local,
            row_version: self.row_version,
        }
    }
}

/// A block that is read but for the zone of its wall.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockWish {
    /// Its id.
    pub id: BlockId,
    /// Whose time.
    pub doctor_id: DoctorId,
    /// On whose wall.
    pub location_id: Option<LocationId>,
    /// What it is kept for.
    pub kind: BlockKind,
    /// What the desk sees.
    pub title: String,
    /// From, on the wall.
    pub starts_local: NaiveDateTime,
    /// Up to.
    pub ends_local: NaiveDateTime,
    /// When a reserve is released.
    pub release: BlockRelease,
}

/// Reads blocks that are written in one go.
///
/// # Errors
/// [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) with every problem at `blocks[i].field`.
pub fn read_blocks(forms: &[BlockForm]) -> Outcome<Vec<BlockWish>> {
    let mut check = FormCheck::default();
    if forms.is_empty() {
        check.note("blocks", FieldProblem::Missing);
    }
    if forms.len() > MOST_BLOCKS {
        check.note("blocks", FieldProblem::TooLong { most: MOST_BLOCKS as u32 });
    }
    let at = |index: usize, field: &str| format!("blocks[{index}].{field}");
    let mut wishes: Vec<BlockWish> = Vec::new();
    for (index, form) in forms.iter().enumerate().take(MOST_BLOCKS) {
        if wishes.iter().any(|earlier| earlier.id == form.id) {
            check.note(&at(index, "id"), FieldProblem::Taken);
        }
        let title = check.take(optional(&at(index, "title"), &form.title, 200, Lines::One)).unwrap_or_default();
        let starts = check.take(parse_date_time(&at(index, "starts_local"), &form.starts_local));
        let ends = check.take(parse_date_time(&at(index, "ends_local"), &form.ends_local));
        let (Some(starts_local), Some(ends_local)) = (starts, ends) else { continue };
        if ends_local <= starts_local {
            check.note(&at(index, "ends_local"), FieldProblem::EndBeforeStart);
        } else if ends_local - starts_local > Duration::days(LONGEST_DAYS) {
            check.note(&at(index, "ends_local"), FieldProblem::OutOfRange { least: 0, most: LONGEST_DAYS as i32 });
        }
        match (form.block_kind, form.release) {
            (_, BlockRelease::Never) => {}
            (BlockKind::Meeting | BlockKind::Administration, _) => {
                check.note(&at(index, "release"), FieldProblem::UnknownChoice);
            }
            (_, BlockRelease::Hours { hours }) if !(0..=MOST_RELEASE_HOURS).contains(&hours) => {
                check.note(&at(index, "release"), FieldProblem::OutOfRange { least: 0, most: MOST_RELEASE_HOURS });
            }
            (_, BlockRelease::At { local }) if local > ends_local => {
                check.note(&at(index, "release"), FieldProblem::OutOfRange { least: 0, most: MOST_RELEASE_HOURS });
            }
            _ => {}
        }
        wishes.push(BlockWish {
            id: form.id,
            doctor_id: form.doctor_id,
            location_id: form.location_id,
            kind: form.block_kind,
            title,
            starts_local,
            ends_local,
            release: form.release,
        });
    }
    check.finish()?;
    Ok(wishes)
}

impl BlockWish {
    /// The block on a wall in `zone`, at `index` of what was asked for. As a time off it covers the whole of what was named
    /// on the nights the clock changes.
    ///
    /// # Errors
    /// [`FieldProblem::EndBeforeStart`] at `blocks[index].ends_local` when all of it lies in a jump of the clock.
    pub fn on_the_wall(&self, zone: Zone, index: usize) -> Result<Block, FieldError> {
        let span = Interval::new(zone.opens(self.starts_local), zone.closes(self.ends_local))
            .ok_or_else(|| FieldError::new(&format!("blocks[{index}].ends_local"), FieldProblem::EndBeforeStart))?;
        let (released_at, release_hours) = match self.release {
            BlockRelease::Never => (None, None),
            BlockRelease::Hours { hours } => {
                (Some(span.start() - Duration::hours(i64::from(hours))), u16::try_from(hours).ok())
            }
            BlockRelease::At { local } => (Some(zone.opens(local)), None),
        };
        Ok(Block {
            id: self.id,
            location_id: self.location_id,
            zone,
            kind: self.kind,
            title: self.title.clone(),
            span,
            released_at,
            release_hours,
            row_version: 1,
        })
    }
}
