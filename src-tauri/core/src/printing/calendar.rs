//! Visits as iCalendar (RFC 5545). Times are UTC instants, so that no night on which a clock is set can move a visit in a
//! program that knows other rules than ours. Never a reason, never anything clinical.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Class, Component, Event, EventLike, EventStatus, Property};

use super::papers::one_line;
use super::words::Words;
use crate::appointments::model::{AppointmentView, VisitKind};
use crate::locations::model::LocationView;

/// A calendar of visits.
pub(super) struct VisitCalendar<'a> {
    pub(super) words: &'a Words,
    pub(super) locations: &'a [LocationView],
    pub(super) now: DateTime<Utc>,
}

impl VisitCalendar<'_> {
    /// The visit for the patient's own calendar.
    pub(super) fn of_visit(&self, visit: &AppointmentView) -> String {
        let mut event = self.event(visit, &self.words.calendar_with(&visit.doctor_name));
        let mut text = vec![self.words.calendar_reference(&visit.reference)];
        text.extend(visit.video_link.as_ref().map(|link| format!("{}: {link}", self.words.link)));
        if let Some(place) = self.place(visit) {
            if !place.phone.is_empty() {
                text.push(self.words.cannot_come(&place.phone));
            }
            if !place.what_to_bring.is_empty() && visit.visit_kind == VisitKind::InPerson {
                text.push(format!("{}: {}", self.words.to_bring, place.what_to_bring));
            }
        }
        event.description(&text.join("\n"));
        self.calendar(&self.words.calendar_visit, vec![event])
    }

    /// Visits for the doctor's calendar; `name` says what each is called.
    pub(super) fn of_doctor(
        &self,
        doctor: &str,
        visits: &[AppointmentView],
        name: impl Fn(&AppointmentView) -> String,
    ) -> String {
        let event = |visit: &AppointmentView| {
            let mut event = self.event(visit, &name(visit));
            event.description(&self.words.calendar_reference(&visit.reference));
            event
        };
        self.calendar(doctor, visits.iter().map(event).collect())
    }

    fn calendar(&self, name: &str, events: Vec<Event>) -> String {
        let mut calendar = Calendar::empty();
        calendar
            .append_property(("VERSION", "2.0"))
            .append_property(("PRODID", "-//Clinic Desk//Clinic Desk//EN"))
            .append_property(("CALSCALE", "GREGORIAN"))
            .append_property(("METHOD", "PUBLISH"))
            .name(name);
        calendar.extend(events);
        calendar.to_string()
    }

    fn place(&self, visit: &AppointmentView) -> Option<&LocationView> {
        self.locations.iter().find(|location| location.id == visit.location_id)
    }

    /// The same visit has the same UID for ever and a greater SEQUENCE after each change, so that it replaces itself.
    fn event(&self, visit: &AppointmentView, summary: &str) -> Event {
        let status = if visit.status.is_live() { EventStatus::Confirmed } else { EventStatus::Cancelled };
        // The clinic has no mail address that could be answered; the place itself is named.
        let organizer = Property::new("ORGANIZER", format!("urn:uuid:{}", visit.location_id))
            .add_parameter("CN", &visit.location_name.replace('"', "'"))
            .done();
        let mut event = Event::with_uid(&format!("{}@clinic-desk", visit.id))
            .sequence(visit.row_version)
            .timestamp(self.now)
            .starts(visit.starts_at)
            .ends(visit.ends_at)
            .summary(summary)
            .location(&self.location(visit))
            .class(Class::Private)
            .status(status)
            .append_property(organizer)
            .done();
        if let Some(link) = &visit.video_link {
            event.url(link);
        }
        event
    }

    /// Where to be: the room and its address; for a video visit nowhere but at its link.
    fn location(&self, visit: &AppointmentView) -> String {
        if visit.visit_kind == VisitKind::Video {
            let link = visit.video_link.as_deref();
            return link.unwrap_or(self.words.kind_of(visit.visit_kind)).to_owned();
        }
        let address = self.place(visit).map(|place| one_line(&place.address)).unwrap_or_default();
        let parts = [visit.location_name.as_str(), visit.room_name.as_deref().unwrap_or_default(), &address];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }
}
