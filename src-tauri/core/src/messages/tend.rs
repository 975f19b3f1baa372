//! What every workstation sees to, whether it sends or not: reminders that are due, messages whose workstation fell silent,
//! and what has been kept long enough.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::deeds::TOPIC;
use super::model::KEPT;
use super::send::clinic_itself;
use super::{settings, store};
use crate::audit::{AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::db_error::retry;
use crate::error::Outcome;
use crate::ids::RequestId;

/// From one look to the next.
const PAUSE: Duration = Duration::seconds(30);

/// Writes reminders that are due, marks what a silent workstation was handing over, and deletes what is older than six months.
/// Safe to be called by any number of workstations at any moment.
///
/// # Errors
/// [`ClinicError::Offline`](crate::error::ClinicError); what was not done is done by whoever comes next.
pub async fn tend(clinic: &Clinic) -> Outcome<()> {
    retry(|| mark_silent(clinic)).await?;
    remind(clinic).await?;
    retry(|| purge(clinic)).await
}

async fn mark_silent(clinic: &Clinic) -> Outcome<()> {
    let mut tx = clinic.write(&clinic_itself(), RequestId::fresh()).await?;
    let count = store::mark_silent(tx.connection(), clinic.now()).await?;
    if count == 0 {
        return Ok(());
    }
    tx.touch_topic(TOPIC);
    let event = AuditEvent::about(AuditAction::MessagesUnknown, "messages", Uuid::nil());
    tx.commit(event.detail(json!({ "messages": count }))).await
}

async fn remind(clinic: &Clinic) -> Outcome<()> {
    let settings = retry(|| settings::read(clinic.read())).await?.settings;
    if settings.host.is_empty() || !settings.reminder {
        return Ok(());
    }
    let now = clinic.now();
    let until = now + Duration::hours(i64::from(settings.reminder_hours));
    let due = retry(|| store::to_remind(clinic.read(), now, until, settings.reminder_hours)).await?;
    for visit in &due {
        retry(|| async {
            let mut tx = clinic.write(&clinic_itself(), RequestId::fresh()).await?;
            if !store::remind(tx.connection(), visit, now).await? {
                return Ok(());
            }
            tx.touch_topic(TOPIC);
            let event = AuditEvent::about(AuditAction::ReminderWritten, "appointment", visit.id.0);
            tx.commit(event.patient(visit.patient_id)).await
        })
        .await?;
    }
    Ok(())
}

async fn purge(clinic: &Clinic) -> Outcome<()> {
    let mut tx = clinic.write(&clinic_itself(), RequestId::fresh()).await?;
    let count = store::purge(tx.connection(), clinic.now() - KEPT).await?;
    if count == 0 {
        return Ok(());
    }
    tx.touch_topic(TOPIC);
    let event = AuditEvent::about(AuditAction::MessagesPurged, "messages", Uuid::nil());
    tx.commit(event.detail(json!({ "messages": count }))).await
}

/// Tends the messages of a workstation, twice a minute.
#[derive(Debug, Default)]
pub struct Tender {
    next: Option<DateTime<Utc>>,
}

impl Tender {
    /// Tends them when it is time.
    ///
    /// # Errors
    /// [`ClinicError::Offline`](crate::error::ClinicError); it is tried again at the next look.
    pub async fn look(&mut self, clinic: &Clinic) -> Outcome<()> {
        let now = clinic.now();
        if self.next.is_none_or(|next| next <= now) {
            tend(clinic).await?;
            self.next = Some(now + PAUSE);
        }
        Ok(())
    }
}
