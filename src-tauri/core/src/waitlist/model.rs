//! The waitlist: its types and what of a wish can be read without knowing the clinic. Pure: no database, no clock.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::appointments::booking::parse_minutes;
use crate::appointments::model::{Priority, VisitKind};
use crate::civil::{parse_date, parse_time};
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, RequestId, SpecialtyId, WaitlistEntryId};
use crate::text::{Lines, optional};

/// With whom somebody would like a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "with", rename_all = "snake_case")]
pub enum WaitsFor {
    /// One doctor.
    Doctor {
        /// Which.
        doctor_id: DoctorId,
    },
    /// Any doctor of a specialty.
    Specialty {
        /// Which.
        specialty_id: SpecialtyId,
    },
    /// Any doctor.
    Anyone,
}

/// What somebody waits for, as typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WaitlistWish {
    /// With whom.
    pub waits_for: WaitsFor,
    /// In person or video.
    pub visit_kind: VisitKind,
    /// How long, 5 to 480 minutes; the slot length of the doctor's hours when none is given.
    pub minutes: Option<i32>,
    /// The days that suit, 1 (Monday) to 7 (Sunday); every day when empty.
    pub weekdays: Vec<u8>,
    /// Not before this time of day, `09:00`; any time when empty.
    pub from_time: String,
    /// Over by this time of day, `12:00`; any time when empty.
    pub to_time: String,
    /// Not before this date, `2026-11-21`; any when empty.
    pub earliest_on: String,
    /// Not after this date; any when empty.
    pub latest_on: String,
    /// How soon.
    pub priority: Priority,
    /// In the desk's words; at most 500 characters. They become the reason of the visit.
    pub notes: String,
}

/// A wish to put somebody on the waitlist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AddToWaitlist {
    /// Made by the workstation: sent twice, they are put on it once.
    pub id: WaitlistEntryId,
    /// Who waits.
    pub patient_id: PatientId,
    /// For what.
    pub wish: WaitlistWish,
}

/// A wish that somebody waits for something else than before, where they are on the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChangeWish {
    /// The write's id.
    pub request_id: RequestId,
    /// Whose entry.
    pub entry_id: WaitlistEntryId,
    /// The version on the screen.
    pub row_version: u32,
    /// For what they wait from now on.
    pub wish: WaitlistWish,
}

/// What suits somebody who waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Wishes {
    /// With whom.
    pub waits_for: WaitsFor,
    /// In person or video.
    pub kind: VisitKind,
    /// How long, where said.
    pub minutes: Option<u16>,
    /// The days that suit, a bit for each, Monday the lowest.
    pub weekdays: u8,
    /// Not before this time of day.
    pub from_time: Option<NaiveTime>,
    /// Over by this time of day.
    pub to_time: Option<NaiveTime>,
    /// Not before this date.
    pub earliest_on: Option<NaiveDate>,
    /// Not after this date.
    pub latest_on: Option<NaiveDate>,
}

/// Every day of the week.
pub const EVERY_DAY: u8 = 0b111_1111;

impl WaitlistWish {
    /// In person, at any time, as soon as others.
    pub fn of(waits_for: WaitsFor) -> Self {
        Self {
            waits_for,
            visit_kind: VisitKind::InPerson,
            minutes: None,
            weekdays: Vec::new(),
            from_time: String::new(),
            to_time: String::new(),
            earliest_on: String::new(),
            latest_on: String::new(),
            priority: Priority::Regular,
            notes: String::new(),
        }
    }

    /// Reads the wishes and the notes.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`](crate::error::ClinicError) with every problem at its field: `minutes`, `weekdays`,
    /// `from_time`, `to_time`, `earliest_on`, `latest_on`, `notes`.
    pub fn parse(&self) -> Outcome<(Wishes, String)> {
        let mut form = FormCheck::default();
        let minutes = form.take(self.minutes.map(parse_minutes).transpose()).flatten();
        let weekdays = form.take(parse_weekdays(&self.weekdays)).unwrap_or(EVERY_DAY);
        let from_time = form.take(given(&self.from_time, |text| parse_time("from_time", text))).flatten();
        let to_time = form.take(given(&self.to_time, |text| parse_time("to_time", text))).flatten();
        let earliest_on = form.take(given(&self.earliest_on, |text| parse_date("earliest_on", text))).flatten();
        let latest_on = form.take(given(&self.latest_on, |text| parse_date("latest_on", text))).flatten();
        let notes = form.take(optional("notes", &self.notes, 500, Lines::Many)).unwrap_or_default();
        if from_time.zip(to_time).is_some_and(|(from, to)| to <= from) {
            form.note("to_time", FieldProblem::EndBeforeStart);
        }
        if earliest_on.zip(latest_on).is_some_and(|(earliest, latest)| latest < earliest) {
            form.note("latest_on", FieldProblem::EndBeforeStart);
        }
        form.finish()?;
        let (waits_for, kind) = (self.waits_for, self.visit_kind);
        Ok((Wishes { waits_for, kind, minutes, weekdays, from_time, to_time, earliest_on, latest_on }, notes))
    }
}

