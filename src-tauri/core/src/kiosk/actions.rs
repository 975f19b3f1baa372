//! What a person does at the kiosk. Each action recognises them first and then does for them what the desk would.

use super::model::*;
use super::standing::seen;
use crate::access::Actor;
use crate::appointments::model::{
    AppointmentView, BookingRequest, FindVisit, RequestedTime, SlotSearch, Step, StepRequest, WishedTimes,
};
use crate::appointments::reference;
use crate::audit::{self, AuditAction, AuditEvent};
use crate::civil::parse_date;
use crate::clinic::Clinic;
use crate::contact::PhoneCountry;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, RecordKind, Refusal};
use crate::ids::{LocationId, RequestId};
use crate::patients::model::{PatientForm, PatientSearch, PatientView, RegisterPatient};
use crate::{appointments, doctors, locations, patients};

/// The most visits that are shown.
const MOST_VISITS: usize = 20;
/// The most visits to come of somebody who books another one here: a joker fills no calendar.
const MOST_COMING: usize = 4;
/// How far ahead is looked, how much is offered of it, and how much of one day.
const DAYS: i32 = 28;
const OFFERED: i32 = 24;
const OFFERED_A_DAY: i32 = 6;

/// Where a kiosk can stand, and who sees patients.
///
/// # Errors
/// Forbidden to all but kiosks.
pub async fn place(clinic: &Clinic, actor: &Actor) -> Outcome<KioskPlace> {
    let desk = actor.at_the_kiosk()?;
    let locations = locations::list(clinic, &desk).await?;
    let mut doctors = doctors::list(clinic, &desk).await?;
    doctors.retain(|doctor| doctor.active);
    let mut specialties: Vec<_> = doctors
        .iter()
        .flat_map(|doctor| &doctor.specialties)
        .map(|specialty| KioskSpecialty { id: specialty.id, name: specialty.name.clone() })
        .collect();
    specialties.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    specialties.dedup_by_key(|specialty| specialty.id);
    let active = locations.into_iter().filter(|location| location.active);
    Ok(KioskPlace {
        locations: active.map(|location| KioskLocation { id: location.id, name: location.name }).collect(),
        doctors: doctors.into_iter().map(|doctor| KioskDoctor { id: doctor.id, name: doctor.name }).collect(),
        specialties,
    })
}

/// Who stands there, and their visits. That somebody saw them is noted.
///
/// # Errors
/// [`ClinicError::Invalid`] at `birth_date`, `reference`; [`Refusal::KioskUnknown`], which never says what of the two was
/// wrong; [`Refusal::KioskMustWait`] after five of these.
pub async fn enter(clinic: &Clinic, actor: &Actor, request: KioskEnter) -> Outcome<KioskGuest> {
    let desk = actor.at_the_kiosk()?;
    let patient = recognised(clinic, &desk, &request.proof).await?;
    let event = AuditEvent::about(AuditAction::KioskEntered, "patient", patient.id.0).patient(patient.id);
    audit::note(clinic, actor, request.request_id, event).await?;
    guest(clinic, &desk, patient, request.location_id).await
}

/// Checks in for a visit of today; who is checked in already stays so.
///
/// # Errors
/// As [`enter`]; [`Refusal::WrongStatus`] when the desk has to look at it; [`ClinicError::NotFound`] for a visit of
/// somebody else.
pub async fn check_in(clinic: &Clinic, actor: &Actor, request: KioskCheckIn) -> Outcome<KioskVisit> {
    let desk = actor.at_the_kiosk()?;
    let patient = recognised(clinic, &desk, &request.proof).await?;
    let visit = appointments::get(clinic, &desk, request.appointment_id).await?;
    if visit.patient_id != patient.id {
        return Err(ClinicError::NotFound { what: RecordKind::Appointment });
    }
    let here = |visit: &AppointmentView| {
        seen(visit, request.location_id, clinic.now()).ok_or(Refusal::WrongStatus { status: visit.status })
    };
    let shown = here(&visit)?;
    match shown.standing {
        KioskStanding::CheckedIn => Ok(shown),
        KioskStanding::Due => {
            let step = StepRequest {
                request_id: request.request_id,
                appointment_id: visit.id,
                row_version: visit.row_version,
                step: Step::CheckIn,
            };
            Ok(here(&appointments::step(clinic, &desk, step).await?)?)
        }
        KioskStanding::Elsewhere | KioskStanding::Later | KioskStanding::AtTheDesk => {
            Err(Refusal::WrongStatus { status: visit.status }.into())
        }
    }
}

/// Registers a newcomer; sent twice, registers one. Whether somebody like them is registered already is not said: the desk
/// sees it.
///
/// # Errors
/// [`ClinicError::Invalid`] with every problem of the form.
pub async fn register(clinic: &Clinic, actor: &Actor, request: KioskRegister) -> Outcome<KioskGuest> {
    let desk = actor.at_the_kiosk()?;
    let KioskForm { family_name, given_name, birth_date, gender, phone } = request.form;
    let form = PatientForm { phone, ..PatientForm::named(&family_name, &given_name, &birth_date, gender) };
    if form.phone.trim().is_empty() {
        // Beside what else is missing: whoever stands there is sent back once.
        let mut fields = match form.parse(clinic.now(), PhoneCountry::CLINIC) {
            Err(ClinicError::Invalid { fields }) => fields,
            _ => vec![],
        };
        fields.push(FieldError::new("phone", FieldProblem::Missing));
        return Err(ClinicError::Invalid { fields });
    }
    let patient = patients::register(clinic, &desk, RegisterPatient { id: request.id, form }).await?;
    Ok(KioskGuest { given_name: patient.given_name, reference: patient.reference, visits: Vec::new() })
}

