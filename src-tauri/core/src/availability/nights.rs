//! Hours over midnight that would meet the hours of the next day, where one of the two is a date that differs from the
//! week, and hours of a date that its clock skips. Pure. Rows of one week are compared where they are read (`hours.rs`).

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, Duration, NaiveDate};

use super::hours::{DatedRow, Stretch, WeeklyRow, on_the_clock};
use super::schedule::{DoctorSchedule, Window};
use crate::civil::Zone;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome};
use crate::ids::LocationId;
use crate::interval::Interval;

/// The zones of the clinic's places.
pub type Zones = HashMap<LocationId, Zone>;

/// Refuses rows of a week that would meet the hours of a date that differs, on the night before or after it.
///
/// # Errors
/// [`FieldProblem::Overlaps`] at `hours[i].to_time` of a row that runs into such a date, at `hours[i].from_time` of one that
/// such a date runs into.
pub fn week_beside_dates(
    rows: &[WeeklyRow],
    schedule: &DoctorSchedule,
    zones: &Zones,
    today: NaiveDate,
) -> Outcome<()> {
    let dates: BTreeSet<NaiveDate> =
        schedule.dated.iter().map(|rule| rule.on).filter(|on| *on >= today - Duration::days(1)).collect();
    let mut problems = Vec::new();
    for on in &dates {
        let windows = schedule.windows(*on);
        for (index, row) in rows.iter().enumerate() {
            for (beside, field) in [(*on - Duration::days(1), "to_time"), (*on + Duration::days(1), "from_time")] {
                let works = row.holds_on(beside) && !dates.contains(&beside);
                let problem = FieldError::new(&format!("hours[{index}].{field}"), FieldProblem::Overlaps);
                if works && !problems.contains(&problem) && meets(beside, &row.stretch, zones, &windows) {
                    problems.push(problem);
                }
            }
        }
    }
    refuse(problems)
}

/// Refuses hours of a date that begin or end at a time which the clock skips on it.
///
/// # Errors
/// [`FieldProblem::InGap`] at `hours[i].from_time` or `hours[i].to_time`.
pub fn date_on_the_clock(on: NaiveDate, rows: &[DatedRow], zones: &Zones) -> Outcome<()> {
    let mut problems = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let Some(stretch) = row.stretch else { continue };
        let Some(zone) = zones.get(&stretch.location_id) else { continue };
        let last = if stretch.ends_next_day() { on + Duration::days(1) } else { on };
        for (field, local) in [("from_time", on.and_time(stretch.from)), ("to_time", last.and_time(stretch.to))] {
            problems.extend(on_the_clock(*zone, &format!("hours[{index}].{field}"), local).err());
        }
    }
    refuse(problems)
}

/// Refuses hours of a date that would meet those of the day before or after.
///
/// # Errors
/// [`FieldProblem::Overlaps`] at `hours[i].from_time` of a row that the day before runs into, at `hours[i].to_time` of one
/// that runs into the day after.
pub fn date_beside_others(on: NaiveDate, rows: &[DatedRow], schedule: &DoctorSchedule, zones: &Zones) -> Outcome<()> {
    let mut problems = Vec::new();
    for (beside, field) in [(on - Duration::days(1), "from_time"), (on + Duration::days(1), "to_time")] {
        let windows = schedule.windows(beside);
        for (index, row) in rows.iter().enumerate() {
            if row.stretch.is_some_and(|stretch| meets(on, &stretch, zones, &windows)) {
                problems.push(FieldError::new(&format!("hours[{index}].{field}"), FieldProblem::Overlaps));
            }
        }
    }
    refuse(problems)
}

fn meets(on: NaiveDate, stretch: &Stretch, zones: &Zones, windows: &[Window]) -> bool {
    let Some(zone) = zones.get(&stretch.location_id) else { return false };
    let last = if stretch.ends_next_day() { on + Duration::days(1) } else { on };
    let span = Interval::new(zone.opens(on.and_time(stretch.from)), zone.closes(last.and_time(stretch.to)));
    span.is_some_and(|span| windows.iter().any(|window| window.span.overlaps(span)))
}

fn refuse(fields: Vec<FieldError>) -> Outcome<()> {
    if fields.is_empty() { Ok(()) } else { Err(ClinicError::Invalid { fields }) }
}

impl WeeklyRow {
    fn holds_on(&self, date: NaiveDate) -> bool {
        u32::from(self.weekday) == date.weekday().number_from_monday()
            && self.valid_from <= date
            && self.valid_to.is_none_or(|last| date <= last)
    }
}
