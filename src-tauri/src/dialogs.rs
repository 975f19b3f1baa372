//! The system's own dialogs. They have to be made on the window's thread and must not be awaited there.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

use rfd::AsyncFileDialog;
use tauri::{AppHandle, Manager};

type Chosen<T> = Pin<Box<dyn Future<Output = Option<T>> + Send>>;

/// Asks for a folder; none where the person chose none.
pub async fn folder(app: &AppHandle, from: PathBuf) -> Option<PathBuf> {
    let dialog = move |dialog: AsyncFileDialog| -> Chosen<PathBuf> {
        let chosen = dialog.set_directory(from).pick_folder();
        Box::pin(async move { chosen.await.map(|folder| folder.path().to_owned()) })
    };
    ask(app, dialog).await
}

/// Asks for files; none where the person chose none.
pub async fn files(app: &AppHandle) -> Vec<PathBuf> {
    let dialog = |dialog: AsyncFileDialog| -> Chosen<Vec<PathBuf>> {
        let chosen = dialog.pick_files();
        Box::pin(async move { chosen.await.map(|files| files.iter().map(|file| file.path().to_owned()).collect()) })
    };
    let chosen = ask(app, dialog).await.unwrap_or_default();
    forget(app, &chosen);
    chosen
}

/// Asks for one file.
pub async fn file(app: &AppHandle) -> Option<PathBuf> {
    let dialog = |dialog: AsyncFileDialog| -> Chosen<PathBuf> {
        let chosen = dialog.pick_file();
        Box::pin(async move { chosen.await.map(|file| file.path().to_owned()) })
    };
    let chosen = ask(app, dialog).await;
    forget(app, chosen.as_slice());
    chosen
}

/// Takes the files out of the system's list of what was used lately, where its dialog puts them: a name may say who has what.
/// The dialog does so some time after it has answered.
#[cfg(target_os = "linux")]
fn forget(app: &AppHandle, chosen: &[PathBuf]) {
    use gtk::prelude::RecentManagerExt;

    let app = app.clone();
    let names: Vec<_> = chosen.iter().filter_map(|path| gtk::glib::filename_to_uri(path, None).ok()).collect();
    if names.is_empty() {
        return;
    }
    tauri::async_runtime::spawn(async move {
        for wait in [200, 800, 4_000] {
            tokio::time::sleep(Duration::from_millis(wait)).await;
            let names = names.clone();
            app.run_on_main_thread(move || {
                let Some(list) = gtk::RecentManager::default() else { return };
                for name in &names {
                    // One that is not there needs no removing.
                    list.remove_item(name).ok();
                }
            })
            .ok();
        }
    });
}

/// Elsewhere the dialogs tell nobody.
#[cfg(not(target_os = "linux"))]
fn forget(_: &AppHandle, _: &[PathBuf]) {}

async fn ask<T: Send + 'static>(
    app: &AppHandle,
    begin: impl FnOnce(AsyncFileDialog) -> Chosen<T> + Send + 'static,
) -> Option<T> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let window = app.get_webview_window("main");
    let asked = app.run_on_main_thread(move || {
        let mut dialog = AsyncFileDialog::new();
        if let Some(window) = window {
            dialog = dialog.set_parent(&window);
        }
        let chosen = begin(dialog);
        tauri::async_runtime::spawn(async move { tell.send(chosen.await).ok() });
    });
    asked.ok()?;
    told.await.ok().flatten()
}
