//! Keys in SQL. Everything secret in these rows is locked by a password, sealed, or in an envelope.

use chrono::{DateTime, Utc};
use sqlx::mysql::MySqlConnection;
use sqlx::{FromRow, MySqlPool};
use uuid::Uuid;

use crate::crypto::secret::LockedByPassword;
use crate::db_error::added;
use crate::error::{ClinicError, Outcome};
use crate::ids::UserId;

fn key_of(column: &str, bytes: &[u8]) -> Outcome<[u8; 32]> {
    bytes.try_into().map_err(|_| ClinicError::Inconsistent { detail: format!("{column}: not 32 bytes") })
}

/// A clinician's pair as it is kept.
pub(super) struct KeptPair {
    pub(super) sealing_public: [u8; 32],
    pub(super) signing_public: [u8; 32],
    pub(super) locked: LockedByPassword,
}

#[derive(FromRow)]
struct PairRow {
    sealing_public: Vec<u8>,
    signing_public: Vec<u8>,
    locked: Vec<u8>,
}

pub(super) async fn find_pair(pool: &MySqlPool, user: UserId) -> Outcome<Option<KeptPair>> {
    let row: Option<PairRow> =
        sqlx::query_as("select sealing_public, signing_public, locked from clinician_keys where user_id = ?")
            .bind(user)
            .fetch_optional(pool)
            .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(KeptPair {
        sealing_public: key_of("clinician_keys.sealing_public", &row.sealing_public)?,
        signing_public: key_of("clinician_keys.signing_public", &row.signing_public)?,
        locked: serde_json::from_slice(&row.locked)
            .map_err(|_| ClinicError::Inconsistent { detail: format!("clinician_keys.locked of {user}") })?,
    }))
}

