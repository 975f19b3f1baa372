//! The window: made once, closed only after the page had the time to save, and the private server stopped after it.

use std::path::Path;
use std::time::Duration;

use tauri::webview::WebviewWindowBuilder;
use tauri::{App, AppHandle, Emitter, Listener, Manager, RunEvent, Url, Window, WindowEvent};

use crate::closing::Answer;
use crate::files;
use crate::state::Desk;
use crate::zoom;

/// Tells the page that the window is about to close. The page saves what is not saved and closes the window, or keeps it
/// open with [`STAY`].
const CLOSING: &str = "closing";
const STAY: &str = "stay_open";

/// Asks WebKit for its older renderer where nobody decided otherwise: the newer one shows an empty window on many
/// graphics drivers. WebKit reads the variable from the environment of the process, so the process starts itself again.
pub fn prepare_renderer() {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt;
        const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
        if std::env::var_os(VARIABLE).is_none()
            && let Ok(own) = std::env::current_exe()
        {
            let mut arguments = std::env::args_os();
            let mut command = std::process::Command::new(own);
            if let Some(name) = arguments.next() {
                command.arg0(name);
            }
            let error = command.args(arguments).env(VARIABLE, "1").exec();
            eprintln!("Clinic Desk goes on without {VARIABLE}: {error}");
        }
    }
}

/// Opens the window. What its page remembers, such as who signed in last, stays in the workstation's folder.
pub fn open(app: &App, folder: &Path) -> tauri::Result<()> {
    let config = app.config().app.windows.first().ok_or(tauri::Error::WindowNotFound)?;
    WebviewWindowBuilder::from_config(app.handle(), config)?
        .data_directory(folder.join("window"))
        .on_navigation(is_ours)
        .build()?;
    zoom::apply(app.handle(), zoom::kept(folder));
    let handle = app.handle().clone();
    app.listen(STAY, move |_| handle.state::<Desk>().closing.stay());
    Ok(())
}

/// A kiosk fills the screen, above every other window. The page cannot do that itself: a page that fills the screen loses
/// the letter F to its engine, which takes it as the wish to be small again.
pub fn fill_for(app: &AppHandle, kiosk: bool) {
    let Some(window) = app.get_webview_window("main") else { return };
    // What a person made full is theirs: only a kiosk is above all.
    if window.is_always_on_top().unwrap_or(kiosk) == kiosk {
        return;
    }
    for done in [window.set_fullscreen(kiosk), window.set_always_on_top(kiosk)] {
        done.inspect_err(|error| tracing::warn!(%error, "the window cannot fill the screen")).ok();
    }
}

/// Whether the address is of this program: the page never goes anywhere else.
fn is_ours(url: &Url) -> bool {
    let own_host = ["tauri.localhost", "isolation.localhost"].map(Some).contains(&url.host_str());
    let development = tauri::is_dev() && url.host_str() == Some("localhost");
    matches!(url.scheme(), "tauri" | "isolation" | "about") || own_host || development
}

/// Holds the closing back until the page has said whether anything typed would be lost. It is asked also while nobody is
/// signed in: it may hold what the one before could not save.
pub fn on_event(window: &Window, event: &WindowEvent) {
    if let WindowEvent::DragDrop(event) = event {
        files::on_drag(&window.state::<Desk>(), event);
    }
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    let Some(question) = window.state::<Desk>().closing.ask() else { return };
    api.prevent_close();
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        window.emit(CLOSING, ()).ok();
        if window.state::<Desk>().closing.answer(question).await == Answer::Close {
            window.destroy().ok();
        }
    });
}

/// Ends as the window's button does when the system asks the program to: what is typed has the time to be saved, the
/// private server is stopped.
pub fn end_on_signal(app: &AppHandle) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let (Ok(mut terminate), Ok(mut interrupt)) =
                (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
            else {
                return;
            };
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            app.emit(CLOSING, ()).ok();
            app.state::<Desk>().closing.last_chance().await;
            app.exit(0);
        });
    }
    #[cfg(not(unix))]
    drop(app.clone());
}

/// Ends in good order: the session is signed out, the private server stopped unless another window uses it.
pub fn on_run(app: &AppHandle, event: RunEvent) {
    if let RunEvent::Exit = event {
        let desk = app.state::<Desk>();
        let ended =
            tauri::async_runtime::block_on(async { tokio::time::timeout(Duration::from_secs(15), desk.end()).await });
        if ended.is_err() {
            tracing::warn!("the end took too long and was cut short");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_goes_nowhere_else() {
        for (address, ours) in [
            ("tauri://localhost/", true),
            ("isolation://localhost/", true),
            ("http://tauri.localhost/", true),
            ("https://example.org/", false),
            ("file:///etc/passwd", false),
            ("http://tauri.localhost.example.org/", false),
        ] {
            assert_eq!(is_ours(&address.parse().unwrap()), ours, "{address}");
        }
    }
}
