//! Users who sign in the real way, and patients and visits written straight into the tables.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use clinic_core::access::{Actor, Role};
use clinic_core::doctors::model::DoctorView;
use clinic_core::ids::{AppointmentId, DoctorId, LocationId, PatientId, RequestId, ResourceId, UserId};
use clinic_core::keys;
use clinic_core::keys::model::{KeysMissing, KeysRequest, LetIn};
use clinic_core::users::model::{AddUser, SessionView, SignIn, UserView};
use clinic_core::users::{self, SessionToken};
use sqlx::mysql::MySqlConnection;

use super::World;
use super::builders::system;

/// The password of every user a test makes.
pub const PASSWORD: &str = "violet kettle marches north";

/// Someone who signed in.
pub struct SignedIn {
    /// What their workstation shows.
    pub token: SessionToken,
    /// Who they are to the core.
    pub actor: Actor,
    /// What the window was told.
    pub view: SessionView,
}

impl World {
    /// A connection of the test's own, to look and to arrange.
    pub async fn sql(&self) -> MySqlConnection {
        self.address.connect_once().await.expect("the test's own connection")
    }

    /// Someone of this role, added and signed in as people do; a doctor signs in as a new doctor.
    pub async fn user(&self, role: Role) -> SignedIn {
        let doctor = if role == Role::Doctor { Some(self.doctor("Dr Ada Osei").await.id) } else { None };
        self.user_as(role, doctor).await
    }

    /// A doctor who is there, signed in.
    pub async fn signed_in_doctor(&self, doctor: &DoctorView) -> SignedIn {
        self.user_as(Role::Doctor, Some(doctor.id)).await
    }

    async fn user_as(&self, role: Role, doctor_id: Option<DoctorId>) -> SignedIn {
        let form = user_form(role, doctor_id);
        let email = form.email.clone();
        self.settled(form).await;
        self.sign_in(&email, PASSWORD).await
    }

    /// Someone added by this form, whose password is their own already.
    pub async fn settled(&self, form: AddUser) -> UserView {
        let user = users::add(&self.clinic, &system(), form).await.expect("a user");
        sqlx::query("update users set password_change_due = false where id = ?")
            .bind(user.id)
            .execute(&mut self.sql().await)
            .await
            .expect("a password of their own");
        user
    }

    /// A doctor who is there, signed in as the keys' state is: nobody lets them in.
    pub async fn newcomer(&self, doctor: &DoctorView) -> SignedIn {
        let form = user_form(Role::Doctor, Some(doctor.id));
        let email = form.email.clone();
        self.settled(form).await;
        self.signed_in_by(&email, PASSWORD).await
    }

    /// Signs in at a workstation; nobody lets a clinician in.
    pub async fn signed_in_by(&self, email: &str, password: &str) -> SignedIn {
        let request = SignIn { email: email.into(), password: password.into() };
        let (token, view) = users::sign_in(&self.clinic, "front desk", request).await.expect("signs in");
        let actor = users::actor(&self.clinic, &token).await.expect("an actor");
        SignedIn { token, actor, view }
    }

    /// Signs in at a workstation; a clinician has the clinic's keys.
    pub async fn sign_in(&self, email: &str, password: &str) -> SignedIn {
        let known = self.signed_in_by(email, password).await;
        if known.view.role == Role::Doctor {
            self.let_in(&known.token).await;
        }
        let actor = users::actor(&self.clinic, &known.token).await.expect("an actor");
        SignedIn { actor, ..known }
    }

    /// Gives a clinician who signed in the clinic's keys: the first finds them, later ones are let in by the first.
    async fn let_in(&self, token: &SessionToken) {
        let actor = users::actor(&self.clinic, token).await.expect("an actor");
        let state = keys::state(&self.clinic, &actor).await.expect("the keys' state");
        let mut first = self.first_clinician.lock().await;
        match (state.missing, &*first) {
            (Some(KeysMissing::NotFound), _) => {
                keys::found(&self.clinic, &actor, KeysRequest { request_id: RequestId::fresh() }).await.expect("keys");
            }
            (Some(KeysMissing::NotLetIn), Some(first)) => {
                let user_id = actor.user_id().expect("a user");
                let request = LetIn { request_id: RequestId::fresh(), user_id, fingerprint: state.fingerprint };
                keys::let_in(&self.clinic, first, request).await.expect("is let in");
                keys::state(&self.clinic, &actor).await.expect("takes the keys up");
            }
            _ => {}
        }
        if first.is_none() {
            *first = users::actor(&self.clinic, token).await.ok();
        }
    }

    /// A patient born on 28 February 1990, not in the name index: for tests that never search by name.
    pub async fn plain_patient(&self, family: &str, given: &str) -> PatientId {
        let mut sql = self.sql().await;
        let id = PatientId::fresh();
        let resource = resource(&mut sql, "patient").await;
        sqlx::query(
            "insert into patients (id, resource_id, reference, family_name, given_name, birth_date, gender) \
             values (?, ?, ?, ?, ?, ?, 'female')",
        )
        .bind(id)
        .bind(resource)
        .bind(format!("T-{:06}", resource.0))
        .bind(family)
        .bind(given)
        .bind(NaiveDate::from_ymd_opt(1990, 2, 28).expect("a date"))
        .execute(&mut sql)
        .await
        .expect("a patient");
        id
    }

    /// A visit of 20 minutes as it lies in the table, without its cells: for tests that never book.
    pub async fn plain_visit(
        &self,
        patient: PatientId,
        doctor: DoctorId,
        location: LocationId,
        starts_at: DateTime<Utc>,
        status: &str,
    ) -> AppointmentId {
        let id = AppointmentId::fresh();
        sqlx::query(
            "insert into appointments (id, reference, patient_id, doctor_id, location_id, kind, status, starts_at, ends_at, \
             reason, fee, currency, cancelled_at, cancellation_reason) values (?, ?, ?, ?, ?, 'in_person', ?, ?, ?, 'cough', \
             85, 'USD', if(? = 'cancelled', utc_timestamp(6), null), if(? = 'cancelled', 'test', null))",
        )
        .bind(id)
        .bind(&id.0.simple().to_string()[20..])
        .bind(patient)
        .bind(doctor)
        .bind(location)
        .bind(status)
        .bind(starts_at)
        .bind(starts_at + Duration::minutes(20))
        .bind(status)
        .bind(status)
        .execute(&mut self.sql().await)
        .await
        .expect("a visit");
        id
    }
}

/// A user's form that is whole.
pub fn user_form(role: Role, doctor_id: Option<DoctorId>) -> AddUser {
    let id = UserId::fresh();
    AddUser {
        request_id: RequestId::fresh(),
        id,
        email: format!("{}-{}@clinic.example", role.word(), id.0.simple()),
        name: format!("The {}", role.word()),
        role,
        password: PASSWORD.into(),
        doctor_id,
    }
}

async fn resource(sql: &mut MySqlConnection, kind: &str) -> ResourceId {
    let done =
        sqlx::query("insert into resources (kind) values (?)").bind(kind).execute(sql).await.expect("a resource");
    ResourceId(u32::try_from(done.last_insert_id()).expect("a small number"))
}
