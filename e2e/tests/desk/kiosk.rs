//! The kiosk in the waiting room: by keys alone, and the desk sees what was done there.

use chrono::{DurationRound, TimeDelta};
use clinic_core::access::Actor;
use clinic_core::appointments::model::{AppointmentView, BookingRequest, RequestedTime};
use clinic_core::ids::{AppointmentId, PatientId};
use clinic_core::patients::model::{Gender, PatientForm, RegisterPatient};
use clinic_core::{appointments, doctors, locations, patients};
use e2e::failure::Failure;
use e2e::screens::{DOCTOR_NAME, KIOSK, PASSWORD, RECEPTION};
use e2e::{Outcome, Page};

use crate::floor::Floor;

const PLACE: &str = "Harbour Street Clinic";

#[tokio::test]
async fn a_patient_checks_in_at_the_kiosk_and_a_newcomer_registers_and_books() -> Outcome {
    let floor = Floor::new("kiosk").await?;
    let visit = begins_in_a_moment(&floor).await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let screen = floor.workstation("kiosk").await?;
    let kiosk = &screen.page;
    kiosk.fill("E-mail", KIOSK).await?;
    kiosk.fill("Password", PASSWORD).await?;
    kiosk.press("Enter").await?;
    kiosk.find("heading", "Where does this kiosk stand?").await?;
    focused(kiosk, PLACE).await?;
    kiosk.press("Enter").await?;

    // Checked in: by keys, with a reference as it is written on a card.
    focused(kiosk, "I have an appointment").await?;
    kiosk.press("Enter").await?;
    focused(kiosk, "Birth date").await?;
    kiosk.type_keys("9.2.1971").await?;
    kiosk.press("Tab").await?;
    kiosk.type_keys(&visit.reference).await?;
    kiosk.press("Enter").await?;
    kiosk.sees("Hello Fulbert").await?;
    focused(kiosk, "Check in").await?;
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
    focused(kiosk, "Given names").await?;
    kiosk.type_keys("Fiffi").await?;
    kiosk.press("Tab").await?;
    kiosk.type_keys("Featherstone").await?;
    kiosk.press("Tab").await?;
    kiosk.type_keys("9/12/1976").await?;
    kiosk.press("Tab").await?;
    kiosk.type_keys("+44 20 7946 0018").await?;
    kiosk.press("Enter").await?;
    kiosk.sees("Hello Fiffi").await?;
    focused(kiosk, "Book a visit").await?;
    kiosk.press("Enter").await?;
    kiosk.choose("With whom", DOCTOR_NAME).await?;
    kiosk.settles().await?;
    kiosk.click("button", DOCTOR_NAME).await?;
    focused(kiosk, "Book it").await?;
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

/// A visit of somebody new that begins within minutes, whatever the hours are.
async fn begins_in_a_moment(floor: &Floor) -> Outcome<AppointmentView> {
    let (clinic, arranger) = (floor.server.core().await?, Actor::system("e2e"));
    let form = PatientForm {
        phone: "+44 20 7946 0077".into(),
        ..PatientForm::named("Foxglove", "Fulbert", "1971-02-09", Gender::Male)
    };
    let patient = patients::register(&clinic, &arranger, RegisterPatient { id: PatientId::fresh(), form }).await?;
    let missing = || Failure::new("the demo has changed");
    let doctors = doctors::list(&clinic, &arranger).await?;
    let doctor = doctors.iter().find(|doctor| doctor.name == DOCTOR_NAME).ok_or_else(missing)?;
    let locations = locations::list(&clinic, &arranger).await?;
    let location = locations.iter().find(|location| location.name == PLACE).ok_or_else(missing)?;
    let step = TimeDelta::minutes(5);
    let at = clinic.now().duration_trunc(step).map_err(|error| Failure::new(error.to_string()))? + step;
    let booking = BookingRequest {
        minutes: Some(5),
        override_reason: Some("called this morning".into()),
        overbook_reason: Some("called this morning".into()),
        ..BookingRequest::ordinary(
            AppointmentId::fresh(),
            patient.id,
            doctor.id,
            location.id,
            RequestedTime::Instant { at },
        )
    };
    let visit = appointments::book(&clinic, &arranger, booking).await?;
    clinic.close().await;
    Ok(visit)
}

/// Waits until what is named so has the focus.
async fn focused(page: &Page, name: &str) -> Outcome {
    page.waits_for(&format!("the focus on {name:?}"), async || {
        let script = "const at = document.activeElement; \
            return (at?.labels?.[0]?.innerText ?? at?.innerText ?? '').includes(arguments[0])";
        Ok(page.client().execute(script, vec![name.into()]).await?.as_bool().unwrap_or_default())
    })
    .await
}
