//! The flow of a visit: which step follows which. Pure.

use chrono::{DateTime, Utc};

use super::model::{AppointmentStatus, Step};
use crate::error::Refusal;

/// The facts of a visit that its next step depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub status: AppointmentStatus,
    /// It was confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The patient came.
    pub arrived_at: Option<DateTime<Utc>>,
    /// They were checked in.
    pub checked_in_at: Option<DateTime<Utc>>,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
}

impl Standing {
    /// The status after a step.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`] when the step does not follow from here; nobody is a no-show before their time.
    ///
    /// ```
    /// use chrono::DateTime;
    /// use clinic_core::appointments::flow::Standing;
    /// use clinic_core::appointments::model::{AppointmentStatus, Step};
    /// let nine = DateTime::from_timestamp(1_772_442_000, 0).unwrap();
    /// let booked = Standing {
    ///     status: AppointmentStatus::Scheduled, confirmed_at: None, arrived_at: None, checked_in_at: None, starts_at: nine,
    /// };
    /// assert_eq!(booked.after(Step::Arrive, nine), Ok(AppointmentStatus::Arrived));
    /// assert!(booked.after(Step::TakeBack, nine).is_err(), "there is nothing to take back");
    /// ```
    pub fn after(self, step: Step, now: DateTime<Utc>) -> Result<AppointmentStatus, Refusal> {
        use AppointmentStatus::{Arrived, Cancelled, CheckedIn, Confirmed, NoShow, Scheduled};
        match (self.status, step) {
            (Scheduled, Step::Confirm) => Ok(Confirmed),
            (Scheduled | Confirmed, Step::Arrive) => Ok(Arrived),
            (Scheduled | Confirmed | Arrived, Step::CheckIn) => Ok(CheckedIn),
            (Scheduled | Confirmed, Step::MarkNoShow) if self.starts_at <= now => Ok(NoShow),
            (Confirmed, Step::TakeBack) => Ok(Scheduled),
            (Arrived, Step::TakeBack) => Ok(self.before_arrival()),
            (CheckedIn, Step::TakeBack) if self.arrived_at.is_some() => Ok(Arrived),
            (CheckedIn, Step::TakeBack) => Ok(self.before_arrival()),
            (Cancelled | NoShow, Step::TakeBack) => Ok(self.before_end()),
            (status, _) => Err(Refusal::WrongStatus { status }),
        }
    }

    /// The status that a visit in progress had before it was started.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`] when it is not in progress.
    pub fn before_start(self) -> Result<AppointmentStatus, Refusal> {
        match self.status {
            AppointmentStatus::InProgress => Ok(self.before_end()),
            status => Err(Refusal::WrongStatus { status }),
        }
    }

    /// Whether the visit can be cancelled or moved: it has not begun and is not over.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`].
    pub fn can_change(self) -> Result<(), Refusal> {
        use AppointmentStatus::{Arrived, CheckedIn, Confirmed, Scheduled};
        match self.status {
            Scheduled | Confirmed | Arrived | CheckedIn => Ok(()),
            status => Err(Refusal::WrongStatus { status }),
        }
    }

    fn before_arrival(self) -> AppointmentStatus {
        if self.confirmed_at.is_some() { AppointmentStatus::Confirmed } else { AppointmentStatus::Scheduled }
    }

    fn before_end(self) -> AppointmentStatus {
        match (self.checked_in_at, self.arrived_at) {
            (Some(_), _) => AppointmentStatus::CheckedIn,
            (None, Some(_)) => AppointmentStatus::Arrived,
            (None, None) => self.before_arrival(),
        }
    }
}
