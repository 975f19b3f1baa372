//! Visits as a flat list: the agenda, the waiting room, who has not come.

use chrono::Duration;

use super::day_sheet::{doctors, span_of_days};
use super::model::{VisitList, VisitListRequest};
use super::view::{Listed, Which, views};
use crate::access::{Action, Actor};
use crate::civil::parse_date;
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::{FieldProblem, FormCheck, Outcome};

/// The most days of a list.
const DAYS: i32 = 62;
/// The most visits of a list.
const VISITS: i32 = 1000;

/// The visits of some days by start, of the doctors, place, statuses and kind asked for.
///
/// # Errors
/// [`ClinicError::Invalid`](crate::error::ClinicError) at `from_on`, `to_on`, `doctor_ids`, `limit`;
/// [`ClinicError::NotFound`](crate::error::ClinicError) for an unknown doctor.
pub async fn list(clinic: &Clinic, actor: &Actor, request: VisitListRequest) -> Outcome<VisitList> {
    actor.may(Action::SeeCalendar)?;
    let mut form = FormCheck::default();
    let from = form.take(parse_date("from_on", &request.from_on)).unwrap_or_default();
    let to = form.take(parse_date("to_on", &request.to_on)).unwrap_or_default();
    if to < from {
        form.note("to_on", FieldProblem::EndBeforeStart);
    }
    if to - from >= Duration::days(DAYS.into()) {
        form.note("to_on", FieldProblem::OutOfRange { least: 1, most: DAYS });
    }
    if request.doctor_ids.len() > 200 {
        form.note("doctor_ids", FieldProblem::OutOfRange { least: 0, most: 200 });
    }
    if !(1..=VISITS).contains(&request.limit) {
        form.note("limit", FieldProblem::OutOfRange { least: 1, most: VISITS });
    }
    form.finish()?;
    let limit = usize::try_from(request.limit).unwrap_or(1);
    retry(|| async {
        let schedules = clinic.schedules().await?;
        let ids: Vec<_> = doctors(&schedules, &request.doctor_ids)?.iter().map(|doctor| doctor.doctor_id).collect();
        let (first, after) = span_of_days(&schedules, from, to);
        let listed = Listed {
            doctors: &ids,
            from: first,
            to: after,
            location: request.location_id,
            statuses: &request.statuses,
            kind: request.visit_kind,
            limit: request.limit + 1,
        };
        let mut visits = views(clinic, Which::Listed(&listed)).await?;
        let more = visits.len() > limit;
        // A wall in another zone has another midnight: what is read there beyond the days is not shown.
        visits.retain(|visit| (from..=to).contains(&visit.starts_local.date()));
        visits.truncate(limit);
        Ok(VisitList { now_at: clinic.now(), visits, more })
    })
    .await
}
