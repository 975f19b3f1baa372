//! One write: a transaction whose only successful end takes the audit event, and which tells the change feed what it
//! touched.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::Value;
use sqlx::mysql::MySqlConnection;
use sqlx::{MySql, QueryBuilder, Transaction};
use uuid::Uuid;

use crate::access::Actor;
use crate::audit::AuditEvent;
use crate::error::Outcome;
use crate::ids::{RequestId, ResourceId};

/// A write that is under way. Dropped without [`WriteTx::commit`], it leaves nothing.
pub(crate) struct WriteTx {
    tx: Transaction<'static, MySql>,
    actor: Actor,
    request: RequestId,
    days: BTreeSet<(ResourceId, NaiveDate)>,
    topics: BTreeSet<String>,
}

impl WriteTx {
    pub(crate) fn new(tx: Transaction<'static, MySql>, actor: Actor, request: RequestId) -> Self {
        Self { tx, actor, request, days: BTreeSet::new(), topics: BTreeSet::new() }
    }

    /// The connection inside the transaction.
    pub(crate) fn connection(&mut self) -> &mut MySqlConnection {
        &mut self.tx
    }

    /// Tells the feed that a lane changed on the UTC days of `[starts_at, ends_at)`.
    pub(crate) fn touch_calendar(&mut self, resource: ResourceId, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) {
        let last = (ends_at - Duration::microseconds(1)).date_naive();
        let mut day = starts_at.date_naive();
        while day <= last {
            self.days.insert((resource, day));
            day += Duration::days(1);
        }
    }

    /// Tells the feed that a topic changed: `patients`, `clinic`, `availability`, `users`, `consultation:<id>`.
    pub(crate) fn touch_topic(&mut self, topic: impl Into<String>) {
        self.topics.insert(topic.into());
    }

    /// Writes the versions touched (late and in order, to keep their locks short), the audit event, and commits.
    pub(crate) async fn commit(mut self, event: AuditEvent) -> Outcome<()> {
        if !self.days.is_empty() {
            let mut query = QueryBuilder::new("insert into calendar_days (resource_id, day) ");
            query.push_values(&self.days, |mut row, (resource, day)| {
                row.push_bind(*resource).push_bind(*day);
            });
            query.push(" on duplicate key update version = version + 1");
            query.build().execute(&mut *self.tx).await?;
        }
        for topic in &self.topics {
            sqlx::query("insert into topics (name) values (?) on duplicate key update version = version + 1")
                .bind(topic)
                .execute(&mut *self.tx)
                .await?;
        }
        sqlx::query(
            "insert into audit_events (id, actor_id, session_id, workstation, action, subject_kind, subject_id, patient_id, detail) \
             values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(self.request)
        .bind(self.actor.user_id)
        .bind(self.actor.session_id)
        .bind(&self.actor.workstation)
        .bind(event.action.word())
        .bind(event.subject_kind)
        .bind(event.subject_id)
        .bind(event.patient_id)
        .bind(sqlx::types::Json(&event.detail))
        .execute(&mut *self.tx)
        .await?;
        self.tx.commit().await?;
        Ok(())
    }
}

impl AuditEvent {
    /// Adds the patient concerned.
    pub(crate) fn patient(mut self, patient: crate::ids::PatientId) -> Self {
        self.patient_id = Some(patient.0);
        self
    }

    /// Adds what changed: field names with old and new values. Never clinical content, never a password.
    pub(crate) fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }

    /// An event about a record.
    pub(crate) fn about(action: crate::audit::AuditAction, subject_kind: &'static str, subject_id: Uuid) -> Self {
        Self { action, subject_kind, subject_id, patient_id: None, detail: Value::Object(Default::default()) }
    }
}
