//! What the administrator changes, the desk sees.

use e2e::screens::{ADMINISTRATOR, DOCTOR_NAME, RECEPTION};
use e2e::{Outcome, Page};

use crate::floor::Floor;

const NEW_DOCTOR: &str = "Dr Isolde Marchetti";

#[tokio::test]
async fn what_the_administrator_adds_the_desk_sees() -> Outcome {
    let floor = Floor::new("admin").await?;
    let (office, desk) = (floor.signed_in("office", ADMINISTRATOR).await?, floor.signed_in("desk", RECEPTION).await?);
    let (office, desk) = (&office.page, &desk.page);
    add_doctor(office).await?;
    let monday = give_hours(office).await?;
    book_on(desk, &monday).await?;
    // Today may be a day on which the doctor has no hours, and no column.
    desk.press("t").await?;
    while !desk.has("row", NEW_DOCTOR).await? {
        desk.click("button", "Day after").await?;
        desk.settles().await?;
    }
    time_off(office).await?;
    add_room(office).await?;
    add_user(office).await
}

async fn add_doctor(page: &Page) -> Outcome {
    page.administration("Doctors").await?;
    page.click("button", "Add a doctor").await?;
    page.fill("Name", NEW_DOCTOR).await?;
    page.click("checkbox", "Dermatology").await?;
    page.fill("Licence number", "GMC 7654321").await?;
    page.fill("Fee of a visit", "95.00").await?;
    page.fill("Slot length in minutes", "20").await?;
    page.click("button", "Save").await?;
    page.find("row", NEW_DOCTOR).await.map(drop)
}

/// Hours on every day of the week; the next workday a week on.
async fn give_hours(page: &Page) -> Outcome<String> {
    page.administration("Hours").await?;
    page.choose("Doctor", NEW_DOCTOR).await?;
    for day in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] {
        page.click("button", &format!("Add hours on {day}")).await?;
        let row = page.find("region", &format!("{day}, row 1")).await?;
        page.fill_in(&row, "From", "09:00").await?;
        page.fill_in(&row, "To", "12:30").await?;
        page.choose_in(&row, "Location", "Harbour Street Clinic").await?;
    }
    page.click("button", "Save the week").await?;
    page.sees(&format!("Weekly hours of {NEW_DOCTOR} saved")).await?;
    page.workday(7).await
}

async fn book_on(page: &Page, day: &str) -> Outcome {
    page.begin_booking("Pemberton Oliver").await?;
    page.fill("From date", day).await?;
    page.book_with(NEW_DOCTOR).await?;
    page.click("button", "Book this time").await?;
    page.notice("Booked").await.map(drop)
}

/// Time off on the day of the booking just made: that visit must be moved.
async fn time_off(page: &Page) -> Outcome {
    let day = page.workday(7).await?;
    page.click("button", "Enter time off").await?;
    page.fill("First day", &day).await?;
    page.fill("Note for the desk", "Congress").await?;
    page.click("button", "Enter").await?;
    page.find("dialog", "Who must be moved").await?;
    page.find("row", "Pemberton, Oliver").await?;
    page.press("Escape").await?;
    page.choose("Doctor", DOCTOR_NAME).await?;
    page.settles().await
}

async fn add_room(page: &Page) -> Outcome {
    page.administration("Locations and rooms").await?;
    page.click("button", "Add a room at Harbour Street Clinic").await?;
    page.fill("Name", "Garden room").await?;
    page.click("button", "Save").await?;
    page.find("listitem", "Garden room").await.map(drop)
}

async fn add_user(page: &Page) -> Outcome {
    page.administration("Users").await?;
    page.click("button", "Add a user").await?;
    page.fill("Name", "Priscilla Oyelaran").await?;
    page.fill("E-mail", "priscilla@demo.clinic").await?;
    page.fill("First password", "12345678901").await?;
    page.click("button", "Save").await?;
    page.sees("Guessed too easily").await?;
    page.fill("First password", "seven tall herons wading").await?;
    page.click("button", "Save").await?;
    page.find("row", "Priscilla Oyelaran").await?;
    page.administration("Audit").await?;
    page.find("row", "User added").await.map(drop)
}
