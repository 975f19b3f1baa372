//! What a refusal tells: who is in the way, until when, and the next free slots.

use chrono::{DateTime, Duration, Utc};

use super::booking::{self, Placement};
use super::holds;
use super::model::{Priority, RequestedTime, SlotOffer, VisitKind};
use super::needs::Needs;
use super::search;
use super::store::{self, Lane, Taker};
use super::view::view_of;
use crate::availability::schedule::DoctorSchedule;
use crate::civil::Zone;
use crate::clinic::Clinic;
use crate::error::{ClinicError, Outcome, Refusal};
use crate::ids::{AppointmentId, PatientId, ResourceId};

/// How many free slots a refusal offers.
const OFFERS: usize = 3;
/// How often it is looked who is in the way, while those who hold it come and go.
const LOOKS: usize = 4;

/// Who asked, to offer what would work for them.
pub(super) struct Asker<'a> {
    pub(super) clinic: &'a Clinic,
    pub(super) patient: Option<(PatientId, ResourceId)>,
    pub(super) kind: VisitKind,
    pub(super) minutes: Option<u16>,
    pub(super) needs: &'a Needs,
    pub(super) priority: Priority,
    /// The visit that is written: neither its cells nor those held for it are in the way.
    pub(super) own: AppointmentId,
}

impl Asker<'_> {
    /// The refusal of a rule, with the next free slots where it has a place for them.
    pub(super) async fn with_next(
        &self,
        refused: ClinicError,
        schedule: &DoctorSchedule,
        starts: RequestedTime,
        zone: Zone,
    ) -> ClinicError {
        let ClinicError::Refused { refusal } = refused else { return refused };
        let from = booking::instant(starts, zone).unwrap_or_else(|_| self.clinic.now());
        let next = match self.next(schedule, from).await {
            Ok(next) => next,
            Err(error) => return error,
        };
        offering(refusal, next).into()
    }

    /// All seats of the doctor's lane are taken, those on top of others too where they were asked for.
    pub(super) async fn no_seat(&self, schedule: &DoctorSchedule, placed: &Placement) -> ClinicError {
        if placed.overbook_reason.is_none() {
            return self.taken(schedule, &[(schedule.resource, 0)], placed).await;
        }
        match self.next(schedule, placed.span.start()).await {
            Ok(next) => Refusal::FullyOverbooked { doctor_name: schedule.name.clone(), next }.into(),
            Err(error) => error,
        }
    }

    /// The refusal of the database: a lane is taken. Lanes are looked at in the order given.
    pub(super) async fn taken(&self, schedule: &DoctorSchedule, lanes: &[Lane], placed: &Placement) -> ClinicError {
        self.try_taken(schedule, lanes, placed).await.unwrap_or_else(|error| error)
    }

    async fn try_taken(&self, schedule: &DoctorSchedule, lanes: &[Lane], placed: &Placement) -> Outcome<ClinicError> {
        let next = self.next(schedule, placed.span.start()).await?;
        let mut found = None;
        for _ in 0..LOOKS {
            let Some((lane, taker)) = store::in_the_way(self.clinic.read(), lanes, placed.span, self.own).await? else {
                break;
            };
            match taker {
                Taker::Visit(visit) => {
                    found = Some((lane, visit));
                    break;
                }
                // Held no more when its holder is asked for: it was booked meanwhile, or given back. Looked at again.
                Taker::Hold(id) => {
                    let Some(held) = holds::store::holders(self.clinic.read(), &[id]).await?.pop() else { continue };
                    let doctor_name = schedule.name.clone();
                    let (held_by, until_local) = (held.name(), placed.zone.local(held.expires_at));
                    return Ok(Refusal::SlotHeld { doctor_name, held_by, until_local, next }.into());
                }
            }
        }
        // Gone between the try and the look: what is free now is in the offers.
        let Some((lane, appointment_id)) = found else { return Ok(Refusal::OutsideHours { next }.into()) };
        let other = view_of(self.clinic, appointment_id).await?;
        let schedules = self.clinic.schedules().await?;
        let until_local = placed.zone.local(other.ends_at);
        let refusal = if lane == schedule.resource {
            Refusal::DoctorBusy {
                appointment_id,
                doctor_name: other.doctor_name,
                held_by: other.patient_name,
                until_local,
                next,
            }
        } else if placed.room.is_some_and(|(_, room)| room == lane) {
            let room_name = other.room_name.unwrap_or_default();
            Refusal::RoomBusy { appointment_id, room_name, held_by: other.doctor_name, until_local, next }
        } else if let Some(device) = schedules.things.devices.values().find(|device| device.lane == lane) {
            let device_name = device.name.clone();
            Refusal::DeviceBusy { appointment_id, device_name, held_by: other.doctor_name, until_local, next }
        } else {
            Refusal::PatientBusy { appointment_id, held_by: other.doctor_name, until_local, next }
        };
        Ok(refusal.into())
    }

    async fn next(&self, schedule: &DoctorSchedule, from: DateTime<Utc>) -> Outcome<Vec<SlotOffer>> {
        let schedules = self.clinic.schedules().await?;
        let not_before = from.max(self.clinic.now());
        let asked = search::Asked {
            patient: self.patient,
            kind: self.kind,
            minutes: self.minutes,
            needs: self.needs.clone(),
            priority: self.priority,
            location_id: None,
            not_before,
            until: not_before + Duration::days(60),
            limit: OFFERS,
            own: Some(self.own),
            refined: search::Refined::default(),
            now: self.clinic.now(),
        };
        search::first_free(self.clinic, &schedules, &[schedule], &asked, None).await
    }
}

/// A refusal of a time with others that are free, where it has a place for them.
pub(crate) fn offering(refusal: Refusal, next: Vec<SlotOffer>) -> Refusal {
    match refusal {
        Refusal::OutsideHours { .. } => Refusal::OutsideHours { next },
        Refusal::DoctorAway { until_local, .. } => Refusal::DoctorAway { until_local, next },
        Refusal::TimeBlocked { block_kind, title, until_local, released_local, .. } => {
            Refusal::TimeBlocked { block_kind, title, until_local, released_local, next }
        }
        other => other,
    }
}
