//! The clinic's settings. Pure: no database, no clock.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::ids::RequestId;
use crate::text::{Lines, optional};

/// What the clinic sets.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SettingsView {
    /// The address in front of every video visit's token, `https://…`; empty: video visits have no link yet.
    pub video_base_url: String,
    /// A visit cancelled less than so many hours before it begins is a late cancel; 0 for never.
    pub late_cancel_hours: u16,
    /// For how many minutes a time is held for whom it was offered to.
    pub offer_minutes: u16,
    /// The version to name in the next write; 0 while nothing was ever set.
    pub row_version: u32,
}

impl Default for SettingsView {
    fn default() -> Self {
        Self { video_base_url: String::new(), late_cancel_hours: 24, offer_minutes: 10, row_version: 0 }
    }
}

/// A wish to change the settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SaveSettings {
    /// The write's id.
    pub request_id: RequestId,
    /// The version on the screen.
    pub row_version: u32,
    /// As typed; empty takes the links away.
    pub video_base_url: String,
    /// 0 to 336 hours.
    pub late_cancel_hours: i32,
    /// For how many minutes a time is held for whom it was offered to, 1 to 1440.
    pub offer_minutes: i32,
}

/// What is to be set, read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Wanted {
    pub(super) video_base_url: String,
    pub(super) late_cancel_hours: u16,
    pub(super) offer_minutes: u16,
}

/// The longest time before a visit in which calling it off is late: two weeks.
const MOST_LATE_HOURS: i32 = 336;

/// The longest time for which an offer is held: a day.
const MOST_OFFER_MINUTES: i32 = 1440;

impl SaveSettings {
    /// Reads all of it.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`](crate::error::ClinicError) at `video_base_url`, `late_cancel_hours`, `offer_minutes`.
    pub(super) fn parse(&self) -> Outcome<Wanted> {
        let mut form = FormCheck::default();
        let video_base_url = form.take(self.video_base_url()).unwrap_or_default();
        let late_cancel_hours = form.take(within("late_cancel_hours", self.late_cancel_hours, 0, MOST_LATE_HOURS));
        let offer_minutes = form.take(within("offer_minutes", self.offer_minutes, 1, MOST_OFFER_MINUTES));
        form.finish()?;
        Ok(Wanted {
            video_base_url,
            late_cancel_hours: late_cancel_hours.unwrap_or_default(),
            offer_minutes: offer_minutes.unwrap_or_default(),
        })
    }

    /// Reads the address of the video visits.
    ///
    /// # Errors
    /// [`FieldProblem::NotAWebAddress`] at `video_base_url`: it begins with `https://`, names a host, and a token can be
    /// put behind it.
    ///
    /// ```
    /// use clinic_core::ids::RequestId;
    /// use clinic_core::settings::model::SaveSettings;
    /// let typed = |url: &str| {
    ///     let request_id = RequestId::fresh();
    ///     let video_base_url = url.into();
    ///     SaveSettings { request_id, row_version: 0, video_base_url, late_cancel_hours: 24, offer_minutes: 10 }.video_base_url()
    /// };
    /// assert_eq!(typed(" https://video.clinic.example/rooms/ ").unwrap(), "https://video.clinic.example/rooms");
    /// assert!(typed("video.clinic.example").is_err());
    /// assert!(typed("https://v.example/?room=").is_err());
    /// assert_eq!(typed("").unwrap(), "");
    /// ```
    pub fn video_base_url(&self) -> Result<String, FieldError> {
        const FIELD: &str = "video_base_url";
        let typed = optional(FIELD, &self.video_base_url, 300, Lines::One)?;
        let url = typed.trim_end_matches('/');
        let rest = url.strip_prefix("https://").unwrap_or("");
        let host = rest.split('/').next().unwrap_or("");
        let plain = rest
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'"' | b'<' | b'>' | b'@'));
        if typed.is_empty() || (!host.is_empty() && !host.starts_with(['.', ':']) && plain) {
            Ok(url.to_owned())
        } else {
            Err(FieldError::new(FIELD, FieldProblem::NotAWebAddress))
        }
    }
}

fn within(field: &'static str, value: i32, least: i32, most: i32) -> Result<u16, FieldError> {
    let read = u16::try_from(value).ok().filter(|_| (least..=most).contains(&value));
    read.ok_or_else(|| FieldError::new(field, FieldProblem::OutOfRange { least, most }))
}
