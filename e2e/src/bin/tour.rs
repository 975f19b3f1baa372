//! The tour: everything a person can do on the first path, done in the real window on a fresh data folder, with a picture
//! of every step in `target/tour/` (or `CLINIC_TOUR`). `CLINIC_PICTURES` must be set.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use e2e::screens::{ADMINISTRATOR, DOCTOR, DOCTOR_NAME, Newcomer, PASSWORD, RECEPTION};
use e2e::{Failure, JourneyFolder, Outcome, Page, Workstation, workspace};

const NEWCOMER: Newcomer =
    Newcomer { family: "Quillfeather", given: "Marguerite", born: "1984-06-17", phone: "+44 20 7946 0018" };

#[tokio::main]
async fn main() -> ExitCode {
    let pictures = std::env::var_os("CLINIC_TOUR").map_or_else(|| workspace().join("target/tour"), PathBuf::from);
    let mut tour = Tour { pictures, step: 0, begun: Instant::now() };
    match tour.walk().await {
        Ok(()) => {
            println!("the tour is done: {} pictures in {}", tour.step, tour.pictures.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("the tour broke off after step {}: {error}", tour.step);
            ExitCode::FAILURE
        }
    }
}

struct Tour {
    pictures: PathBuf,
    step: u32,
    begun: Instant,
}

impl Tour {
    async fn walk(&mut self) -> Outcome {
        let folder = JourneyFolder::fresh(&workspace().join("target/tour-data"))?;
        let first = Workstation::open(folder.path()).await?;
        self.set_up(&first.page).await?;
        self.reception(&first).await?;
        self.consulting_room(&first.page).await?;
        self.administration(&first.page).await?;
        let second = Workstation::open(folder.path()).await?;
        self.two_workstations(&first.page, &second.page).await?;
        second.close().await?;
        first.close().await
    }

    async fn set_up(&mut self, page: &Page) -> Outcome {
        page.find("button", "Try it").await?;
        self.shown(page, "setup", "the window opens on Try it on this computer").await?;
        page.try_here().await?;
        self.shown(page, "demo-clinic", "a private server is made, the demo clinic is in it").await
    }

    async fn reception(&mut self, workstation: &Workstation) -> Outcome {
        let page = &workstation.page;
        page.fill("E-mail", RECEPTION).await?;
        page.fill("Password", "not the password").await?;
        page.press("Enter").await?;
        page.sees("E-mail or password is wrong").await?;
        self.shown(page, "wrong-password", "a wrong password is refused in words").await?;
        page.sign_in(RECEPTION).await?;
        page.find("grid", "Day sheet").await?;
        self.shown(page, "day-sheet", "the receptionist's day sheet").await?;
        self.whole_screen(workstation, "real-window")?;

        page.press("Control+k").await?;
        page.find("combobox", "Find a patient").await?;
        self.shown(page, "find-a-patient", "one search from anywhere").await?;
        page.type_keys("Quilfether Marg").await?;
        page.sees("Nobody is found by").await?;
        self.shown(page, "nobody-found", "nobody is found: registering is one key away").await?;
        page.press("Enter").await?;
        page.fill("Family name", NEWCOMER.family).await?;
        page.fill("Given names", NEWCOMER.given).await?;
        page.fill("Birth date", "1984-02-30").await?;
        page.press("Control+Enter").await?;
        page.sees("There is no such date").await?;
        self.shown(page, "field-problems", "a problem stands at its field").await?;
        page.fill("Birth date", NEWCOMER.born).await?;
        page.fill("Phone", NEWCOMER.phone).await?;
        page.press("Control+Enter").await?;
        page.sees("is registered").await?;
        self.shown(page, "registered", "a patient is registered").await?;
        page.press("Escape").await?;

        page.begin_booking("Quilfether").await?;
        page.book_with_room_to_move(DOCTOR_NAME).await?;
        self.shown(page, "free-times", "the next free times, found by a misspelt name").await?;
        page.click("button", "Book this time").await?;
        page.notice("Booked").await?;
        let is_today = page.show_day_of(NEWCOMER.family).await? == 0;
        page.visit(NEWCOMER.family).await?;
        self.shown(page, "booked", "booked: the visit is on the day sheet").await?;
        self.change_the_visit(page, is_today).await
    }

    async fn change_the_visit(&mut self, page: &Page, is_today: bool) -> Outcome {
        let who = NEWCOMER.family;
        let booked = page.visit_words(who).await?;
        page.move_by_pointer(who, DOCTOR_NAME).await?;
        self.shown(page, "dragged", "dragged to another time").await?;
        page.press("Control+z").await?;
        page.visit_becomes(who, "back", |words| words == booked).await?;
        self.shown(page, "undone", "undone with Ctrl+Z").await?;
        page.move_by_keys(who, DOCTOR_NAME).await?;
        self.shown(page, "moved-by-keys", "moved by keys").await?;

        page.open_visit(who).await?;
        self.shown(page, "visit", "the visit's card").await?;
        page.press("c").await?;
        page.find("textbox", "Why is it cancelled?").await?;
        page.type_keys("The bus does not run today").await?;
        self.shown(page, "cancel", "cancelled with a reason").await?;
        page.press("Enter").await?;
        page.notice("Cancelled").await?;
        page.waits_for("the visit to be gone", async || Ok(!page.has("gridcell", who).await?)).await?;
        page.press("Control+z").await?;
        page.visit(who).await?;
        self.shown(page, "cancellation-undone", "the cancellation is undone").await?;

        page.open_visit(who).await?;
        page.press("a").await?;
        if is_today {
            page.sees("has arrived").await?;
            page.press("i").await?;
            page.sees("is checked in").await?;
            page.press("Escape").await?;
            page.visit_becomes(who, "checked in", |words| words.contains("Checked in")).await?;
            self.shown(page, "checked-in", "arrived and checked in: the waiting room shows it").await?;
        } else {
            page.sees("This visit is not today").await?;
            self.shown(page, "not-today", "nobody arrives before the day of their visit").await?;
            page.press("Escape").await?;
        }
        page.press("?").await?;
        page.find("dialog", "Keys of this screen").await?;
        self.shown(page, "keys", "every key of the screen").await?;
        page.press("Escape").await?;
        page.press("Control+l").await?;
        page.find("heading", "Locked").await?;
        self.shown(page, "locked", "locked: nothing of the page can be seen").await?;
        page.fill("Password", PASSWORD).await?;
        page.press("Enter").await?;
        page.visit(who).await?;
        page.click("button", "Patients").await?;
        page.find("combobox", "Find a patient").await?.send_keys("7946 0018").await?;
        page.find("option", who).await?;
        self.shown(page, "patients", "the patients, here found by the end of a phone number").await?;
        page.sign_out().await
    }

    async fn consulting_room(&mut self, page: &Page) -> Outcome {
        let who = NEWCOMER.family;
        page.sign_in(DOCTOR).await?;
        page.find("heading", "My day").await?;
        self.shown(page, "my-day", "the doctor's day").await?;
        page.show_my_day_of(who).await?;
        page.open_note(who).await?;
        page.fill(
            "History of present illness",
            "Headaches for three weeks, mostly in the morning. No visual disturbance.",
        )
        .await?;
        page.fill("Examination", "Alert. Neck supple. Fundi normal.").await?;
        page.fill("Systolic", "148").await?;
        page.fill("Diastolic", "92").await?;
        page.fill("Pulse", "76").await?;
        page.fill("Weight", "81.5").await?;
        page.fill("Height", "172").await?;
        page.fill("Assessment", "Raised blood pressure, first reading.").await?;
        page.fill("Plan", "Readings at home for two weeks, then again.").await?;
        page.click("checkbox", "Should come again").await?;
        page.fill("In how many days", "14").await?;
        page.note_is_saved().await?;
        self.shown(page, "note", "the note saves itself").await?;
        page.press("Control+Enter").await?;
        page.find("dialog", "Complete the visit").await?;
        self.shown(page, "complete", "before the visit is completed").await?;
        page.press("Control+Enter").await?;
        page.sees(&format!("by {DOCTOR_NAME}")).await?;
        self.shown(page, "completed", "the visit is completed, past visits beside it").await?;
        page.sign_out().await
    }

    async fn administration(&mut self, page: &Page) -> Outcome {
        page.sign_in(ADMINISTRATOR).await?;
        page.administration("Doctors").await?;
        self.shown(page, "doctors", "the doctors of the clinic").await?;
        page.click("button", "Add a doctor").await?;
        page.fill("Name", "Dr Isolde Marchetti").await?;
        page.click("checkbox", "Dermatology").await?;
        page.fill("Licence number", "GMC 7654321").await?;
        page.fill("Fee of a visit", "95.00").await?;
        page.fill("Slot length in minutes", "20").await?;
        self.shown(page, "add-doctor", "a doctor is added").await?;
        page.click("button", "Save").await?;
        page.find("row", "Dr Isolde Marchetti").await?;

        page.administration("Hours").await?;
        page.choose("Doctor", "Dr Isolde Marchetti").await?;
        for day in ["Monday", "Thursday"] {
            page.click("button", &format!("Add hours on {day}")).await?;
            let row = page.find("region", &format!("{day}, row 1")).await?;
            page.fill_in(&row, "From", "09:00").await?;
            page.fill_in(&row, "To", "12:30").await?;
            page.choose_in(&row, "Location", "Harbour Street Clinic").await?;
        }
        self.shown(page, "weekly-hours", "weekly hours, by location").await?;
        page.click("button", "Save the week").await?;
        page.sees("Weekly hours of Dr Isolde Marchetti saved").await?;

        page.choose("Doctor", DOCTOR_NAME).await?;
        page.click("button", "Enter time off").await?;
        let first_day = page.workday(7).await?;
        page.fill("First day", &first_day).await?;
        page.fill("Note for the desk", "Congress").await?;
        self.shown(page, "time-off", "time off is entered").await?;
        page.click("button", "Enter").await?;
        page.find("dialog", "Who must be moved").await?;
        self.shown(page, "who-must-be-moved", "who must be moved because of it").await?;
        page.press("Escape").await?;

        page.administration("Locations and rooms").await?;
        page.click("button", "Add a room at Harbour Street Clinic").await?;
        page.fill("Name", "Garden room").await?;
        page.click("button", "Save").await?;
        page.find("listitem", "Garden room").await?;
        self.shown(page, "rooms", "locations and their rooms").await?;

        page.administration("Users").await?;
        page.click("button", "Add a user").await?;
        page.fill("Name", "Priscilla Oyelaran").await?;
        page.fill("E-mail", "priscilla@demo.clinic").await?;
        page.fill("First password", "seven tall herons wading").await?;
        self.shown(page, "add-user", "a user is added").await?;
        page.click("button", "Save").await?;
        page.find("row", "Priscilla Oyelaran").await?;
        page.administration("Audit").await?;
        page.find("row", "User added").await?;
        self.shown(page, "audit", "the audit log has all of it").await?;
        page.sign_out().await
    }

    async fn two_workstations(&mut self, first: &Page, second: &Page) -> Outcome {
        first.sign_in(RECEPTION).await?;
        second.sign_in(DOCTOR).await?;
        first.begin_booking("Pemberton Oliver").await?;
        first.book_with("Dr Tomás Ferreira").await?;
        let being_booked = "Being booked by Robin Castellanos";
        second.click("button", "Day sheet").await?;
        second.show_day_of_hold(being_booked).await?;
        second.click("gridcell", being_booked).await?;
        second.begin_booking("Brightwell Joan").await?;
        // The times make the form longer.
        second.sees("as chosen").await?;
        second.click("button", "Book this time").await?;
        second.sees("This time of Dr Tomás Ferreira is held for Robin Castellanos until").await?;
        self.shown(second, "taken", "the second workstation is told who has the time, until when, and what is free")
            .await?;
        first.click("button", "Book this time").await?;
        first.notice("Booked").await?;
        second.press("Escape").await
    }

    /// Says the step and keeps its picture.
    async fn shown(&mut self, page: &Page, name: &str, words: &str) -> Outcome {
        self.step += 1;
        page.settles().await?;
        page.picture(&self.pictures.join(format!("{:02}-{name}.png", self.step))).await?;
        println!("{:>2}  {words}  ({:.1} s)", self.step, self.begun.elapsed().as_secs_f32());
        Ok(())
    }

    /// A picture of the workstation's whole screen, as somebody in front of it sees it.
    fn whole_screen(&mut self, workstation: &Workstation, name: &str) -> Outcome {
        self.step += 1;
        let path = self.pictures.join(format!("{:02}-{name}.png", self.step));
        let taken = Command::new("import")
            .args(["-window", "root"])
            .arg(Path::new(&path))
            .env("DISPLAY", workstation.screen())
            .status()?;
        println!("{:>2}  the window on the screen of this computer", self.step);
        if taken.success() { Ok(()) } else { Err(Failure::new("`import` took no picture of the screen")) }
    }
}
