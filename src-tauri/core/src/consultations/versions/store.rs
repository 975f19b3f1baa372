//! Versions and signatures in SQL. Rows become domain values here; nothing is decided.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool};
use zeroize::Zeroizing;

use super::model::{Addendum, NoteVersion, Signing};
use super::signature::{Signature, SignatureRow, VersionOf};
use crate::consultations::note::NoteContent;
use crate::consultations::store::of_version;
use crate::crypto::sealing::{Place, Sealed};
use crate::db_error::{added, duplicate_key};
use crate::error::{ClinicError, Outcome};
use crate::ids::{AppointmentId, ConsultationId, DoctorId, PatientId, UserId};
use crate::keys::ClinicKeys;

/// What a version holds besides the note, in the same sealed object: whoever knows of no addenda reads the note.
#[derive(Default, Serialize, Deserialize)]
struct Beside {
    #[serde(default)]
    addenda: Vec<Addendum>,
}

/// A version as it was opened.
pub(in crate::consultations) struct Opened {
    pub(in crate::consultations) plain: Zeroizing<Vec<u8>>,
    pub(in crate::consultations) content: NoteContent,
    pub(in crate::consultations) addenda: Vec<Addendum>,
}

/// A version's bytes as they are sealed and signed.
fn plain(content: &NoteContent, addenda: Vec<Addendum>, place: &Place) -> Outcome<Zeroizing<Vec<u8>>> {
    let unwritable = |_| place.broken("the note cannot be written");
    let mut note = serde_json::to_value(content).map_err(unwritable)?;
    let beside = serde_json::to_value(Beside { addenda }).map_err(unwritable)?;
    if let (Some(note), serde_json::Value::Object(beside)) = (note.as_object_mut(), beside) {
        note.extend(beside);
    }
    serde_json::to_vec(&note).map(Zeroizing::new).map_err(unwritable)
}

/// The note and the addenda of a sealed version.
pub(in crate::consultations) fn opened(keys: &ClinicKeys, of: VersionOf, sealed: &Sealed) -> Outcome<Opened> {
    let place = of_version(of.0, of.1, of.2);
    let plain = keys.open(&place, sealed)?;
    // The reader's words about what is wrong would quote the note.
    let no_note = |_| place.broken("the content is no note");
    let content = serde_json::from_slice(&plain).map_err(no_note)?;
    let beside: Beside = serde_json::from_slice(&plain).map_err(no_note)?;
    Ok(Opened { plain, content, addenda: beside.addenda })
}

#[derive(FromRow)]
struct VersionRow {
    version: u32,
    author: String,
    saved_at: DateTime<Utc>,
    sealed: Vec<u8>,
    key_id: u32,
    #[sqlx(flatten)]
    signature: SignatureRow,
}

/// Every version of a note, the first first.
pub(in crate::consultations) async fn all(
    pool: &MySqlPool,
    keys: &ClinicKeys,
    id: ConsultationId,
    patient: PatientId,
) -> Outcome<Vec<NoteVersion>> {
    let rows: Vec<VersionRow> = sqlx::query_as(
        "select v.version, a.name as author, v.saved_at, v.sealed, v.key_id, \
         u.name as signer, s.signed_by, s.signed_at, s.signature, s.signing_public, s.certificate \
         from consultation_versions v join users a on a.id = v.author_id \
         left join consultation_signatures s on s.consultation_id = v.consultation_id and s.version = v.version \
         left join users u on u.id = s.signed_by where v.consultation_id = ? order by v.version",
    )
    .bind(id)
    .fetch_all(pool)
    .await?;
    let version = |row: VersionRow| {
        let of = (id, patient, row.version);
        let found = opened(keys, of, &Sealed { key_id: row.key_id, bytes: row.sealed })?;
        let signed = row.signature.signed(keys, of, &found.plain);
        let (version, author, written_at) = (row.version, row.author, row.saved_at);
        Ok(NoteVersion { version, author, written_at, content: found.content, addenda: found.addenda, signed })
    };
    rows.into_iter().map(version).collect()
}

