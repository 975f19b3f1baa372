//! Why something was not done: a code with its data. The words a person reads live in the window.
//!
//! Refused (a rule said no) is not Invalid (the input is wrong), not Stale (someone changed it since), not Offline (the
//! server did not answer), not Inconsistent (a row that should not exist).

mod form;
mod keeping;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::access::Action;
use crate::appointments::model::{AppointmentStatus, SlotOffer};
use crate::appointments::together::model::PlannedVisit;
use crate::availability::blocks::model::BlockKind;
use crate::ids::AppointmentId;
use crate::keys::model::KeysMissing;
use crate::messages::model::MessageState;
use crate::records::model::FileFault;
use crate::waitlist::model::OfferStatus;

pub use form::FormCheck;

/// Why an action was not done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ClinicError {
    /// A rule of the clinic said no.
    #[error("refused: {refusal:?}")]
    Refused {
        /// Which rule, with its facts.
        refusal: Refusal,
    },
    /// What was typed cannot be used; each problem stands at its field.
    #[error("invalid input: {fields:?}")]
    Invalid {
        /// At least one.
        fields: Vec<FieldError>,
    },
    /// Someone changed the record since it was read; nothing was written.
    #[error("stale version of {what:?}")]
    Stale {
        /// Which kind of record.
        what: RecordKind,
    },
    /// There is no such record, or not for this user.
    #[error("no such {what:?}")]
    NotFound {
        /// Which kind of record.
        what: RecordKind,
    },
    /// No one is signed in, or the session ended.
    #[error("not signed in: {why:?}")]
    SignedOut {
        /// Why the session does not count.
        why: SessionEnd,
    },
    /// The user's role may not do this.
    #[error("{action:?} is not for this role")]
    Forbidden {
        /// What was asked for.
        action: Action,
    },
    /// The server did not answer in time, or not at all. Whether a write happened is unknown until it is sent again with
    /// the same request id.
    #[error("server away: {cause:?}: {detail}")]
    Offline {
        /// What kind of silence.
        cause: OfflineCause,
        /// For the log and the administrator; no patient data.
        detail: String,
    },
    /// The database holds something the program does not understand.
    #[error("inconsistent row: {detail}")]
    Inconsistent {
        /// Table, column, id; no patient data.
        detail: String,
    },
}

