//! Openings: time that became free again, because a visit was called off or moved, or because a doctor works where they did
//! not. They are noted in the transaction that frees the time; who is offered it is the waitlist's business.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::mysql::MySqlConnection;

use super::cache::Schedules;
use super::holidays::model::Holiday;
use super::hours::{DatedRow, Slotting, Stretch, WeeklyRow};
use super::model::HoursKind;
use super::nights::Zones;
use super::schedule::{DatedRule, DoctorSchedule, Hours, WeeklyRule, Window};
use crate::error::Outcome;
use crate::ids::{DoctorId, OpeningId, fresh};
use crate::interval::Interval;
use crate::tx::WriteTx;

/// How far ahead time that hours open is offered: as far as the desk looks for what is found rarely.
const DAYS: i64 = 92;

/// Notes that a doctor's time became free, and tells those who tend the waitlist.
pub(crate) async fn note(tx: &mut WriteTx, doctor: DoctorId, span: Interval) -> Outcome<()> {
    insert(tx.connection(), doctor, span).await?;
    tx.touch_topic("waitlist");
    Ok(())
}

/// Writes an opening.
pub(crate) async fn insert(connection: &mut MySqlConnection, doctor: DoctorId, span: Interval) -> Outcome<OpeningId> {
    let id = OpeningId(fresh());
    sqlx::query("insert into openings (id, doctor_id, starts_at, ends_at) values (?, ?, ?, ?)")
        .bind(id)
        .bind(doctor)
        .bind(span.start().naive_utc())
        .bind(span.end().naive_utc())
        .execute(connection)
        .await?;
    Ok(id)
}

/// Notes what a doctor's schedule opens that was closed, from a date on.
pub(super) async fn note_opened(
    tx: &mut WriteTx,
    before: &DoctorSchedule,
    after: &DoctorSchedule,
    from: NaiveDate,
) -> Outcome<()> {
    match opened(before, after, from) {
        Some(span) => note(tx, after.doctor_id, span).await,
        None => Ok(()),
    }
}

/// Notes what opens for every doctor because a holiday is removed, or is another `now`.
pub(super) async fn note_holiday(
    tx: &mut WriteTx,
    schedules: &Schedules,
    was: &Holiday,
    now: Option<&Holiday>,
    at: DateTime<Utc>,
) -> Outcome<()> {
    for before in schedules.active() {
        let kept = before.holidays.iter().filter(|holiday| *holiday != was).chain(now).cloned();
        let after = DoctorSchedule { holidays: kept.collect(), ..before.clone() };
        note_opened(tx, before, &after, schedules.zone_of(before).local(at).date()).await?;
    }
    Ok(())
}

/// From the first to the last instant at which `after` takes visits that `before` did not take. Pure.
fn opened(before: &DoctorSchedule, after: &DoctorSchedule, from: NaiveDate) -> Option<Interval> {
    let last = from + Duration::days(DAYS);
    let was: Vec<Window> = before.windows_between(from, last);
    let mut stretches = after.windows_between(from, last).into_iter().flat_map(|window| {
        was.iter()
            .filter(|old| takes_all_of(&old.hours, &window.hours))
            .fold(vec![window.span], |left, old| left.into_iter().flat_map(|span| span.subtract(old.span)).collect())
    });
    let first = stretches.next()?;
    let (start, end) = stretches
        .fold((first.start(), first.end()), |(start, end), span| (start.min(span.start()), end.max(span.end())));
    Interval::new(start, end)
}

fn takes_all_of(old: &Hours, new: &Hours) -> bool {
    (old.kind == new.kind || old.kind == HoursKind::Both) && old.capacity >= new.capacity
}

impl DoctorSchedule {
    /// With other hours of the week.
    pub(super) fn with_week(&self, rows: &[WeeklyRow], zones: &Zones) -> Self {
        let rule = |row: &WeeklyRow| {
            let hours = hours(&row.stretch, &row.slotting, zones)?;
            Some(WeeklyRule { weekday: row.weekday, valid_from: row.valid_from, valid_to: row.valid_to, hours })
        };
        Self { weekly: rows.iter().filter_map(rule).collect(), ..self.clone() }
    }

