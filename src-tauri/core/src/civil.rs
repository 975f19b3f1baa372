//! Civil time: what the clock on a location's wall shows, and the instants it stands for. The only module that knows
//! time zones. A time that the clock jumps over is refused with its neighbours; a time it shows twice is asked.

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{FieldError, FieldProblem, FormCheck, Refusal};

/// An IANA time zone, parsed. Written as its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Zone(Tz);

/// Which of the two instants is meant when the clock shows a time twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Repeated {
    /// The first: before the clock was set back.
    Earlier,
    /// The second: after it.
    Later,
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

impl TryFrom<String> for Zone {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::parse("time_zone", &name).map_err(|_| "no time zone")
    }
}

impl Zone {
    /// The zone without a clock change.
    pub const UTC: Self = Self(Tz::UTC);

    /// Reads an IANA name such as `Europe/Paris`.
    ///
    /// # Errors
    /// [`FieldProblem::UnknownChoice`] at `field`.
    pub fn parse(field: &str, name: &str) -> Result<Self, FieldError> {
        name.parse().map(Self).map_err(|_| FieldError::new(field, FieldProblem::UnknownChoice))
    }

    /// The IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What the wall clock shows at `instant`.
    pub fn local(self, instant: DateTime<Utc>) -> NaiveDateTime {
        instant.with_timezone(&self.0).naive_local()
    }

    /// The instant at which the wall clock shows `local`.
    ///
    /// # Errors
    /// [`Refusal::TimeInGap`] when it never does, [`Refusal::TimeRepeated`] when it does twice and `which` is not said.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use clinic_core::civil::{Repeated, Zone};
    /// use clinic_core::error::Refusal;
    /// let paris = Zone::parse("zone", "Europe/Paris").unwrap();
    /// let spring = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(2, 30, 0).unwrap();
    /// assert!(matches!(paris.instant(spring, None), Err(Refusal::TimeInGap { .. })));
    /// let autumn = NaiveDate::from_ymd_opt(2026, 10, 25).unwrap().and_hms_opt(2, 30, 0).unwrap();
    /// assert!(matches!(paris.instant(autumn, None), Err(Refusal::TimeRepeated { .. })));
    /// assert!(paris.instant(autumn, Some(Repeated::Later)).is_ok());
    /// ```
    pub fn instant(self, local: NaiveDateTime, which: Option<Repeated>) -> Result<DateTime<Utc>, Refusal> {
        match (self.0.from_local_datetime(&local), which) {
            (LocalResult::Single(only), _) => Ok(only.to_utc()),
            (LocalResult::Ambiguous(earlier, _), Some(Repeated::Earlier)) => Ok(earlier.to_utc()),
            (LocalResult::Ambiguous(_, later), Some(Repeated::Later)) => Ok(later.to_utc()),
            (LocalResult::Ambiguous(earlier, later), None) => {
                Err(Refusal::TimeRepeated { earlier_at: earlier.to_utc(), later_at: later.to_utc() })
            }
            (LocalResult::None, _) => {
                let jump = self.jump(local);
                let minute = Duration::minutes(1);
                Err(Refusal::TimeInGap { before_local: self.local(jump - minute), after_local: self.local(jump) })
            }
        }
    }

    /// The instant a stretch of hours that is written `local` begins: the first one not before it. In a gap that is the
    /// jump; of a repeated time the earlier.
    pub fn opens(self, local: NaiveDateTime) -> DateTime<Utc> {
        match self.0.from_local_datetime(&local) {
            LocalResult::Single(only) | LocalResult::Ambiguous(only, _) => only.to_utc(),
            LocalResult::None => self.jump(local),
        }
    }

    /// The instant a stretch of hours that is written `local` ends: after the last moment at which the clock shows less. In
    /// a gap that is the jump; of a repeated time the later, so that hours over the night lose nothing — but the earlier
    /// where the clock is set back to just this time: the hour that is repeated belongs to the hours that follow.
    pub fn closes(self, local: NaiveDateTime) -> DateTime<Utc> {
        match self.0.from_local_datetime(&local) {
            LocalResult::Single(only) => only.to_utc(),
            LocalResult::Ambiguous(earlier, later) => {
                let before = self.local(later.to_utc() - Duration::seconds(1));
                if before < local { later.to_utc() } else { earlier.to_utc() }
            }
            LocalResult::None => self.jump(local),
        }
    }

