//! Filling a drawer while the server answers: everything once, then only what changed.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::days::{Days, KeptDays, today_and_next};
use super::drawer::Drawer;
use crate::access::Actor;
use crate::appointments;
use crate::appointments::model::{DaySheetRequest, DoctorDay};
use crate::clinic::Clinic;
use crate::error::Outcome;
use crate::feed::{Changes, FeedWatch, Poller};
use crate::ids::DoctorId;
use crate::{doctors, locations, patients};

/// What changed is on the disk after this at the latest, seconds; the disk is not worn by every step at a busy desk.
const WRITTEN_AFTER_SECONDS: i64 = 5;
/// And that nothing changed is, after this.
const CONFIRMED_AFTER_SECONDS: i64 = 60;

/// What is watched to know what changed.
#[derive(Default)]
pub(super) struct Filling {
    watched: Option<(NaiveDate, NaiveDate, Poller)>,
    tried_at: Option<DateTime<Utc>>,
    unwritten: bool,
}

impl Drawer {
    /// Brings what is kept up to date: two small reads when nothing changed, the days of a doctor whose lane did.
    ///
    /// # Errors
    /// [`crate::error::ClinicError::Offline`], and what was kept stays; [`crate::error::Refusal::CannotKeepHere`] when this computer
    /// has no room for it.
    pub async fn refresh(&self, clinic: &Clinic, actor: &Actor) -> Outcome<()> {
        let mut filling = self.filling().lock().await;
        let now = clinic.now();
        let schedules = clinic.schedules().await?;
        let (first_on, last_on) = today_and_next(&schedules, now);
        let known = self.contents().await.days.clone().map(|kept| kept.days);
        let known = known.filter(|days| (days.first_on, days.last_on) == (first_on, last_on));
        let watched = filling.watched.take().filter(|(first, last, _)| (*first, *last) == (first_on, last_on));
        let (days, poller) = match (known, watched) {
            (Some(days), Some((.., mut poller))) => {
                let changes = poller.poll(clinic).await?;
                if changes.is_empty() {
                    (days, poller)
                } else if changes.topics.iter().any(|topic| topic != "patients") {
                    filling.unwritten = true;
                    self.read_all(clinic, actor, first_on, last_on).await?
                } else {
                    filling.unwritten = true;
                    (self.read_changed(clinic, actor, &days, &changes).await?, poller)
                }
            }
            _ => {
                filling.unwritten = true;
                self.read_all(clinic, actor, first_on, last_on).await?
            }
        };
        filling.watched = Some((first_on, last_on, poller));
        let kept = KeptDays { kept_at: now, days };
        let mut contents = self.contents().await;
        if contents.closed {
            return Ok(());
        }
        contents.days = Some(kept.clone());
        let after = if filling.unwritten { WRITTEN_AFTER_SECONDS } else { CONFIRMED_AFTER_SECONDS };
        if filling.tried_at.is_none_or(|at| now - at >= Duration::seconds(after)) {
            filling.tried_at = Some(now);
            self.write_days(&kept).await?;
            filling.unwritten = false;
        }
        Ok(())
    }

    /// The versions are read before what they are the versions of, so that no change is missed.
    async fn read_all(
        &self,
        clinic: &Clinic,
        actor: &Actor,
        first_on: NaiveDate,
        last_on: NaiveDate,
    ) -> Outcome<(Arc<Days>, Poller)> {
        let doctors = doctors::list(clinic, actor).await?;
        let mut poller = Poller::new(&FeedWatch {
            resource_ids: doctors.iter().filter(|one| one.active).map(|one| one.resource_id).take(500).collect(),
            from_on: first_on.to_string(),
            to_on: last_on.to_string(),
            topics: ["clinic", "availability", "patients"].map(str::to_owned).to_vec(),
        })?;
        poller.poll(clinic).await?;
        let mut days = Days {
            first_on,
            last_on,
            columns: sheet(clinic, actor, first_on, last_on, vec![]).await?,
            schedules: (*clinic.schedules().await?).clone(),
            doctors,
            specialties: doctors::list_specialties(clinic, actor).await?,
            locations: locations::list(clinic, actor).await?,
            patients: Vec::new(),
        };
        days.patients = patients::of_ids(clinic, actor, &days.patient_ids()).await?;
        Ok((Arc::new(days), poller))
    }

    async fn read_changed(&self, clinic: &Clinic, actor: &Actor, days: &Days, changes: &Changes) -> Outcome<Arc<Days>> {
        let mut days = days.clone();
        let changed = days.doctors.iter().filter(|doctor| changes.resource_ids.contains(&doctor.resource_id));
        let changed: Vec<_> = changed.map(|doctor| doctor.id).collect();
        if !changed.is_empty() {
            for fresh in sheet(clinic, actor, days.first_on, days.last_on, changed).await? {
                let same = |column: &&mut DoctorDay| (column.doctor_id, column.date) == (fresh.doctor_id, fresh.date);
                if let Some(column) = days.columns.iter_mut().find(same) {
                    *column = fresh;
                }
            }
        }
        let wanted = days.patient_ids();
        if !changes.topics.is_empty() {
            days.patients = patients::of_ids(clinic, actor, &wanted).await?;
        } else {
            days.patients.retain(|patient| wanted.binary_search(&patient.id).is_ok());
            let missing = wanted.iter().filter(|id| days.patients.iter().all(|patient| patient.id != **id));
            let missing: Vec<_> = missing.copied().collect();
            days.patients.extend(patients::of_ids(clinic, actor, &missing).await?);
        }
        Ok(Arc::new(days))
    }
}

async fn sheet(
    clinic: &Clinic,
    actor: &Actor,
    first_on: NaiveDate,
    last_on: NaiveDate,
    doctor_ids: Vec<DoctorId>,
) -> Outcome<Vec<DoctorDay>> {
    let days = i32::try_from((last_on - first_on).num_days() + 1).unwrap_or(2);
    let request = DaySheetRequest { date: first_on.to_string(), days, doctor_ids, location_id: None };
    Ok(appointments::day_sheet(clinic, actor, request).await?.columns)
}
