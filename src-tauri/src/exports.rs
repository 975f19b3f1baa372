//! Takes all data of a patient out into the folder for papers, tells the page how far it is, and stops when the page says so
//! or the desk is locked.

use std::sync::{Mutex, MutexGuard, PoisonError};

use clinic_core::access::Action;
use clinic_core::error::Outcome;
use clinic_core::exports as core;
use clinic_core::exports::model::{ExportEnd, ExportPatient, ExportState, Progress};
use clinic_core::ids::PatientId;
use clinic_core::records::Going;
use tauri::Manager;

use crate::papers;
use crate::state::Desk;

/// Tells the page how far it is.
const CHANGED: &str = "exports";

/// The export that is under way: there is one at most.
#[derive(Default)]
pub struct Exports {
    turn: tokio::sync::Mutex<()>,
    running: Mutex<Option<Running>>,
}

#[derive(Clone, Copy)]
struct Running {
    patient_id: PatientId,
    progress: Progress,
    going: Going,
}

impl Exports {
    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how far it is; whether it goes on.
    fn stands(&self, progress: Progress) -> Going {
        match &mut *self.running() {
            Some(running) => {
                running.progress = progress;
                running.going
            }
            None => Going::Stops,
        }
    }
}

/// Takes all data of a patient out.
///
/// # Errors
/// Those of [`core::take_out`].
pub async fn take_out(desk: &Desk, request: ExportPatient) -> Outcome<ExportEnd> {
    let _one_at_a_time = desk.exports.turn.lock().await;
    let (folder, app) = (papers::folder(desk), desk.app().clone());
    let begin = Progress { done: 0, of: 0 };
    *desk.exports.running() = Some(Running { patient_id: request.patient_id, progress: begin, going: Going::On });
    let tell = move |progress| {
        let desk = app.state::<Desk>();
        let going = desk.exports.stands(progress);
        desk.tell_of(CHANGED, view(&desk));
        if desk.locked_now() { Going::Stops } else { going }
    };
    let done = desk
        .act("take out", |clinic, actor| async move { core::take_out(&clinic, &actor, request, &folder, tell).await })
        .await;
    *desk.exports.running() = None;
    desk.tell_of(CHANGED, view(desk));
    Ok(done?.map_or(ExportEnd::Stopped, |exported| ExportEnd::Done { exported }))
}

/// Where the export stands.
///
/// # Errors
/// `SignedOut`; `Forbidden` to whoever takes none out.
pub async fn state(desk: &Desk) -> Outcome<ExportState> {
    desk.may_here(Action::ExportPatient).await?;
    Ok(view(desk))
}

/// Stops the export that is under way.
///
/// # Errors
/// As [`state`].
pub async fn stop(desk: &Desk) -> Outcome<()> {
    desk.may_here(Action::ExportPatient).await?;
    if let Some(running) = &mut *desk.exports.running() {
        running.going = Going::Stops;
    }
    Ok(())
}

fn view(desk: &Desk) -> ExportState {
    match *desk.exports.running() {
        Some(Running { patient_id, progress: Progress { done, of }, .. }) => {
            ExportState::Running { patient_id, done, of }
        }
        None => ExportState::Idle,
    }
}
