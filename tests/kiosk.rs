//! The kiosk in the waiting room, on a real server: who is recognised, what they can do, and what nobody learns there.

use chrono::Duration;
use clinic_core::access::{Actor, Role};
use clinic_core::appointments;
use clinic_core::appointments::model::*;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::*;
use clinic_core::kiosk;
use clinic_core::kiosk::model::*;
use clinic_core::patients::model::Gender;

use crate::support::builders::system;
use crate::support::desk::{Desk, Hours, local, patient, refusal};
use crate::support::monday_at_eight;

/// A desk with a kiosk in its waiting room.
struct Room {
    desk: Desk,
    kiosk: Actor,
}

impl Room {
    async fn open() -> Self {
        let desk = Desk::open().await;
        let kiosk = desk.world.user(Role::Kiosk).await.actor;
        Self { desk, kiosk }
    }

    async fn enter(&self, proof: KioskProof) -> Result<KioskGuest, ClinicError> {
        let request = KioskEnter { request_id: RequestId::fresh(), proof, location_id: self.desk.location };
        kiosk::enter(&self.desk.world.clinic, &self.kiosk, request).await
    }

    async fn check_in(&self, proof: KioskProof, visit: AppointmentId) -> Result<KioskVisit, ClinicError> {
        let request = KioskCheckIn {
            request_id: RequestId::fresh(),
            proof,
            location_id: self.desk.location,
            appointment_id: visit,
        };
        kiosk::check_in(&self.desk.world.clinic, &self.kiosk, request).await
    }

    async fn times(&self, proof: KioskProof) -> Vec<KioskTime> {
        let request = KioskTimes { proof, location_id: self.desk.location, over: SlotSearchOver::Anyone };
        kiosk::times(&self.desk.world.clinic, &self.kiosk, request).await.expect("free times")
    }

    async fn register(&self, form: KioskForm) -> Result<KioskGuest, ClinicError> {
        kiosk::register(&self.desk.world.clinic, &self.kiosk, KioskRegister { id: PatientId::fresh(), form }).await
    }

    async fn status(&self, visit: AppointmentId) -> AppointmentStatus {
        appointments::get(&self.desk.world.clinic, &system(), visit).await.expect("the visit").status
    }

    fn book(&self, proof: KioskProof, time: &KioskTime) -> KioskBook {
        KioskBook {
            appointment_id: AppointmentId::fresh(),
            proof,
            location_id: self.desk.location,
            doctor_id: time.doctor_id,
            starts_at: time.starts_at,
            minutes: time.minutes,
        }
    }
}

/// Ada, born on the day on which the desk's patients are.
fn ada(reference: &str) -> KioskProof {
    KioskProof { birth_date: "1980-01-01".into(), reference: reference.into() }
}

fn newcomer() -> KioskForm {
    KioskForm {
        family_name: "Hopper".into(),
        given_name: "Grace".into(),
        birth_date: "1976-12-09".into(),
        gender: Gender::Female,
        phone: "+44 20 7946 0018".into(),
    }
}

#[tokio::test]
async fn birth_date_and_reference_let_a_patient_check_in() {
    let room = Room::open().await;
    let visit = room.desk.booked("2026-03-02 09:20").await;
    let later = room.desk.booked("2026-03-04 09:20").await;
    let typed = visit.reference.to_lowercase().replace('-', " ");
    let guest = room.enter(ada(&typed)).await.unwrap();
    assert_eq!(guest.given_name, "Ada");
    let seen: Vec<_> = guest.visits.iter().map(|visit| (visit.id, visit.standing)).collect();
    assert_eq!(seen, [(visit.id, KioskStanding::Due), (later.id, KioskStanding::Later)]);

    let shown = room.check_in(ada(&visit.reference), visit.id).await.unwrap();
    assert_eq!(shown.standing, KioskStanding::CheckedIn);
    assert_eq!(room.status(visit.id).await, AppointmentStatus::CheckedIn);
    let again = room.check_in(ada(&visit.reference), visit.id).await.unwrap();
    assert_eq!(again, shown, "who is checked in stays so");
    assert_eq!(room.desk.world.audited("appointment_stepped").await, 1);
    assert_eq!(room.desk.world.audited("kiosk_entered").await, 1, "that somebody saw their visits is noted");

    let refused = refusal(room.check_in(ada(&visit.reference), later.id).await);
    assert_eq!(refused, Refusal::WrongStatus { status: AppointmentStatus::Scheduled }, "not before its day");
}

