//! The words of documents, from the same catalogue as the page's: `ui/messages/<language>/documents.json`. A document can be
//! in another language than the window, so its words are not the window's to give.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use crate::appointments::model::{AppointmentStatus, Priority, VisitKind};
use crate::availability::blocks::model::BlockKind;
use crate::error::{FieldError, FieldProblem};

static ENGLISH: LazyLock<Words> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../ui/messages/en/documents.json"))
        .expect("a test reads every language's words")
});

/// The words of one language; every one has to be there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) day_sheet: String,
    pub(super) call_list: String,
    pub(super) card: String,
    pub(super) visits: String,
    pub(super) page_of: String,
    pub(super) prescription: String,
    pub(super) prescription_copy: String,
    pub(super) prescription_replaced: String,
    pub(super) medications: String,
    pub(super) medication: String,
    pub(super) dose: String,
    pub(super) frequency: String,
    pub(super) duration: String,
    pub(super) quantity: String,
    pub(super) copy: String,
    pub(super) letter_referral: String,
    pub(super) letter_sick_note: String,
    pub(super) letter_fitness: String,
    pub(super) letter_visit: String,
    pub(super) letter_to: String,
    pub(super) letter_from: String,
    pub(super) letter_until: String,
    pub(super) licence: String,
    pub(super) valid_until: String,
    pub(super) complaint: String,
    pub(super) diagnosis: String,
    pub(super) advice: String,
    pub(super) diet: String,
    pub(super) lab_tests: String,
    pub(super) next_visit: String,
    pub(super) pharmacy_notes: String,
    pub(super) counts: String,
    period: String,
    pub(super) counts_whose: String,
    pub(super) counts_own: String,
    pub(super) counts_of_my_patients: String,
    counts_partial: String,
    counts_unreadable: String,
    pub(super) counts_none: String,
    pub(super) notes: String,
    pub(super) prescriptions: String,
    pub(super) diagnoses: String,
    pub(super) tags: String,
    pub(super) patients: String,
    signed_by: String,
    pub(super) scan_to_check: String,
    printed: String,
    long_date: String,
    short_date: String,
    weekdays: [String; 7],
    months: [String; 12],
    short_months: [String; 12],
    pub(super) time: String,
    pub(super) date: String,
    pub(super) patient: String,
    pub(super) born: String,
    pub(super) phone: String,
    pub(super) reason: String,
    pub(super) status: String,
    pub(super) doctor: String,
    pub(super) location: String,
    pub(super) address: String,
    pub(super) room: String,
    pub(super) kind: String,
    pub(super) link: String,
    pub(super) first_visit: String,
    priority_urgent: String,
    priority_emergency: String,
    pub(super) reference: String,
    pub(super) reached: String,
    pub(super) note: String,
    pub(super) when: String,
    pub(super) with: String,
    pub(super) length: String,
    minutes: String,
    #[serde(rename = "for")]
    pub(super) whom: String,
    pub(super) to_bring: String,
    cannot_come: String,
    pub(super) no_visits: String,
    pub(super) nobody_to_call: String,
    away: String,
    block_meeting: String,
    block_administration: String,
    block_emergency: String,
    away_all_day: String,
    away_from: String,
    away_until: String,
    continued: String,
    pub(super) coming: String,
    pub(super) past: String,
    newest_only: String,
    kind_in_person: String,
    kind_video: String,
    status_scheduled: String,
    status_confirmed: String,
    status_arrived: String,
    status_checked_in: String,
    status_in_progress: String,
    status_completed: String,
    status_cancelled: String,
    status_no_show: String,
    calendar_with: String,
    pub(super) calendar_visit: String,
    calendar_patient: String,
    calendar_reference: String,
}

