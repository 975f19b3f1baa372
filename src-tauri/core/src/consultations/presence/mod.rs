//! Who has a note open: each window says so every few seconds, and sees the others. That is no fact of the clinic and not
//! audited; opening the note was. A window that says nothing for fifteen seconds is gone.

pub mod model;

use chrono::{DateTime, Utc};
use sqlx::{FromRow, MySqlPool};

use self::model::{AttendNote, Attendance, OtherWindow};
use super::actions::doctor;
use crate::access::Actor;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::{ConsultationId, DoctorId, SessionId, UserId};

/// Says what this window does with the note, and yields the others that show it, longest first. The feed's topic
/// `note_windows:<id>` changes when anybody comes, goes, begins or stops writing.
///
/// # Errors
/// `NotFound` unless the consultation is the doctor's own. Forbidden to all but doctors.
pub async fn attend(clinic: &Clinic, actor: &Actor, request: AttendNote) -> Outcome<Vec<OtherWindow>> {
    let (own, user) = doctor(actor)?;
    let session = actor.session_id.ok_or(ClinicError::NotFound { what: RecordKind::Consultation })?;
    let id = request.consultation_id;
    retry(|| async {
        if !is_of(clinic.read(), id, own).await? {
            return Err(ClinicError::NotFound { what: RecordKind::Consultation });
        }
        let before = attendance(clinic.read(), id, session).await?;
        if request.attendance == Attendance::Leaves {
            leave(clinic.read(), id, session).await?;
        } else {
            say(clinic.read(), request, session, user, &actor.workstation).await?;
        }
        if before != request.attendance {
            tell(clinic.read(), id).await?;
        }
        others(clinic.read(), id, session).await
    })
    .await
}

async fn is_of(pool: &MySqlPool, id: ConsultationId, doctor: DoctorId) -> Outcome<bool> {
    let found: Option<i32> = sqlx::query_scalar("select 1 from consultations where id = ? and doctor_id = ?")
        .bind(id)
        .bind(doctor)
        .fetch_optional(pool)
        .await?;
    Ok(found.is_some())
}

/// What the window did as far as the others know.
async fn attendance(pool: &MySqlPool, id: ConsultationId, session: SessionId) -> Outcome<Attendance> {
    let writes: Option<bool> = sqlx::query_scalar(
        "select writes_since is not null from note_windows where consultation_id = ? and session_id = ? \
         and seen_at > utc_timestamp(6) - interval 15 second",
    )
    .bind(id)
    .bind(session)
    .fetch_optional(pool)
    .await?;
    Ok(match writes {
        None => Attendance::Leaves,
        Some(false) => Attendance::Reads,
        Some(true) => Attendance::Writes,
    })
}

async fn say(
    pool: &MySqlPool,
    request: AttendNote,
    session: SessionId,
    user: UserId,
    workstation: &str,
) -> Outcome<()> {
    let writes = request.attendance == Attendance::Writes;
    sqlx::query(
        "insert into note_windows (consultation_id, session_id, user_id, workstation, writes_since) \
         values (?, ?, ?, ?, if(?, utc_timestamp(6), null)) on duplicate key update \
         opened_at = if(seen_at > utc_timestamp(6) - interval 15 second, opened_at, utc_timestamp(6)), \
         seen_at = utc_timestamp(6), writes_since = if(?, coalesce(writes_since, utc_timestamp(6)), null)",
    )
    .bind(request.consultation_id)
    .bind(session)
    .bind(user)
    .bind(workstation)
    .bind(writes)
    .bind(writes)
    .execute(pool)
    .await?;
    Ok(())
}

/// Takes the window away, and those that ended without saying so.
async fn leave(pool: &MySqlPool, id: ConsultationId, session: SessionId) -> Outcome<()> {
    sqlx::query(
        "delete from note_windows where consultation_id = ? \
         and (session_id = ? or seen_at < utc_timestamp(6) - interval 15 second)",
    )
    .bind(id)
    .bind(session)
    .execute(pool)
    .await?;
    Ok(())
}

async fn tell(pool: &MySqlPool, id: ConsultationId) -> Outcome<()> {
    sqlx::query("insert into topics (name) values (?) on duplicate key update version = version + 1")
        .bind(format!("note_windows:{id}"))
        .execute(pool)
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct WindowRow {
    name: String,
    workstation: String,
    opened_at: DateTime<Utc>,
    writes_since: Option<DateTime<Utc>>,
}

async fn others(pool: &MySqlPool, id: ConsultationId, session: SessionId) -> Outcome<Vec<OtherWindow>> {
    let rows: Vec<WindowRow> = sqlx::query_as(
        "select u.name, w.workstation, w.opened_at, w.writes_since from note_windows w \
         join users u on u.id = w.user_id where w.consultation_id = ? and w.session_id <> ? \
         and w.seen_at > utc_timestamp(6) - interval 15 second order by w.opened_at, w.session_id",
    )
    .bind(id)
    .bind(session)
    .fetch_all(pool)
    .await?;
    let window = |WindowRow { name, workstation, opened_at, writes_since }| OtherWindow {
        name,
        workstation,
        opened_at,
        writes_since,
    };
    Ok(rows.into_iter().map(window).collect())
}
