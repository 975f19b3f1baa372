//! How large the window shows everything: chosen by a key, and kept at the workstation.

use std::path::Path;

use clinic_core::error::{ClinicError, Outcome};
use clinic_core::setup::ZoomStep;
use tauri::{AppHandle, Manager};

use crate::settings;
use crate::state::Desk;

/// The sizes there are, in percent.
const STEPS: [i32; 8] = [80, 90, 100, 110, 125, 150, 175, 200];
const USUAL: i32 = 100;

/// Takes a step from the size that is kept, and keeps the new one. Yields it, in percent.
///
/// # Errors
/// [`ClinicError::Inconsistent`] when it cannot be kept; it is shown all the same.
pub fn take(desk: &Desk, step: ZoomStep) -> Outcome<i32> {
    let percent = after(kept(desk.folder()), step);
    apply(desk.app(), percent);
    let wrote = settings::write_zoom(desk.folder(), percent)
        .map_err(|error| ClinicError::Inconsistent { detail: format!("zoom: {error}") });
    desk.heard("keep the zoom", wrote)?;
    Ok(percent)
}

/// What is kept, in percent; the usual size where nothing is. The window opens also when the settings cannot be read:
/// the page says so then.
pub fn kept(folder: &Path) -> i32 {
    settings::read_zoom(folder).ok().flatten().unwrap_or(USUAL)
}

/// Shows the window at this size. A number that no step leads to is written by hand: the nearest end of the steps holds.
pub fn apply(app: &AppHandle, percent: i32) {
    let Some(window) = app.get_webview_window("main") else { return };
    let scale = f64::from(percent.clamp(STEPS[0], STEPS[STEPS.len() - 1])) / 100.0;
    window.set_zoom(scale).inspect_err(|error| tracing::warn!(%error, "the window cannot zoom")).ok();
}

fn after(percent: i32, step: ZoomStep) -> i32 {
    let next = match step {
        ZoomStep::Larger => STEPS.into_iter().find(|&size| size > percent).or(STEPS.last().copied()),
        ZoomStep::Smaller => STEPS.into_iter().rev().find(|&size| size < percent).or(STEPS.first().copied()),
        ZoomStep::Usual => None,
    };
    next.unwrap_or(USUAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_leads_to_the_next_size_and_not_beyond_the_last() {
        for (from, step, to) in [
            (100, ZoomStep::Larger, 110),
            (110, ZoomStep::Larger, 125),
            (200, ZoomStep::Larger, 200),
            (100, ZoomStep::Smaller, 90),
            (80, ZoomStep::Smaller, 80),
            (130, ZoomStep::Larger, 150),
            (130, ZoomStep::Smaller, 125),
            (175, ZoomStep::Usual, 100),
        ] {
            assert_eq!(after(from, step), to, "{step:?} from {from}");
        }
    }
}
