//! What the kept days would be with the deeds that wait: the same rules that the server's answers follow, on what is known
//! here. Nobody else's booking of meanwhile is, so everything a deed touched is marked as not yet certain. Pure.

use chrono::{DateTime, Utc};

use super::days::{Days, KeptDays, visits};
use super::model::Deed;
use super::places::{Asker, THEIR_LANE};
use crate::appointments::booking::{self, Wish};
use crate::appointments::flow::{Standing, on_its_day};
use crate::appointments::model::{
    AppointmentStatus, AppointmentView, BookingRequest, CancelRequest, DoctorDay, RequestedTime, RescheduleRequest,
    Step, StepRequest,
};
use crate::appointments::needs::Needs;
use crate::appointments::new_appointment::{BookingFacts, NewAppointment};
use crate::appointments::view::just_booked;
use crate::availability::cache::Schedules;
use crate::availability::schedule::DoctorSchedule;
use crate::civil::Zone;
use crate::contact::PhoneCountry;
use crate::error::{ClinicError, OfflineCause, Outcome, RecordKind};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId};
use crate::patients::model::{PatientView, RegisterPatient, age_years};
use crate::text::{Lines, required};

/// The kept days with deeds done on them.
pub(super) struct Plan<'a> {
    kept: &'a KeptDays,
    pub(super) now: DateTime<Utc>,
    by: &'a str,
    pub(super) columns: Vec<DoctorDay>,
    newcomers: Vec<PatientView>,
}

/// What a deed would yield.
pub(super) enum Yields {
    Visit(Box<AppointmentView>),
    Patient(Box<PatientView>),
}

/// The server would have to be asked.
pub(super) fn not_known_here() -> ClinicError {
    ClinicError::Offline { cause: OfflineCause::Unreachable, detail: "not kept at this workstation".into() }
}

impl<'a> Plan<'a> {
    /// The days with these deeds done in order. One that does not fit is left out: the server will say so.
    pub(super) fn of(
        kept: &'a KeptDays,
        deeds: impl Iterator<Item = &'a Deed>,
        by: &'a str,
        now: DateTime<Utc>,
    ) -> Self {
        let mut plan = Self { kept, now, by, columns: kept.days.columns.clone(), newcomers: Vec::new() };
        for deed in deeds {
            plan.apply(deed).ok();
        }
        plan
    }

    /// Does a deed.
    ///
    /// # Errors
    /// The refusals of the action itself as far as they can be known here; [`ClinicError::Offline`] for what is not kept.
    pub(super) fn apply(&mut self, deed: &Deed) -> Outcome<Yields> {
        match deed {
            Deed::Register(request) => self.register(request).map(|patient| Yields::Patient(Box::new(patient))),
            Deed::Book(request) => self.book(request),
            Deed::Reschedule(request) => self.reschedule(request),
            Deed::Cancel(request) => self.cancel(request),
            Deed::Step(request) => self.step(request),
        }
    }

    pub(super) fn kept_at(&self) -> DateTime<Utc> {
        self.kept.kept_at
    }

