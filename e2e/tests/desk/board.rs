//! The waiting room: from the door into a room and out again; a visit that is called off too late; the wall.

use e2e::failure::{Failure, holds};
use e2e::screens::{DOCTOR_NAME, Newcomer, RECEPTION};
use e2e::{Outcome, Page};

use crate::arranged::Arranger;
use crate::floor::Floor;

const COMES: Newcomer =
    Newcomer { family: "Quillfeather", given: "Marguerite", born: "1984-06-17", phone: "+44 20 7946 0018" };
const STAYS_AWAY: Newcomer =
    Newcomer { family: "Fairweather", given: "Octavia", born: "1990-05-21", phone: "+44 20 7946 0063" };

#[tokio::test]
async fn a_patient_arrives_is_called_into_a_room_and_goes_and_another_cancels_late() -> Outcome {
    let floor = Floor::new("board").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.press("Alt+4").await?;
    page.find("grid", "Who is in the house").await?;
    let name = at_cursor(page).await?;

    // Whoever waits longest came before this test: their arrival is taken back and entered again.
    page.press("Enter").await?;
    page.find("dialog", &name).await?;
    while page.has("button", "Take back the last step").await? && !page.has("button", "Arrived").await? {
        page.press("z").await?;
        page.settles().await?;
    }
    page.press("a").await?;
    page.sees(&format!("{name} has arrived.")).await?;
    page.press("Escape").await?;
    // Who came last stands below those who wait longer.
    for _ in 0..20 {
        if at_cursor(page).await? == name {
            break;
        }
        page.press("ArrowDown").await?;
    }
    holds(at_cursor(page).await? == name, format!("{name} has arrived and is not on the board"))?;

    page.press("r").await?;
    page.find("dialog", &format!("Room for {name}")).await?;
    page.settles().await?;
    page.press("Enter").await?;
    let notice = page.notice(&format!("{name} is in ")).await?;
    let room = notice.trim_start_matches(&format!("{name} is in ")).trim_end_matches('.').to_owned();
    row_says(page, &name, "In the room").await?;

    // The wall tells the room and not the name; it is left by the password.
    let watcher = floor.signed_in("wall", RECEPTION).await?;
    let wall = &watcher.page;
    wall.press("Alt+4").await?;
    wall.find("grid", "Who is in the house").await?;
    wall.press("w").await?;
    wall.sees(&room).await?;
    let family = name.split(',').next().unwrap_or_default();
    let shown = wall.client().execute("return document.querySelector('main.wall').innerText", vec![]).await?;
    holds(!shown.as_str().unwrap_or_default().contains(family), format!("{name} is on the wall: {shown}"))?;
    wall.press("Escape").await?;
    wall.find("heading", "Locked").await?;

    page.press("d").await?;
    page.sees(&format!("{name} is done.")).await?;
    holds(at_cursor(page).await? != name, "who is done is no longer in the house")?;
    page.press("Control+z").await?;
    row_says(page, &name, "In the room").await?;

    let other = at_cursor(page).await?;
    page.press("Enter").await?;
    page.find("dialog", &other).await?;
    page.press("c").await?;
    page.find("dialog", "Cancel the visit of").await?;
    page.press("Alt+1").await?;
    page.notice("Cancelled").await?;
    page.press("Alt+1").await?;
    page.press("5").await?;
    page.find("grid", "Visits,").await?;
    page.press("x").await?;
    page.press("s").await?;
    page.type_keys(&other.replace(',', "")).await?;
    page.sees("Late cancel").await
}

#[tokio::test]
async fn a_patient_is_led_through_the_day_with_the_pointer_and_who_has_not_come_is_entered() -> Outcome {
    let floor = Floor::new("board_mouse").await?;
    let arranger = Arranger::yesterday(&floor).await?;
    arranger.squeeze_in(COMES, DOCTOR_NAME, 5).await?;
    arranger.squeeze_in(STAYS_AWAY, DOCTOR_NAME, -30).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let comes = COMES.family;
    page.open_visit(comes).await?;
    for (button, says) in [("Arrived", "has arrived"), ("Check in", "is checked in")] {
        page.click("button", button).await?;
        page.sees(says).await?;
    }
    page.click("button", "Room").await?;
    page.find("dialog", &format!("Room for {comes}")).await?;
    page.click(".dialog li button:not([aria-disabled=true])", "").await?;
    page.notice(&format!("{comes}, {} is in ", COMES.given)).await?;
    page.click("button", "Done").await?;
    page.sees("is done.").await?;
    page.close().await?;
    page.click("button", "Undo").await?;
    page.click("button", "Waiting room").await?;
    row_says(page, &format!("{comes}, {}", COMES.given), "In the room").await?;
    page.click("button", "Day sheet").await?;

    page.click("button", "not come").await?;
    page.find("dialog", "Who has not come?").await?;
    let line = page.find("listitem", STAYS_AWAY.family).await?;
    page.click_in(&line, "button", "No-show").await?;
    page.click_in(&line, "button", "Undo").await?;
    page.click_in(&line, "button", "No-show").await?;
    page.sees("no-show").await?;
    page.close().await?;
    page.visit_becomes(STAYS_AWAY.family, "a no-show", |words| words.contains("No-show")).await?;

    // Whoever is in the house and goes again has cancelled late.
    page.click("aside.waiting li button", "").await?;
    let goes = page.find("[role=dialog] h2", "").await?.text().await?;
    page.click("button", "Cancel the visit").await?;
    page.click("button", "Patient asked").await?;
    page.notice("Cancelled").await?;
    page.click("button", "Filters").await?;
    page.click("checkbox", "Cancelled visits").await?;
    page.click("button", "List").await?;
    page.waits_for("the late cancel in the list", async || {
        let rows = page.all("[role=grid] .row", &goes).await?;
        let mut said = String::new();
        for row in rows {
            said.push_str(&row.text().await?);
        }
        Ok(said.contains("Late cancel"))
    })
    .await?;

    page.click("button", "Waiting room").await?;
    page.click("button", "Wall screen").await?;
    page.sees("Waiting").await?;
    page.click("button", "Leave (password)").await?;
    page.find("heading", "Locked").await.map(drop)
}

