//! Appointments as the screens show them: one query with all names in it.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, QueryBuilder};

use super::booking::OVERBOOKED;
use super::model::{AppointmentStatus, AppointmentView, Priority, VisitKind};
use super::new_appointment::{BookingFacts, NewAppointment};
use super::series::model::SeriesPlace;
use super::video;
use crate::availability::cache::Schedules;
use crate::civil::Zone;
use crate::clinic::Clinic;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, RoomId, SeriesId};
use crate::money::Money;
use crate::sql_list::push_list;

#[derive(FromRow)]
struct Row {
    id: AppointmentId,
    reference: String,
    patient_id: PatientId,
    family_name: String,
    given_name: String,
    patient_reference: String,
    birth_date: NaiveDate,
    phone: String,
    restricted: i64,
    doctor_id: DoctorId,
    doctor_name: String,
    location_id: LocationId,
    location_name: String,
    time_zone: String,
    room_id: Option<RoomId>,
    room_name: Option<String>,
    device_names: Option<String>,
    kind: String,
    status: String,
    priority: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    seat: u8,
    reason: String,
    symptoms: String,
    video_token: Option<String>,
    video_base_url: Option<String>,
    fee: Decimal,
    currency: String,
    override_reason: Option<String>,
    overbook_reason: Option<String>,
    earlier_visits: i64,
    arrived_at: Option<DateTime<Utc>>,
    checked_in_at: Option<DateTime<Utc>>,
    in_room_at: Option<DateTime<Utc>>,
    started_at: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
    cancelled_at: Option<DateTime<Utc>>,
    cancellation_reason: Option<String>,
    late_cancel: bool,
    booked_by: Option<String>,
    series_id: Option<SeriesId>,
    occurrence: Option<u16>,
    occurrences: Option<u16>,
    series_changed: bool,
    row_version: u32,
}

/// Which appointments.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which<'a> {
    /// These.
    Ids(&'a [AppointmentId]),
    /// Of these doctors, starting in `[from, to)`, by start.
    OfDoctors { doctors: &'a [DoctorId], from: DateTime<Utc>, to: DateTime<Utc> },
    /// Of one patient, newest first, 500 at most.
    OfPatient(PatientId),
    /// Every one of a patient, the oldest first.
    AllOfPatient(PatientId),
    /// The occurrences of one series, in their order.
    OfSeries(SeriesId),
    /// Of one doctor, holding time that overlaps `[from, to)`, by start.
    LiveWithin { doctor: DoctorId, from: DateTime<Utc>, to: DateTime<Utc> },
    /// As a list asks for them, by start.
    Listed(&'a Listed<'a>),
}

/// What a list asks for.
#[derive(Debug)]
pub(crate) struct Listed<'a> {
    pub(crate) doctors: &'a [DoctorId],
    pub(crate) from: DateTime<Utc>,
    pub(crate) to: DateTime<Utc>,
    pub(crate) location: Option<LocationId>,
    /// Every status when empty.
    pub(crate) statuses: &'a [AppointmentStatus],
    pub(crate) kind: Option<VisitKind>,
    pub(crate) limit: i32,
}

/// Everything is joined to the left, though a visit always has its patient, doctor and location: a server that begins with
/// the one row of a clinic's only location reads all of its visits ever (seen on MariaDB 10.11).
const COLUMNS: &str = "select a.id, a.reference, a.patient_id, p.family_name, p.given_name, p.reference patient_reference, \
    p.birth_date, p.phone, cast(exists (select 1 from processing_restrictions x where x.open_patient_id = a.patient_id) as signed) restricted, a.doctor_id, d.name doctor_name, a.location_id, l.name location_name, l.time_zone, a.room_id, \
    r.name room_name, (select group_concat(v.name order by v.name separator ', ') from appointment_devices x \
    join devices v on v.id = x.device_id where x.appointment_id = a.id) device_names, a.kind, a.status, a.priority, a.starts_at, a.ends_at, a.seat, a.reason, a.symptoms, \
    a.video_token, (select video_base_url from clinic_settings) video_base_url, a.fee, a.currency, a.override_reason, a.overbook_reason, \
    cast(exists (select 1 from appointments e where e.patient_id = a.patient_id and e.starts_at < a.starts_at \
    and e.status not in ('cancelled', 'no_show')) as signed) earlier_visits, a.arrived_at, a.checked_in_at, a.in_room_at, a.started_at, \
    a.completed_at, a.cancelled_at, a.cancellation_reason, a.late_cancel, u.name booked_by, a.series_id, a.occurrence, s.occurrences, a.series_changed, a.row_version \
    from appointments a left join patients p on p.id = a.patient_id left join doctors d on d.id = a.doctor_id \
    left join locations l on l.id = a.location_id left join rooms r on r.id = a.room_id left join users u on u.id = a.booked_by \
    left join appointment_series s on s.id = a.series_id where ";

