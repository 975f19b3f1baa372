//! May this patient be processed? Asked in one place: the audit event of every deed that a restriction stops is not to be
//! written while one stands, and without its event no deed commits. It is decided by the server, in the deed's transaction,
//! whichever slice does it.

use crate::audit::{AuditAction, AuditEvent};
use crate::error::Outcome;
use crate::ids::{PatientId, UserId};
use crate::sql_text::SqlText;
use sqlx::MySqlPool;

/// What of a restricted patient is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    /// What the desk does anew: visits, waitlist, messages. Nothing opens it.
    Desk,
    /// What is clinical. An emergency access opens it to whom it is given.
    Clinical,
}

impl Gate {
    /// The gate that a deed passes. Those without one go on: visits that are booked are called off and take their course,
    /// what is wrong is put right, files that did not arrive are given up, and all data is exported.
    pub(crate) fn of(action: AuditAction, subject_kind: &str) -> Option<Self> {
        use AuditAction::*;
        match action {
            SlotHeld
            | AppointmentBooked
            | SeriesBooked
            | AppointmentRescheduled
            | WaitlistAdded
            | WaitlistBroughtBack
            | OfferMade
            | OfferAccepted
            | MessageClaimed
            | MessageTriedAgain
            | ReminderWritten => Some(Self::Desk),
            ConsultationOpened
            | ConsultationDraftSaved
            | ConsultationCompleted
            | ConsultationSigned
            | ConsultationAmended
            | ChartRead
            | ChartEntrySaved
            | NotesSearched
            | PrescriptionSaved
            | PrescriptionSigned
            | PrescriptionDispensed
            | PrescriptionNotDispensed
            | LetterIssued
            | RecordBegun
            | RecordPartKept
            | RecordAdded
            | RecordDescribed
            | RecordArchived
            | RecordUnarchived
            | RecordShared
            | RecordUnshared
            | RecordOpened
            | RecordCopied => Some(Self::Clinical),
            DocumentMade if matches!(subject_kind, "letter" | "prescription") => Some(Self::Clinical),
            _ => None,
        }
    }
}

/// Writes the event's action, or null where a restriction stops the deed: the log takes none without one.
pub(crate) fn push_action(sql: &mut SqlText, event: &AuditEvent, user: Option<UserId>) {
    let word = event.action.word();
    let Some((gate, patient)) = event.gate.zip(event.patient_id) else {
        sql.value(&word);
        return;
    };
    sql.push("(select if(count(*) = 0, ")
        .value(&word)
        .push(", null) from processing_restrictions s where s.open_patient_id = ");
    sql.value(&patient);
    if let (Gate::Clinical, Some(user)) = (gate, user) {
        sql.push(" and not exists (select 1 from break_glass g where g.patient_id = s.patient_id and g.user_id = ");
        sql.value(&user.0).push(" and g.ends_at > utc_timestamp(6))");
    }
    sql.push(")");
}

/// Whether a restriction keeps the user from what is clinical of the patient.
pub(crate) async fn stops(pool: &MySqlPool, user: Option<UserId>, patient: PatientId) -> Outcome<bool> {
    let found: Option<i32> = sqlx::query_scalar(
        "select 1 from processing_restrictions s where s.open_patient_id = ? and not exists (select 1 from break_glass g \
         where g.patient_id = s.patient_id and g.user_id = ? and g.ends_at > utc_timestamp(6))",
    )
    .bind(patient)
    .bind(user)
    .fetch_optional(pool)
    .await?;
    Ok(found.is_some())
}

/// Whether a restriction stands, whoever asks and for whatever.
pub(crate) async fn stands(pool: &MySqlPool, patient: PatientId) -> Outcome<bool> {
    let found: Option<i32> = sqlx::query_scalar("select 1 from processing_restrictions where open_patient_id = ?")
        .bind(patient)
        .fetch_optional(pool)
        .await?;
    Ok(found.is_some())
}

/// Every patient with a restriction that stands.
pub(crate) async fn restricted(pool: &MySqlPool) -> Outcome<Vec<PatientId>> {
    Ok(sqlx::query_scalar("select open_patient_id from processing_restrictions where open_patient_id is not null")
        .fetch_all(pool)
        .await?)
}
