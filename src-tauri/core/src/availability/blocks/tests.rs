//! Whom a block keeps out, and how blocks are read.

use chrono::{Duration, NaiveDateTime, TimeZone, Utc};

use super::model::{Asking, Block, BlockForm, BlockKind, BlockRelease, BlockWish, read_blocks};
use crate::availability::model::Priority;
use crate::civil::Zone;
use crate::error::{ClinicError, FieldProblem};
use crate::ids::{BlockId, DoctorId};
use crate::interval::Interval;

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn form(kind: BlockKind, release: BlockRelease) -> BlockForm {
    BlockForm {
        id: BlockId::fresh(),
        doctor_id: DoctorId::fresh(),
        location_id: None,
        block_kind: kind,
        title: " Round  ".into(),
        starts_local: "2026-03-03T10:00".into(),
        ends_local: "2026-03-03T11:00".into(),
        release,
    }
}

fn wish(kind: BlockKind, release: BlockRelease) -> BlockWish {
    read_blocks(&[form(kind, release)]).unwrap().remove(0)
}

fn in_paris(wish: &BlockWish) -> Block {
    wish.on_the_wall(Zone::parse("zone", "Europe/Paris").unwrap(), 0).unwrap()
}

#[test]
fn a_reserve_lets_emergencies_in_and_everyone_once_it_is_released() {
    let block = in_paris(&wish(BlockKind::Emergency, BlockRelease::Hours { hours: 2 }));
    let utc = |hour, minute| Utc.with_ymd_and_hms(2026, 3, 3, hour, minute, 0).unwrap();
    assert_eq!(block.released_at, Some(utc(7, 0)), "two hours before ten in Paris");
    let visit = Interval::new(utc(9, 40), utc(10, 20)).unwrap();
    let out = |priority, now| block.keeps_out(visit, Asking { priority, now });
    assert!(out(Priority::Regular, utc(6, 59)));
    assert!(!out(Priority::Regular, utc(7, 0)), "released to the minute");
    assert!(!out(Priority::Urgent, utc(6, 0)));
    assert!(!out(Priority::Emergency, utc(6, 0)));
    let beside = Interval::new(utc(10, 0), utc(10, 20)).unwrap();
    assert!(
        !block.keeps_out(beside, Asking { priority: Priority::Regular, now: utc(6, 0) }),
        "it begins as the block ends"
    );
}

#[test]
fn a_meeting_keeps_everyone_out_and_a_reserve_without_release_all_but_emergencies() {
    let before = Utc.with_ymd_and_hms(2026, 3, 3, 8, 0, 0).unwrap();
    let asking = |priority| Asking { priority, now: before };
    let meeting = in_paris(&wish(BlockKind::Meeting, BlockRelease::Never));
    let visit = meeting.span;
    assert!(meeting.keeps_out(visit, asking(Priority::Emergency)));
    let reserve = in_paris(&wish(BlockKind::Emergency, BlockRelease::Never));
    assert!(reserve.keeps_out(visit, asking(Priority::Regular)));
    assert!(!reserve.keeps_out(visit, asking(Priority::Emergency)));
}

#[test]
fn what_is_read_is_what_is_shown_again() {
    for release in
        [BlockRelease::Never, BlockRelease::Hours { hours: 0 }, BlockRelease::At { local: local("2026-03-03 10:30") }]
    {
        let read = wish(BlockKind::Emergency, release);
        let view = in_paris(&read).view(read.doctor_id);
        assert_eq!((view.release, view.title.as_str()), (release, "Round"));
        assert_eq!((view.starts_local, view.ends_local), (local("2026-03-03 10:00"), local("2026-03-03 11:00")));
    }
}

#[test]
fn every_problem_of_a_block_stands_at_its_field() {
    let good = form(BlockKind::Meeting, BlockRelease::Never);
    let at = BlockRelease::At { local: local("2026-03-03 11:01") };
    let problem = |bad: BlockForm| match read_blocks(&[good.clone(), bad]) {
        Err(ClinicError::Invalid { fields }) => fields.into_iter().map(|one| (one.field, one.problem)).collect(),
        other => panic!("{other:?}"),
    };
    let range = FieldProblem::OutOfRange { least: 0, most: 336 };
    for (bad, field, expected) in [
        (BlockForm { id: good.id, ..form(BlockKind::Meeting, BlockRelease::Never) }, "id", FieldProblem::Taken),
        (form(BlockKind::Meeting, BlockRelease::Hours { hours: 1 }), "release", FieldProblem::UnknownChoice),
        (form(BlockKind::Emergency, BlockRelease::Hours { hours: 337 }), "release", range.clone()),
        (form(BlockKind::Emergency, BlockRelease::Hours { hours: -1 }), "release", range.clone()),
        (form(BlockKind::Emergency, at), "release", range),
        (
            BlockForm { ends_local: "2026-03-03T10:00".into(), ..form(BlockKind::Meeting, BlockRelease::Never) },
            "ends_local",
            FieldProblem::EndBeforeStart,
        ),
        (
            BlockForm { ends_local: "2026-03-13T10:00".into(), ..form(BlockKind::Meeting, BlockRelease::Never) },
            "ends_local",
            FieldProblem::OutOfRange { least: 0, most: 7 },
        ),
        (
            BlockForm { title: "x".repeat(201), ..form(BlockKind::Meeting, BlockRelease::Never) },
            "title",
            FieldProblem::TooLong { most: 200 },
        ),
    ] {
        let said: Vec<(String, FieldProblem)> = problem(bad);
        assert_eq!(said, [(format!("blocks[1].{field}"), expected)]);
    }
    assert!(read_blocks(&[]).is_err());
    let many: Vec<_> = (0..201).map(|_| form(BlockKind::Meeting, BlockRelease::Never)).collect();
    assert!(read_blocks(&many).is_err());
}

#[test]
fn a_block_over_the_night_of_the_clock_covers_what_was_named() {
    let night = BlockForm {
        starts_local: "2026-10-25T02:30".into(),
        ends_local: "2026-10-25T03:00".into(),
        ..form(BlockKind::Meeting, BlockRelease::Never)
    };
    let block = in_paris(&read_blocks(&[night]).unwrap()[0]);
    assert_eq!(block.span.length(), Duration::minutes(90), "half past two comes twice; it begins at the first");
}
