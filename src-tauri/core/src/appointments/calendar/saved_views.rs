//! Views of the calendar that a user keeps on function keys. They are the user's, not the workstation's.

use serde_json::json;
use sqlx::types::Json;

use super::model::{CalendarShows, ForgetView, SaveView, SavedView};
use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::db_error::{added, retry};
use crate::error::{ClinicError, FieldError, FieldProblem, FormCheck, Outcome, RecordKind};
use crate::ids::UserId;
use crate::once::once;
use crate::text::{Lines, required};
use crate::tx::WriteTx;

/// The keys that hold a view: F2 to F9. F1 is help on many desks.
const KEYS: std::ops::RangeInclusive<i32> = 2..=9;

/// The user's views by key.
///
/// # Errors
/// [`ClinicError::NotFound`] for whoever is no user; [`ClinicError::Offline`].
pub async fn saved_views(clinic: &Clinic, actor: &Actor) -> Outcome<Vec<SavedView>> {
    actor.may(Action::SeeCalendar)?;
    let user = user(actor)?;
    retry(|| read(clinic, user)).await
}

fn user(actor: &Actor) -> Outcome<UserId> {
    actor.user_id().ok_or(ClinicError::NotFound { what: RecordKind::User })
}

async fn read(clinic: &Clinic, user: UserId) -> Outcome<Vec<SavedView>> {
    // A view that a later version of the program saved is not offered by this one.
    let rows: Vec<(u8, String, Json<serde_json::Value>, u32)> = sqlx::query_as(
        "select function_key, name, shows, row_version from saved_views where user_id = ? order by function_key limit 8",
    )
    .bind(user)
    .fetch_all(clinic.read())
    .await?;
    let known = rows.into_iter().filter_map(|(function_key, name, shows, row_version)| {
        let shows = serde_json::from_value(shows.0).ok()?;
        Some(SavedView { function_key, name, shows, row_version })
    });
    Ok(known.collect())
}

/// Keeps a view on a key, in the place of the one whose version was seen.
///
/// # Errors
/// [`ClinicError::Invalid`] at `function_key`, `name`, `shows`; [`ClinicError::Stale`] when another workstation of the
/// same user changed that key.
pub async fn save_view(clinic: &Clinic, actor: &Actor, request: SaveView) -> Outcome<Vec<SavedView>> {
    actor.may(Action::SeeCalendar)?;
    let user = user(actor)?;
    let mut form = FormCheck::default();
    let key = form.take(parse_key(request.function_key)).unwrap_or_default();
    let name = form.take(required("name", &request.name, 60, Lines::One)).unwrap_or_default();
    if request.shows.doctor_ids.len() > 200 || request.shows.statuses.len() > 8 {
        form.note("shows", FieldProblem::OutOfRange { least: 0, most: 200 });
    }
    form.finish()?;
    once(clinic, request.request_id, || async {
        let mut tx = clinic.write(actor, request.request_id).await?;
        if !write(&mut tx, user, key, &name, &request.shows, request.row_version).await? {
            return Err(ClinicError::Stale { what: RecordKind::SavedView });
        }
        commit(tx, user, json!({ "key": key, "name": name })).await
    })
    .await?;
    retry(|| read(clinic, user)).await
}

async fn write(
    tx: &mut WriteTx,
    user: UserId,
    key: u8,
    name: &str,
    shows: &CalendarShows,
    seen: Option<u32>,
) -> Outcome<bool> {
    let Some(seen) = seen else {
        let made = sqlx::query("insert into saved_views (user_id, function_key, name, shows) values (?, ?, ?, ?)")
            .bind(user)
            .bind(key)
            .bind(name)
            .bind(Json(shows))
            .execute(tx.connection())
            .await;
        return added(made);
    };
    let changed = sqlx::query(
        "update saved_views set name = ?, shows = ?, updated_at = utc_timestamp(6), row_version = row_version + 1 \
         where user_id = ? and function_key = ? and row_version = ?",
    )
    .bind(name)
    .bind(Json(shows))
    .bind(user)
    .bind(key)
    .bind(seen)
    .execute(tx.connection())
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Takes a view from its key.
///
/// # Errors
/// [`ClinicError::Invalid`] at `function_key`; [`ClinicError::Stale`].
pub async fn forget_view(clinic: &Clinic, actor: &Actor, request: ForgetView) -> Outcome<Vec<SavedView>> {
    actor.may(Action::SeeCalendar)?;
    let user = user(actor)?;
    let key = parse_key(request.function_key)?;
    once(clinic, request.request_id, || async {
        let mut tx = clinic.write(actor, request.request_id).await?;
        let gone = sqlx::query("delete from saved_views where user_id = ? and function_key = ? and row_version = ?")
            .bind(user)
            .bind(key)
            .bind(request.row_version)
            .execute(tx.connection())
            .await?;
        if gone.rows_affected() != 1 {
            return Err(ClinicError::Stale { what: RecordKind::SavedView });
        }
        commit(tx, user, json!({ "key": key })).await
    })
    .await?;
    retry(|| read(clinic, user)).await
}

async fn commit(mut tx: WriteTx, user: UserId, detail: serde_json::Value) -> Outcome<()> {
    tx.touch_topic(format!("saved_views:{user}"));
    tx.commit(AuditEvent::about(AuditAction::SavedViewSet, "user", user.0).detail(detail)).await
}

fn parse_key(key: i32) -> Result<u8, FieldError> {
    u8::try_from(key)
        .ok()
        .filter(|_| KEYS.contains(&key))
        .ok_or_else(|| FieldError::new("function_key", FieldProblem::OutOfRange { least: 2, most: 9 }))
}