/// Reads appointments as the screens show them.
pub(crate) async fn views(clinic: &Clinic, which: Which<'_>) -> Outcome<Vec<AppointmentView>> {
    let mut connection = clinic.read().acquire().await?;
    views_on(&mut connection, which).await
}

/// The same, on a connection of the caller's.
pub(crate) async fn views_on(connection: &mut MySqlConnection, which: Which<'_>) -> Outcome<Vec<AppointmentView>> {
    let mut query = QueryBuilder::new(COLUMNS);
    match which {
        Which::Ids([]) | Which::OfDoctors { doctors: [], .. } | Which::Listed(Listed { doctors: [], .. }) => {
            return Ok(Vec::new());
        }
        Which::Ids(ids) => {
            query.push("a.id in ");
            push_list(&mut query, ids);
            query.push(" order by a.starts_at, a.seat, a.id");
        }
        Which::OfDoctors { doctors, from, to } => {
            query.push("a.doctor_id in ");
            push_list(&mut query, doctors);
            query
                .push(" and a.starts_at >= ")
                .push_bind(from.naive_utc())
                .push(" and a.starts_at < ")
                .push_bind(to.naive_utc());
            query.push(" order by a.starts_at, a.seat, a.id");
        }
        Which::Listed(listed) => {
            query.push("a.doctor_id in ");
            push_list(&mut query, listed.doctors);
            query.push(" and a.starts_at >= ").push_bind(listed.from.naive_utc());
            query.push(" and a.starts_at < ").push_bind(listed.to.naive_utc());
            if let Some(location) = listed.location {
                query.push(" and a.location_id = ").push_bind(location);
            }
            if let Some(kind) = listed.kind {
                query.push(" and a.kind = ").push_bind(kind.word());
            }
            let words: Vec<&str> = listed.statuses.iter().map(|status| status.word()).collect();
            if !words.is_empty() {
                query.push(" and a.status in ");
                push_list(&mut query, &words);
            }
            query.push(" order by a.starts_at, a.seat, a.id limit ").push_bind(listed.limit);
        }
        Which::OfPatient(patient) => {
            query.push("a.patient_id = ").push_bind(patient).push(" order by a.starts_at desc, a.id limit 500");
        }
        Which::AllOfPatient(patient) => {
            query.push("a.patient_id = ").push_bind(patient).push(" order by a.starts_at, a.id");
        }
        Which::OfSeries(series) => {
            query.push("a.series_id = ").push_bind(series).push(" order by a.occurrence");
        }
        Which::LiveWithin { doctor, from, to } => {
            query.push("a.doctor_id = ").push_bind(doctor).push(" and a.starts_at < ").push_bind(to.naive_utc());
            query
                .push(" and a.starts_at > ")
                .push_bind((from - chrono::Duration::days(1)).naive_utc())
                .push(" and a.ends_at > ")
                .push_bind(from.naive_utc());
            query.push(" and a.status not in ('cancelled', 'no_show', 'completed') order by a.starts_at, a.seat, a.id limit 1000");
        }
    }
    let rows: Vec<Row> = query.build_query_as().fetch_all(connection).await?;
    rows.into_iter().map(view).collect()
}

/// One appointment.
///
/// # Errors
/// [`ClinicError::NotFound`].
pub(crate) async fn view_of(clinic: &Clinic, id: AppointmentId) -> Outcome<AppointmentView> {
    views(clinic, Which::Ids(&[id])).await?.pop().ok_or(ClinicError::NotFound { what: RecordKind::Appointment })
}

