//! Registering, changing and finding patients on the real server.

use crate::support::people::SignedIn;
use crate::support::{World, monday_at_eight};
use clinic_core::access::Role;
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind};
use clinic_core::ids::{DoctorId, PatientId, RequestId};
use clinic_core::patients;
use clinic_core::patients::model::{
    DuplicateSearch, Gender, LikelyDuplicate, MatchedBy, PatientForm, PatientHit, PatientSearch, PatientView,
    RegisterPatient, UpdatePatient,
};

fn form(family: &str, given: &str) -> PatientForm {
    PatientForm::named(family, given, "1990-02-28", Gender::Female)
}

/// A receptionist at her desk.
struct Desk {
    world: World,
    user: SignedIn,
}

impl Desk {
    async fn open() -> Self {
        let world = World::new().await;
        let user = world.user(Role::Receptionist).await;
        Self { world, user }
    }

    async fn try_register(&self, form: PatientForm) -> Result<PatientView, ClinicError> {
        let request = RegisterPatient { id: PatientId::fresh(), form };
        patients::register(&self.world.clinic, &self.user.actor, request).await
    }

    async fn register(&self, form: PatientForm) -> PatientView {
        self.try_register(form).await.expect("registers")
    }

    async fn update(&self, patient: &PatientView, form: PatientForm) -> Result<PatientView, ClinicError> {
        let request =
            UpdatePatient { request_id: RequestId::fresh(), id: patient.id, row_version: patient.row_version, form };
        patients::update(&self.world.clinic, &self.user.actor, request).await
    }

    async fn search(&self, query: &str) -> Vec<PatientHit> {
        let request = PatientSearch { query: query.into(), limit: 10 };
        patients::search(&self.world.clinic, &self.user.actor, request).await.expect("searches")
    }

    /// Given names of the hits, in order.
    async fn found(&self, query: &str) -> Vec<String> {
        self.search(query).await.into_iter().map(|hit| hit.patient.given_name).collect()
    }

    async fn duplicates(&self, search: DuplicateSearch) -> Vec<LikelyDuplicate> {
        patients::likely_duplicates(&self.world.clinic, &self.user.actor, search).await.expect("looks")
    }
}

#[tokio::test]
async fn a_patient_is_registered_once_however_often_it_is_sent() {
    let desk = Desk::open().await;
    let doctor = desk.world.doctor("Dr Ada Osei").await;
    let request = RegisterPatient {
        id: PatientId::fresh(),
        form: PatientForm {
            email: "Ann@Example.org".into(),
            phone: "212 555 0123".into(),
            usual_doctor_id: Some(doctor.id),
            ..form("Lee", "Ann")
        },
    };
    let (first, second) = tokio::join!(
        patients::register(&desk.world.clinic, &desk.user.actor, request.clone()),
        patients::register(&desk.world.clinic, &desk.user.actor, request.clone()),
    );
    let again = patients::register(&desk.world.clinic, &desk.user.actor, request).await.unwrap();
    assert_eq!((first.as_ref(), second.as_ref()), (Ok(&again), Ok(&again)), "sent twice at once");
    assert_eq!((again.email.as_str(), again.phone.as_str()), ("ann@example.org", "+12125550123"));
    assert_eq!(again.usual_doctor_name.as_deref(), Some("Dr Ada Osei"));
    assert_eq!(again.age_years, 36);
    assert_eq!(clinic_core::patients::reference::parse(&again.reference), Some(again.reference.clone()));
    let got = patients::get(&desk.world.clinic, &desk.user.actor, again.id).await.unwrap();
    assert_eq!(got, again);
    assert_eq!(desk.world.audited("patient_registered").await, 1);
    assert_eq!(desk.world.topic("patients").await, 1);
    let lanes: i64 = sqlx::query_scalar("select count(*) from resources where kind = 'patient'")
        .fetch_one(&mut desk.world.sql().await)
        .await
        .unwrap();
    assert_eq!(lanes, 1);
}

