//! The window of Clinic Desk: it opens, it passes what the page asks to the core, and it keeps what the page must not
//! hold — the session, the way to the server, its password. It knows nothing of rules and nothing of SQL.

use std::process::ExitCode;

use tauri::Manager;

mod away;
mod closing;
mod commands;
mod data_folder;
mod dialogs;
mod exports;
mod feed;
mod files;
mod log;
mod messages;
mod papers;
mod scans;
mod secrets;
mod settings;
mod setup;
mod state;
mod terminal;
mod uploads;
mod window;
mod zoom;

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    let words: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    match terminal::answer(&words, terminal::has_display()) {
        Some(terminal::Answer::Said(said)) => {
            println!("{said}");
            return ExitCode::SUCCESS;
        }
        Some(terminal::Answer::Refused(why)) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
        None => {}
    }
    window::prepare_renderer();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .invoke_handler(commands::handler())
        .on_window_event(window::on_event)
        .setup(|app| {
            let folder = data_folder::make(app.handle())?;
            log::start(&folder)?;
            app.manage(state::Desk::new(app.handle().clone(), folder.clone()));
            feed::start(app.handle());
            away::start(app.handle());
            messages::start(app.handle());
            uploads::start(app.handle());
            scans::start(app.handle());
            window::end_on_signal(app.handle());
            window::open(app, &folder)?;
            Ok(())
        })
        .build(tauri::generate_context!("../tauri.conf.json"));
    match app {
        Ok(app) => {
            app.run(window::on_run);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("Clinic Desk cannot open its window: {error}");
            ExitCode::FAILURE
        }
    }
}
