//! While the server is away: the drawer of whoever is signed in answers for it, and keeps what the desk does until the
//! server is back. What is in it, and who may read it, the core knows.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clinic_core::access::Actor;
use clinic_core::away::model::{KeptState, SettleDeed};
use clinic_core::away::{Drawer, Place};
use clinic_core::clinic::Clinic;
use clinic_core::error::{ClinicError, OfflineCause, Outcome, Refusal, SessionEnd};
use clinic_core::feed::FeedEvent;
use clinic_core::ids::RequestId;
use clinic_core::users::model::SessionView;
use clinic_core::users::password::PasswordCost;
use tauri::{AppHandle, Manager};
use tokio::sync::{Mutex, Notify, RwLock};
use zeroize::Zeroizing;

use crate::setup;
use crate::state::Desk;

/// From one look at what changed to the next, while the server answers.
const BEAT: Duration = Duration::from_secs(2);
/// How long sending may hold up the page's reading everything again.
const SENDING: Duration = Duration::from_secs(8);

/// How often opening a drawer is tried, every half second.
const OPENING_TRIES: u32 = 20;

/// What the shell holds of it.
#[derive(Default)]
pub struct Away {
    drawer: RwLock<Option<Drawer>>,
    silent: AtomicBool,
    told: Mutex<KeptState>,
    wake: Notify,
}

impl Away {
    /// Notes whether the server answers.
    pub fn set_silent(&self, silent: bool) {
        self.silent.store(silent, Ordering::Relaxed);
    }

    /// Whether the server did not answer when it was asked last.
    pub fn is_silent(&self) -> bool {
        self.silent.load(Ordering::Relaxed)
    }

    /// The drawer of whoever is signed in.
    pub async fn drawer(&self) -> Option<Drawer> {
        self.drawer.read().await.clone()
    }

    /// Changes to another drawer, or none. The one before.
    pub async fn set_drawer(&self, drawer: Option<Drawer>) -> Option<Drawer> {
        *self.told.lock().await = KeptState::default();
        std::mem::replace(&mut *self.drawer.write().await, drawer)
    }
}

/// Starts filling and emptying the drawer, for as long as the program runs.
pub fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            let desk = app.state::<Desk>();
            tokio::time::timeout(BEAT, desk.away.wake.notified()).await.ok();
            if let Some(drawer) = desk.away.drawer().await {
                desk.look_after(&drawer).await;
            }
        }
    });
}

/// Whether this is the silence of a server that is away: the one kind in which the desk goes on by itself.
pub fn is_away(error: &ClinicError) -> bool {
    matches!(error, ClinicError::Offline { cause: OfflineCause::Unreachable, .. })
}

fn is_same(email: &str, other: &str) -> bool {
    email.trim().to_lowercase() == other.trim().to_lowercase()
}

/// The silence of a server that was not reached since the start.
pub fn not_reached() -> ClinicError {
    ClinicError::Offline { cause: OfflineCause::Unreachable, detail: "not reached since the start".into() }
}