#[tokio::test]
async fn who_has_not_come_is_entered_one_by_one_and_all_at_once_by_keys_alone() -> Outcome {
    let floor = Floor::new("not-come").await?;
    let arranger = Arranger::yesterday(&floor).await?;
    arranger.squeeze_in(COMES, DOCTOR_NAME, -60).await?;
    arranger.squeeze_in(STAYS_AWAY, DOCTOR_NAME, -30).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.find("grid", "Day sheet").await?;
    page.press("Shift+n").await?;
    page.find("dialog", "Who has not come?").await?;
    page.find("listitem", STAYS_AWAY.family).await?;
    for _ in 0..60 {
        if chosen_line(page).await?.contains(STAYS_AWAY.family) {
            break;
        }
        page.press("ArrowDown").await?;
    }
    page.press("n").await?;
    line_says(page, STAYS_AWAY, "No-show Undo").await?;
    // The next one is at hand; the last stays.
    if !chosen_line(page).await?.contains(STAYS_AWAY.family) {
        page.press("ArrowUp").await?;
    }
    page.press("z").await?;
    line_says(page, STAYS_AWAY, "Scheduled No-show").await?;
    page.press("a").await?;
    for who in [COMES, STAYS_AWAY] {
        line_says(page, who, "No-show Undo").await?;
    }
    page.press("Escape").await?;
    page.is_bare().await?;
    for who in [COMES, STAYS_AWAY] {
        page.visit_becomes(who.family, "a no-show", |words| words.contains("No-show")).await?;
    }
    page.press("Control+z").await?;
    for who in [COMES, STAYS_AWAY] {
        page.visit_becomes(who.family, "expected again", |words| words.contains("Scheduled")).await?;
    }
    Ok(())
}

/// The line of those who have not come that keys act on.
async fn chosen_line(page: &Page) -> Outcome<String> {
    page.find("[role=dialog] li[aria-current=true]", "").await?.text().await.map_err(Failure::from)
}

/// How the visit stands in the list of those who have not come, and what its button does.
async fn line_says(page: &Page, who: Newcomer, words: &str) -> Outcome {
    page.waits_for(&format!("the line of {} to say {words:?}", who.family), async || {
        let script = "const [family] = arguments; \
            const line = [...document.querySelectorAll('[role=dialog] li')].find((one) => one.innerText.includes(family)); \
            return (line?.innerText ?? '').replace(/\\s+/g, ' ')";
        let said = page.client().execute(script, vec![who.family.into()]).await?;
        Ok(said.as_str().is_some_and(|said| said.contains(words)))
    })
    .await
}

/// The name of the patient whom keys act on.
async fn at_cursor(page: &Page) -> Outcome<String> {
    let script = "const grid = document.querySelector('[role=grid][aria-label=\"Who is in the house\"]'); \
        const row = document.getElementById(grid?.getAttribute('aria-activedescendant') ?? ''); \
        return row?.querySelector('.name')?.innerText ?? ''";
    let name = page.client().execute(script, vec![]).await?;
    match name.as_str() {
        Some(name) if !name.is_empty() => Ok(name.to_owned()),
        _ => Err(Failure::new("nobody is chosen in the waiting room")),
    }
}

async fn row_says(page: &Page, name: &str, words: &str) -> Outcome {
    page.waits_for(&format!("the row of {name} to say {words:?}"), async || {
        let script = "const [name, words] = arguments; \
            return [...document.querySelectorAll('[id^=board-]')].some((row) => \
                row.querySelector('.name')?.innerText === name && row.innerText.includes(words))";
        let said = page.client().execute(script, vec![name.into(), words.into()]).await?;
        Ok(said.as_bool().unwrap_or_default())
    })
    .await
}
