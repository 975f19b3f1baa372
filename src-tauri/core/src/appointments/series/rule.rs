//! The rule of a series: read, written as RFC 5545 has it, and laid out as civil dates. The dates are the wall's; which
//! instant a time of day is on each of them is said by the zone, so that ten o'clock stays ten o'clock over the year.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rrule::RRuleSet;

use super::model::{Frequency, MOST_OCCURRENCES, MonthDay, SeriesEnd, SeriesPattern};
use crate::appointments::booking::FARTHEST_DAYS;
use crate::civil::{Zone, parse_date};
use crate::error::{ClinicError, FieldError, FieldProblem, FormCheck, Outcome};

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// A rule that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    starts: NaiveDateTime,
    /// FREQ to BYDAY, without the end.
    parts: String,
    end: End,
    except_on: Vec<NaiveDate>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    After(u16),
    Until(NaiveDate),
}

impl Rule {
    /// Reads the pattern of a series that starts at a date and time of day on the wall.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] at `interval`, `weekdays`, `month_day`, `count`, `until_on`.
    pub fn parse(pattern: &SeriesPattern, starts: NaiveDateTime) -> Outcome<Self> {
        let mut form = FormCheck::default();
        let interval = form.take(in_range("interval", pattern.interval, 99));
        let end = match &pattern.end {
            SeriesEnd::After { count } => form.take(in_range("count", *count, MOST_OCCURRENCES as i32).map(End::After)),
            SeriesEnd::Until { on } => form.take(parse_date("until_on", on).map(End::Until)),
        };
        if matches!(end, Some(End::Until(last)) if last < starts.date()) {
            form.note("until_on", FieldProblem::EndBeforeStart);
        }
        let days = form.take(match pattern.frequency {
            Frequency::Monthly => month_days(pattern.month_day, starts.date()),
            Frequency::Daily | Frequency::Weekly => weekdays(&pattern.weekdays),
        });
        form.finish()?;
        let frequency = match pattern.frequency {
            Frequency::Daily => "DAILY",
            Frequency::Weekly => "WEEKLY",
            Frequency::Monthly => "MONTHLY",
        };
        let mut except_on = pattern.except_on.clone();
        except_on.sort_unstable();
        except_on.dedup();
        Ok(Self {
            starts,
            parts: format!("FREQ={frequency};INTERVAL={}{}", interval.unwrap_or(1), days.unwrap_or_default()),
            end: end.unwrap_or(End::After(1)),
            except_on,
        })
    }

    /// Every date of the rule in order, those left out too.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] at `count` or `until_on` when it gives no date, more than 104 or one more than two years
    /// ahead of `today`.
    pub fn dates(&self, today: NaiveDate) -> Outcome<Vec<NaiveDate>> {
        let text = self.lines(self.starts.format("DTSTART:%Y%m%dT%H%M%SZ").to_string(), |last| {
            last.and_time(LAST_SECOND).format("%Y%m%dT%H%M%SZ").to_string()
        });
        // The wall's dates as if they were UTC: a rule of days and longer never asks for a zone.
        let set: RRuleSet = text.parse().map_err(|error: rrule::RRuleError| ClinicError::Inconsistent {
            detail: format!("a rule of a series cannot be read: {error}"),
        })?;
        let most = u16::try_from(MOST_OCCURRENCES + 1).unwrap_or(u16::MAX);
        let dates: Vec<NaiveDate> = set.all(most).dates.into_iter().map(|date| date.date_naive()).collect();
        let farthest = today + Duration::days(FARTHEST_DAYS);
        let possible = dates.iter().filter(|date| **date <= farthest).count().min(MOST_OCCURRENCES);
        if possible == dates.len() && possible > 0 {
            return Ok(dates);
        }
        let field = match self.end {
            End::After(_) => "count",
            End::Until(_) => "until_on",
        };
        let most = i32::try_from(possible).unwrap_or(i32::MAX);
        Err(FieldError::new(field, FieldProblem::TooManyDates { most }).into())
    }

    /// Whether a date is left out.
    pub fn leaves_out(&self, date: NaiveDate) -> bool {
        self.except_on.binary_search(&date).is_ok()
    }

