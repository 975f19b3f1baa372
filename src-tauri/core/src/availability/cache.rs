//! The doctors' schedules as this process last read them, kept until the topics `clinic` or `availability` move: a booking
//! then reads two small rows instead of all hours.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use sqlx::MySqlPool;

use crate::availability::schedule::DoctorSchedule;
use crate::error::Outcome;
use crate::ids::{DoctorId, LocationId};

/// Versions of the topics the schedules follow from.
pub(crate) type ScheduleVersions = (u64, u64);

/// Every doctor's schedule and every location's name and zone, as of some versions.
#[derive(Debug)]
pub(crate) struct Schedules {
    versions: ScheduleVersions,
    by_doctor: HashMap<DoctorId, DoctorSchedule>,
    /// Names and zones by id.
    pub(crate) locations: HashMap<LocationId, (String, crate::civil::Zone)>,
}

impl Schedules {
    pub(crate) fn new(
        versions: ScheduleVersions,
        schedules: Vec<DoctorSchedule>,
        locations: HashMap<LocationId, (String, crate::civil::Zone)>,
    ) -> Self {
        Self { versions, by_doctor: schedules.into_iter().map(|one| (one.doctor_id, one)).collect(), locations }
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
