//! One workstation: a window of the application with a folder of its own, under remote control.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::failure::{Failure, Outcome};
use crate::keyring::Keyring;
use crate::morning;
use crate::page::Page;
use crate::screen::Screen;
use crate::workspace;

/// An open window.
pub struct Workstation {
    /// What is in it.
    pub page: Page,
    folder: PathBuf,
    driver: Driver,
}

impl Workstation {
    /// Opens a window whose settings and data are in `folder`, on a computer without a keyring.
    ///
    /// # Errors
    /// When the drivers or the application are not there, or it does not open.
    pub async fn open(folder: &Path) -> Outcome<Self> {
        // An address that is nobody's: a keyring of the computer that tests would otherwise be started and asked.
        Self::open_on_bus(folder, "disabled:").await
    }

    /// Opens a window that finds this keyring.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub async fn open_with(folder: &Path, keyring: &Keyring) -> Outcome<Self> {
        Self::open_on_bus(folder, keyring.bus()).await
    }

    async fn open_on_bus(folder: &Path, bus: &str) -> Outcome<Self> {
        let application = application()?;
        std::fs::create_dir_all(folder)?;
        let mut last = Failure::new("no try was made");
        for _ in 0..3 {
            let driver = Driver::start(folder, bus)?;
            match driver.session(&application).await {
                Ok(page) => return Ok(Self { page, folder: folder.to_owned(), driver }),
                Err(error) => last = error,
            }
        }
        Err(last.during("open the window"))
    }

    /// What `DISPLAY` says on its screen.
    pub fn screen(&self) -> &str {
        self.driver.screen.name()
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Ends the program as a power cut would.
    pub fn kill(self) {
        drop(self.driver);
    }

    /// Closes the window as its button does, and waits until the program has ended.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn close(self) -> Outcome {
        let before = self.processes().len();
        self.ask_to_close().await;
        let started = Instant::now();
        while self.processes().len() >= before.max(1) {
            if started.elapsed() > Duration::from_secs(20) {
                return Err(Failure::new("the window does not close"));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Presses the window's button to close it. What becomes of that is the page's to say.
    pub async fn ask_to_close(&self) {
        let close = "setTimeout(() => window.__TAURI_INTERNALS__.invoke('plugin:window|close', { label: 'main' }), 0)";
        // The session ends with the window and may never answer.
        tokio::time::timeout(Duration::from_secs(2), self.page.client().execute(close, vec![])).await.ok();
    }

    /// Tells the program to end, as the system does when the computer is shut down.
    pub fn ask_to_end(&self) {
        for id in self.processes() {
            Command::new("kill").args(["-TERM", &id]).status().ok();
        }
    }

    /// Waits until the program has ended; how long that took.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn ends(&self) -> Outcome<Duration> {
        let started = Instant::now();
        while !self.processes().is_empty() {
            if started.elapsed() > Duration::from_secs(20) {
                return Err(Failure::new("the program does not end"));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(started.elapsed())
    }

    /// The programs that run with this folder, by id.
    fn processes(&self) -> Vec<String> {
        let program = application().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
        self.processes_named(&[&program.unwrap_or_default()])
    }

    /// The same and those that draw the page and fetch for it, by id.
    pub fn processes_with_pages(&self) -> Vec<String> {
        let program = application().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
        self.processes_named(&[&program.unwrap_or_default(), "WebKitWebProcess", "WebKitNetworkProcess"])
    }

    fn processes_named(&self, names: &[&str]) -> Vec<String> {
        let own = format!("CLINIC_DATA_DIR={}", self.folder.display());
        // The kernel keeps fifteen letters of a program's name.
        let names: Vec<String> = names.iter().map(|name| name.chars().take(15).collect()).collect();
        let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let ours = processes.map(|process| process.path()).filter(|process| {
            std::fs::read_to_string(process.join("comm")).is_ok_and(|name| names.iter().any(|one| one == name.trim()))
                && std::fs::read(process.join("environ"))
                    .is_ok_and(|variables| variables.split(|byte| *byte == 0).any(|one| one == own.as_bytes()))
        });
        ours.filter_map(|process| Some(process.file_name()?.to_string_lossy().into_owned())).collect()
    }
}

/// `tauri-driver` with the native driver behind it, in a process group of its own that ends with this value.
struct Driver {
    child: Child,
    port: u16,
    screen: Screen,
}

impl Driver {
    fn start(folder: &Path, bus: &str) -> Outcome<Self> {
        use std::os::unix::process::CommandExt;
        let screen = Screen::fresh()?;
        let (port, native_port) = (free_port()?, free_port()?);
        let log = std::fs::File::create(folder.join("driver.log"))?;
        let child = Command::new(tauri_driver()?)
            .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
            .env("DISPLAY", screen.name())
            .env("GDK_BACKEND", "x11")
            .env("CLINIC_DATA_DIR", folder)
            .env("XDG_CONFIG_HOME", folder.join("config"))
            .env("DBUS_SESSION_BUS_ADDRESS", bus)
            // WebKit gives pictures only while it draws as for a graphics card; without one that takes twice the time.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", if pictures_wanted() { "0" } else { "1" })
            .env("NO_AT_BRIDGE", "1")
            .env("TZ", morning::zone_name())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0)
            .spawn()?;
        Ok(Self { child, port, screen })
    }

    async fn session(&self, application: &Path) -> Outcome<Page> {
        let capabilities = json!({ "browserName": "wry", "tauri:options": { "application": application } });
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let started = Instant::now();
        loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities.clone());
            match builder.connect(&format!("http://127.0.0.1:{}", self.port)).await {
                Ok(client) => return Ok(Page::new(client)),
                Err(_) if started.elapsed() < Duration::from_secs(15) => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status().ok();
        self.child.wait().ok();
    }
}

/// Whether windows are opened so that pictures can be taken of them: when `CLINIC_PICTURES` is set.
pub fn pictures_wanted() -> bool {
    std::env::var_os("CLINIC_PICTURES").is_some()
}

fn application() -> Outcome<PathBuf> {
    let path = std::env::var_os("CLINIC_APP").map_or_else(|| workspace().join("target/debug/clinic"), PathBuf::from);
    std::fs::canonicalize(&path)
        .map_err(|_| Failure::new(format!("{} is not built; set CLINIC_APP or run `./dev build`", path.display())))
}

fn tauri_driver() -> Outcome<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([home.join(".cache/clinic-desk/tools/bin"), home.join(".cargo/bin")])
        .map(|folder| folder.join("tauri-driver"))
        .find(|program| program.is_file())
        .ok_or_else(|| Failure::new("tauri-driver is not installed: cargo install tauri-driver@2.1.0 --locked"))
}

/// A TCP port that nobody uses.
///
/// # Errors
/// When there is none.
pub fn free_port() -> Outcome<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
