//! What the doctors of the demo wrote: a note for every visit that is done, a draft for every one that is going on. Plain
//! phrases, made for the purpose; no advice to anybody.

use super::random::Chance;
use crate::appointments::model::AppointmentStatus;
use crate::bulk::NewVisit;
use crate::consultations::bulk::WrittenNote;
use crate::consultations::model::{FollowUp, NoteContent, Vitals};
use crate::ids::{ConsultationId, DoctorId, UserId};

/// Reason, what the patient tells, what is found, what it is, what is done.
type Story = [&'static str; 5];

const STORIES: [Story; 14] = [
    [
        "Cough",
        "Dry cough for two weeks, worse at night. No fever, no blood.",
        "Chest clear on both sides. Throat a little red.",
        "Cough after a cold.",
        "Honey and fluids. Back if there is fever or it lasts three more weeks.",
    ],
    [
        "Blood pressure",
        "Feels well. Measures at home in the mornings, brought the list.",
        "Heart sounds normal, no swelling of the legs.",
        "Blood pressure well controlled.",
        "Goes on as before. Bloods before the next visit.",
    ],
    [
        "Repeat prescription",
        "No complaints, takes the tablets every day.",
        "Unchanged since the last visit.",
        "Stable.",
        "Prescription renewed for three months.",
    ],
    [
        "Back pain",
        "Low back pain since lifting a washing machine on Saturday. No numbness.",
        "Muscles tense beside the lumbar spine. Reflexes equal, legs strong.",
        "Strained back.",
        "Keeps moving, warmth, simple pain relief for a week.",
    ],
    [
        "rash",
        "Itching on both forearms since using a new washing powder.",
        "Red patches with small blisters, sharply bounded.",
        "Contact dermatitis.",
        "Changes the powder. Ointment twice a day for ten days.",
    ],
    [
        "Vaccination",
        "Here for the booster. Well today.",
        "No fever.",
        "Fit for vaccination.",
        "Given in the left upper arm, noted in the card.",
    ],
    [
        "blood test",
        "Wants to know the results. Less tired than in spring.",
        "Results gone through together, all within range but ferritin.",
        "Low iron stores.",
        "Iron every second day, again in two months.",
    ],
    [
        "Headaches",
        "Pressing headache on both sides, most afternoons. Sleeps little, many hours at a screen.",
        "Neck stiff, otherwise nothing to be found.",
        "Tension headache.",
        "Breaks, exercises for the neck, headache diary.",
    ],
    [
        "throat",
        "Sore throat and fever since the day before yesterday.",
        "Tonsils swollen, no coating. Glands tender.",
        "Viral tonsillitis.",
        "Rest, fluids, something for the fever. Back if swallowing gets hard.",
    ],
    [
        "Knee",
        "Fell from the bicycle, right knee hurts on stairs.",
        "Slight swelling inside, stable, bends to 110 degrees.",
        "Bruised knee.",
        "Cool, rest, bandage for a week.",
    ],
    [
        "Diabetes",
        "Checks sugar twice a day, mostly below nine before meals.",
        "Feet warm, feels everywhere. Weight steady.",
        "Diabetes, well adjusted.",
        "Same dose. Eyes to be looked at this year.",
    ],
    [
        "Palpitations",
        "Heart races for seconds, three times last week, in bed.",
        "Pulse regular, tracing without findings.",
        "Palpitations without sign of disease.",
        "Less coffee. Recorder for a day if it comes again.",
    ],
    [
        "Growth",
        "Eats and sleeps well, runs about.",
        "Along the same line of the chart as before.",
        "Healthy child.",
        "Next check in six months.",
    ],
    [
        "",
        "Came with a question, talked it over at length.",
        "Nothing unusual on examination.",
        "No illness found.",
        "Knows what to watch for and when to come back.",
    ],
];

/// The notes of the visits, in their order.
pub(super) fn notes(visits: &[NewVisit], authors: &[(DoctorId, UserId)], chance: &mut Chance) -> Vec<WrittenNote> {
    let write = |visit: &NewVisit| {
        let author = authors.iter().find(|(doctor, _)| *doctor == visit.doctor.0)?.1;
        let started_at = visit.steps.started_at?;
        let (completed, saved_at) = match visit.status {
            AppointmentStatus::Completed => (true, visit.steps.completed_at?),
            AppointmentStatus::InProgress => (false, started_at),
            _ => return None,
        };
        Some(WrittenNote {
            id: ConsultationId(chance.id(started_at)),
            appointment_id: visit.id,
            patient_id: visit.patient.0,
            doctor_id: visit.doctor.0,
            author,
            content: content(&visit.reason, completed, chance),
            saved_at,
            completed,
        })
    };
    visits.iter().filter_map(write).collect()
}

fn content(reason: &str, whole: bool, chance: &mut Chance) -> NoteContent {
    let [_, subjective, objective, assessment, plan] =
        STORIES.into_iter().find(|story| !story[0].is_empty() && reason.contains(story[0])).unwrap_or(STORIES[13]);
    let text = |text: &str| text.to_owned();
    if !whole {
        return NoteContent { subjective: text(subjective), vitals: vitals(chance), ..NoteContent::default() };
    }
    let follow_up = if chance.percent(30) {
        let in_days = *chance.pick(&["7", "14", "30", "90", "180"]);
        FollowUp { wanted: true, in_days: in_days.into(), what_for: "How it went".into() }
    } else {
        FollowUp::default()
    };
    NoteContent {
        subjective: text(subjective),
        objective: text(objective),
        assessment: text(assessment),
        plan: text(plan),
        vitals: vitals(chance),
        follow_up,
    }
}

/// Values of somebody well, so that none is refused; not always all of them, as it goes.
fn vitals(chance: &mut Chance) -> Vitals {
    if chance.percent(25) {
        return Vitals::default();
    }
    let mut between = |least: usize, most: usize| (least + chance.below(most - least + 1)).to_string();
    let mut vitals = Vitals {
        systolic_mmhg: between(104, 148),
        diastolic_mmhg: between(62, 94),
        pulse_per_minute: between(56, 96),
        temperature_celsius: format!("{}.{}", between(36, 37), between(0, 9)),
        oxygen_saturation_percent: between(95, 99),
        ..Vitals::default()
    };
    if chance.percent(40) {
        vitals.weight_kg = format!("{}.{}", 48 + chance.below(50), chance.below(10));
        vitals.height_cm = (150 + chance.below(45)).to_string();
    }
    vitals
}