#[tokio::test]
async fn an_email_is_one_patients_and_an_unknown_doctor_is_refused_at_its_field() {
    let desk = Desk::open().await;
    let email = |text: &str| PatientForm { email: text.into(), ..form("Lee", "Ann") };
    desk.register(email("ann@example.org")).await;
    let error = desk.try_register(email("ANN@example.org")).await.unwrap_err();
    assert_eq!(error, FieldError::new("email", FieldProblem::Taken).into());
    desk.register(email("")).await;
    desk.register(email("")).await;
    let stranger = PatientForm { usual_doctor_id: Some(DoctorId::fresh()), ..form("Lee", "Bea") };
    let error = desk.try_register(stranger).await.unwrap_err();
    assert_eq!(error, FieldError::new("usual_doctor_id", FieldProblem::UnknownChoice).into());
    assert_eq!(desk.world.audited("patient_registered").await, 3, "nothing is left of what was refused");
}

#[tokio::test]
async fn a_change_names_the_version_it_saw() {
    let desk = Desk::open().await;
    let ann = desk.register(form("Lee", "Ann")).await;
    let married = desk.update(&ann, PatientForm { family_name: "Leigh".into(), ..form("Lee", "Ann") }).await.unwrap();
    assert_eq!((married.family_name.as_str(), married.row_version), ("Leigh", 2));
    let error = desk.update(&ann, form("Li", "Ann")).await.unwrap_err();
    assert_eq!(error, ClinicError::Stale { what: RecordKind::Patient });
    assert_eq!(desk.found("leigh").await, ["Ann"]);
    assert!(desk.found("lee").await.is_empty(), "the old name leads there no longer");
    let detail: String =
        sqlx::query_scalar("select cast(detail as char) from audit_events where action = 'patient_updated'")
            .fetch_one(&mut desk.world.sql().await)
            .await
            .unwrap();
    assert!(detail.contains("family_name") && !detail.contains("given_name"), "{detail}");
    let nobody = PatientView { id: PatientId::fresh(), ..married.clone() };
    let error = desk.update(&nobody, form("Lee", "Ann")).await.unwrap_err();
    assert_eq!(error, ClinicError::NotFound { what: RecordKind::Patient });
}

#[tokio::test]
async fn whom_to_call_and_who_insures_are_kept_with_the_patient() {
    let desk = Desk::open().await;
    let told = PatientForm {
        emergency_name: "Bea Lee (sister)".into(),
        emergency_phone: "+44 20 7946 0188".into(),
        insurer: "Harbour Mutual".into(),
        insurance_number: "HM 77-1".into(),
        ..form("Lee", "Ann")
    };
    let ann = desk.register(told.clone()).await;
    let kept = |of: &PatientView| {
        [&of.emergency_name, &of.emergency_phone, &of.insurer, &of.insurance_number].map(String::clone)
    };
    assert_eq!(kept(&ann), ["Bea Lee (sister)", "+442079460188", "Harbour Mutual", "HM 77-1"]);
    let insured = PatientForm { insurer: "Seaside Health".into(), insurance_number: String::new(), ..told.clone() };
    let changed = desk.update(&ann, insured).await.unwrap();
    assert_eq!(kept(&changed), ["Bea Lee (sister)", "+442079460188", "Seaside Health", ""]);
    let wrong = PatientForm { emergency_phone: "ask Bea".into(), ..told };
    let error = desk.update(&changed, wrong).await.unwrap_err();
    assert_eq!(error, FieldError::new("emergency_phone", FieldProblem::NotAPhone).into());
}

#[tokio::test]
async fn a_change_sent_twice_is_made_once() {
    let desk = Desk::open().await;
    let ann = desk.register(form("Lee", "Ann")).await;
    let request = UpdatePatient {
        request_id: RequestId::fresh(),
        id: ann.id,
        row_version: ann.row_version,
        form: form("Leigh", "Ann"),
    };
    let first = patients::update(&desk.world.clinic, &desk.user.actor, request.clone()).await.unwrap();
    let again = patients::update(&desk.world.clinic, &desk.user.actor, request).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(again.row_version, 2);
}

