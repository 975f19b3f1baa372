//! Blocks: made, copied, pasted and removed; pasted into a week; time that is reserved for emergencies.

use std::time::Duration;

use chrono::{Datelike, NaiveDate, TimeDelta};
use e2e::failure::{Failure, holds};
use e2e::screens::{DOCTOR_NAME, Newcomer, RECEPTION, minute_of};
use e2e::{Outcome, Page};

use crate::arranged::Arranger;
use crate::floor::Floor;

const ORDINARY: Newcomer =
    Newcomer { family: "Quillfeather", given: "Marguerite", born: "1984-06-17", phone: "+44 20 7946 0018" };
const URGENT: Newcomer =
    Newcomer { family: "Thistlewood", given: "Percy", born: "1971-02-03", phone: "+44 20 7946 0019" };
const RESERVE: &str = "Reserved for emergencies";

/// Makes a block on a day by keys, and copies it.
async fn copied_block_on(page: &Page, day: &str) -> Outcome {
    page.go_to(day).await?;
    page.arrow_down_to(", free").await?;
    page.press("k").await?;
    page.find("dialog", "Add a block").await?;
    page.type_keys("Rounds").await?;
    page.press("Control+Enter").await?;
    page.sees("Blocked: Rounds").await?;
    page.is_bare().await?;
    page.find("gridcell", "Meeting: Rounds").await?;

    page.press("Control+c").await?;
    page.sees("Copied.").await
}

/// Makes a block at nine with the pointer, copies it, and goes to the week after.
async fn block_by_pointer_and_copy(page: &Page, kind: &str, title: &str) -> Outcome {
    let (cell, _) = page.free_cell(DOCTOR_NAME, 9 * 60).await?;
    page.click_on(&cell).await?;
    page.click("button", "Block this time").await?;
    page.choose("What for", kind).await?;
    page.fill("Title", title).await?;
    page.click("button", "Save").await?;
    page.is_bare().await?;

    // Its label lies over its cell.
    page.click_there(&page.find("gridcell", &format!("{kind}: {title}")).await?).await?;
    page.find("dialog", "Block").await?;
    page.click("button", "Copy").await?;
    page.is_bare().await?;
    page.click("button", "Go to a date").await?;
    page.click("button", "+1 w").await?;
    page.is_bare().await?;
    page.settles().await
}

#[tokio::test]
async fn a_block_is_made_copied_pasted_and_removed_by_keys_alone() -> Outcome {
    let floor = Floor::new("blocks-keys").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let [day, later] = [page.workday(60).await?, page.workday(67).await?];
    copied_block_on(page, &day).await?;
    page.go_to(&later).await?;
    page.arrow_down_to(", free").await?;
    page.press("Control+v").await?;
    page.sees("Pasted: ").await?;
    page.find("gridcell", "Meeting: Rounds").await?;
    page.press("Delete").await?;
    page.waits_for("the block to go", async || Ok(!page.has("gridcell", "Meeting: Rounds").await?)).await?;
    page.press("Control+z").await?;
    page.find("gridcell", "Meeting: Rounds").await.map(drop)
}

#[tokio::test]
async fn a_block_is_made_copied_pasted_and_removed_with_the_pointer() -> Outcome {
    let floor = Floor::new("blocks-mouse").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let day = page.workday(60).await?;
    page.go_to(&day).await?;
    block_by_pointer_and_copy(page, "Administration", "Letters").await?;
    let (cell, _) = page.free_cell(DOCTOR_NAME, 9 * 60).await?;
    page.click_on(&cell).await?;
    page.click("button", "Paste").await?;
    page.find("gridcell", "Administration: Letters").await?;
    // Its label lies over its cell.
    page.click_there(&page.find("gridcell", "Administration: Letters").await?).await?;
    page.click("button", "Remove the block").await?;
    page.waits_for("the block to go", async || Ok(!page.has("gridcell", "Administration: Letters").await?)).await?;
    page.press_in_notice("Block removed", "Undo").await?;
    page.find("gridcell", "Administration: Letters").await.map(drop)
}

