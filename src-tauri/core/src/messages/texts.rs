//! What stands in a message: one text for each type, in the patients' language. Pure: no database, no clock.

use std::sync::LazyLock;

use chrono::NaiveDateTime;
use serde::Deserialize;

use super::model::MessageType;

static ENGLISH: LazyLock<Words> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../ui/messages/en/mail.json")).expect("a test writes every message")
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    date: String,
    greeting: String,
    moved_subject: String,
    moved: String,
    cancelled_subject: String,
    cancelled: String,
    cancelled_call: String,
    confirmed_subject: String,
    confirmed: String,
    reminder_subject: String,
    reminder: String,
    when: String,
    when_in_zone: String,
    with: String,
    #[serde(rename = "where")]
    place: String,
    by_video: String,
    reference: String,
    not_suit: String,
    call: String,
    regards: String,
    test_subject: String,
    test: String,
}

/// With whom and when, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The doctor's name.
    pub doctor: String,
    /// On the location's wall clock.
    pub starts_local: NaiveDateTime,
}

/// All that a message may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What it tells.
    pub message_type: MessageType,
    /// The patient's name as one is addressed by it.
    pub patient: String,
    /// The visit as it is, or as it was when it was called off.
    pub visit: Told,
    /// The visit as the patient knew it, where it was moved.
    pub before: Option<Told>,
    /// The location's name.
    pub location: String,
    /// Its address; may be empty.
    pub location_address: String,
    /// Its phone; may be empty.
    pub phone: String,
    /// Its zone.
    pub zone: String,
    /// The visit is by video.
    pub video: bool,
    /// The visit's reference.
    pub reference: String,
    /// Who writes.
    pub sender: String,
}

/// A message in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// One line.
    pub subject: String,
    /// Many.
    pub body: String,
}

/// The message that says these facts.
pub fn text(facts: &Facts) -> Text {
    let words = &*ENGLISH;
    let when = |told: &Told| told.starts_local.format(&words.date).to_string();
    let filled = |text: &str| {
        // Each place is filled once, so that what stands in a name is never taken for a place.
        let parts = text.split('{').map(|part| match part.split_once('}') {
            Some((place, rest)) => {
                let value = match place {
                    "patient" => facts.patient.clone(),
                    "when" => when(&facts.visit),
                    "doctor" => facts.visit.doctor.clone(),
                    "old_when" => facts.before.as_ref().map(when).unwrap_or_default(),
                    "old_doctor" => facts.before.as_ref().map(|told| told.doctor.clone()).unwrap_or_default(),
                    "location" => facts.location.clone(),
                    "zone" => facts.zone.clone(),
                    "reference" => facts.reference.clone(),
                    "phone" => facts.phone.clone(),
                    _ => String::new(),
                };
                value + rest
            }
            None => part.to_owned(),
        });
        parts.collect::<String>()
    };
    let (subject, says) = match facts.message_type {
        MessageType::AppointmentMoved => (&words.moved_subject, &words.moved),
        MessageType::AppointmentCancelled => (&words.cancelled_subject, &words.cancelled),
        MessageType::AppointmentConfirmed => (&words.confirmed_subject, &words.confirmed),
        MessageType::AppointmentReminder => (&words.reminder_subject, &words.reminder),
    };
    let off = facts.message_type == MessageType::AppointmentCancelled;
    let mut lines = vec![filled(&words.greeting), String::new(), filled(says), String::new()];
    if !off {
        lines.push(filled(if facts.video { &words.when_in_zone } else { &words.when }));
        lines.push(filled(&words.with));
        if facts.video {
            lines.push(words.by_video.clone());
        } else {
            lines.push(filled(&words.place));
            lines.extend(facts.location_address.lines().map(|line| format!("  {line}")));
        }
    }
    lines.push(filled(&words.reference));
    lines.push(String::new());
    lines.push(if off { words.cancelled_call.clone() } else { words.not_suit.clone() });
    if !facts.phone.is_empty() {
        lines.push(filled(&words.call));
    }
    lines.extend([String::new(), words.regards.clone(), facts.sender.clone()]);
    Text { subject: one_line(&filled(subject)), body: lines.join("\n") + "\n" }
}

/// The message that says nothing.
pub fn test_text() -> Text {
    Text { subject: ENGLISH.test_subject.clone(), body: ENGLISH.test.clone() + "\n" }
}

/// Without what would end the line of a header.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(message_type: MessageType) -> Facts {
        let at = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        Facts {
            message_type,
            patient: "Ada Lovelace".into(),
            visit: Told { doctor: "Dr Roth".into(), starts_local: at("2026-03-03 10:40") },
            before: Some(Told { doctor: "Dr Osei".into(), starts_local: at("2026-03-02 09:20") }),
            location: "Main".into(),
            location_address: "1 High Street\nLondon".into(),
            phone: "+442079460018".into(),
            zone: "Europe/London".into(),
            video: false,
            reference: "KM7-2QX".into(),
            sender: "Harbour Clinic".into(),
        }
    }

    #[test]
    fn a_moved_visit_is_told_with_the_old_and_the_new_time() {
        let text = text(&facts(MessageType::AppointmentMoved));
        assert_eq!(text.subject, "Your visit is now on Tuesday 3 March 2026, 10:40");
        assert_eq!(
            text.body,
            "Dear Ada Lovelace,\n\nyour visit of Monday 2 March 2026, 09:20 with Dr Osei has been moved.\n\n\
             When: Tuesday 3 March 2026, 10:40\nWith: Dr Roth\nWhere: Main\n  1 High Street\n  London\n\
             Reference: KM7-2QX\n\nIf you cannot come then, please call us.\nPhone: +442079460018\n\n\
             With kind regards\nHarbour Clinic\n"
        );
    }

    #[test]
    fn every_type_has_its_text_and_no_place_is_left_open() {
        use MessageType::*;
        for message_type in [AppointmentMoved, AppointmentCancelled, AppointmentConfirmed, AppointmentReminder] {
            for video in [false, true] {
                let text = text(&Facts { video, ..facts(message_type) });
                assert!(!text.subject.contains(['{', '}']) && !text.body.contains(['{', '}']), "{text:?}");
                assert!(text.body.contains("KM7-2QX"), "{text:?}");
            }
        }
        assert!(!test_text().body.is_empty());
    }

    #[test]
    fn what_stands_in_a_name_stays_a_name() {
        let patient = "{reference}\r\nBcc: all@example.org".to_owned();
        let text = text(&Facts { patient: patient.clone(), ..facts(MessageType::AppointmentReminder) });
        assert!(text.body.contains("Dear {reference}"), "{text:?}");
        let doctor = "X\r\nBcc: all@example.org".to_owned();
        let facts = Facts {
            visit: Told { doctor, ..facts(MessageType::AppointmentReminder).visit },
            ..facts(MessageType::AppointmentReminder)
        };
        assert!(!super::text(&facts).subject.contains(['\r', '\n']));
    }
}
