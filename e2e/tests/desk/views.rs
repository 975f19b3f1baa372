//! Rooms, week, month and list by keys, and a view kept on a key that follows its user.

use e2e::failure::holds;
use e2e::screens::RECEPTION;
use e2e::{Outcome, Page};

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

/// Chooses the first visit of a view by the arrows alone, opens its card and closes it.
async fn opens_a_visit(page: &Page, view: &str) -> Outcome {
    page.find("grid", view).await?;
    page.settles().await?;
    page.press("ArrowDown").await?;
    page.press("Enter").await?;
    page.find("button", "Open the patient").await?;
    page.press("Escape").await?;
    page.waits_for("the card to close", async || Ok(!page.has("dialog", "").await?)).await
}

/// The days of the calendar that is shown, in words.
async fn shown_days(page: &Page) -> Outcome<String> {
    let words = page.client().execute("return document.querySelector('.dates h1').innerText", vec![]).await?;
    Ok(words.as_str().unwrap_or_default().to_owned())
}