/// A visit that was booked this moment, as [`view_of`] would read it. Doctor, place and room are named as the schedules have
/// them, which the booking held.
pub(crate) fn just_booked(new: NewAppointment<'_>, patient: BookingFacts, placed_by: &Schedules) -> AppointmentView {
    let place = placed_by.locations.get(&new.location_id);
    let (location_name, zone) = place.cloned().unwrap_or((String::new(), Zone::UTC));
    let (starts_at, ends_at) = (new.span.start(), new.span.end());
    AppointmentView {
        id: new.id,
        patient_id: new.patient_id,
        patient_name: format!("{}, {}", patient.family_name, patient.given_name),
        patient_reference: patient.reference,
        patient_birth_date: patient.birth_date,
        patient_phone: patient.phone,
        // It would not have been booked.
        patient_restricted: false,
        doctor_id: new.doctor_id,
        doctor_name: placed_by.of(new.doctor_id).map(|doctor| doctor.name.clone()).unwrap_or_default(),
        location_id: new.location_id,
        location_name,
        room_id: new.room_id,
        room_name: new.room_id.and_then(|room| placed_by.things.rooms.get(&room)).map(|room| room.name.clone()),
        device_names: placed_by.device_names(new.devices),
        visit_kind: new.kind,
        status: AppointmentStatus::Scheduled,
        priority: new.priority,
        starts_at,
        ends_at,
        starts_local: zone.local(starts_at),
        ends_local: zone.local(ends_at),
        time_zone: zone.name().to_owned(),
        minutes: i32::try_from(new.span.length().num_minutes()).unwrap_or(i32::MAX),
        seat: new.seat,
        reference: new.reference,
        reason: new.reason.to_owned(),
        symptoms: new.symptoms.to_owned(),
        video_link: video::link(patient.video_base_url.as_deref(), new.video_token.as_deref()),
        fee: new.fee.clone(),
        override_reason: new.override_reason.map(str::to_owned),
        overbook_reason: new.overbook_reason.map(str::to_owned),
        first_visit: patient.first_visit_at.is_none_or(|first| first >= starts_at),
        arrived_at: None,
        checked_in_at: None,
        in_room_at: None,
        started_at: None,
        completed_at: None,
        cancelled_at: None,
        cancellation_reason: None,
        late_cancel: false,
        booked_by: patient.booked_by,
        // A series is booked apart, and read afterwards.
        series: None,
        row_version: 1,
        not_yet_certain: false,
    }
}

fn view(row: Row) -> Outcome<AppointmentView> {
    let broken = |column: &str, value: &str| ClinicError::Inconsistent {
        detail: format!("appointments.{column} of {}: {value}", row.id),
    };
    let zone = Zone::parse("time_zone", &row.time_zone).map_err(|_| broken("time_zone", &row.time_zone))?;
    let minutes = (row.ends_at - row.starts_at).num_minutes();
    Ok(AppointmentView {
        id: row.id,
        patient_id: row.patient_id,
        patient_name: format!("{}, {}", row.family_name, row.given_name),
        patient_reference: row.patient_reference,
        patient_birth_date: row.birth_date,
        patient_phone: row.phone,
        patient_restricted: row.restricted != 0,
        doctor_id: row.doctor_id,
        doctor_name: row.doctor_name,
        location_id: row.location_id,
        location_name: row.location_name,
        room_id: row.room_id,
        room_name: row.room_name,
        device_names: row.device_names.unwrap_or_default(),
        visit_kind: VisitKind::from_word(&row.kind).ok_or_else(|| broken("kind", &row.kind))?,
        status: AppointmentStatus::from_word(&row.status).ok_or_else(|| broken("status", &row.status))?,
        priority: Priority::from_word(&row.priority).ok_or_else(|| broken("priority", &row.priority))?,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        starts_local: zone.local(row.starts_at),
        ends_local: zone.local(row.ends_at),
        time_zone: row.time_zone,
        minutes: i32::try_from(minutes).unwrap_or(i32::MAX),
        seat: row.seat,
        reference: row.reference,
        reason: row.reason,
        symptoms: row.symptoms,
        video_link: video::link(row.video_base_url.as_deref(), row.video_token.as_deref()),
        fee: Money { amount: row.fee, currency: row.currency },
        override_reason: row.override_reason,
        // A visit that lay on top of another and was moved keeps why, in case the move is taken back.
        overbook_reason: row.overbook_reason.filter(|_| OVERBOOKED.contains(&row.seat)),
        first_visit: row.earlier_visits == 0,
        arrived_at: row.arrived_at,
        checked_in_at: row.checked_in_at,
        in_room_at: row.in_room_at,
        started_at: row.started_at,
        completed_at: row.completed_at,
        cancelled_at: row.cancelled_at,
        cancellation_reason: row.cancellation_reason,
        late_cancel: row.late_cancel,
        booked_by: row.booked_by,
        series: row.series_id.zip(row.occurrence).map(|(series_id, number)| SeriesPlace {
            series_id,
            number,
            of: row.occurrences.unwrap_or(number),
            changed: row.series_changed,
        }),
        row_version: row.row_version,
        not_yet_certain: false,
    })
}
