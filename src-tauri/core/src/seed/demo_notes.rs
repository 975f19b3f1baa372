//! What the doctors of the demo wrote: a note for every visit that is done, a draft for every one that is going on. Plain
//! phrases, made for the purpose; no advice to anybody.

use super::random::Chance;
use crate::appointments::model::AppointmentStatus;
use crate::bulk::NewVisit;
use crate::consultations::bulk::WrittenNote;
use crate::consultations::note::{Diagnosis, FollowUp, NoteContent, Vitals};
use crate::ids::{ConsultationId, DoctorId, UserId};

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
    let fits = |story: &&Story| !story.reason.is_empty() && reason.contains(story.reason);
    let story = STORIES.iter().find(fits).unwrap_or(&STORIES[13]);
    let begun = NoteContent {
        chief_complaint: story.complaint.into(),
        history_of_present_illness: story.illness.into(),
        vitals: vitals(chance),
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
