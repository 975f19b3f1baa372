//! Emergency access to a chart, on the real server.

use crate::support::people::{PASSWORD, SignedIn};
use crate::support::{World, monday_at_eight};
use clinic_core::access::Role;
use clinic_core::chart;
use clinic_core::chart::model::{ChartView, OpenChart};
use clinic_core::consultations;
use clinic_core::consultations::break_glass;
use clinic_core::consultations::break_glass::model::{BreakGlass, GlassBroken, MarkGlassSeen};
use clinic_core::consultations::model::{HistoryRequest, MayStart, OpenConsultation, PastVisit, SaveNote};
use clinic_core::consultations::note::NoteContent;
use clinic_core::consultations::versions::model::Signing;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind, Refusal};
use clinic_core::ids::{BreakGlassId, ConsultationId, PatientId, RequestId};
use clinic_core::prescriptions;
use clinic_core::prescriptions::model::PrescriptionsRequest;

const NO_PATIENT: ClinicError = ClinicError::NotFound { what: RecordKind::Patient };

/// A patient whose doctor is not here, and the doctor who is.
struct Emergency {
    world: World,
    treating: SignedIn,
    present: SignedIn,
    patient: PatientId,
}

impl Emergency {
    async fn arises() -> Self {
        let world = World::new().await;
        let doctor = world.doctor("Dr Ada Osei").await;
        let treating = world.signed_in_doctor(&doctor).await;
        let present = world.user(Role::Doctor).await;
        let patient = world.plain_patient("Lee", "Ann").await;
        let location = world.location("High Street", "Europe/London").await.id;
        let visit = world.plain_visit(patient, doctor.id, location, monday_at_eight(), "checked_in").await;
        let opening = OpenConsultation {
            request_id: RequestId::fresh(),
            appointment_id: visit,
            consultation_id: ConsultationId::fresh(),
            may_start: MayStart::Anyway,
        };
        let open = consultations::open(&world.clinic, &treating.actor, opening).await.expect("an open note");
        let content = NoteContent {
            history_of_present_illness: "Takes warfarin.".into(),
            private_notes: "Afraid of needles.".into(),
            ..NoteContent::default()
        };
        let (request_id, row_version) = (RequestId::fresh(), open.row_version);
        let saved = SaveNote { request_id, consultation_id: open.id, row_version, content };
        consultations::complete(&world.clinic, &treating.actor, saved.completing(Signing::Now)).await.expect("a note");
        Self { world, treating, present, patient }
    }

    fn breaking(&self) -> BreakGlass {
        BreakGlass {
            request_id: RequestId::fresh(),
            id: BreakGlassId::fresh(),
            patient_id: self.patient,
            reason: "Unconscious in the waiting room.".into(),
            password: PASSWORD.into(),
        }
    }

    async fn breaks(&self, request: BreakGlass) -> Result<GlassBroken, ClinicError> {
        break_glass::open(&self.world.clinic, &self.present.actor, request).await
    }

    async fn history(&self) -> Result<Vec<PastVisit>, ClinicError> {
        let request = HistoryRequest { request_id: RequestId::fresh(), patient_id: self.patient, before: None };
        consultations::history(&self.world.clinic, &self.present.actor, request).await
    }

    async fn broken(&self) -> i64 {
        let count = sqlx::query_scalar("select count(*) from break_glass");
        count.fetch_one(&mut self.world.sql().await).await.expect("the test's own statement")
    }
}

#[tokio::test]
async fn a_broken_glass_opens_one_chart_for_an_hour() {
    let emergency = Emergency::arises().await;
    let other = emergency.world.plain_patient("Park", "Jo").await;
    assert_eq!(emergency.history().await.unwrap_err(), NO_PATIENT);

    let broken = emergency.breaks(emergency.breaking()).await.unwrap();
    let minutes: i64 = sqlx::query_scalar("select timestampdiff(minute, opened_at, ends_at) from break_glass")
        .fetch_one(&mut emergency.world.sql().await)
        .await
        .unwrap();
    assert_eq!(minutes, 60);
    assert!(broken.ends_at.is_some());
    let note = emergency.history().await.unwrap().remove(0).note.expect("the note");
    assert_eq!(note.history_of_present_illness, "Takes warfarin.");
    assert_eq!(note.private_notes, "", "a colleague's private notes stay closed");
    let clinic = &emergency.world.clinic;
    let open = OpenChart { request_id: RequestId::fresh(), patient_id: emergency.patient };
    let until = |chart: ChartView| chart.emergency_until;
    assert_eq!(chart::open(clinic, &emergency.present.actor, open).await.map(until), Ok(broken.ends_at));
    let usual = OpenChart { request_id: RequestId::fresh(), ..open };
    assert_eq!(chart::open(clinic, &emergency.treating.actor, usual).await.map(until), Ok(None));
    let request = PrescriptionsRequest { request_id: RequestId::fresh(), patient_id: emergency.patient };
    assert_eq!(
        prescriptions::of_patient(clinic, &emergency.present.actor, request).await.map(|list| list.prescriptions),
        Ok(vec![])
    );
    let request = HistoryRequest { request_id: RequestId::fresh(), patient_id: other, before: None };
    assert_eq!(consultations::history(clinic, &emergency.present.actor, request).await.unwrap_err(), NO_PATIENT);

    sqlx::query(
        "update break_glass set opened_at = opened_at - interval 61 minute, ends_at = ends_at - interval 61 minute",
    )
    .execute(&mut emergency.world.sql().await)
    .await
    .unwrap();
    assert_eq!(emergency.history().await.unwrap_err(), NO_PATIENT, "the hour is over");
    assert_eq!(emergency.world.audited("glass_broken").await, 1);
    assert_eq!(
        emergency.world.audited("chart_read").await,
        4,
        "what was read is in the log, what was refused was not read"
    );
}

