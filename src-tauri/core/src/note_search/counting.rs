//! How often something was diagnosed and prescribed in a period. Pure.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::index::{Index, Name, Of};
use super::model::{Count, CountedVisits, Counts, Period, Readiness};
use crate::diagnoses::codes;
use crate::ids::{AppointmentId, PatientId};

/// The most of each kind that are told.
const MOST: usize = 500;

/// In which visits of which patients something occurs.
#[derive(Default)]
struct Tally(BTreeMap<Name, (BTreeSet<AppointmentId>, BTreeSet<PatientId>)>);

impl Tally {
    fn add(&mut self, names: &[Name], of: Of) {
        for name in names {
            let (visits, patients) = self.0.entry(*name).or_default();
            visits.insert(of.visit);
            patients.insert(of.patient);
        }
    }

    /// The most frequent first.
    fn counts(self, index: &Index, count: impl Fn(&str) -> (String, String)) -> Vec<Count> {
        let size = |set: usize| u32::try_from(set).unwrap_or(u32::MAX);
        let one = |(name, (visits, patients)): (Name, (BTreeSet<AppointmentId>, BTreeSet<PatientId>))| {
            let (code, name) = count(index.written(name));
            Count { code, name, visits: size(visits.len()), patients: size(patients.len()) }
        };
        let mut counts: Vec<Count> = self.0.into_iter().map(one).collect();
        counts.sort_by_cached_key(|one| {
            (Reverse(one.visits), Reverse(one.patients), one.name.to_lowercase(), one.code.clone())
        });
        counts.truncate(MOST);
        counts
    }
}

/// Counts what is in the index.
pub(super) fn count(index: &Index, period: Period, visits: CountedVisits, readiness: Readiness) -> Counts {
    let counted = |of: Of| visits == CountedVisits::OfMyPatients || of.own;
    let (mut diagnoses, mut tags, mut medications) = (Tally::default(), Tally::default(), Tally::default());
    let (mut notes, mut prescriptions) = (0, 0);
    for note in index.notes().filter(|note| note.completed && counted(note.of)) {
        if period.holds(note.starts_local.date()) {
            notes += 1;
            diagnoses.add(&note.diagnoses, note.of);
        }
    }
    for one in index.prescriptions.values().filter(|one| counted(one.of) && period.holds(one.signed_on)) {
        prescriptions += 1;
        medications.add(&one.medications, one.of);
        tags.add(&one.tags, one.of);
    }
    let as_written = |name: &str| (String::new(), name.to_owned());
    Counts {
        from_on: period.from,
        to_on: period.to,
        visits,
        notes,
        prescriptions,
        diagnoses: diagnoses.counts(index, |written| {
            let (code, title) = written.split_once(' ').unwrap_or((written, ""));
            (code.to_owned(), codes::title(code).unwrap_or(title).to_owned())
        }),
        tags: tags.counts(index, as_written),
        medications: medications.counts(index, as_written),
        readiness,
    }
}
