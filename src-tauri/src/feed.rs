//! Asks the server what of the things on the screen changed, and tells the page. Asking is not using: it does not hold
//! off the idle lock, and it stops while nobody is signed in or the session is locked.

use std::future::Future;
use std::time::{Duration, Instant};

use clinic_core::clinic::Clinic;
use clinic_core::error::{ClinicError, OfflineCause, Outcome};
use clinic_core::feed::{Changes, FeedEvent, FeedWatch, Poller};
use clinic_core::waitlist::Tender;
use tauri::{AppHandle, Manager};
use tokio::sync::Mutex;

use crate::log;
use crate::setup;
use crate::state::Desk;

/// From one question to the next while the server answers.
const BEAT: Duration = Duration::from_millis(400);
/// The longest pause between two tries while it does not.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// A server that takes longer than this to answer is away.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is watched now.
#[derive(Default)]
pub struct Feed {
    watched: Mutex<Option<Watched>>,
}

struct Watched {
    watch: FeedWatch,
    poller: Poller,
}

impl Feed {
    /// Watches `watch` instead of what was watched before. What is to be told at once: what changed up to now of the
    /// things watched before, and everything that was not, because the page may have read it before it was watched.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`], and nothing changes; [`ClinicError::Offline`], and it is watched from when the server is
    /// back.
    pub async fn watch(&self, clinic: &Clinic, watch: FeedWatch) -> Outcome<Changes> {
        let mut poller = Poller::new(&watch)?;
        let mut watched = self.watched.lock().await;
        let first = in_patience(poller.poll(clinic)).await;
        let mut news = newly_watched(watched.as_ref().map(|before| &before.watch), &watch);
        if let Some(before) = watched.as_mut().filter(|_| first.is_ok()) {
            let last = in_patience(before.poller.poll(clinic)).await.unwrap_or_default();
            news.resource_ids.extend(last.resource_ids);
            news.topics.extend(last.topics);
        }
        *watched = Some(Watched { watch, poller });
        first.map(|_| news)
    }

    async fn poll(&self, clinic: &Clinic) -> Outcome<Changes> {
        // Waiting for whoever changes what is watched is waiting for the server too.
        in_patience(async {
            let mut watched = self.watched.lock().await;
            let Some(Watched { poller, .. }) = watched.as_mut() else { return Ok(Changes::default()) };
            poller.poll(clinic).await
        })
        .await
    }
}

/// The answer, or that the server is away when it takes too long.
async fn in_patience<T>(answer: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    let away = |_| ClinicError::Offline { cause: OfflineCause::Unreachable, detail: "no answer to the feed".into() };
    tokio::time::timeout(PATIENCE, answer).await.map_err(away).flatten()
}

fn newly_watched(before: Option<&FeedWatch>, now: &FeedWatch) -> Changes {
    let other_days = before.is_none_or(|before| (&before.from_on, &before.to_on) != (&now.from_on, &now.to_on));
    let known_lane = |lane: &u32| before.is_some_and(|before| before.resource_ids.contains(lane));
    let known_topic = |topic: &String| before.is_some_and(|before| before.topics.contains(topic));
    Changes {
        resource_ids: now.resource_ids.iter().copied().filter(|lane| other_days || !known_lane(lane)).collect(),
        topics: now.topics.iter().filter(|topic| !known_topic(topic)).cloned().collect(),
    }
}

/// Starts asking, for as long as the program runs.
pub fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut connection = Connection::Answering;
        let mut waitlist = WaitlistCare::default();
        loop {
            tokio::time::sleep(connection.pause()).await;
            let desk = app.state::<Desk>();
            let Some(clinic) = desk.clinic_to_poll().await else {
                // Nobody asks now; whoever signs in or unlocks needs it.
                setup::revive_private_server(&desk).await;
                continue;
            };
            let (next, event) = connection.hear(desk.feed.poll(&clinic).await);
            connection = next;
            desk.away.set_silent(connection.is_silent());
            if connection == Connection::Answering {
                waitlist.look(&clinic).await;
            }
            if let Some(event) = event {
                // What was done meanwhile is certain, or to be settled, before the page reads everything again.
                if matches!(event, FeedEvent::Online { returned: true, .. }) {
                    desk.send_kept().await;
                }
                desk.tell(event);
            }
            if connection.is_silent() {
                setup::revive_private_server(&desk).await;
            }
        }
    });
}