#[tokio::test]
async fn only_whoever_has_both_is_recognised_and_nobody_learns_which_was_wrong() {
    let room = Room::open().await;
    let visit = room.desk.booked("2026-03-02 09:20").await;
    let other_day = KioskProof { birth_date: "1980-01-02".into(), ..ada(&visit.reference) };
    let nobodys = appointments::reference::of(appointments::reference::SHORT_ONES - 1);
    for wrong in [other_day, ada(&nobodys), ada("P-ZZZZZZ")] {
        assert_eq!(refusal(room.enter(wrong).await), Refusal::KioskUnknown);
    }
    assert_eq!(room.desk.world.audited("kiosk_refused").await, 3);
    assert_eq!(room.desk.world.audited("kiosk_entered").await, 0);

    // A letter that was misread says nothing of the references there are, and counts as no try.
    let mut misread = visit.reference.clone();
    misread.replace_range(0..1, if misread.starts_with('3') { "4" } else { "3" });
    let unreadable = FieldError::new("reference", FieldProblem::NotAReference { meant: Vec::new() });
    assert_eq!(room.enter(ada(&misread[..5])).await.unwrap_err(), unreadable.into());
    assert_eq!(room.desk.world.audited("kiosk_refused").await, 3);
}

#[tokio::test]
async fn guessing_takes_longer_and_longer() {
    let room = Room::open().await;
    let visit = room.desk.booked("2026-03-02 09:20").await;
    for _ in 0..5 {
        assert_eq!(refusal(room.enter(ada("P-ZZZZZZ")).await), Refusal::KioskUnknown);
    }
    let right = ada(&visit.reference);
    let waiting = Refusal::KioskMustWait { wait_seconds: 2 };
    assert_eq!(refusal(room.enter(right.clone()).await), waiting, "the right one has to wait as well");
    room.desk.world.clinic.clock().set(monday_at_eight() + Duration::seconds(2));
    room.enter(right.clone()).await.unwrap();
    assert_eq!(refusal(room.enter(ada("P-ZZZZZZ")).await), Refusal::KioskUnknown);
    room.enter(right).await.unwrap();
}

#[tokio::test]
async fn nobody_touches_a_visit_of_somebody_else() {
    let room = Room::open().await;
    let own = room.desk.booked("2026-03-02 09:20").await;
    let bo = patient(&room.desk.world, "Bo", "Cy").await;
    let theirs = room.desk.book(BookingRequest { patient_id: bo, ..room.desk.wish("2026-03-02 10:00") }).await.unwrap();
    let refused = room.check_in(ada(&own.reference), theirs.id).await.unwrap_err();
    assert_eq!(refused, ClinicError::NotFound { what: RecordKind::Appointment });
    assert_eq!(room.status(theirs.id).await, AppointmentStatus::Scheduled);
}

#[tokio::test]
async fn what_the_kiosk_cannot_settle_is_sent_to_the_desk() {
    let room = Room::open().await;
    let desk = &room.desk;
    let missed = desk.booked("2026-03-02 09:00").await;
    let video =
        desk.book(BookingRequest { visit_kind: VisitKind::Video, ..desk.wish("2026-03-02 10:00") }).await.unwrap();
    let elsewhere = desk.world.location("Other", "Europe/London").await.id;
    let away = BookingRequest {
        location_id: elsewhere,
        override_reason: Some("asked for".into()),
        ..desk.wish("2026-03-02 11:00")
    };
    let away = desk.book(away).await.unwrap();
    desk.world.clinic.clock().set(monday_at_eight() + Duration::minutes(90));
    desk.step(&missed, Step::MarkNoShow).await.unwrap();
    let guest = room.enter(ada(&video.reference)).await.unwrap();
    let seen: Vec<_> = guest.visits.iter().map(|visit| (visit.id, visit.standing)).collect();
    assert_eq!(
        seen,
        [
            (missed.id, KioskStanding::AtTheDesk),
            (video.id, KioskStanding::AtTheDesk),
            (away.id, KioskStanding::Elsewhere)
        ]
    );
    for visit in [&missed, &video, &away] {
        assert_eq!(
            refusal(room.check_in(ada(&video.reference), visit.id).await),
            Refusal::WrongStatus { status: room.status(visit.id).await }
        );
    }
}