impl Desk {
    /// Has the core answer, or what is kept when the server is away.
    ///
    /// # Errors
    /// Those of the action; [`ClinicError::Offline`] for what is not kept.
    pub async fn ask_or_look<T, Ask, Asked, Look, Looked>(&self, what: &'static str, ask: Ask, look: Look) -> Outcome<T>
    where
        Ask: FnOnce(Clinic, Actor) -> Asked,
        Asked: Future<Output = Outcome<T>> + Send + 'static,
        Look: FnOnce(Drawer) -> Looked,
        Looked: Future<Output = Outcome<T>>,
        T: Send + 'static,
    {
        if self.away.is_silent()
            && let Some(drawer) = self.open_drawer().await?
        {
            return look(drawer).await;
        }
        match self.act(what, ask).await {
            Err(error) if is_away(&error) => match self.open_drawer().await? {
                Some(drawer) => look(drawer).await,
                None => Err(error),
            },
            answered => answered,
        }
    }

    /// Has the core do it, after what waits from before; or keeps it to be sent when the server is away.
    ///
    /// # Errors
    /// Those of the action as far as they can be known here; [`ClinicError::Offline`] for what only the server knows.
    pub async fn do_or_keep<T, Do, Done, Keep, Kept>(&self, what: &'static str, action: Do, keep: Keep) -> Outcome<T>
    where
        Do: FnOnce(Clinic, Actor) -> Done,
        Done: Future<Output = Outcome<T>> + Send + 'static,
        Keep: FnOnce(Drawer) -> Kept,
        Kept: Future<Output = Outcome<T>>,
        T: Send + 'static,
    {
        let Some(drawer) = self.open_drawer().await? else { return self.act(what, action).await };
        if !self.away.is_silent() {
            // What was done before goes before it.
            self.send_kept().await;
            if !drawer.has_waiting().await {
                match self.act(what, action).await {
                    Err(error) if is_away(&error) => {}
                    done => return done,
                }
            }
        }
        let kept = keep(drawer).await;
        self.tell_kept().await;
        self.away.wake.notify_one();
        kept
    }

    /// What is kept for whoever is signed in.
    ///
    /// # Errors
    /// [`ClinicError::SignedOut`].
    pub async fn kept_state(&self) -> Outcome<KeptState> {
        match self.open_drawer().await? {
            Some(drawer) => Ok(drawer.state().await),
            None => Ok(KeptState::default()),
        }
    }

    /// Takes back what was not sent yet.
    ///
    /// # Errors
    /// As [`Drawer::withdraw`].
    pub async fn withdraw_kept(&self, id: RequestId) -> Outcome<KeptState> {
        let withdrawn = self.drawer_or_none().await?.withdraw(id).await;
        self.tell_kept().await;
        withdrawn
    }

    /// Settles what the clinic refused.
    ///
    /// # Errors
    /// As [`Drawer::settle`].
    pub async fn settle_kept(&self, request: SettleDeed) -> Outcome<KeptState> {
        let drawer = self.drawer_or_none().await?;
        let settled =
            self.act("settle", |clinic, actor| async move { drawer.settle(&clinic, &actor, request).await }).await;
        self.tell_kept().await;
        settled
    }

    /// Takes away what cannot be opened any more.
    ///
    /// # Errors
    /// As [`Drawer::drop_unreadable`].
    pub async fn drop_unreadable(&self) -> Outcome<KeptState> {
        let drawer = self.drawer_or_none().await?;
        let dropped = self.act("drop what cannot be opened", |clinic, actor| async move {
            drawer.drop_unreadable(&clinic, &actor).await
        });
        let dropped = dropped.await;
        self.tell_kept().await;
        dropped
    }

    /// Sends what waits, as long as the page may wait for it.
    pub async fn send_kept(&self) {
        let Some(drawer) = self.away.drawer().await else { return };
        if !drawer.has_waiting().await {
            return;
        }
        let sending = self.act("send what was kept", |clinic, actor| async move { drawer.send(&clinic, &actor).await });
        if tokio::time::timeout(SENDING, sending).await.is_err() {
            tracing::warn!("sending what was kept takes long");
        }
        self.tell_kept().await;
    }

    /// Opens the drawer of whoever just signed in, in the background: its key costs as much as the sign-in.
    pub async fn begin_keeping(&self, clinic: Clinic, view: SessionView, password: Zeroizing<String>) {
        self.close_drawer(&view.email).await;
        self.away.set_silent(false);
        let (app, place) = (self.app().clone(), self.kept_place());
        tauri::async_runtime::spawn(async move {
            let desk = app.state::<Desk>();
            desk.heard("sweep what is kept", place.sweep()).ok();
            // The same person's drawer of before may be being closed.
            for _ in 0..OPENING_TRIES {
                if let Ok(drawer) = Drawer::open(&place, &clinic, &view, &password).await {
                    if desk.is_session_of(&view).await {
                        desk.away.set_drawer(Some(drawer)).await;
                        desk.away.wake.notify_one();
                    }
                    return;
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            tracing::warn!("nothing can be kept here");
        });
    }

    /// Opens the drawer of someone while the server is away, by their e-mail and password.
    ///
    /// # Errors
    /// `away` when there is none; as [`Drawer::open_away`].
    pub async fn begin_away(&self, email: &str, password: &str, away: ClinicError) -> Outcome<SessionView> {
        let open = self.away.drawer().await.filter(|drawer| is_same(&drawer.session().email, email));
        let drawer = match open {
            Some(drawer) => {
                drawer.opens_with(password).await?;
                drawer
            }
            None => {
                self.close_drawer(email).await;
                let clock = self.clinic().await.map(|clinic| clinic.clock().clone());
                Drawer::open_away(&self.kept_place(), email, password, clock).await?.ok_or(away)?
            }
        };
        drawer.is_open()?;
        let view = drawer.session().clone();
        self.away.set_silent(true);
        self.away.set_drawer(Some(drawer)).await;
        self.tell(FeedEvent::Offline { cause: OfflineCause::Unreachable });
        Ok(view)
    }

    /// Closes the drawer of whoever was here before; what another person kept to be read is taken away.
    async fn close_drawer(&self, next: &str) {
        if let Some(before) = self.away.set_drawer(None).await
            && !is_same(&before.session().email, next)
        {
            self.heard("clear what is kept", before.clear().await).ok();
        }
    }

    /// The drawer in whose journal notes are put, also while the desk is locked.
    ///
    /// # Errors
    /// [`Refusal::CannotKeepHere`] while there is none: in the first moment after signing in, or in a second window.
    pub async fn journal(&self) -> Outcome<Drawer> {
        self.away.drawer().await.ok_or_else(|| Refusal::CannotKeepHere.into())
    }

    /// Where the drawers of this workstation are.
    pub fn kept_place(&self) -> Place {
        let server = self.server_words();
        Place { folder: self.folder().to_owned(), server, cost: PasswordCost::CLINIC }
    }

    /// The drawer, for someone who is signed in and there.
    async fn open_drawer(&self) -> Outcome<Option<Drawer>> {
        match self.away.drawer().await {
            Some(drawer) => self.is_there().await.map(|()| Some(drawer)),
            None => Ok(None),
        }
    }

    async fn drawer_or_none(&self) -> Outcome<Drawer> {
        self.open_drawer().await?.ok_or(ClinicError::SignedOut { why: SessionEnd::Unknown })
    }

    async fn look_after(&self, drawer: &Drawer) {
        if self.clinic().await.is_none() {
            // The window was opened while the server was away.
            setup::state(self).await.ok();
            if self.clinic().await.is_some() {
                self.away.set_silent(false);
                self.tell(FeedEvent::Online { resource_ids: vec![], topics: vec![], returned: true });
            }
            return;
        }
        if self.away.is_silent() || self.is_locked().await {
            return;
        }
        self.send_kept().await;
        let Ok((clinic, actor)) = self.clinic_and_actor().await else { return };
        self.heard("keep the next days", drawer.refresh(&clinic, &actor).await).ok();
        self.tell_kept().await;
    }

    /// Tells the page what is kept, if that is news.
    async fn tell_kept(&self) {
        let Some(drawer) = self.away.drawer().await else { return };
        let state = drawer.state().await;
        let mut told = self.away.told.lock().await;
        if *told != state {
            *told = state.clone();
            self.tell_of("kept", state);
        }
    }
}
