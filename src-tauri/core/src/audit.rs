//! The audit log: who did what to which record, written in the transaction of the deed.

mod list;

pub use list::list;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::access::Actor;
use crate::clinic::Clinic;
use crate::error::Outcome;
use crate::ids::{PatientId, RequestId, UserId};
use crate::once::once;
use crate::restrictions::gate::Gate;

/// One event as the administrator reads it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AuditView {
    /// Its id: the write's request id.
    pub id: Uuid,
    /// When, by the server's clock.
    pub at: DateTime<Utc>,
    /// Who, or the tool.
    pub actor: String,
    /// Their id, where somebody was signed in.
    pub actor_id: Option<UserId>,
    /// Where.
    pub workstation: String,
    /// What, e.g. `appointment_booked`.
    pub action: String,
    /// What kind of record.
    pub subject_kind: String,
    /// Which record.
    pub subject_id: Uuid,
    /// Whose account it is, where it is one: of a refused sign-in, whose was tried.
    pub subject: Option<String>,
    /// The patient concerned, `Family, Given`.
    pub patient: Option<String>,
    /// Their id.
    pub patient_id: Option<PatientId>,
}

/// A question for the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AuditSearch {
    /// Events before this one, for the next page.
    pub before_at: Option<DateTime<Utc>>,
    /// Only what this person did.
    pub actor_id: Option<UserId>,
    /// Only events of this kind, e.g. `appointment_booked`.
    pub action: Option<String>,
    /// Only what concerns this patient.
    pub patient_id: Option<PatientId>,
    /// Also what is saved by itself while somebody writes, and would be most of the log: drafts of notes, places held,
    /// free times that nobody waits for.
    pub drafts: bool,
    /// How many, 1 to 200.
    pub limit: i32,
}

