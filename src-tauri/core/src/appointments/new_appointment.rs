//! What is read for a booking, and how a new appointment is written.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, MySqlPool};

use super::booking::{Placement, Wish};
use super::model::{Priority, VisitKind};
use super::store::{Lane, VISIT_CELLS, insert_cells};
use crate::availability::cache::Schedules;
use crate::availability::schedule::DoctorSchedule;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{AppointmentId, DeviceId, DoctorId, LocationId, PatientId, ResourceId, RoomId, SeriesId, UserId};
use crate::interval::Interval;
use crate::money::Money;
use crate::patients::model::PatientView;
use crate::sql_text::SqlText;

/// What booking needs to know, and what its answer shows, in one round trip: the patient, the name of the user who books,
/// the versions that the schedules follow from, and what is held for the booking.
#[derive(FromRow)]
pub(crate) struct BookingFacts {
    pub(crate) resource_id: ResourceId,
    pub(crate) present: bool,
    pub(crate) family_name: String,
    pub(crate) given_name: String,
    pub(crate) reference: String,
    pub(crate) birth_date: NaiveDate,
    pub(crate) phone: String,
    /// When the patient's first visit began or will, of those that were not cancelled or missed.
    pub(crate) first_visit_at: Option<DateTime<Utc>>,
    pub(crate) booked_by: Option<String>,
    pub(crate) video_base_url: Option<String>,
    pub(crate) clinic_version: u64,
    pub(crate) availability_version: u64,
    held_lane: Option<ResourceId>,
    held_from: Option<DateTime<Utc>>,
    held_to: Option<DateTime<Utc>>,
}

impl BookingFacts {
    /// What is known of a patient where the server cannot be asked.
    pub(crate) fn known_here(patient: PatientView, lane: ResourceId, booked_by: &str) -> Self {
        Self {
            resource_id: lane,
            present: true,
            family_name: patient.family_name,
            given_name: patient.given_name,
            reference: patient.reference,
            birth_date: patient.birth_date,
            phone: patient.phone,
            first_visit_at: None,
            booked_by: Some(booked_by.to_owned()),
            video_base_url: None,
            clinic_version: 0,
            availability_version: 0,
            held_lane: None,
            held_from: None,
            held_to: None,
        }
    }

    /// `Family, Given`.
    pub(crate) fn name(&self) -> String {
        format!("{}, {}", self.family_name, self.given_name)
    }

    /// Where the place is that is held for the booking, ended or not: the doctor's lane and the time.
    pub(crate) fn held(&self) -> Option<(ResourceId, DateTime<Utc>, DateTime<Utc>)> {
        Some((self.held_lane?, self.held_from?, self.held_to?))
    }
}

pub(crate) async fn booking_facts(
    pool: &MySqlPool,
    patient: PatientId,
    booked_by: Option<UserId>,
    booking: Option<AppointmentId>,
) -> Outcome<BookingFacts> {
    sqlx::query_as(
        "select p.resource_id, p.deleted_at is null and p.deceased_on is null present, p.family_name, p.given_name, \
         p.reference, p.birth_date, p.phone, (select a.starts_at from appointments a where a.patient_id = p.id \
         and a.status not in ('cancelled', 'no_show') order by a.starts_at limit 1) first_visit_at, \
         (select u.name from users u where u.id = ?) booked_by, \
         (select video_base_url from clinic_settings) video_base_url, clinic.version clinic_version, \
         availability.version availability_version, h.resource_id held_lane, h.starts_at held_from, h.ends_at held_to \
         from patients p join topics clinic on clinic.name = 'clinic' \
         join topics availability on availability.name = 'availability' left join slot_holds h on h.id = ? where p.id = ?",
    )
    .bind(booked_by)
    .bind(booking)
    .bind(patient)
    .fetch_optional(pool)
    .await?
    .ok_or(ClinicError::NotFound { what: RecordKind::Patient })
}

