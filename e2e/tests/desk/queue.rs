//! The server goes away while the desk is at work: the sheet stays readable, what is done is kept and sent, and what two
//! workstations did at once is settled.

use std::process::Command;

use clinic_core::appointments::model::DaySheetRequest;
use clinic_core::away::{Drawer, Place, answers};
use clinic_core::users::password::PasswordCost;
use e2e::failure::{Failure, holds};
use e2e::screens::{Newcomer, PASSWORD, RECEPTION};
use e2e::{Outcome, Page, Workstation};

use crate::arranged::Arranger;
use crate::floor::Floor;

const WITH: &str = "Dr Tomás Ferreira";
const AWAY: &str = "The clinic's server does not answer";
const MARK: &str = "not yet certain";
const ONE: Newcomer =
    Newcomer { family: "Quillfeather", given: "Marguerite", born: "1984-06-17", phone: "+44 20 7946 0018" };
const OTHER: Newcomer =
    Newcomer { family: "Zimmerwald", given: "Aurelio", born: "1979-03-02", phone: "+44 20 7946 0052" };

#[tokio::test]
async fn the_desk_goes_on_while_the_server_is_away_and_all_is_certain_on_return() -> Outcome {
    let mut floor = Floor::new("queue").await?;
    Arranger::of(&floor).await?.squeeze_in(OTHER, WITH, 5).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let tomorrow = with_visit(page, ONE).await?;
    is_kept(&floor, &desk, ONE.family, &tomorrow).await?;
    floor.server.kill()?;
    page.sees(AWAY).await?;
    page.sees("as they were at").await?;
    // Readable, also when the day is left and shown again.
    page.click("button", "Day before").await?;
    page.click("button", "Day after").await?;
    page.visit_becomes(ONE.family, "shown from what is kept", |words| words.contains("Scheduled")).await?;

    step_by_key(page, ONE.family, "f", "Confirmed").await?;
    page.press("t").await?;
    step_by_key(page, OTHER.family, "i", "Checked in").await?;
    page.begin_booking(ONE.family).await?;
    page.sees("likely free, not certain").await?;
    book_first_on(page, WITH, &tomorrow).await?;
    page.find("button", "3 not yet certain").await?;

    floor.server.start_again().await?;
    page.no_longer_sees(AWAY).await?;
    page.waits_for("both to be certain", async || Ok(!page.has("button", MARK).await?)).await?;
    page.visit_becomes(OTHER.family, "certain", |words| words.contains("Checked in") && !words.contains(MARK)).await?;
    page.show_day_of(ONE.family).await?;
    let there = page.all("gridcell", ONE.family).await?.len();
    holds(there == 2, format!("{there} visits are on the day"))?;
    page.visit_becomes(ONE.family, "certain", |words| words.contains("Confirmed") && !words.contains(MARK)).await
}

#[tokio::test]
async fn what_was_done_is_sent_when_the_server_is_back_with_another_password() -> Outcome {
    let mut floor = Floor::new("kept-changed").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let tomorrow = with_visit(page, ONE).await?;
    is_kept(&floor, &desk, ONE.family, &tomorrow).await?;
    let new = "another password, from today on";
    floor.server.change_password(new)?;
    floor.server.kill()?;
    page.sees(AWAY).await?;
    // With the pointer: a step, taken back and entered again.
    page.open_visit(ONE.family).await?;
    page.click("button", "Confirm").await?;
    page.notice("Kept here, not yet certain").await?;
    page.close().await?;
    page.visit_becomes(ONE.family, "marked", |words| words.contains("Confirmed") && words.contains(MARK)).await?;
    page.click("button", "1 not yet certain").await?;
    page.click("button", "Take back").await?;
    page.sees("Everything is certain").await?;
    page.close().await?;
    step_by_key(page, ONE.family, "f", "Confirmed").await?;
    floor.server.start_again().await?;
    page.sees("The server refused this workstation's account").await?;
    page.find("button", "1 not yet certain").await?;
    page.click("button", "Enter the new password").await?;
    page.fill("Password", new).await?;
    page.press("Enter").await?;
    page.no_longer_sees("The server refused this workstation's account").await?;
    page.waits_for("it to be certain", async || Ok(!page.has("button", MARK).await?)).await?;
    page.visit_becomes(ONE.family, "certain", |words| words.contains("Confirmed") && !words.contains(MARK)).await
}

