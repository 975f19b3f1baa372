//! The commands of the records, each asked as the table of `tests/access.rs` wants it.

use clinic_core::ids::fresh;
use clinic_core::records::file::look_at;
use clinic_core::records::{self, Source};
use serde_json::json;

use super::{Caller, request};

pub async fn records_of(caller: &mut Caller<'_>) {
    let form = json!({ "request_id": fresh(), "patient_id": fresh() });
    caller.ask("records_of_patient", |clinic, actor| records::of_patient(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh() });
    caller.ask("records_shared", |clinic, actor| records::shared(clinic, actor, request(form))).await;
    let one = || json!({ "request_id": fresh(), "record_id": fresh() });
    caller.ask("records_versions", |clinic, actor| records::versions(clinic, actor, request(one()))).await;
    caller.ask("records_open", |clinic, actor| records::open(clinic, actor, request(one()))).await;
    caller.ask("records_copy", |clinic, actor| records::copy(clinic, actor, request(one()))).await;
    caller.ask("records_discard", |clinic, actor| records::discard(clinic, actor, request(one()))).await;
    let form = json!({ "record_id": fresh(), "opening": fresh(), "place": 0 });
    caller.ask("records_piece", |clinic, actor| records::piece(clinic, actor, request(form))).await;
    let described = json!({ "record_type": "ecg", "title": "At rest", "description": "", "dated_on": "", "tags": [] });
    let form = json!({ "request_id": fresh(), "record_id": fresh(), "row_version": 1, "form": described });
    caller.ask("records_describe", |clinic, actor| records::describe(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "record_id": fresh(), "row_version": 1, "archiving": "archived" });
    caller.ask("records_archive", |clinic, actor| records::archive(clinic, actor, request(form))).await;
    let form = json!({
        "request_id": fresh(), "record_id": fresh(), "row_version": 1, "doctor_id": fresh(), "sharing": "shared",
    });
    caller.ask("records_share", |clinic, actor| records::share(clinic, actor, request(form))).await;
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let source = Source { facts: look_at(&path).await.expect("a file"), path };
    let form = json!({
        "request_id": fresh(), "record_id": fresh(), "patient_id": fresh(), "file_id": fresh(), "form": described,
    });
    caller.ask("records_add", |clinic, actor| records::begin(clinic, actor, request(form), source)).await;
}
