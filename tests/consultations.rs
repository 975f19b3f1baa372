//! A visit from opening to completing, and who may read what, on the real server.

use std::ops::Deref;

use crate::support::people::SignedIn;
use crate::support::{monday_at_eight, room};
use chrono::Duration;
use clinic_core::access::{Action, Role};
use clinic_core::appointments;
use clinic_core::appointments::model::{AppointmentStatus, AppointmentView};
use clinic_core::consultations;
use clinic_core::consultations::model::{
    ConsultationStatus, ConsultationView, HistoryRequest, MayStart, MyDayRequest, NoteSaved, OpenConsultation,
    SaveNote, TakeStartBack,
};
use clinic_core::consultations::note::{Diagnosis, FollowUp, NoteContent, Vitals};
use clinic_core::consultations::versions::model::Signing;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::{ConsultationId, PatientId, RequestId};

/// A doctor in their room, and a patient with a visit at ten.
struct Room(room::Room);

impl Deref for Room {
    type Target = room::Room;

    fn deref(&self) -> &room::Room {
        &self.0
    }
}

impl Room {
    async fn open() -> Self {
        Self::with_visit("checked_in").await
    }

    async fn with_visit(status: &str) -> Self {
        Self(room::Room::with_visit(monday_at_eight() + Duration::hours(2), status).await)
    }

    async fn enter(&self) -> Result<ConsultationView, ClinicError> {
        self.enter_as(&self.user).await
    }

    async fn enter_as(&self, user: &SignedIn) -> Result<ConsultationView, ClinicError> {
        let request = OpenConsultation {
            request_id: RequestId::fresh(),
            appointment_id: self.visit,
            consultation_id: ConsultationId::fresh(),
            may_start: MayStart::Anyway,
        };
        consultations::open(&self.world.clinic, &user.actor, request).await
    }

    async fn enter_with(&self, may_start: MayStart) -> Result<ConsultationView, ClinicError> {
        let (request_id, consultation_id) = (RequestId::fresh(), ConsultationId::fresh());
        let request = OpenConsultation { request_id, appointment_id: self.visit, consultation_id, may_start };
        consultations::open(&self.world.clinic, &self.user.actor, request).await
    }

    async fn take_back(&self, open: &ConsultationView) -> Result<AppointmentView, ClinicError> {
        let request =
            TakeStartBack { request_id: RequestId::fresh(), consultation_id: open.id, row_version: open.row_version };
        consultations::take_start_back(&self.world.clinic, &self.user.actor, request).await
    }

    async fn status(&self) -> AppointmentStatus {
        appointments::get(&self.world.clinic, &self.user.actor, self.visit).await.expect("the visit").status
    }

    async fn save(&self, request: SaveNote) -> Result<NoteSaved, ClinicError> {
        consultations::save_draft(&self.world.clinic, &self.user.actor, request).await
    }

    async fn complete(&self, request: SaveNote) -> Result<ConsultationView, ClinicError> {
        consultations::complete(&self.world.clinic, &self.user.actor, request.completing(Signing::Now)).await
    }

    async fn stored_version(&self) -> (i64, Vec<u8>) {
        sqlx::query_as("select count(*), coalesce(max(sealed), '') from consultation_versions")
            .fetch_one(&mut self.world.sql().await)
            .await
            .expect("the test's own statement")
    }
}

fn note(text: &str) -> NoteContent {
    NoteContent { history_of_present_illness: text.into(), ..NoteContent::default() }
}

fn save(open: &ConsultationView, content: NoteContent) -> SaveNote {
    SaveNote { request_id: RequestId::fresh(), consultation_id: open.id, row_version: open.row_version, content }
}

