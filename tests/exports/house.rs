//! A clinic of which data is taken out, and what lies in the folder then.

use std::path::{Path, PathBuf};

use chrono::Duration;
use clinic_core::chart::model::{ChartEntryView, ChartFact, SaveChartEntry};
use clinic_core::consultations::model::{ConsultationView, MayStart, OpenConsultation};
use clinic_core::consultations::note::NoteContent;
use clinic_core::consultations::versions::model::{CompleteNote, Signing};
use clinic_core::error::ClinicError;
use clinic_core::exports;
use clinic_core::exports::model::{ExportPatient, Exported, Progress};
use clinic_core::ids::*;
use clinic_core::records::file::look_at;
use clinic_core::records::model::*;
use clinic_core::records::{self, Going, Source};
use clinic_core::{chart, consultations};
use serde_json::Value;

use crate::chart::entry;
use crate::support::monday_at_eight;
use crate::support::people::SignedIn;
use crate::support::room::Room;

/// Two doctors, Ann Lee whom both see, and a neighbour; and a folder to take out into.
pub struct House {
    pub room: Room,
    pub other: SignedIn,
    /// Ann's visit with the other doctor.
    pub elsewhere: AppointmentId,
    pub folder: PathBuf,
}

impl Drop for House {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

impl House {
    pub async fn open() -> Self {
        let room = Room::with_visit(monday_at_eight(), "checked_in").await;
        let doctor = room.world.doctor("Dr Bo Carr").await;
        let other = room.world.signed_in_doctor(&doctor).await;
        let at = monday_at_eight() + Duration::hours(1);
        let elsewhere = room.world.plain_visit(room.patient, doctor.id, room.location, at, "checked_in").await;
        let folder = std::env::temp_dir().join(format!("clinic-exports-{}", fresh().simple()));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self { room, other, elsewhere, folder }
    }

    pub async fn opened(&self, user: &SignedIn, visit: AppointmentId) -> ConsultationView {
        let opening = OpenConsultation {
            request_id: RequestId::fresh(),
            appointment_id: visit,
            consultation_id: ConsultationId::fresh(),
            may_start: MayStart::Anyway,
        };
        consultations::open(&self.room.world.clinic, &user.actor, opening).await.expect("an open note")
    }

    /// Completes a note with this content.
    pub async fn completed(&self, user: &SignedIn, visit: AppointmentId, content: NoteContent) -> ConsultationView {
        let open = self.opened(user, visit).await;
        let request = CompleteNote {
            request_id: RequestId::fresh(),
            consultation_id: open.id,
            row_version: open.row_version,
            content,
            signing: Signing::Now,
        };
        consultations::complete(&self.room.world.clinic, &user.actor, request).await.expect("a note that stands")
    }

    pub async fn noted(&self, patient: PatientId, fact: ChartFact) -> ChartEntryView {
        self.noted_as(entry(patient, fact)).await
    }

    pub async fn noted_as(&self, request: SaveChartEntry) -> ChartEntryView {
        chart::save(&self.room.world.clinic, &self.room.user.actor, request).await.expect("an entry")
    }

    pub async fn kept(&self, patient_id: PatientId, name: &str, title: &str, bytes: &[u8]) -> RecordView {
        let path = self.folder.join(name);
        std::fs::write(&path, bytes).expect("a file");
        let form = RecordForm {
            record_type: RecordType::Mri,
            title: title.into(),
            description: format!("{title}, without contrast."),
            dated_on: "2026-02-27".into(),
            tags: vec!["left knee".into()],
        };
        let (request_id, record_id, file_id) = (RequestId::fresh(), RecordId::fresh(), FileId::fresh());
        let request = AddRecord { request_id, record_id, patient_id, file_id, form };
        let (clinic, actor) = (&self.room.world.clinic, &self.room.user.actor);
        let source = Source { path: path.clone(), facts: look_at(&path).await.expect("a file") };
        records::begin(clinic, actor, request, source).await.expect("begins");
        let kept = records::send(clinic, actor, record_id, &path, |_| Going::On).await.expect("arrives");
        std::fs::remove_file(&path).expect("is not needed any more");
        kept.expect("is not stopped")
    }

    pub async fn change(&self, sql: &'static str) {
        sqlx::raw_sql(sql).execute(&mut self.room.world.sql().await).await.expect("the test's own statement");
    }

    pub fn asking(&self) -> ExportPatient {
        ExportPatient { request_id: RequestId::fresh(), patient_id: self.room.patient }
    }

    pub async fn take_out_as(&self, user: &SignedIn) -> Result<Option<Exported>, ClinicError> {
        self.take_out_to(user, &self.folder, |_| Going::On).await
    }

    pub async fn take_out_to(
        &self,
        user: &SignedIn,
        within: &Path,
        tell: impl Fn(Progress) -> Going + Send + Sync,
    ) -> Result<Option<Exported>, ClinicError> {
        exports::take_out(&self.room.world.clinic, &user.actor, self.asking(), within, tell).await
    }

    /// What the doctor of the room takes out.
    pub async fn taken_out(&self) -> Taken {
        Taken::of(self.take_out_as(&self.room.user).await.expect("is taken out").expect("is not stopped"))
    }

    /// The names in the folder, hidden ones too.
    pub fn names(&self) -> Vec<String> {
        let there = std::fs::read_dir(&self.folder).expect("the folder");
        there.map(|one| one.expect("a name").file_name().to_string_lossy().into_owned()).collect()
    }
}

/// An export as it lies on the disk.
pub struct Taken {
    pub exported: Exported,
    pub bundle: Value,
    pub json: String,
    pub html: String,
}

impl Taken {
    pub fn of(exported: Exported) -> Self {
        let read = |name: &str| std::fs::read_to_string(Path::new(&exported.folder).join(name)).expect("a file");
        let (json, html) = (read("patient.json"), read("patient.html"));
        Self { bundle: serde_json::from_str(&json).expect("JSON"), json, html, exported }
    }

    pub fn resources(&self, kind: &str) -> Vec<&Value> {
        let entries = self.bundle["entry"].as_array().expect("entries");
        entries.iter().map(|entry| &entry["resource"]).filter(|one| one["resourceType"] == kind).collect()
    }

    /// Each of these stands in both.
    pub fn says(&self, sentences: &[&str]) {
        for sentence in sentences {
            assert!(self.json.contains(sentence), "patient.json: {sentence}");
            assert!(self.html.contains(sentence), "patient.html: {sentence}");
        }
    }

    pub fn says_nothing_of(&self, sentences: &[&str]) {
        for sentence in sentences {
            assert!(!self.json.contains(sentence), "patient.json: {sentence}");
            assert!(!self.html.contains(sentence), "patient.html: {sentence}");
        }
    }
}
