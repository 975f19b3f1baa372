//! What can be printed: read, noted in the audit log, laid out. What was shown was logged before.

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::calendar::VisitCalendar;
use super::model::{DayPaper, DoctorCalendar, MadeFile, Names, PrintDay, PrintVisit, PrintVisits};
use super::papers::Printing;
use super::words::Words;
use crate::access::{Action, Actor};
use crate::appointments::model::{AppointmentView, DaySheet, DaySheetRequest};
use crate::audit::{self, AuditAction, AuditEvent};
use crate::civil::parse_date;
use crate::clinic::Clinic;
use crate::documents;
use crate::documents::model::Document;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, Refusal};
use crate::ids::{DoctorId, LocationId, RequestId};
use crate::locations::model::LocationView;
use crate::{appointments, locations, patients, users};

/// The most visits of a patient that are read.
const MOST_VISITS: usize = 500;
/// The longest stretch of a doctor's calendar, and how much of it is read at once.
const MOST_DAYS: i64 = 184;
const DAYS_AT_ONCE: i64 = 42;

/// A day of doctors as a PDF: the day sheet with names or without, or the list of whom to call.
///
/// # Errors
/// As [`appointments::day_sheet`]; [`ClinicError::Invalid`] at `language`.
pub async fn day(clinic: &Clinic, actor: &Actor, request: PrintDay) -> Outcome<MadeFile> {
    let (words, desk) = Desk::open(clinic, actor, &request.language).await?;
    let PrintDay { request_id, date, doctor_ids, location_id, paper, .. } = request;
    let sheet = read_days(clinic, actor, date, 1, doctor_ids.clone(), location_id).await?;
    let (name, event) = match paper {
        DayPaper::DaySheet | DayPaper::DaySheetWithoutNames => ("day-sheet", "day_sheet"),
        DayPaper::CallList => ("call-list", "call_list"),
    };
    let event = made(event, "day", request_id.0)
        .detail(json!({ "document": event, "paper": paper, "date": sheet.date, "doctor_ids": doctor_ids }));
    audit::note(clinic, actor, request_id, event).await?;
    let printing = desk.printing(words, clinic, &request.language);
    let document = match paper {
        DayPaper::CallList => printing.call_list(&sheet),
        DayPaper::DaySheet | DayPaper::DaySheetWithoutNames => printing.day_sheet(&sheet, paper),
    };
    pdf(format!("{name} {}.pdf", sheet.date), document).await
}

/// The card of a visit, which the patient takes home, as a PDF.
///
/// # Errors
/// [`ClinicError::NotFound`]; [`Refusal::WrongStatus`] when the visit was cancelled or missed: nobody is to come.
pub async fn appointment_card(clinic: &Clinic, actor: &Actor, request: PrintVisit) -> Outcome<MadeFile> {
    let (words, desk) = Desk::open(clinic, actor, &request.language).await?;
    let visit = appointments::get(clinic, actor, request.appointment_id).await?;
    if !visit.status.is_live() {
        return Err(Refusal::WrongStatus { status: visit.status }.into());
    }
    note_visit(clinic, actor, "appointment_card", request.request_id, &visit).await?;
    let document = desk.printing(words, clinic, &request.language).card(&visit);
    pdf(format!("card {}.pdf", visit.reference), document).await
}

/// A patient's visits as a PDF, the coming ones first.
///
/// # Errors
/// [`ClinicError::NotFound`].
pub async fn visits_of_patient(clinic: &Clinic, actor: &Actor, request: PrintVisits) -> Outcome<MadeFile> {
    let (words, desk) = Desk::open(clinic, actor, &request.language).await?;
    let patient = patients::get(clinic, actor, request.patient_id).await?;
    let visits = appointments::of_patient(clinic, actor, request.patient_id).await?;
    let event = made("visits_of_patient", "patient", patient.id.0).patient(patient.id);
    audit::note(clinic, actor, request.request_id, event).await?;
    let document = desk.printing(words, clinic, &request.language).visits(&patient, &visits, MOST_VISITS);
    pdf(format!("visits {}.pdf", patient.reference), document).await
}

/// A visit for the patient's calendar program. A cancelled visit says that it is.
///
/// # Errors
/// [`ClinicError::NotFound`].
pub async fn visit_calendar(clinic: &Clinic, actor: &Actor, request: PrintVisit) -> Outcome<MadeFile> {
    let (words, desk) = Desk::open(clinic, actor, &request.language).await?;
    let visit = appointments::get(clinic, actor, request.appointment_id).await?;
    note_visit(clinic, actor, "visit_calendar", request.request_id, &visit).await?;
    let text = desk.calendar(words, clinic).of_visit(&visit);
    Ok(MadeFile { name: format!("visit {}.ics", visit.reference), bytes: text.into_bytes() })
}

