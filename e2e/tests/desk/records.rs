//! Files in a patient's records: from the scanner's folder, looked at inside the window, and whole whatever happens.

use std::path::{Path, PathBuf};
use std::time::Duration;

use e2e::failure::holds;
use e2e::screens::DOCTOR;
use e2e::{Outcome, Page, Workstation};

use crate::floor::Floor;
use crate::never_lost::come_back;
use crate::printing::folder_of;

const PICTURE: &[u8] = include_bytes!("../fixtures/knee.png");
const PAGES: &[u8] = include_bytes!("../fixtures/report.pdf");

/// A folder into which the scanner of a workstation writes.
pub(crate) struct Scanner(PathBuf);

impl Scanner {
    /// Beside everything else on the disk: what a scanner writes is readable there, and meant to be.
    pub(crate) fn of(room: &Workstation, name: &str) -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("clinic-scanner-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(room.folder().join("scans.toml"), format!("folder = {:?}\n", folder.display().to_string()))?;
        Ok(Self(folder))
    }

    pub(crate) fn writes(&self, name: &str, bytes: &[u8]) -> Outcome {
        Ok(std::fs::write(self.0.join(name), bytes)?)
    }

    fn folder(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// Adds the scan that waits to the records that are open, under this title.
pub(crate) async fn add_scan(page: &Page, name: &str, kind: &str, title: &str) -> Outcome {
    page.click("button", &format!("Add {name}")).await?;
    page.choose("Kind", kind).await?;
    page.fill("Title", title).await?;
    page.press("Control+Enter").await
}

/// How many pixels of what is drawn in the first page, or as the picture, are not white.
async fn drawn(page: &Page) -> Outcome<u64> {
    let count = "const source = document.querySelector('.preview canvas, .preview img'); \
        if (!source || !(source.naturalWidth ?? source.width)) return 0; \
        const copy = document.createElement('canvas'); copy.width = 200; copy.height = 200; \
        const pen = copy.getContext('2d'); pen.fillStyle = 'white'; pen.fillRect(0, 0, 200, 200); \
        pen.drawImage(source, 0, 0, 200, 200); \
        const { data } = pen.getImageData(0, 0, 200, 200); let dark = 0; \
        for (let at = 0; at < data.length; at += 4) if (data[at] < 200) dark += 1; return dark;";
    Ok(page.client().execute(count, vec![]).await?.as_u64().unwrap_or(0))
}

#[tokio::test]
async fn scans_are_given_to_a_patient_and_looked_at_in_the_window() -> Outcome {
    let floor = Floor::new("records").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let (page, papers) = (&room.page, folder_of(&room)?);
    let scanner = Scanner::of(&room, "records")?;
    // Whoever is in a room has papers in the demo.
    let patient = page.first_who_is(&["Checked in", "Confirmed", "Scheduled"]).await?;
    page.open_note(&patient).await?;
    page.press("Alt+z").await?;
    page.find("dialog", &format!("Records of {patient}")).await?;
    page.sees("No files yet.").await?;
    page.has_no_faults("no records").await?;
    scanner.writes("knee.png", PICTURE)?;
    page.sees("1 scan waiting").await?;
    page.click("button", "Add knee.png").await?;
    page.has_no_faults("a file to be described").await?;
    page.fill("Title", "").await?;
    page.press("Control+Enter").await?;
    page.sees("Needed.").await?;
    page.choose("Kind", "MRI").await?;
    page.fill("Title", "Left knee").await?;
    page.fill("Tags, with commas", "knee, before surgery").await?;
    page.press("Control+Enter").await?;
    page.notice("Left knee is in the records of").await?;
    let filed = scanner.folder().join("Filed/knee.png");
    page.waits_for("the scan to move", async || Ok(filed.exists())).await?;
    holds(std::fs::read(&filed)? == PICTURE && !scanner.folder().join("knee.png").exists(), "moved, as it was")?;
    page.sees("knee.png · added by").await?;
    page.find("button", "Save a copy").await?;
    page.settles().await?;
    page.press("Alt+o").await?;
    page.waits_for("the picture", async || Ok(drawn(page).await? > 1_000)).await?;
    page.has_no_faults("a picture").await?;

    scanner.writes("scan 0001.pdf", PAGES)?;
    page.sees("1 scan waiting").await?;
    add_scan(page, "scan 0001.pdf", "Lab report", "Blood count").await?;
    page.notice("Blood count is in the records of").await?;
    page.sees("scan 0001.pdf · added by").await?;
    page.find("button", "Save a copy").await?;
    page.settles().await?;
    page.press("Alt+o").await?;
    page.waits_for("the first page", async || Ok(drawn(page).await? > 1_000)).await?;
    page.waits_for("its text", async || {
        let text = "return document.querySelector('.preview')?.textContent ?? ''";
        let text = page.client().execute(text, vec![]).await?;
        Ok(text.as_str().is_some_and(|text| text.contains("Haemoglobin 13.9 g/dl") && text.contains("Second page")))
    })
    .await?;
    page.has_no_faults("pages").await?;

    // Found by a word of the other one's, without its accents or case.
    page.fill("Search these records", "BEFORE knee").await?;
    page.no_longer_sees("Blood count").await?;
    page.press("Control+s").await?;
    page.notice("Kept: ").await?;
    let copy = papers.join("knee.png");
    holds(std::fs::read(&copy)? == PICTURE, "the copy is the file")?;
    page.press("Alt+r").await?;
    page.notice("Left knee is in the archive.").await?;
    // First what was searched goes, then the dialog.
    page.press("Escape").await?;
    page.sees("Blood count").await?;
    page.press("Escape").await?;

    // What is prescribed names a record.
    page.press("Alt+e").await?;
    page.click("button", "Records that go with it").await?;
    page.click("checkbox", "Blood count").await?;
    page.sees("Records that go with it (1)").await?;
    page.press("Escape").await?;
    page.is_bare().await?;
    scanner.writes("scan 0002.pdf", PAGES)?;
    page.press("Alt+0").await?;
    page.find("dialog", "Incoming files").await?;
    page.sees("scan 0002.pdf").await?;
    page.has_no_faults("incoming files").await
}

/// What a file of this many bytes holds: no part of it is another's.
fn large(bytes: u32) -> Vec<u8> {
    (0..bytes / 4).flat_map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes()).collect()
}

#[tokio::test]
async fn a_file_goes_on_by_itself_after_the_server_was_lost_and_the_program_killed() -> Outcome {
    let mut floor = Floor::new("records-killed").await?;
    let room = floor.signed_in("room", DOCTOR).await?;
    let scanner = Scanner::of(&room, "killed")?;
    let patient = room.page.first_who_waits().await?;
    room.page.open_note(&patient).await?;
    room.page.press("Alt+z").await?;
    let scan = large(32 << 20);
    scanner.writes("ct.dcm", &scan)?;
    room.page.sees("1 scan waiting").await?;
    add_scan(&room.page, "ct.dcm", "CT", "Whole body").await?;
    room.page.notice("Whole body is on its way").await?;
    floor.server.kill()?;
    room.page.sees("it goes on by itself").await?;
    let folder = room.folder().to_owned();
    room.kill();
    floor.server.start_again().await?;

    // Another start, the same person: nothing is asked about the file.
    let room = Workstation::open(&folder).await?;
    let (page, papers) = (&room.page, folder_of(&room)?);
    come_back(page, &floor.clinic.password).await?;
    let filed = scanner.folder().join("Filed/ct.dcm");
    page.waits_within(Duration::from_secs(90), "the scan to move", async || Ok(filed.exists())).await?;
    page.first_who_waits().await?;
    page.open_note(&patient).await?;
    page.press("Alt+z").await?;
    page.sees("ct.dcm · added by").await?;
    page.find("button", "Save a copy").await?;
    page.settles().await?;
    page.press("Control+s").await?;
    page.notice("Kept: ").await?;
    holds(std::fs::read(papers.join("ct.dcm"))? == scan, "the copy is the file")
}
