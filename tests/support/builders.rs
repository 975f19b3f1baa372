//! What tests arrange a clinic from: a doctor, a location, hours … in one line each, through the actions themselves.

use clinic_core::access::Actor;
use clinic_core::availability::model::{AvailabilityView, HoursKind, SetWeeklyHours, WeeklyHours};
use clinic_core::doctors::model::{AddDoctor, DoctorForm, DoctorView, SpecialtyView};
use clinic_core::ids::{DeviceId, DoctorId, LocationId, RequestId, RoomId, SpecialtyId, WeeklyHoursId};
use clinic_core::locations::model::{LocationForm, LocationView, RoomView, SaveDevice, SaveLocation, SaveRoom};

use super::World;

/// The command line's actor: may do everything but read notes.
pub fn system() -> Actor {
    Actor::system("test")
}

/// A doctor's form that is whole.
pub fn doctor_form(name: &str, specialty: SpecialtyId) -> DoctorForm {
    DoctorForm {
        name: name.into(),
        email: String::new(),
        phone: String::new(),
        bio: String::new(),
        licence_number: format!("L-{}", clinic_core::ids::fresh().simple()),
        licence_expires_on: String::new(),
        practising_since: None,
        fee: "80.00".into(),
        currency: "USD".into(),
        slot_minutes: 20,
        specialty_ids: vec![specialty],
        new_specialties: vec![],
        active: true,
    }
}

/// A stretch of weekly hours that holds from the beginning of 2026: both kinds of visits, one patient, no room.
pub fn weekly(location: LocationId, weekday: i32, from: &str, to: &str) -> WeeklyHours {
    WeeklyHours {
        id: WeeklyHoursId::fresh(),
        location_id: location,
        room_id: None,
        weekday,
        from_time: from.into(),
        to_time: to.into(),
        slot_minutes: None,
        hours_kind: HoursKind::Both,
        capacity: 1,
        valid_from: "2026-01-01".into(),
        valid_to: None,
    }
}

impl World {
    /// The specialty of that name, added.
    pub async fn specialty(&self, name: &str) -> SpecialtyView {
        let specialty = SpecialtyView { id: SpecialtyId::fresh(), name: name.into() };
        sqlx::query("insert into specialties (id, name) values (?, ?)")
            .bind(specialty.id)
            .bind(name)
            .execute(&mut self.sql().await)
            .await
            .expect("a specialty");
        specialty
    }

    /// A doctor with 20-minute slots, a fee of 80 dollars and the specialty `General practice`.
    pub async fn doctor(&self, name: &str) -> DoctorView {
        let known = clinic_core::doctors::list_specialties(&self.clinic, &system()).await.expect("specialties");
        let specialty = match known.into_iter().find(|one| one.name == "General practice") {
            Some(known) => known,
            None => self.specialty("General practice").await,
        };
        self.doctor_by(doctor_form(name, specialty.id)).await
    }

    /// A doctor by a form of the test's.
    pub async fn doctor_by(&self, form: DoctorForm) -> DoctorView {
        let request = AddDoctor { request_id: RequestId::fresh(), id: DoctorId::fresh(), form };
        clinic_core::doctors::add(&self.clinic, &system(), request).await.expect("a doctor")
    }

    /// An active location in a zone.
    pub async fn location(&self, name: &str, time_zone: &str) -> LocationView {
        let request = SaveLocation {
            request_id: RequestId::fresh(),
            id: LocationId::fresh(),
            row_version: None,
            form: LocationForm {
                name: name.into(),
                address: String::new(),
                phone: String::new(),
                what_to_bring: String::new(),
                time_zone: time_zone.into(),
                active: true,
                opening_hours: vec![],
            },
        };
        clinic_core::locations::save(&self.clinic, &system(), request).await.expect("a location")
    }

    /// An active room.
    pub async fn room(&self, location: LocationId, name: &str) -> RoomView {
        let request = SaveRoom {
            request_id: RequestId::fresh(),
            id: RoomId::fresh(),
            row_version: None,
            location_id: location,
            name: name.into(),
            active: true,
        };
        clinic_core::locations::save_room(&self.clinic, &system(), request).await.expect("a room")
    }

    /// Equipment of a location, added.
    pub async fn device(&self, location: LocationId, name: &str) -> DeviceId {
        let request = SaveDevice {
            request_id: RequestId::fresh(),
            id: DeviceId::fresh(),
            row_version: None,
            location_id: location,
            name: name.into(),
            active: true,
        };
        clinic_core::locations::save_device(&self.clinic, &system(), request).await.expect("equipment").id
    }

    /// The doctor's whole week, set (the doctor's version is looked up).
    pub async fn weekly_hours(&self, doctor: &DoctorView, hours: Vec<WeeklyHours>) -> AvailabilityView {
        let present = clinic_core::availability::get(&self.clinic, &system(), doctor.id).await.expect("a doctor");
        let request = SetWeeklyHours {
            request_id: RequestId::fresh(),
            doctor_id: doctor.id,
            row_version: present.row_version,
            hours,
        };
        clinic_core::availability::set_weekly_hours(&self.clinic, &system(), request).await.expect("weekly hours")
    }

    /// How many audit events say this.
    pub async fn audited(&self, action: &str) -> i64 {
        let mut connection = self.address.connect_once().await.expect("connects");
        sqlx::query_scalar("select count(*) from audit_events where action = ?")
            .bind(action)
            .fetch_one(&mut connection)
            .await
            .expect("counts")
    }

    /// The version of a feed topic; 0 when nothing touched it yet.
    pub async fn topic(&self, name: &str) -> u64 {
        let mut connection = self.address.connect_once().await.expect("connects");
        sqlx::query_scalar("select version from topics where name = ?")
            .bind(name)
            .fetch_optional(&mut connection)
            .await
            .expect("reads")
            .unwrap_or(0)
    }
}