/// Free times at this location, the usual doctor's first.
///
/// # Errors
/// As [`enter`].
pub async fn times(clinic: &Clinic, actor: &Actor, request: KioskTimes) -> Outcome<Vec<KioskTime>> {
    let desk = actor.at_the_kiosk()?;
    let patient = recognised(clinic, &desk, &request.proof).await?;
    let search = SlotSearch {
        patient_id: Some(patient.id),
        location_id: Some(request.location_id),
        wished: WishedTimes { per_day: Some(OFFERED_A_DAY), ..WishedTimes::default() },
        days: DAYS,
        limit: OFFERED,
        ..SlotSearch::over(request.over)
    };
    let offers = appointments::free_slots(clinic, &desk, search).await?;
    let shown = offers.into_iter().map(|offer| KioskTime {
        doctor_id: offer.doctor_id,
        doctor_name: offer.doctor_name,
        starts_at: offer.starts_at,
        starts_local: offer.starts_local,
        minutes: offer.minutes,
    });
    Ok(shown.collect())
}

/// Books a free time; sent twice, books once. Only within hours, and never on top of another visit.
///
/// # Errors
/// As [`enter`]; [`Refusal::KioskTimeGone`]; [`Refusal::KioskFull`] for whoever has several visits to come.
pub async fn book(clinic: &Clinic, actor: &Actor, request: KioskBook) -> Outcome<KioskVisit> {
    let desk = actor.at_the_kiosk()?;
    let patient = recognised(clinic, &desk, &request.proof).await?;
    let now = clinic.now();
    let visits = appointments::of_patient(clinic, &desk, patient.id).await?;
    let coming = |visit: &&AppointmentView| visit.status.is_live() && visit.starts_at > now;
    let sent_again = visits.iter().any(|visit| visit.id == request.appointment_id);
    if !sent_again && visits.iter().filter(coming).count() >= MOST_COMING {
        return Err(Refusal::KioskFull.into());
    }
    let booking = BookingRequest {
        minutes: Some(request.minutes),
        ..BookingRequest::ordinary(
            request.appointment_id,
            patient.id,
            request.doctor_id,
            request.location_id,
            RequestedTime::Instant { at: request.starts_at },
        )
    };
    let visit = appointments::book(clinic, &desk, booking).await.map_err(|error| match error {
        // No other time would do: the desk knows why.
        ClinicError::Refused { refusal: Refusal::ProcessingRestricted } => Refusal::KioskFull.into(),
        ClinicError::Refused { .. } => Refusal::KioskTimeGone.into(),
        other => other,
    })?;
    seen(&visit, request.location_id, now).ok_or(Refusal::WrongStatus { status: visit.status }.into())
}

async fn guest(clinic: &Clinic, desk: &Actor, patient: PatientView, here: LocationId) -> Outcome<KioskGuest> {
    let now = clinic.now();
    let visits = appointments::of_patient(clinic, desk, patient.id).await?;
    let mut visits: Vec<_> = visits.iter().filter_map(|visit| seen(visit, here, now)).collect();
    visits.sort_by_key(|visit| (visit.starts_local, visit.id));
    visits.truncate(MOST_VISITS);
    Ok(KioskGuest { given_name: patient.given_name, reference: patient.reference, visits })
}

/// The patient with this birth date and reference.
async fn recognised(clinic: &Clinic, desk: &Actor, proof: &KioskProof) -> Outcome<PatientView> {
    let birth_date = parse_date("birth_date", &proof.birth_date)?;
    clinic.kiosk_tries().may(clinic.now())?;
    let found = match by_reference(clinic, desk, &proof.reference).await {
        Ok(patient) => Some(patient).filter(|patient| patient.birth_date == birth_date),
        Err(ClinicError::NotFound { .. }) => None,
        Err(error) => return Err(error),
    };
    clinic.kiosk_tries().count(found.is_some(), clinic.now());
    if found.is_none() {
        let session = desk.session_id.map(|id| id.0).unwrap_or_default();
        let event = AuditEvent::about(AuditAction::KioskRefused, "session", session);
        audit::note(clinic, desk, RequestId::fresh(), event).await?;
    }
    found.ok_or(Refusal::KioskUnknown.into())
}

/// The patient of a visit's reference, or of their own.
async fn by_reference(clinic: &Clinic, desk: &Actor, typed: &str) -> Outcome<PatientView> {
    if let Some(reference) = reference::parse(typed) {
        let visit = appointments::by_reference(clinic, desk, FindVisit { reference }).await?;
        return patients::get(clinic, desk, visit.patient_id).await;
    }
    let letters: String = typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let own = match letters.len() {
        7 => letters.strip_prefix('P').map(|rest| format!("P-{rest}")),
        6 => Some(format!("P-{letters}")),
        _ => None,
    };
    // Which visits it may have been is nobody's business here.
    let own = own.ok_or(FieldError::new("reference", FieldProblem::NotAReference { meant: Vec::new() }))?;
    let hits = patients::search(clinic, desk, PatientSearch { query: own.clone(), limit: 5 }).await?;
    let found = hits.into_iter().map(|hit| hit.patient).find(|patient| patient.reference == own);
    found.ok_or(ClinicError::NotFound { what: RecordKind::Patient })
}
