//! One write: a transaction whose only successful end takes the audit event, and which tells the change feed what it
//! touched.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::Value;
use sqlx::mysql::{MySqlArguments, MySqlConnection};
use sqlx::pool::PoolConnection;
use sqlx::query::Query;
use sqlx::{MySql, Transaction};
use uuid::Uuid;

use crate::access::Actor;
use crate::audit::AuditEvent;
use crate::clinic::Clinic;
use crate::db_error::{duplicate_key, is_orphan, is_without_action};
use crate::error::{ClinicError, Outcome, Refusal};
use crate::ids::{RequestId, ResourceId, fresh};
use crate::restrictions::gate::{self, Gate};
use crate::sql_text::SqlText;

/// A statement with what is bound to it so far.
pub(crate) type Statement = Query<'static, MySql, MySqlArguments>;

/// What a write touched, for the change feed.
#[derive(Debug, Default)]
struct Touched {
    days: BTreeSet<(ResourceId, NaiveDate)>,
    topics: BTreeSet<String>,
    /// What was done to each of several records, besides the event of the write itself.
    each: Vec<AuditEvent>,
}

impl Touched {
    fn calendar(&mut self, resource: ResourceId, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) {
        let last = (ends_at - Duration::microseconds(1)).date_naive();
        let mut day = starts_at.date_naive();
        while day <= last {
            self.days.insert((resource, day));
            day += Duration::days(1);
        }
    }

    /// The end of every write: the versions touched (late and in order, to keep their locks short) and the audit event.
    fn ending(&self, actor: &Actor, request: RequestId, event: &AuditEvent) -> SqlText {
        let mut sql = SqlText::default();
        for (index, (resource, day)) in self.days.iter().enumerate() {
            sql.push(if index == 0 { "insert into calendar_days (resource_id, day) values " } else { "," });
            sql.row(&[&u64::from(resource.0), day]);
        }
        if !self.days.is_empty() {
            sql.push(" on duplicate key update version = version + 1;");
        }
        for topic in &self.topics {
            sql.push("insert into topics (name) values ")
                .row(&[topic])
                .push(" on duplicate key update version = version + 1;");
        }
        sql.push("insert into audit_events (id, actor_id, session_id, workstation, action, subject_kind, subject_id, patient_id, detail) values ");
        let own = std::iter::once((request.0, event));
        for (index, (id, event)) in own.chain(self.each.iter().map(|event| (fresh(), event))).enumerate() {
            sql.push(if index == 0 { "(" } else { ",(" });
            sql.list(&[&id, &actor.user_id.map(|id| id.0), &actor.session_id.map(|id| id.0), &actor.workstation]);
            sql.push(",");
            gate::push_action(&mut sql, event, actor.user_id);
            sql.push(",");
            sql.list(&[&event.subject_kind, &event.subject_id, &event.patient_id, &event.detail.to_string()]);
            sql.push(")");
        }
        sql.push(";");
        sql
    }
}

/// A write that is under way. Dropped without [`WriteTx::commit`], it leaves nothing.
pub(crate) struct WriteTx {
    tx: Transaction<'static, MySql>,
    actor: Actor,
    request: RequestId,
    touched: Touched,
}

impl WriteTx {
    pub(crate) fn new(tx: Transaction<'static, MySql>, actor: Actor, request: RequestId) -> Self {
        Self { tx, actor, request, touched: Touched::default() }
    }

    /// The connection inside the transaction.
    pub(crate) fn connection(&mut self) -> &mut MySqlConnection {
        &mut self.tx
    }

    /// Tells the feed that a lane changed on the UTC days of `[starts_at, ends_at)`.
    pub(crate) fn touch_calendar(&mut self, resource: ResourceId, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) {
        self.touched.calendar(resource, starts_at, ends_at);
    }

    /// Tells the feed that a topic changed: `patients`, `clinic`, `availability`, `users`, `consultation:<id>`.
    pub(crate) fn touch_topic(&mut self, topic: impl Into<String>) {
        self.touched.topics.insert(topic.into());
    }

    /// Adds the event of one of several records that this write changes.
    pub(crate) fn also(&mut self, event: AuditEvent) {
        self.touched.each.push(event);
    }