#[tokio::test]
async fn a_deleted_patient_is_nobody() {
    let desk = Desk::open().await;
    let ann = desk.register(form("Lee", "Ann")).await;
    sqlx::query("update patients set deleted_at = utc_timestamp(6)")
        .execute(&mut desk.world.sql().await)
        .await
        .unwrap();
    let error = patients::get(&desk.world.clinic, &desk.user.actor, ann.id).await.unwrap_err();
    assert_eq!(error, ClinicError::NotFound { what: RecordKind::Patient });
    for query in ["", "lee", ann.reference.as_str(), "1990-02-28"] {
        assert!(desk.search(query).await.is_empty(), "{query:?}");
    }
}

#[tokio::test]
async fn a_name_is_found_by_any_part_in_any_order_and_misspelt() {
    let desk = Desk::open().await;
    for (family, given) in [
        ("González-Pérez", "José María"),
        ("O'Brien", "Siobhán"),
        ("Smith", "Ann"),
        ("Smithson", "Bea"),
        ("Goldsmith", "Cleo"),
        ("Østergård", "Dag"),
        ("محمد", "فاطمة"),
        ("Jones", "Katherine"),
    ] {
        desk.register(form(family, given)).await;
    }
    for (query, expected) in [
        ("smith", &["Ann", "Bea", "Cleo"][..]),
        ("SMI", &["Ann", "Bea", "Cleo"]),
        ("dsm", &["Cleo"]),
        ("ann smith", &["Ann"]),
        ("smith ann", &["Ann"]),
        ("s a", &["Ann"]),
        ("gonz jos", &["José María"]),
        ("perez", &["José María"]),
        ("maria, gonzalez", &["José María"]),
        ("obrien", &["Siobhán"]),
        ("O’Brien siob", &["Siobhán"]),
        ("ostergard", &["Dag"]),
        ("فاطمه", &["فاطمة"]),
        ("فاط", &["فاطمة"]),
    ] {
        assert_eq!(desk.found(query).await, expected, "{query}");
    }
    for (query, expected) in [
        ("smiht", "Ann"),
        ("smyth", "Ann"),
        ("gonsales", "José María"),
        ("gonzalz jsoe", "José María"),
        ("catherine", "Katherine"),
        ("o'brian", "Siobhán"),
    ] {
        let hits = desk.search(query).await;
        assert!(hits.iter().any(|hit| hit.patient.given_name == expected), "{query}: {hits:?}");
        assert!(hits.iter().all(|hit| hit.why == MatchedBy::SimilarName), "{query}");
    }
    assert!(desk.found("zzzz").await.is_empty());
}

#[tokio::test]
async fn wildcards_quotes_and_tags_are_only_text() {
    let desk = Desk::open().await;
    desk.register(form("<script>alert(1)</script>", "' or 1=1 --")).await;
    desk.register(form("Plain", "100% _x_")).await;
    for query in ["%", "_", "%%%", "\\", "'", "\"", "--", ";", "' --", "*"] {
        assert!(desk.found(query).await.is_empty(), "{query}");
    }
    assert!(desk.found("' or 1=1").await.iter().all(|name| name.starts_with("' or")), "not everybody");
    assert_eq!(desk.found("<script>").await, ["' or 1=1 --"]);
    for bad in ["a\u{202E}b", "a\0b", "a\nb"] {
        let request = PatientSearch { query: bad.into(), limit: 10 };
        let error = patients::search(&desk.world.clinic, &desk.user.actor, request).await.unwrap_err();
        assert_eq!(error, FieldError::new("query", FieldProblem::BadCharacters).into());
    }
    let long = PatientSearch { query: "x".repeat(10_000_000), limit: 10 };
    let error = patients::search(&desk.world.clinic, &desk.user.actor, long).await.unwrap_err();
    assert_eq!(error, FieldError::new("query", FieldProblem::TooLong { most: 200 }).into());
    for limit in [0, -1, 51, i32::MAX] {
        let request = PatientSearch { query: "x".into(), limit };
        let error = patients::search(&desk.world.clinic, &desk.user.actor, request).await.unwrap_err();
        assert_eq!(error, FieldError::new("limit", FieldProblem::OutOfRange { least: 1, most: 50 }).into());
    }
}

