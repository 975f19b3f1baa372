//! The clinic: a pool of connections to its server, and a clock. The way in for every action.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::MySqlPool;
use sqlx::migrate::Migrator;
use tokio::sync::OnceCell;

use crate::access::Actor;
use crate::appointments::taken::KeptLanes;
use crate::availability::cache::{ScheduleCache, ScheduleVersions, Schedules};
use crate::clock::Clock;
use crate::crypto::password::PasswordCost;
use crate::error::{ClinicError, FieldError, FieldProblem, Outcome, Refusal};
use crate::ids::RequestId;
use crate::keys::HeldKeys;
use crate::kiosk;
use crate::server_address::ServerAddress;
use crate::tx::WriteTx;

/// Every migration, up and down, as compiled in.
static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// One clinic on its shared server. Cheap to clone.
#[derive(Clone)]
pub struct Clinic {
    pool: MySqlPool,
    clock: Clock,
    schedules: ScheduleCache,
    kept_lanes: KeptLanes,
    kiosk_tries: kiosk::Tries,
    visits: Arc<OnceCell<u64>>,
    held_keys: HeldKeys,
    pub(crate) password_cost: PasswordCost,
}

impl Clinic {
    /// Connects, without looking at the schema.
    ///
    /// # Errors
    /// [`ClinicError::Offline`] with its cause.
    pub async fn connect(address: &ServerAddress) -> Outcome<Self> {
        Self::connect_with(address, Clock::system(), 8).await
    }

    /// Connects with a clock of the caller's and at most `connections` connections.
    ///
    /// # Errors
    /// [`ClinicError::Offline`] with its cause.
    pub async fn connect_with(address: &ServerAddress, clock: Clock, connections: u32) -> Outcome<Self> {
        let pool = address.pool(connections).await?;
        let (schedules, kept_lanes, kiosk_tries, visits, held_keys) = Default::default();
        let password_cost = PasswordCost::CLINIC;
        let clinic = Self { pool, clock, schedules, kept_lanes, kiosk_tries, visits, held_keys, password_cost };
        clinic.set_clock().await?;
        Ok(clinic)
    }

    /// Asks the server what time it is, and goes by that.
    ///
    /// # Errors
    /// [`ClinicError::Offline`].
    pub(crate) async fn set_clock(&self) -> Outcome<()> {
        let server_now: DateTime<Utc> = sqlx::query_scalar("select utc_timestamp(6)").fetch_one(&self.pool).await?;
        self.clock.set_by(server_now);
        Ok(())
    }

    /// The same clinic with another cost of password hashes, for tests and for accounts whose password is public.
    #[must_use]
    pub fn with_password_cost(self, password_cost: PasswordCost) -> Self {
        Self { password_cost, ..self }
    }

