//! What a holiday is and which dates it falls on. Pure: no database, no clock.

use chrono::{Datelike, Duration, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::civil::parse_date;
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::ids::{DoctorId, HolidayId, LocationId, RequestId};
use crate::text::{Lines, required};

/// The longest holiday, days: a year's closure is the end of a location or a doctor, not a holiday.
const LONGEST_DAYS: i64 = 60;

/// Whose holiday it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "whose", rename_all = "snake_case")]
pub enum HolidayOf {
    /// The whole clinic's.
    Everyone,
    /// One place's.
    Location {
        /// Which.
        location_id: LocationId,
    },
    /// One doctor's.
    Doctor {
        /// Which.
        doctor_id: DoctorId,
    },
}

/// What is typed of a holiday.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HolidayForm {
    /// 1 to 100 characters: what the day sheet calls it.
    pub name: String,
    /// Whose.
    pub of: HolidayOf,
    /// First date, `2026-12-25`.
    pub first_on: String,
    /// Last date, or empty: the first only.
    pub last_on: String,
    /// It comes back every year on the same dates. 29 February comes back in leap years.
    pub yearly: bool,
}

/// A holiday to add (`row_version` none) or change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SaveHoliday {
    /// The write's id.
    pub request_id: RequestId,
    /// Made by the workstation for a new one.
    pub id: HolidayId,
    /// The version on the screen; none for a new one.
    pub row_version: Option<u32>,
    /// What was typed.
    pub form: HolidayForm,
}

/// A holiday to remove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RemoveHoliday {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub id: HolidayId,
}

/// A holiday as the screens show it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct HolidayView {
    /// Its id.
    pub id: HolidayId,
    /// Its name.
    pub name: String,
    /// Whose.
    pub of: HolidayOf,
    /// First date, of a yearly one in its first year.
    pub first_on: NaiveDate,
    /// Last date.
    pub last_on: NaiveDate,
    /// It comes back every year.
    pub yearly: bool,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// A holiday, parsed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holiday {
    /// Its name.
    pub name: String,
    /// Whose.
    pub of: HolidayOf,
    /// First date.
    pub first_on: NaiveDate,
    /// Last date.
    pub last_on: NaiveDate,
    /// It comes back every year.
    pub yearly: bool,
}

impl From<HolidayView> for Holiday {
    fn from(view: HolidayView) -> Self {
        let HolidayView { name, of, first_on, last_on, yearly, .. } = view;
        Self { name, of, first_on, last_on, yearly }
    }
}

impl Holiday {
    /// Whether it falls on a date. A yearly one does from its first year on, over the turn of the year too.
    ///
    /// ```
    /// use clinic_core::availability::holidays::model::{Holiday, HolidayOf};
    /// let date = |text: &str| text.parse().unwrap();
    /// let turn = Holiday {
    ///     name: "Turn of the year".into(), of: HolidayOf::Everyone, first_on: date("2026-12-24"), last_on: date("2027-01-02"),
    ///     yearly: true,
    /// };
    /// assert!(turn.falls_on(date("2031-01-02")) && !turn.falls_on(date("2031-01-03")));
    /// assert!(!turn.falls_on(date("2026-01-01")), "not before its first year");
    /// ```
    pub fn falls_on(&self, date: NaiveDate) -> bool {
        let length = self.last_on - self.first_on;
        let begun = |first: NaiveDate| first <= date && date <= first + length;
        if !self.yearly {
            return begun(self.first_on);
        }
        let in_year = |year: i32| self.first_on.with_year(year).filter(|first| *first >= self.first_on);
        [date.year() - 1, date.year()].into_iter().filter_map(in_year).any(begun)
    }

    /// Whether it concerns a doctor's work at a place.
    pub fn closes(&self, doctor: DoctorId, location: LocationId) -> bool {
        match self.of {
            HolidayOf::Everyone => true,
            HolidayOf::Location { location_id } => location_id == location,
            HolidayOf::Doctor { doctor_id } => doctor_id == doctor,
        }
    }
}

impl HolidayForm {
    /// Reads what was typed.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) with every problem at its field.
    pub fn parse(&self) -> Outcome<Holiday> {
        let mut check = FormCheck::default();
        let name = check.take(required("name", &self.name, 100, Lines::One)).unwrap_or_default();
        let first_on = check.take(read("first_on", &self.first_on));
        let last_on = match self.last_on.trim() {
            "" => first_on,
            typed => check.take(read("last_on", typed)),
        };
        let (first_on, last_on) = (first_on.unwrap_or_default(), last_on.unwrap_or_default());
        if last_on < first_on {
            check.note("last_on", FieldProblem::EndBeforeStart);
        } else if last_on - first_on >= Duration::days(LONGEST_DAYS) {
            check.note("last_on", FieldProblem::OutOfRange { least: 1, most: LONGEST_DAYS as i32 });
        }
        check.finish()?;
        Ok(Holiday { name, of: self.of, first_on, last_on, yearly: self.yearly })
    }
}

fn read(field: &str, typed: &str) -> Result<NaiveDate, FieldError> {
    let date = parse_date(field, typed)?;
    let near = (1900..=2200).contains(&date.year());
    if near { Ok(date) } else { Err(FieldError::new(field, FieldProblem::NotADate)) }
}
