//! Held times: what the window asks for and sees. Pure: no database, no clock.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::appointments::model::BookingRequest;
use crate::ids::{AppointmentId, DoctorId, LocationId, RequestId};

/// How long a place is held while a form is filled, seconds. A form that stays open holds it anew before they are over.
pub const BOOKING_SECONDS: u32 = 120;

/// What a place is held for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HoldPurpose {
    /// A booking is being filled in.
    Booking,
    /// It was offered to somebody who waits.
    Offer,
}

impl HoldPurpose {
    /// As the database keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Offer => "offer",
        }
    }

    /// The one of a database word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Booking, Self::Offer].into_iter().find(|purpose| purpose.word() == word)
    }
}

/// A wish to hold the place that a booking would take. Asked for again it is held for another two minutes, or at the other
/// place that the booking has by now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HoldRequest {
    /// The write's id.
    pub request_id: RequestId,
    /// The booking as it stands in the form. It may still change; its id may not.
    pub booking: BookingRequest,
}

/// A wish to give a held place back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReleaseHold {
    /// The write's id.
    pub request_id: RequestId,
    /// The booking that it was held for.
    pub appointment_id: AppointmentId,
}

/// A place that is held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HoldView {
    /// The id of the booking that it is held for.
    pub appointment_id: AppointmentId,
    /// Whose time.
    pub doctor_id: DoctorId,
    /// Where.
    pub location_id: LocationId,
    /// Start, UTC.
    pub starts_at: DateTime<Utc>,
    /// End, UTC.
    pub ends_at: DateTime<Utc>,
    /// Start on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// End on the location's wall clock.
    pub ends_local: NaiveDateTime,
    /// The seat within a slot of several.
    pub seat: u8,
    /// What for.
    pub purpose: HoldPurpose,
    /// Who is booking it; of an offer, the patient it was offered to.
    pub held_by: String,
    /// When it ends by itself, by the server's clock.
    pub expires_at: DateTime<Utc>,
}
