//! Typed ids. Every record is named by a UUIDv7 that the workstation makes, so that a write whose answer was lost can be
//! sent again without doing it twice. What can be taken once (a doctor's lane, a room, a patient) also has a small
//! [`ResourceId`].

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// A fresh id: time-ordered, so that rows land at the end of their index.
#[expect(clippy::disallowed_methods, reason = "the one home of id creation")]
pub fn fresh() -> Uuid {
    Uuid::now_v7()
}

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        #[ts(type = "string")]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh id of this kind.
            pub fn fresh() -> Self {
                Self(fresh())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

id! {
    /// Someone who signs in.
    UserId;
    /// One signed-in stretch of one user at one workstation.
    SessionId;
    /// A field of medicine a doctor practises.
    SpecialtyId;
    /// A building or branch where patients are seen (FHIR Location).
    LocationId;
    /// A room at a location.
    RoomId;
    /// A piece of equipment at a location.
    DeviceId;
    /// Someone who sees patients (FHIR Practitioner).
    DoctorId;
    /// Someone who is seen (FHIR Patient).
    PatientId;
    /// A stretch of weekly hours.
    WeeklyHoursId;
    /// Hours of one date that replace the week's.
    DatedHoursId;
    /// A stretch in which a doctor is away.
    TimeOffId;
    /// A stretch in which a doctor does something else than see whoever is booked.
    BlockId;
    /// A day, or some days, on which the clinic, a place or a doctor does not work.
    HolidayId;
    /// A booked visit (FHIR Appointment). Made by the workstation: the booking's idempotency key.
    AppointmentId;
    /// Visits that come back by a rule. Made by the workstation: the idempotency key of booking them.
    SeriesId;
    /// Somebody's place on the waitlist. Made by the workstation.
    WaitlistEntryId;
    /// Time that became free.
    OpeningId;
    /// A message to a patient.
    MessageId;
    /// What a doctor writes often.
    PreparedTextId;
    /// What happened in a visit (FHIR Encounter).
    ConsultationId;
    /// What stands in a chart. Made by the workstation.
    ChartEntryId;
    /// What a patient is to take, as a document (FHIR MedicationRequest). Made by the workstation.
    PrescriptionId;
    /// A letter or a certificate (FHIR DocumentReference). Made by the workstation.
    LetterId;
    /// One emergency access to a chart. Made by the workstation.
    BreakGlassId;
    /// A restriction of what may be done with a patient's data. Made by the workstation.
    RestrictionId;
    /// Two substances that do not go together. Made by the workstation.
    InteractionId;
    /// A file in a patient's records (FHIR DocumentReference). Made by the workstation.
    RecordId;
    /// A file of this workstation that somebody chose: what the page knows of its path.
    FileId;
    /// One write as the workstation asked for it. It becomes the id of the audit event, so a write that is sent twice
    /// is found by it and done once.
    RequestId;
}

/// The small number of a thing that can be taken once: a doctor's lane, a room, a device, a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
#[ts(type = "number")]
pub struct ResourceId(pub u32);
