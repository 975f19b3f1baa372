//! A small clinic to book in: Dr Osei in London, Monday to Friday from nine to twelve and from one to five, 20-minute
//! slots; patients as needed.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use clinic_core::appointments;
use clinic_core::appointments::model::{
    AppointmentView, BookingRequest, CalledOffBy, CancelRequest, RequestedTime, RescheduleRequest, Step, StepRequest,
};
use clinic_core::appointments::together::model::VisitMove;
use clinic_core::error::{ClinicError, Refusal};
use clinic_core::ids::{AppointmentId, DoctorId, LocationId, PatientId, RequestId, RoomId, WeeklyHoursId};

use super::World;
use super::builders::system;

/// A clinic with one doctor and one patient.
pub struct Desk {
    /// The world it stands in.
    pub world: World,
    /// London.
    pub location: LocationId,
    /// Dr Osei.
    pub osei: DoctorId,
    /// Ada.
    pub ada: PatientId,
}

/// Hours of one weekday, for [`Desk::hours`].
pub struct Hours<'a> {
    pub weekday: u8,
    pub from: &'a str,
    pub to: &'a str,
    pub capacity: u8,
    pub room: Option<RoomId>,
}

/// A local time written `2026-03-02 09:20`.
pub fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a local time")
}

/// That time on the wall, asked for.
pub fn on_the_wall(text: &str) -> RequestedTime {
    RequestedTime::Local { date_time: local(text), which: None }
}

/// A move of a visit to another time, all else as it is.
pub fn reschedule(visit: &AppointmentView, starts: RequestedTime) -> RescheduleRequest {
    RescheduleRequest {
        request_id: RequestId::fresh(),
        appointment_id: visit.id,
        row_version: visit.row_version,
        doctor_id: None,
        location_id: None,
        starts,
        minutes: None,
        override_reason: None,
        overbook_reason: None,
    }
}

/// The same of one of several that move together.
pub fn visit_move(visit: &AppointmentView, starts: RequestedTime) -> VisitMove {
    VisitMove {
        appointment_id: visit.id,
        row_version: visit.row_version,
        doctor_id: None,
        location_id: None,
        starts,
        minutes: None,
        override_reason: None,
    }
}

/// The same to a local time.
pub fn visit_move_to(visit: &AppointmentView, at: &str) -> VisitMove {
    visit_move(visit, on_the_wall(at))
}

/// A date written `2026-03-02`.
pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// What a refusal says, or a panic with what came instead.
pub fn refusal<T: std::fmt::Debug>(outcome: Result<T, ClinicError>) -> Refusal {
    match outcome {
        Err(ClinicError::Refused { refusal }) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

impl Desk {
    pub async fn open() -> Self {
        Self::open_in("Europe/London").await
    }

    pub async fn open_in(zone: &str) -> Self {
        let world = World::new().await;
        let location = world.location("Main", zone).await.id;
        let osei = world.doctor("Dr Osei").await.id;
        let desk = Self { ada: patient(&world, "Lovelace", "Ada").await, location, osei, world };
        for weekday in 1..=5 {
            for (from, to) in [("09:00", "12:00"), ("13:00", "17:00")] {
                desk.hours(osei, Hours { weekday, from, to, capacity: 1, room: None }).await;
            }
        }
        desk
    }

    /// The same clinic from another workstation.
    pub async fn at_another_workstation(&self) -> Self {
        Self { world: self.world.at_another_workstation().await, ..*self }
    }

    /// One more stretch of weekly hours at the desk's location.
    pub async fn hours(&self, doctor: DoctorId, hours: Hours<'_>) {
        let mut connection = self.world.address.connect_once().await.expect("connects");
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").expect("a time");
        sqlx::query(
            "insert into weekly_hours (id, doctor_id, location_id, room_id, weekday, from_time, to_time, capacity, valid_from) \
             values (?, ?, ?, ?, ?, ?, ?, ?, '2020-01-01')",
        )
        .bind(WeeklyHoursId::fresh())
        .bind(doctor)
        .bind(self.location)
        .bind(hours.room)
        .bind(hours.weekday)
        .bind(time(hours.from))
        .bind(time(hours.to))
        .bind(hours.capacity)
        .execute(&mut connection)
        .await
        .expect("hours");
        sqlx::query("insert into topics (name) values ('availability') on duplicate key update version = version + 1")
            .execute(&mut connection)
            .await
            .expect("tells the cache");
    }

    /// A wish of Ada's for Dr Osei at a local time.
    pub fn wish(&self, at: &str) -> BookingRequest {
        BookingRequest {
            reason: "cough".into(),
            ..BookingRequest::ordinary(
                AppointmentId::fresh(),
                self.ada,
                self.osei,
                self.location,
                RequestedTime::Local { date_time: local(at), which: None },
            )
        }
    }

    pub async fn book(&self, wish: BookingRequest) -> Result<AppointmentView, ClinicError> {
        appointments::book(&self.world.clinic, &system(), wish).await
    }

    /// Books Ada with Dr Osei.
    pub async fn booked(&self, at: &str) -> AppointmentView {
        self.book(self.wish(at)).await.expect("booked")
    }

    pub async fn move_to(&self, visit: &AppointmentView, at: &str) -> Result<AppointmentView, ClinicError> {
        appointments::reschedule(&self.world.clinic, &system(), reschedule(visit, on_the_wall(at))).await
    }

    pub async fn cancel(&self, visit: &AppointmentView) -> Result<AppointmentView, ClinicError> {
        let request = CancelRequest {
            request_id: RequestId::fresh(),
            appointment_id: visit.id,
            row_version: visit.row_version,
            reason: "has a cold".into(),
            by: CalledOffBy::Patient,
        };
        appointments::cancel(&self.world.clinic, &system(), request).await
    }

    pub async fn step(&self, visit: &AppointmentView, step: Step) -> Result<AppointmentView, ClinicError> {
        let request = StepRequest {
            request_id: RequestId::fresh(),
            appointment_id: visit.id,
            row_version: visit.row_version,
            step,
        };
        appointments::step(&self.world.clinic, &system(), request).await
    }

    /// No rule of the calendar is broken.
    pub async fn calendar_is_sound(&self) {
        for finding in clinic_core::invariants::check(&self.world.clinic).await.expect("checks") {
            assert_eq!(finding.broken, 0, "{}", finding.rule);
        }
    }

    /// How many booking cells there are.
    pub async fn cells(&self) -> i64 {
        let mut connection = self.world.address.connect_once().await.expect("connects");
        sqlx::query_scalar("select count(*) from appointment_cells").fetch_one(&mut connection).await.expect("counts")
    }
}

/// A patient, by rows of their own: what the desk knows of them does not matter here.
pub async fn patient(world: &World, family_name: &str, given_name: &str) -> PatientId {
    let mut connection = world.address.connect_once().await.expect("connects");
    let made =
        sqlx::query("insert into resources (kind) values ('patient')").execute(&mut connection).await.expect("a lane");
    let id = PatientId::fresh();
    sqlx::query(
        "insert into patients (id, resource_id, reference, family_name, given_name, birth_date, gender) \
         values (?, ?, ?, ?, ?, '1980-01-01', 'female')",
    )
    .bind(id)
    .bind(made.last_insert_id())
    .bind(format!("T-{}", made.last_insert_id()))
    .bind(family_name)
    .bind(given_name)
    .execute(&mut connection)
    .await
    .expect("a patient");
    id
}
