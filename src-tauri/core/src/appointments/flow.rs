//! The flow of a visit: which step follows which. Pure.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};

use super::model::{AppointmentStatus, Step, Whereabouts};
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
    /// They went into the room.
    pub in_room_at: Option<DateTime<Utc>>,
    /// The doctor began.
    pub started_at: Option<DateTime<Utc>>,
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
    ///     status: AppointmentStatus::Scheduled, confirmed_at: None, arrived_at: None, checked_in_at: None, in_room_at: None,
    ///     started_at: None, starts_at: nine,
    /// };
    /// assert_eq!(booked.after(Step::Arrive, nine), Ok(AppointmentStatus::Arrived));
    /// assert!(booked.after(Step::TakeBack, nine).is_err(), "there is nothing to take back");
    /// ```
    pub fn after(self, step: Step, now: DateTime<Utc>) -> Result<AppointmentStatus, Refusal> {
        use AppointmentStatus::{Arrived, Cancelled, CheckedIn, Completed, Confirmed, NoShow, Scheduled};
        match (self.status, step) {
            (Scheduled, Step::Confirm) => Ok(Confirmed),
            (Scheduled | Confirmed, Step::Arrive) => Ok(Arrived),
            (Scheduled | Confirmed | Arrived, Step::CheckIn) => Ok(CheckedIn),
            (Scheduled | Confirmed, Step::MarkNoShow) if self.starts_at <= now => Ok(NoShow),
            (Arrived | CheckedIn, Step::Complete) => Ok(Completed),
            (Confirmed, Step::TakeBack) => Ok(Scheduled),
            (Arrived, Step::TakeBack) => Ok(self.before_arrival()),
            // Out of the room first; then what was before it.
            (CheckedIn, Step::TakeBack) if self.in_room_at.is_some() => Ok(self.in_the_house()),
            (CheckedIn, Step::TakeBack) if self.arrived_at.is_some() => Ok(Arrived),
            (CheckedIn, Step::TakeBack) => Ok(self.before_arrival()),
            // What the doctor completed with a note stays completed.
            (Completed, Step::TakeBack) if self.started_at.is_none() => Ok(self.before_completion()),
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

    /// The status when a room is planned, or the patient goes into one: from the house only, and whoever goes in needs no
    /// further check-in.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`].
    pub fn after_room(self, patient: Whereabouts) -> Result<AppointmentStatus, Refusal> {
        use AppointmentStatus::{Arrived, CheckedIn, Confirmed, InProgress, Scheduled};
        match (self.status, patient) {
            (Arrived | CheckedIn, Whereabouts::InRoom) => Ok(CheckedIn),
            (InProgress, _) => Ok(InProgress),
            (Arrived | CheckedIn, Whereabouts::Waiting) => Ok(self.in_the_house()),
            (Scheduled | Confirmed, Whereabouts::Waiting) => Ok(self.status),
            (status, _) => Err(Refusal::WrongStatus { status }),
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

    /// Checked in or only arrived, whichever was entered.
    fn in_the_house(self) -> AppointmentStatus {
        let only_arrived = self.checked_in_at.is_none() && self.arrived_at.is_some();
        if only_arrived { AppointmentStatus::Arrived } else { AppointmentStatus::CheckedIn }
    }

    fn before_completion(self) -> AppointmentStatus {
        if self.in_room_at.is_some() { AppointmentStatus::CheckedIn } else { self.in_the_house() }
    }

    fn before_end(self) -> AppointmentStatus {
        // Whoever was in a room had been let in.
        if self.in_room_at.is_some() {
            return AppointmentStatus::CheckedIn;
        }
        match (self.checked_in_at, self.arrived_at) {
            (Some(_), _) => AppointmentStatus::CheckedIn,
            (None, Some(_)) => AppointmentStatus::Arrived,
            (None, None) => self.before_arrival(),
        }
    }
}

/// How long before their visit a patient of the night may come, on the day before.
const EARLY: Duration = Duration::hours(3);

/// Whether this step can be taken now: nobody comes, or is done, before the day of their visit on the location's wall.
///
/// # Errors
/// [`Refusal::BeforeItsDay`].
///
/// ```
/// use chrono::NaiveDate;
/// use clinic_core::appointments::flow::on_its_day;
/// use clinic_core::appointments::model::Step;
/// let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
/// let tuesday = day(3).and_hms_opt(0, 30, 0).unwrap();
/// let monday = |hour| day(2).and_hms_opt(hour, 0, 0).unwrap();
/// assert!(on_its_day(Step::Arrive, tuesday, monday(9)).is_err());
/// assert!(on_its_day(Step::Arrive, tuesday, monday(22)).is_ok(), "soon after midnight");
/// assert!(on_its_day(Step::Confirm, tuesday, monday(9)).is_ok());
/// assert!(on_its_day(Step::Complete, monday(9), tuesday).is_ok(), "entered a day late");
/// ```
pub fn on_its_day(step: Step, starts_local: NaiveDateTime, now_local: NaiveDateTime) -> Result<(), Refusal> {
    let comes = matches!(step, Step::Arrive | Step::CheckIn | Step::Complete);
    if comes && starts_local.date() > now_local.date() && starts_local - now_local > EARLY {
        return Err(Refusal::BeforeItsDay { starts_local });
    }
    Ok(())
}

/// A booking that is called off this soon after it was made was a slip of the desk.
const SLIP: Duration = Duration::minutes(30);

/// Whether a cancellation is late: less than the clinic's hours before the visit begins, and not the taking back of a
/// booking just made.
///
/// ```
/// use chrono::{DateTime, Duration};
/// use clinic_core::appointments::flow::is_late_cancel;
/// let now = DateTime::from_timestamp(1_772_442_000, 0).unwrap();
/// let last_week = now - Duration::days(7);
/// assert!(is_late_cancel(now + Duration::hours(23), last_week, now, 24));
/// assert!(!is_late_cancel(now + Duration::hours(24), last_week, now, 24), "a day before is in time");
/// assert!(!is_late_cancel(now + Duration::hours(2), now - Duration::minutes(5), now, 24), "booked just now");
/// assert!(!is_late_cancel(now - Duration::hours(1), last_week, now, 0), "no such rule here");
/// ```
pub fn is_late_cancel(starts_at: DateTime<Utc>, booked_at: DateTime<Utc>, now: DateTime<Utc>, hours: u16) -> bool {
    hours > 0 && starts_at - now < Duration::hours(i64::from(hours)) && now - booked_at >= SLIP
}
