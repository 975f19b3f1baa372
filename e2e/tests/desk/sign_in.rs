//! Passwords, locking, and who sits at the desk.

use e2e::Outcome;
use e2e::failure::holds;
use e2e::screens::{ADMINISTRATOR, DOCTOR, PASSWORD, RECEPTION};

use crate::floor::Floor;

/// The seconds of "Try again in 16 seconds."; 0 when nothing like it is shown.
fn wait_shown(text: &str) -> u32 {
    let shown = text.split("Try again in ").nth(1).and_then(|rest| rest.split(' ').next());
    shown.and_then(|seconds| seconds.parse().ok()).unwrap_or(0)
}

#[tokio::test]
async fn wrong_passwords_are_throttled() -> Outcome {
    let floor = Floor::new("throttled").await?;
    let desk = floor.workstation("desk").await?;
    let page = &desk.page;
    let mut tries = 0;
    // Until the wait is long enough to type the right password in: the first ones are two and four seconds.
    while wait_shown(&page.text().await?) < 8 {
        tries += 1;
        holds(tries <= 80, "eighty wrong passwords and no end")?;
        page.fill("E-mail", RECEPTION).await?;
        page.fill("Password", &format!("wrong password {tries}")).await?;
        page.press("Enter").await?;
        page.waits_for("an answer to the password", async || {
            Ok(page.value("Password").await?.is_empty() && !page.has("button", "Working").await?)
        })
        .await?;
    }
    page.sees("Too many wrong passwords").await?;
    // The right password does not help now either.
    page.fill("Password", PASSWORD).await?;
    page.press("Enter").await?;
    page.sees("Too many wrong passwords").await?;
    holds(!page.has("button", "Sign out").await?, "the throttle let somebody in")
}

#[tokio::test]
async fn locking_keeps_the_page_and_what_was_typed() -> Outcome {
    let floor = Floor::new("locked").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.look_for_newcomer("Nobody Bythatname").await?;
    page.fill("Family name", "Half-typed").await?;
    page.press("Control+l").await?;
    page.find("heading", "Locked").await?;
    holds(!page.text().await?.contains("Family name"), "the page can still be read")?;
    page.fill("Password", "not the password").await?;
    page.press("Enter").await?;
    page.sees("The password is wrong").await?;
    page.fill("Password", PASSWORD).await?;
    page.press("Enter").await?;
    page.find("textbox", "Family name").await?;
    let typed = page.value("Family name").await?;
    holds(typed == "Half-typed", format!("what was typed is {typed:?}"))
}

#[tokio::test]
async fn a_first_password_is_changed_before_anything_else() -> Outcome {
    let floor = Floor::new("first_password").await?;
    let desk = floor.signed_in("desk", ADMINISTRATOR).await?;
    let page = &desk.page;
    let (email, first, own) = ("imara@demo.clinic", "seven tall herons wading", "copper lantern under hills");
    page.administration("Users").await?;
    page.click("button", "Add a user").await?;
    page.fill("Name", "Imara Keïta").await?;
    page.fill("E-mail", email).await?;
    page.fill("First password", first).await?;
    page.click("button", "Save").await?;
    page.find("row", "Imara Keïta").await?;
    page.sign_out().await?;

    page.fill("E-mail", email).await?;
    page.fill("Password", first).await?;
    page.press("Enter").await?;
    page.find("heading", "Choose your own password").await?;
    page.settles().await?;
    let faults = page.violations().await?;
    holds(faults.is_empty(), format!("axe finds {} faults", faults.len()))?;
    // Not even a reload of the page opens the desk.
    page.client().refresh().await?;
    page.find("heading", "Choose your own password").await?;
    holds(!page.has("grid", "Day sheet").await?, "the desk is open")?;
    page.fill("Present password", first).await?;
    page.fill("New password", first).await?;
    page.fill("New password once more", first).await?;
    page.press("Enter").await?;
    page.sees("This is the present one").await?;
    page.fill("New password", own).await?;
    page.fill("New password once more", own).await?;
    page.press("Enter").await?;
    page.find("grid", "Day sheet").await.map(drop)
}

#[tokio::test]
async fn a_second_person_takes_over_the_workstation() -> Outcome {
    let floor = Floor::new("takeover").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    page.press("Control+l").await?;
    page.click("button", "Someone else").await?;
    page.sign_in(DOCTOR).await?;
    page.find("heading", "My day").await?;
    holds(!page.text().await?.contains("Robin Castellanos"), "the first person is still named")
}
