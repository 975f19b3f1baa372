//! The kiosk in the waiting room: by keys alone, and the desk sees what was done there.

use e2e::Outcome;
use e2e::failure::Failure;
use e2e::page::Page;
use e2e::screens::{DOCTOR_NAME, KIOSK, Newcomer, PASSWORD, RECEPTION};

use crate::arranged::{Arranger, PLACE};
use crate::floor::Floor;

const WHO: Newcomer = Newcomer { family: "Foxglove", given: "Fulbert", born: "1971-02-09", phone: "+44 20 7946 0077" };

#[tokio::test]
async fn a_patient_checks_in_at_the_kiosk_and_a_newcomer_registers_and_books() -> Outcome {
    let floor = Floor::new("kiosk").await?;
    let visit = Arranger::of(&floor).await?.squeeze_in(WHO, DOCTOR_NAME, 5).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let screen = floor.workstation("kiosk").await?;
    let kiosk = &screen.page;
    kiosk.fill("E-mail", KIOSK).await?;
    kiosk.fill("Password", PASSWORD).await?;
    kiosk.press("Enter").await?;
    kiosk.find("heading", "Where does this kiosk stand?").await?;
    kiosk.focuses("button", PLACE).await?;
    kiosk.press("Enter").await?;

    // Checked in: by keys, with a reference as it is written on a card.
    kiosk.focuses("button", "I have an appointment").await?;
    kiosk.press("Enter").await?;
    kiosk.focuses("textbox", "Birth date").await?;
    kiosk.type_keys("9.2.1971").await?;
    kiosk.press("Tab").await?;
    kiosk.type_keys(&visit.reference).await?;
    kiosk.press("Enter").await?;
    kiosk.sees("Hello Fulbert").await?;
    kiosk.focuses("button", "Check in").await?;
    kiosk.press("Enter").await?;
    kiosk.sees("You are checked in").await?;
    let page = &desk.page;
    page.press("Alt+4").await?;
    page.find("grid", "Who is in the house").await?;
    page.sees("Foxglove, Fulbert").await?;
    kiosk.press("Enter").await?;

    // Nobody finds out who is a patient here.
    kiosk.click("button", "I have an appointment").await?;
    kiosk.fill("Birth date", "10.2.1971").await?;
    kiosk.fill("Reference", &visit.reference).await?;
    kiosk.press("Enter").await?;
    kiosk.sees("We could not find you.").await?;
    kiosk.click("button", "Back").await?;

    // A newcomer: every letter arrives, F too.
    kiosk.click("button", "I am new here").await?;
    kiosk.focuses("textbox", "Given names").await?;
    kiosk.type_keys("Fiffi").await?;
    kiosk.press("Tab").await?;
    kiosk.type_keys("Featherstone").await?;
    kiosk.press("Tab").await?;
    kiosk.type_keys("9/12/1976").await?;
    kiosk.press("Tab").await?;
    kiosk.type_keys("+44 20 7946 0018").await?;
    kiosk.press("Enter").await?;
    kiosk.sees("Hello Fiffi").await?;
    kiosk.focuses("button", "Book a visit").await?;
    kiosk.press("Enter").await?;
    touch_the_first_time(kiosk).await?;
    kiosk.focuses("button", "Book it").await?;
    kiosk.press("Enter").await?;
    kiosk.sees("Your visit is booked").await?;
    page.press("Control+k").await?;
    page.find("combobox", "Find a patient").await?;
    page.type_keys("Featherstone").await?;
    page.sees("Featherstone, Fiffi").await?;

    // The way out asks for the password.
    kiosk.press("Enter").await?;
    kiosk.click("button", "Staff").await?;
    kiosk.fill("Password", "something else").await?;
    kiosk.press("Enter").await?;
    kiosk.find("alert", "").await?;
    kiosk.fill("Password", PASSWORD).await?;
    kiosk.press("Enter").await?;
    kiosk.find("button", "Sign in").await.map(drop)
}

#[tokio::test]
async fn a_patient_checks_in_at_the_kiosk_and_books_again_by_touching_the_screen() -> Outcome {
    let floor = Floor::new("kiosk-touched").await?;
    let visit = Arranger::of(&floor).await?.squeeze_in(WHO, DOCTOR_NAME, 5).await?;
    let screen = floor.workstation("kiosk").await?;
    let kiosk = &screen.page;
    kiosk.fill("E-mail", KIOSK).await?;
    kiosk.fill("Password", PASSWORD).await?;
    kiosk.click("button", "Sign in").await?;
    kiosk.click("button", PLACE).await?;
    kiosk.click("button", "I have an appointment").await?;
    kiosk.fill("Birth date", "9.2.1971").await?;
    kiosk.fill("Reference", &visit.reference).await?;
    kiosk.click("button", "Continue").await?;
    kiosk.sees("Hello Fulbert").await?;
    kiosk.click("button", "Check in").await?;
    kiosk.sees("You are checked in").await?;
    kiosk.click("button", "Finish").await?;

    kiosk.click("button", "I am new here").await?;
    kiosk.fill("Given names", "Fiffi").await?;
    kiosk.fill("Family name", "Featherstone").await?;
    kiosk.fill("Birth date", "9/12/1976").await?;
    kiosk.fill("Phone", "+44 20 7946 0018").await?;
    kiosk.click("button", "Register").await?;
    kiosk.sees("Hello Fiffi").await?;
    kiosk.click("button", "Book a visit").await?;
    touch_the_first_time(kiosk).await?;
    kiosk.click("button", "Book it").await?;
    kiosk.sees("Your visit is booked").await?;
    kiosk.click("button", "Finish").await?;
    kiosk.click("button", "Staff").await?;
    kiosk.fill("Password", PASSWORD).await?;
    kiosk.click("button", "Leave the kiosk").await?;
    kiosk.find("button", "Sign in").await.map(drop)
}

/// The first time of the demo's doctor: of what is named so the first is the choice itself, then come the times.
async fn touch_the_first_time(kiosk: &Page) -> Outcome {
    kiosk.click("button", "With whom").await?;
    kiosk.click("button", DOCTOR_NAME).await?;
    let offered = async || Ok(kiosk.all("button", DOCTOR_NAME).await?.len() > 1);
    kiosk.waits_for("times of the doctor", offered).await?;
    let times = kiosk.all("button", DOCTOR_NAME).await?;
    kiosk.click_on(times.get(1).ok_or_else(|| Failure::new("the times are gone"))?).await
}