#[tokio::test]
async fn a_block_is_pasted_into_a_week_and_taken_away_again_by_keys_alone() -> Outcome {
    let floor = Floor::new("week-keys").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let [day, later] = [page.workday(60).await?, page.workday(67).await?];
    copied_block_on(page, &day).await?;
    page.go_to(&later).await?;
    page.press("Control+Shift+v").await?;
    page.sees("5 blocks pasted").await?;
    stands_on_each_workday(page, &later, "Meeting: Rounds").await?;

    page.press("Control+z").await?;
    page.sees("5 blocks taken away again").await?;
    page.waits_for("the block to go", async || Ok(!page.has("gridcell", "Meeting: Rounds").await?)).await?;
    // Into the week it came from it is pasted on the other days.
    page.go_to(&day).await?;
    page.press("Control+Shift+v").await?;
    page.sees("4 blocks pasted").await?;
    stands_on_each_workday(page, &day, "Meeting: Rounds").await
}

#[tokio::test]
async fn a_block_is_pasted_into_a_week_and_taken_away_again_with_the_pointer() -> Outcome {
    let floor = Floor::new("week-mouse").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let [day, later] = [page.workday(60).await?, page.workday(67).await?];
    page.go_to(&day).await?;
    block_by_pointer_and_copy(page, "Meeting", "Rounds").await?;
    page.click("button", "Paste into the week").await?;
    page.press_in_notice("5 blocks pasted", "Undo").await?;
    page.press_in_notice("5 blocks taken away again", "Redo").await?;
    page.sees("5 blocks pasted").await?;
    stands_on_each_workday(page, &later, "Meeting: Rounds").await
}