#[tokio::test]
async fn a_newcomer_registers_and_books_a_free_time() {
    let room = Room::open().await;
    let guest = room.register(newcomer()).await.unwrap();
    assert!(guest.reference.starts_with("P-"), "{}", guest.reference);
    let proof = KioskProof { birth_date: newcomer().birth_date, reference: guest.reference.clone() };
    let times = room.times(proof.clone()).await;
    assert_eq!(times[0].starts_local, local("2026-03-02 09:00"));
    let request = room.book(proof.clone(), &times[0]);
    let visit = kiosk::book(&room.desk.world.clinic, &room.kiosk, request.clone()).await.unwrap();
    assert_eq!((visit.starts_local, visit.standing), (local("2026-03-02 09:00"), KioskStanding::Due));
    let again = kiosk::book(&room.desk.world.clinic, &room.kiosk, request).await.unwrap();
    assert_eq!(again, visit, "sent twice, booked once");

    // The place is gone for whoever comes next.
    let other = room.register(KioskForm { family_name: "Hamilton".into(), ..newcomer() }).await.unwrap();
    let other = KioskProof { reference: other.reference, ..proof.clone() };
    let refused = refusal(kiosk::book(&room.desk.world.clinic, &room.kiosk, room.book(other, &times[0])).await);
    assert_eq!(refused, Refusal::KioskTimeGone, "and not who has it");
    let by_kiosk = appointments::get(&room.desk.world.clinic, &system(), visit.id).await.unwrap().booked_by;
    assert_eq!(by_kiosk.as_deref(), Some("The kiosk"), "the desk sees who booked it");
    room.check_in(proof, visit.id).await.unwrap();
    room.desk.calendar_is_sound().await;
}

#[tokio::test]
async fn a_newcomer_who_is_known_already_is_not_told_so() {
    let room = Room::open().await;
    let first = room.register(newcomer()).await.unwrap();
    let second = room.register(newcomer()).await.unwrap();
    assert_ne!(first.reference, second.reference);
    assert_eq!((&first.given_name, &first.visits), (&second.given_name, &second.visits));
}

#[tokio::test]
async fn a_newcomers_form_is_refused_at_its_fields() {
    let room = Room::open().await;
    let refused = room.register(KioskForm { phone: " ".into(), ..newcomer() }).await.unwrap_err();
    assert_eq!(refused, FieldError::new("phone", FieldProblem::Missing).into());
    let only_a_name =
        KioskForm { family_name: String::new(), birth_date: String::new(), phone: String::new(), ..newcomer() };
    let ClinicError::Invalid { fields } = room.register(only_a_name).await.unwrap_err() else { panic!("not refused") };
    let names: Vec<_> = fields.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(names, ["family_name", "birth_date", "phone"], "all that is missing is marked at once");
    let wrong = KioskForm { family_name: String::new(), birth_date: "2099-01-01".into(), ..newcomer() };
    let ClinicError::Invalid { fields } = room.register(wrong).await.unwrap_err() else {
        panic!("not refused at fields")
    };
    let fields: Vec<_> = fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["family_name", "birth_date"]);
    assert_eq!(room.desk.world.audited("patient_registered").await, 0);
}

#[tokio::test]
async fn a_joker_fills_no_calendar_and_books_nothing_outside_the_hours() {
    let room = Room::open().await;
    room.desk.hours(room.desk.osei, Hours { weekday: 6, from: "09:00", to: "12:00", capacity: 1, room: None }).await;
    let guest = room.register(newcomer()).await.unwrap();
    let proof = KioskProof { birth_date: newcomer().birth_date, reference: guest.reference };
    let times = room.times(proof.clone()).await;
    let night = KioskTime { starts_at: times[0].starts_at + Duration::hours(12), ..times[0].clone() };
    let refused = refusal(kiosk::book(&room.desk.world.clinic, &room.kiosk, room.book(proof.clone(), &night)).await);
    assert_eq!(refused, Refusal::KioskTimeGone);
    for time in &times[..4] {
        kiosk::book(&room.desk.world.clinic, &room.kiosk, room.book(proof.clone(), time)).await.unwrap();
    }
    let refused = refusal(kiosk::book(&room.desk.world.clinic, &room.kiosk, room.book(proof, &times[5])).await);
    assert_eq!(refused, Refusal::KioskFull);
}

#[tokio::test]
async fn everybody_knows_where_the_kiosk_can_stand_and_who_sees_patients() {
    let room = Room::open().await;
    let place = kiosk::place(&room.desk.world.clinic, &room.kiosk).await.unwrap();
    assert_eq!(place.locations, [KioskLocation { id: room.desk.location, name: "Main".into() }]);
    assert_eq!(place.doctors, [KioskDoctor { id: room.desk.osei, name: "Dr Osei".into() }]);
    assert_eq!(place.specialties.len(), 1);
}
