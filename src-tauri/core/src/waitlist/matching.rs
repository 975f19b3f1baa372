//! To whom a free time is offered. Pure: told everything.

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};

use super::model::{WaitsFor, Wishes};
use crate::appointments::model::Priority;
use crate::ids::{DoctorId, LocationId, PatientId, SpecialtyId, WaitlistEntryId};
use crate::interval::Interval;

/// Somebody who waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// Their entry.
    pub entry: WaitlistEntryId,
    /// Who.
    pub patient: PatientId,
    /// What suits them.
    pub wishes: Wishes,
    /// How soon they must be seen.
    pub priority: Priority,
    /// Since when they wait.
    pub since: DateTime<Utc>,
    /// When they are somewhere else already: their visits, and what is held for them.
    pub busy: Vec<Interval>,
}

/// A free time of a doctor.
#[derive(Clone, Debug, PartialEq)]
pub struct Free {
    /// Whose.
    pub doctor: DoctorId,
    /// Where.
    pub location: LocationId,
    /// From when to when.
    pub span: Interval,
    /// Start on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// End on the location's wall clock.
    pub ends_local: NaiveDateTime,
}

impl Wishes {
    /// Whether a doctor is among those they wait for.
    pub fn name(&self, doctor: DoctorId, specialties: &[SpecialtyId]) -> bool {
        match self.waits_for {
            WaitsFor::Doctor { doctor_id } => doctor_id == doctor,
            WaitsFor::Specialty { specialty_id } => specialties.contains(&specialty_id),
            WaitsFor::Anyone => true,
        }
    }

    /// Whether a time suits them: its date, its day of the week, and all of it within their time of day.
    pub fn suit(&self, starts_local: NaiveDateTime, ends_local: NaiveDateTime) -> bool {
        let (on, weekday) = (starts_local.date(), starts_local.weekday().num_days_from_monday());
        self.weekdays & (1 << weekday) != 0
            && self.earliest_on.is_none_or(|earliest| earliest <= on)
            && self.latest_on.is_none_or(|latest| on <= latest)
            && self.from_time.is_none_or(|from| from <= starts_local.time())
            && self.to_time.is_none_or(|to| ends_local <= on.and_time(to))
    }
}

impl Waiting {
    /// Who comes first: the more urgent, then who waits longer.
    fn rank(&self) -> (u8, DateTime<Utc>, WaitlistEntryId) {
        let urgency = match self.priority {
            Priority::Emergency => 0,
            Priority::Urgent => 1,
            Priority::Regular => 2,
        };
        (urgency, self.since, self.entry)
    }
}

