//! What has sealed versions: a table of things, each naming its newest version, and a table of the versions.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use sqlx::FromRow;
use sqlx::mysql::MySqlConnection;

use super::ClinicKeys;
use crate::crypto::sealing::{Place, Sealed};
use crate::error::Outcome;
use crate::ids::UserId;

/// The statements of such a pair of tables: made by [`versioned!`].
pub(crate) struct Versioned {
    pub(crate) every: &'static str,
    pub(crate) bump: &'static str,
    pub(crate) newest: &'static str,
    pub(crate) add: &'static str,
}

/// `versioned!(things, versions, thing_id, "what holds of a thing that may change")`.
macro_rules! versioned {
    ($things:literal, $versions:literal, $of:literal, $changeable:literal) => {
        crate::keys::Versioned {
            every: concat!(
                "select v.version, v.sealed, v.key_id, v.saved_at, u.name as saved_by from ",
                $versions,
                " v join users u on u.id = v.author_id where v.",
                $of,
                " = ? order by v.version desc limit 1000"
            ),
            bump: concat!(
                "update ",
                $things,
                " set version = version + 1, updated_at = utc_timestamp(6), row_version = row_version + 1 \
                 where id = ? and row_version = ? and ",
                $changeable
            ),
            newest: concat!("select version from ", $things, " where id = ?"),
            add: concat!(
                "insert into ",
                $versions,
                " (",
                $of,
                ", version, sealed, key_id, author_id) values (?, ?, ?, ?, ?)"
            ),
        }
    };
}
pub(crate) use versioned;

/// A version as it was opened.
pub(crate) struct Version<T> {
    pub(crate) version: u32,
    pub(crate) saved_at: DateTime<Utc>,
    pub(crate) saved_by: String,
    pub(crate) content: T,
}

#[derive(FromRow)]
struct Row {
    version: u32,
    sealed: Vec<u8>,
    key_id: u32,
    saved_at: DateTime<Utc>,
    saved_by: String,
}

impl Versioned {
    /// Everything that it once said, the newest first. Of `place` the version does not count.
    pub(crate) async fn every<T: DeserializeOwned>(
        &self,
        connection: &mut MySqlConnection,
        keys: &ClinicKeys,
        place: Place,
    ) -> Outcome<Vec<Version<T>>> {
        let rows: Vec<Row> = sqlx::query_as(self.every).bind(place.record).fetch_all(connection).await?;
        let open = |row: Row| {
            let Row { version, sealed, key_id, saved_at, saved_by } = row;
            let content = keys.open_json(&Place { version, ..place }, &Sealed { key_id, bytes: sealed })?;
            Ok(Version { version, saved_at, saved_by, content })
        };
        rows.into_iter().map(open).collect()
    }

    /// Adds the next version; whether the thing was at `row_version`, and may change. Of `place` the version does not count.
    pub(crate) async fn next(
        &self,
        connection: &mut MySqlConnection,
        keys: &ClinicKeys,
        place: Place,
        row_version: u32,
        (content, by): (&[u8], UserId),
    ) -> Outcome<bool> {
        let done = sqlx::query(self.bump).bind(place.record).bind(row_version).execute(&mut *connection).await?;
        if done.rows_affected() != 1 {
            return Ok(false);
        }
        let version: u32 = sqlx::query_scalar(self.newest).bind(place.record).fetch_one(&mut *connection).await?;
        self.add(connection, keys, Place { version, ..place }, (content, by)).await?;
        Ok(true)
    }

    /// Adds the version that the place names.
    pub(crate) async fn add(
        &self,
        connection: &mut MySqlConnection,
        keys: &ClinicKeys,
        place: Place,
        (content, by): (&[u8], UserId),
    ) -> Outcome<()> {
        let sealed = keys.seal(&place, content)?;
        sqlx::query(self.add)
            .bind(place.record)
            .bind(place.version)
            .bind(sealed.bytes)
            .bind(sealed.key_id)
            .bind(by)
            .execute(connection)
            .await?;
        Ok(())
    }
}