#[tokio::test]
async fn the_first_opening_starts_the_visit_and_every_opening_is_an_event() {
    let room = Room::open().await;
    let first = room.enter().await.unwrap();
    assert_eq!(first.status, ConsultationStatus::Draft);
    assert_eq!(first.content, NoteContent::default());
    assert_eq!(first.appointment.status, AppointmentStatus::InProgress);
    assert!(first.appointment.started_at.is_some());
    let again = room.enter().await.unwrap();
    assert_eq!(again.id, first.id, "one visit, one consultation");
    assert_eq!(again.appointment, first.appointment, "it starts once");
    assert_eq!(room.world.audited("consultation_opened").await, 2);
    let concerned: i64 = sqlx::query_scalar("select count(*) from audit_events where patient_id = ?")
        .bind(room.patient)
        .fetch_one(&mut room.world.sql().await)
        .await
        .unwrap();
    assert_eq!(concerned, 2);
    let days: i64 = sqlx::query_scalar(
        "select count(*) from calendar_days where resource_id in (?, (select resource_id from patients))",
    )
    .bind(room.doctor.resource_id)
    .fetch_one(&mut room.world.sql().await)
    .await
    .unwrap();
    assert_eq!(days, 2, "the doctor's and the patient's day changed");
}

#[tokio::test]
async fn an_opening_sent_twice_is_one_event() {
    let room = Room::open().await;
    let request = OpenConsultation {
        request_id: RequestId::fresh(),
        appointment_id: room.visit,
        consultation_id: ConsultationId::fresh(),
        may_start: MayStart::Today,
    };
    let (one, other) = tokio::join!(
        consultations::open(&room.world.clinic, &room.user.actor, request),
        consultations::open(&room.world.clinic, &room.user.actor, request),
    );
    let third = consultations::open(&room.world.clinic, &room.user.actor, request).await.unwrap();
    assert_eq!((one.as_ref(), other.as_ref()), (Ok(&third), Ok(&third)));
    assert_eq!(third.id, request.consultation_id);
    assert_eq!(room.world.audited("consultation_opened").await, 1);
}

#[tokio::test]
async fn two_windows_that_open_at_once_get_the_same_consultation() {
    let room = Room::open().await;
    let (one, other) = tokio::join!(room.enter(), room.enter());
    assert_eq!(one.unwrap().id, other.unwrap().id);
}

#[tokio::test]
async fn a_visit_starts_from_any_status_before_its_end_and_from_no_other() {
    for status in ["scheduled", "confirmed", "arrived", "checked_in", "in_progress"] {
        let room = Room::with_visit(status).await;
        assert_eq!(room.enter().await.unwrap().appointment.status, AppointmentStatus::InProgress, "{status}");
    }
    for (word, status) in [
        ("completed", AppointmentStatus::Completed),
        ("cancelled", AppointmentStatus::Cancelled),
        ("no_show", AppointmentStatus::NoShow),
    ] {
        let room = Room::with_visit(word).await;
        assert_eq!(room.enter().await.unwrap_err(), Refusal::WrongStatus { status }.into());
        assert_eq!(room.world.audited("consultation_opened").await, 0);
    }
}

#[tokio::test]
async fn to_everybody_but_its_doctor_a_consultation_does_not_exist() {
    let room = Room::open().await;
    let open = room.enter().await.unwrap();
    let stranger = room.world.user(Role::Doctor).await;
    let error = room.enter_as(&stranger).await.unwrap_err();
    assert_eq!(error, ClinicError::NotFound { what: RecordKind::Appointment });
    let request = save(&open, note("not mine"));
    let error = consultations::save_draft(&room.world.clinic, &stranger.actor, request.clone()).await.unwrap_err();
    assert_eq!(error, ClinicError::NotFound { what: RecordKind::Consultation });
    let error = consultations::complete(&room.world.clinic, &stranger.actor, request.clone().completing(Signing::Now))
        .await
        .unwrap_err();
    assert_eq!(error, ClinicError::NotFound { what: RecordKind::Consultation });
    for role in [Role::Receptionist, Role::Administrator] {
        let user = room.world.user(role).await;
        assert_eq!(room.enter_as(&user).await.unwrap_err(), ClinicError::Forbidden { action: Action::Consult });
        let error = consultations::save_draft(&room.world.clinic, &user.actor, request.clone()).await.unwrap_err();
        assert_eq!(error, ClinicError::Forbidden { action: Action::Consult });
    }
    let nowhere = SaveNote { consultation_id: ConsultationId::fresh(), ..request };
    assert_eq!(room.save(nowhere).await.unwrap_err(), ClinicError::NotFound { what: RecordKind::Consultation });
}