    pub(super) fn days(&self) -> &'a Days {
        &self.kept.days
    }

    pub(super) fn schedules(&self) -> &'a Schedules {
        &self.kept.days.schedules
    }

    pub(super) fn visits(&self) -> impl Iterator<Item = &AppointmentView> + Clone {
        visits(&self.columns)
    }

    pub(super) fn visit(&self, id: AppointmentId) -> Outcome<&AppointmentView> {
        self.visits().find(|visit| visit.id == id).ok_or_else(not_known_here)
    }

    pub(super) fn patients(&self) -> impl Iterator<Item = &PatientView> {
        self.newcomers.iter().chain(&self.kept.days.patients)
    }

    pub(super) fn patient(&self, id: PatientId) -> Outcome<&PatientView> {
        self.patients().find(|patient| patient.id == id).ok_or_else(not_known_here)
    }

    fn schedule(&self, doctor: DoctorId) -> Outcome<&'a DoctorSchedule> {
        self.schedules().of(doctor).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })
    }

    pub(super) fn zone_of(&self, location: LocationId) -> Outcome<Zone> {
        let place = self.schedules().locations.get(&location);
        place.map(|(_, zone)| *zone).ok_or(ClinicError::NotFound { what: RecordKind::Location })
    }

    fn register(&mut self, request: &RegisterPatient) -> Outcome<PatientView> {
        let form = request.form.parse(self.now, PhoneCountry::CLINIC)?;
        let usual = form.usual_doctor_id.and_then(|id| self.schedule(id).ok());
        let patient = PatientView {
            id: request.id,
            reference: String::new(),
            age_years: age_years(form.birth_date, self.now.date_naive()),
            family_name: form.family_name,
            given_name: form.given_name,
            birth_date: form.birth_date,
            birth_date_estimated: form.birth_date_estimated,
            gender: form.gender,
            email: form.email.unwrap_or_default(),
            email_consent: form.email_consent,
            phone: form.phone,
            address: form.address,
            emergency_name: form.emergency_name,
            emergency_phone: form.emergency_phone,
            insurer: form.insurer,
            insurance_number: form.insurance_number,
            usual_doctor_id: form.usual_doctor_id,
            usual_doctor_name: usual.map(|schedule| schedule.name.clone()),
            deceased_on: None,
            restricted_at: None,
            row_version: 1,
        };
        self.newcomers.push(patient.clone());
        Ok(patient)
    }

    fn book(&mut self, request: &BookingRequest) -> Outcome<Yields> {
        let wish = Wish::of_booking(request)?;
        let patient = self.patient(request.patient_id)?.clone();
        let schedule = self.schedule(request.doctor_id)?;
        let zone = self.zone_of(request.location_id)?;
        let starts_at = self.kept_instant(wish.starts, zone)?;
        let needs = Needs::read(self.schedules(), Some(request.location_id), request.room_id, &request.device_ids)?;
        let (kind, minutes, priority) = (wish.kind, wish.minutes, wish.priority);
        let asker = Asker { patient: patient.id, kind, minutes, priority, needs: &needs, own: request.appointment_id };
        let placed = booking::place(schedule, (request.location_id, zone), &wish, &needs, None, self.now)
            .map_err(|refused| self.with_next(refused, schedule, &asker, starts_at))?;
        let seat = self.free_seat(schedule, &placed, &asker)?;
        let whose = (request.appointment_id, patient.id);
        let facts = BookingFacts::known_here(patient, THEIR_LANE, self.by);
        // Reference and video link are made when it becomes certain; whether there were earlier visits the server knows.
        let visit = AppointmentView {
            first_visit: false,
            not_yet_certain: true,
            ..just_booked(NewAppointment::at(&placed, seat, &wish, schedule, whose), facts, self.schedules())
        };
        Ok(self.put(visit))
    }

    fn reschedule(&mut self, request: &RescheduleRequest) -> Outcome<Yields> {
        let visit = self.visit_at(request.appointment_id, request.row_version)?;
        standing(&visit).can_change()?;
        let of = (visit.visit_kind, visit.priority);
        let wish = Wish::of_move(request, of, visit.override_reason.as_deref())?;
        let schedule = self.schedule(request.doctor_id.unwrap_or(visit.doctor_id))?;
        let was = request.location_id.unwrap_or(visit.location_id);
        let was = (was, self.zone_of(was)?);
        let location = match request.location_id {
            Some(_) => was,
            None => booking::location_of_move(schedule, was, wish.starts, visit.visit_kind)?,
        };
        let starts_at = self.kept_instant(wish.starts, location.1)?;
        // A sheet does not say whether the room was asked for; it follows the hours here, and may stay when it is certain.
        let devices: Vec<_> = self.devices_of(&visit).map(|(_, lane)| lane).collect();
        let needs = Needs::kept(self.schedules(), location.0, None, &devices)?;
        let same_minutes = u16::try_from(visit.minutes).ok();
        let minutes = wish.minutes.or(same_minutes);
        let (patient, kind, priority) = (visit.patient_id, visit.visit_kind, visit.priority);
        let asker = Asker { patient, kind, minutes, priority, needs: &needs, own: visit.id };
        let placed = booking::place(schedule, location, &wish, &needs, same_minutes, self.now)
            .map_err(|refused| self.with_next(refused, schedule, &asker, starts_at))?;
        let seat = self.free_seat(schedule, &placed, &asker)?;
        let moved = AppointmentView {
            // The fee that was agreed stays, unless another doctor sees the patient.
            fee: if schedule.doctor_id == visit.doctor_id { visit.fee.clone() } else { schedule.fee.clone() },
            doctor_id: schedule.doctor_id,
            doctor_name: schedule.name.clone(),
            location_id: placed.location_id,
            location_name: self.schedules().location_name(placed.location_id),
            room_id: placed.room_of(seat).map(|(room, _)| room),
            room_name: placed.room_of(seat).and_then(|(room, _)| self.room_name(room)),
            starts_at: placed.span.start(),
            ends_at: placed.span.end(),
            starts_local: placed.zone.local(placed.span.start()),
            ends_local: placed.zone.local(placed.span.end()),
            time_zone: placed.zone.name().to_owned(),
            minutes: i32::try_from(placed.span.length().num_minutes()).unwrap_or(i32::MAX),
            seat,
            override_reason: placed.override_reason.clone(),
            overbook_reason: placed.overbook_reason_of(seat).map(str::to_owned),
            ..visit
        };
        Ok(self.changed(moved))
    }

    fn cancel(&mut self, request: &CancelRequest) -> Outcome<Yields> {
        let reason = required("reason", &request.reason, 200, Lines::One)?;
        let visit = self.visit_at(request.appointment_id, request.row_version)?;
        standing(&visit).can_change()?;
        Ok(self.changed(AppointmentView {
            status: AppointmentStatus::Cancelled,
            cancelled_at: Some(self.now),
            cancellation_reason: Some(reason),
            // Whether it is late by the clinic's rule is said when it is certain.
            in_room_at: None,
            ..visit
        }))
    }

    fn step(&mut self, request: &StepRequest) -> Outcome<Yields> {
        let visit = self.visit_at(request.appointment_id, request.row_version)?;
        let (was, to) = (visit.status, standing(&visit).after(request.step, self.now)?);
        let place = self.schedules().locations.get(&visit.location_id);
        let (_, zone) = place.ok_or(ClinicError::NotFound { what: RecordKind::Location })?;
        on_its_day(request.step, visit.starts_local, zone.local(self.now))?;
        if !was.is_live() {
            self.can_come_back(&visit)?;
        }
        // A stamp is set when its status is reached, and taken away when the step is taken back.
        let mut stepped = AppointmentView { status: to, ..visit };
        match request.step {
            Step::Confirm | Step::MarkNoShow => {}
            Step::Arrive => stepped.arrived_at = Some(self.now),
            Step::CheckIn => stepped.checked_in_at = Some(self.now),
            Step::Complete => stepped.completed_at = Some(self.now),
            Step::TakeBack if was == AppointmentStatus::Completed => stepped.completed_at = None,
            Step::TakeBack if !was.is_live() => {
                (stepped.cancelled_at, stepped.cancellation_reason, stepped.late_cancel) = (None, None, false);
            }
            Step::TakeBack if stepped.in_room_at.is_some() => stepped.in_room_at = None,
            Step::TakeBack if to == AppointmentStatus::Arrived => stepped.checked_in_at = None,
            Step::TakeBack => (stepped.arrived_at, stepped.checked_in_at) = (None, None),
        }
        Ok(self.changed(stepped))
    }

    fn visit_at(&self, id: AppointmentId, row_version: u32) -> Outcome<AppointmentView> {
        let visit = self.visit(id)?;
        if visit.row_version != row_version {
            return Err(ClinicError::Stale { what: RecordKind::Appointment });
        }
        Ok(visit.clone())
    }

    /// Puts a changed visit in its place, at the version that the server will give it.
    fn changed(&mut self, visit: AppointmentView) -> Yields {
        self.put(AppointmentView { row_version: visit.row_version + 1, not_yet_certain: true, ..visit })
    }

    fn put(&mut self, visit: AppointmentView) -> Yields {
        let on = visit.starts_local.date();
        for column in &mut self.columns {
            column.appointments.retain(|other| other.id != visit.id);
            column.holds.retain(|hold| hold.appointment_id != visit.id);
            if column.doctor_id == visit.doctor_id && column.date == on {
                column.appointments.push(visit.clone());
                column.appointments.sort_by_key(|one| (one.starts_at, one.seat, one.id));
            }
        }
        Yields::Visit(Box::new(visit))
    }

    /// The instant of a requested time of the kept days.
    fn kept_instant(&self, starts: RequestedTime, zone: Zone) -> Outcome<DateTime<Utc>> {
        let instant = booking::instant(starts, zone)?;
        let on = zone.local(instant).date();
        if self.days().cover(on, on) { Ok(instant) } else { Err(not_known_here()) }
    }
}

/// What the next step of a visit depends on. When it was confirmed is not shown on a sheet: only that it is.
fn standing(visit: &AppointmentView) -> Standing {
    Standing {
        status: visit.status,
        confirmed_at: (visit.status == AppointmentStatus::Confirmed).then_some(visit.starts_at),
        arrived_at: visit.arrived_at,
        checked_in_at: visit.checked_in_at,
        in_room_at: visit.in_room_at,
        started_at: visit.started_at,
        starts_at: visit.starts_at,
    }
}