    /// As RFC 5545 writes it, on the wall of a zone.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use clinic_core::appointments::series::model::{Frequency, SeriesEnd, SeriesPattern};
    /// use clinic_core::appointments::series::rule::Rule;
    /// use clinic_core::civil::Zone;
    /// let monday = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    /// let pattern = SeriesPattern {
    ///     frequency: Frequency::Weekly, interval: 2, weekdays: vec![1], month_day: None,
    ///     end: SeriesEnd::After { count: 12 }, except_on: vec![],
    /// };
    /// let rule = Rule::parse(&pattern, monday.and_hms_opt(9, 20, 0).unwrap()).unwrap();
    /// assert_eq!(
    ///     rule.text(Zone::parse("zone", "Europe/London").unwrap()),
    ///     "DTSTART;TZID=Europe/London:20260302T092000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=12",
    /// );
    /// ```
    pub fn text(&self, zone: Zone) -> String {
        let start = self.starts.format("%Y%m%dT%H%M%S");
        let mut text = self.lines(format!("DTSTART;TZID={}:{start}", zone.name()), |last| {
            zone.closes(last.and_time(LAST_SECOND)).with_timezone(&Utc).format("%Y%m%dT%H%M%SZ").to_string()
        });
        for (index, date) in self.except_on.iter().enumerate() {
            let before = if index == 0 { format!("\nEXDATE;TZID={}:", zone.name()) } else { ",".to_owned() };
            text.push_str(&before);
            text.push_str(&date.and_time(self.starts.time()).format("%Y%m%dT%H%M%S").to_string());
        }
        text
    }

    fn lines(&self, start: String, until: impl Fn(NaiveDate) -> String) -> String {
        let end = match self.end {
            End::After(count) => format!("COUNT={count}"),
            End::Until(last) => format!("UNTIL={}", until(last)),
        };
        format!("{start}\nRRULE:{};{end}", self.parts)
    }
}

const LAST_SECOND: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 59) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

fn in_range(field: &str, value: i32, most: i32) -> Result<u16, FieldError> {
    u16::try_from(value)
        .ok()
        .filter(|_| (1..=most).contains(&value))
        .ok_or_else(|| FieldError::new(field, FieldProblem::OutOfRange { least: 1, most }))
}

fn day(field: &str, weekday: u8) -> Result<&'static str, FieldError> {
    let found = usize::from(weekday).checked_sub(1).and_then(|index| DAYS.get(index));
    found.copied().ok_or_else(|| FieldError::new(field, FieldProblem::UnknownChoice))
}

fn weekdays(weekdays: &[u8]) -> Result<String, FieldError> {
    let mut sorted = weekdays.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let days: Vec<&str> = sorted.into_iter().map(|weekday| day("weekdays", weekday)).collect::<Result<_, _>>()?;
    Ok(if days.is_empty() { String::new() } else { format!(";BYDAY={}", days.join(",")) })
}

