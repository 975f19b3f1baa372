//! axe on every screen.

use e2e::failure::holds;
use e2e::screens::{ADMINISTRATOR, DOCTOR, RECEPTION};
use e2e::{JourneyFolder, Outcome, Page, Workstation, workspace};

use crate::floor::{Floor, turn};

#[tokio::test]
async fn axe_finds_nothing_serious_on_any_screen() -> Outcome {
    let mut found = vec![];
    set_up(&mut found).await?;
    let floor = Floor::new("axe").await?;
    let window = floor.workstation("window").await?;
    let page = &window.page;
    look(page, "sign in", &mut found).await?;
    page.sign_in(RECEPTION).await?;
    page.find("grid", "Day sheet").await?;
    look(page, "day sheet", &mut found).await?;
    page.press("?").await?;
    look(page, "keys", &mut found).await?;
    page.press("Escape").await?;
    page.press("Control+k").await?;
    page.type_keys("Pemberton").await?;
    page.find("option", "Pemberton, Oliver").await?;
    look(page, "search", &mut found).await?;
    page.press("Enter").await?;
    page.find("dialog", "Pemberton").await?;
    look(page, "patient", &mut found).await?;
    page.press("Escape").await?;
    page.begin_booking("Pemberton Oliver").await?;
    look(page, "booking", &mut found).await?;
    page.press("Escape").await?;
    page.look_for_newcomer("Nobody Bythatname").await?;
    page.fill("Family name", "Bythatname").await?;
    page.press("Control+Enter").await?;
    page.sees("Needed.").await?;
    look(page, "register", &mut found).await?;
    page.press("Escape").await?;
    page.press("Control+l").await?;
    page.find("heading", "Locked").await?;
    look(page, "locked", &mut found).await?;
    page.click("button", "Someone else").await?;
    // The half-typed registration is asked about.
    page.find("button", "Leave it").await?;
    look(page, "leaving", &mut found).await?;
    page.click("button", "Leave it").await?;
    page.sign_in(DOCTOR).await?;
    page.find("heading", "My day").await?;
    page.settles().await?;
    page.click("button", "With the doctor").await?;
    page.find("textbox", "History of present illness").await?;
    look(page, "consultation", &mut found).await?;
    page.press("Alt+c").await?;
    page.find("heading", "Vital signs").await?;
    look(page, "chart", &mut found).await?;
    page.press("a").await?;
    page.focuses("textbox", "Substance").await?;
    look(page, "allergy", &mut found).await?;
    page.press("Escape").await?;
    page.press("x").await?;
    page.focuses("button", "Take out").await?;
    look(page, "taking data out", &mut found).await?;
    page.press("Escape").await?;
    page.press("Escape").await?;
    for (key, dialog) in [("Alt+s", "Search in my patients’ notes"), ("Alt+u", "Diagnoses and prescriptions counted")]
    {
        page.press(key).await?;
        page.find("dialog", dialog).await?;
        look(page, dialog, &mut found).await?;
        page.press("Escape").await?;
    }
    page.sign_out().await?;
    page.sign_in(ADMINISTRATOR).await?;
    for part in ["Doctors", "Hours", "Locations and rooms", "Users", "Audit"] {
        page.administration(part).await?;
        look(page, part, &mut found).await?;
    }
    holds(found.is_empty(), format!("{} faults:\n{}", found.len(), found.join("\n")))
}

async fn set_up(found: &mut Vec<String>) -> Outcome {
    let _turn = turn().await?;
    let folder = JourneyFolder::fresh(&workspace().join("target/e2e/axe-set-up"))?;
    let window = Workstation::open(folder.path()).await?;
    window.page.find("button", "Try it").await?;
    look(&window.page, "set up", found).await
}

async fn look(page: &Page, screen: &str, found: &mut Vec<String>) -> Outcome {
    page.settles().await?;
    for fault in page.violations().await? {
        found.push(format!("{screen}: {} ({}) at {}", fault.rule, fault.impact, fault.places.join(" and ")));
    }
    Ok(())
}
