//! Many written notes at once, for filling a clinic with people who do not exist. Sealed like any other.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use sqlx::mysql::MySqlConnection;

use super::model::ConsultationStatus;
use super::note::NoteContent;
use super::store::{of_draft, of_version};
use crate::crypto::sealing::Sealed;
use crate::error::Outcome;
use crate::ids::{AppointmentId, ConsultationId, DoctorId, PatientId, UserId};
use crate::keys::ClinicKeys;

/// Rows a statement: notes are long.
const ROWS: usize = 200;

/// A note to add as it stands.
pub(crate) struct WrittenNote {
    pub(crate) id: ConsultationId,
    pub(crate) appointment_id: AppointmentId,
    pub(crate) patient_id: PatientId,
    pub(crate) doctor_id: DoctorId,
    pub(crate) author: UserId,
    pub(crate) content: NoteContent,
    pub(crate) saved_at: DateTime<Utc>,
    /// It stands: the draft became the first version.
    pub(crate) completed: bool,
}

impl WrittenNote {
    fn status(&self) -> ConsultationStatus {
        if self.completed { ConsultationStatus::Completed } else { ConsultationStatus::Draft }
    }
}

/// Adds notes, and the first version of those that stand, as signed by their authors before there were signatures.
pub(crate) async fn insert_notes(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    notes: &[WrittenNote],
) -> Outcome<()> {
    for rows in notes.chunks(ROWS) {
        let sealed = |note: &WrittenNote| keys.seal_json(&of_draft(note.id, note.patient_id, 0), &note.content);
        let drafts: Vec<Sealed> = rows.iter().map(sealed).collect::<Outcome<_>>()?;
        let mut query = QueryBuilder::new(
            "insert into consultations (id, appointment_id, patient_id, doctor_id, status, draft_sealed, draft_key_id, \
             draft_by, draft_saved_at, completed_at, created_at) ",
        );
        query.push_values(rows.iter().zip(drafts), |mut row, (note, draft)| {
            row.push_bind(note.id)
                .push_bind(note.appointment_id)
                .push_bind(note.patient_id)
                .push_bind(note.doctor_id)
                .push_bind(note.status().word())
                .push_bind(draft.bytes)
                .push_bind(draft.key_id)
                .push_bind(note.author)
                .push_bind(note.saved_at)
                .push_bind(note.completed.then_some(note.saved_at))
                .push_bind(note.saved_at);
        });
        query.build().execute(&mut *connection).await?;
    }
    let standing: Vec<&WrittenNote> = notes.iter().filter(|note| note.completed).collect();
    for rows in standing.chunks(ROWS) {
        let sealed = |note: &&WrittenNote| keys.seal_json(&of_version(note.id, note.patient_id, 1), &note.content);
        let versions: Vec<Sealed> = rows.iter().map(sealed).collect::<Outcome<_>>()?;
        let mut query = QueryBuilder::new(
            "insert into consultation_versions (consultation_id, version, sealed, key_id, author_id, saved_at) ",
        );
        query.push_values(rows.iter().zip(versions), |mut row, (note, version)| {
            row.push_bind(note.id)
                .push_bind(1)
                .push_bind(version.bytes)
                .push_bind(version.key_id)
                .push_bind(note.author)
                .push_bind(note.saved_at);
        });
        query.build().execute(&mut *connection).await?;
        let mut query =
            QueryBuilder::new("insert into consultation_signatures (consultation_id, version, signed_by, signed_at) ");
        query.push_values(rows, |mut row, note| {
            row.push_bind(note.id).push_bind(1).push_bind(note.author).push_bind(note.saved_at);
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}
