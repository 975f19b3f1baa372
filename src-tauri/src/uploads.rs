//! Sends files to the clinic's records, one after the other, and goes on by itself: after a lost server, a locked desk, a
//! killed program. What it holds is of whoever is signed in, and goes with them.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clinic_core::access::Action;
use clinic_core::error::{ClinicError, Outcome, RecordKind, Refusal, SessionEnd};
use clinic_core::ids::{RecordId, UserId};
use clinic_core::records;
use clinic_core::records::file::look_at;
use clinic_core::records::model::{AddRecord, DiscardRecord, FileFault, RecordView, UploadState, UploadView};
use clinic_core::records::{Going, Sent, Source};
use tauri::{AppHandle, Manager};
use tokio::sync::Notify;

use crate::state::Desk;
use crate::{dialogs, log, scans};

/// From one look at what is to be done to the next, and between two tries while the server is away.
const PAUSE: Duration = Duration::from_secs(1);

/// Tells the page that something about them changed.
const CHANGED: &str = "uploads";

/// What is sent, and what was.
#[derive(Default)]
pub struct Uploads {
    list: Mutex<Vec<Upload>>,
    wake: Notify,
}

#[derive(Clone)]
struct Upload {
    user: UserId,
    path: PathBuf,
    view: UploadView,
}

impl Uploads {
    fn list(&self) -> MutexGuard<'_, Vec<Upload>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What there is, the oldest first.
    pub fn views(&self) -> Vec<UploadView> {
        self.list().iter().map(|one| one.view.clone()).collect()
    }

    /// The files that are sent just now.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.list().iter().map(|one| one.path.clone()).collect()
    }

    /// The session is over, or another's.
    pub fn forget_others(&self, user: Option<UserId>) {
        self.list().retain(|one| Some(one.user) == user);
    }

    fn add(&self, user: UserId, record: &RecordView, path: PathBuf) {
        let view = UploadView {
            record_id: record.id,
            patient_id: record.patient_id,
            patient_name: record.patient_name.clone(),
            title: record.form.title.clone(),
            parts: record.parts,
            done_parts: record.arrived_parts,
            standing: UploadState::Waiting,
        };
        let mut list = self.list();
        list.retain(|one| one.view.record_id != record.id && one.view.standing != UploadState::Done);
        list.push(Upload { user, path, view });
        drop(list);
        self.wake.notify_one();
    }

    fn take_out(&self, record: RecordId) {
        self.list().retain(|one| one.view.record_id != record);
    }

    fn knows(&self, record: RecordId) -> bool {
        self.list().iter().any(|one| one.view.record_id == record)
    }

    fn next(&self) -> Option<Upload> {
        let waits = |one: &&Upload| !matches!(one.view.standing, UploadState::Done | UploadState::Failed { .. });
        self.list().iter().find(waits).cloned()
    }

    /// Notes where it stands; whether it is still to be sent.
    fn stands(&self, record: RecordId, standing: UploadState, done_parts: Option<u32>) -> bool {
        let mut list = self.list();
        let Some(one) = list.iter_mut().find(|one| one.view.record_id == record) else { return false };
        one.view.standing = standing;
        one.view.done_parts = done_parts.unwrap_or(one.view.done_parts);
        true
    }
}

/// Starts sending, for as long as the program runs.
pub fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut resumed = None;
        loop {
            let desk = app.state::<Desk>();
            tokio::time::timeout(PAUSE, desk.uploads.wake.notified()).await.ok();
            let user = desk.user_at_work().await;
            // Whoever comes back from a lock has their list still; whoever signs in finds it on the server.
            if user.is_some() && resumed != user && go_on(&desk).await {
                resumed = user;
            }
            if desk.user().await.is_none() {
                resumed = None;
            }
            while let Some(next) = desk.uploads.next() {
                if !send(&desk, &next).await {
                    break;
                }
            }
        }
    });
}

/// Takes up what the actor began at this workstation; whether that is known now.
async fn go_on(desk: &Desk) -> bool {
    let Ok((clinic, actor)) = desk.clinic_and_actor().await else { return false };
    let Some(user) = actor.user_id().filter(|_| actor.may(Action::KeepRecords).is_ok()) else { return true };
    match records::unfinished(&clinic, &actor).await {
        Ok(found) => {
            for (record, path) in found {
                if let Some(path) = path.filter(|_| !desk.uploads.knows(record.id)) {
                    desk.uploads.add(user, &record, path);
                }
            }
            desk.tell_of(CHANGED, ());
            true
        }
        // A clinician who has no keys has nothing to go on with.
        Err(ClinicError::Refused { .. }) => true,
        Err(error) => {
            log::note("go on with files", &error);
            false
        }
    }
}

