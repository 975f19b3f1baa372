//! A drawer: the folder in which one person's sealed files lie, opened by their password.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, Duration, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, MutexGuard};
use zeroize::Zeroizing;

use super::days::{Days, KeptDays};
use super::files;
use super::journal::Journal;
use super::key_file::{give_up_key, is_put_aside, known_key, put_aside, remove_put_asides, write_key};
use super::model::KeptState;
use super::notes::open_journal;
use super::place::{Place, clear};
use super::queue::{KeptDeed, views};
use super::refresh::Filling;
use crate::access::Action;
use crate::clinic::Clinic;
use crate::clock::Clock;
use crate::crypto::secret::SecretKey;
use crate::error::{ClinicError, Outcome, Refusal, SessionEnd};
use crate::ids::RequestId;
use crate::users::model::SessionView;

/// A clock that stands this much before what was written last was set back.
const CLOCK_SLACK_MINUTES: i64 = 5;

/// Who may read it, until when, and by which clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Whose {
    session: SessionView,
    /// The server's clock less the workstation's, milliseconds.
    ahead_ms: i64,
    written_at: DateTime<Utc>,
}

/// What one person keeps at one workstation for when the server is away. Cheap to clone.
#[derive(Clone)]
pub struct Drawer(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    server: String,
    key: SecretKey,
    clock: Clock,
    session: SessionView,
    unreadable: AtomicBool,
    contents: Mutex<Contents>,
    journal: std::sync::Mutex<Journal>,
    /// Held by whoever sends: one at a time.
    pub(super) sending: Mutex<()>,
    pub(super) filling: Mutex<Filling>,
    /// Held until the drawer is closed: two windows of one folder do not overwrite each other's.
    _lock: FolderLock,
}

/// What lies in it.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) days: Option<KeptDays>,
    pub(super) deeds: Vec<KeptDeed>,
    /// On its way to the server: not to be taken back any more.
    pub(super) on_its_way: Option<RequestId>,
    /// Its person has signed out: nothing is put in any more.
    pub(super) closed: bool,
}

impl Drawer {
    /// Opens the drawer of whoever just signed in, or makes one. What was kept under a password that has been changed
    /// since, or was tampered with, is put aside and told ([`KeptState::unreadable`]).
    ///
    /// # Errors
    /// [`Refusal::CannotKeepHere`] when this computer cannot keep anything: no room, or another window has the drawer open.
    pub async fn open(place: &Place, clinic: &Clinic, session: &SessionView, password: &str) -> Outcome<Self> {
        let folder = place.of(&session.email);
        files::make_folder(&folder).map_err(cannot_keep)?;
        let lock = take_lock(&folder)?;
        let password = Zeroizing::new(password.to_owned());
        let about_key = about(&place.server, &session.email, "key");
        let key = match known_key(&folder, &about_key, password.clone()).await? {
            Some(key) => key,
            None => {
                give_up_key(&folder)?;
                let key = SecretKey::fresh()?;
                write_key(&folder, &key, &about_key, password, place.cost).await?;
                key
            }
        };
        let drawer = Self::with(place, folder, key, clinic.clock().clone(), session.clone(), lock)?;
        let written_at = clinic.now();
        let ahead_ms = clinic.clock().ahead().num_milliseconds();
        drawer.write("session", &Whose { session: session.clone(), ahead_ms, written_at }).await?;
        Ok(drawer)
    }

    /// Opens a drawer while the server is away: for the person whose it is, as long as their last session would last.
    /// `None` when there is no drawer for this e-mail. Goes by `clock` where a server has set it since the start.
    ///
    /// # Errors
    /// [`Refusal::WrongCredentials`] for another password; [`ClinicError::SignedOut`] when the session is over, or the
    /// computer's clock was set back.
    pub async fn open_away(place: &Place, email: &str, password: &str, clock: Option<Clock>) -> Outcome<Option<Self>> {
        let folder = place.of(email);
        if !folder.join("key").exists() {
            return Ok(None);
        }
        let lock = take_lock(&folder)?;
        let key = known_key(&folder, &about(&place.server, email, "key"), Zeroizing::new(password.to_owned())).await?;
        let key = key.ok_or(Refusal::WrongCredentials)?;
        let Some(sealed) = files::read(&folder.join("session")).map_err(cannot_keep)? else { return Ok(None) };
        let plain = key.unseal(about(&place.server, email, "session").as_bytes(), &sealed).ok_or(UNREADABLE)?;
        let whose: Whose = serde_json::from_slice(&plain).map_err(|_| UNREADABLE)?;
        let clock = clock.unwrap_or_else(|| Clock::ahead_by(Duration::milliseconds(whose.ahead_ms)));
        let drawer = Self::with(place, folder, key, clock, whose.session, lock)?;
        drawer.holds(whose.written_at).await?;
        Ok(Some(drawer))
    }

