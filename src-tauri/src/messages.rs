//! Sends the clinic's messages, where this workstation was told to, and tends them everywhere. Somebody has to be signed in,
//! but need not be there: nothing of it is shown to anybody.

use std::fs;
use std::io::{Error, Result};
use std::path::Path;
use std::time::Duration;

use clinic_core::access::Action;
use clinic_core::clinic::Clinic;
use clinic_core::error::{ClinicError, Outcome};
use clinic_core::messages;
use clinic_core::messages::model::{SendHere, SendingHere};
use clinic_core::messages::{Sender, Tender};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use crate::state::Desk;
use crate::{log, secrets};

/// From one look to the next.
const PAUSE: Duration = Duration::from_secs(1);

/// Where it is remembered that this workstation sends.
const NAME: &str = "messages.toml";

/// The password of the mail server as it was typed or recalled, by the account that it is of.
#[derive(Default)]
pub struct Sending {
    password: Mutex<Option<(String, Zeroizing<String>)>>,
}

/// Of which clinic's server, in words.
#[derive(Serialize, Deserialize)]
struct Sends {
    server: String,
}

/// Starts looking, for as long as the program runs.
pub fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let (mut tender, mut sender) = (Tender::default(), Sender::default());
        loop {
            tokio::time::sleep(PAUSE).await;
            let desk = app.state::<Desk>();
            let Some((clinic, workstation)) = desk.clinic_to_write_from().await else { continue };
            if let Err(error) = see_to(&desk, &clinic, &workstation, &mut tender, &mut sender).await {
                log::note("messages", &error);
                tokio::time::sleep(PAUSE * 10).await;
            }
        }
    });
}

async fn see_to(
    desk: &Desk,
    clinic: &Clinic,
    workstation: &str,
    tender: &mut Tender,
    sender: &mut Sender,
) -> Outcome<()> {
    tender.look(clinic).await?;
    if !is_on(desk) {
        return Ok(());
    }
    let Some(account) = messages::account_to_send(clinic).await? else { return Ok(()) };
    let password = password_of(desk, &account).await;
    sender.look(clinic, workstation, password.as_ref().map(|password| password.as_str())).await
}

/// Whether this workstation sends, and whether it can.
///
/// # Errors
/// [`ClinicError::Forbidden`], [`ClinicError::Offline`].
pub async fn state(desk: &Desk) -> Outcome<SendingHere> {
    let account = account(desk).await?;
    let kept = !account.is_empty() && secrets::recall(&account).await.is_some();
    let password_known = account.is_empty() || password_of(desk, &account).await.is_some();
    Ok(SendingHere { on: is_on(desk), password_known, kept })
}

/// Has this workstation send, or no longer. A password goes to the keyring; where there is none it is known until the end of
/// the program.
///
/// # Errors
/// As [`state`]; [`ClinicError::Inconsistent`] when it cannot be remembered here.
pub async fn send_here(desk: &Desk, request: SendHere) -> Outcome<SendingHere> {
    let account = account(desk).await?;
    if let Some(password) = request.password.filter(|_| !account.is_empty()) {
        secrets::keep(&account, &password).await;
        *desk.sending.password.lock().await = Some((account, Zeroizing::new(password)));
    }
    let server = desk.server_words();
    let done = if request.on { remember(desk.folder(), &Sends { server }) } else { forget(desk.folder()) };
    done.map_err(|error| ClinicError::Inconsistent { detail: format!("{NAME}: {error}") })?;
    state(desk).await
}

/// The mail server's password, where it is known here.
///
/// # Errors
/// As [`state`].
pub async fn password(desk: &Desk) -> Outcome<Option<Zeroizing<String>>> {
    let account = account(desk).await?;
    Ok(password_of(desk, &account).await)
}

/// The account at the mail server that is set, for whoever may set it.
async fn account(desk: &Desk) -> Outcome<String> {
    let (clinic, actor) = desk.clinic_and_actor().await?;
    actor.may(Action::ManageClinic)?;
    desk.heard("mail account", messages::account(&clinic).await)
}

async fn password_of(desk: &Desk, account: &str) -> Option<Zeroizing<String>> {
    if account.is_empty() {
        return None;
    }
    let mut known = desk.sending.password.lock().await;
    if known.as_ref().is_none_or(|(of, _)| of != account) {
        *known = secrets::recall(account).await.map(|password| (account.to_owned(), Zeroizing::new(password)));
    }
    known.as_ref().map(|(_, password)| password.clone())
}

fn is_on(desk: &Desk) -> bool {
    remembered(desk.folder()).is_some_and(|sends| sends.server == desk.server_words())
}

fn remembered(folder: &Path) -> Option<Sends> {
    toml::from_str(&fs::read_to_string(folder.join(NAME)).ok()?).ok()
}

fn remember(folder: &Path, sends: &Sends) -> Result<()> {
    fs::write(folder.join(NAME), toml::to_string(sends).map_err(Error::other)?)
}

fn forget(folder: &Path) -> Result<()> {
    match fs::remove_file(folder.join(NAME)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_a_workstation_sends_is_remembered_and_forgotten() {
        let folder = std::env::temp_dir().join(format!("clinic-sends-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        assert!(remembered(&folder).is_none());
        remember(&folder, &Sends { server: "private".into() }).unwrap();
        assert_eq!(remembered(&folder).unwrap().server, "private");
        forget(&folder).unwrap();
        forget(&folder).unwrap();
        assert!(remembered(&folder).is_none());
        fs::remove_dir_all(folder).unwrap();
    }
}
