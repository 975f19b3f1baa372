//! The day on paper, and a visit for a calendar program, from the real window.

use std::path::{Path, PathBuf};
use std::process::Command;

use e2e::failure::{Failure, holds};
use e2e::screens::{DOCTOR_NAME, Newcomer, RECEPTION};
use e2e::{Outcome, Page, Workstation};

use crate::arranged::Arranger;
use crate::floor::Floor;

const WHO: Newcomer =
    Newcomer { family: "Thistlewood", given: "Aurelia", born: "1979-11-02", phone: "+44 20 7946 0021" };

#[tokio::test]
async fn the_day_a_card_and_a_calendar_file_are_kept_in_the_folder_chosen() -> Outcome {
    let floor = Floor::new("printing").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let papers = folder_of(&desk)?;
    std::fs::remove_dir(&papers)?;
    let day = page.workday(60).await?;
    Arranger::of(&floor).await?.book(WHO, DOCTOR_NAME, Some(&day)).await?;
    page.go_to(&day).await?;
    page.visit(WHO.family).await?;

    // The folder is not there: said, and nothing is made elsewhere.
    page.press("Control+p").await?;
    page.find("dialog", "Print or take along").await?;
    page.press("Enter").await?;
    page.sees("the folder is not there any more").await?;
    std::fs::create_dir(&papers)?;
    page.press("Enter").await?;
    page.notice("Kept").await?;
    let sheet = only(&papers, "pdf")?;
    let read = Command::new("pdftotext").arg("-layout").arg(&sheet).arg("-").output()?;
    let read = String::from_utf8_lossy(&read.stdout).into_owned();
    for words in ["Day sheet", DOCTOR_NAME, "Thistlewood, Aurelia", "2 Nov 1979", "Scheduled", "Page 1 of"] {
        holds(read.contains(words), format!("{words:?} is not on the day sheet: {read}"))?;
    }
    holds(sheet.file_name().is_some_and(|name| name.to_string_lossy().starts_with("day-sheet ")), "by its name")?;
    std::fs::remove_file(sheet)?;

    page.open_visit(WHO.family).await?;
    page.press("Control+p").await?;
    page.waits_for("the card", async || Ok(only(&papers, "pdf").is_ok())).await?;
    page.press("k").await?;
    page.waits_for("the calendar file", async || Ok(only(&papers, "ics").is_ok())).await?;
    let calendar = std::fs::read_to_string(only(&papers, "ics")?)?;
    holds(calendar.contains("BEGIN:VEVENT") && !calendar.contains(WHO.family), "it names the doctor, not the patient")
}

#[tokio::test]
async fn a_call_list_a_card_a_patients_visits_and_calendars_are_made_with_the_pointer() -> Outcome {
    let floor = Floor::new("printing-mouse").await?;
    let desk = floor.signed_in("desk", RECEPTION).await?;
    let page = &desk.page;
    let papers = folder_of(&desk)?;
    let day = page.workday(60).await?;
    Arranger::of(&floor).await?.book(WHO, DOCTOR_NAME, Some(&day)).await?;
    page.go_to(&day).await?;
    page.click("button", "Print or take along").await?;
    page.click("radio", "Call list").await?;
    page.click("button", "Print").await?;
    is_kept(page, &papers, "pdf").await?;
    page.is_bare().await?;
    page.click("button", "Print or take along").await?;
    page.click("radio", "A doctor's calendar").await?;
    page.choose("Doctor", DOCTOR_NAME).await?;
    page.click("button", "Calendar file").await?;
    is_kept(page, &papers, "ics").await?;
    page.is_bare().await?;

    page.open_visit(WHO.family).await?;
    page.click("button", "Print card").await?;
    is_kept(page, &papers, "pdf").await?;
    page.click("button", "Calendar file").await?;
    is_kept(page, &papers, "ics").await?;
    page.click("button", "Open the patient").await?;
    page.click("button", "Print visits").await?;
    is_kept(page, &papers, "pdf").await
}

/// Papers are kept in this folder of the workstation.
pub(crate) fn folder_of(desk: &Workstation) -> Outcome<PathBuf> {
    let papers = desk.folder().join("papers here");
    std::fs::write(desk.folder().join("papers.toml"), format!("folder = {:?}\n", papers.display().to_string()))?;
    std::fs::create_dir_all(&papers)?;
    Ok(papers)
}

/// Waits for the file, and takes it away.
async fn is_kept(page: &Page, papers: &Path, ending: &str) -> Outcome {
    page.waits_for(&format!("a .{ending} file"), async || Ok(only(papers, ending).is_ok())).await?;
    std::fs::remove_file(only(papers, ending)?)?;
    Ok(())
}

pub(crate) fn only(folder: &Path, ending: &str) -> Outcome<std::path::PathBuf> {
    let files = std::fs::read_dir(folder)?.flatten().map(|file| file.path());
    let mut ours: Vec<_> = files.filter(|path| path.extension().is_some_and(|own| own == ending)).collect();
    match (ours.pop(), ours.is_empty()) {
        (Some(path), true) => Ok(path),
        _ => Err(Failure::new(format!("not one .{ending} file in {}", folder.display()))),
    }
}
