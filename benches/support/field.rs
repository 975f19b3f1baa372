//! Doctors with hours day and night, made for one run: nothing of theirs is taken.

use chrono::{DateTime, Utc};
use clinic_core::appointments::model::{BookingRequest, Priority, RequestedTime, VisitKind};
use clinic_core::appointments::series::model::{Frequency, SeriesEnd, SeriesPattern, SeriesRequest};
use clinic_core::clinic::Clinic;
use clinic_core::ids::{AppointmentId, DoctorId, LocationId, PatientId, SeriesId, SpecialtyId, WeeklyHoursId};
use clinic_core::server_address::ServerAddress;

/// Doctors whose lanes are booked.
pub const DOCTORS: usize = 20;

/// Slots of a day, all of them before midnight.
const SLOTS: usize = 70;

/// Where the bookings of a run go.
pub struct Field {
    location: LocationId,
    /// The doctors themselves.
    pub doctors: Vec<DoctorId>,
    /// The doctors' lanes.
    pub lanes: Vec<u32>,
    patients: Vec<PatientId>,
    /// The first instant that is booked.
    pub first: DateTime<Utc>,
}

impl Field {
    /// A fresh field with patients of the clinic.
    pub async fn make(clinic: &Clinic, address: &ServerAddress, patients: usize) -> Self {
        let mut connection = address.connect_once().await.expect("connects");
        let location = LocationId::fresh();
        sqlx::query("insert into locations (id, name, time_zone) values (?, ?, 'UTC')")
            .bind(location)
            .bind(location.to_string())
            .execute(&mut connection)
            .await
            .expect("a location");
        let (mut doctors, mut lanes) = (Vec::new(), Vec::new());
        for _ in 0..DOCTORS {
            let made = sqlx::query("insert into resources (kind) values ('doctor')").execute(&mut connection).await;
            let lane = made.expect("a lane").last_insert_id();
            let id = DoctorId::fresh();
            sqlx::query("insert into doctors (id, resource_id, name, licence_number, slot_minutes) values (?, ?, 'Bench', ?, 20)")
                .bind(id)
                .bind(lane)
                .bind(id.to_string())
                .execute(&mut connection)
                .await
                .expect("a doctor");
            for weekday in 1..=7 {
                sqlx::query(
                    "insert into weekly_hours (id, doctor_id, location_id, weekday, from_time, to_time, valid_from) \
                     values (?, ?, ?, ?, '00:00', '23:40', '2020-01-01')",
                )
                .bind(WeeklyHoursId::fresh())
                .bind(id)
                .bind(location)
                .bind(weekday)
                .execute(&mut connection)
                .await
                .expect("hours");
            }
            doctors.push(id);
            lanes.push(u32::try_from(lane).expect("a small number"));
        }
        sqlx::query("insert into topics (name) values ('availability'), ('clinic') on duplicate key update version = version + 1")
            .execute(&mut connection)
            .await
            .expect("tells the caches");
        let patients = fresh_patients(&mut connection, patients).await;
        let tomorrow = (clinic.now() + chrono::Duration::days(1)).date_naive();
        Self { location, doctors, lanes, patients, first: tomorrow.and_time(chrono::NaiveTime::MIN).and_utc() }
    }

    /// Takes the run's doctors away again, so that the reads that follow see the clinic as it was seeded.
    pub async fn retire(&self, address: &ServerAddress) {
        let mut connection = address.connect_once().await.expect("connects");
        for doctor in &self.doctors {
            sqlx::query("update doctors set active = false where id = ?")
                .bind(doctor)
                .execute(&mut connection)
                .await
                .expect("retires");
        }
        sqlx::query("update topics set version = version + 1 where name = 'clinic'")
            .execute(&mut connection)
            .await
            .expect("tells");
    }

    /// The n-th booking: doctors in turn, then days, then the slots of the day; never the same place twice.
    pub fn request(&self, index: usize) -> BookingRequest {
        let (doctor, rest) = (index % DOCTORS, index / DOCTORS);
        self.visit(doctor, index, rest % 60, rest / 60)
    }

    /// A visit to a doctor of the field in a slot of a day, all counted from 0.
    pub fn visit(&self, doctor: usize, patient: usize, day: usize, slot: usize) -> BookingRequest {
        BookingRequest {
            visit_kind: VisitKind::Video,
            minutes: Some(20),
            reason: "bench".into(),
            ..BookingRequest::ordinary(
                AppointmentId::fresh(),
                self.patients[patient % self.patients.len()],
                self.doctors[doctor],
                self.location,
                RequestedTime::Instant { at: self.slot(day, slot) },
            )
        }
    }

    /// When a slot of a day begins.
    pub fn slot(&self, day: usize, slot: usize) -> DateTime<Utc> {
        self.first + chrono::Duration::minutes(i64::try_from(day * 1440 + slot % SLOTS * 20).expect("fits"))
    }

    /// The n-th series: weekly, 52 times, with one doctor after the other; never the same place twice.
    pub fn series(&self, index: usize) -> SeriesRequest {
        SeriesRequest {
            series_id: SeriesId::fresh(),
            patient_id: self.patients[index % self.patients.len()],
            doctor_id: self.doctors[index % DOCTORS],
            location_id: self.location,
            visit_kind: VisitKind::Video,
            starts_local: self.slot(0, index / DOCTORS).naive_utc(),
            minutes: Some(20),
            reason: "bench".into(),
            priority: Priority::Regular,
            override_reason: None,
            pattern: SeriesPattern {
                frequency: Frequency::Weekly,
                interval: 1,
                weekdays: vec![],
                month_day: None,
                end: SeriesEnd::After { count: 52 },
                except_on: vec![],
            },
            elsewhere: vec![],
        }
    }

    /// Gives a doctor of the field a specialty, and so its doctors as colleagues.
    pub async fn qualify(&self, address: &ServerAddress, doctor: usize, specialty: SpecialtyId) {
        let mut connection = address.connect_once().await.expect("connects");
        sqlx::query("insert into doctor_specialties (doctor_id, specialty_id) values (?, ?)")
            .bind(self.doctors[doctor])
            .bind(specialty)
            .execute(&mut connection)
            .await
            .expect("a specialty");
        sqlx::query("update topics set version = version + 1 where name = 'clinic'")
            .execute(&mut connection)
            .await
            .expect("tells");
    }
}

/// Patients of the run's own: nobody else books them.
async fn fresh_patients(connection: &mut sqlx::MySqlConnection, count: usize) -> Vec<PatientId> {
    let ids: Vec<PatientId> = (0..count).map(|_| PatientId::fresh()).collect();
    for chunk in ids.chunks(500) {
        let mut lanes = sqlx::QueryBuilder::new("insert into resources (kind) ");
        lanes.push_values(chunk, |mut row, _| {
            row.push_bind("patient");
        });
        // The ids of one insert follow each other; the first is told.
        let first = lanes.build().execute(&mut *connection).await.expect("lanes").last_insert_id();
        let mut rows = sqlx::QueryBuilder::new(
            "insert into patients (id, resource_id, reference, family_name, given_name, birth_date, gender) ",
        );
        rows.push_values(chunk.iter().zip(first..), |mut row, (id, lane)| {
            row.push_bind(*id).push_bind(lane).push_bind(format!("B-{lane}"));
            row.push_bind("Bench").push_bind(lane.to_string()).push_bind("1980-01-01").push_bind("unknown");
        });
        rows.build().execute(&mut *connection).await.expect("patients");
    }
    ids
}
