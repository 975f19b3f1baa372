//! A pair of visits: the second begins when the first ends, with another doctor at the same place. Pure.

use crate::availability::schedule::{DoctorSchedule, Window};
use crate::availability::slots::{FreeSlot, Taken, Wish, free_at};
use crate::ids::LocationId;
use crate::interval::Interval;

/// With whom the second visit of a pair is, and the windows it can lie in.
pub(crate) struct Following<'a> {
    pub(crate) doctor: &'a DoctorSchedule,
    pub(crate) windows: Vec<Window>,
    /// Its length; that of the doctor's slots when none is given.
    pub(crate) minutes: Option<u16>,
}

impl Following<'_> {
    /// The second visit after a first one at a place, if its doctor, room and patient are free then. It need not begin
    /// where a slot of its doctor does: both visits are one way for the patient.
    pub(crate) fn after(
        &self,
        first: Interval,
        at: LocationId,
        taken: &Taken,
        wish: Wish<'_>,
    ) -> Option<(FreeSlot, &Window)> {
        // Room and devices are asked for the first visit.
        let wish = Wish { minutes: self.minutes, room: None, devices: &[], ..wish };
        self.windows
            .iter()
            .filter(|window| window.hours.location_id == at)
            .find_map(|window| Some((free_at(self.doctor, window, taken, wish, first.end())?, window)))
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::*;
    use crate::availability::blocks::model::Asking;
    use crate::availability::model::{HoursKind, Priority, VisitKind};
    use crate::availability::schedule::{DatedRule, Hours};
    use crate::civil::Zone;
    use crate::ids::{DoctorId, ResourceId};
    use crate::money::Money;

    const LANE: ResourceId = ResourceId(1);
    const PATIENT: ResourceId = ResourceId(2);

    fn time(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap()
    }

    fn span(text: &str) -> Interval {
        let (from, to) = text.split_once('-').unwrap();
        let on = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        Interval::new(on.and_time(time(from)).and_utc(), on.and_time(time(to)).and_utc()).unwrap()
    }

    /// When the second visit is, of half-hour slots from nine to eleven, after a first one; `busy` is the second doctor's
    /// lane, `patient` the patient's.
    fn second(first: &str, minutes: Option<u16>, busy: &[&str], patient: &[&str]) -> Option<Interval> {
        let (place, zone) = (LocationId::fresh(), Zone::parse("zone", "UTC").unwrap());
        let hours = Hours {
            location_id: place,
            zone,
            room: None,
            from: time("09:00"),
            to: time("11:00"),
            slot_minutes: 30,
            kind: HoursKind::InPerson,
            capacity: 1,
        };
        let on = span("09:00-09:30").start().date_naive();
        let doctor = DoctorSchedule {
            doctor_id: DoctorId::fresh(),
            resource: LANE,
            name: "Dr Brandt".into(),
            active: true,
            fee: Money { amount: 0.into(), currency: "USD".into() },
            specialties: vec![],
            weekly: vec![],
            dated: vec![DatedRule { on, hours: Some(hours) }],
            time_off: vec![],
            blocks: vec![],
            holidays: vec![],
        };
        let mut taken = Taken::none(span("00:00-23:55"));
        busy.iter().for_each(|text| taken.add(LANE, span(text), 0));
        patient.iter().for_each(|text| taken.add(PATIENT, span(text), 0));
        let following = Following { windows: doctor.windows(on), doctor: &doctor, minutes };
        let wish = Wish {
            kind: VisitKind::InPerson,
            minutes: Some(20),
            not_before: span("00:00-00:05").start(),
            patient: Some(PATIENT),
            room: Some(ResourceId(9)),
            devices: &[],
            asking: Asking { priority: Priority::Regular, now: span("00:00-00:05").start() },
        };
        assert_eq!(following.after(span(first), LocationId::fresh(), &taken, wish), None, "at another place");
        following.after(span(first), place, &taken, wish).map(|(slot, _)| slot.span)
    }

    #[test]
    fn the_second_visit_begins_when_the_first_ends_and_has_its_own_length() {
        assert_eq!(second("09:00-09:20", None, &[], &[]), Some(span("09:20-09:50")), "not where its slots begin");
        assert_eq!(second("09:00-09:20", Some(10), &[], &[]), Some(span("09:20-09:30")));
        assert_eq!(second("08:40-09:00", None, &[], &[]), Some(span("09:00-09:30")), "when its doctor comes");
        assert_eq!(second("10:10-10:30", None, &[], &[]), Some(span("10:30-11:00")), "until its doctor leaves");
    }

    #[test]
    fn there_is_no_second_visit_where_somebody_is_taken_or_gone() {
        assert_eq!(second("08:30-08:50", None, &[], &[]), None, "before the hours");
        assert_eq!(second("10:15-10:35", None, &[], &[]), None, "past the hours");
        assert_eq!(second("09:00-09:20", None, &["09:45-10:00"], &[]), None, "the doctor is taken before its end");
        assert_eq!(second("09:00-09:20", None, &["09:00-09:20"], &["09:50-10:00"]), Some(span("09:20-09:50")));
        assert_eq!(second("09:00-09:20", None, &[], &["09:40-09:45"]), None, "the patient has another visit");
    }
}
