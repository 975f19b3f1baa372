//! The chart of somebody who was seen 500 times, opened by their doctor.

use chrono::Duration;
use clinic_core::access::{Actor, Role};
use clinic_core::chart;
use clinic_core::chart::model::*;
use clinic_core::clinic::Clinic;
use clinic_core::consultations;
use clinic_core::consultations::model::{MayStart, OpenConsultation};
use clinic_core::consultations::note::{NoteContent, Vitals};
use clinic_core::consultations::versions::model::{CompleteNote, Signing};
use clinic_core::ids::*;
use clinic_core::keys::{self, model::KeysRequest};
use clinic_core::users::{self, model::AddUser, model::SignIn};
use sqlx::MySqlConnection;

use super::Bench;
use super::table::Figure;

const EMAIL: &str = "charts@bench.example";
const PASSWORD: &str = "violet kettle marches north";
const VISITS: usize = 500;
const ENTRIES: usize = 40;

impl Bench<'_> {
    /// The whole chart in one answer: entries, vital signs of 500 visits, the last 50 of them.
    pub async fn charts(&self) -> Option<Figure> {
        let name = "a chart of 500 visits";
        if !self.asked.wants(&format!("{name}, {}", self.size)) {
            return None;
        }
        let (actor, patient_id) = self.charted().await;
        let open = async || {
            let request = OpenChart { request_id: RequestId::fresh(), patient_id };
            let read = chart::open(&self.clinic, &actor, request).await.expect("opens");
            assert_eq!((read.visits_in_all as usize, read.entries.len()), (VISITS, ENTRIES));
        };
        self.read(name.into(), 30, "<= 200 ms", open).await
    }

    /// A doctor with the clinic's keys and somebody whom they saw 500 times; made once and found again.
    async fn charted(&self) -> (Actor, PatientId) {
        let mut sql = self.address.connect_once().await.expect("connects");
        let known: Option<DoctorId> = sqlx::query_scalar("select id from doctors where licence_number = ?")
            .bind(EMAIL)
            .fetch_optional(&mut sql)
            .await
            .expect("looks");
        if let Some(doctor) = known {
            let patient = sqlx::query_scalar("select patient_id from appointments where doctor_id = ? limit 1")
                .bind(doctor)
                .fetch_one(&mut sql)
                .await
                .expect("was seen");
            return (signed_in(&self.clinic).await, patient);
        }
        let (doctor, patient) = (insert_doctor(&mut sql).await, insert_patient(&mut sql).await);
        let user = AddUser {
            request_id: RequestId::fresh(),
            id: UserId::fresh(),
            email: EMAIL.into(),
            name: "Bench".into(),
            role: Role::Doctor,
            password: PASSWORD.into(),
            doctor_id: Some(doctor),
        };
        users::add(&self.clinic, &self.actor, user).await.expect("a user");
        sqlx::query("update users set password_change_due = false where email = ?")
            .bind(EMAIL)
            .execute(&mut sql)
            .await
            .expect("a password of their own");
        let actor = signed_in(&self.clinic).await;
        for number in 0..VISITS {
            self.see(&mut sql, &actor, doctor, patient, number).await;
        }
        for number in 0..ENTRIES {
            let fact = ChartFact::Medication {
                name: format!("Medication {number}"),
                dose: "1 in the morning".into(),
                since: "2019".into(),
                remark: "As before. ".repeat(20).trim().to_owned(),
            };
            let request = SaveChartEntry {
                request_id: RequestId::fresh(),
                entry_id: ChartEntryId::fresh(),
                patient_id: patient,
                row_version: None,
                fact,
                standing: ChartStanding::Active,
                why: String::new(),
            };
            chart::save(&self.clinic, &actor, request).await.expect("writes");
        }
        (actor, patient)
    }

    /// One visit of years ago, with a note of a page.
    async fn see(&self, sql: &mut MySqlConnection, actor: &Actor, doctor: DoctorId, patient: PatientId, number: usize) {
        let id = AppointmentId::fresh();
        let days = i64::try_from(number * 5 + 100).expect("fits");
        let at = self.clinic.now() - Duration::days(days);
        sqlx::query(
            "insert into appointments (id, reference, patient_id, doctor_id, location_id, kind, status, starts_at, ends_at, \
             reason, fee, currency) values (?, ?, ?, ?, (select min(l.id) from locations l), 'in_person', 'checked_in', \
             ?, ?, 'bench', 85, 'USD')",
        )
        .bind(id)
        .bind(&id.0.simple().to_string()[20..])
        .bind(patient)
        .bind(doctor)
        .bind(at)
        .bind(at + Duration::minutes(20))
        .execute(sql)
        .await
        .expect("a visit");
        let open = OpenConsultation {
            request_id: RequestId::fresh(),
            appointment_id: id,
            consultation_id: ConsultationId::fresh(),
            may_start: MayStart::Anyway,
        };
        let note = consultations::open(&self.clinic, actor, open).await.expect("opens");
        let vitals = Vitals {
            systolic_mmhg: (110 + number % 40).to_string(),
            diastolic_mmhg: (70 + number % 20).to_string(),
            weight_kg: "70".into(),
            height_cm: "175".into(),
            ..Vitals::default()
        };
        let page = "The patient tells of it at length and in detail. ".repeat(40);
        let content = NoteContent { history_of_present_illness: page, vitals, ..NoteContent::default() };
        let done = CompleteNote {
            request_id: RequestId::fresh(),
            consultation_id: note.id,
            row_version: note.row_version,
            content,
            signing: Signing::Now,
        };
        consultations::complete(&self.clinic, actor, done).await.expect("completes");
    }
}

async fn signed_in(clinic: &Clinic) -> Actor {
    let request = SignIn { email: EMAIL.into(), password: PASSWORD.into() };
    let (token, _) = users::sign_in(clinic, "bench", request).await.expect("signs in");
    let actor = users::actor(clinic, &token).await.expect("an actor");
    if actor.keys().is_ok() {
        return actor;
    }
    keys::found(clinic, &actor, KeysRequest { request_id: RequestId::fresh() }).await.expect("keys");
    users::actor(clinic, &token).await.expect("an actor")
}

async fn insert_doctor(sql: &mut MySqlConnection) -> DoctorId {
    let made = sqlx::query("insert into resources (kind) values ('doctor')").execute(&mut *sql).await;
    let id = DoctorId::fresh();
    // Not active: whoever looks for free time is not to find them.
    sqlx::query(
        "insert into doctors (id, resource_id, name, licence_number, slot_minutes, active) \
         values (?, ?, 'Charts', ?, 20, false)",
    )
    .bind(id)
    .bind(made.expect("a lane").last_insert_id())
    .bind(EMAIL)
    .execute(sql)
    .await
    .expect("a doctor");
    id
}

async fn insert_patient(sql: &mut MySqlConnection) -> PatientId {
    let made = sqlx::query("insert into resources (kind) values ('patient')").execute(&mut *sql).await;
    let lane = made.expect("a lane").last_insert_id();
    let id = PatientId::fresh();
    sqlx::query(
        "insert into patients (id, resource_id, reference, family_name, given_name, birth_date, gender) \
         values (?, ?, ?, 'Charts', 'Bench', '1980-01-01', 'unknown')",
    )
    .bind(id)
    .bind(lane)
    .bind(format!("B-{lane}"))
    .execute(sql)
    .await
    .expect("a patient");
    id
}
