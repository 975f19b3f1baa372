//! What stands on each paper. Pure: everything was read before.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::model::DayPaper;
use super::words::Words;
use crate::appointments::model::{AppointmentStatus, AppointmentView, DaySheet, DoctorDay, VisitKind};
use crate::availability::model::TimeOffView;
use crate::civil::Zone;
use crate::documents::model::{Block, Cell, Column, Document, Paper, Table};
use crate::locations::model::LocationView;
use crate::patients::model::PatientView;

/// Who prints, when and on whose paper.
pub(super) struct Printing<'a> {
    pub(super) words: &'a Words,
    pub(super) locations: &'a [LocationView],
    pub(super) by: String,
    pub(super) now: DateTime<Utc>,
    pub(super) language: String,
}

impl Printing<'_> {
    pub(super) fn paper(&self, title: &str, subtitle: String, places: &[&LocationView]) -> Document {
        Document {
            title: title.to_owned(),
            subtitle,
            letterhead: letterhead(places),
            foot: self.foot(places.first().copied()),
            page_of: self.words.page_of.clone(),
            language: self.language.clone(),
            made_at: Some(self.now),
            ..Document::on(Paper::A4)
        }
    }

    pub(super) fn foot(&self, place: Option<&LocationView>) -> String {
        let zone = place.and_then(|place| Zone::parse("time_zone", &place.time_zone).ok()).unwrap_or(Zone::UTC);
        let now = zone.local(self.now);
        self.words.printed(&format!("{}, {}", self.words.short_date(now.date()), now.format("%H:%M")), &self.by)
    }

    fn place(&self, visit: &AppointmentView) -> Option<&LocationView> {
        self.locations.iter().find(|location| location.id == visit.location_id)
    }

    /// The locations that the columns of a sheet work at, in the order of their list; all that are open when none does.
    fn places(&self, columns: &[&DoctorDay]) -> Vec<&LocationView> {
        let used = |location: &&LocationView| {
            columns.iter().any(|day| {
                day.windows.iter().any(|window| window.location_id == location.id)
                    || day.appointments.iter().any(|visit| visit.location_id == location.id)
            })
        };
        let places: Vec<_> = self.locations.iter().filter(used).collect();
        if places.is_empty() { self.locations.iter().filter(|location| location.active).collect() } else { places }
    }

    pub(super) fn day_sheet(&self, sheet: &DaySheet, paper: DayPaper) -> Document {
        let columns: Vec<&DoctorDay> = sheet.columns.iter().filter(|day| is_of_the_day(day)).collect();
        let mut document = self.paper(&self.words.day_sheet, self.words.long_date(sheet.date), &self.places(&columns));
        document.blocks = columns.into_iter().flat_map(|day| self.doctors_day(day, paper)).collect();
        if document.blocks.is_empty() {
            document.blocks.push(Block::Paragraph(self.words.no_visits.clone()));
        }
        document
    }

    /// Why the doctor cannot be booked in a part of the day, or at all.
    fn kept_free(&self, day: &DoctorDay) -> Vec<String> {
        let away = day.time_off.iter().map(|away| self.away(day.date, away));
        let kept = day.blocks.iter().map(|block| {
            let times = span(block.starts_local, block.ends_local);
            joined(" · ", [&times, self.words.block_of(block.block_kind), &block.title])
        });
        day.holidays.iter().cloned().chain(away).chain(kept).collect()
    }

    /// From when to when of this day, of a time off that may be longer.
    fn away(&self, day: NaiveDate, away: &TimeOffView) -> String {
        let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN);
        let time = |local: NaiveDateTime| local.format("%H:%M").to_string();
        let from = (away.starts_local > midnight(day)).then(|| time(away.starts_local));
        let to = (away.ends_local < midnight(day + Days::new(1))).then(|| time(away.ends_local));
        self.words.away(from.as_deref(), to.as_deref())
    }

    /// Why, as the desk wrote it, after what the desk has to see to.
    fn why(&self, visit: &AppointmentView) -> String {
        let first = visit.first_visit.then_some(&self.words.first_visit);
        joined(" · ", first.into_iter().chain(self.words.priority_of(visit.priority)).chain([&visit.reason]))
    }

    fn doctors_day(&self, day: &DoctorDay, paper: DayPaper) -> Vec<Block> {
        let heading = joined(" · ", std::iter::once(&day.doctor_name).chain(&day.specialties));
        let mut blocks = vec![Block::Heading(heading)];
        blocks.extend(self.kept_free(day).into_iter().map(Block::Paragraph));
        let visits: Vec<_> = day.appointments.iter().filter(|visit| is_on_paper(visit)).collect();
        if visits.is_empty() {
            blocks.push(Block::Paragraph(self.words.no_visits.clone()));
            return blocks;
        }
        let words = self.words;
        let columns = match paper {
            DayPaper::DaySheet | DayPaper::CallList => vec![
                Column::new(&words.time, 1.15),
                Column::new(&words.patient, 2.5),
                Column::new(&words.born, 1.25),
                Column::new(&words.phone, 1.7),
                Column::new(&words.reason, 2.6),
                Column::new(&words.status, 1.4),
            ],
            DayPaper::DaySheetWithoutNames => vec![
                Column::new(&words.time, 1.2),
                Column::new(&words.reference, 1.2),
                Column::new(&words.room, 1.6),
                Column::new(&words.kind, 1.2),
                Column::new(&words.status, 1.4),
            ],
        };
        let rows = visits.into_iter().map(|visit| match paper {
            DayPaper::DaySheet | DayPaper::CallList => vec![
                Cell::from(times(visit)),
                visit.patient_name.clone().into(),
                words.short_date(visit.patient_birth_date).into(),
                visit.patient_phone.clone().into(),
                self.why(visit).into(),
                words.status_of(visit.status).into(),
            ],
            DayPaper::DaySheetWithoutNames => vec![
                Cell::from(times(visit)),
                visit.reference.clone().into(),
                visit.room_name.clone().unwrap_or_default().into(),
                words.kind_of(visit.visit_kind).into(),
                words.status_of(visit.status).into(),
            ],
        });
        let continued = words.continued(&day.doctor_name);
        blocks.push(Block::Table(Table { continued, columns, rows: rows.collect() }));
        blocks
    }

    /// Everyone who is still expected, by time, to be called one after the other.
    pub(super) fn call_list(&self, sheet: &DaySheet) -> Document {
        let columns: Vec<&DoctorDay> = sheet.columns.iter().collect();
        let mut document = self.paper(&self.words.call_list, self.words.long_date(sheet.date), &self.places(&columns));
        let expected = [AppointmentStatus::Scheduled, AppointmentStatus::Confirmed];
        let mut visits: Vec<_> =
            columns.iter().flat_map(|day| &day.appointments).filter(|visit| expected.contains(&visit.status)).collect();
        visits.sort_by_key(|visit| (visit.starts_at, visit.id));
        let words = self.words;
        document.blocks = if visits.is_empty() {
            vec![Block::Paragraph(words.nobody_to_call.clone())]
        } else {
            let columns = vec![
                Column::new(&words.reached, 0.8),
                Column::new(&words.phone, 1.5),
                Column::new(&words.patient, 2.4),
                Column::new(&words.born, 1.4),
                Column::new(&words.time, 1.3),
                Column::new(&words.doctor, 1.8),
                Column::new(&words.note, 1.6),
            ];
            let row = |visit: &&AppointmentView| {
                vec![
                    Cell::TickBox,
                    visit.patient_phone.clone().into(),
                    visit.patient_name.clone().into(),
                    words.short_date(visit.patient_birth_date).into(),
                    times(visit).into(),
                    visit.doctor_name.clone().into(),
                    Cell::from(""),
                ]
            };
            vec![Block::Table(Table { continued: String::new(), columns, rows: visits.iter().map(row).collect() })]
        };
        document
    }

    /// What the patient takes home: when, where, with whom, and the reference they say when they call.
    pub(super) fn card(&self, visit: &AppointmentView) -> Document {
        let words = self.words;
        let place = self.place(visit);
        let phone = place.map(|place| place.phone.clone()).unwrap_or_default();
        let at_home = visit.visit_kind == VisitKind::Video;
        let room = joined(" · ", [Some(&visit.location_name), visit.room_name.as_ref()].into_iter().flatten());
        // Nobody is to come to a video visit, or to bring anything.
        let (room, address, to_bring) = match place {
            _ if at_home => Default::default(),
            Some(place) => (room, one_line(&place.address), place.what_to_bring.clone()),
            None => (room, String::new(), String::new()),
        };
        let when = format!("{}\n{}", words.long_date(visit.starts_local.date()), visit.starts_local.format("%H:%M"));
        let mut blocks = vec![
            Block::Large { name: words.when.clone(), text: when },
            Block::Facts(vec![
                (words.whom.clone(), visit.patient_name.clone()),
                (words.with.clone(), visit.doctor_name.clone()),
                (words.location.clone(), room),
                (words.address.clone(), address),
                (words.phone.clone(), phone.clone()),
                (words.kind.clone(), words.kind_of(visit.visit_kind).to_owned()),
                (words.link.clone(), visit.video_link.clone().unwrap_or_default()),
                (words.length.clone(), words.minutes(visit.minutes)),
            ]),
            Block::Large { name: words.reference.clone(), text: visit.reference.clone() },
        ];
        if !to_bring.is_empty() {
            blocks.push(Block::Heading(words.to_bring.clone()));
            blocks.push(Block::Paragraph(to_bring));
        }
        if !phone.is_empty() {
            blocks.push(Block::Paragraph(words.cannot_come(&phone)));
        }
        Document {
            title: words.card.clone(),
            letterhead: vec![visit.location_name.clone()],
            blocks,
            page_of: words.page_of.clone(),
            language: self.language.clone(),
            made_at: Some(self.now),
            ..Document::on(Paper::A6)
        }
    }

    pub(super) fn visits(&self, patient: &PatientView, visits: &[AppointmentView], most: usize) -> Document {
        let words = self.words;
        let used = |location: &&LocationView| visits.iter().any(|visit| visit.location_id == location.id);
        let places: Vec<_> = self.locations.iter().filter(used).collect();
        let name = format!("{}, {}", patient.family_name, patient.given_name);
        let mut document = self.paper(&words.visits, name, &places);
        document.blocks.push(Block::Facts(vec![
            (words.born.clone(), words.short_date(patient.birth_date)),
            (words.reference.clone(), patient.reference.clone()),
        ]));
        let (mut coming, past): (Vec<_>, Vec<_>) = visits.iter().partition(|visit| visit.starts_at > self.now);
        coming.reverse();
        for (heading, visits) in [(&words.coming, coming), (&words.past, past)] {
            if !visits.is_empty() {
                document.blocks.push(Block::Heading(heading.clone()));
                document.blocks.push(Block::Table(self.visit_table(words.continued(heading), &visits)));
            }
        }
        if visits.is_empty() {
            document.blocks.push(Block::Paragraph(words.no_visits.clone()));
        }
        if visits.len() >= most {
            document.blocks.push(Block::Paragraph(words.newest_only(most)));
        }
        document
    }

    fn visit_table(&self, continued: String, visits: &[&AppointmentView]) -> Table {
        let words = self.words;
        let row = |visit: &&AppointmentView| {
            vec![
                Cell::from(words.short_date(visit.starts_local.date())),
                times(visit).into(),
                visit.doctor_name.clone().into(),
                visit.location_name.clone().into(),
                visit.reference.clone().into(),
                words.status_of(visit.status).into(),
            ]
        };
        Table {
            continued,
            columns: vec![
                Column::new(&words.date, 1.3),
                Column::new(&words.time, 1.2),
                Column::new(&words.doctor, 2.4),
                Column::new(&words.location, 2.2),
                Column::new(&words.reference, 1.2),
                Column::new(&words.status, 1.3),
            ],
            rows: visits.iter().map(row).collect(),
        }
    }
}

/// Whoever called off does not come.
fn is_on_paper(visit: &AppointmentView) -> bool {
    visit.status != AppointmentStatus::Cancelled
}

/// Whether a doctor has anything to do with the day: a house of twenty does not print those who are not in.
fn is_of_the_day(day: &DoctorDay) -> bool {
    !day.windows.is_empty()
        || !day.time_off.is_empty()
        || !day.blocks.is_empty()
        || day.appointments.iter().any(is_on_paper)
}

fn times(visit: &AppointmentView) -> String {
    span(visit.starts_local, visit.ends_local)
}

fn span(starts: NaiveDateTime, ends: NaiveDateTime) -> String {
    format!("{}–{}", starts.format("%H:%M"), ends.format("%H:%M"))
}

/// The name of the place with its address and phone; of several only their names.
pub(super) fn letterhead(places: &[&LocationView]) -> Vec<String> {
    match places {
        [place] => vec![place.name.clone(), joined(" · ", [&one_line(&place.address), &place.phone])],
        places => vec![joined(" · ", places.iter().map(|place| &place.name))],
    }
}

fn joined<'a>(between: &str, parts: impl IntoIterator<Item = &'a String>) -> String {
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(between)
}

/// An address as one line.
pub(super) fn one_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(", ")
}