/// Sends one until it is there, cannot go on, or has to wait; whether the next can be looked for at once.
async fn send(desk: &Desk, one: &Upload) -> bool {
    let id = one.view.record_id;
    let stands = |standing, done| {
        let wanted = desk.uploads.stands(id, standing, done);
        desk.tell_of(CHANGED, ());
        wanted
    };
    let (clinic, actor) = match desk.clinic_and_actor().await {
        Ok(known) => known,
        Err(error) => {
            stands(if is_locked(&error) { UploadState::Locked } else { UploadState::Away }, None);
            return false;
        }
    };
    let tell = |sent| {
        let (standing, done) = match sent {
            Sent::Reading => (UploadState::Reading, None),
            Sent::Parts(done) => (UploadState::Sending, Some(done)),
            Sent::Checked(done) => (UploadState::Checking, Some(done)),
        };
        if !stands(standing, done) || desk.locked_now() { Going::Stops } else { Going::On }
    };
    match records::send(&clinic, &actor, id, &one.path, tell).await {
        Ok(Some(_)) => {
            scans::file_away(desk, &one.path).await;
            stands(UploadState::Done, Some(one.view.parts));
            true
        }
        Ok(None) => {
            stands(UploadState::Locked, None);
            false
        }
        Err(ClinicError::Offline { .. }) => {
            stands(UploadState::Away, None);
            false
        }
        Err(error) if is_locked(&error) => {
            stands(UploadState::Locked, None);
            false
        }
        // Somebody gave it up in another window.
        Err(ClinicError::NotFound { .. }) => {
            desk.uploads.take_out(id);
            desk.tell_of(CHANGED, ());
            true
        }
        Err(error) => {
            log::note("send a file", &error);
            stands(UploadState::Failed { error }, None);
            true
        }
    }
}

fn is_locked(error: &ClinicError) -> bool {
    matches!(error, ClinicError::SignedOut { why: SessionEnd::Locked })
}

/// Begins to add a file that was chosen. It is sent beside whatever else is done.
///
/// # Errors
/// Those of the file, and of [`records::begin`].
pub async fn add(desk: &Desk, request: AddRecord) -> Outcome<RecordView> {
    let path = desk.files.path(request.file_id).ok_or_else(not_there)?;
    let (clinic, actor) = desk.clinic_and_actor().await?;
    let source = Source { facts: look_at(&path).await?, path: path.clone() };
    let begun = desk.heard("add a record", records::begin(&clinic, &actor, request, source).await)?;
    if let Some(user) = actor.user_id() {
        desk.uploads.add(user, &begun, path);
    }
    desk.tell_of(CHANGED, ());
    desk.tell_of(scans::CHANGED, ());
    Ok(begun)
}

/// What is being sent, for whoever is there.
///
/// # Errors
/// `SignedOut`; `Forbidden` to whoever keeps no records.
pub async fn list(desk: &Desk) -> Outcome<Vec<UploadView>> {
    desk.may_here(Action::KeepRecords).await?;
    Ok(desk.uploads.views())
}

/// Gives a file up that has not arrived whole.
///
/// # Errors
/// Those of [`records::discard`].
pub async fn discard(desk: &Desk, request: DiscardRecord) -> Outcome<()> {
    let before = desk.uploads.list().iter().find(|one| one.view.record_id == request.record_id).cloned();
    desk.uploads.take_out(request.record_id);
    let done = match desk.clinic_and_actor().await {
        Ok((clinic, actor)) => records::discard(&clinic, &actor, request).await,
        Err(error) => Err(error),
    };
    // It is not given up while the server does not know of it.
    if let (Err(ClinicError::Offline { .. }), Some(before)) = (&done, before) {
        desk.uploads.list().push(before);
    }
    desk.tell_of(CHANGED, ());
    desk.tell_of(scans::CHANGED, ());
    desk.heard("give up a record", done)
}

/// Tries again what could not go on. Where the file is not where it was, or began to be sent from another workstation, the
/// person is asked for it.
///
/// # Errors
/// `NotFound` for what the actor did not begin.
pub async fn again(desk: &Desk, record: RecordId) -> Outcome<()> {
    let (clinic, actor) = desk.clinic_and_actor().await?;
    let found = desk.heard("send again", records::unfinished(&clinic, &actor).await)?;
    let not_found = ClinicError::NotFound { what: RecordKind::Record };
    let (view, path) = found.into_iter().find(|(view, _)| view.id == record).ok_or(not_found)?;
    let kept = path.filter(|path| is_still(path));
    let path = match kept {
        Some(path) => Some(path),
        None => dialogs::file(desk.app()).await,
    };
    if let Some((path, user)) = path.zip(actor.user_id()) {
        desk.uploads.add(user, &view, path);
        desk.tell_of(CHANGED, ());
    }
    Ok(())
}

fn is_still(path: &Path) -> bool {
    records::file::size_of(path).is_ok()
}

fn not_there() -> ClinicError {
    Refusal::FileRefused { why: FileFault::NotThere }.into()
}
