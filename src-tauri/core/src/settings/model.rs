//! The clinic's settings. Pure: no database, no clock.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{FieldError, FieldProblem};
use crate::ids::RequestId;
use crate::text::{Lines, optional};

/// What the clinic sets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct SettingsView {
    /// The address in front of every video visit's token, `https://…`; empty: video visits have no link yet.
    pub video_base_url: String,
    /// The version to name in the next write; 0 while nothing was ever set.
    pub row_version: u32,
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
}

impl SaveSettings {
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
    ///     SaveSettings { request_id: RequestId::fresh(), row_version: 0, video_base_url: url.into() }.parse()
    /// };
    /// assert_eq!(typed(" https://video.clinic.example/rooms/ ").unwrap(), "https://video.clinic.example/rooms");
    /// assert!(typed("video.clinic.example").is_err());
    /// assert!(typed("https://v.example/?room=").is_err());
    /// assert_eq!(typed("").unwrap(), "");
    /// ```
    pub fn parse(&self) -> Result<String, FieldError> {
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
