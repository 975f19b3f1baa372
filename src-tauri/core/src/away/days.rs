//! What is kept to be read: today and the next working day of every doctor, who works where, and the patients of those visits.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::appointments::model::{AppointmentView, DoctorDay};
use crate::availability::cache::Schedules;
use crate::doctors::model::{DoctorView, SpecialtyView};
use crate::ids::PatientId;
use crate::locations::model::LocationView;
use crate::patients::model::PatientView;

/// Some days of the clinic as they were when the server last answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Days {
    pub(super) first_on: NaiveDate,
    pub(super) last_on: NaiveDate,
    /// Every active doctor's days, by name and date.
    pub(super) columns: Vec<DoctorDay>,
    pub(super) schedules: Schedules,
    pub(super) doctors: Vec<DoctorView>,
    pub(super) specialties: Vec<SpecialtyView>,
    pub(super) locations: Vec<LocationView>,
    pub(super) patients: Vec<PatientView>,
}

/// Those days, and when the server last said that they are so. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct KeptDays {
    pub(super) kept_at: DateTime<Utc>,
    pub(super) days: Arc<Days>,
}

impl Days {
    /// Whether all of these dates are kept.
    pub(super) fn cover(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.first_on <= first && last <= self.last_on
    }

    /// Everyone who has a visit, each once.
    pub(super) fn patient_ids(&self) -> Vec<PatientId> {
        let mut ids: Vec<_> = visits(&self.columns).map(|visit| visit.patient_id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// The visits of some columns.
pub(super) fn visits(columns: &[DoctorDay]) -> impl Iterator<Item = &AppointmentView> + Clone {
    columns.iter().flat_map(|column| &column.appointments)
}

/// How far the next day that anybody works may lie; beyond it, tomorrow is kept.
const FARTHEST_DAYS: i64 = 4;

/// Today on the earliest wall of the clinic, to the next day after today on the latest on which anybody works: tomorrow,
/// or Monday.
pub(super) fn today_and_next(schedules: &Schedules, now: DateTime<Utc>) -> (NaiveDate, NaiveDate) {
    let todays = || schedules.locations.values().map(|(_, zone)| zone.local(now).date());
    let first = todays().min().unwrap_or(now.date_naive());
    let last = todays().max().unwrap_or(now.date_naive());
    let working = schedules.active();
    let works = |date: &NaiveDate| working.iter().any(|schedule| !schedule.windows(*date).is_empty());
    let next = (1..=FARTHEST_DAYS).map(|days| last + Duration::days(days)).find(works);
    (first, next.unwrap_or(last + Duration::days(1)))
}
