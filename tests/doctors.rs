//! Doctors and specialties on the real server.

use crate::support::World;
use crate::support::builders::{doctor_form, system};
use clinic_core::doctors::model::{AddDoctor, DoctorForm, DoctorView, NewSpecialty, UpdateDoctor};
use clinic_core::doctors::{add, list, list_specialties, update};
use clinic_core::error::{ClinicError, FieldError, FieldProblem, RecordKind};
use clinic_core::ids::{DoctorId, RequestId, SpecialtyId};

fn form_of(doctor: &DoctorView) -> DoctorForm {
    DoctorForm {
        name: doctor.name.clone(),
        email: doctor.email.clone(),
        phone: doctor.phone.clone(),
        bio: doctor.bio.clone(),
        licence_number: doctor.licence_number.clone(),
        licence_expires_on: doctor.licence_expires_on.map(|on| on.to_string()).unwrap_or_default(),
        practising_since: doctor.practising_since,
        fee: doctor.fee.amount.to_string(),
        currency: doctor.fee.currency.clone(),
        slot_minutes: doctor.slot_minutes,
        specialty_ids: doctor.specialties.iter().map(|one| one.id).collect(),
        new_specialties: vec![],
        active: doctor.active,
    }
}

fn change(doctor: &DoctorView, form: DoctorForm) -> UpdateDoctor {
    UpdateDoctor { request_id: RequestId::fresh(), id: doctor.id, row_version: doctor.row_version, form }
}

fn taken(field: &str) -> ClinicError {
    FieldError::new(field, FieldProblem::Taken).into()
}

#[tokio::test]
async fn a_doctor_is_added_with_a_lane_and_listed_with_specialties() {
    let world = World::new().await;
    let skin = world.specialty("Dermatology").await;
    let heart = world.specialty("Cardiology").await;
    let form = DoctorForm {
        email: "ama@example.org".into(),
        phone: "+44 20 7946 0000".into(),
        bio: "Speaks Twi.".into(),
        licence_expires_on: "2026-03-01".into(),
        practising_since: Some(2009),
        specialty_ids: vec![skin.id, heart.id],
        ..doctor_form("Dr Ama Osei", skin.id)
    };
    let added = world.doctor_by(form.clone()).await;
    assert!(added.resource_id > 0);
    assert!(added.licence_expired, "its last day was yesterday");
    assert_eq!(added.specialties, [heart, skin], "by name");
    assert_eq!(form_of(&added), DoctorForm { specialty_ids: form_of(&added).specialty_ids, ..form });
    let other = world.doctor("Dr Zoë Abara").await;
    assert_ne!(other.resource_id, added.resource_id);
    assert!(!other.licence_expired);
    assert_eq!(list(&world.clinic, &system()).await.unwrap(), [added, other], "by name");
    assert_eq!(world.audited("doctor_added").await, 2);
    assert!(world.topic("clinic").await >= 2);
}

#[tokio::test]
async fn adding_twice_adds_once() {
    let world = World::new().await;
    let specialty = world.specialty("Cardiology").await;
    let form = doctor_form("Dr Ama Osei", specialty.id);
    let request = AddDoctor { request_id: RequestId::fresh(), id: DoctorId::fresh(), form };
    let first = add(&world.clinic, &system(), request.clone()).await.unwrap();
    let again = add(&world.clinic, &system(), request).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(list(&world.clinic, &system()).await.unwrap().len(), 1);
    assert_eq!(world.audited("doctor_added").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sent_twice_at_the_same_moment_it_is_done_once() {
    let world = World::new().await;
    let specialty = world.specialty("Cardiology").await;
    for round in 0..5 {
        let form = doctor_form(&format!("Dr Ama Osei {round}"), specialty.id);
        let request = AddDoctor { request_id: RequestId::fresh(), id: DoctorId::fresh(), form };
        let actor = system();
        let (one, other) =
            tokio::join!(add(&world.clinic, &actor, request.clone()), add(&world.clinic, &actor, request.clone()));
        let added = one.unwrap();
        assert_eq!(other.unwrap(), added);
        let request = change(&added, DoctorForm { fee: "99".into(), ..form_of(&added) });
        let (one, other) = tokio::join!(
            update(&world.clinic, &actor, request.clone()),
            update(&world.clinic, &actor, request.clone())
        );
        assert_eq!(one.unwrap(), other.unwrap());
    }
    assert_eq!((world.audited("doctor_added").await, world.audited("doctor_updated").await), (5, 5));
}

#[tokio::test]
async fn a_licence_number_is_one_doctors() {
    let world = World::new().await;
    let first = world.doctor("Dr Ama Osei").await;
    let mut form = doctor_form("Dr Ben Roth", first.specialties[0].id);
    form.licence_number = first.licence_number.to_uppercase();
    let request = AddDoctor { request_id: RequestId::fresh(), id: DoctorId::fresh(), form };
    assert_eq!(add(&world.clinic, &system(), request).await.unwrap_err(), taken("licence_number"));
    let second = world.doctor("Dr Ben Roth").await;
    let steal = change(&second, DoctorForm { licence_number: first.licence_number, ..form_of(&second) });
    assert_eq!(update(&world.clinic, &system(), steal).await.unwrap_err(), taken("licence_number"));
    assert_eq!(world.audited("doctor_updated").await, 0);
}

#[tokio::test]
async fn an_unknown_specialty_is_refused_at_its_field() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    let unknown: ClinicError = FieldError::new("specialty_ids", FieldProblem::UnknownChoice).into();
    let form = doctor_form("Dr Ben Roth", SpecialtyId::fresh());
    let request = AddDoctor { request_id: RequestId::fresh(), id: DoctorId::fresh(), form };
    assert_eq!(add(&world.clinic, &system(), request).await.unwrap_err(), unknown);
    let form = DoctorForm { specialty_ids: vec![SpecialtyId::fresh()], ..form_of(&doctor) };
    assert_eq!(update(&world.clinic, &system(), change(&doctor, form)).await.unwrap_err(), unknown);
    assert_eq!(list(&world.clinic, &system()).await.unwrap(), [doctor], "nothing was half written");
}

#[tokio::test]
async fn a_change_needs_the_version_on_the_screen() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    let heart = world.specialty("Cardiology").await;
    let request = change(
        &doctor,
        DoctorForm { fee: "95".into(), active: false, specialty_ids: vec![heart.id], ..form_of(&doctor) },
    );
    let changed = update(&world.clinic, &system(), request.clone()).await.unwrap();
    assert_eq!((changed.fee.amount.to_string().as_str(), changed.active), ("95.00", false));
    assert_eq!(changed.specialties, [heart]);
    assert_eq!(changed.row_version, doctor.row_version + 1);
    assert_eq!(update(&world.clinic, &system(), request).await.unwrap(), changed, "sent twice, done once");
    let late = change(&doctor, form_of(&doctor));
    let stale = ClinicError::Stale { what: RecordKind::Doctor };
    assert_eq!(update(&world.clinic, &system(), late).await.unwrap_err(), stale);
    assert_eq!(world.audited("doctor_updated").await, 1);
}

