//! Four weeks of visits around now: what was, what is going on, what is booked. Pure: follows from the doctors' hours, the
//! patients, `now` and chance.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};

use super::random::Chance;
use crate::appointments::model::{AppointmentStatus, Priority, VisitKind};
use crate::appointments::reference;
use crate::availability::model::HoursKind;
use crate::availability::schedule::{DoctorSchedule, Window};
use crate::bulk::{NewVisit, Steps};
use crate::civil::Zone;
use crate::ids::{AppointmentId, DoctorId, PatientId, ResourceId, UserId};
use crate::interval::Interval;

/// Days looked back and ahead.
const DAYS: i64 = 14;

/// A patient as the calendar needs them.
#[derive(Clone, Debug)]
pub(super) struct Guest {
    pub(super) lane: (PatientId, ResourceId),
    pub(super) usual: Option<DoctorId>,
    pub(super) alive: bool,
}

/// All that the visits follow from.
pub(super) struct Demo<'a> {
    pub(super) now: DateTime<Utc>,
    pub(super) zone: Zone,
    pub(super) schedules: &'a [DoctorSchedule],
    pub(super) guests: &'a [Guest],
    pub(super) desk: UserId,
}

const REASONS: [&str; 24] = [
    "Check-up",
    "Cough for two weeks",
    "Blood pressure",
    "Repeat prescription",
    "Back pain",
    "Skin rash on both arms",
    "Vaccination",
    "Results of the blood test",
    "Headaches",
    "Sore throat and fever",
    "Knee pain after a fall",
    "Mole to be looked at",
    "Sleeps badly",
    "Diabetes review",
    "Ear ache",
    "Growth check",
    "Palpitations",
    "Travel advice",
    "Certificate for work",
    "Stitches out",
    "Dizzy when standing up",
    "Asthma review",
    "",
    "Would rather tell the doctor",
];

const CANCELLED: [&str; 6] = [
    "Patient called: feels better",
    "Cannot leave work",
    "No transport",
    "Booked twice by mistake",
    "Doctor was called away",
    "Moved to another town",
];

/// What is going on in a slot of today near now. One for each doctor in turn, so that the waiting room is never empty.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scene {
    /// With the doctor now; the next patient waits, checked in.
    InTheRoom,
    /// The doctor runs late: this patient is checked in and waits past their time.
    Waiting,
    /// Should be here and is not.
    Late,
    /// Arrived, not yet at the desk, urgent.
    UrgentAtTheDoor,
}

const SCENES: [Scene; 6] =
    [Scene::InTheRoom, Scene::Waiting, Scene::InTheRoom, Scene::UrgentAtTheDoor, Scene::Late, Scene::InTheRoom];

/// The visits, by start.
pub(super) fn visits(demo: &Demo<'_>, chance: &mut Chance) -> Vec<NewVisit> {
    let mut book = Book { demo, chance, busy: HashMap::new(), made: Vec::new() };
    let today = demo.zone.local(demo.now).date();
    for (place, schedule) in demo.schedules.iter().enumerate() {
        let scene = SCENES[place % SCENES.len()];
        for window in schedule.windows_between(today - Duration::days(DAYS), today + Duration::days(DAYS)) {
            book.fill(schedule, &window, (window.date == today).then_some(scene));
        }
        book.after_hours(schedule, place);
    }
    let mut visits = book.made;
    visits.sort_by_key(|visit| (visit.span, visit.doctor.1, visit.seat));
    for (number, visit) in visits.iter_mut().enumerate() {
        visit.reference = reference::of(number as u64);
    }
    visits
}

struct Book<'a> {
    demo: &'a Demo<'a>,
    chance: &'a mut Chance,
    busy: HashMap<PatientId, Vec<Interval>>,
    made: Vec<NewVisit>,
}