    /// The first instant of a civil date.
    pub fn midnight(self, date: NaiveDate) -> DateTime<Utc> {
        self.opens(date.and_time(NaiveTime::MIN))
    }

    /// The instant of the jump that skips `local`: no jump is longer than a day (the longest, Samoa's, was one), and
    /// the first minute after it exists.
    fn jump(self, local: NaiveDateTime) -> DateTime<Utc> {
        (0..=24 * 60)
            .find_map(|minutes| {
                let later =
                    (local + Duration::minutes(minutes)).date().and_time((local + Duration::minutes(minutes)).time());
                let whole = later - Duration::seconds(i64::from(later.second()));
                self.0.from_local_datetime(&whole).earliest()
            })
            .map_or_else(|| Utc.from_utc_datetime(&local), |found| found.to_utc())
    }
}

/// Reads a civil date written `2026-11-21`.
///
/// # Errors
/// [`FieldProblem::Missing`] or [`FieldProblem::NotADate`] (30 February, any other form) at `field`.
pub fn parse_date(field: &str, text: &str) -> Result<NaiveDate, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::new(field, FieldProblem::Missing));
    }
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| plain)
        .ok_or_else(|| FieldError::new(field, FieldProblem::NotADate))
}

/// Reads a time of day written `09:30`.
///
/// # Errors
/// [`FieldProblem::Missing`] or [`FieldProblem::NotATime`] at `field`.
pub fn parse_time(field: &str, text: &str) -> Result<NaiveTime, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::new(field, FieldProblem::Missing));
    }
    NaiveTime::parse_from_str(text, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
        .map_err(|_| FieldError::new(field, FieldProblem::NotATime))
}

/// No stretch over midnight is longer: `12:00` to `09:00` is a slip, not a night's work.
const LONGEST_NIGHT: Duration = Duration::hours(16);

/// Reads a stretch of hours on the wall, each end a field and what was typed in it: whole minutes. `24:00` is the end of the
/// day; an end that is not later than the start lies on the next day. None with every problem noted at its field,
/// [`FieldProblem::EndBeforeStart`] at the end of a stretch that would last all day or longer than a night's work.
///
/// ```
/// use clinic_core::civil::parse_stretch;
/// use clinic_core::error::FormCheck;
/// let read = |from, to| parse_stretch(&mut FormCheck::default(), ("from", from), ("to", to)).is_some();
/// assert!(read("22:00", "02:00") && read("00:00", "24:00"));
/// assert!(!read("12:00", "09:00") && !read("09:00", "09:00"));
/// ```
pub fn parse_stretch(check: &mut FormCheck, from: (&str, &str), to: (&str, &str)) -> Option<(NaiveTime, NaiveTime)> {
    let mut read = |(field, typed): (&str, &str)| {
        // Slots are counted in minutes: a second would lie on every screen.
        let whole = parse_time(field, typed).and_then(|time| {
            if time.second() == 0 { Ok(time) } else { Err(FieldError::new(field, FieldProblem::NotATime)) }
        });
        check.take(whole)
    };
    let end = if to.1.trim() == "24:00" { "00:00" } else { to.1 };
    let (starts, ends) = read(from).zip(read((to.0, end)))?;
    let length = ends - starts + if ends <= starts { Duration::days(1) } else { Duration::zero() };
    let slip = ends <= starts && ends != NaiveTime::MIN && length > LONGEST_NIGHT;
    if slip {
        check.note(to.0, FieldProblem::EndBeforeStart);
        return None;
    }
    Some((starts, ends))
}

/// The end of a stretch as the wire has it: midnight is `24:00`.
pub fn end_text(time: NaiveTime) -> String {
    if time == NaiveTime::MIN { "24:00".into() } else { time_text(time) }
}

/// A time of day as the wire has it, `09:00`.
pub fn time_text(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// Reads a local date and time written `2026-11-21T09:30`.
///
/// # Errors
/// [`FieldProblem::NotADate`] or [`FieldProblem::NotATime`] at `field`.
pub fn parse_date_time(field: &str, text: &str) -> Result<NaiveDateTime, FieldError> {
    let (date, time) = text.trim().split_once('T').ok_or_else(|| FieldError::new(field, FieldProblem::NotADate))?;
    Ok(parse_date(field, date)?.and_time(parse_time(field, time)?))
}