/// The newest version before this one that is as it was written, of a hundred, and who wrote it.
pub(in crate::consultations) async fn newest_before(
    pool: &MySqlPool,
    keys: &ClinicKeys,
    (id, patient, before): VersionOf,
) -> Outcome<Option<(UserId, Opened)>> {
    let rows: Vec<(u32, UserId, Vec<u8>, u32)> = sqlx::query_as(
        "select version, author_id, sealed, key_id from consultation_versions where consultation_id = ? and version < ? \
         order by version desc limit 100",
    )
    .bind(id)
    .bind(before)
    .fetch_all(pool)
    .await?;
    for (version, author, bytes, key_id) in rows {
        match opened(keys, (id, patient, version), &Sealed { key_id, bytes }) {
            Err(ClinicError::Inconsistent { .. }) => {}
            found => return found.map(|found| Some((author, found))),
        }
    }
    Ok(None)
}

/// Adds a version; its bytes, or `None` when there is one of that number.
pub(super) async fn insert(
    connection: &mut MySqlConnection,
    keys: &ClinicKeys,
    (id, patient, version): VersionOf,
    content: &NoteContent,
    addenda: Vec<Addendum>,
    by: UserId,
) -> Outcome<Option<Zeroizing<Vec<u8>>>> {
    let place = of_version(id, patient, version);
    let plain = plain(content, addenda, &place)?;
    let sealed = keys.seal(&place, &plain)?;
    let done = sqlx::query(
        "insert into consultation_versions (consultation_id, version, sealed, key_id, author_id) values (?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(version)
    .bind(sealed.bytes)
    .bind(sealed.key_id)
    .bind(by)
    .execute(connection)
    .await;
    match done {
        Ok(_) => Ok(Some(plain)),
        Err(error) if duplicate_key(&error).is_some() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The bytes of a version.
pub(super) async fn plain_of(pool: &MySqlPool, keys: &ClinicKeys, of: VersionOf) -> Outcome<Zeroizing<Vec<u8>>> {
    let (bytes, key_id) =
        sqlx::query_as("select sealed, key_id from consultation_versions where consultation_id = ? and version = ?")
            .bind(of.0)
            .bind(of.2)
            .fetch_one(pool)
            .await?;
    keys.open(&of_version(of.0, of.1, of.2), &Sealed { key_id, bytes })
}

/// Keeps the signature of the newest version; whether it is that, and nobody had signed it.
pub(super) async fn sign(
    connection: &mut MySqlConnection,
    (id, _, version): VersionOf,
    by: UserId,
    signature: Signature,
) -> Outcome<bool> {
    let done = sqlx::query(
        "insert into consultation_signatures (consultation_id, version, signed_by, signature, signing_public, certificate) \
         select max(v.consultation_id), max(v.version), ?, ?, ?, ? from consultation_versions v \
         where v.consultation_id = ? having max(v.version) = ?",
    )
    .bind(by)
    .bind(signature.signature.as_slice())
    .bind(signature.signing_public.as_slice())
    .bind(signature.certificate.as_slice())
    .bind(id)
    .bind(version)
    .execute(connection)
    .await;
    added(done)
}

/// Notes whether the newest version waits to be signed.
pub(super) async fn note_signing(
    connection: &mut MySqlConnection,
    id: ConsultationId,
    signing: Signing,
) -> Outcome<()> {
    sqlx::query(
        "update consultations set unsigned_since = if(?, coalesce(unsigned_since, utc_timestamp(6)), null), \
         updated_at = utc_timestamp(6) where id = ?",
    )
    .bind(signing == Signing::Later)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

/// The visits whose notes wait for this doctor's signature, longest first, 50 at most.
pub(in crate::consultations) async fn unsigned_visits(
    pool: &MySqlPool,
    doctor: DoctorId,
) -> Outcome<Vec<AppointmentId>> {
    Ok(sqlx::query_scalar(
        "select appointment_id from consultations where doctor_id = ? and unsigned_since is not null \
         order by unsigned_since limit 50",
    )
    .bind(doctor)
    .fetch_all(pool)
    .await?)
}

/// The last day of the doctor's licence.
pub(super) async fn licence(pool: &MySqlPool, doctor: DoctorId) -> Outcome<Option<NaiveDate>> {
    let row: Option<(Option<NaiveDate>,)> =
        sqlx::query_as("select licence_expires_on from doctors where id = ?").bind(doctor).fetch_optional(pool).await?;
    Ok(row.and_then(|(expires_on,)| expires_on))
}

/// What a user is called.
pub(super) async fn name_of(pool: &MySqlPool, user: UserId) -> Outcome<String> {
    Ok(sqlx::query_scalar("select name from users where id = ?").bind(user).fetch_one(pool).await?)
}
