//! When the window may close: the page is asked whether anything typed would be lost, and has a few seconds to say so.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How long the page has to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The question whether the window may close, one after the other.
#[derive(Debug, Default)]
pub struct Closing {
    /// How often it was asked.
    asked: AtomicU64,
    /// The question that is not answered yet; 0 when there is none.
    open: AtomicU64,
}

/// One asking of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question(u64);

/// What a closing window does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The page did not answer in time: it closes, whatever is in it.
    Close,
    /// The page answered: it closes the window itself when it is ready.
    Stay,
}

impl Closing {
    /// Asks. None: it was asked just now and the page did not answer yet, so the window closes at once.
    pub fn ask(&self) -> Option<Question> {
        let question = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        self.open.compare_exchange(0, question, Ordering::SeqCst, Ordering::SeqCst).ok().map(|_| Question(question))
    }

    /// The page answers: the window stays until the page closes it.
    pub fn stay(&self) {
        self.open.store(0, Ordering::SeqCst);
    }

    /// Waits for the page's answer to this question. An answer to an earlier one is none.
    pub async fn answer(&self, question: Question) -> Answer {
        tokio::time::sleep(PATIENCE).await;
        if self.open.load(Ordering::SeqCst) == question.0 { Answer::Close } else { Answer::Stay }
    }

    /// Gives the page the time to save when the program is told to end, whatever it answers.
    pub async fn last_chance(&self) {
        tokio::time::sleep(PATIENCE).await;
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;

    use tokio::time::{Instant, advance, pause};

    use super::*;

    /// What became of it, and after how many seconds.
    async fn timed(answer: impl Future<Output = Answer>) -> (Answer, u64) {
        let begun = Instant::now();
        (answer.await, begun.elapsed().as_secs())
    }

    #[tokio::test]
    async fn a_page_that_says_nothing_is_closed_after_three_seconds() {
        pause();
        let closing = Closing::default();
        let question = closing.ask().unwrap();
        assert_eq!(timed(closing.answer(question)).await, (Answer::Close, 3));
    }

    #[tokio::test]
    async fn a_page_that_has_something_to_save_stays() {
        pause();
        let closing = Closing::default();
        let question = closing.ask().unwrap();
        let page = async {
            advance(Duration::from_millis(2_900)).await;
            closing.stay();
        };
        assert_eq!(tokio::join!(closing.answer(question), page).0, Answer::Stay);
        assert!(closing.ask().is_some(), "asked again it may answer again");
    }

    #[tokio::test]
    async fn asked_again_after_it_stayed_the_page_has_three_seconds_again() {
        pause();
        let closing = Closing::default();
        let first = closing.ask().unwrap();
        let later = async {
            advance(Duration::from_secs(1)).await;
            closing.stay();
            advance(Duration::from_secs(1)).await;
            let second = closing.ask().unwrap();
            timed(closing.answer(second)).await
        };
        let (first, second) = tokio::join!(closing.answer(first), later);
        assert_eq!(first, Answer::Stay, "its time runs out while the second question is open");
        assert_eq!(second, (Answer::Close, 3));
    }

    #[test]
    fn whoever_presses_again_before_the_page_answers_closes_at_once() {
        let closing = Closing::default();
        assert!(closing.ask().is_some());
        assert!(closing.ask().is_none());
    }
}
