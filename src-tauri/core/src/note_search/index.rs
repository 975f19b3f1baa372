//! Which words stand in which notes, and what is counted of notes and prescriptions. Pure: it is filled and asked, and reads
//! nothing itself. No text is in it, only words; they are wiped from memory with it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::model::Period;
use super::words::{Word, same_name};
use crate::ids::{AppointmentId, ConsultationId, PatientId, PrescriptionId};

/// The index of one session.
#[derive(Default)]
pub(super) struct Index {
    /// In which notes each word stands: their numbers, ascending.
    words: BTreeMap<Word, Vec<u32>>,
    /// The notes by number. One that was written anew has a new number, and none under the old one.
    notes: Vec<Option<IndexedNote>>,
    numbers: HashMap<ConsultationId, u32>,
    pub(super) prescriptions: HashMap<PrescriptionId, CountedPrescription>,
    names: Names,
}

/// A note as it is found and counted.
pub(super) struct IndexedNote {
    pub(super) id: ConsultationId,
    /// When it was written last.
    pub(super) updated_at: DateTime<Utc>,
    /// On the wall of its place.
    pub(super) starts_local: NaiveDateTime,
    pub(super) of: Of,
    /// It stands; drafts are found and not counted.
    pub(super) completed: bool,
    pub(super) diagnoses: Vec<Name>,
}

/// A prescription as it is counted.
pub(super) struct CountedPrescription {
    pub(super) signed_on: NaiveDate,
    pub(super) of: Of,
    pub(super) medications: Vec<Name>,
    pub(super) tags: Vec<Name>,
}

/// Whose visit.
#[derive(Clone, Copy)]
pub(super) struct Of {
    pub(super) visit: AppointmentId,
    pub(super) patient: PatientId,
    /// It is the searching doctor's own.
    pub(super) own: bool,
}

/// The number of something counted: a diagnosis, a tag, a medication.
pub(super) type Name = u32;

/// What is counted, by number.
#[derive(Default)]
struct Names {
    numbers: HashMap<Word, Name>,
    /// As they were written last.
    written: Vec<Word>,
}

/// What is looked for.
pub(super) struct Wanted<'a> {
    /// Each begins a word of the note; none finds nothing.
    pub(super) words: &'a [Word],
    pub(super) patient: Option<PatientId>,
    pub(super) period: Period,
}

/// So many numbers of notes that were written anew are left in the index; beyond, it is swept.
const GONE: usize = 1_000;

impl Index {
    /// The number of a name that is counted, whatever its case and accents.
    pub(super) fn name(&mut self, name: &str) -> Name {
        self.named(same_name(name), Word::new(name.trim().to_owned()))
    }

    /// The number of a diagnosis by its code.
    pub(super) fn diagnosis(&mut self, code: &str, title: &str) -> Name {
        // No name has capitals.
        self.named(Word::new(code.to_owned()), Word::new(format!("{code} {title}")))
    }

    fn named(&mut self, key: Word, written: Word) -> Name {
        match self.names.numbers.get(&key) {
            Some(number) => {
                if let Some(before) = self.names.written.get_mut(*number as usize) {
                    *before = written;
                }
                *number
            }
            None => {
                let number = number(self.names.written.len());
                self.names.written.push(written);
                self.names.numbers.insert(key, number);
                number
            }
        }
    }

    /// A name as it was written last.
    pub(super) fn written(&self, name: Name) -> &str {
        self.names.written.get(name as usize).map_or("", Word::as_str)
    }

    /// When the note was written that the index has, if it has one.
    pub(super) fn known(&self, id: ConsultationId) -> Option<DateTime<Utc>> {
        self.note(*self.numbers.get(&id)?).map(|note| note.updated_at)
    }

    /// Every note in it.
    pub(super) fn notes(&self) -> impl Iterator<Item = &IndexedNote> {
        self.notes.iter().flatten()
    }

    /// How many notes are in it.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    fn note(&self, number: u32) -> Option<&IndexedNote> {
        self.notes.get(number as usize)?.as_ref()
    }

    /// Takes a note in, or in place of what it was before.
    pub(super) fn put(&mut self, note: IndexedNote, words: BTreeSet<Word>) {
        self.remove(note.id);
        let own = number(self.notes.len());
        self.numbers.insert(note.id, own);
        self.notes.push(Some(note));
        for word in words {
            self.words.entry(word).or_default().push(own);
        }
    }

    /// Takes a note out.
    pub(super) fn remove(&mut self, id: ConsultationId) {
        if let Some(number) = self.numbers.remove(&id)
            && let Some(place) = self.notes.get_mut(number as usize)
        {
            *place = None;
        }
        if self.notes.len() - self.numbers.len() > GONE.max(self.numbers.len() / 4) {
            self.sweep();
        }
    }

    /// Numbers the notes anew and forgets the words that none of them holds any more.
    fn sweep(&mut self) {
        let mut next = 0;
        let mut renumbered: Vec<Option<u32>> = Vec::with_capacity(self.notes.len());
        for note in &self.notes {
            renumbered.push(note.is_some().then_some(next));
            next += u32::from(note.is_some());
        }
        let anew = |old: &u32| renumbered.get(*old as usize).copied().flatten();
        self.notes.retain(Option::is_some);
        self.numbers.values_mut().for_each(|number| *number = anew(number).unwrap_or(*number));
        self.words.retain(|_, notes| {
            *notes = notes.iter().filter_map(anew).collect();
            !notes.is_empty()
        });
    }

    /// The notes in which all the words stand, those of the newest visits first.
    pub(super) fn find(&self, wanted: &Wanted<'_>) -> Vec<ConsultationId> {
        let mut holding: Option<Vec<u64>> = None;
        for word in wanted.words {
            let own = self.beginning_with(word.as_str());
            match &mut holding {
                None => holding = Some(own),
                Some(all) => all.iter_mut().zip(own).for_each(|(all, own)| *all &= own),
            }
        }
        let mut found: Vec<(NaiveDateTime, ConsultationId)> = bits(&holding.unwrap_or_default())
            .filter_map(|number| self.note(number))
            .filter(|note| wanted.patient.is_none_or(|patient| note.of.patient == patient))
            .filter(|note| wanted.period.holds(note.starts_local.date()))
            .map(|note| (note.starts_local, note.id))
            .collect();
        found.sort_unstable_by(|one, other| other.cmp(one));
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// The notes with a word that begins so, as a bit for each number.
    fn beginning_with(&self, beginning: &str) -> Vec<u64> {
        let mut notes = vec![0_u64; self.notes.len().div_ceil(64)];
        let from = (Bound::Included(beginning), Bound::Unbounded);
        for (_, numbers) in
            self.words.range::<str, _>(from).take_while(|(word, _)| word.as_str().starts_with(beginning))
        {
            for number in numbers {
                if let Some(block) = notes.get_mut((number / 64) as usize) {
                    *block |= 1 << (number % 64);
                }
            }
        }
        notes
    }
}

/// The numbers whose bit is set, ascending.
fn bits(blocks: &[u64]) -> impl Iterator<Item = u32> {
    let of_block = |(at, block): (usize, &u64)| {
        let block = *block;
        (0..64_u32).filter(move |bit| block >> bit & 1 == 1).map(move |bit| number(at * 64) + bit)
    };
    blocks.iter().enumerate().filter(|(_, block)| **block != 0).flat_map(of_block)
}

/// Nobody reads four thousand million notes.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
