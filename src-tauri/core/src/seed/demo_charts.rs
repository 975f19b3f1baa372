//! What the demo's doctors keep in the charts of the people they saw, by age and chance. Grown-ups who are in a room
//! just now have a chart with a severe allergy in it. Plain phrases, made for the purpose; no advice to anybody.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};

use super::random::Chance;
use crate::appointments::model::AppointmentStatus;
use crate::bulk::NewVisit;
use crate::chart::bulk::WrittenEntry;
use crate::chart::model::{AllergySeverity, AllergyTo, BloodType, ChartFact, ChartStanding, SocialTopic};
use crate::ids::{ChartEntryId, DoctorId, PatientId, UserId};

/// Its code and title, and what is taken for it.
type Condition = (&'static str, &'static str, &'static str, &'static str);
type Allergy = (&'static str, AllergyTo, AllergySeverity, &'static str);

const SEVERE: [Allergy; 3] = [
    ("Penicillin", AllergyTo::Medication, AllergySeverity::Severe, "Swelling of the throat, needed adrenaline"),
    ("Peanuts", AllergyTo::Food, AllergySeverity::Severe, "Anaphylaxis, carries an auto-injector"),
    ("Wasp stings", AllergyTo::Environmental, AllergySeverity::Severe, "Collapse"),
];
const OTHERS: [Allergy; 5] = [
    ("Grass pollen", AllergyTo::Environmental, AllergySeverity::Mild, "Sneezing, itching eyes in June"),
    ("Sulfonamides", AllergyTo::Medication, AllergySeverity::Moderate, "Hives"),
    ("Latex", AllergyTo::Environmental, AllergySeverity::Moderate, "Rash of the hands"),
    ("Shellfish", AllergyTo::Food, AllergySeverity::Moderate, "Hives, vomiting"),
    ("House dust", AllergyTo::Environmental, AllergySeverity::Mild, "Blocked nose in the morning"),
];
const FIBRILLATION: Condition =
    ("I48.91", "Unspecified atrial fibrillation", "Apixaban 5 mg", "1 in the morning and at night");
const CONDITIONS: [Condition; 5] = [
    ("I10", "Essential (primary) hypertension", "Lisinopril 10 mg", "1 in the morning"),
    ("E11.9", "Type 2 diabetes mellitus without complications", "Metformin 500 mg", "1 with breakfast and dinner"),
    ("J45.909", "Unspecified asthma, uncomplicated", "Salbutamol inhaler 100 µg", "2 puffs when needed"),
    ("E78.5", "Hyperlipidemia, unspecified", "Simvastatin 20 mg", "1 at night"),
    ("E03.9", "Hypothyroidism, unspecified", "Levothyroxine 75 µg", "1 half an hour before breakfast"),
];
const FAMILY: [(&str, &str, &str); 5] = [
    ("Father", "Heart attack", "At 61"),
    ("Mother", "Type 2 diabetes", ""),
    ("Sister", "Breast cancer", "At 48, well since"),
    ("Grandfather", "Stroke", ""),
    ("Brother", "Asthma", "Since childhood"),
];
const SOCIAL: [(SocialTopic, &str); 6] = [
    (SocialTopic::Tobacco, "Never smoked"),
    (SocialTopic::Tobacco, "10 a day since 1998, would like to stop"),
    (SocialTopic::Alcohol, "A glass of wine at the weekend"),
    (SocialTopic::Work, "Night shifts in a bakery"),
    (SocialTopic::Home, "Lives alone on the third floor, the daughter comes on Sundays"),
    (SocialTopic::Lifestyle, "Swims twice a week"),
];
const VACCINES: [&str; 4] = ["Tetanus, diphtheria", "Influenza", "Hepatitis B", "Measles, mumps, rubella"];
const BLOOD: [BloodType; 4] =
    [BloodType::ZeroPositive, BloodType::APositive, BloodType::BPositive, BloodType::ZeroNegative];

/// When somebody was born of whom the demo does not know it.
const ADULT_BORN: i32 = 1970;

/// The entries of everybody who was seen.
pub(super) fn charts(
    visits: &[NewVisit],
    authors: &[(DoctorId, UserId)],
    born: &HashMap<PatientId, NaiveDate>,
    chance: &mut Chance,
    now: DateTime<Utc>,
) -> Vec<WrittenEntry> {
    let mut seen: BTreeMap<PatientId, (UserId, bool)> = BTreeMap::new();
    for visit in visits {
        let inside = visit.status == AppointmentStatus::InProgress;
        let Some((_, author)) = authors.iter().find(|(doctor, _)| *doctor == visit.doctor.0) else { continue };
        if inside || visit.status == AppointmentStatus::Completed {
            let known = seen.entry(visit.patient.0).or_insert((*author, false));
            known.1 |= inside;
        }
    }
    let mut entries = Vec::new();
    for (patient, (author, inside)) in seen {
        let born = born.get(&patient).map_or(ADULT_BORN, NaiveDate::year);
        let adult = born <= now.year() - 18;
        let facts = if inside && adult { whole(born, chance) } else { some(born, adult, chance) };
        entries.extend(facts.into_iter().map(|(fact, standing)| WrittenEntry {
            id: ChartEntryId(chance.id(now)),
            patient,
            author,
            fact,
            standing,
            saved_at: now - Duration::days(30 + i64::try_from(chance.below(700)).unwrap_or_default()),
        }));
    }
    entries
}

