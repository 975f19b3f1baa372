//! What looks through notes, and what a doctor prints.

use clinic_core::ids::fresh;
use clinic_core::{note_search, printing};
use serde_json::json;

use super::{Caller, request};

/// Searching, counting, printing.
pub async fn looking(caller: &mut Caller<'_>) {
    caller.ask("note_search_prepare", note_search::prepare).await;
    let form = json!({ "request_id": fresh(), "words": "cough", "patient_id": null, "from_on": "", "to_on": "" });
    caller.ask("note_search_find", |clinic, actor| note_search::find(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "consultation_id": fresh() });
    caller.ask("note_search_open", |clinic, actor| note_search::open(clinic, actor, request(form))).await;
    let period = json!({
        "request_id": fresh(), "language": "en", "from_on": "2026-03-01", "to_on": "2026-03-31", "visits": "own",
    });
    let form = period.clone();
    caller.ask("note_search_count", |clinic, actor| note_search::count(clinic, actor, request(form))).await;
    caller.ask("printing_counts", |clinic, actor| printing::counts(clinic, actor, request(period))).await;
    let form = json!({ "request_id": fresh(), "language": "en", "prescription_id": fresh(), "paper": "a5" });
    caller.ask("printing_prescription", |clinic, actor| printing::prescription(clinic, actor, request(form))).await;
    caller
        .ask("printing_verifier", |clinic, actor| printing::verifier(clinic, actor, request(json!({ "file": "key" }))))
        .await;
}
