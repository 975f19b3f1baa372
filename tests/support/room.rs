//! A doctor in their room, and a patient with a visit.

use chrono::{DateTime, Utc};
use clinic_core::doctors::model::DoctorView;
use clinic_core::ids::{AppointmentId, LocationId, PatientId};

use super::World;
use super::people::SignedIn;

/// A doctor in their room, and a patient with a visit.
pub struct Room {
    pub world: World,
    pub doctor: DoctorView,
    pub user: SignedIn,
    pub location: LocationId,
    pub patient: PatientId,
    pub visit: AppointmentId,
}

impl Room {
    /// With a visit at that time that stands so.
    pub async fn with_visit(at: DateTime<Utc>, status: &str) -> Self {
        Self::with_visit_in("Europe/London", at, status).await
    }

    /// The same where another zone is on the wall.
    pub async fn with_visit_in(zone: &str, at: DateTime<Utc>, status: &str) -> Self {
        let world = World::new().await;
        let doctor = world.doctor("Dr Ada Osei").await;
        let user = world.signed_in_doctor(&doctor).await;
        let location = world.location("High Street", zone).await.id;
        let patient = world.plain_patient("Lee", "Ann").await;
        let visit = world.plain_visit(patient, doctor.id, location, at, status).await;
        Self { world, doctor, user, location, patient, visit }
    }
}
