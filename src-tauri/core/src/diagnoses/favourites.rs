//! The codes that a doctor marked to have them at hand. They are the doctor's, and say nothing of a patient.

use crate::access::{Action, Actor};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind};
use crate::ids::UserId;
use crate::once::once;

use super::codes::title;
use super::model::SetFavourite;

/// The most that anybody keeps.
const MOST: usize = 200;

/// A code that a doctor marked.
pub(crate) struct Favourite {
    pub(crate) code: String,
    pub(crate) title: &'static str,
}

/// The user's favourites, the latest first. One that the present release has no more is left out.
pub(crate) async fn favourites(clinic: &Clinic, user: UserId) -> Outcome<Vec<Favourite>> {
    let codes: Vec<String> = sqlx::query_scalar(
        "select code from diagnosis_favourites where user_id = ? order by created_at desc, code limit 200",
    )
    .bind(user)
    .fetch_all(clinic.read())
    .await?;
    Ok(codes.into_iter().filter_map(|code| Some(Favourite { title: title(&code)?, code })).collect())
}

/// Keeps a code among the doctor's favourites, or takes it from them. What is so already stays so.
///
/// # Errors
/// `Invalid` at `code` when the present release has no such diagnosis, or when there are 200 already. Forbidden to all but
/// doctors.
pub async fn set_favourite(clinic: &Clinic, actor: &Actor, request: SetFavourite) -> Outcome<()> {
    actor.may(Action::Consult)?;
    let user = actor.user_id().ok_or(ClinicError::NotFound { what: RecordKind::User })?;
    let SetFavourite { request_id, code, favourite } = request;
    if favourite && title(&code).is_none() {
        return Err(FieldError::new("code", FieldProblem::UnknownChoice).into());
    }
    once(clinic, request_id, || async {
        if favourite && favourites(clinic, user).await?.len() >= MOST {
            return Err(FieldError::new("code", FieldProblem::OutOfRange { least: 0, most: 200 }).into());
        }
        let mut write = clinic.write(actor, request_id).await?;
        let statement = match favourite {
            true => "insert ignore into diagnosis_favourites (user_id, code) values (?, ?)",
            false => "delete from diagnosis_favourites where user_id = ? and code = ?",
        };
        sqlx::query(statement).bind(user).bind(&code).execute(write.connection()).await?;
        // Which code it is stays out of the log: beside a visit of the same minute it would say too much.
        write.commit(AuditEvent::about(AuditAction::DiagnosisFavouriteSet, "user", user.0)).await
    })
    .await
}
