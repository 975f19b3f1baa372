//! The waitlist on a real server: what becomes free is offered to whom it suits best, held for them, and passed on. The holds'
//! clock is the server's own: a test ends an offer by writing its end into the past, and waits for nothing.

use std::sync::Arc;

use crate::support::builders::{system, weekly};
use crate::support::desk::{Desk, Hours, local, patient, refusal};
use crate::support::monday_at_eight;
use clinic_core::access::Role;
use clinic_core::appointments;
use clinic_core::appointments::holds::model::HoldPurpose;
use clinic_core::appointments::model::*;
use clinic_core::availability;
use clinic_core::availability::blocks::model::{
    AddBlocks, BlockForm, BlockKind, BlockRelease, ChangeBlock, NameBlocks,
};
use clinic_core::availability::holidays::model::{HolidayForm, HolidayOf, RemoveHoliday, SaveHoliday};
use clinic_core::availability::model::{
    DatedHours, HoursKind, SetDatedHours, TimeOffKind, TimeOffRequest, WithdrawTimeOff,
};
use clinic_core::availability::{blocks, holidays};
use clinic_core::clinic::Clinic;
use clinic_core::clock::Clock;
use clinic_core::error::{ClinicError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;
use clinic_core::settings;
use clinic_core::settings::model::SaveSettings;
use clinic_core::waitlist;
use clinic_core::waitlist::model::*;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

const TEN: &str = "2026-03-02 10:00";

/// Puts somebody on the waitlist for Dr Osei, as `wish` has it otherwise.
async fn waits(desk: &Desk, name: &str, other: impl FnOnce(&mut WaitlistWish)) -> WaitlistEntry {
    let mut wish = WaitlistWish { notes: "knee".into(), ..WaitlistWish::of(WaitsFor::Doctor { doctor_id: desk.osei }) };
    other(&mut wish);
    let patient_id = patient(&desk.world, name, "Wait").await;
    let request = AddToWaitlist { id: WaitlistEntryId::fresh(), patient_id, wish };
    waitlist::add(&desk.world.clinic, &system(), request).await.expect("put on the waitlist")
}

async fn listed(desk: &Desk) -> Waitlist {
    waitlist::list(&desk.world.clinic, &system()).await.expect("reads")
}

async fn tended(desk: &Desk) -> Vec<OfferView> {
    waitlist::tend(&desk.world.clinic).await.expect("tends");
    listed(desk).await.offers
}

/// Who is offered what.
fn names(offers: &[OfferView]) -> Vec<(&str, chrono::NaiveDateTime)> {
    offers.iter().map(|offer| (offer.patient_name.as_str(), offer.starts_local)).collect()
}

async fn decline(desk: &Desk, offer: &OfferView, why: NotTaken) -> Result<(), ClinicError> {
    let request = DeclineOffer { request_id: RequestId::fresh(), appointment_id: offer.appointment_id, why };
    waitlist::decline(&desk.world.clinic, &system(), request).await
}

async fn accept(desk: &Desk, offer: &OfferView) -> Result<AppointmentView, ClinicError> {
    let request = AcceptOffer { appointment_id: offer.appointment_id };
    waitlist::accept(&desk.world.clinic, &system(), request).await
}

/// Ten minutes went by without an answer.
async fn too_late(desk: &Desk, offer: &OfferView) {
    let mut sql = desk.world.sql().await;
    for table in ["waitlist_offers", "slot_holds"] {
        let statement = format!("update {table} set expires_at = utc_timestamp(6) - interval 1 second where id = ?");
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(offer.appointment_id)
            .execute(&mut sql)
            .await
            .expect("the test arranges it");
    }
}

#[tokio::test]
async fn a_cancelled_time_is_offered_to_the_best_match_and_held_for_them() {
    let desk = Desk::open().await;
    let visit = desk.booked(TEN).await;
    waits(&desk, "Longest", |_| {}).await;
    waits(&desk, "Urgent", |form| form.priority = Priority::Urgent).await;
    waits(&desk, "Tuesdays", |form| {
        form.priority = Priority::Emergency;
        form.weekdays = vec![2];
    })
    .await;
    assert!(tended(&desk).await.is_empty(), "nothing became free");
    desk.cancel(&visit).await.unwrap();
    let offers = tended(&desk).await;
    assert_eq!(names(&offers), [("Urgent, Wait", local(TEN))]);
    let held_for = offers[0].expires_at - server_now(&desk).await;
    assert!((590..=600).contains(&held_for.num_seconds()), "{held_for}");
    // Others can neither book nor find it, and see whom it was offered to.
    let mut wish = desk.wish(TEN);
    wish.patient_id = patient(&desk.world, "Hopper", "Grace").await;
    let refused = refusal(desk.book(wish).await);
    assert!(matches!(&refused, Refusal::SlotHeld { held_by, .. } if held_by == "Urgent, Wait"), "{refused:?}");
    let request = DaySheetRequest { date: "2026-03-02".into(), days: 1, doctor_ids: vec![], location_id: None };
    let sheet = appointments::day_sheet(&desk.world.clinic, &system(), request).await.unwrap();
    let hold = &sheet.columns[0].holds[0];
    assert_eq!((hold.purpose, hold.held_by.as_str()), (HoldPurpose::Offer, "Urgent, Wait"));
    assert_eq!(desk.world.audited("offer_made").await, 1);
    desk.calendar_is_sound().await;
}

async fn server_now(desk: &Desk) -> chrono::DateTime<chrono::Utc> {
    sqlx::query_scalar("select utc_timestamp(6)").fetch_one(&mut desk.world.sql().await).await.expect("a clock")
}

#[tokio::test]
async fn what_was_offered_is_booked_at_once_and_its_entry_is_done() {
    let desk = Desk::open().await;
    let visit = desk.booked(TEN).await;
    waits(&desk, "Longest", |_| {}).await;
    desk.cancel(&visit).await.unwrap();
    let offer = tended(&desk).await.remove(0);
    let booked = accept(&desk, &offer).await.unwrap();
    assert_eq!((booked.id, booked.starts_local, booked.reason.as_str()), (offer.appointment_id, local(TEN), "knee"));
    assert_eq!(accept(&desk, &offer).await.unwrap().id, booked.id, "sent twice it is booked once");
    let list = listed(&desk).await;
    assert!(list.offers.is_empty() && list.entries.is_empty(), "{list:?}");
    assert_eq!(desk.world.audited("offer_accepted").await, 1);
    assert!(tended(&desk).await.is_empty());
    let refused = refusal(decline(&desk, &offer, NotTaken::Declined).await);
    assert_eq!(refused, Refusal::OfferOver { status: OfferStatus::Accepted });
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn what_is_declined_skipped_or_late_passes_on_and_nobody_is_asked_twice() {
    let desk = Desk::open().await;
    let visit = desk.booked(TEN).await;
    for name in ["First", "Second", "Third", "Fourth"] {
        waits(&desk, name, |_| {}).await;
    }
    desk.cancel(&visit).await.unwrap();
    let first = tended(&desk).await.remove(0);
    decline(&desk, &first, NotTaken::Declined).await.unwrap();
    let second = tended(&desk).await.remove(0);
    decline(&desk, &second, NotTaken::Skipped).await.unwrap();
    let third = tended(&desk).await.remove(0);
    too_late(&desk, &third).await;
    assert!(listed(&desk).await.offers.is_empty(), "a late offer is no offer, also before anybody noticed");
    let fourth = tended(&desk).await;
    assert_eq!(
        [&first, &second, &third, &fourth[0]].map(|offer| offer.patient_name.as_str()),
        ["First, Wait", "Second, Wait", "Third, Wait", "Fourth, Wait"]
    );
    let refused = refusal(accept(&desk, &third).await);
    assert_eq!(refused, Refusal::OfferOver { status: OfferStatus::Late });
    decline(&desk, &fourth[0], NotTaken::Declined).await.unwrap();
    assert!(tended(&desk).await.is_empty(), "everybody was asked");
    let passed: Vec<i32> = listed(&desk).await.entries.iter().map(|entry| entry.passed).collect();
    assert_eq!(passed, [1, 0, 1, 1], "who is skipped has not passed anything");
    assert_eq!(desk.world.audited("offer_late").await, 1);
    desk.booked(TEN).await;
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn time_that_becomes_free_in_whatever_way_is_offered() {
    let desk = Desk::open().await;
    let chen = desk.world.doctor("Dr Chen").await.id;
    desk.hours(chen, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: None }).await;
    // Moved away.
    let visit = desk.booked(TEN).await;
    waits(&desk, "Mover", |form| form.to_time = "12:00".into()).await;
    let visit = desk.move_to(&visit, "2026-03-03 10:00").await.unwrap();
    let offer = tended(&desk).await.remove(0);
    assert_eq!((offer.patient_name.as_str(), offer.starts_local), ("Mover, Wait", local(TEN)));
    accept(&desk, &offer).await.unwrap();
    // Missed.
    desk.world.clinic.clock().set(visit.starts_at + chrono::Duration::minutes(5));
    waits(&desk, "Walk-in", |form| form.minutes = Some(10)).await;
    desk.step(&visit, Step::MarkNoShow).await.unwrap();
    let offers = tended(&desk).await;
    assert!(offers.iter().all(|offer| offer.starts_local >= local("2026-03-03 10:05")), "{offers:?}");
    desk.world.clinic.clock().set(monday_at_eight());
    // A time off is withdrawn: all of it is offered, one time to each.
    let off = TimeOffRequest {
        id: TimeOffId::fresh(),
        doctor_id: chen,
        starts_local: "2026-03-02T09:00".into(),
        ends_local: "2026-03-02T10:00".into(),
        time_off_kind: TimeOffKind::Leave,
        note: String::new(),
    };
    let off = appointments::enter_time_off(&desk.world.clinic, &system(), off).await.unwrap().time_off;
    for name in ["One", "Two", "Three", "Four"] {
        waits(&desk, name, |form| form.waits_for = WaitsFor::Doctor { doctor_id: chen }).await;
    }
    assert!(!tended(&desk).await.iter().any(|offer| offer.doctor_id == chen));
    let request = WithdrawTimeOff { request_id: RequestId::fresh(), time_off_id: off.id };
    availability::withdraw_time_off(&desk.world.clinic, &system(), request).await.unwrap();
    let offers: Vec<OfferView> = tended(&desk).await.into_iter().filter(|offer| offer.doctor_id == chen).collect();
    assert_eq!(
        names(&offers),
        [
            ("One, Wait", local("2026-03-02 09:00")),
            ("Two, Wait", local("2026-03-02 09:20")),
            ("Three, Wait", local("2026-03-02 09:40"))
        ]
    );
    desk.calendar_is_sound().await;
}

/// Somebody of that name is offered a doctor's time, and nobody anything else; they take it.
async fn is_offered(desk: &Desk, name: &str, at: &str) {
    let offers = tended(desk).await;
    assert_eq!(names(&offers), [(format!("{name}, Wait").as_str(), local(at))]);
    accept(desk, &offers[0]).await.expect("booked");
    assert!(tended(desk).await.is_empty(), "nobody waits any more");
}

#[tokio::test]
async fn a_block_that_goes_hours_that_grow_and_a_day_that_is_worked_after_all_are_offered() {
    let desk = Desk::open().await;
    let clinic = &desk.world.clinic;
    let chen = desk.world.doctor("Dr Chen").await;
    let waits_for_chen = async |name: &str| {
        waits(&desk, name, |form| form.waits_for = WaitsFor::Doctor { doctor_id: chen.id }).await;
    };
    desk.world.weekly_hours(&chen, vec![weekly(desk.location, 1, "09:00", "09:20")]).await;
    tended(&desk).await;

    waits_for_chen("Hours").await;
    assert!(tended(&desk).await.is_empty(), "what was open before is no opening");
    let version = desk.world.weekly_hours(&chen, vec![weekly(desk.location, 1, "09:00", "09:40")]).await.row_version;
    is_offered(&desk, "Hours", "2026-03-02 09:20").await;

    let block = |starts: &str, ends: &str| BlockForm {
        id: BlockId::fresh(),
        doctor_id: chen.id,
        location_id: Some(desk.location),
        block_kind: BlockKind::Meeting,
        title: "Round".into(),
        starts_local: starts.into(),
        ends_local: ends.into(),
        release: BlockRelease::Never,
    };
    let forms = vec![block("2026-03-02T09:00", "2026-03-02T09:20"), block("2026-03-09T09:00", "2026-03-09T09:40")];
    let request = AddBlocks { request_id: RequestId::fresh(), blocks: forms };
    let added = blocks::add(clinic, &system(), request.clone()).await.unwrap();
    waits_for_chen("Block").await;
    assert!(tended(&desk).await.is_empty(), "a block opens nothing");
    let name = |at: usize| NameBlocks { request_id: RequestId::fresh(), block_ids: vec![added[at].id] };
    blocks::remove(clinic, &system(), name(0)).await.unwrap();
    is_offered(&desk, "Block", "2026-03-02 09:00").await;
    waits_for_chen("Shorter block").await;
    let shorter = BlockForm { ends_local: "2026-03-09T09:20".into(), ..request.blocks[1].clone() };
    let change = ChangeBlock { request_id: RequestId::fresh(), row_version: added[1].row_version, block: shorter };
    blocks::change(clinic, &system(), change).await.unwrap();
    is_offered(&desk, "Shorter block", "2026-03-09 09:20").await;

    let closed = SaveHoliday {
        request_id: RequestId::fresh(),
        id: HolidayId::fresh(),
        row_version: None,
        form: HolidayForm {
            name: "Feast".into(),
            of: HolidayOf::Everyone,
            first_on: "2026-03-16".into(),
            last_on: String::new(),
            yearly: true,
        },
    };
    holidays::save(clinic, &system(), closed.clone()).await.unwrap();
    waits_for_chen("Holiday").await;
    assert!(tended(&desk).await.is_empty(), "a holiday opens nothing");
    let request = RemoveHoliday { request_id: RequestId::fresh(), id: closed.id };
    holidays::remove(clinic, &system(), request).await.unwrap();
    is_offered(&desk, "Holiday", "2026-03-16 09:00").await;

    waits_for_chen("Wednesday").await;
    let row = DatedHours {
        id: DatedHoursId::fresh(),
        on_date: "2026-03-18".into(),
        closed: false,
        location_id: Some(desk.location),
        room_id: None,
        from_time: Some("14:00".into()),
        to_time: Some("14:20".into()),
        slot_minutes: None,
        hours_kind: HoursKind::Both,
        capacity: 1,
        note: String::new(),
    };
    let request = SetDatedHours {
        request_id: RequestId::fresh(),
        doctor_id: chen.id,
        row_version: version,
        on_date: row.on_date.clone(),
        hours: vec![row],
    };
    availability::set_dated_hours(clinic, &system(), request).await.unwrap();
    is_offered(&desk, "Wednesday", "2026-03-18 14:00").await;
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn wishes_a_specialty_and_the_patients_own_visits_are_respected() {
    let desk = Desk::open().await;
    let visit = desk.booked(TEN).await;
    let other = desk.world.doctor("Dr Elsewhere").await.id;
    waits(&desk, "Other doctor", |form| form.waits_for = WaitsFor::Doctor { doctor_id: other }).await;
    waits(&desk, "Video", |form| form.notes = "next week".into()).await;
    let longer = waits(&desk, "Longer", |form| form.minutes = Some(60)).await;
    for later in ["10:20"] {
        let mut wish = desk.wish(&format!("2026-03-02 {later}"));
        wish.patient_id = patient(&desk.world, "In the way", "Of the hour").await;
        desk.book(wish).await.unwrap();
    }
    waits(&desk, "Afternoon", |form| form.from_time = "13:00".into()).await;
    waits(&desk, "Next week", |form| form.earliest_on = "2026-03-09".into()).await;
    let elsewhere = waits(&desk, "Elsewhere", |form| form.priority = Priority::Urgent).await;
    let chen = desk.world.doctor("Dr Chen").await.id;
    desk.hours(chen, Hours { weekday: 1, from: "09:00", to: "12:00", capacity: 1, room: None }).await;
    let mut wish = desk.wish("2026-03-02 09:50");
    (wish.patient_id, wish.doctor_id) = (elsewhere.patient_id, chen);
    desk.book(wish).await.unwrap();
    desk.cancel(&visit).await.unwrap();
    let offers = tended(&desk).await;
    assert_eq!(names(&offers), [("Video, Wait", local(TEN))], "{longer:?} does not fit, {elsewhere:?} is elsewhere");
    desk.calendar_is_sound().await;
}

#[tokio::test]
async fn the_desk_offers_by_hand_and_what_is_not_taken_passes_on() {
    let desk = Desk::open().await;
    waits(&desk, "First", |_| {}).await;
    let chosen = waits(&desk, "Chosen", |_| {}).await;
    let at = local(TEN).and_utc();
    let by_hand = |entry_id| OfferTime {
        request_id: RequestId::fresh(),
        appointment_id: AppointmentId::fresh(),
        entry_id,
        doctor_id: desk.osei,
        location_id: desk.location,
        starts_at: at,
        minutes: 20,
    };
    let clinic = &desk.world.clinic;
    waitlist::offer(clinic, &system(), by_hand(chosen.id)).await.unwrap();
    let offers = tended(&desk).await;
    assert_eq!(names(&offers), [("Chosen, Wait", local(TEN))]);
    let refused = refusal(waitlist::offer(clinic, &system(), by_hand(chosen.id)).await);
    assert!(matches!(refused, Refusal::SlotHeld { .. }), "{refused:?}");
    let again = OfferTime { starts_at: at + chrono::Duration::hours(1), ..by_hand(chosen.id) };
    let refused = refusal(waitlist::offer(clinic, &system(), again).await);
    assert_eq!(refused, Refusal::OfferedAlready { patient_name: "Chosen, Wait".into() });
    decline(&desk, &offers[0], NotTaken::Declined).await.unwrap();
    assert_eq!(names(&tended(&desk).await), [("First, Wait", local(TEN))]);
}

#[tokio::test]
async fn who_is_taken_off_is_offered_nothing_and_comes_back_where_they_were() {
    let desk = Desk::open().await;
    let visit = desk.booked(TEN).await;
    let first = waits(&desk, "First", |_| {}).await;
    let second = waits(&desk, "Second", |_| {}).await;
    desk.cancel(&visit).await.unwrap();
    assert_eq!(names(&tended(&desk).await), [("First, Wait", local(TEN))]);
    let change = |row_version| ChangeEntry { request_id: RequestId::fresh(), entry_id: first.id, row_version };
    let clinic = &desk.world.clinic;
    waitlist::remove(clinic, &system(), change(1)).await.unwrap();
    assert_eq!(names(&tended(&desk).await), [("Second, Wait", local(TEN))], "what they were offered passes on");
    let stale = waitlist::remove(clinic, &system(), change(1)).await.unwrap_err();
    assert_eq!(stale, ClinicError::Stale { what: RecordKind::WaitlistEntry });
    waitlist::bring_back(clinic, &system(), change(2)).await.unwrap();
    let ids: Vec<_> = listed(&desk).await.entries.into_iter().map(|entry| entry.id).collect();
    assert_eq!(ids, [first.id, second.id]);
    assert_eq!(desk.world.audited("waitlist_brought_back").await, 1);
}

#[tokio::test]
async fn what_is_typed_is_read_and_refused_at_its_field() {
    let desk = Desk::open().await;
    let form = WaitlistWish {
        minutes: Some(3),
        weekdays: vec![8],
        from_time: "12:00".into(),
        to_time: "9:00".into(),
        earliest_on: "tomorrow".into(),
        notes: "a".repeat(501),
        ..WaitlistWish::of(WaitsFor::Doctor { doctor_id: DoctorId::fresh() })
    };
    let id = WaitlistEntryId::fresh();
    let add = async |wish: WaitlistWish| {
        waitlist::add(&desk.world.clinic, &system(), AddToWaitlist { id, patient_id: desk.ada, wish }).await
    };
    let ClinicError::Invalid { fields } = add(form.clone()).await.unwrap_err() else { panic!("it is invalid") };
    let at: Vec<&str> = fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(at, ["minutes", "weekdays", "earliest_on", "notes", "to_time"]);
    let plain = WaitlistWish::of(form.waits_for);
    let ClinicError::Invalid { fields } = add(plain.clone()).await.unwrap_err() else { panic!("no such doctor") };
    assert_eq!((fields[0].field.as_str(), &fields[0].problem), ("waits_for", &FieldProblem::UnknownChoice));
    let known = WaitlistWish { waits_for: WaitsFor::Anyone, ..plain };
    let entry = add(known.clone()).await.unwrap();
    assert_eq!(add(known).await.unwrap(), entry, "sent twice, they wait once");
    assert_eq!(listed(&desk).await.entries, [entry]);
}

#[tokio::test]
async fn what_somebody_waits_for_is_changed_where_they_are_on_the_list() {
    let desk = Desk::open().await;
    let entry = waits(&desk, "Ito", |_| {}).await;
    let later = waits(&desk, "Later", |_| {}).await;
    let wish = WaitlistWish { weekdays: vec![2], to_time: "11:00".into(), ..WaitlistWish::of(WaitsFor::Anyone) };
    let change = |row_version, wish: &WaitlistWish| ChangeWish {
        request_id: RequestId::fresh(),
        entry_id: entry.id,
        row_version,
        wish: wish.clone(),
    };
    let send = async |request: ChangeWish| waitlist::change_wish(&desk.world.clinic, &system(), request).await;
    let once = change(1, &wish);
    let changed = send(once.clone()).await.unwrap();
    assert_eq!(
        (changed.waits_for, changed.weekdays.as_slice(), changed.row_version),
        (WaitsFor::Anyone, &[2_u8][..], 2)
    );
    assert_eq!(send(once).await.unwrap(), changed, "sent twice, it is done once");
    assert_eq!(listed(&desk).await.entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), [changed.id, later.id]);
    assert_eq!(send(change(1, &wish)).await, Err(ClinicError::Stale { what: RecordKind::WaitlistEntry }));
    let unknown = WaitlistWish { to_time: "noon".into(), ..wish.clone() };
    let Err(ClinicError::Invalid { fields }) = send(change(2, &unknown)).await else { panic!("noon is no time") };
    assert_eq!(fields[0].field, "to_time");
    assert_eq!(desk.world.audited("waitlist_changed").await, 1);

    // Monday at ten suits them no more; Tuesday at ten does, and they come first.
    for (at, who) in [(TEN, later.id), ("2026-03-03 10:00", entry.id)] {
        let visit = desk.booked(at).await;
        desk.cancel(&visit).await.unwrap();
        let offers = tended(&desk).await;
        assert_eq!(offers.last().map(|offer| offer.entry_id), Some(who), "{at}");
    }
}

#[tokio::test]
async fn the_clinic_sets_for_how_long_an_offer_stands() {
    let desk = Desk::open().await;
    let save = |offer_minutes, row_version| SaveSettings {
        request_id: RequestId::fresh(),
        row_version,
        video_base_url: String::new(),
        late_cancel_hours: 24,
        offer_minutes,
    };
    let clinic = &desk.world.clinic;
    assert_eq!(settings::get(clinic, &system()).await.unwrap().offer_minutes, 10);
    assert!(matches!(settings::save(clinic, &system(), save(0, 0)).await, Err(ClinicError::Invalid { .. })));
    settings::save(clinic, &system(), save(25, 0)).await.unwrap();
    let visit = desk.booked(TEN).await;
    waits(&desk, "First", |_| {}).await;
    desk.cancel(&visit).await.unwrap();
    let held_for = tended(&desk).await[0].expires_at - server_now(&desk).await;
    assert!((24 * 60..=25 * 60).contains(&held_for.num_seconds()), "{held_for}");
}

/// Eight workstations notice the same openings at once: every time is offered once, and nobody is offered two.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn however_many_notice_at_once_a_time_is_offered_once() {
    const CLIENTS: usize = 8;
    let desk = Desk::open().await;
    let mut visits = Vec::new();
    for at in ["09:00", "09:40", "10:20", "11:00"] {
        visits.push(desk.booked(&format!("2026-03-02 {at}")).await);
    }
    for number in 0..6 {
        waits(&desk, &format!("Number {number}"), |_| {}).await;
    }
    for visit in &visits {
        desk.cancel(visit).await.unwrap();
    }
    let barrier = Arc::new(Barrier::new(CLIENTS));
    let mut running = JoinSet::new();
    for _ in 0..CLIENTS {
        let clock = Clock::fixed(monday_at_eight());
        let clinic = Clinic::connect_with(&desk.world.address, clock, 2).await.unwrap();
        let barrier = barrier.clone();
        running.spawn(async move {
            barrier.wait().await;
            waitlist::tend(&clinic).await.map(drop)
        });
    }
    for tended in running.join_all().await {
        tended.unwrap();
    }
    let offers = tended(&desk).await;
    assert_eq!(offers.len(), 4, "{offers:?}");
    assert_eq!(desk.world.audited("offer_made").await, 4);
    let mut starts: Vec<_> = offers.iter().map(|offer| offer.starts_local).collect();
    starts.sort_unstable();
    starts.dedup();
    assert_eq!(starts.len(), 4);
    desk.calendar_is_sound().await;
}

/// One offer is accepted by four workstations, declined by two and taken by two walk-ins at once: it is booked once or passed on,
/// never both, and what was acknowledged is so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_answers_at_once_one_place_comes_of_it() {
    let desk = Desk::open().await;
    for round in 0..6 {
        let at = format!("2026-03-0{} 10:00", 2 + round % 5);
        let at = if round == 5 { "2026-03-02 14:00".to_owned() } else { at };
        let visit = desk.booked(&at).await;
        let entry = waits(&desk, &format!("Waiting {round}"), |_| {}).await;
        desk.cancel(&visit).await.unwrap();
        let offer = tended(&desk).await.remove(0);
        assert_eq!(offer.entry_id, entry.id);
        let barrier = Arc::new(Barrier::new(8));
        let mut running = JoinSet::new();
        for client in 0..8 {
            let clock = Clock::fixed(monday_at_eight());
            let clinic = Clinic::connect_with(&desk.world.address, clock, 2).await.unwrap();
            let (barrier, id) = (barrier.clone(), offer.appointment_id);
            let mut wish = desk.wish(&at);
            wish.patient_id = patient(&desk.world, &format!("Walk-in {round}"), &client.to_string()).await;
            running.spawn(async move {
                barrier.wait().await;
                match client {
                    0..4 => {
                        let request = AcceptOffer { appointment_id: id };
                        waitlist::accept(&clinic, &system(), request).await.map(|visit| Some(visit.id))
                    }
                    4..6 => {
                        let (request_id, why) = (RequestId::fresh(), NotTaken::Declined);
                        let request = DeclineOffer { request_id, appointment_id: id, why };
                        waitlist::decline(&clinic, &system(), request).await.map(|()| None)
                    }
                    _ => appointments::book(&clinic, &system(), wish).await.map(|visit| Some(visit.id)),
                }
            });
        }
        let ended = running.join_all().await;
        let mut booked: Vec<_> = ended.iter().filter_map(|outcome| outcome.as_ref().ok().copied().flatten()).collect();
        booked.sort_unstable();
        booked.dedup();
        assert!(booked.len() <= 1, "round {round}: {ended:?}");
        for outcome in &ended {
            assert!(matches!(outcome, Ok(_) | Err(ClinicError::Refused { .. })), "round {round}: {outcome:?}");
        }
        desk.calendar_is_sound().await;
        for id in booked {
            let standing = appointments::get(&desk.world.clinic, &system(), id).await.unwrap();
            assert!(standing.status.is_live());
        }
        // Whoever waits still is taken off, so that the next round has its own.
        for entry in listed(&desk).await.entries {
            let request =
                ChangeEntry { request_id: RequestId::fresh(), entry_id: entry.id, row_version: entry.row_version };
            waitlist::remove(&desk.world.clinic, &system(), request).await.unwrap();
        }
        tended(&desk).await;
    }
}

#[tokio::test]
async fn a_workstation_looks_again_only_when_something_changed_or_an_offer_ends() {
    let desk = Desk::open().await;
    let reception = desk.world.user(Role::Receptionist).await;
    let visit = desk.booked(TEN).await;
    let mut tender = waitlist::Tender::default();
    tender.look(&desk.world.clinic).await.unwrap();
    waits(&desk, "First", |_| {}).await;
    tender.look(&desk.world.clinic).await.unwrap();
    assert!(listed(&desk).await.offers.is_empty());
    let request = CancelRequest {
        request_id: RequestId::fresh(),
        appointment_id: visit.id,
        row_version: visit.row_version,
        reason: "has a cold".into(),
        by: CalledOffBy::Patient,
    };
    appointments::cancel(&desk.world.clinic, &reception.actor, request).await.unwrap();
    tender.look(&desk.world.clinic).await.unwrap();
    assert_eq!(names(&listed(&desk).await.offers), [("First, Wait", local(TEN))]);
}
