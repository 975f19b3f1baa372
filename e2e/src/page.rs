//! The page of one window, as a person uses it.

use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::failure::{Failure, Outcome, holds};
use crate::workspace;
use crate::workstation::pictures_wanted;

const FIND: &str = include_str!("find.js");
/// How long a person would wait before calling it broken. Nothing here is expected to take a tenth of it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// One window's page.
#[derive(Clone)]
pub struct Page {
    client: Client,
}

/// A rule of accessibility that the page breaks.
#[derive(Debug)]
pub struct Violation {
    /// axe's name of the rule.
    pub rule: String,
    /// `minor`, `moderate`, `serious` or `critical`.
    pub impact: String,
    /// Where.
    pub places: Vec<String>,
}

impl Page {
    /// The page behind a WebDriver session.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// The session itself, for what has no word here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Everything of the role with the name that is there now; exact names win over names that contain it.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn all(&self, role: &str, name: &str) -> Outcome<Vec<Element>> {
        self.elements(role, name, None).await
    }

    /// Everything of the role with the name inside `scope`.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn all_in(&self, scope: &Element, role: &str, name: &str) -> Outcome<Vec<Element>> {
        self.elements(role, name, Some(scope)).await
    }

    async fn elements(&self, role: &str, name: &str, scope: Option<&Element>) -> Outcome<Vec<Element>> {
        let scope = scope.map_or(Ok(Value::Null), serde_json::to_value)?;
        let found = self.client.execute(FIND, vec![json!(role), json!(name), scope]).await?;
        let found: Vec<ElementRef> = serde_json::from_value::<Vec<Value>>(found)?
            .into_iter()
            .filter_map(|element| {
                element.as_object()?.values().next()?.as_str().map(|id| ElementRef::from(id.to_owned()))
            })
            .collect();
        Ok(found.into_iter().map(|id| Element::from_element_id(self.client.clone(), id)).collect())
    }

    /// The first thing of the role with the name, waited for.
    ///
    /// # Errors
    /// When there is none in time, with what the screen says instead.
    pub async fn find(&self, role: &str, name: &str) -> Outcome<Element> {
        let started = Instant::now();
        loop {
            if let Some(found) = self.all(role, name).await.unwrap_or_default().into_iter().next() {
                return Ok(found);
            }
            if started.elapsed() > PATIENCE {
                return Err(self.in_vain(&format!("no {role} named {name:?}")).await);
            }
            tokio::time::sleep(Duration::from_millis(80)).await;
        }
    }

    /// Whether there is such a thing now.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn has(&self, role: &str, name: &str) -> Outcome<bool> {
        Ok(!self.all(role, name).await?.is_empty())
    }

    /// Puts text into the field with the label, in place of what is in it.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fill(&self, label: &str, text: &str) -> Outcome {
        self.fill_field(&self.find("textbox", label).await?, text).await
    }

    /// Puts text into the field with the label inside `scope`.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fill_in(&self, scope: &Element, label: &str, text: &str) -> Outcome {
        let field = self.all_in(scope, "textbox", label).await?.into_iter().next();
        self.fill_field(&field.ok_or_else(|| Failure::new(format!("no field {label:?} there")))?, text).await
    }

    async fn fill_field(&self, field: &Element, text: &str) -> Outcome {
        let kind = field.prop("type").await?.unwrap_or_default();
        if matches!(kind.as_str(), "date" | "time" | "number") {
            // Pickers differ between platforms; what counts is the value and the event.
            let set = "const [field, value] = arguments; field.focus(); \
                       Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, value); \
                       for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));";
            self.client.execute(set, vec![serde_json::to_value(field)?, json!(text)]).await?;
            return Ok(());
        }
        field.click().await?;
        // As pasting does: WebDriver's own clearing says nothing to the page, and its typing takes longer than the rest of a
        // test. Where keys count, tests press them.
        let put = "const [field, text] = arguments; field.select(); \
            if (text) document.execCommand('insertText', false, text); else if (field.value) document.execCommand('delete');";
        self.client.execute(put, vec![serde_json::to_value(field)?, json!(text)]).await?;
        Ok(())
    }

    /// The value of the field with the label.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn value(&self, label: &str) -> Outcome<String> {
        Ok(self.find("", label).await?.prop("value").await?.unwrap_or_default())
    }

    /// Chooses the option in the list with the label.
    ///
    /// # Errors
    /// When there is no such list or option.
    pub async fn choose(&self, label: &str, option: &str) -> Outcome {
        self.choose_from(&self.find("combobox", label).await?, option).await
    }

    /// Chooses the option in the list with the label inside `scope`.
    ///
    /// # Errors
    /// When there is no such list or option.
    pub async fn choose_in(&self, scope: &Element, label: &str, option: &str) -> Outcome {
        let list = self.all_in(scope, "combobox", label).await?.into_iter().next();
        self.choose_from(&list.ok_or_else(|| Failure::new(format!("no list {label:?} there")))?, option).await
    }

    async fn choose_from(&self, list: &Element, option: &str) -> Outcome {
        let choose = "const [list, wanted] = arguments; \
            const option = [...list.options].find((one) => one.textContent.trim() === wanted) \
                ?? [...list.options].find((one) => one.textContent.includes(wanted)); \
            if (!option) return [...list.options].map((one) => one.textContent.trim()); \
            list.focus(); list.value = option.value; \
            for (const kind of ['input', 'change']) list.dispatchEvent(new Event(kind, { bubbles: true })); \
            return null;";
        let others = self.client.execute(choose, vec![serde_json::to_value(list)?, json!(option)]).await?;
        if others.is_null() { Ok(()) } else { Err(Failure::new(format!("no {option:?} in the list: {others}"))) }
    }

    /// Types text where the focus is, key by key.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn type_keys(&self, text: &str) -> Outcome {
        let mut keys = KeyActions::new("keyboard".into());
        for letter in text.chars() {
            keys = keys.then(KeyAction::Down { value: letter }).then(KeyAction::Up { value: letter });
        }
        self.client.perform_actions(keys).await?;
        Ok(())
    }

    /// Presses one key with what is held: `b`, `Enter`, `Control+z`, `Alt+2`.
    ///
    /// # Errors
    /// When the window does not answer, or there is no such key.
    pub async fn press(&self, key: &str) -> Outcome {
        let mut held = vec![];
        for part in key.split('+').map(|part| if part.is_empty() { "+" } else { part }) {
            held.push(key_value(part).ok_or_else(|| Failure::new(format!("no key {part:?}")))?);
        }
        let mut keys = KeyActions::new("keyboard".into());
        for value in held.iter().copied() {
            keys = keys.then(KeyAction::Down { value });
        }
        for value in held.into_iter().rev() {
            keys = keys.then(KeyAction::Up { value });
        }
        self.client.perform_actions(keys).await?;
        Ok(())
    }

    /// Goes on by Tab until that has the focus, as who has no pointer does.
    ///
    /// # Errors
    /// When it is not reached.
    pub async fn tab_to(&self, role: &str, name: &str) -> Outcome {
        for _ in 0..120 {
            if self.has_focus(role, name).await? {
                return Ok(());
            }
            self.press("Tab").await?;
        }
        Err(self.in_vain(&format!("Tab does not lead to {role} {name:?}")).await)
    }

    /// Waits until that has the focus by itself.
    ///
    /// # Errors
    /// When something else has it.
    pub async fn focuses(&self, role: &str, name: &str) -> Outcome {
        self.waits_for(&format!("the focus on {role} {name:?}"), async || self.has_focus(role, name).await).await
    }

    async fn has_focus(&self, role: &str, name: &str) -> Outcome<bool> {
        let script = format!("return ((...arguments) => {{ {FIND} }})(...arguments).includes(document.activeElement)");
        let focused = self.client.execute(&script, vec![json!(role), json!(name), Value::Null]).await?;
        Ok(focused.as_bool().unwrap_or_default())
    }

    /// Chooses the option in the list that has the focus, by the arrows.
    ///
    /// # Errors
    /// When there is none, or it is not reached.
    pub async fn arrow_to(&self, option: &str) -> Outcome {
        let script = "const [wanted] = arguments, list = document.activeElement; \
            const at = [...list.options].findIndex((one) => one.textContent.includes(wanted)); \
            return at < 0 ? null : at - list.selectedIndex";
        for _ in 0..80 {
            let by = self.client.execute(script, vec![json!(option)]).await?;
            let by = by.as_i64().ok_or_else(|| Failure::new(format!("no {option:?} in the list with the focus")))?;
            match by {
                0 => return Ok(()),
                1.. => self.press("ArrowDown").await?,
                _ => self.press("ArrowUp").await?,
            }
        }
        Err(Failure::new(format!("the arrows do not lead to {option:?}")))
    }

    /// What is written on the screen.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn text(&self) -> Outcome<String> {
        let script = "return document.body.innerText.replace(/[ \\t]+/g, ' ').replace(/\\n+/g, ' | ')";
        Ok(self.client.execute(script, vec![]).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the text stands on the screen.
    ///
    /// # Errors
    /// When it does not in time, with what does.
    pub async fn sees(&self, text: &str) -> Outcome {
        self.waits_for(&format!("the text {text:?}"), async || {
            Ok(self.text().await?.to_lowercase().contains(&text.to_lowercase()))
        })
        .await
    }

    /// Waits until the text stands nowhere on the screen.
    ///
    /// # Errors
    /// When it still does after a while.
    pub async fn no_longer_sees(&self, text: &str) -> Outcome {
        self.waits_for(&format!("the text {text:?} to go"), async || {
            Ok(!self.text().await?.to_lowercase().contains(&text.to_lowercase()))
        })
        .await
    }

    /// Waits until it is so.
    ///
    /// # Errors
    /// When it is not in time, with what the screen says.
    pub async fn waits_for(&self, what: &str, is_so: impl AsyncFnMut() -> Outcome<bool>) -> Outcome {
        self.waits_within(PATIENCE, what, is_so).await
    }

    /// As [`Page::waits_for`], for what takes its time by intention.
    ///
    /// # Errors
    /// When it is not in that time, with what the screen says.
    pub async fn waits_within(
        &self,
        patience: Duration,
        what: &str,
        mut is_so: impl AsyncFnMut() -> Outcome<bool>,
    ) -> Outcome {
        let started = Instant::now();
        while !is_so().await.unwrap_or_default() {
            if started.elapsed() > patience {
                return Err(self.in_vain(&format!("waited in vain for {what}")).await);
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        Ok(())
    }

    /// The first Monday to Friday at least so many days from today, by this computer's clock: `2026-11-30`.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn workday(&self, days_on: u32) -> Outcome<String> {
        let script = "const day = new Date(); day.setDate(day.getDate() + arguments[0]); \
            while ([0, 6].includes(day.getDay())) day.setDate(day.getDate() + 1); \
            return [day.getFullYear(), day.getMonth() + 1, day.getDate()] \
                .map((part) => String(part).padStart(2, '0')).join('-')";
        let day = self.client.execute(script, vec![json!(days_on)]).await?;
        Ok(day.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until what is drawn has come to rest: no animation runs, nothing is being looked for.
    ///
    /// # Errors
    /// When it does not come to rest.
    pub async fn settles(&self) -> Outcome {
        let script = "return !document.querySelector('[aria-busy=true]') && \
            document.getAnimations().every((one) => one.playState !== 'running' || \
                one.effect?.getTiming().iterations === Infinity || one.effect?.getTiming().duration > 1000)";
        self.waits_for("the page to come to rest", async || {
            Ok(self.client.execute(script, vec![]).await?.as_bool().unwrap_or_default())
        })
        .await?;
        // What is in the document now is painted two frames later.
        let painted = "const done = arguments[0]; setTimeout(done, 500); \
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)))";
        self.client.execute_async(painted, vec![]).await?;
        Ok(())
    }

    /// Holds the screen as it is against axe: nothing serious is found.
    ///
    /// # Errors
    /// When something is, with what and where.
    pub async fn has_no_faults(&self, of: &str) -> Outcome {
        self.settles().await?;
        let faults: Vec<String> = self
            .violations()
            .await?
            .into_iter()
            .map(|fault| format!("{} at {}", fault.rule, fault.places.join(", ")))
            .collect();
        holds(faults.is_empty(), format!("{of}: {faults:?}"))
    }

    /// What did not happen, with what the screen says and shows instead.
    async fn in_vain(&self, what: &str) -> Failure {
        // What the screen says of a fault explains most, and reports are cut at their end.
        let faults = "const said = [...document.querySelectorAll('[role=alert], [role=status], .problem, .toast')]; \
            return said.map((one) => one.innerText.trim()).filter(Boolean).join(' | ').replace(/\\s+/g, ' ')";
        let faults = self.client.execute(faults, vec![]).await.unwrap_or_default();
        let said: Vec<char> = self.text().await.unwrap_or_default().chars().collect();
        // Dialogs and notices come last.
        let said: String = said.iter().skip(said.len().saturating_sub(1200)).collect();
        let picture = workspace().join(format!("target/e2e/failed-{}.png", clinic_core::ids::fresh()));
        let shown = match self.picture(&picture).await {
            Ok(()) => picture.display().to_string(),
            Err(error) => error.to_string(),
        };
        Failure::new(format!("{what}; faults shown: {faults}; picture: {shown}; the screen ends with: {said}"))
    }

    /// A picture of the page.
    ///
    /// # Errors
    /// When it cannot be taken or written, or windows were not opened for it ([`pictures_wanted`]).
    pub async fn picture(&self, path: &Path) -> Outcome {
        holds(pictures_wanted(), "none, as CLINIC_PICTURES is not set")?;
        let late = |_| Failure::new("WebKit gives no picture");
        let picture = tokio::time::timeout(PATIENCE, self.client.screenshot()).await.map_err(late)??;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, picture)?;
        Ok(())
    }

    /// What axe finds wrong on this screen that is serious or critical.
    ///
    /// # Errors
    /// When axe is not installed (`npm ci` in `ui/`) or cannot run.
    pub async fn violations(&self) -> Outcome<Vec<Violation>> {
        let path = workspace().join("ui/node_modules/axe-core/axe.min.js");
        let axe =
            std::fs::read_to_string(&path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        self.client.execute(&format!("{axe}; return typeof window.axe"), vec![]).await?;
        let run = "const done = arguments[arguments.length - 1]; \
            window.axe.run(document, { resultTypes: ['violations'] }).then( \
                (found) => done(found.violations.map((one) => ({ rule: one.id, impact: one.impact, \
                    places: one.nodes.map((node) => node.target.join(' ') + ': ' + node.html.slice(0, 160)) }))), \
                (error) => done(String(error)));";
        let found = self.client.execute_async(run, vec![]).await?;
        let found = found.as_array().ok_or_else(|| Failure::new(format!("axe: {found}")))?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(found
            .iter()
            .map(|one| Violation {
                rule: text(&one["rule"]),
                impact: text(&one["impact"]),
                places: one["places"].as_array().into_iter().flatten().map(text).collect(),
            })
            .filter(|one| matches!(one.impact.as_str(), "serious" | "critical"))
            .collect())
    }
}

fn key_value(name: &str) -> Option<char> {
    let key = match name {
        "Control" | "Ctrl" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Space" => return Some(' '),
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "F2" => Key::F2,
        "F4" => Key::F4,
        one => return one.chars().next().filter(|_| one.chars().count() == 1),
    };
    Some(key.into())
}
