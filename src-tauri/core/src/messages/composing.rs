//! A message as it goes out: what it says, read this moment, from whom and to whom.

use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use sqlx::{FromRow, MySqlPool};

use super::model::MessageType;
use super::settings::model::MessageSettings;
use super::texts::{Facts, Text, Told, text};
use crate::civil::Zone;
use crate::error::{ClinicError, Outcome, RecordKind};
use crate::ids::MessageId;

#[derive(FromRow)]
struct Row {
    message_type: String,
    address: String,
    family_name: String,
    given_name: String,
    doctor_name: String,
    location_name: String,
    location_address: String,
    location_phone: String,
    time_zone: String,
    starts_at: DateTime<Utc>,
    from_doctor_name: Option<String>,
    from_zone: Option<String>,
    from_starts_at: Option<DateTime<Utc>>,
    kind: String,
    reference: String,
}

/// What a message says, and its address.
pub(super) async fn facts(pool: &MySqlPool, id: MessageId, settings: &MessageSettings) -> Outcome<(Facts, String)> {
    let row: Option<Row> = sqlx::query_as(
        "select m.message_type, m.address, p.family_name, p.given_name, d.name doctor_name, l.name location_name, \
         l.address location_address, l.phone location_phone, l.time_zone, m.starts_at, fd.name from_doctor_name, \
         fl.time_zone from_zone, m.from_starts_at, a.kind, a.reference from messages m \
         join patients p on p.id = m.patient_id join appointments a on a.id = m.appointment_id \
         join doctors d on d.id = m.doctor_id join locations l on l.id = m.location_id \
         left join doctors fd on fd.id = m.from_doctor_id left join locations fl on fl.id = m.from_location_id \
         where m.id = ?",
    )
    .bind(id)
    .fetch_optional(pool)
    .await?;
    let row = row.ok_or(ClinicError::NotFound { what: RecordKind::Message })?;
    let broken = |column: &str| ClinicError::Inconsistent { detail: format!("messages.{column} of {id}") };
    let zone = |name: &str| Zone::parse("time_zone", name).map_err(|_| broken("location_id"));
    let before = match (row.from_doctor_name, row.from_zone, row.from_starts_at) {
        (Some(doctor), Some(from), Some(starts_at)) => {
            Some(Told { doctor, starts_local: zone(&from)?.local(starts_at) })
        }
        _ => None,
    };
    let sender = if settings.sender_name.is_empty() { row.location_name.clone() } else { settings.sender_name.clone() };
    let facts = Facts {
        message_type: MessageType::from_word(&row.message_type).ok_or_else(|| broken("message_type"))?,
        patient: format!("{} {}", row.given_name, row.family_name),
        visit: Told { doctor: row.doctor_name, starts_local: zone(&row.time_zone)?.local(row.starts_at) },
        before,
        location: row.location_name,
        location_address: row.location_address,
        phone: row.location_phone,
        zone: row.time_zone,
        video: row.kind == "video",
        reference: row.reference,
        sender,
    };
    Ok((facts, row.address))
}

/// A message by e-mail. Sent again, it bears the same number, so that a mail server can tell. `None`: its address or the
/// sender's is none.
pub(super) fn letter(
    settings: &MessageSettings,
    number: uuid::Uuid,
    now: DateTime<Utc>,
    address: &str,
    text: Text,
) -> Option<Message> {
    let sender = Mailbox::new(
        Some(settings.sender_name.clone()).filter(|name| !name.is_empty()),
        settings.sender_address.parse().ok()?,
    );
    let domain = settings.sender_address.rsplit('@').next().unwrap_or_default();
    let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    Message::builder()
        .message_id(Some(format!("<{number}@{domain}>")))
        .date(now.into())
        .from(sender)
        .to(Mailbox::new(None, address.parse().ok()?))
        .subject(text.subject)
        .raw_header(automatic)
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text.body))
        .ok()
}

/// As [`letter`], of a message that waits.
pub(super) async fn letter_of(
    pool: &MySqlPool,
    id: MessageId,
    settings: &MessageSettings,
    now: DateTime<Utc>,
) -> Outcome<Option<Message>> {
    let (facts, address) = facts(pool, id, settings).await?;
    Ok(letter(settings, id.0, now, &address, text(&facts)))
}
