//! Things that can be taken once: a doctor's lane, a room, a device, a patient. Each has a small number by which its booking cells
//! and its calendar days are kept.

use sqlx::mysql::MySqlConnection;

use crate::error::{ClinicError, Outcome};
use crate::ids::ResourceId;

/// What kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResourceKind {
    /// A doctor's lane.
    Doctor,
    /// A room.
    Room,
    /// A piece of equipment.
    Device,
    /// A patient.
    Patient,
}

impl ResourceKind {
    /// As the database keeps it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Doctor => "doctor",
            Self::Room => "room",
            Self::Device => "device",
            Self::Patient => "patient",
        }
    }
}

/// Makes a thing that can be taken once, and yields its number.
pub(crate) async fn insert(connection: &mut MySqlConnection, kind: ResourceKind) -> Outcome<ResourceId> {
    let made = sqlx::query("insert into resources (kind) values (?)").bind(kind.word()).execute(connection).await?;
    u32::try_from(made.last_insert_id())
        .map(ResourceId)
        .map_err(|_| ClinicError::Inconsistent { detail: "resources.id beyond 32 bits".into() })
}
