//! Messages to patients: their types, and the rule of what is to be told. Pure: no database, no clock.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{AppointmentId, DoctorId, LocationId, MessageId, PatientId, RequestId};

/// How long a message waits before it is sent: whoever undoes the deed meanwhile has written to nobody.
pub const GRACE: Duration = Duration::seconds(20);

/// How long a workstation may take to hand one message over. After that nobody knows whether it went.
pub const CLAIM: Duration = Duration::minutes(5);

/// When a message that the mail server put off is tried again, by the tries so far: minutes. After the last it has failed.
const TRIES: [i64; 6] = [1, 5, 15, 60, 240, 720];

/// How long messages are kept (D17).
pub const KEPT: Duration = Duration::days(183);

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// As the database keeps it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The one of a database word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    )*};
}

words! {
    /// What a message tells (D13).
    MessageType {
        /// The visit is at another time, with another doctor or elsewhere.
        AppointmentMoved = "appointment_moved",
        /// The clinic called the visit off.
        AppointmentCancelled = "appointment_cancelled",
        /// The visit is booked, or takes place after all.
        AppointmentConfirmed = "appointment_confirmed",
        /// The visit is near.
        AppointmentReminder = "appointment_reminder",
    }

    /// Where a message is on its way.
    MessageState {
        /// It waits for its time or for the next try.
        Pending = "pending",
        /// A workstation is handing it over.
        Sending = "sending",
        /// The mail server took it.
        Sent = "sent",
        /// It was refused for good, or too often: somebody has to call.
        Failed = "failed",
        /// It is not to be sent any more.
        Withdrawn = "withdrawn",
        /// The workstation that was handing it over fell silent: a person decides.
        Unknown = "unknown",
    }

    /// Why a message did not go, or has not gone yet.
    MessageProblem {
        /// The mail server is not reached.
        CannotConnect = "cannot_connect",
        /// The mail server's certificate could not be verified.
        CertificateRefused = "certificate_refused",
        /// The mail server does not speak TLS there.
        NoTls = "no_tls",
        /// The mail server refused the name or the password.
        SignInRefused = "sign_in_refused",
        /// The mail server put it off.
        Deferred = "deferred",
        /// The mail server refused the address or the message for good.
        AddressRefused = "address_refused",
        /// The mail server fell silent while it was handed over.
        NoAnswer = "no_answer",
        /// What it told is not so any more.
        Superseded = "superseded",
        /// The desk withdrew it.
        ByDesk = "by_desk",
        /// The patient has no e-mail address any more, or does not want to be written to.
        NoConsent = "no_consent",
        /// The time that it tells of has come.
        TooLate = "too_late",
    }
}

impl MessageProblem {
    /// Whether it is the mail server's or the settings', and so every message's.
    pub fn concerns_all(self) -> bool {
        matches!(self, Self::CannotConnect | Self::CertificateRefused | Self::NoTls | Self::SignInRefused)
    }
}

/// With whom, where and when a visit is: what its patient has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// With whom.
    pub doctor: DoctorId,
    /// Where.
    pub location: LocationId,
    /// When.
    pub starts_at: DateTime<Utc>,
}

/// What became of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It is there and then.
    At(Place),
    /// The clinic called it off.
    CalledOff,
    /// Its patient does not come, and knows.
    GivenUp,
    /// It was booked by mistake: its patient is told if they were told of it.
    Undone,
    /// It is off once more, after that was undone: it is told if it was to be told the first time.
    OffAgain,
}

