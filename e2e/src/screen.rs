//! The screen that a workstation's window is on.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::failure::{Failure, Outcome};

/// A virtual screen for one workstation alone. Two windows on one screen disturb each other: what is marked in one is no
/// longer marked in the other (a screen of X has one selection), and a window that opens under the pointer tells its page
/// of it in the midst of a dragged visit.
pub struct Screen {
    server: Child,
    name: String,
}

impl Screen {
    /// A fresh one. Its own pointer rests in a corner where no window is.
    ///
    /// # Errors
    /// When `Xvfb` or `xdotool` is not installed or does not start.
    pub fn fresh() -> Outcome<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure::new(format!("Xvfb: {error}")))?;
        let mut number = String::new();
        if let Some(said) = server.stdout.take() {
            BufReader::new(said).read_line(&mut number)?;
        }
        let screen = Self { server, name: format!(":{}", number.trim()) };
        let moved = Command::new("xdotool").args(["mousemove", "1599", "999"]).env("DISPLAY", &screen.name).status()?;
        if moved.success() { Ok(screen) } else { Err(Failure::new("the virtual screen does not start")) }
    }

    /// What `DISPLAY` says on it.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}
