//! What a workstation keeps on its disk for when the server is away: who can read it, for how long, and what of it is lost.

use chrono::Duration;
use clinic_core::appointments;
use clinic_core::appointments::model::{AppointmentStatus, Step};
use clinic_core::away::{Drawer, Place, answers, deeds};
use clinic_core::error::{ClinicError, Refusal, SessionEnd};
use clinic_core::users::model::SessionView;

use crate::support::desk::{Desk, refusal};
use crate::support::people::PASSWORD;
use crate::support::workstation::{Away, Workstation, filled, shown, step, today};

#[tokio::test]
async fn nothing_of_a_patient_can_be_read_from_the_disk_and_the_key_needs_the_password() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 10:00").await;
    let away = Away::from_desk(desk).await;
    deeds::step(&away.drawer, step(&visit, Step::Arrive)).await.unwrap();
    let files = away.workstation.files();
    assert!(
        files.iter().any(|(path, _)| path.ends_with("days")) && files.iter().any(|(path, _)| path.ends_with("deeds"))
    );
    for (path, bytes) in &files {
        for secret in ["Lovelace", "Ada", "cough", "Dr Osei", &away.view.email, &visit.id.to_string()] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} stands in {}", path.display());
        }
    }
    #[cfg(unix)]
    for (path, _) in files.iter().filter(|(path, _)| !path.ends_with("lock")) {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o77, 0, "{}", path.display());
    }
    let (place, clock, email) = (away.workstation.place(), away.clinic().clock().clone(), away.view.email.clone());
    drop(away.drawer);
    let wrong = Drawer::open_away(&place, &email, "a wrong password", Some(clock.clone())).await.map(drop);
    assert_eq!(refusal(wrong), Refusal::WrongCredentials);
    assert!(Drawer::open_away(&place, "nobody@clinic.example", PASSWORD, Some(clock.clone())).await.unwrap().is_none());
    let other_server = Place { server: "other:3306/clinic".into(), ..place.clone() };
    assert!(Drawer::open_away(&other_server, &email, PASSWORD, Some(clock.clone())).await.unwrap().is_none());
    let again = Drawer::open_away(&place, &email, PASSWORD, Some(clock)).await.unwrap().expect("its person's");
    assert_eq!(shown(&again).await, [(AppointmentStatus::Arrived, true)], "a start while the server is away");
}

#[tokio::test]
async fn a_file_that_was_changed_exchanged_or_cut_is_refused_and_told() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 10:00").await;
    let away = Away::from_desk(desk).await;
    deeds::step(&away.drawer, step(&visit, Step::Arrive)).await.unwrap();
    let (deeds_file, days_file) = (away.workstation.file("deeds"), away.workstation.file("days"));
    let (place, clock, email) = (away.workstation.place(), away.clinic().clock().clone(), away.view.email.clone());
    drop(away.drawer);
    let whole = std::fs::read(&deeds_file).unwrap();
    let days = std::fs::read(&days_file).unwrap();
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for (what, bytes) in [("changed", flipped), ("cut", whole[..whole.len() / 2].to_vec()), ("another kind", days)] {
        std::fs::write(&deeds_file, bytes).unwrap();
        let drawer = Drawer::open_away(&place, &email, PASSWORD, Some(clock.clone())).await.unwrap().expect("opens");
        let state = drawer.state().await;
        assert!(state.deeds.is_empty() && state.unreadable, "{what}");
    }
    std::fs::write(&deeds_file, whole).unwrap();
    let drawer = Drawer::open_away(&place, &email, PASSWORD, Some(clock)).await.unwrap().expect("opens");
    assert_eq!(drawer.state().await.deeds.len(), 1, "untouched it opens");
}

#[tokio::test]
async fn a_session_that_is_over_reads_nothing_and_neither_does_a_clock_set_back() {
    let desk = Desk::open().await;
    desk.booked("2026-03-02 10:00").await;
    let mut away = Away::from_desk(desk).await;
    let clock = away.clinic().clock().clone();
    let start = clock.now();
    // The session's end is by the server's clock; the fixed clock of the test stands elsewhere.
    let over = SessionView { expires_at: start + Duration::hours(12), ..away.view.clone() };
    drop(away.drawer);
    away.drawer = filled(&away.desk.world.clinic, &away.workstation, &away.actor, &over).await;
    clock.set(start + Duration::hours(12));
    let ended = ClinicError::SignedOut { why: SessionEnd::Expired };
    assert_eq!(answers::day_sheet(&away.drawer, today()).await, Err(ended.clone()));
    let place = away.workstation.place();
    drop(away.drawer);
    for at in [start + Duration::hours(13), start - Duration::hours(1)] {
        clock.set(at);
        let opened = Drawer::open_away(&place, &over.email, PASSWORD, Some(clock.clone())).await.map(drop);
        assert_eq!(opened, Err(ended.clone()), "{at}");
    }
    clock.set(start + Duration::hours(1));
    assert!(Drawer::open_away(&place, &over.email, PASSWORD, Some(clock)).await.unwrap().is_some());
}