impl Book<'_> {
    fn fill(&mut self, schedule: &DoctorSchedule, window: &Window, scene: Option<Scene>) {
        let now = self.demo.now;
        let slot = Duration::minutes(i64::from(window.hours.slot_minutes));
        for start in window.slot_starts() {
            let Some(span) = Interval::new(start, start + slot).filter(|span| span.end() <= window.span.end()) else {
                continue;
            };
            let days_ahead = (start - now).num_days();
            let likely = match scene {
                // Near now something is going on with everybody.
                Some(_) if start - now < Duration::minutes(50) && now < overrun(window, span) + slot => 100,
                Some(_) => 80,
                None if days_ahead < 0 => 82,
                None => 72 - 4 * days_ahead as usize,
            };
            for seat in 0..window.hours.capacity {
                let likely = if window.hours.capacity > 1 { 60 } else { likely };
                if self.chance.percent(likely) {
                    self.seat(schedule, window, span, seat, scene);
                }
            }
        }
    }

    fn seat(
        &mut self,
        schedule: &DoctorSchedule,
        window: &Window,
        span: Interval,
        seat: u8,
        scene: Option<Scene>,
    ) -> Option<()> {
        let (status, steps, priority) = self.standing(span, scene.map(|scene| (scene, overrun(window, span))));
        let calls_off = status == AppointmentStatus::Cancelled;
        let near = scene.is_some() && (span.start() - self.demo.now).abs() < Duration::minutes(100);
        let kind = match window.hours.kind {
            HoursKind::Video => VisitKind::Video,
            // Whoever is in the house now is not on a screen.
            HoursKind::Both if self.chance.percent(15) && !near => VisitKind::Video,
            _ => VisitKind::InPerson,
        };
        let in_person_alone = kind == VisitKind::InPerson && window.hours.capacity == 1;
        let visit = NewVisit {
            kind,
            status,
            priority,
            seat,
            room: window.hours.room.filter(|_| in_person_alone),
            steps,
            cancellation: calls_off.then(|| (self.demo.desk, (*self.chance.pick(&CANCELLED)).to_owned())),
            ..self.draft(schedule, window, span)?
        };
        // Whoever called off or did not come gave their time to somebody else, now and then.
        let refill = !visit.holds_time() && scene.is_none() && self.chance.percent(40);
        self.add(visit);
        if refill {
            let (status, steps, priority) = self.standing(span, None);
            if status != AppointmentStatus::Cancelled && status != AppointmentStatus::NoShow {
                let room = window.hours.room.filter(|_| window.hours.capacity == 1);
                let again = NewVisit { status, steps, priority, seat, room, ..self.draft(schedule, window, span)? };
                self.add(again);
            }
        }
        Some(())
    }

    /// A plain visit of somebody who is free then.
    fn draft(&mut self, schedule: &DoctorSchedule, window: &Window, span: Interval) -> Option<NewVisit> {
        let patient = self.guest(schedule.doctor_id, span)?;
        let now = self.demo.now;
        let ahead = Duration::hours(3 + self.chance.below(20 * 24) as i64);
        Some(NewVisit {
            id: AppointmentId(self.chance.id(now)),
            reference: String::new(),
            patient,
            doctor: (schedule.doctor_id, schedule.resource),
            location_id: window.hours.location_id,
            room: None,
            kind: VisitKind::InPerson,
            status: AppointmentStatus::Scheduled,
            priority: Priority::Regular,
            span,
            seat: 0,
            reason: (*self.chance.pick(&REASONS)).to_owned(),
            fee: schedule.fee.clone(),
            override_reason: None,
            steps: Steps::default(),
            cancellation: None,
            booked_by: Some(self.demo.desk),
            external_id: None,
            created_at: (span.start() - ahead).min(now - Duration::minutes(30)),
        })
    }

    /// Somebody alive who has nothing else then; mostly one of the doctor's own.
    fn guest(&mut self, doctor: DoctorId, span: Interval) -> Option<(PatientId, ResourceId)> {
        for attempt in 0..60 {
            let guest = self.chance.pick(self.demo.guests);
            let own = guest.usual == Some(doctor) || attempt > 20 || self.chance.percent(25);
            let busy = self.busy.get(&guest.lane.0).is_some_and(|spans| spans.iter().any(|taken| taken.overlaps(span)));
            if guest.alive && own && !busy {
                return Some(guest.lane);
            }
        }
        None
    }

    fn add(&mut self, visit: NewVisit) {
        // A visit called off leaves the patient free; nobody comes twice in a quarter of an hour.
        if visit.holds_time() {
            self.busy.entry(visit.patient.0).or_default().push(visit.span);
        }
        self.made.push(visit);
    }

    /// Where a visit stands, when it got there, and how soon the patient must be seen.
    fn standing(
        &mut self,
        span: Interval,
        scene: Option<(Scene, DateTime<Utc>)>,
    ) -> (AppointmentStatus, Steps, Priority) {
        use AppointmentStatus::{Arrived, Cancelled, CheckedIn, Confirmed, InProgress, NoShow, Scheduled};
        let now = self.demo.now;
        let (start, end) = (span.start(), span.end());
        let until_start = start - now;
        let minutes = Duration::minutes;
        let regular = |(status, steps)| (status, steps, Priority::Regular);
        let confirmed_at = self.chance.percent(45).then(|| start.min(now) - Duration::hours(20));
        let came = |early: i64| Steps {
            confirmed_at,
            arrived_at: Some((start - minutes(early)).min(now - minutes(3))),
            ..Steps::default()
        };
        if let Some((scene, until)) = scene {
            let under_way = start <= now && now < until;
            let next = start > now && until_start <= span.length();
            match scene {
                Scene::InTheRoom if under_way => {
                    let came = came(11);
                    let checked_in_at = came.arrived_at.map(|at| at + minutes(2));
                    let started_at = Some((start + minutes(1)).min(now).max(start));
                    return regular((InProgress, Steps { checked_in_at, started_at, ..came }));
                }
                Scene::InTheRoom if next => {
                    let came = came(24);
                    let checked_in_at = came.arrived_at.map(|at| at + minutes(2));
                    return regular((CheckedIn, Steps { checked_in_at, ..came }));
                }
                Scene::Waiting if under_way => {
                    let came = came(14);
                    let checked_in_at = came.arrived_at.map(|at| at + minutes(3));
                    return regular((CheckedIn, Steps { checked_in_at, ..came }));
                }
                Scene::Waiting if next => return regular((Arrived, came(30))),
                Scene::Late if under_way => return regular((Confirmed, Steps { confirmed_at, ..Steps::default() })),
                Scene::UrgentAtTheDoor if under_way => return (Arrived, came(6), Priority::Urgent),
                _ => {}
            }
        }
        if end <= now || start <= now && scene.is_none() {
            return match self.chance.below(100) {
                0..=7 => {
                    let steps =
                        Steps { confirmed_at, no_show_at: Some((start + minutes(20)).min(now)), ..Steps::default() };
                    regular((NoShow, steps))
                }
                8..=16 => regular((Cancelled, self.called_off(start))),
                _ => regular(self.done(span, confirmed_at)),
            };
        }
        if start <= now {
            // Under way, but nothing is staged: the doctor saw the patient quickly.
            return regular(self.done(span, confirmed_at));
        }
        let priority = match self.chance.below(60) {
            0 | 1 => Priority::Urgent,
            2 if until_start < Duration::hours(12) => Priority::Emergency,
            _ => Priority::Regular,
        };
        match self.chance.below(100) {
            0..=6 => (Cancelled, self.called_off(start), priority),
            7..=40 => (Confirmed, Steps { confirmed_at: Some(now - Duration::hours(5)), ..Steps::default() }, priority),
            _ => (Scheduled, Steps::default(), priority),
        }
    }

    fn called_off(&mut self, start: DateTime<Utc>) -> Steps {
        let before = Duration::hours(1 + self.chance.below(50) as i64);
        let cancelled_at = Some((start - before).min(self.demo.now - Duration::minutes(10)));
        Steps { cancelled_at, ..Steps::default() }
    }

    fn done(&mut self, span: Interval, confirmed_at: Option<DateTime<Utc>>) -> (AppointmentStatus, Steps) {
        let minutes = |count: usize| Duration::minutes(count as i64);
        let arrived_at = span.start() - minutes(4 + self.chance.below(16));
        let started_at = span.start() + minutes(self.chance.below(6));
        let completed_at = (span.end() - minutes(self.chance.below(4))).min(self.demo.now);
        let steps = Steps {
            confirmed_at,
            arrived_at: Some(arrived_at),
            checked_in_at: Some(arrived_at + minutes(2)),
            started_at: Some(started_at.min(completed_at)),
            completed_at: Some(completed_at),
            ..Steps::default()
        };
        (AppointmentStatus::Completed, steps)
    }

    /// One visit after hours with the reason for it, for every second doctor: on the next day they work.
    fn after_hours(&mut self, schedule: &DoctorSchedule, place: usize) -> Option<()> {
        if place % 2 == 1 {
            return None;
        }
        let tomorrow = self.demo.zone.local(self.demo.now).date() + Duration::days(1);
        let days = schedule.windows_between(tomorrow, tomorrow + Duration::days(6));
        let window = days.iter().find(|window| {
            let last = days.iter().rfind(|other| other.date == window.date);
            last == Some(window) && schedule.away(window.span).is_none()
        })?;
        let end = window.span.end() + Duration::minutes(20);
        let span = Interval::new(window.span.end(), end)?;
        let visit = NewVisit {
            priority: Priority::Urgent,
            override_reason: Some("Travels at seven the next morning; agreed with the doctor".into()),
            ..self.draft(schedule, window, span)?
        };
        self.add(visit);
        Some(())
    }
}

/// Until when the doctor may still be at it: the last visit of the day runs over. So the demo is alive in the last minutes
/// before midnight, when no slot fits into the day any more.
fn overrun(window: &Window, visit: Interval) -> DateTime<Utc> {
    let last = visit.end() + visit.length() > window.span.end();
    visit.end() + if last { Duration::hours(1) } else { Duration::zero() }
}
