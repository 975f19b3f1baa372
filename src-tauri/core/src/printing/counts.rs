//! How often something was diagnosed and prescribed, on paper. No patient is named.

use serde_json::json;

use super::actions::{Desk, pdf};
use super::model::{MadeFile, PrintCounts};
use super::papers::Printing;
use crate::access::{Action, Actor};
use crate::audit::{self, AuditAction, AuditEvent};
use crate::clinic::Clinic;
use crate::documents::model::{Block, Cell, Column, Document, Table};
use crate::error::Outcome;
use crate::locations::model::LocationView;
use crate::note_search;
use crate::note_search::model::{Count, CountRequest, CountedVisits, Counts};

/// The counts of a period as a PDF. What was not read yet is not counted, and the paper says so.
///
/// # Errors
/// As [`note_search::count`]; [`ClinicError::Invalid`](crate::error::ClinicError::Invalid) at `language`.
pub async fn counts(clinic: &Clinic, actor: &Actor, request: PrintCounts) -> Outcome<MadeFile> {
    actor.may(Action::ReadNotes)?;
    let (words, desk) = Desk::open(clinic, actor, &request.language).await?;
    let PrintCounts { request_id, language, from_on, to_on, visits } = request;
    let counts = note_search::counted(clinic, actor, &CountRequest { request_id, from_on, to_on, visits })?;
    let event = AuditEvent::about(AuditAction::DocumentMade, "note_search", request_id.0).detail(json!({
        "document": "counts", "from_on": counts.from_on, "to_on": counts.to_on, "visits": counts.visits,
    }));
    audit::note(clinic, actor, request_id, event).await?;
    let name = format!("counts {} {}.pdf", counts.from_on, counts.to_on);
    pdf(name, desk.printing(words, clinic, &language).counts(&counts)).await
}

impl Printing<'_> {
    fn counts(&self, counts: &Counts) -> Document {
        let words = self.words;
        let places: Vec<&LocationView> = self.locations.iter().filter(|location| location.active).collect();
        let period = words.period(counts.from_on, counts.to_on);
        let mut document = self.paper(&words.counts, period, &places);
        let whose = match counts.visits {
            CountedVisits::Own => format!("{}, {}", words.counts_own, self.by),
            CountedVisits::OfMyPatients => format!("{}, {}", words.counts_of_my_patients, self.by),
        };
        let facts = vec![
            (words.counts_whose.clone(), whose),
            (words.notes.clone(), counts.notes.to_string()),
            (words.prescriptions.clone(), counts.prescriptions.to_string()),
        ];
        document.blocks.push(Block::Facts(facts));
        let readiness = counts.readiness;
        if !readiness.whole {
            document.blocks.push(Block::Paragraph(words.counts_partial(readiness.read, readiness.records)));
        }
        if readiness.unreadable > 0 {
            document.blocks.push(Block::Paragraph(words.counts_unreadable(readiness.unreadable)));
        }
        for (heading, list) in [
            (&words.diagnoses, &counts.diagnoses),
            (&words.medications, &counts.medications),
            (&words.tags, &counts.tags),
        ] {
            document.blocks.push(Block::Heading(heading.clone()));
            document.blocks.push(match list.is_empty() {
                true => Block::Paragraph(words.counts_none.clone()),
                false => Block::Table(self.count_table(words.continued(heading), list)),
            });
        }
        document
    }

    fn count_table(&self, continued: String, counts: &[Count]) -> Table {
        let words = self.words;
        let row = |one: &Count| {
            let name = if one.code.is_empty() { one.name.clone() } else { format!("{} {}", one.code, one.name) };
            vec![Cell::from(name), one.visits.to_string().into(), one.patients.to_string().into()]
        };
        Table {
            continued,
            columns: vec![Column::new("", 6.0), Column::new(&words.visits, 1.0), Column::new(&words.patients, 1.0)],
            rows: counts.iter().map(row).collect(),
        }
    }
}
