//! What a journey begins with, arranged by the core behind the windows: the journey shows only what it is about.

use std::time::Duration;

use chrono::{DurationRound, TimeDelta};
use clinic_core::access::Actor;
use clinic_core::appointments::model::{AppointmentView, BookingRequest, RequestedTime};
use clinic_core::appointments::slot_search::{SlotSearch, SlotSearchOver};
use clinic_core::availability::blocks::model::{AddBlocks, BlockForm, BlockKind, BlockRelease};
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::ids::{AppointmentId, BlockId, DeviceId, DoctorId, LocationId, PatientId, RequestId};
use clinic_core::locations::model::SaveDevice;
use clinic_core::patients::model::{Gender, PatientForm, RegisterPatient};
use clinic_core::{appointments, availability, doctors, locations, patients};
use e2e::Outcome;
use e2e::failure::Failure;
use e2e::morning;
use e2e::screens::Newcomer;

use crate::floor::Floor;

/// Where the demo's first doctors work.
pub const PLACE: &str = "Harbour Street Clinic";

/// Who arranges it.
pub struct Arranger {
    clinic: Clinic,
    actor: Actor,
}

impl Arranger {
    pub async fn of(floor: &Floor) -> Outcome<Self> {
        Self::by(floor, Clock::system()).await
    }

    /// The day before: what was arranged then.
    pub async fn yesterday(floor: &Floor) -> Outcome<Self> {
        let now = Self::of(floor).await?.clinic.now();
        Self::by(floor, Clock::fixed(now - TimeDelta::days(1))).await
    }

    async fn by(floor: &Floor, clock: Clock) -> Outcome<Self> {
        Ok(Self { clinic: floor.server.core_at(clock).await?, actor: Actor::system("e2e") })
    }

    pub async fn register(&self, who: Newcomer) -> Outcome<PatientId> {
        let form = PatientForm {
            phone: who.phone.into(),
            ..PatientForm::named(who.family, who.given, who.born, Gender::Unknown)
        };
        let wish = RegisterPatient { id: PatientId::fresh(), form };
        Ok(patients::register(&self.clinic, &self.actor, wish).await?.id)
    }

    /// Somebody new has the doctor's first free time, on a date or later when one is given.
    pub async fn book(&self, who: Newcomer, doctor: &str, from_on: Option<&str>) -> Outcome<AppointmentView> {
        let patient = self.register(who).await?;
        let over = SlotSearchOver::Doctors { doctor_ids: vec![self.doctor(doctor).await?] };
        let search = SlotSearch { from_on: from_on.map(str::to_owned), limit: 1, ..SlotSearch::over(over) };
        let first = appointments::free_slots(&self.clinic, &self.actor, search).await?.into_iter().next();
        let first = first.ok_or_else(|| Failure::new(format!("{doctor} has no time")))?;
        let at = RequestedTime::Instant { at: first.starts_at };
        let booking = BookingRequest::ordinary(AppointmentId::fresh(), patient, first.doctor_id, first.location_id, at);
        Ok(appointments::book(&self.clinic, &self.actor, booking).await?)
    }

    /// Somebody new has five minutes that begin so many minutes from now, or a little earlier, whatever the hours are and
    /// whoever else is there.
    pub async fn squeeze_in(&self, who: Newcomer, doctor: &str, from_now: i64) -> Outcome<AppointmentView> {
        let five = Clock::system().now().duration_trunc(TimeDelta::minutes(5));
        let at = five.map_err(|error| Failure::new(error.to_string()))? + TimeDelta::minutes(from_now);
        let why = Some("called this morning".to_owned());
        let booking = BookingRequest {
            minutes: Some(5),
            override_reason: why.clone(),
            overbook_reason: why,
            ..BookingRequest::ordinary(
                AppointmentId::fresh(),
                self.register(who).await?,
                self.doctor(doctor).await?,
                self.place().await?,
                RequestedTime::Instant { at },
            )
        };
        Ok(appointments::book(&self.clinic, &self.actor, booking).await?)
    }

    /// The doctor's hour from a minute of a date on is reserved for emergencies, until so long from now.
    pub async fn reserve(&self, doctor: &str, date: &str, from: u32, released_in: Duration) -> Outcome {
        let clock = |minute: u32| format!("{date}T{:02}:{:02}", minute / 60, minute % 60);
        let released_at = self.clinic.now() + TimeDelta::from_std(released_in)?;
        let block = BlockForm {
            id: BlockId::fresh(),
            doctor_id: self.doctor(doctor).await?,
            location_id: Some(self.place().await?),
            block_kind: BlockKind::Emergency,
            title: String::new(),
            starts_local: clock(from),
            ends_local: clock(from + 60),
            release: BlockRelease::At { local: morning::zone().local(released_at) },
        };
        let wish = AddBlocks { request_id: RequestId::fresh(), blocks: vec![block] };
        availability::blocks::add(&self.clinic, &self.actor, wish).await?;
        Ok(())
    }

    /// A piece of equipment at the first location.
    pub async fn add_device(&self, name: &str) -> Outcome {
        let wish = SaveDevice {
            request_id: RequestId::fresh(),
            id: DeviceId::fresh(),
            row_version: None,
            location_id: self.place().await?,
            name: name.into(),
            active: true,
        };
        locations::save_device(&self.clinic, &self.actor, wish).await?;
        Ok(())
    }

    async fn doctor(&self, name: &str) -> Outcome<DoctorId> {
        let all = doctors::list(&self.clinic, &self.actor).await?;
        let found = all.iter().find(|doctor| doctor.name == name);
        found.map(|doctor| doctor.id).ok_or_else(|| Failure::new(format!("the demo has no {name}")))
    }

    async fn place(&self) -> Outcome<LocationId> {
        let all = locations::list(&self.clinic, &self.actor).await?;
        let found = all.iter().find(|location| location.name == PLACE);
        found.map(|location| location.id).ok_or_else(|| Failure::new(format!("the demo has no {PLACE}")))
    }
}