    fn with(
        place: &Place,
        folder: PathBuf,
        key: SecretKey,
        clock: Clock,
        session: SessionView,
        lock: FolderLock,
    ) -> Outcome<Self> {
        let journal = open_journal(&folder, about(&place.server, &session.email, "journal"), &key)?;
        let mut inner = Inner {
            server: place.server.clone(),
            key,
            clock,
            session,
            unreadable: AtomicBool::new(is_put_aside(&folder)),
            folder,
            contents: Mutex::default(),
            journal: std::sync::Mutex::new(journal),
            sending: Mutex::default(),
            filling: Mutex::default(),
            _lock: lock,
        };
        let deeds = match inner.read("deeds")? {
            Found::Nothing => Vec::new(),
            Found::Readable(deeds) => deeds,
            Found::Unreadable => {
                put_aside(&inner.folder, "deeds")?;
                *inner.unreadable.get_mut() = true;
                Vec::new()
            }
        };
        // Sheets that cannot be opened are read from the server again.
        let days = match inner.read::<(DateTime<Utc>, Days)>("days")? {
            Found::Readable((kept_at, days)) => Some(KeptDays { kept_at, days: Arc::new(days) }),
            _ => None,
        };
        inner.contents = Mutex::new(Contents { days, deeds, on_its_way: None, closed: false });
        Ok(Self(Arc::new(inner)))
    }

    /// Whether the session that filled it still counts, by a clock that has not been set back.
    async fn holds(&self, written_at: DateTime<Utc>) -> Outcome<()> {
        let last = self.contents().await.days.as_ref().map_or(written_at, |kept| kept.kept_at.max(written_at));
        let set_back = self.now() < last - Duration::minutes(CLOCK_SLACK_MINUTES);
        if set_back { Err(ClinicError::SignedOut { why: SessionEnd::Expired }) } else { self.is_open() }
    }

    /// Whether the session still counts.
    ///
    /// # Errors
    /// [`ClinicError::SignedOut`].
    pub fn is_open(&self) -> Outcome<()> {
        let over = self.0.session.expires_at <= self.now();
        if over { Err(ClinicError::SignedOut { why: SessionEnd::Expired }) } else { Ok(()) }
    }

    /// Whether a password opens it: how the desk is unlocked while the server cannot say.
    ///
    /// # Errors
    /// [`Refusal::WrongCredentials`].
    pub async fn opens_with(&self, password: &str) -> Outcome<SessionView> {
        let about = about(&self.0.server, &self.0.session.email, "key");
        let key = known_key(&self.0.folder, &about, Zeroizing::new(password.to_owned())).await?;
        key.map(|_| self.0.session.clone()).ok_or_else(|| Refusal::WrongCredentials.into())
    }

    /// Has its person's new password open it, and the old one no more.
    ///
    /// # Errors
    /// [`Refusal::CannotKeepHere`] when this computer cannot keep it.
    pub async fn take_password(&self, place: &Place, password: &str) -> Outcome<()> {
        let about = about(&self.0.server, &self.0.session.email, "key");
        write_key(&self.0.folder, &self.0.key, &about, Zeroizing::new(password.to_owned()), place.cost).await
    }

    /// Whose it is.
    pub fn session(&self) -> &SessionView {
        &self.0.session
    }

    /// The present instant, by the server's clock as it was last known.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// What the page shows of it.
    pub async fn state(&self) -> KeptState {
        let contents = self.contents().await;
        KeptState {
            keeps: contents.days.is_some() && self.is_open().is_ok(),
            deeds: views(&contents.deeds),
            unreadable: self.0.unreadable.load(Ordering::Relaxed),
        }
    }

    /// Takes away what is kept to be read, and everything when no deed waits: the person has signed out.
    ///
    /// # Errors
    /// [`Refusal::CannotKeepHere`] when the files cannot be taken away.
    pub async fn clear(&self) -> Outcome<()> {
        let mut contents = self.contents().await;
        (contents.days, contents.closed) = (None, true);
        clear(&self.0.folder).map_err(cannot_keep)
    }