#[tokio::test]
async fn signing_out_takes_away_what_is_read_and_leaves_what_waits() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 10:00").await;
    let away = Away::from_desk(desk).await;
    deeds::step(&away.drawer, step(&visit, Step::Arrive)).await.unwrap();
    away.drawer.clear().await.unwrap();
    away.drawer.refresh(away.clinic(), &away.actor).await.unwrap();
    let names = |away: &Workstation| {
        let mut names: Vec<_> =
            away.files().iter().map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&away.workstation), ["deeds", "key", "lock"]);
    drop(away.drawer);
    let back = filled(&away.desk.world.clinic, &away.workstation, &away.actor, &away.view).await;
    assert_eq!(back.send(&away.desk.world.clinic, &away.actor).await, Ok(1));
    back.clear().await.unwrap();
    assert_eq!(names(&away.workstation), ["lock"]);
}

#[tokio::test]
async fn a_changed_password_does_not_lose_what_waits_silently() {
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 10:00").await;
    let away = Away::from_desk(desk).await;
    deeds::step(&away.drawer, step(&visit, Step::Arrive)).await.unwrap();
    drop(away.drawer);
    let place = away.workstation.place();
    let drawer =
        Drawer::open(&place, &away.desk.world.clinic, &away.view, "another password than before").await.unwrap();
    let state = drawer.state().await;
    assert!(state.deeds.is_empty() && state.unreadable, "it is told");
    assert!(away.workstation.file("deeds.unreadable-1").exists() && away.workstation.file("key.unreadable-1").exists());
    let state = drawer.drop_unreadable(&away.desk.world.clinic, &away.actor).await.unwrap();
    assert!(!state.unreadable, "it was seen");
    assert!(away.workstation.files().iter().all(|(path, _)| !path.to_string_lossy().contains("unreadable")));
}

#[tokio::test]
async fn a_password_that_is_changed_here_opens_what_waits_and_the_old_one_does_not() {
    const CHANGED: &str = "another password than before";
    let desk = Desk::open().await;
    let visit = desk.booked("2026-03-02 10:00").await;
    let Away { desk, workstation, actor, view, drawer } = Away::from_desk(desk).await;
    deeds::step(&drawer, step(&visit, Step::Arrive)).await.unwrap();
    let place = workstation.place();
    drawer.take_password(&place, CHANGED).await.unwrap();
    assert_eq!(refusal(drawer.opens_with(PASSWORD).await), Refusal::WrongCredentials, "the lock goes by it at once");
    drawer.opens_with(CHANGED).await.unwrap();
    drop(drawer);
    let old = Drawer::open_away(&place, &view.email, PASSWORD, None).await.map(drop);
    assert_eq!(refusal(old), Refusal::WrongCredentials);
    let drawer = Drawer::open(&place, &desk.world.clinic, &view, CHANGED).await.unwrap();
    let state = drawer.state().await;
    assert_eq!((state.deeds.len(), state.unreadable), (1, false), "nothing is lost");
    assert_eq!(drawer.send(&desk.world.clinic, &actor).await, Ok(1));
    assert_eq!(
        appointments::get(&desk.world.clinic, &actor, visit.id).await.unwrap().status,
        AppointmentStatus::Arrived
    );
}

#[tokio::test]
async fn what_no_session_can_read_any_more_is_taken_away() {
    let desk = Desk::open().await;
    desk.booked("2026-03-02 10:00").await;
    let away = Away::from_desk(desk).await;
    let (place, session) = (away.workstation.place(), away.workstation.file("session"));
    let names = || away.workstation.files().len();
    place.sweep().unwrap();
    assert_eq!(names(), 4, "days, key, lock, session");
    let twelve_hours_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(12 * 60 * 60 + 1);
    std::fs::File::options().append(true).open(session).unwrap().set_modified(twelve_hours_ago).unwrap();
    assert!(place.keeps_something());
    place.sweep().unwrap();
    assert_eq!(names(), 1, "the lock");
    assert!(!place.keeps_something());
}

#[tokio::test]
async fn a_second_window_of_the_same_folder_keeps_nothing_over_the_first() {
    let away = Away::from_desk(Desk::open().await).await;
    let second = Drawer::open(&away.workstation.place(), away.clinic(), &away.view, PASSWORD).await.map(drop);
    assert_eq!(refusal(second), Refusal::CannotKeepHere);
}
