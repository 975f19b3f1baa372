//! What a doctor does with a visit: open it, write its note, complete it.

use crate::access::{Action, Actor};
use crate::appointments::model::AppointmentStatus;
use crate::appointments::store::{self as appointments, Appointment};
use crate::appointments::view::view_of;
use crate::audit::{self, AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::consultations::model::{
    ConsultationStatus, ConsultationView, MayStart, NoteSaved, OpenConsultation, SaveNote, can_begin,
};
use crate::consultations::store::{self, Consultation};
use crate::consultations::versions::model::{CompleteNote, Signing};
use crate::consultations::versions::{NewVersion, may_sign, stand};
use crate::db_error::retry;
use crate::error::{ClinicError, OfflineCause, Outcome, RecordKind, Refusal};
use crate::ids::{ConsultationId, DoctorId, RequestId, UserId};
use crate::tx::WriteTx;

/// Opens the consultation of a visit. The first opening makes it and starts the visit, and so does the next one after the
/// start was taken back; every opening is an event.
///
/// # Errors
/// `NotFound` unless the visit is the doctor's own; [`Refusal::WrongStatus`] when it was cancelled or missed, or completed
/// without a consultation; [`Refusal::NotToday`] when it is of another day, [`Refusal::NotArrived`] when the patient has not
/// come, and nobody said to start it all the same. Forbidden to all but doctors.
pub async fn open(clinic: &Clinic, actor: &Actor, request: OpenConsultation) -> Outcome<ConsultationView> {
    let (own, by) = doctor(actor)?;
    retry(|| async {
        // Another window may open the same visit between the look and the write; then there is one to find.
        for _ in 0..4 {
            let visit = appointments::get(clinic.read(), request.appointment_id).await?;
            if visit.doctor_id != own {
                return Err(ClinicError::NotFound { what: RecordKind::Appointment });
            }
            let known = {
                let mut connection = clinic.read().acquire().await?;
                store::find_of(&mut connection, actor.keys()?, visit.id).await?
            };
            let begun = visit.standing.status == AppointmentStatus::InProgress;
            match known {
                None if request.may_start == MayStart::Nothing => {
                    return Err(ClinicError::NotFound { what: RecordKind::Consultation });
                }
                Some(consultation)
                    if begun
                        || consultation.status == ConsultationStatus::Completed
                        || request.may_start == MayStart::Nothing =>
                {
                    audit::note(clinic, actor, request.request_id, opened(&consultation)).await?;
                    return view(clinic, consultation).await;
                }
                known => begin(clinic, actor, by, &visit, known.map(|draft| draft.id), request).await?,
            }
        }
        Err(ClinicError::Offline { cause: OfflineCause::Busy, detail: "the visit changed at every look".into() })
    })
    .await
}

fn opened(consultation: &Consultation) -> AuditEvent {
    AuditEvent::about(AuditAction::ConsultationOpened, "consultation", consultation.id.0)
        .patient(consultation.patient_id)
}

/// Makes the consultation, if there is none, and starts the visit, unless someone changed either meanwhile: then nothing is
/// written.
async fn begin(
    clinic: &Clinic,
    actor: &Actor,
    by: UserId,
    visit: &Appointment,
    draft: Option<ConsultationId>,
    request: OpenConsultation,
) -> Outcome<()> {
    let schedules = clinic.schedules().await?;
    let (_, zone) =
        schedules.locations.get(&visit.location_id).ok_or(ClinicError::NotFound { what: RecordKind::Location })?;
    let (starts_local, now_local) = (zone.local(visit.span.start()), zone.local(clinic.now()));
    can_begin(visit.standing.status, starts_local, now_local.date(), request.may_start)?;
    let id = draft.unwrap_or(request.consultation_id);
    if draft.is_some() && clinic.already_done(request.request_id).await? {
        // It was opened by this very request: between the look at the visit and the look at its note, or before, and the
        // start was taken back since.
        let now = appointments::get(clinic.read(), visit.id).await?;
        return match now.row_version == visit.row_version {
            true => Err(ClinicError::Stale { what: RecordKind::Consultation }),
            false => Ok(()),
        };
    }
    let mut write = clinic.write(actor, request.request_id).await?;
    if draft.is_none()
        && !store::insert(write.connection(), actor.keys()?, id, visit.id, visit.patient_id, visit.doctor_id, by)
            .await?
    {
        drop(write);
        let taken = store::find(&mut *clinic.read().acquire().await?, actor.keys()?, id).await?;
        return match taken.is_some_and(|taken| taken.appointment_id != visit.id) {
            true => Err(ClinicError::Stale { what: RecordKind::Consultation }),
            false => Ok(()),
        };
    }
    if visit.standing.status != AppointmentStatus::InProgress {
        if !store::begin_visit(write.connection(), visit.id, visit.row_version).await? {
            return Ok(());
        }
        touch_visit(&mut write, visit);
    }
    let event = AuditEvent::about(AuditAction::ConsultationOpened, "consultation", id.0).patient(visit.patient_id);
    write.commit(event).await
}

/// Keeps what is typed. Every save names the version it saw, so that two windows cannot overwrite each other.
///
/// # Errors
/// `NotFound` unless the consultation is the doctor's own; [`Refusal::ConsultationCompleted`]; [`Refusal::WrongStatus`] when
/// the visit is not in progress; `Stale` when another window saved since; `Invalid` at a section over 20,000 characters or
/// with control characters. Forbidden to all but doctors.
pub async fn save_draft(clinic: &Clinic, actor: &Actor, request: SaveNote) -> Outcome<NoteSaved> {
    let (own, by) = doctor(actor)?;
    let SaveNote { request_id, consultation_id, row_version, content } = request;
    let content = content.parse_draft()?;
    retry(|| async {
        let known = get(clinic, actor, own, consultation_id).await?;
        if writable(&known, row_version).is_err() || clinic.already_done(request_id).await? {
            return again(&overtaken(clinic, actor, own, consultation_id, request_id, row_version).await?, row_version);
        }
        let mut write = clinic.write(actor, request_id).await?;
        if !store::save_draft(
            write.connection(),
            actor.keys()?,
            (known.id, known.patient_id),
            row_version,
            &content,
            by,
        )
        .await?
        {
            drop(write);
            return again(&overtaken(clinic, actor, own, consultation_id, request_id, row_version).await?, row_version);
        }
        write.touch_topic(topic(consultation_id));
        let event = AuditEvent::about(AuditAction::ConsultationDraftSaved, "consultation", consultation_id.0);
        write.commit(event.patient(known.patient_id)).await?;
        again(&get(clinic, actor, own, consultation_id).await?, row_version)
    })
    .await
}

/// Completes the visit with this note, in one transaction: the note becomes its first version and no longer changes. It is
/// signed at once, or waits among the doctor's unsigned notes.
///
/// # Errors
/// As [`save_draft`]; `Invalid` at every vital sign that is not possible and at `follow_up.in_days`;
/// [`Refusal::LicenceExpired`] where it is to be signed at once.
pub async fn complete(clinic: &Clinic, actor: &Actor, request: CompleteNote) -> Outcome<ConsultationView> {
    let (own, by) = doctor(actor)?;
    let CompleteNote { request_id, consultation_id, row_version, content, signing } = request;
    let content = content.parse_final()?;
    retry(|| async {
        let known = get(clinic, actor, own, consultation_id).await?;
        if writable(&known, row_version).is_err() || clinic.already_done(request_id).await? {
            let present = overtaken(clinic, actor, own, consultation_id, request_id, row_version).await?;
            return view(clinic, present).await;
        }
        let visit = appointments::get(clinic.read(), known.appointment_id).await?;
        if signing == Signing::Now {
            may_sign(clinic, own, visit.location_id).await?;
        }
        let mut write = clinic.write(actor, request_id).await?;
        if !store::complete(write.connection(), actor.keys()?, (known.id, known.patient_id), row_version, &content, by)
            .await?
        {
            drop(write);
            let present = overtaken(clinic, actor, own, consultation_id, request_id, row_version).await?;
            return view(clinic, present).await;
        }
        let of = (known.id, known.patient_id, 1);
        let first = NewVersion { of, content: &content, addenda: vec![], signing };
        if !stand(write.connection(), actor.keys()?, by, first).await? {
            return Err(ClinicError::Stale { what: RecordKind::Consultation });
        }
        write_completed(write, &known, &visit).await?;
        view(clinic, get(clinic, actor, own, consultation_id).await?).await
    })
    .await
}

async fn write_completed(mut write: WriteTx, known: &Consultation, visit: &Appointment) -> Outcome<()> {
    if !store::complete_visit(write.connection(), visit.id).await? {
        return Err(Refusal::WrongStatus { status: visit.standing.status }.into());
    }
    touch_visit(&mut write, visit);
    write.touch_topic(topic(known.id));
    let event = AuditEvent::about(AuditAction::ConsultationCompleted, "consultation", known.id.0);
    write.commit(event.patient(known.patient_id)).await
}

/// The doctor the actor is, and the user. A doctor's account that lost its doctor sees no visits.
pub(super) fn doctor(actor: &Actor) -> Outcome<(DoctorId, UserId)> {
    actor.may(Action::Consult)?;
    actor.doctor_id.zip(actor.user_id).ok_or(ClinicError::NotFound { what: RecordKind::Doctor })
}

/// The consultation, if it is this doctor's.
pub(super) async fn get(clinic: &Clinic, actor: &Actor, own: DoctorId, id: ConsultationId) -> Outcome<Consultation> {
    let found = store::find(&mut *clinic.read().acquire().await?, actor.keys()?, id).await?;
    found.filter(|known| known.doctor_id == own).ok_or(ClinicError::NotFound { what: RecordKind::Consultation })
}

pub(super) fn writable(known: &Consultation, row_version: u32) -> Outcome<()> {
    match known.status {
        ConsultationStatus::Completed => Err(Refusal::ConsultationCompleted.into()),
        ConsultationStatus::Draft if known.row_version == row_version => Ok(()),
        ConsultationStatus::Draft => Err(ClinicError::Stale { what: RecordKind::Consultation }),
    }
}

/// What is there where a write found another version: its own, sent before or twice at once; or why it is refused.
async fn overtaken(
    clinic: &Clinic,
    actor: &Actor,
    own: DoctorId,
    id: ConsultationId,
    request: RequestId,
    row_version: u32,
) -> Outcome<Consultation> {
    // Asked before it is read, so that what is read holds the write that was found.
    let done = clinic.already_done(request).await?;
    let present = get(clinic, actor, own, id).await?;
    if done {
        return Ok(present);
    }
    writable(&present, row_version)?;
    match appointments::get(clinic.read(), present.appointment_id).await?.standing.status {
        AppointmentStatus::InProgress => Err(ClinicError::Stale { what: RecordKind::Consultation }),
        status => Err(Refusal::WrongStatus { status }.into()),
    }
}

/// The answer to a save that is done. If another window saved after it, telling this one the present version would
/// let it overwrite what it never saw.
fn again(known: &Consultation, row_version: u32) -> Outcome<NoteSaved> {
    if known.row_version == row_version.wrapping_add(1) {
        Ok(NoteSaved { row_version: known.row_version, saved_at: known.saved_at })
    } else {
        Err(ClinicError::Stale { what: RecordKind::Consultation })
    }
}

pub(super) fn topic(id: ConsultationId) -> String {
    format!("consultation:{id}")
}

/// The calendars of doctor, patient and room show the visit's new status.
pub(super) fn touch_visit(write: &mut WriteTx, visit: &Appointment) {
    let room = visit.room.map(|(_, lane)| lane);
    for lane in [visit.doctor_resource, visit.patient_resource].into_iter().chain(room) {
        write.touch_calendar(lane, visit.span.start(), visit.span.end());
    }
}

pub(super) async fn view(clinic: &Clinic, known: Consultation) -> Outcome<ConsultationView> {
    Ok(ConsultationView {
        id: known.id,
        appointment: view_of(clinic, known.appointment_id).await?,
        status: known.status,
        body_mass_index: known.content.vitals.body_mass_index(),
        content: known.content,
        saved_at: known.saved_at,
        saved_by: known.saved_by,
        completed_at: known.completed_at,
        version: known.version.unwrap_or_default(),
        addenda: known.addenda,
        signed: known.signed,
        row_version: known.row_version,
    })
}
