//! Papers from elsewhere of grown-ups who are in a room just now, and of some who were seen: reports of a laboratory, and of
//! an X-ray. Made for the purpose; no finding of anybody. Whoever waits has none: their doctor adds the first.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};

use super::demo_notes::GROWN_UP;
use super::random::Chance;
use crate::appointments::model::AppointmentStatus;
use crate::bulk::{NewPatient, NewVisit};
use crate::civil::Zone;
use crate::documents;
use crate::documents::model::{Block, Cell, Column, Document, Paper, Table};
use crate::error::Outcome;
use crate::ids::{DoctorId, PatientId, RecordId, UserId};
use crate::records::bulk::WrittenRecord;
use crate::records::model::{RecordForm, RecordType};

/// How many of those who were seen have papers; each takes a moment to be set.
const SEEN: usize = 8;

/// The records, of each their author's.
pub(super) fn records(
    visits: &[NewVisit],
    patients: &[NewPatient],
    authors: &[(DoctorId, UserId)],
    zone: Zone,
    now: DateTime<Utc>,
    chance: &mut Chance,
) -> Outcome<Vec<WrittenRecord>> {
    let waits = |visit: &&NewVisit| {
        let over = [AppointmentStatus::Completed, AppointmentStatus::InProgress];
        !over.contains(&visit.status) && (visit.span.start() - now).abs() < Duration::days(1)
    };
    let mut without: HashSet<PatientId> = visits.iter().filter(waits).map(|visit| visit.patient.0).collect();
    let with = |status| visits.iter().rev().filter(move |visit| visit.status == status);
    let seen = with(AppointmentStatus::Completed).filter(|visit| !visit.reason.is_empty());
    let inside = with(AppointmentStatus::InProgress);
    let limit = inside.clone().count() + SEEN;
    let mut written = Vec::new();
    for visit in inside.chain(seen) {
        if written.len() == 2 * limit {
            break;
        }
        let author = authors.iter().find(|(doctor, _)| *doctor == visit.doctor.0);
        let patient = patients.iter().find(|patient| patient.id == visit.patient.0);
        let (Some((_, author)), Some(patient)) = (author, patient) else { continue };
        let grown_up =
            visit.span.start().date_naive().years_since(patient.birth_date).is_some_and(|age| age >= GROWN_UP);
        if !grown_up || !without.insert(patient.id) {
            continue;
        }
        for (kind, days) in [(Kind::Blood, 3), (Kind::Thorax, 40)] {
            let added_at = visit.span.start().min(now) - Duration::days(days);
            let dated_on = zone.local(added_at).date() - Duration::days(1);
            let paper = kind.paper(patient, &dated_on.to_string(), chance);
            written.push(WrittenRecord {
                id: RecordId(chance.id(added_at)),
                patient: patient.id,
                author: *author,
                form: kind.form(&dated_on.to_string()),
                name: kind.file().into(),
                bytes: documents::pdf(&paper)?,
                added_at,
            });
        }
    }
    Ok(written)
}

/// What a paper is of.
#[derive(Clone, Copy)]
enum Kind {
    Blood,
    Thorax,
}

impl Kind {
    fn form(self, dated_on: &str) -> RecordForm {
        let (record_type, title, description, tags) = match self {
            Self::Blood => {
                (RecordType::LabReport, "Blood count and iron", "Taken here, read by the laboratory.", ["blood"])
            }
            Self::Thorax => (RecordType::XRay, "X-ray of the chest", "", ["chest"]),
        };
        RecordForm {
            record_type,
            title: title.into(),
            description: description.into(),
            dated_on: dated_on.into(),
            tags: tags.map(String::from).into(),
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::Blood => "laboratory report.pdf",
            Self::Thorax => "x-ray report.pdf",
        }
    }

    fn paper(self, patient: &NewPatient, dated_on: &str, chance: &mut Chance) -> Document {
        let (house, title, mut blocks) = match self {
            Self::Blood => (["Millpond Laboratory", "3 Weir Lane"], "Laboratory report", values(chance)),
            Self::Thorax => (["Harbour Imaging", "40 Quay Street"], "Chest, two views", chest()),
        };
        let whose = [
            ("Patient", format!("{}, {}", patient.family_name, patient.given_name)),
            ("Born", patient.birth_date.to_string()),
            ("Of", dated_on.to_owned()),
        ];
        blocks.insert(0, Block::Facts(whose.map(|(name, says)| (name.into(), says)).into()));
        Document {
            title: title.into(),
            letterhead: house.map(String::from).into(),
            blocks,
            foot: "Made up for the demo clinic".into(),
            page_of: "Page {page} of {pages}".into(),
            ..Document::on(Paper::A4)
        }
    }
}

fn values(chance: &mut Chance) -> Vec<Block> {
    let mut between = |least: usize, most: usize| (least + chance.below(most - least + 1)).to_string();
    let rows = [
        ["Haemoglobin".into(), between(128, 156), "g/L".into(), "120 to 160".into()],
        ["Leukocytes".into(), format!("{}.{}", between(4, 9), between(0, 9)), "10⁹/L".into(), "4.0 to 10.0".into()],
        ["Platelets".into(), between(180, 340), "10⁹/L".into(), "150 to 400".into()],
        ["Ferritin".into(), between(12, 26), "µg/L".into(), "30 to 200".into()],
        ["Creatinine".into(), between(62, 98), "µmol/L".into(), "60 to 105".into()],
    ];
    let columns = [("", 4.0), ("Result", 2.0), ("Unit", 2.0), ("Usual", 3.0)];
    let table = Table {
        continued: String::new(),
        columns: columns.map(|(title, share)| Column::new(title, share)).into(),
        rows: rows.map(|row| row.map(Cell::Text).into()).into(),
    };
    vec![Block::Table(table), Block::Paragraph("Ferritin is below what is usual; the rest is within.".into())]
}

fn chest() -> Vec<Block> {
    let said = "Heart of usual size. Both lungs clear to the edge, no fluid. Bones and soft parts as they should be.";
    [Block::Heading("Findings".into()), Block::Paragraph(said.into())].into()
}
