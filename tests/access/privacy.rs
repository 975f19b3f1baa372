//! Restricting and taking out, each asked as the table of `tests/access.rs` wants it.

use clinic_core::ids::fresh;
use clinic_core::records::Going;
use clinic_core::{exports, restrictions};
use serde_json::json;

use super::{Caller, request};

pub async fn privacy(caller: &mut Caller<'_>) {
    let id = request(json!(fresh()));
    caller.ask("restrictions_of_patient", |clinic, actor| restrictions::of_patient(clinic, actor, id)).await;
    let form = json!({
        "request_id": fresh(), "id": fresh(), "patient_id": fresh(), "ground": "objection", "words": "By letter.",
    });
    caller.ask("restrictions_restrict", |clinic, actor| restrictions::restrict(clinic, actor, request(form))).await;
    let form = json!({
        "request_id": fresh(), "id": fresh(), "row_version": 1, "patient_told": true, "words": "By letter.",
    });
    caller.ask("restrictions_lift", |clinic, actor| restrictions::lift(clinic, actor, request(form))).await;
    let (form, within) = (json!({ "request_id": fresh(), "patient_id": fresh() }), std::env::temp_dir());
    caller
        .ask("exports_take_out", |clinic, actor| async move {
            exports::take_out(clinic, actor, request(form), &within, |_| Going::On).await
        })
        .await;
}
