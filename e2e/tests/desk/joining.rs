//! The ways to a clinic's server.

use e2e::failure::holds;
use e2e::keyring::Keyring;
use e2e::screens::{DOCTOR, DOCTOR_NAME, RECEPTION};
use e2e::{JourneyFolder, Outcome, Workstation, workspace};

use crate::floor::{Floor, turn};

#[tokio::test]
async fn a_server_is_joined_over_tls_that_is_verified() -> Outcome {
    let floor = Floor::new("tls").await?;
    let mut at = floor.clinic.clone();
    at.ca_pem = floor.server.authority()?;
    let desk = Workstation::open(&floor.folder().join("desk")).await?;
    let page = &desk.page;
    // An authority that did not sign it is refused before anything is sent.
    let mut wrong = at.clone();
    wrong.ca_pem = floor.server.other_authority()?;
    holds(page.join_refused(&wrong).await?.contains("certificate could not be verified"), "not refused in words")?;
    let mut mistyped = at.clone();
    mistyped.password = "not the password".into();
    holds(page.join_refused(&mistyped).await?.contains("refused this account"), "not refused in words")?;
    page.join(&at).await?;
    page.sign_in(RECEPTION).await?;
    page.find("grid", "Day sheet").await.map(drop)
}

#[tokio::test]
async fn without_a_keyring_the_password_is_asked_at_each_start_and_kept_in_no_file() -> Outcome {
    let floor = Floor::new("password").await?;
    let desk = floor.workstation("desk").await?;
    let folder = desk.folder().to_owned();
    let settings = std::fs::read_to_string(folder.join("clinic.toml"))?;
    holds(!settings.contains(&floor.clinic.password), "the password is in a file")?;
    desk.close().await?;
    let again = Workstation::open(&folder).await?;
    again.page.find("heading", "The server's password").await?;
    again.page.fill("Password", &floor.clinic.password).await?;
    again.page.press("Enter").await?;
    again.page.sign_in(RECEPTION).await
}

#[tokio::test]
async fn a_keyring_keeps_the_password_over_a_restart() -> Outcome {
    let floor = Floor::new("keyring").await?;
    let (folder, owner) = (floor.folder().join("desk"), floor.folder().join("owner"));
    let keyring = Keyring::unlocked(&owner)?;
    let desk = Workstation::open_with(&folder, &keyring).await?;
    desk.page.join(&floor.clinic).await?;
    let settings = std::fs::read_to_string(folder.join("clinic.toml"))?;
    holds(!settings.contains(&floor.clinic.password), "the password is in a file")?;
    desk.close().await?;
    // The computer was started anew: nothing is asked.
    drop(keyring);
    let keyring = Keyring::unlocked(&owner)?;
    let again = Workstation::open_with(&folder, &keyring).await?;
    again.page.sign_in(RECEPTION).await?;
    again.close().await
}

#[tokio::test]
async fn the_private_server_outlives_a_kill_and_is_shared_by_a_second_window() -> Outcome {
    let _turn = turn().await?;
    let folder = JourneyFolder::fresh(&workspace().join("target/e2e/private"))?;
    let folder = folder.path();
    let first = Workstation::open(folder).await?;
    first.page.try_here().await?;
    first.page.sign_in(RECEPTION).await?;
    first.kill();
    let again = Workstation::open(folder).await?;
    again.page.sign_in(RECEPTION).await?;
    let second = Workstation::open(folder).await?;
    second.page.sign_in(DOCTOR).await?;
    again.close().await?;
    second.page.find("heading", "My day").await?;
    second.page.click("button", "Day sheet").await?;
    second.page.find("grid", "Day sheet").await?;
    let socket = folder.join("server/server.pid");
    holds(socket.exists(), "the server is stopped while a window uses it")?;
    second.close().await?;
    holds(!socket.exists(), "the last window leaves the server running")
}

#[tokio::test]
async fn a_private_server_that_died_is_started_again() -> Outcome {
    let _turn = turn().await?;
    let folder = JourneyFolder::fresh(&workspace().join("target/e2e/revived"))?;
    let folder = folder.path();
    let desk = Workstation::open(folder).await?;
    let page = &desk.page;
    page.try_here().await?;
    page.sign_in(RECEPTION).await?;
    page.find("grid", "Day sheet").await?;
    let server = std::fs::read_to_string(folder.join("server/server.pid"))?;
    let killed = std::process::Command::new("kill").args(["-KILL", server.trim()]).status()?;
    holds(killed.success(), "the server is not there to be killed")?;
    page.sees("The clinic's server does not answer").await?;
    page.no_longer_sees("The clinic's server does not answer").await?;
    page.begin_booking("Pemberton Oliver").await?;
    page.book_with(DOCTOR_NAME).await?;
    page.click("button", "Book this time").await?;
    page.notice("Booked").await?;
    desk.close().await
}
