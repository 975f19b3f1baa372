//! What is kept survives what happens to disks and programs: a kill in the middle of writing, a disk without room. Each
//! test starts itself again as the workstation that it happens to.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::desk::Desk;
use crate::support::monday_at_eight;
use crate::support::people::PASSWORD;
use crate::support::workstation::{Workstation, filled, place};
use clinic_core::access::Role;
use clinic_core::appointments::model::{Step, StepRequest};
use clinic_core::away::{Drawer, answers, deeds};
use clinic_core::clock::Clock;
use clinic_core::error::{ClinicError, Refusal};
use clinic_core::ids::{AppointmentId, RequestId};

const CHILD: &str = "CLINIC_AWAY_CHILD";

async fn opened(folder: &Path, email: &str) -> Drawer {
    let drawer = Drawer::open_away(&place(folder), email, PASSWORD, Some(Clock::fixed(monday_at_eight()))).await;
    drawer.expect("opens").expect("is there")
}

/// The workstation: a visit arrives and is taken back, over and over; each deed is said when it is kept.
async fn work_until_refused(told: &str) {
    let mut parts = told.split('|');
    let mut part = || parts.next().expect("folder, e-mail, visit").to_owned();
    let (folder, email, visit) = (PathBuf::from(part()), part(), part());
    let drawer = opened(&folder, &email).await;
    let visit: AppointmentId = serde_json::from_value(visit.into()).expect("an id");
    let mut present = answers::get(&drawer, visit).await.expect("is kept");
    loop {
        // Whatever the workstation before it came to.
        let step = if present.arrived_at.is_some() { Step::TakeBack } else { Step::Arrive };
        let request_id = RequestId::fresh();
        let request = StepRequest { request_id, appointment_id: visit, row_version: present.row_version, step };
        match deeds::step(&drawer, request).await {
            Ok(stepped) => present = stepped,
            Err(error) => {
                let refused = ClinicError::from(Refusal::CannotKeepHere);
                println!("said: {}", if error == refused { "refused" } else { "another error" });
                return;
            }
        }
        println!("said: {request_id}");
    }
}

/// A workstation whose drawer knows one visit; what its program has to be told of it.
async fn prepared() -> (Workstation, String, String) {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 10:00").await;
    let user = desk.world.user(Role::Receptionist).await;
    let workstation = Workstation::fresh();
    filled(&desk.world.clinic, &workstation, &user.actor, &user.view).await;
    let told = format!("{}|{}|{}", workstation.0.display(), user.view.email, visit.id);
    (workstation, user.view.email, told)
}

/// This test again, as the program of the workstation, by a shell line that may set limits first.
fn program(test: &str, limits: &str, told: &str) -> std::process::Child {
    Command::new("bash")
        .args(["-c", &format!("{limits} exec \"$0\" --exact away_disk::{test} --nocapture")])
        .arg(std::env::current_exe().expect("the test's program"))
        .env(CHILD, told)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts")
}

fn said(child: &mut std::process::Child) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::new(child.stdout.take().expect("is piped")).lines().map_while(Result::ok);
    lines.filter_map(|line| line.split_once("said: ").map(|(_, word)| word.to_owned()))
}

async fn kept(folder: &Path, email: &str) -> BTreeSet<String> {
    let state = opened(folder, email).await.state().await;
    assert!(!state.unreadable);
    state.deeds.iter().map(|deed| deed.id.to_string()).collect()
}

#[tokio::test]
async fn what_was_said_to_be_kept_is_there_after_a_kill_in_the_middle_of_writing() {
    if let Ok(told) = std::env::var(CHILD) {
        return work_until_refused(&told).await;
    }
    let (workstation, email, told) = prepared().await;
    for _ in 0..4 {
        let mut child = program("what_was_said_to_be_kept_is_there_after_a_kill_in_the_middle_of_writing", "", &told);
        let words: BTreeSet<_> = said(&mut child).take(15).collect();
        child.kill().expect("kill -9");
        child.wait().expect("ends");
        let kept = kept(&workstation.0, &email).await;
        assert!(words.len() == 15 && words.is_subset(&kept), "{words:?} of {kept:?}");
    }
}

#[tokio::test]
async fn a_disk_without_room_refuses_at_once_and_loses_nothing() {
    if let Ok(told) = std::env::var(CHILD) {
        return work_until_refused(&told).await;
    }
    let (workstation, email, told) = prepared().await;
    let limits = "trap '' XFSZ; ulimit -f 24;";
    let mut child = program("a_disk_without_room_refuses_at_once_and_loses_nothing", limits, &told);
    let mut words: Vec<_> = said(&mut child).collect();
    child.wait().expect("ends");
    assert_eq!(words.pop().as_deref(), Some("refused"));
    assert!(!words.is_empty());
    assert_eq!(kept(&workstation.0, &email).await, words.into_iter().collect());
}