    /// The same clinic with the keys that sessions opened on another connection to it.
    #[must_use]
    pub fn with_keys_of(self, other: &Self) -> Self {
        Self { held_keys: other.held_keys.clone(), ..self }
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The clock it was connected with.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Every doctor's schedule as of now.
    pub(crate) async fn schedules(&self) -> Outcome<Arc<Schedules>> {
        self.schedules.current(&self.pool).await
    }

    /// Every doctor's schedule at the topic versions (`clinic`, `availability`) that the caller just read.
    pub(crate) async fn schedules_at(&self, versions: ScheduleVersions) -> Outcome<Arc<Schedules>> {
        self.schedules.at(versions, &self.pool).await
    }

    /// About how many visits there were when this process first asked, by the server's own estimate; 0 when it cannot say.
    pub(crate) async fn about_how_many_visits(&self) -> u64 {
        let ask = || {
            sqlx::query_scalar(
                "select cast(coalesce(max(table_rows), 0) as unsigned) from information_schema.tables \
                 where table_schema = database() and table_name = 'appointments'",
            )
            .fetch_one(&self.pool)
        };
        self.visits.get_or_try_init(ask).await.copied().unwrap_or(0)
    }

    /// What visits take of lanes, as this process last read it.
    pub(crate) fn kept_lanes(&self) -> &KeptLanes {
        &self.kept_lanes
    }

    /// Who was not recognised at the kiosk.
    pub(crate) fn kiosk_tries(&self) -> &kiosk::Tries {
        &self.kiosk_tries
    }

    /// The keys that sessions of this process opened.
    pub(crate) fn held_keys(&self) -> &HeldKeys {
        &self.held_keys
    }

    /// Drops what this process has in memory of notes that were opened, such as their index: the window was locked, and the
    /// server cannot be told. The keys stay for when it is back.
    pub fn drop_what_was_opened(&self) {
        self.held_keys.drop_made_of_content();
    }

    /// For reading. Writes go through [`Clinic::write`].
    pub(crate) fn read(&self) -> &MySqlPool {
        &self.pool
    }

    /// Opens a write by `actor`. Its only successful end is [`WriteTx::commit`], which takes the audit event.
    #[expect(clippy::disallowed_methods, reason = "the one home of transactions")]
    pub(crate) async fn write(&self, actor: &Actor, request: RequestId) -> Outcome<WriteTx> {
        Ok(WriteTx::new(self.pool.begin().await?, actor.clone(), request))
    }

    /// Whether this very write was committed before: its answer was lost and it is sent again.
    pub(crate) async fn already_done(&self, request: RequestId) -> Outcome<bool> {
        let found: Option<i32> = sqlx::query_scalar("select 1 from audit_events where id = ?")
            .bind(request)
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.is_some())
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Whether this program and the database's schema fit.
    ///
    /// # Errors
    /// [`Refusal::SchemaNewer`], [`Refusal::SchemaOlder`], or [`ClinicError::Offline`].
    pub async fn check_schema(&self) -> Outcome<()> {
        let status = self.schema_status().await?;
        let (database, program) = (status.database, status.program);
        match database.cmp(&program) {
            std::cmp::Ordering::Greater => Err(Refusal::SchemaNewer { database, program }.into()),
            std::cmp::Ordering::Less => Err(Refusal::SchemaOlder { database, program }.into()),
            std::cmp::Ordering::Equal => Ok(()),
        }
    }

    /// The newest migration in the database (0 for none) and in this program.
    ///
    /// # Errors
    /// [`ClinicError::Offline`].
    pub async fn schema_status(&self) -> Outcome<SchemaStatus> {
        let newest: Result<Option<i64>, sqlx::Error> =
            sqlx::query_scalar("select max(version) from _sqlx_migrations where success").fetch_one(&self.pool).await;
        let database = match newest {
            Ok(version) => version.unwrap_or(0),
            // 42S02: no such table, so no migration ever ran.
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42S02") => 0,
            Err(error) => return Err(error.into()),
        };
        let program = MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0);
        let number = |version: i64| u32::try_from(version).unwrap_or(u32::MAX);
        Ok(SchemaStatus { database: number(database), program: number(program) })
    }

    /// Brings the schema up to this program.
    ///
    /// # Errors
    /// [`Refusal::SchemaNewer`] when it is beyond; [`ClinicError::Inconsistent`] when a migration fails or was edited.
    pub async fn migrate_up(&self) -> Outcome<SchemaStatus> {
        let status = self.schema_status().await?;
        if status.database > status.program {
            return Err(Refusal::SchemaNewer { database: status.database, program: status.program }.into());
        }
        MIGRATOR.run(&self.pool).await.map_err(migration_error)?;
        self.schema_status().await
    }

    /// Takes the schema back to `version` (0: nothing is left). Data in the tables dropped is lost.
    ///
    /// # Errors
    /// [`FieldProblem::OutOfRange`] at `to` when the schema is not even there; [`ClinicError::Inconsistent`] when a
    /// migration fails.
    pub async fn migrate_down(&self, version: u32) -> Outcome<SchemaStatus> {
        let database = self.schema_status().await?.database;
        if version > database {
            let most = i32::try_from(database).unwrap_or(i32::MAX);
            return Err(FieldError::new("to", FieldProblem::OutOfRange { least: 0, most }).into());
        }
        // MySQL makes a column of a foreign key `not null` again only where it checks none; the connection ends with it.
        let mut connection = self.pool.acquire().await?.detach();
        sqlx::query("set session foreign_key_checks = 0").execute(&mut connection).await?;
        MIGRATOR.undo(&mut connection, i64::from(version)).await.map_err(migration_error)?;
        sqlx::Connection::close(connection).await?;
        self.schema_status().await
    }
}

/// Where the schema stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaStatus {
    /// Newest migration in the database; 0 for none.
    pub database: u32,
    /// Newest migration in this program.
    pub program: u32,
}

fn migration_error(error: sqlx::migrate::MigrateError) -> ClinicError {
    match error {
        sqlx::migrate::MigrateError::Execute(cause) => cause.into(),
        other => ClinicError::Inconsistent { detail: other.to_string() },
    }
}
