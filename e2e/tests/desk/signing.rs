//! A note is signed, added to and compared with what it was, by keys alone; and two people write in one note.

use e2e::failure::holds;
use e2e::screens::DOCTOR;
use e2e::{Outcome, Page};

use crate::away::{BEFORE, begin_a_note};
use crate::floor::Floor;

const NOTE: &str = "History of present illness";

#[tokio::test]
async fn a_note_is_signed_added_to_and_compared_by_keys() -> Outcome {
    let floor = Floor::new("signing").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let page = &room.page;
    begin_a_note(page).await?;
    page.press("Control+Enter").await?;
    page.find("button", "Complete and sign").await?;
    page.press("Control+Enter").await?;
    page.sees("The signature fits.").await?;
    page.press("Alt+d").await?;
    page.focuses("textbox", "Why it is added").await?;
    page.type_keys("Laboratory results came").await?;
    page.press("Tab").await?;
    page.type_keys("Sodium 129. Called the patient.").await?;
    page.press("Control+Enter").await?;
    page.no_longer_sees("The note stays as it was signed").await?;
    page.sees("Sodium 129.").await?;
    page.sees(BEFORE).await?;
    page.press("Alt+r").await?;
    let versions = page.find("dialog", "Versions of the note").await?;
    page.waits_for("the two versions", async || {
        let words = versions.text().await?;
        Ok(words.contains("Addenda") && words.contains("Sodium 129.") && words.contains("The signature fits."))
    })
    .await?;
    let found = page.violations().await?;
    holds(found.is_empty(), format!("axe finds {found:?}"))?;
    page.press("Escape").await?;
    page.no_longer_sees("Versions of the note").await
}

#[tokio::test]
async fn two_windows_in_one_note_see_each_other_and_lose_nothing() -> Outcome {
    let floor = Floor::new("two-in-one").await?;
    let first = floor.signed_in("first", DOCTOR).await?;
    let patient = begin_a_note(&first.page).await?;
    let second = floor.signed_in("second", DOCTOR).await?;
    second.page.open_note(&patient).await?;
    first.page.sees("Also open at").await?;
    append(&first.page, " At night.").await?;
    second.page.sees("writes in this note at").await?;
    first.page.note_is_saved().await?;
    // What the other saved is followed while nothing is typed here.
    second
        .page
        .waits_for("the text of the first", async || Ok(second.page.value(NOTE).await?.contains("At night.")))
        .await?;
    // Both write in the same section, from the same text.
    append(&second.page, " Smokes.").await?;
    append(&first.page, " No fever.").await?;
    let pages = [&first.page, &second.page];
    let mut refused = None;
    first
        .page
        .waits_for("one of them to be told", async || {
            for page in pages {
                if page.has("button", "Choose what is kept").await? {
                    refused = Some(page);
                }
            }
            Ok(refused.is_some())
        })
        .await?;
    let page = refused.unwrap_or(&first.page);
    page.click("button", "Choose what is kept").await?;
    let dialog = page.find("dialog", "Two windows wrote this note").await?;
    let marked = "return [...document.querySelectorAll('dialog mark, [role=dialog] mark')].map((one) => one.textContent).join('|')";
    let marks = page.client().execute(marked, vec![]).await?;
    let marks = marks.as_str().unwrap_or_default().to_owned();
    holds(marks.contains("Smokes") && marks.contains("fever"), format!("what differs is {marks:?}"))?;
    holds(!marks.contains("Cough"), format!("what is alike is marked: {marks:?}"))?;
    page.click_in(&dialog, "radio", "Keep both, one under the other").await?;
    page.click_in(&dialog, "button", "Go on with this").await?;
    page.note_is_saved().await?;
    let kept = page.value(NOTE).await?;
    holds(kept.contains("Smokes.") && kept.contains("No fever."), format!("the note says {kept:?}"))
}

async fn append(page: &Page, text: &str) -> Outcome {
    page.find("textbox", NOTE).await?.send_keys(text).await?;
    Ok(())
}
