//! The journal of notes: what was typed is there again after a kill at any moment, nobody else reads it, and it goes when the
//! server has everything. Nobody says "kept" before it is.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use clinic_core::access::{Action, Role};
use clinic_core::away::Drawer;
use clinic_core::away::model::{ForgetNote, KeepNote, KeptPart};
use clinic_core::clock::Clock;
use clinic_core::error::{ClinicError, Refusal, SessionEnd};
use clinic_core::ids::AppointmentId;

use crate::support::desk::refusal;
use crate::support::people::{PASSWORD, SignedIn};
use crate::support::workstation::{Workstation, place};
use crate::support::{World, monday_at_eight};

const CHILD: &str = "CLINIC_JOURNAL_CHILD";
/// How many programs are killed, where `CLINIC_KILLS` does not say otherwise: `./dev test` has a thousand.
const KILLS: usize = 100;
/// So many write and are killed at once, each at a workstation of its own.
const LANES: usize = 8;
/// No text that was typed longer before the kill may be lost, milliseconds.
const LOST_AT_MOST: u64 = 500;
/// From the change of a note to its journal, as the page does it, milliseconds.
const PAUSE: u64 = 150;

fn typed(visit: AppointmentId, text: &str) -> KeepNote {
    KeepNote { subject_id: visit.0, part: KeptPart::Note, text: text.into() }
}

fn settled(visit: AppointmentId) -> ForgetNote {
    ForgetNote { subject_id: visit.0, part: KeptPart::Note }
}

/// A doctor with a drawer at a workstation of their own.
async fn doctor(world: &World) -> (SignedIn, Workstation, Drawer) {
    let user = world.user(Role::Doctor).await;
    let workstation = Workstation::fresh();
    let drawer = Drawer::open(&workstation.place(), &world.clinic, &user.view, PASSWORD).await.expect("opens");
    (user, workstation, drawer)
}

async fn texts(drawer: &Drawer) -> Vec<String> {
    drawer.kept_notes().await.expect("proof").into_iter().map(|note| note.text).collect()
}

