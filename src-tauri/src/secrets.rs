//! The passwords that this workstation knows — of its database account, and of the mail server when it sends the clinic's
//! messages — in the system's keyring. Where there is no keyring they are asked for again; they are never written to a file.

use std::time::Duration;

use keyring::Entry;

const SERVICE: &str = "org.clinicdesk.desk";
/// A keyring may ask its owner to unlock it first.
const PATIENCE: Duration = Duration::from_secs(60);

/// The password kept for the account, if one is.
pub async fn recall(account: &str) -> Option<String> {
    with_entry(account, |entry| entry.get_password()).await
}

/// Keeps the password. Whether it could be kept.
pub async fn keep(account: &str, password: &str) -> bool {
    let password = password.to_owned();
    with_entry(account, move |entry| entry.set_password(&password)).await.is_some()
}

/// Forgets the password.
pub async fn forget(account: &str) {
    with_entry(account, |entry| entry.delete_credential()).await;
}

async fn with_entry<T: Send + 'static>(
    account: &str,
    action: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static,
) -> Option<T> {
    let account = account.to_owned();
    let asked = tauri::async_runtime::spawn_blocking(move || {
        if let Err(error) = Entry::store_status() {
            tracing::info!(%error, "no keyring here");
            return None;
        }
        match Entry::new(SERVICE, &account).and_then(|entry| action(&entry)) {
            Ok(answer) => Some(answer),
            Err(keyring::Error::NoEntry) => None,
            Err(error) => {
                tracing::warn!(%error, "the keyring refused");
                None
            }
        }
    });
    tokio::time::timeout(PATIENCE, asked).await.ok()?.ok()?
}