#[tokio::test]
async fn two_workstations_book_one_slot_while_the_server_is_away_and_one_settles() -> Outcome {
    let mut floor = Floor::new("settle").await?;
    let (one, other) = (floor.signed_in("one", RECEPTION).await?, floor.signed_in("other", RECEPTION).await?);
    let tomorrow = with_visit(&one.page, ONE).await?;
    with_visit(&other.page, OTHER).await?;
    for (desk, who) in [(&one, ONE), (&other, OTHER)] {
        is_kept(&floor, desk, who.family, &tomorrow).await?;
    }
    let (one, other) = (&one.page, &other.page);
    floor.server.kill()?;
    for page in [one, other] {
        page.sees(AWAY).await?;
    }
    one.begin_booking(ONE.family).await?;
    other.begin_booking(OTHER.family).await?;
    let (doctor, time) = free_for_both(one, other, &tomorrow).await?;
    for page in [one, other] {
        page.click("option", &time).await?;
        page.click("button", "Book this time").await?;
        page.find("button", "1 not yet certain").await?;
    }
    floor.server.start_again().await?;
    let mut loser = None;
    one.waits_for("one of the two to have to settle", async || {
        for (page, who) in [(one, ONE), (other, OTHER)] {
            if page.has("button", "1 to settle").await? {
                loser = Some((page, who));
            }
        }
        Ok(loser.is_some())
    })
    .await?;
    let (page, who) = loser.ok_or_else(|| Failure::new("nobody has to settle"))?;
    page.click("button", "1 to settle").await?;
    page.sees(&format!("{doctor} is taken until")).await?;
    page.click("[role=dialog] .ways button.primary", "").await?;
    page.sees("Everything is certain").await?;
    page.press("Escape").await?;
    // The time taken instead may be on any day.
    page.press("Control+k").await?;
    page.find("combobox", "Find a patient").await?;
    page.type_keys(who.family).await?;
    page.find("option", who.family).await?;
    page.settles().await?;
    page.press("Enter").await?;
    page.find("heading", "Visits").await?;
    page.waits_for("both visits to be there", async || {
        let script = "return document.querySelectorAll('[aria-labelledby=visits-of-patient] li').length";
        Ok(page.client().execute(script, vec![]).await?.as_u64() == Some(2))
    })
    .await
}

/// Registers somebody and books them tomorrow with somebody else: so that they are known when the server goes. The date.
async fn with_visit(page: &Page, who: Newcomer) -> Outcome<String> {
    page.register(who).await?;
    let tomorrow = page.workday(1).await?;
    page.begin_booking(who.family).await?;
    book_first_on(page, "Dr Amara Osei-Lindqvist", &tomorrow).await?;
    page.show_day_of(who.family).await?;
    Ok(tomorrow)
}

async fn book_first_on(page: &Page, doctor: &str, date: &str) -> Outcome {
    page.fill("From date", date).await?;
    page.book_with(doctor).await?;
    page.settles().await?;
    page.click("button", "Book this time").await?;
    page.is_bare().await
}

/// A doctor and a time of that date that both bookings offer: each patient's own visits keep them from some.
async fn free_for_both(one: &Page, other: &Page, date: &str) -> Outcome<(&'static str, String)> {
    for page in [one, other] {
        page.fill("From date", date).await?;
        page.click("button", "Chosen doctors").await?;
    }
    for doctor in [WITH, "Dr Yuki Hashimoto", "Dr Noor al-Rashidi", "Dr Levon Petrosyan"] {
        let theirs = offered(other, doctor).await?;
        if let Some(time) = offered(one, doctor).await?.into_iter().find(|time| theirs.contains(time)) {
            return Ok((doctor, time));
        }
    }
    Err(Failure::new("no doctor has a time for both"))
}

/// When the times of the first day offered begin.
async fn offered(page: &Page, doctor: &str) -> Outcome<Vec<String>> {
    page.choose("Doctor", doctor).await?;
    page.settles().await?;
    let script = "const day = document.querySelector('[role=listbox] [role=group]'); \
        return [...(day?.querySelectorAll('[role=option]') ?? [])].map((time) => time.innerText) \
            .filter((words) => words.includes(arguments[0])).map((words) => words.slice(0, 5))";
    Ok(serde_json::from_value(page.client().execute(script, vec![doctor.into()]).await?)?)
}

/// Waits until the visit can be read in the drawer: in a copy of it, as the window has its own open.
async fn is_kept(floor: &Floor, desk: &Workstation, patient: &str, date: &str) -> Outcome {
    let copied = desk.folder().join("copied");
    let server = format!("localhost:{}/{}", floor.clinic.port, floor.clinic.database);
    let place = Place { folder: copied.clone(), server, cost: PasswordCost::CLINIC };
    desk.page
        .waits_for("the visit to be kept", async || {
            if copied.exists() {
                std::fs::remove_dir_all(&copied)?;
            }
            std::fs::create_dir(&copied)?;
            Command::new("cp").arg("--recursive").arg(desk.folder().join("kept")).arg(&copied).status()?;
            let Some(drawer) = Drawer::open_away(&place, RECEPTION, PASSWORD, None).await? else { return Ok(false) };
            let asked = DaySheetRequest { date: date.into(), days: 1, doctor_ids: vec![], location_id: None };
            let kept = answers::day_sheet(&drawer, asked).await?.columns;
            let mut visits = kept.iter().flat_map(|column| &column.appointments);
            Ok(visits.any(|visit| visit.patient_name.starts_with(patient)))
        })
        .await
}

/// A step of the day in the visit's own card, while the server is away: it is marked.
async fn step_by_key(page: &Page, patient: &str, key: &str, status: &str) -> Outcome {
    page.open_visit(patient).await?;
    page.press(key).await?;
    page.notice("Kept here, not yet certain").await?;
    page.press("Escape").await?;
    page.visit_becomes(patient, "marked", |words| words.contains(status) && words.contains(MARK)).await
}
