//! The search for a time: narrowed, and for two visits back to back.

use e2e::Outcome;
use e2e::failure::holds;
use e2e::page::Page;
use e2e::screens::{DOCTOR_NAME, Newcomer, RECEPTION, minute_of};

use crate::arranged::{Arranger, PLACE};
use crate::floor::Floor;

const WHO: Newcomer =
    Newcomer { family: "Quillfeather", given: "Marguerite", born: "1984-06-17", phone: "+44 20 7946 0018" };
const OTHER: Newcomer =
    Newcomer { family: "Thistlewood", given: "Percy", born: "1971-02-03", phone: "+44 20 7946 0019" };
const ROOM: &str = "Treatment room";
const DEVICE: &str = "ECG recorder";

/// The days that are offered, each with the words of its times.
async fn offered(page: &Page) -> Outcome<Vec<(String, Vec<String>)>> {
    let script = "return [...document.querySelectorAll('[role=listbox] [role=group]')].map((day) => \
        [day.getAttribute('aria-label'), [...day.querySelectorAll('[role=option]')].map((one) => one.innerText)])";
    Ok(serde_json::from_value(page.client().execute(script, vec![]).await?)?)
}

/// Waits until every time that is offered is as asked.
async fn offers(page: &Page, what: &str, fits: impl Fn(&str, &[String]) -> bool) -> Outcome {
    page.waits_for(what, async || {
        let days = offered(page).await?;
        Ok(!days.is_empty() && days.iter().all(|(day, times)| fits(day, times)))
    })
    .await
}

#[tokio::test]
async fn a_time_is_narrowed_by_keys_and_two_visits_back_to_back_are_booked_and_undone() -> Outcome {
    let floor = Floor::new("searching").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.register(WHO).await?;
    page.begin_booking(WHO.family).await?;
    page.press("a").await?;
    page.settles().await?;

    page.press("w").await?;
    page.find("button", "Morning").await?;
    page.press("Tab").await?;
    page.press("Enter").await?;
    let in_the_afternoon = |times: &[String]| times.iter().all(|time| (720..1020).contains(&minute_of(time)));
    offers(page, "afternoons", |_, times| in_the_afternoon(times)).await?;
    page.press("2").await?;
    let tuesday = |day: &str| day.starts_with("Tuesday");
    offers(page, "Tuesday afternoons", |day, times| tuesday(day) && in_the_afternoon(times)).await?;
    page.fill("Times a day", "1").await?;
    offers(page, "one time a Tuesday", |day, times| tuesday(day) && times.len() == 1).await?;

    page.fill("Times a day", "").await?;
    page.choose("Right after, with", DOCTOR_NAME).await?;
    let pair = |times: &[String]| times.iter().all(|time| time.contains("right after") && time.contains(DOCTOR_NAME));
    offers(page, "pairs", |day, times| tuesday(day) && pair(times)).await?;
    page.click("button", "Book this time").await?;
    let notice = page.notice("Booked").await?;
    holds(notice.contains(", then ") && notice.contains(DOCTOR_NAME), format!("it says {notice:?}"))?;
    page.show_day_of(WHO.family).await?;
    page.waits_for("both visits", async || Ok(page.all("gridcell", WHO.family).await?.len() == 2)).await?;
    page.press("Control+z").await?;
    page.waits_for("neither visit", async || Ok(!page.has("gridcell", WHO.family).await?)).await
}

#[tokio::test]
async fn a_time_is_narrowed_with_the_pointer_and_a_room_and_a_device_are_booked_with_it() -> Outcome {
    let floor = Floor::new("narrowed_mouse").await?;
    let arranger = Arranger::of(&floor).await?;
    arranger.add_device(DEVICE).await?;
    arranger.register(WHO).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.click("button", "Book").await?;
    page.find("combobox", "Book for whom?").await?;
    page.type_keys(WHO.family).await?;
    page.click("option", &format!("{}, {}", WHO.family, WHO.given)).await?;
    page.click("button", "Specialty").await?;
    page.choose("Specialty", "General practice").await?;
    page.choose("Location", PLACE).await?;
    page.click("button", "Refine").await?;
    page.click("button", "Morning").await?;
    page.click("button", "Tue").await?;
    page.fill("Times a day", "1").await?;
    let one_morning = |day: &str, times: &[String]| {
        day.starts_with("Tuesday") && times.len() == 1 && times.iter().all(|time| minute_of(time) < 720)
    };
    offers(page, "one time a Tuesday morning", one_morning).await?;
    page.choose("Room", ROOM).await?;
    page.choose("Equipment", DEVICE).await?;
    page.find("button", &format!("Without {DEVICE}")).await?;
    page.settles().await?;
    page.click("button", "Book this time").await?;
    page.notice("Booked").await?;
    page.click("button", "Find a patient").await?;
    page.find("combobox", "Find a patient").await?;
    page.type_keys(WHO.family).await?;
    page.click("option", &format!("{}, {}", WHO.family, WHO.given)).await?;
    page.click("[aria-labelledby=visits-of-patient] li button", "").await?;
    takes_both(page).await
}

#[tokio::test]
async fn a_room_and_a_device_are_booked_with_a_visit_by_keys() -> Outcome {
    let floor = Floor::new("resources_keys").await?;
    let arranger = Arranger::of(&floor).await?;
    arranger.add_device(DEVICE).await?;
    arranger.register(OTHER).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let day = page.workday(60).await?;
    page.begin_booking(OTHER.family).await?;
    page.press("f").await?;
    page.focuses("textbox", "From date").await?;
    page.type_keys(&day).await?;
    page.press("Enter").await?;
    page.press("m").await?;
    page.focuses("combobox", "Room").await?;
    page.arrow_to(ROOM).await?;
    page.press("Enter").await?;
    page.press("q").await?;
    page.focuses("combobox", "Equipment").await?;
    page.press("ArrowDown").await?;
    page.find("button", &format!("Without {DEVICE}")).await?;
    page.press("Enter").await?;
    page.settles().await?;
    page.press("Enter").await?;
    page.notice("Booked").await?;
    page.go_to(&day).await?;
    page.open_visit(OTHER.family).await?;
    takes_both(page).await
}

/// The card of the visit says so.
async fn takes_both(page: &Page) -> Outcome {
    page.find("button", "Open the patient").await?;
    page.sees(ROOM).await?;
    page.sees(DEVICE).await
}
