//! The doctors' schedules as this process last read them, kept until the topics `clinic` or `availability` move: a booking
//! then reads two small rows instead of all hours.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use serde::{Deserialize, Serialize};
use sqlx::MySqlPool;
use sqlx::mysql::MySqlConnection;

use crate::availability::blocks::model::Block;
use crate::availability::schedule::DoctorSchedule;
use crate::db_error::schedules_moved;
use crate::error::Outcome;
use crate::ids::{BlockId, DeviceId, DoctorId, LocationId, ResourceId, RoomId};
use crate::sql_text::SqlText;

/// Versions of the topics the schedules follow from.
pub(crate) type ScheduleVersions = (u64, u64);

/// A room or device as a booking needs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Thing {
    pub(crate) name: String,
    pub(crate) lane: ResourceId,
    pub(crate) location_id: LocationId,
    pub(crate) active: bool,
}

/// What a location has that can be taken once.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Things {
    pub(crate) rooms: HashMap<RoomId, Thing>,
    pub(crate) devices: HashMap<DeviceId, Thing>,
}

/// Every doctor's schedule, every location's name and zone, every room and device, as of some versions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Schedules {
    versions: ScheduleVersions,
    by_doctor: HashMap<DoctorId, DoctorSchedule>,
    /// The zone of the clinic's first active location by name: speaks for a doctor without hours.
    home: crate::civil::Zone,
    /// Names and zones by id.
    pub(crate) locations: HashMap<LocationId, (String, crate::civil::Zone)>,
    /// Rooms and devices by id.
    pub(crate) things: Things,
}

/// The one row that is there while the schedules are as they were read, under a lock that others may share and no change
/// of them may pass: whoever changes a schedule bumps one of these versions, and waits until this transaction ends.
macro_rules! held {
    ($before:literal) => {
        concat!(
            $before,
            " from topics availability join topics clinic on clinic.name = 'clinic' where availability.name = 'availability' \
             and (clinic.version, availability.version) = "
        )
    };
}

impl Schedules {
    pub(crate) fn new(
        versions: ScheduleVersions,
        schedules: Vec<DoctorSchedule>,
        locations: HashMap<LocationId, (String, crate::civil::Zone)>,
        things: Things,
        home: crate::civil::Zone,
    ) -> Self {
        let by_doctor = schedules.into_iter().map(|one| (one.doctor_id, one)).collect();
        Self { versions, by_doctor, home, locations, things }
    }

    /// Ends a `select` of constants so that it yields them once while these schedules hold, and nothing when one moved.
    pub(crate) fn push_held(&self, sql: &mut SqlText) {
        sql.push(held!("")).row(&[&self.versions.0, &self.versions.1]).push(" lock in share mode;");
    }

    /// Keeps the schedules as they were read until the transaction ends.
    ///
    /// # Errors
    /// [`schedules_moved`] when they changed since, which [`crate::db_error::retry`] tries again.
    pub(crate) async fn hold(&self, connection: &mut MySqlConnection) -> Outcome<()> {
        let held: Option<i32> = sqlx::query_scalar(concat!(held!("select 1"), "(?, ?) lock in share mode"))
            .bind(self.versions.0)
            .bind(self.versions.1)
            .fetch_optional(connection)
            .await?;
        held.map(drop).ok_or_else(schedules_moved)
    }

    /// One doctor's.
    pub(crate) fn of(&self, doctor: DoctorId) -> Option<&DoctorSchedule> {
        self.by_doctor.get(&doctor)
    }

    /// Of every doctor who takes bookings, by name.
    pub(crate) fn active(&self) -> Vec<&DoctorSchedule> {
        let mut active: Vec<_> = self.by_doctor.values().filter(|one| one.active).collect();
        active.sort_by(|a, b| (&a.name, a.doctor_id).cmp(&(&b.name, b.doctor_id)));
        active
    }

    /// The names of devices, by name, with commas between them.
    pub(crate) fn device_names(&self, devices: &[(DeviceId, ResourceId)]) -> String {
        let mut names: Vec<&str> = devices
            .iter()
            .filter_map(|(id, _)| self.things.devices.get(id))
            .map(|device| device.name.as_str())
            .collect();
        names.sort_unstable();
        names.join(", ")
    }

    /// The zone that speaks for a doctor: of their first hours, else of the clinic's first location.
    pub(crate) fn zone_of(&self, doctor: &DoctorSchedule) -> crate::civil::Zone {
        doctor.home_zone().unwrap_or(self.home)
    }

    /// A block that stands, with whose it is.
    pub(crate) fn block(&self, id: BlockId) -> Option<(DoctorId, &Block)> {
        let all = self.by_doctor.values().flat_map(|one| one.blocks.iter().map(|block| (one.doctor_id, block)));
        all.into_iter().find(|(_, block)| block.id == id)
    }

    /// The zone of every location's wall.
    pub(crate) fn zones(&self) -> HashMap<LocationId, crate::civil::Zone> {
        self.locations.iter().map(|(id, (_, zone))| (*id, *zone)).collect()
    }

    /// A location's name; empty for one that is gone.
    pub(crate) fn location_name(&self, location: LocationId) -> String {
        self.locations.get(&location).map(|(name, _)| name.clone()).unwrap_or_default()
    }
}

/// Where a process keeps them.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScheduleCache(Arc<RwLock<Option<Arc<Schedules>>>>);

impl ScheduleCache {
    /// The schedules of now: one small read when nothing moved, everything when it did.
    pub(crate) async fn current(&self, pool: &MySqlPool) -> Outcome<Arc<Schedules>> {
        let (clinic, availability): (Option<u64>, Option<u64>) = sqlx::query_as(
            "select (select version from topics where name = 'clinic'), (select version from topics where name = 'availability')",
        )
        .fetch_one(pool)
        .await?;
        self.at((clinic.unwrap_or(0), availability.unwrap_or(0)), pool).await
    }

    /// The schedules of the versions that the caller read together with something else.
    pub(crate) async fn at(&self, versions: ScheduleVersions, pool: &MySqlPool) -> Outcome<Arc<Schedules>> {
        let kept = self.0.read().ok().and_then(|kept| kept.clone());
        if let Some(kept) = kept.filter(|kept| kept.versions == versions) {
            return Ok(kept);
        }
        // Read after the versions: what is kept is never older than they say.
        let fresh = Arc::new(super::schedule_store::load(versions, pool).await?);
        if let Ok(mut kept) = self.0.write() {
            *kept = Some(fresh.clone());
        }
        Ok(fresh)
    }
}
