//! Emergency access in the real window: a doctor opens the chart of a patient whom they do not see, by keys alone, and the
//! administrator is told.

use e2e::Outcome;
use e2e::screens::{ADMINISTRATOR, DOCTOR, DOCTOR_NAME, Newcomer, PASSWORD};

use crate::chart::open_card;
use crate::floor::Floor;

const REASON: &str = "Unconscious in the waiting room.";

#[tokio::test]
async fn a_chart_is_opened_in_an_emergency_and_the_administrator_is_told() -> Outcome {
    let floor = Floor::new("break-glass").await?;
    let office = floor.signed_in("office", ADMINISTRATOR).await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    page.register(Newcomer { family: "Quillon", given: "Oda", born: "1961-05-04", phone: "+442079460123" }).await?;
    open_card(page, "Quillon, Oda").await?;
    page.press("c").await?;
    page.sees("This chart is not shown to you.").await?;
    page.press("e").await?;
    page.focuses("textbox", "Reason").await?;
    page.has_no_faults("asking for an emergency access").await?;
    page.type_keys(REASON).await?;
    page.press("Tab").await?;
    page.type_keys("not the password").await?;
    page.press("Enter").await?;
    page.sees("The password is wrong.").await?;
    page.fill("Password", PASSWORD).await?;
    page.press("Enter").await?;
    page.find("heading", "Current medications").await?;
    page.no_longer_sees("This chart is not shown to you.").await?;

    let office = &office.page;
    office.sees("Emergency access: 1 to look at").await?;
    office.press("Alt+g").await?;
    office.find("dialog", "Emergency access").await?;
    for words in [DOCTOR_NAME, "Quillon, Oda", REASON] {
        office.sees(words).await?;
    }
    office.has_no_faults("emergency accesses").await?;
    office.click("button", "Looked at").await?;
    office.sees("looked at it").await?;
    office.no_longer_sees("Emergency access: 1 to look at").await
}