/// Tends the waitlist beside the feed: what becomes free is offered at once, by whichever workstation notices first.
#[derive(Default)]
struct WaitlistCare {
    tender: Tender,
    looked: Option<Instant>,
}

impl WaitlistCare {
    /// From one look to the next.
    const PAUSE: Duration = Duration::from_millis(800);

    async fn look(&mut self, clinic: &Clinic) {
        if self.looked.is_some_and(|looked| looked.elapsed() < Self::PAUSE) {
            return;
        }
        self.looked = Some(Instant::now());
        if let Err(error) = in_patience(self.tender.look(clinic)).await {
            log::note("waitlist", &error);
        }
    }
}

/// Whether the server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Connection {
    Answering,
    Silent { cause: OfflineCause, tries: u32 },
}

impl Connection {
    fn pause(self) -> Duration {
        match self {
            Self::Answering => BEAT,
            Self::Silent { tries, .. } => (BEAT / 2 * 2_u32.pow(tries.min(5))).min(LONGEST_PAUSE),
        }
    }

    fn is_silent(self) -> bool {
        matches!(self, Self::Silent { cause: OfflineCause::Unreachable, .. })
    }

    /// What one answer makes of it, and what the page is told: changes, and each turn from one state to the other.
    fn hear(self, answer: Outcome<Changes>) -> (Self, Option<FeedEvent>) {
        let error = match answer {
            Ok(Changes { resource_ids, topics }) => {
                let returned = self != Self::Answering;
                let news = returned || !resource_ids.is_empty() || !topics.is_empty();
                return (Self::Answering, news.then_some(FeedEvent::Online { resource_ids, topics, returned }));
            }
            Err(error) => error,
        };
        let cause = if let ClinicError::Offline { cause, .. } = &error { *cause } else { OfflineCause::Busy };
        match self {
            Self::Silent { cause: known, tries } if known == cause => {
                (Self::Silent { cause, tries: tries.saturating_add(1) }, None)
            }
            _ => {
                log::note("feed", &error);
                (Self::Silent { cause, tries: 0 }, Some(FeedEvent::Offline { cause }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn away() -> Outcome<Changes> {
        Err(ClinicError::Offline { cause: OfflineCause::Unreachable, detail: String::new() })
    }

    #[test]
    fn silence_is_told_once_and_so_is_the_return() {
        let (away_now, told) = Connection::Answering.hear(away());
        assert_eq!(told, Some(FeedEvent::Offline { cause: OfflineCause::Unreachable }));
        let (still_away, told) = away_now.hear(away());
        assert_eq!(told, None);
        let (back, told) = still_away.hear(Ok(Changes::default()));
        assert_eq!(told, Some(FeedEvent::Online { resource_ids: vec![], topics: vec![], returned: true }));
        assert_eq!(back, Connection::Answering);
        assert_eq!(back.hear(Ok(Changes::default())).1, None);
    }

    #[test]
    fn what_was_not_watched_before_is_told_at_once() {
        let watch = |lanes: &[u32], day: &str, topics: &[&str]| FeedWatch {
            resource_ids: lanes.to_vec(),
            from_on: day.into(),
            to_on: day.into(),
            topics: topics.iter().map(ToString::to_string).collect(),
        };
        let monday = watch(&[1, 2], "2026-03-02", &["clinic"]);
        let more = watch(&[1, 2, 3], "2026-03-02", &["clinic", "users"]);
        let tuesday = watch(&[1, 2], "2026-03-03", &["clinic"]);
        assert_eq!(newly_watched(None, &monday).resource_ids, [1, 2]);
        assert!(newly_watched(Some(&monday), &monday).is_empty());
        assert_eq!(
            newly_watched(Some(&monday), &more),
            Changes { resource_ids: vec![3], topics: vec!["users".into()] }
        );
        assert_eq!(newly_watched(Some(&monday), &tuesday), Changes { resource_ids: vec![1, 2], topics: vec![] });
    }

    #[test]
    fn the_pauses_grow_to_two_seconds() {
        let mut connection = Connection::Answering;
        let mut pauses = vec![];
        for _ in 0..6 {
            connection = connection.hear(away()).0;
            pauses.push(connection.pause().as_millis());
        }
        assert_eq!(pauses, [200, 400, 800, 1600, 2000, 2000]);
    }
}
