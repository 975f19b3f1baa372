//! Whoever agreed to it gets an e-mail when their visit is moved: from the settings of the mail server to the mailbox.

use e2e::failure::holds;
use e2e::screens::{ADMINISTRATOR, DOCTOR_NAME, RECEPTION};
use e2e::{Outcome, Page};

use crate::floor::Floor;
use crate::mail::{MailServer, body, header, subject};

const FAMILY: &str = "Thistlewood";
const ADDRESS: &str = "barnaby@example.org";

#[tokio::test]
async fn whoever_agreed_is_written_to_when_a_time_off_moves_their_visit() -> Outcome {
    let mail = MailServer::open();
    let floor = Floor::new("messages").await?;
    let (office, desk) = (floor.signed_in("office", ADMINISTRATOR).await?, floor.signed_in("desk", RECEPTION).await?);
    let (office, desk) = (&office.page, &desk.page);
    set_mail_server(office, &mail).await?;
    register(desk).await?;
    let day = desk.workday(2).await?;
    book(desk, &day).await?;

    desk.press("Alt+3").await?;
    desk.choose("Doctor", DOCTOR_NAME).await?;
    desk.settles().await?;
    desk.click("button", "Enter time off").await?;
    desk.fill("First day", &day).await?;
    desk.press("Control+Enter").await?;
    desk.find("dialog", "Who must be moved").await?;
    let row = desk.find("row", FAMILY).await?.text().await?;
    holds(row.contains("e-mail"), format!("it is not said that they get an e-mail: {row}"))?;
    desk.find("button", &format!("Accept the proposal for {FAMILY}")).await?;
    desk.press("Control+Enter").await?;
    let written = desk.find("region", "Written to").await?.text().await?;
    holds(written.contains(FAMILY), format!("they are not written to: {written}"))?;
    desk.press("Escape").await?;

    let arrived = async || Ok(mail.mailbox().iter().any(|letter| header(letter, "X-To") == ADDRESS));
    // It waits twenty seconds, in which the move could be undone.
    if office.waits_for("the message to arrive", arrived).await.is_err() {
        office.waits_for("the message to arrive", arrived).await?;
    }
    let letters = mail.mailbox();
    let theirs: Vec<_> = letters.iter().filter(|letter| header(letter, "X-To") == ADDRESS).collect();
    holds(theirs.len() == 1, format!("{} messages", theirs.len()))?;
    let (subject, body) = (subject(theirs[0]), body(theirs[0]));
    holds(subject.starts_with("Your visit is now on "), subject)?;
    holds(body.starts_with(&format!("Dear Barnaby {FAMILY},")) && body.contains(DOCTOR_NAME), body)?;

    desk.press("Alt+m").await?;
    desk.find("dialog", "Messages").await?;
    desk.click("button", "Sent").await?;
    desk.sees(ADDRESS).await
}

/// The office's own workstation sends.
async fn set_mail_server(page: &Page, mail: &MailServer) -> Outcome {
    page.administration("Messages").await?;
    page.sees("No mail server is set").await?;
    page.press("e").await?;
    page.find("dialog", "Messages").await?;
    page.fill("Mail server", "127.0.0.1").await?;
    page.choose("Encryption", "none: only on this computer").await?;
    page.fill("Port", &mail.port.to_string()).await?;
    page.fill("Sender's name", "Harbour Street Clinic").await?;
    page.fill("Sender's e-mail address", "desk@harbour.example").await?;
    page.press("Control+s").await?;
    page.notice("The messages' settings are saved").await?;
    page.click("button", "Send from here").await?;
    page.sees("It sends the clinic's messages").await?;
    page.fill("Send a test message to", "office@example.org").await?;
    page.click("button", "Send the test").await?;
    page.sees("The mail server took the message").await?;
    holds(mail.mailbox().len() == 1, "the test message is not in the mailbox")
}

async fn register(page: &Page) -> Outcome {
    page.look_for_newcomer(&format!("Barnaby {FAMILY}")).await?;
    page.fill("Family name", FAMILY).await?;
    page.fill("Given names", "Barnaby").await?;
    page.fill("Birth date", "1971-02-03").await?;
    page.fill("E-mail", ADDRESS).await?;
    page.click("checkbox", "May be written to by e-mail").await?;
    page.press("Control+Enter").await?;
    page.sees("is registered").await?;
    page.sees("may be written to").await?;
    page.press("Escape").await?;
    page.waits_for("the patient's card to close", async || Ok(!page.has("dialog", "").await?)).await
}

/// On a day that has not begun.
async fn book(page: &Page, day: &str) -> Outcome {
    page.begin_booking(FAMILY).await?;
    page.fill("From date", day).await?;
    page.book_with(DOCTOR_NAME).await?;
    page.click("button", "Book this time").await?;
    page.notice("Booked").await.map(drop)
}
