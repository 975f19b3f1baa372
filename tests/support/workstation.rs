//! A workstation that keeps something for when the server is away.

use std::path::{Path, PathBuf};

use clinic_core::access::{Actor, Role};
use clinic_core::appointments;
use clinic_core::appointments::model::{AppointmentStatus, AppointmentView, DaySheetRequest, Step, StepRequest};
use clinic_core::away::model::{KeptVerb, SettleDeed, Settlement};
use clinic_core::away::{Drawer, Place, answers};
use clinic_core::clinic::Clinic;
use clinic_core::error::Outcome;
use clinic_core::ids::{AppointmentId, RequestId};
use clinic_core::users::model::SessionView;
use clinic_core::users::password::PasswordCost;

use super::desk::Desk;
use super::people::PASSWORD;

/// The place of the drawers in a workstation's folder.
pub fn place(folder: &Path) -> Place {
    Place { folder: folder.to_owned(), server: "server:3306/clinic".into(), cost: PasswordCost::LEAST }
}

/// A folder for one workstation, taken away at the end.
pub struct Workstation(pub PathBuf);

impl Workstation {
    /// A new one, with nothing in it.
    pub fn fresh() -> Self {
        Self(std::env::temp_dir().join(format!("clinic-away-{}", clinic_core::ids::fresh().simple())))
    }

    /// Where its drawers are.
    pub fn place(&self) -> Place {
        place(&self.0)
    }

    /// Every file that is kept.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        fn walk(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
            for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    walk(&path, found);
                } else {
                    let bytes = std::fs::read(&path).expect("a file");
                    found.push((path, bytes));
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.0, &mut found);
        found
    }

    /// The one of this name.
    pub fn file(&self, name: &str) -> PathBuf {
        let found = self.files().into_iter().map(|(path, _)| path).find(|path| path.ends_with(name));
        found.unwrap_or_else(|| panic!("{name} is kept"))
    }
}

impl Drop for Workstation {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// A receptionist at a workstation whose drawer has been filled while the server answered.
pub struct Away {
    pub desk: Desk,
    pub workstation: Workstation,
    pub actor: Actor,
    pub view: SessionView,
    pub drawer: Drawer,
}

impl Away {
    /// At a desk as it is now.
    pub async fn from_desk(desk: Desk) -> Self {
        let user = desk.world.user(Role::Receptionist).await;
        let workstation = Workstation::fresh();
        let drawer = filled(&desk.world.clinic, &workstation, &user.actor, &user.view).await;
        Self { desk, workstation, actor: user.actor, view: user.view, drawer }
    }

    /// The clinic whose server goes away.
    pub fn clinic(&self) -> &Clinic {
        &self.desk.world.clinic
    }

    /// The server is back.
    pub async fn send(&self) -> Outcome<u32> {
        self.drawer.send(self.clinic(), &self.actor).await
    }

    /// Settles one; what is left.
    pub async fn settle(&self, id: RequestId, how: Settlement) -> Outcome<Vec<KeptVerb>> {
        let state = self.drawer.settle(self.clinic(), &self.actor, SettleDeed { id, how }).await?;
        Ok(state.deeds.iter().map(|deed| deed.verb).collect())
    }

    /// A visit as the server has it.
    pub async fn there(&self, id: AppointmentId) -> Outcome<AppointmentView> {
        appointments::get(self.clinic(), &self.actor, id).await
    }
}

/// A drawer with what the clinic has now.
pub async fn filled(clinic: &Clinic, workstation: &Workstation, actor: &Actor, view: &SessionView) -> Drawer {
    let drawer = Drawer::open(&workstation.place(), clinic, view, PASSWORD).await.expect("opens");
    drawer.refresh(clinic, actor).await.expect("fills");
    drawer
}

/// The sheet of the day on which tests begin.
pub fn today() -> DaySheetRequest {
    DaySheetRequest { date: "2026-03-02".into(), days: 1, doctor_ids: vec![], location_id: None }
}

/// A step of a visit as it is known.
pub fn step(visit: &AppointmentView, step: Step) -> StepRequest {
    StepRequest { request_id: RequestId::fresh(), appointment_id: visit.id, row_version: visit.row_version, step }
}

/// The visits of today's sheet as they are kept: where they stand, and whether that is uncertain.
pub async fn shown(drawer: &Drawer) -> Vec<(AppointmentStatus, bool)> {
    let sheet = answers::day_sheet(drawer, today()).await.expect("is readable");
    let visits = sheet.columns.into_iter().flat_map(|column| column.appointments);
    visits.map(|visit| (visit.status, visit.not_yet_certain)).collect()
}