/// A rule that said no.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// The doctor has another visit then.
    DoctorBusy {
        /// The visit in the way.
        appointment_id: AppointmentId,
        /// The doctor's name.
        doctor_name: String,
        /// Who has the slot.
        held_by: String,
        /// When the visit in the way ends, in the location's zone.
        until_local: NaiveDateTime,
        /// The next free slots of that doctor.
        next: Vec<SlotOffer>,
    },
    /// The room is taken then.
    RoomBusy {
        /// The visit in the way.
        appointment_id: AppointmentId,
        /// The room's name.
        room_name: String,
        /// The doctor who uses it.
        held_by: String,
        /// Until when, in the location's zone.
        until_local: NaiveDateTime,
        /// The next free slots of the doctor asked for.
        next: Vec<SlotOffer>,
    },
    /// The device is in use then.
    DeviceBusy {
        /// The visit in the way.
        appointment_id: AppointmentId,
        /// The device's name.
        device_name: String,
        /// The doctor who uses it.
        held_by: String,
        /// Until when, in the location's zone.
        until_local: NaiveDateTime,
        /// The next free slots of the doctor asked for.
        next: Vec<SlotOffer>,
    },
    /// The device that the visit needs is at another location.
    DeviceElsewhere {
        /// The device's name.
        device_name: String,
        /// Where it is.
        location_name: String,
    },
    /// The patient has another visit then.
    PatientBusy {
        /// The visit in the way.
        appointment_id: AppointmentId,
        /// The doctor they see.
        held_by: String,
        /// Until when, in the location's zone.
        until_local: NaiveDateTime,
        /// The next free slots of the doctor asked for.
        next: Vec<SlotOffer>,
    },
    /// Somebody is booking this place just now, or it was offered to somebody who waits.
    SlotHeld {
        /// The doctor's name.
        doctor_name: String,
        /// Who is booking it; of an offer, the patient it was offered to.
        held_by: String,
        /// Until when at the latest, in the location's zone.
        until_local: NaiveDateTime,
        /// The next free slots of that doctor.
        next: Vec<SlotOffer>,
    },
    /// The doctor has as many visits on top of each other then as may be.
    FullyOverbooked {
        /// The doctor's name.
        doctor_name: String,
        /// The next free slots of that doctor.
        next: Vec<SlotOffer>,
    },
    /// The room is another visit's at that time, or its patient is still in it.
    RoomTaken {
        /// The visit in the way.
        appointment_id: AppointmentId,
        /// The room's name.
        room_name: String,
        /// The doctor who uses it.
        held_by: String,
        /// When the visit in the way ends, in the location's zone.
        until_local: NaiveDateTime,
    },
    /// The message went, or is not to go any more: nothing can be done with it.
    MessageOver {
        /// Where it is.
        state: MessageState,
    },
    /// The patient has not agreed to be written to by e-mail, or has no address.
    NoEmailConsent,
    /// Somebody is booking the room for that time just now, or it was offered with it to somebody who waits.
    RoomHeld {
        /// The room's name.
        room_name: String,
        /// Who is booking it; of an offer, the patient it was offered to.
        held_by: String,
        /// Until when at the latest, in the location's zone.
        until_local: NaiveDateTime,
    },
    /// The time lies outside the doctor's hours (B3). Someone who may override gives a reason.
    OutsideHours {
        /// The next free slots of that doctor.
        next: Vec<SlotOffer>,
    },
    /// The doctor is away then.
    DoctorAway {
        /// Until when, in the location's zone.
        until_local: NaiveDateTime,
        /// The next free slots of that doctor.
        next: Vec<SlotOffer>,
    },
    /// What was offered is over: it was passed on, or booked.
    OfferOver {
        /// How it ended.
        status: OfferStatus,
    },
    /// Something else is offered to them just now.
    OfferedAlready {
        /// To whom.
        patient_name: String,
    },
    /// Of several visits that are changed in one go, some cannot be: nothing was written.
    NotAllPossible {
        /// Those that cannot, each with why and the nearest free times.
        visits: Vec<PlannedVisit>,
    },
    /// The doctor's time is kept for something else then. Someone who may override gives a reason.
    TimeBlocked {
        /// What for.
        block_kind: BlockKind,
        /// What the desk called it; may be empty.
        title: String,
        /// Until when, in the location's zone.
        until_local: NaiveDateTime,
        /// When a reserve for emergencies is released to everyone, in the location's zone.
        released_local: Option<NaiveDateTime>,
        /// The next free slots of that doctor.
        next: Vec<SlotOffer>,
    },
    /// The time has passed.
    InThePast,
    /// The clock jumps over this local time; it does not exist that night.
    TimeInGap {
        /// The last local time before the jump.
        before_local: NaiveDateTime,
        /// The first local time after the jump.
        after_local: NaiveDateTime,
    },
    /// The clock shows this local time twice that night: which of the two is asked.
    TimeRepeated {
        /// The first of the two instants.
        earlier_at: DateTime<Utc>,
        /// The second of the two instants.
        later_at: DateTime<Utc>,
    },
    /// The visit's status does not allow this step.
    WrongStatus {
        /// What it is now.
        status: AppointmentStatus,
    },
    /// The visit is on a later day: nobody comes for it today.
    BeforeItsDay {
        /// When it begins, on the location's wall clock.
        starts_local: NaiveDateTime,
    },
    /// The doctor or patient is no longer active.
    NotActive {
        /// Which of them.
        what: RecordKind,
    },
    /// E-mail or password is wrong; which of the two is not said.
    WrongCredentials,
    /// Too many wrong passwords; try again later.
    Throttled {
        /// Seconds until the next try counts.
        wait_seconds: u32,
    },
    /// The account was disabled by the administrator.
    AccountDisabled,
    /// Somebody else set the password: its owner changes it before anything else can be done.
    PasswordChangeDue,
    /// This computer could not keep what is to be sent when the server is back: no room, or too much of it already.
    CannotKeepHere,
    /// The processing of the patient's data is restricted: what is asked for is not done until that is lifted.
    ProcessingRestricted,
    /// The consultation is completed; its note no longer changes here.
    ConsultationCompleted,
    /// The doctor's licence is over: nothing can be signed.
    LicenceExpired {
        /// Its last day.
        expired_on: NaiveDate,
    },
    /// The visit is of another day: opening it does not start it unless the doctor says so.
    NotToday {
        /// When it begins, in the location's zone.
        starts_local: NaiveDateTime,
    },
    /// The patient has not come yet: opening the visit does not start it unless the doctor says so.
    NotArrived,
    /// Visits to come were said to patients in the location's present time zone.
    ZoneInUse {
        /// How many.
        visits: u32,
    },
    /// The account of this workstation may not do this on the server.
    WorkstationMayNot,
    /// The keys to clinical content are not here.
    KeysMissing {
        /// Why.
        why: KeysMissing,
    },
    /// The clinic has its keys already: a colleague who holds them lets others in.
    KeysFoundAlready,
    /// Something is written in the note: the visit has begun and stays so.
    NoteWritten,
    /// The prescription is signed: what is to be different is a new one that replaces it.
    PrescriptionSigned,
    /// The prescription is not signed yet.
    PrescriptionNotSigned,
    /// The prescription was dispensed already.
    PrescriptionDispensed {
        /// When.
        dispensed_at: DateTime<Utc>,
    },
    /// The prescription was not dispensed: nothing can be taken back.
    PrescriptionNotDispensed,
    /// The last day of the prescription has passed.
    PrescriptionLapsed,
    /// Something stands against a medication, and no reason is given to sign it all the same.
    WarningsUnanswered {
        /// How many.
        count: u32,
    },
    /// A file cannot be added to the records, or what was added is not what is asked for.
    FileRefused {
        /// Why.
        why: FileFault,
    },
    /// The last active administrator cannot be disabled or given another role.
    LastAdministrator,
    /// The database's schema is newer than this program: update the workstation.
    SchemaNewer {
        /// The newest migration in the database.
        database: u32,
        /// The newest migration this program knows.
        program: u32,
    },
    /// The database's schema is older than this program: the administrator migrates it.
    SchemaOlder {
        /// The newest migration in the database.
        database: u32,
        /// The newest migration this program knows.
        program: u32,
    },
    /// Nobody has this birth date and this reference; which of the two is wrong is not said.
    KioskUnknown,
    /// Too many were not recognised at this kiosk; the next try counts later.
    KioskMustWait {
        /// Seconds until the next try counts.
        wait_seconds: u32,
    },
    /// The time that was offered at the kiosk is not free any more; in whose way it is, is nobody's business there.
    KioskTimeGone,
    /// They have so many visits to come that the desk books the next one.
    KioskFull,
    /// A document could not be kept in the folder chosen for it.
    NotKept {
        /// The folder.
        folder: String,
        /// Why.
        why: KeepingFault,
    },
    /// No MySQL-family server program is installed on this computer.
    NoServerProgram {
        /// The Debian package that brings one.
        package: String,
    },
}