#[tokio::test]
async fn it_takes_a_reason_and_the_password() {
    let emergency = Emergency::arises().await;
    for (reason, problem) in [
        ("  ", FieldProblem::Missing),
        ("urgent", FieldProblem::TooShort { least: 10 }),
        (&"a".repeat(501), FieldProblem::TooLong { most: 500 }),
    ] {
        let refused = emergency.breaks(BreakGlass { reason: reason.into(), ..emergency.breaking() }).await;
        assert_eq!(refused.unwrap_err(), FieldError::new("reason", problem).into());
    }
    let wrong = || BreakGlass { password: "violet kettle".into(), ..emergency.breaking() };
    let refused = Err(ClinicError::Refused { refusal: Refusal::WrongCredentials });
    assert_eq!(emergency.breaks(wrong()).await, refused);
    assert_eq!(emergency.history().await.unwrap_err(), NO_PATIENT);
    assert_eq!(emergency.world.audited("sign_in_refused").await, 1, "guesses count with those of signing in");
    for _ in 0..4 {
        assert_eq!(emergency.breaks(wrong()).await, refused);
    }
    let throttled = emergency.breaks(emergency.breaking()).await.unwrap_err();
    assert!(matches!(throttled, ClinicError::Refused { refusal: Refusal::Throttled { .. } }), "{throttled:?}");
    assert_eq!(emergency.broken().await, 0);
}

#[tokio::test]
async fn the_right_password_forgets_the_guesses() {
    let emergency = Emergency::arises().await;
    for _ in 0..4 {
        emergency.breaks(BreakGlass { password: "violet".into(), ..emergency.breaking() }).await.unwrap_err();
    }
    emergency.breaks(emergency.breaking()).await.unwrap();
    let kept: i64 = sqlx::query_scalar("select count(*) from sign_in_throttles")
        .fetch_one(&mut emergency.world.sql().await)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn sent_twice_it_is_broken_once() {
    let emergency = Emergency::arises().await;
    let request = emergency.breaking();
    let first = emergency.breaks(request.clone()).await.unwrap();
    assert_eq!(emergency.breaks(request).await.unwrap(), first);
    // Broken already, nothing is asked and nothing written.
    let again = emergency.breaks(BreakGlass { password: String::new(), ..emergency.breaking() }).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(emergency.broken().await, 1);
}

#[tokio::test]
async fn whoever_sees_the_patient_breaks_nothing_and_nobody_breaks_into_no_chart() {
    let emergency = Emergency::arises().await;
    let clinic = &emergency.world.clinic;
    let seen = break_glass::open(clinic, &emergency.treating.actor, emergency.breaking()).await;
    assert_eq!(seen, Ok(GlassBroken { ends_at: None }));
    let nobody = BreakGlass { patient_id: PatientId::fresh(), ..emergency.breaking() };
    assert_eq!(emergency.breaks(nobody).await, Err(NO_PATIENT));
    assert_eq!(emergency.broken().await, 0);
}

#[tokio::test]
async fn the_administrator_is_told_and_marks_it_as_seen() {
    let emergency = Emergency::arises().await;
    let administrator = emergency.world.user(Role::Administrator).await;
    let clinic = &emergency.world.clinic;
    assert_eq!(break_glass::list(clinic, &administrator.actor).await, Ok(vec![]));
    emergency.breaks(emergency.breaking()).await.unwrap();
    let list = break_glass::list(clinic, &administrator.actor).await.unwrap();
    let [told] = &list[..] else { panic!("one: {list:?}") };
    assert_eq!((&*told.patient_name, &*told.reason), ("Lee, Ann", "Unconscious in the waiting room."));
    assert_eq!((&*told.user_name, told.seen_at), ("The doctor", None));

    let seen = MarkGlassSeen { request_id: RequestId::fresh(), id: told.id, row_version: told.row_version };
    let list = break_glass::mark_seen(clinic, &administrator.actor, seen).await.unwrap();
    assert!(list[0].seen_at.is_some());
    assert_eq!(list[0].seen_by.as_deref(), Some("The administrator"));
    assert_eq!(break_glass::mark_seen(clinic, &administrator.actor, seen).await.unwrap(), list, "sent twice");
    let other = MarkGlassSeen { request_id: RequestId::fresh(), ..seen };
    let stale = break_glass::mark_seen(clinic, &administrator.actor, other).await;
    assert_eq!(stale, Err(ClinicError::Stale { what: RecordKind::BrokenGlass }));
    assert_eq!(emergency.world.audited("broken_glass_seen").await, 1);
}