/// A new appointment to write.
pub(crate) struct NewAppointment<'a> {
    pub(crate) id: AppointmentId,
    pub(crate) reference: String,
    pub(crate) patient_id: PatientId,
    pub(crate) doctor_id: DoctorId,
    pub(crate) location_id: LocationId,
    pub(crate) room_id: Option<RoomId>,
    pub(crate) room_wanted: bool,
    pub(crate) devices: &'a [(DeviceId, ResourceId)],
    pub(crate) kind: VisitKind,
    pub(crate) priority: Priority,
    pub(crate) span: Interval,
    pub(crate) seat: u8,
    pub(crate) reason: &'a str,
    pub(crate) symptoms: &'a str,
    pub(crate) fee: &'a Money,
    pub(crate) override_reason: Option<&'a str>,
    pub(crate) overbook_reason: Option<&'a str>,
    /// The end of its video link.
    pub(crate) video_token: Option<String>,
    pub(crate) booked_by: Option<UserId>,
    /// The series and which occurrence of it.
    pub(crate) series: Option<(SeriesId, u16)>,
    /// What it takes.
    pub(crate) lanes: Vec<Lane>,
}

impl<'a> NewAppointment<'a> {
    /// What was wished of a doctor, at a place and seat that was found for it. Who booked it, and for which lanes, is the
    /// caller's to say.
    pub(crate) fn at(
        place: &'a Placement,
        seat: u8,
        wish: &'a Wish,
        schedule: &'a DoctorSchedule,
        (id, patient_id): (AppointmentId, PatientId),
    ) -> Self {
        Self {
            id,
            reference: String::new(),
            patient_id,
            doctor_id: schedule.doctor_id,
            location_id: place.location_id,
            room_id: place.room_of(seat).map(|(room, _)| room),
            room_wanted: place.room_wanted,
            devices: &place.devices,
            kind: wish.kind,
            priority: wish.priority,
            span: place.span,
            seat,
            reason: &wish.reason,
            symptoms: &wish.symptoms,
            fee: &schedule.fee,
            override_reason: place.override_reason.as_deref(),
            overbook_reason: place.overbook_reason_of(seat),
            video_token: None,
            booked_by: None,
            series: None,
            lanes: Vec::new(),
        }
    }
}

/// The statements of a booking: the appointments, then their cells in ascending order over all of them. An appointment is
/// only made while the schedules that placed it hold; when one moved, its cells have nothing to hang on and all of it fails.
pub(crate) fn insert(sql: &mut SqlText, new: &[NewAppointment<'_>], placed_by: &Schedules) {
    for new in new {
        sql.push(
            "insert into appointments (id, reference, patient_id, doctor_id, location_id, room_id, room_wanted, kind, priority, \
             starts_at, ends_at, seat, reason, symptoms, video_token, fee, currency, override_reason, overbook_reason, booked_by, \
             series_id, occurrence) select ",
        );
        sql.list(&[
            &new.id.0,
            &new.reference,
            &new.patient_id.0,
            &new.doctor_id.0,
            &new.location_id.0,
            &new.room_id.map(|id| id.0),
            &u64::from(new.room_wanted),
            &new.kind.word(),
            &new.priority.word(),
            &new.span.start(),
            &new.span.end(),
            &u64::from(new.seat),
            &new.reason,
            &new.symptoms,
            &new.video_token.as_deref(),
            &new.fee.amount,
            &new.fee.currency,
            &new.override_reason,
            &new.overbook_reason,
            &new.booked_by.map(|id| id.0),
            &new.series.map(|(id, _)| id.0),
            &new.series.map(|(_, occurrence)| u64::from(occurrence)),
        ]);
        placed_by.push_held(sql);
    }
    for new in new {
        for (device, _) in new.devices {
            sql.push("insert into appointment_devices (appointment_id, device_id) values ")
                .row(&[&new.id.0, &device.0]);
            sql.push(";");
        }
    }
    insert_cells(sql, VISIT_CELLS, new.iter().map(|new| (new.id, new.span, new.lanes.as_slice())));
}