/// Keeps a clinician's pair in place of the one before, if there was one.
pub(super) async fn put_pair(connection: &mut MySqlConnection, user: UserId, pair: &KeptPair) -> Outcome<()> {
    sqlx::query(
        "insert into clinician_keys (user_id, sealing_public, signing_public, locked) values (?, ?, ?, ?) \
         on duplicate key update sealing_public = values(sealing_public), signing_public = values(signing_public), \
         locked = values(locked), made_at = utc_timestamp(6), row_version = row_version + 1",
    )
    .bind(user)
    .bind(pair.sealing_public.as_slice())
    .bind(pair.signing_public.as_slice())
    .bind(locked_bytes(&pair.locked)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps the same pair under another password.
pub(super) async fn put_locked(
    connection: &mut MySqlConnection,
    user: UserId,
    locked: &LockedByPassword,
) -> Outcome<()> {
    sqlx::query("update clinician_keys set locked = ?, row_version = row_version + 1 where user_id = ?")
        .bind(locked_bytes(locked)?)
        .bind(user)
        .execute(connection)
        .await?;
    Ok(())
}

fn locked_bytes(locked: &LockedByPassword) -> Outcome<Vec<u8>> {
    serde_json::to_vec(locked)
        .map_err(|_| ClinicError::Inconsistent { detail: "a locked pair cannot be written".into() })
}

/// The envelopes with data keys for one clinician, or for one recovery key.
#[derive(FromRow)]
pub(super) struct Envelope {
    pub(super) data_key_id: u32,
    pub(super) envelope: Vec<u8>,
}

pub(super) async fn envelopes(pool: &MySqlPool, user: UserId) -> Outcome<Vec<Envelope>> {
    Ok(sqlx::query_as("select data_key_id, envelope from data_key_envelopes where user_id = ? order by data_key_id")
        .bind(user)
        .fetch_all(pool)
        .await?)
}

pub(super) async fn put_envelope(
    connection: &mut MySqlConnection,
    data_key: u32,
    user: UserId,
    sealing_public: &[u8; 32],
    envelope: &[u8],
    by: Option<UserId>,
) -> Outcome<()> {
    sqlx::query(
        "insert into data_key_envelopes (data_key_id, user_id, sealing_public, envelope, made_by) values (?, ?, ?, ?, ?) \
         on duplicate key update sealing_public = values(sealing_public), envelope = values(envelope), \
         made_by = values(made_by), made_at = utc_timestamp(6)",
    )
    .bind(data_key)
    .bind(user)
    .bind(sealing_public.as_slice())
    .bind(envelope)
    .bind(by)
    .execute(connection)
    .await?;
    Ok(())
}

/// The newest data key's number and when it was made.
pub(super) async fn newest_data_key(connection: &mut MySqlConnection) -> Outcome<Option<(u32, DateTime<Utc>)>> {
    Ok(sqlx::query_as("select id, made_at from data_keys order by id desc limit 1").fetch_optional(connection).await?)
}

/// Adds a data key's number. `false`: somebody else made one of that number.
pub(super) async fn insert_data_key(connection: &mut MySqlConnection, id: u32, by: Option<UserId>) -> Outcome<bool> {
    added(sqlx::query("insert into data_keys (id, made_by) values (?, ?)").bind(id).bind(by).execute(connection).await)
}

/// The recovery keys by number, newest last.
#[derive(FromRow)]
pub(super) struct RecoveryRow {
    pub(super) id: u32,
    public_key: Vec<u8>,
    pub(super) made_at: DateTime<Utc>,
}

impl RecoveryRow {
    pub(super) fn public(&self) -> Outcome<[u8; 32]> {
        key_of("recovery_keys.public_key", &self.public_key)
    }
}

pub(super) async fn recovery_keys(connection: &mut MySqlConnection) -> Outcome<Vec<RecoveryRow>> {
    Ok(sqlx::query_as("select id, public_key, made_at from recovery_keys order by id").fetch_all(connection).await?)
}

pub(super) async fn insert_recovery_key(
    connection: &mut MySqlConnection,
    id: u32,
    public: &[u8; 32],
    by: Option<UserId>,
) -> Outcome<()> {
    sqlx::query("insert into recovery_keys (id, public_key, made_by) values (?, ?, ?)")
        .bind(id)
        .bind(public.as_slice())
        .bind(by)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn recovery_envelopes(pool: &MySqlPool, recovery_key: u32) -> Outcome<Vec<Envelope>> {
    Ok(sqlx::query_as(
        "select data_key_id, envelope from recovery_envelopes where recovery_key_id = ? order by data_key_id",
    )
    .bind(recovery_key)
    .fetch_all(pool)
    .await?)
}

pub(super) async fn put_recovery_envelope(
    connection: &mut MySqlConnection,
    data_key: u32,
    recovery_key: u32,
    envelope: &[u8],
) -> Outcome<()> {
    sqlx::query("insert into recovery_envelopes (data_key_id, recovery_key_id, envelope) values (?, ?, ?)")
        .bind(data_key)
        .bind(recovery_key)
        .bind(envelope)
        .execute(connection)
        .await?;
    Ok(())
}

/// The clinic's own signing key as it is kept.
#[derive(FromRow)]
pub(super) struct ClinicKeyRow {
    pub(super) id: Uuid,
    pub(super) sealed: Vec<u8>,
    pub(super) key_id: u32,
}

pub(super) async fn clinic_key(pool: &MySqlPool) -> Outcome<Option<ClinicKeyRow>> {
    Ok(sqlx::query_as("select id, sealed, key_id from clinic_signing_keys order by made_at, id limit 1")
        .fetch_optional(pool)
        .await?)
}

pub(super) async fn insert_clinic_key(
    connection: &mut MySqlConnection,
    row: &ClinicKeyRow,
    public: &[u8; 32],
) -> Outcome<()> {
    sqlx::query("insert into clinic_signing_keys (id, public_key, sealed, key_id) values (?, ?, ?, ?)")
        .bind(row.id)
        .bind(public.as_slice())
        .bind(&row.sealed)
        .bind(row.key_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// A clinician with a pair, and the newest data key that is in an envelope for that very pair.
#[derive(FromRow)]
pub(super) struct PairHolder {
    pub(super) user_id: UserId,
    pub(super) name: String,
    sealing_public: Vec<u8>,
    signing_public: Vec<u8>,
    pub(super) made_at: DateTime<Utc>,
    pub(super) active: bool,
    pub(super) data_key: Option<u32>,
}

impl PairHolder {
    pub(super) fn sealing_public(&self) -> Outcome<[u8; 32]> {
        key_of("clinician_keys.sealing_public", &self.sealing_public)
    }

    pub(super) fn signing_public(&self) -> Outcome<[u8; 32]> {
        key_of("clinician_keys.signing_public", &self.signing_public)
    }
}

pub(super) async fn holders(connection: &mut MySqlConnection) -> Outcome<Vec<PairHolder>> {
    Ok(sqlx::query_as(
        "select k.user_id, u.name, k.sealing_public, k.signing_public, k.made_at, \
         (u.status = 'active' and u.deleted_at is null and u.role = 'doctor') as active, \
         (select max(e.data_key_id) from data_key_envelopes e \
          where e.user_id = k.user_id and e.sealing_public = k.sealing_public) as data_key \
         from clinician_keys k join users u on u.id = k.user_id order by u.name, u.id limit 1000",
    )
    .fetch_all(connection)
    .await?)
}