/// What a patient who knows of the visit at `known` (of none, when they were never told or told that it is off) is told now.
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use clinic_core::ids::{DoctorId, LocationId};
/// use clinic_core::messages::model::{Became, MessageType, Place, to_tell};
/// let at = |hour| Place {
///     doctor: DoctorId(Default::default()),
///     location: LocationId(Default::default()),
///     starts_at: Utc.with_ymd_and_hms(2026, 3, 2, hour, 0, 0).unwrap(),
/// };
/// assert_eq!(to_tell(Some(at(9)), Became::At(at(10))), Some(MessageType::AppointmentMoved));
/// assert_eq!(to_tell(Some(at(9)), Became::At(at(9))), None);
/// assert_eq!(to_tell(Some(at(9)), Became::CalledOff), Some(MessageType::AppointmentCancelled));
/// assert_eq!(to_tell(None, Became::At(at(9))), Some(MessageType::AppointmentConfirmed));
/// assert_eq!(to_tell(Some(at(9)), Became::GivenUp), None);
/// ```
pub fn to_tell(known: Option<Place>, became: Became) -> Option<MessageType> {
    match (known, became) {
        (Some(known), Became::At(place)) if known == place => None,
        (Some(_), Became::At(_)) => Some(MessageType::AppointmentMoved),
        (None, Became::At(_)) => Some(MessageType::AppointmentConfirmed),
        (Some(_), Became::CalledOff) => Some(MessageType::AppointmentCancelled),
        (None, Became::CalledOff) | (_, Became::GivenUp | Became::Undone | Became::OffAgain) => None,
    }
}

/// When a message is tried again that was put off for the `attempts`th time; `None`: it has failed.
///
/// ```
/// use clinic_core::messages::model::next_try;
/// assert_eq!(next_try(1).unwrap().num_minutes(), 1);
/// assert_eq!(next_try(4).unwrap().num_minutes(), 60);
/// assert!(next_try(7).is_none());
/// ```
pub fn next_try(attempts: u8) -> Option<Duration> {
    TRIES.get(usize::from(attempts.max(1)) - 1).map(|minutes| Duration::minutes(*minutes))
}

/// A message as the desk sees it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// What it tells.
    pub message_type: MessageType,
    /// Where it is on its way.
    pub state: MessageState,
    /// To whom.
    pub patient_id: PatientId,
    /// `Family, Given`.
    pub patient_name: String,
    /// The patient's phone, E.164, or empty.
    pub patient_phone: String,
    /// About which visit.
    pub appointment_id: AppointmentId,
    /// The visit's reference.
    pub reference: String,
    /// Where it goes, as of when it was written or tried again.
    pub address: String,
    /// With whom the visit is that it tells of.
    pub doctor_name: String,
    /// Where.
    pub location_name: String,
    /// When, on the location's wall clock.
    pub starts_local: NaiveDateTime,
    /// Why it did not go, or has not gone yet.
    pub problem: Option<MessageProblem>,
    /// The mail server's own words; may be empty.
    pub problem_detail: String,
    /// How often it was handed over.
    pub attempts: u8,
    /// When it is tried next, while it waits.
    pub next_try_at: DateTime<Utc>,
    /// When the mail server took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// The version to name in the next write.
    pub row_version: u32,
}

/// Which messages are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageSearch {
    /// In these states; in any when empty.
    pub states: Vec<MessageState>,
    /// To this patient; to any when none is given.
    pub patient_id: Option<PatientId>,
}

/// Messages, and how many need what.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MessageList {
    /// The server's present instant.
    pub now_at: DateTime<Utc>,
    /// The newest first, 300 at most.
    pub messages: Vec<MessageView>,
    /// How many wait, of all.
    pub waiting: u32,
    /// How many a person has to see to, of all: failed, or not known whether they went.
    pub to_settle: u32,
}

/// A wish to try a message again, or to withdraw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangeMessage {
    /// The write's id.
    pub request_id: RequestId,
    /// Which.
    pub message_id: MessageId,
    /// The version on the screen.
    pub row_version: u32,
}

/// A wish to send a message that says nothing, to see whether messages go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SendTest {
    /// Where to.
    pub address: String,
}

/// How it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum TestOutcome {
    /// The mail server took it.
    Taken,
    /// It did not.
    Refused {
        /// Why.
        problem: MessageProblem,
        /// The mail server's own words; may be empty.
        detail: String,
    },
}

/// Whether this workstation sends the clinic's messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SendingHere {
    /// It does.
    pub on: bool,
    /// It knows the mail server's password, or the mail server wants none.
    pub password_known: bool,
    /// The password is kept beyond this start, in the system's keyring.
    pub kept: bool,
}

/// A wish that this workstation sends the clinic's messages, or no longer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SendHere {
    /// It is to.
    pub on: bool,
    /// The mail server's password; the one that is known when none is given.
    pub password: Option<String>,
}
