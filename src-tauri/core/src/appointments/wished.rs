//! When in the week a visit is wished, and how its free times are laid over the days. Pure.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};

/// The most times of one day that can be asked for.
const MOST_PER_DAY: i32 = 50;

/// A part of the day by the clock on the wall of the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PartOfDay {
    /// Before noon.
    Morning,
    /// From noon until five.
    Afternoon,
    /// From five on.
    Evening,
}

impl PartOfDay {
    /// The part that a time of day belongs to.
    pub fn of(time: impl Timelike) -> Self {
        match time.hour() {
            0..12 => Self::Morning,
            12..17 => Self::Afternoon,
            _ => Self::Evening,
        }
    }
}

/// What is wished of the times, as it is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct WishedTimes {
    /// Only visits that begin in these parts of the day; in any when empty.
    pub parts_of_day: Vec<PartOfDay>,
    /// Only on these weekdays, 1 is Monday; on any when empty.
    pub weekdays: Vec<u8>,
    /// The first so many of each day, 1 to 50; all of them when none is given.
    pub per_day: Option<i32>,
}

/// What is wished of the times, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wished {
    parts_of_day: Vec<PartOfDay>,
    weekdays: Vec<u8>,
    per_day: Option<usize>,
}

impl Wished {
    /// Reads what is wished.
    ///
    /// # Errors
    /// [`FieldProblem::UnknownChoice`] at `weekdays`, [`FieldProblem::OutOfRange`] at `per_day`.
    pub fn read(asked: &WishedTimes) -> Outcome<Self> {
        let mut form = FormCheck::default();
        let known = asked.weekdays.iter().all(|day| (1..=7).contains(day));
        form.take(if known { Ok(()) } else { Err(FieldError::new("weekdays", FieldProblem::UnknownChoice)) });
        let too_many = FieldProblem::OutOfRange { least: 1, most: MOST_PER_DAY };
        let per_day = asked.per_day.map(|wanted| {
            let within = usize::try_from(wanted).ok().filter(|_| (1..=MOST_PER_DAY).contains(&wanted));
            within.ok_or_else(|| FieldError::new("per_day", too_many))
        });
        let per_day = form.take(per_day.transpose()).flatten();
        form.finish()?;
        Ok(Self { parts_of_day: asked.parts_of_day.clone(), weekdays: asked.weekdays.clone(), per_day })
    }

    /// Whether a visit may begin then, on the wall of its place.
    pub fn suits(&self, starts_local: NaiveDateTime) -> bool {
        let part = self.parts_of_day.is_empty() || self.parts_of_day.contains(&PartOfDay::of(starts_local));
        let day = self.weekdays.iter().any(|day| u32::from(*day) == starts_local.weekday().number_from_monday());
        part && (day || self.weekdays.is_empty())
    }

    /// How many of each day are shown, to be counted over one answer.
    pub fn spread(&self) -> Spread {
        Spread { per_day: self.per_day, shown: HashMap::new() }
    }
}

/// Counts the times of each day, and takes no more than are wished.
#[derive(Debug)]
pub struct Spread {
    per_day: Option<usize>,
    shown: HashMap<NaiveDate, usize>,
}

impl Spread {
    /// Whether one more of that day is shown; it is counted.
    pub fn takes(&mut self, on: NaiveDate) -> bool {
        let Some(per_day) = self.per_day else { return true };
        let shown = self.shown.entry(on).or_default();
        *shown += 1;
        *shown <= per_day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the quarters of Monday, 2 March 2026, and the days after it those that suit, as `1 09:45`.
    fn suiting(parts_of_day: &[PartOfDay], weekdays: &[u8], of: &[&str]) -> Vec<String> {
        let asked = WishedTimes { parts_of_day: parts_of_day.into(), weekdays: weekdays.into(), per_day: None };
        let wished = Wished::read(&asked).unwrap();
        let local = |text: &str| NaiveDateTime::parse_from_str(&format!("2026-03-0{text}"), "%Y-%m-%d %H:%M").unwrap();
        of.iter().filter(|text| wished.suits(local(text))).map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_part_of_the_day_begins_where_the_one_before_it_ends() {
        use PartOfDay::{Afternoon, Evening, Morning};
        let day = ["2 00:00", "2 11:59", "2 12:00", "2 16:59", "2 17:00", "2 23:55"];
        assert_eq!(suiting(&[], &[], &day), day);
        assert_eq!(suiting(&[Morning], &[], &day), day[..2]);
        assert_eq!(suiting(&[Afternoon], &[], &day), day[2..4]);
        assert_eq!(suiting(&[Evening], &[], &day), day[4..]);
        assert_eq!(suiting(&[Evening, Morning], &[], &day), ["2 00:00", "2 11:59", "2 17:00", "2 23:55"]);
    }

    #[test]
    fn weekdays_are_those_of_the_wall() {
        let week = ["2 09:00", "3 09:00", "6 18:00", "7 09:00", "8 09:00"];
        assert_eq!(suiting(&[], &[1], &week), ["2 09:00"]);
        assert_eq!(suiting(&[], &[7, 5], &week), ["6 18:00", "8 09:00"]);
        assert_eq!(suiting(&[PartOfDay::Morning], &[5, 6], &week), ["7 09:00"]);
    }

    #[test]
    fn so_many_of_each_day_are_taken() {
        let mut spread = Wished::read(&WishedTimes { per_day: Some(2), ..WishedTimes::default() }).unwrap().spread();
        let dates = ["2026-03-02", "2026-03-02", "2026-03-02", "2026-03-03", "2026-03-02"];
        let taken: Vec<_> = dates.iter().map(|date| spread.takes(date.parse().unwrap())).collect();
        assert_eq!(taken, [true, true, false, true, false]);
        let mut all = Wished::default().spread();
        assert!(dates.iter().all(|date| all.takes(date.parse().unwrap())));
    }

    #[test]
    fn what_is_no_weekday_and_no_count_is_refused_at_its_field() {
        let asked = WishedTimes { weekdays: vec![0], per_day: Some(0), ..WishedTimes::default() };
        let Err(crate::error::ClinicError::Invalid { fields }) = Wished::read(&asked) else { panic!("read") };
        assert_eq!(fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), ["weekdays", "per_day"]);
        let asked = WishedTimes { weekdays: vec![1, 7], per_day: Some(50), ..WishedTimes::default() };
        assert!(Wished::read(&asked).is_ok());
    }
}