#[tokio::test]
async fn a_note_is_there_after_signing_out_and_for_its_writer_alone() {
    let world = World::new().await;
    let (user, workstation, drawer) = doctor(&world).await;
    let visit = AppointmentId::fresh();
    drawer.keep_note(typed(visit, "Cough for two weeks")).await.unwrap();
    let kept = drawer.kept_notes().await.unwrap();
    assert_eq!((kept[0].subject_id, kept[0].kept_at), (visit.0, world.clinic.now()));
    drawer.clear().await.unwrap();
    let refused = drawer.keep_note(typed(visit, "after signing out")).await;
    assert_eq!(refusal(refused), Refusal::CannotKeepHere);
    drop(drawer);
    for (path, bytes) in workstation.files() {
        for secret in ["Cough", &visit.to_string(), &user.view.email] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{}", path.display());
        }
    }
    let again = Drawer::open(&workstation.place(), &world.clinic, &user.view, PASSWORD).await.unwrap();
    assert_eq!(texts(&again).await, ["Cough for two weeks"]);
    again.forget_note(settled(visit)).await.unwrap();
    again.clear().await.unwrap();
    let left: Vec<_> = workstation.files().into_iter().filter(|(_, bytes)| !bytes.is_empty()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn under_a_password_that_was_changed_it_is_put_aside_and_told() {
    let world = World::new().await;
    let (user, workstation, drawer) = doctor(&world).await;
    drawer.keep_note(typed(AppointmentId::fresh(), "Cough")).await.unwrap();
    drawer.take_password(&workstation.place(), "of one's own").await.unwrap();
    drop(drawer);
    let own = Drawer::open(&workstation.place(), &world.clinic, &user.view, "of one's own").await.unwrap();
    assert_eq!(texts(&own).await, ["Cough"], "whoever changed it here takes the journal along");
    drop(own);
    let other = Drawer::open(&workstation.place(), &world.clinic, &user.view, "set by somebody else").await.unwrap();
    assert!(other.state().await.unreadable);
    assert_eq!(texts(&other).await, [""; 0]);
    other.drop_unreadable(&world.clinic, &user.actor).await.unwrap();
    assert!(!other.state().await.unreadable);
}

#[tokio::test]
async fn a_journal_that_was_changed_is_told_and_what_can_be_read_stays() {
    let world = World::new().await;
    let (user, workstation, drawer) = doctor(&world).await;
    drawer.keep_note(typed(AppointmentId::fresh(), "Fever")).await.unwrap();
    drawer.keep_note(typed(AppointmentId::fresh(), "Cough")).await.unwrap();
    drop(drawer);
    let file = workstation.file("journal");
    let mut bytes = std::fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    let drawer = Drawer::open(&workstation.place(), &world.clinic, &user.view, PASSWORD).await.unwrap();
    assert!(drawer.state().await.unreadable);
    assert_eq!(texts(&drawer).await, ["Fever"]);
    assert!(std::fs::read(workstation.file("journal.unreadable-1")).unwrap() == bytes, "nothing is thrown away");
}

#[tokio::test]
async fn only_who_writes_notes_has_a_journal_and_an_ended_session_only_adds_to_it() {
    let world = World::new().await;
    let user = world.user(Role::Receptionist).await;
    let workstation = Workstation::fresh();
    let drawer = Drawer::open(&workstation.place(), &world.clinic, &user.view, PASSWORD).await.unwrap();
    let forbidden = ClinicError::Forbidden { action: Action::Consult };
    assert_eq!(drawer.keep_note(typed(AppointmentId::fresh(), "x")).await.unwrap_err(), forbidden);
    assert_eq!(drawer.forget_note(settled(AppointmentId::fresh())).await.unwrap_err(), forbidden);
    assert_eq!(drawer.kept_notes().await.unwrap_err(), forbidden);
    let (user, _workstation, drawer) = doctor(&world).await;
    let long = drawer.keep_note(typed(AppointmentId::fresh(), &"x".repeat(2 * 1024 * 1024 + 1))).await;
    assert_eq!(refusal(long), Refusal::CannotKeepHere);
    world.clinic.clock().set(user.view.expires_at);
    drawer.keep_note(typed(AppointmentId::fresh(), "typed before it ended")).await.unwrap();
    let over = drawer.kept_notes().await.unwrap_err();
    assert_eq!(over, ClinicError::SignedOut { why: SessionEnd::Expired });
}

// The kills. A child is this test again: a workstation at which somebody types, as fast as it goes or with the page's pause.
// It says what is typed and what is kept; what it said before it was killed is what it is held to.

async fn opened(folder: &Path, email: &str) -> Drawer {
    let drawer = Drawer::open_away(&place(folder), email, PASSWORD, Some(Clock::fixed(monday_at_eight()))).await;
    drawer.expect("opens").expect("is there")
}

/// What a note of that many keystrokes says: longer and longer, and no two alike.
fn text_of(keystrokes: u64) -> String {
    format!("{keystrokes} {}", "cough since Monday, ".repeat((keystrokes % 200) as usize))
}

fn keystrokes_in(text: &str) -> u64 {
    let number = text.split(' ').next().and_then(|number| number.parse().ok());
    number.filter(|number| text_of(*number) == text).unwrap_or_else(|| panic!("corrupt: {text}"))
}

async fn kept_keystrokes(drawer: &Drawer) -> u64 {
    let notes = texts(drawer).await;
    assert!(notes.len() <= 1, "one visit, one note");
    notes.first().map_or(0, |text| keystrokes_in(text))
}

async fn type_until_killed(told: &str) {
    let mut parts = told.split('|');
    let mut part = || parts.next().expect("folder, e-mail, visit, pause").to_owned();
    let (folder, email, visit, pause) = (PathBuf::from(part()), part(), part(), part());
    let visit: AppointmentId = serde_json::from_value(visit.into()).expect("an id");
    let pause = Duration::from_millis(pause.parse().expect("milliseconds"));
    let drawer = opened(&folder, &email).await;
    let mut keystrokes = kept_keystrokes(&drawer).await;
    let begun = tokio::time::Instant::now();
    println!("said: begins {keystrokes} 0");
    loop {
        let pressed = tokio::time::Instant::now();
        // Some keys, then the journal: what is pressed meanwhile is in the next.
        for _ in 0..3 {
            keystrokes += 1;
            println!("said: typed {keystrokes} {}", begun.elapsed().as_millis());
            tokio::time::sleep(pause / 3).await;
            // The page's clock runs from the first key: who slept longer is due.
            if !pause.is_zero() && pressed.elapsed() >= pause {
                break;
            }
        }
        drawer.keep_note(typed(visit, &text_of(keystrokes))).await.expect("is kept");
        println!("said: kept {keystrokes} {}", pressed.elapsed().as_millis());
    }
}

/// What a child said, in the order it said it.
struct Said {
    typed: Vec<(u64, u64)>,
    kept: u64,
    slowest: u64,
}

fn what_it_said(child: &mut Child) -> Said {
    let mut said = Said { typed: vec![], kept: 0, slowest: 0 };
    for line in BufReader::new(child.stdout.take().expect("is piped")).lines().map_while(Result::ok) {
        let Some((_, words)) = line.split_once("said: ") else { continue };
        let words: Vec<_> = words.split(' ').collect();
        // A line that the kill cut says nothing.
        let [what, number, at] = words[..] else { continue };
        let (Ok(number), Ok(at)) = (number.parse(), at.parse()) else { continue };
        match what {
            "typed" => said.typed.push((number, at)),
            "kept" => (said.kept, said.slowest) = (number, said.slowest.max(at)),
            _ => said.kept = number,
        }
    }
    said
}

/// One kill: what was lost is the newest only. How old the oldest of it was, and how slow the slowest write before.
async fn kill_once(
    workstation: &Workstation,
    email: &str,
    visit: AppointmentId,
    pause: u64,
    after: Duration,
) -> (u64, u64) {
    let told = format!("{}|{email}|{visit}|{pause}", workstation.0.display());
    let mut child = Command::new(std::env::current_exe().expect("the test's program"))
        .args(["--exact", "away_journal::kills_at_any_moment_lose_nothing_that_was_said_to_be_kept", "--nocapture"])
        .env(CHILD, told)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    tokio::time::sleep(after).await;
    child.kill().expect("kill -9");
    child.wait().expect("ends");
    let said = what_it_said(&mut child);
    let drawer = opened(&workstation.0, email).await;
    assert!(!drawer.state().await.unreadable, "nothing is corrupt");
    let kept = kept_keystrokes(&drawer).await;
    assert!(kept >= said.kept, "{} keystrokes were said to be kept, {kept} are", said.kept);
    let killed_at = said.typed.last().map_or(0, |(_, at)| *at);
    let lost = said.typed.iter().find(|(number, _)| *number > kept).map_or(0, |(_, at)| killed_at - at);
    (lost, said.slowest)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_at_any_moment_lose_nothing_that_was_said_to_be_kept() {
    if let Ok(told) = std::env::var(CHILD) {
        return type_until_killed(&told).await;
    }
    let world = World::new().await;
    let kills = std::env::var("CLINIC_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let mut lanes = tokio::task::JoinSet::new();
    for lane in 0..LANES {
        let (user, workstation, drawer) = doctor(&world).await;
        drop(drawer);
        let visit = AppointmentId::fresh();
        // Half of them write all the time, so that the kill comes in the middle of a write.
        let pause = if lane % 2 == 0 { PAUSE } else { 0 };
        lanes.spawn(async move {
            let (mut worst, mut slow_disk) = (0, 0);
            for number in (lane..kills).step_by(LANES) {
                // Spread evenly over the first third of a second, in no order.
                let after = Duration::from_millis((number as u64).wrapping_mul(7_919) % 350);
                let (lost, slowest) = kill_once(&workstation, &user.view.email, visit, pause, after).await;
                // A disk that stalls for longer than the journal has time is the disk's doing, and counted apart.
                if slowest > LOST_AT_MOST / 2 { slow_disk += 1 } else { worst = worst.max(lost) }
            }
            (worst, slow_disk)
        });
    }
    let ends = lanes.join_all().await;
    let (worst, slow): (Vec<u64>, Vec<usize>) = ends.into_iter().unzip();
    let (worst, slow) = (worst.into_iter().max().unwrap_or_default(), slow.into_iter().sum::<usize>());
    println!("{kills} kills; the oldest keystroke that was lost was {worst} ms old; {slow} had a disk that stalled");
    assert!(worst <= LOST_AT_MOST, "{worst} ms");
    assert!(slow < kills / 2, "{slow} of {kills} stalled: that says nothing");
}