fn given<T>(text: &str, read: impl Fn(&str) -> Result<T, FieldError>) -> Result<Option<T>, FieldError> {
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

fn parse_weekdays(days: &[u8]) -> Result<u8, FieldError> {
    if days.iter().any(|day| !(1..=7).contains(day)) {
        return Err(FieldError::new("weekdays", FieldProblem::UnknownChoice));
    }
    let bits = days.iter().fold(0, |all, day| all | 1 << (day - 1));
    Ok(if bits == 0 { EVERY_DAY } else { bits })
}

/// The days of the bits, 1 (Monday) to 7 (Sunday); none when every day suits.
pub(crate) fn days_of(bits: u8) -> Vec<u8> {
    if bits == EVERY_DAY { Vec::new() } else { (1..=7).filter(|day| bits & 1 << (day - 1) != 0).collect() }
}

/// A wish to take somebody off the waitlist, or to put them back where they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangeEntry {
    /// The write's id.
    pub request_id: RequestId,
    /// Whose entry.
    pub entry_id: WaitlistEntryId,
    /// The version on the screen.
    pub row_version: u32,
}

/// A wish to offer a time to somebody of the desk's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfferTime {
    /// The write's id.
    pub request_id: RequestId,
    /// The visit that it would become.
    pub appointment_id: AppointmentId,
    /// To whom.
    pub entry_id: WaitlistEntryId,
    /// With whom.
    pub doctor_id: DoctorId,
    /// Where.
    pub location_id: LocationId,
    /// Start, UTC.
    pub starts_at: DateTime<Utc>,
    /// How long.
    pub minutes: i32,
}

/// A wish to book what was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AcceptOffer {
    /// The visit that it becomes.
    pub appointment_id: AppointmentId,
}

/// Why an offer is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NotTaken {
    /// The patient declined it.
    Declined,
    /// The desk passes it on without asking them.
    Skipped,
}

/// A wish to pass an offer on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeclineOffer {
    /// The write's id.
    pub request_id: RequestId,
    /// The visit that it would have become.
    pub appointment_id: AppointmentId,
    /// Why.
    pub why: NotTaken,
}

/// How an offer ended, or that it has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OfferStatus {
    /// It waits for an answer.
    Open,
    /// It was booked.
    Accepted,
    /// The patient declined it.
    Declined,
    /// The desk passed it on.
    Skipped,
    /// Nobody answered in time.
    Late,
    /// Whom it was offered to was taken off the waitlist.
    Withdrawn,
}

impl OfferStatus {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Open, "open"),
        (Self::Accepted, "accepted"),
        (Self::Declined, "declined"),
        (Self::Skipped, "skipped"),
        (Self::Late, "late"),
        (Self::Withdrawn, "withdrawn"),
    ];

    /// As the database keeps it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(status, _)| *status == self).map_or("", |(_, word)| word)
    }

    /// The one of a database word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(status, _)| *status)
    }
}

/// Somebody on the waitlist.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WaitlistEntry {
    /// Its id.
    pub id: WaitlistEntryId,
    /// Who waits.
    pub patient_id: PatientId,
    /// `Family, Given`.
    pub patient_name: String,
    /// The patient's phone, E.164, or empty.
    pub patient_phone: String,
    /// With whom.
    pub waits_for: WaitsFor,
    /// The name of the doctor or specialty; empty for anyone.
    pub waits_for_name: String,
    /// In person or video.
    pub visit_kind: VisitKind,
    /// How long, where said.
    pub minutes: Option<u16>,
    /// The days that suit, 1 (Monday) to 7 (Sunday); every day when empty.
    pub weekdays: Vec<u8>,
    /// Not before this time of day.
    pub from_time: Option<NaiveTime>,
    /// Over by this time of day.
    pub to_time: Option<NaiveTime>,
    /// Not before this date.
    pub earliest_on: Option<NaiveDate>,
    /// Not after this date.
    pub latest_on: Option<NaiveDate>,
    /// How soon.
    pub priority: Priority,
    /// In the desk's words.
    pub notes: String,
    /// How many offers they declined, or did not answer.
    pub passed: i32,
    /// Since when they wait.
    pub since: DateTime<Utc>,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// An offer that waits for an answer.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct OfferView {
    /// The visit that it would become.
    pub appointment_id: AppointmentId,
    /// Whose entry.
    pub entry_id: WaitlistEntryId,
    /// To whom.
    pub patient_id: PatientId,
    /// `Family, Given`.
    pub patient_name: String,
    /// The patient's phone, E.164, or empty.
    pub patient_phone: String,
    /// With whom.
    pub doctor_id: DoctorId,
    /// The doctor's name.
    pub doctor_name: String,
    /// The location's name.
    pub location_name: String,
    /// Start on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// End on the location's wall clock.
    pub ends_local: NaiveDateTime,
    /// In the desk's words.
    pub notes: String,
    /// Until when it is held for them, by the server's clock.
    pub expires_at: DateTime<Utc>,
}

/// The waitlist.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Waitlist {
    /// The server's present instant.
    pub now_at: DateTime<Utc>,
    /// Offers that wait for an answer, the one that ends first first.
    pub offers: Vec<OfferView>,
    /// Everybody who waits, in the order in which they are offered what suits them; 500 at most.
    pub entries: Vec<WaitlistEntry>,
}
