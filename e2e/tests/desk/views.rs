//! Rooms, week, month and list by keys, and a view kept on a key that follows its user.

use e2e::failure::holds;
use e2e::screens::RECEPTION;
use e2e::{Outcome, Page};
use fantoccini::elements::Element;

use crate::floor::Floor;

#[tokio::test]
async fn rooms_week_month_and_list_are_walked_by_keys_and_one_is_kept_on_a_key() -> Outcome {
    let floor = Floor::new("views").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.find("grid", "Day sheet").await?;

    page.press("2").await?;
    opens_a_visit(page, "Rooms,").await?;
    page.press("3").await?;
    opens_a_visit(page, "Week from").await?;

    page.press("4").await?;
    page.find("grid", "Month,").await?;
    page.settles().await?;
    for key in ["ArrowDown", "ArrowRight", "Enter"] {
        page.press(key).await?;
    }
    page.find("grid", "Day sheet").await?;
    page.press("t").await?;

    page.press("5").await?;
    opens_a_visit(page, "Visits,").await?;
    let days = shown_days(page).await?;
    page.press("PageDown").await?;
    page.waits_for("a later stretch of the list", async || Ok(shown_days(page).await? != days)).await?;
    page.press("t").await?;

    page.tab_to("button", "Filters").await?;
    page.press("Enter").await?;
    page.tab_to("combobox", "Status").await?;
    page.arrow_to("Done").await?;
    only_done(page).await?;
    page.press("Escape").await?;

    page.press("Shift+v").await?;
    page.find("dialog", "Views on keys").await?;
    page.fill("Name of the view shown now", "On the phone").await?;
    page.press("F4").await?;
    page.sees("On the phone is kept on F4.").await?;
    page.press("1").await?;
    page.find("grid", "Day sheet").await?;
    page.press("F4").await?;
    page.find("grid", "Visits,").await?;

    // It is the user's, at every workstation.
    let other = floor.signed_in("other", RECEPTION).await?;
    other.page.find("grid", "Day sheet").await?;
    other.page.settles().await?;
    other.page.press("F4").await?;
    other.page.find("grid", "Visits,").await?;
    page.press("Control+z").await?;
    page.press("1").await?;
    page.find("grid", "Day sheet").await?;
    page.press("F4").await?;
    page.settles().await?;
    holds(page.has("grid", "Day sheet").await?, "taken back, the key is free again")
}

#[tokio::test]
async fn rooms_week_month_and_list_are_shown_filtered_and_kept_with_the_pointer() -> Outcome {
    let floor = Floor::new("views-mouse").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.find("grid", "Day sheet").await?;
    page.click("button", "Rooms").await?;
    presses_a_visit(page, "Rooms,", "[role=grid] .visit").await?;
    page.click("button", "Week").await?;
    presses_a_visit(page, "Week from", "[role=grid] .chip").await?;
    page.click("button", "Month").await?;
    page.find("grid", "Month,").await?;
    page.settles().await?;
    let days = shown_days(page).await?;
    page.click("button", "Later").await?;
    page.waits_for("the next month", async || Ok(shown_days(page).await? != days)).await?;
    page.settles().await?;
    page.click("gridcell", "places free").await?;
    page.find("grid", "Day sheet").await?;
    page.click("button", "Today").await?;

    page.click("button", "List").await?;
    presses_a_visit(page, "Visits,", "[role=grid] .row").await?;
    page.click("button", "Filters").await?;
    page.choose("Status", "Done").await?;
    page.find("button", "Filters: 1").await?;
    only_done(page).await?;
    page.click("button", "Views").await?;
    page.find("dialog", "Views on keys").await?;
    page.fill("Name of the view shown now", "Who was here").await?;
    page.click("button", "Keep on F5").await?;
    page.sees("Who was here is kept on F5.").await?;
    page.is_bare().await?;
    page.click("button", "Filters: 1").await?;
    page.click("button", "No filters").await?;
    page.click("button", "Day").await?;
    page.find("grid", "Day sheet").await?;
    page.click("button", "Views").await?;
    page.click("button", "Who was here").await?;
    page.find("grid", "Visits,").await?;
    only_done(page).await?;
    page.click("button", "Views").await?;
    page.click("button", "Take Who was here from F5").await?;
    page.sees("Who was here is no longer on F5.").await
}

/// Opens a visit of a view with the pointer, and closes its card.
async fn presses_a_visit(page: &Page, view: &str, visits: &str) -> Outcome {
    page.find("grid", view).await?;
    page.settles().await?;
    page.waits_for("a visit in sight to be pressed", async || {
        for visit in page.all(visits, "").await? {
            if is_in_sight(page, &visit).await? {
                page.click_there(&visit).await?;
                return Ok(true);
            }
        }
        Ok(false)
    })
    .await?;
    page.find("button", "Open the patient").await?;
    page.close().await
}

/// Whether a press on its middle is a press on it: late in the day the first visits are far up, under the heads of the sheet.
async fn is_in_sight(page: &Page, element: &Element) -> Outcome<bool> {
    let script = "const box = arguments[0].getBoundingClientRect(); \
        const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2); \
        return there !== null && arguments[0].contains(there)";
    let told = page.client().execute(script, vec![serde_json::to_value(element)?]).await?;
    Ok(told.as_bool().unwrap_or_default())
}

/// Every visit of the list is over.
async fn only_done(page: &Page) -> Outcome {
    page.waits_for("only visits that are done", async || {
        let script = "const rows = [...document.querySelectorAll('[role=grid] .row')]; \
            return rows.length > 0 && rows.every((row) => row.innerText.includes('Completed'))";
        Ok(page.client().execute(script, vec![]).await?.as_bool().unwrap_or_default())
    })
    .await
}

/// Chooses the first visit of a view by the arrows alone, opens its card and closes it.
async fn opens_a_visit(page: &Page, view: &str) -> Outcome {
    page.find("grid", view).await?;
    page.settles().await?;
    page.press("ArrowDown").await?;
    page.press("Enter").await?;
    page.find("button", "Open the patient").await?;
    page.put_away().await
}

/// The days of the calendar that is shown, in words.
async fn shown_days(page: &Page) -> Outcome<String> {
    let words = page.client().execute("return document.querySelector('.dates h1').innerText", vec![]).await?;
    Ok(words.as_str().unwrap_or_default().to_owned())
}