    /// Takes away what cannot be opened. Whoever asks has seen that it was lost.
    ///
    /// # Errors
    /// [`Refusal::CannotKeepHere`] when the files cannot be taken away.
    pub(super) fn remove_unreadable(&self) -> Outcome<()> {
        remove_put_asides(&self.0.folder)?;
        self.0.unreadable.store(false, Ordering::Relaxed);
        Ok(())
    }

    pub(super) fn may(&self, action: Action) -> Outcome<()> {
        self.is_open()?;
        self.was_given(action)
    }

    /// Whether its person's session could do it, even when it is over.
    pub(super) fn was_given(&self, action: Action) -> Outcome<()> {
        if self.0.session.actions.contains(&action) { Ok(()) } else { Err(ClinicError::Forbidden { action }) }
    }

    pub(super) async fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.contents.lock().await
    }

    pub(super) fn sending(&self) -> &Mutex<()> {
        &self.0.sending
    }

    pub(super) fn filling(&self) -> &Mutex<Filling> {
        &self.0.filling
    }

    /// Writes the deeds as they are to be. When this returns, they are on the disk.
    pub(super) async fn write_deeds(&self, deeds: &[KeptDeed]) -> Outcome<()> {
        if deeds.is_empty() {
            return files::remove(&self.0.folder.join("deeds")).map_err(cannot_keep);
        }
        self.write("deeds", &deeds).await
    }

    pub(super) async fn write_days(&self, kept: &KeptDays) -> Outcome<()> {
        self.write("days", &(kept.kept_at, &*kept.days)).await
    }

    /// Works on the journal, off the threads that answer: it waits for the disk.
    pub(super) async fn with_journal<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Journal, &SecretKey) -> std::io::Result<T> + Send + 'static,
    ) -> Outcome<T> {
        let inner = self.0.clone();
        let done = tokio::task::spawn_blocking(move || {
            let mut journal = inner.journal.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut journal, &inner.key).map_err(cannot_keep)
        });
        done.await.map_err(|_| UNREADABLE)?
    }

    async fn write<T: Serialize>(&self, name: &'static str, value: &T) -> Outcome<()> {
        let plain = Zeroizing::new(serde_json::to_vec(value).map_err(|_| UNREADABLE)?);
        let inner = self.0.clone();
        let written = tokio::task::spawn_blocking(move || {
            let sealed = inner.key.seal(about(&inner.server, &inner.session.email, name).as_bytes(), &plain)?;
            files::write_whole(&inner.folder.join(name), &sealed).map_err(cannot_keep)
        });
        written.await.map_err(|_| UNREADABLE)?
    }
}

/// What a file holds.
enum Found<T> {
    Nothing,
    Unreadable,
    Readable(T),
}

impl Inner {
    fn read<T: DeserializeOwned>(&self, name: &str) -> Outcome<Found<T>> {
        let Some(sealed) = files::read(&self.folder.join(name)).map_err(cannot_keep)? else {
            return Ok(Found::Nothing);
        };
        let opened = self.key.unseal(about(&self.server, &self.session.email, name).as_bytes(), &sealed);
        let value = opened.and_then(|plain| serde_json::from_slice(&plain).ok());
        if value.is_none() {
            tracing::error!(name, "a kept file cannot be opened");
        }
        Ok(value.map_or(Found::Unreadable, Found::Readable))
    }
}

/// What a file is sealed about: a file of another clinic, person or kind does not open in its place.
fn about(server: &str, email: &str, name: &str) -> String {
    format!("clinic-desk kept 1\n{server}\n{}\n{name}", email.trim().to_lowercase())
}

/// The folder, locked to this drawer.
struct FolderLock(File);

impl Drop for FolderLock {
    /// Closing the file would not do: a program that was just started holds a copy of it until it runs.
    fn drop(&mut self) {
        self.0.unlock().ok();
    }
}

fn take_lock(folder: &Path) -> Outcome<FolderLock> {
    let lock = File::options().create(true).append(true).open(folder.join("lock")).map_err(cannot_keep)?;
    lock.try_lock().map_err(|error| cannot_keep(error.into()))?;
    Ok(FolderLock(lock))
}

/// This computer cannot keep it.
pub(super) fn cannot_keep(error: std::io::Error) -> ClinicError {
    tracing::error!(kind = ?error.kind(), "kept files");
    Refusal::CannotKeepHere.into()
}

pub(super) const UNREADABLE: ClinicError = ClinicError::Inconsistent { detail: String::new() };
