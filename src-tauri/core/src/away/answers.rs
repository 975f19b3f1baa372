//! The desk's questions, answered from what is kept. What is not kept is answered as the server's silence.

use chrono::Duration;

use super::drawer::Drawer;
use super::places::THEIR_LANE;
use super::plan::{Plan, not_known_here};
use crate::access::Action;
use crate::appointments::model::{AppointmentView, DaySheet, DaySheetRequest, DoctorDay, SlotOffer, SlotSearch};
use crate::appointments::search::Words;
use crate::civil::parse_date;
use crate::doctors::model::{DoctorView, SpecialtyView};
use crate::error::Outcome;
use crate::ids::{AppointmentId, PatientId};
use crate::locations::model::LocationView;
use crate::patients::model::{MatchedBy, PatientHit, PatientSearch, PatientView};
use crate::patients::words::words;

impl Drawer {
    /// Reads the kept days with the deeds that wait done on them.
    async fn plan<T>(&self, action: Action, read: impl FnOnce(&Plan<'_>) -> Outcome<T>) -> Outcome<T> {
        self.may(action)?;
        let contents = self.contents().await;
        let days = contents.days.as_ref().ok_or_else(not_known_here)?;
        let deeds = contents.deeds.iter().filter(|kept| kept.waits()).map(|kept| &kept.deed);
        read(&Plan::of(days, deeds, &self.session().name, self.now()))
    }
}

/// The days of some doctors, today and the next working day.
///
/// # Errors
/// As [`crate::appointments::day_sheet`]; [`crate::error::ClinicError::Offline`] for other days.
pub async fn day_sheet(drawer: &Drawer, request: DaySheetRequest) -> Outcome<DaySheet> {
    let date = parse_date("date", &request.date)?;
    let last = date + Duration::days(i64::from(request.days.clamp(1, 42)) - 1);
    drawer
        .plan(Action::SeeCalendar, |plan| {
            if !plan.days().cover(date, last) {
                return Err(not_known_here());
            }
            let ids = &request.doctor_ids;
            let asked = |column: &&DoctorDay| {
                date <= column.date && column.date <= last && (ids.is_empty() || ids.contains(&column.doctor_id))
            };
            let mut columns: Vec<_> = plan.columns.iter().filter(asked).cloned().collect();
            if !ids.is_empty() {
                columns.sort_by_key(|column| (ids.iter().position(|id| *id == column.doctor_id), column.date));
            }
            if let Some(location) = request.location_id {
                for column in &mut columns {
                    column.windows.retain(|window| window.location_id == location);
                    column.appointments.retain(|visit| visit.location_id == location);
                    column.holds.retain(|hold| hold.location_id == location);
                }
            }
            Ok(DaySheet { date, now_at: drawer.now(), columns, kept_at: Some(plan.kept_at()) })
        })
        .await
}

/// Times of today and the next working day that are likely free.
///
/// # Errors
/// As [`crate::appointments::free_slots`]; [`crate::error::ClinicError::Offline`] for a pair of visits.
pub async fn free_slots(drawer: &Drawer, request: SlotSearch) -> Outcome<Vec<SlotOffer>> {
    let words = Words::read(&request)?;
    // Two visits are booked together or not at all: only the server can.
    if request.followed_by.is_some() {
        return Err(not_known_here());
    }
    drawer
        .plan(Action::SeeCalendar, |plan| {
            let usual = match request.patient_id {
                Some(id) => plan.patient(id)?.usual_doctor_id,
                None => None,
            };
            let patient = request.patient_id.map(|id| (id, THEIR_LANE));
            let (chosen, asked) = words.asked(plan.schedules(), &request, patient, usual, plan.now)?;
            Ok(plan.free(&chosen, &asked, usual))
        })
        .await
}

/// One visit of the kept days.
///
/// # Errors
/// [`crate::error::ClinicError::Offline`] for any other.
pub async fn get(drawer: &Drawer, id: AppointmentId) -> Outcome<AppointmentView> {
    drawer.plan(Action::SeeCalendar, |plan| plan.visit(id).cloned()).await
}

/// A patient's visits of the kept days, newest first.
///
/// # Errors
/// [`crate::error::ClinicError::Offline`] for a patient without any.
pub async fn of_patient(drawer: &Drawer, id: PatientId) -> Outcome<Vec<AppointmentView>> {
    drawer
        .plan(Action::SeeCalendar, |plan| {
            plan.patient(id)?;
            let mut visits: Vec<_> = plan.visits().filter(|visit| visit.patient_id == id).cloned().collect();
            visits.sort_by_key(|visit| std::cmp::Reverse(visit.starts_at));
            Ok(visits)
        })
        .await
}

/// The patients of the kept days and those registered meanwhile who fit what was typed: each word begins one of their
/// names, or is in their phone number, reference or birth date.
///
/// # Errors
/// [`crate::error::ClinicError::Forbidden`].
pub async fn find_patients(drawer: &Drawer, request: PatientSearch) -> Outcome<Vec<PatientHit>> {
    let limit = usize::try_from(request.limit.clamp(1, 50)).unwrap_or(1);
    drawer
        .plan(Action::SeePatients, |plan| {
            let now = drawer.now();
            let fits = |patient: &&PatientView| request.query.split_whitespace().all(|typed| has(patient, typed));
            let hit = |patient: &PatientView| PatientHit {
                patient: patient.clone(),
                why: if request.query.trim().is_empty() { MatchedBy::Recent } else { MatchedBy::Name },
                next_visit_at: plan
                    .visits()
                    .filter(|visit| visit.patient_id == patient.id && visit.status.is_live() && visit.starts_at >= now)
                    .map(|visit| visit.starts_at)
                    .min(),
            };
            let mut hits: Vec<_> = plan.patients().filter(fits).map(hit).collect();
            hits.sort_by(|one, other| {
                let name = |hit: &PatientHit| (hit.patient.family_name.clone(), hit.patient.given_name.clone());
                name(one).cmp(&name(other))
            });
            hits.truncate(limit);
            Ok(hits)
        })
        .await
}

fn has(patient: &PatientView, typed: &str) -> bool {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let names = words(&format!("{} {}", patient.family_name, patient.given_name));
    let parts = words(typed);
    let named = !parts.is_empty() && parts.iter().all(|part| names.iter().any(|name| name.starts_with(part.as_str())));
    named
        || (digits.len() >= 3 && patient.phone.contains(&digits))
        || (typed.len() >= 3 && patient.reference.to_lowercase().contains(&typed.to_lowercase()))
        || patient.birth_date.to_string() == typed
}

/// One patient of the kept days.
///
/// # Errors
/// [`crate::error::ClinicError::Offline`] for any other.
pub async fn patient(drawer: &Drawer, id: PatientId) -> Outcome<PatientView> {
    drawer.plan(Action::SeePatients, |plan| plan.patient(id).cloned()).await
}

/// Every doctor.
///
/// # Errors
/// [`crate::error::ClinicError::Offline`] when nothing is kept yet.
pub async fn doctors(drawer: &Drawer) -> Outcome<Vec<DoctorView>> {
    drawer.plan(Action::SeeCalendar, |plan| Ok(plan.days().doctors.clone())).await
}

/// Every specialty.
///
/// # Errors
/// [`crate::error::ClinicError::Offline`] when nothing is kept yet.
pub async fn specialties(drawer: &Drawer) -> Outcome<Vec<SpecialtyView>> {
    drawer.plan(Action::SeeCalendar, |plan| Ok(plan.days().specialties.clone())).await
}

/// Every location.
///
/// # Errors
/// [`crate::error::ClinicError::Offline`] when nothing is kept yet.
pub async fn locations(drawer: &Drawer) -> Outcome<Vec<LocationView>> {
    drawer.plan(Action::SeeCalendar, |plan| Ok(plan.days().locations.clone())).await
}
