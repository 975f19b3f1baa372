//! What a doctor writes is nowhere in the clear but at the doctor's own workstation, while it is open.

use e2e::failure::holds;
use e2e::screens::{DOCTOR, RECEPTION};
use e2e::{Outcome, Page, traces};

use crate::floor::Floor;
use crate::records::{Scanner, add_scan};

/// Sentences that nobody else writes, one for each kind of content.
const SAID: [(&str, &str); 3] = [
    ("History of present illness", "Vermilion hiccups since the regatta at Quillhaven."),
    ("Examination", "Zephyrine murmur over the left brimstone area."),
    ("Plan", "Ninefold tincture of larkspur, then a walk to Ottermere."),
];

/// A substance that nobody else is allergic to.
const ALLERGY: &str = "Quondam lichen of Harrowgate";
/// What stands in a file of the records, and what it is called.
const IN_FILE: &str = "Discharged from Marrowfield with a spotted quince.";
const OF_FILE: &str = "Brindled summary of the Tansy ward";

/// What nobody else prescribes, and how it is to be taken.
const MEDICATION: &str = "Tormentil drops of Wexcombe";
const ADVICE: &str = "Eleven at moonrise with gooseberry vinegar";
/// To whom a letter goes, and what an addendum says.
const RECIPIENT: &str = "Dr Peregrine Oxlip of Saltmarsh Infirmary";
const ADDENDUM: &str = "The larkspur was foxtail from Nettleby.";

fn said() -> impl Iterator<Item = (&'static str, &'static str)> {
    SAID.into_iter().chain([
        ("The chart", ALLERGY),
        ("A file", IN_FILE),
        ("A file's title", OF_FILE),
        ("A prescription's medication", MEDICATION),
        ("A prescription's advice", ADVICE),
        ("A letter", RECIPIENT),
        ("An addendum", ADDENDUM),
    ])
}

#[tokio::test]
async fn what_a_doctor_writes_is_in_no_file_no_dump_and_not_in_the_memory_of_a_front_desk() -> Outcome {
    let mut floor = Floor::new("leaks").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let patient = room.page.first_who_waits().await?;
    room.page.open_note(&patient).await?;
    for (section, sentence) in SAID {
        room.page.fill(section, sentence).await?;
    }
    room.page.note_is_saved().await?;
    charts(&room.page, ALLERGY).await?;
    prescribes(&room.page).await?;
    writes_a_letter(&room.page).await?;
    room.page.press("Control+Enter").await?;
    room.page.find("dialog", "Complete the visit").await?;
    room.page.press("Control+Enter").await?;
    room.page.sees("by ").await?;

    room.page.sees("The signature fits.").await?;
    room.page.press("Alt+d").await?;
    room.page.fill("Why it is added", "A slip").await?;
    room.page.fill("What is added", ADDENDUM).await?;
    room.page.press("Control+Enter").await?;
    room.page.no_longer_sees("The note stays as it was signed").await?;
    room.page.sees(ADDENDUM).await?;

    // A file, and what describes it.
    let scanner = Scanner::of(&room, "leaks")?;
    scanner.writes("letter.txt", format!("{IN_FILE}\n").repeat(3).as_bytes())?;
    room.page.press("Alt+z").await?;
    room.page.find("dialog", "Records of").await?;
    room.page.sees("1 scan waiting").await?;
    add_scan(&room.page, "letter.txt", "Discharge summary", OF_FILE).await?;
    room.page.notice(&format!("{OF_FILE} is in the records of")).await?;
    room.page.press("Escape").await?;

    let desk = floor.signed_in("desk", RECEPTION).await?;
    looks_at(&desk.page, &patient).await?;
    // What the desk may know is there, so the search for the rest is a search.
    let family = patient.split(',').next().unwrap_or(&patient).to_owned();
    holds(in_memory_of(&desk, &family), "the patient's name is in the front desk's memory")?;
    holds(in_memory_of(&room, SAID[0].1), "what is on the doctor's screen is in that workstation's memory")?;
    for (section, sentence) in said() {
        holds(!in_memory_of(&desk, sentence), format!("{section} is in the front desk's memory"))?;
    }

    let dump = floor.server.dump()?;
    holds(traces::in_bytes(&dump, &family), "the dump holds what the desk writes")?;
    floor.server.stop()?;
    holds(!traces::in_files(floor.folder(), &family).is_empty(), "the server's files hold what the desk writes")?;
    for (section, sentence) in said() {
        holds(!traces::in_bytes(&dump, sentence), format!("{section} is in the dump"))?;
        // The server's data, its logs, both workstations' folders: caches, journals, logs.
        let files = traces::in_files(floor.folder(), sentence);
        holds(files.is_empty(), format!("{section} is in {files:?}"))?;
    }
    Ok(())
}

/// Writes a severe allergy into the chart: it stands there and beside the note.
async fn charts(page: &Page, substance: &str) -> Outcome {
    page.press("Alt+c").await?;
    page.find("heading", "Current medications").await?;
    page.press("a").await?;
    page.focuses("textbox", "Substance").await?;
    page.type_keys(substance).await?;
    page.press("Alt+1").await?;
    page.press("Enter").await?;
    page.sees("Saved in the chart").await?;
    page.press("Escape").await
}

async fn prescribes(page: &Page) -> Outcome {
    page.is_bare().await?;
    page.press("Alt+e").await?;
    page.focuses("combobox", "Name, strength, form").await?;
    page.type_keys(MEDICATION).await?;
    page.fill("Instructions", ADVICE).await?;
    page.press("Control+Enter").await?;
    page.sees("is signed.").await?;
    page.press("Escape").await
}

async fn writes_a_letter(page: &Page) -> Outcome {
    page.is_bare().await?;
    page.press("Alt+j").await?;
    page.focuses("combobox", "Kind").await?;
    page.fill("To", RECIPIENT).await?;
    page.press("Control+Enter").await?;
    page.sees("issued.").await?;
    page.press("Escape").await?;
    page.is_bare().await
}

/// All that a receptionist sees of a patient.
async fn looks_at(page: &Page, patient: &str) -> Outcome {
    page.press("Control+k").await?;
    page.type_keys(&patient.replace(',', "")).await?;
    page.find("option", patient).await?;
    page.press("Enter").await?;
    page.find("dialog", patient).await.map(drop)
}

fn in_memory_of(workstation: &e2e::Workstation, text: &str) -> bool {
    workstation.processes_with_pages().iter().any(|process| traces::in_memory(process, text))
}