impl Words {
    /// The words of a language such as `en`.
    ///
    /// # Errors
    /// [`FieldProblem::UnknownChoice`] at `language`.
    pub(super) fn of(language: &str) -> Result<&'static Self, FieldError> {
        match language {
            "en" => Ok(&ENGLISH),
            _ => Err(FieldError::new("language", FieldProblem::UnknownChoice)),
        }
    }

    /// "Monday, 2 March 2026".
    pub(super) fn long_date(&self, date: NaiveDate) -> String {
        let weekday = &self.weekdays[date.weekday().num_days_from_monday() as usize];
        dated(&self.long_date, date, &self.months).replace("{weekday}", weekday)
    }

    /// "2 Mar 2026".
    pub(super) fn short_date(&self, date: NaiveDate) -> String {
        dated(&self.short_date, date, &self.short_months)
    }

    /// "2 Mar 2026 to 8 Mar 2026".
    pub(super) fn period(&self, from: NaiveDate, to: NaiveDate) -> String {
        self.period.replace("{from}", &self.short_date(from)).replace("{to}", &self.short_date(to))
    }

    pub(super) fn counts_partial(&self, read: u32, records: u32) -> String {
        self.counts_partial.replace("{read}", &read.to_string()).replace("{records}", &records.to_string())
    }

    pub(super) fn counts_unreadable(&self, count: u32) -> String {
        self.counts_unreadable.replace("{count}", &count.to_string())
    }

    pub(super) fn printed(&self, when: &str, who: &str) -> String {
        self.printed.replace("{when}", when).replace("{who}", who)
    }

    pub(super) fn prescription_replaced(&self, number: &str) -> String {
        self.prescription_replaced.replace("{number}", number)
    }

    pub(super) fn signed_by(&self, doctor: &str, date: &str) -> String {
        self.signed_by.replace("{doctor}", doctor).replace("{date}", date)
    }

    pub(super) fn minutes(&self, count: i32) -> String {
        self.minutes.replace("{count}", &count.to_string())
    }

    pub(super) fn cannot_come(&self, phone: &str) -> String {
        self.cannot_come.replace("{phone}", phone)
    }

    /// Away between these times of a day; without one from its beginning, or to its end.
    pub(super) fn away(&self, from: Option<&str>, to: Option<&str>) -> String {
        let words = match (from, to) {
            (None, None) => &self.away_all_day,
            (Some(_), None) => &self.away_from,
            (None, Some(_)) => &self.away_until,
            (Some(_), Some(_)) => &self.away,
        };
        words.replace("{from}", from.unwrap_or_default()).replace("{to}", to.unwrap_or_default())
    }

    pub(super) fn continued(&self, name: &str) -> String {
        self.continued.replace("{name}", name)
    }

    /// What a stretch of the day is kept for.
    pub(super) fn block_of(&self, kind: BlockKind) -> &String {
        match kind {
            BlockKind::Meeting => &self.block_meeting,
            BlockKind::Administration => &self.block_administration,
            BlockKind::Emergency => &self.block_emergency,
        }
    }

    /// What is said of a visit that cannot wait.
    pub(super) fn priority_of(&self, priority: Priority) -> Option<&String> {
        match priority {
            Priority::Regular => None,
            Priority::Urgent => Some(&self.priority_urgent),
            Priority::Emergency => Some(&self.priority_emergency),
        }
    }

    pub(super) fn newest_only(&self, count: usize) -> String {
        self.newest_only.replace("{count}", &count.to_string())
    }

    pub(super) fn kind_of(&self, kind: VisitKind) -> &str {
        match kind {
            VisitKind::InPerson => &self.kind_in_person,
            VisitKind::Video => &self.kind_video,
        }
    }

    pub(super) fn status_of(&self, status: AppointmentStatus) -> &str {
        match status {
            AppointmentStatus::Scheduled => &self.status_scheduled,
            AppointmentStatus::Confirmed => &self.status_confirmed,
            AppointmentStatus::Arrived => &self.status_arrived,
            AppointmentStatus::CheckedIn => &self.status_checked_in,
            AppointmentStatus::InProgress => &self.status_in_progress,
            AppointmentStatus::Completed => &self.status_completed,
            AppointmentStatus::Cancelled => &self.status_cancelled,
            AppointmentStatus::NoShow => &self.status_no_show,
        }
    }

    pub(super) fn calendar_with(&self, doctor: &str) -> String {
        self.calendar_with.replace("{doctor}", doctor)
    }

    pub(super) fn calendar_patient(&self, patient: &str) -> String {
        self.calendar_patient.replace("{patient}", patient)
    }

    pub(super) fn calendar_reference(&self, reference: &str) -> String {
        self.calendar_reference.replace("{reference}", reference)
    }
}

fn dated(pattern: &str, date: NaiveDate, months: &[String; 12]) -> String {
    pattern
        .replace("{day}", &date.day().to_string())
        .replace("{month}", &months[date.month0() as usize])
        .replace("{year}", &date.year().to_string())
}
