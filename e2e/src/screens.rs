//! The steps that the tests and the tour share, in the words that stand on the screens.

use std::time::{Duration, Instant};

use fantoccini::elements::Element;

use crate::clinic_server::ClinicAt;
use crate::failure::{Failure, Outcome};
use crate::page::Page;

/// The password of every account of the demo.
pub const PASSWORD: &str = clinic_core::seed::demo::PASSWORD;
/// The demo's receptionist.
pub const RECEPTION: &str = "reception@demo.clinic";
/// The demo's first doctor.
pub const DOCTOR: &str = "doctor@demo.clinic";
/// The name of the demo's first doctor.
pub const DOCTOR_NAME: &str = "Dr Amara Osei-Lindqvist";
/// The demo's administrator.
pub const ADMINISTRATOR: &str = "admin@demo.clinic";

/// The demo's kiosk.
pub const KIOSK: &str = "kiosk@demo.clinic";

/// Who is to be registered.
#[derive(Clone, Copy, Debug)]
pub struct Newcomer {
    /// Family name.
    pub family: &'static str,
    /// Given name.
    pub given: &'static str,
    /// Birth date, `1990-02-28`.
    pub born: &'static str,
    /// Phone.
    pub phone: &'static str,
}

impl Page {
    /// From the first screen to the demo clinic on this computer.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn try_here(&self) -> Outcome {
        self.click("button", "Try it").await?;
        // The screen says that it takes about a minute, and other journeys run beside it.
        self.waits_within(Duration::from_secs(120), "the demo clinic", async || {
            self.has("heading", "Demo clinic").await
        })
        .await
    }

    /// From the first screen to the clinic of a shared server, verified by its authority where one is given.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn join(&self, at: &ClinicAt) -> Outcome {
        self.try_to_join(at).await?;
        self.find("button", "Sign in").await.map(drop)
    }

    /// Tries to join in vain: what is said about it.
    ///
    /// # Errors
    /// When nothing is said.
    pub async fn join_refused(&self, at: &ClinicAt) -> Outcome<String> {
        self.try_to_join(at).await?;
        self.waits_for("an answer", async || {
            Ok(!self.has("button", "Working").await? && self.text().await?.contains("For the administrator"))
        })
        .await?;
        self.settles().await?;
        self.text().await
    }

    async fn try_to_join(&self, at: &ClinicAt) -> Outcome {
        self.fill("Server", "localhost").await?;
        self.fill("Port", &at.port.to_string()).await?;
        self.fill("Database", &at.database).await?;
        self.fill("Account", &at.user).await?;
        self.fill("Password", &at.password).await?;
        if !at.ca_pem.is_empty() {
            self.fill("Certificate authority (PEM)", &at.ca_pem).await?;
        }
        self.click("button", "Join").await
    }

    /// Signs in.
    ///
    /// # Errors
    /// When the desk does not open.
    pub async fn sign_in(&self, email: &str) -> Outcome {
        self.fill("E-mail", email).await?;
        self.fill("Password", PASSWORD).await?;
        self.press("Enter").await?;
        self.find("button", "Sign out").await.map(drop)
    }

    /// Signs out.
    ///
    /// # Errors
    /// When the sign-in does not come up.
    pub async fn sign_out(&self) -> Outcome {
        self.click("button", "Sign out").await?;
        self.find("button", "Sign in").await.map(drop)
    }

    /// Registers a patient by keys, from anywhere: looks for the name in vain, then fills the form.
    ///
    /// # Errors
    /// When the patient is not registered.
    pub async fn register(&self, who: Newcomer) -> Outcome {
        self.look_for_newcomer(&format!("{} {}", who.given, who.family)).await?;
        self.fill("Family name", who.family).await?;
        self.fill("Given names", who.given).await?;
        self.fill("Birth date", who.born).await?;
        self.fill("Phone", who.phone).await?;
        self.press("Control+Enter").await?;
        self.sees("is registered").await?;
        self.put_away().await
    }

    /// Looks for somebody who is not registered, by keys, and opens the form to register them.
    ///
    /// # Errors
    /// When the form does not open.
    pub async fn look_for_newcomer(&self, name: &str) -> Outcome {
        self.press("Control+k").await?;
        self.find("combobox", "Find a patient").await?;
        self.type_keys(name).await?;
        self.sees(&format!("Nobody is found by “{name}”")).await?;
        self.press("Enter").await?;
        self.find("dialog", "Register a patient").await.map(drop)
    }

    /// Opens the booking with one key, finds the patient by letters, and stops before the time is taken.
    ///
    /// # Errors
    /// When no free time is offered.
    pub async fn begin_booking(&self, letters: &str) -> Outcome {
        self.press("b").await?;
        self.find("combobox", "Book for whom?").await?;
        self.type_keys(letters).await?;
        self.waits_for("the patient to be found", async || {
            let script = "const chosen = document.querySelector('[role=option][aria-selected=true]'); \
                return !!chosen && !chosen.closest('[aria-busy=true]') && !chosen.innerText.startsWith('Register')";
            Ok(self.client().execute(script, vec![]).await?.as_bool().unwrap_or_default())
        })
        .await?;
        self.press("Enter").await?;
        self.find("button", "Book this time").await.map(drop)
    }

    /// Has the booking look at one doctor's times only.
    ///
    /// # Errors
    /// When there is no such doctor.
    pub async fn book_with(&self, doctor: &str) -> Outcome {
        self.click("button", "Chosen doctors").await?;
        self.choose("Doctor", doctor).await?;
        self.waits_for("the doctor's free times", async || {
            let listed = self.all("option", "–").await?;
            let Some(first) = listed.first() else { return Ok(false) };
            Ok(first.text().await?.contains(doctor))
        })
        .await
    }

    /// As [`Page::book_with`], on the first day on which the doctor has room to move the visit to another time later.
    ///
    /// # Errors
    /// When there is no such doctor.
    pub async fn book_with_room_to_move(&self, doctor: &str) -> Outcome {
        self.book_with(doctor).await?;
        let script =
            "return document.querySelector('[role=listbox] [role=group]')?.querySelectorAll('[role=option]').length";
        if self.client().execute(script, vec![]).await?.as_u64().unwrap_or_default() < 3 {
            self.fill("From date", &self.workday(1).await?).await?;
            self.book_with(doctor).await?;
        }
        self.settles().await
    }

    /// The words of the latest notice that begins so.
    ///
    /// # Errors
    /// When none does in time.
    pub async fn notice(&self, begins: &str) -> Outcome<String> {
        let mut found = String::new();
        let looked = self
            .waits_for(&format!("a notice that begins {begins:?}"), async || {
                let script = "return [...document.querySelectorAll('.toast p')].map((one) => one.innerText)";
                let notices = self.client().execute(script, vec![]).await?;
                let notices: Vec<String> = serde_json::from_value(notices)?;
                if let Some(notice) = notices.into_iter().rev().find(|notice| notice.starts_with(begins)) {
                    found = notice;
                }
                Ok(!found.is_empty())
            })
            .await;
        looked.map(|()| found)
    }

    /// Presses the button of the notice that has these words.
    ///
    /// # Errors
    /// When there is no such notice, or it has no such button.
    pub async fn press_in_notice(&self, words: &str, button: &str) -> Outcome {
        self.click_in(&self.find(".toast", words).await?, "button", button).await
    }

    /// The cell of a patient's visit on the day sheet.
    ///
    /// # Errors
    /// When it is not shown.
    pub async fn visit(&self, patient: &str) -> Outcome<Element> {
        let cell = self.find("gridcell", patient).await?;
        let script = "arguments[0].scrollIntoView({ block: 'center', inline: 'center' })";
        self.client().execute(script, vec![serde_json::to_value(&cell)?]).await?;
        Ok(cell)
    }

    /// What the cell of a patient's visit says: its time, whose, and how it stands.
    ///
    /// # Errors
    /// When it is not shown.
    pub async fn visit_words(&self, patient: &str) -> Outcome<String> {
        let cell = self.find("gridcell", patient).await?;
        self.words_of_cell(&cell).await
    }

    async fn words_of_cell(&self, cell: &Element) -> Outcome<String> {
        let script = "const [cell] = arguments; \
            return (cell.getAttribute('aria-label') ?? cell.querySelector('.unseen')?.textContent ?? '') \
                .replace(/\\s+/g, ' ').trim()";
        let words = self.client().execute(script, vec![serde_json::to_value(cell)?]).await?;
        Ok(words.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the words of a patient's visit are as they should be.
    ///
    /// # Errors
    /// When they are not in time, with what they are.
    pub async fn visit_becomes(&self, patient: &str, what: &str, fits: impl Fn(&str) -> bool) -> Outcome {
        let mut said = String::new();
        self.waits_for(&format!("the visit of {patient} to be {what}"), async || {
            said = self.visit_words(patient).await?;
            Ok(fits(&said))
        })
        .await
        .map_err(|error| error.during(&format!("it says {said:?}")))
    }

    /// Shows the day of a patient's visit, today or one of the next days. How many days on it is.
    ///
    /// # Errors
    /// When it is on none of the next fourteen days.
    pub async fn show_day_of(&self, patient: &str) -> Outcome<usize> {
        for days in 0..14 {
            self.settles().await?;
            // What the day holds comes a moment after the day itself.
            let started = Instant::now();
            while started.elapsed() < Duration::from_secs(2) {
                if self.has("gridcell", patient).await? {
                    return Ok(days);
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            self.click("button", "Day after").await?;
        }
        Err(Failure::new(format!("the visit of {patient} is on none of the next days")))
    }

    /// Shows a date on the calendar, by keys.
    ///
    /// # Errors
    /// When it is not shown.
    pub async fn go_to(&self, date: &str) -> Outcome {
        self.press("g").await?;
        self.find("dialog", "Go to a date").await?;
        self.type_keys(date).await?;
        self.press("Enter").await?;
        self.is_bare().await?;
        self.settles().await
    }

    /// Goes from today to the day on which a place is kept while somebody books it.
    ///
    /// # Errors
    /// When none is on the next days.
    pub async fn show_day_of_hold(&self, words: &str) -> Outcome {
        if self.show_day_of(words).await.is_err() {
            // It was not held yet when this window came by.
            self.press("t").await?;
            self.show_day_of(words).await?;
        }
        Ok(())
    }

    /// Scrolls the day sheet until a patient's visit is near its upper edge; how far that is.
    ///
    /// # Errors
    /// When the visit is not there.
    pub async fn scroll_sheet_to(&self, patient: &str) -> Outcome<f64> {
        let cell = self.find("gridcell", patient).await?;
        let script = "const [cell] = arguments; let frame = cell.parentElement; \
            while (frame.scrollHeight <= frame.clientHeight || getComputedStyle(frame).overflowY === 'visible') \
                frame = frame.parentElement; \
            frame.dataset.e2eFrame = ''; \
            frame.scrollTop += cell.getBoundingClientRect().top - frame.getBoundingClientRect().top - 60";
        self.client().execute(script, vec![serde_json::to_value(&cell)?]).await?;
        self.settles().await?;
        self.sheet_scroll().await
    }

    /// How far the sheet that was scrolled by [`Page::scroll_sheet_to`] is scrolled now, pixels.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn sheet_scroll(&self) -> Outcome<f64> {
        let script = "return document.querySelector('[data-e2e-frame]').scrollTop";
        let scrolled = self.client().execute(script, vec![]).await?;
        scrolled.as_f64().ok_or_else(|| Failure::new("the sheet is gone"))
    }

    /// Opens a visit's card from the day sheet with the pointer.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn open_visit(&self, patient: &str) -> Outcome {
        self.click_on(&self.visit(patient).await?).await?;
        if !self.has("button", "Open the patient").await? {
            // The first click chooses the visit, Enter opens what is chosen.
            self.press("Enter").await?;
        }
        self.find("button", "Open the patient").await.map(drop)
    }

    /// Puts away by Escape what lies over the page.
    ///
    /// # Errors
    /// When something stays.
    pub async fn put_away(&self) -> Outcome {
        self.press("Escape").await?;
        self.is_bare().await
    }

    /// Closes with the pointer what lies over the page.
    ///
    /// # Errors
    /// When something stays.
    pub async fn close(&self) -> Outcome {
        self.click("button", "Close").await?;
        self.is_bare().await
    }

    /// Waits until nothing lies over the page.
    ///
    /// # Errors
    /// When something stays.
    pub async fn is_bare(&self) -> Outcome {
        self.waits_for("the dialog to close", async || Ok(!self.has("dialog", "").await?)).await
    }

    /// Puts the cursor of the day sheet on a visit.
    ///
    /// # Errors
    /// When it is not shown.
    pub async fn cursor_on(&self, patient: &str) -> Outcome {
        self.open_visit(patient).await?;
        self.put_away().await
    }

    /// Puts the cursor of the day sheet by the arrows on the next cell of its column whose words have these.
    ///
    /// # Errors
    /// When none has.
    pub async fn arrow_down_to(&self, words: &str) -> Outcome {
        self.arrow_by("ArrowDown", words).await
    }

    /// As [`Page::arrow_down_to`], upwards.
    ///
    /// # Errors
    /// When none has.
    pub async fn arrow_up_to(&self, words: &str) -> Outcome {
        self.arrow_by("ArrowUp", words).await
    }

    async fn arrow_by(&self, key: &str, words: &str) -> Outcome {
        let script = "return document.querySelector('[role=gridcell][aria-selected=true]')?.innerText ?? ''";
        for _ in 0..80 {
            self.press(key).await?;
            let cell = self.client().execute(script, vec![]).await?;
            if cell.as_str().is_some_and(|cell| cell.contains(words)) {
                return Ok(());
            }
        }
        Err(Failure::new(format!("{key} leads to no cell with {words:?}")))
    }

    /// A free stretch of the doctor's day shown, later than `after` (minutes of the day): its cell and its first minute.
    ///
    /// # Errors
    /// When there is none.
    pub async fn free_cell(&self, doctor: &str, after: u32) -> Outcome<(Element, u32)> {
        let row = self.find("row", doctor).await?;
        for cell in self.all_in(&row, "gridcell", ", free").await? {
            let from = minute_of(&self.words_of_cell(&cell).await?);
            if from > after {
                return Ok((cell, from));
            }
        }
        Err(Failure::new(format!("{doctor} has no free time after minute {after}")))
    }

    /// Moves a visit down its doctor's day to a free time by keys. The minute of the day at which it is now.
    ///
    /// # Errors
    /// When it is not moved.
    pub async fn move_by_keys(&self, patient: &str, doctor: &str) -> Outcome<u32> {
        let words = self.visit_words(patient).await?;
        let (from, to) = (minute_of(&words), minute_of(words.split(" to ").nth(1).unwrap_or_default()));
        let (_, free) = self.free_cell(doctor, from).await?;
        self.open_visit(patient).await?;
        self.press("m").await?;
        for _ in 0..(free - from) / (to - from).max(1) {
            self.press("ArrowDown").await?;
        }
        self.press("Enter").await?;
        self.visit_becomes(patient, "moved by keys", |words| minute_of(words) == free).await?;
        Ok(free)
    }

    /// Drags a visit down its doctor's day to a free time with the pointer. The minute of the day at which it is now.
    ///
    /// # Errors
    /// When it is not moved.
    pub async fn move_by_pointer(&self, patient: &str, doctor: &str) -> Outcome<u32> {
        let from = minute_of(&self.visit_words(patient).await?);
        let (cell, free) = self.free_cell(doctor, from).await?;
        let visit = self.visit(patient).await?;
        let start = self.point_at(&visit).await?;
        let end = self.middle(&cell).await?;
        self.drag(start, end).await?;
        self.visit_becomes(patient, "moved by the pointer", |words| minute_of(words) == free).await?;
        Ok(free)
    }

    /// Shows the day of a patient's visit in *my day*, today or one of the next days.
    ///
    /// # Errors
    /// When it is on none of the next fourteen days.
    pub async fn show_my_day_of(&self, patient: &str) -> Outcome {
        for _ in 0..14 {
            let started = Instant::now();
            while started.elapsed() < Duration::from_secs(2) {
                if self.has("button", patient).await? {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            self.click("button", "Day after").await?;
        }
        Err(Failure::new(format!("the visit of {patient} is on none of the next days")))
    }

    /// The first patient who has come, on the doctor's day.
    ///
    /// # Errors
    /// When nobody has.
    pub async fn first_who_waits(&self) -> Outcome<String> {
        self.first_who_is(&["Checked in", "With the doctor"]).await
    }

    /// The first patient on the doctor's day whose visit stands like one of these.
    ///
    /// # Errors
    /// When there is none.
    pub async fn first_who_is(&self, stands: &[&str]) -> Outcome<String> {
        self.find("heading", "My day").await?;
        let script = "return document.querySelector('ol button .chip') ? \
            [...document.querySelectorAll('ol button')].filter((one) => \
                arguments[0].some((word) => one.innerText.includes(word))).map((one) => one.querySelector('bdi').innerText)[0] : null";
        let mut patient = String::new();
        self.waits_for("a patient who waits for the doctor", async || {
            patient = self
                .client()
                .execute(script, vec![serde_json::to_value(stands)?])
                .await?
                .as_str()
                .unwrap_or_default()
                .to_owned();
            Ok(!patient.is_empty())
        })
        .await?;
        Ok(patient)
    }

    /// Opens the note of a patient's visit in *my day*. One of another day is started because it is said.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn open_note(&self, patient: &str) -> Outcome {
        self.click("button", patient).await?;
        for _ in 0..200 {
            // Another's may be open still.
            if self.has("heading", patient).await? {
                break;
            }
            if self.has("button", "Start it now").await? {
                self.click("button", "Start it now").await?;
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.find("textbox", "History of present illness").await.map(drop)
    }

    /// Waits until everything typed into the note is on the server.
    ///
    /// # Errors
    /// When it is not saved in time.
    pub async fn note_is_saved(&self) -> Outcome {
        self.waits_for("the note to be saved", async || {
            let script = "return document.querySelector('[data-save]')?.dataset.save ?? ''";
            Ok(self.client().execute(script, vec![]).await?.as_str() == Some("saved"))
        })
        .await
    }

    /// Shows one part of the administration.
    ///
    /// # Errors
    /// When there is none of that name.
    pub async fn administration(&self, part: &str) -> Outcome {
        self.click("tab", part).await?;
        self.settles().await
    }
}

/// The minute of the day of the first `hh:mm` in the words.
pub fn minute_of(words: &str) -> u32 {
    let clock = words.split(|letter: char| !letter.is_ascii_digit() && letter != ':').find(|part| part.contains(':'));
    let (hours, minutes) = clock.and_then(|clock| clock.split_once(':')).unwrap_or_default();
    hours.parse::<u32>().unwrap_or_default() * 60 + minutes.parse::<u32>().unwrap_or_default()
}
