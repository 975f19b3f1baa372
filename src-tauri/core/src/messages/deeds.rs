//! What a deed has to tell: written in its transaction, and withdrawn in that of the deed that undoes it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::model::{Became, GRACE, MessageState, MessageType, Place, to_tell};
use super::store::{self, Known};
use crate::error::Outcome;
use crate::ids::{AppointmentId, MessageId, PatientId};
use crate::sql_text::SqlText;
use crate::tx::WriteTx;

/// The topic of the change feed.
pub(super) const TOPIC: &str = "messages";

/// What a deed does to one visit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    pub(crate) appointment: AppointmentId,
    pub(crate) patient: PatientId,
    /// Where it was; nowhere, when it was called off or given up.
    pub(crate) before: Option<Place>,
    pub(crate) became: Became,
}

/// Writes what the patients of these visits are to be told, in the deed's transaction. What waits of them and is not so any
/// more is withdrawn; whoever knows it as it is now is told nothing. Locks the visits' messages that wait.
pub(crate) async fn note(tx: &mut WriteTx, now: DateTime<Utc>, changes: &[Change]) -> Outcome<()> {
    let appointments: Vec<AppointmentId> = changes.iter().map(|change| change.appointment).collect();
    let patients: Vec<PatientId> = changes.iter().map(|change| change.patient).collect();
    let mut known: HashMap<AppointmentId, Vec<Known>> = HashMap::new();
    for message in store::known(tx.connection(), &appointments).await? {
        known.entry(message.appointment_id).or_default().push(message);
    }
    let readers = store::readers(tx.connection(), &patients).await?;
    let mut sql = SqlText::default();
    let mut written = false;
    for change in changes {
        let messages = known.get(&change.appointment).map(Vec::as_slice).unwrap_or_default();
        for waiting in messages.iter().filter(|message| message.state == MessageState::Pending) {
            store::supersede(&mut sql, waiting.id);
            written = true;
        }
        let (knows, off_was_told) = what_is_known(change.before, messages);
        let off_was_written = messages.last().is_some_and(|last| last.state == MessageState::Withdrawn);
        let was_told = messages.iter().any(|message| told_of_it(message) && message.state != MessageState::Pending);
        let became = match change.became {
            Became::OffAgain if off_was_written => Became::CalledOff,
            Became::Undone if was_told => Became::CalledOff,
            became => became,
        };
        let Some(message_type) = to_tell(knows, became) else { continue };
        // Who was told that it is off is told that it is not, whichever messages are written otherwise.
        let corrects = off_was_told && message_type == MessageType::AppointmentConfirmed;
        let wanted = readers.settings.writes(message_type) || corrects;
        let Some(address) = readers.addresses.get(&change.patient).filter(|_| wanted) else { continue };
        let place = if let Became::At(place) = became { Some(place) } else { knows };
        let Some(place) = place.filter(|place| place.starts_at > now) else { continue };
        let new = NewMessage { message_type, change, address, place, from: knows };
        insert(&mut sql, now, &new);
        written = true;
    }
    if written {
        sqlx::raw_sql(sql.into_sql()).execute(tx.connection()).await?;
        tx.touch_topic(TOPIC);
    }
    Ok(())
}

/// Where the patient knows the visit to be, and whether they were told that it is off: what waits has told nothing yet.
fn what_is_known(before: Option<Place>, messages: &[Known]) -> (Option<Place>, bool) {
    let mut told = messages.iter().rev().filter(|message| told_of_it(message));
    match told.next() {
        Some(last) if last.state == MessageState::Pending => {
            let off = told.next().is_some_and(|one| one.message_type == MessageType::AppointmentCancelled);
            (last.from, off)
        }
        Some(last) => (before, last.message_type == MessageType::AppointmentCancelled),
        None => (before, false),
    }
}

/// Whether a message tells, or told, where the visit is: no reminder, and none that was withdrawn.
fn told_of_it(message: &Known) -> bool {
    message.message_type != MessageType::AppointmentReminder && message.state != MessageState::Withdrawn
}

struct NewMessage<'a> {
    message_type: MessageType,
    change: &'a Change,
    address: &'a str,
    place: Place,
    from: Option<Place>,
}

fn insert(sql: &mut SqlText, now: DateTime<Utc>, new: &NewMessage<'_>) {
    sql.push(
        "insert into messages (id, message_type, patient_id, appointment_id, address, doctor_id, location_id, starts_at, \
         from_doctor_id, from_location_id, from_starts_at, scheduled_for, next_try_at) values ",
    )
    .row(&[
        &MessageId::fresh().0,
        &new.message_type.word(),
        &new.change.patient.0,
        &new.change.appointment.0,
        &new.address,
        &new.place.doctor.0,
        &new.place.location.0,
        &new.place.starts_at,
        &new.from.map(|from| from.doctor.0),
        &new.from.map(|from| from.location.0),
        &new.from.map(|from| from.starts_at),
        &(now + GRACE),
        &(now + GRACE),
    ])
    .push(";");
}

/// Adds to a booking's packet that it is confirmed to its patient, where the clinic does so and they agreed.
pub(crate) fn note_booked(sql: &mut SqlText, now: DateTime<Utc>, booked: (AppointmentId, PatientId), place: Place) {
    if place.starts_at <= now {
        return;
    }
    let due = now + GRACE;
    sql.push(
        "insert into messages (id, message_type, patient_id, appointment_id, address, doctor_id, location_id, starts_at, \
         scheduled_for, next_try_at) select ",
    );
    sql.list(&[&MessageId::fresh().0, &MessageType::AppointmentConfirmed.word(), &booked.1.0, &booked.0.0])
        .push(", p.email, ");
    sql.list(&[&place.doctor.0, &place.location.0, &place.starts_at, &due, &due]);
    sql.push(" from message_settings s join patients p on p.id = ").value(&booked.1.0);
    sql.push(" where s.host <> '' and s.confirmed and p.email_consent and p.email is not null;");
    // The row of the topic is every booking's: it is locked only where messages may have been written.
    sql.push(
        "insert into topics (name) select 'messages' from message_settings where host <> '' and confirmed \
         on duplicate key update version = version + 1;",
    );
}
