//! The settings of the messages. Pure: no database, no clock.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::Email;
use crate::error::{FieldError, FieldProblem, FormCheck, Outcome};
use crate::ids::RequestId;
use crate::messages::model::MessageType;
use crate::text::{Lines, optional, required};

/// How the way to the mail server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// TLS from the first byte on, as on port 465.
    Tls,
    /// TLS before anything is said that matters, as on port 587.
    Starttls,
    /// Not at all: only for a mail server on this very computer.
    None,
}

impl MailSecurity {
    const ALL: [(Self, &'static str); 3] = [(Self::Tls, "tls"), (Self::Starttls, "starttls"), (Self::None, "none")];

    /// As the database keeps it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(one, _)| *one == self).map_or("", |(_, word)| word)
    }

    /// The one of a database word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(one, _)| *one)
    }
}

/// What is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageSettings {
    /// The mail server's name or address; empty: nothing is written to anybody.
    pub host: String,
    /// Its port.
    pub port: i32,
    /// How the way there is kept from others.
    pub security: MailSecurity,
    /// The certificate authority to verify it by, PEM; the public ones when empty.
    pub ca_pem: String,
    /// The name to sign in with; empty: it wants none.
    pub user_name: String,
    /// Who writes, in words.
    pub sender_name: String,
    /// Whose e-mail address it is.
    pub sender_address: String,
    /// That a visit was moved is written.
    pub moved: bool,
    /// That the clinic called a visit off is written.
    pub cancelled: bool,
    /// That a visit was booked is written.
    pub confirmed: bool,
    /// That a visit is near is written.
    pub reminder: bool,
    /// So many hours before it.
    pub reminder_hours: i32,
}

impl Default for MessageSettings {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            security: MailSecurity::Starttls,
            ca_pem: String::new(),
            user_name: String::new(),
            sender_name: String::new(),
            sender_address: String::new(),
            moved: true,
            cancelled: true,
            confirmed: false,
            reminder: false,
            reminder_hours: 24,
        }
    }
}

/// What is set, as the screen shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct MessageSettingsView {
    /// What is set.
    pub settings: MessageSettings,
    /// The version to name in the next write; 0 while nothing was ever set.
    pub row_version: u32,
}

/// A wish to change the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveMessageSettings {
    /// The write's id.
    pub request_id: RequestId,
    /// The version on the screen.
    pub row_version: u32,
    /// As typed.
    pub settings: MessageSettings,
}

/// Two weeks.
const MOST_REMINDER_HOURS: i32 = 336;

impl MessageSettings {
    /// Whether messages of this type are written.
    pub fn writes(&self, message_type: MessageType) -> bool {
        !self.host.is_empty()
            && match message_type {
                MessageType::AppointmentMoved => self.moved,
                MessageType::AppointmentCancelled => self.cancelled,
                MessageType::AppointmentConfirmed => self.confirmed,
                MessageType::AppointmentReminder => self.reminder,
            }
    }

    /// Whether the mail server is this very computer.
    pub fn is_here(&self) -> bool {
        matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "::1")
    }

    /// Reads what was typed.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`](crate::error::ClinicError) at `host`, `port`, `security`, `ca_pem`, `user_name`,
    /// `sender_name`, `sender_address`, `reminder_hours`.
    pub fn parse(&self) -> Outcome<Self> {
        let mut form = FormCheck::default();
        let host = form.take(parse_host(&self.host)).unwrap_or_default();
        let port = form.take(within("port", self.port, 1, 65535)).unwrap_or_default();
        let ca_pem = form.take(parse_ca(&self.ca_pem)).unwrap_or_default();
        let user_name = form.take(optional("user_name", &self.user_name, 254, Lines::One)).unwrap_or_default();
        let sender_name = form.take(optional("sender_name", &self.sender_name, 100, Lines::One)).unwrap_or_default();
        let sender = if host.is_empty() {
            Email::parse_optional("sender_address", &self.sender_address)
        } else {
            Email::parse("sender_address", &self.sender_address).map(Some)
        };
        let sender = form.take(sender).flatten();
        let hours = form.take(within("reminder_hours", self.reminder_hours, 1, MOST_REMINDER_HOURS));
        let read = Self {
            host,
            port,
            ca_pem,
            user_name,
            sender_name,
            sender_address: sender.map(|sender| sender.as_str().to_owned()).unwrap_or_default(),
            reminder_hours: hours.unwrap_or_default(),
            ..self.clone()
        };
        // What is said without TLS anybody on the way reads, the password too.
        if read.security == MailSecurity::None && !read.host.is_empty() && !read.is_here() {
            form.note("security", FieldProblem::UnknownChoice);
        }
        form.finish()?;
        Ok(read)
    }
}

fn parse_host(typed: &str) -> Result<String, FieldError> {
    let host = optional("host", typed, 253, Lines::One)?.to_ascii_lowercase();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
    if host.bytes().all(plain) { Ok(host) } else { Err(FieldError::new("host", FieldProblem::BadCharacters)) }
}

fn parse_ca(typed: &str) -> Result<String, FieldError> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    let pem = required("ca_pem", typed, 16_000, Lines::Many)?;
    if pem.contains("-----BEGIN CERTIFICATE-----") {
        Ok(pem)
    } else {
        Err(FieldError::new("ca_pem", FieldProblem::NotACertificate))
    }
}

fn within(field: &'static str, value: i32, least: i32, most: i32) -> Result<i32, FieldError> {
    let problem = || FieldError::new(field, FieldProblem::OutOfRange { least, most });
    (least..=most).contains(&value).then_some(value).ok_or_else(problem)
}
