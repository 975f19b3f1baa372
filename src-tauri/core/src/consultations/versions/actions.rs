//! Signing a note, adding to it, and reading how it came to be.

use sqlx::mysql::MySqlConnection;

use super::model::{AddAddendum, Addendum, NoteVersion, NoteVersionsRequest, SignNote, Signing};
use super::signature::{self, VersionOf};
use super::store;
use crate::access::Actor;
use crate::appointments::store as appointments;
use crate::audit::{self, AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::consultations::actions::{doctor, get, topic, view};
use crate::consultations::model::{ConsultationStatus, ConsultationView};
use crate::consultations::note::NoteContent;
use crate::consultations::store::Consultation;
use crate::db_error::retry;
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::ids::{ConsultationId, DoctorId, LocationId, UserId};
use crate::keys::ClinicKeys;
use crate::once::once;

const STALE: ClinicError = ClinicError::Stale { what: RecordKind::Consultation };

/// Signs the newest version of a completed note.
///
/// # Errors
/// [`Refusal::LicenceExpired`]; [`Refusal::WrongStatus`] while the visit is not completed; `Stale` when the version is not
/// the newest or somebody signed it; `NotFound` unless the consultation is the doctor's own. Forbidden to all but doctors.
pub async fn sign(clinic: &Clinic, actor: &Actor, request: SignNote) -> Outcome<ConsultationView> {
    let (own, by) = doctor(actor)?;
    once(clinic, request.request_id, || async {
        let (known, location) = standing(clinic, actor, own, request.consultation_id, request.version).await?;
        may_sign(clinic, own, location).await?;
        let of = (known.id, known.patient_id, request.version);
        let plain = store::plain_of(clinic.read(), actor.keys()?, of).await?;
        let mut write = clinic.write(actor, request.request_id).await?;
        if !sign_version(write.connection(), actor.keys()?, of, by, &plain).await? {
            return Err(STALE);
        }
        write.touch_topic(topic(known.id));
        let event = AuditEvent::about(AuditAction::ConsultationSigned, "consultation", known.id.0);
        write.commit(event.patient(known.patient_id)).await
    })
    .await?;
    view(clinic, get(clinic, actor, own, request.consultation_id).await?).await
}

/// Adds to a completed note: a new version with the note as it was, and one addendum more.
///
/// # Errors
/// `Invalid` at `reason` and `text`; as [`sign`], the licence only where it is signed at once.
pub async fn add_addendum(clinic: &Clinic, actor: &Actor, request: AddAddendum) -> Outcome<ConsultationView> {
    let (own, by) = doctor(actor)?;
    let (reason, text) = request.parse()?;
    once(clinic, request.request_id, || async {
        let (known, location) = standing(clinic, actor, own, request.consultation_id, request.version).await?;
        if request.signing == Signing::Now {
            may_sign(clinic, own, location).await?;
        }
        let author = store::name_of(clinic.read(), by).await?;
        let addendum = Addendum { author, written_at: clinic.now(), reason: reason.clone(), text: text.clone() };
        let addenda = known.addenda.iter().cloned().chain([addendum]).collect();
        let version = request.version + 1;
        let mut write = clinic.write(actor, request.request_id).await?;
        let of = (known.id, known.patient_id, version);
        let new = NewVersion { of, content: &known.content, addenda, signing: request.signing };
        if !stand(write.connection(), actor.keys()?, by, new).await? {
            return Err(STALE);
        }
        write.touch_topic(topic(known.id));
        let event = AuditEvent::about(AuditAction::ConsultationAmended, "consultation", known.id.0);
        write.commit(event.patient(known.patient_id)).await
    })
    .await?;
    view(clinic, get(clinic, actor, own, request.consultation_id).await?).await
}

/// Every version of a note, the first first. Reading them is an event.
///
/// # Errors
/// `NotFound` unless the consultation is the doctor's own. Forbidden to all but doctors.
pub async fn versions(clinic: &Clinic, actor: &Actor, request: NoteVersionsRequest) -> Outcome<Vec<NoteVersion>> {
    let (own, _) = doctor(actor)?;
    retry(|| async {
        let known = get(clinic, actor, own, request.consultation_id).await?;
        let event = AuditEvent::about(AuditAction::ConsultationOpened, "consultation", known.id.0);
        audit::note(clinic, actor, request.request_id, event.patient(known.patient_id)).await?;
        store::all(clinic.read(), actor.keys()?, known.id, known.patient_id).await
    })
    .await
}

/// A version that is to stand.
pub(in crate::consultations) struct NewVersion<'a> {
    pub(in crate::consultations) of: VersionOf,
    pub(in crate::consultations) content: &'a NoteContent,
    pub(in crate::consultations) addenda: Vec<Addendum>,
    pub(in crate::consultations) signing: Signing,
}

/// Writes a version and signs it, or notes that it waits for that; whether there was none of that number.
pub(in crate::consultations) async fn stand(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    by: UserId,
    new: NewVersion<'_>,
) -> Outcome<bool> {
    let written = store::insert(&mut *connection, keys, new.of, new.content, new.addenda, by).await?;
    let Some(plain) = written else { return Ok(false) };
    match new.signing {
        Signing::Now => sign_version(connection, keys, new.of, by, &plain).await,
        Signing::Later => store::note_signing(connection, new.of.0, Signing::Later).await.map(|()| true),
    }
}

/// Signs the newest version; whether it is that, and nobody had signed it.
async fn sign_version(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    of: VersionOf,
    by: UserId,
    plain: &[u8],
) -> Outcome<bool> {
    // The note's own row first: whoever adds to it at the same moment waits here, or is waited for.
    store::note_signing(&mut *connection, of.0, Signing::Now).await?;
    store::sign(connection, of, by, signature::sign(keys, of, by, plain)).await
}

/// Lets a doctor sign whose licence holds today, on the wall of the place where the visit is.
///
/// # Errors
/// [`Refusal::LicenceExpired`].
pub(crate) async fn may_sign(clinic: &Clinic, doctor: DoctorId, at: LocationId) -> Outcome<()> {
    let schedules = clinic.schedules().await?;
    let (_, zone) = schedules.locations.get(&at).ok_or(ClinicError::NotFound { what: RecordKind::Location })?;
    let today = zone.local(clinic.now()).date();
    match store::licence(clinic.read(), doctor).await? {
        Some(expired_on) if expired_on < today => Err(Refusal::LicenceExpired { expired_on }.into()),
        _ => Ok(()),
    }
}

/// A completed note at the version named, and where its visit was.
async fn standing(
    clinic: &Clinic,
    actor: &Actor,
    own: DoctorId,
    id: ConsultationId,
    version: u32,
) -> Outcome<(Consultation, LocationId)> {
    let known = get(clinic, actor, own, id).await?;
    let visit = appointments::get(clinic.read(), known.appointment_id).await?;
    if known.status != ConsultationStatus::Completed {
        return Err(Refusal::WrongStatus { status: visit.standing.status }.into());
    }
    if known.version != Some(version) {
        return Err(STALE);
    }
    Ok((known, visit.location_id))
}