/// One problem at one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FieldError {
    /// The field's name in the request.
    pub field: String,
    /// What is wrong with it.
    pub problem: FieldProblem,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FieldProblem {
    /// It is needed and empty.
    Missing,
    /// It has more characters than can be kept.
    TooLong {
        /// The most characters.
        most: u32,
    },
    /// It has fewer characters than it needs.
    TooShort {
        /// The fewest characters.
        least: u32,
    },
    /// Control characters or invisible marks that reorder text.
    BadCharacters,
    /// It has more digits after the point than are measured.
    TooPrecise {
        /// The most digits after the point.
        decimals: u32,
    },
    /// No date of the calendar, or not written year-month-day.
    NotADate,
    /// No time of day, or not written hour:minute.
    NotATime,
    /// A time that the clock skips on that day.
    InGap {
        /// The last minute before the jump.
        before_local: NaiveDateTime,
        /// The first minute after it.
        after_local: NaiveDateTime,
    },
    /// A date that must not be in the future is.
    InTheFuture,
    /// A date too long ago to be meant.
    TooLongAgo,
    /// The end is not after the start.
    EndBeforeStart,
    /// It overlaps another row of the same list.
    Overlaps,
    /// Below or above what is possible.
    OutOfRange {
        /// The least.
        least: i32,
        /// The most.
        most: i32,
    },
    /// More dates than can be, or none at all.
    TooManyDates {
        /// So many can be.
        most: i32,
    },
    /// No phone number.
    NotAPhone,
    /// No e-mail address.
    NotAnEmail,
    /// No certificate in PEM form.
    NotACertificate,
    /// No amount of money: a number of at least zero with two decimals at most.
    NotMoney,
    /// No booking reference: misheard or mistyped.
    NotAReference {
        /// References of visits that are one letter or one swap away.
        meant: Vec<String>,
    },
    /// No web address that begins with `https://`.
    NotAWebAddress,
    /// No recovery key: a letter is wrong or missing.
    NotARecoveryKey,
    /// Not one of the choices.
    UnknownChoice,
    /// Another record has it already.
    Taken,
    /// A password that is guessed too easily.
    WeakPassword,
    /// The new password is the present one.
    SamePassword,
}