#[tokio::test]
async fn another_consultations_id_changes_nothing() {
    let room = Room::open().await;
    let first = room.enter().await.unwrap();
    let at = monday_at_eight() + Duration::hours(3);
    let second = room.world.plain_visit(room.patient, room.doctor.id, room.location, at, "checked_in").await;
    let request = OpenConsultation {
        request_id: RequestId::fresh(),
        appointment_id: second,
        consultation_id: first.id,
        may_start: MayStart::Today,
    };
    let error = consultations::open(&room.world.clinic, &room.user.actor, request).await.unwrap_err();
    assert_eq!(error, ClinicError::Stale { what: RecordKind::Consultation });
    let visit = appointments::get(&room.world.clinic, &room.user.actor, second).await.unwrap();
    assert_eq!(visit.status, AppointmentStatus::CheckedIn, "the visit did not start");
}

#[tokio::test]
async fn a_draft_is_kept_as_typed_and_read_back() {
    let room = Room::open().await;
    let open = room.enter().await.unwrap();
    let typed = NoteContent {
        history_of_present_illness: " cough <b>'; drop table users; --</b> فاطمة %_\n".into(),
        vitals: Vitals {
            weight_kg: "70".into(),
            height_cm: "175".into(),
            pulse_per_minute: "7".into(),
            ..Vitals::default()
        },
        ..NoteContent::default()
    };
    let saved = room.save(save(&open, typed.clone())).await.unwrap();
    assert_eq!(saved.row_version, open.row_version + 1);
    let back = room.enter().await.unwrap();
    assert_eq!((back.content, back.row_version, back.saved_at), (typed, saved.row_version, saved.saved_at));
    assert_eq!(back.body_mass_index.as_deref(), Some("22.9"));
    assert_eq!(back.saved_by, "The doctor");
    assert_eq!(room.world.audited("consultation_draft_saved").await, 1);
    assert_eq!(room.world.topic(&format!("consultation:{}", open.id)).await, 1);
}

#[tokio::test]
async fn two_windows_cannot_overwrite_each_other() {
    let room = Room::open().await;
    let open = room.enter().await.unwrap();
    let first = save(&open, note("first"));
    let saved = room.save(first.clone()).await.unwrap();
    assert_eq!(room.save(first.clone()).await.unwrap(), saved, "sent again it is the same save");
    let error = room.save(save(&open, note("second window"))).await.unwrap_err();
    assert_eq!(error, ClinicError::Stale { what: RecordKind::Consultation });
    let newer = SaveNote { row_version: saved.row_version, ..save(&open, note("newer")) };
    room.save(newer).await.unwrap();
    let error = room.save(first).await.unwrap_err();
    assert_eq!(
        error,
        ClinicError::Stale { what: RecordKind::Consultation },
        "an old save sent again learns no version"
    );
    assert_eq!(room.enter().await.unwrap().content.history_of_present_illness, "newer");
    assert_eq!(room.world.audited("consultation_draft_saved").await, 2);
}

