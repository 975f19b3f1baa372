//! A keyring of its own: the one of a Debian desktop, unlocked, on a session bus where nothing else is.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::failure::{Failure, Outcome};

/// The keyring; it ends with this value, what it keeps stays in its folder.
pub struct Keyring {
    bus: Child,
    daemon: Child,
    address: String,
}

impl Keyring {
    /// The keyring whose file is in `folder`, as it is after its owner signed in to the computer.
    ///
    /// # Errors
    /// When `dbus-daemon` or `gnome-keyring-daemon` is not installed or does not start.
    pub fn unlocked(folder: &Path) -> Outcome<Self> {
        std::fs::create_dir_all(folder)?;
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nosyslog", "--print-address"])
            // Services that it starts keep their files here too.
            .env("XDG_DATA_HOME", folder)
            .env("XDG_RUNTIME_DIR", folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure::new(format!("dbus-daemon: {error}")))?;
        let mut address = String::new();
        if let Some(said) = bus.stdout.take() {
            BufReader::new(said).read_line(&mut address)?;
        }
        let address = address.trim().to_owned();
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .env("XDG_DATA_HOME", folder)
            .env("XDG_RUNTIME_DIR", folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure::new(format!("gnome-keyring-daemon: {error}")))?;
        if let Some(mut password) = daemon.stdin.take() {
            password.write_all(b"the owner of this computer")?;
        }
        Ok(Self { bus, daemon, address })
    }

    /// The address of its bus.
    pub fn bus(&self) -> &str {
        &self.address
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        for child in [&mut self.daemon, &mut self.bus] {
            child.kill().ok();
            child.wait().ok();
        }
    }
}