    /// Writes what the feed and the audit log must know, and commits.
    ///
    /// # Errors
    /// [`Refusal::ProcessingRestricted`] where a restriction stops the deed.
    pub(crate) async fn commit(mut self, event: AuditEvent) -> Outcome<()> {
        let ending = self.touched.ending(&self.actor, self.request, &event);
        sqlx::raw_sql(ending.into_sql()).execute(&mut *self.tx).await.map_err(stopped)?;
        self.tx.commit().await?;
        Ok(())
    }
}

/// A whole write that is known beforehand, sent as one packet: one round trip from `begin` to `commit`.
pub(crate) struct WritePacket {
    sql: SqlText,
    actor: Actor,
    request: RequestId,
    touched: Touched,
}

/// How a packet ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It is committed.
    Committed,
    /// A unique key stood in the way; nothing was written.
    KeyTaken,
    /// A row was to hang on one that an earlier statement of the packet did not make; nothing was written.
    Orphaned,
}

impl WritePacket {
    pub(crate) fn new(actor: &Actor, request: RequestId) -> Self {
        let mut sql = SqlText::default();
        sql.push("begin;");
        Self { sql, actor: actor.clone(), request, touched: Touched::default() }
    }

    /// Where its statements are written.
    pub(crate) fn sql(&mut self) -> &mut SqlText {
        &mut self.sql
    }

    /// As [`WriteTx::touch_calendar`].
    pub(crate) fn touch_calendar(&mut self, resource: ResourceId, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) {
        self.touched.calendar(resource, starts_at, ends_at);
    }

    /// As [`WriteTx::touch_topic`].
    pub(crate) fn touch_topic(&mut self, topic: impl Into<String>) {
        self.touched.topics.insert(topic.into());
    }

    /// As [`WriteTx::also`].
    pub(crate) fn also(&mut self, event: AuditEvent) {
        self.touched.each.push(event);
    }

    /// Adds what the feed and the audit log must know, sends it and commits.
    pub(crate) async fn commit(mut self, clinic: &Clinic, event: AuditEvent) -> Outcome<Sent> {
        self.sql.append(self.touched.ending(&self.actor, self.request, &event)).push("commit;");
        let mut connection = Unfinished(clinic.read().acquire().await?, true);
        let sent = sqlx::raw_sql(self.sql.into_sql()).execute(&mut *connection.0).await;
        let Err(error) = sent else {
            connection.1 = false;
            return Ok(Sent::Committed);
        };
        // The statements after the one that failed were not executed; the transaction is still open.
        let rolled_back = sqlx::raw_sql("rollback").execute(&mut *connection.0).await;
        connection.1 = rolled_back.is_err();
        match error {
            error if duplicate_key(&error).is_some() => Ok(Sent::KeyTaken),
            error if is_orphan(&error) => Ok(Sent::Orphaned),
            error => Err(stopped(error)),
        }
    }
}

/// What kept a write from its end: a restriction, or the database.
fn stopped(error: sqlx::Error) -> ClinicError {
    if is_without_action(&error) { Refusal::ProcessingRestricted.into() } else { error.into() }
}

/// A connection inside a transaction that sqlx does not know of: closed, not given back to the pool, when it is dropped
/// on the way.
struct Unfinished(PoolConnection<MySql>, bool);

impl Drop for Unfinished {
    fn drop(&mut self) {
        if self.1 {
            self.0.close_on_drop();
        }
    }
}

impl AuditEvent {
    /// Adds the patient concerned.
    pub(crate) fn patient(mut self, patient: crate::ids::PatientId) -> Self {
        self.patient_id = Some(patient.0);
        self
    }

    /// The deed begins a visit anew that was over: a restriction stops it.
    pub(crate) fn anew(mut self) -> Self {
        self.gate = Some(Gate::Desk);
        self
    }

    /// Adds what changed: field names with old and new values. Never clinical content, never a password.
    pub(crate) fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }

    /// An event about a record.
    pub(crate) fn about(action: crate::audit::AuditAction, subject_kind: &'static str, subject_id: Uuid) -> Self {
        let detail = Value::Object(Default::default());
        Self { action, subject_kind, subject_id, patient_id: None, gate: Gate::of(action, subject_kind), detail }
    }
}