#[tokio::test]
async fn an_unknown_doctor_cannot_be_changed() {
    let world = World::new().await;
    let doctor = world.doctor("Dr Ama Osei").await;
    let request = UpdateDoctor { id: DoctorId::fresh(), ..change(&doctor, form_of(&doctor)) };
    let missing = ClinicError::NotFound { what: RecordKind::Doctor };
    assert_eq!(update(&world.clinic, &system(), request).await.unwrap_err(), missing);
}

#[tokio::test]
async fn a_new_specialty_comes_with_its_doctor_or_not_at_all() {
    let world = World::new().await;
    let skin = world.specialty("Dermatology").await;
    let heart = NewSpecialty { id: SpecialtyId::fresh(), name: "Cardiology".into() };
    let form = DoctorForm { new_specialties: vec![heart.clone()], ..doctor_form("Dr Ama Osei", skin.id) };
    let refused = DoctorForm { fee: "dear".into(), ..form.clone() };
    let request = AddDoctor { request_id: RequestId::fresh(), id: DoctorId::fresh(), form: refused };
    add(&world.clinic, &system(), request).await.unwrap_err();
    let unknown = DoctorForm { specialty_ids: vec![SpecialtyId::fresh()], ..form.clone() };
    let request = AddDoctor { request_id: RequestId::fresh(), id: DoctorId::fresh(), form: unknown };
    add(&world.clinic, &system(), request).await.unwrap_err();
    let known = list_specialties(&world.clinic, &system()).await.unwrap();
    assert_eq!(known, std::slice::from_ref(&skin), "nothing was half written");
    assert_eq!(world.audited("specialty_added").await, 0);

    let doctor = world.doctor_by(form).await;
    let names: Vec<_> = doctor.specialties.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Cardiology", "Dermatology"]);
    assert_eq!(list_specialties(&world.clinic, &system()).await.unwrap().len(), 2);
    assert_eq!(world.audited("specialty_added").await, 1);

    let eyes = NewSpecialty { id: SpecialtyId::fresh(), name: "Ophthalmology".into() };
    let request = change(&doctor, DoctorForm { new_specialties: vec![eyes], ..form_of(&doctor) });
    let changed = update(&world.clinic, &system(), request.clone()).await.unwrap();
    assert_eq!(update(&world.clinic, &system(), request).await.unwrap(), changed, "sent twice, done once");
    assert_eq!(changed.specialties.len(), 3);
    assert_eq!(world.audited("specialty_added").await, 2);
}

#[tokio::test]
async fn a_specialty_is_named_once() {
    let world = World::new().await;
    let skin = world.specialty("Dermatology").await;
    let new = |id, name: &str| NewSpecialty { id, name: name.into() };
    let doctor = world.doctor_by(doctor_form("Dr Ama Osei", skin.id)).await;
    let form = |new_specialties| DoctorForm { new_specialties, ..form_of(&doctor) };
    let known = form(vec![new(SpecialtyId::fresh(), "Eyes"), new(SpecialtyId::fresh(), "DERMATOLOGY")]);
    let refused = update(&world.clinic, &system(), change(&doctor, known)).await.unwrap_err();
    assert_eq!(refused, taken("new_specialties[1].name"));
    let same = form(vec![new(skin.id, "Cardiology")]);
    let stale = ClinicError::Stale { what: RecordKind::Specialty };
    assert_eq!(update(&world.clinic, &system(), change(&doctor, same)).await.unwrap_err(), stale);
    assert_eq!(list_specialties(&world.clinic, &system()).await.unwrap(), [skin]);
}

#[tokio::test]
async fn what_looks_like_sql_is_a_name() {
    let world = World::new().await;
    let name = "'; drop table doctors; -- %_\\";
    let doctor = world.doctor(name).await;
    assert_eq!(list(&world.clinic, &system()).await.unwrap(), std::slice::from_ref(&doctor));
    assert_eq!(doctor.name, name);
}
