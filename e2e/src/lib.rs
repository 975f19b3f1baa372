//! Clinic Desk in its real window, driven from outside as a person would: by what is written on the screen, by keys and
//! by the pointer. Needs `Xvfb`, `xdotool`, `WebKitWebDriver`, `tauri-driver` and the built application (`CLINIC_APP`, or
//! `target/debug/clinic`).

pub mod clinic_server;
pub mod failure;
pub mod folder;
pub mod keyring;
pub mod morning;
pub mod page;
mod pointer;
mod screen;
pub mod screens;
pub mod traces;
pub mod workstation;

pub use failure::{Failure, Outcome};
pub use folder::JourneyFolder;
pub use page::Page;
pub use workstation::Workstation;

/// Where the workspace is.
pub fn workspace() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Into::into).unwrap_or_default()
}
