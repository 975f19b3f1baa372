//! All notes of a patient, for whoever noted that they take them out. What only its author reads is not opened to anybody else:
//! it is said whose it is.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::model::ConsultationStatus;
use super::note::NoteContent;
use super::store::of_draft;
use super::versions::model::NoteVersion;
use super::versions::store::all;
use crate::access::Actor;
use crate::clinic::Clinic;
use crate::crypto::sealing::Sealed;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome};
use crate::ids::{AppointmentId, ConsultationId, DoctorId, PatientId, UserId};

/// A consultation with all that its reader may read of it.
pub(crate) struct WholeNote {
    pub(crate) id: ConsultationId,
    pub(crate) appointment_id: AppointmentId,
    pub(crate) doctor_name: String,
    pub(crate) status: ConsultationStatus,
    /// When a draft was saved last, or the note was completed.
    pub(crate) saved_at: DateTime<Utc>,
    /// What stands in the reader's own draft.
    pub(crate) draft: Option<NoteContent>,
    /// Every version, the first first.
    pub(crate) versions: Vec<NoteVersion>,
    /// What is there and was not opened.
    pub(crate) sealed: Vec<SealedNote>,
}

/// What only its author opens.
pub(crate) struct SealedNote {
    /// Whose it is.
    pub(crate) author: String,
    /// Which version of the note it belongs to; none of a draft.
    pub(crate) version: Option<u32>,
}

#[derive(FromRow)]
struct Row {
    id: ConsultationId,
    appointment_id: AppointmentId,
    doctor_id: DoctorId,
    doctor_name: String,
    status: String,
    draft_sealed: Vec<u8>,
    draft_key_id: u32,
    draft_version: u32,
    draft_saved_at: DateTime<Utc>,
    completed_at: Option<DateTime<Utc>>,
}

/// Every consultation of a patient, the oldest first. Private notes are the author's: of others it is said that they are there.
pub(crate) async fn everything(clinic: &Clinic, actor: &Actor, patient: PatientId) -> Outcome<Vec<WholeNote>> {
    let rows: Vec<Row> = retry(|| async {
        let rows = sqlx::query_as(
            "select c.id, c.appointment_id, c.doctor_id, d.name as doctor_name, c.status, c.draft_sealed, c.draft_key_id, \
             c.draft_version, c.draft_saved_at, c.completed_at from consultations c join doctors d on d.id = c.doctor_id \
             where c.patient_id = ? order by c.id",
        )
        .bind(patient)
        .fetch_all(clinic.read())
        .await?;
        Ok(rows)
    })
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(whole(clinic, actor, patient, row).await?);
    }
    Ok(found)
}

async fn whole(clinic: &Clinic, actor: &Actor, patient: PatientId, row: Row) -> Outcome<WholeNote> {
    let keys = actor.keys()?;
    let id = row.id;
    let status = ConsultationStatus::from_word(&row.status)
        .ok_or_else(|| ClinicError::Inconsistent { detail: format!("consultations.status of {id}: {}", row.status) })?;
    let mut sealed = Vec::new();
    let own = actor.doctor_id == Some(row.doctor_id);
    let draft: Option<NoteContent> = match status {
        ConsultationStatus::Completed => None,
        ConsultationStatus::Draft if own => {
            let place = of_draft(id, patient, row.draft_version);
            Some(keys.open_json(&place, &Sealed { key_id: row.draft_key_id, bytes: row.draft_sealed })?)
        }
        ConsultationStatus::Draft => {
            sealed.push(SealedNote { author: row.doctor_name.clone(), version: None });
            None
        }
    };
    let authors: Vec<(u32, UserId)> = retry(|| async {
        let authors = sqlx::query_as("select version, author_id from consultation_versions where consultation_id = ?")
            .bind(id)
            .fetch_all(clinic.read())
            .await?;
        Ok(authors)
    })
    .await?;
    let mut versions = retry(|| all(clinic.read(), keys, id, patient)).await?;
    for version in &mut versions {
        let author = authors.iter().find(|(number, _)| *number == version.version).map(|(_, author)| *author);
        if !version.content.private_notes.is_empty() && (author.is_none() || author != actor.user_id) {
            version.content.private_notes.clear();
            sealed.push(SealedNote { author: version.author.clone(), version: Some(version.version) });
        }
    }
    Ok(WholeNote {
        id,
        appointment_id: row.appointment_id,
        doctor_name: row.doctor_name,
        status,
        saved_at: row.completed_at.unwrap_or(row.draft_saved_at),
        draft,
        versions,
        sealed,
    })
}