/// A doctor's visits of a stretch of days for a calendar program; with patients' names only when that is asked for.
///
/// # Errors
/// [`ClinicError::NotFound`]; [`ClinicError::Invalid`] at `from_on`, `to_on`.
pub async fn doctor_calendar(clinic: &Clinic, actor: &Actor, request: DoctorCalendar) -> Outcome<MadeFile> {
    let (words, desk) = Desk::open(clinic, actor, &request.language).await?;
    let from = parse_date("from_on", &request.from_on)?;
    let to = parse_date("to_on", &request.to_on)?;
    if to < from {
        return Err(FieldError::new("to_on", FieldProblem::EndBeforeStart).into());
    }
    if (to - from).num_days() >= MOST_DAYS {
        return Err(FieldError::new("to_on", FieldProblem::OutOfRange { least: 1, most: MOST_DAYS as i32 }).into());
    }
    let mut name = String::new();
    let mut visits: Vec<AppointmentView> = Vec::new();
    let mut first = from;
    while first <= to {
        let days = ((to - first).num_days() + 1).min(DAYS_AT_ONCE);
        let sheet = read_days(clinic, actor, first.to_string(), days as i32, vec![request.doctor_id], None).await?;
        for column in sheet.columns {
            name = column.doctor_name;
            visits.extend(column.appointments);
        }
        first += Duration::days(days);
    }
    let event = made("doctor_calendar", "doctor", request.doctor_id.0).detail(json!({
        "document": "doctor_calendar", "from_on": from, "to_on": to, "names": request.names,
    }));
    audit::note(clinic, actor, request.request_id, event).await?;
    let text = desk.calendar(words, clinic).of_doctor(&name, &visits, |visit| match request.names {
        Names::Shown => words.calendar_patient(&visit.patient_name),
        Names::Hidden => words.calendar_visit.clone(),
    });
    Ok(MadeFile { name: format!("calendar {from} {to}.ics"), bytes: text.into_bytes() })
}

/// What every paper needs: on whose it is printed, and by whom.
pub(super) struct Desk {
    pub(super) locations: Vec<LocationView>,
    by: String,
}

impl Desk {
    pub(super) async fn open(clinic: &Clinic, actor: &Actor, language: &str) -> Outcome<(&'static Words, Self)> {
        actor.may(Action::PrintPatientData)?;
        let words = Words::of(language)?;
        let locations = locations::list(clinic, actor).await?;
        let by = users::own_name(clinic, actor).await?;
        Ok((words, Self { locations, by }))
    }

    pub(super) fn printing<'a>(&'a self, words: &'a Words, clinic: &Clinic, language: &str) -> Printing<'a> {
        let (by, now, language) = (self.by.clone(), clinic.now(), language.to_owned());
        Printing { words, locations: &self.locations, by, now, language }
    }

    fn calendar<'a>(&'a self, words: &'a Words, clinic: &Clinic) -> VisitCalendar<'a> {
        VisitCalendar { words, locations: &self.locations, now: clinic.now() }
    }
}

async fn read_days(
    clinic: &Clinic,
    actor: &Actor,
    date: String,
    days: i32,
    doctor_ids: Vec<DoctorId>,
    location_id: Option<LocationId>,
) -> Outcome<DaySheet> {
    appointments::day_sheet(clinic, actor, DaySheetRequest { date, days, doctor_ids, location_id }).await
}

/// Laying out takes its time: the connections must not wait for it.
pub(super) async fn pdf(name: String, document: Document) -> Outcome<MadeFile> {
    let drawn = tokio::task::spawn_blocking(move || documents::pdf(&document)).await;
    let broken = |_| ClinicError::Inconsistent { detail: "a document was not laid out".into() };
    Ok(MadeFile { name, bytes: drawn.map_err(broken)?? })
}

fn made(document: &str, subject_kind: &'static str, subject: Uuid) -> AuditEvent {
    AuditEvent::about(AuditAction::DocumentMade, subject_kind, subject).detail(json!({ "document": document }))
}

async fn note_visit(
    clinic: &Clinic,
    actor: &Actor,
    document: &str,
    request: RequestId,
    visit: &AppointmentView,
) -> Outcome<()> {
    audit::note(clinic, actor, request, made(document, "appointment", visit.id.0).patient(visit.patient_id)).await
}
