//! What the doctors of the demo write often: quick texts and templates for everybody. Plain phrases, made for the purpose; no
//! advice to anybody.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::mysql::MySqlConnection;

use super::random::Chance;
use crate::error::Outcome;
use crate::ids::{PreparedTextId, SpecialtyId};
use crate::prepared_texts::model::{Prepared, TemplateSections};
use crate::prepared_texts::store;

const QUICK: [(&str, &str); 14] = [
    ("htn", "Raised blood pressure, known for years, measured at home."),
    ("dm2", "Type 2 diabetes, treated with tablets, sugar checked at home."),
    ("nad", "Nothing abnormal found."),
    ("nka", "No allergies known."),
    ("ros", "No fever, no loss of weight, sleeps and eats well. No pain in the chest, no breathlessness."),
    ("heart", "Heart sounds normal, rhythm regular, no murmur. No swelling of the legs."),
    ("lungs", "Breathing quiet, chest clear on both sides."),
    ("belly", "Soft, no tenderness, no masses. Bowel sounds normal."),
    ("neuro", "Awake and oriented. Face and limbs move equally, reflexes equal, gait steady."),
    ("throat", "Throat red, tonsils without coating, glands not enlarged."),
    ("skin", "No rash, no wounds."),
    ("net", "Knows what to watch for, and comes back at once if it gets worse."),
    ("rest", "Rest, fluids, something for pain and fever if needed."),
    ("sick", "Not fit for work for three days."),
];

/// A template: the specialty it is for, its name, and the sections in their order.
type Written = (&'static str, &'static str, [&'static str; 6]);

const TEMPLATES: [Written; 10] = [
    (
        "General practice",
        "Cough",
        [
            "Cough",
            "For … days, dry / with phlegm. Fever: no. Breathless: no. Blood: no. Smokes: no.",
            "No asthma.",
            "Chest clear on both sides. Throat:",
            "",
            "Fluids, rest. Back if there is fever, breathlessness, or it lasts three more weeks.",
        ],
    ),
    (
        "General practice",
        "Blood pressure",
        [
            "Blood pressure check",
            "Feels well. Measures at home: … Takes the tablets every day.",
            "",
            "Heart sounds normal, no swelling of the legs.",
            "",
            "Goes on as before. Bloods before the next visit.",
        ],
    ),
    (
        "General practice",
        "Back pain",
        [
            "Low back pain",
            "Since … after … Pain goes into the leg: no. Numbness: no. Trouble with passing water: no.",
            "",
            "Muscles beside the lumbar spine: … Straight leg raising: free. Reflexes equal, legs strong.",
            "",
            "Keeps moving, warmth, simple pain relief for a week. Back at once with weakness or numbness.",
        ],
    ),
    (
        "Paediatrics",
        "Check of a healthy child",
        [
            "Check-up",
            "Eats and sleeps well. Parents have no worries.",
            "Born at term. Vaccinated as the plan says.",
            "Alert. Grows along the same line. Heart, lungs, belly, hips and skin without findings.",
            "Healthy child.",
            "Vaccination today: … Next check in … months.",
        ],
    ),
    (
        "Paediatrics",
        "Child with fever",
        [
            "Fever",
            "Since … up to … °C. Drinks: … Wet nappies: … Rash: no.",
            "",
            "Alert, warm, neck supple. Ears: … Throat: … Chest clear. Belly soft. No rash.",
            "",
            "Fluids, something for the fever by weight. Back at once if drowsy, with a rash, or drinking little.",
        ],
    ),
    (
        "Dermatology",
        "Rash",
        [
            "Rash",
            "Since … began at … Itches: … New soaps, foods, medicines: no.",
            "No allergies known.",
            "Site: … Kind: … Borders: … Mucous membranes free.",
            "",
            "Ointment twice a day for ten days. Photograph taken for comparison.",
        ],
    ),
    (
        "Dermatology",
        "Check of moles",
        [
            "Check of moles",
            "New or changed moles: … Sunburns as a child: … In the family: no melanoma.",
            "",
            "Whole skin looked at with the dermatoscope. Conspicuous: …",
            "",
            "Sun protection. Again in a year.",
        ],
    ),
    (
        "Cardiology",
        "Chest pain",
        [
            "Pain in the chest",
            "Since … on effort / at rest, for … minutes, goes into … Breathless: no. Sweating: no.",
            "Smokes: … Blood pressure: … Diabetes: … In the family: …",
            "Heart sounds normal, rhythm regular, no murmur. Lungs clear. No swelling. Tracing: …",
            "",
            "Bloods, exercise test. Ambulance at once if it lasts longer than ten minutes.",
        ],
    ),
    (
        "Cardiology",
        "Palpitations",
        [
            "Heart races",
            "Since … for seconds / minutes, … times a week. Faint: no. Coffee: …",
            "",
            "Pulse regular, heart sounds normal. Tracing: …",
            "",
            "Recorder for a day. Less coffee.",
        ],
    ),
    (
        "",
        "Repeat prescription",
        [
            "Needs tablets again",
            "No complaints, takes them every day, no side effects.",
            "",
            "Unchanged since the last visit.",
            "Stable.",
            "Prescription renewed for three months.",
        ],
    ),
];

pub(super) async fn insert_texts(
    connection: &mut MySqlConnection,
    chance: &mut Chance,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let rows: Vec<(SpecialtyId, String)> =
        sqlx::query_as("select id, name from specialties order by name").fetch_all(&mut *connection).await?;
    let specialties: HashMap<String, SpecialtyId> = rows.into_iter().map(|(id, name)| (name, id)).collect();
    let quick = QUICK
        .iter()
        .map(|(abbreviation, text)| Prepared::QuickText { abbreviation: (*abbreviation).into(), text: (*text).into() });
    let templates = TEMPLATES.iter().map(|(specialty, name, sections)| {
        let [complaint, illness, past, examination, assessment, plan] = sections.map(str::to_owned);
        Prepared::Template {
            name: (*name).into(),
            specialty_id: specialties.get(*specialty).copied(),
            sections: TemplateSections {
                chief_complaint: complaint,
                history_of_present_illness: illness,
                past_history: past,
                examination,
                assessment,
                plan,
            },
        }
    });
    for prepared in quick.chain(templates) {
        store::insert(connection, PreparedTextId(chance.id(now)), None, &prepared).await?;
    }
    Ok(())
}