#[tokio::test]
async fn numbers_find_by_phone_birth_date_and_reference() {
    let desk = Desk::open().await;
    let with = |given: &str, birth_date: &str, phone: &str| PatientForm {
        birth_date: birth_date.into(),
        phone: phone.into(),
        ..form("Lee", given)
    };
    let ann = desk.register(with("Ann", "1990-02-01", "+1 212 555 0123")).await;
    desk.register(with("Bea", "1990-01-02", "+44 20 7946 0018")).await;
    desk.register(with("Cleo", "1971-12-31", "+1 212 555 1990")).await;
    for (query, expected, why) in [
        ("0123", &["Ann"][..], MatchedBy::Phone),
        ("555-0123", &["Ann"], MatchedBy::Phone),
        ("(212) 555 0123", &["Ann"], MatchedBy::Phone),
        ("020 7946 0018", &["Bea"], MatchedBy::Phone),
        ("+442079460018", &["Bea"], MatchedBy::Phone),
        ("1990-02-01", &["Ann"], MatchedBy::BirthDate),
        ("01.02.1990", &["Ann"], MatchedBy::BirthDate),
        ("31.12.1971", &["Cleo"], MatchedBy::BirthDate),
        ("1971", &["Cleo"], MatchedBy::BirthDate),
        ("lee 1/2/1990", &["Bea", "Ann"], MatchedBy::BirthDate),
        ("lee 1971", &["Cleo"], MatchedBy::BirthDate),
        ("lee 0018", &["Bea"], MatchedBy::Phone),
    ] {
        let hits = desk.search(query).await;
        let mut names: Vec<&str> = hits.iter().map(|hit| hit.patient.given_name.as_str()).collect();
        names.sort_unstable_by(|one, other| other.cmp(one));
        let mut expected = expected.to_vec();
        expected.sort_unstable_by(|one, other| other.cmp(one));
        assert_eq!(names, expected, "{query}");
        assert!(hits.iter().all(|hit| hit.why == why), "{query}");
    }
    let year: Vec<(String, MatchedBy)> =
        desk.search("1990").await.into_iter().map(|hit| (hit.patient.given_name, hit.why)).collect();
    assert_eq!(year[0], ("Cleo".to_owned(), MatchedBy::Phone), "a phone that ends so comes before a year");
    assert_eq!(year.len(), 3);
    for written in [ann.reference.clone(), ann.reference.to_lowercase(), ann.reference.replace('-', " ")] {
        let hits = desk.search(&written).await;
        assert_eq!((hits[0].patient.id, hits[0].why), (ann.id, MatchedBy::Reference), "{written}");
    }
    assert!(desk.found("12").await.is_empty(), "two digits are the end of too many numbers");
}

#[tokio::test]
async fn nothing_typed_gives_those_changed_last_with_their_next_visit() {
    let desk = Desk::open().await;
    let doctor = desk.world.doctor("Dr Ada Osei").await;
    let location = desk.world.location("High Street", "Europe/London").await;
    let ann = desk.register(form("Lee", "Ann")).await;
    desk.register(form("Lee", "Bea")).await;
    desk.update(&ann, form("Lee", "Anna")).await.unwrap();
    let at = |hours| monday_at_eight() + chrono::Duration::hours(hours);
    for (hours, status) in [(-24, "completed"), (2, "cancelled"), (5, "scheduled"), (9, "confirmed")] {
        desk.world.plain_visit(ann.id, doctor.id, location.id, at(hours), status).await;
    }
    let hits = desk.search("  ").await;
    let seen: Vec<_> = hits.iter().map(|hit| (hit.patient.given_name.as_str(), hit.why, hit.next_visit_at)).collect();
    assert_eq!(seen, [("Anna", MatchedBy::Recent, Some(at(5))), ("Bea", MatchedBy::Recent, None)]);
}