type Fact = (ChartFact, ChartStanding);

/// A chart with something of everything.
fn whole(born: i32, chance: &mut Chance) -> Vec<Fact> {
    let mut facts = vec![allergy(SEVERE[0]), allergy(*chance.pick(&OTHERS))];
    facts.extend([CONDITIONS[0], CONDITIONS[1], FIBRILLATION].into_iter().flat_map(condition));
    let ended = ChartFact::Medication {
        name: "Prednisolone 20 mg".into(),
        dose: "1 in the morning for five days".into(),
        since: "2024".into(),
        remark: String::new(),
    };
    facts.push((ended, ChartStanding::Ended));
    facts.extend(FAMILY[..2].iter().map(|one| family(*one)));
    facts.extend([SOCIAL[1], SOCIAL[2], SOCIAL[4]].map(social));
    facts.extend(VACCINES[..3].iter().map(|vaccine| immunisation(vaccine, born, chance)));
    facts.push(blood(chance));
    facts
}

fn some(born: i32, adult: bool, chance: &mut Chance) -> Vec<Fact> {
    let mut facts = Vec::new();
    if chance.percent(6) {
        facts.push(allergy(*chance.pick(&SEVERE)));
    }
    if chance.percent(25) {
        facts.push(allergy(*chance.pick(&OTHERS)));
    }
    if adult && chance.percent(30) {
        facts.extend(condition(*chance.pick(&CONDITIONS)));
    }
    if chance.percent(20) {
        facts.push(family(*chance.pick(&FAMILY)));
    }
    if adult && chance.percent(30) {
        facts.push(social(*chance.pick(&SOCIAL)));
    }
    if chance.percent(40) {
        let vaccine = *chance.pick(&VACCINES);
        facts.push(immunisation(vaccine, born, chance));
    }
    if adult && chance.percent(20) {
        facts.push(blood(chance));
    }
    // Of some nobody has asked.
    let has_allergies = facts.iter().any(|(fact, _)| matches!(fact, ChartFact::Allergy { .. }));
    if !has_allergies && facts.len() != 1 {
        facts.push((ChartFact::NoKnownAllergy {}, ChartStanding::Active));
    }
    facts
}

fn allergy((substance, allergy_to, severity, reaction): Allergy) -> Fact {
    let fact = ChartFact::Allergy { substance: substance.into(), allergy_to, severity, reaction: reaction.into() };
    (fact, ChartStanding::Active)
}

fn condition((code, title, name, dose): Condition) -> [Fact; 2] {
    let (since, remark) = (String::from("2019"), String::new());
    let condition =
        ChartFact::Condition { code: code.into(), title: title.into(), since: since.clone(), remark: remark.clone() };
    let medication = ChartFact::Medication { name: name.into(), dose: dose.into(), since, remark };
    [(condition, ChartStanding::Active), (medication, ChartStanding::Active)]
}

fn family((relative, title, remark): (&str, &str, &str)) -> Fact {
    let fact = ChartFact::FamilyHistory { relative: relative.into(), title: title.into(), remark: remark.into() };
    (fact, ChartStanding::Active)
}

fn social((topic, words): (SocialTopic, &str)) -> Fact {
    (ChartFact::SocialHistory { topic, words: words.into() }, ChartStanding::Active)
}

fn immunisation(vaccine: &str, born: i32, chance: &mut Chance) -> Fact {
    let year = 2014 + i32::try_from(chance.below(10)).unwrap_or_default();
    // Of who was born since, the year is all that is known.
    let given_on = if year > born { format!("{year}-{:02}", 1 + chance.below(12)) } else { format!("{born}") };
    let batch = format!("B{:05}", chance.below(100_000));
    let fact = ChartFact::Immunisation { vaccine: vaccine.into(), given_on, batch, remark: String::new() };
    (fact, ChartStanding::Active)
}

fn blood(chance: &mut Chance) -> Fact {
    let fact = ChartFact::BloodType { blood_type: *chance.pick(&BLOOD), remark: "Donor card".into() };
    (fact, ChartStanding::Active)
}