macro_rules! audit_actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum AuditAction {
            $($(#[$doc])* $name,)*
        }

        impl AuditAction {
            /// As the log keeps it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

audit_actions! {
    /// A user signed in.
    SignedIn = "signed_in";
    /// A sign-in was refused.
    SignInRefused = "sign_in_refused";
    /// A user signed out.
    SignedOut = "signed_out";
    /// A session was locked.
    SessionLocked = "session_locked";
    /// A session was unlocked.
    SessionUnlocked = "session_unlocked";
    /// A user was added.
    UserAdded = "user_added";
    /// A user was changed.
    UserUpdated = "user_updated";
    /// A user changed their own password.
    PasswordChanged = "password_changed";
    /// A patient was registered.
    PatientRegistered = "patient_registered";
    /// A patient's data was changed.
    PatientUpdated = "patient_updated";
    /// A doctor was added.
    DoctorAdded = "doctor_added";
    /// A doctor was changed.
    DoctorUpdated = "doctor_updated";
    /// A specialty was added.
    SpecialtyAdded = "specialty_added";
    /// A location was added or changed.
    LocationSaved = "location_saved";
    /// A room was added or changed.
    RoomSaved = "room_saved";
    /// A piece of equipment was added or changed.
    DeviceSaved = "device_saved";
    /// The clinic's settings were changed.
    SettingsSaved = "settings_saved";
    /// A doctor's weekly hours were set.
    WeeklyHoursSet = "weekly_hours_set";
    /// The hours of a date were set.
    DatedHoursSet = "dated_hours_set";
    /// A time off was entered.
    TimeOffEntered = "time_off_entered";
    /// A time off was withdrawn.
    TimeOffWithdrawn = "time_off_withdrawn";
    /// Blocks were added.
    BlocksAdded = "blocks_added";
    /// A block was changed.
    BlockChanged = "block_changed";
    /// Blocks were removed.
    BlocksRemoved = "blocks_removed";
    /// Removed blocks were put back.
    BlocksRestored = "blocks_restored";
    /// A holiday was added or changed.
    HolidaySaved = "holiday_saved";
    /// A holiday was removed.
    HolidayRemoved = "holiday_removed";
    /// A visit was booked.
    AppointmentBooked = "appointment_booked";
    /// A place was held while its booking was filled in, or held longer.
    SlotHeld = "slot_held";
    /// A place that was held was given back.
    HoldReleased = "hold_released";
    /// A visit was moved.
    AppointmentRescheduled = "appointment_rescheduled";
    /// A visit was cancelled.
    AppointmentCancelled = "appointment_cancelled";
    /// What is written about a visit was changed.
    AppointmentDetailsChanged = "appointment_details_changed";
    /// A visit took a step of the day's flow.
    AppointmentStepped = "appointment_stepped";
    /// A series of visits was booked.
    SeriesBooked = "series_booked";
    /// Several visits were moved in one go; each has its own event too.
    AppointmentsMovedTogether = "appointments_moved_together";
    /// Several visits were cancelled in one go; each has its own event too.
    AppointmentsCancelledTogether = "appointments_cancelled_together";
    /// Two visits exchanged their places; each has its own event too.
    AppointmentsSwapped = "appointments_swapped";
    /// A write that changed several visits was taken back; each has its own event too.
    AppointmentsTakenBack = "appointments_taken_back";
    /// A visit was given a room, or its patient went into one.
    RoomAssigned = "room_assigned";
    /// Somebody was put on the waitlist.
    WaitlistAdded = "waitlist_added";
    /// What somebody waits for was changed.
    WaitlistChanged = "waitlist_changed";
    /// Somebody was taken off the waitlist.
    WaitlistRemoved = "waitlist_removed";
    /// Somebody who was taken off the waitlist was put back.
    WaitlistBroughtBack = "waitlist_brought_back";
    /// A time was offered to somebody who waits.
    OfferMade = "offer_made";
    /// What was offered was booked.
    OfferAccepted = "offer_accepted";
    /// What was offered was declined.
    OfferDeclined = "offer_declined";
    /// An offer was passed on by the desk.
    OfferSkipped = "offer_skipped";
    /// An offer was not answered in time.
    OfferLate = "offer_late";
    /// Time that became free is offered to nobody any more.
    OpeningSettled = "opening_settled";
    /// The settings of the messages were changed.
    MessageSettingsSaved = "message_settings_saved";
    /// A workstation began to hand a message over.
    MessageClaimed = "message_claimed";
    /// The mail server took a message.
    MessageSent = "message_sent";
    /// A message was not sent: it waits for another try, failed, or is not to be sent any more.
    MessageEnded = "message_ended";
    /// Messages wait because the mail server was not to be had.
    MessagesPutOff = "messages_put_off";
    /// Nobody knows whether messages went: the workstation that handed them over fell silent.
    MessagesUnknown = "messages_unknown";
    /// A message is to be tried again.
    MessageTriedAgain = "message_tried_again";
    /// A message was withdrawn by the desk.
    MessageWithdrawn = "message_withdrawn";
    /// A reminder was written.
    ReminderWritten = "reminder_written";
    /// Old messages were deleted.
    MessagesPurged = "messages_purged";
    /// A clinician was given a key pair.
    KeyPairMade = "key_pair_made";
    /// The clinic's keys were found, and what was readable was sealed.
    KeysFound = "keys_found";
    /// A colleague was let in: the keys were handed to them.
    KeysHandedOver = "keys_handed_over";
    /// A clinician let themselves in by the recovery key.
    KeysRecovered = "keys_recovered";
    /// A new recovery key was made.
    RecoveryKeyMade = "recovery_key_made";
    /// A new data key was made.
    DataKeyMade = "data_key_made";
    /// Contents were sealed again under the present data key.
    ContentResealed = "content_resealed";
    /// A consultation was opened.
    ConsultationOpened = "consultation_opened";
    /// A draft was saved.
    ConsultationDraftSaved = "consultation_draft_saved";
    /// A consultation was completed.
    ConsultationCompleted = "consultation_completed";
    /// A completed note was signed.
    ConsultationSigned = "consultation_signed";
    /// Something was added to a completed note.
    ConsultationAmended = "consultation_amended";
    /// A patient's past visits and notes were read.
    ChartRead = "chart_read";
    /// A doctor opened the chart of a patient whom they do not see, in an emergency.
    GlassBroken = "glass_broken";
    /// An administrator marked an emergency access as seen.
    BrokenGlassSeen = "broken_glass_seen";
    /// Something was written in a chart, or changed there.
    ChartEntrySaved = "chart_entry_saved";
    /// Notes were searched.
    NotesSearched = "notes_searched";
    /// Diagnoses and prescriptions of a period were counted.
    NotesCounted = "notes_counted";
    /// A doctor kept a code among their favourites, or took it from them.
    DiagnosisFavouriteSet = "diagnosis_favourite_set";
    /// A quick text or a template was kept.
    PreparedTextSaved = "prepared_text_saved";
    /// A quick text or a template was taken away.
    PreparedTextRemoved = "prepared_text_removed";
    /// A user kept a view of the calendar on a key, or took it away.
    SavedViewSet = "saved_view_set";
    /// Somebody was recognised at the kiosk and saw their visits.
    KioskEntered = "kiosk_entered";
    /// Somebody was not recognised at the kiosk.
    KioskRefused = "kiosk_refused";
    /// A prescription was saved.
    PrescriptionSaved = "prescription_saved";
    /// A prescription was signed.
    PrescriptionSigned = "prescription_signed";
    /// A prescription was dispensed.
    PrescriptionDispensed = "prescription_dispensed";
    /// That a prescription was dispensed was taken back.
    PrescriptionNotDispensed = "prescription_not_dispensed";
    /// A letter or a certificate was issued.
    LetterIssued = "letter_issued";
    /// A file began to arrive in a patient's records.
    RecordBegun = "record_begun";
    /// A part of a file arrived.
    RecordPartKept = "record_part_kept";
    /// A file arrived whole, and was checked.
    RecordAdded = "record_added";
    /// A file that had not arrived whole was given up.
    RecordDiscarded = "record_discarded";
    /// A record was described anew.
    RecordDescribed = "record_described";
    /// A record was put into the archive.
    RecordArchived = "record_archived";
    /// A record was brought back from the archive.
    RecordUnarchived = "record_unarchived";
    /// A record was shared with a doctor.
    RecordShared = "record_shared";
    /// A record is no longer shared with a doctor.
    RecordUnshared = "record_unshared";
    /// A record was opened.
    RecordOpened = "record_opened";
    /// A copy of a record was kept outside of the clinic's records.
    RecordCopied = "record_copied";
    /// A doctor read what is shared with them.
    SharedRecordsRead = "shared_records_read";
    /// An interaction was added to the clinic's table, or changed there.
    InteractionSaved = "interaction_saved";
    /// An interaction was taken out of the clinic's table.
    InteractionRemoved = "interaction_removed";
    /// A document with patients' data was made, to be printed or kept.
    DocumentMade = "document_made";
    /// The processing of a patient's data was restricted.
    ProcessingRestricted = "processing_restricted";
    /// A restriction of the processing was lifted.
    RestrictionLifted = "processing_restriction_lifted";
    /// All data of a patient was taken out, for the patient.
    PatientExported = "patient_exported";
    /// Something done while the server was away was let go, because the clinic refused it on return.
    KeptDeedDropped = "kept_deed_dropped";
    /// Data was imported.
    Imported = "imported";
}

/// One deed, to be written in its transaction.
#[derive(Clone, Debug)]
pub(crate) struct AuditEvent {
    pub(crate) action: AuditAction,
    pub(crate) subject_kind: &'static str,
    pub(crate) subject_id: Uuid,
    pub(crate) patient_id: Option<Uuid>,
    /// What a restriction of the patient's processing makes of the deed.
    pub(crate) gate: Option<Gate>,
    pub(crate) detail: serde_json::Value,
}

/// Notes what was only looked at or handed out; sent twice, once.
///
/// # Errors
/// [`ClinicError::Offline`](crate::error::ClinicError).
pub(crate) async fn note(clinic: &Clinic, actor: &Actor, request: RequestId, event: AuditEvent) -> Outcome<()> {
    once(clinic, request, || async { clinic.write(actor, request).await?.commit(event.clone()).await }).await
}

/// What changed between two states of a record: each field that differs with what it was and what it is.
///
/// ```text
/// changes({"name": "Ada", "fee": "80.00"}, {"name": "Ada", "fee": "85.00"}) = {"fee": ["80.00", "85.00"]}
/// ```
pub(crate) fn changes(before: &impl Serialize, after: &impl Serialize) -> serde_json::Value {
    let fields = |record: serde_json::Result<serde_json::Value>| match record {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let before = fields(serde_json::to_value(before));
    let after = fields(serde_json::to_value(after));
    let differing = after.into_iter().filter_map(|(field, is)| {
        let was = before.get(&field).cloned().unwrap_or_default();
        (was != is).then(|| (field, serde_json::json!([was, is])))
    });
    serde_json::Value::Object(differing.collect())
}
