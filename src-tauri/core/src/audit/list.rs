//! The audit log as the administrator reads it.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, MySql, QueryBuilder};
use uuid::Uuid;

use super::{AuditAction, AuditSearch, AuditView};
use crate::access::{Action, Actor};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{FieldError, FieldProblem, Outcome};
use crate::ids::{PatientId, UserId};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    at: DateTime<Utc>,
    actor: Option<String>,
    actor_id: Option<UserId>,
    workstation: String,
    action: String,
    subject_kind: String,
    subject_id: Uuid,
    subject: Option<String>,
    family_name: Option<String>,
    given_name: Option<String>,
    patient_id: Option<PatientId>,
}

/// Events that fit the question, newest first; the next page begins before the last event of this one. Where nobody was signed in the actor is the
/// tool or workstation.
///
/// # Errors
/// `Invalid` at `limit`. Forbidden to all but administrators.
pub async fn list(clinic: &Clinic, actor: &Actor, request: AuditSearch) -> Outcome<Vec<AuditView>> {
    actor.may(Action::ReadAudit)?;
    let limit = u32::try_from(request.limit)
        .ok()
        .filter(|limit| (1..=200).contains(limit))
        .ok_or_else(|| FieldError::new("limit", FieldProblem::OutOfRange { least: 1, most: 200 }))?;
    // As a DATETIME: the driver sends a `DateTime<Utc>` as a TIMESTAMP, and MariaDB finds nothing before one after 2038.
    let before = request.before_at.unwrap_or(DateTime::<Utc>::MAX_UTC).min(last_instant()).naive_utc();
    retry(|| async {
        let mut query = QueryBuilder::<MySql>::new(
            "select e.id, e.at, u.name as actor, e.actor_id, e.workstation, e.action, e.subject_kind, e.subject_id, \
             s.name as subject, p.family_name, p.given_name, e.patient_id from audit_events e \
             left join users u on u.id = e.actor_id left join users s on e.subject_kind = 'user' and s.id = e.subject_id \
             left join patients p on p.id = e.patient_id where e.at < ",
        );
        query.push_bind(before);
        if let Some(actor) = request.actor_id {
            query.push(" and e.actor_id = ").push_bind(actor);
        }
        if let Some(patient) = request.patient_id {
            query.push(" and e.patient_id = ").push_bind(patient);
        }
        if let Some(action) = &request.action {
            query.push(" and e.action = ").push_bind(action);
        } else if !request.drafts {
            let by_itself = [
                AuditAction::ConsultationDraftSaved,
                AuditAction::PrescriptionSaved,
                AuditAction::RecordPartKept,
                AuditAction::SlotHeld,
                AuditAction::HoldReleased,
                AuditAction::OpeningSettled,
            ];
            for action in by_itself {
                query.push(" and e.action <> ").push_bind(action.word());
            }
        }
        query.push(" order by e.at desc, e.id desc limit ").push_bind(limit);
        let rows: Vec<Row> = query.build_query_as().fetch_all(clinic.read()).await?;
        Ok(rows.into_iter().map(view).collect())
    })
    .await
}

/// The last instant a `datetime(6)` holds, to the second.
fn last_instant() -> DateTime<Utc> {
    DateTime::from_timestamp(253_402_300_799, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn view(row: Row) -> AuditView {
    AuditView {
        id: row.id,
        at: row.at,
        actor: row.actor.unwrap_or_else(|| row.workstation.clone()),
        actor_id: row.actor_id,
        workstation: row.workstation,
        action: row.action,
        subject_kind: row.subject_kind,
        subject_id: row.subject_id,
        subject: row.subject,
        patient: row.family_name.zip(row.given_name).map(|(family, given)| format!("{family}, {given}")),
        patient_id: row.patient_id,
    }
}