#[tokio::test]
async fn of_two_saves_at_once_one_is_kept_and_the_other_told() {
    let room = Room::open().await;
    let open = room.enter().await.unwrap();
    let same = save(&open, note("twice"));
    let (one, other) = tokio::join!(room.save(same.clone()), room.save(same));
    assert_eq!(one.unwrap(), other.unwrap(), "the same save twice at once is one");
    let open = room.enter().await.unwrap();
    let (one, other) = tokio::join!(room.save(save(&open, note("a"))), room.save(save(&open, note("b"))));
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    let refused = one.err().or(other.err());
    assert_eq!(refused, Some(ClinicError::Stale { what: RecordKind::Consultation }));
    let last = save(&room.enter().await.unwrap(), note("last"));
    let (one, other) = tokio::join!(room.complete(last.clone()), room.complete(last));
    assert_eq!(one.unwrap(), other.unwrap(), "completed twice at once is completed once");
    assert_eq!(room.stored_version().await.0, 1);
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_and_changes_nothing() {
    let room = Room::open().await;
    let open = room.enter().await.unwrap();
    let error = room.save(save(&open, note(&"x".repeat(10_000_000)))).await.unwrap_err();
    assert_eq!(error, FieldError::new("history_of_present_illness", FieldProblem::TooLong { most: 20_000 }).into());
    let error = room.save(save(&open, note("a\u{1}b"))).await.unwrap_err();
    assert_eq!(error, FieldError::new("history_of_present_illness", FieldProblem::BadCharacters).into());
    let warm = Vitals { temperature_celsius: "98.6".into(), ..Vitals::default() };
    let error = room.complete(save(&open, NoteContent { vitals: warm, ..note("x") })).await.unwrap_err();
    let range = FieldProblem::OutOfRange { least: 30, most: 45 };
    assert_eq!(error, FieldError::new("vitals.temperature_celsius", range).into());
    let after = room.enter().await.unwrap();
    assert_eq!((after.content, after.row_version, after.status), (open.content, open.row_version, open.status));
}

#[tokio::test]
async fn completing_makes_the_first_version_and_ends_the_visit() {
    let room = Room::open().await;
    let open = room.enter().await.unwrap();
    let content = NoteContent {
        history_of_present_illness: " cough ".into(),
        follow_up: FollowUp { wanted: true, in_days: "14".into(), what_for: "lungs".into() },
        ..NoteContent::default()
    };
    let request = save(&open, content);
    let done = room.complete(request.clone()).await.unwrap();
    assert_eq!(done.status, ConsultationStatus::Completed);
    assert_eq!(done.content.history_of_present_illness, "cough");
    assert!(done.completed_at.is_some());
    assert_eq!(done.appointment.status, AppointmentStatus::Completed);
    assert!(done.appointment.completed_at.is_some());
    assert_eq!(room.complete(request).await.unwrap(), done, "sent again it is the same completion");
    let (versions, sealed) = room.stored_version().await;
    assert_eq!(versions, 1);
    assert!(!String::from_utf8_lossy(&sealed).contains("cough"), "content is sealed");
    for refused in
        [room.save(save(&done, note("more"))).await.err(), room.complete(save(&done, note("more"))).await.err()]
    {
        assert_eq!(refused, Some(Refusal::ConsultationCompleted.into()));
    }
    assert_eq!(
        room.enter().await.unwrap().content.history_of_present_illness,
        "cough",
        "its doctor reads it as it stands"
    );
    assert_eq!(room.world.audited("consultation_completed").await, 1);
}

#[tokio::test]
async fn a_stale_completion_leaves_nothing() {
    let room = Room::open().await;
    let open = room.enter().await.unwrap();
    room.save(save(&open, note("newer"))).await.unwrap();
    let error = room.complete(save(&open, note("older"))).await.unwrap_err();
    assert_eq!(error, ClinicError::Stale { what: RecordKind::Consultation });
    let after = room.enter().await.unwrap();
    assert_eq!((after.status, after.content.history_of_present_illness.as_str()), (ConsultationStatus::Draft, "newer"));
    assert_eq!(after.appointment.status, AppointmentStatus::InProgress);
    assert_eq!(room.stored_version().await.0, 0);
}

#[tokio::test]
async fn sealed_content_moved_to_another_consultation_does_not_open() {
    let room = Room::open().await;
    let first = room.enter().await.unwrap();
    room.save(save(&first, note("secret of one"))).await.unwrap();
    let at = monday_at_eight() + Duration::hours(3);
    let visit = room.world.plain_visit(room.patient, room.doctor.id, room.location, at, "arrived").await;
    let other = Room(room::Room { visit, ..room.0 });
    let second = other.enter().await.unwrap();
    sqlx::query(
        "update consultations c join consultations d on d.id = ? set c.draft_sealed = d.draft_sealed where c.id = ?",
    )
    .bind(first.id)
    .bind(second.id)
    .execute(&mut other.world.sql().await)
    .await
    .unwrap();
    let error = other.enter().await.unwrap_err();
    assert!(matches!(&error, ClinicError::Inconsistent { detail } if !detail.contains("secret")), "{error:?}");
}

#[tokio::test]
async fn the_audit_log_never_holds_what_was_written() {
    let room = Room::open().await;
    let open = room.enter().await.unwrap();
    let saved = room.save(save(&open, note("wheezing"))).await.unwrap();
    room.complete(SaveNote { row_version: saved.row_version, ..save(&open, note("wheezing")) }).await.unwrap();
    let details: Vec<String> = sqlx::query_scalar("select cast(detail as char) from audit_events")
        .fetch_all(&mut room.world.sql().await)
        .await
        .unwrap();
    assert!(details.len() >= 4);
    assert!(details.iter().all(|detail| !detail.contains("wheezing")));
}

#[tokio::test]
async fn past_visits_are_for_doctors_who_see_the_patient() {
    let room = Room::open().await;
    let at = |days| monday_at_eight() + Duration::days(days);
    let other_doctor = room.world.doctor("Dr Ben Adu").await;
    let other = room.world.signed_in_doctor(&other_doctor).await;
    room.world.plain_visit(room.patient, other_doctor.id, room.location, at(-30), "completed").await;
    room.world.plain_visit(room.patient, room.doctor.id, room.location, at(-60), "no_show").await;
    let open = room.enter().await.unwrap();
    room.complete(save(&open, note("cough"))).await.unwrap();
    let request = HistoryRequest { request_id: RequestId::fresh(), patient_id: room.patient, before: None };
    let past = consultations::history(&room.world.clinic, &other.actor, request).await.unwrap();
    let told: Vec<_> = past
        .iter()
        .map(|visit| {
            (visit.doctor_name.as_str(), visit.note.as_ref().map(|note| note.history_of_present_illness.as_str()))
        })
        .collect();
    assert_eq!(told, [("Dr Ada Osei", Some("cough")), ("Dr Ben Adu", None)], "newest first");
    assert_eq!(past[0].starts_local.to_string(), "2026-03-02 10:00:00");
    consultations::history(&room.world.clinic, &other.actor, request).await.unwrap();
    assert_eq!(room.world.audited("chart_read").await, 1, "sent twice it is one reading");

    let stranger_doctor = room.world.doctor("Dr Cy Bo").await;
    room.world.plain_visit(room.patient, stranger_doctor.id, room.location, at(7), "cancelled").await;
    let stranger = room.world.signed_in_doctor(&stranger_doctor).await;
    let fresh = HistoryRequest { request_id: RequestId::fresh(), ..request };
    let error = consultations::history(&room.world.clinic, &stranger.actor, fresh).await.unwrap_err();
    assert_eq!(error, ClinicError::NotFound { what: RecordKind::Patient }, "a cancelled visit opens nothing");
    let nobody = HistoryRequest { request_id: RequestId::fresh(), patient_id: PatientId::fresh(), before: None };
    let error = consultations::history(&room.world.clinic, &other.actor, nobody).await.unwrap_err();
    assert_eq!(error, ClinicError::NotFound { what: RecordKind::Patient });
    for role in [Role::Receptionist, Role::Administrator] {
        let user = room.world.user(role).await;
        let error = consultations::history(&room.world.clinic, &user.actor, fresh).await.unwrap_err();
        assert_eq!(error, ClinicError::Forbidden { action: Action::ReadNotes });
    }
    assert_eq!(room.world.audited("chart_read").await, 1, "refused readings are none");
}

#[tokio::test]
async fn private_notes_are_their_authors_alone() {
    let room = Room::open().await;
    let other_doctor = room.world.doctor("Dr Ben Adu").await;
    let other = room.world.signed_in_doctor(&other_doctor).await;
    let earlier = monday_at_eight() - Duration::days(30);
    room.world.plain_visit(room.patient, other_doctor.id, room.location, earlier, "completed").await;
    let open = room.enter().await.unwrap();
    let hypertension =
        Diagnosis { code: "I10".into(), title: "Essential (primary) hypertension".into(), ..Diagnosis::default() };
    let written = NoteContent {
        diagnoses: vec![hypertension.clone()],
        private_notes: "seems afraid of the husband".into(),
        ..note("dizzy")
    };
    room.complete(save(&open, written.clone())).await.unwrap();
    let of_patient = || HistoryRequest { request_id: RequestId::fresh(), patient_id: room.patient, before: None };
    let note_for = async |user: &SignedIn| {
        let past = consultations::history(&room.world.clinic, &user.actor, of_patient()).await.unwrap();
        past.into_iter().find_map(|visit| visit.note).unwrap()
    };
    assert_eq!(note_for(&room.user).await, written);
    assert_eq!(note_for(&other).await, NoteContent { private_notes: String::new(), ..written });
    assert_eq!(room.enter().await.unwrap().content.private_notes, "seems afraid of the husband");
}

#[tokio::test]
async fn my_day_is_the_locations_day() {
    let room = Room::open().await;
    let far = room.world.location("Auckland", "Pacific/Auckland").await.id;
    let at = |hours| monday_at_eight() + Duration::hours(hours);
    // In Auckland it is thirteen hours later: 21:00 on Monday, then Tuesday.
    room.world.plain_visit(room.patient, room.doctor.id, far, at(0), "scheduled").await;
    room.world.plain_visit(room.patient, room.doctor.id, far, at(4), "scheduled").await;
    room.world.plain_visit(room.patient, room.doctor.id, room.location, at(5), "cancelled").await;
    room.world.plain_visit(room.patient, room.doctor.id, room.location, at(6), "no_show").await;
    let day = |date: &str| {
        let request = MyDayRequest { date: date.into() };
        let (clinic, actor) = (room.world.clinic.clone(), room.user.actor.clone());
        async move { consultations::my_day(&clinic, &actor, request).await }
    };
    let monday = day("2026-03-02").await.unwrap();
    let statuses: Vec<_> = monday.appointments.iter().map(|visit| visit.status).collect();
    assert_eq!(statuses, [AppointmentStatus::Scheduled, AppointmentStatus::CheckedIn, AppointmentStatus::NoShow]);
    assert_eq!(monday.now_at, monday_at_eight());
    assert_eq!(day("2026-03-03").await.unwrap().appointments.len(), 1);
    assert_eq!(day("2026-03-04").await.unwrap().appointments.len(), 0);
    sqlx::query(
        "insert into weekly_hours (id, doctor_id, location_id, weekday, from_time, to_time, valid_from) \
         values (?, ?, ?, 1, '09:00', '17:00', '2026-01-01')",
    )
    .bind(clinic_core::ids::fresh())
    .bind(room.doctor.id)
    .bind(far)
    .execute(&mut room.world.sql().await)
    .await
    .unwrap();
    assert_eq!(day("").await.unwrap().date.to_string(), "2026-03-02");
    room.world.clinic.clock().set(at(4));
    assert_eq!(day("").await.unwrap().date.to_string(), "2026-03-03", "today is where the doctor works");
    let error = day("2026-02-30").await.unwrap_err();
    assert_eq!(error, FieldError::new("date", FieldProblem::NotADate).into());
}

#[tokio::test]
async fn opening_a_visit_of_another_day_does_not_start_it_unless_the_doctor_says_so() {
    let mut room = Room::open().await;
    let tomorrow = monday_at_eight() + Duration::hours(26);
    room.0.visit = room.world.plain_visit(room.patient, room.doctor.id, room.location, tomorrow, "confirmed").await;
    let refused = room.enter_with(MayStart::Today).await.unwrap_err();
    assert_eq!(refused, Refusal::NotToday { starts_local: tomorrow.naive_utc() }.into());
    let nothing_yet = room.enter_with(MayStart::Nothing).await.unwrap_err();
    assert_eq!(nothing_yet, ClinicError::NotFound { what: RecordKind::Consultation });
    assert_eq!(room.status().await, AppointmentStatus::Confirmed);
    assert_eq!(room.world.audited("consultation_opened").await, 0);
    let started = room.enter_with(MayStart::Anyway).await.unwrap();
    assert_eq!(started.appointment.status, AppointmentStatus::InProgress);
    assert_eq!(room.enter_with(MayStart::Today).await.unwrap().id, started.id, "what began goes on");
}

#[tokio::test]
async fn opening_the_visit_of_who_has_not_come_does_not_start_it_unless_the_doctor_says_so() {
    for word in ["scheduled", "confirmed"] {
        let room = Room::with_visit(word).await;
        assert_eq!(room.enter_with(MayStart::Today).await.unwrap_err(), Refusal::NotArrived.into());
        assert_eq!(room.world.audited("consultation_opened").await, 0);
        let started = room.enter_with(MayStart::Anyway).await.unwrap();
        assert_eq!(started.appointment.status, AppointmentStatus::InProgress);
    }
    for word in ["arrived", "checked_in"] {
        let room = Room::with_visit(word).await;
        assert!(room.enter_with(MayStart::Today).await.is_ok());
    }
}

#[tokio::test]
async fn whose_today_it_is_the_wall_of_the_visits_place_says() {
    let mut room = Room::open().await;
    // Eight on Monday morning in London is still Sunday night in Honolulu, and ten is Monday.
    let far = room.world.location("Honolulu", "Pacific/Honolulu").await.id;
    let monday_there = monday_at_eight() + Duration::hours(2);
    room.0.visit = room.world.plain_visit(room.patient, room.doctor.id, far, monday_there, "checked_in").await;
    assert!(matches!(
        room.enter_with(MayStart::Today).await.unwrap_err(),
        ClinicError::Refused { refusal: Refusal::NotToday { .. } }
    ));
    room.world.clinic.clock().set(monday_there);
    assert!(room.enter_with(MayStart::Today).await.is_ok());
}

#[tokio::test]
async fn a_start_is_taken_back_while_nothing_is_written() {
    for (word, status) in [("checked_in", AppointmentStatus::CheckedIn), ("scheduled", AppointmentStatus::Scheduled)] {
        let room = Room::with_visit(word).await;
        if word == "checked_in" {
            sqlx::query("update appointments set checked_in_at = utc_timestamp(6)")
                .execute(&mut room.world.sql().await)
                .await
                .unwrap();
        }
        let open = room.enter().await.unwrap();
        let back = room.take_back(&open).await.unwrap();
        assert_eq!((back.status, back.started_at), (status, None));
        assert_eq!(room.world.audited("appointment_stepped").await, 1);
        // Another window that still shows the note cannot write into a visit that has not begun.
        let stale = room.save(save(&open, note("too late"))).await.unwrap_err();
        assert_eq!(stale, ClinicError::Stale { what: RecordKind::Consultation });
        let looked = room.enter_with(MayStart::Nothing).await.unwrap();
        assert_eq!((looked.id, room.status().await), (open.id, status), "looking starts nothing");
        // Nor can one that read it since.
        let typed = save(&looked, note("nobody is here"));
        assert_eq!(room.save(typed.clone()).await.unwrap_err(), Refusal::WrongStatus { status }.into());
        assert_eq!(room.complete(typed.clone()).await.unwrap_err(), Refusal::WrongStatus { status }.into());
        assert_eq!(room.world.audited("consultation_draft_saved").await, 0);
        let again = room.enter().await.unwrap();
        assert_eq!((again.id, again.appointment.status), (open.id, AppointmentStatus::InProgress));
        assert!(again.appointment.started_at.is_some());
        assert_eq!(again.content, NoteContent::default(), "nothing was kept");
        room.save(typed).await.expect("what was typed meanwhile is saved once the visit has begun");
    }
}

#[tokio::test]
async fn a_start_is_not_taken_back_once_something_is_written() {
    let room = Room::open().await;
    let open = room.enter().await.unwrap();
    let saved = room.save(save(&open, note("cough"))).await.unwrap();
    let written = room.enter().await.unwrap();
    assert_eq!(written.row_version, saved.row_version);
    assert_eq!(room.take_back(&open).await.unwrap_err(), ClinicError::Stale { what: RecordKind::Consultation });
    assert_eq!(room.take_back(&written).await.unwrap_err(), Refusal::NoteWritten.into());
    let done = room.complete(save(&written, note("cough"))).await.unwrap();
    assert_eq!(room.take_back(&done).await.unwrap_err(), Refusal::ConsultationCompleted.into());
    let stranger = room.world.user(Role::Doctor).await;
    let request =
        TakeStartBack { request_id: RequestId::fresh(), consultation_id: open.id, row_version: open.row_version };
    let unseen = consultations::take_start_back(&room.world.clinic, &stranger.actor, request).await.unwrap_err();
    assert_eq!(unseen, ClinicError::NotFound { what: RecordKind::Consultation });
    assert_eq!(room.world.audited("appointment_stepped").await, 0);
}

#[tokio::test]
async fn a_start_taken_back_twice_at_once_is_taken_back_once() {
    let room = Room::open().await;
    let open = room.enter().await.unwrap();
    let request =
        TakeStartBack { request_id: RequestId::fresh(), consultation_id: open.id, row_version: open.row_version };
    let (one, other) = tokio::join!(
        consultations::take_start_back(&room.world.clinic, &room.user.actor, request),
        consultations::take_start_back(&room.world.clinic, &room.user.actor, request),
    );
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(room.world.audited("appointment_stepped").await, 1);
}
