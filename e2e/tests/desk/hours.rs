//! When doctors can be booked: hours of the week and a break in them, a date that differs, and a holiday.

use e2e::screens::{DOCTOR_NAME, RECEPTION};
use e2e::{Outcome, Page};

use crate::arranged::PLACE;
use crate::floor::Floor;

#[tokio::test]
async fn hours_a_break_a_closed_date_and_a_holiday_are_entered_by_keys_alone() -> Outcome {
    let floor = Floor::new("hours-keys").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let [closed, holiday] = [page.workday(61).await?, page.workday(75).await?];
    page.press("Alt+3").await?;
    page.find("heading", "Weekly hours").await?;
    page.tab_to("combobox", "Doctor").await?;
    page.arrow_to(DOCTOR_NAME).await?;
    page.tab_to("button", "Add a break on Monday").await?;
    page.press("Enter").await?;
    page.tab_to("button", "Add hours on Saturday").await?;
    page.press("Enter").await?;
    page.type_keys("0900").await?;
    page.press("Tab").await?;
    page.type_keys("1100").await?;
    page.press("Tab").await?;
    page.arrow_to(PLACE).await?;
    page.press("Control+s").await?;
    page.sees(&format!("Weekly hours of {DOCTOR_NAME} saved")).await?;

    page.tab_to("button", "Add a date").await?;
    page.press("Enter").await?;
    page.find("dialog", "A date that differs").await?;
    page.type_keys(&closed).await?;
    page.press("Control+Enter").await?;
    page.is_bare().await?;
    page.tab_to("button", "Add a holiday").await?;
    page.press("Enter").await?;
    page.find("dialog", "Holiday").await?;
    page.type_keys("Founders' day").await?;
    page.press("Tab").await?;
    page.press("Tab").await?;
    page.type_keys(&holiday).await?;
    page.press("Control+Enter").await?;
    page.sees("Holiday saved: Founders' day").await?;

    page.press("Alt+1").await?;
    is_closed_for_the_doctor(page, &closed).await?;
    page.go_to(&holiday).await?;
    page.sees("Closed: Founders' day").await
}

#[tokio::test]
async fn hours_a_break_a_closed_date_and_a_holiday_are_entered_with_the_pointer_and_taken_back() -> Outcome {
    let floor = Floor::new("hours-mouse").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let [closed, holiday] = [page.workday(61).await?, page.workday(75).await?];
    page.click("button", "Hours").await?;
    page.choose("Doctor", DOCTOR_NAME).await?;
    page.click("button", "Add a break on Tuesday").await?;
    page.click("button", "Add hours on Saturday").await?;
    let row = page.find("region", "Saturday, row 1").await?;
    page.fill_in(&row, "From", "09:00").await?;
    page.fill_in(&row, "To", "11:00").await?;
    page.choose_in(&row, "Location", PLACE).await?;
    page.click("button", "Save the week").await?;
    page.sees(&format!("Weekly hours of {DOCTOR_NAME} saved")).await?;

    page.click("button", "Add a date").await?;
    page.fill("Date", &closed).await?;
    page.click("button", "Save").await?;
    page.is_bare().await?;
    page.click("button", "Add a holiday").await?;
    page.fill("Name", "Founders' day").await?;
    page.fill("First day", &holiday).await?;
    page.click("button", "Save").await?;
    page.sees("Holiday saved: Founders' day").await?;
    page.click("button", "Day sheet").await?;
    is_closed_for_the_doctor(page, &closed).await?;
    page.go_to(&holiday).await?;
    page.sees("Closed: Founders' day").await?;

    page.click("button", "Hours").await?;
    page.click("button", "Remove the holiday Founders' day").await?;
    page.sees("Holiday removed").await?;
    page.click("button", "back to the week").await?;
    page.sees("follows the week again").await?;
    page.click("button", "Day sheet").await?;
    page.no_longer_sees("Closed: Founders' day").await?;
    page.find("row", DOCTOR_NAME).await.map(drop)
}

/// Who has no hours has no column.
async fn is_closed_for_the_doctor(page: &Page, date: &str) -> Outcome {
    page.go_to(date).await?;
    page.find("grid", "Day sheet").await?;
    page.waits_for("the doctor's column to go", async || Ok(!page.has("row", DOCTOR_NAME).await?)).await
}
