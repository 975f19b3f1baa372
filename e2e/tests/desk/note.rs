//! A note written by keyboard only: sections, coded diagnoses, quick texts, templates, lines of the last visit.

use e2e::Outcome;
use e2e::failure::holds;
use e2e::page::Page;
use e2e::screens::{DOCTOR, DOCTOR_NAME, Newcomer};

use crate::arranged::Arranger;
use crate::floor::Floor;

const WHO: Newcomer =
    Newcomer { family: "Silverlake", given: "Ottoline", born: "1958-09-30", phone: "+44 20 7946 0071" };

/// A page whose keys are counted; what is told in prose is typed beside it.
struct Counted<'a> {
    page: &'a Page,
    keys: usize,
}

impl Counted<'_> {
    async fn press(&mut self, key: &str) -> Outcome {
        self.keys += 1;
        self.page.press(key).await
    }

    async fn letters(&mut self, letters: &str) -> Outcome {
        self.keys += letters.chars().count();
        self.page.type_keys(letters).await
    }

    /// Letters that find a diagnosis, and Enter.
    async fn diagnosis(&mut self, letters: &str, code: &str) -> Outcome {
        self.letters(letters).await?;
        self.page.find("option", code).await?;
        self.press("Enter").await?;
        self.page.find("textbox", &format!("Remark on {code}")).await.map(drop)
    }

    /// Letters that find what was prescribed before, and Enter, which goes on to the next line.
    async fn medication(&mut self, line: usize, letters: &str, name: &str) -> Outcome {
        self.page.focuses("combobox", "Name, strength, form").await?;
        self.letters(letters).await?;
        self.page.find("option", name).await?;
        self.press("Enter").await?;
        let page = self.page;
        page.waits_for("the next line", async || {
            Ok(page.all("combobox", "Name, strength, form").await?.len() == line + 1)
        })
        .await
    }
}

/// What this doctor prescribes, every field of it.
const MEDICATIONS: [[&str; 5]; 2] = [
    ["Losartan 50 mg tablet", "1 tablet", "once a day", "30 days", "30"],
    ["Allopurinol 100 mg tablet", "1 tablet", "after supper", "30 days", "28"],
];

/// Prescribes both for a patient, so that they are what the doctor prescribes most.
async fn prescribe_for_another(page: &Page) -> Outcome {
    let another = page.first_who_waits().await?;
    page.open_note(&another).await?;
    page.press("Alt+e").await?;
    page.find("dialog", "Prescription for").await?;
    for (line, fields) in MEDICATIONS.iter().enumerate() {
        if line > 0 {
            page.press("Enter").await?;
        }
        page.focuses("combobox", "Name, strength, form").await?;
        for (field, text) in fields.iter().enumerate() {
            if field > 0 {
                page.press("Tab").await?;
            }
            page.type_keys(text).await?;
        }
    }
    page.press("Control+Enter").await?;
    page.sees("is signed.").await?;
    page.press("Escape").await?;
    page.is_bare().await
}

/// A window goes on typing into what has the focus, seen or not.
#[tokio::test]
async fn nothing_is_typed_into_a_note_that_is_out_of_sight() -> Outcome {
    let floor = Floor::new("sight").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    let patient = page.first_who_waits().await?;
    page.open_note(&patient).await?;
    for (before, after) in [("re", "st, "), ("flu", "ids")] {
        page.press("Alt+p").await?;
        page.focuses("textbox", "Plan").await?;
        page.type_keys(before).await?;
        page.press("Alt+3").await?;
        page.focuses("combobox", "Find a patient").await?;
        page.type_keys("silver").await?;
        holds(page.value("Find a patient").await? == "silver", "what is typed among the patients is looked for")?;
        page.press("Alt+1").await?;
        page.focuses("textbox", "Plan").await?;
        page.type_keys(after).await?;
    }
    let plan = page.value("Plan").await?;
    holds(plan == "rest, fluids", format!("the plan is {plan:?}"))
}