#[tokio::test]
async fn likely_duplicates_are_shown_while_someone_is_typed() {
    let desk = Desk::open().await;
    let known = desk
        .register(PatientForm {
            birth_date: "1985-04-03".into(),
            phone: "212 555 0123".into(),
            email: "mary@example.org".into(),
            ..form("O'Brien", "Mary Jane")
        })
        .await;
    desk.register(PatientForm { phone: "212 555 0123".into(), ..form("O'Brien", "Patrick") }).await;
    let empty = DuplicateSearch {
        family_name: String::new(),
        given_name: String::new(),
        birth_date: String::new(),
        phone: String::new(),
        email: String::new(),
        except: None,
    };
    let typed = |family: &str, given: &str, birth_date: &str| DuplicateSearch {
        family_name: family.into(),
        given_name: given.into(),
        birth_date: birth_date.into(),
        ..empty.clone()
    };
    for search in [
        typed("OBrian", "Mary", ""),
        typed("O'Brien", "Marie", "1985-04-"),
        typed("Mary", "O'Brien", "1985-03-04"),
        DuplicateSearch { phone: "+1 212 555 0123".into(), ..typed("Obrien", "Mary", "1985-04-03") },
        DuplicateSearch { email: "Mary@Example.org".into(), phone: "2125550123".into(), ..empty.clone() },
    ] {
        let likely = desk.duplicates(search.clone()).await;
        assert_eq!(likely.len(), 1, "{search:?}: {likely:?}");
        assert_eq!(likely[0].patient.id, known.id);
    }
    for search in [
        empty.clone(),
        typed("O'Brien", "", ""),
        typed("Lee", "Ann", "1985-04-03"),
        typed("O'Brien", "Mary", "1930-11-30"),
        typed("%", "_", "30.02."),
        typed("a\0b", "' or 1=1", "1985-04-03"),
        DuplicateSearch { except: Some(known.id), ..typed("O'Brien", "Mary Jane", "1985-04-03") },
    ] {
        assert_eq!(desk.duplicates(search.clone()).await, [], "{search:?}");
    }
    let whole = DuplicateSearch { phone: "2125550123".into(), ..typed("O'Brien", "Mary Jane", "1985-04-03") };
    assert_eq!(desk.duplicates(whole).await[0].likeness, 100);
}

#[tokio::test]
async fn many_desks_register_at_once_and_everybody_is_found() {
    let desk = Desk::open().await;
    let mut desks = tokio::task::JoinSet::new();
    for number in 0..12 {
        let (clinic, actor) = (desk.world.clinic.clone(), desk.user.actor.clone());
        desks.spawn(async move {
            for round in 0..5 {
                // Names that share most of their words and keys, so that the desks meet at the same rows.
                let form = form(&format!("Garciano{round} Lopez"), &format!("Maria Ana{}", number % 3));
                let request = RegisterPatient { id: PatientId::fresh(), form };
                patients::register(&clinic, &actor, request).await.expect("registers");
            }
        });
    }
    desks.join_all().await;
    let request = PatientSearch { query: "lopez ana".into(), limit: 50 };
    let hits = patients::search(&desk.world.clinic, &desk.user.actor, request).await.unwrap();
    assert_eq!(hits.len(), 50);
    assert!(hits.iter().all(|hit| hit.why == MatchedBy::Name));
    for round in 0..5 {
        let request = PatientSearch { query: format!("garciano{round}"), limit: 50 };
        let hits = patients::search(&desk.world.clinic, &desk.user.actor, request).await.unwrap();
        let found = hits.iter().filter(|hit| hit.why == MatchedBy::Name).count();
        assert_eq!(found, 12, "round {round}");
    }
    assert_eq!(desk.world.audited("patient_registered").await, 60);
}

#[tokio::test]
async fn of_two_patients_with_one_email_at_once_one_is_refused() {
    let desk = Desk::open().await;
    let email = |given: &str| PatientForm { email: "ann@example.org".into(), ..form("Lee", given) };
    let (one, other) = tokio::join!(desk.try_register(email("Ann")), desk.try_register(email("Anna")));
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    let refused = one.err().or(other.err());
    assert_eq!(refused, Some(FieldError::new("email", FieldProblem::Taken).into()));
}
