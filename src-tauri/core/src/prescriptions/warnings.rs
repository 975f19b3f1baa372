//! What there is to say against a medication before it is signed. Pure.
//!
//! Names are compared word by word, so that *Amoxicillin 500 mg* is the substance *amoxicillin*. That a medication belongs
//! to the group somebody is allergic to is known where its name says so ([`groups`]) and where the clinic's table of
//! interactions names the two together.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::content::{PrescribedMedication, WarningAnswer};
use super::groups;
use super::interactions::model::{InteractionSeverity, InteractionView};

/// Of what kind a warning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// The patient is allergic to it.
    Allergy,
    /// The patient takes it already, or it stands here twice.
    Duplicate,
    /// It does not go with something else that the patient takes or is to take.
    Interaction,
    /// Something of the chart or the prescriptions was altered in the database: what it said may stand against it.
    Unreadable,
}

/// Something that stands against a medication.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MedicationWarning {
    /// What an answer to it names: the same for as long as both names are the same.
    pub key: String,
    /// Of what kind.
    pub warning_kind: WarningKind,
    /// The medication, as typed; empty where it stands against all of them.
    pub medication: String,
    /// The substance or medication that it meets; empty where that cannot be read.
    pub meets: String,
    /// How bad, where that is known.
    pub severity: Option<InteractionSeverity>,
    /// What is known of it: the reaction, the words of the clinic's table, or the places of what cannot be read.
    pub words: String,
}

/// A substance that a patient must not get.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KnownAllergy {
    pub(super) substance: String,
    pub(super) severity: Option<InteractionSeverity>,
    pub(super) reaction: String,
}

/// What is known when a medication is looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// The patient's allergies.
    pub(super) allergies: Vec<KnownAllergy>,
    /// The names of what the patient takes.
    pub(super) current: Vec<String>,
    /// The clinic's table.
    pub(super) interactions: Vec<InteractionView>,
    /// Names what cannot be read of the patient.
    pub(super) altered: Vec<String>,
}

/// All that stands against these medications: what cannot be read and allergies first, then by the order of the lines.
pub(super) fn warnings_of(medications: &[PrescribedMedication], known: &Known) -> Vec<MedicationWarning> {
    let mut found: Vec<MedicationWarning> = Vec::new();
    // One answer is enough, however much cannot be read.
    if !medications.is_empty() && !known.altered.is_empty() {
        found.push(warning(WarningKind::Unreadable, "", "", None, known.altered.join("; ")));
    }
    for (place, medication) in medications.iter().enumerate() {
        let name = medication.name.as_str();
        for allergy in &known.allergies {
            found.extend(allergic(name, allergy, &known.interactions));
        }
        // Each pair of lines once: a line meets those above it.
        let above = medications[..place].iter().map(|other| other.name.as_str());
        for other in above.chain(known.current.iter().map(String::as_str)) {
            found.extend(meeting(name, other, &known.interactions));
        }
    }
    let first = [WarningKind::Unreadable, WarningKind::Allergy];
    found.sort_by_key(|warning| first.iter().position(|kind| *kind == warning.warning_kind).unwrap_or(first.len()));
    let mut told = std::collections::HashSet::new();
    found.retain(|warning| told.insert(warning.key.clone()));
    found
}

/// How many of the warnings have no answer with a reason.
pub(super) fn unanswered(warnings: &[MedicationWarning], answers: &[WarningAnswer]) -> u32 {
    let answered = |warning: &&MedicationWarning| {
        answers.iter().any(|answer| answer.key == warning.key && !answer.reason.trim().is_empty())
    };
    let left = warnings.iter().filter(|warning| !answered(warning)).count();
    u32::try_from(left).unwrap_or(u32::MAX)
}

fn allergic(name: &str, allergy: &KnownAllergy, interactions: &[InteractionView]) -> Option<MedicationWarning> {
    let related = || interactions.iter().find(|pair| is_pair(pair, name, &allergy.substance));
    let words = match related() {
        _ if is_about(name, &allergy.substance) => allergy.reaction.clone(),
        Some(pair) => pair.words.clone(),
        None if is_of_its_group(name, &allergy.substance) => allergy.reaction.clone(),
        None => return None,
    };
    Some(warning(WarningKind::Allergy, name, &allergy.substance, allergy.severity, words))
}

fn meeting(name: &str, other: &str, interactions: &[InteractionView]) -> Vec<MedicationWarning> {
    let mut found = Vec::new();
    if is_about(name, other) || is_about(other, name) || first_word(name) == first_word(other) {
        found.push(warning(WarningKind::Duplicate, name, other, None, String::new()));
    }
    found.extend(
        interactions
            .iter()
            .filter(|pair| is_pair(pair, name, other))
            .map(|pair| warning(WarningKind::Interaction, name, other, Some(pair.severity), pair.words.clone())),
    );
    found
}

fn warning(
    warning_kind: WarningKind,
    medication: &str,
    meets: &str,
    severity: Option<InteractionSeverity>,
    words: String,
) -> MedicationWarning {
    let kind = match warning_kind {
        WarningKind::Allergy => "allergy",
        WarningKind::Duplicate => "duplicate",
        WarningKind::Interaction => "interaction",
        WarningKind::Unreadable => "unreadable",
    };
    let key = format!("{kind}: {} / {}", words_of(medication).join(" "), words_of(meets).join(" "));
    let (medication, meets) = (medication.to_owned(), meets.to_owned());
    MedicationWarning { key, warning_kind, medication, meets, severity, words }
}

/// Whether the clinic's table names the two, in whichever order.
fn is_pair(pair: &InteractionView, name: &str, other: &str) -> bool {
    (is_about(name, &pair.one) && is_about(other, &pair.other))
        || (is_about(name, &pair.other) && is_about(other, &pair.one))
}

/// Whether a word of the one names a substance of the same group as a word of the other: flucloxacillin and penicillin.
fn is_of_its_group(name: &str, substance: &str) -> bool {
    let (name, substance) = (words_of(name), words_of(substance));
    name.iter().any(|word| substance.iter().any(|other| groups::are_of_one(word, other)))
}

/// Whether all words of the substance stand in the name, one after the other: *Penicillin* in *Penicillin V 1 Mega*. An
/// ending does not matter: *penicillins* are penicillin, and *peanut oil* is of *peanuts*.
fn is_about(name: &str, substance: &str) -> bool {
    let (name, substance) = (words_of(name), words_of(substance));
    let same = |(said, meant): (&String, &String)| {
        let stem = meant.strip_suffix('s').unwrap_or(meant);
        said == meant || (stem.len() >= 5 && said.starts_with(stem))
    };
    !substance.is_empty() && name.windows(substance.len()).any(|words| words.iter().zip(&substance).all(same))
}

/// The name of the medication without strength and form.
fn first_word(name: &str) -> Option<String> {
    words_of(name).into_iter().next()
}

fn words_of(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