/// On Monday to Friday of the week of a date.
async fn stands_on_each_workday(page: &Page, date: &str, block: &str) -> Outcome {
    let date: NaiveDate = date.parse()?;
    let monday = date - TimeDelta::days(date.weekday().num_days_from_monday().into());
    for day in monday.iter_days().take(5) {
        page.go_to(&day.to_string()).await?;
        page.find("gridcell", block).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_reserve_for_emergencies_refuses_who_can_wait_takes_the_urgent_and_releases_itself_by_keys_alone() -> Outcome
{
    let floor = Floor::new("reserve-keys").await?;
    let arranger = Arranger::of(&floor).await?;
    arranger.register(ORDINARY).await?;
    arranger.register(URGENT).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.go_to(&page.workday(60).await?).await?;
    page.arrow_down_to(", free").await?;
    page.press("k").await?;
    page.find("dialog", "Add a block").await?;
    page.press("Shift+Tab").await?;
    page.focuses("combobox", "What for").await?;
    page.arrow_to(RESERVE).await?;
    page.tab_to("combobox", "Everyone may book it").await?;
    page.arrow_to("from a time on").await?;
    page.press("Tab").await?;
    page.type_keys("0800").await?;
    page.press("Control+Enter").await?;
    page.sees(&format!("Blocked: {RESERVE}")).await?;
    page.is_bare().await?;
    let reserved = minute_of(&reserve(page).await?);
    holds(reserve(page).await?.contains("released 08:00"), "it is not said when everyone may book it")?;

    page.begin_booking(ORDINARY.family).await?;
    page.press("Enter").await?;
    page.sees("is reserved for emergencies; everyone may book it from").await?;
    page.put_away().await?;
    page.begin_booking(URGENT.family).await?;
    page.press("p").await?;
    page.focuses("combobox", "Priority").await?;
    page.arrow_to("Urgent").await?;
    page.press("Enter").await?;
    page.settles().await?;
    page.press("Enter").await?;
    page.notice("Booked").await?;
    page.visit_becomes(URGENT.family, "in the reserve", |words| minute_of(words) == reserved).await?;

    // One that is released while the desk looks on.
    let day = page.workday(67).await?;
    page.go_to(&day).await?;
    let (_, from) = page.free_cell(DOCTOR_NAME, 0).await?;
    arranger.reserve(DOCTOR_NAME, &day, from, Duration::from_secs(40)).await?;
    reserve(page).await?;
    page.arrow_down_to(RESERVE).await?;
    holds(!takes_it(page, ORDINARY).await?, "it is given to who can wait before it is released")?;
    page.waits_within(Duration::from_secs(100), "the release", async || takes_it(page, ORDINARY).await).await?;
    page.visit_becomes(ORDINARY.family, "where it was reserved", |words| minute_of(words) == from).await
}

#[tokio::test]
async fn a_reserve_for_emergencies_refuses_who_can_wait_and_takes_the_urgent_with_the_pointer() -> Outcome {
    let floor = Floor::new("reserve-mouse").await?;
    let arranger = Arranger::of(&floor).await?;
    arranger.register(ORDINARY).await?;
    arranger.register(URGENT).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let day = page.workday(60).await?;
    page.go_to(&day).await?;
    let (cell, reserved) = page.free_cell(DOCTOR_NAME, 0).await?;
    page.click_on(&cell).await?;
    page.click("button", "Block this time").await?;
    page.choose("What for", RESERVE).await?;
    page.fill("Title", "Acute").await?;
    page.fill("To", &format!("{:02}:{:02}", reserved / 60 + 1, reserved % 60)).await?;
    page.click("button", "Save").await?;
    page.is_bare().await?;
    let acute = reserve(page).await?;
    holds(acute.contains("Acute") && minute_of(&acute) == reserved, format!("what is reserved is {acute:?}"))?;

    // Pointed at on the sheet it is refused, and it is not offered.
    let cells = page.all("gridcell", RESERVE).await?;
    page.double_click(cells.last().ok_or_else(|| Failure::new("nothing is reserved"))?).await?;
    choose_patient(page, ORDINARY).await?;
    page.click("button", "Book this time").await?;
    page.sees("The doctor's time is kept for Acute until").await?;
    page.close().await?;
    page.click("button", "Book").await?;
    choose_patient(page, URGENT).await?;
    page.fill("From date", &day).await?;
    page.book_with(DOCTOR_NAME).await?;
    holds(first_time(page).await? != reserved, "it is offered to who can wait")?;
    page.choose("Priority", "Urgent").await?;
    page.waits_for("it to be offered to the urgent", async || Ok(first_time(page).await? == reserved)).await?;
    page.click("[role=listbox] [role=option]", "").await?;
    page.click("button", "Book this time").await?;
    page.notice("Booked").await?;
    page.visit_becomes(URGENT.family, "in the reserve", |words| minute_of(words) == reserved).await
}

/// What the first cell that is reserved says.
async fn reserve(page: &Page) -> Outcome<String> {
    let cell = page.find("gridcell", RESERVE).await?;
    let script = "return arguments[0].querySelector('.unseen').textContent";
    let words = page.client().execute(script, vec![serde_json::to_value(&cell)?]).await?;
    Ok(words.as_str().unwrap_or_default().to_owned())
}

/// The minute of the day at which the first time that is offered begins.
async fn first_time(page: &Page) -> Outcome<u32> {
    Ok(minute_of(&page.find("[role=listbox] [role=option]", "").await?.text().await?))
}

/// Chooses for whom it is booked with the pointer; the name is typed.
async fn choose_patient(page: &Page, who: Newcomer) -> Outcome {
    page.find("combobox", "Book for whom?").await?;
    page.type_keys(who.family).await?;
    page.click("option", &format!("{}, {}", who.family, who.given)).await?;
    page.find("button", "Book this time").await?;
    page.settles().await
}

/// Tries to book the time that the cursor stands on, by keys: whether it could be.
async fn takes_it(page: &Page, who: Newcomer) -> Outcome<bool> {
    page.begin_booking(who.family).await?;
    page.press("Enter").await?;
    let mut refused = false;
    page.waits_for("the booking to be answered", async || {
        refused = page.text().await?.contains("is reserved for emergencies");
        Ok(refused || !page.has("dialog", "").await?)
    })
    .await?;
    if refused {
        page.put_away().await?;
    }
    Ok(!refused)
}