    /// With other hours of one date.
    pub(super) fn with_date(&self, on: NaiveDate, rows: &[DatedRow], zones: &Zones) -> Self {
        let others = self.dated.iter().filter(|rule| rule.on != on).cloned();
        let hours = |row: &DatedRow| row.stretch.and_then(|stretch| hours(&stretch, &row.slotting, zones));
        let those = rows.iter().map(|row| DatedRule { on, hours: hours(row) });
        Self { dated: others.chain(those).collect(), ..self.clone() }
    }
}

/// Hours as far as they say when visits are taken; no slots are cut from them.
fn hours(stretch: &Stretch, slotting: &Slotting, zones: &Zones) -> Option<Hours> {
    Some(Hours {
        location_id: stretch.location_id,
        zone: *zones.get(&stretch.location_id)?,
        room: None,
        from: stretch.from,
        to: stretch.to,
        slot_minutes: slotting.slot_minutes.unwrap_or_default(),
        kind: slotting.kind,
        capacity: slotting.capacity,
    })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::*;
    use crate::civil::Zone;
    use crate::ids::{LocationId, ResourceId};
    use crate::money::Money;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Mondays in UTC, `09:00-12:00` and so on.
    fn mondays(hours: &[&str], kind: HoursKind, capacity: u8) -> DoctorSchedule {
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").expect("a time");
        let rule = |text: &&str| {
            let (from, to) = text.split_once('-').expect("from and to");
            let (location_id, zone, room) = (LocationId::fresh(), Zone::UTC, None);
            let hours =
                Hours { location_id, zone, room, from: time(from), to: time(to), slot_minutes: 20, kind, capacity };
            WeeklyRule { weekday: 1, valid_from: date("2026-01-01"), valid_to: None, hours }
        };
        DoctorSchedule {
            doctor_id: DoctorId::fresh(),
            resource: ResourceId(1),
            name: "Dr Osei".into(),
            active: true,
            fee: Money { amount: 0.into(), currency: "EUR".into() },
            specialties: vec![],
            weekly: hours.iter().map(rule).collect(),
            dated: vec![],
            time_off: vec![],
            blocks: vec![],
            holidays: vec![],
        }
    }

    /// What opens from Monday, 2 March 2026 on, as `2026-03-02 12:00..2026-03-02 13:00`.
    fn opens(before: &DoctorSchedule, after: &DoctorSchedule) -> String {
        let minute = |at: DateTime<Utc>| at.format("%F %R").to_string();
        let opened = opened(before, after, date("2026-03-02"));
        opened.map_or_else(String::new, |span| format!("{}..{}", minute(span.start()), minute(span.end())))
    }

    #[test]
    fn hours_that_begin_earlier_end_later_or_take_more_open_something() {
        let both = |hours: &[&str]| mondays(hours, HoursKind::Both, 1);
        let morning = both(&["09:00-12:00"]);
        assert_eq!(opens(&morning, &morning), "");
        assert_eq!(opens(&morning, &both(&["10:00-11:00"])), "", "fewer hours open nothing");
        assert_eq!(opens(&morning, &both(&["09:00-10:00", "10:00-12:00"])), "", "cut in two they are the same");
        // From the first Monday to the last within a quarter of a year.
        assert_eq!(opens(&morning, &both(&["09:00-13:00"])), "2026-03-02 12:00..2026-06-01 13:00");
        assert_eq!(opens(&morning, &both(&["08:00-12:00"])), "2026-03-02 08:00..2026-06-01 09:00");
        let video = mondays(&["09:00-12:00"], HoursKind::Video, 1);
        assert_eq!(opens(&morning, &video), "", "both kinds were taken before");
        assert_eq!(opens(&video, &morning), "2026-03-02 09:00..2026-06-01 12:00");
        assert_eq!(
            opens(&morning, &mondays(&["09:00-12:00"], HoursKind::Both, 2)),
            "2026-03-02 09:00..2026-06-01 12:00"
        );
    }

    #[test]
    fn a_date_that_is_worked_after_all_opens_that_date() {
        let morning = mondays(&["09:00-12:00"], HoursKind::Both, 1);
        let closed =
            DoctorSchedule { dated: vec![DatedRule { on: date("2026-03-09"), hours: None }], ..morning.clone() };
        assert_eq!(opens(&morning, &closed), "");
        assert_eq!(opens(&closed, &morning), "2026-03-09 09:00..2026-03-09 12:00");
    }
}
