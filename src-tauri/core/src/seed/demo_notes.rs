//! What the doctors of the demo wrote: a note for every visit that is done, a draft for every one that is going on. Plain
//! phrases, made for the purpose; no advice to anybody.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::random::Chance;
use crate::appointments::model::AppointmentStatus;
use crate::bulk::NewVisit;
use crate::consultations::bulk::WrittenNote;
use crate::consultations::note::{Diagnosis, FollowUp, NoteContent, Vitals};
use crate::ids::{ConsultationId, DoctorId, PatientId, UserId};

/// What happened, and how it was written down.
struct Story {
    /// What the visit's reason says, or part of it; empty for all others.
    reason: &'static str,
    complaint: &'static str,
    illness: &'static str,
    past: &'static str,
    examination: &'static str,
    assessment: &'static str,
    /// Codes with their titles.
    diagnoses: &'static [(&'static str, &'static str)],
    plan: &'static str,
}

const STORIES: [Story; 14] = [
    Story {
        reason: "Cough",
        complaint: "Dry cough for two weeks",
        illness: "Dry cough for two weeks, worse at night. No fever, no blood.",
        past: "No asthma. Does not smoke.",
        examination: "Chest clear on both sides. Throat a little red.",
        assessment: "Cough after a cold.",
        diagnoses: &[("R05.2", "Subacute cough")],
        plan: "Honey and fluids. Back if there is fever or it lasts three more weeks.",
    },
    Story {
        reason: "Blood pressure",
        complaint: "Blood pressure check",
        illness: "Feels well. Measures at home in the mornings, brought the list.",
        past: "Raised blood pressure for six years. No heart attack, no stroke.",
        examination: "Heart sounds normal, no swelling of the legs.",
        assessment: "Blood pressure well controlled.",
        diagnoses: &[("I10", "Essential (primary) hypertension")],
        plan: "Goes on as before. Bloods before the next visit.",
    },
    Story {
        reason: "Repeat prescription",
        complaint: "Needs tablets again",
        illness: "No complaints, takes the tablets every day.",
        past: "",
        examination: "Unchanged since the last visit.",
        assessment: "Stable.",
        diagnoses: &[("Z76.0", "Encounter for issue of repeat prescription")],
        plan: "Prescription renewed for three months.",
    },
    Story {
        reason: "Back pain",
        complaint: "Low back pain",
        illness: "Low back pain since lifting a washing machine on Saturday. No numbness.",
        past: "",
        examination: "Muscles tense beside the lumbar spine. Reflexes equal, legs strong.",
        assessment: "Strained back.",
        diagnoses: &[("S39.012A", "Strain of muscle, fascia and tendon of lower back, initial encounter")],
        plan: "Keeps moving, warmth, simple pain relief for a week.",
    },
    Story {
        reason: "rash",
        complaint: "Itching rash on both arms",
        illness: "Itching on both forearms since using a new washing powder.",
        past: "",
        examination: "Red patches with small blisters, sharply bounded.",
        assessment: "Contact dermatitis.",
        diagnoses: &[("L24.0", "Irritant contact dermatitis due to detergents")],
        plan: "Changes the powder. Ointment twice a day for ten days.",
    },
    Story {
        reason: "Vaccination",
        complaint: "Booster",
        illness: "Here for the booster. Well today.",
        past: "",
        examination: "No fever.",
        assessment: "Fit for vaccination.",
        diagnoses: &[("Z23", "Encounter for immunization")],
        plan: "Given in the left upper arm, noted in the card.",
    },
    Story {
        reason: "blood test",
        complaint: "Results of the blood test",
        illness: "Wants to know the results. Less tired than in spring.",
        past: "Low iron once before, in a pregnancy.",
        examination: "Results gone through together, all within range but ferritin.",
        assessment: "Low iron stores.",
        diagnoses: &[("E61.1", "Iron deficiency")],
        plan: "Iron every second day, again in two months.",
    },
    Story {
        reason: "Headaches",
        complaint: "Headaches in the afternoon",
        illness: "Pressing headache on both sides, most afternoons. Sleeps little, many hours at a screen.",
        past: "",
        examination: "Neck stiff, otherwise nothing to be found.",
        assessment: "Tension headache.",
        diagnoses: &[("G44.209", "Tension-type headache, unspecified, not intractable")],
        plan: "Breaks, exercises for the neck, headache diary.",
    },
    Story {
        reason: "throat",
        complaint: "Sore throat",
        illness: "Sore throat and fever since the day before yesterday.",
        past: "",
        examination: "Tonsils swollen, no coating. Glands tender.",
        assessment: "Viral tonsillitis.",
        diagnoses: &[("J03.80", "Acute tonsillitis due to other specified organisms")],
        plan: "Rest, fluids, something for the fever. Back if swallowing gets hard.",
    },
    Story {
        reason: "Knee",
        complaint: "Right knee hurts",
        illness: "Fell from the bicycle, right knee hurts on stairs.",
        past: "",
        examination: "Slight swelling inside, stable, bends to 110 degrees.",
        assessment: "Bruised knee.",
        diagnoses: &[("S80.01XA", "Contusion of right knee, initial encounter")],
        plan: "Cool, rest, bandage for a week.",
    },
    Story {
        reason: "Diabetes",
        complaint: "Diabetes check",
        illness: "Checks sugar twice a day, mostly below nine before meals.",
        past: "Type 2 diabetes for eight years. Eyes and kidneys without findings last year.",
        examination: "Feet warm, feels everywhere. Weight steady.",
        assessment: "Diabetes, well adjusted.",
        diagnoses: &[
            ("E11.9", "Type 2 diabetes mellitus without complications"),
            ("I10", "Essential (primary) hypertension"),
        ],
        plan: "Same dose. Eyes to be looked at this year.",
    },
    Story {
        reason: "Palpitations",
        complaint: "Heart races at times",
        illness: "Heart races for seconds, three times last week, in bed.",
        past: "",
        examination: "Pulse regular, tracing without findings.",
        assessment: "Palpitations without sign of disease.",
        diagnoses: &[("R00.2", "Palpitations")],
        plan: "Less coffee. Recorder for a day if it comes again.",
    },
    Story {
        reason: "Growth",
        complaint: "Check-up",
        illness: "Eats and sleeps well, runs about.",
        past: "",
        examination: "Along the same line of the chart as before.",
        assessment: "Healthy child.",
        diagnoses: &[("Z00.129", "Encounter for routine child health examination without abnormal findings")],
        plan: "Next check in six months.",
    },
    Story {
        reason: "",
        complaint: "A question",
        illness: "Came with a question, talked it over at length.",
        past: "",
        examination: "Nothing unusual on examination.",
        assessment: "No illness found.",
        diagnoses: &[("Z71.1", "Person with feared health complaint in whom no diagnosis is made")],
        plan: "Knows what to watch for and when to come back.",
    },
];