fn month_days(month_day: Option<MonthDay>, first: NaiveDate) -> Result<String, FieldError> {
    let unknown = || FieldError::new("month_day", FieldProblem::UnknownChoice);
    match month_day {
        None => Ok(format!(";BYMONTHDAY={}", first.day())),
        Some(MonthDay::Day { day }) if day == -1 || (1..=31).contains(&day) => Ok(format!(";BYMONTHDAY={day}")),
        Some(MonthDay::Weekday { nth, weekday }) if nth == -1 || (1..=5).contains(&nth) => {
            Ok(format!(";BYDAY={nth}{}", day("month_day", weekday)?))
        }
        Some(_) => Err(unknown()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn dates(first: &str, pattern: SeriesPattern) -> Vec<String> {
        let rule = Rule::parse(&pattern, date(first).and_hms_opt(9, 20, 0).unwrap()).unwrap();
        rule.dates(date(first)).unwrap().iter().map(ToString::to_string).collect()
    }

    fn pattern(frequency: Frequency, interval: i32, end: SeriesEnd) -> SeriesPattern {
        SeriesPattern { frequency, interval, weekdays: vec![], month_day: None, end, except_on: vec![] }
    }

    fn after(count: i32) -> SeriesEnd {
        SeriesEnd::After { count }
    }

    fn until(on: &str) -> SeriesEnd {
        SeriesEnd::Until { on: on.into() }
    }

    #[test]
    fn rules_give_the_dates_that_rfc_5545_says() {
        let weekly = pattern(Frequency::Weekly, 2, after(3));
        assert_eq!(dates("2026-03-02", weekly), ["2026-03-02", "2026-03-16", "2026-03-30"]);
        let days = SeriesPattern { weekdays: vec![4, 1], ..pattern(Frequency::Weekly, 1, after(4)) };
        assert_eq!(dates("2026-03-02", days), ["2026-03-02", "2026-03-05", "2026-03-09", "2026-03-12"]);
        let workdays = SeriesPattern { weekdays: vec![1, 2, 3, 4, 5], ..pattern(Frequency::Daily, 1, after(3)) };
        assert_eq!(dates("2026-03-06", workdays), ["2026-03-06", "2026-03-09", "2026-03-10"]);
        let third = pattern(Frequency::Daily, 3, until("2026-03-08"));
        assert_eq!(
            dates("2026-03-02", third),
            ["2026-03-02", "2026-03-05", "2026-03-08"],
            "the last day belongs to it"
        );
        let short_months = pattern(Frequency::Monthly, 1, after(3));
        assert_eq!(dates("2026-01-31", short_months), ["2026-01-31", "2026-03-31", "2026-05-31"]);
        let last_day =
            SeriesPattern { month_day: Some(MonthDay::Day { day: -1 }), ..pattern(Frequency::Monthly, 1, after(3)) };
        assert_eq!(dates("2026-01-31", last_day), ["2026-01-31", "2026-02-28", "2026-03-31"]);
        let friday = SeriesPattern {
            month_day: Some(MonthDay::Weekday { nth: -1, weekday: 5 }),
            ..pattern(Frequency::Monthly, 1, after(2))
        };
        assert_eq!(dates("2026-03-02", friday), ["2026-03-27", "2026-04-24"]);
    }

    #[test]
    fn what_is_left_out_is_counted_and_written() {
        let mut weekly = pattern(Frequency::Weekly, 1, after(3));
        weekly.except_on = vec![date("2026-03-09")];
        let rule = Rule::parse(&weekly, date("2026-03-02").and_hms_opt(9, 20, 0).unwrap()).unwrap();
        assert_eq!(rule.dates(date("2026-03-02")).unwrap().len(), 3);
        assert!(rule.leaves_out(date("2026-03-09")) && !rule.leaves_out(date("2026-03-02")));
        let text = rule.text(Zone::UTC);
        assert!(text.ends_with("COUNT=3\nEXDATE;TZID=UTC:20260309T092000"), "{text}");
        assert!(text.parse::<RRuleSet>().is_ok(), "another program reads it");
    }

    #[test]
    fn patterns_that_cannot_be_are_refused_at_their_fields() {
        let field = |pattern: &SeriesPattern| {
            let rule = Rule::parse(pattern, date("2026-03-02").and_hms_opt(9, 20, 0).unwrap());
            match rule.and_then(|rule| rule.dates(date("2026-03-02"))) {
                Err(ClinicError::Invalid { fields }) => fields[0].field.clone(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(field(&pattern(Frequency::Weekly, 0, after(3))), "interval");
        assert_eq!(field(&pattern(Frequency::Weekly, 1, after(105))), "count");
        assert_eq!(field(&pattern(Frequency::Weekly, 1, until("2026-03-01"))), "until_on");
        assert_eq!(field(&pattern(Frequency::Daily, 1, until("2027-03-01"))), "until_on", "more than 104");
        assert_eq!(field(&pattern(Frequency::Monthly, 3, after(20))), "count", "more than two years ahead");
        let weekdays = SeriesPattern { weekdays: vec![8], ..pattern(Frequency::Weekly, 1, after(3)) };
        assert_eq!(field(&weekdays), "weekdays");
        let day =
            SeriesPattern { month_day: Some(MonthDay::Day { day: 32 }), ..pattern(Frequency::Monthly, 1, after(3)) };
        assert_eq!(field(&day), "month_day");
        let never = SeriesPattern { weekdays: vec![7], ..pattern(Frequency::Weekly, 1, until("2026-03-07")) };
        assert_eq!(field(&never), "until_on", "no date at all");
    }
}