/// The aim of the whole visit is sixty keys beside the prose. The doctor has prescribed both medications before.
#[tokio::test]
async fn a_visit_with_three_diagnoses_two_medications_and_a_follow_up_takes_under_sixty_keys() -> Outcome {
    let floor = Floor::new("note").await?;
    Arranger::of(&floor).await?.squeeze_in(WHO, DOCTOR_NAME, 5).await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    prescribe_for_another(page).await?;
    page.show_my_day_of(WHO.family).await?;
    page.open_note(WHO.family).await?;
    page.focuses("textbox", "Chief complaint").await?;
    // Enter on the next visit opened it.
    let mut counted = Counted { page, keys: 1 };
    page.type_keys("Headaches and thirst").await?;
    counted.press("Alt+i").await?;
    page.type_keys("For three weeks, mostly in the morning.").await?;
    counted.press("Alt+x").await?;
    page.type_keys("Alert, neck supple.").await?;
    counted.press("Alt+a").await?;
    page.type_keys("Blood pressure and sugar raised, sore back.").await?;
    counted.press("Alt+d").await?;
    counted.diagnosis("i10", "I10").await?;
    counted.diagnosis("e119", "E11.9").await?;
    counted.diagnosis("m5450", "M54.50").await?;
    counted.press("Alt+p").await?;
    page.type_keys("Readings at home, diet, exercises.").await?;
    counted.press("Alt+f").await?;
    counted.press("Space").await?;
    page.find("textbox", "In how many days").await?;
    counted.press("Tab").await?;
    counted.letters("14").await?;
    counted.press("Tab").await?;
    page.type_keys("How the readings are").await?;
    page.note_is_saved().await?;
    counted.press("Alt+e").await?;
    counted.medication(1, "losa", "Losartan 50 mg tablet").await?;
    counted.medication(2, "allo", "Allopurinol 100 mg tablet").await?;
    counted.press("Control+Enter").await?;
    page.sees("is signed.").await?;
    counted.press("Escape").await?;
    page.is_bare().await?;
    counted.press("Control+Enter").await?;
    page.find("dialog", "Complete the visit").await?;
    counted.press("Control+Enter").await?;
    page.sees(&format!("by {DOCTOR_NAME}")).await?;
    for words in ["E11.9", "Essential (primary) hypertension", "In 14 days: How the readings are"] {
        page.sees(words).await?;
    }
    println!("a visit with three diagnoses, two medications and a follow-up: {} keys beside the prose", counted.keys);
    holds(counted.keys < 60, format!("{} keys", counted.keys))?;
    // Every field of what was signed is as it was prescribed before.
    page.press("Alt+e").await?;
    for words in MEDICATIONS.iter().flatten() {
        page.sees(words).await?;
    }
    Ok(())
}

#[tokio::test]
async fn texts_are_prepared_filled_in_and_expanded_and_diagnoses_reordered_by_keys() -> Outcome {
    let floor = Floor::new("texts").await?;
    Arranger::of(&floor).await?.squeeze_in(WHO, DOCTOR_NAME, 5).await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    page.show_my_day_of(WHO.family).await?;
    page.open_note(WHO.family).await?;

    page.press("Alt+q").await?;
    page.find("dialog", "Quick texts and templates").await?;
    page.type_keys("walks").await?;
    page.press("Tab").await?;
    page.type_keys("Walks without help.").await?;
    page.press("Control+Enter").await?;
    page.find("button", ";walks").await?;
    page.press("Escape").await?;

    page.press("Alt+x").await?;
    page.type_keys("Alert. ;walks ").await?;
    let found = page.value("Examination").await?;
    holds(found == "Alert. Walks without help. ", format!("it says {found:?}"))?;
    page.press("Alt+t").await?;
    page.find("dialog", "Fill in from a template").await?;
    page.type_keys("back").await?;
    page.find("option", "Back pain").await?;
    page.press("Enter").await?;
    let filled = page.value("Examination").await?;
    holds(filled.starts_with("Alert. Walks without help.\nMuscles"), format!("it says {filled:?}"))?;
    page.press("Alt+d").await?;
    for (letters, code) in [("asthma", "J45.909"), ("r059", "R05.9")] {
        page.type_keys(letters).await?;
        page.find("option", code).await?;
        page.press("Enter").await?;
        page.find("textbox", &format!("Remark on {code}")).await?;
    }
    page.press("ArrowUp").await?;
    page.type_keys("at night").await?;
    page.press("Alt+ArrowUp").await?;
    page.note_is_saved().await?;
    let violations = page.violations().await?;
    holds(violations.is_empty(), format!("{violations:?}"))?;
    page.press("Control+Enter").await?;
    page.find("dialog", "Complete the visit").await?;
    page.press("Control+Enter").await?;
    page.sees(&format!("by {DOCTOR_NAME}")).await?;
    let text = page.text().await?;
    let place = |words: &str| text.find(words);
    holds(place("R05.9") < place("J45.909"), "the diagnosis that was moved up is the main one")
}
