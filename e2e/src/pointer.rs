//! What a hand does with the pointer.

use std::time::{Duration, Instant};

use fantoccini::actions::{Actions, InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;

use crate::failure::{Failure, Outcome, holds};
use crate::page::{PATIENCE, Page};

impl Page {
    /// Clicks it once it stands still: in a list that changes, a hand would hit its neighbour.
    ///
    /// # Errors
    /// When it is not there or cannot be clicked.
    pub async fn click(&self, role: &str, name: &str) -> Outcome {
        self.clicks(&format!("{role} {name:?}"), async || self.find(role, name).await).await
    }

    /// Clicks it inside `scope` once it stands still.
    ///
    /// # Errors
    /// When it is not there or cannot be clicked.
    pub async fn click_in(&self, scope: &Element, role: &str, name: &str) -> Outcome {
        self.clicks(&format!("{role} {name:?}"), async || {
            let found = self.all_in(scope, role, name).await?.into_iter().next();
            found.ok_or_else(|| Failure::new("it is not there"))
        })
        .await
    }

    /// Clicks that element once it stands still.
    ///
    /// # Errors
    /// When it is gone or cannot be clicked.
    pub async fn click_on(&self, element: &Element) -> Outcome {
        self.clicks("it", async || Ok(element.clone())).await
    }

    async fn clicks(&self, what: &str, found: impl AsyncFn() -> Outcome<Element>) -> Outcome {
        let started = Instant::now();
        loop {
            let clicked = async {
                let element = found().await?;
                self.stands_still(&element).await?;
                element.click().await?;
                Ok::<_, Failure>(())
            };
            match clicked.await {
                Ok(()) => return Ok(()),
                // It was drawn anew between finding and clicking, or something passes over it.
                Err(_) if started.elapsed() < PATIENCE => tokio::time::sleep(Duration::from_millis(80)).await,
                Err(error) => return Err(error.during(&format!("click {what}"))),
            }
        }
    }

    /// That the element is where it was two frames before, and what it stands in waits for no answer.
    async fn stands_still(&self, element: &Element) -> Outcome {
        let script = "const [element, done] = arguments; \
            const place = () => { const box = element.getBoundingClientRect(); return `${box.x} ${box.y} ${box.width}`; }; \
            const before = place(); \
            const look = () => done(before === place() && !element.parentElement?.closest('[aria-busy=true]')); \
            setTimeout(look, 250); requestAnimationFrame(() => requestAnimationFrame(look));";
        let still = self.client().execute_async(script, vec![serde_json::to_value(element)?]).await?;
        holds(still.as_bool().unwrap_or_default(), "it does not stand still")
    }

    /// Drags with the pointer from one point of the window to another, slowly enough to be seen.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn drag(&self, from: (f64, f64), to: (f64, f64)) -> Outcome {
        let at = |(x, y): (f64, f64), milliseconds| PointerAction::MoveTo {
            duration: Some(Duration::from_millis(milliseconds)),
            x,
            y,
        };
        let between = |part: f64| (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
        let mut mouse =
            MouseActions::new("mouse".into()).then(at(from, 0)).then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        for part in [0.1, 0.3, 0.5, 0.7, 0.9, 1.0] {
            mouse = mouse.then(at(between(part), 40));
        }
        let mouse = mouse.then(at(to, 80)).then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client().perform_actions(Actions::from(mouse)).await?;
        Ok(())
    }

    /// Drags an element with the pointer onto what comes only while something is dragged.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn drag_onto(&self, element: &Element, role: &str, name: &str) -> Outcome {
        let to = |(x, y): (f64, f64)| PointerAction::MoveTo { duration: Some(Duration::from_millis(40)), x, y };
        let from = self.point_at(element).await?;
        let taken = MouseActions::new("mouse".into())
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(to((from.0 + 4.0, from.1 + 12.0)));
        self.client().perform_actions(taken).await?;
        let there = self.middle(&self.find(role, name).await?).await?;
        let let_go = MouseActions::new("mouse".into())
            .then(to(((from.0 + there.0) / 2.0, (from.1 + there.1) / 2.0)))
            .then(to(there))
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client().perform_actions(let_go).await?;
        Ok(())
    }

    /// Rests the pointer on the element, as a hand does before it takes hold: where the pointer is then. What notices that
    /// come and go move is followed until it stays.
    ///
    /// # Errors
    /// When it is gone, or something else lies over it.
    pub async fn point_at(&self, element: &Element) -> Outcome<(f64, f64)> {
        let mut there = (0.0, 0.0);
        self.waits_for("the pointer to rest on it", async || {
            let (x, y) = self.middle(element).await?;
            let to = |x: f64, y: f64| PointerAction::MoveTo { duration: None, x, y };
            // A move to where it is already is none, and tells the page nothing.
            let moves = MouseActions::new("mouse".into()).then(to(x + 2.0, y + 2.0)).then(to(x, y));
            self.client().perform_actions(moves).await?;
            let script = "return arguments[0].matches(':hover')";
            let rests = self.client().execute(script, vec![serde_json::to_value(element)?]).await?;
            there = (x, y);
            Ok(rests.as_bool().unwrap_or_default() && self.middle(element).await? == there)
        })
        .await?;
        Ok(there)
    }

    /// Clicks where it is, whatever lies over it there.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn click_there(&self, element: &Element) -> Outcome {
        let (x, y) = self.middle(element).await?;
        let mouse = MouseActions::new("mouse".into())
            .then(PointerAction::MoveTo { duration: None, x, y })
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client().perform_actions(Actions::from(mouse)).await?;
        Ok(())
    }

    /// Clicks twice where it is.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn double_click(&self, element: &Element) -> Outcome {
        let (x, y) = self.middle(element).await?;
        let mut mouse = MouseActions::new("mouse".into()).then(PointerAction::MoveTo { duration: None, x, y });
        for _ in 0..2 {
            mouse = mouse
                .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
                .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        }
        self.client().perform_actions(mouse).await?;
        Ok(())
    }

    /// Where the middle of the element is.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn middle(&self, element: &Element) -> Outcome<(f64, f64)> {
        let (x, y, width, height) = self.rectangle(element).await?;
        Ok((x + width / 2.0, y + height / 2.0))
    }

    /// Left, top, width and height of the element in the window.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn rectangle(&self, element: &Element) -> Outcome<(f64, f64, f64, f64)> {
        let script = "const box = arguments[0].getBoundingClientRect(); return [box.x, box.y, box.width, box.height]";
        let numbers = self.client().execute(script, vec![serde_json::to_value(element)?]).await?;
        Ok(serde_json::from_value(numbers)?)
    }
}