/// The notes of the visits, in their order. Whose birth date is not named is grown up.
pub(super) fn notes(
    visits: &[NewVisit],
    authors: &[(DoctorId, UserId)],
    born: &HashMap<PatientId, NaiveDate>,
    chance: &mut Chance,
) -> Vec<WrittenNote> {
    let write = |visit: &NewVisit| {
        let author = authors.iter().find(|(doctor, _)| *doctor == visit.doctor.0)?.1;
        let started_at = visit.steps.started_at?;
        let (completed, saved_at) = match visit.status {
            AppointmentStatus::Completed => (true, visit.steps.completed_at?),
            AppointmentStatus::InProgress => (false, started_at),
            _ => return None,
        };
        let on = started_at.date_naive();
        let age = born.get(&visit.patient.0).and_then(|birth| on.years_since(*birth)).unwrap_or(GROWN_UP);
        Some(WrittenNote {
            id: ConsultationId(chance.id(started_at)),
            appointment_id: visit.id,
            patient_id: visit.patient.0,
            doctor_id: visit.doctor.0,
            author,
            content: content(&visit.reason, completed, Body::of(visit.patient.0, age), chance),
            saved_at,
            completed,
        })
    };
    visits.iter().filter_map(write).collect()
}

fn content(reason: &str, whole: bool, body: Body, chance: &mut Chance) -> NoteContent {
    let fits = |story: &&Story| !story.reason.is_empty() && reason.contains(story.reason);
    let story = STORIES.iter().find(fits).unwrap_or(&STORIES[13]);
    let begun = NoteContent {
        chief_complaint: story.complaint.into(),
        history_of_present_illness: story.illness.into(),
        vitals: vitals(body, chance),
        ..NoteContent::default()
    };
    if !whole {
        return begun;
    }
    let follow_up = if chance.percent(30) {
        let in_days = *chance.pick(&["7", "14", "30", "90", "180"]);
        FollowUp { wanted: true, in_days: in_days.into(), what_for: "How it went".into() }
    } else {
        FollowUp::default()
    };
    let diagnosis = |(code, title): &(&str, &str)| Diagnosis {
        code: (*code).into(),
        title: (*title).into(),
        remark: String::new(),
    };
    NoteContent {
        past_history: story.past.into(),
        examination: story.examination.into(),
        assessment: story.assessment.into(),
        diagnoses: story.diagnoses.iter().map(diagnosis).collect(),
        plan: story.plan.into(),
        follow_up,
        ..begun
    }
}

/// From this age on somebody is as tall as they will be, years.
pub(super) const GROWN_UP: u32 = 17;

/// How tall and heavy somebody is: about the same at every visit.
#[derive(Clone, Copy)]
struct Body {
    age: u32,
    height_cm: u32,
    weight_kg: u32,
}

impl Body {
    /// A child grows some 6 cm a year from 75 cm on, and has some 16 kg/m² of weight; a grown-up 21 to 29.
    fn of(patient: PatientId, age: u32) -> Self {
        let own = u32::from(patient.0.as_bytes()[15]);
        let height_cm = if age < GROWN_UP { 75 + 6 * age + own % 7 } else { 154 + own % 36 };
        let mass_index = if age < GROWN_UP { 15 + age / 4 } else { 21 + own % 9 };
        Self { age, height_cm, weight_kg: mass_index * height_cm * height_cm / 10_000 }
    }
}

/// Values of somebody well, so that none is refused; not always all of them, as it goes.
fn vitals(body: Body, chance: &mut Chance) -> Vitals {
    if chance.percent(25) {
        return Vitals::default();
    }
    let mut between = |least: usize, most: usize| (least + chance.below(most - least + 1)).to_string();
    let (systolic, diastolic, pulse) = match body.age {
        0..=5 => ((88, 104), (48, 64), (90, 120)),
        6..GROWN_UP => ((96, 118), (54, 72), (66, 100)),
        _ => ((104, 148), (62, 94), (56, 96)),
    };
    let mut vitals = Vitals {
        systolic_mmhg: between(systolic.0, systolic.1),
        diastolic_mmhg: between(diastolic.0, diastolic.1),
        pulse_per_minute: between(pulse.0, pulse.1),
        temperature_celsius: format!("{}.{}", between(36, 36), between(1, 9)),
        oxygen_saturation_percent: between(95, 99),
        ..Vitals::default()
    };
    if chance.percent(40) {
        vitals.weight_kg = format!("{}.{}", body.weight_kg, chance.below(10));
        vitals.height_cm = body.height_cm.to_string();
    }
    vitals
}
