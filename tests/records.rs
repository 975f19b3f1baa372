//! A patient's records: files that arrive in parts, are read back, described, shared, and found out when they were touched.

mod tampering;

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::support::people::{PASSWORD, SignedIn};
use crate::support::{monday_at_eight, room};
use clinic_core::access::{Action, Role};
use clinic_core::consultations::break_glass;
use clinic_core::consultations::break_glass::model::BreakGlass;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;
use clinic_core::keys;
use clinic_core::keys::model::KeysRequest;
use clinic_core::prescriptions;
use clinic_core::prescriptions::content::PrescriptionContent;
use clinic_core::prescriptions::model::SavePrescription;
use clinic_core::records::file::{look_at, size_of};
use clinic_core::records::model::*;
use clinic_core::records::{self, Going, Sent, Source};

/// A doctor with a patient in the room, and a folder with files.
struct Room {
    room: room::Room,
    folder: PathBuf,
}

impl Deref for Room {
    type Target = room::Room;

    fn deref(&self) -> &room::Room {
        &self.room
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

fn form(title: &str) -> RecordForm {
    RecordForm {
        record_type: RecordType::Mri,
        title: title.into(),
        description: "Left knee, without contrast".into(),
        dated_on: "2026-02-27".into(),
        tags: vec!["knee".into()],
    }
}

/// Bytes that no other part of the file has, and no other file.
fn bytes(count: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut made = Vec::with_capacity(count + 8);
    while made.len() < count {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        made.extend_from_slice(&state.to_le_bytes());
    }
    made.truncate(count);
    made
}

fn refused(why: FileFault) -> ClinicError {
    Refusal::FileRefused { why }.into()
}

fn not_found<T>() -> Result<T, ClinicError> {
    Err(ClinicError::NotFound { what: RecordKind::Record })
}

impl Room {
    async fn open() -> Self {
        let room = room::Room::with_visit(monday_at_eight(), "in_progress").await;
        let folder = std::env::temp_dir().join(format!("clinic-records-{}", fresh().simple()));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self { room, folder }
    }

    /// A file with these bytes.
    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    fn adding(&self, title: &str) -> AddRecord {
        AddRecord {
            request_id: RequestId::fresh(),
            record_id: RecordId::fresh(),
            patient_id: self.patient,
            file_id: FileId::fresh(),
            form: form(title),
        }
    }

    async fn begin_as(&self, user: &SignedIn, path: &Path, request: AddRecord) -> Result<RecordView, ClinicError> {
        let source = Source { path: path.to_owned(), facts: look_at(path).await? };
        records::begin(&self.world.clinic, &user.actor, request, source).await
    }

    async fn begin(&self, path: &Path, title: &str) -> RecordView {
        self.begin_as(&self.user, path, self.adding(title)).await.expect("begins")
    }

    async fn send(&self, known: &RecordView, path: &Path) -> Result<Option<RecordView>, ClinicError> {
        records::send(&self.world.clinic, &self.user.actor, known.id, path, |_| Going::On).await
    }

    /// A record that is kept.
    async fn kept(&self, name: &str, bytes: &[u8]) -> RecordView {
        let path = self.file(name, bytes);
        let begun = self.begin(&path, name).await;
        self.send(&begun, &path).await.expect("arrives").expect("is not stopped")
    }

    async fn list_as(&self, user: &SignedIn) -> Result<Vec<RecordView>, ClinicError> {
        let request = RecordsRequest { request_id: RequestId::fresh(), patient_id: self.patient };
        let list = records::of_patient(&self.world.clinic, &user.actor, request).await?;
        assert_eq!(list.altered, []);
        Ok(list.records)
    }

    async fn open_as(&self, user: &SignedIn, id: RecordId) -> Result<(RequestId, OpenedRecord), ClinicError> {
        let request_id = RequestId::fresh();
        let request = OpenRecord { request_id, record_id: id };
        records::open(&self.world.clinic, &user.actor, request).await.map(|opened| (request_id, opened))
    }

    /// All bytes of a record, as a window fetches them.
    async fn read_as(&self, user: &SignedIn, id: RecordId) -> Result<Vec<u8>, ClinicError> {
        let (opening, opened) = self.open_as(user, id).await?;
        let mut all = Vec::new();
        for place in 0..opened.record.parts {
            let request = RecordPiece { record_id: id, opening, place };
            all.extend(records::piece(&self.world.clinic, &user.actor, request).await?.0);
        }
        Ok(all)
    }

    async fn share(
        &self,
        known: &RecordView,
        doctor_id: DoctorId,
        sharing: Sharing,
    ) -> Result<RecordView, ClinicError> {
        let (request_id, record_id, row_version) = (RequestId::fresh(), known.id, known.row_version);
        let request = ShareRecord { request_id, record_id, row_version, doctor_id, sharing };
        records::share(&self.world.clinic, &self.user.actor, request).await
    }

    async fn describe(&self, known: &RecordView, form: RecordForm) -> Result<RecordView, ClinicError> {
        let (request_id, record_id, row_version) = (RequestId::fresh(), known.id, known.row_version);
        let request = DescribeRecord { request_id, record_id, row_version, form };
        records::describe(&self.world.clinic, &self.user.actor, request).await
    }

    async fn archive(&self, known: &RecordView, archiving: Archiving) -> Result<RecordView, ClinicError> {
        let (request_id, record_id, row_version) = (RequestId::fresh(), known.id, known.row_version);
        let request = ArchiveRecord { request_id, record_id, row_version, archiving };
        records::archive(&self.world.clinic, &self.user.actor, request).await
    }

    async fn discard(&self, id: RecordId) -> Result<(), ClinicError> {
        let request = DiscardRecord { request_id: RequestId::fresh(), record_id: id };
        records::discard(&self.world.clinic, &self.user.actor, request).await
    }

    async fn change(&self, sql: &'static str) {
        sqlx::raw_sql(sql).execute(&mut self.world.sql().await).await.expect("the test's own statement");
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.world.sql().await).await.expect("a number")
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and what follows";

#[tokio::test]
async fn a_file_arrives_sealed_is_read_back_and_opens_as_what_it_was() {
    let room = Room::open().await;
    let content = [PNG, &bytes(2_500_000, 7)].concat();
    let path = room.file("knee scan.png", &content);
    let begun = room.begin(&path, "MRI of the knee").await;
    assert_eq!((begun.status, begun.parts, begun.arrived_parts), (RecordStatus::Arriving, 3, 0));
    let told = std::sync::Mutex::new(Vec::new());
    let kept = records::send(&room.world.clinic, &room.user.actor, begun.id, &path, |sent| {
        told.lock().unwrap().push(sent);
        Going::On
    });
    let kept = kept.await.unwrap().unwrap();
    let told = told.into_inner().unwrap();
    assert_eq!(
        told,
        [
            Sent::Reading,
            Sent::Parts(0),
            Sent::Parts(1),
            Sent::Parts(2),
            Sent::Parts(3),
            Sent::Checked(1),
            Sent::Checked(2),
            Sent::Checked(3)
        ]
    );
    assert_eq!((kept.status, kept.arrived_parts, kept.preview), (RecordStatus::Kept, 3, Preview::Image));
    assert_eq!((kept.file_name.as_str(), kept.media_type.as_str()), ("knee scan.png", "image/png"));
    assert_eq!((kept.bytes, &kept.form), (2_500_025, &form("MRI of the knee")));
    assert_eq!(room.list_as(&room.user).await.unwrap(), std::slice::from_ref(&kept));
    assert!(room.read_as(&room.user, kept.id).await.unwrap() == content, "every byte");
    assert_eq!(room.send(&begun, &path).await.unwrap(), Some(kept), "sent again it is the same");
    for (action, times) in [("record_begun", 1), ("record_part_kept", 3), ("record_added", 1), ("record_opened", 1)] {
        assert_eq!(room.world.audited(action).await, times, "{action}");
    }
    // The server reads neither a byte of it nor a word about it.
    let sealed: Vec<Vec<u8>> =
        sqlx::query_scalar("select sealed from record_versions union all select sealed from record_chunks")
            .fetch_all(&mut room.world.sql().await)
            .await
            .unwrap();
    let readable = |bytes: &Vec<u8>| {
        bytes.windows(8).any(|part| [b"what fol", b"MRI of t", b"knee sca"].iter().any(|one| part == *one))
    };
    assert!(sealed.len() == 4 && !sealed.iter().any(readable));
    let left: i64 = room.count("select count(*) from records where source_sealed is not null").await;
    assert_eq!(left, 0, "where it lay is forgotten once it is kept");
}

#[tokio::test]
async fn wherever_the_sending_stops_it_goes_on_with_the_parts_that_are_missing() {
    let room = Room::open().await;
    let content = bytes(12 * 1024 * 1024 + 17, 3);
    let path = room.file("ct.dcm", &content);
    let begun = room.begin(&path, "CT").await;
    // It is stopped again and again, at another place each time, as by a person or a lock.
    for most in [1, 4, 9] {
        let sent = records::send(&room.world.clinic, &room.user.actor, begun.id, &path, |sent| match sent {
            Sent::Parts(arrived) if arrived >= most => Going::Stops,
            _ => Going::On,
        });
        assert_eq!(sent.await.unwrap(), None);
        let known = room.list_as(&room.user).await.unwrap().remove(0);
        assert_eq!((known.status, known.arrived_parts), (RecordStatus::Arriving, most));
    }
    assert_eq!(room.open_as(&room.user, begun.id).await, Err(refused(FileFault::NotWhole)));
    // It is killed in the middle of a part, as often as it takes: nothing of it is waited for.
    for hops in (1..40_u32).step_by(3) {
        let left = AtomicU32::new(hops);
        let sending = records::send(&room.world.clinic, &room.user.actor, begun.id, &path, |_| Going::On);
        let mut sending = std::pin::pin!(sending);
        let killed = std::future::poll_fn(|context| match sending.as_mut().poll(context) {
            std::task::Poll::Pending if left.fetch_sub(1, Ordering::Relaxed) == 1 => std::task::Poll::Ready(None),
            std::task::Poll::Pending => std::task::Poll::Pending,
            std::task::Poll::Ready(done) => std::task::Poll::Ready(Some(done)),
        });
        if let Some(done) = killed.await {
            done.unwrap();
        }
    }
    // What this workstation has to go on with is known by it, and by no other.
    let unfinished = records::unfinished(&room.world.clinic, &room.user.actor).await.unwrap();
    if let Some((view, from)) = unfinished.first() {
        assert_eq!((view.id, from), (begun.id, &Some(path.clone())));
    }
    let kept = room.send(&begun, &path).await.unwrap().unwrap();
    assert_eq!(kept.arrived_parts, 13);
    assert!(room.read_as(&room.user, kept.id).await.unwrap() == content);
    assert_eq!(room.world.audited("record_part_kept").await, 13, "no part was sent twice");
    assert!(records::unfinished(&room.world.clinic, &room.user.actor).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_the_workstation_that_began_it_goes_on_by_itself() {
    let room = Room::open().await;
    let path = room.file("a.pdf", b"%PDF-1.7");
    let begun = room.begin(&path, "Report").await;
    let here = records::unfinished(&room.world.clinic, &room.user.actor).await.unwrap();
    assert_eq!(
        here.into_iter().map(|(view, from)| (view.id, from)).collect::<Vec<_>>(),
        [(begun.id, Some(path.clone()))]
    );
    let other = room.world.user(Role::Doctor).await;
    assert!(records::unfinished(&room.world.clinic, &other.actor).await.unwrap().is_empty(), "nor somebody else");
    room.discard(begun.id).await.unwrap();
    assert!(records::unfinished(&room.world.clinic, &room.user.actor).await.unwrap().is_empty());
}

#[tokio::test]
async fn another_file_does_not_go_on_in_its_place() {
    let room = Room::open().await;
    let path = room.file("ecg.pdf", &bytes(1_500_000, 1));
    let begun = room.begin(&path, "ECG").await;
    room.file("ecg.pdf", &bytes(1_500_000, 2));
    assert_eq!(room.send(&begun, &path).await, Err(refused(FileFault::Changed)));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(room.send(&begun, &path).await, Err(refused(FileFault::NotThere)));
    // The file changes while it is sent: found before it is kept.
    room.file("ecg.pdf", &bytes(1_500_000, 1));
    let sent = records::send(&room.world.clinic, &room.user.actor, begun.id, &path, |sent| {
        if sent == Sent::Parts(1) {
            room.file("ecg.pdf", &bytes(1_400_000, 9));
        }
        Going::On
    });
    assert_eq!(sent.await, Err(refused(FileFault::Changed)));
    assert_eq!(room.list_as(&room.user).await.unwrap()[0].status, RecordStatus::Arriving);
}

#[tokio::test]
async fn what_is_no_file_is_empty_or_too_large_is_refused() {
    let room = Room::open().await;
    let empty = room.file("empty.pdf", b"");
    let large = room.folder.join("large.dcm");
    let file = std::fs::File::create(&large).unwrap();
    file.set_len(u64::from(LARGEST) + 1).unwrap();
    for (path, why) in [
        (empty, FileFault::Empty),
        (large.clone(), FileFault::TooLarge),
        (room.folder.clone(), FileFault::NotAFile),
        (room.folder.join("gone.pdf"), FileFault::NotThere),
    ] {
        assert_eq!(size_of(&path), Err(why), "{}", path.display());
        assert_eq!(look_at(&path).await, Err(refused(why)), "{}", path.display());
    }
    file.set_len(u64::from(LARGEST)).unwrap();
    assert_eq!(size_of(&large), Ok(LARGEST), "a hundred megabytes are not too many");
}

#[tokio::test]
async fn what_did_not_arrive_is_given_up_and_leaves_nothing_behind() {
    let room = Room::open().await;
    let path = room.file("us.pdf", &bytes(2_200_000, 5));
    let begun = room.begin(&path, "Ultrasound").await;
    let stopped = records::send(&room.world.clinic, &room.user.actor, begun.id, &path, |sent| match sent {
        Sent::Parts(2) => Going::Stops,
        _ => Going::On,
    });
    assert_eq!(stopped.await.unwrap(), None);
    assert_eq!(room.count("select count(*) from record_chunks where sealed is not null").await, 2);
    let request = DiscardRecord { request_id: RequestId::fresh(), record_id: begun.id };
    records::discard(&room.world.clinic, &room.user.actor, request).await.unwrap();
    records::discard(&room.world.clinic, &room.user.actor, request).await.unwrap();
    assert_eq!(room.world.audited("record_discarded").await, 1);
    assert_eq!(room.list_as(&room.user).await.unwrap(), []);
    assert_eq!(room.count("select count(*) from record_chunks where sealed is not null").await, 0);
    assert_eq!(room.send(&begun, &path).await, not_found());
    let kept = room.kept("kept.pdf", b"%PDF-1.7").await;
    assert_eq!(room.discard(kept.id).await, Err(refused(FileFault::ArrivedWhole)));
    // Given up in another window while it is sent here.
    let again = room.begin(&path, "Ultrasound").await;
    let clinic = room.world.clinic.clone();
    let stop = records::send(&clinic, &room.user.actor, again.id, &path, |sent| match sent {
        Sent::Parts(1) => Going::Stops,
        _ => Going::On,
    });
    stop.await.unwrap();
    room.change("update records set status = 'discarded' where status = 'arriving'").await;
    assert_eq!(room.send(&again, &path).await, not_found());
}

#[tokio::test]
async fn a_record_is_described_anew_and_what_it_said_stays_readable() {
    let room = Room::open().await;
    let kept = room.kept("lab.pdf", b"%PDF-1.7 results").await;
    let changed = RecordForm { record_type: RecordType::LabReport, title: " Blood count ".into(), ..form("") };
    let described = room.describe(&kept, changed.clone()).await.unwrap();
    assert_eq!((described.version, described.form.title.as_str()), (2, "Blood count"));
    assert_eq!((&described.sha256, described.file_name.as_str()), (&kept.sha256, "lab.pdf"), "the file stays");
    let stale = Err(ClinicError::Stale { what: RecordKind::Record });
    assert_eq!(room.describe(&kept, changed.clone()).await, stale);
    let missing = ClinicError::from(FieldError::new("title", FieldProblem::Missing));
    assert_eq!(room.describe(&described, form("  ")).await, Err(missing));
    let request = RecordVersionsRequest { request_id: RequestId::fresh(), record_id: kept.id };
    let versions = records::versions(&room.world.clinic, &room.user.actor, request).await.unwrap();
    let titles: Vec<_> = versions.into_iter().map(|one| (one.version, one.form.title)).collect();
    assert_eq!(titles, [(2, "Blood count".into()), (1, "lab.pdf".into())]);
    let away = room.archive(&described, Archiving::Archived).await.unwrap();
    assert!(away.archived_at.is_some());
    assert_eq!(room.archive(&described, Archiving::Archived).await, stale);
    let back = room.archive(&away, Archiving::NotArchived).await.unwrap();
    assert_eq!(back.archived_at, None);
    let path = room.file("arriving.pdf", b"%PDF-1.7 more");
    let begun = room.begin(&path, "Arriving").await;
    assert_eq!(room.archive(&begun, Archiving::Archived).await, Err(refused(FileFault::NotWhole)));
    for action in ["record_described", "record_archived", "record_unarchived"] {
        assert_eq!(room.world.audited(action).await, 1, "{action}");
    }
}

#[tokio::test]
async fn adding_twice_is_once_and_an_id_is_made_once() {
    let room = Room::open().await;
    let path = room.file("one.pdf", b"%PDF-1.7 one");
    let request = room.adding("One");
    let (one, other) = tokio::join!(
        room.begin_as(&room.user, &path, request.clone()),
        room.begin_as(&room.user, &path, request.clone())
    );
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(room.list_as(&room.user).await.unwrap().len(), 1);
    let taken = AddRecord { request_id: RequestId::fresh(), ..request };
    let stale = Err(ClinicError::Stale { what: RecordKind::Record });
    assert_eq!(room.begin_as(&room.user, &path, taken).await, stale);
}

#[tokio::test]
async fn a_shared_record_is_seen_by_one_doctor_more_and_nothing_else_is() {
    let room = Room::open().await;
    let clinic = &room.world.clinic;
    let kept = room.kept("xray.png", &[PNG, &bytes(1_200_000, 4)].concat()).await;
    let other = room.kept("other.png", PNG).await;
    let ben = room.world.doctor("Dr Ben Adu").await;
    let theirs = room.world.signed_in_doctor(&ben).await;
    let asked = || SharedRecordsRequest { request_id: RequestId::fresh() };
    assert_eq!(room.open_as(&theirs, kept.id).await.map(|_| ()), not_found());
    assert_eq!(records::shared(clinic, &theirs.actor, asked()).await.unwrap().records, []);
    let shared = room.share(&kept, ben.id, Sharing::Shared).await.unwrap();
    assert_eq!(shared.shared_with, [ben.id]);
    let stale = Err(ClinicError::Stale { what: RecordKind::Record });
    assert_eq!(room.share(&kept, ben.id, Sharing::Shared).await, stale);
    let seen = records::shared(clinic, &theirs.actor, asked()).await.unwrap().records;
    assert_eq!(seen.iter().map(|one| one.id).collect::<Vec<_>>(), [kept.id]);
    assert_eq!(seen[0].patient_name, "Lee, Ann");
    assert_eq!(room.read_as(&theirs, kept.id).await.unwrap().len(), 1_200_025);
    // Not the others, not the chart, and they change nothing.
    assert_eq!(room.open_as(&theirs, other.id).await.map(|_| ()), not_found());
    assert_eq!(room.list_as(&theirs).await, Err(ClinicError::NotFound { what: RecordKind::Patient }));
    let change = DescribeRecord {
        request_id: RequestId::fresh(),
        record_id: kept.id,
        row_version: shared.row_version,
        form: form("Mine"),
    };
    assert_eq!(records::describe(clinic, &theirs.actor, change).await, not_found());
    // Nobody fetches a part without having opened it, or on somebody else's opening.
    let (opening, _) = room.open_as(&room.user, kept.id).await.unwrap();
    for opening in [opening, RequestId::fresh()] {
        let request = RecordPiece { record_id: kept.id, opening, place: 0 };
        assert_eq!(records::piece(clinic, &theirs.actor, request).await, not_found());
    }
    let request = RecordPiece { record_id: kept.id, opening, place: 2 };
    assert_eq!(records::piece(clinic, &room.user.actor, request).await, not_found(), "it has two parts");
    let ended = room.share(&shared, ben.id, Sharing::NotShared).await.unwrap();
    assert!(ended.shared_with.is_empty());
    assert_eq!(room.open_as(&theirs, kept.id).await.map(|_| ()), not_found());
    assert_eq!(records::shared(clinic, &theirs.actor, asked()).await.unwrap().records, []);
    let again = room.share(&ended, ben.id, Sharing::Shared).await.unwrap();
    assert_eq!(again.shared_with, [ben.id]);
    let choice = Err(ClinicError::from(FieldError::new("doctor_id", FieldProblem::UnknownChoice)));
    assert_eq!(room.share(&again, room.doctor.id, Sharing::Shared).await, choice, "not with oneself");
    assert_eq!(room.share(&again, DoctorId::fresh(), Sharing::Shared).await, choice);
    assert_eq!((room.world.audited("record_shared").await, room.world.audited("record_unshared").await), (2, 1));
}

#[tokio::test]
async fn in_an_emergency_records_are_read_and_not_shared() {
    let room = Room::open().await;
    let kept = room.kept("xray.png", PNG).await;
    let present = room.world.user(Role::Doctor).await;
    let colleague = room.world.doctor("Dr Ben Adu").await;
    let breaking = BreakGlass {
        request_id: RequestId::fresh(),
        id: BreakGlassId::fresh(),
        patient_id: room.patient,
        reason: "Unconscious in the waiting room.".into(),
        password: PASSWORD.into(),
    };
    break_glass::open(&room.world.clinic, &present.actor, breaking).await.expect("broken");
    assert_eq!(room.read_as(&present, kept.id).await.unwrap(), PNG);
    let (request_id, record_id, row_version) = (RequestId::fresh(), kept.id, kept.row_version);
    let sharing = Sharing::Shared;
    let request = ShareRecord { request_id, record_id, row_version, doctor_id: colleague.id, sharing };
    let refused = records::share(&room.world.clinic, &present.actor, request).await;
    assert_eq!(refused, Err(ClinicError::NotFound { what: RecordKind::Patient }));
}

#[tokio::test]
async fn a_copy_is_whole_or_none_and_is_noted() {
    let room = Room::open().await;
    let content = bytes(2_100_000, 8);
    let kept = room.kept("report.bin", &content).await;
    let request = || CopyRecord { request_id: RequestId::fresh(), record_id: kept.id };
    let mut copy = records::copy(&room.world.clinic, &room.user.actor, request()).await.unwrap();
    assert_eq!(copy.name, "report.bin");
    let mut all = Vec::new();
    while let Some(part) = copy.next().await.unwrap() {
        all.extend_from_slice(&part);
    }
    assert!(all == content);
    assert_eq!(room.world.audited("record_copied").await, 1);
    room.change("delete from record_chunks where place = 2").await;
    let mut copy = records::copy(&room.world.clinic, &room.user.actor, request()).await.unwrap();
    copy.next().await.unwrap();
    copy.next().await.unwrap();
    assert!(matches!(copy.next().await, Err(ClinicError::Inconsistent { .. })));
}

#[tokio::test]
async fn other_roles_and_doctors_of_other_patients_have_no_records() {
    let room = Room::open().await;
    let path = room.file("a.pdf", b"%PDF-1.7");
    for role in [Role::Receptionist, Role::Administrator, Role::Kiosk] {
        let user = room.world.user(role).await;
        assert_eq!(room.list_as(&user).await, Err(ClinicError::Forbidden { action: Action::ReadNotes }));
        let refused = room.begin_as(&user, &path, room.adding("x")).await;
        assert_eq!(refused, Err(ClinicError::Forbidden { action: Action::KeepRecords }));
    }
    let other = room.world.user(Role::Doctor).await;
    let unseen = Err(ClinicError::NotFound { what: RecordKind::Patient });
    assert_eq!(room.begin_as(&other, &path, room.adding("x")).await, unseen);
    let kept = room.kept("b.pdf", b"%PDF-1.7").await;
    let request = DiscardRecord { request_id: RequestId::fresh(), record_id: kept.id };
    assert_eq!(records::discard(&room.world.clinic, &other.actor, request).await, not_found());
    let sent = records::send(&room.world.clinic, &other.actor, kept.id, &path, |_| Going::On).await;
    assert_eq!(sent, not_found());
    // A colleague who sees the patient has all of it.
    let doctor = room.world.doctor("Dr Ben Adu").await;
    let later = monday_at_eight() + chrono::Duration::hours(3);
    room.world.plain_visit(room.patient, doctor.id, room.location, later, "scheduled").await;
    let ben = room.world.signed_in_doctor(&doctor).await;
    assert_eq!(room.list_as(&ben).await.unwrap(), [kept]);
}

#[tokio::test]
async fn a_prescription_names_records_of_its_patient() {
    let room = Room::open().await;
    let kept = room.kept("lab.pdf", b"%PDF-1.7").await;
    let save = |attachments: Vec<RecordId>| SavePrescription {
        request_id: RequestId::fresh(),
        prescription_id: PrescriptionId::fresh(),
        appointment_id: room.visit,
        replaces_id: None,
        row_version: None,
        content: PrescriptionContent { attachments, ..PrescriptionContent::default() },
    };
    let clinic = &room.world.clinic;
    let saved = prescriptions::save(clinic, &room.user.actor, save(vec![kept.id])).await.unwrap();
    assert_eq!(saved.content.attachments, [kept.id]);
    let unknown = Err(ClinicError::from(FieldError::new("attachments", FieldProblem::UnknownChoice)));
    assert_eq!(prescriptions::save(clinic, &room.user.actor, save(vec![RecordId::fresh()])).await, unknown);
    let stranger = room.world.plain_patient("Okafor", "Ngozi").await;
    sqlx::query("update records set patient_id = ?").bind(stranger).execute(&mut room.world.sql().await).await.unwrap();
    assert_eq!(prescriptions::save(clinic, &room.user.actor, save(vec![kept.id])).await, unknown);
}

#[tokio::test]
async fn a_new_data_key_reaches_every_part_a_few_at_a_time() {
    let room = Room::open().await;
    let content = bytes(9 * 1024 * 1024 + 1, 6);
    let kept = room.kept("ct.dcm", &content).await;
    let path = room.file("half.dcm", &bytes(1_300_000, 2));
    let half = room.begin(&path, "Half").await;
    let stop = |sent| if matches!(sent, Sent::Parts(1)) { Going::Stops } else { Going::On };
    records::send(&room.world.clinic, &room.user.actor, half.id, &path, stop).await.unwrap();
    let clinic = &room.world.clinic;
    keys::rotate(clinic, &room.user.actor, KeysRequest { request_id: RequestId::fresh() }).await.unwrap();
    let actor = clinic_core::users::actor(clinic, &room.user.token).await.unwrap();
    let user = SignedIn { actor, ..room.world.sign_in(&room.user.view.email, crate::support::people::PASSWORD).await };
    let mut turns = 0;
    while keys::reseal_some(clinic, &user.actor).await.unwrap().left > 0 {
        turns += 1;
        assert!(turns < 30, "it ends");
    }
    assert_eq!(room.count("select count(*) from record_chunks where key_id <> 2").await, 0);
    assert_eq!(room.count("select count(*) from record_chunks").await, 11);
    assert!(turns >= 3, "eight parts at most in one go: {turns}");
    assert!(room.read_as(&user, kept.id).await.unwrap() == content);
    let sent = records::send(clinic, &user.actor, half.id, &path, |_| Going::On).await.unwrap();
    assert_eq!(sent.unwrap().status, RecordStatus::Kept, "what was on its way goes on under the new key");
}