/// Who is offered which time: of those who come first the first whom one of the times suits that are free for a visit such as
/// theirs, and the earliest of these.
///
/// ```
/// use chrono::{DateTime, Duration};
/// use clinic_core::appointments::model::{Priority, VisitKind};
/// use clinic_core::ids::{DoctorId, LocationId, PatientId, WaitlistEntryId};
/// use clinic_core::interval::Interval;
/// use clinic_core::waitlist::matching::{Free, Waiting, best};
/// use clinic_core::waitlist::model::{EVERY_DAY, WaitsFor, Wishes};
/// let now = DateTime::from_timestamp(1_772_442_000, 0).unwrap();
/// let waiting = |minutes, priority| Waiting {
///     entry: WaitlistEntryId::fresh(), patient: PatientId::fresh(), priority, busy: vec![],
///     wishes: Wishes {
///         waits_for: WaitsFor::Anyone, kind: VisitKind::InPerson, minutes: None, weekdays: EVERY_DAY, from_time: None,
///         to_time: None, earliest_on: None, latest_on: None,
///     },
///     since: now - Duration::minutes(minutes),
/// };
/// let span = Interval::new(now, now + Duration::minutes(20)).unwrap();
/// let (doctor, location) = (DoctorId::fresh(), LocationId::fresh());
/// let free = Free { doctor, location, span, starts_local: now.naive_utc(), ends_local: span.end().naive_utc() };
/// let all = [waiting(90, Priority::Regular), waiting(5, Priority::Urgent), waiting(30, Priority::Urgent)];
/// let (who, _) = best(&all, |_| std::slice::from_ref(&free)).unwrap();
/// assert_eq!(who.entry, all[2].entry, "the more urgent, and of them who waits longest");
/// ```
pub fn best<'a>(waiting: &'a [Waiting], free: impl Fn(&Waiting) -> &'a [Free]) -> Option<(&'a Waiting, &'a Free)> {
    let mut in_order: Vec<&Waiting> = waiting.iter().collect();
    in_order.sort_by_key(|one| one.rank());
    in_order.into_iter().find_map(|one| {
        let mut times = free(one).iter();
        let time = times.find(|time| {
            one.wishes.suit(time.starts_local, time.ends_local) && !one.busy.iter().any(|busy| busy.overlaps(time.span))
        });
        Some((one, time?))
    })
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, NaiveDate, NaiveTime};

    use super::*;
    use crate::appointments::model::VisitKind;
    use crate::waitlist::model::EVERY_DAY;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn time(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").expect("a time")
    }

    fn local(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a local time")
    }

    /// Anything suits.
    fn anything() -> Wishes {
        Wishes {
            waits_for: WaitsFor::Anyone,
            kind: VisitKind::InPerson,
            minutes: None,
            weekdays: EVERY_DAY,
            from_time: None,
            to_time: None,
            earliest_on: None,
            latest_on: None,
        }
    }

    /// Twenty minutes from then, in a clinic that lives in UTC.
    fn free(at: &str) -> Free {
        let starts = local(at);
        let ends = starts + Duration::minutes(20);
        let span = Interval::new(starts.and_utc(), ends.and_utc()).expect("twenty minutes");
        let (doctor, location) = (DoctorId::fresh(), LocationId::fresh());
        Free { doctor, location, span, starts_local: starts, ends_local: ends }
    }

    fn waiting(minutes: i64, priority: Priority, wishes: Wishes) -> Waiting {
        let since = local("2026-03-01 12:00").and_utc() - Duration::minutes(minutes);
        Waiting { entry: WaitlistEntryId::fresh(), patient: PatientId::fresh(), wishes, priority, since, busy: vec![] }
    }

    #[test]
    fn wishes_are_dates_days_of_the_week_and_times_of_day() {
        let suits = |wishes: &Wishes, at: &str| {
            let time = free(at);
            wishes.suit(time.starts_local, time.ends_local)
        };
        assert!(suits(&anything(), "2026-03-02 09:00"));
        let mondays = Wishes { weekdays: 1, ..anything() };
        assert!(suits(&mondays, "2026-03-02 09:00") && !suits(&mondays, "2026-03-03 09:00"));
        let sundays = Wishes { weekdays: 1 << 6, ..anything() };
        assert!(suits(&sundays, "2026-03-08 09:00") && !suits(&sundays, "2026-03-02 09:00"));
        let soon = Wishes { earliest_on: Some(date("2026-03-03")), latest_on: Some(date("2026-03-04")), ..anything() };
        let on = ["2026-03-02 09:00", "2026-03-03 09:00", "2026-03-04 17:00", "2026-03-05 09:00"];
        assert_eq!(on.map(|at| suits(&soon, at)), [false, true, true, false]);
        let morning = Wishes { from_time: Some(time("09:00")), to_time: Some(time("10:00")), ..anything() };
        let at = ["2026-03-02 08:40", "2026-03-02 09:00", "2026-03-02 09:40", "2026-03-02 09:50"];
        assert_eq!(at.map(|at| suits(&morning, at)), [false, true, true, false], "all of it lies within");
        let evening = Wishes { to_time: Some(time("23:59")), ..anything() };
        assert!(!suits(&evening, "2026-03-02 23:50"), "over the midnight is not by midnight");
    }

    #[test]
    fn a_doctor_a_specialty_or_anyone_is_waited_for() {
        let (doctor, specialty) = (DoctorId::fresh(), SpecialtyId::fresh());
        let named = |waits_for| Wishes { waits_for, ..anything() }.name(doctor, &[specialty]);
        assert!(named(WaitsFor::Anyone));
        assert!(named(WaitsFor::Doctor { doctor_id: doctor }));
        assert!(!named(WaitsFor::Doctor { doctor_id: DoctorId::fresh() }));
        assert!(named(WaitsFor::Specialty { specialty_id: specialty }));
        assert!(!named(WaitsFor::Specialty { specialty_id: SpecialtyId::fresh() }));
    }

    #[test]
    fn the_more_urgent_comes_first_and_of_equals_who_waits_longer_if_it_suits_them() {
        let time = free("2026-03-02 09:00");
        let tuesdays = Wishes { weekdays: 2, ..anything() };
        let all = [
            waiting(500, Priority::Regular, anything()),
            waiting(10, Priority::Urgent, anything()),
            waiting(20, Priority::Urgent, anything()),
            waiting(1, Priority::Emergency, tuesdays),
        ];
        let (who, _) = best(&all, |_| std::slice::from_ref(&time)).expect("somebody");
        assert_eq!(who.entry, all[2].entry);
        assert!(best(&all, |_| &[]).is_none());
        assert!(best(&[], |_| std::slice::from_ref(&time)).is_none());
    }

    #[test]
    fn who_is_somewhere_else_then_is_offered_the_next_time_or_nothing() {
        let times = [free("2026-03-02 09:00"), free("2026-03-02 09:20")];
        let mut busy = waiting(500, Priority::Regular, anything());
        busy.busy = vec![times[0].span];
        let others = [waiting(5, Priority::Regular, anything()), busy];
        let (who, time) = best(&others, |_| &times).expect("somebody");
        assert_eq!((who.entry, time.starts_local), (others[1].entry, local("2026-03-02 09:20")));
        let (who, _) = best(&others, |_| &times[..1]).expect("somebody");
        assert_eq!(who.entry, others[0].entry);
    }
}
