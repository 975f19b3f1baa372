//! Who stands at the desk, how soon they must be seen, and what is written of it; names that are long.

use e2e::failure::holds;
use e2e::screens::{DOCTOR_NAME, Newcomer, RECEPTION, minute_of};
use e2e::{Outcome, Page};
use serde_json::json;

use crate::arranged::Arranger;
use crate::floor::Floor;

const WHO: Newcomer = Newcomer {
    family: "Featherstonehaugh-Wolverhampton",
    given: "Maximiliane Alexandrina",
    born: "1984-06-17",
    phone: "+44 20 7946 0018",
};
const FIRST: Newcomer =
    Newcomer { family: "Thistlewood", given: "Percy", born: "1971-02-03", phone: "+44 20 7946 0019" };

#[tokio::test]
async fn a_walk_in_is_booked_and_has_arrived_by_one_key_and_an_urgent_visit_is_written_anew() -> Outcome {
    let floor = Floor::new("walk_in").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.register(WHO).await?;
    page.begin_booking(WHO.family).await?;
    page.press("h").await?;
    let notice = page.notice("Booked").await?;
    holds(notice.contains("They have arrived"), format!("it says {notice:?}"))?;
    page.visit_becomes(WHO.family, "arrived", |words| words.contains("Arrived")).await?;
    is_readable_in_the_waiting_room(page).await?;
    page.press("Control+z").await?;
    page.waits_for("the visit to go", async || Ok(!page.has("gridcell", WHO.family).await?)).await?;

    page.begin_booking(WHO.family).await?;
    page.fill("From date", &page.workday(60).await?).await?;
    page.press("Enter").await?;
    page.press("p").await?;
    page.press("ArrowDown").await?;
    page.press("Enter").await?;
    page.settles().await?;
    page.press("Enter").await?;
    page.notice("Booked").await?;
    page.go_to(&page.workday(60).await?).await?;
    page.open_visit(WHO.family).await?;
    page.sees("Urgent").await?;
    page.press("s").await?;
    page.find("dialog", "What is known of the visit of").await?;
    page.press("ArrowDown").await?;
    page.fill("Symptoms", "Chest pain since noon").await?;
    page.press("Enter").await?;
    page.sees("Emergency").await?;
    page.sees("Chest pain since noon").await?;
    page.press("Control+z").await?;
    page.no_longer_sees("Chest pain since noon").await?;
    page.sees("Urgent").await
}

#[tokio::test]
async fn a_walk_in_an_urgent_visit_and_one_on_top_of_another_are_booked_with_the_pointer() -> Outcome {
    let floor = Floor::new("walk_in_mouse").await?;
    let arranger = Arranger::of(&floor).await?;
    arranger.register(WHO).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let day = page.workday(60).await?;
    arranger.book(FIRST, DOCTOR_NAME, Some(&day)).await?;
    open_patient(page).await?;
    page.click("button", "Walk-in: now").await?;
    page.notice("Booked").await?;
    page.close().await?;
    page.visit_becomes(WHO.family, "arrived", |words| words.contains("Arrived")).await?;
    page.click("button", "Undo").await?;
    page.waits_for("the visit to go", async || Ok(!page.has("gridcell", WHO.family).await?)).await?;

    // Urgent, and then on top of whoever is there.
    open_patient(page).await?;
    page.click("button", "Book").await?;
    page.choose("Priority", "Urgent").await?;
    page.fill("From date", &day).await?;
    page.book_with(DOCTOR_NAME).await?;
    page.click("button", "Book this time").await?;
    page.notice("Booked").await?;
    page.close().await?;
    page.go_to(&day).await?;
    page.visit_becomes(WHO.family, "urgent", |words| words.contains("Urgent")).await?;
    let first = page.visit(FIRST.family).await?;
    let visit = page.visit(WHO.family).await?;
    page.drag(page.point_at(&visit).await?, page.middle(&first).await?).await?;
    page.sees("is taken until").await?;
    page.fill("Why on top of the other visit", "Cannot wait").await?;
    page.click("button", "Overbook").await?;
    let taken = minute_of(&page.visit_words(FIRST.family).await?);
    page.visit_becomes(WHO.family, "on top of the other", |words| minute_of(words) == taken).await?;
    page.sees("1 overbooked").await?;

    page.open_visit(WHO.family).await?;
    page.click("button", "Reason and priority").await?;
    page.choose("Priority", "Emergency").await?;
    page.fill("Symptoms", "Chest pain since noon").await?;
    page.click("button", "Save").await?;
    page.sees("Chest pain since noon").await?;
    page.close().await?;
    page.click("button", "Undo").await?;
    page.visit_becomes(WHO.family, "urgent again", |words| words.contains("Urgent")).await
}

/// The card of the patient, by the pointer and the name typed.
async fn open_patient(page: &Page) -> Outcome {
    page.click("button", "Find a patient").await?;
    page.find("combobox", "Find a patient").await?;
    page.type_keys(WHO.family).await?;
    page.click("option", &format!("{}, {}", WHO.family, WHO.given)).await?;
    page.find("button", "Walk-in: now").await.map(drop)
}

/// No word of the name is broken, and the minutes are as high as their line.
async fn is_readable_in_the_waiting_room(page: &Page) -> Outcome {
    let script = "const [family] = arguments; \
        const row = [...document.querySelectorAll('aside.waiting li')].find((one) => one.innerText.includes(family)); \
        if (!row) return null; \
        const text = row.querySelector('.name').firstChild, words = []; \
        for (const { index, 0: word } of text.data.matchAll(/[^\\s-]+/g)) { \
            const range = document.createRange(); \
            range.setStart(text, index); range.setEnd(text, index + word.length); \
            words.push([word, [...range.getClientRects()].filter((line) => line.width > 0).length]); \
        } \
        const pill = row.querySelector('.wait').getBoundingClientRect().height; \
        return { broken: words.filter(([, lines]) => lines > 1).map(([word]) => word), \
            pill: pill / parseFloat(getComputedStyle(row).fontSize) }";
    let mut shown = json!(null);
    page.waits_for("the patient in the waiting room", async || {
        shown = page.client().execute(script, vec![json!(WHO.family)]).await?;
        Ok(!shown.is_null())
    })
    .await?;
    holds(shown["broken"] == json!([]), format!("words are broken: {shown}"))?;
    let lines = shown["pill"].as_f64().unwrap_or_default();
    holds(lines > 0.5 && lines < 2.0, format!("the minutes are {lines} letters high"))
}