impl FieldError {
    /// The problem at the field.
    pub fn new(field: &str, problem: FieldProblem) -> Self {
        Self { field: field.to_owned(), problem }
    }
}

impl From<FieldError> for ClinicError {
    fn from(error: FieldError) -> Self {
        Self::Invalid { fields: vec![error] }
    }
}

impl From<Refusal> for ClinicError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused { refusal }
    }
}

/// Kinds of records an error can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// A user account.
    User,
    /// A specialty.
    Specialty,
    /// A location.
    Location,
    /// A room.
    Room,
    /// A piece of equipment.
    Device,
    /// A doctor.
    Doctor,
    /// A patient.
    Patient,
    /// A stretch of hours.
    Hours,
    /// A time off.
    TimeOff,
    /// A block.
    Block,
    /// A holiday.
    Holiday,
    /// An appointment.
    Appointment,
    /// A place that is held.
    Hold,
    /// A series of appointments.
    Series,
    /// Somebody's place on the waitlist.
    WaitlistEntry,
    /// An offer to somebody who waits.
    Offer,
    /// A consultation.
    Consultation,
    /// What stands in a chart.
    ChartEntry,
    /// A prescription.
    Prescription,
    /// An interaction.
    Interaction,
    /// A letter.
    Letter,
    /// An emergency access.
    BrokenGlass,
    /// A restriction of processing.
    Restriction,
    /// A file in a patient's records.
    Record,
    /// The keys to clinical content.
    Keys,
    /// The clinic's settings.
    Settings,
    /// A message to a patient.
    Message,
    /// A view of the calendar kept on a key.
    SavedView,
    /// A quick text or a template.
    PreparedText,
}

/// Why a session does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SessionEnd {
    /// Nobody has signed in here, or the token is not one of ours.
    Unknown,
    /// Its twelve hours are over.
    Expired,
    /// It was signed out or revoked.
    Revoked,
    /// It is locked: the password opens it again.
    Locked,
    /// It was opened while the server was away, and the server is back: it needs the password once.
    ServerReturned,
}

/// Why a file could not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeepingFault {
    /// The disk is full.
    DiskFull,
    /// This computer's user may not write there.
    NoPermission,
    /// The folder is not there any more.
    NoFolder,
    /// The disk or the network drive failed.
    Failed,
}

/// What kind of silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OfflineCause {
    /// No connection, or it broke.
    Unreachable,
    /// The server refused the workstation's database account: its password was changed or it was revoked.
    AccountRefused,
    /// The server takes this account only over TLS, and it was spoken to without.
    TlsRequired,
    /// The server's certificate could not be verified.
    CertificateRefused,
    /// The server was too busy, or a lock was held too long; try again.
    Busy,
    /// The server has no room left on its disk.
    DiskFull,
}

/// What an action yields.
pub type Outcome<T> = Result<T, ClinicError>;
