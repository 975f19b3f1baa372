//! What only clinicians ask for: prescriptions and records.

use clinic_core::ids::fresh;
use clinic_core::prescriptions::interactions;
use clinic_core::records::file::look_at;
use clinic_core::records::{self, Source};
use clinic_core::{prescriptions, printing};
use serde_json::json;

use super::{Caller, request};

pub async fn prescribing(caller: &mut Caller<'_>) {
    let form = || {
        json!({
            "request_id": fresh(), "prescription_id": fresh(), "appointment_id": fresh(), "replaces_id": null,
            "row_version": null, "content": {},
        })
    };
    caller.ask("prescriptions_save", |clinic, actor| prescriptions::save(clinic, actor, request(form()))).await;
    caller.ask("prescriptions_sign", |clinic, actor| prescriptions::sign(clinic, actor, request(form()))).await;
    let check = json!({ "patient_id": fresh(), "prescription_id": fresh(), "replaces_id": null, "medications": [] });
    caller.ask("prescriptions_warnings", |clinic, actor| prescriptions::warnings(clinic, actor, request(check))).await;
    let form =
        json!({ "request_id": fresh(), "prescription_id": fresh(), "row_version": 1, "dispensing": "dispensed" });
    caller
        .ask("prescriptions_mark_dispensed", |clinic, actor| {
            prescriptions::mark_dispensed(clinic, actor, request(form))
        })
        .await;
    let form = json!({ "request_id": fresh(), "patient_id": fresh() });
    caller
        .ask("prescriptions_of_patient", |clinic, actor| prescriptions::of_patient(clinic, actor, request(form)))
        .await;
    let form = json!({ "request_id": fresh(), "prescription_id": fresh() });
    caller.ask("prescriptions_versions", |clinic, actor| prescriptions::versions(clinic, actor, request(form))).await;
    caller.ask("prescriptions_favourites", prescriptions::favourites).await;
    caller.ask("interactions_list", interactions::list).await;
    let form = json!({
        "request_id": fresh(), "id": fresh(), "row_version": null,
        "form": { "one": "warfarin", "other": "ibuprofen", "severity": "severe", "words": "May bleed." },
    });
    caller.ask("interactions_save", |clinic, actor| interactions::save(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "id": fresh(), "row_version": 1 });
    caller.ask("interactions_remove", |clinic, actor| interactions::remove(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "language": "en", "prescription_id": fresh(), "paper": "a5" });
    caller.ask("printing_prescription", |clinic, actor| printing::prescription(clinic, actor, request(form))).await;
    caller
        .ask("printing_verifier", |clinic, actor| printing::verifier(clinic, actor, request(json!({ "file": "key" }))))
        .await;
}

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
