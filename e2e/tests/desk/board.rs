//! The waiting room: from the door into a room and out again; a visit that is called off too late; the wall.

use e2e::failure::{Failure, holds};
use e2e::screens::RECEPTION;
use e2e::{Outcome, Page};

use crate::floor::Floor;

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
